package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"shebao/kiosk/cmd/internal/doctor"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// The exit codes of the doctors besides those of what they found: 2 is theirs, so a wrong call is as in sysexits.h.
const (
	exitUsage       = 64
	exitOutput      = 74
	exitConfig      = 78
	exitInterrupted = 130
)

// examine runs one of the doctors and gives its exit code.
func examine(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "card":
			return examineCard(ctx, args[1:], out, errs)
		case "psam":
			return examineModule(ctx, args[1:], out, errs)
		case "records":
			return examineRecords(ctx, args[1:], out, errs)
		case "printer":
			return examinePrinter(ctx, args[1:], os.Stdin, out, errs)
		}
	}
	fmt.Fprint(errs, usage)
	return exitUsage
}

func examineCard(ctx context.Context, args []string, out, errs io.Writer) int {
	f := flag.NewFlagSet("doctor card", flag.ContinueOnError)
	path := f.String("config", usualConfig, "configuration of the terminal")
	asJSON := f.Bool("json", false, "for scripts")
	holder := f.Bool("show-holder", false, "show what is personal on the card")
	wait := f.Duration("wait", 0, "how long to wait for a card")
	if !parsed(f, args, errs) || *wait < 0 {
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	c, err := terminalConfig(*path, given(f, "config"), errs)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitConfig
	}
	r := doctor.Card(ctx, doctor.Options{Config: c, Clock: clock.System{}, Wait: *wait, ShowHolder: *holder})
	write := r.Text
	if *asJSON {
		write = r.JSON
	}
	return told(ctx, write, r.Result.Exit(), out, errs)
}

func examineModule(ctx context.Context, args []string, out, errs io.Writer) int {
	f := flag.NewFlagSet("doctor psam", flag.ContinueOnError)
	path := f.String("config", usualConfig, "configuration of the terminal")
	reader := f.String("reader", "", "name of the module's reader, or a part of it")
	if !parsed(f, args, errs) {
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	c, err := terminalConfig(*path, given(f, "config"), errs)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitConfig
	}
	r := doctor.Module(ctx, c.PSAM, *reader, clock.System{})
	return told(ctx, r.Text, r.Result.Exit(), out, errs)
}

// told writes a report and gives the exit code. One that was interrupted says nothing: it would be half of one.
func told(ctx context.Context, write func(io.Writer) error, code int, out, errs io.Writer) int {
	if code != 0 && ctx.Err() != nil {
		fmt.Fprintln(errs, "interrupted")
		return exitInterrupted
	}
	if err := write(out); err != nil {
		fmt.Fprintln(errs, err)
		return exitOutput
	}
	return code
}

func parsed(f *flag.FlagSet, args []string, errs io.Writer) bool {
	f.SetOutput(errs)
	f.Usage = func() {} // the whole usage follows
	return f.Parse(args) == nil && f.NArg() == 0
}

// given reports whether a flag stood in the call.
func given(f *flag.FlagSet, name string) bool {
	found := false
	f.Visit(func(one *flag.Flag) { found = found || one.Name == name })
	return found
}

// terminalConfig reads the configuration. The usual one may be missing: the doctor also runs on a desk without a terminal.
func terminalConfig(path string, asked bool, errs io.Writer) (config.Config, error) {
	c, err := config.Load(path)
	if !asked && errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(errs, "there is no %s; the values that kiosk.toml ships with are taken\n", path)
		return config.Default(), nil
	}
	return c, err
}
