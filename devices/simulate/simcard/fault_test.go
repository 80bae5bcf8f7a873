package simcard

import (
	"testing"
	"time"
)

// met sends a command and returns what became of it.
func met(c *Card, apdu ...byte) (string, Fault) {
	reply, fault, _ := c.Answer(apdu)
	return string(reply), fault
}

// Lost obeys: the PIN is changed and nobody is told. Pulled does not.
func TestLost(t *testing.T) {
	for fault, pin := range map[Fault]string{Lost: "654321", Pulled: "123456"} {
		c := New(usual())
		c.BreakAt(fault, 0x5E)
		for range 2 { // the first commands after power-on are sound again
			enter(t, c)
			want(t, c, "0020000000", "63C3")
			if reply, got := met(c, 0x80, 0x5E, 1, 0, 7, 0x12, 0x34, 0x56, 0xFF, 0x65, 0x43, 0x21); reply != "" || got != fault || !got.Leaves() {
				t.Errorf("%v: %X, %v", fault, reply, got)
			}
			if !c.HasPIN(pin) {
				t.Errorf("%v: the PIN is not %s", fault, pin)
			}
			if _, got := met(c, 0x00, 0x20, 0, 0, 0); got != fault {
				t.Errorf("%v: the next command: %v", fault, got)
			}
			c.Reset()
			if fault == Lost {
				break // the PIN is another one now
			}
		}
	}
}

func TestBreak(t *testing.T) {
	c := New(usual())
	c.Break(CommFault, 1)
	for range 2 {
		enter(t, c)
		want(t, c, challenge8, "6F00")
		want(t, c, challenge8, "6F00")
		c.Reset()
	}
	c.Break(NoFault, 0)
	enter(t, c)
	challenged(t, c)

	c.BreakAt(WrongLength, 0x84)
	want(t, c, "0020000000", "63C3")
	want(t, c, challenge8, "6C10")
	want(t, c, "0020000000", "6C10")
	c.Break(NoFault, 0)
	challenged(t, c)

	for f, reply := range map[Fault]string{EndlessMore: "6100", OneByte: "90", Garbage: "6F7F01FF9000"} {
		c.Break(f, 0)
		want(t, c, challenge8, reply)
	}
	if got := len(Faults()); got != int(Lost) {
		t.Errorf("%d faults are listed", got)
	}
}

// Silence ends with the next Break.
func TestSilent(t *testing.T) {
	c := New(usual())
	c.Break(Silent, 0)
	_, fault, resume := c.Answer([]byte{0x00, 0x84, 0, 0, 8})
	if fault != Silent {
		t.Fatal(fault)
	}
	select {
	case <-resume:
		t.Fatal("it is not silent")
	default:
	}
	c.BreakAt(NoFault, 0)
	<-resume
}

// slow is a source of challenges that takes its time.
type slow struct{ time.Duration }

func (s slow) Read(b []byte) (int, error) {
	time.Sleep(s.Duration)
	return len(b), nil
}

func TestBusy(t *testing.T) {
	c := selected(t, usual())
	before := c.Busy()
	if before <= 0 {
		t.Error("SELECT took no time")
	}
	const pause = 20 * time.Millisecond
	c.SetRandom(slow{pause})
	from := time.Now()
	challenged(t, c)
	whole := time.Since(from)
	time.Sleep(pause)
	if busy := c.Busy() - before; busy < pause || busy > whole {
		t.Errorf("busy for %v of %v", busy, whole)
	}
}
