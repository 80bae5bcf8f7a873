package ui

import (
	"fmt"
	"math"
	"strings"

	"rsc.io/qr"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// preview is 打印 before it begins: the slip as it will be, and what can be chosen about it.
func (s *screen) preview(r stage.Rect) {
	v := s.v.Slip
	paper := r
	if s.low() {
		paper = s.lowPreview(r)
	} else if s.Glass.Portrait() {
		paper = below(r, s.previewChoice(r)+24)
	} else {
		left := r
		left.W = r.W * 0.57
		paper.X, paper.W = left.Right()+40, r.W-left.W-40
		if y := s.previewChoice(left) + 28; left.Bottom()-y > 150 {
			s.previewFacts(below(left, y))
		}
	}
	pages := s.sheet(paper, v.Sheet, v.Page, false)
	s.pager(min(v.Page, pages-1), pages)
	print := s.do("print", s.say("button.print"), visit.DoPrint)
	print.Off = !v.Ready
	if !v.Guest {
		s.bar.right = append(s.bar.right, barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), widgets.Outlined})
	}
	s.bar.right = append(s.bar.right, barButton{print, widgets.Next})
}

// previewChoice is what can be chosen: which slip, and of what time.
func (s *screen) previewChoice(r stage.Rect) float32 {
	v := s.v.Slip
	at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
	y := s.title(r, s.say("preview.title")) - 4
	group := s.Ink(theme.Text).Strong()
	told := !v.Ready || v.Printer != visit.PrinterReady
	if told { // it prints with little paper, and without saying so, but not unasked
		y = s.Notice(at(y), s.say("printer."+string(v.Printer)), false) + 16
	}
	if v.Guest {
		return s.Paragraph(at(y), s.say("slip."+string(v.Kind)), group)
	}
	y = s.Paragraph(at(y), s.say("preview.kind"), group) + 6
	y = s.kinds(at(y)) + 20
	if v.Clock {
		y = s.Notice(at(y), s.say("preview.clock"), false) + 16
	}
	crowded := s.Large && !s.Glass.Portrait() && (told || v.Clock) // what she is told comes first; the place is chosen on the query's screen, too
	if places := s.slipPlaces(); len(places) > 0 && !crowded {
		y = s.Paragraph(at(y), s.say("preview.place"), group) + 6
		y = s.Chips(at(y), places, func(i int) bool { return v.Places[i] == v.Region }) + 20
	}
	if times, key, is := s.slipTimes(); len(times) > 0 {
		y = s.Paragraph(at(y), s.say(key), group) + 6
		y = s.Chips(at(y), times, is)
	}
	return y
}

// slipPlaces are the places that a slip can be of; none where there is nothing to choose.
func (s *screen) slipPlaces() []widgets.Touch {
	v := s.v.Slip
	if len(v.Places) > placesOffered {
		return nil
	}
	places := make([]widgets.Touch, len(v.Places))
	for i, p := range v.Places {
		name := s.say("preview.all_places")
		if p != records.AllRegions {
			name = s.region(p)
		}
		places[i] = s.tap("place."+string(p), name, visit.Action{Do: visit.DoPlace, Text: string(p)})
	}
	return places
}

// slipTimes are the times that a slip can be of, what they are called together, and which one is chosen.
func (s *screen) slipTimes() (times []widgets.Touch, key string, is func(i int) bool) {
	v := s.v.Slip
	switch v.Kind {
	case slip.ContributionSlip, slip.ContributionCertificate:
		all := visit.MonthsOffered()
		for _, n := range all {
			times = append(times, s.tap(fmt.Sprintf("months.%d", n), s.say("preview.months", n), visit.Action{Do: visit.DoMonths, N: n}))
		}
		return times, "preview.time", func(i int) bool { return all[i] == v.Months }
	case slip.RightsRecord, slip.AnnuityStatement:
		for _, n := range v.Years {
			times = append(times, s.tap(fmt.Sprintf("year.%d", n), s.say("year", n), visit.Action{Do: visit.DoYear, N: n}))
		}
		return times, "preview.year", func(i int) bool { return v.Years[i] == v.Year }
	}
	return nil, "", nil
}

