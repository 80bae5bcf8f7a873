package faq

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	channelColumns  = "id\tname\taliases\tsteps\tcovers\taddress\n"
	functionColumns = "number\tname\ttext\texamples\tsource\n"
	materialColumns = "list\ttitle\tname\tform\tcopies\tissuer\n"
)

// folder is a small content without faults, with files put in or replaced; a file of "" is taken out.
func folder(files map[string]string) fs.FS {
	whole := map[string]string{
		"categories.txt": "x\tX\n",
		"x/a.md":         entry("a", ""),
		"x/b.md":         entry("b", "parent: a\nkind: joint\n"),
		"cities.tsv":     "code\tname\tphone\n370100\t济南\t12345\n",
		"channels.tsv":   channelColumns + "app\tAPP\t\t\ta\t\n",
		"groups.tsv":     "id\tname\tentries\ng\tG\tb\n",
		"functions.tsv":  functionColumns + "1\tF\tT\t\tpolicy\n",
		"materials.tsv":  materialColumns + "m\tM\tN\t原件\t1\tO\n",
	}
	for name, text := range files {
		whole[name] = text
	}
	dir := fstest.MapFS{}
	for name, text := range whole {
		if text != "" {
			dir[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return dir
}

func entry(id, more string) string {
	return "---\nid: " + id + "\nquestion: q\nshort: s\nissuer: i\nissue: i\ndate: d\nsource: policy\n" + more + "---\nt\n"
}

func TestEntryIsReadWhole(t *testing.T) {
	l, err := Load(folder(map[string]string{"x/b.md": "\uFEFF" + strings.ReplaceAll(entry("b", "parent: a\nhead: h\nsimilar:\n- q1\n- q2\n"+
		"words: w1, w2，w3\nregion: 370000\nvalid: 2021-04\nrelated: a\nmaterials: m\nchannels: app\nkind: online\n"), "\n", "\r\n"),
		"groups.tsv": "id\tname\tentries\ng\tG\tb\n"}))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := l.Entry("b")
	want := Entry{ID: "b", Category: "x", Parent: "h", Root: "a", Question: "q", Short: "s", Issuer: "i", Issue: "i", Date: "d",
		Similar: []string{"q1", "q2"}, Words: []string{"w1", "w2", "w3"}, Region: "370000", Valid: "2021-04", Related: []string{"a"},
		Bring: []string{"m"}, Via: []string{"app"}, Item: Online, Blocks: []Block{{Text: "t"}}}
	if fmt.Sprintf("%+v", e) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v\nwant %+v", e, want)
	}
	if m, ok := l.MaterialList("m"); !ok || m.Items[0] != (Material{"N", "原件", 1, "O"}) {
		t.Errorf("%+v", m)
	}
}

func TestSupersededIsKeptAndNotListed(t *testing.T) {
	l, err := Load(folder(map[string]string{"x/a.md": entry("a", "superseded: 2025-01-01\nrelated: b\n"),
		"x/b.md": entry("b", "related: a\nkind: joint\n")}))
	if err != nil {
		t.Fatal(err)
	}
	old, ok := l.Entry("a")
	if !ok || old.Superseded != "2025-01-01" || old.Listed() {
		t.Errorf("%+v", old)
	}
	for _, list := range [][]Entry{l.In(""), l.In("x"), l.Related(old)} {
		if len(list) != 1 || list[0].ID != "b" {
			t.Errorf("listed: %+v", list)
		}
	}
	if b, _ := l.Entry("b"); len(l.Related(b)) != 0 {
		t.Error("a superseded entry is offered as a related one")
	}
}

func TestFaultsNameFileAndLine(t *testing.T) {
	long := strings.Repeat("长", 101)
	for name, c := range map[string]struct{ file, text, want string }{
		"no head":          {"x/a.md", "hello", "x/a.md:1: the file must begin"},
		"unknown key":      {"x/a.md", entry("a", "colour: red\n"), `x/a.md:9: unknown key "colour"`},
		"key twice":        {"x/a.md", entry("a", "id: a\n"), "x/a.md:9: id stands in line 2"},
		"no value":         {"x/a.md", entry("a", "valid:\n"), "x/a.md:9: valid has no value"},
		"no end":           {"x/a.md", "---\nid: a", "x/a.md:2: the head does not end"},
		"empty":            {"x/a.md", strings.TrimSuffix(entry("a", ""), "t\n"), "x/a.md:10: the answer is empty"},
		"lost step":        {"x/a.md", entry("a", "") + "1. a\n3. b", "x/a.md:12: step 3 follows step 1"},
		"foreign mark":     {"x/a.md", entry("a", "") + "* a", "x/a.md:11: this is shown as it stands"},
		"no issuer":        {"x/a.md", strings.Replace(entry("a", ""), "issuer: i\n", "", 1), "x/a.md:1: issuer is missing"},
		"id form":          {"x/a.md", entry("A b", ""), "x/a.md:2: an id has"},
		"id twice":         {"x/b.md", entry("a", "kind: joint\n"), "x/b.md:2: id a stands in x/a.md too"},
		"long question":    {"x/a.md", strings.Replace(entry("a", ""), "question: q", "question: "+long, 1), "x/a.md:3: question has 101"},
		"long short":       {"x/a.md", strings.Replace(entry("a", ""), "short: s", "short: "+long[:75], 1), "x/a.md:4: short has 25"},
		"similar inline":   {"x/a.md", entry("a", "similar: q\n"), "x/a.md:9: similar is a list"},
		"similar twice":    {"x/a.md", entry("a", "similar:\n- q1\n- q1\n"), `x/a.md:11: "q1" is listed twice`},
		"similar long":     {"x/a.md", entry("a", "similar:\n- q1\n- "+long+"\n"), "x/a.md:11: similar has 101"},
		"similar many":     {"x/a.md", entry("a", "similar:\n"+lines("- q", 61)), "x/a.md:10: 61 are listed"},
		"list of no list":  {"x/a.md", entry("a", "words: w\n- q\n"), "x/a.md:10: words is no list of lines"},
		"empty word":       {"x/a.md", entry("a", "words: w,,v\n"), "x/a.md:9: the list has an empty place"},
		"region":           {"x/a.md", entry("a", "region: Shandong\n"), "x/a.md:9: region is"},
		"valid":            {"x/a.md", entry("a", "valid: 2021年4月\n"), "x/a.md:9: valid is a month or a day"},
		"superseded":       {"x/a.md", entry("a", "superseded: 2021-13\n"), "x/a.md:9: superseded is"},
		"kind":             {"x/a.md", entry("a", "kind: both\n"), "x/a.md:9: kind is online or joint"},
		"source":           {"x/a.md", strings.Replace(entry("a", ""), "policy", "web", 1), "x/a.md:8: source is"},
		"parent missing":   {"x/a.md", entry("a", "parent: z\n"), "x/a.md:9: there is no entry z"},
		"parent of parent": {"x/a.md", entry("a", "parent: b\n"), "x/a.md:9: b is no entry of the policy document itself"},
		"related missing":  {"x/a.md", entry("a", "related: z\n"), "x/a.md:9: there is no entry z"},
		"related itself":   {"x/a.md", entry("a", "related: a\n"), "x/a.md:9: the entry is related to itself"},
		"no such list":     {"x/a.md", entry("a", "materials: z\n"), "x/a.md:9: there is no list z"},
		"no such channel":  {"x/a.md", entry("a", "channels: z\n"), "x/a.md:9: there is no channel z"},
		"control":          {"x/a.md", entry("a", "") + "a\x1bb", "x/a.md:11: the line holds a control character"},
		"not UTF-8":        {"x/a.md", entry("a", "") + "a\xff", "x/a.md:11: the text is not UTF-8"},
		"long line":        {"x/a.md", entry("a", "") + strings.Repeat("长", 1001), "x/a.md:11: the line has 1001"},
		"large file":       {"x/a.md", entry("a", "") + lines("abc", 1<<16), "x/a.md:1: the file has"},
		"category":         {"categories.txt", "x\tX\ny\n", "categories.txt:2: want id"},
		"category twice":   {"categories.txt", "x\tX\nx\tY\n", "categories.txt:2: category x"},
		"stray folder":     {"y/a.md", entry("c", ""), "y:1: this is no category"},
		"stray table":      {"term.tsv", "a", "term.tsv:1: this is no category"},
		"no entries":       {"categories.txt", "x\tX\ny\tY\n", "y:1: the category has no entries"},

		"no table":        {"cities.tsv", "", "cities.tsv:1: the table is missing"},
		"columns":         {"cities.tsv", "code\tname\n", "cities.tsv:1: the first line must name the columns: code, name, phone"},
		"empty table":     {"cities.tsv", "code\tname\tphone\n", "cities.tsv:1: the table is empty"},
		"cells":           {"cities.tsv", "code\tname\tphone\n370100\t济南\n", "cities.tsv:2: the row has 2 cells; want 3"},
		"empty line":      {"cities.tsv", "code\tname\tphone\n\n370100\t济南\t12345\n", "cities.tsv:2: the row has 1 cells"},
		"space":           {"cities.tsv", "code\tname\tphone\n370100\t济南 \t12345\n", "cities.tsv:2: name begins or ends with a space"},
		"phone":           {"cities.tsv", "code\tname\tphone\n370100\t济南\t请拨\n", "cities.tsv:2: phone has digits"},
		"city twice":      {"cities.tsv", "code\tname\tphone\n370100\t济南\t1\n370100\t济南\t123\n", "cities.tsv:3: 370100 stands in line 2"},
		"address":         {"channels.tsv", channelColumns + "app\tA\t\t\ta\tjavascript:1\n", "channels.tsv:2: address begins"},
		"channel covers":  {"channels.tsv", channelColumns + "app\tA\t\t\tz\t\n", "channels.tsv:2: there is no entry z"},
		"group of what":   {"groups.tsv", "id\tname\tentries\ng\tG\ta\n", "groups.tsv:2: a is no item of 跨省通办"},
		"group unknown":   {"groups.tsv", "id\tname\tentries\ng\tG\tz\n", "groups.tsv:2: there is no entry z"},
		"function number": {"functions.tsv", functionColumns + "2\tF\tT\t\tpolicy\n", `functions.tsv:2: number is "2"; want 1`},
		"copies":          {"materials.tsv", materialColumns + "m\tM\tN\t\t0\t\n", "materials.tsv:2: copies is 1 to 20"},
		"two titles":      {"materials.tsv", materialColumns + "m\tM\tN\t\t\t\nm\tL\tN\t\t\t\n", "materials.tsv:3: list m is called"},
		"list apart": {"materials.tsv", materialColumns + "m\tM\tN\t\t\t\nn\tM\tN\t\t\t\nm\tM\tN\t\t\t\n",
			"materials.tsv:4: m stands in line 2"},
		"term twice":   {"terms.tsv", "canonical\tsurfaces\na\tb,b\n", "terms.tsv:2: a list has"},
		"referral":     {"referrals.tsv", "id\tname\tpatterns\ttext\nr\tR\tp\t\n", "referrals.tsv:2: text is empty"},
		"name missing": {"groups.tsv", "id\tname\tentries\ng\t\tb\n", "groups.tsv:2: name is empty"},
	} {
		_, err := Load(folder(map[string]string{c.file: c.text}))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

func lines(s string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%d\n", s, i)
	}
	return b.String()
}

// Whoever mends a folder sees all of it at once.
func TestAllFaultsAreReported(t *testing.T) {
	_, err := Load(folder(map[string]string{
		"x/a.md":     entry("a", "colour: red\nregion: x\nrelated: z\n") + "1. a\n3. b\n",
		"x/c.md":     "nothing",
		"cities.tsv": "code\tname\tphone\n1\t\tx\n",
	}))
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%v is no Faults", err)
	}
	var where []string
	for _, f := range faults {
		where = append(where, fmt.Sprintf("%s:%d", f.File, f.Line))
	}
	if got, want := strings.Join(where, " "), "cities.tsv:2 cities.tsv:2 cities.tsv:2 x/a.md:9 x/a.md:10 x/a.md:11 x/a.md:15 x/c.md:1"; got != want {
		t.Errorf("%s\nwant %s\n%v", got, want, err)
	}
}

func TestFolderThatCannotBeRead(t *testing.T) {
	var faults Faults
	if _, err := Load(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) || errors.As(err, &faults) {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(entry("a", "similar:\n- q\nwords: w\n") + "1. x\n- y\n> z\n## h\np")
	f.Fuzz(func(t *testing.T, s string) {
		h := parse("x.md", []byte(s))
		if len(h.faults) == 0 && (len(h.entry.Blocks) == 0 || h.entry.ID == "" || h.entry.Question == "") {
			t.Error("an entry without an answer, an id or a question was taken")
		}
		for _, fault := range h.faults {
			if fault.Line < 1 || fault.Line > strings.Count(s, "\n")+1 {
				t.Errorf("a fault in line %d", fault.Line)
			}
		}
	})
}
