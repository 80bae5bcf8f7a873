package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/records"
)

// sqlState is a server's error reduced to its code.
type sqlState string

func (s sqlState) Error() string { return "SQLSTATE " + string(s) }

func damaged(table string, err error) *records.Error {
	return &records.Error{Failure: records.Damaged, Detail: "database: " + table, Err: err}
}

// ended is the failure of a read whose time or caller is gone; nil while there is both.
func ended(ctx context.Context, step string) *records.Error {
	if ctx.Err() == nil {
		return nil
	}
	e := &records.Error{Failure: records.Busy, Detail: "database: " + step, Err: ctx.Err()}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, backend.ErrTimeout):
		e.Err = context.DeadlineExceeded
	case errors.Is(cause, backend.ErrClosed):
		e.Err = backend.ErrClosed
	}
	return e
}

// failed sorts an error of the driver.
func failed(ctx context.Context, step string, err error) *records.Error {
	if e := ended(ctx, step); e != nil {
		return e
	}
	detail := "database: " + step
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return &records.Error{Failure: failureOf(server.Code), Detail: detail, Err: stateOf(server.Code)}
	}
	return &records.Error{Failure: records.Down, Detail: detail, Err: cause(err)}
}

// stateOf keeps a SQLSTATE only when it looks like one.
func stateOf(code string) error {
	if len(code) != 5 || strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return backend.ErrBroken
	}
	return sqlState(code)
}

// failureOf is what the class of a SQLSTATE means to the citizen.
func failureOf(code string) records.Failure {
	class := ""
	if len(code) == 5 {
		class = code[:2]
	}
	switch {
	case code == "57P01" || code == "57P02" || code == "57P03": // it is being stopped, crashed, or is starting
		return records.Down
	case class == "08", class == "28", class == "3D", class == "58": // connection, log-in, no such database, its machine
		return records.Down
	case class == "42", class == "3F", class == "22", class == "21", code == "XX001", code == "XX002":
		return records.Damaged // a view is missing, forbidden or not as in the contract; or its data are broken
	}
	// 53: too many connections, no memory; 57014: cancelled; 55P03: locked; 40: collided. And whatever else: later may do.
	return records.Busy
}

// cause is err in words that repeat nothing.
func cause(err error) error {
	if strings.Contains(err.Error(), "server refused TLS connection") { // the driver has no value for it
		return backend.ErrNoTLS
	}
	return backend.Cause(context.Background(), err)
}
