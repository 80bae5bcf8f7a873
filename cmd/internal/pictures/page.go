package pictures

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// named are the pictures of the gallery that a page in Markdown shows.
var named = regexp.MustCompile(`\]\((pictures/screens/([a-z0-9_-]+)\.png)\)`)

// Illustrate draws the pictures that a page names, in half their width and height, into pictures/screens beside it, and removes those
// that it names no more.
func Illustrate(ctx context.Context, page string) error {
	raw, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	p, err := New(ctx)
	if err != nil {
		return err
	}
	frames := map[string]Frame{}
	for _, f := range Frames(p.Gallery) {
		frames[f.Name()] = f
	}
	dir := filepath.Join(filepath.Dir(page), "pictures", "screens")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	drawn := map[string]bool{}
	for _, m := range named.FindAllStringSubmatch(string(raw), -1) {
		f, ok := frames[m[2]]
		switch {
		case drawn[m[2]]:
			continue
		case !ok:
			return fmt.Errorf("%s shows %s, which is no picture of the gallery", page, m[2])
		}
		drawn[m[2]] = true
		picture := p.Paint(p.Scene(f.view.View, f.look.Modes, f.glass))
		if err := writePNG(filepath.Join(dir, m[2]+".png"), few(smaller(picture, 2))); err != nil {
			return err
		}
	}
	if len(drawn) == 0 {
		return errors.New("the page shows no picture")
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if name := filepath.Base(path); !drawn[name[:len(name)-len(".png")]] {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}
