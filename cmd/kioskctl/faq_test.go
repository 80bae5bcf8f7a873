package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/faq"
	"shebao/kiosk/faq/index"
	"shebao/kiosk/faq/unanswered"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
)

// faqDesk is a folder of somebody who looks after policy content.
type faqDesk struct {
	t   *testing.T
	dir string
}

func newFAQDesk(t *testing.T) faqDesk { return faqDesk{t, t.TempDir()} }

func (d faqDesk) at(name string) string { return filepath.Join(d.dir, name) }

func (d faqDesk) write(name, text string) string {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(d.at(name)), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(d.at(name), []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
	return d.at(name)
}

// do runs kioskctl faq and holds it to its exit code.
func (d faqDesk) do(want int, args ...string) (out, errs string) {
	d.t.Helper()
	var o, e bytes.Buffer
	if got := run(context.Background(), append([]string{"faq"}, args...), &o, &e); got != want {
		d.t.Fatalf("%v ends with %d, want %d:\n%s%s", args, got, want, o.String(), e.String())
	}
	return o.String(), e.String()
}

func (d faqDesk) library(folder string) *faq.Library {
	d.t.Helper()
	l, err := faq.Load(os.DirFS(d.at(folder)))
	if err != nil {
		d.t.Fatal(err)
	}
	return l
}

func holds(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not in:\n%s", s, text)
		}
	}
}

