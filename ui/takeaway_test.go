package ui

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"rsc.io/qr"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// Every answer can be taken along: its title, its first step whole, and where it goes on, in at most 300 bytes.
func TestTakeaway(t *testing.T) {
	u := newUI(t)
	say := sayIn(u.cfg.Words, words.Chinese)
	for _, e := range u.cfg.Library.Entries {
		text := takeaway(say, u.cfg.Library, e)
		lines := strings.Split(text, "\n")
		if len(text) > mostTakeaway || !utf8.ValidString(text) {
			t.Errorf("%s: %d bytes", e.ID, len(text))
		}
		if lines[0] != e.Question || !strings.Contains(lines[1], firstStep(e)) {
			t.Errorf("%s: %q", e.ID, text)
		}
		if a := addressOf(u.cfg.Library, e); a != "" && !strings.Contains(text, a) {
			t.Errorf("%s: the address is missing in %q", e.ID, text)
		}
		if !strings.Contains(lines[2], "http") && !strings.Contains(lines[2], "12333") && !strings.Contains(lines[2], "：") {
			t.Errorf("%s: nobody is told where to go: %q", e.ID, text)
		}
	}
	e, _ := u.cfg.Library.Entry("service-3-2")
	if text := takeaway(say, u.cfg.Library, e); !strings.Contains(text, "http://si.12333.gov.cn/") {
		t.Errorf("an item without its platform: %q", text)
	}
	e, _ = u.cfg.Library.Entry(visit.EntryPINReset)
	if text := takeaway(say, u.cfg.Library, e); !strings.Contains(text, "社保卡服务网点") || !strings.Contains(text, "身份证、社保卡") {
		t.Errorf("where to go and what to bring: %q", text)
	}
}

// However long an agency writes, the code stays one that a telephone reads.
func TestTakeawayOfLongEntries(t *testing.T) {
	u := newUI(t)
	say := sayIn(u.cfg.Words, words.Chinese)
	for _, n := range []int{1, 50, 200, 5000} {
		for _, a := range []string{"", "登录http://a.example/" + strings.Repeat("b", 90)} {
			long := faq.Entry{Question: strings.Repeat("问", n), Short: strings.Repeat("短", n), Issue: strings.Repeat("期", n), Date: "2021年4月",
				Blocks: []faq.Block{{Style: faq.Step, Number: 1, Text: strings.Repeat("步𠮷", n)}, {Text: a}}}
			text := takeaway(say, u.cfg.Library, long)
			if len(text) > mostTakeaway || !utf8.ValidString(text) || strings.Count(text, "\n") < 2 {
				t.Errorf("%d characters: %d bytes: %q", n, len(text), text)
			}
		}
	}
}

// codes are the pictures of a scene.
func codes(s *stage.Scene) []stage.Item {
	var out []stage.Item
	for _, i := range s.Items {
		if i.Kind == stage.Picture {
			out = append(out, i)
		}
	}
	return out
}

// Each answer has its code on the screen, of whole dots, with modules of half a millimetre at least and its quiet zone, on every
// size of glass; and it is the same for whoever is known.
func TestCodesCanBeRead(t *testing.T) {
	u := newUI(t)
	say := sayIn(u.cfg.Words, words.Chinese)
	guest := begin(t).Do(visit.DoQuestions)
	known := begin(t).Home(people(t)["测试甲"]).Do(visit.DoQuestions)
	for _, inch := range []float32{12, 15, 21.5, 32} {
		u.cfg.DiagonalInch = inch
		for _, e := range u.cfg.Library.In("") {
			open := visit.Action{Do: visit.DoAnswer, Text: e.ID}
			text := takeaway(say, u.cfg.Library, e)
			code, err := qr.Encode(text, qr.M)
			if err != nil {
				t.Fatalf("%s: %v", e.ID, err)
			}
			for name, size := range glasses() {
				v := guest.Tap(open).View("").View
				shown := codes(u.Scene(v, size.Width, size.Height))
				if len(shown) != 1 {
					t.Fatalf("%s %s has %d codes", e.ID, name, len(shown))
				}
				modules := float32(code.Size + 2*quietZone)
				module := shown[0].Rect.W / modules
				glass := theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: inch}
				if module != float32(int(module)) || module < glass.MM(0.5) || shown[0].Rect.X != float32(int(shown[0].Rect.X)) {
					t.Errorf("%s %s: a module of %v dots at %v; half a millimetre is %v", e.ID, name, module, shown[0].Rect, glass.MM(0.5))
				}
				other := codes(u.Scene(known.Tap(open).View("").View, size.Width, size.Height))
				if len(other) != 1 || other[0].Image.Bounds() != shown[0].Image.Bounds() {
					t.Errorf("%s %s: another code for whoever is known", e.ID, name)
				}
			}
		}
	}
}

// What is on the glass is read by a reader of codes, to the byte: the answer, or the address of an item and of a channel.
func TestCodesAreRead(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("zbar-tools is not installed")
	}
	u := newUI(t)
	entry := func(id string) string {
		e, _ := u.cfg.Library.Entry(id)
		return takeaway(sayIn(u.cfg.Words, words.Chinese), u.cfg.Library, e)
	}
	views := map[string]string{"reset": entry(visit.EntryPINReset), "answer-service-2": entry("service-2"), "cross-online": "http://si.12333.gov.cn/",
		"channel-national": "http://si.12333.gov.cn/", "loss": entry(visit.EntryLoss)}
	read := 0
	for _, view := range gallery(t) {
		want, ok := views[view.Name]
		if !ok {
			continue
		}
		for glass, size := range glasses() {
			for _, look := range []string{"", "large-contrast"} {
				v := view.View
				v.Modes = looks()[look]
				path := filepath.Join(t.TempDir(), "glass.png")
				writePNG(t, path, capture(t, u.Scene(v, size.Width, size.Height)))
				out, err := exec.Command(zbar, "--quiet", "--raw", "-Sbinary", "-Sdisable", "-Sqrcode.enable", path).Output()
				if err != nil {
					t.Fatalf("%s %s %s: zbarimg: %v", view.Name, glass, look, err)
				}
				if got := strings.TrimSuffix(string(out), "\n"); got != want {
					t.Errorf("%s %s %s is read as %q, want %q", view.Name, glass, look, got, want)
				}
				read++
			}
		}
	}
	if read != 4*len(views) {
		t.Errorf("%d codes were read", read)
	}
}
