package sqlite

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
)

// anything makes a record of anything that its types can hold.
func anything(r *rand.Rand) records.Record {
	pick := func(n int) int { return r.IntN(n) }
	word := func() string {
		return []string{"", "示例甲公司", "示例乙公司", "通过", "刷脸", "测试·乙", "测试𬭊", "0011", "a\x00\xff", strings.Repeat("长", 100),
			fmt.Sprint(r.Uint64())}[pick(11)]
	}
	number := func() int { return []int{0, 1, 12, 2026, 20260612, -7, math.MaxInt64, math.MinInt64}[pick(8)] }
	money := func() records.Money {
		if pick(3) == 0 {
			return records.Money{}
		}
		return records.Known(records.Fen([]int64{0, 1, -1, 520000, math.MaxInt64, math.MinInt64, r.Int64N(1e7)}[pick(7)]))
	}
	month := func() records.Month { return records.Month(190001).Add(pick(12 * 300)) }
	maybe := func() records.Month {
		if pick(3) == 0 {
			return 0
		}
		return month()
	}
	insurance := func() records.Insurance { return []records.Insurance{"110", "120", "210", "410", ""}[pick(5)] }
	region := func() records.Region { return []records.Region{"370100", "370200", "371200", ""}[pick(4)] }
	var p records.Record
	p.Person = records.Person{Number: word(), Name: word(), Kind: records.PersonKinds()[pick(9)], State: records.PersonStates()[pick(4)]}
	if pick(2) == 0 {
		p.Person.AsOf = time.Date(1900+pick(300), time.Month(1+pick(12)), 1+pick(28), 0, 0, 0, 0, clock.Zone())
	}
	for range pick(4) {
		p.Enrolments = append(p.Enrolments, records.Enrolment{Insurance: insurance(), Region: region(), Employer: word(),
			Status: []records.EnrolmentStatus{"", "1", "2", "3"}[pick(4)], Start: maybe()})
	}
	last := records.Contribution{Month: month(), Status: records.Paid}
	for range pick(200) {
		last.Month = last.Month.Add(-pick(2))
		if pick(10) == 0 {
			last = records.Contribution{Month: month(), Insurance: insurance(), Region: region(), Employer: word(), Base: money(),
				Personal: money(), Unit: money(), Status: payStatuses()[pick(3)]}
		}
		if !last.Month.Valid() {
			last.Month = month()
		}
		p.Contributions = append(p.Contributions, last)
	}
	for range pick(4) {
		p.AccountYears = append(p.AccountYears, records.AccountYear{Year: number(), Insurance: insurance(), Opening: money(), Principal: money(),
			InterestOpening: money(), InterestCurrent: money(), Closing: money(), Months: number(), CumulativeMonths: number()})
		p.ResidentYears = append(p.ResidentYears, records.ResidentYear{Year: number(), Personal: money(), Province: money(), City: money(),
			County: money(), Collective: money(), Landless: money(), Government: money(), Interest: money(), Balance: money(), Agency: word(),
			CreditedOn: number()})
		p.Annuity.Years = append(p.Annuity.Years, records.AnnuityYear{Year: number(), Base: money(), UnitReal: money(), UnitBook: money(),
			Personal: money(), InterestBook: money(), YieldReal: money(), TransferredIn: money(), PaidOut: money(), ClosingUnitReal: money(),
			ClosingUnitBook: money(), ClosingPersonal: money(), Closing: money()})
		p.Qualifications = append(p.Qualifications, records.Qualification{Insurance: insurance(), Result: word(), Way: word(),
			DoneOn: number(), DueOn: number()})
	}
	p.Annuity.Nature = []records.UnitNature{"", "full", "partial"}[pick(3)]
	p.Annuity.Unit, p.Annuity.Start = word(), maybe()
	for range pick(3) {
		b := records.Benefit{Insurance: insurance(), Region: region(), Kind: word(), Start: maybe(), State: benefitStates()[pick(4)], Monthly: money()}
		pay := records.Payment{Month: month()}
		for range pick(30) {
			pay.Month = pay.Month.Add(-pick(2))
			if pick(4) == 0 {
				pay = records.Payment{Month: month(), Amount: money(), Bank: word(), BankTail: word(), State: benefitStates()[pick(4)]}
				for range pick(3) {
					pay.Items = append(pay.Items, records.Item{Name: word(), Amount: money()})
				}
			}
			if pay.Month.Valid() {
				b.Payments = append(b.Payments, pay)
			}
		}
		p.Benefits = append(p.Benefits, b)
	}
	return p
}

