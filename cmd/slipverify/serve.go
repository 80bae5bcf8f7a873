package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
)

// Limits of the server: a form with a QR text has 2 KB, and comes and goes within a second on any line.
const (
	bodyLimit   = 16 << 10
	headerLimit = 16 << 10
	headTime    = 5 * time.Second
	wholeTime   = 10 * time.Second
	idleTime    = time.Minute
	stopTime    = 5 * time.Second // for answers under way when it is ended
)

// serve answers until the context ends.
func serve(ctx context.Context, args []string, errs io.Writer, c clock.Clock) error {
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	f.SetOutput(errs)
	var s sources
	s.flags(f)
	listen := f.String("listen", "127.0.0.1:8443", "address and port")
	certFile := f.String("tls-cert", "", "certificate of this server")
	keyFile := f.String("tls-key", "", "its key")
	proxy := f.Bool("proxy", false, "a proxy on this machine says for whom it asks")
	if err := f.Parse(args); err != nil || f.NArg() != 0 || s.certs == "" || s.ca == "" || (*certFile == "") != (*keyFile == "") {
		return errUsage
	}
	v, err := s.load()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	defer l.Close()
	address := "http://" + l.Addr().String()
	switch {
	case *certFile != "":
		pair, err := backend.Certificate(*certFile, *keyFile)
		if err != nil {
			return err
		}
		l = tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair},
			NextProtos: []string{"http/1.1"}})
		address = "https://" + l.Addr().String()
	case !l.Addr().(*net.TCPAddr).IP.IsLoopback():
		return errors.New("papers would go over the network in the clear: give -tls-cert and -tls-key or listen on 127.0.0.1")
	}
	p := newPage(v, newLimiter(c), *proxy, c)
	// net/http would log addresses of those who ask, and nothing that an operator needs.
	server := &http.Server{Handler: p, ReadHeaderTimeout: headTime, ReadTimeout: wholeTime, WriteTimeout: wholeTime,
		IdleTimeout:    idleTime,
		MaxHeaderBytes: headerLimit, ErrorLog: log.New(io.Discard, "", 0)}
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	fmt.Fprintf(errs, "listening on %s\n", address)
	for {
		select {
		case err := <-done:
			return err
		case <-again:
			if next, err := s.load(); err != nil {
				fmt.Fprintf(errs, "not read anew, the old ones stay: %v\n", err)
			} else {
				p.verifier.Store(next)
				fmt.Fprintln(errs, "certificates and registers were read anew")
			}
		case <-ctx.Done():
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
			defer cancel()
			err := server.Shutdown(end)
			if served := <-done; !errors.Is(served, http.ErrServerClosed) {
				err = errors.Join(err, served)
			}
			return err
		}
	}
}
