package printertest_test

import (
	"fmt"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/printertest"
	"shebao/kiosk/internal/proof"
)

// setup is a profile's simulated printer. Those of makers are gone through at fewer places in short runs.
func setup(p printer.Profile) printertest.Setup {
	return printertest.Setup{Profile: p, Options: printertest.Simulated(p),
		Brief: !strings.HasPrefix(p.Name, "generic") && proof.Count(0, 1) == 0}
}

func TestProfiles(t *testing.T) {
	for _, p := range printer.Profiles() {
		t.Run(p.Name, func(t *testing.T) { printertest.Run(t, setup(p)) })
	}
}

// TestScripts lets things happen at random.
func TestScripts(t *testing.T) {
	scripts := proof.Count(12, 1000)
	t.Run("all", func(t *testing.T) {
		for _, p := range printer.Profiles() {
			for seed := range scripts {
				t.Run(fmt.Sprintf("%s/%d", p.Name, seed), func(t *testing.T) {
					t.Parallel()
					printertest.Script(t, setup(p), uint64(seed))
				})
			}
		}
	})
	proof.Saw(t, "%d scripts of slips and faults for each of %d profiles, over a pseudo-terminal", scripts, len(printer.Profiles()))
}