func TestFAQBuildAndCheck(t *testing.T) {
	d := newFAQDesk(t)
	out, _ := d.do(0, "key", d.at("key"), "-out", d.at("public"))
	key, err := attest.LoadKey(d.at("key"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, out, key.ID())
	if again, _ := d.do(0, "key", d.at("key")); !strings.HasPrefix(again, key.ID()) {
		t.Errorf("another key the second time: %s", again)
	}
	config := d.write("kiosk.toml", "[faq]\nfile = \""+d.at("faq.db")+"\"\nkey = \""+d.at("public")+"\"\n")
	out, _ = d.do(0, "build", "-config", config, "-key", d.at("key"), "-version", "2026年第3版", "-date", "2026-11-28")
	holds(t, out, "2026年第3版 of 2026-11-28", "signed by key "+key.ID())
	l, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if got, r, err := index.Open(d.at("faq.db"), nil); err != nil || r.Version != "2026年第3版" || len(got.Entries) != len(l.Entries) {
		t.Errorf("%+v %v", r, err)
	}
	out, _ = d.do(0, "check", "-config", config)
	holds(t, out, "signed by key "+key.ID(), "digest ")
	// Content that nobody signed is refused as the terminal would, and shown without a key to ask for.
	d.do(0, "build", d.at("faq.db"))
	_, errs := d.do(1, "check", "-config", config)
	holds(t, errs, d.at("faq.db"), "nobody has signed")
	d.do(0, "check", d.at("faq.db"))
	d.write("faq.db", "no content")
	_, errs = d.do(1, "check", d.at("faq.db"))
	holds(t, errs, d.at("faq.db"))
	out, _ = d.do(0, "check")
	holds(t, out, "内置 2021-04")
	for _, wrong := range [][]string{{"build"}, {"build", "a", "b"}, {"build", "-config", config, "x"}, {"check", "a", "b"}, {"key"}, {"nothing"}} {
		d.do(2, wrong...)
	}
	d.do(1, "build", "-date", "yesterday", d.at("x.db"))
}

// Every fault of a folder is named with its file and line, and no file is made of it.
func TestFAQCheckNamesEveryFault(t *testing.T) {
	d := newFAQDesk(t)
	d.do(0, "add", "-into", d.at("own"), "-category", "card", "-question", "示例问题", "-answer", "示例答案。", "-issuer", "示例局", "-date", "2026年11月")
	d.write("own/card/bad1.md", "---\nid: bad1\nquestion: 问\nshort: 短\ncolour: red\nsource: supplement\n---\n答。\n")
	d.write("own/card/bad2.md", "---\nid: bad2\nquestion: 问\nshort: 短\nrelated: nowhere\nsource: supplement\n---\n")
	for _, args := range [][]string{{"check", d.at("own")}, {"build", "-from", d.at("own"), d.at("faq.db")}} {
		_, errs := d.do(1, args...)
		holds(t, errs, filepath.Join(d.at("own"), "card/bad1.md")+":5: ", "colour", filepath.Join(d.at("own"), "card/bad2.md")+":5: ", "nowhere", "bad2.md:8: ")
	}
	if _, err := os.Stat(d.at("faq.db")); err == nil {
		t.Error("a file was made of a folder with faults")
	}
	_, errs := d.do(1, "add", "-into", d.at("own"), "-category", "card", "-question", "别的", "-answer", "答。")
	holds(t, errs, "has faults")
	// Content without an answer to which a screen leads is no content for a terminal.
	d.do(0, "add", "-into", d.at("less"), "-category", "card", "-question", "示例问题", "-answer", "示例答案。")
	old := d.at("less/card/040-loss.md")
	text, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	d.write("less/card/040-loss.md", strings.Replace(string(text), "source: ", "superseded: 2026-11-01\nsource: ", 1))
	_, errs = d.do(1, "build", "-from", d.at("less"), d.at("faq.db"))
	holds(t, errs, "service-8")
}

func TestFAQAdd(t *testing.T) {
	d := newFAQDesk(t)
	shipped, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	out, _ := d.do(0, "add", "-into", d.at("own"), "-category", "card", "-id", "e-card", "-question", " 电子社保卡 怎么领？", "-answer",
		`1、下载\n２、注册\n（3）不是一步`, "-similar", "领电子卡|电子卡|领电子卡", "-words", "电子卡，手机", "-issuer", "示例局", "-issue", "示例问答", "-date", "2026年11月")
	holds(t, out, "e-card", "own/card/e-card.md")
	l := d.library("own")
	e, ok := l.Entry("e-card")
	if !ok || len(l.Entries) != len(shipped.Entries)+1 {
		t.Fatalf("%d entries", len(l.Entries))
	}
	if e.Question != "电子社保卡 怎么领？" || e.Short != "下载" || !e.Supplement || e.Issuer != "示例局" || e.Issue != "示例问答" || e.Date != "2026年11月" ||
		strings.Join(e.Similar, "|") != "领电子卡|电子卡" || strings.Join(e.Words, "|") != "电子卡|手机" {
		t.Errorf("%+v", e)
	}
	if len(e.Blocks) != 3 || e.Blocks[0] != (faq.Block{Style: faq.Step, Number: 1, Text: "下载"}) || e.Blocks[1].Number != 2 || e.Blocks[2].Style != faq.Paragraph {
		t.Errorf("%+v", e.Blocks)
	}
	file := d.write("more.md", "---\nid: more\nquestion: 更多？\nshort: 更多\nsource: supplement\n---\n更多。\n")
	d.do(0, "add", "-into", d.at("own"), "-category", "records", file)
	if e, ok := d.library("own").Entry("more"); !ok || e.Category != "records" {
		t.Errorf("%+v", e)
	}
	before := list(t, d.at("own"))
	bad := d.write("bad.md", "---\nid: bad\nquestion: 坏？\nshort: 坏\n---\n坏。\n")
	for want, args := range map[string][]string{
		"supersede":        {file, "-category", "records"},
		"no category":      {d.write("other.md", "---\nid: other\nquestion: 问\nshort: 短\nsource: supplement\n---\n答。\n"), "-category", "nowhere"},
		"issuer":           {bad, "-category", "card"},
		"-category says":   {bad},
		"is empty":         {"-category", "card", "-question", "问", "-answer", " "},
		"has 200":          {"-category", "card", "-question", strings.Repeat("长", 200), "-answer", "答"},
		"small letters":    {"-category", "card", "-question", "问", "-answer", "答", "-id", "../x"},
		"shown as it stan": {"-category", "card", "-question", "问", "-answer", "| 表 |"},
	} {
		_, errs := d.do(1, append([]string{"add", "-into", d.at("own")}, args...)...)
		holds(t, errs, want)
	}
	if after := list(t, d.at("own")); after != before {
		t.Errorf("what was refused left something:\n%s\n%s", before, after)
	}
	d.do(2, "add", "-into", d.at("own"))
	d.do(2, "add", "-category", "card", file)
}

// list are the names below a folder.
func list(t *testing.T, folder string) string {
	t.Helper()
	var out []string
	if err := filepath.WalkDir(folder, func(p string, _ os.DirEntry, err error) error {
		out = append(out, p)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

// A new answer takes the place of the old one for whatever leads there; the old one is kept, dated, and found no more.
func TestFAQSupersede(t *testing.T) {
	d := newFAQDesk(t)
	shipped, _ := faq.Builtin()
	was, _ := shipped.Entry("service-8")
	by := d.write("new.md", "---\nid: service-8\nquestion: 社保卡丢了怎么挂失？\nshort: 新办法\nissuer: 示例局\nissue: 示例\ndate: 2026年12月\nsource: policy\n---\n新的答案。\n")
	d.do(0, "supersede", "service-8", "-into", d.at("own"), "-by", by, "-date", "2026-12-01")
	l := d.library("own")
	now, _ := l.Entry("service-8")
	old, ok := l.Entry("service-8-until-20261201")
	if now.Short != "新办法" || !now.Listed() || !ok || old.Listed() || old.Superseded != "2026-12-01" || old.Question != was.Question ||
		len(old.Blocks) != len(was.Blocks) || len(l.Entries) != len(shipped.Entries)+1 {
		t.Errorf("now %+v, kept %+v", now, old)
	}
	d.do(0, "build", "-from", d.at("own"), d.at("faq.db"))
	built, _, err := index.Open(d.at("faq.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if kept, ok := built.Entry("service-8-until-20261201"); !ok || kept.Superseded != "2026-12-01" {
		t.Errorf("the file has %+v", kept)
	}
	out, _ := d.do(0, "search", "-file", d.at("faq.db"), "社保卡丢了怎么挂失")
	if holds(t, out, "service-8  社保卡丢了怎么挂失？"); strings.Contains(out, "until") {
		t.Errorf("an answer that holds no more is found:\n%s", out)
	}
	before := list(t, d.at("own"))
	for want, args := range map[string][]string{
		"already":     {"service-8", "-by", by, "-date", "2026-12-01"},
		"there is no": {"service-99", "-by", d.write("n.md", "---\nid: service-99\n---\n"), "-date", "2026-12-02"},
		"has the id":  {"service-7", "-by", by, "-date", "2026-12-02"},
		"wants a day": {"service-8", "-by", by, "-date", "2026-12"},
		"holds no":    {"service-8-until-20261201", "-by", d.write("o.md", "---\nid: service-8-until-20261201\n---\n"), "-date", "2026-12-02"},
		"nothing was": {"service-7", "-by", d.write("e.md", "---\nid: service-7\nquestion: 问\n---\n答。\n"), "-date", "2026-12-02"},
	} {
		_, errs := d.do(1, append([]string{"supersede", "-into", d.at("own")}, args...)...)
		holds(t, errs, want)
	}
	if after := list(t, d.at("own")); after != before {
		t.Errorf("what was refused left something:\n%s", after)
	}
}

func TestFAQSearchAndEval(t *testing.T) {
	d := newFAQDesk(t)
	queries := d.write("q.jsonl", `{"id":"a","query":"如何办理社会保障卡临时挂失业务？","relevant":["service-8"],"type":"good"}
{"id":"b","query":"如何办理社会保障卡临时挂失业务？","relevant":["service-1-1"],"type":"wrong"}

{"id":"c","query":"zzqqxxkk","relevant":[],"type":"off"}
`)
	out, _ := d.do(0, "eval", "-run", queries)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines:\n%s", len(lines), out)
	}
	for i, want := range []struct{ id, outcome, first string }{{"a", "answer", "service-8"}, {"b", "answer", "service-8"}, {"c", "none", ""}} {
		var r map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &r); err != nil || len(r) != 5 {
			t.Fatalf("%s: %v", lines[i], err)
		}
		hits, scores := r["hits"].([]any), r["scores"].([]any)
		if r["id"] != want.id || r["outcome"] != want.outcome || len(hits) != len(scores) || want.first != "" && hits[0] != want.first {
			t.Errorf("%s", lines[i])
		}
		if _, ok := r["ms"].(float64); !ok {
			t.Errorf("no time: %s", lines[i])
		}
	}
	out, _ = d.do(0, "eval", queries)
	rows := map[string][]string{}
	for _, line := range strings.Split(out, "\n") {
		if f := strings.Fields(line); len(f) > 2 {
			rows[f[0]] = f
		}
	}
	if r := rows["good"]; strings.Join(r[1:6], " ") != "1 1.000 1.000 1.000 1.000" {
		t.Errorf("%v", r)
	}
	if r := rows["wrong"]; r[3] != "0.000" {
		t.Errorf("%v", r)
	}
	if r := rows["off"]; strings.Join(r[1:], " ") != "1 - - - 0.000 0.000 1.000 1.000" {
		t.Errorf("%v", r)
	}
	holds(t, out, "p50 ", "p99 ")
	_, errs := d.do(1, "eval", d.write("bad.jsonl", "{\"id\":\"a\"}\nno\n"))
	holds(t, errs, "bad.jsonl:2:")
	d.do(1, "eval", d.write("none.jsonl", "\n"))
	d.do(2, "eval")
	d.do(2, "search")
	d.do(2, "search", "-from", d.dir, "-file", d.dir, "x")
	out, _ = d.do(0, "search", "临时挂失")
	holds(t, out, "answer", "service-8")
}

// Measures are those of a table that was reckoned by hand.
func TestFAQMeasures(t *testing.T) {
	s := faqSum{outcomes: map[string]int{}}
	for _, c := range []struct {
		relevant, hits []string
	}{{[]string{"a"}, []string{"a", "b"}}, {[]string{"a", "b"}, []string{"c", "b", "a"}}, {[]string{"a"}, []string{"b", "c", "d", "a"}}, {[]string{"a"}, nil}} {
		s.add(faqQuery{Relevant: c.relevant}, faqRun{Outcome: "answer", Hits: c.hits})
	}
	if s.rr != 1+0.5+0.25 || s.first != 1 || s.three != 2 || s.answerable != 4 {
		t.Errorf("%+v", s)
	}
	values := make([]float64, 200)
	for i := range values {
		values[i] = float64(i + 1)
	}
	if p50, p99 := percentile(values, 50), percentile(values, 99); p50 != 100 || p99 != 198 || percentile(values[:1], 99) != 1 {
		t.Errorf("p50 %v p99 %v", p50, p99)
	}
}

// What was asked is listed from the file while no terminal runs, and by the terminal while one does.
func TestFAQUnanswered(t *testing.T) {
	h := keptBook(t)
	d := faqDesk{t, filepath.Dir(h.config)}
	out, _ := d.do(0, "unanswered", "-config", h.config)
	holds(t, out, "nothing was asked")
	store, err := unanswered.Open(d.at(unanswered.FileName), func(s string) string { return "hash of " + s }, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	for visit := range int64(3) {
		if err := store.Count(t.Context(), visit, "落户"); err != nil {
			t.Fatal(err)
		}
	}
	_, errs := d.do(1, "unanswered", "-config", h.config) // somebody has it open and takes no commands
	holds(t, errs, "another program")
	stop, err := control.Serve(t.Context(), h.socket, func(ctx context.Context, line string) (string, error) {
		answer, _, err := ledger.ObeyAsked(ctx, store, line)
		return answer, err
	})
	if err != nil {
		t.Fatal(err)
	}
	running, _ := d.do(0, "unanswered", "-config", h.config)
	holds(t, running, "VISITS", "落户", ":3")
	asJSON, _ := d.do(0, "unanswered", "-config", h.config, "-json")
	var all []unanswered.Question
	if err := json.Unmarshal([]byte(asJSON), &all); err != nil || len(all) != 1 || all[0].Visits != 3 {
		t.Errorf("%s %v", asJSON, err)
	}
	stop()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if stopped, _ := d.do(0, "unanswered", "-config", h.config); stopped != running {
		t.Errorf("without the terminal:\n%s", stopped)
	}
}

// workbookOf writes rows as a workbook.
func workbookOf(t *testing.T, path string, rows [][]any, change func(*excelize.File) error) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		if err := change(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}
