package printertest

import (
	"errors"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/line"
	"shebao/kiosk/devices/simulate/simprinter"
)

func unpluggedBefore(t *testing.T, s Setup) {
	r := New(t, s)
	r.Sim.Unplug()
	wantResult(t, r.Print(s.sheet("甲", short), nil), printer.NotPrinted, printer.Absent, false)
	if c := r.Status(); c != printer.Absent {
		t.Errorf("status %q", c)
	}
	if r.Clear() {
		t.Error("an absent printer is known to be empty")
	}
	if err := r.Sim.Plug(); err != nil {
		t.Fatal(err)
	}
	r.Open()
	next(t, r, s, printer.Result{})
}

// unplugged within: in the bytes, also inside a command and a character, while paper moves, and while the end is waited for.
// What the printer has it prints; a command that was cut off takes nothing of the next slip.
func unplugged(t *testing.T, s Setup) {
	sheet := s.sheet("甲", short)
	total := len(printer.Encode(sheet, s.Profile, dots{}))
	for n := 40; n < total; n += s.every(61) {
		s.Options.NoClear = n%2 == 0
		r := New(t, s)
		first(t, r, s, s.sheet("乙", 8))
		r.Sim.AfterBytes(r.Sim.Progress().Received+n, r.Sim.Unplug)
		got := r.Print(sheet, nil)
		if _, seen := s.presents(); seen && got.Outcome == printer.NotPrinted && got.Sent == 0 { // its presenter was asked for
			got.Outcome = printer.Unknown
		}
		wantResult(t, got, printer.Unknown, printer.Absent, false)
		replugged(t, r, s, got)
	}
	for _, mm := range []float64{10, 60, 150} {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", 8))
		r.Sim.After(mm, r.Sim.Unplug)
		got := r.Print(sheet, nil)
		wantResult(t, got, printer.Unknown, printer.Absent, false)
		replugged(t, r, s, got)
	}
}

func replugged(t *testing.T, r *Rig, s Setup, got printer.Result) {
	t.Helper()
	if err := r.Sim.Plug(); err != nil {
		t.Fatal(err)
	}
	r.Open()
	next(t, r, s, got)
}

// silent from the beginning: it is tried, as there are printers that never answer. It is not empty before it has spoken.
func silent(t *testing.T, s Setup) {
	r := New(t, s)
	r.Sim.Silence(true)
	if c := r.Status(); c != printer.Silent {
		t.Errorf("status %q", c)
	}
	sheet := s.sheet("甲", short)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.Silent, false)
	wantWhole(t, r, sheet)
	if r.Clear() {
		t.Error("a silent printer is known to be empty")
	}
	r.Sim.Silence(false)
	next(t, r, s, got)
	wantNoWarnings(t, r)
}

func silentWithin(t *testing.T, s Setup) {
	for _, mm := range []float64{1, 30, 100, 180} {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", short))
		r.Sim.After(mm, func() { r.Sim.Silence(true) })
		got := r.Print(s.sheet("甲", long), nil)
		wantResult(t, got, printer.Unknown, printer.Silent, false)
		if r.Clear() {
			t.Error("a silent printer is known to be empty")
		}
		r.Sim.Silence(false)
		next(t, r, s, got)
	}
}

// noise: what nobody asked for neither confirms a slip nor keeps it from being confirmed.
func noise(t *testing.T, s Setup) {
	r := New(t, s)
	sheet := s.sheet("甲", long)
	pieces := []string{
		"\x10\x00\x00\x00", "\x18\x0f\x00\x0f", "\x14\x00\x60\x0c", // ASB
		"\x13\x11", "\x10\x0f\x00\x00\x00\x00", "\x10\x0f\x21\x01\x40\x80", // flow control, FULL STATUS
		"\x372ABCD\x00", "\x37\x22ABCD\x00", "\x37\x22    \x00", "\x37\x25\x00", "\x37\x23\x40\x00", // blocks
		"\x5fTM-T88\x00", "\xff\xfe\x9c\x90\x81", "\x80",
	}
	if s.Profile.Completion == printer.GSr {
		pieces = append(pieces, "\x0c", "\x0f") // that there is no paper
	} else { // where one byte is an answer, one more is as good
		pieces = append(pieces, "\x00", "\x0c\x03", "\x37\x22AB", "\x10", "\x5f777")
	}
	for i, p := range pieces {
		r.Sim.Noise([]byte(p))
		r.Sim.After(float64(3+i*9), func() { r.Sim.Noise([]byte(p)) })
	}
	wantResult(t, r.Print(sheet, nil), s.done(), printer.Unasked, false)
	wantWhole(t, r, sheet)
	wantNoWarnings(t, r)
	for _, half := range []string{"\x10\x0f", "\x5f777", "\x37\x22AB", "\x18\x00"} {
		r.Sim.Noise([]byte(half))
		if c := r.Status(); c != printer.Ready && c != printer.SlipWaiting { // nobody may have taken it yet
			t.Errorf("after half an answer, % X, it is %q", half, c)
		}
	}
	// Without a word of the printer's own, noise is no confirmation.
	if s.Profile.Completion == printer.Nothing {
		return
	}
	r.Sim.Confirm(simprinter.None)
	for i, p := range pieces {
		r.Sim.After(float64(3+i*9), func() { r.Sim.Noise([]byte(p)) })
	}
	if got := r.Print(s.sheet("乙", long), nil); got.Outcome != printer.Unknown {
		t.Errorf("noise confirmed a slip: %+v", got)
	}
}

func closed(t *testing.T, s Setup) {
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	shut := make(chan error, 1)
	r.Sim.After(30, func() { go func() { shut <- r.Driver.Close() }() })
	got := r.Print(s.sheet("甲", long), nil)
	wantResult(t, got, printer.Unknown, printer.Absent, false)
	if err := <-shut; err != nil {
		t.Error(err)
	}
	if r.Clear() || r.Status() != printer.Absent {
		t.Error("a closed line is not absent")
	}
	r.Open()
	if _, err := line.Open(r.Sim.Path(), 9600, r.ours); !errors.Is(err, line.ErrBusy) {
		t.Errorf("a second opener gets %v", err)
	}
	next(t, r, s, got)
}