// lowPreview has in 低位 what can be chosen at the foot, each choice in a row of chips, and gives the place of the paper.
func (s *screen) lowPreview(r stage.Rect) (paper stage.Rect) {
	v := s.v.Slip
	rest := s.choose(r, lowSpace, s.lowChoices)
	left := rest
	if !s.Glass.Portrait() {
		left.W = s.span(r).W * 0.56
	}
	y := s.title(left, s.say("preview.title"))
	if !v.Ready || v.Printer != visit.PrinterReady {
		y = s.Notice(below(left, y), s.say("printer."+string(v.Printer)), false) + 16
	}
	if v.Clock {
		y = s.Notice(below(left, y), s.say("preview.clock"), false) + 16
	}
	if s.Glass.Portrait() {
		return below(rest, y)
	}
	if left = below(left, y); left.H > 150 {
		s.previewFacts(left)
	}
	paper = s.span(rest)
	paper.X, paper.W = left.Right()+40, paper.Right()-left.Right()-40
	paper.H = min(paper.H, s.half()-lowSpace-paper.Y)
	return paper
}

// lowChoices are the choices of a slip in rows of chips.
func (s *screen) lowChoices(r stage.Rect) float32 {
	v := s.v.Slip
	if v.Guest {
		return s.Paragraph(r, s.say("slip."+string(v.Kind)), s.Ink(theme.Text).Strong())
	}
	kinds := make([]widgets.Touch, len(v.Kinds))
	for i, k := range v.Kinds {
		kinds[i] = s.tap("kind."+string(k), s.say("slip."+string(k)), visit.Action{Do: visit.DoPreview, Text: string(k)})
	}
	gap := s.Glass.Gap()
	y := s.Chips(r, kinds, func(i int) bool { return v.Kinds[i] == v.Kind })
	if places := s.slipPlaces(); len(places) > 0 {
		y = s.Chips(below(r, y+gap), places, func(i int) bool { return v.Places[i] == v.Region })
	}
	if times, _, is := s.slipTimes(); len(times) > 0 {
		y = s.Chips(below(r, y+gap), times, is)
	}
	return y
}

// placesOffered is how many places are offered beside the slip; whoever has more of them chooses on the query's own screen.
const placesOffered = 5

// twoKinds is how many slips have room for what each is beside its name.
const twoKinds = 2

