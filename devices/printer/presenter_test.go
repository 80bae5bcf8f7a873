package printer

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/slip"
)

// outlet is a printer with a presenter: it confirms everything at once, and its exit is as a script says.
type outlet struct {
	profile Profile
	in      chan []byte
	start   time.Time
	waits   func(since time.Duration) bool // whether a slip stands in the exit
	bins    bool                           // its retractor works
	near    bool
	mumble  byte // what its sensor's answer has besides; it changes with each answer
	dumb    bool // its sensor does not answer

	mu        chan struct{} // holds one
	wrote     bytes.Buffer
	retracted bool
}

func newOutlet(name string, waits func(time.Duration) bool) *outlet {
	return &outlet{profile: named(name), in: make(chan []byte, 64), start: time.Now(), waits: waits, bins: true, mu: make(chan struct{}, 1)}
}

func (o *outlet) driver() *Printer {
	p := New(o, o.profile, plain{}, clock.System{})
	p.uncut, p.adrift, p.held = false, false, 0
	return p
}

func (o *outlet) stands() bool { return !o.retracted && o.waits(time.Since(o.start)) }

func (o *outlet) Write(_ context.Context, b []byte) error {
	o.mu <- struct{}{}
	defer func() { <-o.mu }()
	o.wrote.Write(b)
	m := o.profile.Presenter
	if m.Retract != "" && bytes.Contains(b, []byte(m.Retract)) {
		o.retracted = o.bins
	}
	switch {
	case len(b) == 3 && b[0] == 0x10 && b[1] == 0x04:
		answer := byte(0x12)
		if b[2] == 4 && m.Ask == "" && o.stands() {
			answer |= m.Waiting
		}
		if b[2] == 4 && o.near {
			answer |= 0x0C
		}
		o.in <- []byte{answer}
	case m.Ask != "" && string(b) == m.Ask:
		if o.dumb {
			break
		}
		o.mumble ^= o.mumble << 4
		answer := o.mumble & 0x10
		if o.stands() {
			answer |= m.Waiting
		}
		o.in <- []byte{answer}
	case bytes.HasSuffix(b, []byte("\x1dr\x01")):
		o.in <- []byte{0}
	case bytes.Contains(b, []byte("\x10\x14\x08")):
		o.in <- []byte{0x37, 0x25, 0}
	default:
		if i := bytes.LastIndex(b, []byte("\x1d(H\x06\x0000")); i >= 0 {
			o.in <- append(append([]byte{0x37, 0x22}, b[i+7:i+11]...), 0)
		}
	}
	return nil
}

func (o *outlet) Input() <-chan []byte { return o.in }
func (o *outlet) Unsent() int          { return 0 }
func (o *outlet) Drop() error          { return nil }
func (o *outlet) Baud() int            { return 38400 }
func (o *outlet) Close() error         { return nil }

func between(from, to time.Duration) func(time.Duration) bool {
	return func(since time.Duration) bool { return since >= from && since < to }
}

// glitching stands until a time, but for two answers of its sensor.
func glitching(until time.Duration) func(time.Duration) bool {
	asked := 0
	return func(since time.Duration) bool {
		asked++
		return since < until && asked != 5 && asked != 12
	}
}

const ever = 24 * time.Hour

