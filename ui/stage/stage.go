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
	drawn   []part // what objects show
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
	s.finger = s.carried(scene)
	s.scene = scene
	s.update()
}

// carried is the target of a new scene under a finger that is down: the one it went down on, when the scene draws the same
// view again (the minute has changed), and none when it is another view.
func (s *Stage) carried(scene Scene) int {
	if s.finger < 0 || scene.View != s.scene.View {
		return -1
	}
	old := s.scene.Targets[s.finger]
	for i := scene.Covered; i < len(scene.Targets); i++ {
		if t := scene.Targets[i]; t.ID == old.ID && t.Rect == old.Rect && t.Enabled {
			return i
		}
	}
	return -1
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

// parts are what the scene's items are drawn with now: the ground of the target under the finger is darker.
func (s *Stage) parts() []part {
	out := make([]part, 0, len(s.drawn)+16)
	for _, item := range s.scene.Items {
		if s.finger >= 0 && item.Kind == Box && item.Owner != 0 && item.Owner == s.scene.Targets[s.finger].Owner {
			item.Fill = s.scene.Targets[s.finger].Pressed
		}
		out = item.split(out)
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
