package simcard

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
)

// two is two cards that tell themselves apart by their tries, the first one in use: selected and opened.
func two(t *testing.T) (first, second *Card) {
	first, second = New(usual()), New(with(usual(), func(s *Spec) { s.Tries, s.Contactless = 7, true }))
	enter(t, second)
	want(t, second, "0020000003 123456", "9000")
	return first, second
}

func use(t *testing.T, transmit func(string) string) {
	t.Helper()
	if got := transmit(selectSSSE); got[:2] != "61" {
		t.Fatalf("SELECT: %s", got)
	}
	if got := transmit("0020000003 123456"); got != "9000" {
		t.Fatalf("VERIFY: %s", got)
	}
}

// wantSwapped: the new card answers as one that was just powered on, and the old one has forgotten.
func wantSwapped(t *testing.T, transmit func(string) string, first, second *Card) {
	t.Helper()
	if first.Opened() || second.Opened() {
		t.Error("a PIN outlived the swap")
	}
	if got := transmit("0020000000"); got != "6985" {
		t.Errorf("nothing is selected, and the answer is %s", got)
	}
	if got := transmit(selectSSSE); got[:4] != "6F1C" {
		t.Errorf("not the new card: %s", got)
	}
	if got := transmit("0020000000"); got != "63C7" {
		t.Errorf("not the new card: %s", got)
	}
}

func TestSlotSwap(t *testing.T) {
	first, second := two(t)
	s := NewSlot()
	s.Swap(first) // nothing is there to be swapped
	if _, err := s.Connect(t.Context()); card.KindOf(err) != card.Gone {
		t.Errorf("a swap put a card in: %v", err)
	}
	s.Insert(first)
	events := make(chan card.Event, 8)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Watch(ctx, func(e card.Event) { events <- e })
	}()
	if e := <-events; e.Kind != card.Inserted {
		t.Fatal(e)
	}
	held, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	transmit := func(apdu string) string { return through(t, held, apdu) }
	use(t, transmit)
	s.Swap(second)
	wantSwapped(t, transmit, first, second)
	if held.Protocol() != card.T0 || string(held.ATR()) != string(first.ATR()) {
		t.Error("the transport noticed the swap")
	}
	if err := held.Close(); err != nil {
		t.Error(err)
	}
	if held, err = s.Connect(t.Context()); err != nil || held.Protocol() != card.T1 {
		t.Errorf("the next visit: %v", err)
	}
	s.Remove()
	if e := <-events; e.Kind != card.Removed {
		t.Errorf("an event of the swap: %v", e)
	}
	if _, err := held.Transmit(t.Context(), []byte{0x00, 0x84, 0, 0, 8}); card.KindOf(err) != card.Gone {
		t.Errorf("after the removal: %v", err)
	}
	cancel()
	<-ended
}

// through sends a command in hexadecimal through a transport.
func through(t *testing.T, held card.Transport, apdu string) string {
	t.Helper()
	return send(t, relay{t, held}, apdu)
}

// relay is a transport as a Chip, for send.
type relay struct {
	t    *testing.T
	held card.Transport
}

func (relay) ATR() []byte       { return nil }
func (relay) Reset()            {}
func (relay) Contactless() bool { return false }
func (r relay) Answer(apdu []byte) ([]byte, Fault, <-chan struct{}) {
	reply, err := r.held.Transmit(r.t.Context(), apdu)
	if err != nil {
		r.t.Fatal(err)
	}
	return reply, NoFault, nil
}

// Lost and Pulled end like each other for who holds the card.
func TestSlotLost(t *testing.T) {
	s, c := NewSlot(), New(usual())
	c.BreakAt(Lost, 0x84)
	s.Insert(c)
	held, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := through(t, held, challenge8); got != "" {
		t.Errorf("an answer from a card that left: %s", got)
	}
	if _, err := held.Transmit(t.Context(), []byte{0x00, 0x84, 0, 0, 8}); card.KindOf(err) != card.Gone {
		t.Errorf("after that: %v", err)
	}
}

// A command that a silent card hangs in ends when the card is swapped.
func TestSlotSwapSilent(t *testing.T) {
	first, second := two(t)
	first.Break(Silent, 0)
	s := NewSlot()
	s.Insert(first)
	held, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan []byte)
	go func() {
		reply, _ := held.Transmit(t.Context(), []byte{0x00, 0x84, 0, 0, 8})
		answered <- reply
	}()
	for len(first.Commands()) == 0 {
		time.Sleep(time.Millisecond)
	}
	s.Swap(second)
	if reply := <-answered; len(reply) != 0 {
		t.Errorf("answer %X", reply)
	}
}

// reader is the reader's side of vpcd's protocol.
type reader struct {
	t    *testing.T
	conn net.Conn
}

func plugged(t *testing.T, c Chip) (*Plug, reader) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, err := DialVPCD(t.Context(), l.Addr().String(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Pull)
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return p, reader{t, conn}
}

func (r reader) send(message []byte) {
	r.t.Helper()
	if _, err := r.conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...)); err != nil {
		r.t.Fatal(err)
	}
}

func (r reader) receive() ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(r.conn, size[:]); err != nil {
		return nil, err
	}
	answer := make([]byte, binary.BigEndian.Uint16(size[:]))
	_, err := io.ReadFull(r.conn, answer)
	return answer, err
}

func (reader) ATR() []byte       { return nil }
func (reader) Reset()            {}
func (reader) Contactless() bool { return false }
func (r reader) Answer(apdu []byte) ([]byte, Fault, <-chan struct{}) {
	r.send(apdu)
	answer, err := r.receive()
	if err != nil {
		r.t.Fatal(err)
	}
	return answer, NoFault, nil
}

func TestPlugSwap(t *testing.T) {
	first, second := two(t)
	p, r := plugged(t, first)
	transmit := func(apdu string) string { return send(t, r, apdu) }
	use(t, transmit)
	p.Swap(second)
	wantSwapped(t, transmit, first, second)
	r.send([]byte{0x04})
	if atr, err := r.receive(); err != nil || string(atr) != string(second.ATR()) {
		t.Errorf("ATR %X, %v", atr, err)
	}

	// The new one may hang, and be swapped as well.
	second.Break(Silent, 0)
	already := len(second.Commands()) // counted before sending: the card may have it at once
	r.send([]byte{0x00, 0x84, 0, 0, 8})
	for len(second.Commands()) == already {
		time.Sleep(time.Millisecond)
	}
	p.Swap(first)
	if got, err := r.receive(); err != nil || len(got) != 2 || got[0] != 0x6F {
		t.Errorf("a command lost in the swap: %X, %v", got, err)
	}
	first.Break(Lost, 0)
	r.send([]byte{0x00, 0x84, 0, 0, 8})
	if got, err := r.receive(); err == nil {
		t.Errorf("an answer from a card that left: %X", got)
	}
	<-p.Out()
	before := len(second.Commands())
	p.Swap(second) // too late
	if len(second.Commands()) != before {
		t.Error("a swap put a card in")
	}
}