// What becomes of a slip in the exit, by both kinds of sensor.
func TestCollect(t *testing.T) {
	for _, name := range []string{"citizen-ppu-700", "custom-vkp80"} {
		for what, c := range map[string]struct {
			waits   func(time.Duration) bool
			stuck   bool
			mumble  byte
			dumb    bool
			want    Presented
			took    time.Duration // about
			retract bool
		}{
			"taken":          {between(time.Second, 8*time.Second), false, 0, false, Taken, 8 * time.Second, false},
			"taken late":     {between(0, 44*time.Second), false, 0, false, Taken, 44 * time.Second, false},
			"left":           {between(time.Second, ever), false, 0, false, Retracted, 45 * time.Second, true},
			"stuck":          {between(0, ever), true, 0, false, Unseen, 55 * time.Second, true},
			"never there":    {between(0, 0), false, 0, false, Unseen, 5 * time.Second, false},
			"nobody answers": {between(0, ever), false, 0, true, Unseen, 45 * time.Second, false},
			"a glitch":       {glitching(20 * time.Second), false, 0, false, Taken, 20 * time.Second, false},
			"motor's bits":   {between(0, 8*time.Second), false, 1, false, Taken, 8 * time.Second, false},
		} {
			if name == "citizen-ppu-700" && (c.dumb || c.mumble != 0) {
				continue
			}
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					o := newOutlet(name, c.waits)
					o.bins, o.mumble, o.dumb = !c.stuck, c.mumble, c.dumb
					got := o.driver().Collect(t.Context())
					if took := time.Since(o.start); got != c.want || took < c.took-time.Second || took > c.took+3*time.Second {
						t.Errorf("%s after %v, want %s after %v", got, took, c.want, c.took)
					}
					if retracted := strings.Contains(o.wrote.String(), o.profile.Presenter.Retract); retracted != c.retract {
						t.Errorf("retracted: %v", retracted)
					}
				})
			})
		}
	}
}

// Without a presenter, or with one that does not tell, nothing is known and nothing is waited for.
func TestCollectBlind(t *testing.T) {
	for _, name := range []string{"generic80", "epson-eu-t400", "snbc-bt-t080"} {
		synctest.Test(t, func(t *testing.T) {
			o := newOutlet(name, between(0, ever))
			if got := o.driver().Collect(t.Context()); got != Unseen || time.Since(o.start) != 0 || o.wrote.Len() > 0 {
				t.Errorf("%s: %s after %v, % X", name, got, time.Since(o.start), o.wrote.Bytes())
			}
		})
	}
}

// The end of the context leaves the slip where it is.
func TestCollectGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutlet("citizen-ppu-700", between(0, ever))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if got := o.driver().Collect(ctx); got != Unseen || time.Since(o.start) > 11*time.Second || o.retracted {
			t.Errorf("%s after %v, retracted %v", got, time.Since(o.start), o.retracted)
		}
	})
}

func sheetOf(lines int) slip.Sheet {
	s := slip.Sheet{Columns: 42}
	for range lines {
		s.Lines = append(s.Lines, slip.Line{Cells: []slip.Cell{{Text: "already"}}})
	}
	return s
}

// A slip that somebody left is in the bin before a byte of the next one; where that fails there is no next one.
func TestWaitingSlipIsRetractedFirst(t *testing.T) {
	for _, name := range []string{"citizen-ppu-700", "custom-vkp80"} {
		for what, c := range map[string]struct {
			bins, near, dumb bool
			lines            int
			outcome          Outcome
			why              Condition
		}{
			"retracted":          {true, false, false, 10, Confirmed, Unasked},
			"stuck":              {false, false, false, 10, NotPrinted, SlipWaiting},
			"near end behind it": {true, true, false, 100, NotPrinted, NearEnd},
			"short and near end": {true, true, false, 10, Confirmed, Unasked},
			"no answer":          {true, false, true, 10, NotPrinted, Fault},
		} {
			if c.dumb != (c.dumb && name == "custom-vkp80") || c.near && name == "custom-vkp80" { // its bits of near end are not known
				continue
			}
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					o := newOutlet(name, between(0, ever))
					o.bins, o.near, o.dumb = c.bins, c.near, c.dumb
					o.profile.Completion = GSr
					var stages []Stage
					got := o.driver().Print(t.Context(), sheetOf(c.lines), func(s Stage) error { stages = append(stages, s); return nil })
					if got.Outcome != c.outcome || got.Reason != c.why {
						t.Errorf("%+v", got)
					}
					text := strings.Index(o.wrote.String(), "already")
					if retracted := strings.Index(o.wrote.String(), o.profile.Presenter.Retract); (text >= 0) != (c.outcome == Confirmed) || text >= 0 && text < retracted {
						t.Errorf("retracted at %d, printed at %d, %q", retracted, text, stages)
					}
				})
			})
		}
	}
}

