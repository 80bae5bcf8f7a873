package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// The names in the table meta. What the maker of the file added stands behind metaNote.
const (
	metaFormat    = "format"
	metaAlgorithm = "algorithm"
	metaSource    = "source"
	metaAsOf      = "as_of"
	metaGenerated = "generated"
	metaPlaces    = "places"
	metaPersons   = "persons"
	metaCards     = "cards"
	metaNote      = "note."
)

// readers is how many people are served at once: one stands at the terminal, a second reader is for the operator's tool.
const readers = 2

// A file has one page above its leaves for some 600 (103 of 62,302 with a million persons), and each of its trees one right above
// them for some 16,000 persons.
const (
	// cacheShare is which part of a file a reader keeps in memory: what stands above the leaves, and the leaves that are read to find
	// it. Leaves are read for each person, in a small file as in a large one, so that what a person waits does not depend on how
	// many others there are.
	cacheShare = 120
	// cacheLeast is what it keeps at least, in bytes: room for the leaves and the blob of the visit itself.
	cacheLeast = 32 * pageSize
	// probeShare is for how many persons each tree is touched once when a file is opened: half of those that a page right above the
	// leaves stands for.
	probeShare = 8000
)

// snapshot is one opened file. Its connections are all made at the start and kept: a connection made later would open by
// name and could find the next file.
type snapshot struct {
	name      string
	info      fs.FileInfo
	about     records.About
	inventory Inventory
	meta      map[string]string
	key       keys.Records
	seals     seals
	db        *sql.DB
	conns     []*sql.Conn
	made      []*reader
	free      chan *reader // those of made that nobody uses
}

// reader is one connection with its statements. What it decrypts is cleared before it is given back.
type reader struct {
	find         *keys.Lookups
	person, card *sql.Stmt
	plain        []byte
}

// openSnapshot verifies the file at path as a whole and opens it. When the key is not the file's, those are tried that may have
// taken its place.
func openSnapshot(path string, key keys.Records) (*snapshot, error) {
	ctx := context.Background() // opening is bounded by the file, not by a visit
	f, err := os.Open(path)
	if err != nil {
		return nil, damaged(path, "cannot be opened", err)
	}
	defer f.Close()
	info, err := checkHeader(f)
	if err != nil {
		return nil, damaged(path, "", err)
	}
	file, err := verify(ctx, f, info, key)
	if errors.Is(err, errOtherKey) {
		for _, next := range key.Successors() {
			if file, err = verify(ctx, f, info, next); !errors.Is(err, errOtherKey) {
				key = next
				break
			}
		}
	}
	if err != nil {
		return nil, damaged(path, "", err)
	}
	s := &snapshot{name: path, info: info, key: key, free: make(chan *reader, readers)}
	if err := s.open(ctx, path, file); err != nil {
		return nil, damaged(path, "", errors.Join(err, s.close()))
	}
	return s, nil
}

func (s *snapshot) open(ctx context.Context, path string, file []byte) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("has no absolute path: %w", err)
	}
	name := (&url.URL{Scheme: "file", Path: absolute,
		RawQuery: fmt.Sprintf("mode=ro&immutable=1&_pragma=query_only(1)&_pragma=temp_store(2)&_pragma=cache_size(-%d)",
			(s.info.Size()/cacheShare+cacheLeast)>>10)}).String()
	if s.db, err = sql.Open("sqlite", name); err != nil {
		return fmt.Errorf("cannot be opened: %w", err)
	}
	s.db.SetMaxOpenConns(readers)
	s.db.SetMaxIdleConns(readers)
	for range readers {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("is no database: %w", err)
		}
		s.conns = append(s.conns, conn)
	}
	if err := s.readMeta(ctx, s.conns[0]); err != nil {
		return err
	}
	if s.seals, err = sealsOf(s.key, s.inventory.Algorithm, file); err != nil {
		return err
	}
	for _, conn := range s.conns {
		r := &reader{find: s.key.Lookups()}
		s.made = append(s.made, r)
		if err := r.prepare(ctx, conn); err != nil {
			return fmt.Errorf("lacks a table of a record file: %w", err)
		}
		if err := s.upperLevels(ctx, conn); err != nil {
			return fmt.Errorf("cannot be read: %w", err)
		}
		s.free <- r
	}
	// It was verified by one descriptor and opened by name twice: if it was replaced meanwhile these may be different files.
	again, err := os.Stat(path)
	if err != nil || !s.same(again) {
		return errors.Join(errors.New("was replaced while it was opened"), err)
	}
	return nil
}

