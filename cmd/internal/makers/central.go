package makers

import (
	"fmt"
	"time"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/guard"
	"shebao/kiosk/internal/records/httpjson"
	"shebao/kiosk/internal/records/local"
	"shebao/kiosk/internal/records/postgres"
	"shebao/kiosk/internal/records/sqlite"
)

// Central is the central source of a configuration, guarded, with the copy beside it where there is one; nil when the records are in
// the record file. Nothing is asked yet: its files are read, and what is wrong with them is the error. rest is called between visits:
// it lets go what is kept of the last one.
func Central(c config.Config, t clock.Clock) (source records.Source, rest func(), err error) {
	rest = func() {}
	switch x := c.Central; x.Kind {
	case "":
		return nil, rest, nil
	case config.Postgres:
		var database *postgres.Source
		database, err = postgres.Open(postgres.Options{URL: x.URL, PasswordFile: x.PasswordFile, CAFile: x.CAFile, CertFile: x.CertFile,
			KeyFile: x.KeyFile, Clock: t})
		if err == nil {
			source, rest = database, database.Rest
		}
	case config.HTTP:
		source, err = httpjson.Open(httpjson.Options{Address: backend.Address{URL: x.URL, CAFile: x.CAFile, CertFile: x.CertFile,
			KeyFile: x.KeyFile, Terminal: c.Terminal.ID}, Clock: t})
	default:
		return nil, rest, fmt.Errorf("central.kind: there is no %q", x.Kind)
	}
	if err != nil {
		return nil, rest, err
	}
	source = guard.New(source, t)
	if c.Records.Local == "" {
		return source, rest, nil
	}
	return local.New(source, func() (records.Source, error) {
		key, err := keys.RecordsFrom(c.Records.KeyFile)
		if err != nil {
			return nil, err
		}
		return sqlite.Open(c.Records.Local, key)
	}, time.Duration(c.Records.MaxAgeDays)*24*time.Hour, t), rest, nil
}
