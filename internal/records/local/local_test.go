package local_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/local"
)

const maxAge = 45 * 24 * time.Hour

var window = records.Window{First: 202112, Last: 202611}

// scripted is a source that gives what a test says.
type scripted struct {
	about  records.About
	record records.Record
	err    error
	asked  int
	closed int
}

func (s *scripted) Register(context.Context, records.Card) (records.Registration, error) {
	s.asked++
	if s.err != nil {
		return records.Registration{}, s.err
	}
	return records.Registration{Holder: s.about.Name, Status: records.CardNormal}, nil
}

func (s *scripted) Read(context.Context, string, records.Window) (records.Record, error) {
	s.asked++
	if s.err != nil {
		return records.Record{}, s.err
	}
	r := s.record
	r.Source = s.about
	return r, nil
}

func (s *scripted) About() records.About { return s.about }
func (s *scripted) Close() error         { s.closed++; return nil }

type hall struct {
	central, file *scripted
	clock         *clock.Fake
	source        *local.Source
	opened        int
	opening       error
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, clock.Zone()) }

func newHall(t *testing.T) *hall {
	record := records.Record{
		Enrolments:    []records.Enrolment{{Insurance: "110", Region: "370100"}, {Insurance: "110", Region: "370200"}},
		Contributions: []records.Contribution{{Month: 202610, Region: "371200"}, {Month: 202609, Region: "370200"}},
		Benefits:      []records.Benefit{{Insurance: "210", Region: "370200"}},
		AccountYears:  []records.AccountYear{{Year: 2025}},
	}
	h := &hall{
		central: &scripted{about: records.About{Name: "central", AsOf: day(2026, 11, 24)}, record: record},
		file: &scripted{about: records.About{Name: "file", AsOf: day(2026, 10, 31), Places: []records.Region{"370100"}},
			record: record},
		clock: clock.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, clock.Zone())),
	}
	h.source = local.New(h.central, func() (records.Source, error) { h.opened++; return h.file, h.opening }, maxAge, h.clock)
	return h
}

func failure(err error) records.Failure {
	var e *records.Error
	if errors.As(err, &e) {
		return e.Failure
	}
	return ""
}

func down(f records.Failure, cause error) error { return &records.Error{Failure: f, Err: cause} }

// TestWhoAnswers: the file answers only for a central source that cannot be reached.
func TestWhoAnswers(t *testing.T) {
	for _, test := range []struct {
		err  error
		file bool
	}{
		{nil, false},
		{down(records.Down, nil), true},
		{down(records.Busy, context.DeadlineExceeded), true},
		{down(records.Busy, nil), false},
		{down(records.NotFound, nil), false},
		{down(records.Deceased, nil), false},
		{down(records.Duplicate, nil), false},
		{down(records.Damaged, nil), false},
		{down(records.NotConnected, nil), false},
	} {
		h := newHall(t)
		h.central.err = test.err
		r, err := h.source.Read(t.Context(), "3", window)
		c, cardErr := h.source.Register(t.Context(), records.Card{})
		if test.file {
			if err != nil || cardErr != nil || r.Source.Name != "file" || !r.Source.Local || c.Holder != "file" || h.opened != 1 {
				t.Errorf("%v: %v, %v, %+v, %+v, opened %d times", test.err, err, cardErr, r.Source, c, h.opened)
			}
			continue
		}
		if h.opened != 0 || !errors.Is(err, test.err) || !errors.Is(cardErr, test.err) || r.Source.Local {
			t.Errorf("%v: %v, %v, opened %d times", test.err, err, cardErr, h.opened)
		}
		if test.err == nil && (len(r.Contributions) != 2 || r.Source.Name != "central") {
			t.Errorf("the central record came as %+v", r)
		}
	}
	h := newHall(t)
	h.central.err = down(records.Down, nil)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := h.source.Read(ctx, "3", window); failure(err) != records.Down || h.opened != 0 {
		t.Error("the file was opened for nobody")
	}
}

