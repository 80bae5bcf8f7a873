package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// rating is 好差评 at the foot of a rectangle, in the lower half of the glass; it gives what is left over it. Where nothing is asked
// that is all of it.
func (s *screen) rating(r stage.Rect) stage.Rect {
	v := s.v.End
	if v.Rating == visit.NoRating {
		return r
	}
	const pad, face, space = 28, 72, 28
	head, word := s.Leading(theme.Heading), s.Leading(theme.Note)
	h := head + 12 + max(face+word+24, s.Glass.Touch()) + 2*pad
	at := stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W, H: h}
	r.H -= h + space
	s.Card(at)
	in := stage.Rect{X: at.X + pad, Y: at.Y + pad, W: at.W - 2*pad, H: at.H - 2*pad}
	if v.Rating == visit.Rated {
		w := s.Width(s.say("rating.thanks"), theme.Heading, true)
		x := in.X + (in.W-w-face-20)/2
		s.Sign(x, in.Y+(in.H-face)/2, face, stage.IconCheck, s.Palette.Green, s.Palette.OnGreen)
		s.Text(stage.Rect{X: x + face + 20, Y: in.Y, W: w + 2, H: in.H}, s.say("rating.thanks"), s.Ink(theme.Heading).Strong())
		return r
	}
	ask := s.Width(s.say("rating.ask"), theme.Heading, true) + 2
	s.Text(stage.Rect{X: in.X, Y: in.Y, W: min(in.W, ask), H: head}, s.say("rating.ask"), s.Ink(theme.Heading).Strong())
	if free := s.say("rating.free"); ask+28+s.Width(free, theme.Note, false) <= in.W {
		s.Text(stage.Rect{X: in.X + ask + 28, Y: in.Y, W: in.W - ask - 28, H: head}, free, s.Grey(theme.Note))
	}
	y, gap := in.Y+head+12, s.Glass.Gap()
	grades := visit.Grades()
	w := (in.W - float32(len(grades)-1)*gap) / float32(len(grades))
	for i, g := range grades {
		t := s.tap(fmt.Sprintf("rate.%d", g), s.say(fmt.Sprintf("rating.%d", g)), visit.Action{Do: visit.DoRate, N: g})
		s.grade(stage.Rect{X: in.X + float32(i)*(w+gap), Y: y, W: w, H: in.Bottom() - y}, t, stage.Icon(fmt.Sprintf("grade_%d", g)))
	}
	return r
}

// grade is a face with its word under it.
func (s *screen) grade(r stage.Rect, t widgets.Touch, face stage.Icon) {
	s.Target(r, t, s.Palette.Card, s.Palette.KeyLine, s.Palette.CardDown, 2)
	word := s.Leading(theme.Note)
	side := r.H - word - 24
	s.Icon(stage.Rect{X: r.X + (r.W-side)/2, Y: r.Y + 10, W: side, H: side}, face, s.Palette.Blue)
	s.Text(stage.Rect{X: r.X + 4, Y: r.Bottom() - word - 8, W: r.W - 8, H: word}, t.Label, s.Ink(theme.Note).Centre())
}