// kinds are the slips that can be printed for this person, each with what it is.
func (s *screen) kinds(r stage.Rect) float32 {
	v := s.v.Slip
	if len(v.Kinds) > twoKinds {
		names := make([]widgets.Touch, len(v.Kinds))
		for i, k := range v.Kinds {
			names[i] = s.tap("kind."+string(k), s.say("slip."+string(k)), visit.Action{Do: visit.DoPreview, Text: string(k)})
		}
		y := s.Chips(r, names, func(i int) bool { return v.Kinds[i] == v.Kind })
		if s.Large { // its room is the chips'
			return y
		}
		return s.Paragraph(stage.Rect{X: r.X, Y: y + 8, W: r.W}, s.say("slip."+string(v.Kind)+".about"), s.Grey(theme.Note))
	}
	gap := max(24, s.Glass.Gap())
	n := float32(len(v.Kinds))
	w := (r.W - (n-1)*gap) / max(1, n)
	name, about := s.Ink(theme.Heading).Strong(), s.Grey(theme.Note)
	key := func(k slip.Kind) string { return "slip." + string(k) }
	h := float32(0)
	for _, k := range v.Kinds {
		h = max(h, s.Height(s.say(key(k)), name, w-112)+s.Height(s.say(key(k)+".about"), about, w-112)+36)
	}
	h = max(h, s.Glass.Touch())
	for i, k := range v.Kinds {
		at := stage.Rect{X: r.X + float32(i)*(w+gap), Y: r.Y, W: w, H: h}
		ground, line, ink, pressed := s.Palette.Card, s.Palette.KeyLine, s.Palette.Ink, s.Palette.CardDown
		note := s.Palette.Grey
		if k == v.Kind {
			ground, line, ink, pressed, note = s.Palette.Navy, s.Palette.Navy, s.Palette.OnNavy, s.Palette.BlueDown, s.Palette.OnNavy
		}
		s.Target(at, s.tap("kind."+string(k), s.say(key(k)), visit.Action{Do: visit.DoPreview, Text: string(k)}), ground, line, pressed, 2)
		target := s.Last()
		target.Role, target.Note, target.Chosen = stage.RoleChip, s.say(key(k)+".about"), k == v.Kind
		if k == v.Kind {
			s.ChosenFrame(at)
			s.Stroked(stage.Rect{X: at.X + 24, Y: at.Y + (h-48)/2, W: 48, H: 48}, stage.IconCheck, ink, 6)
		}
		y := at.Y + (h-s.Height(s.say(key(k)), name, w-112)-s.Height(s.say(key(k)+".about"), about, w-112))/2
		y = s.Paragraph(stage.Rect{X: at.X + 88, Y: y, W: w - 112}, s.say(key(k)), name.In(ink))
		s.Paragraph(stage.Rect{X: at.X + 88, Y: y, W: w - 112}, s.say(key(k)+".about"), about.In(note))
	}
	return r.Y + h
}

// previewFacts say what the paper will be.
func (s *screen) previewFacts(r stage.Rect) {
	v := s.v.Slip
	all := []widgets.Fact{
		{Icon: stage.IconEye, Ink: s.Palette.Blue, Label: "", Text: s.say("preview.note")},
		{Icon: stage.IconPaper, Ink: s.Palette.Blue, Label: "", Text: s.say("preview.paper", paperLength(v.Sheet))},
	}
	if s.hidden() {
		all[0] = widgets.Fact{Icon: stage.IconEye, Ink: s.Palette.Blue, Label: "", Text: s.say("preview.masked")}
	}
	if r.H > 420 && !s.Large && !v.Guest {
		all = append(all, widgets.Fact{Icon: stage.IconCard, Ink: s.Palette.Blue, Label: "", Text: s.say("preview.stay")})
	}
	s.Card(r)
	in := stage.Rect{X: r.X + 40, Y: r.Y + 12, W: r.W - 80, H: r.H - 24}
	way := func(n int) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return s.Facts(r, all[:n], theme.Text) }
	}
	s.Fitting(in, way(len(all)), way(1))
}

// hidden reports whether amounts are hidden on the glass. A guide has none.
func (s *screen) hidden() bool { return s.v.Person != nil && s.v.Person.Hidden }

// paperLength is about how many centimetres of paper a slip takes, to five: a line is 30 dots of 1/203 inch, and the cutter
// stands some way above the head.
func paperLength(sheet slip.Sheet) int {
	const line, cutter, code = 3.75, 15, 45 // mm
	mm := float64(cutter)
	for _, l := range sheet.Lines {
		if l.QR != "" {
			mm += code
		} else {
			mm += line * float64(l.Size.Factor())
		}
	}
	return int(math.Ceil(mm/50)) * 5
}

