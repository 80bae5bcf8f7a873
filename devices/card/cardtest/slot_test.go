package cardtest_test

import (
	"testing"

	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/simulate/simcard"
)

func attach(t *testing.T, c *simcard.Card) cardtest.Attached {
	s := simcard.NewSlot()
	s.Insert(c)
	return cardtest.Attached{Slot: s, Pull: s.Remove, Swap: func(c *simcard.Card) { s.Swap(c) }}
}

func TestSlot(t *testing.T) { cardtest.Run(t, attach) }

func TestSlotFaults(t *testing.T) { cardtest.Faults(t, attach) }
