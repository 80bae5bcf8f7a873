package printertest

import (
	"slices"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
)

func paperOutBefore(t *testing.T, s Setup) {
	r := New(t, s)
	for _, state := range []struct {
		set, mend func()
		want      printer.Condition
	}{
		{func() { r.Sim.PaperOutAfter(0) }, r.Sim.LoadPaper, printer.PaperOut},
		{r.Sim.OpenCover, r.Sim.CloseCover, printer.CoverOpen},
		{r.Sim.JamCutter, r.Sim.FixCutter, printer.CutterError},
	} {
		state.set()
		got := r.Print(s.sheet("甲", short), func(st printer.Stage) error {
			t.Errorf("%s: stage %s was entered", state.want, st)
			return nil
		})
		wantResult(t, got, printer.NotPrinted, state.want, false)
		if c := r.Status(); c != state.want {
			t.Errorf("status %q, want %q", c, state.want)
		}
		state.mend()
	}
	r.Quiet()
	if len(r.Sim.Slips()) != 0 || len(r.Sim.Unfinished().Text) != 0 {
		t.Error("something was printed")
	}
	next(t, r, s, printer.Result{Outcome: printer.NotPrinted})
}

func nearEnd(t *testing.T, s Setup) {
	r := New(t, s)
	r.Sim.SetNearEnd(true)
	if c := r.Status(); c != s.state(printer.NearEnd) {
		t.Errorf("status %q", c)
	}
	sheet := s.sheet("甲", short)
	wantResult(t, r.Print(sheet, nil), s.done(), printer.Unasked, false)
	wantWhole(t, r, sheet)
}

// faults: what staff can see and mend stops a slip at every fifth line. After mending nothing of it comes any more.
func faults(t *testing.T, s Setup) {
	if !s.clears() {
		t.Skip("it cannot be told to forget: uncleared says what then comes")
	}
	for _, f := range []struct {
		want      printer.Condition
		set, mend func(*simprinter.Printer)
	}{
		{printer.PaperOut, func(p *simprinter.Printer) { p.PaperOutAfter(0) }, (*simprinter.Printer).LoadPaper},
		{printer.CoverOpen, (*simprinter.Printer).OpenCover, (*simprinter.Printer).CloseCover},
		{printer.CutterError, (*simprinter.Printer).JamCutter, (*simprinter.Printer).FixCutter},
	} {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", short))
		sheet := s.sheet("甲", long)
		for mm := 2.0; mm < 300; mm += float64(s.every(5)) * 3.75 {
			printed := len(r.Sim.Slips())
			r.Sim.After(mm, func() { f.set(r.Sim) })
			got := r.Print(sheet, nil)
			if got.Outcome == printer.Confirmed || got.Reason != f.want || got.Partial != (got.Outcome == printer.NotPrinted) {
				t.Fatalf("%s after %.0f mm: %+v", f.want, mm, got)
			}
			if s.confirms() && got.Outcome != printer.NotPrinted {
				t.Fatalf("%s after %.0f mm of a long slip: %+v", f.want, mm, got)
			}
			if got.Outcome == printer.Unknown && !r.Clear() {
				t.Fatalf("%s after %.0f mm: a printer that forgot is not known to be empty", f.want, mm)
			}
			at := r.Sim.Unfinished()
			f.mend(r.Sim)
			r.Quiet()
			if now := r.Sim.Unfinished(); len(now.Text) != len(at.Text) || len(r.Sim.Slips()) != printed || r.Sim.Held() != 0 {
				t.Fatalf("%s after %.0f mm: after mending there came %q", f.want, mm, now.Text[len(at.Text):])
			}
			next(t, r, s, got)
			slips := r.Sim.Slips()[printed:]
			if len(slips) != 2 || s.isWhole(slips[0], sheet) || !isPrefix(slips[0].Text, s.text(sheet)) {
				t.Fatalf("%s after %.0f mm: %d pieces, the first %q", f.want, mm, len(slips), slips[0].Text)
			}
		}
	}
}

