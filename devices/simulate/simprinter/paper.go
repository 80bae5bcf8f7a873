package simprinter

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"rsc.io/qr"
)

// paper is what has been printed since the last cut, and the line under the head.
type paper struct {
	columns   int
	width     int // dots
	dotsPerMM float64
	art       *artist
	picture   *image.Gray
	y         int
	marks     []mark

	cells  []cell
	used   int // half-width columns of the line
	height int // factor of its highest character
}

// mark is a line of text, a QR code or a band of dots, and how far from the top it begins.
type mark struct {
	y    int
	text string
	kind kind
}

type kind int

const (
	ofText kind = iota
	ofCode
	ofDots
)

// cell is a character, or dots, waiting in the line.
type cell struct {
	text    string
	columns int
	state   settings
	dots    []byte
	n       int // columns of dots
}

func (p *paper) put(text string, columns int, s settings) {
	p.cells = append(p.cells, cell{text: text, columns: columns * s.wide, state: s})
	p.used += columns * s.wide
	p.height = max(p.height, s.high)
}

func (p *paper) dots(d []byte, n int, s settings) {
	p.cells = append(p.cells, cell{text: "▦", columns: (n + 11) / 12, state: s, dots: d, n: n})
	p.used += (n + 11) / 12
	p.height = max(p.height, 1)
}

func (p *paper) text() string {
	var b strings.Builder
	for _, c := range p.cells {
		b.WriteString(c.text)
	}
	return b.String()
}

// ruled is the text of a line; one of wide dashes only, which are no higher than others, is as long as so many narrow ones.
func (p *paper) ruled(text string) string {
	if text != "" && p.height == 1 && strings.Trim(text, "-") == "" {
		return strings.Repeat("-", p.used)
	}
	return text
}

func (p *paper) forgetLine() { p.cells, p.used, p.height = nil, 0, 0 }

// ensure makes the picture long enough.
func (p *paper) ensure(h int) {
	if p.picture != nil && p.picture.Rect.Dy() >= h {
		return
	}
	next := blank(p.width, h+h/2+400)
	if p.picture != nil {
		copy(next.Pix, p.picture.Pix) // of the same width
	}
	p.picture = next
}

func blank(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	return img
}

// print puts the line on the paper.
func (p *paper) print(s settings) {
	x := p.start(p.used*12, s.align)
	text := strings.TrimRight(strings.Repeat(" ", x/(12*max(1, s.wide)))+p.ruled(p.text()), " ")
	p.marks = append(p.marks, mark{p.y, text, ofText})
	high := max(1, p.height)
	p.ensure(p.y + high*24 + 40)
	for _, c := range p.cells {
		if c.dots != nil {
			p.stamp(x, p.y+(high-1)*24, c)
		} else {
			p.art.draw(p.picture, c, x, p.y+(high-c.state.high)*24)
		}
		x += c.columns * 12
	}
	p.forgetLine()
}

func (p *paper) start(width int, align byte) int {
	switch align {
	case 1, '1':
		return (p.width - width) / 2
	case 2, '2':
		return p.width - width
	}
	return 0
}

func (p *paper) stamp(x, y int, c cell) {
	for column := range c.n {
		for row := range 24 {
			if c.dots[column*3+row/8]&(0x80>>(row%8)) != 0 {
				p.picture.SetGray(x+column, y+row, color.Gray{})
			}
		}
	}
}

// qr puts the stored QR code on the paper and gives its height in dots.
func (p *paper) qr(s settings) (int, error) {
	if s.qrData == "" {
		return 0, fmt.Errorf("nothing was stored")
	}
	code, err := qr.Encode(s.qrData, qr.M)
	if err != nil {
		return 0, err
	}
	side := code.Size * s.qrModule
	if side > p.width {
		return 0, fmt.Errorf("a code of %d dots is wider than the paper", side)
	}
	p.marks = append(p.marks, mark{p.y, s.qrData, ofCode})
	p.ensure(p.y + side + 40)
	x0 := p.start(side, s.align)
	for y := range side {
		for x := range side {
			if code.Black(x/s.qrModule, y/s.qrModule) {
				p.picture.SetGray(x0+x, p.y+y, color.Gray{})
			}
		}
	}
	return side, nil
}

func (p *paper) advance(dots int) {
	p.y += dots
	p.ensure(p.y + 1)
}

