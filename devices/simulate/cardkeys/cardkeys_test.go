package cardkeys

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
)

// The key, the random number and the original of the known answers of facts/card.md §4.4.
const (
	vectorKey      = "00112233445566778899AABBCCDDEEFF"
	vectorRandom   = "0102030405060708"
	vectorOriginal = "1112131415161718"
	vectorHistory  = "00814A44468660370100000001"
	vectorArea     = "370199"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// want compares with the known answer; ok is what the function said.
func want(t *testing.T, what string, got []byte, ok bool, answer string) {
	t.Helper()
	if s := strings.ToUpper(hex.EncodeToString(got)); !ok || s != strings.ReplaceAll(answer, " ", "") {
		t.Errorf("%s is %s, %v; want %s", what, s, ok, answer)
	}
}

func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct {
		alg                                      card.Algorithm
		session, auth, key, cardAuth, reset, pin string
	}{
		{
			card.AlgorithmDES, "00E2B15307A7A330", "FCBD4C3463171B45", "D32F01BEF7E87246C6835FFBA15E9778",
			"91F57C6D6B98D29E", "842400010C E1BA00D65416D6B7 5D9DB30B", "8424000004 55EE95DE",
		},
		{
			card.AlgorithmSM4, "647CDAE69F766CC0BE3DD185634471DC", "465BB78F50C5201A", "B946C30B667E6AA9E5062195EEE9D83B",
			"50D9672BCFED44F4", "8424000114 E37CB7850735F98AA3A6F86566E2654C F4DB03C7", "8424000004 E4A319CC",
		},
	} {
		t.Run(v.alg.String(), func(t *testing.T) {
			root, history := [16]byte(unhex(t, vectorKey)), [13]byte(unhex(t, vectorHistory))
			asked := card.Challenge{Factor: [8]byte(unhex(t, vectorRandom)), Original: [8]byte(unhex(t, vectorOriginal))}

			session, ok := Session(v.alg, root, asked.Factor)
			want(t, "session key", session, ok, v.session)
			auth, ok := AuthData(v.alg, session, asked.Original)
			want(t, "authentication data", auth[:], ok, v.auth)
			key, ok := CardKey(v.alg, root, vectorArea, history)
			want(t, "card key", key[:], ok, v.key)
			reset, ok := ResetPIN(v.alg, session, "123456")
			want(t, "reset", reset, ok, v.reset)
			unblock, ok := Unblock(v.alg, session)
			want(t, "unblock", unblock, ok, v.pin)

			// The whole way at once, with each of the keys where only that one is the known one.
			for name, do := range map[string]func() ([8]byte, bool){
				"internal": func() ([8]byte, bool) { return Scheme{IRK: root}.Internal(v.alg, vectorArea, history, asked) },
				"external": func() ([8]byte, bool) { return Scheme{RKSSSE: root}.External(v.alg, vectorArea, history, asked) },
				"unlock":   func() ([8]byte, bool) { return Scheme{PUK: root}.Unlock(v.alg, vectorArea, history, asked) },
			} {
				auth, ok := do()
				want(t, name, auth[:], ok, v.cardAuth)
			}
			q := card.Question{Area: vectorArea, History: history, Algorithm: v.alg, Internal: asked, External: &asked}
			answer, ok := Scheme{IRK: root, RKSSSE: root}.Answer(q, card.GenuineByHSM)
			want(t, "answer", append(answer.Internal[:], answer.External[:]...), ok, v.cardAuth+v.cardAuth)
			if answer.By != card.GenuineByHSM {
				t.Errorf("by %v", answer.By)
			}
			q.External = nil
			if answer, _ := (Scheme{IRK: root, RKSSSE: root}).Answer(q, card.GenuineByHSM); answer.External != [8]byte{} {
				t.Error("an answer that was not asked for")
			}
		})
	}
}

func TestFactors(t *testing.T) {
	history := [13]byte(unhex(t, vectorHistory))
	for _, f := range []struct {
		name, want string
		got        [8]byte
	}{
		{"province", "3337303030307368", ProvinceFactor(vectorArea)},
		{"city", "3337303139397378", CityFactor(vectorArea)},
		{"city in Zhejiang", "3333303130307378", CityFactor("330109")},
		{"card", "8660370100000001", CardFactor(history)},
	} {
		want(t, f.name, f.got[:], true, f.want)
	}
}

