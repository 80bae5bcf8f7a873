// Package sqlite is the embedded record source: one read-only, sealed file of social insurance records with the card register, and
// the way to make one.
//
// A record file is a snapshot: it is written whole, put in place by rename and never changed afterwards, so it is read
// without locks (facts/devices.md C4). What it is made of stands in docs/records-file.md. The room knows nothing of screens, of
// devices or of the terminal's own database.
package sqlite

import (
	"context"
	_ "embed"
	"errors"
	"io/fs"
	"maps"
	"os"
	"sync"

	_ "modernc.org/sqlite" // the driver

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

//go:embed schema.sql
var schema string

// format is the version of schema.sql and of the file around it; a file of another version is refused.
const format = "2"

// Inventory is what a file says of its content.
type Inventory struct {
	Algorithm      keys.Algorithm
	Persons, Cards int64
	Bytes          int64 // of the file
}

// Source reads one record file. It implements records.Source.
type Source struct {
	path string
	keep bool // the last good file is kept and fallen back to

	reloading sync.Mutex // held by Reload, which is not to verify a file twice at once

	mu       sync.RWMutex // held for reading by every Read, so that a file is closed under nobody
	file     *snapshot    // nil after Close
	closed   bool
	key      keys.Records
	reason   error       // why file is not what lies at path
	refused  fs.FileInfo // what lies at path, when its content was found to be damaged
	unlinked error       // why no last good file could be kept
}

var _ records.Source = (*Source)(nil)

// Open opens the record file at path for reading, after it was verified as a whole. A file that is missing, is no record file, is
// cut, was changed, is sealed with another key or has another format, is an *records.Error with Damaged and a detail that tells
// the operator which of these it is; but when the last good one is there, that is opened, and Fallback tells why.
//
// A file that was taken up is kept as LastGood(path), a link to it.
func Open(path string, key keys.Records) (*Source, error) {
	s := &Source{path: path, keep: true, key: key}
	file, err := openSnapshot(path, key)
	if err == nil {
		s.take(file)
		return s, nil
	}
	good, why := openSnapshot(LastGood(path), key)
	if errors.Is(why, fs.ErrNotExist) {
		return nil, err
	}
	if why != nil {
		return nil, &records.Error{Failure: records.Damaged, Err: errors.Join(err, why)}
	}
	s.file, s.key = good, good.key
	s.refuse(err)
	return s, nil
}

// OpenOnly opens just the file at path: it falls back to no other and keeps none. For the operator's tools.
func OpenOnly(path string, key keys.Records) (*Source, error) {
	file, err := openSnapshot(path, key)
	if err != nil {
		return nil, err
	}
	return &Source{path: path, file: file, key: file.key}, nil
}

// LastGood is where the last file is kept that was at path and was found to be whole.
func LastGood(path string) string { return path + ".last-good" }

// Read implements records.Source.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return records.Record{}, errClosed()
	}
	return s.file.read(ctx, number, w)
}

// Register implements records.Source.
func (s *Source) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return records.Registration{}, errClosed()
	}
	return s.file.register(ctx, c)
}

func errClosed() error {
	return &records.Error{Failure: records.Busy, Detail: "record source is closed"}
}

// About implements records.Source. After Close it is zero, as what the other questions give.
func (s *Source) About() records.About {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return records.About{}
	}
	return s.file.about
}

// Meta is what the maker of the file added to it.
func (s *Source) Meta() map[string]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return nil
	}
	return maps.Clone(s.file.meta)
}

// Inventory is what the file says of its content.
func (s *Source) Inventory() Inventory {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return Inventory{}
	}
	return s.file.inventory
}

// Fallback is why the file that is read is not the one at the path: that one is missing or was refused. It is nil as long as it
// is. For the operator's log.
func (s *Source) Fallback() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.reason
}

// Unkept is why the file that is read could not be kept as the last good one, nil when it is kept. For the operator's log.
func (s *Source) Unkept() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.unlinked
}

// Reload looks whether another file was put at the path, and takes it up when it is whole. A file that is still the same is not
// read again, and one whose content was found to be damaged is refused again without a look inside. Called between visits; it
// waits for reads under way. When the file cannot be used the error says why, the source goes on with what it had, and the next
// call tries again. After Close it fails.
func (s *Source) Reload() (changed bool, err error) {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	info, err := os.Stat(s.path)
	s.mu.RLock()
	file, key, reason, refused := s.file, s.key, s.reason, s.refused
	s.mu.RUnlock()
	switch {
	case file == nil:
		return false, errClosed()
	case err == nil && file.same(info) && file.name == s.path:
		s.take(file)
		return false, nil
	case err == nil && refused != nil && sameFile(refused, info):
		return false, reason
	}
	next, err := openSnapshot(s.path, key)
	if err != nil {
		s.refuse(err)
		return false, err
	}
	if !s.take(next) {
		return false, errors.Join(errClosed(), next.close())
	}
	return true, file.close()
}

// take makes a file the one that is read, and keeps it as the last good one. It reports false when the source was closed meanwhile.
func (s *Source) take(file *snapshot) bool {
	var unlinked error
	if s.keep {
		unlinked = keepAs(LastGood(s.path), file)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.file, s.key, s.reason, s.refused, s.unlinked = file, file.key, nil, nil, unlinked
	return true
}

// refuse notes that what lies at the path is not read. Only what is damaged inside is remembered: everything else is found
// quickly and may be mended from outside.
func (s *Source) refuse(why error) {
	var inside *contentError
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reason, s.refused = why, nil
	if errors.As(why, &inside) {
		s.refused = inside.file
	}
}

// Close ends the use of the file after the reads under way. Later reads fail with Busy; a second Close does nothing.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	file := s.file
	s.file, s.closed = nil, true
	return file.close()
}

// keepAs makes to a link to the file, in place of what was there. A power cut leaves the old link or the new one.
func keepAs(to string, file *snapshot) error {
	if have, err := os.Stat(to); err == nil && os.SameFile(have, file.info) {
		return nil
	}
	next := to + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(file.name, next); err != nil {
		return err
	}
	made, err := os.Stat(next)
	if err == nil && !file.same(made) {
		err = errors.New("the record file was replaced while a link to it was made")
	}
	if err == nil {
		err = os.Rename(next, to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return nil
}

func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