func (r *reader) prepare(ctx context.Context, conn *sql.Conn) (err error) {
	// Two rows are enough to know that there are two.
	r.person, err = conn.PrepareContext(ctx, `SELECT person.id, person.sealed FROM lookup JOIN person ON person.id = lookup.person
		WHERE lookup.key = ? LIMIT 2`)
	if err != nil {
		return err
	}
	r.card, err = conn.PrepareContext(ctx, `SELECT sealed FROM card WHERE key = ?`)
	return err
}

// upperLevels has the connection keep the pages above the leaves of each tree. A visit then reads one leaf of each, also when the
// system has let go of the file's pages: what it costs does not grow with the file. Called right after the file was verified, when
// they are in memory anyway.
func (s *snapshot) upperLevels(ctx context.Context, conn *sql.Conn) error {
	probes := s.inventory.Persons/probeShare + 1
	key := func(i int64) any { return binary.BigEndian.AppendUint32(nil, uint32(i<<32/probes)) }
	id := func(i int64) any { return s.inventory.Persons * i / probes }
	for _, tree := range []struct {
		query string
		from  func(i int64) any
	}{
		{`SELECT 1 FROM card WHERE key >= ? LIMIT 1`, key},
		{`SELECT 1 FROM lookup WHERE key >= ? LIMIT 1`, key},
		{`SELECT 1 FROM person WHERE id >= ? LIMIT 1`, id},
	} {
		stmt, err := conn.PrepareContext(ctx, tree.query)
		if err != nil {
			return err
		}
		var one int
		for i := int64(0); i < probes && err == nil; i++ {
			if err = stmt.QueryRowContext(ctx, tree.from(i)).Scan(&one); errors.Is(err, sql.ErrNoRows) {
				err = nil // beyond the last
			}
		}
		if err = errors.Join(err, stmt.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (s *snapshot) readMeta(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, `SELECT name, value FROM meta`)
	if err != nil {
		return fmt.Errorf("is no record file: %w", err)
	}
	defer rows.Close()
	meta := map[string]string{}
	s.meta = map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return fmt.Errorf("meta: %w", err)
		}
		if note, ok := strings.CutPrefix(name, metaNote); ok {
			s.meta[note] = value
			continue
		}
		meta[name] = value
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("meta: %w", err)
	}
	if meta[metaFormat] != format {
		return fmt.Errorf("has format %q, this program reads %q", meta[metaFormat], format)
	}
	day, err := strconv.Atoi(meta[metaAsOf])
	if err != nil {
		return fmt.Errorf("meta %s: %w", metaAsOf, err)
	}
	s.about = records.About{Name: meta[metaSource], Generated: meta[metaGenerated] == "yes"}
	if s.about.AsOf, err = dayOf(day); err != nil {
		return fmt.Errorf("meta %s: %w", metaAsOf, err)
	}
	if meta[metaPlaces] != "" {
		for p := range strings.SplitSeq(meta[metaPlaces], ",") {
			s.about.Places = append(s.about.Places, records.Region(p))
		}
	}
	s.inventory = Inventory{Algorithm: keys.Algorithm(meta[metaAlgorithm]), Bytes: s.info.Size()}
	for name, to := range map[string]*int64{metaPersons: &s.inventory.Persons, metaCards: &s.inventory.Cards} {
		if *to, err = strconv.ParseInt(meta[name], 10, 64); err != nil {
			return fmt.Errorf("meta %s: %w", name, err)
		}
	}
	return nil
}

