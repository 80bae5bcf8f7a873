package sqlite_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

func damaged(t *testing.T, err error) {
	t.Helper()
	var e *records.Error
	if !errors.As(err, &e) || e.Failure != records.Damaged {
		t.Fatalf("got %v, want Damaged", err)
	}
}

// TestEveryChangeIsNoticed: SQLite's own check overlooks 198 of 200 flipped bits (facts/devices.md C1).
func TestEveryChangeIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	try := func(what string, b []byte) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.OpenOnly(path, key)
		if err == nil {
			s.Close()
			t.Fatalf("%s: it was opened", what)
		}
		damaged(t, err)
	}
	n := proof.Count(400, 20_000)
	for range n {
		b, at, bit := bytes.Clone(content), random.IntN(len(content)), random.IntN(8)
		b[at] ^= 1 << bit
		try(fmt.Sprintf("bit %d of byte %d flipped", bit, at), b)
	}
	for at := len(content) - 80; at < len(content); at++ { // all of the end
		b := bytes.Clone(content)
		b[at] ^= 1
		try(fmt.Sprintf("byte %d of the end changed", at), b)
	}
	for range n / 4 {
		to := random.IntN(len(content))
		try(fmt.Sprintf("cut to %d", to), content[:to])
		more := make([]byte, 1+random.IntN(5000))
		try(fmt.Sprintf("grown by %d", len(more)), append(bytes.Clone(content), more...))
		a, b := random.IntN(len(content)/4096)*4096, random.IntN(len(content)/4096)*4096
		swapped := bytes.Clone(content)
		copy(swapped[a:a+4096], content[b:])
		copy(swapped[b:b+4096], content[a:a+4096])
		if !bytes.Equal(swapped, content) {
			try(fmt.Sprintf("pages at %d and %d swapped", a, b), swapped)
		}
	}
	proof.Saw(t, "%d flipped bits, %d cuts, growths and swaps of pages: every one noticed", n, n/4*3)
}

func name(t *testing.T, s *sqlite.Source) string {
	t.Helper()
	r, err := s.Read(ctx, "379901199003070011", window)
	if err != nil {
		t.Fatal(err)
	}
	return r.Person.Name
}

// replace puts content at path as a tool would: by rename.
func replace(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path+".tmp", content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		t.Fatal(err)
	}
}

// TestTheLastGoodOneIsUsed: what is missing or damaged at the path is made good by the last file that was whole, also at a new
// start, and the operator can be told.
func TestTheLastGoodOneIsUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	s := open(t, path)
	if s.Fallback() != nil || s.Unkept() != nil {
		t.Errorf("%v, %v", s.Fallback(), s.Unkept())
	}
	write(t, path, about("乙"), somebody("测试乙"))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Reload(); !changed || err != nil {
		t.Fatal(changed, err)
	}
	s.Close()

	bad := bytes.Clone(whole)
	bad[len(bad)/2] ^= 1
	for what, spoil := range map[string]func(){
		"damaged": func() { replace(t, path, bad) },
		"cut":     func() { replace(t, path, whole[:len(whole)/2]) },
		"of another key": func() {
			writeWith(t, path, keys.NewRecords(), about("丙"), somebody("测试丙"))
		},
		"damaged where it lies": func() {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteAt(bad[len(bad)/2:len(bad)/2+1], int64(len(bad)/2)); err != nil {
				t.Fatal(err)
			}
			f.Close()
		},
		"missing": func() {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		},
	} {
		spoil()
		s := open(t, path)
		if got := name(t, s); got != "测试乙" || s.About().Name != "乙" {
			t.Errorf("%s: %s is read", what, got)
		}
		damaged(t, s.Fallback())
		for range 2 {
			if changed, err := s.Reload(); changed || err == nil {
				t.Errorf("%s: Reload says %v, %v", what, changed, err)
			}
		}
		// One that comes after it is taken up at once, and is the last good one from then on.
		replace(t, path, whole)
		if changed, err := s.Reload(); !changed || err != nil || s.Fallback() != nil {
			t.Errorf("%s and mended: %v, %v, %v", what, changed, err, s.Fallback())
		}
		if got := name(t, s); got != "测试乙" {
			t.Errorf("%s and mended: %s", what, got)
		}
		s.Close()
	}

	// The last good one is verified as any other.
	replace(t, path, bad)
	replace(t, sqlite.LastGood(path), bad)
	_, err = sqlite.Open(path, key)
	damaged(t, err)
	if !strings.Contains(err.Error(), "records.db.last-good") {
		t.Errorf("the operator is not told of both: %v", err)
	}
}

