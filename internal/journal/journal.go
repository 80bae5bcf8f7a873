// Package journal remembers what happened, durably: audit events and the states of print jobs, in the file kiosk.db.
//
// What it has acknowledged survives kill -9 and a power cut: every write is one committed transaction, brought to the disk
// before the call returns. It holds kind, code, digest, keyed person hash, states and times; never slip bytes, text, a name
// or a number. The room knows nothing of devices, screens or records.
package journal

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shebao/kiosk/internal/clock"
)

//go:embed schema.sql
var schema string

//go:embed access.sql
var accessTrail string

//go:embed papers.sql
var papers string

//go:embed ratings.sql
var ratings string

// migrations bring a file from one version to the next; the version is how many of them it has seen. They are only ever
// added to.
var migrations = []string{schema, accessTrail, papers, ratings}

// applicationID marks kiosk.db in its header ("kios"), so that another program's database is never taken for it.
const applicationID = 0x6b696f73

// busyWait is how long a start waits for the lock of a terminal that is just ending.
const busyWait = 2 * time.Second

// Journal is the open kiosk.db. Its methods may be called by several goroutines; writes follow each other.
type Journal struct {
	db       *sql.DB
	clock    clock.Clock
	setAside string
}

// Open opens the journal at path, or begins it. A damaged file is set aside under a dated name, never deleted; a new one is
// begun, its first event says so, it assumes that the printer holds a slip, and SetAside names the old one, so that the
// operator can be told.
//
// A file of another program or of a later version, a folder that cannot be written, and a journal that another process
// has open are errors: nothing is touched.
func Open(path string, c clock.Clock) (*Journal, error) {
	j := &Journal{clock: c}
	db, err := open(path)
	if damaged(err) {
		if j.setAside, err = setAside(path, c.Now()); err != nil {
			return nil, fmt.Errorf("journal: damaged, and cannot be set aside: %w", err)
		}
		db, err = open(path)
	}
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j.db = db
	if j.setAside != "" {
		if err := j.beginAnew(); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return j, nil
}

// beginAnew writes what the lost journal may have known: that something happened to it, and that the printer may hold a
// slip of which nobody knows.
func (j *Journal) beginAnew() error {
	ctx := context.Background()
	return j.write(ctx, func(tx *sql.Tx, now int64) error {
		if err := insertEvent(ctx, tx, now, Event{Kind: JournalSetAside}); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO job (id, kind, visit, person, digest, state, residue, reason, partial, created,
			changed) VALUES (?, '', '', '', '', ?, 1, ?, 0, ?, ?)`,
			fmt.Sprintf("lost-%d", now), string(Unknown), string(JournalSetAside), now, now)
		return err
	})
}

// ErrInUse: another process has the journal open; usually the terminal runs.
var ErrInUse = errors.New("another program has it open")

// OpenOnly opens a journal that is there and sound, for the operator's tool: it begins no new one and sets none aside, which is the
// terminal's to do. fs.ErrNotExist when there is none, ErrInUse when the terminal has it open.
func OpenOnly(path string, c clock.Clock) (*Journal, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	db, err := open(path)
	if damaged(err) {
		return nil, fmt.Errorf("journal: it is damaged; the terminal sets it aside when it starts: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return &Journal{db: db, clock: c}, nil
}

// SetAside is the name of the damaged file that Open put aside, or "".
func (j *Journal) SetAside() string { return j.setAside }

// Close ends the journal. What was acknowledged is in the file.
func (j *Journal) Close() error { return j.db.Close() }

// errDamaged is a file that SQLite opens and that is not sound.
var errDamaged = errors.New("integrity check failed")

func damaged(err error) bool {
	code := primary(err)
	return errors.Is(err, errDamaged) || code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// primary is SQLite's code of an error, 0 when it is none of SQLite's. The rest of its code tells kinds of one error apart.
func primary(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func open(path string) (_ *sql.DB, err error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// One connection that keeps its lock: a second terminal cannot start on this file, and no -shm file exists whose locks
	// another program could undo by touching it (facts/devices.md C2).
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: absolute, RawQuery: fmt.Sprintf(
		"_pragma=busy_timeout(%d)&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
			"&_pragma=foreign_keys(1)&_txlock=immediate", busyWait.Milliseconds())}).String())
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
		if code := primary(err); code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED {
			err = fmt.Errorf("%w: %w", ErrInUse, err)
		}
	}()
	db.SetMaxOpenConns(1)
	db.SetConnMaxIdleTime(0)
	ctx := context.Background() // opening is bounded by busyWait
	// The first write takes the lock, before anything is judged.
	if err := migrate(ctx, db); err != nil {
		return nil, err
	}
	var mode, check string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return nil, err
	}
	if mode != "wal" {
		return nil, fmt.Errorf("%s cannot be written ahead (journal mode %s): the folder must allow it", path, mode)
	}
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&check); err != nil {
		return nil, err
	}
	if check != "ok" {
		return nil, errDamaged
	}
	return db, os.Chmod(path, 0o600)
}

// migrate brings the file to the newest version in one transaction: a power cut leaves the old version or the new one.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	var id, version, tables int
	for _, q := range []struct {
		to    *int
		query string
	}{{&id, `PRAGMA application_id`}, {&version, `PRAGMA user_version`}, {&tables, `SELECT count(*) FROM sqlite_schema`}} {
		if err := tx.QueryRowContext(ctx, q.query).Scan(q.to); err != nil {
			return err
		}
	}
	switch {
	case id != applicationID && (id != 0 || version != 0 || tables != 0):
		return errors.New("the file is another program's database")
	case version > len(migrations):
		return fmt.Errorf("the file has version %d, this program knows %d: it was written by a later one", version, len(migrations))
	case version == len(migrations):
		return tx.Commit()
	}
	for _, m := range migrations[version:] {
		if _, err := tx.ExecContext(ctx, m); err != nil {
			return err
		}
	}
	for _, set := range []string{fmt.Sprintf(`PRAGMA application_id = %d`, applicationID),
		fmt.Sprintf(`PRAGMA user_version = %d`, len(migrations))} {
		if _, err := tx.ExecContext(ctx, set); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// setAside renames the database and what belongs to it. The database goes last: a write-ahead log must never be left beside
// a new database, which would take it for its own.
func setAside(path string, at time.Time) (string, error) {
	name := path + ".damaged-" + at.In(clock.Zone()).Format("20060102-150405")
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			break
		}
		name = fmt.Sprintf("%s.damaged-%s-%d", path, at.In(clock.Zone()).Format("20060102-150405"), n)
	}
	for _, part := range []string{"-shm", "-wal", ""} {
		if err := os.Rename(path+part, name+part); err != nil && (part == "" || !errors.Is(err, fs.ErrNotExist)) {
			return "", err
		}
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	return name, errors.Join(folder.Sync(), folder.Close())
}

// write runs f in one transaction that is on the disk when write returns nil. After an error nothing of it happened, unless
// the error is of the commit itself: then it may have.
func (j *Journal) write(ctx context.Context, f func(tx *sql.Tx, now int64) error) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := f(tx, j.clock.Now().UnixMilli()); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}