// sheet draws a page of the slip by its columns, so that what stands under each other on paper does so here, and gives the
// number of pages. A hanging sheet comes out of the printer: it is seen from its head down to where the panel ends.
func (s *screen) sheet(r stage.Rect, sheet slip.Sheet, page int, hanging bool) int {
	s.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: s.Palette.Slot, Stroke: s.Palette.Line, Width: 2, Radius: theme.Corner})
	inset := float32(28)
	column := min((r.W-2*inset-32)/float32(sheet.Columns), 17)
	// The glyphs of the screen are drawn at the size at which one column holds half a Hanzi; that is the print's own ratio.
	size := column * 2
	lineH := size * 1.32
	w := column*float32(sheet.Columns) + 32
	p := stage.Rect{X: r.X + (r.W-w)/2, Y: r.Y + inset, W: w, H: r.H - 2*inset}
	if hanging {
		p.Y, p.H = r.Y+44, r.H-46
	}
	s.Box(p, s.Palette.Paper)
	if hanging {
		s.Round(stage.Rect{X: p.X - 14, Y: r.Y + 26, W: w + 28, H: 24}, theme.Corner, s.Palette.Mouth)
		p.Y, p.H = p.Y+12, p.H-12
	}
	starts := s.sheetPages(sheet, p.H-24, lineH)
	pages := max(1, len(starts))
	page = min(page, pages-1)
	if len(starts) == 0 {
		return pages
	}
	end := len(sheet.Lines)
	if page+1 < len(starts) {
		end = starts[page+1]
	}
	s.told.lines = sheet.Lines[starts[page]:end]
	y := p.Y + 12
	for _, l := range sheet.Lines[starts[page]:end] {
		h := s.lineHeight(l, lineH)
		s.sheetLine(stage.Rect{X: p.X + 16, Y: y, W: w - 32, H: h}, l, column, size)
		y += h
	}
	return pages
}

// sheetPages are the first lines of the pages on which a slip is shown.
func (s *screen) sheetPages(sheet slip.Sheet, height, lineH float32) []int {
	var starts []int
	used := height
	for i, l := range sheet.Lines {
		h := s.lineHeight(l, lineH)
		if used+h > height {
			starts = append(starts, i)
			used = 0
		}
		used += h
	}
	return starts
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
			s.Add(stage.Item{Kind: stage.Picture, Rect: stage.Rect{X: r.X + (r.W-qrSide)/2, Y: r.Y, W: qrSide, H: qrSide}, Image: codeImage(code, 1)})
		}
	case l.Rule:
		s.Line(r.X, r.Y+r.H/2, r.Right(), r.Y+r.H/2, 2, s.Palette.OnPaper)
	}
	for _, c := range l.Cells {
		text := c.Text
		if c.Amount && s.hidden() {
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
			tw, th := s.Measure(part, size*k, l.Bold)
			fit := size * k
			for tw > box.W {
				fit *= 0.98
				tw, th = s.Measure(part, fit, l.Bold)
			}
			s.Add(stage.Item{Kind: stage.Text, Rect: stage.Rect{X: box.X, Y: box.Y + (box.H-th)/2, W: box.W, H: th}, Text: part, Size: fit,
				Bold: l.Bold, Fill: s.Palette.OnPaper, Align: s.runAlign(part), Paper: true})
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

// printing is 正在打印.
func (s *screen) printing(r stage.Rect) {
	v := s.v.Print
	state := "printing.sending"
	if v.Sent {
		state = "printing.waiting"
	}
	m := widgets.Message{Icon: stage.IconPrinter, Ground: s.Palette.Blue, Ink: s.Palette.OnBlue, Title: s.say("printing.title"),
		Said: []string{s.say("slip." + string(v.Kind)), s.say(state)}}
	if s.v.Card {
		m.Note = []string{s.say("printing.stay")}
	}
	s.withPaper(r, true, m, nil)
	s.bar.right = append(s.bar.right, s.askForHelp())
}

// printed says what became of the slip, and only what the printer has said.
func (s *screen) printed(r stage.Rect) {
	v := s.v.Print
	m := widgets.Message{Icon: stage.IconWarning, Ground: s.Palette.Amber, Ink: s.Palette.OnAmber, Title: s.say("printed." + string(v.Outcome) + ".title"),
		Said: []string{s.say("slip." + string(v.Kind)), s.say("printed." + string(v.Outcome) + ".text")}, Note: []string{s.say("printed.look")}}
	good := false
	switch v.Outcome {
	case visit.SlipConfirmed, visit.SlipTaken, visit.SlipWhole:
		good = true
		m.Icon, m.Ground, m.Ink = stage.IconCheck, s.Palette.Green, s.Palette.OnGreen
		if v.Outcome != visit.SlipConfirmed {
			m.Note = nil
		}
	case visit.SlipNotPrinted, visit.SlipMissing, visit.SlipLimit:
		m.Icon, m.Ground, m.Ink = stage.IconCross, s.Palette.Red, s.Palette.OnRed
		if m.Note = nil; !v.Guest {
			m.Note = []string{s.say("printer.anyway")}
		}
	case visit.SlipRetracted:
		m.Note = nil
	case visit.SlipUnknown:
		m.Icon = stage.IconAsk
		if v.Ask { // by the buttons
			m.Note = nil
		}
	}
	if !good && v.Reason != "" && v.Reason != visit.PrinterReady && v.Reason != visit.PrinterNearEnd {
		m.Notice = s.say("printer." + string(v.Reason))
	}
	s.withPaper(r, v.Outcome == visit.SlipConfirmed, m, func(at stage.Rect) {
		s.outletPicture(at, !gone(v.Outcome), m.Icon, m.Ground, m.Ink)
	})
	if v.Ask {
		s.bar.right = append(s.bar.right, barButton{s.do("missing", s.say("button.slip_missing"), visit.DoSlipMissing), widgets.Outlined},
			barButton{s.do("whole", s.say("button.slip_whole"), visit.DoSlipWhole), widgets.Filled})
		return
	}
	on := "button.continue"
	if v.Guest {
		on = "button.back"
	} else {
		s.bar.left = append(s.bar.left, barButton{s.tap("another", s.say("button.another_slip"),
			visit.Action{Do: visit.DoPreview, Text: string(v.Kind)}), widgets.Outlined},
			barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), widgets.Outlined})
	}
	s.bar.right = append(s.bar.right, barButton{s.do("continue", s.say(on), visit.DoContinue), widgets.Filled})
}

