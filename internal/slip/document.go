package slip

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/words"
)

// Kind is what a slip is; a closed set.
type Kind string

// The slips of this terminal.
const (
	ContributionSlip        Kind = "contribution_slip"        // 缴费查询小票
	RightsRecord            Kind = "rights_record"            // 个人权益记录单, one year
	ContributionCertificate Kind = "contribution_certificate" // 参保缴费证明
	BenefitCertificate      Kind = "benefit_certificate"      // 待遇领取证明
	AnnuityStatement        Kind = "annuity_statement"        // 职业年金对账单
	MaterialList            Kind = "material_list"            // 办事材料清单
	Guide                   Kind = "guide"                    // 办事指南
	LossGuide               Kind = "loss_guide"               // 挂失指引
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{ContributionSlip, RightsRecord, ContributionCertificate, BenefitCertificate, AnnuityStatement, MaterialList, Guide,
		LossGuide}
}

// Terms are what every slip carries of the terminal that prints it.
type Terms struct {
	Terminal string
	Hall     string
	Phone    string
	Columns  int // 48 or 32
	Specimen bool
	At       time.Time
	// Of certificates: whether an agency has certified this terminal's key (without it each is a specimen), how many days one is
	// valid, and what the operator has standing on it, each a paragraph.
	Certified bool
	ValidDays int
	Notes     []string
}

// Holder is whom the slip is for.
type Holder struct {
	Name      string
	NameClean bool // false: the name holds a character that could not be read from the card
	Number    string
}

// page collects the lines of a slip.
type page struct {
	kind  Kind
	terms Terms
	words *words.Catalogue
	sheet Sheet
	of    int // the year that stands in its head, 0 for none
}

// catalogue is read once: it takes longer than all the rest of a slip, and a slip is sealed while somebody waits for its paper. It
// never changes.
var catalogue = sync.OnceValue(words.New)

// newPage begins a slip. A certificate whose key no agency has certified is a specimen.
func newPage(k Kind, t Terms) *page {
	t.Specimen = t.Specimen || k.Certificate() && !t.Certified
	return &page{kind: k, terms: t, words: catalogue(), sheet: Sheet{Columns: t.Columns}}
}

// say is a sentence of the catalogue. Slips are Chinese whatever the screen speaks: agencies and banks read them.
func (p *page) say(key string, fill ...any) string { return p.words.Say(words.Chinese, key, fill...) }

func (p *page) add(l Line) { p.sheet.Lines = append(p.sheet.Lines, l) }

func (p *page) blank() { p.add(Line{}) }

func (p *page) rule() { p.add(Line{Rule: true}) }

// centre puts a text in the middle, wrapped where it is too wide. Nothing has no line.
func (p *page) centre(text string, size Size, bold bool) {
	columns := p.sheet.Columns / size.Factor()
	text = hanzi.Printable(text)
	if text == "" {
		return
	}
	for _, part := range hanzi.Wrap(text, columns) {
		left := (p.sheet.Columns - hanzi.Columns(part)*size.Factor()) / 2
		p.add(Line{Cells: []Cell{{Column: left, Text: part}}, Size: size, Bold: bold})
	}
}

// note is a paragraph over the whole width.
func (p *page) note(text string) {
	for _, part := range hanzi.Wrap(hanzi.Printable(text), p.sheet.Columns) {
		p.add(Line{Cells: []Cell{{Text: part}}})
	}
}

// bold is a paragraph over the whole width that stands out.
func (p *page) bold(text string) {
	for _, part := range hanzi.Wrap(hanzi.Printable(text), p.sheet.Columns) {
		p.add(Line{Cells: []Cell{{Text: part}}, Bold: true})
	}
}

