package sqlite

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

// recordEncoding is the first byte of an encoded person; another one is refused.
const recordEncoding = 1

// maxRecord is how long an encoded person may be: fifty years of six insurances whose amounts change every month are some 60 kB.
// It also bounds what a decoder can be made to allocate.
const maxRecord = 256 << 10

// maxItems is how many parts all payments of a person may have together: fifty years of monthly payments of two benefits with
// fifty parts each. Parts that stay the same cost no bytes, so the bytes do not bound them.
const maxItems = 60_000

// everything is the window of whoever wants all months that are stored.
var everything = records.Window{First: 190001, Last: 999912}

var (
	errShort = errors.New("encoded record: it ends too early")
	errLong  = errors.New("encoded record: it goes on after its end")
)

// codec walks a record in one of two directions, so that there is one description of its parts: it appends to buf, or takes from
// it. Numbers are varints, signed ones in zigzag, texts are numbered as they come up. The first error stays.
type codec struct {
	encoding bool
	buf      []byte
	words    []string       // the texts so far; number 0 is "", so words[0] has number 1
	numbers  map[string]int // encoding only: the numbers of words
	items    int            // of all payments so far
	err      error
}

// encodeRecord gives the stored form of a person. Its lists are brought into the order in which a source gives them. A value
// outside its set, a month or a day that does not exist, or a record that is too long, is an error that names no person.
func encodeRecord(r records.Record) ([]byte, error) {
	sorted(&r)
	c := &codec{encoding: true, buf: make([]byte, 0, 1<<10), numbers: map[string]int{}}
	c.buf = append(c.buf, recordEncoding)
	c.record(&r, everything, 0)
	if c.err == nil && len(c.buf) > maxRecord {
		c.err = fmt.Errorf("encoded record: it has %d bytes, at most %d are stored", len(c.buf), maxRecord)
	}
	return c.buf, c.err
}

// decodeRecord gives back what encodeRecord was given, with the contributions of a window and the payments of the latest months of
// each benefit, 0 for all. Any bytes give a record or an error, and nothing of the bytes is kept.
func decodeRecord(b []byte, w records.Window, months int) (records.Record, error) {
	if len(b) > maxRecord {
		return records.Record{}, errLong
	}
	if len(b) == 0 || b[0] != recordEncoding {
		return records.Record{}, errors.New("encoded record: its encoding is not known")
	}
	c := &codec{buf: b[1:]}
	var r records.Record
	c.record(&r, w, months)
	if c.err == nil && len(c.buf) > 0 {
		c.err = errLong
	}
	if c.err != nil {
		return records.Record{}, c.err
	}
	return r, nil
}

// numberOf is the number of an encoded person: it comes first.
func numberOf(b []byte) (string, error) {
	if len(b) == 0 || b[0] != recordEncoding {
		return "", errors.New("encoded record: its encoding is not known")
	}
	c := &codec{buf: b[1:]}
	var number string
	text(c, &number)
	return number, c.err
}

// sorted copies the lists of r in the order of records.Record and its parts.
func sorted(r *records.Record) {
	r.Enrolments = slices.Clone(r.Enrolments)
	slices.SortStableFunc(r.Enrolments, func(a, b records.Enrolment) int {
		return cmp.Or(strings.Compare(string(a.Insurance), string(b.Insurance)), strings.Compare(string(a.Region), string(b.Region)))
	})
	newer := func(a, b records.Contribution) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), strings.Compare(string(a.Insurance), string(b.Insurance)),
			strings.Compare(string(a.Region), string(b.Region)))
	}
	if !slices.IsSortedFunc(r.Contributions, newer) {
		r.Contributions = slices.Clone(r.Contributions)
		slices.SortStableFunc(r.Contributions, newer)
	}
	r.AccountYears = slices.Clone(r.AccountYears)
	slices.SortStableFunc(r.AccountYears, func(a, b records.AccountYear) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), strings.Compare(string(a.Insurance), string(b.Insurance)))
	})
	r.Annuity.Years = slices.Clone(r.Annuity.Years)
	slices.SortStableFunc(r.Annuity.Years, func(a, b records.AnnuityYear) int { return cmp.Compare(b.Year, a.Year) })
	r.ResidentYears = slices.Clone(r.ResidentYears)
	slices.SortStableFunc(r.ResidentYears, func(a, b records.ResidentYear) int { return cmp.Compare(b.Year, a.Year) })
	r.Benefits = slices.Clone(r.Benefits)
	for i := range r.Benefits {
		p := slices.Clone(r.Benefits[i].Payments)
		slices.SortStableFunc(p, func(a, b records.Payment) int { return cmp.Compare(b.Month, a.Month) })
		r.Benefits[i].Payments = p
	}
}

