package printer_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/draw"

	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/slip"
)

// A program that reads pictures, and knows nothing of printers, finds the labels on the slips: they are legible. It takes seconds
// for each, so that the short run looks at one slip of each width.
func TestLabelsAreLegible(t *testing.T) {
	tesseract, err := exec.LookPath("tesseract")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("tesseract-ocr is not installed")
	}
	if out, err := exec.CommandContext(t.Context(), tesseract, "--list-langs").CombinedOutput(); err != nil || !slices.Contains(strings.Fields(string(out)), "chi_sim") {
		t.Skip("tesseract-ocr-chi-sim is not installed")
	}
	few := map[string]bool{"rights-record-48": true, "contributions-12-32": true}
	looked, found := 0, 0
	for _, columns := range []int{48, 32} {
		for name, sheet := range documents(t, columns) {
			name := fmt.Sprintf("%s-%d", name, columns)
			if !few[name] && proof.Count(0, 1) == 0 {
				continue
			}
			t.Run(name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "slip.png")
				enlarge(t, filepath.Join("testdata", name+".png"), path)
				cmd := exec.CommandContext(t.Context(), tesseract, path, "-", "-l", "chi_sim", "--psm", "6")
				cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads wait for each other more than they read
				out, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				alike := strings.NewReplacer("未", "末") // it takes one for the other; no label would mean anything with the other
				read := alike.Replace(strings.Join(strings.Fields(string(out)), ""))
				all := labels(sheet)
				if len(all) < 3 {
					t.Errorf("only %d labels", len(all))
				}
				for _, l := range all {
					if looked++; strings.Contains(read, alike.Replace(l)) {
						found++
					} else {
						t.Errorf("%s is not found in\n%s", l, out)
					}
				}
			})
		}
	}
	proof.Saw(t, "%d of %d labels on slips were found by a program that reads pictures", found, looked)
}

// enlarge makes a picture twice as large, softly: as a camera sees dots, and as the program wants them.
func enlarge(t *testing.T, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	small, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	b := small.Bounds()
	large := image.NewGray(image.Rect(0, 0, 2*b.Dx(), 2*b.Dy()))
	draw.CatmullRom.Scale(large, large.Rect, small, b, draw.Src, nil)
	var out bytes.Buffer
	if err := png.Encode(&out, large); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// labels are the texts at the left edge that stand before a value: words, in characters of the usual size.
func labels(s slip.Sheet) []string {
	var out []string
	for _, l := range s.Lines {
		if len(l.Cells) < 2 || l.Size != slip.Normal || l.Cells[0].Column != 0 {
			continue
		}
		text := l.Cells[0].Text
		if han := !strings.ContainsFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); han && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
