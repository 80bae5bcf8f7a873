package ui

import (
	"fmt"
	"strings"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/keyboard"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// candidatePad is the white on both sides of a candidate, together.
const candidatePad = 64

// The targets of what is found and offered have the numbers of their places: names of targets stand in files of measurements, and
// what somebody types stands nowhere.

// mostCandidates are on a page: more are not looked through.
const mostCandidates = 8

// candidates are what may be meant by the letters, a page of them, with the way to the others at the end of the row.
func (s *screen) candidates(r stage.Rect, v *visit.AskView, rows int) {
	gap := s.keyGap()
	if len(v.Candidates) == 0 {
		if said := s.emptyRow(v); said != "" {
			s.Text(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H}, said, s.Grey(theme.Note))
		}
		return
	}
	h := s.Glass.Touch()
	turnW := max(h, max(s.Width(s.say("ask.page.before"), theme.Note, true), s.Width(s.say("ask.page.after"), theme.Note, true))+24)
	turns := turnW
	if rows == 1 {
		turns = 2*turnW + gap
	}
	room := stage.Rect{X: r.X, Y: r.Y, W: r.W - turns - gap, H: r.H}
	pages := s.candidatePages(v.Candidates, room, rows, gap)
	page := min(v.Page, len(pages)-1)
	for i, c := range pages[page] {
		line, st := s.Palette.KeyLine, s.Ink(theme.Heading).Centre()
		if i == 0 && page == 0 { // the likeliest
			line, st = s.Palette.Blue, st.Strong().In(s.Palette.Blue)
		}
		t := s.tap(fmt.Sprintf("candidate.%d", i), c.text, visit.Action{Do: visit.DoCandidate, Text: c.text})
		t.Plain = true
		s.Target(c.at, t, s.Palette.Card, line, s.Palette.CardDown, 2)
		s.Text(c.at.Inset(4), c.text, st)
	}
	turn := func(id string, at stage.Rect, to int) {
		t := s.tap("candidates."+id, s.say("ask.page."+id), visit.Action{Do: visit.DoCandidates, N: to})
		t.Off, t.Plain = to < 0 || to >= len(pages), true
		s.keyCap(at, t, s.Ink(theme.Note).Strong())
	}
	before := stage.Rect{X: room.Right() + gap, Y: r.Y, W: turnW, H: h}
	after := stage.Rect{X: r.Right() - turnW, Y: r.Bottom() - h, W: turnW, H: h}
	turn("before", before, page-1)
	turn("after", after, page+1)
}

// emptyRow is what stands in the place of candidates.
func (s *screen) emptyRow(v *visit.AskView) string {
	if v.Full {
		return s.say("ask.full")
	}
	return s.say("ask.candidates")
}

type placed struct {
	text string
	at   stage.Rect
}

// candidatePages are the candidates in the places where they fit, page by page.
func (s *screen) candidatePages(all []string, r stage.Rect, rows int, gap float32) [][]placed {
	h := s.Glass.Touch()
	per := float32(mostCandidates / rows)
	least := max(h, (r.W-(per-1)*gap)/per) // a full page fills its rows
	var pages [][]placed
	var page []placed
	x, row := r.X, 0
	for _, c := range all {
		w := min(r.W, max(least, s.Width(c, theme.Heading, false)+candidatePad))
		if x > r.X && x+w > r.Right()+1 {
			x, row = r.X, row+1
		}
		if row == rows || len(page) == mostCandidates {
			pages, page = append(pages, page), nil
			x, row = r.X, 0
		}
		page = append(page, placed{c, stage.Rect{X: x, Y: r.Y + float32(row)*(h+gap), W: w, H: h}})
		x += w + gap
	}
	return append(pages, page)
}

// keys draws a keyboard and the readings of nine keys.
func (s *screen) keys(kind keyboard.Kind, r stage.Rect, v *visit.AskView) {
	b := keyboard.Lay(kind, s.Glass, r)
	for i, at := range b.Choices {
		if i < len(v.Choices) {
			t := s.tap(fmt.Sprintf("reading.%d", i), v.Choices[i], visit.Action{Do: visit.DoReading, Text: v.Choices[i]})
			t.Plain = true
			s.Target(at, t, s.Palette.Card, s.Palette.Blue, s.Palette.CardDown, 3)
			s.Text(at.Inset(6), t.Label, s.Ink(theme.Heading).In(s.Palette.Blue).Centre())
		}
	}
	for _, k := range b.Keys {
		s.key(k, v)
	}
}

