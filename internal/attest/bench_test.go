package attest_test

import (
	"testing"

	"shebao/kiosk/internal/attest"
)

func BenchmarkQR(b *testing.B) {
	w := newWorld(b)
	st := w.usual()
	for b.Loop() {
		if _, err := w.one.QR(st, address); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	w := newWorld(b)
	v, text := attest.NewVerifier(w.trust), qr(b, w.one, w.usual())
	for b.Loop() {
		if v.Verify(text, w.now).Result != attest.Genuine {
			b.Fatal("not genuine")
		}
	}
}
