package backend

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
)

const (
	// maxHeader is the longest header of a reply, in bytes, gateways' additions included.
	maxHeader = 16 << 10
	// maxConns: one question is asked at a time; the second is for a connection that is just being given up, or for the operator's
	// tool.
	maxConns = 2
)

// Address says where a back end is and who the terminal is.
type Address struct {
	URL      string // https://host[:port][/path]; the paths of questions are appended
	CAFile   string // PEM: the authorities of the back end's certificate, the only ones that are trusted
	CertFile string // PEM: the terminal's certificate, and what leads from it to the authority that the back end trusts
	KeyFile  string // PEM: its key, not encrypted, for its owner only
	Terminal string // the terminal's id (终端编号), 1 to 32 letters, digits and hyphens
}

// Limits bound a question.
type Limits struct {
	Connect time.Duration // name, TCP and TLS together
	Whole   time.Duration // one question with everything
	Reply   int           // the longest body that is read, in bytes
}

// Line asks a back end by HTTPS and JSON. It may be used by several goroutines.
type Line struct {
	endpoint  *url.URL
	limits    Limits
	tls       *tls.Config
	transport *http.Transport
	questions *Questions
}

var terminalForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,32}$`)

// NewLine checks the address and reads its files; nothing reads them later. It does not connect: a terminal must start while the
// back end is away. Its errors are for the operator and say what to mend; they do not repeat the URL, which may hold a password.
func NewLine(a Address, l Limits, c clock.Clock) (*Line, error) {
	endpoint, err := url.Parse(a.URL)
	switch {
	case err != nil:
		return nil, errors.New("the URL is none")
	case endpoint.Scheme != "https" || endpoint.Hostname() == "":
		return nil, errors.New("the URL must be https://host, with a port and a path if need be")
	case endpoint.User != nil:
		return nil, errors.New("the URL must hold no user and no password: the terminal shows its certificate")
	case strings.ContainsAny(a.URL, "?#"):
		return nil, errors.New("the URL must end with its path, without query and fragment")
	case !terminalForm.MatchString(a.Terminal):
		return nil, errors.New("the terminal's id must be 1 to 32 letters, digits and hyphens")
	case c == nil:
		return nil, errors.New("a clock is needed")
	}
	roots, err := Authorities(a.CAFile)
	if err != nil {
		return nil, err
	}
	own, err := Certificate(a.CertFile, a.KeyFile)
	if err != nil {
		return nil, err
	}
	line := &Line{endpoint: endpoint, limits: l, questions: NewQuestions(c), tls: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots,
		Certificates: []tls.Certificate{own}, ServerName: endpoint.Hostname(), NextProtos: []string{"http/1.1"}, Time: c.Now}}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // one question at a time: HTTP/2 would only be more to go wrong
	line.transport = &http.Transport{
		Proxy:          nil, // the environment has no say in who is asked
		DialTLSContext: line.dial,
		Protocols:      protocols,
		// Each question has its own connection. Visits come minutes apart, when a kept one is dead as a rule; its buffers
		// would hold the last person's answer until then; and net/http prints what a peer sends on it unasked to the
		// standard log, where a reply must not stand.
		DisableKeepAlives:      true,
		DisableCompression:     true, // nothing that unpacks to more than was read
		MaxConnsPerHost:        maxConns,
		MaxResponseHeaderBytes: maxHeader,
	}
	return line, nil
}

// Close ends what is being asked, with Ended, and returns when it has ended. It may be called again; a question that is asked later
// is Ended as well.
func (l *Line) Close() {
	l.questions.Close()
	l.transport.CloseIdleConnections()
}

// dial connects for the transport, which calls it in a goroutine of its own that may outlive the question.
func (l *Line) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if !l.questions.Enter() {
		return nil, &Failure{Kind: Ended, Step: "connect", Err: ErrClosed}
	}
	defer l.questions.Leave()
	limited, stop := l.questions.Within(ctx, l.limits.Connect)
	defer stop()
	failed := func(step string, err error) error {
		return &Failure{Kind: Unreached, Step: step, Err: Cause(limited, err)}
	}
	var d net.Dialer
	tcp, err := d.DialContext(limited, network, addr)
	if err != nil {
		return nil, failed("connect", err)
	}
	conn := tls.Client(tcp, l.tls)
	if err := conn.HandshakeContext(limited); err != nil {
		err = failed("TLS", err)
		_ = tcp.Close() // why it failed is known already
		return nil, err
	}
	return conn, nil
}

// Ask posts one question, once, and gives the body that answers it with status 200 as application/json. id names the question: 128
// random bits, which come once. make writes the question with it; its error is Ask's. All other errors are *Failure. Ask returns
// within Limits.Whole, and at once when ctx is done.
func (l *Line) Ask(ctx context.Context, path string, make func(id string) ([]byte, error)) (id string, reply []byte, err error) {
	if !l.questions.Enter() {
		return "", nil, &Failure{Kind: Ended, Step: "request", Err: ErrClosed}
	}
	defer l.questions.Leave()
	ctx, stop := l.questions.Within(ctx, l.limits.Whole)
	defer stop()
	id = newID()
	body, err := make(id)
	if err != nil {
		return "", nil, err
	}
	if ctx.Err() != nil {
		return "", nil, &Failure{Kind: Ended, Step: "request", Err: Cause(ctx, ctx.Err())}
	}
	reply, err = l.post(ctx, path, id, body)
	return id, reply, err
}

func (l *Line) post(ctx context.Context, path, id string, body []byte) ([]byte, error) {
	unanswered := func(step string, err error) error {
		f := &Failure{Kind: Unreached, Step: step, Err: Cause(ctx, err)}
		switch {
		case ctx.Err() != nil:
			f.Kind = Ended
		case errors.As(err, &f): // dial's own, which knows more
		}
		return f
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.endpoint.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return nil, unanswered("request", ErrBroken) // cannot be: NewLine has checked the URL
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "shebao-kiosk")
	// With this header a gateway on the way, and net/http on a connection that was kept, may send the request again when
	// the connection dies under it before an answer. That is safe: no question changes anything at the back end.
	request.Header.Set("Idempotency-Key", id)
	// Not by an http.Client: it would follow redirects, and put the URL into its errors.
	response, err := l.transport.RoundTrip(request)
	if err != nil {
		return nil, unanswered("request", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK { // redirects too: who is asked stands in the configuration
		return nil, &Failure{Kind: Status, Step: fmt.Sprintf("status %d", response.StatusCode), Code: response.StatusCode}
	}
	if !isJSON(response.Header.Get("Content-Type")) {
		return nil, &Failure{Kind: Nonsense, Step: "reply", Err: ErrType}
	}
	reply, err := io.ReadAll(io.LimitReader(response.Body, int64(l.limits.Reply)+1))
	switch {
	case err != nil:
		return nil, unanswered("reply", err)
	case len(reply) > l.limits.Reply:
		return nil, &Failure{Kind: Nonsense, Step: "reply", Err: ErrLong}
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

// newID names a question.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails: crypto/rand ends the program instead
	return strings.ToUpper(hex.EncodeToString(b[:]))
}
