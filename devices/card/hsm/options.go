package hsm

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Options say where the module is and who the terminal is.
type Options struct {
	URL      string // https://host[:port][/path]; "/v1/authenticate" is appended
	CAFile   string // PEM: the authorities of the back end's certificate, the only ones that are trusted
	CertFile string // PEM: the terminal's certificate, and what leads from it to the authority that the back end trusts
	KeyFile  string // PEM: its key, not encrypted, for its owner only
	Terminal string // the terminal's id (终端编号), 1 to 32 letters, digits and hyphens
}

const path = "/v1/authenticate"

var terminalForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,32}$`)

// endpoint is where questions are posted. Errors do not repeat the text: it may hold a password.
func (o Options) endpoint() (*url.URL, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil:
		return nil, errors.New("hsm: the URL is none")
	case u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("hsm: the URL must be https://host, with a port and a path if need be")
	case u.User != nil:
		return nil, errors.New("hsm: the URL must hold no user and no password: the terminal shows its certificate")
	case strings.ContainsAny(o.URL, "?#"):
		return nil, errors.New("hsm: the URL must end with its path, without query and fragment")
	}
	return u.JoinPath(path), nil
}

// tls reads the files; nothing reads them later.
func (o Options) tls() (*tls.Config, error) {
	roots, err := authorities(o.CAFile)
	if err != nil {
		return nil, err
	}
	cert, err := read(o.CertFile, false)
	if err != nil {
		return nil, err
	}
	key, err := read(o.KeyFile, true)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("hsm: certificate %s with key %s: %w", o.CertFile, o.KeyFile, err)
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		RootCAs:      roots,
		Certificates: []tls.Certificate{pair},
	}, nil
}

// authorities reads what is trusted. Whatever is no certificate of an authority is an error: a file that was mixed up shall
// be noticed at the start and not when the first citizen comes.
func authorities(file string) (*x509.CertPool, error) {
	rest, err := read(file, false)
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
			return nil, fmt.Errorf("hsm: %s holds something else than certificates; give it the back end's authority alone", file)
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("hsm: %s: certificate %d cannot be read: %w", file, n+1, err)
		}
		if !cert.IsCA {
			return nil, fmt.Errorf("hsm: %s: certificate %d is not that of an authority", file, n+1)
		}
		pool.AddCert(cert)
		n++
	}
	if n == 0 || strings.Contains(string(rest), "-----BEGIN") {
		return nil, fmt.Errorf("hsm: %s is not whole: PEM certificates of the back end's authority are expected", file)
	}
	return pool, nil
}

// read reads a small file; a secret one must be its owner's alone. The open file is asked and not its name, which may lead
// elsewhere a moment later.
func read(name string, secret bool) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("hsm: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("hsm: %w", err)
	}
	if mode := info.Mode().Perm(); secret && mode&0o077 != 0 {
		return nil, fmt.Errorf("hsm: key file %s has mode %04o: others may read it; chmod 0600 it, and have a new certificate issued if somebody did", name, mode)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("hsm: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("hsm: %s is longer than %d bytes: it is none of the files that are expected", name, maxFile)
	}
	return b, nil
}
