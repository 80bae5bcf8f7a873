package load

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// Stage is what an import is at; a closed set.
type Stage string

// The stages, in their order.
const (
	Summing Stage = "checksum" // done and total are bytes of the input
	Reading Stage = "reading"  // the same
	Folding Stage = "folding"  // partitions
	Placing Stage = "placing"  // the list, then the record file
)

// Options say how to import.
type Options struct {
	Now       time.Time        // stands in the batch
	AsOf      time.Time        // the day up to which the input is complete; no month after it is taken
	Source    string           // shown as 来源
	Places    []records.Region // the insured places that the input is for: rows of others are refused; nil is all
	Encoding  Encoding         // "" is the mapping's, or what the input looks like
	Strict    bool             // one refused row refuses the input
	Algorithm keys.Algorithm   // of the record file; "" is that of the one that is there, or the usual one
	// Found is told every finding, by the number of the input; nil for nobody. Its error ends the import.
	Found func(input int, f Finding) error
	// Progress is told how far a stage is, often, by several goroutines; nil for nobody.
	Progress func(s Stage, done, total int64)
}

func (o Options) progress(s Stage, done, total int64) {
	if o.Progress != nil {
		o.Progress(s, done, total)
	}
}

func (o Options) found(input int, f Finding) error {
	if o.Found != nil {
		return o.Found(input, f)
	}
	return nil
}

// Input is a file to import. Open gives it from the beginning each time.
type Input struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// FileInput is the file at a path.
func FileInput(path string) (Input, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Input{}, err
	}
	if !info.Mode().IsRegular() {
		return Input{}, fmt.Errorf("%s is not a file", path)
	}
	return Input{path, info.Size(), func() (io.ReadCloser, error) { return os.Open(path) }}, nil
}

// Outcome is what became of one input.
type Outcome struct {
	Input    string
	Batch    int      // its number, 0 when there is none: a dry run, or an input that was imported before
	Before   int      // the batch by which it was imported before, 0 when it was not
	Rows     Rows     //
	Ignored  []string // columns that nothing took
	TotalsOK bool     // every row of totals is the sum of the rows before it
}

// Summary is what an import did. Changes are by batch that is new.
type Summary struct {
	Outcomes []Outcome
	Changes  []Change
	Folded   Folded
}

// Clean reports whether every row was taken and every total right.
func (s Summary) Clean() bool {
	for _, o := range s.Outcomes {
		if o.Rows.Refused > 0 || !o.TotalsOK {
			return false
		}
	}
	for _, c := range s.Changes {
		if c.Superseded+c.OtherNames > 0 {
			return false
		}
	}
	return true
}

// ErrPlace is a mapping of a layout that does not say where its rows are from, without the one place that they are from.
var ErrPlace = errors.New("this layout does not name the insured place: name the one that the file is from")

// ErrStrict is an input with a refused row, where none may be.
var ErrStrict = errors.New("rows were refused: nothing was imported")

