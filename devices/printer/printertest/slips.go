package printertest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/slip"
)

func whole(t *testing.T, s Setup) {
	r := New(t, s)
	for _, owner := range []string{"甲", "乙"} {
		for _, lines := range []int{short, long} {
			sheet := s.sheet(owner, lines)
			got := r.Print(sheet, nil)
			wantResult(t, got, s.done(), printer.Unasked, false)
			wantWhole(t, r, sheet)
			// It was cut when the result came, not some time later.
			if end := r.End(); len(end.Slips) == 0 || !s.isWhole(end.Slips[len(end.Slips)-1], sheet) || end.Held != 0 {
				t.Errorf("called %s with %q on the paper and %d bytes to come", got.Outcome, end.Unfinished.Text, end.Held)
			}
			if len(printer.Encode(sheet, s.Profile, dots{})) > got.Sent {
				t.Errorf("%d bytes were counted", got.Sent)
			}
		}
	}
	if n := len(r.Sim.Slips()); n != 4 {
		t.Errorf("%d pieces of paper", n)
	}
	wantPure(t, r)
	wantNoWarnings(t, r)
	if c := r.Status(); c != printer.Ready && c != printer.SlipWaiting {
		t.Errorf("afterwards it is %q", c)
	}
}

// stages come in their order, and the last byte is out before the paper has moved to its end.
func stages(t *testing.T, s Setup) {
	r := New(t, s)
	var seen []printer.Stage
	r.Print(s.sheet("甲", short), func(st printer.Stage) error {
		seen = append(seen, st)
		if n := len(r.Sim.Slips()); n != 0 {
			t.Errorf("at %s %d slips were out", st, n)
		}
		if st != printer.Sent && len(r.Sim.Unfinished().Text) != 0 {
			t.Errorf("at %s something was printed", st)
		}
		if c := r.Driver.Status(t.Context()); c != printer.Unasked {
			t.Errorf("at %s the printer was asked: %q", st, c)
		}
		return nil
	})
	if want := []printer.Stage{printer.Checked, printer.Sending, printer.Sent}; !slices.Equal(seen, want) {
		t.Errorf("stages %q", seen)
	}
}

func refused(t *testing.T, s Setup) {
	r := New(t, s)
	no := errors.New("the journal is full")
	for _, at := range []printer.Stage{printer.Checked, printer.Sending} {
		got := r.Print(s.sheet("甲", short), func(st printer.Stage) error {
			if st == at {
				return no
			}
			return nil
		})
		wantResult(t, got, printer.NotPrinted, printer.Unasked, false)
		if !strings.Contains(got.Detail, no.Error()) || got.Sent != 0 {
			t.Errorf("refused at %s: %+v", at, got)
		}
	}
	r.Quiet()
	if len(r.Sim.Slips()) != 0 || len(r.Sim.Unfinished().Text) != 0 {
		t.Error("something of a refused slip was printed")
	}
	// One that is out already is what the printer says it is.
	sheet := s.sheet("甲", short)
	got := r.Print(sheet, func(st printer.Stage) error {
		if st == printer.Sent {
			return no
		}
		return nil
	})
	wantResult(t, got, s.done(), printer.Unasked, false)
	if !strings.Contains(got.Detail, no.Error()) {
		t.Errorf("detail %q", got.Detail)
	}
	wantWhole(t, r, sheet)
}

func cancelled(t *testing.T, s Setup) {
	r := New(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantResult(t, r.PrintContext(ctx, s.sheet("甲", short), nil), printer.NotPrinted, printer.Unasked, false)
	if c := r.Driver.Status(ctx); c != printer.Unasked {
		t.Errorf("a question that was given up says %q", c)
	}
	for _, at := range []printer.Stage{printer.Checked, printer.Sending} {
		ctx, cancel := context.WithCancel(t.Context())
		sheet := s.sheet("乙", short)
		got := r.PrintContext(ctx, sheet, func(st printer.Stage) error {
			if st == at {
				cancel()
			}
			return nil
		})
		if at == printer.Checked { // no byte has left
			wantResult(t, got, printer.NotPrinted, printer.Unasked, false)
			r.Quiet()
			if len(r.Sim.Slips()) != 0 || len(r.Sim.Unfinished().Text) != 0 {
				t.Error("something of a slip that was given up was printed")
			}
			continue
		}
		wantResult(t, got, s.done(), printer.Unasked, false)
		wantWhole(t, r, sheet)
	}
}

func twoAtOnce(t *testing.T, s Setup) {
	r := New(t, s)
	sheets := []slip.Sheet{s.sheet("甲", short), s.sheet("乙", long), s.sheet("丙", short)}
	got := make(chan printer.Result)
	for _, sheet := range sheets {
		go func() { got <- r.Print(sheet, nil) }()
	}
	for range sheets {
		wantResult(t, <-got, s.done(), printer.Unasked, false)
	}
	for _, sheet := range sheets {
		wantWhole(t, r, sheet)
	}
	wantPure(t, r)
	wantNoWarnings(t, r)
}

// slow paper at a fast line: the buffer is never overrun, and the bounds are long enough. So they are at a slow line.
func slow(t *testing.T, s Setup) {
	for _, baud := range []int{115200, 9600} {
		fast := s.Options
		fast.Speed = 0.34
		r := New(t, Setup{Profile: s.Profile, Options: fast, Baud: baud})
		for _, owner := range []string{"甲", "乙"} {
			sheet := s.sheet(owner, 240)
			if n := len(printer.Encode(sheet, s.Profile, dots{})); n < fast.Buffer {
				t.Fatalf("a slip of %d bytes fits into the buffer", n)
			}
			wantResult(t, r.Print(sheet, nil), s.done(), printer.Unasked, false)
			wantWhole(t, r, sheet)
		}
		wantNoWarnings(t, r)
	}
}
