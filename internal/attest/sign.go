package attest

import (
	"errors"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/smx509"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/words"
)

// Files are where a terminal has what it signs with.
type Files struct {
	Key  string // its key; only its user may read it
	Cert string // what an agency made of its signing request; "" when no agency did
	CA   string // that agency's certificate; "" leaves it to whoever checks a paper whether the agency is one of his
}

// Signer signs the statements of one terminal. It may be used by several goroutines.
type Signer struct {
	terminal string
	key      Key
	cert     *smx509.Certificate // nil when there is none that counts
	why      string              // why there is none
	words    *words.Catalogue
}

// ErrUncertified is a statement that is none of a specimen from a terminal that no agency has certified on its day of issue.
var ErrUncertified = errors.New("no agency has certified this terminal's key: only specimens are signed")

// LoadSigner reads the key of a terminal and its certificate. A key that is not there, that others may read or that is damaged is
// an error, and then nothing is signed. With the certificate it is different: whatever is wrong with it, the terminal goes on with
// specimens, and Certified says what the operator must mend.
func LoadSigner(terminal string, f Files) (*Signer, error) {
	if !terminalName(terminal) {
		return nil, errTerminal
	}
	key, err := LoadKey(f.Key)
	if err != nil {
		return nil, err
	}
	s := &Signer{terminal: terminal, key: key, words: words.New()}
	cert, err := certificateOf(terminal, key, f)
	if err != nil {
		s.why = err.Error()
		return s, nil
	}
	s.cert = cert
	return s, nil
}

// certificateOf finds out whether an agency has certified the key, apart from when.
func certificateOf(terminal string, key Key, f Files) (*smx509.Certificate, error) {
	if f.Cert == "" {
		return nil, errors.New("no certificate is configured")
	}
	content, err := backend.Read(f.Cert, false)
	if err != nil {
		return nil, err
	}
	found, err := certificates(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Cert, err)
	}
	cert := found[0] // what may follow leads from it to its authority
	t, err := terminalOf(cert)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", f.Cert, err)
	case !t.public.Equal(key.public()):
		return nil, fmt.Errorf("%s is the certificate of another key; ask for one by kioskctl slip request", f.Cert)
	case t.name != terminal:
		return nil, fmt.Errorf("%s is the certificate of terminal %q, and this is %s", f.Cert, t.name, terminal)
	case cert.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil:
		return nil, fmt.Errorf("%s is signed by the terminal itself, not by an agency", f.Cert)
	}
	if f.CA == "" {
		return cert, nil
	}
	trust, err := newTrust(found, f.CA)
	if err != nil {
		return nil, err
	}
	if err := trust.chain(cert, cert.NotBefore); err != nil {
		return nil, fmt.Errorf("%s is not of the agency in %s: %w", f.Cert, f.CA, err)
	}
	return cert, nil
}

// Certified reports whether an agency has certified the key for the day of now, and if not why, in a sentence for the operator.
func (s *Signer) Certified(now time.Time) (bool, string) {
	switch {
	case s.cert == nil:
		return false, s.why
	case now.Before(s.cert.NotBefore):
		return false, "the certificate is valid from " + s.cert.NotBefore.Format(time.RFC3339) + " only: is the clock right?"
	case now.After(s.cert.NotAfter):
		return false, "the certificate has expired at " + s.cert.NotAfter.Format(time.RFC3339) +
			"; ask for another by kioskctl slip request"
	}
	return true, ""
}

// Until is the last instant for which an agency has certified the key; the zero time when none has.
func (s *Signer) Until() time.Time {
	if s.cert == nil {
		return time.Time{}
	}
	return s.cert.NotAfter
}

// KeyID names the key that signs.
func (s *Signer) KeyID() string { return s.key.ID() }

// QR is the text of a paper's QR code, at most Limit bytes of UTF-8 in two or three lines: a sentence that anybody can read, the
// address when there is one, with the code in the place of {code}, and the statement with a signature over all that stands before
// it. It may be made as often as the paper is printed: the texts differ in their signature only. Its errors are those of the
// statement, the address, and ErrUncertified.
func (s *Signer) QR(st Statement, address string) (string, error) {
	if st.Terminal != s.terminal {
		return "", fmt.Errorf("a statement of terminal %q is not signed by %s", st.Terminal, s.terminal)
	}
	if !st.Specimen && (s.cert == nil || !coversDay(s.cert, st.Issued)) {
		return "", ErrUncertified
	}
	text, err := st.unsigned(s.words, address, s.key.ID())
	if err != nil {
		return "", err
	}
	signature, err := s.key.sign(text)
	if err != nil {
		return "", err
	}
	return text + signature, nil
}
