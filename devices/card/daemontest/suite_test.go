package daemontest

import (
	"testing"

	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/simulate/simcard"
)

// TestSuite is the conformance suite, with every fault in every command, through the real library.
func TestSuite(t *testing.T) {
	r := plug(t, start(t), wanted)
	s := slot()
	attach := func(t *testing.T, c *simcard.Card) cardtest.Attached {
		r.Insert(c)
		return cardtest.Attached{Slot: s, Pull: r.Pull, Swap: func(c *simcard.Card) { r.SwapUnseen(c) }}
	}
	cardtest.Run(t, attach)
	cardtest.Faults(t, attach)
}
