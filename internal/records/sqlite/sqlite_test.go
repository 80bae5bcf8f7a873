package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/recordstest"
	"shebao/kiosk/internal/records/sqlite"
)

var (
	ctx    = context.Background()
	key    = keys.NewRecords()
	window = records.Window{First: 202201, Last: 202612}
)

func about(name string) records.About {
	return records.About{Name: name, AsOf: time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone()), Generated: true}
}

func write(t *testing.T, path string, about records.About, persons ...records.Record) {
	t.Helper()
	writeWith(t, path, key, about, persons...)
}

func writeWith(t *testing.T, path string, key keys.Records, about records.About, persons ...records.Record) {
	t.Helper()
	b, err := sqlite.Create(ctx, path, key, about)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range persons {
		if err := b.Put(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Finish(ctx); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, path string) *sqlite.Source {
	t.Helper()
	return openWith(t, path, key)
}

func openWith(t *testing.T, path string, key keys.Records) *sqlite.Source {
	t.Helper()
	s, err := sqlite.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func somebody(name string) records.Record {
	r := records.Record{Person: records.Person{Number: "379901199003070011", Name: name, Kind: records.Employee}}
	for m := window.First; m <= window.Last; m = m.Add(1) {
		r.Contributions = append(r.Contributions, records.Contribution{Month: m, Insurance: "110", Region: "370100",
			Employer: "示例单位", Base: records.Known(500000), Status: records.Paid})
	}
	return r
}

func TestConformance(t *testing.T) {
	recordstest.Run(t, func(t *testing.T, c recordstest.Content) records.Source {
		path := filepath.Join(t.TempDir(), "records.db")
		b, err := sqlite.Create(ctx, path, key, c.About)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Persons {
			if err := b.Put(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range c.Cards {
			if err := b.PutCard(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Finish(ctx); err != nil {
			t.Fatal(err)
		}
		return open(t, path)
	})
}

func TestPathsOfAnyName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "记录 ?mode=rwc#1 100%.db")
	write(t, path, about("甲"), somebody("测试甲"))
	if _, err := open(t, path).Read(ctx, "379901199003070011", window); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 2 {
		t.Errorf("reading left more than the file and the last good one: %v, %v", entries, err)
	}
}

// TestUnusableFiles: each is refused at Open with a sentence for the operator, before a citizen is asked for a PIN.
func TestUnusableFiles(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.db")
	write(t, good, about("甲"), somebody("测试甲"))
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	execute := func(path, query string) {
		db, err := sql.Open("sqlite", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	put := func(path string, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name string
		make func(path string)
		want string
	}{
		{"missing", func(string) {}, "cannot be opened"},
		{"folder", func(p string) { os.Mkdir(p, 0o700) }, "is not a file"},
		{"empty", func(p string) { put(p, nil) }, "is no database"},
		{"text", func(p string) { put(p, bytes.Repeat([]byte("姓名,证件号码\n"), 100)) }, "is no database"},
		{"cut short", func(p string) { put(p, content[:len(content)-4096]) }, "bytes where its header says"},
		{"without its end", func(p string) { put(p, content[:len(content)-80]) }, "bytes where its header says"},
		{"longer", func(p string) { put(p, append(bytes.Clone(content), 0)) }, "bytes where its header says"},
		{"other database", func(p string) { execute(p, "CREATE TABLE t(x)") }, "is no record file"},
		{"other database with an end", func(p string) {
			execute(p, "CREATE TABLE t(x)")
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			put(p, append(b, make([]byte, 80)...))
		}, "does not end as a record file"},
		{"live database", func(p string) { execute(p, "PRAGMA journal_mode=WAL; CREATE TABLE t(x)") }, "write-ahead"},
		{"changed by a tool", func(p string) { put(p, content); execute(p, "UPDATE meta SET value='no' WHERE name='generated'") }, "digest"},
		{"of another key", func(p string) { writeWith(t, p, keys.NewRecords(), about("甲"), somebody("测试甲")) }, "another key"},
		{"with another's end", func(p string) {
			writeWith(t, p, key, about("甲"), somebody("测试甲"))
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			put(p, append(b[:len(b)-80], content[len(content)-80:]...))
		}, "digest"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "records.db")
			test.make(path)
			s, err := sqlite.Open(path, key)
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			var e *records.Error
			if !errors.As(err, &e) || e.Failure != records.Damaged {
				t.Fatalf("got %v, want Damaged", err)
			}
			if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "records.db") {
				t.Errorf("the operator reads %q, which lacks %q or the file's name", err, test.want)
			}
		})
	}
}

func TestReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	s := open(t, path)
	name := func() string {
		t.Helper()
		r, err := s.Read(ctx, "379901199003070011", window)
		if err != nil {
			t.Fatal(err)
		}
		return r.Person.Name + r.Source.Name
	}
	reload := func(wantChanged, wantError bool) {
		t.Helper()
		changed, err := s.Reload()
		if changed != wantChanged || (err != nil) != wantError {
			t.Errorf("Reload() = %v, %v", changed, err)
		}
	}
	reload(false, false)

	write(t, path, about("乙"), somebody("测试乙"))
	if got := name(); got != "测试甲甲" {
		t.Errorf("before Reload the new file is read: %s", got)
	}
	reload(true, false)
	if got := name(); got != "测试乙乙" {
		t.Errorf("after Reload: %s", got)
	}
	reload(false, false)

	// A bad file, then none: the source goes on with what it has.
	bad := path + ".new"
	if err := os.WriteFile(bad, []byte("half a download"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(bad, path); err != nil {
		t.Fatal(err)
	}
	reload(false, true)
	if got := name(); got != "测试乙乙" {
		t.Errorf("beside a bad file: %s", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	reload(false, true)
	if got := name(); got != "测试乙乙" {
		t.Errorf("without a file: %s", got)
	}

	write(t, path, about("丙"), somebody("测试丙"))
	reload(true, false)
	if got := name(); got != "测试丙丙" {
		t.Errorf("after the repair: %s", got)
	}
}

// TestReloadUnderReaders: every read gives one file's person and that file's source, never a mixture or an error.
func TestReloadUnderReaders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("甲"))
	s := open(t, path)
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := s.Read(ctx, "379901199003070011", window)
				if err != nil || r.Person.Name != r.Source.Name {
					t.Errorf("person of %q in the file of %q, %v", r.Person.Name, r.Source.Name, err)
					return
				}
			}
		})
	}
	for _, name := range []string{"乙", "丙", "丁", "己", "庚"} {
		write(t, path, about(name), somebody(name))
		if changed, err := s.Reload(); !changed || err != nil {
			t.Errorf("Reload() = %v, %v", changed, err)
		}
	}
	close(stop)
	wait.Wait()
}

func TestBuilderLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "records.db")
	write(t, path, about("甲"), somebody("测试甲"))

	b, err := sqlite.Create(ctx, path, key, about("乙"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(ctx, somebody("测试乙")); err != nil {
		t.Fatal(err)
	}
	bad := somebody("测试丙")
	bad.Contributions[3].Status = "lost"
	if err := b.Put(ctx, bad); err == nil {
		t.Error("a record with a state that does not exist was taken")
	} else if strings.Contains(err.Error(), "379901") || strings.Contains(err.Error(), "测试") {
		t.Errorf("the error names a person: %v", err)
	}
	if err := b.Discard(); err != nil {
		t.Errorf("Discard: %v", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != "records.db" {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if r, err := open(t, path).Read(ctx, "379901199003070011", window); err != nil || r.Source.Name != "甲" {
		t.Errorf("the old file: %+v, %v", r.Source, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file of personal records has mode %v, %v", info.Mode(), err)
	}
}

func BenchmarkRead(b *testing.B) {
	for _, algorithm := range keys.Algorithms() {
		b.Run(string(algorithm), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "records.db")
			builder, err := sqlite.CreateWith(ctx, path, key, about("甲"), sqlite.Options{Algorithm: algorithm})
			if err != nil {
				b.Fatal(err)
			}
			if err := builder.Put(ctx, somebody("测试甲")); err != nil {
				b.Fatal(err)
			}
			if err := builder.Finish(ctx); err != nil {
				b.Fatal(err)
			}
			s, err := sqlite.Open(path, key)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			for b.Loop() {
				if _, err := s.Read(ctx, "379901199003070011", window); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
