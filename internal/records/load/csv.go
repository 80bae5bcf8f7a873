package load

import (
	"bytes"
	"fmt"
	"io"
)

// delimiters are what may stand between cells.
func delimiters() []byte { return []byte{',', '\t', '|', ';'} }

// csvReader reads rows of separated cells (RFC 4180), with any of the delimiters. A cell in quotation marks may go over lines.
type csvReader struct {
	lines     *lines
	in        *counting
	file      io.Closer
	delimiter byte
}

// counting counts what was read.
type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

func newCSV(f io.ReadCloser, size int64, e Encoding, delimiter byte) (*csvReader, error) {
	in := &counting{r: f}
	l, err := newLines(in, size, e)
	if err != nil {
		return nil, err
	}
	return &csvReader{lines: l, in: in, file: f, delimiter: delimiter}, nil
}

func (r *csvReader) read() int64  { return r.in.n }
func (r *csvReader) Close() error { return r.file.Close() }

func (r *csvReader) next(b *block) error {
	line, reason, err := r.lines.next()
	if err != nil {
		return err
	}
	at := r.lines.line
	if reason != accepted {
		b.refuse(at, reason)
		return nil
	}
	first, start := len(b.ends), len(b.text)
	refuse := func(why Reason) error {
		b.text, b.ends = b.text[:start], b.ends[:first]
		b.refuse(at, why)
		return nil
	}
	if bytes.IndexByte(line, '"') < 0 { // as most rows are
		for {
			i := bytes.IndexByte(line, r.delimiter)
			if i < 0 {
				break
			}
			b.text = append(b.text, line[:i]...)
			b.ends = append(b.ends, len(b.text))
			line = line[i+1:]
			if len(b.ends)-first >= mostColumns {
				return refuse(TooManyColumns)
			}
		}
		b.text = append(b.text, line...)
		b.ends = append(b.ends, len(b.text))
		b.rows = append(b.rows, rawRow{at: at, first: first, last: len(b.ends)})
		return nil
	}
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, r.delimiter)
			if i < 0 {
				b.text = append(b.text, line...)
				b.ends = append(b.ends, len(b.text))
				break
			}
			b.text = append(b.text, line[:i]...)
			line = line[i+1:]
		} else {
			line = line[1:]
			for {
				i := bytes.IndexByte(line, '"')
				if i >= 0 {
					b.text = append(b.text, line[:i]...)
					line = line[i+1:]
					if len(line) == 0 || line[0] != '"' {
						break
					}
					b.text = append(b.text, '"')
					line = line[1:]
					continue
				}
				// The cell goes on in the next line. One that goes on too long is a mark that was never closed: where the row
				// ends is then not known, and guessing would drop rows.
				b.text = append(append(b.text, line...), '\n')
				if len(b.text)-start > longestLine {
					return fmt.Errorf("row %d: %w", at, errQuote)
				}
				var why Reason
				if line, why, err = r.lines.next(); err == io.EOF {
					return fmt.Errorf("row %d: %w", at, errQuote)
				} else if err != nil {
					return err
				}
				if why != accepted {
					return fmt.Errorf("row %d: %w", at, errQuote)
				}
			}
			if len(line) > 0 && line[0] != r.delimiter {
				return refuse(WrongQuote)
			}
			if len(line) == 0 {
				b.ends = append(b.ends, len(b.text))
				break
			}
			line = line[1:]
		}
		b.ends = append(b.ends, len(b.text))
		if len(b.ends)-first >= mostColumns {
			return refuse(TooManyColumns)
		}
	}
	b.rows = append(b.rows, rawRow{at: at, first: first, last: len(b.ends)})
	return nil
}