// early: the paper ends while the bytes still come. No more of them are sent, and it is known that the slip is not whole.
func early(t *testing.T, s Setup) {
	if !s.clears() {
		t.Skip("it cannot be told to forget: uncleared says what then comes")
	}
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.AfterBytes(r.Sim.Progress().Received+600, func() { r.Sim.PaperOutAfter(0) })
	got := r.Print(s.sheet("甲", short), nil)
	wantResult(t, got, printer.NotPrinted, printer.PaperOut, true)
	r.Sim.LoadPaper()
	next(t, r, s, got)
}

func isPrefix(part, of []string) bool {
	return len(part) <= len(of) && slices.Equal(part, of[:len(part)])
}

// lastLine: the paper ends in the last line, when the slip hangs whole from the printer: it is not called unprinted.
func lastLine(t *testing.T, s Setup) {
	if !s.clears() {
		t.Skip("it cannot be told to forget: uncleared says what then comes")
	}
	r := New(t, s)
	sheet := s.sheet("甲", short)
	first(t, r, s, sheet)
	mm := r.Sim.Slips()[0].MM - 12 // the cut's feed
	for _, early := range []float64{0.5, 3, 6, 12} {
		printed := len(r.Sim.Slips())
		r.Sim.PaperOutAfter(mm - early)
		got := r.Print(sheet, nil)
		if got.Outcome == printer.Confirmed || got.Reason != printer.PaperOut {
			t.Errorf("%.1f mm before the end: %+v", early, got)
		}
		if early < 3.75 && got.Outcome != printer.Unknown {
			t.Errorf("in the last line: %+v", got)
		}
		if early > 3.75 && s.confirms() && (got.Outcome != printer.NotPrinted || !got.Partial) {
			t.Errorf("before the last line: %+v", got)
		}
		if got.Outcome == printer.Unknown && !r.Clear() {
			t.Error("not known to be empty")
		}
		r.Sim.LoadPaper()
		next(t, r, s, got)
		if slips := r.Sim.Slips()[printed:]; len(slips) != 2 || s.isWhole(slips[0], sheet) != (early < 3.75) {
			t.Errorf("%.1f mm before the end: %d pieces, whole %v", early, len(slips), s.isWhole(slips[0], sheet))
		}
	}
}

// cutter: it jams when all lines are printed. The slip hangs whole from the printer, and is cut off before the next.
func cutter(t *testing.T, s Setup) {
	if !s.clears() {
		t.Skip("it cannot be told to forget: uncleared says what then comes")
	}
	r := New(t, s)
	sheet := s.sheet("甲", short)
	first(t, r, s, sheet)
	r.Sim.After(r.Sim.Slips()[0].MM-6, r.Sim.JamCutter)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.CutterError, false)
	if !r.Clear() {
		t.Error("a printer that forgot is not known to be empty")
	}
	r.Sim.FixCutter()
	next(t, r, s, got)
	if slips := r.Sim.Slips(); len(slips) != 3 || !s.isWhole(slips[1], sheet) {
		t.Errorf("%d pieces", len(slips))
	}
}

// power: it goes off and on again in the middle, and what it held is gone. The rest, when it still comes, is no whole slip.
func power(t *testing.T, s Setup) {
	sheet := s.sheet("甲", long)
	for i := range 12 {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", short))
		if i < 8 {
			r.Sim.After(3+float64(i)*40, r.Sim.PowerCycle)
		} else { // while bytes still come: it has started again before the last ones
			r.Sim.AfterBytes(r.Sim.Progress().Received+300*(i-7), r.Sim.PowerCycle)
		}
		got := r.Print(sheet, nil)
		if got.Outcome == printer.Confirmed {
			t.Errorf("power %d: %+v", i, got)
		}
		r.Quiet()
		next(t, r, s, got)
	}
}
