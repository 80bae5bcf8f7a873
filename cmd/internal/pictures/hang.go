package pictures

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"shebao/kiosk/internal/gallery"
)

// Frame is one picture of the gallery.
type Frame struct {
	View   string `json:"view"`
	Screen string `json:"screen"`
	Glass  string `json:"glass"`
	Look   string `json:"look"`

	view  gallery.View
	glass gallery.Glass
	look  gallery.Look
}

// Name is the picture's, without an ending: "home_portrait_large".
func (f Frame) Name() string {
	name := f.View + "_" + f.Glass
	if f.Look != "" {
		name += "_" + f.Look
	}
	return name
}

// Frames are all pictures: every view on every glass in every look.
func Frames(g *gallery.Gallery) []Frame {
	var out []Frame
	for _, v := range g.Views() {
		for _, glass := range gallery.Glasses() {
			for _, look := range append(gallery.Looks(), gallery.MoreLooks()...) {
				out = append(out, Frame{v.Name, string(v.View.Screen), glass.Name, look.Name, v, glass, look})
			}
		}
	}
	return out
}

// thumbnail is by how much the pictures that are leafed through are smaller.
const thumbnail = 5

// Hang draws the gallery into a folder: full/*.png, thumb/*.jpg, and index.html to leaf through them, which needs nothing from
// elsewhere. only is a pattern for the pictures' names, "" for all. tell hears of each that is done.
func Hang(ctx context.Context, dir, only string, tell func(done, of int)) error {
	g, err := gallery.New(ctx)
	if err != nil {
		return err
	}
	var frames []Frame
	for _, f := range Frames(g) {
		if only != "" {
			if ok, err := filepath.Match(only, f.Name()); err != nil {
				return err
			} else if !ok {
				continue
			}
		}
		frames = append(frames, f)
	}
	if len(frames) == 0 {
		return fmt.Errorf("no picture is called %q", only)
	}
	for _, sub := range []string{"full", "thumb"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	if err := drawAll(ctx, g, dir, frames, tell); err != nil {
		return err
	}
	sheets, err := drawDesign(dir)
	if err != nil {
		return err
	}
	return writeIndex(filepath.Join(dir, "index.html"), frames, sheets)
}

// drawAll draws frames with every processor.
func drawAll(ctx context.Context, g *gallery.Gallery, dir string, frames []Frame, tell func(done, of int)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		next  = make(chan Frame)
		wg    sync.WaitGroup
		mu    sync.Mutex // of done and fault
		done  int
		fault error
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			p, err := NewFor(g)
			for f := range next {
				if err == nil {
					err = p.hang(dir, f)
				}
				if err != nil {
					mu.Lock()
					fault = errors.Join(fault, err)
					mu.Unlock()
					stop()
					return
				}
				mu.Lock()
				done++
				tell(done, len(frames))
				mu.Unlock()
			}
		})
	}
	for _, f := range frames {
		select {
		case next <- f:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	wg.Wait()
	if fault == nil {
		fault = ctx.Err()
	}
	return fault
}

func (p *Painter) hang(dir string, f Frame) error {
	picture := p.Paint(p.Scene(f.view.View, f.look.Modes, f.glass))
	if err := writePNG(filepath.Join(dir, "full", f.Name()+".png"), few(picture)); err != nil {
		return err
	}
	return writeJPEG(filepath.Join(dir, "thumb", f.Name()+".jpg"), smaller(picture, thumbnail))
}
