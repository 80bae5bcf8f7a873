// Package stage draws flat pictures on the toolkit's canvas and turns touches into targets.
//
// A Scene is a list of boxes, texts, lines and icons with absolute places, and of the targets that can be touched. It is a
// value: a test walks it without a window, and the Stage shows it with as few canvas objects as it has items. The toolkit's
// layouts are not used, because a screen whose parts do not fit must fail a test and not be cut off on a terminal.
// The room knows nothing of visits, records or devices.
package stage

import (
	"image"
	"image/color"
)

// Rect is a place on the screen in dp.
type Rect struct{ X, Y, W, H float32 }

// Right and Bottom are the far edges.
func (r Rect) Right() float32  { return r.X + r.W }
func (r Rect) Bottom() float32 { return r.Y + r.H }

// Inset is the rectangle without a margin on every side.
func (r Rect) Inset(d float32) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// Holds reports whether a point is inside.
func (r Rect) Holds(x, y float32) bool {
	return x >= r.X && x < r.Right() && y >= r.Y && y < r.Bottom()
}

// Contains reports whether o lies wholly inside r; a tenth of a dp may hang over, as text is measured in fractions.
func (r Rect) Contains(o Rect) bool {
	const slack = 0.1
	return o.X >= r.X-slack && o.Y >= r.Y-slack && o.Right() <= r.Right()+slack && o.Bottom() <= r.Bottom()+slack
}

// Overlaps reports whether two rectangles share an area.
func (r Rect) Overlaps(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// Kind is what an item is.
type Kind uint8

// The items of a scene.
const (
	Box     Kind = iota // filled and outlined rectangle
	Text                // one line of text
	Line                // from (X,Y) to (X+W,Y+H)
	Disc                // filled circle in the rectangle
	Picture             // an image, drawn pixel by pixel
	Drawing             // an icon
)

// Align is where a text stands in its rectangle.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

// Item is one thing that is drawn.
type Item struct {
	Kind   Kind
	Rect   Rect
	Fill   color.NRGBA // of a box or disc; the colour of a text, line or icon
	Stroke color.NRGBA
	Width  float32 // of a stroke or line; of an icon's pen on its grid of 48, 0 for the usual one
	Radius float32 // of a box's corners
	Text   string
	Size   float32 // of a text, in dp
	Bold   bool
	Align  Align
	Icon   Icon
	Image  image.Image
	Owner  int  // number of the target whose ground this box is; 0 for none
	Over   bool // drawn over everything before it: a question over a screen
	Paper  bool // a text in a picture of paper, which keeps the paper's proportions
}

// Target is something that can be touched. A touch counts when it begins and ends inside.
type Target struct {
	ID      string // stable name, for tests and for the keypad path
	Label   string // what stands on it
	Rect    Rect
	Pressed color.NRGBA // its ground while a finger is on it
	Enabled bool
	Owner   int // the number that its ground carries as Item.Owner
	Press   func()
	Role    Role
	Chosen  bool   // of several, or a switch that is on
	Last    bool   // stands on every screen: keys come to it after the screen's own
	Note    string // what stands on it under its label
	Badge   string // and the flag on it
	Again   bool   // pressed again and again while a finger stays on it
	Pop     []Item // drawn over everything while a finger is on it: what the finger covers
}

// Scene is one picture.
type Scene struct {
	View          int64 // number of the view that it draws: a touch that began on another one does not count
	Width, Height float32
	// Place is which screen it is: where keys are stays on the same one.
	Place string
	// Frame is the dark and the light line around the target at which keys are, or the other way round.
	Frame   [2]color.NRGBA
	Ground  color.NRGBA
	Items   []Item
	Targets []Target
	// Covered is the number of targets that lie under a question and cannot be touched while it is shown.
	Covered int
}

// At is the index of the target at a point, the topmost first; -1 where there is none that can be touched.
func (s *Scene) At(x, y float32) int {
	for i := len(s.Targets) - 1; i >= s.Covered; i-- {
		if t := s.Targets[i]; t.Rect.Holds(x, y) {
			if !t.Enabled {
				return -1
			}
			return i
		}
	}
	return -1
}
