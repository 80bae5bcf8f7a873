package simcard

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
)

// usual is an invented person's card.
func usual() Spec { return SpecFor("379901199003070011", "测试甲", 1) }

// closed is one that gives its holder to a key only.
func closed() Spec {
	s := usual()
	s.Version = "3.00"
	return s
}

const (
	selectSSSE = "00A404000F 7378312E73682EC9E7BBE1B1A3D5CF"
	selectBank = "00A4040008 A000000333010101"
	selectEF06 = "00A4020002 EF06"
	readNumber = "00B2080014"
	challenge8 = "0084000008"
)

// send gives a chip a command in hexadecimal and returns its answer in hexadecimal.
func send(t *testing.T, c Chip, apdu string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(apdu, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	reply, fault, _ := c.Answer(b)
	if fault != NoFault {
		t.Fatalf("%s: fault %v", apdu, fault)
	}
	return strings.ToUpper(hex.EncodeToString(reply))
}

// want sends and compares.
func want(t *testing.T, c Chip, apdu, answer string) {
	t.Helper()
	if got := send(t, c, apdu); got != strings.ReplaceAll(answer, " ", "") {
		t.Errorf("%s: %s, want %s", apdu, got, answer)
	}
}

func selected(t *testing.T, s Spec) *Card {
	t.Helper()
	c := New(s)
	enter(t, c)
	return c
}

func enter(t *testing.T, c *Card) {
	t.Helper()
	if got := send(t, c, selectSSSE); got[:2] != "61" && !c.Contactless() {
		t.Fatalf("SELECT SSSE: %s", got)
	}
}

// challenged takes a challenge of 8 bytes from the card.
func challenged(t *testing.T, c *Card) (r [8]byte) {
	t.Helper()
	got, err := hex.DecodeString(send(t, c, challenge8))
	if err != nil || len(got) != 10 || got[8] != 0x90 {
		t.Fatalf("challenge: %X", got)
	}
	copy(r[:], got)
	return r
}

// hex16 is the data of an authentication, its length before it.
func hex16(a, b [8]byte) string { return "10" + hex.EncodeToString(a[:]) + hex.EncodeToString(b[:]) }

// show proves the terminal to a card with the root keys of tests and returns the answer.
func show(t *testing.T, c *Card, id string, how func(cardkeys.Scheme, card.Challenge) ([8]byte, bool)) string {
	t.Helper()
	asked := card.Challenge{Original: challenged(t, c), Factor: challenged(t, c)}
	proof, ok := how(cardkeys.Test(), asked)
	if !ok {
		t.Fatal("nobody can count with this card")
	}
	return send(t, c, "008200"+id+hex16(proof, asked.Original))
}

// rightKey and rightPUK are proofs with the right keys for a card.
func rightKey(s Spec) func(cardkeys.Scheme, card.Challenge) ([8]byte, bool) {
	return func(k cardkeys.Scheme, c card.Challenge) ([8]byte, bool) {
		return k.External(s.algorithm(), s.area(), s.History(), c)
	}
}

func rightPUK(s Spec) func(cardkeys.Scheme, card.Challenge) ([8]byte, bool) {
	return func(k cardkeys.Scheme, c card.Challenge) ([8]byte, bool) {
		return k.Unlock(s.algorithm(), s.area(), s.History(), c)
	}
}

func wrongKey(cardkeys.Scheme, card.Challenge) ([8]byte, bool) { return [8]byte{1}, true }

var asked = card.Challenge{Factor: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, Original: [8]byte{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18}}

func TestChallenge(t *testing.T) {
	c := New(usual())
	want(t, c, challenge8, "6985")
	enter(t, c)
	c.SetRandom(bytes.NewReader([]byte("abcdefghijklmnopqrstuvwxyz0123456789")[:28]))
	want(t, c, "0084000004", "61626364 9000")
	want(t, c, challenge8, "65666768696A6B6C 9000")
	want(t, c, "0084000010", "6D6E6F707172737475767778797A3031 9000")
	want(t, c, challenge8, "6F00") // the source is dry
	for _, bad := range []string{"0084000000", "0084000007", "0084000011", "00840000"} {
		want(t, c, bad, "6700")
	}
	want(t, c, "0084010008", "6A86")

	c = selected(t, usual())
	seen := map[[8]byte]bool{}
	for range 100 {
		r := challenged(t, c)
		if seen[r] {
			t.Fatal("a challenge twice")
		}
		seen[r] = true
	}
}

// The known answers of facts/card.md §4.4: the root key there, one level after the other, and the card's answer.
func TestInternalKnownAnswers(t *testing.T) {
	root := [16]byte(mustHex("00112233445566778899AABBCCDDEEFF"))
	for algorithm, answer := range map[byte]string{1: "91F57C6D6B98D29E", 3: "50D9672BCFED44F4"} {
		s := usual()
		s.Identifier, s.Algorithm = "370199D15600000500000001FFFFFFFF", algorithm
		s.Keys = &cardkeys.Scheme{IRK: root}
		c := selected(t, s)
		command := "00880000" + hex16(asked.Factor, asked.Original)
		want(t, c, command, "6108")
		want(t, c, "00C0000008", answer+"9000")
		want(t, c, "0088000011"+command[10:]+"00", "6108") // with a version of the key
		want(t, c, "00C0000008", answer+"9000")
		want(t, c, command+"08", "6700") // T=0 has no case 4
		want(t, c, "008800000F"+command[10:40], "6700")
		want(t, c, "00880000", "6700")
		want(t, c, "00880100"+command[8:], "6A86")

		s.Contactless = true
		c = selected(t, s)
		want(t, c, command, answer+"9000")
		want(t, c, command+"08", answer+"9000")
		c.Reset()
		want(t, c, command, "6985")
	}
}

func TestInternalOfOddCards(t *testing.T) {
	command := "00880000" + hex16(asked.Factor, asked.Original)
	answerOf := func(s Spec) string {
		t.Helper()
		c := selected(t, s)
		if got := send(t, c, command); got != "6108" {
			return got
		}
		return send(t, c, "00C0000008")
	}
	right := answerOf(usual())
	if len(right) != 20 {
		t.Fatalf("a genuine card answers %s", right)
	}
	if wrong := answerOf(with(usual(), func(s *Spec) { s.Counterfeit = true })); len(wrong) != 20 || wrong == right {
		t.Errorf("a forged card answers %s", wrong)
	}
	other := cardkeys.Test().Other()
	if wrong := answerOf(with(usual(), func(s *Spec) { s.Keys = &other })); len(wrong) != 20 || wrong == right {
		t.Errorf("a card of another scheme answers %s", wrong)
	}
	if got := answerOf(with(usual(), func(s *Spec) { s.NoInternalKey = true })); got != "6A88" {
		t.Errorf("a card without the key answers %s", got)
	}
	beijing := with(usual(), func(s *Spec) { s.Algorithm, s.Identifier = 0, "110100D15600000500000001FFFFFFFF" })
	if first := answerOf(beijing); len(first) != 20 || first == answerOf(beijing) {
		t.Errorf("an SSF33 card answers %s, always", first)
	}
	jinan := with(usual(), func(s *Spec) { s.Algorithm = 0 })
	if got := answerOf(jinan); got != answerOf(with(usual(), func(s *Spec) { s.Algorithm = 1 })) || got == right {
		t.Errorf("a card that names no algorithm answers %s", got)
	}
}

func with(s Spec, change func(*Spec)) Spec {
	change(&s)
	return s
}

func TestReplay(t *testing.T) {
	genuine := New(closed())
	recorded := genuine.Record(card.Challenge{Factor: [8]byte{7}, Original: [8]byte{9}})
	check := selected(t, closed())
	want(t, check, "00880000"+hex16(recorded.Challenge.Factor, recorded.Challenge.Original), "6108")
	want(t, check, "00C0000008", hexOf(recorded.Answer)+"9000")

	c := selected(t, with(closed(), func(s *Spec) { s.Replay = recorded }))
	want(t, c, "00880000"+hex16(asked.Factor, asked.Original), "6108")
	want(t, c, "00C0000008", hexOf(recorded.Answer)+"9000")
	if challenged(t, c) == recorded.Challenge.Factor {
		t.Error("the recorded factor without need")
	}
	want(t, c, "0082000A"+hex16([8]byte{}, [8]byte{}), "9000")

	c = selected(t, with(closed(), func(s *Spec) { s.Replay, s.OwnFactor = recorded, true }))
	want(t, c, "00880000"+hex16(asked.Factor, asked.Original), "6985")
	if challenged(t, c) != recorded.Challenge.Factor {
		t.Error("not the recorded factor")
	}
	want(t, c, "00880000"+hex16(recorded.Challenge.Factor, asked.Original), "6108")
	want(t, c, "00C0000008", hexOf(recorded.Answer)+"9000")
}

func hexOf(b [8]byte) string { return strings.ToUpper(hex.EncodeToString(b[:])) }

// A card that insists on its own factor takes its last challenge, once.
func TestOwnFactor(t *testing.T) {
	s := with(usual(), func(s *Spec) { s.OwnFactor = true })
	c := selected(t, s)
	command := func(factor [8]byte) string { return "00880000" + hex16(factor, asked.Original) }
	want(t, c, command(asked.Factor), "6985")
	first := challenged(t, c)
	second := challenged(t, c)
	want(t, c, command(first), "6985")
	want(t, c, command(second), "6985") // spent by the wrong one
	third := challenged(t, c)
	want(t, c, command(third), "6108")
	answer, _ := cardkeys.Test().Internal(card.AlgorithmSM4, s.area(), s.History(), card.Challenge{Factor: third, Original: asked.Original})
	want(t, c, "00C0000008", hexOf(answer)+"9000")
	want(t, c, command(third), "6985")
}

// The holder of a 3.0 card is given from the right key to power-off, or to another application.
func TestExternalOpensHolder(t *testing.T) {
	for _, algorithm := range []byte{1, 3} {
		s := closed()
		s.Algorithm = algorithm
		number := "0812" + strings.ToUpper(hex.EncodeToString([]byte(s.Number))) + "9000"
		c := selected(t, s)
		for _, end := range []func(){c.Reset, func() { send(t, c, selectBank) }} {
			want(t, c, selectEF06, "9000")
			want(t, c, readNumber, "6982")
			if got := show(t, c, "06", rightPUK(s)); got != "9000" || !c.Presented(0x06) || c.Presented(0x0A) {
				t.Errorf("PUK: %s", got)
			}
			want(t, c, readNumber, "6982") // that key opens something else
			if got := show(t, c, "0A", rightKey(s)); got != "9000" || !c.Presented(0x0A) {
				t.Errorf("RKSSSE: %s", got)
			}
			want(t, c, readNumber, number)
			enter(t, c) // the same application again
			want(t, c, selectEF06, "9000")
			want(t, c, readNumber, number)
			end()
			want(t, c, readNumber, "6986")
			enter(t, c)
		}
	}
}

func TestExternalRefuses(t *testing.T) {
	s := closed()
	c := selected(t, s)
	want(t, c, "0082000A"+hex16(asked.Factor, asked.Original), "6984") // no challenge
	want(t, c, "0082000B"+hex16(asked.Factor, asked.Original), "6A88")
	want(t, c, "0082010A"+hex16(asked.Factor, asked.Original), "6A86")
	want(t, c, "0082000A0F"+strings.Repeat("00", 15), "6700")
	want(t, c, "0082000A", "6700")

	// A challenge is good once, and only the last one.
	old, _ := cardkeys.Test().External(card.AlgorithmSM4, s.area(), s.History(), card.Challenge{Factor: challenged(t, c)})
	challenged(t, c)
	want(t, c, "0082000A"+hex16(old, [8]byte{}), "63C4")
	want(t, c, "0082000A"+hex16(old, [8]byte{}), "6984")
	if got := show(t, c, "0A", rightPUK(s)); got != "63C3" {
		t.Errorf("the wrong key: %s", got)
	}
	if got := show(t, c, "0A", rightKey(s)); got != "9000" {
		t.Errorf("the right key: %s", got)
	}
	for _, left := range []string{"63C4", "63C3", "63C2", "63C1", "63C0", "6983"} {
		if got := show(t, c, "0A", wrongKey); got != left {
			t.Errorf("a wrong proof: %s, want %s", got, left)
		}
		c.Reset() // the counter stays
		enter(t, c)
	}
	if got := show(t, c, "0A", rightKey(s)); got != "6983" {
		t.Errorf("the right key when it is blocked: %s", got)
	}
	if got := show(t, c, "06", rightPUK(s)); got != "9000" {
		t.Errorf("the other key: %s", got)
	}
}

func TestHolderFileOfOddCards(t *testing.T) {
	c := selected(t, with(closed(), func(s *Spec) { s.EF06Select6982 = true }))
	want(t, c, selectEF06, "6982")
	if got := show(t, c, "0A", rightKey(closed())); got != "9000" {
		t.Fatal(got)
	}
	want(t, c, selectEF06, "9000")

	c = selected(t, with(closed(), func(s *Spec) { s.EF06Select6982, s.Free = true, true }))
	want(t, c, selectEF06, "9000")

	forged := selected(t, with(closed(), func(s *Spec) { s.Counterfeit = true }))
	if got := show(t, forged, "0A", wrongKey); got != "9000" {
		t.Errorf("a forged card refuses a proof: %s", got)
	}
	want(t, forged, selectEF06, "9000")
	if got := send(t, forged, readNumber); len(got) != 44 {
		t.Errorf("a forged card's holder: %s", got)
	}
	for _, pin := range []string{"0020000003 999999", "0020000003 000000", "0020000003 111111", "0020000003 222222"} {
		want(t, forged, pin, "9000")
	}
	if !forged.Opened() {
		t.Error("not opened")
	}
}

func TestWholeFile(t *testing.T) {
	c := selected(t, usual())
	want(t, c, selectEF06, "9000")
	whole := send(t, c, "00B201055B")
	if len(whole) != 2*(0x5B+2) {
		t.Errorf("the whole file: %s", whole)
	}
	c = selected(t, with(usual(), func(s *Spec) { s.NoWholeFile = true }))
	want(t, c, selectEF06, "9000")
	want(t, c, "00B201055B", "6A86")
	if got := send(t, c, readNumber); len(got) != 44 {
		t.Errorf("one record: %s", got)
	}
	c = selected(t, with(usual(), func(s *Spec) { s.WholeFileOdd = true }))
	want(t, c, selectEF06, "9000")
	want(t, c, "00B201055B", "6C14")
	if got := send(t, c, "00B2010514"); got != send(t, c, readNumber) {
		t.Errorf("one record instead of all: %s", got)
	}
}

// Historical bytes are found in every form of answer to reset that real cards give (facts/card.md §1.4 and §1.5).
func TestHistorical(t *testing.T) {
	const history = "00814A44468660370100000001"
	for atr, found := range map[string]string{
		"3B6D0000" + history:              history,
		"3B7D940000" + history:            history,
		"3B9D96801FC3" + history + "5A":   history,
		"3BDD9600801FC3" + history + "5A": history,
		"3B8D8001" + history + "14":       history,
		"3B680000" + history[:16]:         history[:16],
		"3B6D0000" + history[:24]:         "",
		"3BFFFFFFFF":                      "",
		"3B":                              "",
	} {
		if got := historical(mustHex(atr)); !strings.EqualFold(hex.EncodeToString(got), found) {
			t.Errorf("%s: %X", atr, got)
		}
	}
	s := usual()
	if got := s.History(); !bytes.Equal(got[:], s.atr()[4:]) {
		t.Errorf("the usual card's: %X", got)
	}
	s.ATR = mustHex("3B7D940000" + "0081544C968684370100000002")
	if got := s.History(); got != [13]byte(mustHex("0081544C968684370100000002")) {
		t.Errorf("another ATR's: %X", got)
	}
}