func (s *screen) key(k keyboard.Key, v *visit.AskView) {
	var t widgets.Touch
	to := func(id, say string, b visit.Keyboard) widgets.Touch {
		return s.tap(id, s.say(say), visit.Action{Do: visit.DoKeyboard, N: int(b)})
	}
	style, again := s.Ink(theme.Text).Strong(), false
	switch k.Role {
	case keyboard.Letter:
		t = s.tap("key."+k.Text, keyLabel(k.Text), visit.Action{Do: visit.DoKey, Text: k.Text})
		t.Off, style = v.Full, s.Ink(theme.Tile)
		if s.Width("WXYZ", theme.Tile, false) > k.Rect.W-12 && len(t.Label) > 1 { // all keys of nine alike
			if style = s.Ink(theme.Heading); s.Width("WXYZ", theme.Heading, false) > k.Rect.W-12 {
				style = s.Ink(theme.Text)
			}
		}
	case keyboard.Figure:
		t = s.tap("key."+k.Text, k.Text, visit.Action{Do: visit.DoFigure, Text: k.Text})
		t.Off, style = v.Full, s.Ink(theme.Tile)
	case keyboard.Rubout:
		t = s.do("key.rubout", s.say("ask.key.rubout"), visit.DoRubout)
		t.Off, again = v.Empty, true
	case keyboard.ToFigures:
		t = to("key.figures", "ask.key.figures", visit.FigureKeys)
	case keyboard.ToNine:
		t = to("key.nine", "ask.key.nine", visit.NineKeys)
	case keyboard.ToAll:
		t = to("key.all", "ask.key.all", visit.AllKeys)
	}
	t.Plain = true
	s.keyCap(k.Rect, t, style)
	target := s.Last()
	target.Again, target.Role = again, stage.RoleKey
	if k.Role == keyboard.Letter || k.Role == keyboard.Figure {
		target.Pop = s.pop(k.Rect, t.Label)
	}
}

// keyLabel is what stands on the key of a letter, or on one of nine: its letters.
func keyLabel(text string) string {
	const telephone = "ABC DEF GHI JKL MNO PQRS TUV WXYZ"
	if text[0] >= '2' && text[0] <= '9' {
		return strings.Fields(telephone)[text[0]-'2']
	}
	return strings.ToUpper(text)
}

// keyCap is a key with its label; what is no letter or figure lies on another ground.
func (s *screen) keyCap(r stage.Rect, t widgets.Touch, st widgets.Style) {
	ground, line := s.Palette.Card, s.Palette.KeyLine
	if st.Bold {
		ground = s.Palette.KeyGround
	}
	if t.Off {
		ground, line = s.Palette.Disabled, s.Palette.Line
		st.Color = s.Palette.OnDisabled
	}
	s.Target(r, t, ground, line, s.Palette.CardDown, 2)
	if t.Id == "key.rubout" {
		const side, gap = 56, 14
		x, w := r.X+(r.W-side)/2, s.Width(t.Label, st.Type, true)
		if side+gap+w < r.W-24 { // with the word, where there is room for both
			x = r.X + (r.W-side-gap-w)/2
			s.Text(stage.Rect{X: x + side + gap, Y: r.Y, W: w + 2, H: r.H}, t.Label, st)
		}
		s.Icon(stage.Rect{X: x, Y: r.Y + (r.H-side)/2, W: side, H: side}, stage.IconRubout, st.Color)
		return
	}
	s.Text(r.Inset(6), t.Label, st.Centre())
}

// pop is what shows a key above the finger that covers it.
func (s *screen) pop(r stage.Rect, label string) []stage.Item {
	const wider = 12
	items := len(s.Scene.Items)
	at := stage.Rect{X: max(4, r.X-wider), Y: r.Y - r.H*1.15, W: r.W + 2*wider, H: r.H * 1.1}
	at.X = min(at.X, s.Scene.Width-4-at.W)
	s.Add(stage.Item{Kind: stage.Box, Rect: at, Fill: s.Palette.Blue, Stroke: s.Palette.OnBlue, Width: 3})
	s.Text(at.Inset(6), label, widgets.Style{Type: theme.Title, Bold: true, Align: stage.Centre, Color: s.Palette.OnBlue})
	pop := append([]stage.Item(nil), s.Scene.Items[items:]...)
	s.Scene.Items = s.Scene.Items[:items]
	return pop
}
