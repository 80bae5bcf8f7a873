package hsm_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/hsm"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/internal/clock"
)

func TestAnswers(t *testing.T) {
	h := newHall(t)
	for n, closed := range []bool{false, true, false} {
		for _, alg := range []card.Algorithm{card.AlgorithmDES, card.AlgorithmSM4} {
			q := question(byte(n), closed)
			q.Algorithm = alg
			got, err := h.client.Authenticate(t.Context(), q)
			if err != nil || got != want(t, q) {
				t.Errorf("%v, closed %v: %v, %v", alg, closed, got, err)
			}
		}
	}
	if n := h.server.Requests(); n != 6 {
		t.Errorf("%d requests for 6 questions", n)
	}
	if h.clock.Waiting() != 0 {
		t.Errorf("%d timers are left", h.clock.Waiting())
	}
}

// The module's own errors, and the questions that no module could answer, which are not sent.
func TestWithoutKeys(t *testing.T) {
	h := newHall(t)
	q := question(1, true)
	q.Algorithm = card.AlgorithmSSF33
	a, err := h.client.Authenticate(t.Context(), q)
	if card.KeyErrorOf(err) != card.NoAlgorithm || a != (card.Answer{}) {
		t.Errorf("SSF33: %v", err)
	}
	for name, c := range map[string]struct {
		do   func(*card.Question)
		kind card.KeyErrorKind
	}{
		"algorithm":       {func(q *card.Question) { q.Algorithm = card.AlgorithmUnknown }, card.NoAlgorithm},
		"area":            {func(q *card.Question) { q.Area = "37019" }, card.KeysRefused},
		"area's letters":  {func(q *card.Question) { q.Area = "37019A" }, card.KeysRefused},
		"identifier":      {func(q *card.Question) { q.Identifier = q.Identifier[1:] }, card.KeysRefused},
		"identifier case": {func(q *card.Question) { q.Identifier = strings.ToLower(q.Identifier) }, card.KeysRefused},
	} {
		q := question(2, false)
		c.do(&q)
		_, err := h.client.Authenticate(t.Context(), q)
		if card.KeyErrorOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
		tells(t, err.Error(), question(2, false))
	}
	if n := h.server.Requests(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// Every fault of the module that does not wait has its kind, and the next question is answered.
func TestFaults(t *testing.T) {
	kinds := map[simhsm.Fault]card.KeyErrorKind{
		simhsm.Cut:              card.KeysSilent,
		simhsm.NotHTTP:          card.KeysSilent,
		simhsm.BadHeader:        card.KeysSilent,
		simhsm.WrongCertificate: card.KeysSilent,
		simhsm.Unavailable:      card.KeysSilent,
		simhsm.Forbidden:        card.KeysRefused,
		simhsm.NoContent:        card.KeysRefused,
		simhsm.Redirect:         card.KeysRefused,
		simhsm.WrongType:        card.KeysNonsense,
		simhsm.Truncated:        card.KeysNonsense,
		simhsm.Huge:             card.KeysNonsense,
		simhsm.Trailing:         card.KeysNonsense,
		simhsm.Duplicate:        card.KeysNonsense,
		simhsm.ShortHex:         card.KeysNonsense,
		simhsm.WrongRequest:     card.KeysNonsense,
		simhsm.OtherInternal:    card.KeysNonsense,
		simhsm.OtherExternal:    card.KeysNonsense,
		simhsm.Replayed:         card.KeysNonsense,
		simhsm.ReplayedAsThis:   card.KeysNonsense,
		simhsm.MissingExternal:  card.KeysNonsense,
		simhsm.UnaskedExternal:  card.KeysNonsense,
		simhsm.NoKey:            card.NoKey,
		simhsm.NoAlgorithm:      card.NoAlgorithm,
		simhsm.KeyLevel:         card.KeyLevel,
		simhsm.Refused:          card.KeysRefused,
		simhsm.Busy:             card.KeysSilent,
		simhsm.UnknownError:     card.KeysNonsense,
	}
	// The operator is told what it was, where the kind alone would not say it.
	says := map[simhsm.Fault]string{
		simhsm.Huge:            "too long",
		simhsm.WrongType:       "application/json",
		simhsm.WrongRequest:    "another request",
		simhsm.Replayed:        "another request",
		simhsm.ReplayedAsThis:  "another number",
		simhsm.MissingExternal: "external",
		simhsm.UnaskedExternal: "external",
		simhsm.Redirect:        "307",
	}
	elsewhere := map[simhsm.Fault]bool{simhsm.Silent: true, simhsm.Stalled: true, simhsm.Slow: true, simhsm.Twice: true}
	for _, f := range simhsm.Faults() {
		if elsewhere[f] {
			continue
		}
		t.Run(string(f), func(t *testing.T) {
			h := newHall(t)
			// The first question is answered, so that there is something to replay.
			if _, err := h.client.Authenticate(t.Context(), question(1, true)); err != nil {
				t.Fatal(err)
			}
			q := question(2, f != simhsm.UnaskedExternal)
			h.server.Set(f)
			a, err := h.client.Authenticate(t.Context(), q)
			refused(t, outcome{a, err}, q, kinds[f])
			if err == nil {
				return
			}
			tells(t, err.Error(), question(1, true))
			if !strings.Contains(err.Error(), says[f]) {
				t.Errorf("%v: it should say %q", err, says[f])
			}
			h.server.Set(simhsm.NoFault)
			if a, err := h.client.Authenticate(t.Context(), q); err != nil || a != want(t, q) {
				t.Errorf("afterwards: %v", err)
			}
			asked := 3
			if f == simhsm.WrongCertificate {
				asked = 2 // nothing is said to somebody else
			}
			if n := h.server.Requests(); n != asked {
				t.Errorf("%d requests: want %d, and none sent again", n, asked)
			}
			if n := h.server.Redirected(); n != 0 {
				t.Errorf("%d requests went where a redirect led", n)
			}
		})
	}
}

// A reply of an earlier question opens nothing, whether it is sent as it was or under the new question's name.
func TestReplay(t *testing.T) {
	h := newHall(t)
	q := question(1, true)
	if _, err := h.client.Authenticate(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	h.server.Set(simhsm.Replayed)
	// Even to the very same question: another request is another request.
	a, err := h.client.Authenticate(t.Context(), q)
	refused(t, outcome{a, err}, q, card.KeysNonsense)
	h.server.Set(simhsm.ReplayedAsThis)
	for _, change := range []func(*card.Question){
		func(q *card.Question) { q.Internal.Original[7]++ },
		func(q *card.Question) { e := *q.External; e.Original[0]++; q.External = &e },
	} {
		changed := q
		change(&changed)
		a, err := h.client.Authenticate(t.Context(), changed)
		refused(t, outcome{a, err}, changed, card.KeysNonsense)
	}
}

// Waiting ends after six seconds of the terminal's clock, not before, whether nothing or half a reply has come.
func TestDeadline(t *testing.T) {
	for _, f := range []simhsm.Fault{simhsm.Silent, simhsm.Stalled} {
		t.Run(string(f), func(t *testing.T) {
			h := newHall(t)
			h.server.Set(f)
			q := question(1, true)
			out := h.ask(t.Context(), q)
			h.came(t, 1)
			h.clock.Advance(6*time.Second - time.Millisecond)
			if n := h.clock.Waiting(); n != 1 {
				t.Fatalf("early: %d timers", n)
			}
			h.clock.Advance(time.Millisecond)
			o := get(t, out)
			refused(t, o, q, card.KeysSilent)
			if !strings.Contains(o.err.Error(), "in time") {
				t.Error(o.err)
			}
		})
	}
}

// A module that thinks for three seconds is waited for.
func TestSlow(t *testing.T) {
	h := newHall(t)
	h.server.Set(simhsm.Slow)
	q := question(1, true)
	out := h.ask(t.Context(), q)
	h.came(t, 1)
	until(t, "the module waits", func() bool { return h.clock.Waiting() == 2 }) // its delay and the client's limit
	h.clock.Advance(3 * time.Second)
	if o := get(t, out); o.err != nil || o.answer != want(t, q) {
		t.Error(o.err)
	}
}

// listen is a host that takes connections and hands them to do.
func listen(t *testing.T, do func(net.Conn)) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			do(conn)
			conn.Close()
		}
	})
	t.Cleanup(func() { l.Close(); ended.Wait() })
	return "https://" + l.Addr().String()
}

