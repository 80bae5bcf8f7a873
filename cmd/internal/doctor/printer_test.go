package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// fake is a printer as a Port: what it tells of itself, and after how long it answers what. 0 is never.
type fake struct {
	told    map[byte]string
	numbers map[byte]byte
	gsr, id time.Duration
	clears  bool
	status  [5]byte
	silent  bool
	onlyAt  int // baud at which it answers; 0 is any
	fails   int // writes until the line is gone; 0 never

	baud  int
	in    chan []byte
	wrote bytes.Buffer
}

func (f *fake) open(_ string, baud int) (printer.Port, error) {
	f.baud, f.in = baud, make(chan []byte, 64)
	return f, nil
}

func (f *fake) say(after time.Duration, b ...byte) {
	in := f.in
	if after == 0 {
		in <- b
		return
	}
	time.AfterFunc(after, func() { in <- b })
}

func (f *fake) Write(_ context.Context, b []byte) error {
	f.wrote.Write(b)
	if f.fails > 0 {
		if f.fails--; f.fails == 0 {
			return errors.New("unplugged")
		}
	}
	if f.silent || f.onlyAt != 0 && f.baud != f.onlyAt {
		return nil
	}
	switch {
	case len(b) == 3 && b[0] == 0x10 && b[1] == 0x04:
		f.say(0, 0x12|f.status[b[2]])
	case len(b) == 3 && b[0] == 0x1D && b[1] == 'I' && b[2] < 4:
		if n, ok := f.numbers[b[2]]; ok {
			f.say(0, n)
		}
	case len(b) == 3 && b[0] == 0x1D && b[1] == 'I':
		if text, ok := f.told[b[2]]; ok {
			f.say(0, append(append([]byte{0x5F}, text...), 0)...)
		}
	case bytes.HasSuffix(b, []byte("\x1dr\x01")) && f.gsr > 0:
		f.say(f.gsr, 0)
	case bytes.HasSuffix(b, []byte("00Test")) && f.id > 0:
		f.say(f.id, append(append([]byte{0x37, 0x22}, "Test"...), 0)...)
	case bytes.Contains(b, []byte("\x10\x14\x08")) && f.clears:
		f.say(0, 0x37, 0x25, 0)
	}
	return nil
}

func (f *fake) Input() <-chan []byte { return f.in }
func (f *fake) Unsent() int          { return 0 }
func (f *fake) Drop() error          { return nil }
func (f *fake) Baud() int            { return f.baud }
func (f *fake) Close() error         { return nil }

type noGlyphs struct{}

func (noGlyphs) Glyph(rune) [72]byte { return [72]byte{0xAA} }

// honest is how long 37.5 mm take at 150 mm/s.
const honest = 250 * time.Millisecond

