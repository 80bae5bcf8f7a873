package stage

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"shebao/kiosk/internal/clock"
)

// Options are what a stage needs.
type Options struct {
	Brush *Brush
	// ShowCursor is for demonstrations on a desk; a terminal shows none.
	ShowCursor bool
	// Clock is by which targets are pressed again while a finger stays on them, and the second of two touches that were meant as
	// one is told; nil: they are not.
	Clock clock.Clock
	// Do runs a function on the toolkit's goroutine soon; nil: the toolkit's own.
	Do func(func())
	// Resized is called when the stage has another size, so that its owner presents a scene that fits.
	Resized func(w, h float32)
}

// Glass is a window whose pixels are put there directly. The toolkit paints its whole window for whatever has changed, which
// without a graphics card takes longer than people wait without noticing (docs/benchmarks.md); a key under a finger is a
// hundredth of that. Its functions are called on the toolkit's goroutine.
type Glass interface {
	// Surface is the memory of a picture of the whole window, of nothing yet. The one before it is not used any more.
	Surface(w, h int) (*Surface, error)
	// Put shows a part of the surface, all of it at once. When it returns it is on the glass, and the surface may be drawn on again.
	Put(part image.Rectangle) error
}

// Stage shows a scene and reports touches. All its functions belong to the toolkit's goroutine.
type Stage struct {
	widget.BaseWidget
	o       Options
	scene   Scene
	drawn   []Item // what the surface shows, on ground
	ground  color.NRGBA
	surface *Surface
	strips  []*canvas.Raster // show the surface where there is no glass
	glass   Glass
	over    bool      // the toolkit paints over the glass, which will be put again
	fingers []*finger // that went down on a target and are still there
	last    touched   // the last touch that counted
	// contacts are all that is on the glass, fingers or not.
	contacts []contact
	// unsettled is closed when a scene comes after a touch that counted; nil when none is waited for.
	unsettled chan struct{}
	cursor    desktop.Cursor

	focus string // ID of the target at which the keys are; "" when they are not used
	under string // where they were when a question came over the screen
}

// stripCount is in how many parts the toolkit is given the surface: what has changed in one of them is copied to it, not all.
const stripCount = 12

// New makes an empty stage.
func New(o Options) *Stage {
	if o.Do == nil {
		o.Do = fyne.Do
	}
	s := &Stage{o: o, cursor: desktop.HiddenCursor}
	if o.ShowCursor {
		s.cursor = desktop.DefaultCursor
	}
	s.ExtendBaseWidget(s)
	return s
}

// Use has the stage show its pictures on a glass, from now on. One that fails is given up for good: the toolkit then paints them.
func (s *Stage) Use(g Glass) {
	s.glass, s.surface = g, nil
	s.update()
}

// Present replaces the scene. When it returns nothing of the old one is kept, and on a glass nothing of it is seen.
func (s *Stage) Present(scene Scene) {
	s.settled()
	s.carry(scene)
	s.carryFocus(&scene)
	s.scene = scene
	s.update()
}

// Scene is what is shown.
func (s *Stage) Scene() *Scene { return &s.scene }

// Forget lets go of what was kept to draw faster, and has the toolkit let go of its pictures.
func (s *Stage) Forget() {
	s.o.Brush.Type.Forget()
	if s.glass == nil {
		s.Refresh()
	}
}

// update draws what has changed.
func (s *Stage) update() {
	items := s.items()
	w, h := int(s.scene.Width), int(s.scene.Height)
	if w < 1 || h < 1 {
		return
	}
	all := image.Rect(0, 0, w, h)
	damage := []image.Rectangle{all}
	if s.surface != nil && s.surface.W == w && s.surface.H == h && s.ground == s.scene.Ground {
		damage = s.damage(items).within(all)
	} else if s.surface == nil || s.surface.W != w || s.surface.H != h {
		s.grow(w, h)
	}
	for _, r := range damage {
		s.o.Brush.paint(s.surface, r, s.scene.Ground, items)
	}
	s.drawn, s.ground = items, s.scene.Ground
	s.show(damage)
}

// grow takes another surface.
func (s *Stage) grow(w, h int) {
	if s.glass != nil {
		surface, err := s.glass.Surface(w, h)
		if err == nil {
			s.surface, s.strips = surface, nil
			s.Refresh() // what the toolkit has shown so far must not come up again
			return
		}
		s.glass = nil // it is gone: the toolkit's way always works
	}
	s.surface, s.strips = NewSurface(w, h), make([]*canvas.Raster, stripCount)
	for i := range s.strips {
		y0, y1 := h*i/stripCount, h*(i+1)/stripCount
		part := s.surface.image(image.Rect(0, y0, w, y1))
		strip := canvas.NewRaster(func(int, int) image.Image { return part })
		strip.ScaleMode = canvas.ImageScalePixels
		strip.Move(fyne.NewPos(0, float32(y0)))
		strip.Resize(fyne.NewSize(float32(w), float32(y1-y0)))
		s.strips[i] = strip
	}
	s.Refresh()
}

