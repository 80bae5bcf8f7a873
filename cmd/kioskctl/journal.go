package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"text/tabwriter"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/journal"
)

const journalUsage = `  kioskctl journal resolve [-config FILE] [-list | ID confirmed|failed]
      lists the slips of which nobody knows whether they came out, and writes down what somebody saw: confirmed when the slip came
      out whole, failed when it did not. It is never printed again by itself. docs/printing.md
  kioskctl journal papers [-config FILE] [-json]
      lists every code that this terminal gave a certificate, and whether it is valid, expired or replaced
  kioskctl journal ratings [-config FILE] [-json]
      lists how often each grade of 好差评 was given on each day
  kioskctl printer refilled [-config FILE] [-metres N]
      says that a new roll was put in; N when it is not as long as printer.roll_metres
  kioskctl printer paper [-config FILE] [-json]
      says how much of the roll was used. It is reckoned, and only advises: the printer's sensor decides
  These five work while the terminal runs, and when it does not.
`

// ask puts a question to the running terminal; when none runs it opens the journal and answers itself.
func ask(ctx context.Context, c config.Config, question string) (string, error) {
	answer, err := control.AskFor(ctx, c.Operator.Socket, question)
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED) {
		return answer, err
	}
	book, err := journal.OpenOnly(c.Journal.File, clock.System{})
	switch {
	case errors.Is(err, journal.ErrInUse):
		return "", fmt.Errorf("%w; whoever it is takes no commands at %s. Nothing was changed", err, c.Operator.Socket)
	case err != nil:
		return "", err
	}
	answer, known, err := ledger.Obey(ctx, book, clock.System{}, question)
	if err == nil && !known {
		err = errUsage
	}
	return answer, errors.Join(err, book.Close())
}

// askFor is ask for an answer of a kind.
func askFor[T any](ctx context.Context, path, question string) (c config.Config, answer T, err error) {
	if c, err = config.Load(path); err != nil {
		return c, answer, err
	}
	said, err := ask(ctx, c, question)
	if err != nil {
		return c, answer, err
	}
	if err := json.Unmarshal([]byte(said), &answer); err != nil {
		return c, answer, fmt.Errorf("the terminal's answer is not understood; is it of another version? %w", err)
	}
	return c, answer, nil
}

// resolveSlip lists the slips of which nobody knows, or takes somebody's word on one.
func resolveSlip(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("journal resolve", flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	list := f.Bool("list", false, "list them")
	if err := f.Parse(args); err != nil || *list && f.NArg() != 0 || f.NArg() != 0 && f.NArg() != 2 {
		return errUsage
	}
	if f.NArg() == 0 {
		return listUnresolved(ctx, *path, out)
	}
	id, word := f.Arg(0), f.Arg(1)
	if word != string(journal.Confirmed) && word != string(journal.Failed) || strings.ContainsAny(id, " \t\r\n") || id == "" {
		return errUsage
	}
	c, err := config.Load(*path)
	if err != nil {
		return err
	}
	if _, err := ask(ctx, c, ledger.Resolve+" "+id+" "+word); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is %s\n", id, word)
	return err
}

func listUnresolved(ctx context.Context, path string, out io.Writer) error {
	_, jobs, err := askFor[[]ledger.Job](ctx, path, ledger.Unresolved)
	if err != nil {
		return err
	}
	if len(jobs) == 0 {
		_, err := fmt.Fprintln(out, "of every slip it is known what became")
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tKIND\tBEGUN\tREASON")
	for _, j := range jobs {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", j.ID, orDash(j.Kind), j.Time, orDash(j.Reason))
	}
	return t.Flush()
}

// listPapers lists the codes of papers. It shows nothing of whose they are.
func listPapers(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("journal papers", flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	asJSON := f.Bool("json", false, "for scripts")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	_, papers, err := askFor[[]ledger.Paper](ctx, *path, ledger.Papers)
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(out).Encode(papers)
	}
	if len(papers) == 0 {
		_, err := fmt.Fprintln(out, "no paper was given a code yet")
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CODE\tKIND\tSTATE\tISSUED\tEXPIRES\tSHEETS\tREPLACED BY")
	for _, p := range papers {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", p.Code, p.Kind, p.State, p.Issued, p.Expires, p.Sheets, orDash(p.Replaced))
	}
	return t.Flush()
}

// listRatings lists the grades of 好差评 by days.
func listRatings(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("journal ratings", flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	asJSON := f.Bool("json", false, "for scripts")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	_, days, err := askFor[[]ledger.Rating](ctx, *path, ledger.Grades)
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(out).Encode(days)
	}
	if len(days) == 0 {
		_, err := fmt.Fprintln(out, "no grade was given yet")
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DAY\t非常满意\t满意\t基本满意\t不满意\t非常不满意")
	for _, d := range days {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\n", d.Day, d.Given[4], d.Given[3], d.Given[2], d.Given[1], d.Given[0])
	}
	return t.Flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
