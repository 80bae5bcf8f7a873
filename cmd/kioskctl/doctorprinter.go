package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"shebao/kiosk/cmd/internal/doctor"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/ui/theme/fonts"
)

// examinePrinter runs the printer's doctor. Its questions go to errs and their answers come from in, so that what it says of the
// printer can be piped.
func examinePrinter(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	f := flag.NewFlagSet("doctor printer", flag.ContinueOnError)
	path := f.String("config", usualConfig, "configuration of the terminal")
	asJSON := f.Bool("json", false, "for scripts")
	yes := f.Bool("yes", false, "print the page without asking")
	if !parsed(f, args, errs) {
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	c, err := terminalConfig(*path, given(f, "config"), errs)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitConfig
	}
	glyphs, err := raster.System(fonts.Regular())
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitOutput
	}
	defer func() { _ = glyphs.Close() }() // only read
	ask := asker{bufio.NewScanner(in), errs}
	r := doctor.Printer(ctx, doctor.PrinterOptions{
		Config: c.Printer, Clock: clock.System{}, Glyphs: glyphs,
		Agree: func(mm float64) bool {
			if *yes {
				return true
			}
			agreed, _ := ask.yes(fmt.Sprintf("Print a test page of about %.0f cm?", mm/10))
			return agreed
		},
		See: func(q doctor.Question) (bool, bool) { return ask.yes(q.Text) },
	})
	write := r.Text
	if *asJSON {
		write = r.JSON
	}
	return told(ctx, write, r.Result.Exit(), out, errs)
}

// asker asks somebody at the keyboard.
type asker struct {
	in  *bufio.Scanner
	out io.Writer
}

// yes asks a question; known is false when the answer is neither yes nor no, or there is nobody.
func (a asker) yes(question string) (yes, known bool) {
	fmt.Fprintf(a.out, "%s [y/n, Enter: not known] ", question)
	if !a.in.Scan() {
		fmt.Fprintln(a.out)
		return false, false
	}
	switch strings.ToLower(strings.TrimSpace(a.in.Text())) {
	case "y", "yes", "是":
		return true, true
	case "n", "no", "否":
		return false, true
	}
	return false, false
}
