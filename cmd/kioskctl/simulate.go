package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"strings"

	"shebao/kiosk/cmd/internal/control"
)

// simulateUsage is printed with the usage of the other commands. The demonstration itself knows what the words mean: this tool
// is part of a terminal's installation and holds nothing of a simulator.
const simulateUsage = `  kioskctl simulate printer [-socket FILE] COMMAND
      tells the simulated printer of a running kiosk-demo what happens to it. COMMAND is one of
        paper out [MM] | in | jam | free      near-end on | off        cover open | close
        cutter jam | clear                    head hot | cool          silence on | off
        garbage BYTES                         speed MM/S               power cut
        cable out | in                        presenter take | leave | retract | jam | clear
        status                                prints what state it is in, one property a line
`

// simulate passes a command on to the demonstration.
func simulate(ctx context.Context, device string, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("simulate "+device, flag.ContinueOnError)
	f.SetOutput(errs)
	socket := f.String("socket", control.Demonstration(), "where the demonstration takes commands")
	if err := f.Parse(args); err != nil || f.NArg() == 0 {
		return errUsage
	}
	line := device + " " + strings.Join(f.Args(), " ")
	if strings.ContainsAny(line, "\r\n") { // it would be two commands
		return errUsage
	}
	answer, err := control.AskFor(ctx, *socket, line)
	if away := (*net.OpError)(nil); errors.As(err, &away) {
		return fmt.Errorf("%w\n(is a kiosk-demo running, and does it take commands on %s?)", err, *socket)
	}
	if err != nil {
		return err
	}
	if answer == "" {
		answer = "done"
	}
	for property := range strings.FieldsSeq(answer) {
		fmt.Fprintln(out, property)
	}
	return nil
}
