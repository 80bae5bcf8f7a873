package printer_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/printertest"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/ui/theme/fonts"
)

var update = flag.Bool("update", false, "write the golden files anew")

// patience ends a test whose event never comes; it decides nothing else.
const patience = 60 * time.Second

var at = time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())

func glyphs(t testing.TB) *raster.Raster {
	t.Helper()
	g, err := raster.New(fonts.Regular())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// generic is the profile of a printer of which only the width is known.
func generic(t testing.TB, columns int) printer.Profile {
	t.Helper()
	name := "generic80"
	if columns < 48 {
		name = "generic58"
	}
	return profile(t, name)
}

func profile(t testing.TB, name string) printer.Profile {
	t.Helper()
	p, ok := printer.ProfileNamed(name)
	if !ok {
		t.Fatalf("there is no profile %q", name)
	}
	return p
}

// onPaper has a simulated printer print bytes, and gives what it cut.
func onPaper(t testing.TB, raw []byte, columns int, drawn bool) (simprinter.Slip, []string) {
	t.Helper()
	// Its paper takes no time, and its buffer holds all.
	o := simprinter.Options{Clock: clock.System{}, Columns: columns, Speed: 1e12, Buffer: 1 << 16}
	if drawn {
		o.Font, o.Bold = fonts.Regular(), fonts.Bold()
	}
	p, err := simprinter.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	line, err := os.OpenFile(p.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if _, err := line.Write(raw); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := p.Await(ctx, func() bool { return len(p.Slips()) > 0 }); err != nil {
		t.Fatalf("no slip was cut: %v; held %d, warnings %q", err, p.Held(), p.Warnings())
	}
	return p.Slips()[0], p.Warnings()
}

// Every document is, byte by byte and dot by dot, what it was when it was last looked at; says on paper what its Sheet says;
// and its code is read by an independent program.
func TestGolden(t *testing.T) {
	g := glyphs(t)
	for _, columns := range []int{48, 32} {
		for name, sheet := range documents(t, columns) {
			t.Run(fmt.Sprintf("%s-%d", name, columns), func(t *testing.T) {
				raw := printer.Encode(sheet, generic(t, columns), g)
				paper, warnings := onPaper(t, raw, columns, true)
				for _, w := range warnings {
					t.Error("the printer did not understand:", w)
				}
				if want := printertest.Text(sheet); !slices.Equal(paper.Text, want) {
					t.Errorf("paper says\n%s\nthe sheet says\n%s", strings.Join(paper.Text, "\n"), strings.Join(want, "\n"))
				}
				var picture bytes.Buffer
				if err := png.Encode(&picture, paper.Picture()); err != nil {
					t.Fatal(err)
				}
				base := filepath.Join("testdata", fmt.Sprintf("%s-%d", name, columns))
				golden(t, base+".bin", raw)
				golden(t, base+".png", picture.Bytes())
				wantCode(t, base+".png", sheet)
			})
		}
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is printed now; look at the paper, then run with -update", path)
	}
}

// wantCode: zbar reads the code from the picture, to the byte.
func wantCode(t *testing.T, path string, s slip.Sheet) {
	t.Helper()
	zbar, err := exec.LookPath("zbarimg")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("zbar-tools is not installed")
	}
	if !slices.ContainsFunc(s.Lines, func(l slip.Line) bool { return l.QR != "" }) {
		return
	}
	out, err := exec.Command(zbar, "--quiet", "--raw", "-Sbinary", "-Sdisable", "-Sqrcode.enable", path).Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	for _, l := range s.Lines {
		if l.QR != "" && l.QR != strings.TrimSuffix(string(out), "\n") {
			t.Errorf("the code says %q, want %q", out, l.QR)
		}
	}
}

// Whatever a sheet's texts are, they come to paper as text: nothing of them is a command, and nothing is left over.
func FuzzEncode(f *testing.F) {
	for _, s := range []string{"测试甲", "\x1bp\x00", "\x10\x04\x01", "㛃𠮷\x10\x14\x08", "￥9,999.99", "\xb2\xe2", "a\u0301", "\ue000", "—…“”", "-", "--甲"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	g := glyphs(f)
	f.Fuzz(func(t *testing.T, text string, double bool) {
		if len(text) > 600 {
			t.Skip()
		}
		sheet := slip.Sheet{Columns: 48, Lines: []slip.Line{{Cells: []slip.Cell{{Text: "甲"}}}}}
		size := slip.Normal
		if double {
			size = slip.Double
		}
		for _, part := range hanzi.Wrap(hanzi.Printable(text), 48/size.Factor()) {
			sheet.Lines = append(sheet.Lines, slip.Line{Cells: []slip.Cell{{Text: part}}, Size: size})
		}
		sheet.Lines = append(sheet.Lines, slip.Line{Cells: []slip.Cell{{Text: "乙"}}})
		raw := printer.Encode(sheet, generic(t, 48), g)
		for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
			if bytes.Contains(raw, []byte(command)) {
				t.Fatalf("a real-time command % X", command)
			}
		}
		paper, warnings := onPaper(t, raw, 48, false)
		if len(warnings) != 0 {
			t.Fatalf("%q: the printer did not understand: %q", text, warnings)
		}
		if want := printertest.Text(sheet); !slices.Equal(paper.Text, want) {
			t.Fatalf("%q: paper says %q, the sheet %q", text, paper.Text, want)
		}
		// On models with other means, in columns, and in a code.
		code := text
		if hanzi.Columns(hanzi.Printable(code)) == 0 {
			code = "码" + text
		}
		sheet.Lines = append(sheet.Lines, slip.Line{QR: code}, slip.Line{Cells: []slip.Cell{{Text: "丙"}, {Column: 16, Text: "丁"}, {Column: 20, Text: "戊"}}},
			slip.Line{Cells: []slip.Cell{{Text: "丙"}, {Column: 16, Text: "丁"}, {Column: 20, Text: "戊"}}})
		for _, name := range []string{"epson-tm-t82", "snbc-bt-t080", "citizen-ppu-700"} {
			p := profile(t, name)
			raw := printer.Encode(sheet, p, g)
			for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(raw, []byte(command)) {
					t.Fatalf("%s: a real-time command % X", name, command)
				}
			}
			got, err := read(raw, p, 48)
			if err != nil {
				t.Fatalf("%s: %q: %v", name, text, err)
			}
			font := hanzi.FontGBK
			if p.GBKFont != printer.Yes {
				font = hanzi.FontGB2312
			}
			if want := wanted(sheet, font); !slices.Equal(got.lines, want) {
				t.Fatalf("%s: %q: read %q, the sheet %q", name, text, got.lines, want)
			}
			if name == "epson-tm-t82" && (len(got.codes) != 1 || strings.ContainsFunc(got.codes[0], func(r rune) bool { return unicode.IsControl(r) && r != '\n' })) {
				t.Fatalf("%s: %q: codes %q", name, text, got.codes)
			}
		}
	})
}
