package printer_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// paper is what a reader of the bytes sees, that knows facts/print.md §1 and nothing of the encoder.
type paper struct {
	lines []string
	codes []string // payloads that the printer draws itself
	dots  [][]byte // rows of bands
	wide  int      // dots of such a row
	after []string // what follows the cut
}

// reader reads strictly: what it does not know, or what stands where it may not, is an error.
type reader struct {
	b        []byte
	columns  int
	fourByte bool
	align    byte
	wide     int
	high     bool
	stops    []byte
	line     strings.Builder
	used     int
	cut      bool
	out      paper
}

func read(raw []byte, p printer.Profile, columns int) (paper, error) {
	r := reader{b: raw, columns: columns, fourByte: p.FourByte == printer.Yes, wide: 1}
	for len(r.b) > 0 {
		n, err := r.step()
		if err != nil {
			return r.out, fmt.Errorf("at byte %d: %w", len(raw)-len(r.b), err)
		}
		r.b = r.b[n:]
	}
	if !r.cut || r.used > 0 {
		return r.out, fmt.Errorf("it ends uncut")
	}
	return r.out, nil
}

func (r *reader) put(text string, columns int) error {
	r.line.WriteString(text)
	if r.used += columns * r.wide; r.used > r.columns {
		return fmt.Errorf("a line is too long: %q", r.line.String())
	}
	return nil
}

// to fills up with white to a column.
func (r *reader) to(column int) error {
	if column < r.used {
		return fmt.Errorf("back to column %d from %d", column, r.used)
	}
	for r.used < column {
		r.line.WriteByte(' ')
		r.used += r.wide
	}
	r.used = column
	return nil
}

func (r *reader) newline() {
	text := r.line.String()
	if text != "" && !r.high && strings.Trim(text, "-") == "" {
		text = strings.Repeat("-", r.used)
	}
	blank := 0
	switch r.align {
	case 1:
		blank = ((r.columns-r.used)/2 + r.wide - 1) / r.wide
	case 2:
		blank = (r.columns - r.used + r.wide - 1) / r.wide
	}
	r.out.lines = append(r.out.lines, strings.TrimRight(strings.Repeat(" ", blank)+text, " "))
	r.line.Reset()
	r.used = 0
}

func (r *reader) step() (int, error) {
	b := r.b
	has := func(s string) bool { return bytes.HasPrefix(b, []byte(s)) }
	atStart := func(n int) (int, error) {
		if r.used > 0 {
			return 0, fmt.Errorf("% X inside a line", b[:n])
		}
		return n, nil
	}
	switch {
	case r.cut:
		r.out.after = append(r.out.after, string(b))
		return len(b), nil
	case has("\n"):
		r.newline()
		return 1, nil
	case has("\t"):
		for _, s := range r.stops {
			if int(s) > r.used {
				return 1, r.to(int(s))
			}
		}
		return 0, fmt.Errorf("HT without a stop behind %d", r.used)
	case has("\x1b@"), has("\x1c&"):
		r.align, r.wide, r.high, r.stops = 0, 1, false, nil
		return atStart(2)
	case has("\x1b3"):
		return atStart(3)
	case has("\x1bc4\x00"):
		return atStart(4)
	case has("\x1bD"):
		n := bytes.IndexByte(b, 0)
		r.stops = b[2:n]
		if len(r.stops) > 32 || !slices.IsSorted(r.stops) || len(slices.Compact(slices.Clone(r.stops))) != len(r.stops) {
			return 0, fmt.Errorf("stops %v", r.stops)
		}
		return atStart(n + 1)
	case has("\x1ba"):
		r.align = b[2]
		return atStart(3)
	case has("\x1bE\x00"), has("\x1bE\x01"):
		return 3, nil
	case has("\x1d!\x00"), has("\x1d!\x11"), has("\x1d!\x10"), has("\x1d!\x70"), has("\x1d!\x60"):
		r.wide, r.high = int(b[2]>>4)+1, b[2]&0x0F != 0
		return 3, nil
	case has("\x1b$"):
		dots := int(b[2]) + int(b[3])<<8
		if dots%12 != 0 || r.align != 0 {
			return 0, fmt.Errorf("position %d", dots)
		}
		return 4, r.to(dots / 12)
	case has("\x1b*\x21\x18\x00"):
		wide := r.wide
		r.wide = 1
		err := r.put("▦", 2)
		r.wide = wide
		return 5 + 72, err
	case has("\x1d(k"):
		n := 5 + int(b[3]) + int(b[4])<<8
		if has("\x1d(k") && b[5] == '1' && b[6] == 'P' {
			r.out.codes = append(r.out.codes, string(b[8:n]))
		}
		return atStart(n)
	case has("\x1bZ\x00M"):
		n := 7 + int(b[5]) + int(b[6])<<8
		r.out.codes = append(r.out.codes, string(b[7:n]))
		return atStart(n)
	case has("\x1dv0\x00"):
		wide, rows := int(b[4])+int(b[5])<<8, int(b[6])+int(b[7])<<8
		if rows > 255 || wide > r.columns*12/8 {
			return 0, fmt.Errorf("a band of %d bytes by %d rows", wide, rows)
		}
		r.out.wide = wide * 8
		for y := range rows {
			r.out.dots = append(r.out.dots, b[8+y*wide:8+(y+1)*wide])
		}
		return atStart(8 + wide*rows)
	case has("\x1dVB\x00"), has("\x1dVA\x00"):
		r.cut = true
		return atStart(4)
	case has("\x1c\x28\x7a\x02\x00\x01\x00"): // EU-T400: presenter on
		return atStart(7)
	case has("\x1dR1"): // PPU-700: its own bound
		return atStart(4)
	case b[0] < 0x20 || b[0] == 0x7F || b[0] == 0x80 || b[0] == 0xFF:
		return 0, fmt.Errorf("stray % X", b[:min(8, len(b))])
	case b[0] < 0x80:
		return 1, r.put(string(b[:1]), 1)
	}
	n := 2
	if b[1] < 0x40 {
		if n = 4; !r.fourByte {
			return 0, fmt.Errorf("a code of four bytes % X", b[:4])
		}
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b[:n])
	if err != nil || bytes.ContainsRune(text, '\uFFFD') {
		return 0, fmt.Errorf("no character: % X", b[:n])
	}
	return n, r.put(string(text), 2)
}

