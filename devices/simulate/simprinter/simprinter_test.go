package simprinter

import (
	"context"
	"fmt"
	"image/color"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
)

// patience ends a test whose event never comes; it decides nothing else.
const patience = 30 * time.Second

// bench is a printer whose time a test moves, and its line.
type bench struct {
	*Printer
	t    *testing.T
	time *clock.Fake
	line *os.File
}

func start(t *testing.T, o Options) *bench {
	t.Helper()
	b := &bench{t: t, time: clock.NewFake(time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone()))}
	o.Clock = b.time
	p, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	b.Printer = p
	t.Cleanup(p.Close)
	b.open()
	return b
}

func (b *bench) open() {
	line, err := os.OpenFile(b.Path(), os.O_RDWR, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	b.line = line
	b.t.Cleanup(func() { line.Close() })
}

// send writes bytes and waits until the printer has taken them.
func (b *bench) send(s string) {
	b.t.Helper()
	want := b.Progress().Received + len(s)
	if _, err := b.line.WriteString(s); err != nil {
		b.t.Fatal(err)
	}
	b.await(fmt.Sprintf("%q is taken", s), func() bool { return b.Progress().Received >= want })
}

func (b *bench) await(what string, ok func() bool) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	if err := b.Await(ctx, ok); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// run lets time pass until the printer does nothing any more.
func (b *bench) run() {
	b.t.Helper()
	for {
		b.spin()
		at := b.Progress()
		if at.Idle && at.Timers == 0 {
			return
		}
		b.time.Advance(10 * time.Millisecond)
	}
}

// spin waits until the printer only waits: for a timer that it has made and that has not fired, for bytes or for staff.
func (b *bench) spin() {
	for at := b.Progress(); !at.Idle || at.Timers != b.time.Waiting(); at = b.Progress() {
		time.Sleep(10 * time.Microsecond)
	}
}

// read reads so many bytes of answers.
func (b *bench) read(n int) string {
	b.t.Helper()
	var got []byte
	buf := make([]byte, 64)
	for len(got) < n {
		k, err := b.line.Read(buf[:min(len(buf), n-len(got))])
		if err != nil {
			b.t.Fatal(err)
		}
		got = append(got, buf[:k]...)
	}
	return string(got)
}

// said is how many bytes of answers there were.
func (b *bench) said() int { return b.Progress().Answered }

const (
	eot    = "\x10\x04"
	askID  = "\x1d(H\x06\x0000"
	cutNow = "\x1dVB\x00"
)

// The bits of facts/print.md §2.1, in every state.
func TestStatus(t *testing.T) {
	b := start(t, Options{})
	for _, c := range []struct {
		set  func()
		want string
	}{
		{func() {}, "\x12\x12\x12\x12"},
		{func() { b.SetNearEnd(true) }, "\x12\x12\x12\x1e"},
		{func() { b.PaperOutAfter(0) }, "\x1a\x32\x12\x7e"},
		{func() { b.LoadPaper(); b.SetNearEnd(false); b.OpenCover() }, "\x1a\x16\x12\x12"},
		{func() { b.CloseCover(); b.JamCutter() }, "\x1a\x52\x1a\x12"},
		{b.FixCutter, "\x12\x12\x12\x12"},
	} {
		c.set()
		b.send(eot + "\x01" + eot + "\x02" + eot + "\x03" + eot + "\x04")
		if got := b.read(4); got != c.want {
			t.Errorf("status % X, want % X", got, c.want)
		}
	}
	if w := b.Warnings(); len(w) != 0 {
		t.Error(w)
	}
}

// An id is echoed when the paper before it has moved, and not before; real-time questions are answered meanwhile.
func TestIDAfterPaper(t *testing.T) {
	b := start(t, Options{})
	b.send("abc\n\ndef\n" + askID + "WXYZ")
	b.spin()
	b.send(eot + "\x01")
	if got := b.read(1); got != "\x12" {
		t.Fatalf("in motion it says % X", got)
	}
	for b.Moved() < 3*34/8 {
		if n := b.said(); n != 1 {
			t.Fatalf("after %v mm it has said %d bytes", b.Moved(), n)
		}
		b.time.Advance(5 * time.Millisecond)
		b.spin()
	}
	b.run()
	if got := b.read(7); got != "7\"WXYZ\x00" {
		t.Errorf("% X", got)
	}
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"abc", "", "def"}) {
		t.Errorf("paper %q", got)
	}
}