// TestTheSameFileComesBack after another one was refused.
func TestTheSameFileComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	s := open(t, path)
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reload(); err == nil || s.Fallback() == nil {
		t.Errorf("without a file: %v", s.Fallback())
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Reload(); changed || err != nil || s.Fallback() != nil {
		t.Errorf("it is back: %v, %v, %v", changed, err, s.Fallback())
	}
}

// TestSpoiltWhileItIsRead: what is written over the file that is open is noticed at the next look, and the last good one is used.
func TestSpoiltWhileItIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	s := open(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, info.Size()), 0o600); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Reload(); !changed || err == nil {
		t.Errorf("Reload() = %v, %v", changed, err)
	}
	if name(t, s) != "测试甲" || s.Fallback() == nil {
		t.Errorf("fallback: %v", s.Fallback())
	}
	if changed, err := s.Reload(); changed || err == nil || name(t, s) != "测试甲" {
		t.Errorf("again: %v, %v", changed, err)
	}
	write(t, path, about("乙"), somebody("测试乙"))
	if changed, err := s.Reload(); !changed || err != nil || name(t, s) != "测试乙" || s.Fallback() != nil {
		t.Errorf("mended: %v, %v, %v", changed, err, s.Fallback())
	}
}

// TestDamageIsLookedForOnce: a file of gigabytes is not read between two visits unless it is another one.
func TestDamageIsLookedForOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	s := open(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(path string) { // without a trace in what the directory says of it
		t.Helper()
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteAt([]byte{0xff}, 5000); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	spoil(path)
	if changed, err := s.Reload(); changed || err != nil {
		t.Errorf("the same file was read again: %v, %v", changed, err)
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	write(t, whole, about("甲"), somebody("测试甲"))
	content, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(content)
	bad[5000] ^= 1
	replace(t, path, bad)
	if _, err := s.Reload(); err == nil {
		t.Error("a damaged file was taken")
	}
	info, err = os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil { // mended, but the directory says nothing of it
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reload(); err == nil {
		t.Error("a refused file was read again")
	}
	if err := os.Chtimes(path, time.Time{}, info.ModTime().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Reload(); !changed || err != nil {
		t.Errorf("a mended file: %v, %v", changed, err)
	}
}

// TestWithoutAPlaceForTheLastGoodOne: the file is read all the same, and the operator can be told.
func TestWithoutAPlaceForTheLastGoodOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	if err := os.MkdirAll(filepath.Join(sqlite.LastGood(path), "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if name(t, s) != "测试甲" || s.Unkept() == nil {
		t.Errorf("unkept: %v", s.Unkept())
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestAKeyThatWasChanged: a source that was opened with the old key goes on with the new one.
func TestAKeyThatWasChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	keyPath := path + ".key"
	old, err := keys.CreateRecords(keyPath)
	if err != nil {
		t.Fatal(err)
	}
	writeWith(t, path, old, about("甲"), somebody("测试甲"))
	s, err := sqlite.Open(path, old)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	next, err := keys.CreateRecords(keys.NextPath(keyPath))
	if err != nil {
		t.Fatal(err)
	}
	writeWith(t, path, next, about("乙"), somebody("测试乙"))
	again, err := sqlite.OpenOnly(path, old) // between the two renames
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	if err := os.Rename(keys.NextPath(keyPath), keyPath); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Reload(); !changed || err != nil || name(t, s) != "测试乙" {
		t.Errorf("%v, %v", changed, err)
	}
	writeWith(t, path, next, about("丙"), somebody("测试丙"))
	if changed, err := s.Reload(); !changed || err != nil || name(t, s) != "测试丙" {
		t.Errorf("with the key of then: %v, %v", changed, err)
	}
	b, err := sqlite.Create(ctx, path, old, about("丁"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(ctx); err == nil || !strings.Contains(err.Error(), "its key was replaced") {
		t.Errorf("a file was sealed with the key of before: %v", err)
	}
}
