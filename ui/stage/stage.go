package stage

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Stage shows a scene and reports touches. All its functions belong to the toolkit's goroutine.
type Stage struct {
	widget.BaseWidget
	scene   Scene
	objects []fyne.CanvasObject
	drawn   []Item // what objects show
	finger  int    // target under the finger that went down on it, or -1
	cursor  desktop.Cursor
	resized func(w, h float32)
}

// New makes an empty stage. resized is called when the stage has another size, so that its owner presents a scene that fits.
// showCursor is for demonstrations on a desk; a terminal shows none.
func New(showCursor bool, resized func(w, h float32)) *Stage {
	s := &Stage{finger: -1, cursor: desktop.HiddenCursor, resized: resized}
	if showCursor {
		s.cursor = desktop.DefaultCursor
	}
	s.ExtendBaseWidget(s)
	return s
}

// Present replaces the scene. Nothing of the old one is kept: texts that are not shown any more are wiped from the objects
// that held them.
func (s *Stage) Present(scene Scene) {
	s.finger = -1
	s.scene = scene
	s.update()
}

// Scene is what is shown.
func (s *Stage) Scene() *Scene { return &s.scene }

func (s *Stage) update() {
	changed := len(s.objects) != len(s.scene.Items)
	for i := range s.scene.Items {
		item := s.item(i)
		switch {
		case i >= len(s.objects):
			s.objects = append(s.objects, object(item))
			s.drawn = append(s.drawn, item)
			changed = true
		case s.drawn[i] == item:
		case s.drawn[i].Kind == item.Kind:
			change(s.objects[i], s.drawn[i], item)
			s.drawn[i] = item
		default:
			forget(s.objects[i])
			s.objects[i], s.drawn[i] = object(item), item
			changed = true
		}
	}
	for i := len(s.scene.Items); i < len(s.objects); i++ {
		forget(s.objects[i])
		s.objects[i], s.drawn[i] = nil, Item{}
	}
	s.objects, s.drawn = s.objects[:len(s.scene.Items)], s.drawn[:len(s.scene.Items)]
	if changed {
		s.Refresh()
	}
}

// item is an item as it is drawn now: the ground of the target under the finger is darker.
func (s *Stage) item(i int) Item {
	item := s.scene.Items[i]
	if s.finger >= 0 && item.Kind == Box && item.Owner != 0 && item.Owner == s.scene.Targets[s.finger].Owner {
		item.Fill = s.scene.Targets[s.finger].Pressed
	}
	return item
}

// object makes what shows an item.
func object(i Item) fyne.CanvasObject {
	switch i.Kind {
	case Text:
		t := canvas.NewText("", color.Transparent)
		set(t, i)
		return t
	case Line:
		l := canvas.NewLine(i.Fill)
		set(l, i)
		return l
	case Disc:
		c := canvas.NewCircle(i.Fill)
		set(c, i)
		return c
	case Picture:
		p := canvas.NewImageFromImage(i.Image)
		p.ScaleMode = canvas.ImageScalePixels
		p.FillMode = canvas.ImageFillStretch
		set(p, i)
		return p
	case Drawing:
		p := canvas.NewImageFromResource(i.Icon.resource(i.Fill))
		p.FillMode = canvas.ImageFillContain
		set(p, i)
		return p
	}
	r := canvas.NewRectangle(i.Fill)
	set(r, i)
	return r
}

// change turns an object that shows one item into one that shows another of the same kind.
func change(o fyne.CanvasObject, from, to Item) {
	if d, ok := o.(*canvas.Image); ok {
		if to.Kind == Drawing && (from.Icon != to.Icon || from.Fill != to.Fill) {
			d.Resource = to.Icon.resource(to.Fill)
		}
		if to.Kind == Picture {
			d.Image = to.Image
		}
	}
	set(o, to)
	o.Refresh()
}

func set(o fyne.CanvasObject, i Item) {
	at, size := fyne.NewPos(i.Rect.X, i.Rect.Y), fyne.NewSize(i.Rect.W, i.Rect.H)
	switch o := o.(type) {
	case *canvas.Text:
		o.Text, o.Color, o.TextSize, o.TextStyle = i.Text, i.Fill, i.Size, fyne.TextStyle{Bold: i.Bold}
		switch i.Align {
		case Centre:
			o.Alignment = fyne.TextAlignCenter
		case Right:
			o.Alignment = fyne.TextAlignTrailing
		default:
			o.Alignment = fyne.TextAlignLeading
		}
	case *canvas.Line:
		o.StrokeColor, o.StrokeWidth = i.Fill, i.Width
		o.Position1, o.Position2 = at, fyne.NewPos(i.Rect.Right(), i.Rect.Bottom())
		return
	case *canvas.Circle:
		o.FillColor, o.StrokeColor, o.StrokeWidth = i.Fill, i.Stroke, i.Width
	case *canvas.Rectangle:
		o.FillColor, o.StrokeColor, o.StrokeWidth = i.Fill, i.Stroke, i.Width
	}
	o.Move(at)
	o.Resize(size)
}

// forget takes what an object held out of it: the toolkit may keep the object a while.
func forget(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *canvas.Text:
		o.Text = ""
	case *canvas.Image:
		o.Image, o.Resource = nil, nil
	}
}

// Resize implements fyne.CanvasObject.
func (s *Stage) Resize(size fyne.Size) {
	old := s.Size()
	s.BaseWidget.Resize(size)
	if size != old {
		s.resized(size.Width, size.Height)
	}
}

// Cursor implements desktop.Cursorable.
func (s *Stage) Cursor() desktop.Cursor { return s.cursor }

// MouseDown implements desktop.Mouseable: a finger is down.
func (s *Stage) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	s.finger = s.scene.At(e.Position.X, e.Position.Y)
	if s.finger >= 0 {
		s.update()
	}
}

// MouseUp implements desktop.Mouseable: the finger is up. The touch counts when it is still on its target.
func (s *Stage) MouseUp(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary || s.finger < 0 {
		return
	}
	target := s.finger
	s.finger = -1
	s.update()
	if s.scene.At(e.Position.X, e.Position.Y) == target {
		if press := s.scene.Targets[target].Press; press != nil {
			press()
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer { return (*renderer)(s) }

// MinSize implements fyne.CanvasObject: a stage fits any window.
func (s *Stage) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

type renderer Stage

func (r *renderer) Layout(fyne.Size)             {}
func (r *renderer) MinSize() fyne.Size           { return fyne.NewSize(1, 1) }
func (r *renderer) Refresh()                     { canvas.Refresh((*Stage)(r)) }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Destroy()                     {}
