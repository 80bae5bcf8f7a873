package simpsam

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simcard"
)

const (
	selectTerminal = "00A4020002 0016"
	readTerminal   = "00B0000006"
	terminalHex    = "370100000001"
	selectApp      = "00A4040006 D15600000590"
	selectSM4      = "00A4000002 0013"
	selectDES      = "00A4020002 0011"
	f1, f2, f3     = "3337303030307368", "3337303130307378", "8660370100000001"
	random8        = "0102030405060708"
	rest           = "0000000000000000"
)

// chip is what a command can be sent to.
type chip interface {
	Answer(apdu []byte) ([]byte, simcard.Fault, <-chan struct{})
}

func send(t *testing.T, c chip, apdu string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(apdu, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	reply, fault, _ := c.Answer(b)
	if fault != simcard.NoFault {
		t.Fatalf("%s: fault %v", apdu, fault)
	}
	return strings.ToUpper(hex.EncodeToString(reply))
}

func want(t *testing.T, c chip, apdu, answer string) {
	t.Helper()
	if got := send(t, c, apdu); got != strings.ReplaceAll(answer, " ", "") {
		t.Errorf("%s: %s, want %s", apdu, got, answer)
	}
}

// inside is a module whose application and key file are selected.
func inside(t *testing.T, s Spec, keyFile string) *Module {
	t.Helper()
	m := New(s)
	want(t, m, selectApp, "610A")
	want(t, m, keyFile, "9000")
	return m
}

func TestTerminalNumber(t *testing.T) {
	m := New(Spec{})
	if got := strings.ToUpper(hex.EncodeToString(m.ATR())); got != "3B6D0000"+"00814A44468660"+terminalHex {
		t.Errorf("ATR %s", got)
	}
	want(t, m, readTerminal, "6986")
	want(t, m, "00A40000020016", "9000")
	want(t, m, readTerminal, terminalHex+"9000")
	want(t, m, "00B0000000", terminalHex+"9000")
	want(t, m, "00B0000402", "0001 9000")
	want(t, m, "00B0000010", "6C06")
	want(t, m, "00B0000401", "00 9000")
	want(t, m, "00B0000600", "6B00")
	want(t, m, "00B00000", "6700")

	m.Reset()
	want(t, m, "00B0960006", terminalHex+"9000")
	want(t, m, readTerminal, terminalHex+"9000") // now it is the current file
	want(t, m, "00B0950006", "6A82")
	want(t, m, selectApp, "610A")
	want(t, m, readTerminal, "6986")
	want(t, m, "00B0960006", "6A82") // not in this directory
	want(t, m, "00A40000023F00", "9000")
	want(t, m, selectTerminal, "9000")
	want(t, m, readTerminal, terminalHex+"9000")

	m = New(Spec{Terminal: "370299000042"})
	want(t, m, "00B0960006", "370299000042 9000")
	if m.Terminal() != "370299000042" {
		t.Error(m.Terminal())
	}
}

func TestSelect(t *testing.T) {
	m := New(Spec{})
	want(t, m, selectSM4, "6A82") // key files are in the application
	want(t, m, selectApp, "610A")
	want(t, m, "00C000000A", "6F08 8406 D15600000590 9000")
	want(t, m, "00C000000A", "6F00")
	want(t, m, "00A4000002DF01", "610A")
	want(t, m, "00C0000004", "6C0A")
	for _, file := range []string{"0011", "0013"} {
		want(t, m, "00A4000002"+file, "9000")
		want(t, m, "00A4020002"+file, "9000")
		want(t, m, "00B0000006", "6982") // keys are not read
	}
	for _, file := range []string{"0012", "0014", "0010", "0016", "EF05"} {
		want(t, m, "00A4000002"+file, "6A82")
	}
	want(t, m, "00A4000000", "9000")
	want(t, m, selectSM4, "6A82")
	want(t, m, "00A404000F 7378312E73682EC9E7BBE1B1A3D5CF", "6A82") // it is no citizen's card
	want(t, m, "00A4040006D1560000059000", "6700")
	want(t, m, "00A4080002DF01", "6A86")
	want(t, m, "0020000000", "6D00")
	want(t, m, "F0A4000000", "6E00")

	for alg, files := range map[card.Algorithm][2]string{card.AlgorithmDES: {"9000", "6A82"}, card.AlgorithmSM4: {"6A82", "9000"}} {
		m := New(Spec{Algorithms: []card.Algorithm{alg, card.AlgorithmSSF33}})
		want(t, m, selectApp, "610A")
		want(t, m, selectDES, files[0])
		want(t, m, selectSM4, files[1])
		want(t, m, "00A4000002 0012", "6A82")
	}
}

// The known answers of facts/card.md §4.4, through the module's commands.
func TestKnownAnswers(t *testing.T) {
	root := [16]byte(mustHex("00112233445566778899AABBCCDDEEFF"))
	s := Spec{Keys: &cardkeys.Scheme{IRK: root}}
	factors := "3337303030307368 3337303139397378 8660370100000001"

	m := inside(t, s, selectDES)
	want(t, m, "BFDE670820"+factors+random8, "9000")
	want(t, m, "80FA000008 1112131415161718", "6108")
	want(t, m, "00C0000008", "91F57C6D6B98D29E 9000")

	m = inside(t, s, selectSM4)
	want(t, m, "BFDE670828"+factors+random8+rest, "9000")
	want(t, m, "80FA000010 1112131415161718"+rest, "6110")
	if got := halves(t, send(t, m, "00C0000010")); got != [8]byte(mustHex("50D9672BCFED44F4")) {
		t.Errorf("SM4: %X", got)
	}
}

// halves makes the authentication data of SM4 of a module's answer.
func halves(t *testing.T, answer string) (out [8]byte) {
	t.Helper()
	if len(answer) != 36 || answer[32:] != "9000" {
		t.Fatalf("answer %s", answer)
	}
	b := mustHex(answer[:32])
	subtle.XORBytes(out[:], b[:8], b[8:])
	return out
}

func TestDeliverRefuses(t *testing.T) {
	m := New(Spec{NoKey: []byte{0x0A}})
	whole := f1 + f2 + f3 + random8 + rest
	want(t, m, "BFDE670828"+whole, "6985") // outside
	want(t, m, selectApp, "610A")
	want(t, m, "BFDE670828"+whole, "6986") // which algorithm?
	want(t, m, selectSM4, "9000")
	want(t, m, "80FA000010"+random8+rest, "6985") // no session key
	want(t, m, "BFDE670A28"+whole, "6A88")        // missing
	want(t, m, "BFDE670628"+whole, "6A88")        // never there
	want(t, m, "BFDE660828"+whole, "6A86")        // not for enciphering
	want(t, m, "BFDE470820"+f2+f3+random8+rest, "6985")
	want(t, m, "BFDE270818"+f3+random8+rest, "6985")
	want(t, m, "BFDE070810"+random8+rest, "6985")
	want(t, m, "BFDE670820"+f1+f2+f3+random8, "6700") // the other algorithm's length
	want(t, m, "BFDE670827"+whole[:78], "6700")
	want(t, m, "BFDE670828"+whole+"00", "6700")
	want(t, m, "BFDE6708", "6700")
	want(t, m, "BFDE670828"+f1+f2+f3+random8+"0000000000000001", "6A80")
	want(t, m, "80FA000010"+random8+rest, "6985") // still none
	want(t, m, "BFDE670828"+whole, "9000")
	want(t, m, "80FA000008"+random8, "6700")
	want(t, m, "80FA000020"+whole[:64], "6700")
	want(t, m, "80FA010010"+random8+rest, "6A86")
	want(t, m, "80FA000010"+random8+rest, "6110")
	for _, end := range []string{selectApp, "00A4000000"} { // the session key does not outlive the application
		want(t, m, selectApp, "610A")
		want(t, m, selectSM4, "9000")
		want(t, m, "BFDE670828"+whole, "9000")
		send(t, m, end)
		want(t, m, "80FA000010"+random8+rest, "6985")
	}
	want(t, m, selectApp, "610A")
	want(t, m, selectSM4, "9000")
	want(t, m, "BFDE670828"+whole, "9000")
	m.Reset()
	want(t, m, "80FA000010"+random8+rest, "6985")

	m = inside(t, Spec{}, selectDES)
	want(t, m, "BFDE670828"+whole, "6700")
	want(t, m, "BFDE670820"+f1+f2+f3+random8, "9000")
	want(t, m, "80FA000010"+random8+rest, "6700")
	want(t, m, "80FA000008"+random8, "6108")
}

// Every level of module gives the same session key for a card of its own area, with as many factors as its level.
func TestLevels(t *testing.T) {
	for _, alg := range []struct{ file, rest, block string }{{selectDES, "", "08"}, {selectSM4, rest, "10"}} {
		answers := map[string]bool{}
		for level, factors := range map[int]string{3: f1 + f2 + f3, 2: f2 + f3, 1: f3} {
			m := inside(t, Spec{Level: level}, alg.file)
			for usage, others := range map[int]string{3: f1 + f2 + f3, 2: f2 + f3, 1: f3} {
				answer := "6985"
				if usage == level {
					answer = "9000"
				}
				data := others + random8 + alg.rest
				want(t, m, "BFDE"+hex.EncodeToString([]byte{byte(usage<<5 | 7), 0x08, byte(len(data) / 2)})+data, answer)
			}
			data := factors + random8 + alg.rest
			want(t, m, "BFDE"+hex.EncodeToString([]byte{byte(level<<5 | 7), 0x08, byte(len(data) / 2)})+data, "9000")
			want(t, m, "80FA0000"+alg.block+random8+alg.rest, "61"+alg.block)
			answers[send(t, m, "00C00000"+alg.block)] = true
		}
		if len(answers) != 1 {
			t.Errorf("%s: the levels differ: %v", alg.file, answers)
		}
	}
	m := inside(t, Spec{Level: 2, Area: "510100"}, selectDES)
	own := inside(t, Spec{Level: 2}, selectDES)
	for _, x := range []*Module{m, own} {
		want(t, x, "BFDE470818"+f2+f3+random8, "9000")
		want(t, x, "80FA000008"+random8, "6108")
	}
	if send(t, m, "00C0000008") == send(t, own, "00C0000008") {
		t.Error("two provinces have one key")
	}
}

// proof has a module compute the authentication data of a card.
func proof(t *testing.T, m *Module, key string, q card.Question, asked card.Challenge) [8]byte {
	t.Helper()
	own := cardkeys.CardFactor(q.History)
	province, city := cardkeys.ProvinceFactor(q.Area), cardkeys.CityFactor(q.Area)
	factors := hex.EncodeToString(province[:]) + hex.EncodeToString(city[:]) + hex.EncodeToString(own[:])
	random, original := hex.EncodeToString(asked.Factor[:]), hex.EncodeToString(asked.Original[:])
	want(t, m, selectApp, "610A")
	if q.Algorithm == card.AlgorithmDES {
		want(t, m, selectDES, "9000")
		want(t, m, "BFDE67"+key+"20"+factors+random, "9000")
		want(t, m, "80FA000008"+original, "6108")
		answer := send(t, m, "00C0000008")
		return [8]byte(mustHex(answer[:16]))
	}
	want(t, m, selectSM4, "9000")
	want(t, m, "BFDE67"+key+"28"+factors+random+rest, "9000")
	want(t, m, "80FA000010"+original+rest, "6110")
	return halves(t, send(t, m, "00C0000010"))
}

// A genuine card and the module agree on every byte, both ways; a forged card does not.
func TestAgreesWithCards(t *testing.T) {
	m := New(Spec{})
	for _, version := range []string{"2.00", "3.00"} {
		for _, alg := range []card.Algorithm{card.AlgorithmDES, card.AlgorithmSM4} {
			for _, area := range []string{"370100", "370299", "330109", "519900"} {
				for _, contactless := range []bool{false, true} {
					s := simcard.SpecFor("379901199003070011", "测试甲", 7)
					s.Version, s.Algorithm, s.Contactless = version, byte(alg), contactless
					s.Identifier = area + s.Identifier[6:]
					q := card.Question{Area: area, History: s.History(), Algorithm: alg}
					q.Internal = card.Challenge{Factor: number(t), Original: number(t)}
					c := simcard.New(s)
					answer := internal(t, c, q.Internal)
					if got := proof(t, m, "08", q, q.Internal); got != answer {
						t.Errorf("%s %v %s: the module says %X, the card %X", version, alg, area, got, answer)
					}
					want(t, c, "00A4020002EF06", "9000")
					if version == "3.00" {
						want(t, c, "00B2080014", "6982")
					}
					outside := card.Challenge{Original: taken(t, c), Factor: taken(t, c)}
					opens := proof(t, m, "0A", q, outside)
					want(t, c, "0082000A10"+hex.EncodeToString(opens[:])+hex.EncodeToString(outside.Original[:]), "9000")
					if got := send(t, c, "00B2080014"); len(got) != 44 {
						t.Errorf("%s %v %s: the holder: %s", version, alg, area, got)
					}
					s.Counterfeit = true
					if forged := internal(t, simcard.New(s), q.Internal); forged == answer {
						t.Errorf("%s %v %s: a forged card has the key", version, alg, area)
					}
				}
			}
		}
	}
}

func number(t *testing.T) (n [8]byte) {
	t.Helper()
	if _, err := rand.Read(n[:]); err != nil {
		t.Fatal(err)
	}
	return n
}

// internal is a card's own answer.
func internal(t *testing.T, c *simcard.Card, asked card.Challenge) [8]byte {
	t.Helper()
	send(t, c, "00A404000F 7378312E73682EC9E7BBE1B1A3D5CF")
	answer := send(t, c, "0088000010"+hex.EncodeToString(asked.Factor[:])+hex.EncodeToString(asked.Original[:]))
	if answer == "6108" {
		answer = send(t, c, "00C0000008")
	}
	if len(answer) != 20 || answer[16:] != "9000" {
		t.Fatalf("the card answers %s", answer)
	}
	return [8]byte(mustHex(answer[:16]))
}

// taken is a challenge of the card.
func taken(t *testing.T, c *simcard.Card) [8]byte {
	t.Helper()
	got := send(t, c, "0084000008")
	return [8]byte(mustHex(got[:16]))
}

func TestFaults(t *testing.T) {
	m := New(Spec{})
	m.BreakAt(simcard.Pulled, 0xDE)
	want(t, m, selectApp, "610A")
	want(t, m, selectDES, "9000")
	if _, fault, _ := m.Answer(mustHex("BFDE670820" + f1 + f2 + f3 + random8)); fault != simcard.Pulled {
		t.Errorf("fault %v", fault)
	}
	m.Reset()
	want(t, m, selectApp, "610A")
	m.Break(simcard.CommFault, 0)
	want(t, m, selectApp, "6F00")
	if got := m.Commands(); len(got) != 5 || got[2] != [4]byte{0xBF, 0xDE, 0x67, 0x08} {
		t.Errorf("commands %X", got)
	}
}

func TestImpossible(t *testing.T) {
	for _, s := range []Spec{{Terminal: "1"}, {Level: 4}, {Level: -1}, {Area: "37"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was made", s)
				}
			}()
			New(s)
		}()
	}
}
