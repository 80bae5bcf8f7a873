package load

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"shebao/kiosk/internal/records"
)

// person gathers the rows of one person.
type person struct {
	*folder
	record        records.Record
	who           []records.Person
	newest        uint16 // the batch up to whose day her contributions, or else her rows, are complete
	contributed   bool
	begun         bool
	contributions []delivered
	half          []int // personal parts among the contributions that wait for the unit's
	halfKey       []byte
	ordinals      []int // of record.Benefits
	payments      []payment
	items         []item
}

type delivered struct {
	records.Contribution
	start uint32
}

type payment struct {
	benefit, seq int
	records.Payment
}

type item struct {
	benefit, seq, nth int
	month             records.Month
	records.Item
}

func (p *person) seen(r ref, contribution bool) {
	switch {
	case !p.begun:
		p.newest, p.begun, p.contributed = r.batch, true, contribution
	case contribution && !p.contributed:
		p.newest, p.contributed = r.batch, true
	case contribution == p.contributed:
		p.newest = max(p.newest, r.batch)
	}
}

func (p *person) take(r ref) error {
	key := p.keyOf(r)
	k, v := stored{b: key[9:]}, stored{b: p.valueOf(r)}
	v.uint() // the mask
	p.seen(r, key[8] == contributions)
	to := &p.record
	switch key[8] {
	case persons:
		who, _ := p.told(r)
		v.bytes() // which told has read
		v.bytes()
		v.bytes()
		i := slices.IndexFunc(p.who, func(o records.Person) bool { return o.Name == who.Name })
		if i < 0 {
			p.who = append(p.who, who)
		} else {
			p.who[i] = who
		}
	case enrolments:
		e := records.Enrolment{Insurance: records.Insurance(digitsOf(k.int())), Region: records.Region(digitsOf(k.int()))}
		e.Employer, e.Status, e.Start = p.word(v.bytes()), records.EnrolmentStatus(p.word(v.bytes())), records.Month(v.int())
		to.Enrolments = append(to.Enrolments, e)
	case contributions:
		c := delivered{start: r.start}
		c.Month, c.Insurance, c.Region = records.Month(k.int()), records.Insurance(p.digits(k.int())), records.Region(p.digits(k.int()))
		c.Employer = p.word(k.bytes())
		part := k.int()
		c.Base, c.Personal, c.Unit = v.money(), v.money(), v.money()
		c.Status = records.PayStatus(p.word(v.bytes()))
		p.contribution(c, part, key)
	case accountYears:
		y := records.AccountYear{Year: k.int(), Insurance: records.Insurance(digitsOf(k.int()))}
		y.Opening, y.Principal, y.InterestOpening, y.InterestCurrent, y.Closing = v.money(), v.money(), v.money(), v.money(), v.money()
		y.Months, y.CumulativeMonths = v.int(), v.int()
		to.AccountYears = append(to.AccountYears, y)
	case annuities:
		to.Annuity.Nature, to.Annuity.Unit, to.Annuity.Start = records.UnitNature(v.text()), p.word(v.bytes()), records.Month(v.int())
	case annuityYears:
		y := records.AnnuityYear{Year: k.int()}
		for _, m := range []*records.Money{&y.Base, &y.UnitReal, &y.UnitBook, &y.Personal, &y.InterestBook, &y.YieldReal, &y.TransferredIn,
			&y.PaidOut, &y.ClosingUnitReal, &y.ClosingUnitBook, &y.ClosingPersonal, &y.Closing} {
			*m = v.money()
		}
		to.Annuity.Years = append(to.Annuity.Years, y)
	case residentYears:
		y := records.ResidentYear{Year: k.int()}
		for _, m := range []*records.Money{&y.Personal, &y.Province, &y.City, &y.County, &y.Collective, &y.Landless, &y.Government,
			&y.Interest, &y.Balance} {
			*m = v.money()
		}
		y.Agency, y.CreditedOn = p.word(v.bytes()), v.int()
		to.ResidentYears = append(to.ResidentYears, y)
	case benefits:
		p.ordinals = append(p.ordinals, k.int())
		b := records.Benefit{Insurance: records.Insurance(digitsOf(v.int())), Region: records.Region(digitsOf(v.int()))}
		b.Kind, b.Start, b.State, b.Monthly = p.word(v.bytes()), records.Month(v.int()), records.BenefitState(p.word(v.bytes())), v.money()
		to.Benefits = append(to.Benefits, b)
	case payments:
		m := payment{benefit: k.int()}
		m.Month, m.seq = records.Month(k.int()), k.int()
		m.Amount, m.Bank, m.BankTail, m.State = v.money(), p.word(v.bytes()), v.text(), records.BenefitState(p.word(v.bytes()))
		p.payments = append(p.payments, m)
	case paymentItems:
		i := item{benefit: k.int(), month: records.Month(k.int()), seq: k.int(), nth: k.int()}
		i.Name, i.Amount = p.word(v.bytes()), v.money()
		p.items = append(p.items, i)
	case qualifications:
		q := records.Qualification{Insurance: records.Insurance(digitsOf(k.int()))}
		q.Result, q.Way, q.DoneOn, q.DueOn = p.word(v.bytes()), p.word(v.bytes()), v.int(), v.int()
		to.Qualifications = append(to.Qualifications, q)
	default:
		return errBatch
	}
	if k.bad || v.bad || len(k.b)+len(v.b) > 0 {
		return errBatch
	}
	return nil
}

