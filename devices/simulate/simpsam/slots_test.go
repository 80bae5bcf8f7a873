package simpsam

import (
	"context"
	"encoding/hex"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
)

// held is a connected chip.
type held struct {
	t *testing.T
	card.Transport
}

func (h held) Answer(apdu []byte) ([]byte, simcard.Fault, <-chan struct{}) {
	reply, err := h.Transmit(h.t.Context(), apdu)
	if err != nil {
		h.t.Fatal(err)
	}
	return reply, simcard.NoFault, nil
}

// works has the module behind a slot say its number and make a proof.
func works(t *testing.T, transport card.Transport, m *Module) {
	t.Helper()
	h := held{t, transport}
	if transport.Protocol() != card.T0 || string(transport.ATR()) != string(m.ATR()) {
		t.Errorf("protocol %v, ATR %X", transport.Protocol(), transport.ATR())
	}
	want(t, h, selectTerminal, "9000")
	want(t, h, readTerminal, m.Terminal()+"9000")
	want(t, h, selectApp, "610A")
	want(t, h, "00C000000A", "6F08 8406 D15600000590 9000")
	want(t, h, selectSM4, "9000")
	want(t, h, "BFDE670828"+f1+f2+f3+random8+rest, "9000")
	want(t, h, "80FA000010"+random8+rest, "6110")
	got := halves(t, send(t, h, "00C0000010"))
	history := [13]byte(mustHex("0000000000" + f3))
	number := [8]byte(mustHex(random8))
	right, ok := cardkeys.Test().Internal(card.AlgorithmSM4, "370100", history, card.Challenge{Factor: number, Original: number})
	if !ok || got != right {
		t.Errorf("the module's proof is %X, want %X", got, right)
	}
	if err := transport.Close(); err != nil {
		t.Error(err)
	}
}

func TestInSlot(t *testing.T) {
	m, s := New(Spec{}), simcard.NewSlot()
	s.Insert(m)
	transport, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	works(t, transport, m)
}

// TestPCSC: the module in the second slot of the real service, with a card in the first.
func TestPCSC(t *testing.T) {
	service, err := cardservice.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	c, m := simcard.New(simcard.SpecFor("379901199003070011", "测试甲", 1)), New(Spec{Terminal: "370299000042"})
	for addr, chip := range map[string]simcard.Chip{simcard.VPCDAddr: c, simcard.VPCDSecond: m} {
		plug, err := simcard.DialVPCD(context.Background(), addr, chip)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(plug.Pull)
	}
	first := connected(t, cardservice.Reader)
	works(t, connected(t, cardservice.Second), m)
	if got, want := hex.EncodeToString(first.ATR()), hex.EncodeToString(c.ATR()); got != want {
		t.Errorf("in the first slot is %s, want %s", got, want)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
}

// connected takes the chip in a reader, as soon as the reader has noticed it.
func connected(t *testing.T, reader string) card.Transport {
	t.Helper()
	slot := pcsc.New(clock.System{}, pcsc.Options{Reader: reader})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		transport, err := slot.Connect(ctx)
		if err == nil {
			return transport
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
