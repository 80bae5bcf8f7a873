package theme

import "math"

// Type is the type scale in dp (the design's "Look").
type Type float32

// The sizes of type.
const (
	Attract Type = 72
	Title   Type = 52
	Tile    Type = 44
	Heading Type = 36
	Text    Type = 28
	Note    Type = 24
)

const (
	// largeFactor and largeLeast are the 大字 mode: the rules for the elderly ask for 30 dp at least (facts/domain.md §4).
	largeFactor = 1.35
	largeLeast  = 30

	// largeMost keeps 大字 titles on one line: what is 44 dp or more is read from a step away already.
	largeMost = 64

	// Leading is the line spacing of running text; the rules ask for 1.3 at least.
	Leading = 1.4
)

// Spaces, in dp.
const (
	Margin = 40 // white at the edges of every screen
	Corner = 8  // radius of the corners of panels and buttons (experience.md, "Look": larger ones cost in drawing)
)

// Size is the size of type in dp, in 大字 mode or not.
func (t Type) Size(large bool) float32 {
	if !large {
		return float32(t)
	}
	size := max(float32(t)*largeFactor, largeLeast)
	if size > largeMost {
		size = max(float32(t), largeMost)
	}
	return float32(math.Round(float64(size)))
}

// Screen is the glass: how many dp it has and how large it is.
type Screen struct {
	Width, Height float32 // dp; one dp is one pixel on a terminal
	DiagonalInch  float32 // 0: the reference of 21.5 inch
}

// reference is the glass of most terminals of this kind.
const reference = 21.5

// MM is a length on the glass in dp.
func (s Screen) MM(mm float32) float32 {
	inch := s.DiagonalInch
	if inch <= 0 {
		inch = reference
	}
	diagonal := float32(math.Hypot(float64(s.Width), float64(s.Height)))
	return mm / 25.4 * diagonal / inch
}

// Touch is the least side of a target: 20 mm for old fingers, 60 dp for small glasses, and never under the 84 dp that the
// design's buttons have.
func (s Screen) Touch() float32 { return ceil(max(84, s.MM(20))) }

// Gap is the least distance between targets: 4 mm.
func (s Screen) Gap() float32 { return ceil(max(18, s.MM(4))) }

// Portrait reports whether the glass stands upright.
func (s Screen) Portrait() bool { return s.Height > s.Width }

func ceil(v float32) float32 { return float32(math.Ceil(float64(v))) }
