// Command kiosk-bench measures the terminal as a person meets it: the built command as a process, touched through a real X
// server, with a card behind the real card service and a printer on a real line. It writes its figures as docs/benchmarks.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/xdrive"
)

func main() {
	o := options{}
	flag.StringVar(&o.out, "out", "docs/benchmarks.md", "file for the figures; - for standard output")
	flag.IntVar(&o.starts, "starts", 20, "cold starts")
	flag.IntVar(&o.taps, "taps", 600, "taps that are timed, over all kinds")
	flag.IntVar(&o.visits, "visits", 1000, "visits after which memory is read, as it is after a tenth of them; 1000 take half an hour")
	flag.IntVar(&o.errands, "errands", 30, "insertions that are timed")
	flag.IntVar(&o.prints, "prints", 20, "slips whose beginning is timed, at most 20: the most that a terminal gives one person in a day")
	flag.IntVar(&o.cards, "cards", 50, "readings of each kind of card that are timed")
	flag.DurationVar(&o.idle, "idle", time.Hour, "how long the terminal and the page are left alone, both at the same time")
	flag.BoolVar(&o.peer, "peer", true, "measure a page with the same screens in Chromium's kiosk mode too")
	blank := flag.String("blank", "", "be the least X client on this display, for a bench that measures itself")
	flag.StringVar(&o.persons, "persons", "10000,100000", "sizes of the record files; 1000000 takes some ten minutes and 12 GB of disk")
	flag.StringVar(&o.dir, "dir", "", "folder for the record files, on the disk that is to be measured; the usual one for temporary files")
	flag.BoolVar(&o.bare, "bare", true, "measure a C program on a plain file of the same data beside the record files; most of the time goes there")
	flag.BoolVar(&o.recordsOnly, "records-only", false, "measure the record files only, and write their section to standard output")
	flag.Parse()
	if *blank != "" {
		if err := xdrive.Blank(*blank); err != nil {
			fmt.Fprintln(os.Stderr, "kiosk-bench:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "kiosk-bench:", err)
		os.Exit(1)
	}
}

type options struct {
	out                           string
	starts, taps, visits, errands int
	cards, prints                 int
	idle                          time.Duration
	persons, dir                  string
	bare, recordsOnly, peer       bool
}

func run(ctx context.Context, o options) (err error) {
	sizes, err := sizesOf(o.persons)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.dir, "kiosk-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	section, err := recordFiles(ctx, dir, sizes, o.bare)
	if err != nil {
		return err
	}
	if o.recordsOnly {
		fmt.Print(section)
		return nil
	}
	b := &bench{o: o, ctx: ctx}
	fmt.Fprintln(os.Stderr, "kiosk-bench: cards")
	if err := cards(ctx, o, dir, b.row); err != nil {
		return fmt.Errorf("cards: %w", err)
	}
	kiosk, err := halltest.Build(ctx, dir, "cmd/kiosk")
	if err != nil {
		return err
	}
	h, err := halltest.Open(ctx, dir, halltest.Options{Binary: kiosk, Printer: simprinter.Options{Heard: b.ear.hear},
		Prepare: func(_ *halltest.Hall, toml string) string {
			return strings.Replace(toml, "[slips]\n", "[slips]\nper_day = 20\n", 1)
		}})
	if err != nil {
		return err
	}
	defer h.Close()
	s, err := halltest.NewShadow(image.Pt(h.Screen.Dx(), h.Screen.Dy()))
	if err != nil {
		return err
	}
	b.Visitor = &halltest.Visitor{Shadow: s, Hall: h}
	defer func() {
		if b.peer != nil {
			err = errors.Join(err, b.peer.close())
		}
	}()
	for _, part := range b.parts() {
		fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), "kiosk-bench:", part.what)
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w; the terminal said: %s", part.what, err, h.Log())
		}
	}
	text := b.report(ctx, o, section)
	if o.out == "-" {
		fmt.Print(text)
		return nil
	}
	old, err := os.ReadFile(o.out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(o.out, []byte(text+kept(string(old), text)), 0o644); err != nil {
		return err
	}
	fmt.Println("kiosk-bench: the figures are in", o.out)
	return nil
}

