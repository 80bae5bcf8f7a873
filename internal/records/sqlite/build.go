package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// batch is how many rows go into one transaction: large enough that the commit is not what costs (facts/devices.md C3).
const batch = 2000

// buildCache is the page cache of a builder in KiB: it holds the tree of lookups of a million persons, into which every person
// goes at a random place.
const buildCache = 64 << 10

// pageSize is that of a record file, in bytes: four times the usual, so that the trees of a million persons have few pages above
// their leaves. These are what Open keeps (upperLevels).
const pageSize = 16 << 10

// unfinished ends the name of a file that is being built.
const unfinished = ".part"

// ErrCardTwice is a card that the file has already. The builder can go on.
var ErrCardTwice = errors.New("record file: the card is in the register already")

// ErrBuilding is another builder at work for the same path. Of two files the later would silently replace the other.
var ErrBuilding = errors.New("another builder is at work for it")

// Options are what a record file may be given besides its content.
type Options struct {
	Algorithm keys.Algorithm    // "" is the usual one
	Meta      map[string]string // what Source.Meta gives back; it lies in the file in clear, so nothing of a person
}

// Builder writes a new record file beside its place and puts it there when it is whole. Use by one goroutine. Persons are encoded
// and sealed before anything is written, so what lies on the disk names nobody at any time.
type Builder struct {
	path, temp     string
	key            keys.Records
	find           *keys.Lookups
	seals          seals
	held           *os.File // the file that is built, with a lock: what nobody holds is left over
	db             *sql.DB
	conn           *sql.Conn
	statements     map[string]*sql.Stmt
	rows           int // in the transaction that is open
	persons, cards int64
}

// Create begins a record file for path with what the file will say of itself. The caller ends with Finish or Discard. What a
// builder that was killed left beside path is removed; one that is at work is ErrBuilding.
func Create(ctx context.Context, path string, key keys.Records, about records.About) (*Builder, error) {
	return CreateWith(ctx, path, key, about, Options{})
}

// CreateWith is Create with options.
func CreateWith(ctx context.Context, path string, key keys.Records, about records.About, o Options) (_ *Builder, err error) {
	if o.Algorithm == "" {
		o.Algorithm = keys.AES256GCM
	}
	file := make([]byte, fileSize)
	rand.Read(file) // it never fails: the program would have ended
	b := &Builder{path: path, key: key, find: key.Lookups(), statements: map[string]*sql.Stmt{}}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("record file: %w", err), b.Discard())
		}
	}()
	if b.seals, err = sealsOf(key, o.Algorithm, file); err != nil {
		return nil, err
	}
	if err := b.hold(); err != nil {
		return nil, err
	}
	if err := b.sweep(); err != nil {
		return nil, err
	}
	if err := b.open(ctx); err != nil {
		return nil, err
	}
	return b, b.writeMeta(ctx, about, o)
}

// hold makes the file, readable by its owner only, and locks it.
func (b *Builder) hold() error {
	for {
		f, err := os.CreateTemp(filepath.Dir(b.path), "."+filepath.Base(b.path)+".*"+unfinished)
		if err != nil {
			return err
		}
		b.temp, b.held = f.Name(), f
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
			return err
		}
		// Another builder may have found it between its making and its lock, and have removed it.
		if _, err := os.Stat(b.temp); err == nil {
			return nil
		}
		b.temp, b.held = "", nil
		if err := f.Close(); err != nil {
			return err
		}
	}
}

// sweep removes what builders for the path left that were killed: nobody holds it. One that somebody holds is ErrBuilding.
func (b *Builder) sweep() error {
	folder := filepath.Dir(b.path)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		left := filepath.Join(folder, e.Name())
		if !strings.HasPrefix(e.Name(), "."+filepath.Base(b.path)+".") || !strings.HasSuffix(e.Name(), unfinished) || left == filepath.Clean(b.temp) {
			continue
		}
		if err := removeLeft(left); err != nil {
			return err
		}
	}
	return nil
}

