package attest_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"shebao/kiosk/internal/attest"
)

// Whatever is checked, nothing but what this terminal signed is genuine.
func FuzzVerify(f *testing.F) {
	w := newWorld(f)
	st := w.usual()
	text := qr(f, w.one, st)
	specimen := st
	specimen.Specimen = true
	for _, s := range []string{text, text + "\r\n", qr(f, w.one, specimen), "", "SB1|", "x\nSB1|CC|*||||||||", "x\nSB9|",
		strings.Repeat("|", 500), st.Code.String(),
		strings.Replace(text, "18720", "18721", 1), strings.Split(text, "\n")[2], "%|%4|%ZZ"} {
		f.Add(s)
	}
	v := attest.NewVerifier(w.trust)
	f.Fuzz(func(t *testing.T, s string) {
		got := v.Check(s, w.now)
		if got.Headline == "" || got.Advice == "" {
			t.Fatalf("%q: nothing is said", s)
		}
		if got.Result != attest.Genuine {
			return
		}
		normal := strings.Trim(strings.ReplaceAll(strings.TrimPrefix(s, "\ufeff"), "\r\n", "\n"), "\n\r\t ")
		if normal != text {
			t.Fatalf("%q is genuine", s)
		}
	})
}

// No register but one that the terminal signed is read, and what is read is written the same way.
func FuzzRegister(f *testing.F) {
	w := newWorld(f)
	st := w.usual()
	replaced := entry(w.usual())
	replaced.ReplacedBy = st.Code
	var out bytes.Buffer
	if err := w.one.WriteRegister(&out, attest.Register{Terminal: "SD-0101-0001", From: w.now, AsOf: w.now,
		Entries: []attest.Entry{entry(st), replaced}}); err != nil {
		f.Fatal(err)
	}
	text := out.String()
	for _, s := range []string{text, "", "SBR1|", "SBR1|SD-0101-0001|20261126|202611261030|0\nSIGN||",
		strings.Replace(text, "valid", "replaced", 1),
		text[:len(text)-1], "\nSIGN|a|b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := w.trust.ReadRegister(strings.NewReader(s))
		if err != nil {
			if !errors.Is(err, attest.ErrRegister) || len(r.Entries) != 0 {
				t.Fatalf("%+v, %v", r, err)
			}
			return
		}
		if strings.TrimSuffix(s, "\n") != strings.TrimSuffix(text, "\n") {
			t.Fatalf("%q was read", s)
		}
	})
}
