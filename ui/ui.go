package ui

import (
	"image/color"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/typeface"
	"shebao/kiosk/ui/widgets"
)

// Keypad is where the digits of a PIN go: never through a view or an event.
type Keypad interface {
	Digit(d byte)
	Rubout()
	Clear()
}

// Config is what the screens need besides a View.
type Config struct {
	Facts        visit.Facts
	Notice       string // the hall's notice on 待机
	Words        *words.Catalogue
	Library      *faq.Library
	DiagonalInch float32
	Tap          func(step int64, a visit.Action)
	Keypad       Keypad
	ShowCursor   bool
	// Type is the type of the screens.
	Type *typeface.Typeface
	// Do runs a function on the toolkit's goroutine soon; nil: the toolkit's own.
	Do func(func())
	// Clock is by which 删除 is pressed again while a finger stays on it; nil: it is not.
	Clock clock.Clock
	// Parameters are the figures of 缴费基数与费率 as they hold at a time; nil when the terminal has none. It is called while a
	// screen is drawn, so it does not wait for anything.
	Parameters func(at time.Time, say Say) []ParameterGroup
	// Address is where a channel of the policy content is reached, beyond what the content says, and Hotline the number to dial
	// within a city; "" or nil when nobody has said it. They are called while a screen is drawn and do not wait.
	Address func(channel string, at time.Time) string
	Hotline func(city string, at time.Time) string
	// Drawn, when set, is told of every scene that was handed to the toolkit.
	Drawn func(v visit.View, s *stage.Scene)
}

// UI draws views. Show may be called from any goroutine; everything else belongs to the toolkit's.
type UI struct {
	cfg   Config
	stage *stage.Stage
	told  func([]speech.Phrase)
	shown visit.View
	size  fyne.Size

	mu     sync.Mutex // also of cfg.Library and size
	latest visit.View
	queued bool
	has    bool
}

// New makes the screens. Its Content is put into a window once.
func New(cfg Config) *UI {
	if cfg.Do == nil {
		cfg.Do = fyne.Do
	}
	u := &UI{cfg: cfg}
	u.stage = stage.New(stage.Options{Brush: stage.NewBrush(cfg.Type), ShowCursor: cfg.ShowCursor, Clock: cfg.Clock, Do: cfg.Do,
		Resized: func(w, h float32) {
			u.mu.Lock()
			u.size = fyne.NewSize(w, h)
			u.mu.Unlock()
			u.draw()
		}})
	return u
}

// Content is what the window shows.
func (u *UI) Content() *stage.Stage { return u.stage }

// Show replaces what is drawn. It does not wait. Of several views only the newest is drawn, so a personal view that was not
// painted before the card came out never will be.
func (u *UI) Show(v visit.View) {
	u.mu.Lock()
	u.latest, u.has = v, true
	queue := !u.queued
	u.queued = true
	u.mu.Unlock()
	if queue {
		u.cfg.Do(u.draw)
	}
}

// SetLibrary has views that are drawn from now on show another content. It may be called from any goroutine, between visits: an entry
// that somebody is reading may not be in it.
func (u *UI) SetLibrary(l *faq.Library) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.cfg.Library = l
}

// draw presents the newest view.
func (u *UI) draw() {
	u.mu.Lock()
	v, has, size := u.latest, u.has, u.size
	u.queued = false
	u.mu.Unlock()
	if !has || size.Width < 1 {
		return
	}
	scene := u.Scene(v, size.Width, size.Height)
	before := u.shown
	if u.shown = v; before.Served && !v.Served { // the next person begins anew
		u.stage.Unfocus()
	}
	u.stage.Present(*scene)
	u.since(before, v)
	if u.cfg.Drawn != nil {
		u.cfg.Drawn(v, u.stage.Scene())
	}
}

// Forget lets go of what was kept to draw faster. It draws what is shown already.
func (u *UI) Forget() { u.cfg.Do(u.stage.Forget) }

// Use has the screens shown on a glass (stage.Glass). It belongs to the toolkit's goroutine.
func (u *UI) Use(g stage.Glass) { u.stage.Use(g) }

// Scene is the picture of a view on a glass of the given size.
func (u *UI) Scene(v visit.View, width, height float32) *stage.Scene {
	return u.drawn(v, width, height).Scene
}

// drawn is a view that is drawn on a glass of the given size.
func (u *UI) drawn(v visit.View, width, height float32) *screen {
	palette := theme.Normal()
	if v.Modes.Contrast {
		palette = theme.HighContrast()
	}
	u.mu.Lock()
	cfg := u.cfg
	u.mu.Unlock()
	frame := [2]color.NRGBA{palette.Ink, palette.Card}
	if v.Modes.Contrast { // where outlines are white, too
		frame[0] = palette.Amber
	}
	s := &screen{
		cfg: &cfg, v: v, language: words.Chinese,
		Pen: widgets.Pen{
			Scene: &stage.Scene{View: v.Step, Width: width, Height: height, Ground: palette.Ground,
				Place: string(v.Screen), Frame: frame}, Palette: palette, Large: v.Modes.Large,
			Glass: theme.Screen{Width: width, Height: height, DiagonalInch: u.cfg.DiagonalInch}, Measure: u.cfg.Type.Measure,
		},
	}
	if v.Modes.English {
		s.language = words.English
	}
	s.draw()
	return s
}
