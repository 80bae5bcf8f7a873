package ui

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
)

// Whoever has no card in the reader is not told to leave it there.
func TestNoWordOfACardThatIsNotThere(t *testing.T) {
	u := newUI(t)
	told := 0
	for _, v := range gallery(t) {
		if v.View.Screen != visit.Printing {
			continue
		}
		said := slices.ContainsFunc(u.Scene(v.View, 1920, 1080).Items, func(i stage.Item) bool { return strings.Contains(i.Text, "拔卡") })
		if told++; said != v.View.Card {
			t.Errorf("%s: a card %v, told of it %v", v.Name, v.View.Card, said)
		}
	}
	if told < 3 {
		t.Errorf("only %d views of printing", told)
	}
}

// Every sentence of the catalogue is said by something, and every sentence that something says is in the catalogue: either its
// key stands in the source, or it is put together from a closed set that is walked here.
func TestCatalogueIsUsed(t *testing.T) {
	c := words.New()
	said := map[string]bool{}
	for literal := range literals(t, "../ui", "../internal", "../cmd", "../devices") {
		said[literal] = true
	}
	var built []string
	add := func(format string, all ...any) { built = append(built, fmt.Sprintf(format, all...)) }
	for _, p := range visit.Problems() {
		add("problem.%s.title", p)
		add("problem.%s.text", p)
	}
	for field := range visit.PINFields() {
		add("change.ask%d", field+1)
		add("change.step%d", field+1)
	}
	for _, r := range visit.PINRemarks() {
		if r != visit.NoRemark {
			add("change.%s", r)
		}
	}
	for _, s := range visit.Screens() {
		add("help.%s", s)
	}
	for _, o := range visit.PrintOutcomes() {
		add("printed.%s.title", o)
		add("printed.%s.text", o)
	}
	for _, p := range visit.PrinterStates() {
		add("printer.%s", p)
	}
	for _, k := range slip.Kinds() {
		add("slip.%s", k)
		add("slip.%s.about", k)
	}
	for _, m := range records.Marks() {
		add("mark.%s", m)
		add("paper.mark.%s", m)
	}
	for _, f := range records.Families() {
		add("family.%s", f)
		add("paper.short.%s", f)
	}
	for _, i := range []records.Insurance{"110", "120", "170", "180", "210", "410"} {
		add("insurance.%s", i)
	}
	for _, k := range []records.PersonKind{"employee", "flexible", "resident", "civil", "retiree_110", "retiree_120", "survivor", "unemployed", "unknown"} {
		add("kind.%s", k)
	}
	for _, f := range records.Failures() {
		add("failure.%s", f)
	}
	for day := range 7 {
		add("weekday.%d", day)
	}
	for month := range 12 {
		add("month_name.%d", month+1)
	}
	for step := range visit.ReadingSteps {
		add("reading.step%d", step+1)
	}
	for _, g := range records.BenefitGroups() {
		add("benefits.%s", g)
		if g != records.GroupAnnuity { // said as that of the account
			add("empty.%s.no_record", g)
		}
	}
	for _, query := range []string{"civil", "annuity", "resident", "retirement", "certification"} {
		add("empty.%s.no_record", query)
		add("empty.%s.not_kind", query)
	}
	for _, name := range []string{"query", "year", "print", "card", "cross", "questions", "more", "civil", "annuity", "resident", "certified", "retirement",
		"annuity_paid", "short_term"} {
		add("personal.%s", name)
		add("personal.%s_note", name)
	}
	for _, who := range []string{"employee", "flexible", "resident", "civil"} {
		add("tables.who.%s", who)
	}
	for _, payer := range []string{"unit", "person"} {
		add("tables.payer.%s", payer)
	}
	for _, g := range visit.Grades() {
		add("rating.%d", g)
	}
	for _, name := range []string{"services.loss", "services.replace", "services.reset", "wrong.number", "wrong.name"} {
		add("%s", name)
		add("%s_note", name)
	}
	for _, name := range []string{"what", "why", "kept", "look"} {
		add("consent.%s.label", name)
	}
	for _, key := range built {
		if !c.Has(key) {
			t.Errorf("the catalogue lacks %s", key)
		}
		said[key] = true
	}
	for _, key := range c.Keys() {
		// Cities' names, and what is put together from a stem within one room: the verdicts on papers and the doctor's test page.
		known := strings.HasPrefix(key, "region.") || strings.HasPrefix(key, "attest.") || strings.HasPrefix(key, "testpage.")
		if !said[key] && !known {
			t.Errorf("nothing says %s", key)
		}
	}
}

