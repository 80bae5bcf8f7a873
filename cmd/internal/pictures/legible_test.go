package pictures

import (
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/proof"
)

// unread are labels that the reader does not read in any size, each with the views where that is so ("" for any) and
// why. Everything else is found.
var unread = map[string]struct{ on, why string }{
	"I": {"ask", "a stroke: read as |"}, "W": {"ask", "read as Ww: a single letter has no other to tell its size by"},
	"P": {"ask", "likewise"}, "O": {"ask", "likewise, as oO"},
	"ylj": {"ask", "no word: read as yli"}, "yi": {"ask", "no word: read as vi"}, "yang": {"ask", "no word, beside the cursor"},
	"刮": {"ask", "a candidate alone, without a word around it"}, "钿": {"ask", "likewise"}, "舔": {"ask", "likewise"},
	"寡": {"ask", "likewise"}, "咋": {"ask", "likewise"},
	"九键": {"ask", "no word that it knows: read as 九鱼"},
	"枣庄": {"", "it does not know 枣: it reads 地, 束 and others, in every size"},
	"6":  {"card-functions", "a figure alone in a disc: read as G"},
}

// aLook is a way to look at a label: how high its characters are made, and what tesseract is told that it sees.
type aLook struct {
	height float32
	mode   string
}

// looksAt are tried one after the other, as a person who is not sure looks again.
var looksAt = []aLook{{48, "7"}, {34, "7"}, {64, "8"}, {40, "10"}}

// found is what became of one label: where it stands, by mode, and how often.
type found struct {
	text   string
	size   float32
	plain  *image.Gray
	where  string
	counts map[string]int
	read   []string // nil when it was found
	ok     bool
}

// A program that reads pictures, and knows nothing of this one, finds every label that a scene says stands there: its figures exactly,
// of its characters four of five. The short run reads some of every mode and of both glasses.
func TestLabelsAreLegible(t *testing.T) {
	r, err := newReader(t.Context())
	if err != nil {
		t.Skip(err)
	}
	p, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Frames stand by view, glass and mode; a prime step comes to all of them.
	all := gather(p, proof.Count(149, 1))
	left := all
	for _, look := range looksAt {
		for _, language := range []string{"chi_sim", "eng"} {
			var some []*found
			for _, f := range left {
				if chinese(f.text) == (language == "chi_sim") {
					some = append(some, f)
				}
			}
			const together = 500 // lines for one process
			for part := range slices.Chunk(some, together) {
				r.lookAt(t, part, language, look)
			}
		}
		left = slices.DeleteFunc(slices.Clone(left), func(f *found) bool { return f.ok })
	}
	for _, f := range left {
		if known := unread[f.text]; known.why == "" || !strings.HasPrefix(f.where, known.on) {
			t.Errorf("%q on %s, %.0f dp, is read as %q", f.text, f.where, f.size, f.read)
		}
	}
	report(t, all)
}

// lookAt looks at labels once, and notes what it read where that is not what stands there.
func (r reader) lookAt(t *testing.T, some []*found, language string, look aLook) {
	t.Helper()
	lines := make([]*image.Gray, len(some))
	for i, f := range some {
		lines[i] = enlarged(f.plain, look.height/f.size)
	}
	dir, err := os.MkdirTemp("", "labels-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	got, err := r.read(t.Context(), dir, language, look.mode, lines)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range some {
		if f.ok = isRead(f.text, got[i]); !f.ok {
			f.read = append(f.read, strings.TrimSpace(got[i]))
		}
	}
}

// gather are the labels of every so many frames; those that look the same are one.
func gather(p *Painter, step int) []*found {
	var out []*found
	known := map[[32]byte]*found{}
	for i, f := range Frames(p.Gallery) {
		if i%step != 0 {
			continue
		}
		s := p.Scene(f.view.View, f.look.Modes, f.glass)
		for _, l := range labels(s, p.Paint(s), p.face.Measure) {
			if fold(l.text) == "" {
				continue
			}
			plain := l.plain()
			key := same(l.text, plain)
			if known[key] == nil {
				known[key] = &found{text: l.text, size: l.size, plain: plain, where: f.Name(), counts: map[string]int{}}
				out = append(out, known[key])
			}
			known[key].counts[f.look.Name]++
		}
	}
	return out
}

// report says how many labels were found, in each mode.
func report(t *testing.T, all []*found) {
	t.Helper()
	of, have, seen := map[string]int{}, map[string]int{}, 0
	for _, f := range all {
		if f.ok {
			seen++
		}
		for look, n := range f.counts {
			of[look] += n
			if f.ok {
				have[look] += n
			}
		}
	}
	var modes []string
	for look := range of {
		modes = append(modes, look)
	}
	slices.Sort(modes)
	var words []string
	for _, look := range modes {
		name := look
		if name == "" {
			name = "plain"
		}
		words = append(words, fmt.Sprintf("%s %d of %d", name, have[look], of[look]))
	}
	proof.Saw(t, "%d of %d different labels on the screens were found by a program that reads pictures; as they stand there, by mode: %s",
		seen, len(all), strings.Join(words, ", "))
}

// What is not legible is not found: the reader is not told what to read.
func TestReaderSeesNothingThatIsNotThere(t *testing.T) {
	for _, pair := range [][2]string{{"打印凭条", "打印凭证"}, {"4,504.00 元", "4,504.60 元"}, {"12345", "1234"}, {"返回", "退出"}, {"2 / 6", "2 / 8"}} {
		if isRead(pair[0], pair[1]) {
			t.Errorf("%q is taken for %q", pair[1], pair[0])
		}
	}
	for _, pair := range [][2]string{{"4,504.00 元", "4504.00元\n"}, {"个人账户养老金", "个人帐户养老金"}, {"Ａ１", "A1"}, {"打印凭条", "打印赁条"}} {
		if !isRead(pair[0], pair[1]) {
			t.Errorf("%q is not taken for %q", pair[1], pair[0])
		}
	}
}
