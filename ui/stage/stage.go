package stage

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"shebao/kiosk/internal/clock"
)

// Stage shows a scene and reports touches. All its functions belong to the toolkit's goroutine.
type Stage struct {
	widget.BaseWidget
	scene   Scene
	objects []fyne.CanvasObject
	drawn   []part    // what objects show
	fingers []*finger // that went down on a target and are still there
	clock   clock.Clock
	// unsettled is closed when a scene comes after a touch that counted; nil when none is waited for.
	unsettled chan struct{}

	cursor  desktop.Cursor
	resized func(w, h float32)
}

// New makes an empty stage. resized is called when the stage has another size, so that its owner presents a scene that fits.
// showCursor is for demonstrations on a desk; a terminal shows none.
func New(showCursor bool, resized func(w, h float32)) *Stage {
	s := &Stage{cursor: desktop.HiddenCursor, resized: resized}
	if showCursor {
		s.cursor = desktop.DefaultCursor
	}
	s.ExtendBaseWidget(s)
	return s
}

// Present replaces the scene. Nothing of the old one is kept: texts that are not shown any more are wiped from the objects
// that held them.
func (s *Stage) Present(scene Scene) {
	s.settled()
	s.carry(scene)
	s.scene = scene
	s.update()
}

// Scene is what is shown.
func (s *Stage) Scene() *Scene { return &s.scene }

// update makes the objects show the parts of the scene. A text, box or line is reused for another one; an image never is,
// because the toolkit keeps what it made of an image's content.
func (s *Stage) update() {
	parts := s.parts()
	changed := len(s.objects) != len(parts)
	for i, p := range parts {
		switch {
		case i >= len(s.objects):
			s.objects = append(s.objects, object(p))
			s.drawn = append(s.drawn, p)
			changed = true
		case s.drawn[i] == p:
		case s.drawn[i].Kind == p.Kind && p.Kind != Picture && p.Kind != Drawing:
			set(s.objects[i], p)
			s.objects[i].Refresh()
			s.drawn[i] = p
		default:
			forget(s.objects[i])
			s.objects[i], s.drawn[i] = object(p), p
			changed = true
		}
	}
	for i := len(parts); i < len(s.objects); i++ {
		forget(s.objects[i])
		s.objects[i], s.drawn[i] = nil, part{}
	}
	s.objects, s.drawn = s.objects[:len(parts)], s.drawn[:len(parts)]
	if changed {
		s.Refresh()
	}
}

// parts are what the scene's items are drawn with now: the ground of a target under a finger is darker, and what the finger would
// cover pops up above it.
func (s *Stage) parts() []part {
	out := make([]part, 0, len(s.drawn)+16)
	for _, item := range s.scene.Items {
		for _, f := range s.fingers {
			if t := s.scene.Targets[f.target]; item.Kind == Box && item.Owner != 0 && item.Owner == t.Owner {
				item.Fill = t.Pressed
			}
		}
		out = item.split(out)
	}
	for _, f := range s.fingers {
		for _, item := range s.scene.Targets[f.target].Pop {
			out = item.split(out)
		}
	}
	return out
}

// object makes what shows a part.
func object(p part) fyne.CanvasObject {
	var o fyne.CanvasObject
	switch p.Kind {
	case Text:
		o = canvas.NewText("", color.Transparent)
	case Line:
		o = canvas.NewLine(p.Fill)
	case Disc:
		o = canvas.NewCircle(p.Fill)
	case Picture:
		image := canvas.NewImageFromImage(p.Image)
		image.ScaleMode = canvas.ImageScalePixels
		image.FillMode = canvas.ImageFillStretch
		o = image
	case Drawing:
		image := canvas.NewImageFromImage(p.Icon.image(int(p.Rect.W), int(p.Rect.H), p.Fill, p.Width))
		image.FillMode = canvas.ImageFillStretch
		o = image
	default:
		o = canvas.NewRectangle(p.Fill)
	}
	set(o, p)
	return o
}

// set makes an object show a part of its kind.
func set(o fyne.CanvasObject, p part) {
	at, size := fyne.NewPos(p.Rect.X, p.Rect.Y), fyne.NewSize(p.Rect.W, p.Rect.H)
	switch o := o.(type) {
	case *canvas.Text:
		o.Text, o.Color, o.TextSize, o.TextStyle = p.Text, p.Fill, p.Size, fyne.TextStyle{Bold: p.Bold}
		switch p.Align {
		case Centre:
			o.Alignment = fyne.TextAlignCenter
		case Right:
			o.Alignment = fyne.TextAlignTrailing
		default:
			o.Alignment = fyne.TextAlignLeading
		}
	case *canvas.Line:
		o.StrokeColor, o.StrokeWidth = p.Fill, p.Width
		o.Position1, o.Position2 = at, fyne.NewPos(p.Rect.Right(), p.Rect.Bottom())
		return
	case *canvas.Circle:
		o.FillColor, o.StrokeColor, o.StrokeWidth = p.Fill, p.Stroke, p.Width
	case *canvas.Rectangle:
		o.FillColor = p.Fill
		o.TopLeftCornerRadius, o.TopRightCornerRadius = p.above, p.above
		o.BottomLeftCornerRadius, o.BottomRightCornerRadius = p.below, p.below
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
