// Package sqlite is the embedded record source: one read-only, sealed file of social insurance records with the card register, and
// the way to make one.
//
// A record file is a snapshot: it is written whole, put in place by rename and never changed afterwards, so it is read
// without locks (facts/devices.md C4). What it is made of stands in docs/records-file.md. The room knows nothing of screens, of
// devices or of the terminal's own database.
package sqlite

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"sync"

	"golang.org/x/sys/unix"
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

	mu      sync.RWMutex // held for reading by every Read, so that a file is closed under nobody
	file    *snapshot    // nil after Close
	closed  bool
	key     keys.Records
	reason  error       // why file is not what lies at path
	refused fs.FileInfo // what lies at path, when its content was found to be damaged
	unkept  error       // why no last good file could be kept
}

var _ records.Source = (*Source)(nil)

// Open opens the record file at path for reading, after it was verified as a whole. A file that is missing, is no record file, is
// cut, was changed, is sealed with another key or has another format, is an *records.Error with Damaged and a detail that tells
// the operator which of these it is; but when the last good one is there, that is opened, and Fallback tells why.
//
// A file that was taken up is kept as LastGood(path), a copy of it.
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
	return s.unkept
}

// Reload looks whether another file was put at the path, and takes it up when it is whole. A file that is still the same is not
// read again, and one whose content was found to be damaged is refused again without a look inside. Called between visits; it
// waits for reads under way. When the file cannot be used the error says why, the source goes on with what it had, or with the last
// good one when that was what was spoilt, and the next call tries again. After Close it fails.
func (s *Source) Reload() (changed bool, err error) {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	info, err := os.Stat(s.path) // nil when there is none
	s.mu.RLock()
	file, key, reason, refused := s.file, s.key, s.reason, s.refused
	s.mu.RUnlock()
	switch {
	case file == nil:
		return false, errClosed()
	case err == nil && file.same(info) && file.name == s.path:
		if reason != nil || s.Unkept() != nil { // it is back, or there is room for its copy now
			s.take(file)
		}
		return false, nil
	case err == nil && refused != nil && sameFile(refused, info):
		return false, reason
	}
	next, err := openSnapshot(s.path, key)
	if err != nil {
		s.refuse(err)
		if !s.keep || info == nil || !os.SameFile(info, file.info) {
			return false, err
		}
		// What is in use was spoilt where it lies.
		good, why := openSnapshot(LastGood(s.path), key)
		if why != nil {
			return false, errors.Join(err, why)
		}
		if !s.use(good) {
			return false, errors.Join(errClosed(), good.close())
		}
		return true, errors.Join(err, file.close())
	}
	if !s.take(next) {
		return false, errors.Join(errClosed(), next.close())
	}
	return true, file.close()
}

// take makes a file the one that is read, and keeps it as the last good one. It reports false when the source was closed meanwhile.
func (s *Source) take(file *snapshot) bool {
	var unkept error
	if s.keep {
		unkept = keepAs(LastGood(s.path), file)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.file, s.key, s.reason, s.refused, s.unkept = file, file.key, nil, nil, unkept
	return true
}

// use makes a file the one that is read in place of what lies at the path. It reports false when the source was closed meanwhile.
func (s *Source) use(good *snapshot) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.file, s.key = good, good.key
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

// keepAs makes to a copy of the file, in place of what was there, unless it is one already. A copy, not a link: a file that is spoilt
// where it lies must not take the last good one with it. A power cut leaves the old copy or the new one.
func keepAs(to string, file *snapshot) (err error) {
	from, err := os.Open(file.name)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	if !file.same(info) {
		return errors.New("the record file was replaced before it was copied")
	}
	if sameContent(to, from, info.Size()) {
		return nil
	}
	copied, err := os.OpenFile(to+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, copied.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(copied.Name()))
		}
	}()
	// Where the file system can, the copy takes no room and no time until one of the two is written to.
	if unix.IoctlFileClone(int(copied.Fd()), int(from.Fd())) != nil {
		if _, err := io.Copy(copied, from); err != nil {
			return err
		}
	}
	if err := copied.Sync(); err != nil {
		return err
	}
	return os.Rename(copied.Name(), to)
}

// sameContent reports whether a file ends as another: the digest over all of it is in the end, and no two files have one.
func sameContent(path string, other *os.File, size int64) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() != size {
		return false
	}
	one, err := readTrailer(f, size)
	if err != nil {
		return false
	}
	two, err := readTrailer(other, size)
	return err == nil && bytes.Equal(one, two)
}

func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
