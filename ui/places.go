package ui

import (
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// choosePlace is the choice among all insured places. What there is in a place is said by a sign and a word.
func (s *screen) choosePlace(r stage.Rect) {
	v := s.v.Places
	y := s.title(r, s.say("places.title"))
	y = s.Paragraph(stage.Rect{X: r.X, Y: y - 8, W: r.W}, s.say("places.about"), s.Grey(theme.Note)) + 20
	columns := 4
	gap := max(20, s.Glass.Gap())
	if s.low() { // all of them together are one of the places
		r = s.under(r, y)
		if !s.Glass.Portrait() {
			columns = 6
		}
		places := append([]visit.PlaceChoice{{Region: records.AllRegions, Open: true}}, v.All...)
		n := float32((len(places) + columns - 1) / columns)
		w, h := (r.W-float32(columns-1)*gap)/float32(columns), min(140, (r.H-(n-1)*gap)/n)
		for i, p := range places {
			s.place(stage.Rect{X: r.X + float32(i%columns)*(w+gap), Y: r.Y + float32(i/columns)*(h+gap), W: w, H: h}, p)
		}
		s.recordBar(false)
		return
	}
	rows := float32((len(v.All) + columns - 1) / columns)
	w := (r.W - float32(columns-1)*gap) / float32(columns)
	all := s.Glass.Touch() * 1.3
	h := min(240, (r.Bottom()-y-all-rows*gap)/rows)
	s.place(stage.Rect{X: r.X, Y: y, W: r.W, H: all}, visit.PlaceChoice{Region: records.AllRegions, Open: true})
	y += all + gap
	for i, p := range v.All {
		s.place(stage.Rect{X: r.X + float32(i%columns)*(w+gap), Y: y + float32(i/columns)*(h+gap), W: w, H: h}, p)
	}
	s.recordBar(false)
}

// place is one place that can be chosen.
func (s *screen) place(r stage.Rect, p visit.PlaceChoice) {
	id := "place." + string(p.Region)
	if p.Region == records.AllRegions {
		id = "place.all"
	}
	word, ink := "", s.Palette.Ink
	switch {
	case p.Records:
		word, ink = "✓ "+s.say("places.records"), s.Palette.Green
	case !p.Open:
		word, ink = "× "+s.say("places.closed"), s.Palette.Grey
	}
	look := widgets.Chip
	if p.Region == s.v.Places.Present {
		look = widgets.Chosen
	}
	ground, line, text, pressed := s.Colours(look)
	if look == widgets.Chosen {
		ink = text
	}
	s.Target(r, s.tap(id, s.region(p.Region), visit.Action{Do: visit.DoPlace, Text: string(p.Region)}), ground, line, pressed, 2)
	target := s.Last()
	target.Role, target.Note, target.Chosen = stage.RoleChip, word, look == widgets.Chosen
	if look == widgets.Chosen {
		s.ChosenFrame(r)
	}
	name := widgets.Style{Type: theme.Heading, Bold: true, Align: stage.Centre, Color: text}
	in := r.Inset(12)
	if word == "" {
		s.Text(in, s.region(p.Region), name)
		return
	}
	nameH, wordH := s.Size(theme.Heading)*1.3, s.Leading(theme.Note)
	y := r.Y + (r.H-nameH-wordH)/2
	s.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: nameH}, s.region(p.Region), name)
	s.Text(stage.Rect{X: in.X, Y: y + nameH, W: in.W, H: wordH}, word, widgets.Style{Type: theme.Note, Bold: true, Align: stage.Centre, Color: ink})
}