// TestWhatIsEncodedIsDecoded: what comes back is what went in, in the order of a source.
func TestWhatIsEncodedIsDecoded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	bytesEach, n := 0, proof.Count(2000, 100_000)
	for i := range n {
		in := anything(r)
		b, err := encodeRecord(in)
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		bytesEach += len(b)
		out, err := decodeRecord(b, everything, 0)
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		sorted(&in)
		if !reflect.DeepEqual(emptied(in), emptied(out)) {
			t.Fatalf("record %d:\nin  %+v\nout %+v", i, in, out)
		}
		if number, err := numberOf(b); err != nil || number != in.Person.Number {
			t.Fatalf("record %d: its number is %q, %v", i, number, err)
		}
		w := records.Window{First: records.Month(190001).Add(r.IntN(3600))}
		w.Last = w.First.Add(r.IntN(900))
		part, err := decodeRecord(b, w, records.PaymentsRead)
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		var want []records.Contribution
		for _, c := range in.Contributions {
			if c.Month >= w.First && c.Month <= w.Last {
				want = append(want, c)
			}
		}
		if !reflect.DeepEqual(part.Contributions, want) {
			t.Fatalf("record %d: the window %v holds %d, want %d", i, w, len(part.Contributions), len(want))
		}
		for j, b := range part.Benefits {
			months := map[records.Month]bool{}
			for k, p := range in.Benefits[j].Payments {
				months[p.Month] = true
				if got := k < len(b.Payments); got != (len(months) <= records.PaymentsRead) {
					t.Fatalf("record %d: payment %d of the %dth month is read: %v", i, k, len(months), got)
				}
			}
		}
	}
	proof.Saw(t, "%d records of random content came back as they went in, %d bytes each", n, bytesEach/n)
}

// emptied makes empty lists nil, which the encoding does not tell apart.
func emptied(r records.Record) records.Record {
	null(&r.Enrolments)
	null(&r.Contributions)
	null(&r.AccountYears)
	null(&r.Annuity.Years)
	null(&r.ResidentYears)
	null(&r.Benefits)
	null(&r.Qualifications)
	for i := range r.Benefits {
		null(&r.Benefits[i].Payments)
		for j := range r.Benefits[i].Payments {
			null(&r.Benefits[i].Payments[j].Items)
		}
	}
	return r
}

func null[T any](all *[]T) {
	if len(*all) == 0 {
		*all = nil
	}
}

// TestWhatCannotBeStored: a value that does not exist is refused when the file is made, not when somebody stands before it.
func TestWhatCannotBeStored(t *testing.T) {
	for name, spoil := range map[string]func(*records.Record){
		"kind":              func(r *records.Record) { r.Person.Kind = "king" },
		"state":             func(r *records.Record) { r.Person.State = "lost" },
		"pay status":        func(r *records.Record) { r.Contributions[0].Status = "lost" },
		"no pay status":     func(r *records.Record) { r.Contributions[0].Status = "" },
		"month":             func(r *records.Record) { r.Contributions[0].Month = 202613 },
		"no month":          func(r *records.Record) { r.Contributions[0].Month = 0 },
		"month of payment":  func(r *records.Record) { r.Benefits[0].Payments[0].Month = 202600 },
		"state of payment":  func(r *records.Record) { r.Benefits[0].Payments[0].State = "9" },
		"state of benefit":  func(r *records.Record) { r.Benefits[0].State = "9" },
		"enrolment":         func(r *records.Record) { r.Enrolments = []records.Enrolment{{Status: "9"}} },
		"start":             func(r *records.Record) { r.Enrolments = []records.Enrolment{{Start: 202013}} },
		"nature":            func(r *records.Record) { r.Annuity.Nature = "half" },
		"more than is read": func(r *records.Record) { r.Person.Name = strings.Repeat("长", maxRecord) },
	} {
		r := records.Record{Person: records.Person{Kind: records.Employee, Name: "测试甲"},
			Contributions: []records.Contribution{{Month: 202601, Status: records.Paid}},
			Benefits:      []records.Benefit{{Payments: []records.Payment{{Month: 202601}}}}}
		if _, err := encodeRecord(r); err != nil {
			t.Fatalf("before it is spoilt: %v", err)
		}
		spoil(&r)
		if _, err := encodeRecord(r); err == nil {
			t.Errorf("%s: it was stored", name)
		} else if strings.Contains(err.Error(), "测试") {
			t.Errorf("%s: the error names a person", name)
		}
	}
}

