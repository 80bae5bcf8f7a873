package simprinter

import "image"

// Slip is one piece of paper.
type Slip struct {
	Text     []string // its lines; a character that came as dots is ▦
	QR       []string
	Bands    int  // of raster dots
	Complete bool // it was cut
	Through  bool // the cut left no bridge
	Fate     Fate // where it is
	MM       float64
	picture  *image.Gray
}

// Picture is the paper.
func (s Slip) Picture() image.Image { return s.picture }
