package ui

import (
	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// aside is what stands beside a text: a code for the telephone, and where one can go on.
type aside struct {
	code    string // what the code says; "" for none
	caption string // what it is for
	address string // what it opens, in letters, where it opens something
	ways    []widgets.Touch
	title   string // of the links
	links   []widgets.Touch
}

// mostRelated is how many related questions are offered.
const mostRelated = 3

// besideAnswer is what stands beside an answer: the answer to take along, what to bring, where it is done, and related questions.
// An item of 跨省通办 that is handled on the platform has the platform's address instead, as the way there.
func (s *screen) besideAnswer(e faq.Entry) aside {
	l := s.cfg.Library
	a := aside{code: takeaway(s.chinese, l, e), caption: s.say("takeaway.caption")}
	if !e.Listed() { // what does not hold any more is not taken along
		a.code, a.caption = "", ""
	}
	if s.v.Screen == visit.CrossItem {
		a.code, a.caption, a.address = "", "", ""
		if address := addressOf(l, e); e.Item == faq.Online && address != "" {
			a.code, a.caption, a.address = address, s.say("cross.platform"), address
		}
	}
	for i, id := range e.Bring {
		if list, ok := l.MaterialList(id); ok {
			label := s.say("materials.title")
			if len(e.Bring) > 1 {
				label = s.say("materials.of", s.listName(list, i))
			}
			a.ways = append(a.ways, s.tap("bring."+id, label, visit.Action{Do: visit.DoBring, Text: id}))
		}
	}
	switch channels := s.channelsOf(e); len(channels) {
	case 0:
	case 1:
		a.ways = append(a.ways, s.tap("via", channels[0].Name, visit.Action{Do: visit.DoChannel, Text: channels[0].ID}))
	default:
		a.ways = append(a.ways, s.tap("via", s.say("channels.via"), visit.Action{Do: visit.DoChannels, Text: e.ID}))
	}
	a.title = s.say("faq.related")
	for _, r := range l.Related(e) {
		if len(a.links) < mostRelated {
			a.links = append(a.links, s.tap("related."+r.ID, r.Question, visit.Action{Do: visit.DoAnswer, Text: r.ID}))
		}
	}
	return a
}

// chinese is a sentence in Chinese, for what goes with the policy content, which is Chinese.
func (s *screen) chinese(key string, fill ...any) string {
	return s.cfg.Words.Say(words.Chinese, key, fill...)
}

// linkText is the type of a link: in 大字 the note's size is large enough, and its words fit.
func (s *screen) linkText() widgets.Style {
	if s.Large {
		return s.Ink(theme.Note)
	}
	return s.Ink(theme.Text)
}

const (
	linkPad  = 20 // left and right of a link's words
	linkRoom = 24 // above and below them, together
	codePad  = 24 // around a code, beyond its quiet zone
)

func (s *screen) linkHeight(t widgets.Touch, w float32) float32 {
	return max(s.Glass.Touch(), s.Height(t.Label, s.linkText(), w-2*linkPad)+linkRoom)
}

// link is a target of running words.
func (s *screen) link(r stage.Rect, t widgets.Touch, st widgets.Style) {
	s.Target(r, t, s.Palette.Card, s.Palette.KeyLine, s.Palette.CardDown, 2)
	h := s.Height(t.Label, st, r.W-2*linkPad)
	s.Paragraph(stage.Rect{X: r.X + linkPad, Y: r.Y + (r.H-h)/2, W: r.W - 2*linkPad}, t.Label, st)
}

// codeHeight is how high the panel with the code is at a width.
func (s *screen) codeHeight(a aside, w float32) float32 {
	if a.code == "" {
		return 0
	}
	h := codePad + s.codeSide(a.code) + 8 + s.Height(a.caption, s.Grey(theme.Note), w-2*codePad) + 16
	return h + float32(len(s.addressLines(a.address, w-2*codePad)))*s.Leading(theme.Note)
}

// codePanel is the code on a panel, with what it is for under it. It gives the y below itself.
func (s *screen) codePanel(r stage.Rect, a aside) float32 {
	if a.code == "" {
		return r.Y
	}
	r.H = s.codeHeight(a, r.W)
	s.Card(r)
	y := s.code(stage.Rect{X: r.X, Y: r.Y + codePad, W: r.W}, a.code) + 8
	in := stage.Rect{X: r.X + codePad, Y: y, W: r.W - 2*codePad}
	for _, line := range s.Wrap(a.caption, s.Grey(theme.Note), in.W) {
		s.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: s.Leading(theme.Note)}, line, s.Grey(theme.Note).Centre())
		y += s.Leading(theme.Note)
	}
	for _, line := range s.addressLines(a.address, in.W) {
		s.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: s.Leading(theme.Note)}, line, s.Ink(theme.Note).Strong().Centre())
		y += s.Leading(theme.Note)
	}
	return r.Bottom()
}