func removeLeft(path string) (err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return ErrBuilding
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// inserts are the statements of a builder.
var inserts = map[string]string{
	"person": `INSERT INTO person VALUES (?, ?, ?)`,
	"lookup": `INSERT INTO lookup VALUES (?, ?)`,
	"card":   `INSERT OR IGNORE INTO card VALUES (?, ?)`,
}

func (b *Builder) open(ctx context.Context) error {
	absolute, err := filepath.Abs(b.temp)
	if err != nil {
		return err
	}
	// No journal and no syncing: a file that is not finished is thrown away, a finished one is synced before its rename.
	b.db, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: absolute, RawQuery: fmt.Sprintf("_pragma=page_size(%d)&_pragma=journal_mode(OFF)"+
		"&_pragma=synchronous(OFF)&_pragma=locking_mode(EXCLUSIVE)&_pragma=temp_store(2)&_pragma=cache_size(-%d)", pageSize, buildCache)}).String())
	if err != nil {
		return err
	}
	b.db.SetMaxOpenConns(1)
	if b.conn, err = b.db.Conn(ctx); err != nil {
		return err
	}
	if _, err := b.conn.ExecContext(ctx, schema); err != nil {
		return err
	}
	for name, query := range inserts {
		if b.statements[name], err = b.conn.PrepareContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

func (b *Builder) writeMeta(ctx context.Context, about records.About, o Options) error {
	generated := "no"
	if about.Generated {
		generated = "yes"
	}
	places := make([]string, len(about.Places))
	for i, p := range about.Places {
		places[i] = string(p)
	}
	meta := map[string]string{metaFormat: format, metaAlgorithm: string(o.Algorithm), metaSource: about.Name, metaGenerated: generated,
		metaAsOf: strconv.Itoa(dayNumber(about.AsOf.In(clock.Zone()))), metaPlaces: strings.Join(places, ",")}
	for name, value := range o.Meta {
		meta[metaNote+name] = value
	}
	for name, value := range meta {
		if _, err := b.conn.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?)`, name, value); err != nil {
			return err
		}
	}
	return nil
}

// Put adds one person. The person's ID is given by the file. A number that was put before is taken: reading it is Duplicate. A
// record with a value that does not exist is an error that names no person, after which the builder can go on; after another
// error the file can only be discarded.
func (b *Builder) Put(ctx context.Context, r records.Record) error {
	r.Person.Number = idcard.Normal(r.Person.Number)
	if r.Person.Number == "" {
		return fmt.Errorf("record file: person %d has no number", b.persons+1)
	}
	plain, err := encodeRecord(r)
	defer clear(plain)
	if err != nil {
		return fmt.Errorf("record file: person %d: %w", b.persons+1, err)
	}
	return b.putPerson(ctx, r.Person.Number, plain)
}

// putPerson adds somebody who is encoded.
func (b *Builder) putPerson(ctx context.Context, number string, plain []byte) error {
	key := b.find.Person(number)
	id := b.persons + 1
	if err := b.insert(ctx, "person", id, key[:], b.seals.sealPerson(id, key, plain)); err != nil {
		return err
	}
	if err := b.insert(ctx, "lookup", key[:], id); err != nil {
		return err
	}
	b.persons = id
	return nil
}

// PutCard adds a card to the register of the file. One that is in it already is ErrCardTwice, and one with an unknown state an
// error that names nobody; after both the builder can go on.
func (b *Builder) PutCard(ctx context.Context, e records.CardEntry) error {
	card := e.Card.Normal()
	if card.Identifier == "" || card.Number == "" {
		return fmt.Errorf("record file: card %d lacks 卡识别码 or 卡号", b.cards+1)
	}
	key := b.find.Card(card.Identifier, card.Number)
	sealed, err := b.seals.sealCard(key, e)
	if err != nil {
		return fmt.Errorf("record file: card %d: %w", b.cards+1, err)
	}
	before := b.cards
	if err := b.insert(ctx, "card", key[:], sealed); err != nil {
		return err
	}
	if b.cards == before {
		return ErrCardTwice
	}
	return nil
}

// insert runs one of the statements within the transaction that is open. Only the caller's giving up between two rows is heard: a
// row in the middle of which the database stopped would be half of one, there being no journal.
func (b *Builder) insert(ctx context.Context, table string, args ...any) error {
	err := ctx.Err()
	if err == nil && b.rows == 0 {
		_, err = b.conn.ExecContext(context.WithoutCancel(ctx), `BEGIN`)
	}
	if err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	b.rows++
	result, err := b.statements[table].ExecContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return fmt.Errorf("record file: %s: %w", table, err)
	}
	if table == "card" {
		n, err := result.RowsAffected()
		if err != nil {
			return fmt.Errorf("record file: %s: %w", table, err)
		}
		b.cards += n
	}
	if b.rows >= batch {
		return b.commit(ctx)
	}
	return nil
}

func (b *Builder) commit(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	b.rows = 0
	if _, err := b.conn.ExecContext(context.WithoutCancel(ctx), `COMMIT`); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	return nil
}

// Finish ends the file with its digest, brings it to the disk and renames it into place. When it returns nil the new file is what
// Open finds, also after a power cut; on an error or a power cut before that it is the old one.
func (b *Builder) Finish(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("record file: %w", err)
		}
		err = errors.Join(err, b.Discard())
	}()
	if b.conn == nil {
		return errors.New("it was finished or discarded before")
	}
	if err := b.commit(ctx); err != nil {
		return err
	}
	for name, n := range map[string]int64{metaPersons: b.persons, metaCards: b.cards} {
		if _, err := b.conn.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?)`, name, strconv.FormatInt(n, 10)); err != nil {
			return err
		}
	}
	if err := b.closeDatabase(); err != nil {
		return err
	}
	if b.key.Replaced() {
		return errors.New("its key was replaced while it was built: build it again")
	}
	if err := writeTrailer(ctx, b.held, b.key, b.seals.file); err != nil {
		return err
	}
	if err := b.held.Sync(); err != nil {
		return err
	}
	if err := os.Rename(b.temp, b.path); err != nil {
		return err
	}
	b.temp = ""
	return syncPath(filepath.Dir(b.path))
}

// Discard removes what was written, unless it was finished. It may be called again.
func (b *Builder) Discard() error {
	errs := []error{b.closeDatabase()}
	if b.temp != "" {
		errs = append(errs, os.Remove(b.temp))
		b.temp = ""
	}
	if b.held != nil {
		errs = append(errs, b.held.Close())
		b.held = nil
	}
	return errors.Join(errs...)
}

// closeDatabase ends the use of the database. A transaction that is open ends with it.
func (b *Builder) closeDatabase() error {
	var errs []error
	for _, s := range b.statements {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	clear(b.statements)
	if b.conn != nil {
		errs = append(errs, b.conn.Close())
		b.conn = nil
	}
	if b.db != nil {
		errs = append(errs, b.db.Close())
		b.db = nil
	}
	return errors.Join(errs...)
}

// syncPath makes a file, or the entries of a directory, survive a power cut.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
