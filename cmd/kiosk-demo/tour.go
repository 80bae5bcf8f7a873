package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/image/draw"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/internal/xdrive"
)

// stop is one step of a tour: something is touched or done, then a screen is seen.
type stop struct {
	touch   string        // the target that is touched; what is after "pin:" is typed on the keypad, after "type:" on the keyboard
	do      string        // or a command to the simulators: what a person does with a card or an operator with paper
	screen  string        // the screen that is there then
	overlay string        // what lies over it
	said    string        // what is touched or done, and what is seen
	same    bool          // the view stays the same one: a switch of a mode
	wait    time.Duration // longer than usual, until it comes by itself
}

// route is a tour in one mode.
type route struct {
	name    string // of its files
	title   string
	upright bool
	stops   []stop
}

// tour drives the demonstration through ways by touches on an X server, takes a picture at every stop, and writes a page with them.
// What does not come as it should ends it with an error that names the step.
func tour(ctx context.Context, o options, ways []route) error {
	if err := os.MkdirAll(o.tour, 0o755); err != nil {
		return err
	}
	var done []chapter
	for _, upright := range []bool{false, true} {
		var some []route
		for _, w := range ways {
			if w.upright == upright {
				some = append(some, w)
			}
		}
		if len(some) == 0 {
			continue
		}
		chapters, err := tourOn(ctx, o, upright, some)
		done = append(done, chapters...)
		if err != nil {
			return errors.Join(err, writeTour(o.tour, done)) // what was seen until then helps to understand it
		}
	}
	if err := writeTour(o.tour, done); err != nil {
		return err
	}
	n := 0
	for _, c := range done {
		n += len(c.Steps)
	}
	fmt.Printf("kiosk-demo: a tour of %d steps is %s\n", n, filepath.Join(o.tour, "index.html"))
	return nil
}

// tourOn goes some ways on one display.
func tourOn(ctx context.Context, o options, upright bool, ways []route) (out []chapter, err error) {
	o.upright, o.panel, o.out = upright, false, filepath.Join(o.tour, "slips")
	h, err := openHall(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	for _, w := range ways {
		g := guide{hall: h, ctx: ctx, dir: o.tour, way: w, limit: o.patience}
		steps, err := g.walk()
		out = append(out, chapter{Title: w.title, Upright: upright, Steps: steps})
		if err != nil {
			return out, err
		}
		fmt.Printf("kiosk-demo: tour %s: %d steps\n", w.name, len(steps))
	}
	return out, nil
}

// chapter is a way that was gone.
type chapter struct {
	Title   string
	Upright bool
	Steps   []step
}

// step is a stop that was seen.
type step struct {
	Picture string // file
	Screen  string
	Said    string
	// Where the next touch is, in percent of the picture; nothing when it is not a touch.
	Touched    bool
	X, Y, W, H float64
}

// guide goes one way.
type guide struct {
	*hall
	ctx   context.Context
	dir   string
	way   route
	limit time.Duration // for each step

	view int64 // the view that was seen last
	last *image.RGBA
}

func (g *guide) walk() ([]step, error) {
	var out []step
	for n, s := range g.way.stops {
		if err := g.step(s, &out); err != nil {
			return out, fmt.Errorf("tour %s, step %d (%s): %w", g.way.name, n+1, s.said, err)
		}
	}
	return out, nil
}

// step does what is to be done, waits for what is to be seen, and takes its picture.
func (g *guide) step(s stop, out *[]step) error {
	switch {
	case s.do != "":
		if err := control.Ask(g.ctx, g.Control, s.do); err != nil {
			return err
		}
	case strings.HasPrefix(s.touch, "pin:"):
		for _, c := range strings.TrimPrefix(s.touch, "pin:") {
			if _, err := g.touch("key." + string(c)); err != nil {
				return err
			}
		}
		if err := g.mark(out, "submit"); err != nil {
			return err
		}
	case strings.HasPrefix(s.touch, "type:"):
		for _, c := range strings.TrimPrefix(s.touch, "type:") {
			if _, err := g.touch("key." + string(c)); err != nil {
				return err
			}
		}
	case s.touch != "":
		if err := g.mark(out, s.touch); err != nil {
			return err
		}
	}
	typed := strings.HasPrefix(s.touch, "type:")
	now, err := xdrive.Await(g.Targets, g.limit+s.wait, "screen "+s.screen, func(now xdrive.Snapshot) bool {
		return now.Screen == s.screen && now.Overlay == s.overlay && (now.View != g.view || s.same || typed)
	})
	if err != nil {
		return err
	}
	g.view = now.View
	picture, err := another(g.Hand, g.Screen, g.last, g.limit)
	if err != nil {
		return err
	}
	g.last = picture
	name := fmt.Sprintf("%s-%03d-%s.png", g.way.name, len(*out)+1, s.screen)
	*out = append(*out, step{Picture: name, Screen: s.screen, Said: s.said})
	return save(filepath.Join(g.dir, name), picture)
}

// mark touches a target and notes in the step before where that was.
func (g *guide) mark(out *[]step, id string) error {
	t, err := g.touch(id)
	if n := len(*out); err == nil && n > 0 {
		w, h := float64(g.Screen.Dx()), float64(g.Screen.Dy())
		before := &(*out)[n-1]
		before.Touched, before.X, before.Y, before.W, before.H = true, t.X/w*100, t.Y/h*100, t.W/w*100, t.H/h*100
	}
	return err
}

// touch waits for a target on the present view and touches its middle.
func (g *guide) touch(id string) (xdrive.Target, error) {
	s, err := xdrive.Await(g.Targets, g.limit, "target "+id, func(s xdrive.Snapshot) bool {
		_, ok := s.Find(id)
		return ok
	})
	if err != nil {
		return xdrive.Target{}, err
	}
	t, _ := s.Find(id)
	return t, g.Hand.Touch(int(t.X+t.W/2), int(t.Y+t.H/2))
}

// save writes a picture in half its width and height: the page shows many.
func save(path string, picture *image.RGBA) (err error) {
	half := image.NewRGBA(image.Rect(0, 0, picture.Rect.Dx()/2, picture.Rect.Dy()/2))
	draw.ApproxBiLinear.Scale(half, half.Rect, picture, picture.Rect, draw.Src, nil)
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return png.Encode(f, half)
}