// addressLines breaks an address, which has no spaces, wherever a line is full.
func (s *screen) addressLines(address string, w float32) []string {
	var lines []string
	line := ""
	for _, c := range address {
		if line != "" && s.Width(line+string(c), theme.Note, true) > w {
			lines = append(lines, line)
			line = ""
		}
		line += string(c)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// waysHeight is how high the ways on are at a width, in rows of two.
func (s *screen) waysHeight(a aside, w float32) float32 {
	n := float32(len(s.wayRows(a, w)))
	return max(0, n*(s.Glass.Touch()+s.Glass.Gap())-s.Glass.Gap())
}

// wayRows sets the ways on beside each other where their words fit.
func (s *screen) wayRows(a aside, w float32) [][]widgets.Touch {
	var rows [][]widgets.Touch
	half := (w-s.Glass.Gap())/2 - 24
	fits := func(t widgets.Touch) bool { return s.Width(t.Label, theme.Text, true) <= half }
	for _, t := range a.ways {
		last := len(rows) - 1
		if last >= 0 && len(rows[last]) == 1 && fits(rows[last][0]) && fits(t) {
			rows[last] = append(rows[last], t)
			continue
		}
		rows = append(rows, []widgets.Touch{t})
	}
	return rows
}

func (s *screen) ways(r stage.Rect, a aside) float32 {
	h, gap := s.Glass.Touch(), s.Glass.Gap()
	y := r.Y
	for _, row := range s.wayRows(a, r.W) {
		if y+h > r.Bottom()+0.5 { // small glass and large type: the text says it, too
			break
		}
		w := (r.W - float32(len(row)-1)*gap) / float32(len(row))
		for i, t := range row {
			s.Button(stage.Rect{X: r.X + float32(i)*(w+gap), Y: y, W: w, H: h}, widgets.Outlined, t)
		}
		y += h + gap
	}
	return max(r.Y, y-gap)
}

// linksHeight is how high the first n links are at a width, with their title.
func (s *screen) linksHeight(a aside, n int, w float32) float32 {
	if n == 0 {
		return 0
	}
	h := s.Leading(theme.Note) + 8 - s.Glass.Gap()
	for _, t := range a.links[:n] {
		h += s.linkHeight(t, w) + s.Glass.Gap()
	}
	return h
}

func (s *screen) linksIn(r stage.Rect, a aside, n int) float32 {
	if n == 0 {
		return r.Y
	}
	s.Text(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: s.Leading(theme.Note)}, a.title, s.Grey(theme.Note).Strong())
	y := r.Y + s.Leading(theme.Note) + 8
	for _, t := range a.links[:n] {
		h := s.linkHeight(t, r.W)
		s.link(stage.Rect{X: r.X, Y: y, W: r.W, H: h}, t, s.linkText())
		y += h + s.Glass.Gap()
	}
	return y - s.Glass.Gap()
}

// fittingLinks is how many links fit into a height.
func (s *screen) fittingLinks(a aside, w, h float32) int {
	h += 0.5 // the height was summed up in another order
	for n := len(a.links); n > 0; n-- {
		if s.linksHeight(a, n, w) <= h {
			return n
		}
	}
	return 0
}

const asideGap = 24 // between the parts of what stands beside a text

// uprightParts divides a rectangle under a text on upright glass: the code at the left, the ways and links at the right.
func (s *screen) uprightParts(a aside, w float32) (code, links float32) {
	if a.code == "" {
		return 0, w
	}
	code = max(s.codeSide(a.code)+2*codePad, 360)
	if len(a.ways) == 0 && len(a.links) == 0 {
		return w, 0
	}
	return code, w - code - asideGap
}

// asideHeight is how high what stands under a text is on upright glass.
func (s *screen) asideHeight(w float32, a aside) float32 {
	if !s.Glass.Portrait() {
		return 0
	}
	codeW, linksW := s.uprightParts(a, w)
	ways, links := s.waysHeight(a, linksW), s.linksHeight(a, len(a.links), linksW)
	if ways > 0 && links > 0 {
		ways += asideGap
	}
	return max(s.codeHeight(a, codeW), ways+links)
}

// beside draws it beside a text, or under it, and gives the place of the text, which is all of the rectangle when there is nothing
// beside, and how many of the links had room.
func (s *screen) beside(r stage.Rect, a aside) (text stage.Rect, linked int) {
	share := float32(0.29) // of the width: a code, and two lines of a question
	if s.low() {
		share = 0.36 // of less
	}
	if a.code == "" && len(a.ways) == 0 && len(a.links) == 0 {
		return r, 0
	}
	main, side := s.besides(r, share, min(s.asideHeight(r.W, a), s.reach(r).H))
	return main, s.aside(side, a)
}

// aside draws it and gives how many links had room: in a column on lying glass, in two beside each other on upright glass.
func (s *screen) aside(r stage.Rect, a aside) (linked int) {
	if s.Glass.Portrait() {
		codeW, linksW := s.uprightParts(a, r.W)
		s.codePanel(stage.Rect{X: r.X, Y: r.Y, W: codeW}, a)
		r.X, r.W = r.Right()-linksW, linksW
	} else if a.code != "" {
		r = below(r, s.codePanel(r, a)+asideGap)
	}
	r = s.reach(r)
	if len(a.ways) > 0 {
		r = below(r, s.ways(r, a)+asideGap)
	}
	linked = s.fittingLinks(a, r.W, r.H)
	s.linksIn(r, a, linked)
	return linked
}