func (c *codec) record(r *records.Record, w records.Window, months int) {
	p := &r.Person
	text(c, &p.Number)
	text(c, &p.Name)
	oneOf(c, &p.Kind, records.PersonKinds())
	oneOf(c, &p.State, records.PersonStates())
	c.date(&p.AsOf)
	list(c, &r.Enrolments, func(e *records.Enrolment) {
		text(c, &e.Insurance)
		text(c, &e.Region)
		text(c, &e.Employer)
		oneOf(c, &e.Status, []records.EnrolmentStatus{records.Contributing, records.Suspended, records.Terminated, records.UnknownStatus})
		c.month(&e.Start)
	})
	if c.encoding {
		c.putContributions(r.Contributions)
	} else {
		r.Contributions = c.contributions(w)
	}
	list(c, &r.AccountYears, func(y *records.AccountYear) {
		c.int(&y.Year)
		text(c, &y.Insurance)
		c.int(&y.Months)
		c.int(&y.CumulativeMonths)
		c.amounts(&y.Opening, &y.Principal, &y.InterestOpening, &y.InterestCurrent, &y.Closing)
	})
	a := &r.Annuity
	oneOf(c, &a.Nature, []records.UnitNature{records.UnknownNature, records.FullyFunded, records.OtherUnit})
	text(c, &a.Unit)
	c.month(&a.Start)
	list(c, &a.Years, func(y *records.AnnuityYear) {
		c.int(&y.Year)
		c.amounts(&y.Base, &y.UnitReal, &y.UnitBook, &y.Personal, &y.InterestBook, &y.YieldReal, &y.TransferredIn, &y.PaidOut,
			&y.ClosingUnitReal, &y.ClosingUnitBook, &y.ClosingPersonal, &y.Closing)
	})
	list(c, &r.ResidentYears, func(y *records.ResidentYear) {
		c.int(&y.Year)
		c.amounts(&y.Personal, &y.Province, &y.City, &y.County, &y.Collective, &y.Landless, &y.Government, &y.Interest, &y.Balance)
		text(c, &y.Agency)
		c.int(&y.CreditedOn)
	})
	list(c, &r.Benefits, func(b *records.Benefit) {
		text(c, &b.Insurance)
		text(c, &b.Region)
		text(c, &b.Kind)
		c.month(&b.Start)
		oneOf(c, &b.State, benefitStates())
		c.amounts(&b.Monthly)
		c.payments(&b.Payments, months)
	})
	list(c, &r.Qualifications, func(q *records.Qualification) {
		text(c, &q.Insurance)
		text(c, &q.Result)
		text(c, &q.Way)
		c.int(&q.DoneOn)
		c.int(&q.DueOn)
	})
}

func benefitStates() []records.BenefitState {
	return []records.BenefitState{records.BenefitUnknown, records.BenefitPaid, records.BenefitSuspended, records.BenefitEnded}
}

func payStatuses() []records.PayStatus {
	return []records.PayStatus{records.Paid, records.Owed, records.TransferredIn}
}

// What differs from the row before of the same insurance and place; the rest of a row's first number is which of these it is of.
const (
	otherMonth    = 1 << iota // it is not the month before
	otherEmployer             //
	otherAmounts              //
	otherStatus               //
	flagBits      = 4
)

// place is one insurance in one insured place, with the last contribution of it.
type place struct{ last records.Contribution }

// putContributions writes the rows in their order. A row that only goes on with the one before costs one byte.
func (c *codec) putContributions(rows []records.Contribution) {
	c.putUint(uint64(len(rows)))
	var places []place
	for i := range rows {
		row := &rows[i]
		if !row.Month.Valid() || !slices.Contains(payStatuses(), row.Status) {
			c.fail("contribution: a month or a state that does not exist")
			return
		}
		n := slices.IndexFunc(places, func(p place) bool { return p.last.Insurance == row.Insurance && p.last.Region == row.Region })
		first := n < 0
		if first {
			n = len(places)
			places = append(places, place{records.Contribution{Insurance: row.Insurance, Region: row.Region, Status: records.Paid}})
		}
		last := &places[n].last
		flags := 0
		if row.Month != before(last.Month) {
			flags |= otherMonth
		}
		if row.Employer != last.Employer {
			flags |= otherEmployer
		}
		if row.Base != last.Base || row.Personal != last.Personal || row.Unit != last.Unit {
			flags |= otherAmounts
		}
		if row.Status != last.Status {
			flags |= otherStatus
		}
		c.putUint(uint64(n)<<flagBits | uint64(flags))
		if first {
			text(c, &row.Insurance)
			text(c, &row.Region)
		}
		if flags&otherMonth != 0 {
			c.month(&row.Month)
		}
		if flags&otherEmployer != 0 {
			text(c, &row.Employer)
		}
		if flags&otherAmounts != 0 {
			c.amounts(&row.Base, &row.Personal, &row.Unit)
		}
		if flags&otherStatus != 0 {
			oneOf(c, &row.Status, payStatuses())
		}
		*last = *row
	}
}

