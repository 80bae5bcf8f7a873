package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/guard"
	"shebao/kiosk/internal/records/local"
	"shebao/kiosk/internal/records/postgres"
	"shebao/kiosk/internal/records/postgres/pgtest"
	"shebao/kiosk/internal/records/recordstest"
)

// patience bounds what a test waits for; it is never reached by one that passes.
const patience = 60 * time.Second

// server is the PostgreSQL of these tests, started when it is first needed, because fuzzing needs none; made is how many users
// it has.
var (
	server struct {
		once sync.Once
		it   *pgtest.Server
		err  error
	}
	made atomic.Int32
)

func shared(t *testing.T) *pgtest.Server {
	t.Helper()
	server.once.Do(func() { server.it, server.err = pgtest.Start() })
	if server.err != nil {
		t.Fatal(server.err)
	}
	return server.it
}

func TestMain(m *testing.M) {
	code := m.Run()
	if server.it != nil {
		if err := server.it.Close(); err != nil {
			log.Print(err)
			code = 1
		}
	}
	os.Exit(code)
}

func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	t.Cleanup(stop)
	return ctx
}

// database makes a database of a content.
func database(t *testing.T, c recordstest.Content, empty pgtest.Empty) string {
	t.Helper()
	l := pgtest.NewLoader(empty)
	l.About(c.About)
	for i, r := range c.Persons {
		l.Person(int64(i)+1, r)
	}
	for _, e := range c.Cards {
		l.Card(e)
	}
	name := fmt.Sprintf("t%d", made.Add(1))
	if err := shared(t).Create(patient(t), name, postgres.Schema(), l); err != nil {
		t.Fatal(err)
	}
	return name
}

func open(t *testing.T, o postgres.Options) *postgres.Source {
	t.Helper()
	if o.PasswordFile == "" {
		o.PasswordFile = shared(t).PasswordFile
	}
	o.Clock = clock.System{}
	s, err := postgres.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	for name, empty := range map[string]pgtest.Empty{"EmptyStays": pgtest.EmptyStays, "EmptyIsNull": pgtest.EmptyIsNull} {
		t.Run(name, func(t *testing.T) {
			recordstest.Run(t, func(t *testing.T, c recordstest.Content) records.Source {
				s := open(t, postgres.Options{URL: shared(t).URL(database(t, c, empty))})
				if err := s.Probe(patient(t)); err != nil {
					t.Fatal(err)
				}
				return s
			})
		})
	}
}

// TestConformanceBehindTheGuards: as a terminal is wired, with a local file that is not needed.
func TestConformanceBehindTheGuards(t *testing.T) {
	recordstest.Run(t, func(t *testing.T, c recordstest.Content) records.Source {
		s := open(t, postgres.Options{URL: shared(t).URL(database(t, c, pgtest.EmptyStays))})
		if err := s.Probe(patient(t)); err != nil {
			t.Fatal(err)
		}
		return local.New(guard.New(s, clock.System{}), func() (records.Source, error) {
			t.Error("the local file was opened")
			return nil, errors.New("none")
		}, 0, clock.System{})
	})
}
