package ui

import (
	"fmt"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// certification is 资格认证: the last one and the next one, by insurance, and where it is done.
func (s *screen) certification(r stage.Rect) {
	v := s.v.Certification
	y := s.recordTitle(r, s.say("certification.title"), "")
	s.recordBar(false)
	text := s.asOf() + "   ·   " + s.say("source", s.v.Person.Source)
	footH := s.Height(text, s.Grey(theme.Note), r.W)
	s.Paragraph(stage.Rect{X: r.X, Y: r.Bottom() - footH, W: r.W, H: footH}, text, s.Grey(theme.Note))
	const gap = 24
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	if v.Empty != "" {
		s.empty(area, "certification", v.Empty)
		return
	}
	if s.overdue(v.All) {
		area = below(area, s.Notice(area, s.say("certification.overdue"), false)+gap)
	}
	known, where := area, area
	each := s.entriesHeight(4, true)
	if n := float32(len(v.All)); !s.Glass.Portrait() && area.H < n*(each+gap) { // a line for each, over the places where it is done
		known.H = min(area.H*0.5, (n+1)*s.rowHeight()*1.2)
		s.table(known, s.qualificationColumns(v.All), len(v.All), nil)
		s.whereCertified(below(area, known.Bottom()+gap))
		return
	}
	if n := float32(len(v.All)); s.Glass.Portrait() {
		known.H = min(n*(each*1.4+gap)-gap, area.H*0.6)
		where = below(area, known.Bottom()+gap)
		where.H = min(where.H, 720)
	} else {
		known.W = area.W*0.54 - gap/2
		where = stage.Rect{X: known.Right() + gap, Y: area.Y, W: area.Right() - known.Right() - gap, H: min(area.H, 560)}
		known.H = min(where.H, n*(each*2+gap)-gap)
	}
	h := (known.H+gap)/float32(len(v.All)) - gap
	for i, q := range v.All {
		s.entries(stage.Rect{X: known.X, Y: known.Y + float32(i)*(h+gap), W: known.W, H: h}, s.say("insurance."+string(q.Insurance)),
			s.qualification(q))
	}
	s.whereCertified(where)
}

// qualificationColumns are what is known of the certifications, a line for each insurance.
func (s *screen) qualificationColumns(all []records.Qualification) []column {
	out := []column{{head: s.say("query.insurance")}}
	for _, q := range all {
		out[0].cells = append(out[0].cells, s.say("insurance."+string(q.Insurance)))
		for i, e := range s.qualification(q) {
			if len(out) == i+1 {
				out = append(out, column{head: e.label})
			}
			out[i+1].cells = append(out[i+1].cells, e.value)
		}
	}
	return out
}

// whereCertified says where a certification is done: as a list, or in a few lines where there is little room.
func (s *screen) whereCertified(r stage.Rect) {
	panel := len(s.Scene.Items)
	s.Card(r)
	in := stage.Rect{X: r.X + 40, Y: r.Y + 20, W: r.W - 80, H: r.H - 40}
	facts := []widgets.Fact{
		{Icon: stage.IconScreen, Ink: s.Palette.Blue, Label: "", Text: s.say("certification.online")},
		{Icon: stage.IconCounter, Ink: s.Palette.Blue, Label: "", Text: s.say("certification.counter")},
		{Icon: stage.IconPhone, Ink: s.Palette.Blue, Label: "", Text: s.say("certification.ask")},
	}
	title := func(r stage.Rect) stage.Rect {
		return below(r, s.Paragraph(r, s.say("certification.where"), s.Ink(theme.Heading).Strong())+8)
	}
	listed := func(t theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return s.Facts(title(r), facts, t) - 1 } // they fill what there is, to a fraction
	}
	short := func(t theme.Type, titled bool) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 {
			if titled {
				r = title(r)
			}
			for _, f := range facts {
				r = below(r, s.Paragraph(r, f.Text, s.Ink(t))+4)
			}
			return r.Y - 4
		}
	}
	y := s.Fitting(in, listed(theme.Heading), listed(theme.Text), short(theme.Heading, true), short(theme.Text, true), short(theme.Note, true),
		short(theme.Note, false))
	s.Scene.Items[panel].Rect.H = min(r.H, y+24-r.Y)
}

// qualification is what is known of the certification for one insurance.
func (s *screen) qualification(q records.Qualification) []entry {
	or := func(text string) string {
		if text == "" {
			return s.say("certification.absent")
		}
		return text
	}
	return []entry{
		{label: s.say("certification.result"), value: or(q.Result), loose: true},
		{label: s.say("certification.way"), value: or(q.Way), loose: true},
		{label: s.say("certification.done"), value: or(s.date(q.DoneOn))},
		{label: s.say("certification.due"), value: or(s.date(q.DueOn)), sum: true},
	}
}

// overdue reports whether the day of a next certification is over.
func (s *screen) overdue(all []records.Qualification) bool {
	y, m, d := s.v.Clock.Date()
	today := y*10000 + int(m)*100 + d
	for _, q := range all {
		if q.DueOn != 0 && q.DueOn < today {
			return true
		}
	}
	return false
}

// date is a day that is written as YYYYMMDD, "" for one that is not known.
func (s *screen) date(day int) string {
	month := time.Month(day / 100 % 100)
	if day == 0 || month < time.January || month > time.December {
		return ""
	}
	return s.say("day", fmt.Sprint(day/10000), two(int(month), s.language), two(day%100, s.language))
}
