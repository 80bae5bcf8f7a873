// Command kiosk-bench measures the terminal as a person meets it: the built command as a process, touched through a real X
// server, with a card behind the real card service and a printer on a real line. It writes its figures as docs/benchmarks.md.
package main

import (
	"context"
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
)

func main() {
	o := options{}
	flag.StringVar(&o.out, "out", "docs/benchmarks.md", "file for the figures; - for standard output")
	flag.IntVar(&o.starts, "starts", 20, "cold starts")
	flag.IntVar(&o.taps, "taps", 600, "taps that are timed, over all kinds")
	flag.IntVar(&o.visits, "visits", 200, "visits after which memory is read")
	flag.IntVar(&o.errands, "errands", 30, "insertions that are timed")
	flag.IntVar(&o.prints, "prints", 20, "slips whose beginning is timed, at most 20: the most that a terminal gives one person in a day")
	flag.IntVar(&o.cards, "cards", 50, "readings of each kind of card that are timed")
	flag.DurationVar(&o.idle, "idle", time.Minute, "how long the terminal is left alone")
	flag.StringVar(&o.persons, "persons", "10000,100000", "sizes of the record files; 1000000 takes some ten minutes and 12 GB of disk")
	flag.StringVar(&o.dir, "dir", "", "folder for the record files, on the disk that is to be measured; the usual one for temporary files")
	flag.BoolVar(&o.bare, "bare", true, "measure a C program on a plain file of the same data beside the record files; most of the time goes there")
	flag.BoolVar(&o.recordsOnly, "records-only", false, "measure the record files only, and write their section to standard output")
	flag.Parse()
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
	bare, recordsOnly             bool
}

func run(ctx context.Context, o options) error {
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
	for _, part := range []struct {
		what string
		run  func() error
	}{
		{"cold starts", b.starts},
		{"memory at the start", b.rss("start")},
		{"insertions", b.errands},
		{"taps", b.taps},
		{"slips", b.slips},
		{"prints", b.prints},
		{"idle", b.idle},
		{"visits", b.visits},
		{"memory after the visits", b.rss(fmt.Sprintf("after %d visits", o.visits))},
	} {
		fmt.Fprintln(os.Stderr, "kiosk-bench:", part.what)
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w; the terminal said: %s", part.what, err, h.Log())
		}
	}
	text := b.report(ctx, o, section)
	if o.out == "-" {
		fmt.Print(text)
		return nil
	}
	if err := os.WriteFile(o.out, []byte(text), 0o644); err != nil {
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
	fmt.Fprintf(&t, "- date: %s\n- machine: %s\n- command: `go run ./cmd/kiosk-bench -starts %d -errands %d -taps %d -visits %d -cards %d -idle %s`\n\n",
		time.Now().Format("2006-01-02"), machine(ctx), o.starts, o.errands, o.taps, o.visits, o.cards, o.idle)
	t.WriteString("| what | figure | how |\n|---|---|---|\n")
	for _, r := range b.rows {
		fmt.Fprintf(&t, "| %s | %s | %s |\n", r.what, r.figure, r.note)
	}
	t.WriteString(section)
	t.WriteString(peers)
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
