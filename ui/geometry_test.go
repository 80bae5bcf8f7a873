package ui

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// Every screen, in every mode, on both glasses: nothing overflows, nothing that can be touched is too small, too near to
// another or covered, all text is large enough and stands out from its ground.
func TestGeometry(t *testing.T) {
	u := newUI(t)
	views := gallery(t)
	seen := map[visit.Screen]bool{}
	scenes := 0
	for glass, size := range glasses() {
		for look, modes := range looks() {
			for _, view := range views {
				v := view.View
				v.Modes = modes
				seen[v.Screen] = true
				scenes++
				s := u.Scene(v, size.Width, size.Height)
				g := geometry{t, fmt.Sprintf("%s %s %s", view.Name, glass, look), s, v,
					theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: 21.5}}
				g.inside()
				g.targets()
				g.low()
				g.texts()
				g.contrast()
			}
		}
	}
	for _, s := range visit.Screens() {
		if !seen[s] {
			t.Errorf("%s is not in the gallery", s)
		}
	}
	t.Logf("%d scenes", scenes)
}

// The longest data that can come still fits: a name of 60 characters with the eye open, all insured places, employers of 40
// characters, amounts of ten figures.
func TestLongData(t *testing.T) {
	u := newUI(t)
	jia := long(people(t)["测试甲"])
	home := begin(t).Home(jia)
	eye := home.Do(visit.DoIdentity)
	preview := visit.Action{Do: visit.DoPreview, Text: "contribution_slip"}
	views := []view{home.View("home"), eye.View("home-eye"), eye.Do(visit.DoQuery).View("query-eye"), eye.Do(visit.DoYearRecord).View("year-eye"),
		home.Do(visit.DoQuery).View("query"), home.Do(visit.DoQuery).Tap(preview).View("preview"),
		home.Do(visit.DoQuery).Tap(preview).Tap(visit.Action{Do: visit.DoMonths, N: 60}).View("preview-60"),
		home.Do(visit.DoYearRecord).Tap(visit.Action{Do: visit.DoPreview, Text: "rights_record"}).View("preview-year")}
	printing := home.Do(visit.DoQuery).Tap(preview).Do(visit.DoPrint)
	views = append(views, printing.View("printing"),
		printing.On(visit.PrintDone{Visit: printing.State.Visit, Outcome: visit.SlipConfirmed}).View("printed"))
	for glass, size := range glasses() {
		for look, modes := range looks() {
			for _, view := range views {
				v := view.View
				v.Modes = modes
				s := u.Scene(v, size.Width, size.Height)
				g := geometry{t, fmt.Sprintf("%s %s %s", view.Name, glass, look), s, v,
					theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: 21.5}}
				g.inside()
				g.targets()
				g.low()
				g.texts()
				if v.Query != nil && !strings.Contains(texts(s), "9,999,999.99") {
					t.Errorf("%s shows no amount", g.name)
				}
			}
		}
	}
}

// long is a record as long as records can be.
func long(r records.Record) records.Record {
	const most = records.Fen(999_999_999)
	r.Person.Name = strings.Repeat("阿卜杜拉·", 12)
	regions := []records.Region{"370100", "370200", "370300", "370400", "370500", "370600", "370700", "370800", "370900", "371000", "371100",
		"371300", "371400", "371500", "371600", "371700"}
	contributions := make([]records.Contribution, len(r.Contributions))
	for i, c := range r.Contributions {
		c.Region = regions[i%len(regions)]
		c.Employer = strings.Repeat("示例单位", 10)
		c.Base, c.Personal, c.Unit = records.Known(most), records.Known(most), records.Known(most)
		contributions[i] = c
	}
	r.Contributions = contributions
	r.Enrolments = nil
	years := make([]records.AccountYear, len(r.AccountYears))
	for i, y := range r.AccountYears {
		y.Opening, y.Principal, y.Closing = records.Known(most), records.Known(most), records.Known(most)
		y.InterestOpening, y.InterestCurrent = records.Known(most), records.Known(most)
		years[i] = y
	}
	r.AccountYears = years
	return r
}

type geometry struct {
	t     *testing.T
	name  string
	s     *stage.Scene
	v     visit.View
	glass theme.Screen
}

