package printertest

import (
	"testing"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
)

// wantFates: where the slips are, oldest first.
func wantFates(t *testing.T, r *Rig, want ...simprinter.Fate) {
	t.Helper()
	slips := r.Sim.Slips()
	if len(slips) != len(want) {
		t.Fatalf("%d slips, want %d", len(slips), len(want))
	}
	for i, s := range slips {
		if s.Fate != want[i] {
			t.Errorf("slip %d was %v, want %v", i, s.Fate, want[i])
		}
	}
}

// presents reports whether the model holds slips in a presenter, and whether it tells what became of a slip.
func (s Setup) presents() (holds, seen bool) {
	return s.Profile.Presenter.Family != printer.NoPresenter && s.Profile.Presenter.Family != printer.FamilyUnknown,
		s.Profile.Presenter.Waiting != 0
}

// taken: the person takes her slip, and the sensor says so. A model without sensor says at once that nobody knows.
func taken(t *testing.T, s Setup) {
	s.Options.Hand = 3 * time.Second
	r := New(t, s)
	holds, seen := s.presents()
	for _, owner := range []string{"甲", "乙"} {
		r.Print(s.sheet(owner, short), nil)
		got := r.Collect()
		if want := map[bool]printer.Presented{true: printer.Taken, false: printer.Unseen}[seen]; got != want {
			t.Errorf("%s: %q, want %q", owner, got, want)
		}
		r.Quiet()
	}
	want := map[bool]simprinter.Fate{true: simprinter.Taken, false: simprinter.Fell}[holds]
	wantFates(t, r, want, want)
	wantPure(t, r)
	wantNoWarnings(t, r)
}

// left: nobody takes it. After the profile's time it is in the bin, and the next person's slip comes alone.
func left(t *testing.T, s Setup) {
	holds, seen := s.presents()
	if !holds || !seen {
		t.Skip("nobody can tell that a slip was left")
	}
	r := New(t, s)
	r.Sim.Leave()
	r.Print(s.sheet("甲", short), nil)
	began := r.time.Now()
	if got := r.Collect(); got != printer.Retracted {
		t.Errorf("%q", got)
	}
	if took := r.time.Now().Sub(began); took < s.Profile.Presenter.After || took > s.Profile.Presenter.After+30*time.Second {
		t.Errorf("it was retracted after %v", took)
	}
	wantFates(t, r, simprinter.Retracted)
	r.Sim.Take()
	r.Print(s.sheet("乙", short), nil)
	// A model that does not say when it has printed is waited for so long that the slip has gone before its exit is looked at.
	if got := r.Collect(); got != printer.Taken && (s.confirms() || got != printer.Unseen) {
		t.Errorf("the next one: %q", got)
	}
	wantFates(t, r, simprinter.Retracted, simprinter.Taken)
}

// pushed: a slip that still waits is never pushed out by the next person's: it is in the bin before that begins.
func pushed(t *testing.T, s Setup) {
	holds, seen := s.presents()
	if !holds || !seen {
		t.Skip("nobody can tell that a slip waits")
	}
	r := New(t, s)
	r.Sim.Leave()
	r.Print(s.sheet("甲", short), nil)
	r.Print(s.sheet("乙", short), func(st printer.Stage) error {
		if st == printer.Sending {
			wantFates(t, r, simprinter.Retracted)
		}
		return nil
	})
	r.Open() // the program starts anew and knows nothing
	r.Print(s.sheet("丙", short), nil)
	for _, slip := range r.Sim.Slips()[:2] {
		if slip.Fate != simprinter.Retracted {
			t.Errorf("a slip was %v", slip.Fate)
		}
	}
	wantPure(t, r)
}

// presenterJam: nothing is begun with a presenter that is stuck, and it goes on when it is mended.
func presenterJam(t *testing.T, s Setup) {
	if holds, _ := s.presents(); !holds {
		t.Skip("it has no presenter")
	}
	r := New(t, s)
	r.Sim.JamPresenter()
	got := r.Print(s.sheet("甲", short), nil)
	if got.Outcome != printer.NotPrinted || got.Partial || got.Sent != 0 || got.Reason.Usable() {
		t.Errorf("%+v", got)
	}
	r.Sim.FixPresenter()
	next(t, r, s, got)
}
