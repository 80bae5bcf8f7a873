package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
)

const (
	// mostBytes is the longest file; five thousand entries have some 10 MB, and what is longer is no policy content.
	mostBytes = 256 << 20
	// openLimit is how long reading may take before the file is called broken; five thousand entries take a tenth of a second.
	openLimit = 30 * time.Second
)

// Open reads a file whole and closes it again, so that it may be replaced at any time. by is who may release content, nil when that
// is not asked. The error says what is wrong: the file's form, a table, a row, its digest, or as ErrUnsigned, ErrForged or
// attest.ErrNotThen its release.
func Open(path string, by *attest.Publisher) (_ *faq.Library, _ Release, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, Release{}, err
	case !info.Mode().IsRegular():
		return nil, Release{}, errors.New("it is not a file")
	case info.Size() > mostBytes:
		return nil, Release{}, fmt.Errorf("it has %d bytes, policy content has at most %d", info.Size(), mostBytes)
	}
	db, err := open(path, "mode=ro&immutable=1&_pragma=query_only(1)&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=temp_store(2)")
	if err != nil {
		return nil, Release{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ctx, stop := context.WithTimeout(context.Background(), openLimit)
	defer stop()
	if err := form(ctx, db); err != nil {
		return nil, Release{}, err
	}
	c := content{}
	for _, t := range append(tables(), releaseTable()) {
		if c[t.name], err = read(ctx, db, t); err != nil {
			return nil, Release{}, fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	r, err := c.release()
	if err != nil {
		return nil, Release{}, err
	}
	if err := r.verify(by); err != nil {
		return nil, Release{}, err
	}
	if err := c.sound(); err != nil {
		return nil, Release{}, err
	}
	l, err := c.library()
	return l, r, err
}

// form holds the file to being one of this kind with these tables and nothing else.
func form(ctx context.Context, db *sql.DB) error {
	var id, version int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return fmt.Errorf("it is no database: %w", err)
	}
	if id != applicationID {
		return errors.New("it is no file of policy content")
	}
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version != format {
		return fmt.Errorf("it has format %d, this program reads %d", version, format)
	}
	rows, err := db.QueryContext(ctx, `SELECT type, name, coalesce(sql, '') FROM sqlite_schema`)
	if err != nil {
		return fmt.Errorf("its tables cannot be read: %w", err)
	}
	defer rows.Close()
	want := map[string]string{}
	for _, t := range append(tables(), releaseTable()) {
		want[t.name] = t.create()
	}
	for rows.Next() {
		var kind, name, how string
		if err := rows.Scan(&kind, &name, &how); err != nil {
			return err
		}
		if kind != "table" || how != want[name] {
			return fmt.Errorf("it has the %s %q that no such file has, or in another form", kind, name)
		}
		delete(want, name)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("its tables cannot be read: %w", err)
	}
	if missing := slices.Sorted(maps.Keys(want)); len(missing) > 0 {
		return fmt.Errorf("table %s is missing", missing[0])
	}
	return nil
}

// read gives the rows of a table in their order. They come as one text with marks between: five thousand answers have a hundred
// thousand rows, and handing each over takes longer than reading it.
func read(ctx context.Context, db *sql.DB, t table) ([][]cell, error) {
	var n int
	var all sql.NullString
	if err := db.QueryRowContext(ctx, t.query()).Scan(&n, &all); err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, nil
	}
	if n < 0 || strings.Count(all.String, betweenRows) != n-1 || strings.Count(all.String, betweenCells) != n*(len(t.columns)-1) {
		return nil, fmt.Errorf("its %d rows cannot be told apart", n)
	}
	out := make([][]cell, n)
	cells := make([]cell, n*len(t.columns))
	rest := all.String
	for i := range out {
		var one string
		one, rest, _ = strings.Cut(rest, betweenRows)
		out[i], cells = cells[:len(t.columns):len(t.columns)], cells[len(t.columns):]
		for k, c := range t.columns {
			var text string
			text, one, _ = strings.Cut(one, betweenCells)
			if !c.number {
				out[i][k].text = text
				continue
			}
			number, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("row %d: %s is no number", i+1, c.name)
			}
			out[i][k].number = number
		}
	}
	return out, nil
}

// release is what the file says of itself, once the digest was found to be that of its rows.
func (c content) release() (Release, error) {
	rows := c[releases]
	if len(rows) != 1 {
		return Release{}, fmt.Errorf("table %s has %d rows, want 1", releases, len(rows))
	}
	v := rows[0]
	r := Release{Version: v[0].text, Made: v[1].text, Digest: v[2].text, Key: v[3].text, Signature: v[4].text}
	if err := r.check(); err != nil {
		return Release{}, fmt.Errorf("table %s: %w", releases, err)
	}
	if strings.ToLower(r.Digest) != r.Digest || c.digest(r) != r.Digest {
		return Release{}, errors.New("its digest is not that of its content: it was damaged or altered")
	}
	return r, nil
}

// day is a release's day.
func day(made string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, made, clock.Zone())
}
