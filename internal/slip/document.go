package slip

import (
	"fmt"
	"strings"
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
	return []Kind{ContributionSlip, RightsRecord, ContributionCertificate, BenefitCertificate, AnnuityStatement, MaterialList, Guide, LossGuide}
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
}

// newPage begins a slip. A certificate whose key no agency has certified is a specimen.
func newPage(k Kind, t Terms) *page {
	t.Specimen = t.Specimen || k.Certificate() && !t.Certified
	return &page{kind: k, terms: t, words: words.New(), sheet: Sheet{Columns: t.Columns}}
}

// say is a sentence of the catalogue. Slips are Chinese whatever the screen speaks: agencies and banks read them.
func (p *page) say(key string, fill ...any) string { return p.words.Say(words.Chinese, key, fill...) }

func (p *page) add(l Line) { p.sheet.Lines = append(p.sheet.Lines, l) }

func (p *page) blank() { p.add(Line{}) }

func (p *page) rule() { p.add(Line{Rule: true}) }

// centre puts a text in the middle, wrapped where it is too wide.
func (p *page) centre(text string, size Size, bold bool) {
	columns := p.sheet.Columns / size.Factor()
	for _, part := range hanzi.Wrap(hanzi.Printable(text), columns) {
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

// hang is how far the lines of a step stand in under its number.
const hang = 3

// hanging is a paragraph, of a step or of one of several things with all lines but the first standing in.
func (p *page) hanging(text string) {
	if !strings.HasPrefix(text, "· ") && !(text > "0" && text < ":") {
		p.note(text)
		return
	}
	first := true
	at := 0
	for _, part := range hanzi.Wrap(hanzi.Printable(text), p.sheet.Columns-hang) {
		p.add(Line{Cells: []Cell{{Column: at, Text: part}}})
		if first {
			first, at = false, hang
		}
	}
}

// labels is the width of the labels: of four Hanzi and a little. Values stand under each other and are found without reading
// the labels.
const labels = 10

// field is a label and its value; a long value goes on under itself.
func (p *page) field(label, value string, amount bool) {
	column := labels
	if w := hanzi.Columns(label); w >= column {
		column = w + 1
	}
	for i, part := range hanzi.Wrap(hanzi.Printable(value), p.sheet.Columns-column) {
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

// column is a column of a table: what it is called, where it begins, how wide it is, and whether its text stands at its right
// edge. Between columns one stays free.
type column struct {
	head      string
	at, width int
	right     bool
	amount    bool
}

// elsewhere stands in a column for what is too wide for it.
const elsewhere = "↓"

// row is one line of a table. What is wider than its column is not cut, as half an amount is a wrong one: it follows on a line
// of its own.
func (p *page) row(columns []column, texts []string) {
	var l Line
	var wide []int
	for i, c := range columns {
		text := hanzi.Printable(texts[i])
		if hanzi.Columns(text) > c.width {
			wide = append(wide, i)
			text = elsewhere
		}
		l.Cells = append(l.Cells, c.cell(text))
	}
	p.add(l)
	for _, i := range wide {
		p.field("  "+columns[i].head, texts[i], columns[i].amount)
	}
}

func (c column) cell(text string) Cell {
	at := c.at
	if c.right {
		at += c.width - hanzi.Columns(text)
	}
	return Cell{Column: at, Text: text, Amount: c.amount}
}

// heads is the first line of a table.
func (p *page) heads(columns []column) {
	l := Line{Bold: true}
	for _, c := range columns {
		c.amount = false
		l.Cells = append(l.Cells, c.cell(c.head))
	}
	p.add(l)
}

// head begins a slip.
func (p *page) head(title string) {
	if p.terms.Specimen {
		p.centre(p.say("paper.specimen"), Normal, true)
	}
	p.centre(p.terms.Hall, Normal, false)
	p.centre(title, Double, true)
	p.rule()
}

// person writes whose slip it is. Query slips mask the name, as paper is left behind in halls.
func (p *page) person(name string, h Holder, tail string) {
	p.field(p.say("paper.name"), name, false)
	if !h.NameClean {
		p.field("", p.say("paper.name_unclean"), false)
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
