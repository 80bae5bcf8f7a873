package attest

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"shebao/kiosk/internal/backend"
)

// Trust is whom somebody believes who checks papers: agencies, and the terminals that they certified. It never changes, and may be
// used by several goroutines.
type Trust struct {
	agencies      *smx509.CertPool
	intermediates *smx509.CertPool
	terminals     map[string][]terminalCert // by the id of the key; a key may have been certified more than once
	count         int
}

// terminalCert is a terminal's key, as an agency certified it.
type terminalCert struct {
	name   string
	public *ecdsa.PublicKey
	cert   *smx509.Certificate
}

// certLimit is the longest bundle: a certificate has about 1 KB, and a province has some ten thousand terminals.
const certLimit = 64 << 20

// LoadTrust reads whom to believe. certs is a folder whose files *.pem, *.crt and *.cer are taken, or one file with many
// certificates; ca is a file with the agencies' own. Each is PEM or DER. Certificates in certs that belong to no terminal but to an
// authority lead from the terminals to the agencies. A certificate that cannot be read, that is of no SM2 key, or that no agency
// made is an error: it would make a genuine paper look false. One that has expired is taken, as papers from before stay genuine.
func LoadTrust(certs, ca string) (*Trust, error) {
	found, err := readCertificates(certs)
	if err != nil {
		return nil, err
	}
	t, err := newTrust(found, ca)
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		if c.IsCA {
			continue
		}
		one, err := terminalOf(c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", certs, err)
		}
		// An agency's certificate may have been made anew with the same key while the terminal's went on.
		if err := t.chain(c, c.NotBefore); err != nil && t.chain(c, c.NotAfter) != nil {
			return nil, fmt.Errorf("%s: the certificate of terminal %s is not of an agency in %s: %w", certs, one.name, ca, err)
		}
		id := keyID(one.public)
		t.terminals[id] = append(t.terminals[id], one)
		t.count++
	}
	if t.count == 0 {
		return nil, fmt.Errorf("%s holds no certificate of a terminal", certs)
	}
	return t, nil
}

// Terminals is how many certificates of terminals there are.
func (t *Trust) Terminals() int { return t.count }

// newTrust reads the agencies; others that are authorities may lead to them.
func newTrust(others []*smx509.Certificate, ca string) (*Trust, error) {
	content, err := backend.Read(ca, false)
	if err != nil {
		return nil, err
	}
	agencies, err := certificates(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ca, err)
	}
	t := &Trust{agencies: smx509.NewCertPool(), intermediates: smx509.NewCertPool(), terminals: map[string][]terminalCert{}}
	for i, c := range agencies {
		if !c.IsCA || !sm2.IsSM2PublicKey(c.PublicKey) {
			return nil, fmt.Errorf("%s: certificate %d is not that of an authority with a key of SM2", ca, i+1)
		}
		t.agencies.AddCert(c)
	}
	for _, c := range others {
		if c.IsCA {
			t.intermediates.AddCert(c)
		}
	}
	return t, nil
}

func readCertificates(path string) ([]*smx509.Certificate, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if info.Size() > certLimit {
			return nil, fmt.Errorf("%s is longer than %d bytes", path, certLimit)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		out, err := certificates(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return out, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var out []*smx509.Certificate
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".pem", ".crt", ".cer":
		default:
			continue
		}
		name := filepath.Join(path, e.Name())
		content, err := backend.Read(name, false)
		if err != nil {
			return nil, err
		}
		found, err := certificates(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// certificates reads PEM, or one certificate in DER. It gives at least one, or an error.
func certificates(content []byte) ([]*smx509.Certificate, error) {
	if !bytes.Contains(content, []byte("-----BEGIN")) {
		c, err := smx509.ParseCertificate(content)
		if err != nil {
			return nil, fmt.Errorf("no certificate: %w", err)
		}
		return []*smx509.Certificate{c}, nil
	}
	var out []*smx509.Certificate
	for {
		var block *pem.Block
		if block, content = pem.Decode(content); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, errors.New("holds something else than certificates")
		}
		c, err := smx509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d: %w", len(out)+1, err)
		}
		out = append(out, c)
	}
	if len(out) == 0 || bytes.Contains(content, []byte("-----BEGIN")) {
		return nil, errors.New("is not whole: certificates in PEM are expected")
	}
	return out, nil
}

// terminalOf is whose certificate it is: the common name is the terminal's id.
func terminalOf(c *smx509.Certificate) (terminalCert, error) {
	public, ok := c.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !ok || !sm2.IsSM2PublicKey(public):
		return terminalCert{}, errors.New("the certificate is of no SM2 key")
	case c.IsCA:
		return terminalCert{}, errors.New("the certificate is that of an authority, not of a terminal")
	case !terminalName(c.Subject.CommonName):
		return terminalCert{}, errors.New("the certificate's common name is no terminal's id")
	case c.KeyUsage != 0 && c.KeyUsage&(smx509.KeyUsageDigitalSignature|smx509.KeyUsageContentCommitment) == 0:
		return terminalCert{}, errors.New("the certificate is not for signatures")
	}
	return terminalCert{c.Subject.CommonName, public, c}, nil
}

// chain reports whether an agency made the certificate, by SM2 from end to end, and it was valid at the instant.
func (t *Trust) chain(c *smx509.Certificate, at time.Time) error {
	chains, err := c.Verify(smx509.VerifyOptions{Roots: t.agencies, Intermediates: t.intermediates, CurrentTime: at,
		KeyUsages: []smx509.ExtKeyUsage{smx509.ExtKeyUsageAny}})
	if err != nil {
		return err
	}
	for _, way := range chains {
		if bySM2(way) {
			return nil
		}
	}
	return errors.New("it is not signed by SM2")
}

func bySM2(way []*smx509.Certificate) bool {
	for _, c := range way[:len(way)-1] { // the last is believed without its signature
		if c.SignatureAlgorithm != smx509.SM2WithSM3 {
			return false
		}
	}
	return true
}

// coversDay reports whether the certificate was valid at some time of the day: a paper says its day only, and the first one may be
// printed on the day on which the certificate came.
func coversDay(c *smx509.Certificate, day time.Time) bool {
	start := dayOf(day)
	return c.NotBefore.Before(start.AddDate(0, 0, 1)) && !c.NotAfter.Before(start)
}

// valid reports whether the terminal's certificate held on the day, and leads to an agency whose own did.
func (t *Trust) valid(c terminalCert, day time.Time) bool {
	if !coversDay(c.cert, day) {
		return false
	}
	at := dayOf(day)
	if at.Before(c.cert.NotBefore) {
		at = c.cert.NotBefore
	}
	return t.chain(c.cert, at) == nil
}
