package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/slip"
)

const slipRegisterUsage = `  kioskctl slip register [-config FILE] [-out FILE]
      writes the register of this terminal's papers, signed with its key, for those who check papers (docs/slip-check.md): codes,
      kinds and days, nothing of anybody. It works while the terminal runs, and when it does not. Run it as the terminal's user
`

// slipRegister writes which papers this terminal has given a code.
func slipRegister(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("slip register", flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	file := f.String("out", "", "where to write it; without it to standard output")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	c, papers, err := askFor[[]ledger.Paper](ctx, *path, ledger.Papers)
	if err != nil {
		return err
	}
	signer, err := attest.LoadSigner(c.Terminal.ID, attest.Files{Key: c.Slips.KeyFile, Cert: c.Slips.CertFile})
	if err != nil {
		return err
	}
	r, err := registerOf(c.Terminal.ID, papers, time.Now())
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := signer.WriteRegister(&text, r); err != nil {
		return err
	}
	if *file == "" {
		_, err = out.Write(text.Bytes())
		return err
	}
	if err := os.WriteFile(*file, text.Bytes(), 0o644); err != nil { // it is for others to read
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d papers since %s\n", *file, len(r.Entries), r.From.Format(time.DateOnly))
	return err
}

// registerOf is the register as of now. No paper is ever removed from a journal, so it has every one since the oldest; a journal that
// was lost begins with its own oldest, and papers from before are not in the register's time.
func registerOf(terminal string, papers []ledger.Paper, now time.Time) (attest.Register, error) {
	r := attest.Register{Terminal: terminal, From: now.In(clock.Zone()), AsOf: now}
	for _, p := range papers {
		code, err := attest.ParseCode(p.Code)
		if err != nil {
			return r, err
		}
		e := attest.Entry{Code: code, Kind: slip.Kind(p.Kind)}
		if p.Replaced != "" {
			if e.ReplacedBy, err = attest.ParseCode(p.Replaced); err != nil {
				return r, err
			}
		}
		if e.Issued, err = time.ParseInLocation(time.DateOnly, p.Issued, clock.Zone()); err != nil {
			return r, err
		}
		if e.Expires, err = time.ParseInLocation(time.DateOnly, p.Expires, clock.Zone()); err != nil {
			return r, err
		}
		if e.Issued.Before(r.From) {
			r.From = e.Issued
		}
		r.Entries = append(r.Entries, e)
	}
	return r, nil
}
