package hsm

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
)

// Client asks the module of the back end. It implements card.Authenticator and may be used by several goroutines.
type Client struct {
	line     *backend.Line
	terminal string
}

var _ card.Authenticator = (*Client)(nil)

// New checks the options and reads the files. It does not connect: a terminal must start while the back end is away. Its
// errors are for the operator and say what to mend.
func New(o Options, c clock.Clock) (*Client, error) {
	line, err := backend.NewLine(o, backend.Limits{Connect: connectLimit, Whole: wholeLimit, Reply: maxReply}, c)
	if err != nil {
		return nil, fmt.Errorf("hsm: %w", err)
	}
	return &Client{line: line, terminal: o.Terminal}, nil
}

// Close ends what is being asked, with KeysSilent, and returns when it has ended. It may be called again; a question that
// is asked later gets KeysSilent.
func (c *Client) Close() { c.line.Close() }

// Authenticate implements card.Authenticator: it posts the question once and takes no reply but the one to it. It returns
// within six seconds, and at once when ctx is done.
func (c *Client) Authenticate(ctx context.Context, q card.Question) (card.Answer, error) {
	id, reply, err := c.line.Ask(ctx, path, func(id string) ([]byte, error) { return encode(id, c.terminal, q) })
	if err != nil {
		return card.Answer{}, keyError(err)
	}
	return parse(reply, id, q)
}

// keyError sorts why the back end gave no reply.
func keyError(err error) error {
	var f *backend.Failure
	if !errors.As(err, &f) {
		return err // encode's
	}
	e := &card.KeyError{Kind: card.KeysSilent, Detail: "HSM: " + f.Step, Err: f.Err}
	switch {
	case f.Kind == backend.Nonsense:
		e.Kind = card.KeysNonsense
	case f.Kind == backend.Status && f.Code < http.StatusInternalServerError:
		e.Kind = card.KeysRefused // redirects too: who has the keys stands in the configuration
	}
	return e
}
