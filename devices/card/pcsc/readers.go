package pcsc

import (
	"context"
	"errors"

	"github.com/ebfe/scard"

	"shebao/kiosk/internal/clock"
)

// Readers lists the readers that the card service has now, for the operator's tool. An error is one of the service: it does
// not run, does not let this user in, or does not answer in time.
func Readers() ([]string, error) {
	type list struct {
		names []string
		err   error
	}
	came := make(chan list, 1)
	w := newWorker(clock.System{})
	err := w.do(context.Background(), connectLimit, func() {
		names, err := readers()
		came <- list{names, err}
	})
	w.end(func() {})
	if err != nil {
		return nil, err
	}
	l := <-came
	return l.names, l.err
}

func readers() ([]string, error) {
	s, err := establish()
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Release() }() // with a dead service it fails and frees its socket all the same
	return s.ListReaders()
}

// HeldByAnother reports whether Connect failed because another program has the reader for itself, as a terminal that runs.
func HeldByAnother(err error) bool { return errors.Is(err, scard.ErrSharingViolation) }