// A host that takes the connection and says nothing is given up after three seconds.
func TestConnectLimit(t *testing.T) {
	h := newHall(t)
	connected, end := make(chan bool), make(chan bool)
	o := options(h.server)
	o.URL = listen(t, func(net.Conn) { connected <- true; <-end })
	defer close(end)
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := question(1, false)
	out := (&hall{client: c}).ask(t.Context(), q)
	<-connected
	h.clock.Advance(3*time.Second - time.Millisecond)
	if n := h.clock.Waiting(); n != 2 {
		t.Fatalf("early: %d timers", n)
	}
	h.clock.Advance(time.Millisecond)
	refused(t, get(t, out), q, card.KeysSilent)
}

// Who gives up has it back at once, with the clock standing still.
func TestCancel(t *testing.T) {
	for _, f := range []simhsm.Fault{simhsm.Silent, simhsm.Stalled} {
		h := newHall(t)
		h.server.Set(f)
		ctx, cancel := context.WithCancelCause(t.Context())
		q := question(1, true)
		out := h.ask(ctx, q)
		h.came(t, 1)
		cancel(errors.New(q.Identifier)) // a cause is not repeated
		o := get(t, out)
		refused(t, o, q, card.KeysSilent)
		if !errors.Is(o.err, context.Canceled) {
			t.Error(o.err)
		}
		// And one that was cancelled before does not go out.
		refused(t, get(t, h.ask(ctx, q)), q, card.KeysSilent)
		if n := h.server.Requests(); n != 1 {
			t.Errorf("%d requests", n)
		}
	}
}

