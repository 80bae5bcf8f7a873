package printertest_test

import (
	"flag"
	"os"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/line"
	"shebao/kiosk/devices/printer/printertest"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/clock"
)

// These name a real printer with paper in it, which prints two slips of invented texts:
//
//	go test ./devices/printer/printertest -run Hardware -v -printer /dev/ttyUSB0 -profile epson-tm-t88 -baud 38400 -tape FILE
//
// The conversation is kept in FILE: put into testdata, it is played in every later run. KIOSK_PRINTER names the device too.
var (
	device  = flag.String("printer", os.Getenv("KIOSK_PRINTER"), "device of a real printer with paper in it")
	model   = flag.String("profile", "generic80", "its profile")
	baud    = flag.Int("baud", 9600, "its speed")
	tapeOut = flag.String("tape", "", "file that the conversation is kept in")
)

func TestHardware(t *testing.T) {
	if *device == "" {
		t.Skip("no printer was named with -printer or KIOSK_PRINTER")
	}
	text := converse(t, *device, *model, *baud, "Recorded from a real printer.")
	if *tapeOut != "" {
		if err := os.WriteFile(*tapeOut, []byte(text), 0o644); err != nil {
			t.Error(err)
		}
	}
	t.Log("is each slip whole, alone and cut? The suite cannot see it")
}

// converse goes through what any printer must do, and gives the transcript.
func converse(t *testing.T, path, model string, baud int, remark string) string {
	profile, ok := printer.ProfileNamed(model)
	if !ok {
		t.Fatalf("no profile %q", model)
	}
	l, err := line.Open(path, baud, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	tape := &printertest.Tape{}
	tape.Remark(remark)
	d := printer.New(tape.Over(l, clock.System{}), profile, printertest.Glyphs(), clock.System{})
	printertest.Basic(t, d, profile, func(call, answer string) {
		tape.Call(call)
		tape.Answer(answer)
		t.Logf("%s: %s", call, answer)
	})
	text := tape.Transcript(model, baud)
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	return text
}

// What is done with real hardware is tried without: on the simulator's line, with the system's clock. What was recorded there can
// be played.
func TestHardwareWithout(t *testing.T) {
	for _, model := range []string{"generic80", "generic58-gsr"} {
		profile, _ := printer.ProfileNamed(model)
		o := setup(profile).Options
		o.Clock, o.Columns, o.Speed = clock.System{}, profile.Columns, 50
		sim, err := simprinter.Start(o)
		if err != nil {
			t.Fatal(err)
		}
		defer sim.Close()
		text := converse(t, sim.Path(), model, 115200, "Recorded from the simulated printer, on the system's clock.")
		if n := len(sim.Slips()); n != 2 || len(sim.Warnings()) != 0 {
			t.Errorf("%d slips, warnings %q", n, sim.Warnings())
		}
		s, err := printertest.ParseTranscript(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		printertest.Replay(t, s)
	}
}
