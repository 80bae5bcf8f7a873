package load

import "io"

// rowsPerBlock is how many rows go through the pipeline together: enough that handing over costs nothing beside the work.
const rowsPerBlock = 1024

// bytesPerBlock ends a block earlier, so that rows of the greatest length do not make it a gigabyte.
const bytesPerBlock = 4 << 20

// block is some rows of an input. Cells lie one after the other in text.
type block struct {
	text []byte
	ends []int
	rows []rawRow
}

// rawRow is a row with its place in the input: the line, the row of the sheet or the record's number.
type rawRow struct {
	at          int64
	first, last int // its cells are ends[first:last]
	reason      Reason
}

func (b *block) reset() { b.text, b.ends, b.rows = b.text[:0], b.ends[:0], b.rows[:0] }

func (b *block) full() bool { return len(b.rows) >= rowsPerBlock || len(b.text) >= bytesPerBlock }

// cell is one cell of a row, nil where the row has none.
func (b *block) cell(r rawRow, i int) []byte {
	if i < 0 || r.first+i >= r.last {
		return nil
	}
	i += r.first
	start := 0
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.text[start:b.ends[i]]
}

func (b *block) refuse(at int64, why Reason) {
	b.rows = append(b.rows, rawRow{at: at, first: len(b.ends), last: len(b.ends), reason: why})
}

// reader gives the rows of an input one by one, appending each to a block; io.EOF after the last. What it keeps is bounded
// whatever the input says. read is how many bytes of the input were taken.
type reader interface {
	next(*block) error
	read() int64
	io.Closer
}
