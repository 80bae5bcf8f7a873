// Command kiosk is the terminal.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"shebao/kiosk/cmd/internal/station"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

func main() {
	path := flag.String("config", "/etc/kiosk/kiosk.toml", "configuration file")
	flag.Parse()
	station.Environment()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	end(run(ctx, *path))
}

// end ends the process.
func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func run(ctx context.Context, path string) error {
	c, err := config.Load(path)
	if err != nil {
		return err
	}
	var modules card.Slot
	if c.PSAM.Reader != "" {
		modules = pcsc.New(clock.System{}, pcsc.Options{Reader: c.PSAM.Reader})
		c.Card.Ignore = append(c.Card.Ignore, c.PSAM.Reader)
	}
	proof, err := station.NewProof(c, modules)
	if err != nil {
		return err
	}
	slot := pcsc.New(clock.System{}, pcsc.Options{Reader: c.Card.Reader, Ignore: c.Card.Ignore})
	return station.Run(ctx, station.Options{Config: c, Slot: slot, Proof: proof, End: end})
}
