package hsm_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/hsm"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/internal/clock"
)

// patience bounds what a test waits for; it is never reached by one that passes.
const patience = 20 * time.Second

// What stands in the environment of all these tests, as net/http and crypto/x509 read it once a process: a proxy, and a
// trusted authority that is not the configured one.
var (
	proxied atomic.Int32   // connections to the proxy
	foreign *simhsm.Server // a module of the authority that the system trusts
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		proxy, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Print(err)
			return 1
		}
		var ended sync.WaitGroup
		ended.Go(func() {
			for {
				conn, err := proxy.Accept()
				if err != nil {
					return
				}
				proxied.Add(1)
				conn.Close()
			}
		})
		defer ended.Wait()
		defer proxy.Close()
		for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
			os.Setenv(name, "http://"+proxy.Addr().String())
		}
		dir, err := os.MkdirTemp("", "foreign-hsm")
		if err != nil {
			log.Print(err)
			return 1
		}
		defer os.RemoveAll(dir)
		if foreign, err = simhsm.Start(simhsm.Options{Dir: dir, Answer: simhsm.Keys(cardkeys.Test())}); err != nil {
			log.Print(err)
			return 1
		}
		defer foreign.Close()
		os.Setenv("SSL_CERT_FILE", foreign.CAFile)
		return m.Run()
	}())
}

const terminal = "SD-0001-0001"

// hall is a terminal and a module, with one clock that stands still.
type hall struct {
	clock  *clock.Fake
	server *simhsm.Server
	client *hsm.Client
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{clock: clock.NewFake(time.Date(2026, 12, 1, 9, 0, 0, 0, clock.Zone()))}
	var err error
	h.server, err = simhsm.Start(simhsm.Options{Dir: t.TempDir(), Answer: simhsm.Keys(cardkeys.Test()), Terminal: terminal, Clock: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.server.Close)
	if h.client, err = hsm.New(options(h.server), h.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.client.Close)
	return h
}

func options(s *simhsm.Server) hsm.Options {
	return hsm.Options{URL: s.URL, CAFile: s.CAFile, CertFile: s.CertFile, KeyFile: s.KeyFile, Terminal: terminal}
}

// question is one about an invented card; n makes its numbers. closed asks for what opens it, too.
func question(n byte, closed bool) card.Question {
	numbers := func(of byte) (c card.Challenge) {
		for i := range 8 {
			c.Factor[i], c.Original[i] = of+byte(i)*7, of+0x80+byte(i)*5
		}
		return c
	}
	q := card.Question{
		Area:       "370199",
		History:    [13]byte{0x00, 0x81, 0x4A, 0x44, 0x46, 0x86, 0x60, 0x37, 0x01, 0x5B, 0x0C, 0x2D, 0x9E},
		Algorithm:  card.AlgorithmSM4,
		Identifier: "370199D1560000055B0C2D9E7A31C4F8",
		Internal:   numbers(n),
	}
	if closed {
		e := numbers(n + 0x40)
		q.External = &e
	}
	return q
}

// want is the right answer.
func want(t *testing.T, q card.Question) card.Answer {
	t.Helper()
	a, ok := cardkeys.Test().Answer(q, card.GenuineByHSM)
	if !ok {
		t.Fatal("the scheme has no answer")
	}
	return a
}

// secrets is everything of a question and its answer that must stand nowhere, in the ways it could be written.
func secrets(t *testing.T, q card.Question) []string {
	t.Helper()
	a := want(t, q)
	out := []string{q.Identifier, strings.ToLower(q.Identifier), q.Identifier[16:24]}
	add := func(b []byte) {
		out = append(out, fmt.Sprintf("%X", b), hex.EncodeToString(b), strings.Trim(fmt.Sprint(b), "[]"), string(b))
	}
	add(q.History[5:])
	add(q.Internal.Factor[:])
	add(q.Internal.Original[:])
	add(a.Internal[:])
	if q.External != nil {
		add(q.External.Factor[:])
		add(q.External.Original[:])
		add(a.External[:])
	}
	return out
}

// tells reports what of a question a text gives away.
func tells(t *testing.T, text string, q card.Question) {
	t.Helper()
	for _, s := range append(secrets(t, q), "https://", "127.0.0.1", "/v1/") {
		if strings.Contains(text, s) {
			t.Errorf("%q holds %q", text, s)
		}
	}
}

type outcome struct {
	answer card.Answer
	err    error
}

// ask asks in another goroutine.
func (h *hall) ask(ctx context.Context, q card.Question) <-chan outcome {
	out := make(chan outcome, 1)
	go func() {
		a, err := h.client.Authenticate(ctx, q)
		out <- outcome{a, err}
	}()
	return out
}

// came waits until the module has n questions.
func (h *hall) came(t *testing.T, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := h.server.Await(ctx, n); err != nil {
		t.Fatal(err)
	}
}

// until waits for something that other goroutines are about to do.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !is(); runtime.Gosched() {
		if time.Now().After(limit) {
			t.Fatal("in vain: " + what)
		}
	}
}

// get waits for an outcome.
func get(t *testing.T, out <-chan outcome) outcome {
	t.Helper()
	select {
	case o := <-out:
		return o
	case <-time.After(patience):
		t.Fatal("no outcome")
		return outcome{}
	}
}

// refused checks an error: its kind, that nothing of an answer comes with it, and that it tells nothing.
func refused(t *testing.T, o outcome, q card.Question, kind card.KeyErrorKind) {
	t.Helper()
	if card.KeyErrorOf(o.err) != kind || o.answer != (card.Answer{}) {
		t.Errorf("%v: want %q", o.err, kind)
	}
	if o.err != nil {
		tells(t, o.err.Error(), q)
		tells(t, fmt.Sprintf("%+v %#v", o.err, o.err), q)
	}
}
