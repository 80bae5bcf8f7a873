package main

import (
	"bytes"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"image/png"
	"io/fs"
	"net"
	"net/http"
	"regexp"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme/fonts"
	"shebao/kiosk/ui/typeface"
)

//go:embed page
var pageFiles embed.FS

// film is the terminal's screens as the page needs them, each different part once.
type film struct {
	Parts   []part             `json:"parts"`
	Screens []filmed           `json:"screens"`
	Walks   map[string][]leads `json:"walks"`
	Turns   []int              `json:"turns"` // what 待机 shows in turn, each for 10 s

	parts, screens map[string]int
}

// filmed is one screen.
type filmed struct {
	Ground  string     `json:"ground"`
	Parts   []int      `json:"parts"`
	Targets []filmedAt `json:"targets"`
}

type filmedAt struct {
	ID      string  `json:"id"`
	X       float32 `json:"x"`
	Y       float32 `json:"y"`
	W       float32 `json:"w"`
	H       float32 `json:"h"`
	Pressed string  `json:"pressed"`
	Owner   int     `json:"owner"`
	Enabled bool    `json:"enabled"`
	Pop     []int   `json:"pop"`
}

// leads is a step of a walk: the target that leads to a screen; none when a device does.
type leads struct {
	Target string `json:"target"`
	Screen int    `json:"screen"`
}

// part is an item, in the page's words.
type part struct {
	Kind   string  `json:"kind"`
	X      float32 `json:"x"`
	Y      float32 `json:"y"`
	W      float32 `json:"w"`
	H      float32 `json:"h"`
	Fill   string  `json:"fill"`
	Stroke string  `json:"stroke,omitempty"`
	Pen    float32 `json:"pen,omitempty"`
	Radius float32 `json:"radius,omitempty"`
	Text   string  `json:"text,omitempty"` // of a text; the path of a line or an icon; a picture as data:
	Size   float32 `json:"size,omitempty"`
	Bold   bool    `json:"bold,omitempty"`
	Align  string  `json:"align,omitempty"`
	Grid   float64 `json:"grid,omitempty"` // an icon's height on its grid of 48
	Filled bool    `json:"filled,omitempty"`
	Owner  int     `json:"owner,omitempty"`
	Clock  bool    `json:"clock,omitempty"`
}

func newFilm() *film {
	return &film{Walks: map[string][]leads{}, parts: map[string]int{}, screens: map[string]int{}}
}

// walk takes a walk, which ends where it begins: its first screen is the one that the last step leads to.
func (f *film) walk(name string, steps []step) error {
	n := len(steps) - 1
	for _, s := range append([]step{steps[n]}, steps[:n]...) {
		to, err := f.screen(&s.to)
		if err != nil {
			return err
		}
		f.Walks[name] = append(f.Walks[name], leads{s.target, to})
	}
	return nil
}

// turn takes a picture of 待机, which comes after those before it.
func (f *film) turn(s *stage.Scene) error {
	n, err := f.screen(s)
	f.Turns = append(f.Turns, n)
	return err
}

// number finds a value in a list, or adds it.
func number[T any](all *[]T, numbers map[string]int, v T) (int, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return 0, err
	}
	n, ok := numbers[string(raw)]
	if !ok {
		n = len(*all)
		numbers[string(raw)] = n
		*all = append(*all, v)
	}
	return n, nil
}

func (f *film) screen(s *stage.Scene) (int, error) {
	items, err := f.items(s.Items)
	if err != nil {
		return 0, err
	}
	out := filmed{Ground: css(s.Ground), Parts: items}
	for _, t := range s.Targets[s.Covered:] {
		pop, err := f.items(t.Pop)
		if err != nil {
			return 0, err
		}
		out.Targets = append(out.Targets, filmedAt{t.ID, t.Rect.X, t.Rect.Y, t.Rect.W, t.Rect.H, css(t.Pressed), t.Owner, t.Enabled, pop})
	}
	return number(&f.Screens, f.screens, out)
}