// TestWhatFewBytesCanAskFor is bounded: parts of payments that stay the same cost none.
func TestWhatFewBytesCanAskFor(t *testing.T) {
	items := make([]records.Item, 2000)
	r := records.Record{Person: records.Person{Kind: records.Employee}, Benefits: []records.Benefit{{}}}
	for m := records.Month(202612); m > 200001; m = m.Add(-1) {
		r.Benefits[0].Payments = append(r.Benefits[0].Payments, records.Payment{Month: m, Items: items})
	}
	if _, err := encodeRecord(r); err == nil {
		t.Error("what could not be read was stored")
	}
	c := &codec{encoding: true, buf: []byte{recordEncoding}, numbers: map[string]int{}}
	c.items = math.MinInt // without the bound
	c.record(&r, everything, 0)
	if c.err != nil || len(c.buf) > 20_000 {
		t.Fatalf("%d bytes, %v", len(c.buf), c.err)
	}
	if _, err := decodeRecord(c.buf, everything, 0); err == nil {
		t.Error("a few bytes asked for a great many parts, and got them")
	}
	long := append([]byte{recordEncoding}, bytes.Repeat([]byte{0}, 5)...)
	for _, n := range []uint64{1 << 20, 1 << 40, math.MaxUint64} {
		b := binary.AppendUvarint(bytes.Clone(long), n)
		if _, err := decodeRecord(b, everything, 0); err == nil {
			t.Errorf("a list of %d was believed", n)
		}
	}
	if _, err := decodeRecord(make([]byte, maxRecord+1), everything, 0); err != errLong {
		t.Errorf("too long: %v", err)
	}
}

// FuzzRecord: any bytes are an error or a record, and a record goes through the encoding unchanged.
func FuzzRecord(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		b, err := encodeRecord(anything(r))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte{recordEncoding})
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		decodeRecord(b, records.Window{First: 202201, Last: 202612}, records.PaymentsRead)
		one, err := decodeRecord(b, everything, 0)
		if !bytes.Equal(b, before) {
			t.Fatal("decoding changed the bytes")
		}
		if err != nil {
			if !reflect.DeepEqual(one, records.Record{}) {
				t.Fatal("an error came with a record")
			}
			return
		}
		again, err := encodeRecord(one)
		if err != nil {
			if len(b) > maxRecord/4 {
				return // another spelling of the same may be longer
			}
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		}
		two, err := decodeRecord(again, everything, 0)
		if err != nil {
			t.Fatal(err)
		}
		sorted(&one)
		if !reflect.DeepEqual(emptied(one), emptied(two)) {
			t.Fatalf("one %+v\ntwo %+v", one, two)
		}
	})
}

// FuzzCard: any bytes are an error or a card.
func FuzzCard(f *testing.F) {
	b, err := encodeCard(records.CardEntry{Card: records.Card{Identifier: "370100D1560000050000000000000001", Number: "X00000001"},
		Registration: records.Registration{Holder: "379901199003070011", Status: records.CardNormal, Since: 20240229}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		one, err := decodeCard(b)
		if err != nil {
			return
		}
		again, err := encodeCard(one)
		if err != nil {
			t.Fatal(err)
		}
		one.Card, one.Holder = one.Card.Normal(), strings.ToUpper(strings.TrimSpace(one.Holder))
		if two, err := decodeCard(again); err != nil || two != one {
			t.Fatalf("%+v, %v", two, err)
		}
	})
}
