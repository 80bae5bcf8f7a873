package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"

	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/internal/config"
)

// refilled tells the journal that a new roll was put in.
func refilled(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("printer refilled", flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	metres := f.Int("metres", 0, "length of the new roll, when it is not printer.roll_metres")
	if err := f.Parse(args); err != nil || f.NArg() != 0 || given(f, "metres") && *metres <= 0 {
		return errUsage
	}
	c, err := config.Load(*path)
	if err != nil {
		return err
	}
	question, length := ledger.Refilled, c.Printer.RollMetres
	if *metres > 0 {
		question, length = fmt.Sprintf("%s %d", ledger.Refilled, *metres), *metres
	}
	if _, err := ask(ctx, c, question); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "a new roll of %d m is counted from now on\n", length)
	return err
}

// rollReport is the roll with the share of it that was used.
type rollReport struct {
	ledger.Roll
	Share float64 `json:"share"` // of the roll; above 1 when more was printed than it held, so a refill was not said
}

// paperUsed says how much of the roll was used.
func paperUsed(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("printer paper", flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	asJSON := f.Bool("json", false, "for scripts")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	c, roll, err := askFor[ledger.Roll](ctx, *path, ledger.Used)
	if err != nil {
		return err
	}
	if roll.Metres == 0 {
		roll.Metres = c.Printer.RollMetres
	}
	r := rollReport{Roll: roll, Share: roll.MM / 1000 / float64(roll.Metres)}
	if *asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	since := "the journal began; no refill was ever said"
	if r.Since != "" {
		since = r.Since
	}
	_, err = fmt.Fprintf(out, "%d slips, %.1f m of %d m (%.0f %%) since %s\n", r.Slips, r.MM/1000, r.Metres, 100*r.Share, since)
	if err == nil && r.Share > 1 {
		_, err = fmt.Fprintln(out, "More than the roll held: a new one was put in and not said (kioskctl printer refilled).")
	}
	return err
}
