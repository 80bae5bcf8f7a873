package printer

import (
	"bytes"
	"slices"
	"strings"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

const (
	// positionBytes are a blank and ESC $ with two bytes of dots. The blank keeps two texts apart for whoever reads the bytes
	// and not the paper.
	positionBytes = 1 + 4
	// mostStops is how many a printer keeps (facts/print.md §1.1).
	mostStops = 32
	// columnDots is the width of a column.
	columnDots = 12
)

// move goes from one column to another by the fewest bytes that the model bears, and gives the column that it came to: the one
// that was asked for, or on a line of double characters, where a blank is two columns wide, perhaps the one before it.
func (w *writer) move(b *bytes.Buffer, at, to int, size slip.Size) int {
	if to <= at {
		return at
	}
	k := size.Factor()
	if size == slip.Normal {
		if hts, rest, ok := byTabs(w.stops, at, to); ok && hts+rest < min(to-at, w.positionCost()) {
			b.WriteString(strings.Repeat("\t", hts) + strings.Repeat(" ", rest))
			return to
		}
	}
	if gap := (to - at) / k; gap > w.positionCost() {
		dots := to * columnDots
		b.Write([]byte{' ', 0x1B, '$', byte(dots), byte(dots >> 8)})
	} else {
		b.WriteString(strings.Repeat(" ", gap))
		to = at + gap*k
	}
	return to
}

// positionCost is what ESC $ costs; more than any gap where the model may not have it.
func (w *writer) positionCost() int { return positionCost(w.profile) }

func positionCost(p Profile) int {
	if p.Position == Yes {
		return positionBytes
	}
	return 1 << 10
}

// byTabs is how many HT, and how many blanks behind them, lead from a column to another: an HT goes to the next stop. False
// when no stop lies between.
func byTabs(stops []int, at, to int) (hts, blanks int, ok bool) {
	last := at
	for _, s := range stops {
		if s > at && s <= to {
			hts, last = hts+1, s
		}
	}
	return hts, to - last, hts > 0
}

// tabCommand sets the stops: ESC D.
func tabCommand(stops []int) []byte {
	if len(stops) == 0 {
		return nil
	}
	out := []byte{0x1B, 'D'}
	for _, s := range stops {
		out = append(out, byte(s))
	}
	return append(out, 0)
}

// tabStops are the stops that make a sheet shortest, each of which costs a byte itself; none where the model may not have them.
func tabStops(s slip.Sheet, p Profile) []int {
	if p.Tabs != Yes {
		return nil
	}
	gaps := gapsOf(s)
	bytesWith := func(stops []int) int {
		n := len(stops)
		if bytes.Contains(tabCommand(stops), []byte{0x10, 0x14}) { // would be obeyed at once, as the stops 16 and 20
			n += 1 << 20
		}
		for g, times := range gaps {
			cost := min(g[1]-g[0], positionCost(p))
			if hts, blanks, ok := byTabs(stops, g[0], g[1]); ok {
				cost = min(cost, hts+blanks)
			}
			n += cost * times
		}
		return n
	}
	var stops []int
	without := bytesWith(nil)
	best := without
	for len(stops) < mostStops {
		var next []int
		for c := 1; c < s.Columns; c++ {
			if slices.Contains(stops, c) {
				continue
			}
			try := append(slices.Clone(stops), c)
			slices.Sort(try)
			if n := bytesWith(try); n < best {
				best, next = n, try
			}
		}
		if next == nil {
			break
		}
		stops = next
	}
	if best+3 >= without { // ESC D and the 0 behind the stops
		return nil
	}
	return stops
}

// gapsOf are the gaps of a sheet's lines of normal size, from and to a column, with how often each occurs.
func gapsOf(s slip.Sheet) map[[2]int]int {
	gaps := map[[2]int]int{}
	for _, l := range s.Lines {
		if l.Size != slip.Normal || alignment(l, s.Columns) != left {
			continue
		}
		at := 0
		for _, c := range l.Cells {
			if c.Column > at {
				gaps[[2]int{at, c.Column}]++
				at = c.Column
			}
			at += hanzi.Columns(hanzi.Printable(c.Text))
		}
	}
	return gaps
}
