package ui

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"rsc.io/qr"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// preview is 打印 before it begins: the slip as it will be, and what can be chosen about it.
func (s *screen) preview(r stage.Rect) {
	v := s.v.Slip
	gap := float32(40)
	paper, left := stage.Rect{}, stage.Rect{}
	if s.glass.Portrait() {
		left = stage.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H * 0.36}
		paper = stage.Rect{X: r.X, Y: left.Bottom() + 16, W: r.W, H: r.Bottom() - left.Bottom() - 16}
	} else {
		left = stage.Rect{X: r.X, Y: r.Y, W: r.W * 0.56, H: r.H}
		paper = stage.Rect{X: left.Right() + gap, Y: r.Y, W: r.Right() - left.Right() - gap, H: r.H}
	}
	y := s.title(left, s.say("preview.title"))
	y = s.paragraph(stage.Rect{X: left.X, Y: y - 8, W: left.W}, s.say("preview.note"), s.grey(theme.Text)) + 16
	kinds := make([]touch, len(v.Kinds))
	for i, k := range v.Kinds {
		kinds[i] = s.tap("kind."+string(k), s.say("slip."+string(k)), visit.Action{Do: visit.DoPreview, Text: string(k)})
	}
	y = s.chips(stage.Rect{X: left.X, Y: y, W: left.W}, kinds, func(i int) bool { return v.Kinds[i] == v.Kind }) + s.glass.Gap()
	switch v.Kind {
	case slip.ContributionSlip:
		all := visit.MonthsOffered()
		months := make([]touch, len(all))
		for i, n := range all {
			months[i] = s.tap(fmt.Sprintf("months.%d", n), s.say("preview.months", n), visit.Action{Do: visit.DoMonths, N: n})
		}
		y = s.chips(stage.Rect{X: left.X, Y: y, W: left.W}, months, func(i int) bool { return all[i] == v.Months })
	case slip.RightsRecord:
		years := make([]touch, len(v.Years))
		for i, n := range v.Years {
			years[i] = s.tap(fmt.Sprintf("year.%d", n), s.say("year", n), visit.Action{Do: visit.DoYear, N: n})
		}
		y = s.chips(stage.Rect{X: left.X, Y: y, W: left.W}, years, func(i int) bool { return v.Years[i] == v.Year })
	}
	y += 24
	if !v.Ready || v.Printer == visit.PrinterNearEnd {
		y = s.notice(stage.Rect{X: left.X, Y: y, W: left.W}, s.say("printer."+string(v.Printer)), false) + 12
	}
	if s.v.Person.Hidden {
		s.paragraph(stage.Rect{X: left.X, Y: y, W: left.W}, s.say("preview.masked"), s.grey(theme.Text))
	}
	pages := s.sheet(paper, v.Sheet, v.Page)
	s.pager(min(v.Page, pages-1), pages)
	print := s.do("print", s.say("button.print"), visit.DoPrint)
	print.off = !v.Ready
	s.bar.right = append(s.bar.right,
		barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), outlined}, barButton{print, next})
}

// sheet draws a page of the slip by its columns, so that what stands under each other on paper does so here, and gives the
// number of pages.
func (s *screen) sheet(r stage.Rect, sheet slip.Sheet, page int) int {
	s.box(r, s.p.Line)
	inset := float32(28)
	column := min((r.W-2*inset-32)/float32(sheet.Columns), 17)
	// The glyphs of the screen are drawn at the size at which one column holds half a Hanzi; that is the print's own ratio.
	size := max(column*2, s.least()*0.8)
	lineH := size * 1.32
	w := column*float32(sheet.Columns) + 32
	p := stage.Rect{X: r.X + (r.W-w)/2, Y: r.Y + inset, W: w, H: r.H - 2*inset}
	s.box(p, s.p.Paper)
	var starts []int // first line of each page
	used := p.H
	for i, l := range sheet.Lines {
		h := s.lineHeight(l, lineH)
		if used+h > p.H-24 {
			starts = append(starts, i)
			used = 0
		}
		used += h
	}
	pages := max(1, len(starts))
	page = min(page, pages-1)
	if len(starts) == 0 {
		return pages
	}
	end := len(sheet.Lines)
	if page+1 < len(starts) {
		end = starts[page+1]
	}
	y := p.Y + 12
	for _, l := range sheet.Lines[starts[page]:end] {
		h := s.lineHeight(l, lineH)
		s.sheetLine(stage.Rect{X: p.X + 16, Y: y, W: w - 32, H: h}, l, column, size)
		y += h
	}
	return pages
}

// qrSide is the side of the slip's QR code on the screen.
const qrSide = 220

func (s *screen) lineHeight(l slip.Line, lineH float32) float32 {
	switch {
	case l.QR != "":
		return qrSide + 16
	case l.Rule, len(l.Cells) == 0:
		return lineH * 0.6
	}
	return lineH * float32(l.Size.Factor())
}