// hanging is a paragraph whose lines stand in under its text where it begins with a number or a dot, as a step or one of several
// things does: "1. ", "· ".
func (p *page) hanging(text string) {
	text = hanzi.Printable(text)
	mark := ""
	if i := strings.IndexByte(text, ' '); i > 0 && (text[:i] == "·" || strings.Trim(text[:i], "0123456789") == "." && text[0] != '.') {
		mark, text = text[:i+1], text[i+1:]
	}
	in := hanzi.Columns(mark)
	for i, part := range hanzi.Wrap(text, p.sheet.Columns-in) {
		if i == 0 {
			part = mark + part
			p.add(Line{Cells: []Cell{{Text: part}}})
			continue
		}
		p.add(Line{Cells: []Cell{{Column: in, Text: part}}})
	}
}

// labels is the width of the labels: of four Hanzi and a little. Values stand under each other and are found without reading
// the labels.
const labels = 10

// field is a label and its value; a long value goes on under itself, an absent one is --.
func (p *page) field(label, value string, amount bool) {
	column := labels
	if w := hanzi.Columns(label); w >= column {
		column = w + 1
	}
	for i, part := range hanzi.Wrap(orNone(hanzi.Printable(value)), p.sheet.Columns-column) {
		l := Line{Cells: []Cell{{Column: column, Text: part, Amount: amount}}}
		if i == 0 && label != "" {
			l.Cells = append([]Cell{{Text: label}}, l.Cells...)
		}
		p.add(l)
	}
}

// figure is what the person came for: as large as the paper allows, at its right edge. Where it does not fit beside its label
// it stands under it; where it is too long to be large it is not.
func (p *page) figure(label, value string, amount bool) {
	l := Line{Size: Double, Bold: true}
	room := p.sheet.Columns / Double.Factor()
	switch {
	case hanzi.Columns(label)+1+hanzi.Columns(value) <= room:
		l.Cells = []Cell{{Text: label}}
	case hanzi.Columns(value) <= room:
		p.add(Line{Cells: []Cell{{Text: label}}, Bold: true})
	default:
		p.field(label, value, amount)
		return
	}
	at := p.sheet.Columns - hanzi.Columns(value)*Double.Factor()
	l.Cells = append(l.Cells, Cell{Column: at, Text: value, Amount: amount})
	p.add(l)
}

// entry is a line of an account: a label, and at the right edge what is added up there, or under it where both do not fit.
func (p *page) entry(label, value string, amount bool) {
	label = hanzi.Printable(label)
	at := p.sheet.Columns - hanzi.Columns(value)
	if at < 0 {
		p.field(label, value, amount)
		return
	}
	if at <= hanzi.Columns(label) {
		p.note(label)
		p.add(Line{Cells: []Cell{{Column: at, Text: value, Amount: amount}}})
		return
	}
	p.add(Line{Cells: []Cell{{Text: label}, {Column: at, Text: value, Amount: amount}}})
}

// head begins a slip: the hall, what it is, and of which year where it is about one.
func (p *page) head(title string, year int) {
	p.of = year
	if p.terms.Specimen {
		p.centre(p.say("paper.specimen"), Normal, true)
	}
	p.centre(p.terms.Hall, Normal, false)
	p.centre(title, Double, true)
	if year != 0 {
		p.centre(p.say("paper.year", year), Normal, true)
	}
	p.rule()
}

// person writes whose slip it is. Query slips mask the name, as paper is left behind in halls.
func (p *page) person(name string, h Holder, tail string) {
	p.field(p.say("paper.name"), name, false)
	if note := p.say("paper.name_unclean"); !h.NameClean { // whole on one line, under the name where there is room
		p.add(Line{Cells: []Cell{{Column: min(labels, p.sheet.Columns-hanzi.Columns(note)), Text: note}}})
	}
	p.field(p.say("paper.number_tail"), tail, false)
}

// date is a day as YYYYMMDD.
func date(d int) string {
	if d < 19000101 {
		return "--"
	}
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}

func china() *time.Location { return time.FixedZone("CST", 8*60*60) }

func day(t time.Time) string {
	if t.IsZero() {
		return "--"
	}
	return t.In(china()).Format("2006-01-02")
}

func (p *page) count(months int) string { return p.say("paper.months", months) }
