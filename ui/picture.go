package ui

import (
	"image/color"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// pose is what a picture of the card shows; a closed set.
type pose uint8

const (
	goingIn  pose = iota // before the slot, with arrows up
	goingOut             // before the slot, with arrows down
	inside               // in the slot
	turned               // before the slot, the wrong way round
)

// drawing maps the measures of a drawing onto a rectangle, as large as it fits and in its middle.
type drawing struct {
	x, y, k float32
}

func (d drawing) at(x, y, w, h float32) stage.Rect {
	return stage.Rect{X: d.x + x*d.k, Y: d.y + y*d.k, W: w * d.k, H: h * d.k}
}

func drawn(r stage.Rect, w, h float32) drawing {
	k := min(r.W/w, r.H/h)
	return drawing{r.X + (r.W-w*k)/2, r.Y + (r.H-h*k)/2, k}
}

// slotPicture draws the reader's slot and the card.
func (s *screen) slotPicture(r stage.Rect, p pose) {
	h := float32(464)
	if p == inside {
		h = 372
	}
	d := drawn(r, 780, h)
	s.Add(stage.Item{Kind: stage.Box, Rect: d.at(0, 0, 780, 250), Fill: s.Palette.Slot, Stroke: s.Palette.SlotLine, Width: 2, Radius: 10})
	s.fitted(d.at(0, 28, 780, 90), s.say("attract.slot"), theme.Tile, s.Palette.OnSlot, d.k, stage.Centre)
	s.Round(d.at(110, 140, 560, 15), 5, s.Palette.Green)
	s.Round(d.at(110, 158, 560, 36), 6, s.Palette.Mouth)
	if p == inside {
		s.cardIn(d)
		return
	}
	card := d.at(190, 211, 400, 252)
	if p == turned {
		s.cardBack(card)
	} else {
		s.cardFront(card, s.Palette.Blue, s.Palette.OnBlue, s.say("attract.card"))
	}
	for _, x := range []float32{38, 638} {
		switch p {
		case goingIn:
			s.Stroked(d.at(x, 276, 104, 174), stage.IconArrowUp, s.Palette.Amber, 7.5)
		case goingOut:
			s.Stroked(d.at(x, 276, 104, 174), stage.IconArrowDn, s.Palette.Amber, 7.5)
		case turned:
			s.Stroked(d.at(x-4, 300, 112, 112), stage.IconTurn, s.Palette.Amber, 6)
		}
	}
}

// cardIn is the end of the card that looks out of the slot.
func (s *screen) cardIn(d drawing) {
	s.Round(d.at(190, 176, 400, 194), 16*d.k, s.Palette.Blue)
	s.Box(d.at(190, 176, 400, 18), s.Palette.Mouth)
	face := d.at(476, 214, 84, 112)
	s.Round(face, 5*d.k, s.Palette.FaceGround)
	s.Icon(stage.Rect{X: face.X + face.W*.1, Y: face.Bottom() - face.W*.8 - 2, W: face.W * .8, H: face.W * .8}, stage.IconFace, s.Palette.Face)
	s.Round(d.at(222, 270, 190, 14), 5, s.Palette.OnBlue)
	s.Round(d.at(222, 300, 130, 14), 5, s.Palette.OnBlue)
}

// cardFront is the face of a card: its name, its chip, and a picture of nobody.
func (s *screen) cardFront(r stage.Rect, ground, ink color.NRGBA, name string) {
	d := drawn(r, 400, 252)
	s.Round(r, 16*d.k, ground)
	s.Box(d.at(30, 26, 340, 8), ink)
	s.fitted(d.at(34, 44, 336, 74), name, theme.Heading, ink, d.k, stage.Left)
	s.Round(d.at(34, 121, 76, 60), 6*d.k, s.Palette.Gold)
	s.Box(d.at(34, 150, 76, 2.5), s.Palette.OnGold)
	s.Box(d.at(71, 121, 2.5, 60), s.Palette.OnGold)
	face := d.at(286, 114, 84, 104)
	s.Round(face, 5*d.k, s.Palette.FaceGround)
	s.Icon(stage.Rect{X: face.X + face.W*.1, Y: face.Bottom() - face.W*.8 - 2, W: face.W * .8, H: face.W * .8}, stage.IconFace, s.Palette.Face)
}

// cardBack is the card's other side: a stripe and no chip.
func (s *screen) cardBack(r stage.Rect) {
	d := drawn(r, 400, 252)
	s.Round(r, 16*d.k, s.Palette.Blue)
	s.Box(d.at(0, 40, 400, 56), s.Palette.Mouth)
	s.Round(d.at(34, 130, 220, 30), 4*d.k, s.Palette.OnBlue)
	s.Round(d.at(34, 184, 150, 14), 4*d.k, s.Palette.OnBlue)
}

// markedCard is a large card with a sign at its corner.
func (s *screen) markedCard(r stage.Rect, icon stage.Icon, ground, ink color.NRGBA) {
	d := drawn(r, 500, 340)
	s.cardFront(d.at(20, 20, 400, 252), s.Palette.Blue, s.Palette.OnBlue, s.say("attract.card"))
	s.rimmed(d.at(326, 186, 150, 150), icon, ground, ink)
}

// rimmed is a sign with a rim in the colour of the panel, so that it stands out from what it lies on.
func (s *screen) rimmed(r stage.Rect, icon stage.Icon, ground, ink color.NRGBA) {
	s.Disc(r, s.Palette.Card)
	rim := r.W * .05
	s.Sign(r.X+rim, r.Y+rim, r.W-2*rim, icon, ground, ink)
}

// cardChoice shows which card does not work here and which one does.
func (s *screen) cardChoice(r stage.Rect) {
	d := drawn(r, 480, 620)
	s.cardFront(d.at(20, 10, 400, 252), s.Palette.OtherCard, s.Palette.OnOther, s.say("picture.other_card"))
	s.rimmed(d.at(340, 160, 130, 130), stage.IconCross, s.Palette.Red, s.Palette.OnRed)
	s.cardFront(d.at(20, 330, 400, 252), s.Palette.Blue, s.Palette.OnBlue, s.say("attract.card"))
	s.rimmed(d.at(340, 480, 130, 130), stage.IconCheck, s.Palette.Green, s.Palette.OnGreen)
}

// outletPicture is where the paper comes out, with paper or without.
func (s *screen) outletPicture(r stage.Rect, paper bool, icon stage.Icon, ground, ink color.NRGBA) {
	d := drawn(r, 640, 470)
	s.Add(stage.Item{Kind: stage.Box, Rect: d.at(0, 0, 640, 190), Fill: s.Palette.Slot, Stroke: s.Palette.SlotLine, Width: 2, Radius: 10})
	s.fitted(d.at(0, 16, 640, 84), s.say("picture.outlet"), theme.Tile, s.Palette.OnSlot, d.k, stage.Centre)
	s.Round(d.at(110, 112, 420, 34), 6, s.Palette.Mouth)
	if paper {
		s.Add(stage.Item{Kind: stage.Box, Rect: d.at(160, 130, 320, 320), Fill: s.Palette.Paper, Stroke: s.Palette.KeyLine, Width: 2})
		s.Box(d.at(160, 112, 320, 20), s.Palette.Mouth)
		s.Round(d.at(240, 178, 160, 20), 4, s.Palette.OnPaper)
		for i, w := range []float32{250, 210, 250, 180} {
			s.Round(d.at(190, 230+float32(i)*40, w, 12), 4, s.Palette.Faint)
		}
	}
	if icon != stage.IconNone {
		at := d.at(420, 300, 150, 150)
		if !paper {
			at = d.at(235, 230, 170, 170)
		}
		s.rimmed(at, icon, ground, ink)
	}
}

// fitted is a word inside a drawing: it is a label of the picture and scales with it, but never under a note.
func (s *screen) fitted(r stage.Rect, text string, t theme.Type, ink color.NRGBA, k float32, align stage.Align) {
	size := max(s.Least(), float32(t)*k)
	w, h := s.Measure(text, size, true)
	for w > r.W && size > s.Least() {
		size = max(s.Least(), size-1)
		w, h = s.Measure(text, size, true)
	}
	if w > r.W {
		return // a picture without its word is still the picture
	}
	s.Add(stage.Item{Kind: stage.Text, Rect: stage.Rect{X: r.X, Y: r.Y + (r.H-h)/2, W: r.W, H: h}, Text: text, Size: size, Bold: true,
		Align: align, Fill: ink})
}
