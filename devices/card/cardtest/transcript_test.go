package cardtest_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
)

// transcript is a conversation with a card that went as it must: the exact bytes, in their order. Unexpected traffic fails.
type transcript struct {
	t     *testing.T
	path  string
	lines []string
	atr   []byte
}

func (r *transcript) next() (word, rest string, more bool) {
	for len(r.lines) > 0 {
		line := strings.TrimSpace(r.lines[0])
		r.lines = r.lines[1:]
		if line != "" && !strings.HasPrefix(line, "#") {
			word, rest, _ = strings.Cut(line, " ")
			return word, rest, true
		}
	}
	return "", "", false
}

// peek is the word of the next line.
func (r *transcript) peek() string {
	before := r.lines
	word, _, _ := r.next()
	r.lines = before
	return word
}

func (r *transcript) take(want string) string {
	r.t.Helper()
	word, rest, more := r.next()
	if !more || word != want {
		r.t.Fatalf("%s: %q stands where %q must", r.path, word, want)
	}
	return rest
}

func (r *transcript) bytes(want string) []byte {
	r.t.Helper()
	b, err := hex.DecodeString(r.take(want))
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}

// Transmit implements card.Transport.
func (r *transcript) Transmit(_ context.Context, apdu []byte) ([]byte, error) {
	if r.peek() != ">" {
		r.t.Fatalf("%s: unexpected command %X", r.path, apdu)
	}
	if want := r.bytes(">"); !bytes.Equal(apdu, want) {
		r.t.Fatalf("%s: command %X was sent, want %X", r.path, apdu, want)
	}
	return r.bytes("<"), nil
}

// ATR implements card.Transport.
func (r *transcript) ATR() []byte { return r.atr }

// Protocol implements card.Transport: a contactless answer to reset names T=1 by its first interface bytes.
func (r *transcript) Protocol() card.Protocol {
	if bytes.HasPrefix(r.atr[2:], []byte{0x80, 0x01}) {
		return card.T1
	}
	return card.T0
}

// Close implements card.Transport.
func (r *transcript) Close() error { return nil }

// Watch and Connect implement card.Slot.
func (r *transcript) Watch(ctx context.Context, _ func(card.Event)) error {
	<-ctx.Done()
	return ctx.Err()
}
func (r *transcript) Connect(context.Context) (card.Transport, error) { return r, nil }

// scheme answers as a back end with the transcript's keys.
type scheme cardkeys.Scheme

func (s scheme) Authenticate(_ context.Context, q card.Question) (card.Answer, error) {
	a, _ := cardkeys.Scheme(s).Answer(q, card.GenuineByHSM)
	return a, nil
}

func TestTranscripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(paths) < 13 {
		t.Fatalf("%d transcripts, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { replay(t, path) })
	}
}

func replay(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := &transcript{t: t, path: path, lines: strings.Split(string(raw), "\n")}
	r.atr = r.bytes("atr")
	var keys cardkeys.Scheme
	copy(keys.IRK[:], r.bytes("irk"))
	copy(keys.RKSSSE[:], r.bytes("rk"))
	random := r.bytes("random")
	wants := r.take("wants")
	s, err := card.Open(t.Context(), r, card.Options{Keys: scheme(keys), Random: bytes.NewReader(random)})
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.Identify(t.Context())
	if kind, failed := strings.CutPrefix(wants, "error "); failed {
		if string(card.KindOf(err)) != kind {
			t.Errorf("%v, want %s", err, kind)
		}
	} else if got := summary(id); err != nil || got != wants {
		t.Errorf("%s, %v; want %s", got, err, wants)
	}
	for {
		word, rest, more := r.next()
		if !more {
			return
		}
		step(t, s, word, strings.Fields(rest))
	}
}

func summary(id card.Identity) string {
	h := id.Holder
	genuine := "not genuine"
	if id.Authenticity.Genuine() {
		genuine = "genuine"
	}
	return fmt.Sprint(genuine, " ", id.Generation, " ", id.Algorithm, " ", id.Identifier, " ", id.CardNumber, " ", h.SocialSecurityNumber, " ",
		h.Name, " ", id.Issued, " ", id.Expires)
}

// step does what a line says, and the lines after it say what the card is then sent.
func step(t *testing.T, s *card.Session, word string, f []string) {
	t.Helper()
	switch word {
	case "verify":
		got, err := s.Verify(t.Context(), []byte(f[0]))
		want := map[string]card.Outcome{"right": card.PINRight, "wrong": card.PINWrong, "blocked": card.PINBlocked}[f[1]]
		if err != nil || got.Outcome != want || fmt.Sprint(got.Left) != f[2] {
			t.Errorf("verify: %+v, %v; want %s", got, err, f[1:])
		}
	case "change":
		got, err := s.ChangePIN(t.Context(), []byte(f[0]), []byte(f[1]))
		want := map[string]card.ChangeOutcome{"done": card.ChangeDone, "wrong": card.ChangeWrong}[f[2]]
		if err != nil || got.Outcome != want || fmt.Sprint(got.Left) != f[3] {
			t.Errorf("change: %+v, %v; want %s", got, err, f[2:])
		}
	case "same":
		if same, err := s.SameCard(t.Context()); err != nil || fmt.Sprint(same) != f[0] {
			t.Errorf("same card: %v, %v", same, err)
		}
	default:
		t.Fatalf("nobody sent what stands there: %s", word)
	}
}