// contributions reads the rows and keeps those of the window.
func (c *codec) contributions(w records.Window) []records.Contribution {
	n := c.count()
	var out []records.Contribution
	var places []place
	for range n {
		tag := c.uint()
		at := tag >> flagBits
		if c.err != nil || at > uint64(len(places)) {
			c.fail("contribution: no such place")
			return nil
		}
		if at == uint64(len(places)) {
			p := place{records.Contribution{Status: records.Paid}}
			text(c, &p.last.Insurance)
			text(c, &p.last.Region)
			places = append(places, p)
		}
		row := &places[at].last
		if tag&otherMonth != 0 {
			c.month(&row.Month)
		} else {
			row.Month = before(row.Month)
		}
		if tag&otherEmployer != 0 {
			text(c, &row.Employer)
		}
		if tag&otherAmounts != 0 {
			c.amounts(&row.Base, &row.Personal, &row.Unit)
		}
		if tag&otherStatus != 0 {
			oneOf(c, &row.Status, payStatuses())
		}
		if !row.Month.Valid() {
			c.fail("contribution: no such month")
		}
		if c.err != nil {
			return nil
		}
		if row.Month < w.First || row.Month > w.Last {
			continue
		}
		if out == nil {
			out = make([]records.Contribution, 0, min(n, 256)) // a visit's usual number; n is only what the bytes say
		}
		out = append(out, *row)
	}
	return out
}

// before is the month before m, 0 before the first one.
func before(m records.Month) records.Month {
	if !m.Valid() {
		return 0
	}
	return m.Add(-1)
}

// What differs from the payment before.
const (
	otherPaymentMonth = 1 << iota
	otherAmount       // or what it is made of
	otherBank
	otherPaymentState
)

// payments are walked newest first; those of the latest months are kept, 0 for all.
func (c *codec) payments(all *[]records.Payment, months int) {
	n := len(*all)
	if c.encoding {
		c.putUint(uint64(n))
	} else {
		n = c.count()
	}
	var last records.Payment
	seen, newest := 0, records.Month(0)
	for i := range n {
		var p records.Payment
		var flags uint64
		if c.encoding {
			p = (*all)[i]
			flags = paymentFlags(p, last)
			if !p.Month.Valid() {
				c.fail("payment: no such month")
			}
			c.putUint(flags)
		} else {
			p = last
			p.Items = slices.Clone(last.Items) // each payment its own
			p.Month = before(last.Month)
			flags = c.uint()
		}
		if flags&otherPaymentMonth != 0 {
			c.month(&p.Month)
		}
		if flags&otherAmount != 0 {
			c.amounts(&p.Amount)
			list(c, &p.Items, func(i *records.Item) {
				text(c, &i.Name)
				c.amounts(&i.Amount)
			})
		}
		if flags&otherBank != 0 {
			text(c, &p.Bank)
			text(c, &p.BankTail)
		}
		if flags&otherPaymentState != 0 {
			oneOf(c, &p.State, benefitStates())
		}
		if !p.Month.Valid() {
			c.fail("payment: no such month")
		}
		if c.items += len(p.Items); c.items > maxItems {
			c.fail("payment: too many parts")
		}
		if c.err != nil {
			return
		}
		last = p
		if c.encoding {
			continue
		}
		if p.Month != newest {
			seen, newest = seen+1, p.Month
		}
		if months == 0 || seen <= months {
			*all = append(*all, p)
		}
	}
}

func paymentFlags(p, last records.Payment) (flags uint64) {
	if p.Month != before(last.Month) {
		flags |= otherPaymentMonth
	}
	if p.Amount != last.Amount || !slices.Equal(p.Items, last.Items) {
		flags |= otherAmount
	}
	if p.Bank != last.Bank || p.BankTail != last.BankTail {
		flags |= otherBank
	}
	if p.State != last.State {
		flags |= otherPaymentState
	}
	return flags
}

