package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/config"
)

const slipKeyUsage = `  kioskctl slip key [-config FILE | -key KEY]
      prints the id of the key with which certificates are signed, and makes the key when it is not there. Run it as the terminal's
      user. A key is never replaced: move the old one away first, and keep its certificate where papers are checked
  kioskctl slip request [-config FILE | -key KEY -terminal ID] [-out FILE]
      writes a signing request (PKCS#10, SM2) for that key, with the terminal's id as its common name; what the agency makes of it
      is slips.cert_file in kiosk.toml (docs/slip-check.md)
`

// slipSource is which terminal's key is meant.
type slipSource struct{ key, terminal string }

// slipFlags reads what both commands are given: a configuration, or what they need of one.
func slipFlags(f *flag.FlagSet, args []string, needTerminal bool) (slipSource, error) {
	path := f.String("config", "", "configuration of the terminal")
	var s slipSource
	f.StringVar(&s.key, "key", "", "the key, instead of the configuration's")
	if needTerminal {
		f.StringVar(&s.terminal, "terminal", "", "the terminal's id, instead of the configuration's")
	}
	err := f.Parse(args)
	if err != nil || f.NArg() != 0 || *path != "" && s.key != "" || needTerminal && (s.key == "") != (s.terminal == "") {
		return s, errUsage
	}
	if s.key != "" {
		return s, nil
	}
	if *path == "" {
		*path = usualConfig
	}
	c, err := config.Load(*path)
	if err != nil {
		return s, err
	}
	return slipSource{c.Slips.KeyFile, c.Terminal.ID}, nil
}

// slipKey prints which key signs certificates. A key that is there and cannot be used is an error, never a reason for another one.
func slipKey(args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("slip key", flag.ContinueOnError)
	f.SetOutput(errs)
	s, err := slipFlags(f, args, false)
	if err != nil {
		return err
	}
	key, err := attest.LoadKey(s.key)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = attest.Generate(s.key)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s  %s\n", key.ID(), s.key)
	return err
}

func slipRequest(args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("slip request", flag.ContinueOnError)
	f.SetOutput(errs)
	file := f.String("out", "", "where to write it; without it to standard output")
	s, err := slipFlags(f, args, true)
	if err != nil {
		return err
	}
	key, err := attest.LoadKey(s.key)
	if err != nil {
		return err
	}
	request, err := key.Request(s.terminal)
	if err != nil {
		return err
	}
	if *file == "" {
		_, err = out.Write(request)
		return err
	}
	if err := os.WriteFile(*file, request, 0o644); err != nil { // it is for others, and can be made again
		return err
	}
	_, err = fmt.Fprintf(out, "%s: request of terminal %s for key %s\n", *file, s.terminal, key.ID())
	return err
}
