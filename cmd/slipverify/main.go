// Command slipverify lets an agency, a bank or an employer check a paper that a terminal printed: by the text of its QR code or by
// its code. It needs the agencies' certificates and the terminals' own, and no connection to anything; docs/slip-check.md.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/words"
)

const usage = `usage:
  slipverify check -certs DIR -ca FILE [-register FILE]... [-json] [TEXT | -]
      checks one paper: the whole text of its QR code, or its code. Without TEXT, or with -, it is read from standard input, where
      it does not appear in the list of processes. -json is for programs
      Exit codes: 0 genuine, 3 altered, 4 expired, 5 replaced, 6 not known, 7 specimen, 8 unreadable, 9 the code is registered (the
      content was not checked), 1 it could not be checked, 2 a wrong call
  slipverify serve -certs DIR -ca FILE [-register FILE]... [-listen 127.0.0.1:8443] [-tls-cert FILE -tls-key FILE] [-proxy]
      serves one page on which a paper is checked. Without a TLS certificate it listens to its own machine only; -proxy believes a
      proxy on this machine whom it asks for (X-Forwarded-For). SIGHUP reads certificates and registers anew
  DIR is a folder with the terminals' certificates (*.pem, *.crt, *.cer), or one file with many; FILE of -ca has those of the
  agencies that made them. A register is a file that "kioskctl slip register" wrote, or a folder with such files (*.register).
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, clock.System{}))
}

// The exit codes that are no result.
const (
	exitFailed = 1
	exitUsage  = 2
)

// exit is the code of a result; each has its own, so that a script needs no text.
func exit(r attest.Result) int {
	switch r {
	case attest.Genuine:
		return 0
	case attest.Altered:
		return 3
	case attest.Expired:
		return 4
	case attest.Replaced:
		return 5
	case attest.NotKnown:
		return 6
	case attest.Specimen:
		return 7
	case attest.Unreadable:
		return 8
	case attest.Registered:
		return 9
	}
	return exitFailed
}

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer, c clock.Clock) int {
	if len(args) == 0 {
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	var code int
	var err error
	switch args[0] {
	case "check":
		code, err = check(args[1:], in, out, errs, c)
	case "serve":
		err = serve(ctx, args[1:], errs, c)
	default:
		err = errUsage
	}
	switch {
	case err == nil:
		return code
	case errors.Is(err, errUsage):
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	fmt.Fprintln(errs, err)
	return exitFailed
}

var errUsage = errors.New("usage")

// sources are where a verifier comes from.
type sources struct {
	certs, ca string
	registers []string
}

func (s *sources) flags(f *flag.FlagSet) {
	f.StringVar(&s.certs, "certs", "", "folder or file with the certificates of terminals")
	f.StringVar(&s.ca, "ca", "", "certificates of the agencies")
	f.Func("register", "a terminal's register of codes, or a folder with some", func(path string) error {
		s.registers = append(s.registers, path)
		return nil
	})
}

// load reads everything. One register that is damaged, or that no known terminal signed, is an error of all of it: to go on without
// it would call papers genuine that it says are replaced.
func (s sources) load() (*attest.Verifier, error) {
	trust, err := attest.LoadTrust(s.certs, s.ca)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, path := range s.registers {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		found, err := filepath.Glob(filepath.Join(path, "*.register"))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	var registers []attest.Register
	for _, path := range files {
		r, err := readRegister(trust, path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		registers = append(registers, r)
	}
	return attest.NewVerifier(trust, registers...), nil
}

func readRegister(trust *attest.Trust, path string) (attest.Register, error) {
	f, err := os.Open(path)
	if err != nil {
		return attest.Register{}, err
	}
	defer f.Close()
	return trust.ReadRegister(f)
}

// inputLimit is the most that is read of standard input: a QR text has 450 bytes, and the rest is another file.
const inputLimit = 64 << 10

func check(args []string, in io.Reader, out, errs io.Writer, c clock.Clock) (int, error) {
	f := flag.NewFlagSet("check", flag.ContinueOnError)
	f.SetOutput(errs)
	var s sources
	s.flags(f)
	asJSON := f.Bool("json", false, "for programs")
	if err := f.Parse(args); err != nil || f.NArg() > 1 || s.certs == "" || s.ca == "" {
		return 0, errUsage
	}
	text := f.Arg(0)
	if text == "" || text == "-" {
		b, err := io.ReadAll(io.LimitReader(in, inputLimit))
		if err != nil {
			return 0, err
		}
		text = string(b)
	}
	v, err := s.load()
	if err != nil {
		return 0, err
	}
	verdict := v.Check(text, c.Now())
	if *asJSON {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		err = e.Encode(verdict)
	} else {
		_, err = io.WriteString(out, inWords(verdict, words.New()))
	}
	return exit(verdict.Result), err
}

// row is a line of what a paper shows.
type row struct{ Label, Value string }

// rows are what is shown of a paper, beside its sentence.
func rows(v attest.Verdict, w *words.Catalogue) []row {
	var out []row
	for _, r := range []struct{ key, value string }{{"attest.page.kind", v.Title}, {"attest.page.issued", v.Issued},
		{"attest.page.expires", v.Expires}, {"attest.page.terminal", v.Terminal}, {"attest.page.code", v.Code}} {
		if r.value != "" {
			out = append(out, row{w.Say(words.Chinese, r.key), r.value})
		}
	}
	return out
}

func inWords(v attest.Verdict, w *words.Catalogue) string {
	var t strings.Builder
	fmt.Fprintf(&t, "%s\n%s\n", v.Headline, v.Advice)
	if v.Says != "" {
		fmt.Fprintf(&t, "\n%s\n", v.Says)
	}
	for i, r := range rows(v, w) {
		if i == 0 {
			t.WriteString("\n")
		}
		fmt.Fprintf(&t, "%s：%s\n", r.Label, r.Value)
	}
	return t.String()
}
