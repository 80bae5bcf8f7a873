package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/postgres"
	"shebao/kiosk/internal/records/postgres/pgtest"
	"shebao/kiosk/internal/visit"
)

// database is an agency's PostgreSQL with the persons of a hall.
type database struct {
	*pgtest.Server
	loader *pgtest.Loader
	id     int64
}

const agency = "agency"

func (d *database) Put(_ context.Context, r records.Record) error {
	d.id++
	d.loader.Person(d.id, r)
	return nil
}

func (d *database) PutCard(_ context.Context, e records.CardEntry) error {
	d.loader.Card(e)
	return nil
}

// serve loads the database, and makes a configuration read from it.
func (d *database) serve(t *testing.T, h *halltest.Hall, toml string) string {
	t.Helper()
	d.loader = pgtest.NewLoader(pgtest.EmptyIsNull)
	d.loader.About(generate.About(h.Now))
	if err := generate.To(t.Context(), d, generate.Options{Seed: halltest.Seed, Now: h.Now}); err != nil {
		t.Fatal(err)
	}
	if err := d.Create(t.Context(), agency, postgres.Schema(), d.loader); err != nil {
		t.Fatal(err)
	}
	// No person's record lies on this terminal: the file is named and not there.
	toml = strings.Replace(toml, fmt.Sprintf("file = %q", h.Path("records.db")), fmt.Sprintf("file = %q", h.Path("no-records.db")), 1)
	return toml + fmt.Sprintf("\n[central]\nkind = \"postgres\"\nurl = %q\npassword_file = %q\n", d.URL(agency), d.PasswordFile)
}

// The whole errand from a central database; and when that is stopped, slow, or back again, the screen says so.
func TestCentralDatabase(t *testing.T) {
	server, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	d := &database{Server: server}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string { return d.serve(t, h, toml) }})
	g.see()
	g.home(jia)
	g.do("tile.query")
	g.pull()

	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	fails := func(want records.Failure) {
		t.Helper()
		g.insert(jia)
		g.prove(jia)
		g.touch("agree")
		g.On(visit.RecordsFailed{Visit: g.State.Visit, Failure: want})
		g.see()
	}
	fails(records.Down)
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	g.touch("retry")
	g.must(g.Read(jia))
	g.see()
	g.pull()

	// Somebody else's work holds a table: nothing comes before the deadline.
	slow, err := d.Connect(t.Context(), agency)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Exec(t.Context(), "begin; lock table person in access exclusive mode").ReadAll(); err != nil {
		t.Fatal(err)
	}
	fails(records.Busy)
	if err := slow.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.touch("retry")
	g.must(g.Read(jia))
	g.see()
	g.pull()
}
