package load

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/sqlite"
)

// The store is a folder beside the record file: one file a batch, and a sealed list of those that count, in their order. The list
// is replaced by rename, which is the moment at which an import or an undoing has happened: a batch file that is not on it is left
// over from one that was broken off, and the record file says of which list it is the fold.
const (
	storeSuffix = ".batches"
	listName    = "list"
	tempList    = "list." // and digits
	lockName    = "lock"
	listMagic   = "shebao-kiosk-batches 2\n"
	listUse     = "import list" // of the key
	// mostList bounds the list: tens of thousands of batches.
	mostList = 64 << 20
	// foldMeta is under which name the record file says whose fold it is.
	foldMeta = "batches"
)

var (
	// ErrBusy is another import at work in the same store.
	ErrBusy = errors.New("another import is at work for this record file")
	// ErrForeign is a record file that no import made; folding would replace what is in it.
	ErrForeign = errors.New("the record file was not made by an import: its persons would be lost, choose another place")
	// ErrNoList is a record file beside a store whose list is gone.
	ErrNoList = errors.New("the list of the batches is missing beside this record file: nothing was touched; put the folder back as it was, or take record file and folder away and import anew")
	errList   = errors.New("the list of batches is damaged, or was sealed with another key")
	// ErrNoBatch is a batch that is not on the list.
	ErrNoBatch = errors.New("there is no such batch")
)

// Store is the batches of one record file, held so that nobody else changes them. Use by one goroutine.
type Store struct {
	path, folder string
	key          keys.Records
	lock         *os.File
	list         list
	sealed       keys.Algorithm // of the record file that Folded saw; "" for none
	// takeBack puts the list back that was there before this store's; nil for the one that the store had itself.
	takeBack func() error
}

// algorithm is what the next record file and its batches are sealed with: unless somebody says otherwise, what this one is.
func (s *Store) algorithm(o Options) keys.Algorithm {
	if by := cmp.Or(o.Algorithm, s.sealed); by != "" {
		return by
	}
	return keys.Algorithms()[0]
}

type list struct {
	Next    int     `json:"next"` // number of the next batch; a number is never given twice
	Batches []Batch `json:"batches"`
}

// OpenStore takes hold of the store of the record file at path, and makes one where there is neither a store nor a record file.
// What imports that were broken off left behind is removed. The caller closes it.
func OpenStore(path string, key keys.Records) (_ *Store, err error) {
	s := &Store{path: path, folder: path + storeSuffix, key: key, list: list{Next: 1}}
	if _, err := os.Stat(s.folder); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(path); err == nil {
			return nil, ErrForeign
		}
	}
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return nil, err
	}
	if s.lock, err = os.OpenFile(filepath.Join(s.folder, lockName), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.lock.Close())
		}
	}()
	if err := unix.Flock(int(s.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, ErrBusy
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	return s, s.sweep()
}

// Close gives the store to others.
func (s *Store) Close() error { return s.lock.Close() }

// lists reports whether a batch file is on the list.
func (s *Store) lists(file string) bool {
	return slices.ContainsFunc(s.list.Batches, func(b Batch) bool { return b.File == file })
}

// Batches are the batches in their order.
func (s *Store) Batches() []Batch { return slices.Clone(s.list.Batches) }

func (s *Store) load() error {
	info, err := os.Stat(filepath.Join(s.folder, listName))
	if errors.Is(err, fs.ErrNotExist) {
		// The list comes before the first record file. Taking a lost one for an empty one would sweep all batches away, and the
		// next import would fold the record file from nothing.
		if _, err := os.Stat(s.path); !errors.Is(err, fs.ErrNotExist) {
			return ErrNoList
		}
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() > mostList {
		return errList
	}
	raw, err := os.ReadFile(filepath.Join(s.folder, listName))
	if err != nil {
		return err
	}
	if len(raw) < len(listMagic)+1+batchID || string(raw[:len(listMagic)]) != listMagic {
		return errList
	}
	raw = raw[len(listMagic):]
	by, ok := algorithmOf(raw[0])
	if !ok {
		return errList
	}
	id, sealed := raw[1:1+batchID], raw[1+batchID:]
	aead, err := s.key.Sealer(by, id, listUse)
	if err != nil {
		return err
	}
	plain, err := aead.Open(nil, nonce(0), sealed, nil)
	if err != nil {
		return errList
	}
	if err := json.Unmarshal(plain, &s.list); err != nil {
		return errList
	}
	return nil
}

// ours is how the files are called that imports leave behind: batches, and lists that were not yet renamed. What else lies in the
// folder is not ours to remove.
func ours(name string) bool {
	if rest, ok := strings.CutPrefix(name, tempList); ok {
		return digits([]byte(rest))
	}
	id, err := hex.DecodeString(name)
	return err == nil && len(id) == batchID
}

// sweep removes what is not on the list: nobody else holds the store.
func (s *Store) sweep() error {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !ours(e.Name()) || s.lists(e.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(s.folder, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// put makes l the list. When it returns nil the list survives a power cut; before that it is the old one.
func (s *Store) put(l list, by keys.Algorithm) error {
	plain, err := json.Marshal(l)
	if err != nil {
		return err
	}
	id := make([]byte, batchID)
	rand.Read(id)
	aead, err := s.key.Sealer(by, id, listUse)
	if err != nil {
		return err
	}
	out := aead.Seal(append(append([]byte(listMagic), markOf(by)), id...), nonce(0), plain, nil)
	temp, err := os.CreateTemp(s.folder, tempList+"*") // swept when it is left over
	if err != nil {
		return err
	}
	_, err = temp.Write(out)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	if err := os.Rename(temp.Name(), filepath.Join(s.folder, listName)); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	s.list = l
	return syncFolder(s.folder)
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// fingerprint names a list of batches and their order.
func fingerprint(batches []Batch) string {
	h := sha256.New()
	for _, b := range batches {
		fmt.Fprintln(h, b.File)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Folded reports whether the record file is the whole fold of the list. One that no import made is ErrForeign.
func (s *Store) Folded() (bool, error) {
	if _, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	file, err := sqlite.OpenOnly(s.path, s.key)
	if err != nil {
		return false, nil // damaged, or of another key: it is made anew
	}
	meta := file.Meta()
	s.sealed = file.Inventory().Algorithm
	if err := file.Close(); err != nil {
		return false, err
	}
	of, ok := meta[foldMeta]
	if !ok {
		return false, ErrForeign
	}
	return of == fingerprint(s.list.Batches), nil
}

// Undo takes a batch out and makes the record file the fold of the others. What holds of a power cut is what does of Import.
func (s *Store) Undo(ctx context.Context, batch int, o Options) (Summary, error) {
	i := slices.IndexFunc(s.list.Batches, func(b Batch) bool { return b.Number == batch })
	if i < 0 {
		return Summary{}, ErrNoBatch
	}
	if _, err := s.Folded(); err != nil {
		return Summary{}, err
	}
	next := list{Next: s.list.Next, Batches: slices.Delete(slices.Clone(s.list.Batches), i, i+1)}
	sum, err := s.commit(ctx, next, 0, o, nil)
	if err != nil {
		return Summary{}, err
	}
	return sum, s.sweep()
}

// Repair folds again when the record file is not the fold of the list: a power cut came between the two. It reports whether it was
// needed.
func (s *Store) Repair(ctx context.Context, o Options) (bool, error) {
	ok, err := s.Folded()
	if ok || err != nil {
		return false, err
	}
	if _, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) && len(s.list.Batches) == 0 {
		return false, nil
	}
	_, err = s.commit(ctx, s.list, 0, o, nil)
	return err == nil, err
}
