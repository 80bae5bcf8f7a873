package postgres_test

import (
	"os"
	"os/user"
	"strconv"
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/postgres"
	"shebao/kiosk/internal/records/postgres/pgtest"
)

// TestTLS: a server with a certificate is believed by its authority and name only, and one without TLS is not spoken to.
func TestTLS(t *testing.T) {
	files := certificates(t)
	own, err := pgtest.Start("listen_addresses=127.0.0.1,127.1.1.1", "ssl=on", "ssl_cert_file="+files.ServerCert, "ssl_key_file="+files.ServerKey, "ssl_ca_file="+files.CA)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Close(); err != nil {
			t.Error(err)
		}
	})
	l, c := pgtest.NewLoader(pgtest.EmptyStays), somebody()
	l.About(c.About)
	l.Person(1, c.Persons[0])
	if err := own.Create(patient(t), "records", postgres.Schema(), l); err != nil {
		t.Fatal(err)
	}
	terminal := certificates(t)
	good := postgres.Options{URL: own.URL("records"), PasswordFile: own.PasswordFile, CAFile: files.CA, CertFile: files.TerminalCert,
		KeyFile: files.TerminalKey}
	s := open(t, good)
	works(t, s)
	for what, test := range map[string]struct {
		change func(*postgres.Options)
		says   string
	}{
		"another authority": {func(o *postgres.Options) { o.CAFile = terminal.CA }, "not of the configured authority"},
		"another name": {func(o *postgres.Options) { o.URL = strings.Replace(o.URL, "127.0.0.1", "127.1.1.1", 1) },
			"for another name"},
		"another's certificate": {func(o *postgres.Options) { o.CertFile, o.KeyFile = terminal.TerminalCert, terminal.TerminalKey },
			"database: connect"},
		"a server without TLS": {func(o *postgres.Options) { o.URL = shared(t).URL("kiosk") }, "does not speak TLS"},
	} {
		t.Run(what, func(t *testing.T) {
			o := good
			test.change(&o)
			if err := fails(t, open(t, o), records.Down); !strings.Contains(err.Error(), test.says) {
				t.Error(err)
			}
		})
	}
}

// certificates are in a directory that the server's user reaches.
func certificates(t *testing.T) pgtest.Certificates {
	t.Helper()
	dir, err := os.MkdirTemp("", "pgcerts")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	files, err := pgtest.NewCertificates(dir, "records")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 {
		return files
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, files.CA, files.ServerCert, files.ServerKey} {
		if err := os.Chown(path, uid, -1); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