// low: in 低位 nothing is to be touched above the middle of the glass, on small glass nothing above the lower 133 mm.
func (g geometry) low() {
	g.t.Helper()
	if !g.v.Modes.Low {
		return
	}
	for _, t := range g.s.Targets[g.s.Covered:] {
		if from := min(g.s.Height/2, g.s.Height-g.glass.MM(lowReach)); t.Rect.Y < from {
			g.fail("%s begins at %.0f, hands reach to %.0f", t.ID, t.Rect.Y, from)
		}
	}
}

func (g geometry) fail(format string, a ...any) {
	g.t.Helper()
	g.t.Errorf("%s: %s", g.name, fmt.Sprintf(format, a...))
}

// inside: every item lies on the glass, and what belongs to the body does not run into the bars.
func (g geometry) inside() {
	glass := stage.Rect{W: g.s.Width, H: g.s.Height}
	for _, i := range g.s.Items {
		r := i.Rect
		if i.Kind == stage.Line {
			r = stage.Rect{X: min(r.X, r.Right()), Y: min(r.Y, r.Bottom()), W: abs(r.W), H: abs(r.H)}
		}
		if !glass.Contains(r) || r.W < 0 || r.H < 0 {
			g.fail("%q at %v is not on the glass", i.Text, r)
		}
	}
}

func abs(v float32) float32 { return float32(math.Abs(float64(v))) }

func (g geometry) targets() {
	touch, gap := g.glass.MM(20), g.glass.MM(4)
	for i, a := range g.s.Targets {
		if a.Rect.W < touch || a.Rect.H < touch || a.Rect.W < 60 || a.Rect.H < 60 {
			g.fail("target %s is %.0f x %.0f, 20 mm are %.0f", a.ID, a.Rect.W, a.Rect.H, touch)
		}
		if !(stage.Rect{W: g.s.Width, H: g.s.Height}).Contains(a.Rect) {
			g.fail("target %s at %v is not on the glass", a.ID, a.Rect)
		}
		if a.Label == "" || a.ID == "" {
			g.fail("target %d has no name", i)
		}
		for j, b := range g.s.Targets {
			if j <= i || (i < g.s.Covered) != (j < g.s.Covered) {
				continue
			}
			if a.ID == b.ID {
				g.fail("two targets are called %s", a.ID)
			}
			wide := stage.Rect{X: a.Rect.X - gap + .1, Y: a.Rect.Y - gap + .1, W: a.Rect.W + 2*gap - .2, H: a.Rect.H + 2*gap - .2}
			if wide.Overlaps(b.Rect) {
				g.fail("targets %s %v and %s %v are nearer than 4 mm", a.ID, a.Rect, b.ID, b.Rect)
			}
		}
	}
}

// dataText reports whether a text that was cut is one whose length the program does not choose: a long name or employer may
// be cut, where it is seen that it was. An amount, a number or a word of the program never is.
func (g geometry) dataText(text string) bool {
	begins := func(of string) bool {
		return strings.HasPrefix(of, strings.TrimSuffix(text, "…")) && len([]rune(of)) > 12
	}
	if g.v.Person != nil && (begins(g.v.Person.Name) || begins(g.greeting())) {
		return true
	}
	for _, data := range employers(g.v) {
		if begins(data) {
			return true
		}
	}
	return false
}

// employers are the names of a view that may be of any length.
func employers(v visit.View) []string {
	var out []string
	var rows []records.Row
	var enrolments []records.Enrolment
	if v.Query != nil {
		rows = v.Query.Statement.Rows
	}
	if v.Civil != nil {
		rows, enrolments = v.Civil.Statement.Rows, v.Civil.Enrolments
	}
	if v.Resident != nil {
		enrolments = v.Resident.Enrolments
		for _, y := range v.Resident.Years {
			out = append(out, y.Agency)
		}
	}
	for _, row := range rows {
		out = append(out, row.Employer)
	}
	for _, e := range enrolments {
		out = append(out, e.Employer)
	}
	if v.Annuity != nil {
		out = append(out, v.Annuity.Annuity.Unit)
	}
	return out
}

// greeting is how the person is greeted.
func (g geometry) greeting() string {
	l := words.Chinese
	if g.v.Modes.English {
		l = words.English
	}
	return words.New().Say(l, "personal.hello", g.v.Person.Name)
}

