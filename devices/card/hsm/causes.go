package hsm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"

	"shebao/kiosk/devices/card"
)

// Why there was no answer. Errors of net/http and crypto/tls are not passed on: some repeat the URL, some the peer's bytes,
// and those may be the answer.
var (
	errTimeout   = errors.New("no answer in time")
	errClosed    = errors.New("it was closed")
	errBroken    = errors.New("the connection broke")
	errName      = errors.New("the host's name was not found")
	errNoTLS     = errors.New("the host does not speak TLS, or a version that is too old")
	errAlert     = errors.New("the host refused the connection; does it know the terminal's certificate?")
	errAuthority = errors.New("the host's certificate is not of the configured authority")
	errHost      = errors.New("the host's certificate is for another name")
	errDate      = errors.New("the host's certificate is out of date, or the terminal's clock is wrong")
	errInvalid   = errors.New("the host's certificate is not valid")
)

// silent is the error of a question that was not answered at a step.
func silent(ctx context.Context, step string, err error) error {
	return &card.KeyError{Kind: card.KeysSilent, Detail: "HSM: " + step, Err: cause(ctx, err)}
}

// cause is err in words that repeat nothing: one of the above, the caller's end, or a number of the system.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		// Only our own causes: what a caller gave as its cause may hold anything.
		for _, own := range []error{errTimeout, errClosed} {
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
		number    syscall.Errno
	)
	switch {
	case errors.As(err, &dns):
		return errName
	case errors.As(err, &authority):
		return errAuthority
	case errors.As(err, &host):
		return errHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return errDate
	case errors.As(err, &verify):
		return errInvalid
	case errors.As(err, &header):
		return errNoTLS
	case errors.As(err, &op) && op.Op == "remote error": // crypto/tls names an alert of the peer so
		return errAlert
	case errors.As(err, &number):
		return number
	}
	return errBroken
}