func TestPrinterDoctor(t *testing.T) {
	epson := map[byte]string{65: "30.05 ESC/POS", 66: "EPSON", 67: "TM-T82III", 68: "X3FR000000", 69: "CHINA GB18030"}
	all := func(Question) (bool, bool) { return true, true }
	for name, c := range map[string]struct {
		fake       fake
		configured string
		declined   bool
		see        func(Question) (bool, bool)
		result     PrinterResult
		proposed   string
		completion string
		says       []string
	}{
		"as configured":     {fake{gsr: honest, id: honest, clears: true}, "generic80", false, nil, PrinterSame, "generic80", "process-id", []string{"Nothing needs"}},
		"GS r only":         {fake{gsr: honest, clears: true}, "generic80", false, nil, PrinterDiffers, "generic80-gsr", "gs-r", []string{`profile = "generic80-gsr"`, "250 ms"}},
		"neither":           {fake{clears: true}, "generic80", false, nil, PrinterDiffers, "generic80-silent", "none", []string{"neither GS ( H nor GS r"}},
		"both too soon":     {fake{gsr: 5 * time.Millisecond, id: 5 * time.Millisecond, clears: true}, "generic80", false, nil, PrinterDiffers, "", "unknown", []string{"sooner than paper can move", `completion = "unknown"`}},
		"id too soon":       {fake{gsr: honest, id: time.Millisecond, clears: true}, "generic80", false, nil, PrinterDiffers, "generic80-gsr", "gs-r", nil},
		"it does not clear": {fake{gsr: honest, id: honest}, "generic80", false, nil, PrinterDiffers, "", "process-id", []string{`clear = "none"`, "/etc/kiosk/printer.toml"}},
		"an Epson": {fake{told: epson, numbers: map[byte]byte{1: 0x2A, 2: 0x02}, gsr: honest, id: honest, clears: true}, "generic80", false, nil,
			PrinterDiffers, "epson-tm-t82", "process-id", []string{"calls itself TM-T82III", "model number 2A", "maker EPSON", "gb18030_4byte"}},
		"an Epson with four bytes": {fake{told: epson, gsr: honest, id: honest, clears: true}, "epson-tm-t82", false, all,
			PrinterDiffers, "", "process-id", []string{"gb18030_4byte = true", "question 8", `qr = "native"`}},
		"a model without profile": {fake{told: map[byte]string{67: "VKP80III"}, gsr: honest, id: honest, clears: true}, "generic80", false, nil,
			PrinterSame, "generic80", "process-id", []string{"no profile of VKP80III"}},
		"nobody agrees":    {fake{gsr: honest, id: honest}, "generic80", true, nil, PrinterNotTried, "", "", []string{"nothing was measured"}},
		"paper out":        {fake{status: [5]byte{2: 0x20, 4: 0x60}}, "generic80", false, nil, PrinterNotReady, "", "", []string{"Put paper in"}},
		"cover":            {fake{status: [5]byte{2: 0x04}}, "generic80", false, nil, PrinterNotReady, "", "", []string{"Close the cover"}},
		"silent":           {fake{silent: true}, "generic80", false, nil, PrinterSilent, "", "", []string{"does not answer at any speed"}},
		"another speed":    {fake{onlyAt: 9600}, "generic80", false, nil, PrinterSilent, "", "", []string{"baud = 9600"}},
		"no such profile":  {fake{}, "tm", false, nil, PrinterNoProfile, "", "", []string{`no printer profile "tm"`}},
		"it is unplugged":  {fake{fails: 40}, "generic80", false, nil, PrinterUnfinished, "", "", []string{"absent", "not brought to its end"}},
		"it was unplugged": {fake{fails: 1}, "generic80", false, nil, PrinterNoLine, "", "", []string{"cannot be used"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if c.see == nil {
					c.see = func(Question) (bool, bool) { return false, false }
				}
				r := Printer(t.Context(), PrinterOptions{
					Config: config.Printer{Device: "/dev/ttyS0", Baud: 115200, Profile: c.configured}, Clock: clock.System{}, Glyphs: noGlyphs{},
					Open: c.fake.open, Agree: func(float64) bool { return !c.declined }, See: c.see,
				})
				var text, raw bytes.Buffer
				if err := errors.Join(r.Text(&text), r.JSON(&raw)); err != nil {
					t.Fatal(err)
				}
				completion := ""
				if r.Measured != nil {
					completion = r.Measured.Completion
				}
				if r.Result != c.result || r.Proposed != c.proposed || completion != c.completion {
					t.Errorf("%s, proposes %q, completion %q\n%s", r.Result, r.Proposed, completion, &text)
				}
				for _, s := range c.says {
					if !strings.Contains(text.String(), s) {
						t.Errorf("it does not say %q\n%s", s, &text)
					}
				}
				var back PrinterReport
				if err := json.Unmarshal(raw.Bytes(), &back); err != nil || back.Result != r.Result {
					t.Errorf("%v\n%s", err, &raw)
				}
				if r.File != "" {
					if _, err := printer.ParseProfile("measured.toml", []byte(r.File)); err != nil {
						t.Errorf("the proposed file: %v\n%s", err, r.File)
					}
				}
				if printed := strings.Contains(c.fake.wrote.String(), "\x1dV"); printed != (r.Measured != nil) {
					t.Errorf("a page was cut: %v", printed)
				}
				if strings.Count(c.fake.wrote.String(), "\x1d(H") > 0 && c.declined {
					t.Error("it was probed without leave")
				}
			})
		})
	}
}

// What is seen on the page becomes a profile's keys, each with the question that it is from.
func TestQuestionsAboutThePage(t *testing.T) {
	base, _ := printer.ProfileNamed("snbc-bt-t080")
	answers := map[int]bool{3: false, 4: true, 5: false, 6: false, 8: true, 9: false, 10: true}
	p := base
	for _, q := range Questions() {
		yes, there := answers[q.Number]
		if !there {
			t.Fatalf("question %d", q.Number)
		}
		key := q.take(&p, yes)
		if valueOf(p, key) == "" {
			t.Errorf("question %d is about %q", q.Number, key)
		}
	}
	if p.GBKFont != printer.No || p.Tabs != printer.Yes || p.Position != printer.No || p.Widest != 2 || p.FourByte != printer.Yes || p.QR != printer.QREscZ {
		t.Errorf("%+v", p)
	}
}

func TestPrinterExits(t *testing.T) {
	for r, code := range map[PrinterResult]int{PrinterSame: 0, PrinterDiffers: 1, PrinterNoLine: 2, PrinterSilent: 3, PrinterNotReady: 4,
		PrinterNotTried: 5, PrinterNoProfile: 6, PrinterUnfinished: 6} {
		if r.Exit() != code || (PrinterReport{Result: r}).todo() == "" {
			t.Errorf("%s ends with %d", r, r.Exit())
		}
	}
	said := map[string]bool{}
	for _, c := range []printer.Condition{printer.PaperOut, printer.CoverOpen, printer.CutterError, printer.Jam, printer.Presenting, printer.HeadHot, printer.HeadLifted, printer.Fault} {
		said[notReady(c)] = true
	}
	if len(said) != 8 {
		t.Errorf("%d sentences", len(said))
	}
}
