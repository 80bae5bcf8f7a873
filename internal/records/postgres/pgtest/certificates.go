package pgtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Certificates are the files of a throwaway authority, whose key is never written, and of two that it issued: the server's,
// for localhost and 127.0.0.1, and the terminal's. They hold at whatever date a fake clock shows.
type Certificates struct{ CA, ServerCert, ServerKey, TerminalCert, TerminalKey string }

// NewCertificates writes them into a directory; keys are for their owner only.
func NewCertificates(dir, user string) (c Certificates, err error) {
	template := func(serial int64, name string) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
			NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC),
			KeyUsage: x509.KeyUsageDigitalSignature}
	}
	authority := template(1, "test authority")
	authority.IsCA, authority.BasicConstraintsValid, authority.KeyUsage = true, true, x509.KeyUsageCertSign
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return c, err
	}
	write := func(name, kind string, der []byte) (string, error) {
		path := filepath.Join(dir, name)
		return path, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
	}
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, &key.PublicKey, key)
	if err != nil {
		return c, err
	}
	if c.CA, err = write("ca.pem", "CERTIFICATE", der); err != nil {
		return c, err
	}
	issue := func(t *x509.Certificate, name string) (cert, private string, err error) {
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return "", "", err
		}
		der, err := x509.CreateCertificate(rand.Reader, t, authority, &own.PublicKey, key)
		if err != nil {
			return "", "", err
		}
		secret, err := x509.MarshalPKCS8PrivateKey(own)
		if err != nil {
			return "", "", err
		}
		if cert, err = write(name+".pem", "CERTIFICATE", der); err != nil {
			return "", "", err
		}
		private, err = write(name+".key", "PRIVATE KEY", secret)
		return cert, private, err
	}
	server, terminal := template(2, "server"), template(3, user)
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	server.DNSNames, server.IPAddresses = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)}
	terminal.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if c.ServerCert, c.ServerKey, err = issue(server, "server"); err != nil {
		return c, err
	}
	c.TerminalCert, c.TerminalKey, err = issue(terminal, "terminal")
	return c, err
}
