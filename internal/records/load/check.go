package load

import (
	"bytes"
	"encoding/binary"
	"slices"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// Finding is one thing that the report says. It holds no name, number or amount: a row, the name of a column, and why.
type Finding struct {
	Row    int64 // the line of a CSV, the row of a sheet, the number of a DBF record
	Column string
	Reason Reason
}

// partitions is how many parts a batch has, by the first byte of a person's lookup: the fold holds one at a time, which for the
// 180 million rows of a million persons is some 30 MB.
const partitions = 256

// entry is a row of one of our tables, sealed with others of its partition later.
type entry struct {
	partition  byte
	start, end int // in checked.data
}

// checked is what became of a block.
type checked struct {
	data     []byte // entries: key and value, each after its length, and the row they came from
	entries  []entry
	findings []Finding
	accepted int64 // rows of the input
	refused  int64
	skipped  int64
	empty    int64
	totals   []totalRow
	sums     []int64 // by column of the input, since the last row of totals in the block
}

// totalRow is a row that sums up those before it (合计, 小计), with the sums of the block's rows before it since the last one.
type totalRow struct {
	at     int64
	sub    bool
	amount []int64 // by column; -1 where the row says nothing
	before []int64
}

func (c *checked) reset(columns int) {
	c.data, c.entries, c.findings, c.totals = c.data[:0], c.entries[:0], c.findings[:0], c.totals[:0]
	c.accepted, c.refused, c.skipped, c.empty = 0, 0, 0, 0
	c.sums = make([]int64, columns)
}

// checker turns rows of the input into rows of our tables. One for each goroutine.
type checker struct {
	bound   *bound
	split   bool
	places  []string // nil: all
	last    records.Month
	doubles bool // numbers of the input are doubles
	ragged  bool // rows may have fewer cells than the header
	find    *keys.Lookups
	money   []bool // by column: some field takes it as an amount
	cents   []bool // its amounts are in fen

	scratch []byte
	key     []byte
	value   []byte
	problem Finding
}

func (c *checker) prepare() {
	c.money, c.cents = make([]bool, c.bound.columns), make([]bool, c.bound.columns)
	for _, t := range c.bound.tables {
		for i, f := range t.t.fields {
			if at := t.fields[i]; at >= 0 && (f.kind == money || f.kind == signed) {
				c.money[at], c.cents[at] = true, t.tableMapping.fields[i].fen
			}
		}
		if t.amount >= 0 {
			c.money[t.amount], c.cents[t.amount] = true, t.tableMapping.amount.fen
		}
	}
}

// block checks all rows of a block.
func (c *checker) block(b *block, out *checked) {
	out.reset(c.bound.columns)
	for _, r := range b.rows {
		if r.reason != accepted {
			out.refuse(Finding{r.at, "", r.reason})
			continue
		}
		if blank(b, r) {
			out.empty++
			continue
		}
		if sub, total := totals(b, r); total {
			out.totals = append(out.totals, totalRow{r.at, sub, c.amounts(b, r), slices.Clone(out.sums)})
			clear(out.sums)
			continue
		}
		c.sum(b, r, out.sums)
		start, n := len(out.data), len(out.entries)
		if !c.row(b, r, out) {
			out.data, out.entries = out.data[:start], out.entries[:n]
			if c.problem.Reason == skipped {
				out.skipped++
				continue
			}
			out.refuse(c.problem)
			continue
		}
		out.accepted++
	}
}

func (c *checked) refuse(f Finding) {
	c.refused++
	c.findings = append(c.findings, f)
}

func blank(b *block, r rawRow) bool {
	for i := range r.last - r.first {
		if len(trimmed(b.cell(r, i))) > 0 {
			return false
		}
	}
	return true
}

// totals reports whether a row sums up others: its first cell that is not empty is 合计, 总计, 小计 or the like, spaces apart. No
// person's row does: it has a number.
func totals(b *block, r rawRow) (sub, total bool) {
	for i := range r.last - r.first {
		cell := trimmed(b.cell(r, i))
		if len(cell) == 0 {
			continue
		}
		if cell[0] < 0x80 || len(cell) > 40 {
			return false, false
		}
		var compact [40]byte
		word := compact[:0]
		for _, r := range string(cell) {
			if r != ' ' && r != 0x3000 && r != ':' && r != 0xFF1A {
				word = append(word, string(r)...)
			}
		}
		switch string(word) {
		case "合计", "总计":
			return false, true
		case "小计", "本页小计", "本页合计":
			return true, true
		}
		return false, false
	}
	return false, false
}

// sum adds the amounts of a row by column, those of refused rows too: a row of totals has summed them.
func (c *checker) sum(b *block, r rawRow, sums []int64) {
	for i, is := range c.money {
		if is {
			if fen, ok := c.fen(b, r, i); ok {
				sums[i] += fen
			}
		}
	}
}

func (c *checker) fen(b *block, r rawRow, i int) (int64, bool) {
	cell := narrow(trimmed(b.cell(r, i)), c.scratch)
	if absent(cell) {
		return 0, false
	}
	if c.cents[i] {
		if !digits(cell) || len(cell) > 15 {
			return 0, false
		}
		return number(cell), true
	}
	// The total of many rows is more than any amount of a person.
	fen, why := parseAmount(cell, c.doubles, 1<<50)
	return fen, why == accepted
}

func (c *checker) amounts(b *block, r rawRow) []int64 {
	out := make([]int64, len(c.money))
	for i := range out {
		out[i] = -1
		if c.money[i] {
			if fen, ok := c.fen(b, r, i); ok {
				out[i] = fen
			}
		}
	}
	return out
}

// fail says why a row is refused.
func (c *checker) fail(r rawRow, column int, why Reason) bool {
	c.problem = Finding{Row: r.at, Reason: why}
	if column >= 0 {
		c.problem.Column = c.bound.names[column]
	}
	return false
}

func (c *checker) row(b *block, r rawRow, out *checked) bool {
	switch n := r.last - r.first; {
	case n > c.bound.columns:
		for i := c.bound.columns; i < n; i++ {
			if len(trimmed(b.cell(r, i))) > 0 {
				return c.fail(r, -1, MoreThanHeader)
			}
		}
	case n < c.bound.columns && !c.ragged:
		return c.fail(r, -1, FewerThanHeader)
	}
	taken := false
	for i := range c.bound.tables {
		t := &c.bound.tables[i]
		if len(t.unlessEmpty) > 0 && !slices.ContainsFunc(t.unlessEmpty, func(i int) bool { return !absent(trimmed(b.cell(r, i))) }) {
			continue
		}
		if !c.table(t, b, r, out) {
			return false
		}
		taken = true
	}
	if !taken {
		return c.fail(r, -1, NothingToTake)
	}
	return true
}

// most months that a row is divided among: ten years of arrears paid at once.
const mostMonths = 120

// table makes the row of one table, or as many as the months of its period.
func (c *checker) table(t *boundTable, b *block, r rawRow, out *checked) bool {
	who := uint64(0)
	var at [16]byte
	if t.tableMapping.number.given {
		cell, from, why := c.get(b, r, t.number, &t.tableMapping.number, false)
		if why == accepted {
			who, why = parseIdentity(cell)
		}
		if why != accepted {
			return c.fail(r, from, why)
		}
		at = c.find.Person(identityText(who))
	}
	months := 1
	if t.until >= 0 && t.fields[0] >= 0 {
		n, ok := c.period(t, b, r)
		if !ok {
			return false
		}
		months = n
	}
	for m := range months {
		if !c.store(t, b, r, out, who, at, m, months) {
			return false
		}
	}
	return true
}

// period is how many months a row is for: more than one only where the mapping divides them.
func (c *checker) period(t *boundTable, b *block, r rawRow) (int, bool) {
	end, from, why := c.get(b, r, t.until, &t.tableMapping.until, false)
	if why != accepted {
		return 0, c.fail(r, from, why)
	}
	if absent(end) {
		return 1, true
	}
	last, why := parseMonth(end, c.last)
	if why != accepted {
		return 0, c.fail(r, from, why)
	}
	begin, from, why := c.get(b, r, t.fields[0], &t.tableMapping.fields[0], false)
	if why != accepted {
		return 0, c.fail(r, from, why)
	}
	first, why := parseMonth(begin, c.last)
	if why != accepted {
		return 0, c.fail(r, from, why)
	}
	n := records.Month(last).Since(records.Month(first)) + 1
	switch {
	case n < 1:
		return 0, c.fail(r, from, PeriodBackwards)
	case n > 1 && !c.split, n > mostMonths:
		return 0, c.fail(r, from, SeveralMonths)
	}
	return n, true
}

// get is the cell of a column, trimmed, and narrow unless it is shown as written, or the constant of the mapping. from is its
// column, -1 for a constant. The cell is valid until the next call.
func (c *checker) get(b *block, r rawRow, at int, m *column, asWritten bool) (cell []byte, from int, why Reason) {
	if at < 0 {
		return []byte(m.value), -1, accepted
	}
	cell = trimmed(b.cell(r, at))
	if len(cell) > 0 && cell[0] == '=' {
		return nil, at, FormulaCell
	}
	if !asWritten && !plain(cell) {
		c.scratch = narrow(cell, c.scratch)
		cell = c.scratch
	}
	if len(cell) == 0 && m.value != "" {
		return []byte(m.value), at, accepted
	}
	if m.codes == nil {
		return cell, at, accepted
	}
	for _, code := range [][]byte{cell, codeOf(cell)} {
		if v, ok := m.codes[string(code)]; ok {
			if v == skipCode {
				return nil, at, skipped
			}
			return []byte(v), at, accepted
		}
	}
	return nil, at, UnknownCode
}

// plain reports whether b is ASCII.
func plain(b []byte) bool {
	for _, x := range b {
		if x >= 0x80 {
			return false
		}
	}
	return true
}

// store encodes one row of a table: key, value, and the row of the input.
func (c *checker) store(t *boundTable, b *block, r rawRow, out *checked, who uint64, at [16]byte, nth, months int) bool {
	part := -1
	if t.part >= 0 || t.tableMapping.part.given {
		cell, from, why := c.get(b, r, t.part, &t.tableMapping.part, false)
		if why != accepted {
			return c.fail(r, from, why)
		}
		part = unitPart
		if string(cell) == "personal" {
			part = personalPart
		}
	}
	c.key, c.value = c.key[:0], appendUint(c.value[:0], t.untold())
	for i, f := range t.t.fields {
		to := &c.value
		if i < t.t.keys {
			to = &c.key
		}
		m, from := &t.tableMapping.fields[i], t.fields[i]
		if t.table == contributions && part >= 0 {
			switch {
			case f.name == "part":
				*to = appendUint(*to, uint64(part))
				continue
			case f.name == "personal" && part == personalPart, f.name == "unit" && part == unitPart:
				m, from = &t.tableMapping.amount, t.amount
			}
		}
		if from < 0 && m.value == "" { // the input has nothing for it
			if f.required {
				return c.fail(r, -1, Missing)
			}
			*to = append(*to, 0)
			continue
		}
		cell, from, why := c.get(b, r, from, m, f.kind == name || f.kind == text)
		if why != accepted {
			return c.fail(r, from, why)
		}
		if i == 0 && nth > 0 {
			first, _ := parseMonth(cell, c.last)
			cell = []byte(digitsOf(int(records.Month(first).Add(nth))))
		}
		if months > 1 && (f.name == "personal" || f.name == "unit") {
			if cell, why = shareOf(cell, nth, months, m.fen); why != accepted {
				return c.fail(r, from, why)
			}
		}
		if *to, why = c.encode(*to, f, m, cell); why != accepted {
			return c.fail(r, from, why)
		}
	}
	if t.table == cards {
		k := stored{b: c.key}
		at = c.find.Card(k.text(), k.text())
		who = binary.BigEndian.Uint64(at[:8]) | cardBit
	}
	start := len(out.data)
	out.data = appendUint(out.data, uint64(9+len(c.key)))
	out.data = binary.BigEndian.AppendUint64(out.data, who)
	out.data = append(append(out.data, t.table), c.key...)
	out.data = appendText(out.data, c.value)
	out.data = appendUint(out.data, uint64(r.at))
	out.entries = append(out.entries, entry{at[0], start, len(out.data)})
	return true
}

// untold is the mask of the fields that the input has no column for.
func (t *boundTable) untold() (mask uint64) {
	if t.table == contributions {
		return 0
	}
	for i := t.t.keys; i < len(t.fields); i++ {
		if t.fields[i] < 0 && t.tableMapping.fields[i].value == "" {
			mask |= 1 << (i - t.t.keys)
		}
	}
	return mask
}

// cardBit is set in what orders cards: persons' numbers have 17 digits and never reach it.
const cardBit = 1 << 63

// shareOf divides the amount of a period among its months; what does not divide goes to the first.
func shareOf(cell []byte, nth, months int, fen bool) ([]byte, Reason) {
	if absent(cell) {
		return cell, accepted
	}
	n, why := parseMoney(cell, false)
	if fen {
		n, why = number(cell), accepted
		if !digits(cell) || len(cell) > 15 {
			return nil, NotMoney
		}
	}
	if why != accepted {
		return nil, why
	}
	share := n / int64(months)
	if nth == 0 {
		share += n % int64(months)
	}
	if fen {
		return appendInt(nil, share), accepted
	}
	return appendYuan(nil, share), accepted
}

// encode appends the stored form of a cell.
func (c *checker) encode(to []byte, f field, m *column, cell []byte) ([]byte, Reason) {
	if (f.kind != name && f.kind != text && f.kind != word && absent(cell)) || len(cell) == 0 {
		if f.required {
			return to, Missing
		}
		return append(to, 0), accepted
	}
	switch f.kind {
	case identity:
		n, why := parseIdentity(cell)
		return appendUint(to, n), why
	case name, text:
		if len(cell) > longestText*4 || bytes.Count(cell, nil)-1 > longestText {
			return to, TooLongText
		}
		if !printable(cell) {
			return to, NotPrintable
		}
		if f.kind == name {
			cell = nameForm(cell)
		}
		return appendText(to, cell), accepted
	case word:
		if !contains(f.words, cell) {
			return to, UnknownCode
		}
		return appendText(to, cell), accepted
	case insurance:
		cell = codeOf(cell)
		switch records.Insurance(cell) {
		case records.EmployeePension, records.CivilPension, records.ResidentPension, records.OccupationalAnnuity,
			records.Unemployment, records.WorkInjury:
			return appendUint(to, uint64(number(cell))), accepted
		}
		return to, UnknownCode
	case region:
		cell = codeOf(cell)
		if len(cell) != 6 || !digits(cell) || cell[0] != '3' || cell[1] != '7' {
			return to, NoSuchRegion
		}
		if c.places != nil && !contains(c.places, cell) {
			return to, ElsewhereRegion
		}
		return appendUint(to, uint64(number(cell))), accepted
	case month:
		n, why := parseMonth(cell, c.last)
		return appendUint(to, uint64(n)), why
	case day:
		n, why := parseDay(cell)
		return appendUint(to, uint64(n)), why
	case year:
		if len(cell) != 4 || !digits(cell) || number(cell) < 1900 || int(number(cell)) > c.last.Year() {
			return to, NoSuchYear
		}
		return appendUint(to, uint64(number(cell))), accepted
	case money, signed:
		fen, why := c.amount(f, m, cell)
		return appendMoney(to, fen), why
	case count:
		cell = bytes.TrimSuffix(cell, []byte(".0"))
		if !digits(cell) || len(cell) > 9 {
			return to, NotCount
		}
		return appendUint(to, uint64(number(cell))), accepted
	case tail:
		t, why := parseTail(cell)
		return appendText(to, t), why
	case identifier:
		if scientific(cell) && bytes.IndexByte(cell, '+') >= 0 {
			return to, Scientific
		}
		if len(cell) != 32 || len(bytes.Trim(cell, "0123456789ABCDEFabcdef")) > 0 {
			return to, NotIdentifier
		}
		return appendText(to, bytes.ToUpper(cell)), accepted
	case cardNumber:
		if len(cell) == 8 && digits(cell) {
			return to, LeadingZeroLost
		}
		if len(cell) != 9 || !alphanumeric(cell) {
			return to, NotCardNumber
		}
		return appendText(to, bytes.ToUpper(cell)), accepted
	}
	return to, UnknownCode
}

func (c *checker) amount(f field, m *column, cell []byte) (int64, Reason) {
	var fen int64
	why := accepted
	if m.fen {
		if !digits(cell) || len(cell) > 13 {
			return 0, NotMoney
		}
		fen = number(cell)
	} else {
		fen, why = parseMoney(cell, c.doubles)
	}
	switch {
	case why != accepted:
		return 0, why
	case fen < 0 && f.kind != signed:
		return 0, NegativeMoney
	case fen > mostFen || fen < -mostFen:
		return 0, TooMuchMoney
	}
	return fen, accepted
}

func alphanumeric(b []byte) bool {
	for _, c := range b {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
			return false
		}
	}
	return true
}

func contains(all []string, b []byte) bool {
	for _, s := range all {
		if s == string(b) {
			return true
		}
	}
	return false
}
