package load

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shebao/kiosk/internal/hanzi"
)

// Encoding is how the text of an input is written; a closed set.
type Encoding string

// The encodings. GBK is a part of GB18030.
const (
	Auto    Encoding = "auto"
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030"
)

const (
	// longestLine bounds what a line can make the reader keep: a row of the widest layout (61 values) has some 2 kB.
	longestLine = 1 << 20
	// mostColumns is eight times the widest layout of the facts.
	mostColumns = 512
	// sniffed is how much of a file decides on its encoding when it is not told.
	sniffed = 1 << 20
	// readAhead is the buffer between the file and the lines.
	readAhead = 1 << 20
)

var (
	errSixteen    = errors.New("the file is UTF-16: save it as CSV UTF-8")
	errLongHeader = errors.New("no header: a line at the beginning is longer than a row can be (" + string(TooLongRow) + ")")
	errQuote      = errors.New("a quotation mark that is never closed")
)

// gb turns GB18030 into UTF-8, all at once where the library knows every code, and character by character where it does not
// (facts/devices.md E).
type gb struct {
	decoder *encoding.Decoder
	buf     []byte
}

func newGB() *gb { return &gb{decoder: simplifiedchinese.GB18030.NewDecoder()} }

// decode gives the text of b, valid until the next call; false when it holds bytes that are no character.
func (g *gb) decode(b []byte) ([]byte, bool) {
	if plain(b) {
		return b, true
	}
	if cap(g.buf) < 3*len(b) {
		g.buf = make([]byte, 3*len(b)) // a byte of GB18030 gives at most a character of three bytes
	}
	g.decoder.Reset()
	n, _, err := g.decoder.Transform(g.buf[:cap(g.buf)], b, true)
	if err == nil && !bytes.Contains(g.buf[:n], []byte("\uFFFD")) { // which the 25 codes that it lacks become, too
		return g.buf[:n], true
	}
	// Control characters that separate cells are no text: hanzi would call them bad.
	out := g.buf[:0]
	for len(b) > 0 {
		end := bytes.IndexAny(b, "\t\r\n")
		if end < 0 {
			end = len(b)
		}
		if end > 0 {
			// It removes padding at the end, which for a cell is none; what ends in one is trimmed later anyway.
			s, clean := hanzi.Decode(b[:end])
			if !clean {
				return nil, false
			}
			out = append(out, s...)
		}
		if end < len(b) {
			out = append(out, b[end])
			end++
		}
		b = b[end:]
	}
	g.buf = out
	return out, true
}

// lines gives the lines of a file as UTF-8, with their numbers and without their ends. What it keeps is bounded by longestLine,
// however long a line is.
type lines struct {
	in       *bufio.Reader
	encoding Encoding
	gb       *gb
	line     int64
	buf      []byte
	// searching is set while the header is sought: a line that is too long is then none, and its end is not worth finding.
	searching bool
}

// newLines reads an input of size bytes.
func newLines(r io.Reader, size int64, e Encoding) (*lines, error) {
	l := &lines{in: bufio.NewReaderSize(r, int(min(readAhead, size+1))), encoding: e, gb: newGB()}
	head, err := l.in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		if l.encoding != GB18030 {
			l.encoding = UTF8
		}
		if _, err := l.in.Discard(3); err != nil {
			return nil, err
		}
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return nil, errSixteen
	}
	if l.encoding == Auto || l.encoding == "" {
		head, err := l.in.Peek(min(sniffed, l.in.Size()))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		l.encoding = sniff(head, err == nil)
	}
	return l, nil
}

// sniff tells the encoding of a text, "" when it is all ASCII. cut says that it may end within a character.
func sniff(b []byte, cut bool) Encoding {
	for i, c := range b {
		if c < 0x80 {
			continue
		}
		b = b[i:]
		for len(b) > 0 {
			r, n := utf8.DecodeRune(b)
			if r == utf8.RuneError && n == 1 {
				if cut && len(b) < utf8.UTFMax && !utf8.FullRune(b) {
					return UTF8
				}
				return GB18030
			}
			b = b[n:]
		}
		return UTF8
	}
	return ""
}

// next gives the next line, valid until the call after. reason is TooLongRow for one that was skipped to its end, or BrokenText.
// err is io.EOF after the last.
func (l *lines) next() (b []byte, reason Reason, err error) {
	l.buf = l.buf[:0]
	long, some := false, false
	for {
		chunk, err := l.in.ReadSlice('\n')
		some = some || len(chunk) > 0
		if !long {
			if len(l.buf)+len(chunk) > longestLine {
				if long, l.buf = true, l.buf[:0]; l.searching {
					return nil, accepted, errLongHeader
				}
			} else if len(l.buf) > 0 || errors.Is(err, bufio.ErrBufferFull) {
				l.buf = append(l.buf, chunk...)
				chunk = l.buf
			}
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return nil, accepted, err
		case !some:
			return nil, accepted, io.EOF
		}
		l.line++
		if long {
			return nil, TooLongRow, nil
		}
		return l.text(bytes.TrimRight(chunk, "\r\n"))
	}
}

func (l *lines) text(b []byte) ([]byte, Reason, error) {
	if l.encoding == "" {
		l.encoding = sniff(b, false)
	}
	if l.encoding == GB18030 {
		out, ok := l.gb.decode(b)
		if !ok {
			return nil, BrokenText, nil
		}
		return out, accepted, nil
	}
	if !utf8.Valid(b) {
		return nil, BrokenText, nil
	}
	return b, accepted, nil
}
