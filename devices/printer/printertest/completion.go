package printertest

import (
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
)

// deaf: it answers how it is, and never that it has printed, though its profile says so. After each slip it is known to be
// empty all the same: it was well for as long as it needs to print all.
func deaf(t *testing.T, s Setup) {
	for _, clears := range []bool{true, false} {
		o := s.Options
		o.Completion, o.NoClear = simprinter.None, !clears
		r := New(t, Setup{Profile: s.Profile, Options: o})
		for _, owner := range []string{"甲", "乙", "丙"} {
			sheet := s.sheet(owner, long)
			wantResult(t, r.Print(sheet, nil), printer.Unknown, printer.Unasked, false)
			wantWhole(t, r, sheet)
			if !r.Clear() {
				t.Fatal("a printer that was well all the time is not known to be empty")
			}
		}
		wantPure(t, r)
	}
}

// deafAndStopped: one that cannot be told to forget, and does not say what it has printed, holds the rest as long as it is
// stopped, and prints it when it goes on. Then it is empty.
func deafAndStopped(t *testing.T, s Setup) {
	o := s.Options
	o.Completion, o.NoClear = simprinter.None, true
	r := New(t, Setup{Profile: s.Profile, Options: o})
	sheet := s.sheet("甲", short)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.PaperOutAfter(50)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.PaperOut, false)
	for range 3 {
		if r.Clear() {
			t.Fatal("a printer without paper that holds half a slip is known to be empty")
		}
	}
	r.Sim.LoadPaper()
	r.Sim.After(20, r.Sim.OpenCover)
	if r.Clear() {
		t.Fatal("a printer that stopped again is known to be empty")
	}
	r.Sim.CloseCover()
	if !r.Clear() {
		t.Fatal("it is well, had time, and is not known to be empty")
	}
	third := s.sheet("丙", short)
	r.Print(third, nil)
	wantWhole(t, r, third)
	wantPure(t, r)
}

func mute(t *testing.T, s Setup) {
	o := s.Options
	o.Mute = true
	r := New(t, Setup{Profile: s.Profile, Options: o})
	for _, owner := range []string{"甲", "乙"} {
		sheet := s.sheet(owner, long)
		wantResult(t, r.Print(sheet, nil), printer.Unknown, printer.Silent, false)
		wantWhole(t, r, sheet)
		if r.Clear() {
			t.Error("a mute printer is known to be empty")
		}
	}
	wantPure(t, r)
	wantNoWarnings(t, r)
	// What an earlier run left is cut off, though nobody knows that it was.
	left := printer.Encode(s.sheet("甲", 11), s.Profile, dots{})
	r.call(func() {
		if err := r.line.Write(t.Context(), left[:len(left)-40]); err != nil {
			t.Error(err)
		}
	})
	r.Open()
	third := s.sheet("丙", long)
	r.Print(third, nil)
	wantWhole(t, r, third)
	wantPure(t, r)
}

// uncleared: one that cannot be told to forget. The rest of a slip comes when the paper is there, before anybody else's.
func uncleared(t *testing.T, s Setup) {
	s.Options.NoClear = true
	r := New(t, s)
	sheet := s.sheet("甲", short)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.PaperOutAfter(50)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.PaperOut, false)
	if r.Clear() {
		t.Fatal("a printer without paper that holds half a slip is known to be empty")
	}
	if got := r.Print(s.sheet("丙", short), nil); got.Outcome != printer.NotPrinted {
		t.Errorf("into a printer without paper: %+v", got)
	}
	r.Sim.LoadPaper()
	if !r.Clear() {
		t.Fatal("it has printed all, and is not known to be empty")
	}
	if slips := r.Sim.Slips(); len(slips) != 2 || !isPrefix(slips[1].Text, s.text(sheet)) ||
		s.Profile.Completion != printer.GSr && s.Profile.Buffer > 0 && !s.isWhole(slips[1], sheet) { // otherwise not all was sent
		t.Errorf("%d slips before the next", len(slips))
	}
	next(t, r, s, printer.Result{})
}

// markBytes is GS r.
const markBytes = 3

// stale: what the printer still says of an earlier run's slips confirms none of this one's.
func stale(t *testing.T, s Setup) {
	if !s.confirms() {
		t.Skip("it says nothing")
	}
	s.Options.NoClear = true
	if s.Profile.Completion == printer.GSr {
		s.Options.Speed = 0.2 // so slow that an old answer is still to come when clearing was tried
	}
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.PaperOutAfter(20)
	first := s.sheet("甲", short)
	if got := r.Print(first, nil); got.Outcome != printer.Unknown {
		t.Fatalf("%+v", got)
	}
	r.Open() // the program starts anew and knows nothing
	r.Sim.LoadPaper()
	second := s.sheet("丙", short)
	got := r.Print(second, func(st printer.Stage) error {
		if st == printer.Sending {
			r.Sim.PaperOutAfter(2)
		}
		return nil
	})
	if got.Outcome == printer.Confirmed {
		t.Errorf("%+v", got)
	}
	for _, p := range r.Sim.Slips() {
		if s.isWhole(p, second) {
			t.Error("the second slip was printed")
		}
	}
	wantPure(t, r)
	// When it is called empty it is: all has come out and was cut.
	r.Open()
	var ok bool
	r.call(func() { // without any time between
		r.Sim.LoadPaper()
		ok = r.Driver.Clear(t.Context())
	})
	// A presenter may still take away what was cut off.
	away := len(s.Profile.Presenter.Retract) + markBytes
	if holds, _ := s.presents(); !holds {
		away = 0
	}
	if end := r.End(); !ok || end.Held > away || len(end.Unfinished.Text) != 0 {
		t.Errorf("it is called empty (%v), holds %d bytes, and on its paper stands %q", ok, end.Held, end.Unfinished.Text)
	}
}

// looseEnd: a program that ended in the middle of a slip, even of a command, left it hanging. It is cut off before the next.
func looseEnd(t *testing.T, s Setup) {
	sheet := s.sheet("甲", short)
	raw := printer.Encode(sheet, s.Profile, dots{})
	how := "\x1d(k"
	if !strings.Contains(string(raw), how) {
		how = "\x1dv0"
	}
	code, last := strings.Index(string(raw), how), strings.LastIndex(string(raw), how)
	for i, n := range []int{11, 60, 61, 120, 131, 400, code + 1, code + 2, code + 3, code + 4, last - 9, last + 3,
		len(raw) - 40, len(raw) - 4,
		strings.Index(string(raw), "\x1b*") + 3, strings.Index(string(raw), "\x1b*") + 4, strings.Index(string(raw), "\x1b*") + 20} {
		s.Options.NoClear = i%2 == 0
		r := New(t, s)
		r.call(func() {
			if err := r.line.Write(t.Context(), raw[:n]); err != nil {
				t.Error(err)
			}
		})
		r.Open()
		next(t, r, s, printer.Result{})
	}
}