// With paper near its end a slip of up to NearEndMM is begun, and a longer one is not.
func TestNearEnd(t *testing.T) {
	for lines, want := range map[int]Outcome{70: Confirmed, 90: NotPrinted} {
		synctest.Test(t, func(t *testing.T) {
			o := newOutlet("generic80", between(0, 0))
			o.near = true
			sheet := sheetOf(lines)
			got := o.driver().Print(t.Context(), sheet, func(Stage) error { return nil })
			mm := Length(sheet, o.profile)
			if got.Outcome != want || (mm > NearEndMM) != (want == NotPrinted) || want == NotPrinted && (got.Reason != NearEnd || got.Sent != 0) {
				t.Errorf("%.0f mm: %+v", mm, got)
			}
		})
	}
}

// What is cut off before a slip, as nobody knows whose it is, goes into the bin and not to the exit.
func TestRemainsGoIntoTheBin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutlet("custom-vkp80", between(0, 0))
		o.profile.Completion = GSr
		p := o.driver()
		p.uncut = true
		if got := p.Print(t.Context(), sheetOf(3), func(Stage) error { return nil }); got.Outcome != Confirmed {
			t.Fatalf("%+v", got)
		}
		cut := strings.SplitN(o.wrote.String(), o.profile.Cut, 3)
		if len(cut) != 3 || !strings.HasPrefix(cut[1], "\x1de\x02") || !strings.HasPrefix(cut[2], "\x1de\x03\x0c") {
			t.Errorf("%q", cut)
		}
	})
}

// Bits that differ between models (facts/print.md §2.1): the same byte is another condition on another one.
func TestJudgeByModel(t *testing.T) {
	for _, c := range []struct {
		name string
		b    [5]byte
		want Condition
	}{
		{"citizen-ppu-700", [5]byte{0, 0x12, 0x12, 0x12, 0x52}, SlipWaiting},
		{"citizen-ppu-700", [5]byte{0, 0x12, 0x12, 0x12, 0x32}, PaperOut},
		{"citizen-ppu-700", [5]byte{0, 0x12, 0x12, 0x12, 0x5E}, SlipWaiting},
		{"citizen-ppu-700", [5]byte{0, 0x12, 0x52, 0x16, 0x12}, Presenting},
		{"snbc-bt-t080", [5]byte{0, 0x1A, 0x52, 0x16, 0x12}, Jam},
		{"snbc-bt-t080", [5]byte{0, 0x1A, 0x52, 0x52, 0x12}, HeadLifted},
		{"snbc-bt-t080", [5]byte{0, 0x12, 0x12, 0x12, 0x32}, Ready}, // one of two bits
		{"snbc-btp-r880np", [5]byte{0, 0x1A, 0x52, 0x16, 0x12}, Fault},
		{"epson-tm-t82", [5]byte{0, 0x1A, 0x52, 0x52, 0x12}, HeadHot},
		{"custom-vkp80", [5]byte{0, 0x12, 0x12, 0x12, 0x7E}, Ready}, // its bits are not known
		{"custom-vkp80", [5]byte{0, 0x1A, 0x32, 0x12, 0x7E}, PaperOut},
		{"custom-vkp80", [5]byte{0, 0x1A, 0x52, 0x52, 0x12}, HeadLifted},
	} {
		p := Printer{profile: named(c.name)}
		if got := p.judge(c.b); got != c.want {
			t.Errorf("%s: % X is %q, want %q", c.name, c.b[1:], got, c.want)
		}
	}
}

// A model of which nobody knows how it says that it has printed is never believed, and asked for nothing that it may print.
func TestUnknownCompletion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutlet("custom-vkp80", between(0, 0))
		got := o.driver().Print(t.Context(), sheetOf(3), func(Stage) error { return nil })
		if got.Outcome != Unknown || bytes.Contains(o.wrote.Bytes(), []byte("\x1d(H")) || bytes.Contains(o.wrote.Bytes(), []byte("\x1dr")) ||
			bytes.Contains(o.wrote.Bytes(), []byte("\x10\x14")) {
			t.Errorf("%+v % X", got, o.wrote.Bytes())
		}
	})
}