// Close ends what waits and leaves no goroutine.
func TestClose(t *testing.T) {
	h := newHall(t)
	if _, err := h.client.Authenticate(t.Context(), question(1, true)); err != nil {
		t.Fatal(err)
	}
	h.server.Set(simhsm.Silent)
	q := question(2, true)
	out := h.ask(t.Context(), q)
	h.came(t, 2)
	h.client.Close()
	o := get(t, out)
	refused(t, o, q, card.KeysSilent)
	h.client.Close()
	a, err := h.client.Authenticate(t.Context(), q)
	refused(t, outcome{a, err}, q, card.KeysSilent)
	if n := h.server.Requests(); n != 2 {
		t.Errorf("%d requests", n)
	}
	if h.clock.Waiting() != 0 {
		t.Errorf("%d timers are left", h.clock.Waiting())
	}
	noGoroutines(t)
}

// Close also ends a connection that is being made.
func TestCloseWhileConnecting(t *testing.T) {
	h := newHall(t)
	connected, end := make(chan bool), make(chan bool)
	o := options(h.server)
	o.URL = listen(t, func(net.Conn) { connected <- true; <-end })
	defer close(end)
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	q := question(1, false)
	out := (&hall{client: c}).ask(t.Context(), q)
	<-connected
	c.Close()
	refused(t, get(t, out), q, card.KeysSilent)
	noGoroutines(t)
}

// No question leaves anything behind either, Close or not.
func TestNothingIsKept(t *testing.T) {
	h := newHall(t)
	for n := range 3 {
		if _, err := h.client.Authenticate(t.Context(), question(byte(n), true)); err != nil {
			t.Fatal(err)
		}
	}
	noGoroutines(t)
}

// noGoroutines waits until no goroutine of the client, or of its connections, is left.
func noGoroutines(t *testing.T) {
	t.Helper()
	buf := make([]byte, 1<<20)
	until(t, "the goroutines end", func() bool {
		stacks := string(buf[:runtime.Stack(buf, true)])
		return !strings.Contains(stacks, "devices/card/hsm.") && !strings.Contains(stacks, "net/http.(*persistConn)") &&
			!strings.Contains(stacks, "net/http.(*Transport)")
	})
}

