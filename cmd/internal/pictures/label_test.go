package pictures

import (
	"crypto/sha256"
	"image"
	"image/color"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/draw"

	"shebao/kiosk/ui/stage"
)

// label is a text that a scene says stands somewhere, with the pixels that were drawn there.
type label struct {
	text   string
	size   float32
	paper  bool        // it stands on a picture of paper
	pixels *image.RGBA // of the line's box
}

// labels are the texts of a scene that are seen: none under a question, and none that something was drawn over.
func labels(s *stage.Scene, picture *image.RGBA, measure func(string, float32, bool) (float32, float32)) []label {
	first := slices.IndexFunc(s.Items, func(i stage.Item) bool { return i.Over }) // under a question nothing is to be read
	var out []label
	for k, i := range s.Items {
		if i.Kind != stage.Text || k < first || strings.TrimSpace(i.Text) == "" {
			continue
		}
		w, h := measure(i.Text, i.Size, i.Bold)
		x := i.Rect.X
		switch i.Align {
		case stage.Centre:
			x += (i.Rect.W - w) / 2
		case stage.Right:
			x += i.Rect.W - w
		}
		box := stage.Rect{X: x, Y: i.Rect.Y + (i.Rect.H-h)/2, W: w, H: h}
		text := strings.TrimLeftFunc(i.Text, sign) // a sign before a word is no part of what is read
		if text == "" {
			text = i.Text // it is all signs: the dots of a PIN
		} else if text != i.Text {
			after, _ := measure(text, i.Size, i.Bold)
			box.X, box.W = box.Right()-after, after
		}
		if slices.ContainsFunc(s.Items[k+1:], func(over stage.Item) bool { return hides(over, box) }) {
			continue
		}
		beside := 6 // dots left and right, as where a line ends belongs to what is seen
		if i.Paper || text != i.Text {
			beside = 1 // the next word is near
		}
		at := image.Rect(int(box.X)-beside, int(box.Y), int(box.Right())+beside+1, int(box.Bottom())+1).Intersect(picture.Rect)
		out = append(out, label{text, i.Size, i.Paper, picture.SubImage(at).(*image.RGBA)})
	}
	return out
}

// sign reports whether a character is neither letter, figure nor mark of a sentence: ● before a mode that is on, ✓ before what was paid.
func sign(r rune) bool { return unicode.IsSymbol(r) || r == ' ' }

// hides reports whether an item was drawn over a part of a box.
func hides(over stage.Item, box stage.Rect) bool {
	switch over.Kind {
	case stage.Box, stage.Disc:
		return over.Fill.A > 0 && over.Rect.Overlaps(box)
	case stage.Picture:
		return over.Rect.Overlaps(box)
	}
	return false
}

// ground is the commonest colour of a label's pixels: what its text stands on.
func (l label) ground() color.RGBA {
	count := map[color.RGBA]int{}
	var best color.RGBA
	b := l.pixels.Rect
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := l.pixels.RGBAAt(x, y)
			if count[c]++; count[c] > count[best] {
				best = c
			}
		}
	}
	return best
}

// plain is the label dark on white, whatever its colours.
func (l label) plain() *image.Gray {
	ground := int(color.GrayModel.Convert(l.ground()).(color.Gray).Y)
	b := l.pixels.Rect
	gray := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	most := 1
	for y := range b.Dy() {
		for x := range b.Dx() {
			most = max(most, distance(ground, l.pixels.RGBAAt(b.Min.X+x, b.Min.Y+y)))
		}
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			gray.SetGray(x, y, color.Gray{Y: uint8(255 - 255*distance(ground, l.pixels.RGBAAt(b.Min.X+x, b.Min.Y+y))/most)})
		}
	}
	return gray
}

// enlarged is a plain label with a margin, and its characters so many dots high, as a reader wants it.
func enlarged(gray *image.Gray, k float32) *image.Gray {
	const margin = 16
	w, h := int(float32(gray.Rect.Dx())*k), int(float32(gray.Rect.Dy())*k)
	out := image.NewGray(image.Rect(0, 0, w+2*margin, h+2*margin))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, image.Rect(margin, margin, margin+w, margin+h), gray, gray.Rect, draw.Src, nil)
	return out
}

func distance(ground int, c color.RGBA) int {
	d := int(color.GrayModel.Convert(c).(color.Gray).Y) - ground
	return max(d, -d)
}

// same is a key of what a reader sees.
func same(text string, g *image.Gray) [32]byte {
	h := sha256.New()
	h.Write([]byte(text))
	h.Write([]byte{byte(g.Rect.Dx()), byte(g.Rect.Dx() >> 8), byte(g.Rect.Dy())})
	h.Write(g.Pix)
	return [32]byte(h.Sum(nil))
}
