package pictures

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"
)

// reader is Debian's tesseract, which knows nothing of this program.
type reader struct{ path string }

// errNoReader: the package, or its Chinese, is not there.
var errNoReader = errors.New("tesseract-ocr and tesseract-ocr-chi-sim are not installed")

func newReader(ctx context.Context) (reader, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return reader{}, errNoReader
	}
	out, err := exec.CommandContext(ctx, path, "--list-langs").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "chi_sim") {
		return reader{}, errNoReader
	}
	return reader{path}, nil
}

// read gives what is read off each picture of one line, in their order; mode is tesseract's: 7 a line, 8 a word, 10 a
// character. One process reads them all: its start takes longer than a line.
func (r reader) read(ctx context.Context, dir, language, mode string, lines []*image.Gray) ([]string, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	var list bytes.Buffer
	for i, l := range lines {
		path := filepath.Join(dir, fmt.Sprintf("%06d.png", i))
		f, err := os.Create(path)
		if err != nil {
			return nil, err
		}
		w := bufio.NewWriter(f)
		err = errors.Join((&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, l), w.Flush(), f.Close())
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(&list, path)
	}
	names := filepath.Join(dir, "list.txt")
	if err := os.WriteFile(names, list.Bytes(), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, r.path, names, "-", "-l", language, "--psm", mode, "--dpi", "300")
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads wait for each other more than they read
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	switch {
	case len(pages) == len(lines):
		return pages, nil
	case len(lines) == 1:
		return []string{strings.Join(pages, "")}, nil
	}
	// Of a picture on which it finds nothing at all it now and then says not even that: which one it was is found by halving.
	first, err := r.read(ctx, dir, language, mode, lines[:len(lines)/2])
	if err != nil {
		return nil, err
	}
	second, err := r.read(ctx, dir, language, mode, lines[len(lines)/2:])
	return append(first, second...), err
}

// fold makes of a text what is compared: letters and figures, of full and half width alike.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, halfWidth(s))
}

// halfWidth is a text with the letters, figures and marks of full width in half width.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		return r
	}, s)
}

// digits are the figures of a text, with the points between them: of "4,504.00 元/月" 4504.00.
func digits(s string) string {
	s = halfWidth(s)
	var out []rune
	runes := []rune(s)
	for i, r := range runes {
		point := r == '.' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		if r >= '0' && r <= '9' || point {
			out = append(out, r)
		}
	}
	return string(out)
}

// mostWrong is how much of a label may be read as other characters: in a label of five one, which a person fills in without noticing.
const mostWrong = 0.2

// likeness makes one of characters that are taken for each other; no label would mean anything with the other one.
var likeness = strings.NewReplacer("赁", "凭", "末", "未")

// isRead reports whether what was read is a label: its figures exactly, its characters but for few.
func isRead(want, got string) bool {
	if bar := strings.Replace(want, " / ", "1", 1); bar != want && isRead(bar, got) {
		return true // of "第 2 / 4 页" it takes the stroke for a 1, as often as not
	}
	want, got = likeness.Replace(want), likeness.Replace(got)
	a, b := []rune(fold(want)), []rune(fold(got))
	return digits(want) == digits(got) && float64(edits(a, b)) <= mostWrong*float64(len(a))
}

// edits is how many characters must be put in, left out or replaced to make a out of b.
func edits(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := before
			if a[i] != b[j] {
				replaced++
			}
			before = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// chinese reports whether a text has Chinese characters.
func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
