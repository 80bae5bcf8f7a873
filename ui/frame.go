package ui

import (
	"fmt"
	"strings"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// bar is what a screen puts into the bottom bar besides what always stands there.
type bar struct {
	left  []barButton // after 返回
	right []barButton // before 退出
	page  string      // 第 1 / 8 页, between the first and second button of left
	note  string      // in the middle
}

type barButton struct {
	widgets.Touch
	look widgets.Look
}

// topHeight is the top bar: on upright glass the modes stand under the name.
func (s *screen) topHeight() float32 {
	if s.low() {
		return 104
	}
	if s.Glass.Portrait() {
		return max(204, s.Glass.Touch()+120)
	}
	return max(104, s.Glass.Touch()+20)
}

func (s *screen) bottomHeight() float32 {
	rows := float32(s.rows)
	return max(112, rows*s.Glass.Touch()+(rows-1)*s.Glass.Gap()+28)
}

// body is the place of a screen's own things.
func (s *screen) body() stage.Rect {
	if s.low() {
		return s.lowBody()
	}
	top, bottom := s.topHeight(), s.bottomHeight()
	return stage.Rect{X: theme.Margin, Y: top + 32, W: s.Scene.Width - 2*theme.Margin, H: s.Scene.Height - top - bottom - 64}
}

// besides divides a rectangle into a part for the main thing and one beside it on lying glass, or under it on upright glass. The
// second one has the share of the width, or the height, that is asked for.
func (s *screen) besides(r stage.Rect, share, height float32) (main, side stage.Rect) {
	const gap = 28
	main, side = r, r
	if s.Glass.Portrait() {
		side.H = min(height, r.H*0.6)
		main.H = r.H - side.H - gap
		side.Y = main.Bottom() + gap
		return main, side
	}
	side.W = r.W * share
	main.W = r.W - side.W - gap
	side.X = main.Right() + gap
	return main, side
}

// switches is how many modes the top bar has; the help stands after them.
const switches = 5

// modes are the switches, and the help.
func (s *screen) modes() [switches + 1]widgets.Touch {
	return [...]widgets.Touch{
		s.do("mode.large", s.say("mode.large"), visit.DoLarge),
		s.do("mode.contrast", s.say("mode.contrast"), visit.DoContrast),
		s.do("mode.low", s.say("mode.low"), visit.DoLow),
		s.do("mode.voice", s.say("mode.voice"), visit.DoVoice),
		s.do("mode.english", s.say("mode.english"), visit.DoEnglish),
		s.do("help", s.say("button.help"), visit.DoHelp),
	}
}

// modesOn is which of them are on.
func (s *screen) modesOn() [switches + 1]bool {
	m := s.v.Modes
	return [...]bool{m.Large, m.Contrast, m.Low, m.Voice, m.English, s.v.Overlay == visit.HelpOverlay}
}

// topBar says where one is and when, and has the switches; on upright glass they stand under the name.
func (s *screen) topBar() {
	h := s.topHeight()
	s.Box(stage.Rect{W: s.Scene.Width, H: h}, s.Palette.Navy)
	touchH, gap := s.Glass.Touch(), s.Glass.Gap()
	all, on := s.modes(), s.modesOn()
	defer func() { s.everywhere(on[:switches]) }()
	switch {
	case s.low():
		s.lowSwitches()
		s.whereAndWhen(stage.Rect{X: theme.Margin, W: s.Scene.Width - 2*theme.Margin, H: h})
	case s.Glass.Portrait():
		s.whereAndWhen(stage.Rect{X: theme.Margin, W: s.Scene.Width - 2*theme.Margin, H: h - touchH - 18})
		w := (s.Scene.Width - 2*theme.Margin - float32(len(all)-1)*gap) / float32(len(all))
		for i, m := range all {
			s.mode(stage.Rect{X: theme.Margin + float32(i)*(w+gap), Y: h - touchH - 12, W: w, H: touchH}, m, on[i])
		}
	default:
		x := s.Scene.Width - theme.Margin + gap
		for _, m := range all {
			x -= s.modeWidth(m) + gap
		}
		s.whereAndWhen(stage.Rect{X: theme.Margin, W: x - 24 - theme.Margin, H: h})
		for i, m := range all {
			w := s.modeWidth(m)
			s.mode(stage.Rect{X: x, Y: (h - touchH) / 2, W: w, H: touchH}, m, on[i])
			x += w + gap
		}
	}
}

// whereAndWhen is the product's name over the hall's, and the time at the right of both.
func (s *screen) whereAndWhen(r stage.Rect) {
	clock := s.v.Clock
	day := s.say("date.day", s.say(fmt.Sprintf("month_name.%d", int(clock.Month()))), clock.Day())
	when := s.say("date.line", day, s.say(fmt.Sprintf("weekday.%d", int(clock.Weekday()))), clock.Format("15:04"))
	name := widgets.Style{Type: theme.Heading, Bold: true, Color: s.Palette.OnNavy}
	if s.Large {
		name = name.As(theme.Text) // the bar does not grow
	}
	hall := s.Width(s.cfg.Facts.Hall, theme.Note, false)
	dateW := s.Width(when, theme.Text, false)
	if r.W-dateW-32 < hall { // the hall's name is worth more than the date
		when = clock.Format("15:04")
		dateW = s.Width(when, theme.Text, false)
	}
	s.Text(stage.Rect{X: r.Right() - dateW - 2, Y: r.Y, W: dateW + 2, H: r.H}, when, widgets.Style{Type: theme.Text, Color: s.Palette.OnNavy}.Right())
	w := r.W - dateW - 32
	s.Text(stage.Rect{X: r.X, Y: r.Y + 4, W: w, H: r.H/2 - 2}, s.say("product"), name)
	s.Text(stage.Rect{X: r.X, Y: r.Y + r.H/2 + 2, W: w, H: r.H/2 - 6}, s.cfg.Facts.Hall, widgets.Style{Type: theme.Note, Color: s.Palette.OnNavy})
}

// everywhere says of the targets of the top bar, which come first of all, that they stand on every screen, and which modes are on.
func (s *screen) everywhere(on []bool) {
	for i := range s.Scene.Targets {
		t := &s.Scene.Targets[i]
		if t.Last = true; i < len(on) {
			t.Role, t.Chosen = stage.RoleSwitch, on[i]
		}
	}
}

// modeWidth has room for the mark of a mode that is on, so that the bar does not move when it is switched.
func (s *screen) modeWidth(t widgets.Touch) float32 {
	return max(s.Glass.Touch()*1.4, s.Width(modeOn+t.Label, theme.Text, true)+26)
}

// modeOn stands before the name of a mode that is on: colour is never the only sign.
const modeOn = "● "

// mode is a switch in the top bar; one that is on is filled, and marked in words by a dot before its name.
func (s *screen) mode(r stage.Rect, t widgets.Touch, on bool) {
	if !on {
		s.Button(r, widgets.OnBar, t)
		return
	}
	pressed := s.Palette.NavyLine
	if pressed == s.Palette.OnNavy { // 高对比 has no grey: a finger would change nothing
		pressed = s.Palette.Blue
	}
	s.Target(r, t, s.Palette.OnNavy, s.Palette.OnNavy, pressed, 2)
	ink, label := s.Palette.Navy, modeOn+t.Label
	if s.Width(label, theme.Note, true) > r.W-16 { // small glass and large type
		label = strings.TrimSpace(modeOn) + t.Label
	}
	s.Text(r.Inset(6), label, widgets.Style{Type: theme.Text, Bold: true, Align: stage.Centre, Color: ink})
}

// bottomBar puts 返回 and paging on the left, the next step and 退出 on the right: in one row where they fit, else in rows
// of their own.
func (s *screen) bottomBar() {
	h := s.bottomHeight()
	y := s.Scene.Height - h
	s.Box(stage.Rect{Y: y, W: s.Scene.Width, H: h}, s.Palette.Card)
	s.Line(0, y, s.Scene.Width, y, 2, s.Palette.Line)
	touchH, gap := s.Glass.Touch(), s.Glass.Gap()
	left, right := s.barLayout()
	at := y + (h-float32(s.rows)*touchH-float32(s.rows-1)*gap)/2
	x, end := float32(theme.Margin), s.Scene.Width-theme.Margin
	for i, row := range left {
		if i > 0 {
			at += touchH + gap
		}
		x = theme.Margin
		for _, b := range row {
			w := s.partWidth(b)
			s.part(stage.Rect{X: x, Y: at, W: w, H: touchH}, b)
			x += w + gap
		}
	}
	for i, row := range right {
		if i > 0 || (len(left) > 0 && s.rows == len(left)+len(right)) {
			at += touchH + gap
			x = theme.Margin
		}
		from := s.Scene.Width - theme.Margin - s.partsWidth(row)
		end = from - gap
		for _, b := range row { // from the left, as they are read
			w := s.partWidth(b)
			s.part(stage.Rect{X: from, Y: at, W: w, H: touchH}, b)
			from += w + gap
		}
	}
	for _, note := range s.footNotes() {
		if end-x > s.Width(note, theme.Note, false)+40 {
			s.Text(stage.Rect{X: x, Y: at, W: end - x, H: touchH}, note, s.Grey(theme.Note).Centre())
			return
		}
	}
}

// footNotes are what the middle of the bar may say, the fullest first.
func (s *screen) footNotes() []string {
	phone, free, kept := s.say("foot.phone", s.cfg.Facts.Phone), s.say("foot.free"), s.say("foot.kept")
	const dot = "   ·   "
	notes := []string{phone + dot + free + dot + kept, phone + dot + kept, phone}
	if s.bar.note != "" {
		notes = append([]string{s.bar.note + dot + phone, s.bar.note}, notes...)
	}
	return notes
}

// barLayout is the rows of the left and of the right buttons. The last left row and the first right row are one row of the
// bar when they fit beside each other.
func (s *screen) barLayout() (left, right [][]barPart) {
	room := s.Scene.Width - 2*theme.Margin
	flow := func(all []barPart) [][]barPart {
		var rows [][]barPart
		for _, b := range all {
			last := len(rows) - 1
			if last >= 0 && s.partsWidth(append(rows[last][:len(rows[last]):len(rows[last])], b)) <= room {
				rows[last] = append(rows[last], b)
				continue
			}
			rows = append(rows, []barPart{b})
		}
		return rows
	}
	return flow(s.leftButtons()), flow(s.rightButtons())
}

// barRows is how many rows the bottom bar needs.
func (s *screen) barRows() int {
	left, right := s.barLayout()
	n := len(left) + len(right)
	if len(left) > 0 && len(right) > 0 {
		together := s.partsWidth(left[len(left)-1]) + s.Glass.Gap() + s.partsWidth(right[0])
		if together <= s.Scene.Width-2*theme.Margin {
			n--
		}
	}
	return max(1, n)
}

// barPart is a button of the bottom bar, or the words between two of them.
type barPart struct {
	barButton
	words string
}

func (s *screen) leftButtons() []barPart {
	var out []barPart
	if s.v.Back {
		out = append(out, barPart{barButton: barButton{s.do("back", s.say("button.back"), visit.DoBack), widgets.Outlined}})
	}
	for i, b := range s.bar.left {
		out = append(out, barPart{barButton: b})
		if i == 0 && s.bar.page != "" {
			out = append(out, barPart{words: s.bar.page})
		}
	}
	return out
}

func (s *screen) rightButtons() []barPart {
	var out []barPart
	for _, b := range s.bar.right {
		out = append(out, barPart{barButton: b})
	}
	if s.v.Exit {
		label := s.say("button.exit")
		if s.v.Card {
			label = s.say("button.exit_card")
		}
		out = append(out, barPart{barButton: barButton{s.do("exit", label, visit.DoExit), widgets.Leaving}})
	}
	return out
}

func (s *screen) part(r stage.Rect, b barPart) {
	if b.words != "" {
		s.Text(r, b.words, s.Ink(theme.Text).Strong().Centre())
		return
	}
	s.Button(r, b.look, b.Touch)
}

func (s *screen) partWidth(b barPart) float32 {
	if b.words != "" {
		return s.Width(b.words, theme.Text, true) + 4
	}
	if b.look == widgets.Next && !s.tight { // the next step is the widest of the row
		return max(s.barWidth(b.Label), 264)
	}
	return s.barWidth(b.Label)
}

func (s *screen) partsWidth(all []barPart) float32 {
	w := -s.Glass.Gap()
	for _, b := range all {
		w += s.partWidth(b) + s.Glass.Gap()
	}
	return w
}

func (s *screen) barWidth(label string) float32 {
	pad := float32(72)
	if s.Glass.Portrait() || s.Large {
		pad = 40 // the bar is short, or its words are long
	}
	return max(s.Glass.Touch()*1.4, s.Width(label, theme.Text, true)+pad)
}

// pager puts 上一页 and 下一页 with the page between them into the bottom bar.
func (s *screen) pager(page, pages int) {
	if pages < 2 {
		return
	}
	turn := func(id, key string, to int) widgets.Touch {
		t := s.tap(id, s.say(key), visit.Action{Do: visit.DoPage, N: to})
		t.Off = to < 0 || to >= pages
		return t
	}
	s.bar.left = append([]barButton{{turn("previous", "button.previous", page-1), widgets.Outlined}, {turn("next", "button.next", page+1), widgets.Filled}},
		s.bar.left...)
	s.bar.page = s.say("page.of", page+1, pages)
}
