package printer

import (
	"context"
	"errors"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/slip"
)

// stuck is a line on which a printer answers how it is, and that takes no slip.
type stuck struct {
	in      chan []byte
	takes   int // bytes that it takes before it fails
	dropped int
}

func (s *stuck) Write(_ context.Context, b []byte) error {
	if len(b) == 3 {
		s.in <- []byte{0x12}
		return nil
	}
	if s.takes -= len(b); s.takes < 0 {
		return errors.New("it takes no bytes")
	}
	return nil
}

func (s *stuck) Input() <-chan []byte { return s.in }
func (s *stuck) Unsent() int          { return -1 }
func (s *stuck) Baud() int            { return 9600 }
func (s *stuck) Close() error         { return nil }

func (s *stuck) Drop() error {
	s.dropped++
	return nil
}

// What a line did not take in time is thrown away: it would leave later, into the next person's hand.
func TestBytesThatDoNotLeaveAreDropped(t *testing.T) {
	port := &stuck{in: make(chan []byte, 8), takes: 500}
	p := New(port, Profile{Columns: 48, Completion: ProcessID, Buffer: 4096, NearMask: 0x0C, EndMask: 0x60}, plain{}, clock.NewFake(time.Unix(0, 0)))
	p.uncut = false
	sheet := slip.Sheet{Columns: 48}
	for range 60 {
		sheet.Lines = append(sheet.Lines, slip.Line{Cells: []slip.Cell{{Text: "已缴 416.00"}}})
	}
	got := p.Print(t.Context(), sheet, func(Stage) error { return nil })
	if got.Outcome != Unknown || got.Reason != Absent || port.dropped != 1 {
		t.Errorf("%+v, dropped %d times", got, port.dropped)
	}
}

// The bounds come from bytes, baud and paper (facts/print.md §7.5): enough for the longest slip on a slow line and slow paper.
func TestBounds(t *testing.T) {
	port := &stuck{in: make(chan []byte, 1)}
	j := job{p: New(port, Profile{}, plain{}, clock.NewFake(time.Unix(0, 0)))}
	if got := j.lineTime(960); got != time.Second {
		t.Errorf("960 bytes at 9600 baud take %v", got)
	}
	if got := (Profile{}).paperTime(409); got < 409*time.Second/50 {
		t.Errorf("409 mm take %v", got)
	}
}

// The bits of facts/print.md §2.1; what staff can see comes before what it causes.
func TestJudge(t *testing.T) {
	p := Printer{profile: named("generic80")}
	for _, c := range []struct {
		b    [5]byte
		want Condition
	}{
		{[5]byte{0, 0x12, 0x12, 0x12, 0x12}, Ready},
		{[5]byte{0, 0x12, 0x12, 0x12, 0x1E}, NearEnd},
		{[5]byte{0, 0x12, 0x12, 0x12, 0x16}, Ready}, // one of two bits: another model's sensor
		{[5]byte{0, 0x1A, 0x32, 0x12, 0x7E}, PaperOut},
		{[5]byte{0, 0x12, 0x12, 0x12, 0x72}, PaperOut},
		{[5]byte{0, 0x12, 0x12, 0x12, 0x52}, Ready},
		{[5]byte{0, 0x1A, 0x32, 0x12, 0x12}, PaperOut},
		{[5]byte{0, 0x1A, 0x36, 0x52, 0x7E}, CoverOpen},
		{[5]byte{0, 0x1A, 0x52, 0x1A, 0x12}, CutterError},
		{[5]byte{0, 0x1A, 0x52, 0x52, 0x12}, HeadHot},
		{[5]byte{0, 0x1A, 0x52, 0x32, 0x12}, Fault},
		{[5]byte{0, 0x1A, 0x12, 0x16, 0x12}, Fault},
		{[5]byte{0, 0x12, 0x52, 0x12, 0x12}, Fault},
		{[5]byte{0, 0x1A, 0x12, 0x12, 0x12}, Fault},
		{[5]byte{0, 0x36, 0x1A, 0x12, 0x12}, Ready}, // drawer, recovery, buttons
	} {
		if got := p.judge(c.b); got != c.want {
			t.Errorf("% X is %q, want %q", c.b[1:], got, c.want)
		}
	}
}
