package httpjson

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
)

// Options say where the back end is and who the terminal is.
type Options struct {
	URL      string // https://host[:port][/path]; "/v1/record", "/v1/card" and "/v1/about" are appended
	CAFile   string // PEM: the authorities of the back end's certificate, the only ones that are trusted
	CertFile string // PEM: the terminal's certificate, and what leads from it to the authority that the back end trusts
	KeyFile  string // PEM: its key, not encrypted, for its owner only
	Terminal string // the terminal's id (终端编号), 1 to 32 letters, digits and hyphens
	Name     string // what About says before the back end was reached for the first time
	Clock    clock.Clock

	// The limits of one question; zero is the usual: 3 s to connect, 10 s in all. Tests shorten them.
	Connect, Whole time.Duration
}

var terminalForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,32}$`)

// endpoint is what paths are appended to. Errors do not repeat the text: it may hold a password.
func (o Options) endpoint() (*url.URL, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil:
		return nil, errors.New("httpjson: the URL is none")
	case u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("httpjson: the URL must be https://host, with a port and a path if need be")
	case u.User != nil:
		return nil, errors.New("httpjson: the URL must hold no user and no password: the terminal shows its certificate")
	case strings.ContainsAny(o.URL, "?#"):
		return nil, errors.New("httpjson: the URL must end with its path, without query and fragment")
	case !terminalForm.MatchString(o.Terminal):
		return nil, errors.New("httpjson: the terminal's id must be 1 to 32 letters, digits and hyphens")
	case o.Clock == nil:
		return nil, errors.New("httpjson: a clock is needed")
	}
	return u, nil
}

// tls reads the files; nothing reads them later.
func (o Options) tls(host string) (*tls.Config, error) {
	pem, err := read(o.CAFile, false)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("httpjson: %s holds no certificate of an authority", o.CAFile)
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
		return nil, fmt.Errorf("httpjson: certificate %s with key %s: %w", o.CertFile, o.KeyFile, err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, Certificates: []tls.Certificate{pair}, ServerName: host,
		NextProtos: []string{"http/1.1"}, Time: o.Clock.Now}, nil
}

// read reads a small file; a secret one must be its owner's alone. The open file is asked and not its name, which may lead
// elsewhere a moment later.
func read(name string, secret bool) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("httpjson: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("httpjson: %w", err)
	}
	if mode := info.Mode().Perm(); secret && mode&0o077 != 0 {
		return nil, fmt.Errorf("httpjson: key file %s has mode %04o: others may read it; chmod 0600 it, and have a new certificate issued if somebody did", name, mode)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("httpjson: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("httpjson: %s is longer than %d bytes: it is none of the files that are expected", name, maxFile)
	}
	return b, nil
}
