package printer_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

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
				cmd := exec.CommandContext(t.Context(), tesseract, filepath.Join("testdata", name+".png"), "-", "-l", "chi_sim", "--psm", "6")
				cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads wait for each other more than they read
				out, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				read := strings.Join(strings.Fields(string(out)), "")
				all := labels(sheet)
				if len(all) < 5 {
					t.Errorf("only %d labels", len(all))
				}
				for _, l := range all {
					if looked++; strings.Contains(read, l) {
						found++
					} else {
						t.Errorf("%s is not found in\n%s", l, out)
					}
				}
			})
		}
	}
	t.Logf("%d of %d labels were found", found, looked)
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
