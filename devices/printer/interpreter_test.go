package printer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/printertest"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// interpreter reads the bytes of a slip as a printer does. It is of another language and was written from the byte table.
const interpreter = "../../packaging/escpos-read"

// interpreted is what the interpreter saw.
type interpreted struct {
	Lines []string
	Words [][]word
	Codes []string
	Cuts  []struct{ Feed, Full bool }
	Marks []string
	Bands int
	MM    float64
	Bytes int

	Warnings []string
}

// word is a word on paper, and the dot from the left edge at which it begins.
type word struct {
	dot  int
	text string
}

func (w *word) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal(raw, &[]any{&w.dot, &w.text})
}

// interpret has the interpreter read bytes; args are the printer's.
func interpret(t testing.TB, raw []byte, args ...string) interpreted {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Fatal("python3 is missing: it is in packaging/packages-debian12.txt")
	}
	cmd := exec.CommandContext(t.Context(), python, append(append([]string{"-B", interpreter}, args...), "-")...)
	cmd.Stdin = bytes.NewReader(raw)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var got interpreted
	if broken := json.Unmarshal(out, &got); broken != nil {
		t.Fatalf("%v, %v: %s", err, broken, errs.String())
	}
	if (err != nil) != (len(got.Warnings) > 0) {
		t.Errorf("it ended with %v after %d warnings", err, len(got.Warnings))
	}
	return got
}

// An interpreter that is not ours reads every byte of every document without a warning, and sees the same text in the same
// places, the same code and one cut.
func TestIndependentInterpreter(t *testing.T) {
	for _, columns := range []int{48, 32} {
		for name, sheet := range documents(t, columns) {
			t.Run(fmt.Sprintf("%s-%d", name, columns), func(t *testing.T) {
				raw, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("%s-%d.bin", name, columns)))
				if err != nil {
					t.Fatal(err)
				}
				got := interpret(t, raw, "-columns", fmt.Sprint(columns))
				wantInterpreted(t, got, sheet)
				if got.Bytes != len(raw) {
					t.Errorf("it read %d of %d bytes", got.Bytes, len(raw))
				}
			})
		}
	}
}

func wantInterpreted(t *testing.T, got interpreted, sheet slip.Sheet) {
	t.Helper()
	for _, w := range got.Warnings {
		t.Error("it does not understand:", w)
	}
	var codes []string
	for _, l := range sheet.Lines {
		if l.QR != "" {
			codes = append(codes, l.QR)
		}
	}
	if !slices.Equal(got.Codes, codes) {
		t.Errorf("codes %q, want %q", got.Codes, codes)
	}
	if len(got.Cuts) != 1 || !got.Cuts[0].Feed {
		t.Errorf("cuts %+v", got.Cuts)
	}
	want := printertest.Text(sheet)
	lines := got.Lines
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), strings.Join(lines, "\n"))
	}
	for i, line := range lines {
		if l := sheet.Lines[i]; l.Rule { // as wide as the paper, of dashes of whatever width
			if line == "" || strings.Trim(line, "-") != "" {
				t.Errorf("a rule is %q", line)
			}
		} else if line != want[i] {
			t.Errorf("line %d is %q, want %q", i, line, want[i])
		} else if at := places(l); !slices.Equal(got.Words[i], at) && !strings.Contains(line, "▦") {
			t.Errorf("line %d: words %v, want %v", i, got.Words[i], at)
		}
	}
}

// places are where the words of a line must begin.
func places(l slip.Line) []word {
	var out []word
	for _, c := range l.Cells {
		dot := 12 * c.Column
		blank := true
		for _, r := range c.Text {
			switch {
			case r == ' ':
				blank = true
			case blank:
				out, blank = append(out, word{dot, string(r)}), false
			default:
				out[len(out)-1].text += string(r)
			}
			dot += 12 * hanzi.RuneColumns(r) * l.Size.Factor()
		}
	}
	return out
}

