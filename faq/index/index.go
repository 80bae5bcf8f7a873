// Package index keeps the policy content in one SQLite file: made from the content's files, replaced as a whole, read as a whole.
//
// The file is derived and holds nothing that the content's files do not; answers that hold no more are kept in it with their date. It
// names its version and the digest of what it holds, and may be signed by who may release content. Nothing of a person is in it.
package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
	_ "modernc.org/sqlite"

	"shebao/kiosk/faq"
)

// unfinished ends the name of a file that is being built.
const unfinished = ".part"

// ErrBuilding is another build for the same path that is under way.
var ErrBuilding = errors.New("another program is building it")

// Build writes a library to a file of its own beside path, reads that again, and renames it to path. When it returns nil the new file
// survives a power cut; on an error, or when it is killed, path is as it was. Of r, version and day are taken; what is returned has
// digest and, with a signer, key and signature. s may be nil. A library that cannot be stored as it is gives an error.
func Build(l *faq.Library, path string, r Release, s Signer) (_ Release, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	if err := r.check(); err != nil {
		return Release{}, err
	}
	c := rowsOf(l)
	if err := c.sound(); err != nil {
		return Release{}, err
	}
	r.Digest, r.Key, r.Signature = c.digest(r), "", ""
	// What is read back must be what was there, to the last character.
	again, err := c.library()
	if err != nil {
		return Release{}, err
	}
	for i, e := range l.Entries {
		if !slices.Equal(e.Blocks, again.Entries[i].Blocks) {
			return Release{}, fmt.Errorf("entry %s: its answer cannot be written a block a line", e.ID)
		}
	}
	if rowsOf(again).digest(r) != r.Digest {
		return Release{}, errors.New("the content names something twice or not at all")
	}
	if s != nil {
		r.Key = s.ID()
		if r.Signature, err = s.SignContent(r.Digest); err != nil {
			return Release{}, err
		}
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+unfinished)
	held, err := hold(temp)
	if err != nil {
		return Release{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp))
		}
		err = errors.Join(err, held.Close())
	}()
	if err := write(temp, c, r); err != nil {
		return Release{}, err
	}
	if _, found, err := Open(temp, nil); err != nil || found != r {
		return Release{}, errors.Join(errors.New("what was written is not what is read"), err)
	}
	if err := held.Sync(); err != nil {
		return Release{}, err
	}
	if err := os.Rename(temp, path); err != nil {
		return Release{}, err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return r, err
	}
	return r, errors.Join(folder.Sync(), folder.Close())
}

// hold makes the file that is built, empty and with a lock; what an earlier build left there when it was killed is taken over.
func hold(temp string) (*os.File, error) {
	for {
		f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE, 0o644) // the content is for everybody
		if err != nil {
			return nil, err
		}
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
			return nil, errors.Join(ErrBuilding, f.Close())
		}
		// Between its opening and its lock the file may have been finished and renamed: then it is nobody's to be emptied.
		mine, err1 := f.Stat()
		there, err2 := os.Stat(temp)
		if err1 == nil && err2 == nil && os.SameFile(mine, there) {
			return f, errors.Join(f.Truncate(0), removeJournal(temp))
		}
		if err := errors.Join(err1, f.Close()); err != nil {
			return nil, err
		}
		if err2 != nil && !errors.Is(err2, fs.ErrNotExist) {
			return nil, err2
		}
	}
}

// removeJournal removes what another way of writing could have left beside: SQLite would roll it back into the new file.
func removeJournal(temp string) error {
	for _, end := range []string{"-journal", "-wal"} {
		if err := os.Remove(temp + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func open(path, options string) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: absolute, RawQuery: options}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// write fills the file. Nothing is synced on the way: a file that is not finished is thrown away.
func write(path string, c content, r Release) (err error) {
	db, err := open(path, "_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=locking_mode(EXCLUSIVE)&_pragma=temp_store(2)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx := context.Background() // bounded by the content
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	last := releaseTable()
	c = with(c, releases, []cell{{text: r.Version}, {text: r.Made}, {text: r.Digest}, {text: r.Key}, {text: r.Signature}})
	for _, t := range append(tables(), last) {
		if _, err := tx.ExecContext(ctx, t.create()); err != nil {
			return err
		}
		if err := insert(ctx, tx, t, c[t.name]); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	for _, set := range []string{fmt.Sprintf(`PRAGMA application_id = %d`, applicationID), fmt.Sprintf(`PRAGMA user_version = %d`, format)} {
		if _, err := tx.ExecContext(ctx, set); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func with(c content, table string, row []cell) content {
	out := content{table: {row}}
	for name, rows := range c {
		out[name] = rows
	}
	return out
}

func insert(ctx context.Context, tx *sql.Tx, t table, rows [][]cell) error {
	s, err := tx.PrepareContext(ctx, t.insert())
	if err != nil {
		return err
	}
	defer s.Close()
	for i, row := range rows {
		values := make([]any, 1, len(row)+1)
		values[0] = i + 1
		for k, v := range row {
			if t.columns[k].number {
				values = append(values, v.number)
			} else {
				values = append(values, v.text)
			}
		}
		if _, err := s.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return nil
}
