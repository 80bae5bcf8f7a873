package attest

import "testing"

// Forge signs what QR refuses to: what a changed program could do.
func Forge(t testing.TB, s *Signer, st Statement, address string) string {
	t.Helper()
	text, err := st.unsigned(s.words, address, s.key.ID())
	if err != nil {
		t.Fatal(err)
	}
	signature, err := s.key.sign(text)
	if err != nil {
		t.Fatal(err)
	}
	return text + signature
}

// TerminalOf is whose signer it is.
func TerminalOf(s *Signer) string { return s.terminal }

// Private is the key of a file, for tests that sign certificates with it.
func (k Key) Private() any { return k.private() }
