package hsm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
)

// The question to which the replies of these tests, and of testdata/fuzz/FuzzReply, are.
const (
	askedID       = "0F1E2D3C4B5A69788796A5B4C3D2E1F0"
	askedInternal = "1112131415161718"
	askedExternal = "3132333435363738"
)

func asked(closed bool) card.Question {
	q := card.Question{Algorithm: card.AlgorithmSM4, Internal: card.Challenge{Original: [8]byte{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18}}}
	if closed {
		q.External = &card.Challenge{Original: [8]byte{0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38}}
	}
	return q
}

// The words of the replies below, in which they are exchanged: ID, I and E.
func expand(s string) string {
	return strings.NewReplacer(
		"ID", `"request":"`+askedID+`"`,
		"I:", `"internal":`, "E:", `"external":`,
		"OI", `{"answer":"50d9672bcfed44f4","original":"`+askedInternal+`"}`,
		"OE", `{"answer":"465BB78F50C5201A","original":"`+askedExternal+`"}`,
	).Replace(s)
}

func TestReplies(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, c := range []struct {
		reply  string
		closed bool
		kind   card.KeyErrorKind // "" when it is taken
	}{
		{`{ID,I:OI}`, false, ""},
		{`{ID,I:OI,E:OE}`, true, ""},
		{` {"version":3,"note":{"a":[1,null]},E:OE,I:OI,ID}` + "\n", true, ""}, // any order, additions
		{`{ID,I:OI,E:null,"error":null}`, false, ""},
		{`{ID,I:OI,"x":` + deep(7) + `}`, false, ""},
		{`{ID,I:OI,"x":` + strings.Repeat("9", 400) + `e999999}`, false, ""},
		{`{ID,I:{"answer":"0000000000000000","original":"` + askedInternal + `","x":1}}`, false, ""},

		{`{ID,"error":"no_key"}`, true, card.NoKey},
		{`{ID,"error":"no_algorithm","message":"x"}`, true, card.NoAlgorithm},
		{`{ID,"error":"key_level","internal":null}`, true, card.KeyLevel},
		{`{ID,"error":"refused"}`, true, card.KeysRefused},
		{`{ID,"error":"busy"}`, true, card.KeysSilent},

		{``, false, card.KeysNonsense},
		{`null`, false, card.KeysNonsense},
		{`[]`, false, card.KeysNonsense},
		{`"x"`, false, card.KeysNonsense},
		{`{}`, false, card.KeysNonsense},
		{`{ID,I:OI`, false, card.KeysNonsense},
		{`{ID,I:OI,}`, false, card.KeysNonsense},
		{`{ID,I:OI}}`, false, card.KeysNonsense},
		{`{ID,I:OI}{ID,I:OI}`, false, card.KeysNonsense},
		{`{ID,I:OI} 1`, false, card.KeysNonsense},
		{"\xEF\xBB\xBF" + `{ID,I:OI}`, false, card.KeysNonsense},
		{`{ID,I:OI,"x":"` + "\xFF" + `"}`, false, card.KeysNonsense},
		{`{ID,I:OI,"x":` + deep(8) + `}`, false, card.KeysNonsense},
		{`{ID,I:OI,"x":` + deep(1900) + `}`, false, card.KeysNonsense},

		{`{ID,ID,I:OI}`, false, card.KeysNonsense},
		{`{ID,I:OI,I:OI}`, false, card.KeysNonsense},
		{`{ID,I:OI,"intern\u0061l":OI}`, false, card.KeysNonsense},
		{`{ID,I:OI,"x":[{"a":1,"a":1}]}`, false, card.KeysNonsense},
		{`{ID,I:{"answer":"00","answer":"50d9672bcfed44f4","original":"` + askedInternal + `"}}`, false, card.KeysNonsense},

		{`{I:OI}`, false, card.KeysNonsense},
		{`{"REQUEST":"` + askedID + `",I:OI}`, false, card.KeysNonsense},
		{`{"request":"` + strings.ToLower(askedID) + `",I:OI}`, false, card.KeysNonsense}, // it is a name and no number
		{`{"request":null,I:OI}`, false, card.KeysNonsense},
		{`{"request":1,I:OI}`, false, card.KeysNonsense},
		{`{"request":"",I:OI}`, false, card.KeysNonsense},
		{`{"error":"no_key"}`, false, card.KeysNonsense},
		{`{"request":"","error":"no_key"}`, false, card.KeysNonsense},

		{`{ID,"error":"No_Key"}`, false, card.KeysNonsense},
		{`{ID,"error":""}`, false, card.KeysNonsense},
		{`{ID,"error":7}`, false, card.KeysNonsense},
		{`{ID,"error":false,I:OI}`, false, card.KeysNonsense},
		{`{ID,"error":"busy",I:OI}`, false, card.KeysNonsense},
		{`{ID,"error":"busy",E:OE}`, true, card.KeysNonsense},

		{`{ID}`, false, card.KeysNonsense},
		{`{ID,I:null}`, false, card.KeysNonsense},
		{`{ID,I:[OI]}`, false, card.KeysNonsense},
		{`{ID,I:"OI"}`, false, card.KeysNonsense},
		{`{ID,I:OI}`, true, card.KeysNonsense},
		{`{ID,E:OE}`, true, card.KeysNonsense},
		{`{ID,I:OI,E:OE}`, false, card.KeysNonsense},
		{`{ID,I:OI,E:{}}`, false, card.KeysNonsense},
		{`{ID,I:OI,E:OI}`, true, card.KeysNonsense},
		{`{ID,I:OE,E:OE}`, true, card.KeysNonsense},
		{`{ID,I:OE,E:OI}`, true, card.KeysNonsense},
		{`{ID,I:{"original":"` + askedInternal + `"}}`, false, card.KeysNonsense},
		{`{ID,I:{"answer":"50d9672bcfed44f4"}}`, false, card.KeysNonsense},
		{`{ID,I:{"answer":"50d9672bcfed44f","original":"` + askedInternal + `"}}`, false, card.KeysNonsense},
		{`{ID,I:{"answer":"50d9672bcfed44f400","original":"` + askedInternal + `"}}`, false, card.KeysNonsense},
		{`{ID,I:{"answer":"50d9672bcfed44fg","original":"` + askedInternal + `"}}`, false, card.KeysNonsense},
		{`{ID,I:{"answer":5096721234567890,"original":"` + askedInternal + `"}}`, false, card.KeysNonsense},
	} {
		a, err := parse([]byte(expand(c.reply)), askedID, asked(c.closed))
		if card.KeyErrorOf(err) != c.kind || (err == nil) != (c.kind == "") {
			t.Errorf("%.100s, closed %v: %v", c.reply, c.closed, err)
		}
		if err != nil && a != (card.Answer{}) {
			t.Errorf("%.100s: an answer beside %v", c.reply, err)
		}
	}
	a, err := parse([]byte(expand(`{ID,I:OI,E:OE}`)), askedID, asked(true))
	if err != nil || a.By != card.GenuineByHSM || fmt.Sprintf("%X %X", a.Internal, a.External) != "50D9672BCFED44F4 465BB78F50C5201A" {
		t.Errorf("%v, %v", a, err)
	}
}