// show brings parts of the surface to where they are seen.
func (s *Stage) show(parts []image.Rectangle) {
	if len(parts) == 0 {
		return
	}
	if s.glass != nil {
		all := image.Rectangle{} // together: nobody sees a picture that is half of the one before
		for _, r := range parts {
			all = all.Union(r)
		}
		if s.glass.Put(all) == nil {
			return
		}
		s.Use(nil)
		return
	}
	for i, strip := range s.strips {
		y0, y1 := s.surface.H*i/stripCount, s.surface.H*(i+1)/stripCount
		for _, r := range parts {
			if r.Min.Y < y1 && y0 < r.Max.Y {
				strip.Refresh()
				break
			}
		}
	}
}

// items are what is drawn now: those of the scene, the ground of a target under a finger darker, and what the finger would cover
// over it, and the frame around the target at which keys are.
func (s *Stage) items() []Item {
	out := make([]Item, len(s.scene.Items), len(s.scene.Items)+16)
	copy(out, s.scene.Items)
	for _, f := range s.fingers {
		t := s.scene.Targets[f.target]
		for i := range out[:len(s.scene.Items)] {
			if out[i].Kind == Box && out[i].Owner != 0 && out[i].Owner == t.Owner {
				out[i].Fill = t.Pressed
			}
		}
		out = append(out, t.Pop...)
	}
	return append(out, s.frame()...)
}

// areas are parts of the glass that do not overlap.
type areas []image.Rectangle

// mostAreas: each is drawn and put by itself, and more of them save nothing.
const mostAreas = 8

func (a areas) add(r image.Rectangle) areas {
	for i := 0; i < len(a); i++ {
		if a[i].Overlaps(r) || len(a) == mostAreas {
			r = r.Union(a[i])
			a = append(a[:i], a[i+1:]...)
			i = -1 // the larger one may overlap others
		}
	}
	return append(a, r)
}

// within is what of the areas lies on the glass.
func (a areas) within(all image.Rectangle) areas {
	out := a[:0]
	for _, r := range a {
		if r = r.Intersect(all); !r.Empty() {
			out = append(out, r)
		}
	}
	return out
}

// damage is where the items look other than what is drawn. Items that come at the same place in the order are taken for the same
// thing, from the beginning and from the end, so that one that was put between others does not make all of them another.
func (s *Stage) damage(items []Item) areas {
	old, now := s.drawn, items
	for len(old) > 0 && len(now) > 0 && old[0] == now[0] {
		old, now = old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && old[len(old)-1] == now[len(now)-1] {
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	var out areas
	for i := range max(len(old), len(now)) {
		if len(old) == len(now) && old[i] == now[i] {
			continue
		}
		if i < len(old) {
			out = out.add(s.o.Brush.reach(&old[i]))
		}
		if i < len(now) {
			out = out.add(s.o.Brush.reach(&now[i]))
		}
	}
	return out
}

// Resize implements fyne.CanvasObject.
func (s *Stage) Resize(size fyne.Size) {
	old := s.Size()
	s.BaseWidget.Resize(size)
	if size != old && s.o.Resized != nil {
		s.o.Resized(size.Width, size.Height)
	}
}

// Cursor implements desktop.Cursorable.
func (s *Stage) Cursor() desktop.Cursor { return s.cursor }

// CreateRenderer implements fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer { return (*renderer)(s) }

// MinSize implements fyne.CanvasObject: a stage fits any window. The toolkit asks for it before each time that it paints, and with
// that paints over a glass.
func (s *Stage) MinSize() fyne.Size {
	if s.glass != nil && !s.over {
		s.over = true
		s.o.Do(func() {
			s.over = false
			if s.surface != nil && s.glass != nil {
				s.show([]image.Rectangle{image.Rect(0, 0, s.surface.W, s.surface.H)})
			}
		})
	}
	return fyne.NewSize(1, 1)
}

type renderer Stage

func (r *renderer) Layout(fyne.Size)   {}
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }
func (r *renderer) Refresh()           { canvas.Refresh((*Stage)(r)) }
func (r *renderer) Destroy()           {}
func (r *renderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.strips))
	for i, strip := range r.strips {
		out[i] = strip
	}
	return out
}
