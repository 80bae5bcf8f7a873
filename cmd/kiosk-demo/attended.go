package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/station"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/generate"
)

// attended runs the terminal on the display, with everything of its own in a folder that is removed at the end. It returns
// what kept it from starting.
func attended(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "kiosk-demo-")
	if err != nil {
		return err
	}
	var open station.Closers
	open.Add(func() { os.RemoveAll(dir) })
	err = serve(ctx, o, dir, &open)
	open.Close()
	return err
}

// serve sets the demonstration up and runs it.
func serve(ctx context.Context, o options, dir string, open *station.Closers) error {
	c := config.Default()
	c.Terminal = config.Terminal{ID: "SD-0101-0001", Hall: "济南市历下区社会保险服务大厅", Phone: "12345", Rating: true}
	c.Records.File, c.Records.KeyFile = filepath.Join(dir, "records.db"), filepath.Join(dir, "records.key")
	c.Journal = config.Journal{File: filepath.Join(dir, "kiosk.db"), KeyFile: filepath.Join(dir, "keys")}
	c.Operator.Socket = filepath.Join(dir, "socket")
	c.Printer.Device = filepath.Join(dir, "printer")
	c.Screen.ShowCursor = o.panel
	profile, mode, err := confirmation(o.confirm)
	if err != nil {
		return err
	}
	c.Printer.Profile = profile
	c.Slips.KeyFile, c.Slips.PerDay = filepath.Join(dir, "slips.key"), 20 // who shows it prints the same slip many times a day
	if _, err := attest.Generate(c.Slips.KeyFile); err != nil {
		return err
	}
	key, err := keys.RecordsAt(c.Records.KeyFile)
	if err != nil {
		return err
	}
	if err := generate.Write(ctx, c.Records.File, key, generate.Options{Seed: 1, Now: time.Now()}); err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}

	b, err := newWorkbench(ctx, c.Printer.Device, mode, o.out)
	if err != nil {
		return err
	}
	open.Add(b.close)
	c.PSAM = b.psam
	proof, err := station.NewProof(c, b.modules)
	if err != nil {
		return err
	}
	p := newPublisher(o.targets)
	opts := station.Options{Config: c, Slot: b.slot, Proof: proof, Specimen: true, OnlyInvented: true, Drawn: p.drawn,
		End: func(err error) { open.Close(); end(err) }}
	if o.panel {
		panel, err := newPanel(b, p)
		if err != nil {
			return err
		}
		opts.Around = func(screen fyne.CanvasObject) fyne.CanvasObject { return beside(screen, panel) }
	}
	socket := o.control
	if socket == "" {
		socket = control.Demonstration()
	}
	stop, err := control.Serve(ctx, socket, func(_ context.Context, line string) (string, error) { return b.command(line) })
	switch {
	case err == nil:
		open.Add(stop)
		fmt.Println("kiosk-demo: the simulators take commands on", socket)
	case o.control != "":
		return err
	default: // of two demonstrations the second is moved by its panel alone
		fmt.Println("kiosk-demo: no commands for the simulators:", err)
	}
	fmt.Println("kiosk-demo: cards are", b.how)
	return station.Run(ctx, opts)
}