func (f *film) items(items []stage.Item) ([]int, error) {
	all := []int{}
	for i := range items {
		p, err := partOf(&items[i])
		if err != nil {
			return nil, err
		}
		n, err := number(&f.Parts, f.parts, p)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// partOf says in the page's words what an item looks like.
func partOf(i *stage.Item) (part, error) {
	p := part{X: i.Rect.X, Y: i.Rect.Y, W: i.Rect.W, H: i.Rect.H, Fill: css(i.Fill), Owner: i.Owner}
	switch i.Kind {
	case stage.Box:
		p.Kind, p.Radius = "box", i.Radius
		if i.Stroke.A > 0 {
			p.Pen, p.Stroke = i.Width, css(i.Stroke)
		}
	case stage.Disc:
		p.Kind = "disc"
	case stage.Text:
		p.Kind, p.Text, p.Size, p.Bold = "text", i.Text, i.Size, i.Bold
		p.Align = [...]string{stage.Left: "left", stage.Centre: "center", stage.Right: "right"}[i.Align]
		p.H = max(p.H, i.Size*(typeface.Ascent+typeface.Descent))
		p.Clock = clockText.MatchString(i.Text)
	case stage.Line:
		lineOf(&p, i)
	case stage.Drawing:
		p.Kind, p.Pen = "icon", i.Width
		if p.Pen == 0 {
			p.Pen = 4
		}
		p.Text, p.Grid, p.Filled = i.Icon.Outline()
	case stage.Picture:
		var b bytes.Buffer
		if err := png.Encode(&b, i.Image); err != nil {
			return p, err
		}
		p.Kind, p.Text = "picture", "data:image/png;base64,"+base64.StdEncoding.EncodeToString(b.Bytes())
	default:
		return p, fmt.Errorf("the page cannot draw items of kind %d", i.Kind)
	}
	return p, nil
}

// lineOf says what a line looks like: a level or upright one is a box.
func lineOf(p *part, i *stage.Item) {
	r, half := i.Rect, i.Width/2
	p.X, p.Y, p.W, p.H = min(r.X, r.Right()), min(r.Y, r.Bottom()), max(r.W, -r.W), max(r.H, -r.H)
	switch {
	case r.H == 0:
		p.Kind, p.Y, p.H = "box", p.Y-half, i.Width
	case r.W == 0:
		p.Kind, p.X, p.W = "box", p.X-half, i.Width
	default:
		p.Kind, p.Pen = "line", i.Width
		p.Text = fmt.Sprintf("M%g %gL%g %g", r.X-p.X, r.Y-p.Y, r.Right()-p.X, r.Bottom()-p.Y)
	}
}

// clockText is how the time of day ends the line in the top bar.
var clockText = regexp.MustCompile(`\d\d:\d\d$`)

func css(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A) }

// page is a server of the page, on this machine only.
type page struct {
	url    string
	events chan string // what devices do: "go", or the name of a walk
	server *http.Server
	ended  chan error
}

// serve serves a film.
func serve(f *film) (*page, error) {
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		return nil, err
	}
	screens, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &page{url: "http://" + listener.Addr().String() + "/", events: make(chan string), ended: make(chan error, 1)}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServerFS(files))
	for name, body := range map[string]struct {
		kind string
		raw  []byte
	}{"screens.json": {"application/json", screens}, "regular.otf": {"font/otf", fonts.Regular()}, "bold.otf": {"font/otf", fonts.Bold()}} {
		mux.HandleFunc("/"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", body.kind)
			_, _ = w.Write(body.raw) // a browser that has gone does not want it
		})
	}
	mux.HandleFunc("/events", p.tell)
	p.server = &http.Server{Handler: mux}
	go func() { p.ended <- p.server.Serve(listener) }()
	return p, nil
}

// tell tells the page what devices do, as server-sent events, as long as it listens.
func (p *page) tell(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := func() bool { return http.NewResponseController(w).Flush() == nil }
	for flush() {
		select {
		case <-r.Context().Done():
			return
		case e := <-p.events:
			fmt.Fprintf(w, "data: %s\n\n", e)
		}
	}
}

func (p *page) close() error {
	err := p.server.Close()
	if e := <-p.ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
