package main

import (
	"errors"
	"fmt"
	"image"
	"time"
)

// peer is a page with the terminal's screens in Chromium's kiosk mode.
type peer struct {
	*chromium
	page  *page
	eye   *eye
	round []step
}

// measures are the figures of one of the two, for the table that has them side by side.
type measures struct {
	first, full      times
	timed            *touches
	start            memory
	tenth, end       memory
	idle, idleServer float64
	disk             int // MB
}

// openPeer puts the page's browser up. A machine without a browser is no fault: b.peerless says it.
func (b *bench) openPeer() error {
	if b.round == nil {
		return errors.New("nobody walked through the terminal")
	}
	w := walker{b: b}
	if err := w.visit(); err != nil { // to know how it goes
		return err
	}
	f := newFilm()
	if err := errors.Join(f.walk("round", b.round), f.walk("visit", w.steps)); err != nil {
		return err
	}
	b.visit = w.steps
	const turns = 4 // of 待机, counted from 1970 on
	// All of one minute, so that they differ in nothing but the picture: of two minutes the page would draw its top bar anew too.
	lap := int64(12 * turn / time.Second)
	from := time.Unix(time.Now().Unix()/lap*lap, 0)
	for n := range turns {
		if err := f.turn(b.SceneAt(from.Add(time.Duration(n) * turn))); err != nil {
			return err
		}
	}
	page, err := serve(f)
	if err != nil {
		return err
	}
	c, err := findChromium(b.ctx, b.Hall.Dir, b.Hall.Screen.Dx(), b.Hall.Screen.Dy(), page.url)
	if err != nil {
		b.peerless = err.Error()
		if errors.Is(err, errNoChromium) {
			err = nil
		}
		return errors.Join(err, page.close())
	}
	e, err := open(c.server.Display)
	if err != nil {
		return errors.Join(err, c.close(), page.close())
	}
	b.peer = &peer{chromium: c, page: page, eye: e, round: b.round}
	b.browser = c.version(b.ctx)
	return nil
}

// close ends the browser and its page.
func (p *peer) close() error {
	p.eye.close()
	return errors.Join(p.chromium.close(), p.page.close())
}

// peerStarts times the browser's starts; the first one, which makes the profile, does not count.
func (b *bench) peerStarts() error {
	for n := range b.o.starts + 1 {
		if err := b.peer.stop(); err != nil {
			return err
		}
		if _, err := b.peer.eye.follow(rest); err != nil {
			return err
		}
		first, full, err := begin(b.peer.eye, b.peer.start)
		if err != nil {
			return err
		}
		if n > 0 {
			b.page.first, b.page.full = append(b.page.first, first), append(b.page.full, full)
		}
	}
	return nil
}

// peerMemory reads the memory of all the browser's processes.
func (b *bench) peerMemory(m *memory) func() error {
	return func() (err error) {
		*m, err = memoryOf(b.peer.pid())
		return err
	}
}

// peerTaps leads a finger over the page as it was led over the terminal.
func (b *bench) peerTaps() error {
	p := b.peer
	b.page.timed = newTouches()
	for len(b.page.timed.allFelt) < b.o.taps {
		for n, s := range p.round {
			if s.target == "" {
				if err := p.happen("go"); err != nil {
					return err
				}
				continue
			}
			if s.kind == pauseTap && s.target != "back" {
				time.Sleep(6 * time.Second)
			}
			t, err := p.eye.touch(s.rect)
			if err == nil && !t.changed && !s.alike {
				err = errors.New("no other screen came")
			}
			if err != nil {
				return fmt.Errorf("step %d of the page, %s: %w", n, s.target, err)
			}
			b.page.timed.add(s.kind, t, s.slow)
		}
	}
	return nil
}

// happen tells the page what a device does, and waits until it has been drawn.
func (p *peer) happen(what string) error {
	p.eye.watch.Drain()
	select {
	case p.page.events <- what:
	case <-time.After(longest):
		return errors.New("the page does not listen")
	}
	_, err := p.eye.follow(rest)
	return err
}

// peerVisits leads a finger through visits.
func (b *bench) peerVisits() error {
	p, tenth := b.peer, max(1, b.o.visits/10)
	if err := p.happen("visit"); err != nil {
		return err
	}
	for n := 1; n <= b.o.visits; n++ {
		for _, s := range b.visit {
			var err error
			if s.target == "" {
				err = p.happen("go")
			} else {
				err = p.pass(s.rect)
			}
			if err != nil {
				return fmt.Errorf("visit %d: %w", n, err)
			}
		}
		if n == tenth || n == b.o.visits {
			time.Sleep(swept)
			at := &b.page.tenth
			if n == b.o.visits {
				at = &b.page.end
			}
			if err := b.peerMemory(at)(); err != nil {
				return err
			}
		}
	}
	return nil
}

// pass touches without timing, and waits until what comes of it is there.
func (p *peer) pass(r image.Rectangle) error {
	middle := r.Min.Add(r.Max).Div(2)
	p.eye.watch.Drain()
	if err := p.eye.hand.Touch(middle.X, middle.Y); err != nil {
		return err
	}
	if _, ok := p.eye.watch.Next(longest); !ok {
		return errors.New("nothing came of a touch")
	}
	_, err := p.eye.follow(rest / 2)
	return err
}

// withPeer does something that needs a page, when there is one.
func (b *bench) withPeer(do func() error) func() error {
	return func() error {
		if b.peer == nil {
			return nil
		}
		return do()
	}
}

// disks tells what both have on the disk.
func (b *bench) disks() (err error) {
	if b.measures.disk, err = disk(b.Hall.PID()); err != nil {
		return err
	}
	b.row("disk", fmt.Sprintf("%d MB", b.measures.disk), "the command and every library and file that the process has in memory")
	if b.peer != nil {
		b.page.disk, err = disk(b.peer.pid(), "/usr/lib/chromium", "/usr/share/chromium")
	}
	return err
}
