package postgres_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records/postgres"
)

func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOptions: what is wrong is said at the start, and never with a password.
func TestOptions(t *testing.T) {
	for what, test := range map[string]struct {
		o    postgres.Options
		says string
	}{
		"nothing":            {postgres.Options{}, "must be postgres://"},
		"another scheme":     {postgres.Options{URL: "https://a@127.0.0.1/b"}, "must be postgres://"},
		"no user":            {postgres.Options{URL: "postgres://127.0.0.1/b"}, "a user and a database"},
		"no database":        {postgres.Options{URL: "postgres://a@127.0.0.1"}, "a user and a database"},
		"a password":         {postgres.Options{URL: "postgres://a:hidden@127.0.0.1/b"}, "no password"},
		"a parameter":        {postgres.Options{URL: "postgres://a@127.0.0.1/b?sslmode=disable"}, "no parameter"},
		"no host":            {postgres.Options{URL: "postgres://a@/b"}, "must name a host"},
		"both":               {postgres.Options{URL: "postgres://a@127.0.0.1/b?socket=/run"}, "must name a host"},
		"a network in clear": {postgres.Options{URL: "postgres://a@db.example.test/b"}, "needs ca_file"},
		"a port":             {postgres.Options{URL: "postgres://a@127.0.0.1:0/b"}, "port"},
		"an open file":       {postgres.Options{URL: "postgres://a@127.0.0.1/b", PasswordFile: write(t, "hidden", 0o644)}, "others may read"},
		"no file":            {postgres.Options{URL: "postgres://a@127.0.0.1/b", PasswordFile: "/nowhere"}, "no such file"},
		"no authority":       {postgres.Options{URL: "postgres://a@127.0.0.1/b", CAFile: write(t, "text", 0o600)}, "is not whole"},
		"shown to anybody":   {postgres.Options{URL: "postgres://a@127.0.0.1/b", CertFile: "x", KeyFile: "y"}, "anybody"},
	} {
		t.Run(what, func(t *testing.T) {
			test.o.Clock = clock.System{}
			_, err := postgres.Open(test.o)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
}

// TestTheEnvironmentHasNoSay: variables and files of libpq do not lead to another database.
func TestTheEnvironmentHasNoSay(t *testing.T) {
	db := database(t, somebody(), false)
	t.Setenv("PGHOST", "192.0.2.1")
	t.Setenv("PGPORT", "1")
	t.Setenv("PGUSER", "another")
	t.Setenv("PGPASSWORD", "another")
	t.Setenv("PGSSLMODE", "verify-full")
	t.Setenv("PGOPTIONS", "-c search_path=nowhere")
	t.Setenv("PGTARGETSESSIONATTRS", "standby")
	works(t, open(t, postgres.Options{URL: shared(t).URL(db)}))
}