// GS r is answered in its turn, and not while offline; GSr printers do not know GS ( H, and None neither.
func TestGSr(t *testing.T) {
	b := start(t, Options{Completion: GSr})
	b.send("a\n\x1dr\x01" + askID + "WXYZ")
	b.run()
	if got := b.read(1); got != "\x00" || b.said() != 1 {
		t.Errorf("% X, %d bytes", got, b.said())
	}
	b.SetNearEnd(true)
	b.PaperOutAfter(0)
	b.send("\x1dr\x01")
	b.run()
	if b.said() != 1 || b.Held() != 3 {
		t.Errorf("without paper it said %d bytes and holds %d", b.said()-1, b.Held())
	}
	b.LoadPaper()
	b.run()
	if got := b.read(1); got != "\x03" {
		t.Errorf("% X", got)
	}
	none := start(t, Options{Completion: None})
	none.send("a\n\x1dr\x01" + askID + "WXYZ")
	none.run()
	if none.said() != 0 {
		t.Error("a printer that confirms nothing said something")
	}
}

// Paper out: the line is finished, the rest is kept and comes when there is paper.
func TestPaperOut(t *testing.T) {
	b := start(t, Options{})
	b.send("\x1b3\x1e")
	b.PaperOutAfter(5)
	b.send("1\n2\n3\n4\n" + askID + "WXYZ")
	b.run()
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"1", "2"}) || b.said() != 0 || b.Held() == 0 {
		t.Errorf("paper %q, %d bytes said, %d held", got, b.said(), b.Held())
	}
	b.send("\x1b@5\n") // initialising does not empty the receive buffer
	b.LoadPaper()
	b.run()
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"1", "2", "3", "4", "5"}) {
		t.Errorf("paper %q", got)
	}
	if got := b.read(7); got != "7\"WXYZ\x00" {
		t.Errorf("% X", got)
	}
}

// DLE DC4 8 empties both buffers, also without paper and within a command, and says so; ids that were cleared never come.
func TestClear(t *testing.T) {
	b := start(t, Options{})
	b.PaperOutAfter(1)
	b.send("1\n2\n3" + askID + "WXYZ" + "\x1d(k\xff\x00half")
	b.run()
	b.send(clearAll)
	if got := b.read(3); got != "7%\x00" || b.Held() != 0 {
		t.Errorf("% X, %d bytes held", got, b.Held())
	}
	b.LoadPaper()
	b.send("\n4\n" + cutNow)
	b.run()
	if got := b.Slips(); len(got) != 1 || !slices.Equal(got[0].Text, []string{"1", "", "4"}) || b.said() != 3 {
		t.Errorf("%d slips, %d bytes said, now %q", len(got), b.said(), b.Unfinished().Text)
	}
	old := start(t, Options{NoClear: true})
	old.PaperOutAfter(0)
	old.send("1\n" + clearAll)
	if old.said() != 0 || old.Held() == 0 {
		t.Error("a printer that does not know DLE DC4 cleared")
	}
	// Half of the command is data after all.
	b.send("5\n")
	b.run()
	b.send("\x10\x14\x08\x01")
	b.send("\n")
	b.run()
	if w := b.Warnings(); len(w) == 0 {
		t.Error("stray bytes were not noticed")
	}
}

// What does not fit is lost, and the printer answers all the same.
func TestOverrun(t *testing.T) {
	b := start(t, Options{Buffer: 64})
	b.PaperOutAfter(0)
	b.send(strings.Repeat("x", 100) + eot + "\x01")
	if got := b.read(1); got != "\x1a" {
		t.Errorf("% X", got)
	}
	if b.Held() != 64 || len(b.Warnings()) == 0 {
		t.Errorf("%d bytes held, warnings %q", b.Held(), b.Warnings())
	}
}