// A level more or less is another key, and going down step by step is going down at once.
func TestLevels(t *testing.T) {
	root, history := [16]byte(unhex(t, vectorKey)), [13]byte(unhex(t, vectorHistory))
	for _, alg := range []card.Algorithm{card.AlgorithmDES, card.AlgorithmSM4} {
		whole, _ := CardKey(alg, root, vectorArea, history)
		province, _ := Diversify(alg, root, ProvinceFactor(vectorArea))
		city, _ := Diversify(alg, province, CityFactor(vectorArea))
		for levels, key := range map[int][16]byte{3: root, 2: province, 1: city} {
			if got, ok := Descend(alg, key, vectorArea, history, levels); !ok || got != whole {
				t.Errorf("%v: %d levels lead elsewhere", alg, levels)
			}
			if got, ok := Descend(alg, key, vectorArea, history, levels%3+1); !ok || got == whole {
				t.Errorf("%v: any number of levels leads there from %d", alg, levels)
			}
		}
		for _, levels := range []int{0, 4} {
			if _, ok := Descend(alg, root, vectorArea, history, levels); ok {
				t.Errorf("%d levels", levels)
			}
		}
	}
}

// Data that end with a block are not filled up, the check always is.
func TestFilling(t *testing.T) {
	for _, c := range []struct {
		alg   card.Algorithm
		block int
	}{{card.AlgorithmDES, 8}, {card.AlgorithmSM4, 16}} {
		session := bytes.Repeat([]byte{0x5A}, c.block)
		for plain, blocks := range map[int]int{0: 1, c.block - 2: 1, c.block - 1: 1, c.block: 2, 2*c.block - 1: 2} {
			got, ok := Encipher(c.alg, session, make([]byte, plain))
			if !ok || len(got) != blocks*c.block {
				t.Errorf("%v: %d bytes become %d", c.alg, plain, len(got))
			}
		}
		whole := make([]byte, c.block)
		whole[c.block-1] = 0x80
		short, _ := MAC(c.alg, session, whole[:c.block-1])
		if full, _ := MAC(c.alg, session, whole); full == short {
			t.Errorf("%v: the check of a command that ends with a block is not filled up", c.alg)
		}
	}
}

func TestWhatCannotBeCounted(t *testing.T) {
	history := [13]byte{}
	for _, alg := range []card.Algorithm{card.AlgorithmSSF33, card.AlgorithmUnknown, 4} {
		for name, ok := range map[string]bool{
			"internal": second(Test().Internal(alg, vectorArea, history, card.Challenge{})),
			"external": second(Test().External(alg, vectorArea, history, card.Challenge{})),
			"unlock":   second(Test().Unlock(alg, vectorArea, history, card.Challenge{})),
			"key":      second(CardKey(alg, [16]byte{}, vectorArea, history)),
			"session":  second(Session(alg, [16]byte{}, [8]byte{})),
			"auth":     second(AuthData(alg, make([]byte, 16), [8]byte{})),
			"encipher": second(Encipher(alg, make([]byte, 16), nil)),
			"mac":      second(MAC(alg, make([]byte, 16), nil)),
			"reset":    second(ResetPIN(alg, make([]byte, 16), "123456")),
			"unblock":  second(Unblock(alg, make([]byte, 16))),
			"answer":   second(Test().Answer(card.Question{Area: vectorArea, Algorithm: alg}, card.GenuineByHSM)),
		} {
			if ok {
				t.Errorf("algorithm %d: %s", alg, name)
			}
		}
	}
	for _, area := range []string{"", "3701", "37019A", "3701999", "济南"} {
		if _, ok := Test().Internal(card.AlgorithmSM4, area, history, card.Challenge{}); ok {
			t.Errorf("area %q", area)
		}
	}
	if _, ok := AuthData(card.AlgorithmSM4, make([]byte, 8), [8]byte{}); ok {
		t.Error("a session key of the other algorithm")
	}
	for _, pin := range []string{"", "123", "12345x", "1234567890123"} {
		if _, ok := ResetPIN(card.AlgorithmSM4, make([]byte, 16), pin); ok {
			t.Errorf("PIN %q", pin)
		}
	}
	if _, ok := Encipher(card.AlgorithmSM4, make([]byte, 16), make([]byte, 256)); ok {
		t.Error("more data than a length byte counts")
	}
}

func second[T any](_ T, ok bool) bool { return ok }

// The keys of tests are not the known answers' key, none is another's, and a forger has none of them.
func TestTestKeys(t *testing.T) {
	keys := func(s Scheme) [][16]byte { return [][16]byte{s.IRK, s.RKSSSE, s.STK, s.PUK} }
	seen := map[[16]byte]bool{[16]byte(unhex(t, vectorKey)): true}
	for _, k := range append(keys(Test()), keys(Test().Other())...) {
		if seen[k] {
			t.Errorf("key %X twice", k)
		}
		seen[k] = true
	}
}