// raster puts a band of dots on the paper, each drawn kx by ky times, and gives its height.
func (p *paper) raster(d []byte, wide, high, kx, ky int, s settings) int {
	p.marks = append(p.marks, mark{p.y, "", ofDots})
	p.ensure(p.y + high*ky + 40)
	x0 := max(0, p.start(wide*8*kx, s.align))
	for y := range high * ky {
		for x := range min(wide*8*kx, p.width-x0) {
			if i := x / kx; d[y/ky*wide+i/8]&(0x80>>(i%8)) != 0 {
				p.picture.SetGray(x0+x, p.y+y, color.Gray{})
			}
		}
	}
	return high * ky
}

// slip is what is on the paper, down to so many dots above the head.
func (p *paper) slip(above int) Slip {
	p.ensure(p.y + 1)
	const border, over, below = 24, 16, 24 // the paper is a little wider than what can be printed on it
	high := p.y
	if above > 0 {
		high = max(1, p.y-above)
	}
	img := blank(p.width+2*border, over+high+below)
	for y := range min(high+below, p.picture.Rect.Dy()) {
		if above > 0 && y >= high {
			break
		}
		copy(img.Pix[(over+y)*img.Stride+border:], p.picture.Pix[y*p.picture.Stride:][:p.width])
	}
	out := Slip{MM: float64(p.y) / p.dotsPerMM, picture: img}
	for _, m := range p.marks {
		switch {
		case above > 0 && m.y >= high:
		case m.kind == ofText:
			out.Text = append(out.Text, m.text)
		case m.kind == ofCode:
			out.QR = append(out.QR, m.text)
		default:
			out.Bands++
		}
	}
	for len(out.Text) > 0 && out.Text[len(out.Text)-1] == "" {
		out.Text = out.Text[:len(out.Text)-1]
	}
	if p.used > 0 && above == 0 {
		out.Text = append(out.Text, p.text())
	}
	return out
}

// cut takes the slip off at so many dots above the head. What lies between stays, and is the head of the next piece.
func (p *paper) cut(above int) Slip {
	out := p.slip(above)
	if above <= 0 {
		p.picture, p.y, p.marks = nil, 0, nil
		return out
	}
	from := max(0, p.y-above)
	var rest []mark
	for _, m := range p.marks {
		if m.y >= from {
			rest = append(rest, mark{m.y - from, m.text, m.kind})
		}
	}
	old := p.picture
	p.picture, p.marks, p.y = nil, rest, p.y-from
	p.ensure(p.y + 1)
	for y := range p.y {
		copy(p.picture.Pix[y*p.picture.Stride:][:p.width], old.Pix[(from+y)*old.Stride:][:p.width])
	}
	return out
}

// artist draws characters in their cells of 12 or 24 by 24 dots.
type artist struct{ regular, bold *opentype.Font }

func newArtist(regular, bold []byte) (*artist, error) {
	if regular == nil {
		return &artist{}, nil
	}
	r, err := opentype.Parse(regular)
	if err != nil {
		return nil, fmt.Errorf("simprinter: %w", err)
	}
	a := &artist{regular: r, bold: r}
	if bold != nil {
		if a.bold, err = opentype.Parse(bold); err != nil {
			return nil, fmt.Errorf("simprinter: %w", err)
		}
	}
	return a, nil
}

func (a *artist) draw(to *image.Gray, c cell, x, y int) {
	if a.regular == nil || strings.TrimSpace(c.text) == "" {
		return
	}
	f := a.regular
	if c.state.bold {
		f = a.bold
	}
	size := 22.0
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // the font was parsed: only a nonsensical size fails
	}
	defer face.Close()
	w := c.columns / c.state.wide * 12
	cellImg := image.NewAlpha(image.Rect(0, 0, w, 24))
	d := font.Drawer{Dst: cellImg, Src: image.NewUniform(color.Opaque), Face: face}
	d.Dot = fixed.P((w-d.MeasureString(c.text).Round())/2, 20)
	d.DrawString(c.text)
	for py := range 24 * c.state.high {
		for px := range w * c.state.wide {
			if cellImg.AlphaAt(px/c.state.wide, py/c.state.high).A >= 0x78 {
				to.SetGray(x+px, y+py, color.Gray{})
			}
		}
	}
}
