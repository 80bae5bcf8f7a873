package main

import (
	"encoding/json"
	"image/color"
	"io"
	"net/http"
	"slices"
	"testing"

	"shebao/kiosk/ui/stage"
)

func scene(texts ...string) stage.Scene {
	s := stage.Scene{Width: 100, Height: 100, Ground: color.NRGBA{R: 0xEE, G: 0xF2, B: 0xF7, A: 0xFF}}
	for i, t := range texts {
		s.Items = append(s.Items, stage.Item{Kind: stage.Text, Rect: stage.Rect{Y: float32(20 * i), W: 80, H: 20}, Size: 10, Text: t})
	}
	return s
}

// A walk that ends where it began has as many steps as the page takes, each with its screen; what two screens share is there once.
func TestFilmOfAWalk(t *testing.T) {
	f := newFilm()
	one, two := scene("a", "b"), scene("a", "c")
	if err := f.walk("round", []step{{target: "to-two", to: two}, {to: two}, {target: "back", to: one}}); err != nil {
		t.Fatal(err)
	}
	want := []leads{{"back", 0}, {"to-two", 1}, {"", 1}}
	if !slices.Equal(f.Walks["round"], want) {
		t.Errorf("the walk is %v, not %v", f.Walks["round"], want)
	}
	if len(f.Screens) != 2 || len(f.Parts) != 3 || !slices.Equal(f.Screens[1].Parts, []int{0, 2}) {
		t.Errorf("%d screens of %d parts; the second has %v", len(f.Screens), len(f.Parts), f.Screens[1].Parts)
	}
}

// Level and upright lines are boxes on whole pixels, others lie where they begin and end, whichever way they run.
func TestLinesOfThePage(t *testing.T) {
	for _, c := range []struct {
		rect stage.Rect
		want part
	}{
		{stage.Rect{X: 10, Y: 20, W: 30}, part{Kind: "box", X: 10, Y: 19, W: 30, H: 2}},
		{stage.Rect{X: 10, Y: 20, H: -8}, part{Kind: "box", X: 9, Y: 12, W: 2, H: 8}},
		{stage.Rect{X: 10, Y: 20, W: 30, H: -8}, part{Kind: "line", X: 10, Y: 12, W: 30, H: 8, Pen: 2, Text: "M0 8L30 0"}},
	} {
		c.want.Fill = "#01020304"
		got, err := partOf(&stage.Item{Kind: stage.Line, Rect: c.rect, Width: 2, Fill: color.NRGBA{1, 2, 3, 4}})
		if err != nil || got != c.want {
			t.Errorf("%v is %+v, not %+v (%v)", c.rect, got, c.want, err)
		}
	}
}

// The server gives the page with its screens and ends when it is told to.
func TestPageIsServed(t *testing.T) {
	f := newFilm()
	if err := f.walk("round", []step{{target: "x", to: scene("a")}}); err != nil {
		t.Fatal(err)
	}
	p, err := serve(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "page.css", "page.js", "screens.json"} {
		answer, err := http.Get(p.url + name)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%q: %s, %d bytes, %v", name, answer.Status, len(body), err)
		}
		if name == "screens.json" {
			var got film
			if err := json.Unmarshal(body, &got); err != nil || len(got.Parts) != 1 || got.Parts[0].Text != "a" {
				t.Errorf("the screens are %s (%v)", body, err)
			}
		}
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
}

// Sections that the bench does not write stay as they are, in their order; its own are new.
func TestSectionsOfOthersAreKept(t *testing.T) {
	old := "# Benchmarks\n\nold\n\n## Ours\n\nold\n\n## Theirs\n\nfigures\n\n### More\n\nof them\n\n## Last\n\nend\n"
	text := "# Benchmarks\n\nnew\n\n## Ours\n\nnew\n"
	if got := kept(old, text); got != "\n## Theirs\n\nfigures\n\n### More\n\nof them\n\n## Last\n\nend\n" {
		t.Errorf("kept is %q", got)
	}
	if got := kept("", text); got != "" {
		t.Errorf("kept of nothing is %q", got)
	}
}
