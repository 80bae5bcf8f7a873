package terminal

import (
	"context"
	"errors"
	"testing"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/visit"
)

// counted remembers what it was given.
type counted struct {
	got chan string
	err error
}

func (c *counted) Count(_ context.Context, n int64, text string) error {
	if n != 7 {
		return errors.New("another visit")
	}
	c.got <- text
	return c.err
}

// What was not found is counted for its visit, a fault of counting is told without the text, and nobody needs to count.
func TestAskedIsCounted(t *testing.T) {
	faults := make(chan string, 2)
	c := &counted{got: make(chan string, 1), err: errors.New("the disk is full")}
	term := &Terminal{cfg: Config{Clock: clock.NewFake(clock.System{}.Now()), Fault: func(what string, err error) { faults <- what + ": " + err.Error() }}}
	term.was, term.state.Visit = 7, 8 // the next card is in the reader already
	term.run(t.Context(), visit.CountAsked{Text: "不会做的事"})
	term.running.Wait()
	term.cfg.Asked = c
	term.run(t.Context(), visit.CountAsked{Text: "不会做的事"})
	term.running.Wait()
	if got := <-c.got; got != "不会做的事" {
		t.Errorf("counted %q", got)
	}
	if got := <-faults; got != "what was asked could not be counted: the disk is full" || len(faults) > 0 {
		t.Errorf("told %q", got)
	}
}

// Which visit an event met is known to what the event has done.
func TestTheVisitBeforeAnEvent(t *testing.T) {
	term := New(open(t).term.cfg)
	term.state.Visit = 7
	term.step(t.Context(), visit.Tick{When: term.now()})
	if term.was != 7 {
		t.Errorf("visit %d", term.was)
	}
}