// A jam stops the cut; when it is mended the cut is made.
func TestCutter(t *testing.T) {
	b := start(t, Options{})
	b.send("1\n")
	b.run()
	b.After(6, b.JamCutter)
	b.send(cutNow + askID + "WXYZ")
	b.run()
	if len(b.Slips()) != 0 || b.said() != 0 {
		t.Error("it cut with a jammed cutter")
	}
	b.FixCutter()
	b.run()
	if s := b.Slips(); len(s) != 1 || !s[0].Complete || b.said() != 7 {
		t.Errorf("%d slips", len(s))
	}
	// A cut that was cleared is not made.
	b.send("2\n")
	b.run()
	b.After(6, b.JamCutter)
	b.send(cutNow)
	b.run()
	b.send(clearAll)
	b.FixCutter()
	b.run()
	if n := len(b.Slips()); n != 1 || !slices.Equal(b.Unfinished().Text, []string{"2"}) {
		t.Errorf("%d slips", n)
	}
}

// Power off: what it held is gone, and so is what comes until it has started; nothing is said of it.
func TestPower(t *testing.T) {
	b := start(t, Options{})
	b.send("1\n2\n3\n\x1dr\x01")
	b.spin()
	b.PowerCycle()
	b.send("4\n" + eot + "\x01")
	b.run()
	b.send("5\n" + eot + "\x01")
	b.run()
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"1", "5"}) {
		t.Errorf("paper %q", got)
	}
	if got := b.read(1); got != "\x12" || b.said() != 1 {
		t.Errorf("% X, %d bytes", got, b.said())
	}
}

// A pulled cable ends whoever reads, keeps what the printer holds, and the link leads to the new line.
func TestUnplug(t *testing.T) {
	link := t.TempDir() + "/printer"
	b := start(t, Options{Link: link})
	b.PaperOutAfter(0)
	b.send("1\n")
	b.AfterBytes(b.Progress().Received+3, b.Unplug)
	b.line.WriteString("abcdef")
	if _, err := b.line.Read(make([]byte, 1)); err == nil {
		t.Error("the line still speaks")
	}
	b.await("it is unplugged", func() bool { return !b.Progress().Connected })
	if _, err := os.Lstat(link); err == nil || b.Path() != "" {
		t.Error("the link is still there")
	}
	if err := b.Plug(); err != nil {
		t.Fatal(err)
	}
	if b.Plug() == nil {
		t.Error("plugged twice")
	}
	if to, err := os.Readlink(link); err != nil || to != b.Path() {
		t.Errorf("the link leads to %q: %v", to, err)
	}
	b.open()
	b.LoadPaper()
	b.send("\n")
	b.run()
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"1", "abc"}) {
		t.Errorf("paper %q", got)
	}
}

// Mute and silent printers print; a silent one speaks again.
func TestSilence(t *testing.T) {
	for _, o := range []Options{{Mute: true}, {}} {
		b := start(t, o)
		b.Silence(true)
		b.send("1\n" + eot + "\x01" + askID + "WXYZ" + clearAll)
		b.run()
		b.Silence(false)
		b.send(eot + "\x01")
		if got := b.said(); got != map[bool]int{true: 0, false: 1}[o.Mute] {
			t.Errorf("mute %v: %d bytes", o.Mute, got)
		}
	}
}

// What is drawn: dots where the command has them, large characters large, and where alignment puts them.
func TestPicture(t *testing.T) {
	b := start(t, Options{Columns: 32})
	b.send("\x1b*\x21\x02\x00\x80\x00\x01\x00\xff\x00\n\x1ba\x02\x1b*\x21\x01\x00\xff\xff\xff\n" + cutNow)
	b.run()
	p := b.Slips()[0].Picture()
	black := func(x, y int) bool { return p.At(24+x, 16+y) == color.Gray{} }
	for _, c := range []struct {
		x, y int
		want bool
	}{{0, 0, true}, {0, 1, false}, {0, 23, true}, {1, 0, false}, {1, 8, true}, {1, 15, true}, {1, 16, false}, {2, 8, false}, {372, 34, true}, {371, 34, false}} {
		if black(c.x, c.y) != c.want {
			t.Errorf("dot %d, %d is %v", c.x, c.y, !c.want)
		}
	}
	b.send("\x1b@ab\x1d!\x11\xb2\xe2\n\x1ba\x01c\n")
	b.run()
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"ab测", strings.Repeat(" ", 7) + "c"}) { // c is still large
		t.Errorf("paper %q", got)
	}
}

