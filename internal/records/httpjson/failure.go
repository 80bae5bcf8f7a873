package httpjson

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"

	"shebao/kiosk/internal/records"
)

// Why there was no answer. Errors of net/http and crypto/tls are not passed on: some repeat the URL, some the peer's bytes.
var (
	errTimeout   = errors.New("no answer in time")
	errClosed    = errors.New("record source is closed")
	errBroken    = errors.New("the connection broke")
	errName      = errors.New("the host's name was not found")
	errNoTLS     = errors.New("the host does not speak TLS, or refused the terminal's certificate")
	errAuthority = errors.New("the host's certificate is not of the configured authority, is out of date, or is for another name")
)

// ended is the failure of a question whose time or caller is gone; nil while there is both.
func ended(ctx context.Context, step string) *records.Error {
	if ctx.Err() == nil {
		return nil
	}
	e := &records.Error{Failure: records.Busy, Detail: "back end: " + step, Err: ctx.Err()}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTimeout):
		e.Err = context.DeadlineExceeded
	case errors.Is(cause, errClosed):
		e.Err = errClosed
	}
	return e
}

// unreached is the failure of a question that had no answer.
func unreached(ctx context.Context, step string, err error) *records.Error {
	if e := ended(ctx, step); e != nil {
		return e
	}
	return &records.Error{Failure: records.Down, Detail: "back end: " + step, Err: cause(err)}
}

// cause is err in words that repeat nothing: one of the above, or a number of the system.
func cause(err error) error {
	var (
		dns    *net.DNSError
		verify *tls.CertificateVerificationError
		author x509.UnknownAuthorityError
		header tls.RecordHeaderError
		op     *net.OpError
		number syscall.Errno
	)
	switch {
	case errors.Is(err, errTimeout):
		return errTimeout
	case errors.As(err, &dns):
		return errName
	case errors.As(err, &verify), errors.As(err, &author):
		return errAuthority
	case errors.As(err, &header), errors.As(err, &op) && op.Op == "remote error": // crypto/tls names an alert of the peer so
		return errNoTLS
	case errors.As(err, &number):
		return number
	}
	return errBroken
}

// refused is the failure of a status; nil for the one with which the back end speaks itself.
func refused(status int) *records.Error {
	e := &records.Error{Failure: records.Down, Detail: fmt.Sprintf("back end: status %d", status)}
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		e.Failure = records.Busy
	}
	return e // redirects too: who has the records stands in the configuration
}

// failureOf is what a word of the contract's closed set of errors means; "" for a word that is not in it.
func failureOf(word string) records.Failure {
	switch word {
	case "not_found":
		return records.NotFound
	case "not_connected":
		return records.NotConnected
	case "busy":
		return records.Busy
	case "checking":
		return records.Checking
	case "duplicate":
		return records.Duplicate
	case "deceased":
		return records.Deceased
	case "refused", "unavailable":
		return records.Down
	}
	return ""
}

// damaged is the failure of a reply that breaks the contract. Where it does is told by field names only.
func damaged(err error) *records.Error {
	return &records.Error{Failure: records.Damaged, Detail: "back end: reply", Err: err}
}