// literals are the strings of the sources under some folders that are not tests.
func literals(t *testing.T, dirs ...string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					if s, err := strconv.Unquote(l.Value); err == nil {
						out[s] = true
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// In English nothing is Chinese but what is data: policy content, names of people, employers, halls and sources, and the slip.
func TestEnglishIsEnglish(t *testing.T) {
	u := newUI(t)
	content := u.contentText()
	for _, view := range gallery(t) {
		v := view.View
		v.Modes = visit.Modes{English: true}
		data := facts().Hall + " 中文 " + dataOf(v)
		if v.FAQ != nil || v.Ask != nil {
			data += content
		}
		if v.Ask != nil { // what is typed is what the person says
			data += v.Ask.Taken + strings.Join(v.Ask.Candidates, " ")
			for _, r := range u.cfg.Library.Referrals {
				data += r.Text
			}
		}
		for glass, size := range glasses() {
			for _, i := range u.Scene(v, size.Width, size.Height).Items {
				if i.Kind != stage.Text || i.Paper {
					continue
				}
				for _, run := range han(i.Text) {
					if !strings.Contains(data, run) {
						t.Errorf("%s %s says %q in English", view.Name, glass, i.Text)
					}
				}
			}
		}
	}
}

// dataOf is the text of a view that does not come from the catalogue.
func dataOf(v visit.View) string {
	var out []string
	if v.Person != nil {
		out = append(out, v.Person.Name)
	}
	if v.Person != nil {
		out = append(out, v.Person.Source)
	}
	out = append(out, employers(v)...)
	if v.Benefits != nil {
		for _, b := range v.Benefits.Benefits {
			out = append(out, b.Kind)
			for _, p := range b.Payments {
				out = append(out, p.Bank)
				for _, i := range p.Items {
					out = append(out, i.Name)
				}
			}
		}
	}
	if v.Certification != nil {
		for _, q := range v.Certification.All {
			out = append(out, q.Result, q.Way)
		}
	}
	if v.Parameters != nil {
		for _, g := range append(figures(v.Clock, sayIn(words.New(), words.English)), figures(v.Clock, sayIn(words.New(), words.Chinese))...) {
			out = append(out, g.Title)
			for _, row := range g.Rows {
				out = append(out, row.Label, row.Value, row.Source, row.Validity)
			}
		}
	}
	return strings.Join(out, " ")
}

// contentText is all of the policy content in one string.
func (u *UI) contentText() string {
	var out []string
	for _, c := range u.cfg.Library.Categories {
		out = append(out, c.Title)
	}
	for _, e := range u.cfg.Library.In("") {
		out = append(out, e.Question, e.Short, e.Issuer, e.Issue, e.Date)
		for _, b := range u.cfg.Library.Answer(e) {
			out = append(out, b.Text)
		}
	}
	for _, c := range u.cfg.Library.Channels {
		out = append(append(append(out, c.Name), c.Aliases...), c.Steps...)
	}
	for _, m := range u.cfg.Library.Materials {
		out = append(out, m.Title)
		for _, i := range m.Items {
			out = append(out, i.Name, i.Form, i.Issuer)
		}
	}
	for _, f := range u.cfg.Library.Functions {
		out = append(out, f.Name, f.Text)
	}
	for _, g := range u.cfg.Library.Groups {
		out = append(out, g.Name)
	}
	out = append(out, faq.Online.String(), faq.Joint.String())
	return strings.Join(out, " ")
}

// han are the runs of Chinese characters of a text.
func han(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}

// Colour is never the only sign: the state of a month, the end of a print and a mode that is on each have a sign and a word of
// their own.
func TestSignsBesideColours(t *testing.T) {
	u := newUI(t)
	sc := &screen{cfg: &u.cfg}
	signs := map[string]records.Mark{}
	for _, m := range records.Marks() {
		for _, l := range []words.Language{words.Chinese, words.English} {
			sc.language = l
			sign, _ := sc.mark(m)
			key := fmt.Sprint(l, sign)
			if other, twice := signs[key]; twice || sign == "" {
				t.Errorf("%s and %s have the sign %q", m, other, sign)
			}
			word := fmt.Sprint(l, sc.say("mark."+string(m)))
			if other, twice := signs[word]; twice {
				t.Errorf("%s and %s have the word %q", m, other, word)
			}
			signs[key], signs[word] = m, m
		}
	}
	// Outcomes that ask for the same look at the outlet have one sign.
	like := map[visit.PrintOutcome]string{visit.SlipConfirmed: "done", visit.SlipTaken: "done", visit.SlipWhole: "done",
		visit.SlipNotPrinted: "nothing", visit.SlipLimit: "nothing", visit.SlipMissing: "nothing",
		visit.SlipPartial: "in part", visit.SlipRetracted: "in part", visit.SlipUnknown: "unknown"}
	icons := map[stage.Icon]string{}
	for _, v := range gallery(t) {
		if v.View.Print == nil || v.View.Print.Outcome == "" {
			continue
		}
		for _, i := range u.Scene(v.View, 1920, 1080).Items {
			if i.Kind == stage.Drawing && i.Rect.Y > 104 && i.Icon != stage.IconFace {
				kind := like[v.View.Print.Outcome]
				if other, twice := icons[i.Icon]; twice && other != kind {
					t.Errorf("%s is %s and has the sign %s of %s", v.Name, kind, i.Icon, other)
				}
				icons[i.Icon] = kind
				break
			}
		}
	}
	if len(icons) < 4 {
		t.Errorf("only %d ends of a print have a sign", len(icons))
	}
	v := begin(t).View("").View
	v.Modes.Contrast = true
	if all := texts(u.Scene(v, 1920, 1080)); !strings.Contains(all, modeOn+"高对比") || strings.Contains(all, modeOn+"大字") {
		t.Error("a mode that is on is not marked")
	}
}

// Chinese screens speak Chinese: no sentence of the catalogue is left in English.
func TestChineseIsChinese(t *testing.T) {
	c := words.New()
	for _, key := range c.Keys() {
		if len(han(c.Say(words.Chinese, key))) == 0 && !strings.HasPrefix(key, "query.person") && key != "mode.english" && key != "query.window" && key != "faq.issuer" && key != "date.line" && key != "ask.key.figures" {
			t.Errorf("%s is %q in Chinese", key, c.Say(words.Chinese, key))
		}
		if len(han(c.Say(words.English, key))) > 0 && key != "mode.english" {
			t.Errorf("%s is %q in English", key, c.Say(words.English, key))
		}
		if strings.ContainsAny(c.Say(words.English, key), "“”‘’，。") {
			t.Errorf("%s has Chinese marks in English", key)
		}
	}
}