// Text is GBK; what printers make of codes of four bytes, of halves and of what is no character is noticed.
func TestText(t *testing.T) {
	b := start(t, Options{})
	b.send("\xb2\xe2\xca\xd4 A\n")
	b.run()
	if got := b.Unfinished().Text; !slices.Equal(got, []string{"测试 A"}) || len(b.Warnings()) != 0 {
		t.Errorf("paper %q, %q", got, b.Warnings())
	}
	for _, bad := range []string{"\x82\x30\xb7\x31\n", "\xfe\x59\n", "\xff\n", "\x07", "\x1b\x7f", "a\x1ba\x01\n", "a\x1c&\n", "a" + cutNow + "\n",
		strings.Repeat("x", 49) + "\n", "\x1d(k\x03\x001Q0", "\x1b*\x00\x01\x00\xff", "\x1d(Z\x01\x00\x00", "a" + askID + "WXYZ\n"} {
		n := len(b.Warnings())
		b.send(bad)
		b.run()
		if len(b.Warnings()) == n {
			t.Errorf("% X was understood", bad)
		}
	}
}

// Close ends everything, whatever is under way, also when nobody's time moves.
func TestClose(t *testing.T) {
	b := start(t, Options{})
	b.send("1\n2\n3\n" + cutNow)
	b.spin()
	b.PowerCycle()
	b.send("\x1d(k\xff\xff")
	b.Close()
	b.Close()
	if b.Plug() == nil {
		t.Error("plugged in after its end")
	}
}

// Await does not miss a change that comes while it looks.
func TestAwait(t *testing.T) {
	b := start(t, Options{})
	for i := range 200 {
		go b.SetNearEnd(i%2 == 0)
		b.await("a change", func() bool { return b.state("near-end") == map[bool]string{true: "on", false: "off"}[i%2 == 0] })
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if b.Await(ctx, func() bool { return false }) == nil {
		t.Error("it waited after the end")
	}
}

// Whatever comes, the printer neither stops nor falls, and after a clearing it prints.
func FuzzExecute(f *testing.F) {
	for i, s := range []string{"\x1b@abc\n", "\x1de\x20\x01\x01\x1de\x02", "\x1dR\x31", "\x1cP\x14\x00\x52\x0a", "\x1bD\x04\x00\ta\t", "\x1bZ\x00M\x04\x05\x00hello", "\x10\x05\x02",
		"\x82\x30\xb7\x31", "\x1dV\x01", "\x1dv0\x00\x01\x00\x02\x00xx", "\x1d(k\xff\xff1P0", "\x1b*\x21\xff\xffx", "\x1dv0\x00\xff\xff\xff\xff", "\x1bd\xff", "\x1d!\xff\xb2\xe2\n", "\x10\x04",
		clearAll[:7]} {
		f.Add([]byte(s), uint8(i))
	}
	f.Fuzz(func(t *testing.T, in []byte, model uint8) {
		if len(in) > 300 {
			t.Skip()
		}
		p, err := Start(Options{Clock: clock.System{}, Speed: 1e12, Presenter: Presenter(model % 5), Hanzi: Hanzi(model / 5 % 3), Code: Code(model / 15 % 3)})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		line, err := os.OpenFile(p.Path(), os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer line.Close()
		if _, err := line.Write(in); err != nil {
			t.Fatal(err)
		}
		// Nine bytes end what may be the beginning of the clearing command.
		if _, err := line.WriteString(strings.Repeat("\n", 9) + clearAll + "\x1b@ok\n" + cutNow); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := p.Await(ctx, func() bool {
			s := p.Slips()
			return len(s) > 0 && slices.Contains(s[len(s)-1].Text, "ok")
		}); err != nil {
			t.Fatalf("% X: %v; it holds %d bytes", in, err, p.Held())
		}
	})
}
