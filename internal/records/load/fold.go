package load

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// mostPartition is how many bytes one partition of all batches may have: it is held in memory, with an index of about the same size.
const mostPartition = 1 << 30

// mostRows is how many rows that count one person may have: fifty years of six insurances and two benefits have some 6,000.
const mostRows = 30_000

var errManyRows = errors.New("one number has more rows than a person can have: it is the number of nobody, look for one that stands in every row")

var errTooMany = errors.New("the batches hold more than can be folded at a time: undo some that later ones have replaced")

// Change counts what the rows of a batch were to the rows before them. The sum is the batch's Rows.Stored.
type Change struct {
	Added      int64
	Changed    int64 // took the place of earlier batches' rows of the same key
	Unchanged  int64 // as earlier batches had them
	Duplicates int64 // as the same input had them before
	Superseded int64 // other than a later row of the same input with the same key, which counts
	OtherNames int64 // of layouts that tell no state of a person: the name is not the one that is known, which stays
}

func (c Change) sum() int64 {
	return c.Added + c.Changed + c.Unchanged + c.Duplicates + c.Superseded + c.OtherNames
}

// Folded counts what is in the record file.
type Folded struct {
	Persons int64
	Cards   int64
	Twice   int64 // persons whose number has several names: reading them is Duplicate
	// Waiting are numbers with rows, but without one of the table persons: they are in the batches and not in the file.
	Waiting int64
	Orphans int64 // payments and items of a benefit, or of a payment, that no row tells
}

// ref is an entry in the arena of a partition.
type ref struct {
	who                uint64
	start, key, value  uint32 // where key, value and the row's number begin
	keyLength, valueLn uint32
	batch              uint16
}

// folder folds one partition after another.
type folder struct {
	ctx     context.Context
	files   []*batchFile
	asOf    []time.Time
	about   time.Time
	fresh   int // from this batch on they are new, and what becomes of their rows is counted
	changes []Change
	found   func(batch int, f Finding) error
	arena   []byte
	refs    []ref
	tables  []table
	names   map[string]string
	folded  Folded
}

// out is what a fold gives: persons and cards.
type out struct {
	persons []records.Record
	cards   []records.CardEntry
}

// personsPerBatch is how many persons are handed over at once.
const personsPerBatch = 64

func (f *folder) partition(p int, emit func(out) error) error {
	f.arena, f.refs = f.arena[:0], f.refs[:0]
	f.names = map[string]string{}
	size := int64(0)
	for _, b := range f.files {
		size += b.size(p)
	}
	if size > mostPartition {
		return errTooMany
	}
	for i, b := range f.files {
		start := len(f.arena)
		var err error
		if f.arena, err = b.partition(f.ctx, p, f.arena); err != nil {
			return err
		}
		if err := f.index(start, i); err != nil {
			return err
		}
	}
	f.order()
	var o out
	for i := 0; i < len(f.refs); {
		j := i + 1
		for j < len(f.refs) && f.refs[j].who == f.refs[i].who && (f.refs[i].who < cardBit || bytes.Equal(f.keyOf(f.refs[j]), f.keyOf(f.refs[i]))) {
			j++
		}
		if err := f.one(f.refs[i:j], &o); err != nil {
			return err
		}
		i = j
		if len(o.persons)+len(o.cards) >= personsPerBatch || i == len(f.refs) {
			if err := emit(o); err != nil {
				return err
			}
			o = out{}
		}
	}
	return nil
}

func (f *folder) index(start, batch int) error {
	s := stored{b: f.arena[start:]}
	for len(s.b) > 0 {
		at := len(f.arena) - len(s.b)
		key := s.bytes()
		keyAt := len(f.arena) - len(s.b) - len(key)
		value := s.bytes()
		valueAt := len(f.arena) - len(s.b) - len(value)
		s.uint()
		if s.bad || len(key) < 9 {
			return errBatch
		}
		f.refs = append(f.refs, ref{binary.BigEndian.Uint64(key), uint32(at), uint32(keyAt), uint32(valueAt), uint32(len(key)),
			uint32(len(value)), uint16(batch)})
	}
	return nil
}

// order sorts by person, then by table and key, then as delivered.
func (f *folder) order() {
	slices.SortFunc(f.refs, func(a, b ref) int {
		if a.who != b.who {
			return cmp.Compare(a.who, b.who)
		}
		return cmp.Or(bytes.Compare(f.keyOf(a)[8:], f.keyOf(b)[8:]), cmp.Compare(a.start, b.start))
	})
}

func (f *folder) keyOf(r ref) []byte   { return f.arena[r.key : r.key+r.keyLength] }
func (f *folder) valueOf(r ref) []byte { return f.arena[r.value : r.value+r.valueLn] }

func (f *folder) rowOf(r ref) int64 {
	n, _ := binary.Uvarint(f.arena[r.value+r.valueLn:])
	return int64(n)
}

// keepsSeveral reports whether rows of one key in one input may stand beside each other: two payments for one month are two, and
// two names of one number are a fault that must be seen.
func keepsSeveral(t byte) bool { return t == contributions || t == persons }

// live gives those rows of one key that count, and counts what the new ones were.
func (f *folder) live(group []ref, to []ref) ([]ref, error) {
	t := f.keyOf(group[0])[8]
	var before []ref
	for i := 0; i < len(group); {
		j := i + 1
		for j < len(group) && group[j].batch == group[i].batch {
			j++
		}
		if !keepsSeveral(t) && len(before) == 1 {
			for k := i; k < j; k++ {
				group[k] = f.completed(group[k], before[0])
			}
		}
		take := f.within
		if t == persons && f.onlyNames(group[i:j], before) {
			take = f.kept
		}
		now, err := take(t, group[i:j], before)
		if err != nil {
			return nil, err
		}
		before, i = now, j
	}
	return append(to, before...), nil
}

// values are values of one key: a list while they are few, as they nearly always are, and a set when an input has many.
type values struct {
	few  [][]byte
	many map[string]struct{}
}

// fewValues is up to where looking through a list is quicker than a set.
const fewValues = 16

func (v *values) add(b []byte) {
	if v.many == nil && len(v.few) < fewValues {
		v.few = append(v.few, b)
		return
	}
	if v.many == nil {
		v.many = map[string]struct{}{}
		for _, f := range v.few {
			v.many[string(f)] = struct{}{}
		}
	}
	v.many[string(b)] = struct{}{}
}

func (v *values) has(b []byte) bool {
	if v.many != nil {
		_, ok := v.many[string(b)]
		return ok
	}
	return slices.ContainsFunc(v.few, func(f []byte) bool { return bytes.Equal(f, b) })
}

func (f *folder) valuesOf(all []ref) (v values) {
	for _, r := range all {
		v.add(f.valueOf(r))
	}
	return v
}

// within gives those rows of one key and one batch that count.
func (f *folder) within(t byte, group, before []ref) ([]ref, error) {
	batch := int(group[0].batch) - f.fresh
	if len(group) == 1 && batch < 0 {
		return group, nil
	}
	change := &Change{}
	if batch >= 0 {
		change = &f.changes[batch]
	}
	var counted values
	if !keepsSeveral(t) {
		counted.add(f.valueOf(group[len(group)-1])) // the last one is the one that counts
	}
	var lastOf map[string]int // persons: the last row of each name
	if t == persons && len(group) > 1 {
		lastOf = map[string]int{}
		for i, r := range group {
			who, _ := f.told(r)
			lastOf[who.Name] = i
		}
	}
	earlier := f.valuesOf(before)
	kept := group[:0:0]
	for i, r := range group {
		last, superseded := i+1 == len(group), false
		if lastOf != nil {
			who, _ := f.told(r)
			if at := lastOf[who.Name]; at != i {
				if bytes.Equal(f.valueOf(r), f.valueOf(group[at])) {
					change.Duplicates++
					continue
				}
				superseded = true
			}
		}
		switch value := f.valueOf(r); {
		case !superseded && counted.has(value) && (keepsSeveral(t) || !last):
			change.Duplicates++
			continue
		case superseded, !keepsSeveral(t) && !last:
			change.Superseded++
			if batch >= 0 && f.found != nil {
				if err := f.found(batch, Finding{f.rowOf(r), "", Superseded}); err != nil {
					return nil, err
				}
			}
			continue
		case earlier.has(value):
			change.Unchanged++
		case len(before) > 0:
			change.Changed++
		default:
			change.Added++
		}
		if keepsSeveral(t) {
			counted.add(f.valueOf(r))
		}
		kept = append(kept, r)
	}
	return kept, nil
}

// told is what a row of the table persons says.
func (f *folder) told(r ref) (who records.Person, state bool) {
	v := stored{b: f.valueOf(r)}
	mask := v.uint()
	who = records.Person{Name: v.text(), Kind: records.PersonKind(v.text()), State: records.PersonState(v.text())}
	return who, mask&untoldState == 0
}

// completed gives a row whose layout tells only some fields those that the row before it has. The new value goes behind the arena,
// with the number of the row.
func (f *folder) completed(r, before ref) ref {
	now, was := stored{b: f.valueOf(r)}, stored{b: f.valueOf(before)}
	mask, earlier := now.uint(), was.uint()
	if mask == 0 {
		return r
	}
	at := f.rowOf(r)
	t := f.tables[f.keyOf(r)[8]]
	merged := appendUint(nil, mask&earlier)
	for i, d := range t.fields[t.keys:] {
		from, other := &now, &was
		if mask>>i&1 == 1 {
			from, other = &was, &now
		}
		if d.kind.longText() {
			merged = appendText(merged, from.bytes())
			other.bytes()
		} else {
			merged = appendUint(merged, from.uint())
			other.uint()
		}
	}
	r.value, r.valueLn = uint32(len(f.arena)), uint32(len(merged))
	f.arena = appendUint(append(f.arena, merged...), uint64(at))
	return r
}

// onlyNames reports whether the rows of one batch say nothing new of a person whom earlier ones tell: they have no state, and no
// kind where one is missing.
func (f *folder) onlyNames(group, before []ref) bool {
	for _, r := range group {
		who, state := f.told(r)
		if state {
			return false
		}
		for _, b := range before {
			known, state := f.told(b)
			if !state && known.Kind == records.UnknownPerson && who.Kind != records.UnknownPerson && who.Name == known.Name {
				return false
			}
		}
	}
	return len(before) > 0
}

// kept counts such rows, of which none takes the place of what is known.
func (f *folder) kept(_ byte, group, before []ref) ([]ref, error) {
	batch := int(group[0].batch) - f.fresh
	if batch < 0 {
		return before, nil
	}
	change, seen := &f.changes[batch], map[string]bool{}
	for _, r := range group {
		who, _ := f.told(r)
		switch {
		case seen[who.Name]:
			change.Duplicates++
			continue
		case slices.ContainsFunc(before, func(b ref) bool { known, _ := f.told(b); return known.Name == who.Name }):
			change.Unchanged++
		default:
			change.OtherNames++
			if f.found != nil {
				if err := f.found(batch, Finding{f.rowOf(r), "", OtherName}); err != nil {
					return nil, err
				}
			}
		}
		seen[who.Name] = true
	}
	return before, nil
}

// one makes the record of one person, or the entry of one card.
func (f *folder) one(all []ref, o *out) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	var live []ref
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && bytes.Equal(f.keyOf(all[j]), f.keyOf(all[i])) {
			j++
		}
		var err error
		if live, err = f.live(all[i:j], live); err != nil {
			return err
		}
		i = j
	}
	if len(live) > mostRows {
		return errManyRows
	}
	if all[0].who >= cardBit {
		for _, r := range live {
			c, err := f.card(r)
			if err != nil {
				return err
			}
			o.cards = append(o.cards, c)
			f.folded.Cards++
		}
		return nil
	}
	p := person{folder: f}
	for _, r := range live {
		if err := p.take(r); err != nil {
			return err
		}
	}
	p.finish()
	switch len(p.who) {
	case 0:
		f.folded.Waiting++
		return nil
	case 1:
	default:
		f.folded.Twice++
	}
	f.folded.Persons++
	for _, who := range p.who {
		r := p.record
		r.Person = who
		r.Person.Number = identityText(all[0].who)
		if !f.asOf[p.newest].Equal(f.about) {
			r.Person.AsOf = f.asOf[p.newest]
		}
		o.persons = append(o.persons, r)
	}
	return nil
}

func (f *folder) card(r ref) (records.CardEntry, error) {
	k, v := stored{b: f.keyOf(r)[9:]}, stored{b: f.valueOf(r)}
	v.uint() // the mask
	var c records.CardEntry
	c.Identifier, c.Number = k.text(), k.text()
	c.Holder = identityText(v.uint())
	c.Status = records.CardStatus(v.text())
	c.Since = v.int()
	if k.bad || v.bad {
		return c, errBatch
	}
	return c, nil
}

// word keeps one copy of each text of a partition: employers and banks come again and again.
func (f *folder) word(b []byte) string {
	if s, ok := f.names[string(b)]; ok {
		return s
	}
	s := string(b)
	f.names[s] = s
	return s
}

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

// commit makes next the list and the record file its fold: first the new file beside its place, then the list, then the file in its
// place. Before the list is replaced nothing has happened; after it, a kill leaves the old record file, and the next command folds
// again. fresh is how many of the last batches are new.
func (s *Store) commit(ctx context.Context, next list, fresh int, o Options, found func(batch int, f Finding) error) (_ Summary, err error) {
	about := aboutOf(next.Batches)
	f := &folder{ctx: ctx, tables: tables(), about: about.AsOf, fresh: len(next.Batches) - fresh, changes: make([]Change, fresh), found: found}
	if len(next.Batches) > math.MaxUint16 {
		return Summary{}, errTooMany
	}
	defer func() {
		for _, b := range f.files {
			err = errors.Join(err, b.close())
		}
	}()
	for _, b := range next.Batches {
		file, err := openBatch(s.folder, b.File, s.key)
		if err != nil {
			return Summary{}, err
		}
		f.files = append(f.files, file)
		f.asOf = append(f.asOf, dayTime(b.AsOf))
	}
	builder, err := sqlite.CreateWith(ctx, s.path, s.key, about, sqlite.Options{Algorithm: s.algorithm(o),
		Meta: map[string]string{foldMeta: fingerprint(next.Batches)}})
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, builder.Discard()) }()
	if err := f.into(ctx, builder, o.progress); err != nil {
		return Summary{}, err
	}
	for i, c := range f.changes {
		if want := next.Batches[f.fresh+i].Rows.Stored; c.sum() != want {
			return Summary{}, fmt.Errorf("batch of %d rows was folded as %d: this is a fault of the program, nothing was changed", want, c.sum())
		}
	}
	if err := ctx.Err(); err != nil {
		return Summary{}, err
	}
	if err := syncFolder(s.folder); err != nil {
		return Summary{}, err
	}
	old := s.list
	o.progress(Placing, 0, 2)
	if err := s.put(next, s.algorithm(o)); err != nil {
		return Summary{}, err
	}
	o.progress(Placing, 1, 2)
	// From here on it has happened; what the person at the keyboard wants no more comes too late.
	if err := builder.Finish(context.WithoutCancel(ctx)); err != nil {
		if s.takeBack != nil {
			return Summary{}, errors.Join(err, s.takeBack())
		}
		return Summary{}, errors.Join(err, s.put(old, s.algorithm(o)))
	}
	o.progress(Placing, 2, 2)
	return Summary{Changes: f.changes, Folded: f.folded}, nil
}

// handed is how many lots of persons may wait for the builder.
const handed = 8

// into folds all partitions into a builder: one goroutine unseals, sorts and decodes, the caller's seals and writes.
func (f *folder) into(ctx context.Context, b *sqlite.Builder, progress func(Stage, int64, int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f.ctx = ctx
	lots := make(chan out, handed)
	var folding error // read after lots is closed
	go func() {
		defer close(lots)
		for p := range partitions {
			if folding = f.partition(p, func(o out) error {
				select {
				case lots <- o:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}); folding != nil {
				return
			}
			progress(Folding, int64(p+1), partitions)
		}
	}()
	var putting error
	for o := range lots {
		if putting == nil {
			if putting = put(ctx, b, o); putting != nil {
				cancel() // and see the other goroutine end
			}
		}
	}
	if putting != nil {
		return putting
	}
	return folding
}

func put(ctx context.Context, b *sqlite.Builder, o out) error {
	for _, r := range o.persons {
		if err := b.Put(ctx, r); err != nil {
			return err
		}
	}
	for _, c := range o.cards {
		if err := b.PutCard(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// aboutOf is what the record file says of itself: the last batch's source, the latest day, and the places of all batches, or all of
// the province when one names none.
func aboutOf(batches []Batch) records.About {
	var a records.About
	all := false
	day := 0
	for _, b := range batches {
		a.Name, day = b.Source, max(day, b.AsOf)
		all = all || len(b.Places) == 0
		for _, p := range b.Places {
			if !slices.Contains(a.Places, records.Region(p)) {
				a.Places = append(a.Places, records.Region(p))
			}
		}
	}
	if all {
		a.Places = nil
	}
	slices.Sort(a.Places)
	a.AsOf = dayTime(day)
	return a
}

func dayTime(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, clock.Zone())
}

func dayOf(t time.Time) int {
	t = t.In(clock.Zone())
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}
