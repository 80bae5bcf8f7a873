package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"text/tabwriter"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/faq/unanswered"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// faqSearch finds what a terminal would find.
func faqSearch(args []string, out, errs io.Writer) error {
	f := faqFlags("search", errs)
	source := faqSourceFlags(f)
	explain := f.Bool("explain", false, "say why")
	rest, err := mixed(f, args)
	if err != nil || len(rest) == 0 {
		return errUsage
	}
	l, err := source.library()
	if err != nil {
		return err
	}
	query := strings.Join(rest, " ")
	engine := search.New(l)
	if e, ok := any(engine).(interface{ Explain(query string) string }); ok && *explain {
		_, err := fmt.Fprintln(out, strings.TrimRight(e.Explain(query), "\n"))
		return err
	}
	r := engine.Search(query)
	fmt.Fprintln(out, r.Outcome)
	if r.Referral != "" {
		for _, n := range l.Referrals {
			if n.ID == r.Referral {
				fmt.Fprintf(out, "%s: %s\n", n.Name, n.Text)
			}
		}
	}
	for i, h := range r.Hits {
		e, _ := l.Entry(h.Entry)
		at := h.Entry
		if h.Root != h.Entry {
			at += " of " + h.Root
		}
		fmt.Fprintf(out, "%2d  %.3f  %s  %s\n", i+1, h.Score, at, e.Question)
	}
	return nil
}

// faqUnanswered lists what was asked and not found. While the terminal runs it alone has the file open.
func faqUnanswered(ctx context.Context, args []string, out, errs io.Writer) error {
	f := faqFlags("unanswered", errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	asJSON := f.Bool("json", false, "for scripts")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	c, err := config.Load(*path)
	if err != nil {
		return err
	}
	answer, err := askQuestions(ctx, c)
	if err != nil {
		return err
	}
	var all []unanswered.Question
	if err := json.Unmarshal([]byte(answer), &all); err != nil {
		return fmt.Errorf("the terminal's answer is not understood; is it of another version? %w", err)
	}
	if *asJSON {
		return json.NewEncoder(out).Encode(all)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(out, "nothing was asked twice that was not found")
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "VISITS\tLAST\tBY MONTH\tASKED")
	for _, q := range all {
		months := make([]string, 0, len(q.Months))
		for _, m := range q.Months {
			months = append(months, fmt.Sprintf("%s:%d", m.Month, m.Visits))
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\n", q.Visits, q.Months[0].Month, strings.Join(months, " "), q.Text)
	}
	return t.Flush()
}

func askQuestions(ctx context.Context, c config.Config) (string, error) {
	answer, err := control.AskFor(ctx, c.Operator.Socket, ledger.Unanswered)
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED) {
		return answer, err
	}
	asked, err := unanswered.OpenOnly(filepath.Join(filepath.Dir(c.Journal.File), unanswered.FileName), clock.System{})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "[]", nil
	case errors.Is(err, unanswered.ErrInUse):
		return "", fmt.Errorf("%w; whoever it is takes no commands at %s", err, c.Operator.Socket)
	case err != nil:
		return "", err
	}
	answer, _, err = ledger.ObeyAsked(ctx, asked, ledger.Unanswered)
	return answer, errors.Join(err, asked.Close())
}
