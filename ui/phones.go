package ui

import (
	"slices"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// phones is 城市电话: the number to dial within each city, the terminal's own first.
func (s *screen) phones(r stage.Rect) {
	cities := slices.Clone(s.cfg.Library.Cities)
	own := s.cfg.Facts.City
	if i := slices.IndexFunc(cities, func(c faq.City) bool { return c.Code == own }); i > 0 {
		mine := cities[i]
		cities = slices.Insert(slices.Delete(cities, i, i+1), 0, mine)
	}
	y := s.title(r, s.say("phones.title"))
	y = s.Paragraph(stage.Rect{X: r.X, Y: y - 12, W: r.W}, s.say("phones.dial"), s.Grey(theme.Text)) + 20
	source := s.say("faq.counts")
	if e, ok := s.cfg.Library.Entry("phones"); ok {
		source = s.origin(e, r.W)
	}
	h := s.Height(source, s.Grey(theme.Note), r.W)
	s.Paragraph(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W}, source, s.Grey(theme.Note))
	list := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - h - 16 - y}
	columns := 4
	if s.Glass.Portrait() {
		columns = 2
	} else if s.low() {
		columns = 3
	}
	const gap, most = 16, 160
	w := (list.W - float32(columns-1)*gap) / float32(columns)
	all := make([]dialled, len(cities))
	need := float32(0)
	for i, c := range cities {
		all[i] = s.dialled(c, w)
		need = max(need, all[i].height)
	}
	rows := min((len(all)+columns-1)/columns, max(1, int((list.H+gap)/(need+gap))))
	per := rows * columns
	pages := max(1, (len(all)+per-1)/per)
	page := min(s.v.FAQ.Page, pages-1)
	rowH := min(max(need, most), (list.H-float32(rows-1)*gap)/float32(rows))
	for i := page * per; i < min(len(all), page*per+per); i++ {
		k := i - page*per
		s.told.said = append(s.told.said, strings.Join(append([]string{all[i].name, all[i].here}, all[i].numbers...), " "))
		s.city(stage.Rect{X: list.X + float32(k%columns)*(w+gap), Y: list.Y + float32(k/columns)*(rowH+gap), W: w, H: rowH}, all[i])
	}
	s.pager(page, pages)
}

// dialled is a city with its numbers, as they are set: beside its name where they are short, else under it.
type dialled struct {
	name    string
	here    string // 本市, on the terminal's own
	numbers []string
	under   bool
	height  float32
}

const cityPad = 28 // left and right of a city's words

// dialled is how a city is set at a width. What the operator says of its number goes before the document's.
func (s *screen) dialled(c faq.City, w float32) dialled {
	phone := c.Phone
	if s.cfg.Hotline != nil {
		if p := s.cfg.Hotline(c.Code, s.v.Clock); p != "" {
			phone = p
		}
	}
	d := dialled{name: s.region(records.Region(c.Code)), numbers: strings.Split(phone, "、")}
	if c.Code == s.cfg.Facts.City {
		d.here = s.say("phones.here")
	}
	name := s.Width(d.name, theme.Heading, true) + 8
	d.height = max(s.Leading(theme.Title), s.Size(theme.Heading)*1.3+s.Leading(theme.Note)) + 8
	if d.under = len(d.numbers) > 1; !d.under {
		d.under = name+s.Width(phone, theme.Title, true) > w-2*cityPad
	}
	if d.under {
		d.height = s.Size(theme.Heading)*1.3 + float32(len(d.numbers))*s.Leading(theme.Text) + 24
	}
	return d
}

// city is a city with its numbers; the terminal's own one stands out, and says so.
func (s *screen) city(r stage.Rect, d dialled) {
	name, number, note := s.Ink(theme.Heading).Strong(), s.Ink(theme.Title).Strong().In(s.Palette.Blue), s.Grey(theme.Note)
	s.Card(r)
	if d.here != "" {
		s.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: s.Palette.Blue, Stroke: s.Palette.Blue, Width: 2, Radius: theme.Corner})
		name, number, note = name.In(s.Palette.OnBlue), number.In(s.Palette.OnBlue), note.In(s.Palette.OnBlue)
	}
	in := stage.Rect{X: r.X + cityPad, Y: r.Y, W: r.W - 2*cityPad, H: r.H}
	nameH := s.Size(theme.Heading) * 1.3
	if d.under {
		y := r.Y + (r.H-d.height)/2 + 12
		w := s.Width(d.name, theme.Heading, true) + 12
		s.Text(stage.Rect{X: in.X, Y: y, W: w, H: nameH}, d.name, name)
		s.Text(stage.Rect{X: in.X + w, Y: y, W: in.W - w, H: nameH}, d.here, note)
		y += nameH
		for _, n := range d.numbers {
			s.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: s.Leading(theme.Text)}, n, number.As(theme.Text))
			y += s.Leading(theme.Text)
		}
		return
	}
	w := max(s.Width(d.name, theme.Heading, true), s.Width(d.here, theme.Note, false)) + 8
	at := stage.Rect{X: in.X, Y: in.Y, W: w, H: in.H}
	if d.here != "" {
		at.H = nameH
		at.Y = r.Y + (r.H-at.H-s.Leading(theme.Note))/2
		s.Text(stage.Rect{X: at.X, Y: at.Bottom(), W: w, H: s.Leading(theme.Note)}, d.here, note)
	}
	s.Text(at, d.name, name)
	s.Text(stage.Rect{X: in.X + w, Y: in.Y, W: in.W - w, H: in.H}, d.numbers[0], number.Right())
}