func (g geometry) texts() {
	least := float32(18)
	if g.v.Modes.Large {
		least = 30
	}
	for _, i := range g.s.Items {
		if i.Kind != stage.Text {
			continue
		}
		smallest := least
		if i.Paper { // a picture of paper keeps the paper's proportions, whatever the mode
			smallest = 18
		}
		if i.Size < smallest {
			g.fail("%q is set in %.0f dp", i.Text, i.Size)
		}
		w, h := face().Measure(i.Text, i.Size, i.Bold)
		if w > i.Rect.W+0.6 || h > i.Rect.H+0.6 {
			g.fail("%q is %.0f x %.0f in a box of %.0f x %.0f", i.Text, w, h, i.Rect.W, i.Rect.H)
		}
		if strings.HasSuffix(i.Text, "…") && !g.dataText(i.Text) {
			g.fail("%q was cut", i.Text)
		}
	}
	// No text runs into another.
	for a := range g.s.Items {
		for b := a + 1; b < len(g.s.Items); b++ {
			x, y := g.s.Items[a], g.s.Items[b]
			if x.Kind != stage.Text || y.Kind != stage.Text || g.over(b) != g.over(a) {
				continue
			}
			if ra, rb := ink(x), ink(y); ra.Overlaps(rb) {
				g.fail("%q %v runs into %q %v", x.Text, ra, y.Text, rb)
			}
		}
	}
	// No text of the screen runs into a button it does not belong to.
	for a, x := range g.s.Items {
		if x.Kind != stage.Text || g.over(a) {
			continue
		}
		for _, t := range g.s.Targets[:g.screenTargets()] {
			if r := ink(x); r.Overlaps(t.Rect) && !t.Rect.Contains(r) {
				g.fail("%q %v crosses the edge of %s %v", x.Text, r, t.ID, t.Rect)
			}
		}
	}
}

func (g geometry) screenTargets() int {
	if g.s.Covered > 0 {
		return g.s.Covered
	}
	return len(g.s.Targets)
}

// over reports whether an item lies on a question over the screen.
func (g geometry) over(i int) bool {
	for k := 0; k <= i; k++ {
		if g.s.Items[k].Over {
			return true
		}
	}
	return false
}

// ink is where the characters of a text are: its line box without the white above and below.
func ink(i stage.Item) stage.Rect {
	w, h := face().Measure(i.Text, i.Size, i.Bold)
	x := i.Rect.X
	switch i.Align {
	case stage.Centre:
		x += (i.Rect.W - w) / 2
	case stage.Right:
		x += i.Rect.W - w
	}
	white := max(0, (h-i.Size)/2)
	return stage.Rect{X: x + 1, Y: i.Rect.Y + white + 1, W: w - 2, H: h - 2*white - 2}
}

// contrast: each text against the ground that was drawn under it last.
func (g geometry) contrast() {
	want := 4.5
	if g.v.Modes.Contrast {
		want = 10
	}
	disabled := map[string]bool{}
	for _, t := range g.s.Targets {
		if !t.Enabled {
			disabled[t.Label] = true
		}
	}
	for k, i := range g.s.Items {
		if i.Kind != stage.Text && i.Kind != stage.Drawing {
			continue
		}
		if g.s.Covered > 0 && !g.over(k) && i.Rect.Y > 210 {
			continue // under the shade: not to be read now
		}
		ground := g.s.Ground
		middle := stage.Rect{X: i.Rect.X + i.Rect.W/2, Y: i.Rect.Y + i.Rect.H/2}
		for _, below := range g.s.Items[:k] {
			if (below.Kind == stage.Box || below.Kind == stage.Disc || below.Kind == stage.Drawing && below.Icon.Ground()) && below.Fill.A == 0xFF && below.Rect.Holds(middle.X, middle.Y) {
				ground = below.Fill
			}
		}
		least := want
		if i.Kind == stage.Drawing && !g.v.Modes.Contrast {
			least = 3 // drawings repeat what words say
		}
		if disabled[i.Text] && !g.v.Modes.Contrast {
			least = 4.5
		}
		if c := contrast(i.Fill, ground); c < least {
			g.fail("%q %s: contrast %.1f of %v on %v", i.Text, i.Icon, c, i.Fill, ground)
		}
	}
}

// contrast is that of WCAG 2.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

func luminance(c color.NRGBA) float64 {
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}