// wanted is what a sheet says, a line each, where a printer with such a font must be given ▦ as dots.
func wanted(s slip.Sheet, f hanzi.Font) []string {
	var out []string
	for _, l := range s.Lines {
		if l.Rule {
			out = append(out, strings.Repeat("-", s.Columns))
			continue
		}
		var b strings.Builder
		at, k := 0, l.Size.Factor()
		for _, c := range l.Cells {
			for ; at < c.Column; at += k {
				b.WriteByte(' ')
			}
			for _, r := range c.Text {
				if _, ok := hanzi.PrinterCode(r, f); ok {
					b.WriteRune(r)
				} else {
					b.WriteString("▦" + strings.Repeat(" ", k-1))
				}
			}
			at += hanzi.Columns(c.Text) * k
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}

// Every document, for every model that the program knows: a reader that is not the simulator's sees each text in its column, the
// code, one cut and what presents; no byte is left over, and none is obeyed at once.
func TestEveryModelReadsEveryDocument(t *testing.T) {
	g := glyphs(t)
	fonts := map[bool]hanzi.Font{true: hanzi.FontGBK, false: hanzi.FontGB2312}
	every := printer.Profiles()
	four, z := profile(t, "epson-tm-t82"), profile(t, "generic58")
	four.Name, four.FourByte = "four bytes", printer.Yes
	z.Name, z.QR = "ESC Z", printer.QREscZ
	for _, p := range append(every, four, z) {
		columns := p.Columns
		for name, sheet := range documents(t, columns) {
			raw := printer.Encode(sheet, p, g)
			for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(raw, []byte(command)) {
					t.Errorf("%s on %s: % X is obeyed at once", name, p.Name, command)
				}
			}
			got, err := read(raw, p, columns)
			if err != nil {
				t.Errorf("%s on %s: %v", name, p.Name, err)
				continue
			}
			font := fonts[p.GBKFont == printer.Yes]
			if p.FourByte == printer.Yes {
				font = hanzi.FontExtA
			}
			if want := wanted(sheet, font); !slices.Equal(got.lines, want) {
				t.Errorf("%s on %s reads\n%s\nwant\n%s", name, p.Name, strings.Join(got.lines, "\n"), strings.Join(want, "\n"))
			}
			if after := strings.Join(got.after, ""); after != p.Presenter.Present {
				t.Errorf("%s on %s: % X behind the cut", name, p.Name, after)
			}
			codes(t, p, sheet, got)
		}
	}
}

// codes: the sheet's code is there, drawn by the printer or as dots.
func codes(t *testing.T, p printer.Profile, s slip.Sheet, got paper) {
	t.Helper()
	for _, l := range s.Lines {
		if l.QR == "" {
			continue
		}
		if p.QR == printer.QRNative || p.QR == printer.QREscZ {
			if !slices.Equal(got.codes, []string{l.QR}) || len(got.dots) > 0 {
				t.Errorf("%s: codes %q", p.Name, got.codes)
			}
			continue
		}
		const border = 40
		img := image.NewGray(image.Rect(0, 0, got.wide+2*border, len(got.dots)+2*border))
		for i := range img.Pix {
			img.Pix[i] = 0xFF
		}
		for y, row := range got.dots {
			for x := range got.wide {
				if row[x/8]&(0x80>>(x%8)) != 0 {
					img.SetGray(border+x, border+y, color.Gray{})
				}
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "code.png")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, path, s)
	}
}

// The bytes of every document stay within bounds: what is sent is at most 1.30 times what is said where the model has tabs, and
// 1.50 times by default (facts/print.md §5.1). The dots of characters that no font of a printer has are no part of it: 77 bytes
// each where text has two.
func TestBytes(t *testing.T) {
	// Legibility wins in one: a slip of months without anything has more settings and gaps than texts.
	above := map[string]map[string]float64{"generic80": {"contributions-none": 1.53}, "epson-tm-t82": {"contributions-none": 1.32}}
	g := glyphs(t)
	for name, most := range map[string]float64{"generic80": 1.50, "generic58": 1.50, "epson-tm-t82": 1.30} {
		p := profile(t, name)
		widths := []int{p.Columns}
		if p.Tabs == printer.Yes {
			widths = []int{48, 32}
		}
		for _, columns := range widths {
			for kind, sheet := range documents(t, columns) {
				raw := printer.Encode(sheet, p, g)
				drawn := bytes.Count(raw, []byte("\x1b*\x21\x18\x00"))
				content := slip.ContentBytes(sheet)
				ratio := float64(len(raw)-75*drawn) / float64(content)
				t.Logf("%s, %d columns, %s: %d bytes for %d of content, %.3f; %d drawn", name, columns, kind, len(raw), content, ratio, drawn)
				if bound := max(most, above[name][kind]); ratio > bound {
					t.Errorf("%s, %d columns, %s: %.3f times the content, at most %.2f", name, columns, kind, ratio, bound)
				}
			}
		}
	}
}
