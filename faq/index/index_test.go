package index

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/attest"
)

func builtin(t testing.TB) *faq.Library {
	t.Helper()
	l, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var edition = Release{Version: "2026-11", Made: "2026-11-28"}

func build(t testing.TB, l *faq.Library, s Signer) (path string, r Release) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "faq.db")
	r, err := Build(l, path, edition, s)
	if err != nil {
		t.Fatal(err)
	}
	return path, r
}

// full is a library that uses every field, and has an answer that holds no more.
func full(t testing.TB) *faq.Library {
	l := *builtin(t)
	l.Entries = slices.Clone(l.Entries)
	e := &l.Entries[0]
	e.Root, e.Similar, e.Words, e.Region, e.Valid = "service-6", []string{"怎么查", "查 一查"}, []string{"查询"}, "370000", "2021-04"
	e.Related, e.Bring, e.Via, e.Item, e.Supplement = []string{"service-2"}, []string{"papers"}, []string{"web"}, faq.Joint, true
	e.Blocks = []faq.Block{{Style: faq.Heading, Text: "一"}, {Text: "话。"}, {Style: faq.Step, Number: 1, Text: "走"}, {Style: faq.Step, Number: 2, Text: "3. 到"},
		{Style: faq.Item, Text: "件"}, {Style: faq.Remark, Text: "慎"}}
	l.Entries[1].Superseded = "2026-11-01"
	l.Cities = []faq.City{{Code: "370100", Name: "济南", Phone: "12345"}}
	l.Channels = []faq.Channel{{ID: "web", Name: "网", Aliases: []string{"a", "b"}, Steps: []string{"进", "看"}, Covers: []string{"service-2"}, Address: "https://example.com"}}
	l.Groups = []faq.Group{{ID: "g", Name: "群", Entries: []string{"service-2", "service-3"}}}
	l.Functions = []faq.Function{{Number: 1, Name: "功", Text: "能", Examples: []string{"x"}, Supplement: true}, {Number: 2, Name: "二"}}
	l.Materials = []faq.MaterialList{{ID: "papers", Title: "件", Items: []faq.Material{{Name: "证", Form: "原件", Copies: 2, Issuer: "局"}, {Name: "照"}}}, {ID: "none", Title: "无"}}
	l.Terms = []faq.Term{{Canonical: "社会保障卡", Surfaces: []string{"社保卡", "卡"}}}
	l.Referrals = []faq.Referral{{ID: "fund", Name: "公积金", Patterns: []string{"公积金"}, Text: "请咨询"}}
	return &l
}

// same compares two libraries; an empty list and none are the same.
func same(a, b *faq.Library) bool { return reflect.DeepEqual(rowsOf(a), rowsOf(b)) }

func TestWhatIsBuiltIsRead(t *testing.T) {
	for name, l := range map[string]*faq.Library{"built in": builtin(t), "full": full(t)} {
		path, r := build(t, l, nil)
		got, found, err := Open(path, nil)
		if err != nil {
			t.Fatal(name, err)
		}
		if !same(l, got) || found != r || r.Version != edition.Version || r.Made != edition.Made || len(r.Digest) != 64 {
			t.Errorf("%s: not what was built: %+v", name, found)
		}
		if again, err := Build(got, path, edition, nil); err != nil || again != r {
			t.Errorf("%s: another digest of the same content: %v %v", name, again, err)
		}
		if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
			t.Errorf("%s: left beside the file: %v %v", name, left, err)
		}
	}
	// An answer that holds no more is kept and dated.
	path, _ := build(t, full(t), nil)
	l, _, err := Open(path, nil)
	if err != nil || l.Entries[1].Superseded != "2026-11-01" {
		t.Errorf("%+v %v", l.Entries[1], err)
	}
	if got := l.Entries[0]; !reflect.DeepEqual(got, full(t).Entries[0]) {
		t.Errorf("%+v", got)
	}
}

