package sqlite_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// hidden is somebody all of whose words can be sought: none is part of anything that lies in a file in clear.
func hidden(i int) (records.Record, records.CardEntry) {
	number := fmt.Sprintf("37990119%02d0%d%02d%03dX", i%60+30, i%9+1, i%28+1, i%1000)
	bank := fmt.Sprintf("秘行%c%c支行", rune(0x4E00+i), rune(0x5E00+i))
	r := records.Record{Person: records.Person{Number: number, Name: fmt.Sprintf("试名%c%c", rune(0x6E00+i), rune(0x7E00+i)), Kind: records.Employee}}
	for m := window.First; m <= window.Last; m = m.Add(1) {
		r.Contributions = append(r.Contributions, records.Contribution{Month: m, Insurance: "110", Region: "370100",
			Employer: fmt.Sprintf("秘密单位%c%c", rune(0x4F00+i), rune(0x5F00+i)), Base: records.Known(500000), Status: records.Paid})
	}
	r.Benefits = []records.Benefit{{Insurance: "110", Kind: "基本养老金", Payments: []records.Payment{{Month: 202601, Bank: bank,
		BankTail: fmt.Sprintf("%04d", 9000+i%1000)}}}}
	return r, records.CardEntry{Card: records.Card{Identifier: fmt.Sprintf("370100D15600%020X", uint64(i+1)*0x9E3779B97F4A7C15), Number: fmt.Sprintf("ZK%07d", 7654321-i)},
		Registration: records.Registration{Holder: number, Status: records.CardNormal}}
}

