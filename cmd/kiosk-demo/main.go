// Command kiosk-demo is the terminal with simulated devices and invented persons: the same program behind the same reader
// daemon, on the same kind of serial line. A panel beside the screen commands the simulators and nothing else; the terminal
// learns what happened from APDUs and bytes.
//
// Without a display it starts its own X server, walks the main errand with real touches, and leaves the pictures and the
// printed slip in a folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/pictures"
	"shebao/kiosk/cmd/internal/station"
)

func main() {
	o := options{patience: patience}
	flag.StringVar(&o.out, "out", "demo-output", "folder for pictures and slips")
	flag.StringVar(&o.targets, "targets", "", "publish what can be touched to this file")
	flag.StringVar(&o.control, "control", "", "take commands for the simulators on this socket; otherwise on "+control.Demonstration()+
		", when no other demonstration has it")
	flag.StringVar(&o.confirm, "printer", "id", "how the simulated printer confirms: id, gsr or silent")
	flag.BoolVar(&o.panel, "panel", true, "show the panel of the simulators")
	flag.BoolVar(&o.upright, "portrait", false, "without a display: an upright one")
	flag.StringVar(&o.gallery, "gallery", "",
		"draw every screen in every state and mode into this folder, with index.html to leaf through, and end")
	flag.StringVar(&o.only, "only", "", `with -gallery: only pictures whose name matches this pattern, as "pin*_landscape*"`)
	flag.StringVar(&o.page, "illustrate", "", "draw the pictures of screens that this page in Markdown names, beside it, and end")
	flag.StringVar(&o.tour, "tour", "",
		"walk through every screen under an X server of its own, write the steps with pictures into this folder, and end")
	flag.BoolVar(&o.short, "short", false, "with -tour: only the main errand, on one display")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case o.gallery != "":
		err = hang(ctx, o)
	case o.page != "":
		err = pictures.Illustrate(ctx, o.page)
	case o.tour != "" && o.short:
		err = tour(ctx, o, shortWays())
	case o.tour != "":
		err = tour(ctx, o, allWays())
	case os.Getenv("DISPLAY") == "":
		err = headless(ctx, o)
	default:
		station.Environment()
		err = attended(ctx, o)
	}
	end(err)
}

// hang draws the gallery, and says how far it is.
func hang(ctx context.Context, o options) error {
	const each = 100 // pictures between two words of it
	err := pictures.Hang(ctx, o.gallery, o.only, func(done, of int) {
		if done%each == 0 || done == of {
			fmt.Printf("kiosk-demo: %d of %d pictures\n", done, of)
		}
	})
	if err == nil {
		fmt.Println("kiosk-demo: the gallery is", filepath.Join(o.gallery, "index.html"))
	}
	return err
}

// end ends the process.
func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "kiosk-demo:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

type options struct {
	out, targets, control, confirm string
	gallery, only, page, tour      string
	self                           string        // the built command; "" is this process's own
	patience                       time.Duration // how long each step of a tour may take
	panel, upright, short          bool
}