// The digest is of everything: whatever is changed in a library, it is another one.
func TestDigestIsOfEverything(t *testing.T) {
	c := rowsOf(full(t))
	first := c.digest(edition)
	checked := 0
	for _, table := range tables() {
		rows := c[table.name]
		if len(rows) == 0 {
			t.Errorf("table %s is not used by the full library", table.name)
		}
		for i := range rows {
			for k, column := range table.columns {
				old := rows[i][k]
				if column.number {
					rows[i][k].number++
				} else {
					rows[i][k].text += "x"
				}
				if c.digest(edition) == first {
					t.Errorf("%s.%s is in no digest", table.name, column.name)
				}
				rows[i][k] = old
				checked++
			}
		}
		if len(rows) > 1 {
			rows[0], rows[1] = rows[1], rows[0]
			if c.digest(edition) == first && !reflect.DeepEqual(rows[0], rows[1]) {
				t.Errorf("the order of %s is in no digest", table.name)
			}
			rows[0], rows[1] = rows[1], rows[0]
		}
	}
	if c.digest(Release{Version: "2026-12", Made: edition.Made}) == first || c.digest(Release{Version: edition.Version, Made: "2026-11-29"}) == first {
		t.Error("version and day are in no digest")
	}
	if checked < 300 {
		t.Errorf("only %d cells", checked)
	}
}

