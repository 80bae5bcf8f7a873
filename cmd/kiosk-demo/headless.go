package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"shebao/kiosk/internal/xdrive"
)

// patience is how long each step of the walk may take on a loaded machine; each takes well under a second on an idle one.
const patience = 60 * time.Second

// headless starts an X server, the demonstration on it, and walks the main errand with touches through that server.
func headless(ctx context.Context, o options) error {
	o.panel = true
	h, err := openHall(ctx, o)
	if err != nil {
		return err
	}
	w := walk{Visitor: xdrive.Visitor{Hand: h.Hand, File: h.Targets, Limit: patience}, out: o.out, screen: h.Screen}
	walked := w.mainErrand()
	if err := errors.Join(walked, h.Close()); err != nil {
		return err
	}
	fmt.Printf("kiosk-demo: no display was found, so the main errand was walked under an X server of its own;\n"+
		"kiosk-demo: %d pictures and the printed slip are in %s/\n", w.n, o.out)
	return nil
}

// walk is a question without a card, then the main errand: card in, PIN, own record on the screen, slip in the hand.
type walk struct {
	xdrive.Visitor
	out    string
	screen image.Rectangle
	last   *image.RGBA
	n      int
}

func (w *walk) mainErrand() error {
	steps := []struct{ screen, touch string }{
		{"attract", "ask"}, {"ask", "key.g"}, {"ask", "key.u"}, {"ask", "key.a"}, {"ask", "key.s"}, {"ask", "key.h"}, {"ask", "key.i"},
		{"ask", "hit.0"}, {"answer", "exit"},
		{"attract", "sim.insert 1"},
		{"pin", "key.1"}, {"pin", "key.2"}, {"pin", "key.3"}, {"pin", "key.4"}, {"pin", "key.5"}, {"pin", "key.6"}, {"pin", "submit"},
		{"consent", "agree"}, {"personal_home", "tile.query"}, {"query", "next"}, {"query", "back"},
		{"personal_home", "tile.year"}, {"year_record", "back"},
		{"personal_home", "tile.print"}, {"preview", "print"}, {"printed", "exit"}, {"end", "sim.pull"}, {"attract", ""},
	}
	last := ""
	for _, s := range steps {
		if err := w.At(s.screen); err != nil {
			return err
		}
		if s.screen != last || s.touch == "submit" || s.touch == "hit.0" {
			last = s.screen
			if err := w.picture(s.screen); err != nil {
				return err
			}
		}
		if s.touch == "" {
			break
		}
		if err := w.Touch(s.touch); err != nil {
			return err
		}
	}
	return w.slip()
}

func (w *walk) picture(name string) error {
	img, err := another(w.Hand, w.screen, w.last, patience)
	if err != nil {
		return err
	}
	w.last = img
	w.n++
	f, err := os.Create(filepath.Join(w.out, fmt.Sprintf("%02d-%s.png", w.n, name)))
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}

// another waits for a picture at rest that is not the last one: a view is there before it is painted. After the limit it takes the same.
func another(hand *xdrive.Hand, screen image.Rectangle, last *image.RGBA, limit time.Duration) (*image.RGBA, error) {
	for end := time.Now().Add(limit); ; {
		now, err := hand.Still(screen, patience)
		if err != nil {
			return nil, err
		}
		if !plain(now) && (last == nil || !bytes.Equal(now.Pix, last.Pix)) || time.Now().After(end) {
			return now, nil
		}
	}
}

// plain reports whether a picture has fewer colours than any screen: nothing is painted yet but the pointer.
func plain(img *image.RGBA) bool {
	const few = 4
	seen := map[color.RGBA]bool{}
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y += 8 {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x += 8 {
			seen[img.RGBAAt(x, y)] = true
		}
	}
	return len(seen) < few
}

// slip checks that the printer cut a slip.
func (w *walk) slip() error {
	slips, err := filepath.Glob(filepath.Join(w.out, "*slip*.png"))
	if err == nil && len(slips) == 0 {
		err = errors.New("no slip came out of the printer")
	}
	return err
}