// list walks a list. What the bytes say of its length is believed as far as there are bytes: each element takes at least one.
func list[T any](c *codec, all *[]T, each func(*T)) {
	if c.encoding {
		c.putUint(uint64(len(*all)))
		for i := range *all {
			each(&(*all)[i])
		}
		return
	}
	*all = nil
	for range c.count() {
		var one T
		each(&one)
		if c.err != nil {
			return
		}
		*all = append(*all, one)
	}
}

func (c *codec) count() int {
	n := c.uint()
	if n > uint64(len(c.buf)) {
		c.fail("a list that is longer than the record")
		return 0
	}
	return int(n)
}

// text walks a text. One that came before is its number, a new one follows its number.
func text[T ~string](c *codec, s *T) {
	if c.encoding {
		n := c.numbers[string(*s)]
		if n > 0 || *s == "" {
			c.putUint(uint64(n))
			return
		}
		c.words = append(c.words, string(*s))
		c.numbers[string(*s)] = len(c.words)
		c.putUint(uint64(len(c.words)))
		c.putUint(uint64(len(*s)))
		c.buf = append(c.buf, *s...)
		return
	}
	n := c.uint()
	switch known := uint64(len(c.words)); {
	case n == 0:
		*s = ""
	case n <= known:
		*s = T(c.words[n-1])
	case n == known+1:
		length := c.count()
		c.words = append(c.words, string(c.buf[:length])) // a copy: the bytes are cleared
		c.buf = c.buf[length:]
		*s = T(c.words[n-1])
	default:
		c.fail("a text that was not given")
	}
}

// oneOf walks a word of a closed set.
func oneOf[T ~string](c *codec, s *T, set []T) {
	text(c, s)
	if !slices.Contains(set, *s) {
		c.fail("a word that is not of its set")
	}
}

// amounts walks amounts that belong together: which of them are there, then those.
func (c *codec) amounts(all ...*records.Money) {
	if c.encoding {
		var there uint64
		for i, m := range all {
			if m.Known {
				there |= 1 << i
			}
		}
		c.putUint(there)
		for _, m := range all {
			if m.Known {
				c.buf = binary.AppendVarint(c.buf, int64(m.Fen))
			}
		}
		return
	}
	there := c.uint()
	if there>>len(all) != 0 {
		c.fail("more amounts than there can be")
		return
	}
	for i, m := range all {
		*m = records.Money{}
		if there&(1<<i) != 0 {
			*m = records.Known(records.Fen(c.varint()))
		}
	}
}

// month walks a month, 0 for unknown.
func (c *codec) month(m *records.Month) {
	n := int(*m)
	c.int(&n)
	*m = records.Month(n)
	if n != 0 && (!m.Valid() || n > 999912) {
		c.fail("no such month")
	}
}

// date walks a day, zero for none.
func (c *codec) date(t *time.Time) {
	n := 0
	if c.encoding && !t.IsZero() {
		n = dayNumber(t.In(clock.Zone()))
	}
	c.int(&n)
	if c.encoding || n == 0 || c.err != nil {
		return
	}
	day, err := dayOf(n)
	if err != nil {
		c.fail("no such day")
	}
	*t = day
}

func (c *codec) int(n *int) {
	if c.encoding {
		c.buf = binary.AppendVarint(c.buf, int64(*n))
		return
	}
	*n = int(c.varint())
}

func (c *codec) putUint(n uint64) { c.buf = binary.AppendUvarint(c.buf, n) }

func (c *codec) uint() uint64 {
	n, size := binary.Uvarint(c.buf)
	if size <= 0 {
		c.end()
		return 0
	}
	c.buf = c.buf[size:]
	return n
}

func (c *codec) varint() int64 {
	n, size := binary.Varint(c.buf)
	if size <= 0 {
		c.end()
		return 0
	}
	c.buf = c.buf[size:]
	return n
}

// end notes that the bytes are at their end, and that nothing more is to be taken from them.
func (c *codec) end() {
	if c.err == nil {
		c.err = errShort
	}
	c.buf = nil
}

func (c *codec) fail(what string) {
	if c.err == nil {
		c.err = errors.New("encoded record: " + what)
	}
	if !c.encoding {
		c.buf = nil
	}
}

// dayOf reads a day YYYYMMDD.
func dayOf(n int) (time.Time, error) {
	return time.ParseInLocation("20060102", fmt.Sprintf("%08d", n), clock.Zone())
}

// dayNumber is a day as YYYYMMDD.
func dayNumber(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }
