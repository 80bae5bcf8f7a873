package load

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"shebao/kiosk/internal/records"
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