// Import adds each input as a batch and makes the record file the fold of all. An input whose content was imported before with the
// same mapping is not imported again. When it returns nil the new record file is what a terminal opens, also after a power cut. On
// an error, a cancelled context included, store and record file are as before. After a kill or a power cut they are as before, or
// the batches are on the list and the next command folds (Repair); the record file is the old or the new one, whole, at any moment.
func (s *Store) Import(ctx context.Context, m Mapping, inputs []Input, o Options) (_ Summary, err error) {
	if _, err := s.Folded(); err != nil {
		return Summary{}, err
	}
	next := list{Next: s.list.Next, Batches: s.Batches()}
	var sum Summary
	var batchInputs []int
	var written []*batchWriter
	defer func() {
		if err != nil {
			for _, w := range written {
				if !s.lists(w.id) { // it may be, when the list could not be taken back
					err = errors.Join(err, w.discard())
				}
			}
		}
	}()
	for i, in := range inputs {
		checksum, err := checksumOf(ctx, in, o)
		if err != nil {
			return Summary{}, err
		}
		if before := slices.IndexFunc(next.Batches, func(b Batch) bool {
			return b.Checksum == checksum && b.Mapping == m.Name && b.Version == m.Version
		}); before >= 0 {
			sum.Outcomes = append(sum.Outcomes, Outcome{Input: in.Name, Before: next.Batches[before].Number, TotalsOK: true})
			continue
		}
		w, err := newBatch(s.folder, s.key, s.algorithm(o))
		if err != nil {
			return Summary{}, err
		}
		written = append(written, w)
		outcome, err := scan(ctx, m, in, i, s.key, o, func(c *checked) error { w.add(c); return nil })
		if err != nil {
			return Summary{}, fmt.Errorf("%s: %w", in.Name, err)
		}
		if o.Strict && outcome.Rows.Refused > 0 {
			sum.Outcomes = append(sum.Outcomes, outcome)
			return sum, ErrStrict
		}
		b := Batch{Number: next.Next, Input: filepath.Base(in.Name), Checksum: checksum, Mapping: m.Name, Version: m.Version,
			At: o.Now, Source: o.Source, AsOf: dayOf(o.AsOf), Rows: outcome.Rows}
		for _, p := range o.Places {
			b.Places = append(b.Places, string(p))
		}
		if err := w.finish(&b); err != nil {
			return Summary{}, err
		}
		next.Next++
		next.Batches = append(next.Batches, b)
		outcome.Batch = b.Number
		sum.Outcomes = append(sum.Outcomes, outcome)
		batchInputs = append(batchInputs, i)
	}
	if len(written) == 0 { // the record file may still have to be made, when a kill came before that
		_, err := s.Repair(ctx, o)
		return sum, err
	}
	folded, err := s.commit(ctx, next, len(written), o, func(batch int, f Finding) error { return o.found(batchInputs[batch], f) })
	if err != nil {
		return Summary{}, err
	}
	sum.Changes, sum.Folded = folded.Changes, folded.Folded
	return sum, nil
}

// DryRun checks the inputs and writes nothing.
func DryRun(ctx context.Context, m Mapping, inputs []Input, o Options) (Summary, error) {
	var sum Summary
	for i, in := range inputs {
		outcome, err := scan(ctx, m, in, i, keys.NewRecords(), o, func(*checked) error { return nil })
		if err != nil {
			return Summary{}, fmt.Errorf("%s: %w", in.Name, err)
		}
		sum.Outcomes = append(sum.Outcomes, outcome)
	}
	return sum, nil
}

var errEnough = errors.New("enough")