// gone reports whether nothing hangs from the outlet, as far as anybody knows.
func gone(o visit.PrintOutcome) bool {
	switch o {
	case visit.SlipNotPrinted, visit.SlipMissing, visit.SlipLimit, visit.SlipTaken, visit.SlipRetracted:
		return true
	}
	return false
}

// withPaper is a message with the slip coming out of the printer beside it, or under it on upright glass; while it is not
// known that the slip is out, with a picture instead.
func (s *screen) withPaper(r stage.Rect, paper bool, m widgets.Message, picture func(stage.Rect)) {
	words := func(in stage.Rect) float32 { return s.Message(in, m) }
	if !paper {
		s.pictured(r, words, picture)
		return
	}
	const gap, least = 40, 300
	if s.Glass.Portrait() {
		in := stage.Rect{X: r.X + 64, Y: r.Y + 48, W: r.W - 128, H: r.H*0.62 - 48}
		card := len(s.Scene.Items)
		s.Card(r)
		y := words(in) + 28
		s.Scene.Items[card].Rect.H = y - r.Y
		if at := below(r, y+gap); at.H > least {
			s.sheet(at, s.v.Print.Sheet, 0, true)
		}
		return
	}
	left, right := r, s.span(r)
	left.W = right.W * 0.64
	right.X, right.W = left.Right()+gap, right.W-left.W-gap
	if s.low() { // over the switches
		right.H = s.half() - lowSpace - r.Y
	}
	s.Card(left)
	s.Middle(stage.Rect{X: left.X + 72, Y: left.Y + 56, W: left.W - 144, H: left.H - 112}, words)
	s.sheet(right, s.v.Print.Sheet, 0, true)
}