// The module refuses who shows no certificate, or one of another authority.
func TestWithoutCertificate(t *testing.T) {
	h := newHall(t)
	pem, err := os.ReadFile(h.server.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	plain := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}
	response, err := (&http.Client{Transport: plain}).Post(h.server.URL+"/v1/authenticate", "application/json", strings.NewReader("{}"))
	if err == nil {
		response.Body.Close()
		t.Error("a terminal without a certificate:", response.Status)
	}
	o := options(h.server)
	o.CertFile, o.KeyFile = foreign.CertFile, foreign.KeyFile
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := question(1, false)
	a, err := c.Authenticate(t.Context(), q)
	refused(t, outcome{a, err}, q, card.KeysSilent)
	if n := h.server.Requests(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// A terminal is only who its certificate says.
func TestOtherTerminal(t *testing.T) {
	h := newHall(t)
	o := options(h.server)
	o.Terminal = "SD-0001-0002"
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := question(1, false)
	a, err := c.Authenticate(t.Context(), q)
	refused(t, outcome{a, err}, q, card.KeysRefused)
}

// A host whose authority the system trusts is told nothing: only the configured file counts.
func TestSystemAuthorities(t *testing.T) {
	h := newHall(t)
	before := foreign.Requests()
	o := options(foreign)
	o.CAFile = h.server.CAFile
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := question(1, false)
	a, err := c.Authenticate(t.Context(), q)
	refused(t, outcome{a, err}, q, card.KeysSilent)
	if err == nil || !strings.Contains(err.Error(), "authority") {
		t.Error(err)
	}
	if foreign.Requests() != before {
		t.Error("it was asked")
	}
}

// The other ways in which a host is not the module.
func TestWrongHosts(t *testing.T) {
	h := newHall(t)
	q := question(1, false)
	try := func(name, says string, o hsm.Options, k clock.Clock) {
		t.Helper()
		c, err := hsm.New(o, k)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		a, err := c.Authenticate(t.Context(), q)
		refused(t, outcome{a, err}, q, card.KeysSilent)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := options(h.server)
	try("a certificate out of date", "out of date", o, clock.NewFake(time.Date(2100, 1, 2, 0, 0, 0, 0, time.UTC)))
	o.URL = strings.Replace(o.URL, "127.0.0.1", "127.0.0.2", 1)
	port := o.URL[strings.LastIndex(o.URL, ":"):]
	if l, err := net.Listen("tcp", "127.0.0.2"+port); err == nil { // the same host under a name that its certificate lacks
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			to, err := net.Dial("tcp", "127.0.0.1"+port)
			if err != nil {
				return
			}
			defer to.Close()
			go io.Copy(to, conn) //nolint:errcheck // ends with the connection
			io.Copy(conn, to)    //nolint:errcheck // ends with the connection
		}()
		try("another name", "another name", o, h.clock)
		l.Close()
	} else {
		t.Error(err)
	}
	try("nobody there", "refused", o, h.clock)
	o.URL = listen(t, func(c net.Conn) {
		_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n" + q.Identifier))
		_, _ = io.Copy(io.Discard, c)
	})
	try("no TLS", "does not speak TLS", o, h.clock)
	o.URL = "https://there-is-no-such-host.invalid"
	try("no name", "name", o, h.clock)
}

// TLS 1.1 is not spoken.
func TestOldTLS(t *testing.T) {
	h := newHall(t)
	var done error
	o := options(h.server)
	asked := make(chan bool)
	o.URL = listen(t, func(c net.Conn) {
		cert, err := tls.LoadX509KeyPair(h.server.CertFile, h.server.KeyFile) // any: it does not come to that
		if err != nil {
			t.Error(err)
		}
		done = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}).HandshakeContext(context.Background())
		close(asked)
	})
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := question(1, false)
	a, err := c.Authenticate(t.Context(), q)
	refused(t, outcome{a, err}, q, card.KeysSilent)
	<-asked
	if done == nil || !strings.Contains(done.Error(), "unsupported versions") {
		t.Errorf("the host: %v", done)
	}
}

// The environment's proxy, which TestMain has set, is not asked. The host is one for which net/http would ask it: none of
// this machine's. Nobody answers there.
func TestProxy(t *testing.T) {
	h := newHall(t)
	o := options(h.server)
	o.URL = "https://192.0.2.1" // RFC 5737: nobody's
	c, err := hsm.New(o, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := question(1, false)
	out := (&hall{client: c}).ask(t.Context(), q)
	until(t, "it dials or has failed to", func() bool { return h.clock.Waiting() == 2 || len(out) > 0 })
	h.clock.Advance(3 * time.Second)
	refused(t, get(t, out), q, card.KeysSilent)
	if n := proxied.Load(); n != 0 {
		t.Errorf("%d connections to the proxy", n)
	}
}

// What a host sends unasked behind its reply is not printed.
func TestTwice(t *testing.T) {
	var printed bytes.Buffer
	log.SetOutput(&printed)
	defer log.SetOutput(os.Stderr)
	h := newHall(t)
	h.server.Set(simhsm.Twice)
	q := question(1, true)
	a, err := h.client.Authenticate(t.Context(), q)
	if err != nil || a != want(t, q) {
		t.Error(err)
	}
	noGoroutines(t)
	if printed.Len() > 0 {
		t.Errorf("printed: %s", &printed)
	}
}

// Answers of several questions at a time do not get mixed up.
func TestSideBySide(t *testing.T) {
	h := newHall(t)
	var all sync.WaitGroup
	for n := range byte(8) {
		all.Go(func() {
			q := question(n, n%2 == 0)
			if a, err := h.client.Authenticate(t.Context(), q); err != nil || a != want(t, q) {
				t.Errorf("%d: %v", n, err)
			}
		})
	}
	all.Wait()
}

func BenchmarkAuthenticate(b *testing.B) {
	s, err := simhsm.Start(simhsm.Options{Dir: b.TempDir(), Answer: simhsm.Keys(cardkeys.Test())})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	c, err := hsm.New(options(s), clock.System{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for b.Loop() {
		if _, err := c.Authenticate(b.Context(), question(1, true)); err != nil {
			b.Fatal(err)
		}
	}
}