// The interpreter is strict: what a printer would not obey, or would print as something else, is a warning. Otherwise that it has
// none would say nothing.
func TestTheInterpreterWarns(t *testing.T) {
	const good = "\x1b@\x1c&\xb2\xe2\xca\xd4 A\n\x1dVB\x00"
	if got := interpret(t, []byte(good)); len(got.Warnings) != 0 || !slices.Equal(got.Lines, []string{"测试 A"}) {
		t.Fatalf("%+v", got)
	}
	line := func(s string) string { return "\x1b@\x1c&" + s + "\n\x1dVB\x00" }
	for what, raw := range map[string]string{
		"no cut":                      "\x1b@\x1c&a\n",
		"text behind the cut":         good + "b\n",
		"a line without its end":      "\x1b@\x1c&a\n\x1dVB\x00b",
		"Chinese without its mode":    "\x1b@\xb2\xe2\n\x1dVB\x00",
		"Chinese after initialising":  "\x1c&\x1b@\xb2\xe2\n\x1dVB\x00",
		"a stray byte":                line("a\x07"),
		"a NUL":                       line("a\x00"),
		"a carriage return":           line("a\r"),
		"DEL":                         line("a\x7f"),
		"half a character":            line("\xb2"),
		"no character":                line("\xff"),
		"the single byte of the euro": line("\x80"),
		"a four-byte code":            line("\x82\x30\xb7\x31"),
		"a code of later editions":    line("\xfe\x59"),
		"a user's own character":      line("\xaa\xa1"),
		"alignment inside a line":     line("a\x1ba\x01"),
		"Chinese mode inside a line":  line("a\x1c&"),
		"a cut inside a line":         "\x1b@a\x1dVB\x00",
		"a cut where it stands":       "\x1b@a\n\x1dV\x00",
		"an old cut":                  "\x1b@a\n\x1bi",
		"a line that is too wide":     line(strings.Repeat("x", 49)),
		"a drawer":                    line("\x1bp\x00\x01\x02"),
		"a real-time command":         line("\x1b*\x21\x02\x00\x10\x14\x08\x00\x00\x00"),
		"one in a payload":            line("\x1d(k\x04\x001A2\x00\x1d(k\x03\x001E1\x1d(k\x06\x001P0\x10\x04\x01\x1d(k\x03\x001Q0"),
		"a code that was not stored":  line("\x1d(k\x04\x001A2\x00\x1d(k\x03\x001E1\x1d(k\x03\x001Q0"),
		"a code inside a line":        line("a\x1d(k\x04\x001A2\x00\x1d(k\x03\x001E1\x1d(k\x04\x001P0b\x1d(k\x03\x001Q0"),
		"a code that is too wide": line("\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x10\x1d(k\x03\x001E1\x1d(k\x43\x001P0" +
			strings.Repeat("b", 64) + "\x1d(k\x03\x001Q0"),
		"a band that is too high":     line("\x1dv0\x00\x01\x00\x00\x01" + strings.Repeat("x", 256)),
		"a mode of ESC *":             line("\x1b*\x00\x01\x00x"),
		"a presenter that it has not": line("\x1de\x05"),
		"a tab behind the last stop":  line("\x1bD\x04\x00ab\tc\td"),
		"half a command":              good + "\x1d(k",
		"two starts in a line":        line("a\x1b@"),
		"a size out of range":         line("\x1d!\x99a"),
	} {
		if got := interpret(t, []byte(raw)); len(got.Warnings) == 0 {
			t.Errorf("%s: no warning; it reads %q", what, got.Lines)
		}
	}
	for args, raw := range map[string]string{
		"-presenter custom": "\x1de\x03\x0c\x1de\x06", "-presenter ppu-700": "\x1dR\x31\x5a\x1dR\x30",
		"-presenter eu-t400": "\x1c(z\x02\x00\x01\x00", "-presenter vkp80iii": "\x1cP\x14\x00\x52\x0a",
		"-four-byte":  "\x1b@\x1c&\x82\x30\xb7\x31\n",
		"-columns 32": "\x1bD\x08\x10\x00a\tb\tc\n\x1b$\x24\x00b\n",
	} {
		if got := interpret(t, []byte(raw+"\x1dVB\x00"), strings.Fields(args)...); len(got.Warnings) != 0 {
			t.Errorf("%s: %q", args, got.Warnings)
		}
	}
}

// It reads what is sent to every model that the program knows: a font of GB2312, codes as dots, presenters, 180 dpi.
func TestTheInterpreterReadsEveryModel(t *testing.T) {
	g := glyphs(t)
	families := map[printer.Family]string{
		printer.CustomFamily: "custom", printer.EUT400Family: "eu-t400", printer.PPU700Family: "ppu-700",
	}
	for _, p := range printer.Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			sheet := slip.YearRecord(terms(p.Columns), jia, person(t, jia.Number, window(60)), 2025)
			args := []string{"-columns", fmt.Sprint(p.Columns), "-dots", fmt.Sprint(max(p.Dots, 12*p.Columns)),
				"-unit", fmt.Sprint(max(1, p.Spacing/30))}
			if f := families[p.Presenter.Family]; f != "" {
				args = append(args, "-presenter", f)
			}
			got := interpret(t, printer.Encode(sheet, p, g), args...)
			for _, w := range got.Warnings {
				t.Error("it does not understand:", w)
			}
			font := map[bool]hanzi.Font{true: hanzi.FontGBK, false: hanzi.FontGB2312}[p.GBKFont == printer.Yes]
			want := wanted(sheet, font)
			for i, line := range got.Lines {
				if i < len(want) && strings.TrimSpace(line) != strings.TrimSpace(want[i]) && !sheet.Lines[i].Rule {
					t.Errorf("line %d is %q, want %q", i, line, want[i])
				}
			}
			native := p.QR == printer.QRNative
			if native != (len(got.Codes) == 1) || native != (got.Bands == 0) || len(got.Cuts) != 1 || len(got.Lines) != len(want) {
				t.Errorf("%d codes, %d bands, %d cuts, %d lines of %d", len(got.Codes), got.Bands, len(got.Cuts), len(got.Lines), len(want))
			}
		})
	}
}
