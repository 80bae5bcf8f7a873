package postgres

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
)

// Options say where the database is and who the terminal is.
type Options struct {
	// URL is postgres://user@host[:port]/database, or postgres://user@/database?socket=/directory for a server on the same
	// machine. It holds no password: it stands in kiosk.toml, which others may read.
	URL          string
	PasswordFile string // one line, for its owner only; "" when the certificate or the socket's peer is enough
	CAFile       string // PEM: the authorities of the server's certificate. Needed for every host but a loopback address
	CertFile     string // PEM: the terminal's certificate; "" for none
	KeyFile      string // PEM: its key, not encrypted, for its owner only
	Name         string // what About says before the database was reached for the first time
	Clock        clock.Clock

	// The limits of one read; zero is the usual: 3 s to connect, 10 s in all. Tests shorten them.
	Connect, Whole time.Duration
}

// config makes the driver's configuration. The environment (PGHOST, PGPASSWORD, .pgpass …) has no say in where records come
// from: what it says is overwritten. Errors do not repeat the URL, which may hold a password by mistake.
func (o Options) config() (*pgconn.Config, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil:
		return nil, errors.New("postgres: the URL is none")
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		return nil, errors.New("postgres: the URL must be postgres://user@host/database")
	case u.User == nil || u.User.Username() == "" || strings.Trim(u.Path, "/") == "" || u.Fragment != "":
		return nil, errors.New("postgres: the URL must name a user and a database")
	}
	if _, given := u.User.Password(); given {
		return nil, errors.New("postgres: the URL must hold no password: it belongs into the password file")
	}
	socket := u.Query().Get("socket")
	if len(u.Query()) > 1 || len(u.Query()) == 1 && !strings.HasPrefix(socket, "/") {
		return nil, errors.New("postgres: the URL may have no parameter but socket, an absolute directory")
	}
	if (u.Hostname() == "") == (socket == "") {
		return nil, errors.New("postgres: the URL must name a host, or else a socket's directory")
	}
	// Every setting that the environment could give is given here, so that nothing of it is read; most are replaced below.
	c, err := pgconn.ParseConfig("host=localhost port=5432 user=kiosk dbname=kiosk password=unused sslmode=disable " +
		"target_session_attrs=any connect_timeout=0")
	if err != nil {
		return nil, errors.New("postgres: the environment holds PG settings that the driver cannot read; remove them")
	}
	c.Host, c.Port, c.User, c.Database, c.Password = u.Hostname(), 5432, u.User.Username(), strings.Trim(u.Path, "/"), ""
	if socket != "" {
		c.Host = socket
	}
	if p := u.Port(); p != "" {
		port, err := strconv.ParseUint(p, 10, 16)
		if err != nil || port == 0 {
			return nil, errors.New("postgres: the URL's port is none")
		}
		c.Port = uint16(port)
	}
	c.RuntimeParams = map[string]string{}
	c.Fallbacks, c.ValidateConnect, c.AfterConnect, c.ConnectTimeout = nil, nil, nil, 0
	c.BuildFrontend = func(r io.Reader, w io.Writer) *pgproto3.Frontend {
		f := pgproto3.NewFrontend(r, w)
		f.SetMaxBodyLen(maxMessage)
		return f
	}
	if o.PasswordFile != "" {
		b, err := backend.Read(o.PasswordFile, true)
		if err != nil {
			return nil, fmt.Errorf("postgres: %w", err)
		}
		c.Password = string(bytes.TrimRight(b, "\r\n"))
		clear(b)
	}
	c.TLSConfig, err = o.tls(u.Hostname())
	if err != nil {
		return nil, err
	}
	if c.TLSConfig == nil && socket == "" && !loopback(u.Hostname()) {
		return nil, errors.New("postgres: a database on another machine needs ca_file: records do not cross a network in clear")
	}
	return c, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// tls reads the files; nil when no authority is named.
func (o Options) tls(host string) (*tls.Config, error) {
	if o.CAFile == "" {
		if o.CertFile != "" || o.KeyFile != "" {
			return nil, errors.New("postgres: a certificate without ca_file would be shown to anybody")
		}
		return nil, nil
	}
	roots, err := backend.Authorities(o.CAFile)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, ServerName: host, Time: o.Clock.Now}
	if o.CertFile == "" && o.KeyFile == "" {
		return c, nil
	}
	pair, err := backend.Certificate(o.CertFile, o.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}
