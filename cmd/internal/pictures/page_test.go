package pictures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// docs/screens.md shows pictures that are there and stay small, and nothing lies beside them that it does not show.
func TestPageIsIllustrated(t *testing.T) {
	const docs = "../../../docs"
	raw, err := os.ReadFile(filepath.Join(docs, "screens.md"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	frames := map[string]bool{}
	for _, f := range Frames(p.Gallery) {
		frames[f.Name()] = true
	}
	shown := map[string]bool{}
	size := int64(0)
	for _, m := range named.FindAllStringSubmatch(string(raw), -1) {
		shown[filepath.Base(m[1])] = true
		if !frames[m[2]] {
			t.Errorf("%s is no picture of the gallery", m[2])
		}
		info, err := os.Stat(filepath.Join(docs, m[1]))
		if err != nil {
			t.Errorf("%v: make screens draws it", err)
			continue
		}
		size += info.Size()
	}
	if len(shown) < 30 || strings.Count(string(raw), "pictures/screens/") != strings.Count(string(raw), "](pictures/screens/") {
		t.Errorf("%d pictures are shown, or some are named in another way", len(shown))
	}
	const most = 4 << 20
	if size > most {
		t.Errorf("the pictures have %d bytes", size)
	}
	files, err := filepath.Glob(filepath.Join(docs, "pictures", "screens", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !shown[filepath.Base(f)] {
			t.Errorf("%s is shown nowhere", f)
		}
	}
}

// A page is given its pictures and relieved of those that it does not name any more; a name that is none is told.
func TestIllustrate(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	write := func(text string) {
		if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	drawn := func() string {
		files, _ := filepath.Glob(filepath.Join(filepath.Dir(page), "pictures", "screens", "*"))
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		return strings.Join(files, " ")
	}
	for _, c := range []struct{ shows, want string }{{"home_landscape_large", "home_landscape_large.png"}, {"pin_portrait", "pin_portrait.png"}} {
		write("![x](pictures/screens/" + c.shows + ".png)")
		if err := Illustrate(t.Context(), page); err != nil || drawn() != c.want {
			t.Errorf("%s: drawn are %s: %v", c.shows, drawn(), err)
		}
	}
	write("![x](pictures/screens/no_such-picture.png)")
	if err := Illustrate(t.Context(), page); err == nil {
		t.Error("a picture that is none is not told of")
	}
}
