package backend

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"
)

// Why there was no answer, beside ErrTimeout and ErrClosed.
var (
	ErrBroken    = errors.New("the connection broke")
	ErrName      = errors.New("the host's name was not found")
	ErrNoTLS     = errors.New("the host does not speak TLS, or a version that is too old")
	ErrAlert     = errors.New("the host refused the connection; does it know the terminal's certificate?")
	ErrAuthority = errors.New("the host's certificate is not of the configured authority")
	ErrHost      = errors.New("the host's certificate is for another name")
	ErrDate      = errors.New("the host's certificate is out of date, or the terminal's clock is wrong")
	ErrInvalid   = errors.New("the host's certificate is not valid")
)

// Cause is err in words that repeat nothing: one of the above, the end of ctx, or a number of the system. Errors of net/http,
// crypto/tls and drivers are not passed on: some repeat the address, some what the peer sent, and that may be somebody's record.
func Cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		// Only our own causes: what a caller gave as its cause may hold anything.
		for _, own := range []error{ErrTimeout, ErrClosed} {
			if errors.Is(context.Cause(ctx), own) {
				return own
			}
		}
		return ctx.Err()
	}
	var (
		dns       *net.DNSError
		op        *net.OpError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
		header    tls.RecordHeaderError
		alert     tls.AlertError
		number    syscall.Errno
	)
	switch {
	case errors.Is(err, ErrTimeout):
		return ErrTimeout
	case errors.Is(err, ErrClosed):
		return ErrClosed
	case errors.As(err, &dns):
		return ErrName
	case errors.As(err, &authority):
		return ErrAuthority
	case errors.As(err, &host):
		return ErrHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return ErrDate
	case errors.As(err, &verify):
		return ErrInvalid
	case errors.As(err, &header):
		return ErrNoTLS
	case errors.As(err, &alert), errors.As(err, &op) && op.Op == "remote error": // crypto/tls names an alert of the peer so
		return ErrAlert
	case errors.As(err, &number):
		return number
	}
	return ErrBroken
}
