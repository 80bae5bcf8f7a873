package keys_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/internal/keys"
)

func recordsKey(t *testing.T) (string, keys.Records) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.key")
	k, err := keys.CreateRecords(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, k
}

// same compares two keys by what they do.
func same(a, b keys.Records) bool {
	return a.Lookup(number) == b.Lookup(number) && a.Check([]byte("file")) == b.Check([]byte("file"))
}

func TestRecordKeys(t *testing.T) {
	path, made := recordsKey(t)
	if loaded, err := keys.LoadRecords(path); err != nil || !same(loaded, made) {
		t.Errorf("the loaded key differs from the created one: %v", err)
	}
	if at, err := keys.RecordsAt(path); err != nil || !same(at, made) {
		t.Errorf("the key that is there was not taken: %v", err)
	}
	if _, err := keys.CreateRecords(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a key was replaced: %v", err)
	}
	_, other := recordsKey(t)
	if same(made, other) || same(keys.NewRecords(), keys.NewRecords()) {
		t.Error("two keys are one")
	}
	if made.Lookup(number) != made.Lookup(" "+strings.ToLower(number)) || made.Lookup(number) == made.Lookup("379901199003070011") {
		t.Error("lookup by normal number")
	}
	if made.CardLookup("AB", "C") == made.CardLookup("A", "BC") || made.CardLookup("", number) == made.Lookup(number) {
		t.Error("two things are looked up as one")
	}
	if l := made.Lookups(); l.Person("x") == l.Person(number) || l.Person(number) != made.Lookup(number) {
		t.Error("a finder depends on what it found before")
	}
	if got := fmt.Sprintf("%v %+v %#v", made, made, made); got != "keys(hidden) keys(hidden) keys(hidden)" {
		t.Errorf("the key prints as %q", got)
	}
}

// TestOneKindIsNotTheOther: a terminal's own secret must never become the key of files that go to others.
func TestOneKindIsNotTheOther(t *testing.T) {
	records, _ := recordsKey(t)
	if _, err := keys.Load(records); err == nil || !strings.Contains(err.Error(), "no key file of its kind") {
		t.Errorf("the terminal's secret was read from a record key: %v", err)
	}
	own, _ := create(t)
	if _, err := keys.LoadRecords(own); err == nil || !strings.Contains(err.Error(), "no key file of its kind") {
		t.Errorf("a record key was read from the terminal's secret: %v", err)
	}
}

func TestCredentials(t *testing.T) {
	path, made := recordsKey(t)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, mode := range map[string]os.FileMode{"narrow": 0o400, "listed": 0o440, "wide": 0o444, "listed.next": 0o400} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(folder, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := keys.RecordsFrom("credential:narrow"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("outside a service: %v", err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", folder)
	for _, name := range []string{"narrow", "listed"} {
		if k, err := keys.RecordsFrom("credential:" + name); err != nil || !same(k, made) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if k, err := keys.RecordsFrom("credential:listed"); err != nil || len(k.Successors()) != 2 {
		t.Errorf("a credential's successors: %d, %v", len(k.Successors()), err)
	}
	for _, where := range []string{"credential:wide", "credential:none", "credential:../narrow", "credential:"} {
		if _, err := keys.RecordsFrom(where); err == nil {
			t.Errorf("%s was read", where)
		}
	}
	if k, err := keys.RecordsFrom(path); err != nil || !same(k, made) {
		t.Errorf("a path: %v", err)
	}
}

func TestSuccessors(t *testing.T) {
	path, made := recordsKey(t)
	if s := made.Successors(); len(s) != 1 || !same(s[0], made) {
		t.Errorf("%d successors", len(s))
	}
	next, err := keys.CreateRecords(keys.NextPath(path))
	if err != nil {
		t.Fatal(err)
	}
	if made.Replaced() {
		t.Error("a key that lies ready has not yet replaced it")
	}
	if s := made.Successors(); len(s) != 2 || !same(s[1], next) {
		t.Errorf("%d successors with one that lies ready", len(s))
	}
	if err := os.Rename(keys.NextPath(path), path); err != nil {
		t.Fatal(err)
	}
	if s := made.Successors(); len(s) != 1 || !same(s[0], next) {
		t.Errorf("%d successors after the change", len(s))
	}
	if !made.Replaced() || next.Replaced() {
		t.Error("which key lies at the path is not known")
	}
	if keys.NewRecords().Replaced() || keys.NewRecords().Successors() != nil {
		t.Error("a key that is stored nowhere has successors")
	}
}

func TestSealers(t *testing.T) {
	_, k := recordsKey(t)
	nonce, text := make([]byte, 12), []byte("测试甲")
	seen := map[string]string{}
	for _, a := range keys.Algorithms() {
		for _, file := range []string{"one", "two"} {
			for _, use := range []string{"person", "card"} {
				s, err := k.Sealer(a, []byte(file), use)
				if err != nil {
					t.Fatal(err)
				}
				sealed := s.Seal(nil, nonce, text, []byte("aad"))
				what := fmt.Sprint(a, file, use)
				if before := seen[string(sealed)]; before != "" {
					t.Errorf("%s and %s have one key", before, what)
				}
				seen[string(sealed)] = what
				if open, err := s.Open(nil, nonce, sealed, []byte("aad")); err != nil || !bytes.Equal(open, text) {
					t.Errorf("%s: %v", what, err)
				}
				if _, err := s.Open(nil, nonce, sealed, []byte("other")); err == nil {
					t.Errorf("%s opens elsewhere", what)
				}
			}
		}
	}
	if _, err := k.Sealer("ROT13", []byte("one"), "person"); err == nil {
		t.Error("an algorithm was invented")
	}
}
