package printer

import (
	"time"

	"shebao/kiosk/internal/slip"
)

const (
	lineDots = 30       // ESC 3
	highDots = 2*24 + 6 // a line of double characters is as high as they are
	cutMM    = 15       // between head and cutter: 10 to 15 mm (facts/print.md §1.3)

	// NearEndMM is the longest slip in mm that is begun when paper is near its end. The sensor sits so that a few metres are
	// left on a new roll's core, but where it sits is adjustable and a core may be thinner: half a metre must be there, and a
	// slip of a year is 230 mm (facts/print.md §3).
	NearEndMM = 300
)

// Length is the paper in mm that a slip takes, the way from the head to the cutter included.
func Length(s slip.Sheet, p Profile) float64 {
	mm := float64(cutMM)
	for _, l := range s.Lines {
		mm += p.lineMM(l, s.Columns)
	}
	return mm
}

// perMM is the dots of a millimetre: a little less than 8 at 203 dpi is taken as 8, so that lengths in the facts come out.
func (p Profile) perMM() float64 {
	if p.DPI == 180 {
		return 180 / 25.4
	}
	return dotsPerMM
}

const dotsPerMM = 8 // 203 dpi

// lineMM is the height of a line on paper.
func (p Profile) lineMM(l slip.Line, columns int) float64 {
	dots := lineDots
	switch {
	case l.QR != "":
		dots = qrModules(len(l.QR))*p.qrModule(len(l.QR), columns) + lineDots
	case l.Size == slip.Double:
		dots = highDots
	}
	return float64(dots) / p.perMM()
}

// paperTime is how long so many mm of paper take at the most: at a third of the model's speed, as dense lines are slower.
func (p Profile) paperTime(mm float64) time.Duration {
	speed := slowest
	if p.Speed > 0 {
		speed = p.Speed / 3
	}
	return time.Duration(mm / speed * float64(time.Second))
}
