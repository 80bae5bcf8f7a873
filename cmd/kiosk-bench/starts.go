package main

import (
	"errors"
	"time"
)

// startRest is how long nothing changes when a start is over: between its first and its last frame a browser may do nothing for long.
const startRest = 1500 * time.Millisecond

// begin times a start: to the first frame, which is any change of the display, and to the full one, which looks as the display does at
// rest.
func begin(e *eye, start func() error) (first, full time.Duration, err error) {
	steady(2*startRest + time.Second)
	e.watch.Drain()
	from := time.Now()
	if err := start(); err != nil {
		return 0, 0, err
	}
	seen, err := e.follow(startRest)
	if err != nil {
		return 0, 0, err
	}
	if len(seen) < 2 {
		return 0, 0, errors.New("nothing is shown after a start")
	}
	return seen[1].at.Sub(from), seen[len(seen)-1].at.Sub(from), nil
}

// starts times the start of the process.
func (b *bench) starts() error {
	if err := b.See(); err != nil { // a program that has only begun ends without a word
		return err
	}
	e, err := open(b.Hall.Server().Display)
	if err != nil {
		return err
	}
	defer e.close()
	for range b.o.starts {
		if err := b.Hall.Stop(); err != nil {
			return err
		}
		if _, err := e.follow(rest); err != nil { // the window goes
			return err
		}
		first, full, err := begin(e, b.Hall.Start)
		if err != nil {
			return err
		}
		b.first, b.full = append(b.first, first), append(b.full, full)
		if err := b.See(); err != nil { // what stood there at rest was the whole screen
			return err
		}
	}
	b.row("start of the process → first frame", b.first.String(), "any change of the display; record file, journal and card service are there")
	b.row("start of the process → full frame", b.full.String(), "bound 400 ms: 待机 as it looks at rest, pixel by pixel")
	return nil
}