func TestNotEverythingIsBuilt(t *testing.T) {
	l := full(t)
	l.Entries[0].Blocks = []faq.Block{{Text: "- 像一项"}}
	spoilt := full(t)
	spoilt.Entries[0].Question = "\xff"
	lines := full(t)
	lines.Entries[0].Blocks[1].Text = "两\n行"
	unseen := full(t)
	unseen.Cities[0].Name = "济\x1f南"
	empty := full(t)
	empty.Entries[3].Blocks = nil
	lost := full(t)
	lost.Entries[0].Category = "nowhere"
	for name, c := range map[string]struct {
		l *faq.Library
		r Release
	}{
		"a paragraph that reads as an item": {l, edition}, "no UTF-8": {spoilt, edition}, "two lines": {lines, edition}, "a mark": {unseen, edition}, "no answer": {empty, edition},
		"no category": {lost, edition}, "no version": {full(t), Release{Made: "2026-11-28"}}, "no day": {full(t), Release{Version: "1", Made: "2026-11-31"}},
		"a long version": {full(t), Release{Version: strings.Repeat("1", 25), Made: "2026-11-28"}}, "a version of two lines": {full(t), Release{Version: "1\n2", Made: "2026-11-28"}},
	} {
		dir := t.TempDir()
		if _, err := Build(c.l, filepath.Join(dir, "faq.db"), c.r, nil); err == nil {
			t.Errorf("%s was built", name)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

func signer(t testing.TB) (attest.Key, *attest.Publisher) {
	t.Helper()
	dir := t.TempDir()
	k, err := attest.Generate(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := k.PublicPEM()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "public"), public, 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := attest.LoadPublisher(filepath.Join(dir, "public"))
	if err != nil {
		t.Fatal(err)
	}
	return k, p
}

func TestOnlyThePublisherReleases(t *testing.T) {
	key, by := signer(t)
	other, _ := signer(t)
	path, r := build(t, builtin(t), key)
	if _, found, err := Open(path, by); err != nil || found != r || r.Key != by.ID() || r.Signature == "" {
		t.Fatalf("%+v %v", found, err)
	}
	if _, _, err := Open(path, nil); err != nil {
		t.Errorf("a signed file without a key: %v", err)
	}
	if path, _ := build(t, builtin(t), nil); !fails(path, by, ErrUnsigned) {
		t.Error("an unsigned file was taken")
	}
	if path, _ := build(t, builtin(t), other); !fails(path, by, ErrForged) {
		t.Error("a file of another key was taken")
	}
	// Whoever alters a row and its digest has no signature for it.
	for _, change := range []string{`UPDATE entry SET question = 'x' WHERE "order" = 1`, `UPDATE release SET version = '2027-01'`, `DELETE FROM entry WHERE "order" = (SELECT max("order") FROM entry)`} {
		path, _ := build(t, full(t), key)
		alter(t, path, change)
		if _, _, err := Open(path, by); err == nil || !strings.Contains(err.Error(), "digest") && !strings.Contains(err.Error(), "version") {
			t.Errorf("%s: %v", change, err)
		}
		mend(t, path)
		if !fails(path, by, ErrForged) {
			t.Errorf("%s with its digest was taken", change)
		}
	}
}

func fails(path string, by *attest.Publisher, want error) bool {
	l, r, err := Open(path, by)
	return errors.Is(err, want) && l == nil && r == (Release{}) && strings.HasPrefix(err.Error(), path)
}

// alter changes a file as somebody could who can write it.
func alter(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := open(path, "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

// mend writes the digest of what the file holds.
func mend(t testing.TB, path string) {
	t.Helper()
	db, err := open(path, "mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	c := content{}
	for _, table := range append(tables(), releaseTable()) {
		if c[table.name], err = read(t.Context(), db, table); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	v := c[releases][0]
	alter(t, path, fmt.Sprintf(`UPDATE release SET digest = '%s'`, c.digest(Release{Version: v[0].text, Made: v[1].text})))
}

// A file that is not as such a file is gives an error that says what is wrong.
func TestBrokenFilesAreNamed(t *testing.T) {
	for want, change := range map[string][]string{
		"no file of policy content":           {`PRAGMA application_id = 0`},
		"has format 2":                        {`PRAGMA user_version = 2`},
		"table city is missing":               {`DROP TABLE city`},
		`the table "more"`:                    {`CREATE TABLE more (x)`},
		`the index "i"`:                       {`CREATE INDEX i ON entry (id)`},
		`the trigger "t"`:                     {`CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END`},
		"its digest is not that of":           {`DELETE FROM entry WHERE "order" = 2`},
		"rows cannot be told apart":           {`UPDATE city SET name = name || char(31)`},
		"digest is not that":                  {`UPDATE similar SET text = text || 'x'`},
		"table release has 0 rows":            {`DELETE FROM release`},
		"the day is":                          {`UPDATE release SET made = 'today'`},
		"mended entry, row 2: its id":         {`UPDATE entry SET id = (SELECT id FROM entry WHERE "order" = 1) WHERE "order" = 2`},
		"mended entry, row 3: there is no":    {`UPDATE entry SET category = 'x' WHERE "order" = 3`},
		"mended entry, row 4: its answer":     {`UPDATE entry SET body = '' WHERE "order" = 4`},
		"mended entry, row 1: supplement":     {`UPDATE entry SET kind = 9 WHERE "order" = 1`},
		"mended related, row 1: there is no":  {`UPDATE related SET other = 'x'`},
		"mended similar: nothing is called":   {`UPDATE similar SET entry = 'x'`},
		"mended entry, row 5: question is no": {`UPDATE entry SET question = CAST(x'ff' AS TEXT) WHERE "order" = 5`},
		"mended material_item, row 1":         {`UPDATE material_item SET material = 'x'`},
	} {
		path, _ := build(t, full(t), nil)
		alter(t, path, change...)
		said, mended := strings.CutPrefix(want, "mended ")
		if mended {
			said = "table " + said
			mend(t, path)
		}
		if _, _, err := Open(path, nil); err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v", said, err)
		}
	}
	dir := t.TempDir()
	if _, _, err := Open(filepath.Join(dir, "none"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, _, err := Open(dir, nil); err == nil {
		t.Error("a folder was opened")
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("opening made %v", left)
	}
}

// However a file is damaged, it gives an error or exactly what it held.
func TestDamage(t *testing.T) {
	l := full(t)
	path, r := build(t, l, nil)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(6, 7))
	refused := 0
	check := func(bad []byte) {
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		got, found, err := Open(path, nil)
		if err != nil {
			refused++
			return
		}
		if found.Digest != r.Digest || !same(l, got) {
			t.Fatalf("damage was not noticed: %+v", found)
		}
	}
	for range 300 {
		bad := slices.Clone(good)
		bad[random.IntN(len(bad))] ^= 1 << random.IntN(8)
		check(bad)
	}
	for range 60 {
		check(good[:random.IntN(len(good))])
	}
	for range 60 { // a page of somewhere else
		bad := slices.Clone(good)
		const page = 4096
		from, to := random.IntN(len(good)/page)*page, random.IntN(len(good)/page)*page
		copy(bad[to:to+page], good[from:from+page])
		check(bad)
	}
	t.Logf("%d of 420 refused, the others as they were", refused)
	if refused < 100 { // much of so small a file is room for more
		t.Error("hardly any damage was refused")
	}
}

// FuzzOpen changes a good file: it is opened, or refused, and never more than that.
func FuzzOpen(f *testing.F) {
	path, _ := build(f, full(f), nil)
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, at := range []uint32{0, 18, 100, 4096, 4100, 20000} {
		f.Add(at, []byte{0xff, 0, 1})
		f.Add(at, []byte("\x05\x00\x00\x00\x01\x0f"))
	}
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		bad := slices.Clone(good)
		copy(bad[int(at)%len(bad):], patch)
		file := filepath.Join(t.TempDir(), "faq.db")
		if err := os.WriteFile(file, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		l, _, err := Open(file, nil)
		if (l == nil) == (err == nil) {
			t.Errorf("%v %v", l, err)
		}
		if time.Since(began) > 10*time.Second {
			t.Error("it takes too long")
		}
	})
}
