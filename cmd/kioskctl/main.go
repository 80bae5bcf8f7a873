// Command kioskctl is the operator's tool.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/internal/config"
)

const usage = `usage:
  kioskctl records generate [-persons N] [-seed S] [-dense] [-csv DIR] [-at DAY] [-algorithm A] [-config FILE | -key KEY] [FILE]
      makes a record file of invented persons; it is marked as generated. Its key is FILE.key, which is made when it is missing.
      -csv writes the raw rows as plain CSV beside it
  kioskctl records show -person - [-json] [-at DAY] [-config FILE | -key KEY] [FILE]
      prints what the screens show of the persons whose numbers come on standard input, one on a line: each query with totals,
      marks, dates and source. Only for a file that is marked as generated
  kioskctl records rekey [-config FILE] [-algorithm A]
  kioskctl records rekey -key KEY -new-key NEWKEY [-algorithm A] FILE
      seals the record file with a new key. The first form puts the new key in the place of the old one, and may be run again after
      it was interrupted; the second leaves both keys where they are, and makes NEWKEY when it is not there. A is AES-256-GCM or
      SM4-GCM
  kioskctl records import [-config FILE] [-into RECORDFILE] [-key KEYFILE] -mapping NAME-OR-FILE [-as-of DATE] [-source NAME]
      [-places 370100,...] [-encoding auto|utf-8|gb18030] [-report FILE.csv] [-algorithm A] [-strict] [-dry-run] [-preview N]
      INPUT...
      adds files of an agency (CSV, XLSX, DBF) to a record file, each as a batch that can be undone; docs/records-import.md.
      Without -key the key lies beside the record file and is made where there is none. Ends with 1 when a row was refused;
      the others are imported, unless -strict is given
  kioskctl records batches [-config FILE] [-into RECORDFILE] [-key KEYFILE]
      lists the batches of a record file, and says when the file is not what they make
  kioskctl records undo [-config FILE] [-into RECORDFILE] [-key KEYFILE] BATCH
      takes a batch out and makes the record file anew
  kioskctl records mappings
      lists the layouts that can be imported
  kioskctl config check [FILE]
      reads a configuration and names every fault with line and column
  kioskctl printer emptied [-config FILE]
      tells the running terminal that the printer holds nothing of an earlier slip: it was switched off and on, and what came
      out was taken away. For printers that cannot be cleared by a command
  kioskctl doctor card [-config FILE] [-json] [-show-holder] [-wait DURATION]
      looks at the card reader and the card in it, and has the card prove itself: readers, ATR, generation, algorithm,
      authenticity, PIN tries left, and how long each command took. It waits for a card as long as -wait says, for example 10s.
      It shows nothing personal of the card, unless -show-holder is given. -json is for scripts.
      Exit codes: 0 read, 2 no card service or no reader, 3 no card, 4 not a social security card, 5 not authenticated (what is
      free to read is shown), 6 the card has a fault or the reader is held by the running terminal
  kioskctl doctor psam [-config FILE] [-reader NAME]
      looks at the security module and prints the three lines that bind the terminal to it, for kiosk.toml
      Exit codes: 0 the configuration says the same, 1 it does not, 2 no card service or no reader, 3 no module, 6 a fault
  kioskctl doctor records [-config FILE]
      looks at the record file and its key: whether it is whole, what made it, up to when it is complete, how many persons and cards
      it has, and whether the key would be stolen with it.
      Exit codes: 0 all is well, 1 something is not
  kioskctl doctor printer [-config FILE] [-json] [-yes]
      asks the printer what it is, prints a test page after asking (-yes does not ask), measures how it says that it has printed
      and whether it can be cleared, asks what is seen on the page, and proposes a profile; docs/printers.md. The terminal must be
      stopped. -json is for scripts.
      Exit codes: 0 the configuration has that profile, 1 another is proposed, 2 the line cannot be used, 3 no answer, 4 not
      ready (paper, cover, cutter), 5 no page was agreed to, 6 a fault
  All doctors also end with 64 after a wrong call, 74 when nobody takes what they say, 78 after a fault of the configuration and
  130 after an interrupt. Without -config, and without the usual file, they take the values that kiosk.toml ships with.
`

// Exit codes: 0 done, 1 it failed, 2 the call was wrong. The doctors have their own, see doctor.go.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) > 0 && args[0] == "doctor" {
		return examine(ctx, args[1:], out, errs)
	}
	err := dispatch(ctx, args, out, errs)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage), errors.Is(err, flag.ErrHelp):
		fmt.Fprint(errs, usage, slipUsage, slipKeyUsage, slipRegisterUsage, journalUsage, tablesUsage, faqUsage, simulateUsage)
		return 2
	}
	fmt.Fprintln(errs, err)
	var own exit
	if errors.As(err, &own) {
		return own.code
	}
	return 1
}

func dispatch(ctx context.Context, args []string, out, errs io.Writer) error {
	if len(args) < 2 {
		return errUsage
	}
	switch args[0] {
	case "tables":
		return editTables(args[1:], out, errs)
	case "faq":
		return faqs(ctx, args[1:], out, errs)
	}
	switch args[0] + " " + args[1] {
	case "records generate":
		return generateRecords(ctx, args[2:], out, errs)
	case "records show":
		return showRecords(ctx, args[2:], os.Stdin, out, errs)
	case "records rekey":
		return rekey(ctx, args[2:], out, errs)
	case "records import":
		return importRecords(ctx, args[2:], out, errs)
	case "records batches":
		return listBatches(args[2:], out, errs)
	case "records undo":
		return undoBatch(ctx, args[2:], out, errs)
	case "records mappings":
		return listMappings(args[2:], out)
	case "config check":
		return checkConfig(args[2:], out)
	case "slip list":
		return slipList(args[2:], out, errs)
	case "slip render":
		return slipRender(ctx, args[2:], os.Stdin, out, errs)
	case "slip print":
		return slipPrint(ctx, args[2:], os.Stdin, out, errs)
	case "slip register":
		return slipRegister(ctx, args[2:], out, errs)
	case "slip key":
		return slipKey(args[2:], out, errs)
	case "slip request":
		return slipRequest(args[2:], out, errs)
	case "printer emptied":
		return tell(ctx, control.PrinterEmptied, args[2:], out, errs)
	case "simulate printer":
		return simulate(ctx, "printer", args[2:], out, errs)
	case "printer refilled":
		return refilled(ctx, args[2:], out, errs)
	case "printer paper":
		return paperUsed(ctx, args[2:], out, errs)
	case "journal resolve":
		return resolveSlip(ctx, args[2:], out, errs)
	case "journal papers":
		return listPapers(ctx, args[2:], out, errs)
	case "journal ratings":
		return listRatings(ctx, args[2:], out, errs)
	}
	return errUsage
}

// usualConfig is where an installed terminal has its configuration.
const usualConfig = "/etc/kiosk/kiosk.toml"

// tell gives a command to the running terminal.
func tell(ctx context.Context, command string, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet(command, flag.ContinueOnError)
	f.SetOutput(errs)
	path := f.String("config", usualConfig, "configuration of the terminal")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	c, err := config.Load(*path)
	if err != nil {
		return err
	}
	if err := control.Ask(ctx, c.Operator.Socket, command); err != nil {
		return err
	}
	fmt.Fprintln(out, "done")
	return nil
}

func checkConfig(args []string, out io.Writer) error {
	path := usualConfig
	switch len(args) {
	case 0:
	case 1:
		path = args[0]
	default:
		return errUsage
	}
	if _, err := config.Load(path); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: no fault\n", path)
	return nil
}