// take waits for a free reader.
func (s *snapshot) take(ctx context.Context) (*reader, error) {
	if err := ctx.Err(); err != nil { // also when a reader is free
		return nil, &records.Error{Failure: records.Busy, Detail: "the time was over before the read began", Err: err}
	}
	select {
	case r := <-s.free:
		return r, nil
	case <-ctx.Done():
		return nil, &records.Error{Failure: records.Busy, Detail: "no free reader in time", Err: ctx.Err()}
	}
}

// read reads one person. Its errors name no person.
func (s *snapshot) read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	r, err := s.take(ctx)
	if err != nil {
		return records.Record{}, err
	}
	defer func() { s.free <- r }()
	key := r.find.Person(number)
	id, sealed, err := r.sealed(ctx, key)
	if err != nil {
		return records.Record{}, s.failure(ctx, err)
	}
	r.plain, err = s.seals.openPerson(r.plain[:0], id, key, sealed)
	defer func() { clear(r.plain[:cap(r.plain)]) }()
	if err != nil {
		return records.Record{}, damaged(s.name, "holds a person that does not open", nil)
	}
	record, err := decodeRecord(r.plain, w, records.PaymentsRead)
	if err != nil {
		return records.Record{}, damaged(s.name, "holds a person that cannot be read", err)
	}
	if record.Person.Number != idcard.Normal(number) {
		return records.Record{}, damaged(s.name, "holds one person under another's key", nil)
	}
	if why := record.Person.State.Denied(); why != "" {
		return records.Record{}, &records.Error{Failure: why}
	}
	record.Person.ID, record.Source = id, s.about
	if record.Person.AsOf.IsZero() {
		record.Person.AsOf = s.about.AsOf
	}
	return record, nil
}

// errTwice is a number that two persons have.
var errTwice = errors.New("two persons have the number")

// sealed finds the one person of a key; none is sql.ErrNoRows, a second errTwice.
func (r *reader) sealed(ctx context.Context, key lookup) (id int64, sealed []byte, err error) {
	rows, err := r.person.QueryContext(ctx, key[:])
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return 0, nil, err
		}
		return 0, nil, sql.ErrNoRows
	}
	if err := rows.Scan(&id, &sealed); err != nil {
		return 0, nil, err
	}
	if rows.Next() {
		return 0, nil, errTwice
	}
	return id, sealed, rows.Err()
}

func (s *snapshot) register(ctx context.Context, c records.Card) (records.Registration, error) {
	r, err := s.take(ctx)
	if err != nil {
		return records.Registration{}, err
	}
	defer func() { s.free <- r }()
	c = c.Normal()
	key := r.find.Card(c.Identifier, c.Number)
	var sealed []byte
	if err := r.card.QueryRowContext(ctx, key[:]).Scan(&sealed); err != nil {
		return records.Registration{}, s.failure(ctx, err)
	}
	e, err := s.seals.openCard(key, sealed)
	if err != nil {
		return records.Registration{}, damaged(s.name, "holds a card that cannot be read", err)
	}
	if e.Card != c {
		return records.Registration{}, damaged(s.name, "holds one card under another's key", nil)
	}
	return e.Registration, nil
}

// failure sorts an error: what ends with the deadline is the deadline's, what else SQLite says of a file that nobody
// writes is damage.
func (s *snapshot) failure(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return &records.Error{Failure: records.Busy, Detail: "read not finished in time", Err: ctx.Err()}
	case errors.Is(err, errTwice):
		return &records.Error{Failure: records.Duplicate}
	case errors.Is(err, sql.ErrNoRows):
		return &records.Error{Failure: records.NotFound}
	}
	return damaged(s.name, "cannot be read", err)
}

func (s *snapshot) same(info fs.FileInfo) bool {
	return sameFile(s.info, info)
}

// close gives all back. A connection that is closed before its statements lives on, with its page cache, until the process ends.
func (s *snapshot) close() error {
	var errs []error
	for _, r := range s.made {
		for _, stmt := range []*sql.Stmt{r.person, r.card} {
			if stmt != nil {
				errs = append(errs, stmt.Close())
			}
		}
	}
	for _, conn := range s.conns {
		errs = append(errs, conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
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
