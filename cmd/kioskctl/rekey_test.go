package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// hall is a record file with its key and the configuration that names both.
type hall struct {
	t                 *testing.T
	file, key, config string
	persons           int
}

const sealedPersons = 2000

func sealedHall(t *testing.T, persons int) hall {
	t.Helper()
	dir := t.TempDir()
	h := hall{t, filepath.Join(dir, "records.db"), filepath.Join(dir, "records.key"), filepath.Join(dir, "kiosk.toml"), persons}
	if err := os.WriteFile(h.config, fmt.Appendf(nil, "[records]\nfile = %q\nkey_file = %q\n", h.file, h.key), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := keys.CreateRecords(h.key)
	if err != nil {
		t.Fatal(err)
	}
	about := records.About{Name: "测试来源", AsOf: time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone()), Places: []records.Region{"370100"}}
	b, err := sqlite.CreateWith(t.Context(), h.file, key, about, sqlite.Options{Meta: map[string]string{"batch": "7"}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range persons {
		r := records.Record{Person: records.Person{Number: h.number(i), Name: "测试甲", Kind: records.Employee}}
		for m := records.Month(202101); m < 202611; m = m.Add(1) {
			r.Contributions = append(r.Contributions, records.Contribution{Month: m, Insurance: "110", Region: "370100", Status: records.Paid,
				Base: records.Known(records.Fen(i))})
		}
		if err := b.Put(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := b.PutCard(t.Context(), records.CardEntry{Card: h.card(i), Registration: records.Registration{Holder: h.number(i), Status: records.CardNormal}}); err != nil {
			t.Fatal(err)
		}
	}
	// Two records of one number stay two.
	if err := b.Put(t.Context(), records.Record{Person: records.Person{Number: "379905197001010089", Kind: records.Employee}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), records.Record{Person: records.Person{Number: "379905197001010089", Kind: records.Retiree}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h hall) number(i int) string { return fmt.Sprintf("37990119900101%04d", i) }

func (h hall) card(i int) records.Card {
	return records.Card{Identifier: fmt.Sprintf("370100D156000005%016X", i), Number: fmt.Sprintf("X%08d", i)}
}

// whole fails unless the file is usable with the key at its place, with everybody and every card in it.
func (h hall) whole(keyPath, when string) sqlite.Inventory {
	h.t.Helper()
	key, err := keys.LoadRecords(keyPath)
	if err != nil {
		h.t.Fatalf("%s: %v", when, err)
	}
	s, err := sqlite.OpenOnly(h.file, key)
	if err != nil {
		h.t.Fatalf("%s: %v", when, err)
	}
	defer s.Close()
	for i := range h.persons {
		at, err := s.Register(context.Background(), h.card(i))
		if err != nil || at.Holder != h.number(i) {
			h.t.Fatalf("%s: card %d: %v", when, i, err)
		}
		r, err := s.Read(context.Background(), at.Holder, records.Window{First: 202101, Last: 202610})
		if err != nil || len(r.Contributions) != 70 || r.Contributions[0].Base != records.Known(records.Fen(i)) {
			h.t.Fatalf("%s: person %d: %v", when, i, err)
		}
	}
	_, err = s.Read(context.Background(), "379905197001010089", records.Window{})
	if err == nil || !strings.Contains(err.Error(), string(records.Duplicate)) {
		h.t.Fatalf("%s: two records of one number: %v", when, err)
	}
	if a := s.About(); a.Name != "测试来源" || len(a.Places) != 1 || a.Generated || s.Meta()["batch"] != "7" {
		h.t.Fatalf("%s: %+v", when, a)
	}
	return s.Inventory()
}

func TestRekeyInPlace(t *testing.T) {
	h := sealedHall(t, 50)
	before, err := os.ReadFile(h.key)
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := call(t, "records", "rekey", "-config", h.config, "-algorithm", "SM4-GCM")
	if code != 0 || !strings.Contains(out, "52 persons and 50 cards, sealed with the new key by SM4-GCM") || errs != "" {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if i := h.whole(h.key, "after it"); i.Algorithm != keys.SM4GCM {
		t.Errorf("sealed by %s", i.Algorithm)
	}
	after, err := os.ReadFile(h.key)
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("the key is the old one, %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(h.file))
	if err != nil || len(entries) != 4 { // the file, the last good one, the key, the configuration
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if code, _, errs := call(t, "records", "rekey", "-config", h.config); code != 0 {
		t.Errorf("a second time: %s", errs)
	}
	if i := h.whole(h.key, "after the second time"); i.Algorithm != keys.SM4GCM {
		t.Errorf("sealed by %s", i.Algorithm)
	}
}

// TestRekeyGoesOn from each of its steps: the new key lies ready; the file is sealed with it.
func TestRekeyGoesOn(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		h := sealedHall(t, 5)
		old, err := keys.LoadRecords(h.key)
		if err != nil {
			t.Fatal(err)
		}
		next, err := keys.CreateRecords(keys.NextPath(h.key))
		if err != nil {
			t.Fatal(err)
		}
		if sealed {
			if err := sqlite.Reseal(t.Context(), h.file, old, next, "", nil); err != nil {
				t.Fatal(err)
			}
		}
		h.whole(h.key, "in between")
		if code, _, errs := call(t, "records", "rekey", "-config", h.config); code != 0 {
			t.Fatal(errs)
		}
		now, err := keys.LoadRecords(h.key)
		if err != nil || now.Lookup("x") != next.Lookup("x") {
			t.Errorf("the key that lay ready is not the one at the end, %v", err)
		}
		h.whole(h.key, "at the end")
	}
}

func TestRekeyBetween(t *testing.T) {
	h := sealedHall(t, 20)
	next := filepath.Join(t.TempDir(), "new.key")
	for range 2 { // a second time there is nothing left to do
		if code, out, errs := call(t, "records", "rekey", "-key", h.key, "-new-key", next, h.file); code != 0 || !strings.Contains(out, "20 cards") {
			t.Fatalf("%d %s %s", code, out, errs)
		}
		h.whole(next, "after it")
	}
	code, _, errs := call(t, "records", "rekey", "-config", h.config)
	if code != 1 || !strings.Contains(errs, "another key") {
		t.Errorf("with a key that is not the file's: %d %s", code, errs)
	}
	for _, wrong := range [][]string{{h.file}, {"-key", h.key, h.file}, {"-key", h.key, "-new-key", next}, {"-config", h.config, "-key", h.key, "-new-key", next, h.file}} {
		if code, _, _ := call(t, append([]string{"records", "rekey"}, wrong...)...); code != 2 {
			t.Errorf("%v: %d", wrong, code)
		}
	}
}

// rekeyEnv makes the test program kioskctl with that configuration.
const rekeyEnv = "KIOSK_TEST_REKEY"

// TestRekeyKilled: killed at any point, the file is usable with the key that is at its place, or with the one ready beside it, and
// the next run ends what was begun.
func TestRekeyKilled(t *testing.T) {
	if path := os.Getenv(rekeyEnv); path != "" {
		os.Exit(run(context.Background(), []string{"records", "rekey", "-config", path}, os.Stdout, os.Stderr))
	}
	h := sealedHall(t, sealedPersons)
	again := func(limit time.Duration) error {
		ctx, stop := context.WithTimeout(t.Context(), limit) // it kills
		defer stop()
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestRekeyKilled$")
		child.Env = append(os.Environ(), rekeyEnv+"="+h.config)
		return child.Run()
	}
	whole := time.Minute
	for range 3 { // the first ones may be slower
		from := time.Now()
		if err := again(time.Minute); err != nil {
			t.Fatal(err)
		}
		whole = min(whole, time.Since(from))
	}
	killed, n := 0, proof.Count(15, 200)
	for i := range n {
		if err := again(time.Duration(rand.Int64N(int64(whole)))); err != nil {
			killed++
		}
		h.whole(h.key, fmt.Sprintf("after kill %d", i))
	}
	if killed == 0 {
		t.Error("none was killed")
	}
	if err := again(time.Minute); err != nil {
		t.Fatal(err)
	}
	h.whole(h.key, "at the end")
	if _, err := os.Stat(keys.NextPath(h.key)); err == nil {
		t.Error("a key lies ready that is the file's already")
	}
	proof.Saw(t, "%d changes of the key, %d of them killed: the file was usable after each", n, killed)
}

func TestDoctorRecords(t *testing.T) {
	h := sealedHall(t, 20)
	look := func(want int, says ...string) {
		t.Helper()
		code, out, errs := call(t, "doctor", "records", "-config", h.config)
		if code != want || errs != "" {
			t.Errorf("%d, want %d\n%s%s", code, want, out, errs)
		}
		for _, s := range says {
			if !strings.Contains(out, s) {
				t.Errorf("it does not say %q:\n%s", s, out)
			}
		}
		if strings.Contains(out+errs, "379901199") || strings.Contains(out+errs, "测试甲") {
			t.Error("it names a person")
		}
	}
	configure := func(key string) {
		t.Helper()
		if err := os.WriteFile(h.config, fmt.Appendf(nil, "[records]\nfile = %q\nkey_file = %q\n", h.file, key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look(1, "lie on one disk", "Whoever has the disk has the records", "digest         right", "AES-256-GCM", "测试来源", "no: real persons", "2026-10-31", "370100",
		"persons        22", "cards          20", "none: the terminal has not taken one up")

	// A credential, which systemd keeps for the service.
	content, err := os.ReadFile(h.key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "records.key"), content, 0o400); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", folder)
	configure("credential:records.key")
	look(0, "a credential of the service", "as they should be")

	// Another disk, where the machine has one that lies in memory.
	if shared, err := os.MkdirTemp("/dev/shm", "kiosk-test-"); err == nil {
		defer os.RemoveAll(shared)
		a, err1 := deviceOf(shared)
		b, err2 := deviceOf(h.file)
		if err1 == nil && err2 == nil && a != b {
			other := filepath.Join(shared, "records.key")
			if err := os.WriteFile(other, content, 0o600); err != nil {
				t.Fatal(err)
			}
			link := filepath.Join(t.TempDir(), "linked.key") // the disk is the one that the key is on, not the link
			if err := os.Symlink(other, link); err != nil {
				t.Fatal(err)
			}
			configure(link)
			look(0, "lie on two disks")
		}
	}

	configure("credential:records.key")
	key, err := keys.LoadRecords(h.key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(h.file, key) // as the terminal does
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	look(0, "last good one  as of 2026-10-31")
	whole, err := os.ReadFile(h.file)
	if err != nil {
		t.Fatal(err)
	}
	whole[6000] ^= 1
	if err := os.Remove(h.file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	look(1, "is damaged", "goes on with the last good one", "last good one  as of 2026-10-31")
	configure(filepath.Join(folder, "none"))
	look(1, "The key cannot be read")
}