// bench is somebody who measures what she sees.
type bench struct {
	*halltest.Visitor
	o    options
	ctx  context.Context
	ear  ear
	rows []row

	measures          // the terminal's
	page     measures // of the page in Chromium
	peer     *peer    // nil: there is none
	peerless string   // why there is none
	browser  string   // its version

	round, visit []step // one walk of each kind, as the terminal was led
}

// part is one thing that is measured.
type measured struct {
	what string
	run  func() error
}

// parts are what is measured, in the order in which it must be: memory at the start before anything was touched.
func (b *bench) parts() []measured {
	parts := []measured{
		{"the measuring itself", b.blank},
		{"cold starts", b.starts},
		{"memory at the start", b.keepMemory("at the start", &b.start, "bound 220 MB: /proc/PID/smaps_rollup")},
		{"insertions", b.errands},
		{"taps", b.taps},
		{"slips", b.slips},
		{"prints", b.prints},
	}
	if b.o.peer {
		parts = append(parts, measured{"a page in Chromium", b.openPeer})
	} else {
		b.peerless = "-peer=false"
	}
	return append(parts,
		measured{"starts of Chromium", b.withPeer(b.peerStarts)},
		measured{"memory of Chromium", b.withPeer(b.peerMemory(&b.page.start))},
		measured{"taps on the page", b.withPeer(b.peerTaps)},
		measured{"disk", b.disks},
		measured{"idle", b.idle},
		measured{"visits", b.visits},
		measured{"visits to the page", b.withPeer(b.peerVisits)},
	)
}

// row is a line of the report.
type row struct{ what, figure, note string }

func (b *bench) row(what, figure, note string) { b.rows = append(b.rows, row{what, figure, note}) }

// report is the whole document.
func (b *bench) report(ctx context.Context, o options, section string) string {
	var t strings.Builder
	t.WriteString("# Benchmarks\n\nWritten by `make bench` (`go run ./cmd/kiosk-bench`); do not edit by hand.\n\n")
	t.WriteString("The terminal is the built `cmd/kiosk` as a process of its own. Touches are events of a real X server (Xvfb), what is seen is\n" +
		"read back from it, the card stands behind the real pcscd (virtual reader, which is polled every 400 ms), the printer is the\n" +
		"simulator on a pseudo-terminal. Everything runs on the same cores, the X server and its software GL included.\n\n")
	fmt.Fprintf(&t, "- date: %s\n- machine: %s\n- command: `go run ./cmd/kiosk-bench -starts %d -errands %d -taps %d -visits %d -cards %d -prints %d -idle %s`\n\n",
		time.Now().Format("2006-01-02"), machine(ctx), o.starts, o.errands, o.taps, o.visits, o.cards, o.prints, o.idle)
	t.WriteString("| what | figure | how |\n|---|---|---|\n")
	for _, r := range b.rows {
		fmt.Fprintf(&t, "| %s | %s | %s |\n", r.what, r.figure, r.note)
	}
	t.WriteString(b.beside())
	t.WriteString(section)
	t.WriteString(peers)
	return t.String()
}

// kept are the sections of a document that a new one does not have: other programs' figures stand there.
func kept(old, text string) string {
	var t strings.Builder
	for _, section := range strings.Split(old, "\n## ")[1:] {
		title, _, _ := strings.Cut(section, "\n")
		if !strings.Contains(text, "\n## "+title+"\n") {
			t.WriteString("\n## " + strings.TrimRight(section, "\n") + "\n")
		}
	}
	return t.String()
}

// machine says what the figures were measured on.
func machine(ctx context.Context) string {
	model := "unknown processor"
	if raw, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(raw)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	cores, _ := exec.CommandContext(ctx, "nproc").Output()
	release := ""
	if raw, err := os.ReadFile("/etc/debian_version"); err == nil {
		release = "Debian " + strings.TrimSpace(string(raw))
	}
	version, _ := exec.CommandContext(ctx, "go", "version").Output()
	return fmt.Sprintf("%s, %s cores, no GPU, %s, %s", model, strings.TrimSpace(string(cores)), release, strings.TrimSpace(string(version)))
}
