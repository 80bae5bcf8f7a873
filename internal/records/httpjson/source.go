package httpjson

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// Source asks an agency's back end. It implements records.Source.
type Source struct {
	endpoint       *url.URL
	terminal       string
	clock          clock.Clock
	connect, whole time.Duration
	tls            *tls.Config
	transport      *http.Transport

	mu      sync.Mutex
	closed  bool
	closing chan struct{}  // closed by Close
	running sync.WaitGroup // questions and dials; added to under mu, before closed
	about   records.About
}

var _ records.Source = (*Source)(nil)

// Open checks the options and reads the files. It does not connect: a terminal must start while the back end is away. Its
// errors are for the operator and say what to mend.
func Open(o Options) (*Source, error) {
	endpoint, err := o.endpoint()
	if err != nil {
		return nil, err
	}
	config, err := o.tls(endpoint.Hostname())
	if err != nil {
		return nil, err
	}
	s := &Source{endpoint: endpoint, terminal: o.Terminal, clock: o.Clock, connect: o.Connect, whole: o.Whole, tls: config,
		closing: make(chan struct{}), about: records.About{Name: o.Name}}
	if s.connect == 0 {
		s.connect = connectLimit
	}
	if s.whole == 0 {
		s.whole = wholeLimit
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // one question at a time: HTTP/2 would only be more to go wrong
	s.transport = &http.Transport{
		Proxy:          nil, // the environment has no say in where records come from
		DialTLSContext: s.dial,
		Protocols:      protocols,
		// Each question has its own connection. Visits come minutes apart, when a kept one is dead as a rule, and its buffers
		// would hold the last person's record until then.
		DisableKeepAlives:      true,
		DisableCompression:     true, // nothing that unpacks to more than was read
		MaxConnsPerHost:        maxConns,
		MaxResponseHeaderBytes: maxHeader,
	}
	return s, nil
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
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	s.mu.Unlock()
	s.running.Wait()
	s.transport.CloseIdleConnections()
	return nil
}

// enter lets somebody run whom Close waits for; the one who was let in calls running.Done.
func (s *Source) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// within is ctx, ended by Close and, by the terminal's clock, after d. stop must be called; it waits for the goroutine that
// looks after the time.
func (s *Source) within(ctx context.Context, d time.Duration) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	timer, gone := s.clock.NewTimer(d), make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-timer.C():
			cancel(errTimeout)
		case <-s.closing:
			cancel(errClosed)
		case <-limited.Done():
		}
	}()
	return limited, func() {
		timer.Stop()
		cancel(nil)
		<-gone
	}
}

// dial connects for the transport, which calls it in a goroutine of its own that may outlive the question.
func (s *Source) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if !s.enter() {
		return nil, errClosed
	}
	defer s.running.Done()
	limited, stop := s.within(ctx, s.connect)
	defer stop()
	var d net.Dialer
	tcp, err := d.DialContext(limited, network, addr)
	if err == nil {
		conn := tls.Client(tcp, s.tls)
		if err = conn.HandshakeContext(limited); err == nil {
			return conn, nil
		}
		_ = tcp.Close() // why it failed is known already
	}
	if ctx.Err() == nil && limited.Err() != nil {
		return nil, errTimeout
	}
	return nil, err
}

// newID names a question; 128 random bits come once.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails: crypto/rand ends the program instead
	return strings.ToUpper(hex.EncodeToString(b[:]))
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

// ask posts a question once and gives the reply to it.
func (s *Source) ask(ctx context.Context, known bool, path string, question map[string]any) (object, *records.Error) {
	if !s.enter() {
		return nil, &records.Error{Failure: records.Busy, Err: errClosed}
	}
	defer s.running.Done()
	ctx, stop := s.within(ctx, s.whole)
	defer stop()
	if e := ended(ctx, "not asked"); e != nil {
		return nil, e
	}
	if !known {
		return nil, &records.Error{Failure: records.NotFound}
	}
	id := newID()
	question["request"], question["terminal"] = id, s.terminal
	body, err := json.Marshal(question)
	if err != nil {
		return nil, damaged(errForm) // cannot be: texts and numbers only
	}
	reply, failure := s.post(ctx, path, id, body)
	if failure != nil {
		return nil, failure
	}
	return parse(reply, id)
}

// post sends a request and reads what the back end says to it.
func (s *Source) post(ctx context.Context, path, id string, body []byte) ([]byte, *records.Error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return nil, damaged(errForm) // cannot be: Open has checked the URL
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "shebao-kiosk")
	request.Header.Set("Idempotency-Key", id) // reading changes nothing: a gateway may send it again
	// Not by an http.Client: it would follow redirects, and put the URL into its errors.
	response, err := s.transport.RoundTrip(request)
	if err != nil {
		return nil, unreached(ctx, "request", err)
	}
	defer response.Body.Close()
	if failure := refused(response.StatusCode); failure != nil {
		return nil, failure
	}
	if !isJSON(response.Header.Get("Content-Type")) {
		return nil, damaged(errType)
	}
	reply, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, unreached(ctx, "reply", err)
	case len(reply) > maxReply:
		return nil, damaged(errLong)
	}
	return reply, nil
}

func isJSON(contentType string) bool {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "application/json" {
		return false
	}
	charset, given := parameters["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}