// traces are a text as a file could hold it.
func traces(t *testing.T, text string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{"UTF-8": []byte(text)}
	for _, unit := range utf16.Encode([]rune(text)) {
		out["UTF-16LE"] = binary.LittleEndian.AppendUint16(out["UTF-16LE"], unit)
		out["UTF-16BE"] = binary.BigEndian.AppendUint16(out["UTF-16BE"], unit)
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out["GB18030"] = gbk
	return out
}

// search fails when a file of the folder has any of the words of the persons, and counts the files.
func search(t *testing.T, folder string, persons int) int {
	t.Helper()
	files, found := seek(t, folder, persons)
	for _, what := range found {
		t.Error(what)
	}
	return files
}

// seek finds the words of the persons in the files of a folder, in any writing.
func seek(t *testing.T, folder string, persons int) (files int, found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if len(content) == 0 {
			return nil
		}
		for i := range persons {
			r, c := hidden(i)
			pay := r.Benefits[0].Payments[0]
			for what, text := range map[string]string{"number": r.Person.Number, "name": r.Person.Name, "identifier": c.Identifier, "card number": c.Number,
				"employer": r.Contributions[0].Employer, "bank": pay.Bank, "bank and account": pay.Bank + pay.BankTail} {
				for form, trace := range traces(t, text) {
					if bytes.Contains(content, trace) {
						found = append(found, fmt.Sprintf("%s holds a %s in %s", filepath.Base(path), what, form))
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, found
}

const (
	searched = 300
	buildEnv = "KIOSK_TEST_BUILD" // makes the test program one that builds for ever
)

// TestNobodyIsInTheFiles: while a file is built, when its builder was killed, when it is finished and when it is read.
func TestNobodyIsInTheFiles(t *testing.T) {
	if path := os.Getenv(buildEnv); path != "" {
		buildForEver(t, path)
		return
	}
	for _, algorithm := range keys.Algorithms() {
		folder := t.TempDir()
		path := filepath.Join(folder, "records.db")
		b, err := sqlite.CreateWith(ctx, path, key, about("甲"), sqlite.Options{Algorithm: algorithm, Meta: map[string]string{"batch": "7"}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range searched {
			r, c := hidden(i)
			if err := b.Put(ctx, r); err != nil {
				t.Fatal(err)
			}
			if err := b.PutCard(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		search(t, folder, searched)
		if err := b.Finish(ctx); err != nil {
			t.Fatal(err)
		}
		search(t, folder, searched)
		s := open(t, path)
		for i := range searched {
			r, c := hidden(i)
			got, err := s.Read(ctx, r.Person.Number, window)
			if err != nil || got.Person.Name != r.Person.Name {
				t.Fatalf("%s: %v", algorithm, err)
			}
			if got, err := s.Register(ctx, c.Card); err != nil || got != c.Registration {
				t.Fatalf("%s: %v", algorithm, err)
			}
		}
		if files := search(t, folder, searched); files != 2 {
			t.Errorf("%d files were searched", files)
		}
		if i := s.Inventory(); i.Algorithm != algorithm || i.Persons != searched || i.Cards != searched || i.Bytes == 0 || s.Meta()["batch"] != "7" {
			t.Errorf("%+v, %v", i, s.Meta())
		}
	}
	// The search finds what is there.
	folder := t.TempDir()
	r, _ := hidden(3)
	for form, trace := range traces(t, r.Person.Name) {
		if err := os.WriteFile(filepath.Join(folder, form), trace, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if files, found := seek(t, folder, 4); len(found) != files || files != 4 {
		t.Errorf("a name in clear in %d files was found as %v", files, found)
	}
}

func buildForEver(t *testing.T, path string) {
	b, err := sqlite.Create(ctx, path, key, about("甲"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		r, c := hidden(i % searched)
		c.Number += fmt.Sprint(i)
		if err := b.Put(ctx, r); err != nil {
			t.Fatal(err)
		}
		if err := b.PutCard(ctx, c); err != nil {
			t.Fatal(err)
		}
		if i == 20_000 { // enough that all the cache was written
			fmt.Println("built")
		}
	}
}

// TestAKilledBuilder leaves nobody in its file, and the next builder removes that.
func TestAKilledBuilder(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNobodyIsInTheFiles$")
	child.Env = append(os.Environ(), buildEnv+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 6)); err != nil {
		t.Fatal(err)
	}
	// A builder beside it leaves it alone.
	if _, err := sqlite.Create(ctx, path, key, about("乙")); !errors.Is(err, sqlite.ErrBuilding) {
		t.Errorf("a second builder: %v", err)
	}
	if files := search(t, folder, 20); files != 2 {
		t.Errorf("%d files beside a running builder", files)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait() // it was killed
	if files := search(t, folder, 20); files != 2 {
		t.Errorf("%d files after the kill", files)
	}
	if open(t, path).About().Name != "甲" {
		t.Error("the old file is gone")
	}
	write(t, path, about("丙"), somebody("测试丙"))
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 { // the file and the last good one
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestOneCardTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	b, err := sqlite.Create(ctx, path, key, about("甲"))
	if err != nil {
		t.Fatal(err)
	}
	_, c := hidden(1)
	if err := b.PutCard(ctx, c); err != nil {
		t.Fatal(err)
	}
	again := c
	again.Status = records.CardReportedLost
	if err := b.PutCard(ctx, again); err != sqlite.ErrCardTwice {
		t.Errorf("got %v", err)
	}
	again.Number, again.Status = "X1", "eaten"
	if err := b.PutCard(ctx, again); err == nil {
		t.Error("a state that does not exist was taken")
	}
	if err := b.PutCard(ctx, records.CardEntry{Card: records.Card{Number: "X2"}}); err == nil {
		t.Error("a card without identifier was taken")
	}
	if err := b.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(ctx); err == nil {
		t.Error("it was finished twice")
	}
	s := open(t, path)
	if got, err := s.Register(ctx, c.Card); err != nil || got != c.Registration || s.Inventory().Cards != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestAClosedSourceStaysClosed also for what looks for another file.
func TestAClosedSourceStaysClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	write(t, path, about("甲"), somebody("测试甲"))
	s := open(t, path)
	s.Close()
	write(t, path, about("乙"), somebody("测试乙"))
	if changed, err := s.Reload(); changed || err == nil {
		t.Errorf("%v, %v", changed, err)
	}
	if !s.About().AsOf.Equal(time.Time{}) || s.Meta() != nil || s.Inventory() != (sqlite.Inventory{}) {
		t.Error("it still says something")
	}
}
