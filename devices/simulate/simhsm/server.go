// Package simhsm is a back end with a security module (加密机): an HTTPS server on this machine that answers the questions of
// docs/hsm.md as the contract says, and wrongly in the ways that real ones, and those who stand between, may.
//
// It makes its own authority and certificates in memory and writes what a terminal needs of them into a folder. It holds no
// keys of the scheme: what they compute is handed to it as a function, such as Keys. Only demonstration programs and tests
// import it.
package simhsm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

// Options say what module it is.
type Options struct {
	Dir      string                                     // where ca.pem, client.pem and client.key are written
	Answer   func(q card.Question) (card.Answer, error) // what the scheme's keys compute; called by several goroutines
	Terminal string                                     // the only terminal that it knows; "": any
	Clock    clock.Clock                                // for Slow; nil is the machine's
	Delay    time.Duration                              // of Slow; 0 is 3 s
}

// Server is a running module. Its functions may be called by any goroutine.
type Server struct {
	URL, CAFile, CertFile, KeyFile string // for hsm.Options

	o       Options
	http    *http.Server
	running sync.WaitGroup
	right   tls.Certificate
	wrong   tls.Certificate // of an authority that has the right one's name

	mu         sync.Mutex
	closed     bool
	fault      Fault
	requests   int
	redirected int
	first      *reply        // the first right one, for replays
	changed    chan struct{} // closed and made anew with every request
}

const (
	endpoint, elsewhere = "/v1/authenticate", "/elsewhere"
	// defaultDelay is half of the terminal's patience.
	defaultDelay = 3 * time.Second
	// headerLimit: whoever connects and says nothing does not hold a connection for ever.
	headerLimit = 10 * time.Second
	huge        = 64 << 10
)

// Start starts a server on a free port of the loopback.
func Start(o Options) (*Server, error) {
	if o.Answer == nil {
		return nil, errors.New("simhsm: there is nothing that answers")
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Delay == 0 {
		o.Delay = defaultDelay
	}
	s := &Server{o: o, changed: make(chan struct{})}
	ca, err := newAuthority("simulated HSM authority")
	if err != nil {
		return nil, fmt.Errorf("simhsm: %w", err)
	}
	if err := s.certificates(ca); err != nil {
		return nil, fmt.Errorf("simhsm: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("simhsm: %w", err)
	}
	s.URL = "https://" + listener.Addr().String()
	s.serve(listener, ca)
	return s, nil
}

func (s *Server) certificates(ca *authority) error {
	another, err := newAuthority("simulated HSM authority")
	if err != nil {
		return err
	}
	if s.right, err = ca.issue(2, "simulated HSM", x509.ExtKeyUsageServerAuth); err != nil {
		return err
	}
	if s.wrong, err = another.issue(2, "simulated HSM", x509.ExtKeyUsageServerAuth); err != nil {
		return err
	}
	name := s.o.Terminal
	if name == "" {
		name = "any terminal"
	}
	client, err := ca.issue(3, name, x509.ExtKeyUsageClientAuth)
	if err != nil {
		return err
	}
	return s.files(s.o.Dir, ca, client)
}

func (s *Server) serve(listener net.Listener, ca *authority) {
	clients := x509.NewCertPool()
	clients.AddCert(ca.cert)
	mux := http.NewServeMux()
	mux.HandleFunc(endpoint, s.handle)
	mux.HandleFunc(elsewhere, func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		s.redirected++
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	s.http = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: headerLimit,
		ErrorLog:          log.New(io.Discard, "", 0), // clients that it refuses are no news: faults are its business
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS12,
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  clients,
		Time:       s.o.Clock.Now,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			if s.now() == WrongCertificate {
				return &s.wrong, nil
			}
			return &s.right, nil
		},
	}
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		_ = s.http.Serve(tls.NewListener(listener, config)) // http.ErrServerClosed, by Close
	}()
}

// Close ends it, with everything that it has not answered, and returns when it has ended. It may be called again.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.http.Close() // the listener's error says nothing that anybody could act on
	s.running.Wait()
}

// Set makes a fault happen from the next question on; NoFault ends it.
func (s *Server) Set(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Requests is how many questions came from terminals with a right certificate.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Redirected is how many came to where Redirect leads.
func (s *Server) Redirected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.redirected
}

// Await returns when n questions have come, or with ctx's error.
func (s *Server) Await(ctx context.Context, n int) error {
	for {
		s.mu.Lock()
		came, changed := s.requests, s.changed
		s.mu.Unlock()
		if came >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Server) now() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

// enter counts a question and tells what happens to it; false when the server has ended.
func (s *Server) enter() (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return NoFault, false
	}
	s.running.Add(1)
	s.requests++
	close(s.changed)
	s.changed = make(chan struct{})
	return s.fault, true
}