// TestAge: the file's data may be as old as maxAge, to the instant, and not of a day to come.
func TestAge(t *testing.T) {
	h := newHall(t)
	h.central.err = down(records.Down, nil)
	for _, test := range []struct {
		asOf time.Time
		want records.Failure
	}{
		{h.clock.Now().Add(-maxAge), ""},
		{h.clock.Now().Add(-maxAge - 1), records.Stale},
		{h.clock.Now(), ""},
		{h.clock.Now().Add(1), records.Stale},
		{time.Time{}, records.Stale},
	} {
		h.file.about.AsOf = test.asOf
		_, err := h.source.Read(t.Context(), "3", window)
		_, cardErr := h.source.Register(t.Context(), records.Card{})
		if failure(err) != test.want || failure(cardErr) != test.want {
			t.Errorf("%v: %v, %v", test.asOf, err, cardErr)
		}
	}
}

// TestPlaces: what lies outside of the header's places is not given, by their names of today.
func TestPlaces(t *testing.T) {
	h := newHall(t)
	h.central.err = down(records.Down, nil)
	r, err := h.source.Read(t.Context(), "3", window)
	if err != nil || len(r.Enrolments) != 1 || len(r.Contributions) != 1 || r.Contributions[0].Region != "371200" || r.Benefits != nil ||
		len(r.AccountYears) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if len(h.file.record.Contributions) != 2 || h.file.record.Contributions[1].Month != 202609 {
		t.Error("the file's own list was cut")
	}
	h.file.about.Places = []records.Region{"370300"}
	if r, err = h.source.Read(t.Context(), "3", window); failure(err) != records.NotConnected || r.AccountYears != nil {
		t.Errorf("%+v, %v", r, err)
	}
	h.file.record = records.Record{ResidentYears: []records.ResidentYear{{Year: 2025}}}
	if r, err = h.source.Read(t.Context(), "3", window); err != nil || len(r.ResidentYears) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	h = newHall(t)
	h.central.err, h.file.about.Places = down(records.Down, nil), nil
	if r, err = h.source.Read(t.Context(), "3", window); err != nil || len(r.Contributions) != 2 {
		t.Errorf("a file of the whole province was cut: %+v, %v", r, err)
	}
}

// TestNoAnswerEither: a file that is not there, or does not have her, leaves the citizen with the central source's failure.
func TestNoAnswerEither(t *testing.T) {
	h := newHall(t)
	h.central.err, h.opening = down(records.Down, nil), errors.New("no such file")
	for range 2 { // and it is tried again
		if _, err := h.source.Read(t.Context(), "3", window); failure(err) != records.Down || !errors.Is(err, h.opening) || !errors.Is(err, h.central.err) {
			t.Error(err)
		}
	}
	if h.opened != 2 {
		t.Errorf("opened %d times", h.opened)
	}
	h = newHall(t)
	h.central.err, h.file.err = down(records.Down, nil), down(records.NotFound, nil)
	if _, err := h.source.Read(t.Context(), "3", window); failure(err) != records.Down {
		t.Error(err)
	}
	if _, err := h.source.Register(t.Context(), records.Card{}); failure(err) != records.Down {
		t.Error(err)
	}
	for _, f := range []records.Failure{records.Deceased, records.Checking, records.Duplicate, records.Damaged} {
		h.file.err = down(f, nil)
		if _, err := h.source.Read(t.Context(), "3", window); failure(err) != f {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestRest closes the file between visits, and the next need opens it again; Close closes both for good.
func TestRest(t *testing.T) {
	h := newHall(t)
	h.central.err = down(records.Down, nil)
	for range 2 {
		for range 2 {
			if _, err := h.source.Read(t.Context(), "3", window); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.source.Rest(); err != nil {
			t.Fatal(err)
		}
	}
	if h.opened != 2 || h.file.closed != 2 {
		t.Errorf("opened %d times, closed %d times", h.opened, h.file.closed)
	}
	h.source.Close()
	if _, err := h.source.Read(t.Context(), "3", window); failure(err) != records.Down || h.opened != 2 || h.central.closed != 1 {
		t.Errorf("%v, opened %d times", err, h.opened)
	}
}
