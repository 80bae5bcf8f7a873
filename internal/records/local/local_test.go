package local

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/recordstest"
	"shebao/kiosk/internal/records/sqlite"
)

const (
	number = "379901199003070011"
	maxAge = 45 * 24 * time.Hour
)

var (
	now    = time.Date(2026, 11, 25, 9, 0, 0, 0, clock.Zone())
	window = records.Window{First: 202201, Last: 202612}
	ctx    = context.Background()
)

// scripted is a source that answers with what the test says.
type scripted struct {
	about    records.About
	record   records.Record
	failure  records.Failure
	hangs    bool // until ctx ends
	asked    int
	deadline time.Time
	closed   int
	newer    time.Time // what Reload brings
}

func (s *scripted) Reload() (bool, error) { s.about.AsOf = s.newer; return true, nil }

func (s *scripted) answer(ctx context.Context) error {
	s.asked++
	s.deadline, _ = ctx.Deadline()
	if s.hangs {
		<-ctx.Done()
		return &records.Error{Failure: records.Busy, Err: ctx.Err()}
	}
	if s.failure != "" {
		return &records.Error{Failure: s.failure}
	}
	return nil
}

func (s *scripted) Read(ctx context.Context, _ string, _ records.Window) (records.Record, error) {
	if err := s.answer(ctx); err != nil {
		return records.Record{}, err
	}
	r := s.record
	r.Source = s.about
	return r, nil
}

func (s *scripted) Register(ctx context.Context, _ records.Card) (records.Registration, error) {
	if err := s.answer(ctx); err != nil {
		return records.Registration{}, err
	}
	return records.Registration{Holder: number, Status: records.CardNormal}, nil
}

func (s *scripted) About() records.About { return s.about }
func (s *scripted) Close() error         { s.closed++; return nil }

type rig struct {
	*testing.T
	central, copy *scripted
	opened        int
	broken        error // of the opening
	source        *Source
}

func newRig(t *testing.T) *rig {
	r := &rig{T: t,
		central: &scripted{about: records.About{Name: "中心"}},
		copy: &scripted{about: records.About{Name: "留存", AsOf: now.AddDate(0, 0, -20), Places: []records.Region{"370100"}},
			record: records.Record{Person: records.Person{Name: "测试甲"}}},
	}
	r.source = New(r.central, func() (records.Source, error) {
		r.opened++
		return r.copy, r.broken
	}, maxAge, clock.NewFake(now))
	return r
}

// ask reads and asks the register, and expects one failure of both, "" for none.
func (r *rig) ask(want records.Failure) records.Record {
	r.Helper()
	got, err := r.source.Read(ctx, number, window)
	if failureOf(err) != want {
		r.Errorf("reading: got %v, want %q", err, want)
	}
	if want != records.NotConnected { // which the register does not know of
		card, err := r.source.Register(ctx, records.Card{})
		if failureOf(err) != want || (err == nil) != (card.Holder == number) {
			r.Errorf("the register: got %+v, %v, want %q", card, err, want)
		}
	}
	return got
}

