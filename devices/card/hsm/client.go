package hsm

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

// Client asks the module of the back end. It implements card.Authenticator and may be used by several goroutines.
type Client struct {
	endpoint  *url.URL
	terminal  string
	clock     clock.Clock
	tls       *tls.Config
	transport *http.Transport

	mu      sync.Mutex
	closed  bool
	closing chan struct{}  // closed by Close
	running sync.WaitGroup // questions and dials; added to under mu, before closed
}

var _ card.Authenticator = (*Client)(nil)

// New checks the options and reads the files. It does not connect: a terminal must start while the back end is away. Its
// errors are for the operator and say what to mend.
func New(o Options, c clock.Clock) (*Client, error) {
	endpoint, err := o.endpoint()
	if err != nil {
		return nil, err
	}
	if !terminalForm.MatchString(o.Terminal) {
		return nil, errors.New("hsm: the terminal's id must be 1 to 32 letters, digits and hyphens")
	}
	config, err := o.tls()
	if err != nil {
		return nil, err
	}
	config.ServerName = endpoint.Hostname()
	config.NextProtos = []string{"http/1.1"}
	config.Time = c.Now
	a := &Client{endpoint: endpoint, terminal: o.Terminal, clock: c, tls: config, closing: make(chan struct{})}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // one small question at a time: HTTP/2 would only be more to go wrong
	a.transport = &http.Transport{
		Proxy:          nil, // the environment has no say in where keys are asked for
		DialTLSContext: a.dial,
		Protocols:      protocols,
		// Each question has its own connection. Cards come minutes apart, when a kept one is dead as a rule; its buffers
		// would hold the last card's identifier until then; and net/http prints what a peer sends on it unasked to the
		// standard log, where a reply must not stand.
		DisableKeepAlives:      true,
		DisableCompression:     true, // a reply of some 190 bytes; and nothing that unpacks to more than was read
		MaxConnsPerHost:        maxConns,
		MaxResponseHeaderBytes: maxHeader,
	}
	return a, nil
}

// Close ends what is being asked, with KeysSilent, and returns when it has ended. It may be called again; a question that
// is asked later gets KeysSilent.
func (c *Client) Close() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.closing)
	}
	c.mu.Unlock()
	c.running.Wait()
	c.transport.CloseIdleConnections()
}

// enter lets somebody run whom Close waits for; the one who was let in calls running.Done.
func (c *Client) enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.running.Add(1)
	return true
}

// within is ctx, ended by Close and, by the terminal's clock, after d. stop must be called; it waits for the goroutine that
// looks after the time.
func (c *Client) within(ctx context.Context, d time.Duration) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	timer, ended := c.clock.NewTimer(d), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-timer.C():
			cancel(errTimeout)
		case <-c.closing:
			cancel(errClosed)
		case <-limited.Done():
		}
	}()
	return limited, func() {
		timer.Stop()
		cancel(nil)
		<-ended
	}
}

// dial connects for the transport, which calls it in a goroutine of its own that may outlive the question.
func (c *Client) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if !c.enter() {
		return nil, &card.KeyError{Kind: card.KeysSilent, Detail: "HSM: connect", Err: errClosed}
	}
	defer c.running.Done()
	ctx, stop := c.within(ctx, connectLimit)
	defer stop()
	var d net.Dialer
	tcp, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, silent(ctx, "connect", err)
	}
	conn := tls.Client(tcp, c.tls)
	if err := conn.HandshakeContext(ctx); err != nil {
		err = silent(ctx, "TLS", err)
		_ = tcp.Close() // why it failed is known already
		return nil, err
	}
	return conn, nil
}

// Authenticate implements card.Authenticator: it posts the question once and takes no reply but the one to it. It returns
// within six seconds, and at once when ctx is done.
func (c *Client) Authenticate(ctx context.Context, q card.Question) (card.Answer, error) {
	if !c.enter() {
		return card.Answer{}, &card.KeyError{Kind: card.KeysSilent, Detail: "HSM: request", Err: errClosed}
	}
	defer c.running.Done()
	id := newID()
	body, err := encode(id, c.terminal, q)
	if err != nil {
		return card.Answer{}, err
	}
	ctx, stop := c.within(ctx, wholeLimit)
	defer stop()
	reply, err := c.post(ctx, id, body)
	if err != nil {
		return card.Answer{}, err
	}
	return parse(reply, id, q)
}

// post sends a request and reads what the module says to it.
func (c *Client) post(ctx context.Context, id string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint.String(), bytes.NewReader(body))
	if err != nil {
		return nil, &card.KeyError{Kind: card.KeysRefused, Detail: "HSM: request"} // cannot be: New has checked the URL
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "shebao-kiosk")
	// With this header a gateway on the way, and net/http on a connection that was kept, may send the request again when
	// the connection dies under it before an answer. That is safe: the computation changes nothing, neither at the card nor
	// at the module.
	request.Header.Set("Idempotency-Key", id)
	// Not by an http.Client: it would follow redirects, and put the URL into its errors.
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		if card.KeyErrorOf(err) != "" && ctx.Err() == nil { // dial's own
			return nil, err
		}
		return nil, silent(ctx, "request", err)
	}
	defer response.Body.Close()
	if kind := kindOf(response.StatusCode); kind != "" {
		return nil, &card.KeyError{Kind: kind, Detail: fmt.Sprintf("HSM: status %d", response.StatusCode)}
	}
	if !isJSON(response.Header.Get("Content-Type")) {
		return nil, nonsense(errType)
	}
	reply, err := io.ReadAll(io.LimitReader(response.Body, maxReply+1))
	if err != nil {
		return nil, silent(ctx, "reply", err)
	}
	if len(reply) > maxReply {
		return nil, nonsense(errLong)
	}
	return reply, nil
}

// kindOf is what a status means; "" for the one with which the module speaks itself.
func kindOf(status int) card.KeyErrorKind {
	switch {
	case status == http.StatusOK:
		return ""
	case status >= 500:
		return card.KeysSilent
	}
	return card.KeysRefused // redirects too: who has the keys stands in the configuration
}

func isJSON(contentType string) bool {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "application/json" {
		return false
	}
	charset, given := parameters["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}
