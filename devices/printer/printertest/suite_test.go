package printertest_test

import (
	"fmt"
	"slices"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/printertest"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/proof"
)

func setup(p printer.Profile) printertest.Setup {
	says := map[printer.Completion]simprinter.Completion{
		printer.ProcessID: simprinter.ProcessID, printer.GSr: simprinter.GSr, printer.Nothing: simprinter.None,
	}
	return printertest.Setup{Profile: p, Options: simprinter.Options{Completion: says[p.Completion]}}
}

// simulated are the profiles whose printers the simulator can be: it has 203 dpi and no presenter, and reads no codes from dots.
func simulated() []printer.Profile {
	return slices.DeleteFunc(printer.Profiles(), func(p printer.Profile) bool {
		return p.DPI != 203 || p.QR != printer.QRNative || p.Presenter.Family != printer.NoPresenter
	})
}

func TestProfiles(t *testing.T) {
	for _, p := range simulated() {
		t.Run(p.Name, func(t *testing.T) { printertest.Run(t, setup(p)) })
	}
}

// TestScripts lets things happen at random.
func TestScripts(t *testing.T) {
	scripts := proof.Count(20, 1000)
	t.Run("all", func(t *testing.T) {
		for _, p := range simulated() {
			for seed := range scripts {
				t.Run(fmt.Sprintf("%s/%d", p.Name, seed), func(t *testing.T) {
					t.Parallel()
					printertest.Script(t, setup(p), uint64(seed))
				})
			}
		}
	})
	proof.Saw(t, "%d scripts of slips and faults for each of %d profiles, over a pseudo-terminal", scripts, len(simulated()))
}
