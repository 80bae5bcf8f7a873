// Package attesttest is an invented agency that certifies terminals, for tests of whatever prints or checks papers.
package attesttest

import (
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// Agency certifies what it is asked to. Its certificate is valid from ten years before its start to ten years after.
type Agency struct {
	private *sm2.PrivateKey
	cert    *smx509.Certificate
	serial  int64
}

// NewAgency makes an agency with a new key.
func NewAgency(t testing.TB, start time.Time) *Agency {
	t.Helper()
	private, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &smx509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "测试经办机构"}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: start.AddDate(-10, 0, 0), NotAfter: start.AddDate(10, 0, 0),
		KeyUsage: smx509.KeyUsageCertSign, SignatureAlgorithm: smx509.SM2WithSM3}
	der, err := smx509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := smx509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &Agency{private: private, cert: cert, serial: 1}
}

// PEM is the agency's certificate.
func (a *Agency) PEM() []byte { return encode(a.cert.Raw) }

// Certify makes a certificate from a signing request in PEM, after it has checked it.
func (a *Agency) Certify(t testing.TB, request []byte, from, to time.Time) []byte {
	t.Helper()
	r, err := smx509.ParseCertificateRequestPEM(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.CheckSignature(); err != nil {
		t.Fatal(err)
	}
	a.serial++
	template := &smx509.Certificate{SerialNumber: big.NewInt(a.serial), Subject: r.Subject, NotBefore: from, NotAfter: to,
		KeyUsage: smx509.KeyUsageDigitalSignature, SignatureAlgorithm: smx509.SM2WithSM3}
	der, err := smx509.CreateCertificate(rand.Reader, template, a.cert, r.PublicKey, a.private)
	if err != nil {
		t.Fatal(err)
	}
	return encode(der)
}

func encode(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// Write puts a file into a folder of the test and gives its path.
func Write(t testing.TB, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