func (s *screen) sheetLine(r stage.Rect, l slip.Line, column, size float32) {
	switch {
	case l.QR != "":
		if code, err := qr.Encode(l.QR, qr.M); err == nil {
			s.add(stage.Item{Kind: stage.Picture, Rect: stage.Rect{X: r.X + (r.W-qrSide)/2, Y: r.Y, W: qrSide, H: qrSide}, Image: qrImage{code}})
		}
	case l.Rule:
		s.line(r.X, r.Y+r.H/2, r.Right(), r.Y+r.H/2, 2, s.p.OnPaper)
	}
	for _, c := range l.Cells {
		text := c.Text
		if c.Amount && s.v.Person.Hidden {
			text = strings.Repeat("*", 4)
		}
		s.run(r, c.Column, text, column, size, l)
	}
}

// run sets the text of a cell. Hanzi and Latin are set apart, each part at the column where the printer puts it: the
// screen's Latin letters are narrower than half a Hanzi, the printer's are exactly half.
func (s *screen) run(r stage.Rect, at int, text string, column, size float32, l slip.Line) {
	k := float32(l.Size.Factor())
	start, width := at, 0
	part := ""
	flush := func() {
		if part != "" {
			box := stage.Rect{X: r.X + float32(start)*column, Y: r.Y, W: float32(width) * column * k, H: r.H}
			tw, th := s.measure(part, size*k, l.Bold)
			fit := size * k
			for tw > box.W {
				fit *= 0.98
				tw, th = s.measure(part, fit, l.Bold)
			}
			s.add(stage.Item{Kind: stage.Text, Rect: stage.Rect{X: box.X, Y: box.Y + (box.H-th)/2, W: box.W, H: th}, Text: part, Size: fit,
				Bold: l.Bold, Fill: s.p.OnPaper, Align: s.runAlign(part)})
		}
		start += width * int(k)
		part, width = "", 0
	}
	wide := false
	for _, c := range text {
		if w := hanzi.RuneColumns(c); part != "" && (w == 2) != wide {
			flush()
		}
		wide = hanzi.RuneColumns(c) == 2
		part += string(c)
		width += hanzi.RuneColumns(c)
	}
	flush()
}

// runAlign puts figures to the right of their columns, where amounts end, and words to the left.
func (s *screen) runAlign(part string) stage.Align {
	if strings.Trim(part, "0123456789,.*-") == "" && strings.Contains(part, ".") {
		return stage.Right
	}
	return stage.Left
}

// qrImage is a QR code with its quiet zone as an image of one pixel a module.
type qrImage struct{ code *qr.Code }

const quietZone = 4 // modules around a QR code that must stay white

func (q qrImage) ColorModel() color.Model { return color.GrayModel }

func (q qrImage) Bounds() image.Rectangle {
	side := q.code.Size + 2*quietZone
	return image.Rect(0, 0, side, side)
}

func (q qrImage) At(x, y int) color.Color {
	if q.code.Black(x-quietZone, y-quietZone) {
		return color.Gray{}
	}
	return color.Gray{Y: 0xFF}
}

// printing is 正在打印.
func (s *screen) printing(r stage.Rect) {
	s.card(r)
	in := r.Inset(64)
	side := min(200, in.H*0.3)
	s.sign(in.X, in.Y, side, stage.IconPrinter, s.p.Blue, s.p.OnBlue)
	y := s.paragraph(stage.Rect{X: in.X, Y: in.Y + side + 40, W: in.W}, s.say("printing.title"), s.ink(theme.Title).strong()) + 16
	state := "printing.sending"
	if s.v.Print.Sent {
		state = "printing.waiting"
	}
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("slip."+string(s.v.Print.Kind)), s.ink(theme.Heading)) + 8
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say(state), s.ink(theme.Heading)) + 24
	s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("printing.stay"), s.grey(theme.Text))
}

// printed says what became of the slip, and only what the printer has said.
func (s *screen) printed(r stage.Rect) {
	v := s.v.Print
	s.card(r)
	in := r.Inset(64)
	icon, ground, ink := stage.IconWarning, s.p.Amber, s.p.OnAmber
	switch v.Outcome {
	case visit.SlipConfirmed:
		icon, ground, ink = stage.IconCheck, s.p.Green, s.p.OnGreen
	case visit.SlipNotPrinted:
		icon, ground, ink = stage.IconCross, s.p.Red, s.p.Card
	case visit.SlipUnknown:
		icon = stage.IconQuestion
	}
	side := min(160, in.H*0.26)
	s.sign(in.X, in.Y, side, icon, ground, ink)
	y := in.Y + side + 32
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("printed."+string(v.Outcome)+".title"), s.ink(theme.Title).strong()) + 12
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("slip."+string(v.Kind)), s.ink(theme.Heading)) + 8
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("printed."+string(v.Outcome)+".text"), s.ink(theme.Heading)) + 20
	if v.Outcome != visit.SlipConfirmed && v.Reason != "" && v.Reason != visit.PrinterReady && v.Reason != visit.PrinterNearEnd {
		y = s.notice(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("printer."+string(v.Reason)), false) + 20
	}
	if v.Outcome == visit.SlipNotPrinted {
		s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("printer.anyway"), s.grey(theme.Text))
	} else {
		s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("printed.look"), s.grey(theme.Text))
	}
	s.bar.left = append(s.bar.left, barButton{s.tap("another", s.say("button.another_slip"),
		visit.Action{Do: visit.DoPreview, Text: string(v.Kind)}), outlined})
	s.bar.right = append(s.bar.right, barButton{s.do("continue", s.say("button.continue"), visit.DoContinue), filled})
}
