package backend

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"strings"
)

// maxFile is the longest certificate, key or password file, in bytes: a certificate has one or two KB, a chain a few of them.
const maxFile = 64 << 10

// Read reads a small file; a secret one must be its owner's alone. The open file is asked and not its name, which may lead
// elsewhere a moment later.
func Read(name string, secret bool) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); secret && mode&0o077 != 0 {
		return nil, fmt.Errorf("key file %s has mode %04o: others may read it; chmod 0600 it, and replace what it holds if somebody did", name, mode)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s is longer than %d bytes: it is none of the files that are expected", name, maxFile)
	}
	return b, nil
}

// Authorities reads what is trusted. Whatever is no certificate of an authority is an error: a file that was mixed up shall
// be noticed at the start and not when the first citizen comes.
func Authorities(file string) (*x509.CertPool, error) {
	rest, err := Read(file, false)
	if err != nil {
		return nil, err
	}
	pool, n := x509.NewCertPool(), 0
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%s holds something else than certificates; give it the back end's authority alone", file)
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d cannot be read: %w", file, n+1, err)
		}
		if !cert.IsCA {
			return nil, fmt.Errorf("%s: certificate %d is not that of an authority", file, n+1)
		}
		pool.AddCert(cert)
		n++
	}
	if n == 0 || strings.Contains(string(rest), "-----BEGIN") {
		return nil, fmt.Errorf("%s is not whole: PEM certificates of the back end's authority are expected", file)
	}
	return pool, nil
}

// Certificate reads the terminal's certificate, with what leads from it to its authority, and its key.
func Certificate(certFile, keyFile string) (tls.Certificate, error) {
	cert, err := Read(certFile, false)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := Read(keyFile, true)
	if err != nil {
		return tls.Certificate{}, err
	}
	defer clear(key)
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate %s with key %s: %w", certFile, keyFile, err)
	}
	return pair, nil
}
