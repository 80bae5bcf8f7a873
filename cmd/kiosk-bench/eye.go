package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/xdrive"
)

const (
	// grid is how far apart the rows of pixels are that are compared: letters of the smallest type are as high, so that a missing line
	// of text is seen.
	grid = 24
	// rest is how long nothing changes when a touch has had its effect. The terminal lets go of a target 120 ms after a touch at the
	// latest.
	rest = 150 * time.Millisecond
	// longest is the longest that anything is followed: what moves for ever does not come to rest.
	longest = 5 * time.Second
)

// eye is somebody who touches a display and is told when it changes, whoever draws on it.
type eye struct {
	hand  *xdrive.Hand
	watch *xdrive.Watcher
}

// open looks at a display.
func open(display string) (*eye, error) {
	hand, err := xdrive.Connect(display)
	if err != nil {
		return nil, err
	}
	watch, err := xdrive.Watch(display)
	if err != nil {
		hand.Close()
		return nil, err
	}
	return &eye{hand, watch}, nil
}

func (e *eye) close() {
	e.watch.Close()
	e.hand.Close()
}

// turn is how often 待机 shows another picture, counted from a whole minute: nothing else on a screen changes by itself but the minute.
const turn = 10 * time.Second

// steady waits until nothing changes by itself for so long.
func steady(long time.Duration) {
	if left := turn - time.Duration(time.Now().UnixNano())%turn; left < long {
		time.Sleep(left + turn/10) // a terminal's time passes once a second
	}
}

// sight is how the rows of the display looked at a moment.
type sight struct {
	at   time.Time
	rows []byte
}

func (e *eye) look() (sight, error) {
	raw, err := e.watch.Rows(grid)
	if err != nil {
		return sight{}, err
	}
	return sight{time.Now(), bytes.Clone(raw)}, nil
}

// follow looks whenever something is drawn, until nothing has changed for a while, and gives how it looked each time that it was
// another picture; the first is how it looks now.
func (e *eye) follow(still time.Duration) ([]sight, error) {
	first, err := e.look()
	if err != nil {
		return nil, err
	}
	all := []sight{first}
	for begun := time.Now(); ; {
		last := all[len(all)-1]
		left := time.Until(last.at.Add(still))
		if left <= 0 {
			return all, nil
		}
		if time.Since(begun) > longest+still {
			return nil, errors.New("the display does not come to rest")
		}
		if _, ok := e.watch.Next(left); !ok {
			continue
		}
		now, err := e.look()
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(now.rows, last.rows) {
			all = append(all, now)
		}
	}
}

// touch is what a touch did.
type touch struct {
	felt    time.Duration // finger down to the first changed pixel of the target
	whole   time.Duration // finger up to the last change: what the touch leads to is there
	changed bool          // it looks otherwise than before the finger came
}

// touch touches the middle of a target and waits for what comes of it. The finger goes up when it is seen that it is felt.
func (e *eye) touch(target image.Rectangle) (t touch, err error) {
	steady(time.Second)
	middle := target.Min.Add(target.Max).Div(2)
	if err := e.hand.Move(middle.X, middle.Y); err != nil {
		return t, err
	}
	before, err := e.look()
	if err != nil {
		return t, err
	}
	raw, err := e.watch.Part(target)
	if err != nil {
		return t, err
	}
	ground := bytes.Clone(raw)
	e.watch.Drain()
	from := time.Now()
	if err := e.hand.Down(); err != nil {
		return t, err
	}
	for t.felt == 0 {
		d, ok := e.watch.Next(halltest.Patience)
		if !ok {
			return t, fmt.Errorf("nothing changed at %v", target)
		}
		if !d.Area.Overlaps(target) {
			continue
		}
		if raw, err = e.watch.Part(target); err != nil {
			return t, err
		}
		if !bytes.Equal(raw, ground) {
			t.felt = time.Since(from)
		}
	}
	up := time.Now()
	if err := e.hand.Up(); err != nil {
		return t, err
	}
	seen, err := e.follow(rest)
	if err != nil {
		return t, err
	}
	last := seen[len(seen)-1]
	t.whole, t.changed = last.at.Sub(up), !bytes.Equal(last.rows, before.rows)
	return t, nil
}

// felt are the times of touches, by their kinds.
type touches struct {
	kinds       []string
	felt, whole map[string]times
	allFelt     times
	allWhole    times
}

func newTouches() *touches { return &touches{felt: map[string]times{}, whole: map[string]times{}} }

// add takes a touch; slow ones wait for a card or the records, and how soon their screens are there is told elsewhere.
func (a *touches) add(kind string, t touch, slow bool) {
	if len(a.felt[kind]) == 0 {
		a.kinds = append(a.kinds, kind)
	}
	a.felt[kind], a.allFelt = append(a.felt[kind], t.felt), append(a.allFelt, t.felt)
	if !slow {
		a.whole[kind], a.allWhole = append(a.whole[kind], t.whole), append(a.allWhole, t.whole)
	}
}