func TestConformance(t *testing.T) {
	key := keys.NewRecords()
	recordstest.Run(t, func(t *testing.T, c recordstest.Content) records.Source {
		path := filepath.Join(t.TempDir(), "records.db")
		b, err := sqlite.Create(ctx, path, key, c.About)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Persons {
			if err := b.Put(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range c.Cards {
			if err := b.PutCard(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Finish(ctx); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(path, key)
		if err != nil {
			t.Fatal(err)
		}
		return New(s, func() (records.Source, error) {
			t.Error("the copy was opened although the centre answers")
			return nil, errors.New("no copy")
		}, maxAge, clock.System{})
	})
}

// TestWhatTheCentreSaysHolds: the copy is read when the centre cannot be reached, and then only.
func TestWhatTheCentreSaysHolds(t *testing.T) {
	for _, f := range append(records.Failures(), "") {
		r := newRig(t)
		r.central.failure = f
		if f == records.Down || f == records.Busy {
			if got := r.ask(""); !got.Source.Local || got.Source.Name != "留存" || got.Person.Name != "测试甲" {
				t.Errorf("%s: %+v", f, got)
			}
			continue
		}
		if got := r.ask(f); got.Source.Local || r.opened != 0 {
			t.Errorf("%s: the copy was opened", f)
		}
	}
}

func TestWhatTheCopySays(t *testing.T) {
	for _, f := range append(records.Failures(), "") {
		r := newRig(t)
		r.central.failure, r.copy.failure = records.Down, f
		want := f
		if f == records.NotFound || f == records.Damaged {
			want = records.Down // that the copy does not have somebody says nothing
		}
		if f == records.NotConnected {
			continue // below
		}
		r.ask(want)
		if r.opened != 1 {
			t.Errorf("%q: the copy was opened %d times", f, r.opened)
		}
	}
}

func TestPlaces(t *testing.T) {
	r := newRig(t)
	r.central.failure = records.Down
	r.copy.record = records.Record{
		Enrolments:    []records.Enrolment{{Region: "370200"}, {Region: "370100"}},
		Contributions: []records.Contribution{{Region: "371200"}, {Region: "370200"}, {Region: "370100"}},
		Benefits:      []records.Benefit{{Region: "370200"}},
		AccountYears:  []records.AccountYear{{Year: 2025}},
	}
	got := r.ask("")
	if len(got.Enrolments) != 1 || got.Enrolments[0].Region != "370100" || len(got.Benefits) != 0 || len(got.AccountYears) != 1 {
		t.Errorf("got %+v", got)
	}
	if c := got.Contributions; len(c) != 2 || c[0].Region != "371200" || c[1].Region != "370100" {
		t.Errorf("Laiwu is Jinan, Qingdao is not: %+v", c)
	}

	for _, elsewhere := range []records.Record{
		{Enrolments: []records.Enrolment{{Region: "370200"}}},
		{Contributions: []records.Contribution{{Region: "370200"}}, AccountYears: []records.AccountYear{{Year: 2025}}},
		{Benefits: []records.Benefit{{Region: "370200"}}},
	} {
		r.copy.record = elsewhere
		if got := r.ask(records.NotConnected); !reflect.DeepEqual(got, records.Record{}) {
			t.Errorf("of somebody from elsewhere came %+v", got)
		}
	}
	r.copy.about.Places = nil
	r.copy.record = records.Record{Benefits: []records.Benefit{{Region: "370200"}}}
	if got := r.ask(""); len(got.Benefits) != 1 {
		t.Errorf("a copy of the whole province: %+v", got)
	}
}

// TestAge: a copy that has become too old is refused with its date, and a newer one that was put there is taken up.
func TestAge(t *testing.T) {
	r := newRig(t)
	r.central.failure = records.Busy
	r.copy.about.AsOf = now.Add(-maxAge)
	r.ask("")
	r.copy.about.AsOf = now.Add(-maxAge - 1)
	r.copy.asked = 0
	r.ask(records.Stale)
	if r.copy.asked != 0 {
		t.Error("a copy that is too old was read")
	}
	if _, err := r.source.Read(ctx, number, window); err == nil || !strings.Contains(err.Error(), "2026-10-11") {
		t.Errorf("the operator reads %v", err)
	}
	r.copy.about.AsOf = time.Time{}
	r.ask(records.Stale)
	r.copy.newer = now
	r.ask(records.Stale)
	if changed, err := r.source.Reload(); !changed || err != nil {
		t.Errorf("Reload() = %v, %v", changed, err)
	}
	r.ask("")
	if r.opened != 1 {
		t.Errorf("the copy was opened %d times", r.opened)
	}
	if changed, err := newRig(t).source.Reload(); changed || err != nil {
		t.Errorf("without an open copy: %v, %v", changed, err)
	}
}

func TestUnusableCopy(t *testing.T) {
	r := newRig(t)
	r.central.failure, r.broken = records.Down, &records.Error{Failure: records.Damaged, Detail: "the file is cut"}
	r.ask(records.Down)
	_, err := r.source.Read(ctx, number, window)
	if err == nil || !strings.Contains(err.Error(), "the file is cut") {
		t.Errorf("the operator reads %v", err)
	}
	r.broken = nil
	r.ask("") // after the repair
	if err := r.source.Close(); err != nil || r.copy.closed != 1 || r.central.closed != 1 {
		t.Errorf("closing: %v, %d, %d", err, r.copy.closed, r.central.closed)
	}
	if err := r.source.Close(); err != nil || r.copy.closed != 1 || r.central.closed != 1 {
		t.Error("a second Close closed again")
	}
	r.opened, r.central.failure = 0, records.Busy // as closed sources answer
	r.ask(records.Busy)
	if r.opened != 0 {
		t.Error("the copy was opened after Close")
	}
}

// TestTimeForTheCopy: of the visit's time the centre gets all but a little, and the copy still has that.
func TestTimeForTheCopy(t *testing.T) {
	r := newRig(t)
	r.central.hangs = true
	visit, leave := context.WithTimeout(ctx, reserve+10*time.Millisecond)
	defer leave()
	until, _ := visit.Deadline()
	if _, err := r.source.Read(visit, number, window); visit.Err() == nil && err != nil {
		t.Errorf("the copy was not read: %v", err)
	}
	if !r.central.deadline.Equal(until.Add(-reserve)) {
		t.Errorf("the centre had until %v, the visit until %v", r.central.deadline, until)
	}
	r.central.asked = 0
	brief, leave := context.WithTimeout(ctx, reserve/2)
	defer leave()
	if _, err := r.source.Read(brief, number, window); brief.Err() == nil && err != nil {
		t.Errorf("the copy was not read: %v", err)
	}
	if r.central.asked != 0 {
		t.Error("the centre was asked without time for it")
	}
}

// TestEndedVisit: nothing is read for somebody who left.
func TestEndedVisit(t *testing.T) {
	r := newRig(t)
	r.central.hangs = true
	visit, leave := context.WithCancel(ctx)
	leave()
	if _, err := r.source.Read(visit, number, window); failureOf(err) != records.Busy || !errors.Is(err, context.Canceled) || r.opened != 0 {
		t.Errorf("%v, the copy was opened %d times", err, r.opened)
	}
}

// TestSlowOpening: a visit does not wait for the copy longer than it has time, and the next one finds it open.
func TestSlowOpening(t *testing.T) {
	r := newRig(t)
	r.central.failure = records.Down
	begun, proceed := make(chan struct{}), make(chan struct{})
	opened := 0
	s := New(r.central, func() (records.Source, error) {
		opened++
		close(begun)
		<-proceed
		return r.copy, nil
	}, maxAge, clock.NewFake(now))
	visit, leave := context.WithCancel(ctx)
	got := make(chan error)
	go func() {
		_, err := s.Read(visit, number, window)
		got <- err
	}()
	<-begun
	leave()
	if err := <-got; err == nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(proceed)
	if got, err := s.Read(ctx, number, window); err != nil || !got.Source.Local || opened != 1 {
		t.Errorf("%v; it was opened %d times", err, opened)
	}
	if err := s.Close(); err != nil || r.copy.closed != 1 {
		t.Errorf("closing: %v", err)
	}
}
