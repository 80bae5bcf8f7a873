package slip

import (
	"fmt"
	"strings"
	"time"

	"shebao/kiosk/internal/hanzi"
)

// Kind is what a slip is; a closed set.
type Kind string

// The slips of this terminal.
const (
	ContributionSlip Kind = "contribution_slip" // 缴费查询小票
	RightsRecord     Kind = "rights_record"     // 个人权益记录单, one year
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{ContributionSlip, RightsRecord} }

// Terms are what every slip carries of the terminal that prints it.
type Terms struct {
	Terminal string
	Hall     string
	Phone    string
	Columns  int // 48 or 32
	Specimen bool
	At       time.Time
}

// Holder is whom the slip is for.
type Holder struct {
	Name      string
	NameClean bool // false: the name holds a character that could not be read from the card
	Number    string
}

// specimen is what every slip says at head and foot unless an agency stands behind it.
const specimen = "演示样张 不具有证明效力"

// page collects the lines of a slip.
type page struct {
	terms Terms
	sheet Sheet
}

func newPage(t Terms) *page { return &page{terms: t, sheet: Sheet{Columns: t.Columns}} }

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

// field is a label and its value; a long value goes on under itself. The label takes a third of the paper, so that values
// stand under each other and are found without reading the labels.
func (p *page) field(label, value string, amount bool) {
	column := p.sheet.Columns / 3
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

// column is a column of a table: where it begins, how wide it is, and whether its text stands at its right edge.
type column struct {
	at, width int
	right     bool
	amount    bool
}

// row is one line of a table. A text wider than its column is cut on a character: the columns beside it must stay readable,
// and every table's widths hold the widest amount of a century.
func (p *page) row(columns []column, texts []string) {
	var l Line
	for i, c := range columns {
		text := cut(hanzi.Printable(texts[i]), c.width)
		if text == "" {
			continue
		}
		at := c.at
		if c.right {
			at += c.width - hanzi.Columns(text)
		}
		l.Cells = append(l.Cells, Cell{Column: at, Text: text, Amount: c.amount})
	}
	p.add(l)
}

func cut(s string, width int) string {
	used := 0
	for i, r := range s {
		used += hanzi.RuneColumns(r)
		if used > width {
			return s[:i]
		}
	}
	return s
}

// head begins a slip.
func (p *page) head(title string) {
	if p.terms.Specimen {
		p.centre(specimen, Normal, true)
	}
	p.centre(p.terms.Hall, Normal, false)
	p.centre(title, Double, true)
	p.rule()
}

// foot ends a slip: where the data are from, what the paper is worth, who printed it, and its code for a phone.
func (p *page) foot(source string, asOf time.Time, summary string) {
	p.rule()
	p.field("数据截止", day(asOf), false)
	p.field("数据来源", source, false)
	p.field("打印时间", p.terms.At.In(china()).Format("2006-01-02 15:04"), false)
	p.field("终端编号", p.terms.Terminal, false)
	p.field("咨询电话", p.terms.Phone, false)
	p.blank()
	p.note("本凭条仅供本人参考，不作为证明使用。如有疑问，以经办机构答复为准。")
	p.blank()
	p.add(Line{QR: summary})
	if p.terms.Specimen {
		p.centre(specimen, Normal, true)
	}
}

// person writes whose slip it is. Query slips mask the name, as paper is left behind in halls.
func (p *page) person(name string, h Holder, tail string) {
	p.field("姓名", name, false)
	if !h.NameClean {
		p.field("", "姓名含生僻字，以证件为准", false)
	}
	p.field("证件尾号", tail, false)
}

func china() *time.Location { return time.FixedZone("CST", 8*60*60) }

func day(t time.Time) string {
	if t.IsZero() {
		return "--"
	}
	return t.In(china()).Format("2006-01-02")
}

// summary is what a phone reads from the QR code: a sentence, then the figures that stand on the paper.
func summary(parts ...string) string { return strings.Join(parts, " ") }

func months(n int) string { return fmt.Sprintf("%d 个月", n) }
