// Package unanswered counts what people asked and did not find, so that the operator can add what is missing. It keeps nothing
// personal: numbers never; a text only when a second visit asks the same, until then a keyed hash; and of when, the month.
package unanswered

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
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shebao/kiosk/internal/clock"
)

//go:embed schema.sql
var schema string

const (
	// applicationID marks the file ("askd"), so that another program's database is never taken for it.
	applicationID = 0x61736b64
	version       = 1

	// busyWait is how long a start waits for the lock of a terminal that is just ending.
	busyWait = 2 * time.Second
	// onceDays is how long a hash waits for the second who asks the same.
	onceDays = 90
	// keptMonths is how long counts are kept: the same month of the year before can be looked at.
	keptMonths = 13
	// mostOnce and mostQuestions bound the file whatever is typed: it is a list that somebody reads.
	mostOnce, mostQuestions = 20_000, 2_000
	// recentVisits is for how many visits it is remembered what each has asked: one that has ended may still be counting.
	recentVisits = 4
)

// ErrInUse: another process has the file open; usually the terminal runs.
var ErrInUse = errors.New("another program has it open")

// Store is the open file. Its methods may be called by several goroutines; writes follow each other.
type Store struct {
	db    *sql.DB
	clock clock.Clock
	hash  func(text string) string

	mu     sync.Mutex
	recent map[string]int64 // of a hash: the visit that asked last
}

// Open opens the file at path, or begins it. hash is a keyed hash of a text. A damaged file is set aside under a dated name and a new
// one begun: what is lost is a count. A file of another program and one that is in use are errors, and then nothing is touched.
func Open(path string, hash func(string) string, c clock.Clock) (*Store, error) {
	db, err := open(path)
	if damaged(err) {
		aside := path + ".damaged-" + c.Now().In(clock.Zone()).Format("20060102-150405")
		for _, part := range []string{"-wal", ""} { // the log first: it must never be left beside a new file
			if err := os.Rename(path+part, aside+part); err != nil && (part == "" || !errors.Is(err, fs.ErrNotExist)) {
				return nil, fmt.Errorf("questions: %w", err)
			}
		}
		db, err = open(path)
	}
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	return &Store{db: db, clock: c, hash: hash, recent: map[string]int64{}}, nil
}

// OpenOnly opens a file that is there and sound, to read it while no terminal runs. fs.ErrNotExist when there is none, ErrInUse when
// the terminal has it open.
func OpenOnly(path string, c clock.Clock) (*Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	db, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	return &Store{db: db, clock: c}, nil
}

// Close ends the use of the file. What was counted is in it.
func (s *Store) Close() error { return s.db.Close() }

var errDamaged = errors.New("integrity check failed")

func code(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func damaged(err error) bool {
	return errors.Is(err, errDamaged) || code(err) == sqlite3.SQLITE_CORRUPT || code(err) == sqlite3.SQLITE_NOTADB
}

// open opens as the journal does: one connection that keeps its lock, durable, and nothing of what was deleted stays in the file.
func open(path string) (_ *sql.DB, err error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: absolute, RawQuery: fmt.Sprintf(
		"_pragma=busy_timeout(%d)&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
			"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_txlock=immediate", busyWait.Milliseconds())}).String())
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
		if c := code(err); c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED {
			err = fmt.Errorf("%w: %w", ErrInUse, err)
		}
	}()
	db.SetMaxOpenConns(1)
	db.SetConnMaxIdleTime(0)
	ctx := context.Background() // opening is bounded by busyWait
	if err := begin(ctx, db); err != nil {
		return nil, err
	}
	var check string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&check); err != nil {
		return nil, err
	}
	if check != "ok" {
		return nil, errDamaged
	}
	return db, os.Chmod(path, 0o600)
}

// begin makes the tables of a new file. The first write takes the lock, before anything is judged.
func begin(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	var id, is, tables int
	for _, q := range []struct {
		to    *int
		query string
	}{{&id, `PRAGMA application_id`}, {&is, `PRAGMA user_version`}, {&tables, `SELECT count(*) FROM sqlite_schema`}} {
		if err := tx.QueryRowContext(ctx, q.query).Scan(q.to); err != nil {
			return err
		}
	}
	switch {
	case id == applicationID && is == version:
		return tx.Commit()
	case id == applicationID:
		return fmt.Errorf("the file has version %d, this program knows %d", is, version)
	case id != 0 || is != 0 || tables != 0:
		return errors.New("the file is another program's database")
	}
	for _, q := range []string{schema, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID), fmt.Sprintf(`PRAGMA user_version = %d`, version)} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// FileName is how the file is called that lies beside the journal.
const FileName = "asked.db"
