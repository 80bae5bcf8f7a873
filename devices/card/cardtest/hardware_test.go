package cardtest_test

import (
	"flag"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/internal/clock"
)

// hardware names a real reader, or part of its name, with a real social security card in it:
//
//	go test ./devices/card/cardtest -run Hardware -hardware "ACS ACR39U" -v
//
// The card is read and asked for its tries, and nothing else: no PIN is sent, nothing is written, and nothing of its holder is
// printed.
var hardware = flag.String("hardware", "", "part of the name of a real reader with a real card in it")

func TestHardware(t *testing.T) {
	if *hardware == "" {
		t.Skip("no reader was named with -hardware")
	}
	slot := pcsc.New(clock.System{}, pcsc.Options{Reader: *hardware})
	events := watch(t, slot)
	events.await(t, card.Inserted)
	for range 3 { // a card that was powered off is read again
		s, err := card.Open(t.Context(), slot, card.Options{})
		if err != nil {
			t.Fatal(err)
		}
		id, err := s.Identify(t.Context())
		if err != nil && card.KindOf(err) != card.NeedsKey {
			t.Fatal(err)
		}
		if len(id.Identifier) != 32 || id.Generation < card.Gen3 && !id.HolderReadable {
			t.Errorf("generation %v, holder readable %v", id.Generation, id.HolderReadable)
		}
		tries, err := s.Tries(t.Context())
		if err != nil {
			t.Error(err)
		}
		if same, err := s.SameCard(t.Context()); err != nil || !same {
			t.Errorf("same card: %v, %v", same, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		t.Logf("generation %v, algorithm %v, PIN set %v, tries %d", id.Generation, id.Algorithm, tries.Set, tries.Left)
	}
}
