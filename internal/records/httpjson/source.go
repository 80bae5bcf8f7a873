package httpjson

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// Source asks an agency's back end. It implements records.Source.
type Source struct {
	line     *backend.Line
	terminal string

	mu    sync.Mutex
	about records.About
}

var _ records.Source = (*Source)(nil)

// Open checks the options and reads the files. It does not connect: a terminal must start while the back end is away. Its
// errors are for the operator and say what to mend.
func Open(o Options) (*Source, error) {
	limits := backend.Limits{Connect: cmp.Or(o.Connect, connectLimit), Whole: cmp.Or(o.Whole, wholeLimit), Reply: maxReply}
	line, err := backend.NewLine(o.Address, limits, o.Clock)
	if err != nil {
		return nil, fmt.Errorf("httpjson: %w", err)
	}
	return &Source{line: line, terminal: o.Terminal, about: records.About{Name: o.Name}}, nil
}

// About implements records.Source: what the back end said of itself with its last answer, and before the first only its
// configured name.
func (s *Source) About() records.About {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.about
	a.Places = slices.Clone(a.Places)
	return a
}

// Close implements records.Source: what is being asked ends with Busy, and Close returns when it has ended. A second Close
// does nothing.
func (s *Source) Close() error {
	s.line.Close()
	return nil
}

// Register implements records.Source.
func (s *Source) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	c = c.Normal()
	known := askable(c.Identifier) && askable(c.Number)
	reply, failure := s.ask(ctx, known, "/v1/card", map[string]any{"card_identifier": c.Identifier, "card_number": c.Number})
	if failure != nil {
		return records.Registration{}, failure
	}
	out, failure := parseCard(reply)
	if failure != nil {
		return records.Registration{}, failure
	}
	return out, nil
}

// Read implements records.Source.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	number = idcard.Normal(number)
	reply, failure := s.ask(ctx, askable(number), "/v1/record",
		map[string]any{"number": number, "first": int(w.First), "last": int(w.Last)})
	if failure != nil {
		return records.Record{}, failure
	}
	r, failure := parseRecord(reply, number, w)
	if failure != nil {
		return records.Record{}, failure
	}
	s.keep(r.Source)
	r.Source = s.About() // a value of its own
	return r, nil
}

// Probe asks the back end what it is. It may be repeated.
func (s *Source) Probe(ctx context.Context) error {
	reply, failure := s.ask(ctx, true, "/v1/about", map[string]any{})
	if failure != nil {
		return failure
	}
	about, failure := parseAbout(reply)
	if failure != nil {
		return failure
	}
	s.keep(about)
	return nil
}

func (s *Source) keep(a records.About) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.about = a
}

// askable reports whether anybody can have such a number: what is typed by a card that is none is not sent.
func askable(number string) bool {
	return number != "" && len(number) <= maxNumber &&
		strings.Trim(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// errUnasked is a question about a number that nobody can have: it is not sent.
var errUnasked = &records.Error{Failure: records.NotFound}

// ask posts a question once and gives the reply to it.
func (s *Source) ask(ctx context.Context, known bool, path string, question map[string]any) (backend.Object, *records.Error) {
	id, reply, err := s.line.Ask(ctx, path, func(id string) ([]byte, error) {
		if ctx.Err() == nil && !known {
			return nil, errUnasked
		}
		question["request"], question["terminal"] = id, s.terminal
		return json.Marshal(question)
	})
	if err != nil {
		return nil, failed(err)
	}
	return parse(reply, id)
}

// failed sorts why the back end gave no reply.
func failed(err error) *records.Error {
	var own *records.Error
	var f *backend.Failure
	switch {
	case errors.As(err, &own):
		return own
	case !errors.As(err, &f):
		return damaged(errForm) // cannot be: a question is texts and numbers only
	}
	e := &records.Error{Failure: records.Down, Detail: "back end: " + f.Step, Err: f.Err}
	switch {
	case f.Kind == backend.Nonsense:
		e.Failure = records.Damaged
	case f.Kind == backend.Ended:
		e.Failure = records.Busy
		if errors.Is(f.Err, backend.ErrTimeout) {
			e.Err = context.DeadlineExceeded
		}
	case f.Code == http.StatusTooManyRequests, f.Code == http.StatusServiceUnavailable:
		e.Failure = records.Busy
	}
	return e
}