// Whatever comes, it ends in an answer to the question that was asked or in an error of the set, which repeats nothing.
func FuzzReply(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte, closed bool) {
		q := asked(closed)
		a, err := parse(body, askedID, q)
		if err != nil {
			if a != (card.Answer{}) {
				t.Error("an answer beside an error")
			}
			switch card.KeyErrorOf(err) {
			case card.NoKey, card.NoAlgorithm, card.KeyLevel, card.KeysRefused, card.KeysSilent, card.KeysNonsense:
			default:
				t.Errorf("%T of kind %q", err, card.KeyErrorOf(err))
			}
			return
		}
		// Read again without the parser's help.
		var all map[string]any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&all); err != nil {
			t.Fatal("taken, and no JSON:", err)
		}
		if all["request"] != askedID || all["error"] != nil {
			t.Error("taken, and not the reply to this request")
		}
		bound := func(name, original string, answer [8]byte) {
			part, _ := all[name].(map[string]any)
			given, _ := part["answer"].(string)
			if part["original"] != original || !strings.EqualFold(given, fmt.Sprintf("%x", answer)) {
				t.Errorf("%s is taken, and not the answer to what was asked", name)
			}
		}
		bound("internal", askedInternal, a.Internal)
		if closed {
			bound("external", askedExternal, a.External)
		} else if all["external"] != nil || a.External != [8]byte{} {
			t.Error("an external answer that was not asked")
		}
		if a.By != card.GenuineByHSM {
			t.Errorf("by %v", a.By)
		}
	})
}
