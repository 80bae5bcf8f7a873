// Package sqlite is the embedded record source: one read-only file of social insurance records, and the way to make one.
//
// A record file is a snapshot: it is written whole, put in place by rename and never changed afterwards, so it is read
// without locks (facts/devices.md C4). The room knows nothing of screens, cards or the terminal's own database.
package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

//go:embed schema.sql
var schema string

// format is the version of schema.sql; a file of another version is refused.
const format = "1"

// The names in the table meta.
const (
	metaFormat    = "format"
	metaSource    = "source"
	metaAsOf      = "as_of"
	metaGenerated = "generated"
)

// readers is how many people are served at once: one stands at the terminal, a second reader is for the operator's tool.
const readers = 2

// lookupKey is what finds a person in the file. Only this function knows how.
func lookupKey(number string) []byte { return []byte(idcard.Normal(number)) }

// Source reads one record file. It implements records.Source.
type Source struct {
	path string

	mu   sync.RWMutex // held for reading by every Read, so that a file is closed under nobody
	file *snapshot
}

var _ records.Source = (*Source)(nil)

// Open opens the record file at path for reading. A file that is missing, is no record file, is cut short, or has another
// format, is an *records.Error with Damaged and a detail that tells the operator which of these it is.
func Open(path string, _ keys.Records) (*Source, error) {
	file, err := openSnapshot(path)
	if err != nil {
		return nil, err
	}
	return &Source{path: path, file: file}, nil
}

// Read implements records.Source.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return records.Record{}, &records.Error{Failure: records.Busy, Detail: "record source is closed"}
	}
	return s.file.read(ctx, idcard.Normal(number), w)
}

// Register implements records.Source.
func (s *Source) Register(context.Context, records.Card) (records.Registration, error) {
	return records.Registration{}, &records.Error{Failure: records.NotFound}
}

// About implements records.Source.
func (s *Source) About() records.About {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return records.About{}
	}
	return s.file.about
}

// Reload opens the file at the path again, and reports whether another one was put in its place. A file that is the same is
// opened again too: what was read of a person stays in the database's page cache until its connections are closed. Called
// between visits; it waits for reads under way. When the file cannot be used the error says why, the source goes on with
// what it had, and the next call tries again.
func (s *Source) Reload() (changed bool, err error) {
	file, err := openSnapshot(s.path)
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	old := s.file
	s.file = file
	s.mu.Unlock()
	if old == nil {
		return true, nil
	}
	return !old.same(file.info), old.close()
}

// Close ends the use of the file after the reads under way. Later reads fail with Busy; a second Close does nothing.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return file.close()
}

// snapshot is one opened file. Its connections are all made at the start and kept: a connection made later would open by
// name and could find the next file.
type snapshot struct {
	name  string
	info  fs.FileInfo
	about records.About
	db    *sql.DB
	conns []*sql.Conn
	made  []*reader
	free  chan *reader // those of made that nobody uses
}

func openSnapshot(path string) (_ *snapshot, err error) {
	info, err := checkFile(path)
	if err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, damaged(path, "has no absolute path", err)
	}
	name := (&url.URL{Scheme: "file", Path: absolute,
		RawQuery: "mode=ro&immutable=1&_pragma=query_only(1)&_pragma=temp_store(2)"}).String()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, damaged(path, "cannot be opened", err)
	}
	s := &snapshot{name: path, info: info, db: db, free: make(chan *reader, readers)}
	defer func() {
		if err == nil {
			return
		}
		if closing := s.close(); closing != nil {
			err = damaged(path, "", errors.Join(err, closing))
		}
	}()
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	ctx := context.Background() // opening is bounded by the file, not by a visit
	for range readers {
		conn, err := db.Conn(ctx)
		if err != nil {
			return nil, damaged(path, "is no database", err)
		}
		s.conns = append(s.conns, conn)
	}
	if s.about, err = readMeta(ctx, s.conns[0]); err != nil {
		return nil, damaged(path, "", err)
	}
	for _, conn := range s.conns {
		r, err := newReader(ctx, conn)
		if err != nil {
			return nil, damaged(path, "lacks a table of a record file", err)
		}
		s.made = append(s.made, r)
		s.free <- r
	}
	// Each connection opened the file by name: if it was replaced meanwhile they may read different files.
	again, err := os.Stat(path)
	if err != nil || !s.same(again) {
		return nil, damaged(path, "was replaced while it was opened", err)
	}
	return s, nil
}

// headerSize and its offsets: the database header of the SQLite file format.
const headerSize = 100

// checkFile finds in the header what SQLite would only notice, or not notice, in the middle of somebody's visit.
func checkFile(path string) (fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, damaged(path, "cannot be opened", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, damaged(path, "cannot be examined", err)
	}
	if !info.Mode().IsRegular() {
		return nil, damaged(path, "is not a file", nil)
	}
	head := make([]byte, headerSize)
	if _, err := io.ReadFull(f, head); err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return nil, damaged(path, "is no database", nil)
	}
	if head[18] != 1 || head[19] != 1 {
		return nil, damaged(path, "is in write-ahead mode: it is a live database, not a record file", nil)
	}
	pageSize := int64(head[16])<<8 | int64(head[17])
	if pageSize == 1 {
		pageSize = 65536
	}
	pages := int64(head[28])<<24 | int64(head[29])<<16 | int64(head[30])<<8 | int64(head[31])
	if info.Size() != pageSize*pages {
		return nil, damaged(path, fmt.Sprintf("has %d bytes where its header says %d", info.Size(), pageSize*pages), nil)
	}
	return info, nil
}

func readMeta(ctx context.Context, conn *sql.Conn) (records.About, error) {
	rows, err := conn.QueryContext(ctx, `SELECT name, value FROM meta`)
	if err != nil {
		return records.About{}, fmt.Errorf("is no record file: %w", err)
	}
	defer rows.Close()
	meta := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return records.About{}, fmt.Errorf("meta: %w", err)
		}
		meta[name] = value
	}
	if err := rows.Err(); err != nil {
		return records.About{}, fmt.Errorf("meta: %w", err)
	}
	if meta[metaFormat] != format {
		return records.About{}, fmt.Errorf("has format %q, this program reads %q", meta[metaFormat], format)
	}
	day, err := strconv.Atoi(meta[metaAsOf])
	if err != nil {
		return records.About{}, fmt.Errorf("meta %s: %w", metaAsOf, err)
	}
	asOf, err := dayOf(day)
	if err != nil {
		return records.About{}, fmt.Errorf("meta %s: %w", metaAsOf, err)
	}
	return records.About{Name: meta[metaSource], AsOf: asOf, Generated: meta[metaGenerated] == "yes"}, nil
}

func (s *snapshot) same(info fs.FileInfo) bool {
	return os.SameFile(s.info, info) && s.info.Size() == info.Size() && s.info.ModTime().Equal(info.ModTime())
}

func (s *snapshot) close() error {
	var errs []error
	for _, r := range s.made {
		errs = append(errs, r.close())
	}
	for _, conn := range s.conns {
		errs = append(errs, conn.Close())
	}
	errs = append(errs, s.db.Close())
	wipe()
	return errors.Join(errs...)
}

// damaged names the file: its path is the operator's, not a citizen's.
func damaged(path, what string, err error) error {
	detail := "record file " + filepath.Base(path)
	if what != "" {
		detail += " " + what
	}
	return &records.Error{Failure: records.Damaged, Detail: detail, Err: err}
}

// dayOf reads a day YYYYMMDD.
func dayOf(n int) (time.Time, error) {
	return time.ParseInLocation("20060102", strconv.Itoa(n), clock.Zone())
}