// digits is digitsOf with one copy of each code.
func (p *person) digits(n int) string {
	var b [20]byte
	return p.word(appendInt(b[:0], int64(n)))
}

// contribution adds one, and joins the parts of a month that came in two rows: those with one base and one status, in the order in
// which they came. A part that finds no other stays a row of its own.
func (p *person) contribution(c delivered, part int, key []byte) {
	switch part {
	case personalPart:
		if !bytes.Equal(p.halfKey, key[:len(key)-1]) {
			p.halfKey, p.half = key[:len(key)-1], p.half[:0]
		}
		p.half = append(p.half, len(p.contributions))
		p.contributions = append(p.contributions, c)
		return
	case unitPart:
		if bytes.Equal(p.halfKey, key[:len(key)-1]) {
			for i, at := range p.half {
				h := &p.contributions[at]
				if h.Status != c.Status || h.Base.Known && c.Base.Known && h.Base != c.Base {
					continue
				}
				h.Unit = c.Unit
				if !h.Base.Known {
					h.Base = c.Base
				}
				p.half = slices.Delete(p.half, i, i+1)
				return
			}
		}
	}
	p.contributions = append(p.contributions, c)
}

// finish puts what was gathered into the order in which a source gives it, and what belongs together together.
func (p *person) finish() {
	slices.SortFunc(p.contributions, func(a, b delivered) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), strings.Compare(string(a.Insurance), string(b.Insurance)),
			strings.Compare(string(a.Region), string(b.Region)), cmp.Compare(a.start, b.start))
	})
	if len(p.contributions) > 0 {
		p.record.Contributions = make([]records.Contribution, len(p.contributions))
	}
	for i, c := range p.contributions {
		p.record.Contributions[i] = c.Contribution
	}
	slices.SortStableFunc(p.items, func(a, b item) int { return cmp.Compare(a.nth, b.nth) })
	slices.SortStableFunc(p.payments, func(a, b payment) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), cmp.Compare(a.seq, b.seq))
	})
	for _, i := range p.items {
		at := slices.IndexFunc(p.payments, func(m payment) bool {
			return m.benefit == i.benefit && m.Month == i.month && m.seq == i.seq
		})
		if at < 0 {
			p.folded.Orphans++
			continue
		}
		p.payments[at].Items = append(p.payments[at].Items, i.Item)
	}
	for _, m := range p.payments {
		at := slices.Index(p.ordinals, m.benefit)
		if at < 0 {
			p.folded.Orphans++
			continue
		}
		b := &p.record.Benefits[at]
		b.Payments = append(b.Payments, m.Payment)
	}
	slices.SortStableFunc(p.record.AccountYears, func(a, b records.AccountYear) int { return cmp.Compare(b.Year, a.Year) })
	slices.Reverse(p.record.Annuity.Years)
	slices.Reverse(p.record.ResidentYears)
}