// Preview tells the first rows that an input would give, masked: the number's last four characters, the name's first and last. It
// writes nothing.
func Preview(ctx context.Context, m Mapping, in Input, o Options, rows int, show func(table string, row int64, values []string)) error {
	all := tables()
	o.Progress = nil
	_, err := scan(ctx, m, in, 0, keys.NewRecords(), o, func(c *checked) error {
		for _, e := range c.entries {
			if rows <= 0 {
				return errEnough
			}
			rows--
			s := stored{b: c.data[e.start:e.end]}
			key, value := stored{b: s.bytes()}, stored{b: s.bytes()}
			value.uint() // the mask
			at := int64(s.uint())
			t := all[key.b[8]]
			var values []string
			if key.b[0] < 0x80 {
				who := identityText(binary.BigEndian.Uint64(key.b))
				values = append(values, "number="+strings.Repeat("*", 14)+who[14:])
			}
			key.b = key.b[9:]
			for i, f := range t.fields {
				from := &value
				if i < t.keys {
					from = &key
				}
				values = append(values, f.name+"="+masked(f, from))
			}
			show(t.name, at, values)
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func checksumOf(ctx context.Context, in Input, o Options) (string, error) {
	f, err := in.Open()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	buf := make([]byte, readAhead)
	done := int64(0)
	for {
		n, err := f.Read(buf)
		h.Write(buf[:n])
		done += int64(n)
		o.progress(Summing, done, in.Size)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return "", errors.Join(err, f.Close())
		}
	}
	return hex.EncodeToString(h.Sum(nil)), f.Close()
}

// open gives the reader of an input that stands behind its header, and the columns that the mapping takes.
func open(m *Mapping, in Input, e Encoding) (r reader, b *bound, kind string, err error) {
	f, err := in.Open()
	if err != nil {
		return nil, nil, "", err
	}
	var magic [8]byte
	n, err := io.ReadFull(f, magic[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, nil, "", errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return nil, nil, "", err
	}
	switch head := magic[:n]; {
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return nil, nil, "", errors.New("the file is a workbook of the old kind (.xls) or encrypted: save it as .xlsx without a password")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		kind = "xlsx"
	case strings.EqualFold(filepath.Ext(in.Name), ".dbf"):
		kind = "dbf"
	default:
		kind = "csv"
	}
	if kind != "csv" {
		r, b, err = begin(m, in, e, kind, 0)
		return r, b, kind, err
	}
	// Which mark stands between the cells shows in which of them gives the columns.
	for _, delimiter := range delimiters() {
		r, b, try := begin(m, in, e, kind, delimiter)
		if try == nil {
			return r, b, kind, nil
		}
		var missing, less *errNoHeader
		if !errors.As(try, &missing) {
			return nil, nil, "", try
		}
		if err == nil || errors.As(err, &less) && len(missing.missing) < len(less.missing) {
			err = try
		}
	}
	return nil, nil, "", err
}

func begin(m *Mapping, in Input, e Encoding, kind string, delimiter byte) (_ reader, _ *bound, err error) {
	f, err := in.Open()
	if err != nil {
		return nil, nil, err
	}
	var r reader
	switch kind {
	case "xlsx":
		file, ok := f.(*os.File)
		if !ok {
			return nil, nil, errors.Join(errNotXLSX, f.Close())
		}
		r, err = newXLSX(file, in.Size)
	case "dbf":
		r, err = newDBF(f, in.Size)
	default:
		var c *csvReader
		if c, err = newCSV(f, in.Size, e, delimiter); err == nil {
			c.lines.searching = true
			r = c
		}
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	b, err := behindHeader(m, in.Name, r)
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	if c, ok := r.(*csvReader); ok {
		c.lines.searching = false
	}
	return r, b, nil
}

// behindHeader reads up to the row, or two, that the mapping knows.
func behindHeader(m *Mapping, input string, r reader) (*bound, error) {
	var above [][]string
	fewest := &errNoHeader{}
	for range headerSearch {
		var one block
		if err := r.next(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		row := one.rows[0]
		if row.reason != accepted {
			fewest.refused, fewest.row = row.reason, row.at
			continue
		}
		cells := make([]string, row.last-row.first)
		for i := range cells {
			cells[i] = headerName(one.cell(row, i))
		}
		above = append(above, cells)
		if len(above) < m.headerRows {
			continue
		}
		b, missing := m.bind(input, above[len(above)-m.headerRows:])
		if b != nil {
			return b, nil
		}
		if fewest.missing == nil || len(missing) < len(fewest.missing) {
			fewest.missing = missing
		}
	}
	return nil, fewest
}

// workers check rows: two are as many as the machine of an office has, and the reader feeds no more.
const workers = 2

// task is a block on its way.
type task struct {
	block block
	read  int64 // bytes of the input up to the end of the block
	rows  int64
	out   checked
	done  chan struct{}
}

// scan reads an input and gives what became of its blocks to each, in their order: one goroutine reads, workers check, and the
// caller's own owns the counts and ends them all before it returns.
func scan(ctx context.Context, m Mapping, in Input, number int, key keys.Records, o Options, each func(*checked) error) (_ Outcome, err error) {
	e := o.Encoding
	if e == "" {
		e = m.encoding
	}
	m, ok := m.at(o.Places)
	if !ok {
		return Outcome{}, ErrPlace
	}
	r, b, kind, err := open(&m, in, e)
	if err != nil {
		return Outcome{}, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()

	const tasks = 3 * workers // each worker has one, one waits for it, and one is with the owner
	free, work, order := make(chan *task, tasks), make(chan *task, tasks), make(chan *task, tasks)
	for range tasks {
		free <- &task{done: make(chan struct{}, 1)}
	}
	var reading error // read after order is closed
	wait.Go(func() {
		defer close(order)
		defer close(work)
		reading = feed(ctx, r, free, work, order)
	})
	for range workers {
		c := &checker{bound: b, split: m.split, places: withFormer(o.Places), last: records.MonthOf(o.AsOf), doubles: kind == "xlsx",
			ragged: kind == "xlsx", find: key.Lookups()}
		c.prepare()
		wait.Go(func() {
			for t := range work {
				c.block(&t.block, &t.out)
				t.done <- struct{}{}
			}
		})
	}
	owner := owner{number: number, o: o, out: Outcome{Input: in.Name, Ignored: b.ignored, TotalsOK: true}, names: b.names,
		sub: make([]int64, b.columns), all: make([]int64, b.columns)}
	for t := range order {
		<-t.done
		if err := owner.take(t.rows, &t.out); err != nil {
			return Outcome{}, err
		}
		if err := each(&t.out); err != nil {
			return Outcome{}, err
		}
		o.progress(Reading, t.read, in.Size)
		free <- t
	}
	if reading != nil {
		return Outcome{}, reading
	}
	if err := ctx.Err(); err != nil {
		return Outcome{}, err
	}
	rows := owner.out.Rows
	if rows.Read != rows.Accepted+rows.Refused+rows.Skipped+rows.Totals {
		return Outcome{}, fmt.Errorf("%d rows were read and %d accounted for: this is a fault of the program", rows.Read,
			rows.Accepted+rows.Refused+rows.Skipped+rows.Totals)
	}
	return owner.out, nil
}

// feed reads blocks until the end of the input. Work on a block begins as soon as it is full.
func feed(ctx context.Context, r reader, free <-chan *task, work, order chan<- *task) error {
	for {
		var t *task
		select {
		case t = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		t.block.reset()
		var err error
		for err == nil && !t.block.full() {
			err = r.next(&t.block)
		}
		t.read, t.rows = r.read(), int64(len(t.block.rows))
		if len(t.block.rows) > 0 {
			work <- t // never waits: there is room for all tasks
			order <- t
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// owner keeps the counts and sums of an input.
type owner struct {
	number   int
	o        Options
	out      Outcome
	names    []string
	sub, all []int64 // sums by column since the last subtotal, and of all rows
}

// take counts a block of so many rows.
func (w *owner) take(rows int64, c *checked) error {
	r := &w.out.Rows
	r.Read += rows - c.empty
	r.Accepted += c.accepted
	r.Refused += c.refused
	r.Skipped += c.skipped
	r.Empty += c.empty
	r.Totals += int64(len(c.totals))
	r.Stored += int64(len(c.entries))
	for _, f := range c.findings {
		if err := w.o.found(w.number, f); err != nil {
			return err
		}
	}
	for _, t := range c.totals {
		w.add(t.before)
		with := w.all
		if t.sub {
			with = w.sub
		}
		for i, amount := range t.amount {
			if amount >= 0 && amount != with[i] {
				w.out.TotalsOK = false
				if err := w.o.found(w.number, Finding{t.at, w.names[i], TotalsDiffer}); err != nil {
					return err
				}
			}
		}
		clear(w.sub)
	}
	w.add(c.sums)
	return nil
}

func (w *owner) add(sums []int64) {
	for i, n := range sums {
		w.sub[i] += n
		w.all[i] += n
	}
}

// withFormer are the places as they may stand in a row: Laiwu's code too where Jinan is meant.
func withFormer(places []records.Region) []string {
	var out []string
	for _, p := range places {
		out = append(out, string(p))
		if p.Current() == "370100" {
			out = append(out, "371200", "370100")
		}
	}
	return out
}

// LastDay is the day up to which an input is taken to be complete when nobody says so: the last of the month before.
func LastDay(now time.Time) time.Time {
	n := now.In(clock.Zone())
	return time.Date(n.Year(), n.Month(), 1, 0, 0, 0, 0, clock.Zone()).AddDate(0, 0, -1)
}
