package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/clock"
)

// A simulated printer is commanded through the socket, and says what state it is in.
func TestSimulatePrinter(t *testing.T) {
	p, err := simprinter.Start(simprinter.Options{Clock: clock.System{}, Presenter: simprinter.PPU700})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	socket := filepath.Join(t.TempDir(), "socket")
	stop, err := control.Serve(t.Context(), socket, func(_ context.Context, line string) (string, error) {
		word, rest, _ := strings.Cut(line, " ")
		if word != "printer" {
			t.Errorf("the line is %q", line)
		}
		return p.Obey(rest)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	for _, c := range []struct{ command, want string }{
		{"paper out", "paper=out"}, {"paper in", "paper=in"}, {"cover open", "cover=open"}, {"cover close", "line=online"},
		{"head hot", "head=hot"}, {"speed 30", "speed=30mm/s"}, {"cable out", "cable=out"}, {"cable in", "cable=in"},
	} {
		args := append([]string{"simulate", "printer", "-socket", socket}, strings.Fields(c.command)...)
		if code, out, errs := call(t, args...); code != 0 || out != "done\n" {
			t.Errorf("%s: %d %s%s", c.command, code, out, errs)
		}
		if code, out, _ := call(t, "simulate", "printer", "-socket", socket, "status"); code != 0 || !strings.Contains("\n"+out, "\n"+c.want+"\n") {
			t.Errorf("after %s: %d %s", c.command, code, out)
		}
	}
	if code, _, errs := call(t, "simulate", "printer", "-socket", socket, "burn"); code != 1 || !strings.Contains(errs, "no such command") {
		t.Errorf("%d %s", code, errs)
	}
	for _, bad := range [][]string{{}, {"cover open\nprinter cover close"}} {
		if code, _, errs := call(t, append([]string{"simulate", "printer", "-socket", socket}, bad...)...); code != 2 || !strings.Contains(errs, "kioskctl simulate") {
			t.Errorf("%q: %d %s", bad, code, errs)
		}
	}
	stop()
	if code, _, errs := call(t, "simulate", "printer", "-socket", socket, "status"); code != 1 || !strings.Contains(errs, "running") {
		t.Errorf("without a demonstration: %d %s", code, errs)
	}
}

// Every command of the simulator stands in the usage of the tool, which does not hold the simulator itself.
func TestSimulateUsage(t *testing.T) {
	for line := range strings.Lines(simprinter.Commands()) {
		for _, word := range strings.Fields(line[:min(22, len(line))]) { // the words stand before their meaning
			if !strings.Contains(simulateUsage, word) {
				t.Errorf("the usage lacks %q", word)
			}
		}
	}
	for _, file := range []string{"simulate.go", "main.go"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "devices/simulate") {
			t.Errorf("%s imports a simulator", file)
		}
	}
}
