// Package cardservice runs the real card service, pcscd with the virtual reader of Debian's vsmartcard-vpcd, for the
// demonstration and for tests. Cards for it are simcard.Cards, or any program that speaks vpcd's protocol.
//
// There is one service on a machine, so whoever uses it holds a lock, and programs that run side by side wait for each other.
package cardservice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	// Reader is the name of the virtual reader's first slot (facts/card.md §10).
	Reader = "Virtual PCD 00 00"
	// Second is the name of its second slot, for a security module.
	Second = "Virtual PCD 00 01"

	socket, pidFile = "/run/pcscd/pcscd.comm", "/run/pcscd/pcscd.pid"
	// kernelPort and kernelListen are the first slot's port and a listening socket in /proc/net/tcp.
	kernelPort, kernelListen = ":8C7B", "0A"
	// readyLimit: the service is ready within 15 ms (facts/devices.md A1); a loaded machine is given far more.
	readyLimit = 20 * time.Second
	// look is how often the socket and the lock are looked for.
	look = 5 * time.Millisecond
)

// ErrForeign: a service that this program did not start is running; it can be used but not stopped.
var ErrForeign = errors.New("a card service that this program did not start is running; stop pcscd first")

// Service is the running card service. One goroutine uses it.
type Service struct {
	lock    *os.File
	foreign bool      // it was running before us and stays
	cmd     *exec.Cmd // nil: foreign, or ended
	out     bytes.Buffer
}

// Acquire waits for its turn until ctx is done, then starts the service, or uses one that runs already. When it returns, the
// virtual reader takes cards. Starting it needs root.
func Acquire(ctx context.Context) (*Service, error) {
	s := &Service{}
	if err := s.takeLock(ctx); err != nil {
		return nil, err
	}
	if answers() {
		s.foreign = true
		return s, nil
	}
	if err := s.Start(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// takeLock takes the machine's one turn. The file stays: removing it would let two programs lock two files of one name.
func (s *Service) takeLock(ctx context.Context) error {
	path := filepath.Join(os.TempDir(), "shebao-kiosk-cardservice.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("card service: %w", err)
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			s.lock = f
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return fmt.Errorf("card service: %w", err)
		}
		select {
		case <-ctx.Done():
			f.Close()
			return fmt.Errorf("card service: another program uses it: %w", ctx.Err())
		case <-time.After(look):
		}
	}
}

// Close stops the service, unless it was not ours, and gives the turn away. It may be called again.
func (s *Service) Close() {
	if s.cmd != nil {
		s.end(syscall.SIGTERM)
	}
	if s.lock != nil {
		_ = s.lock.Close() // closing gives the lock away; nothing is written to the file
		s.lock = nil
	}
}

// Kill ends the service at once, without its knowing, and returns when it is gone. It may be called again.
func (s *Service) Kill() error { return s.stop(syscall.SIGKILL) }

// Stop ends the service in order. It may be called again.
func (s *Service) Stop() error { return s.stop(syscall.SIGTERM) }

func (s *Service) stop(signal syscall.Signal) error {
	if s.foreign {
		return ErrForeign
	}
	if s.cmd != nil {
		s.end(signal)
	}
	return nil
}

func (s *Service) end(signal syscall.Signal) {
	_ = s.cmd.Process.Signal(signal) // it may have ended by itself; Wait tells
	_ = s.cmd.Wait()                 // ended by a signal, as it should
	s.cmd = nil
}

// Start starts the service, at first and after Kill or Stop.
func (s *Service) Start() error {
	switch {
	case s.cmd != nil:
		return errors.New("card service: it runs already")
	case answers():
		return ErrForeign
	}
	path, err := exec.LookPath("pcscd")
	if err != nil {
		path = "/usr/sbin/pcscd" // not in everybody's path
		if _, err = os.Stat(path); err != nil {
			return errors.New("card service: there is no pcscd; Debian's packages pcscd and vsmartcard-vpcd have it")
		}
	}
	// What a killed service leaves behind keeps the next one from starting (facts/devices.md A6).
	for _, stale := range []string{socket, pidFile} {
		if err := os.Remove(stale); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("card service: %w", err)
		}
	}
	args := []string{"--foreground"}
	help, _ := exec.Command(path, "--help").CombinedOutput() // some versions end with 1 after the help
	if strings.Contains(string(help), "disable-polkit") {
		args = append(args, "--disable-polkit")
	}
	s.out.Reset()
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &s.out, &s.out
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // a program that is killed takes its service along
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("card service: %w", err)
	}
	s.cmd = cmd
	for limit := time.Now().Add(readyLimit); !answers(); time.Sleep(look) {
		if time.Now().After(limit) {
			s.end(syscall.SIGKILL)
			return fmt.Errorf("card service: it did not come up with the virtual reader; is Debian's package vsmartcard-vpcd installed? It said: %s", &s.out)
		}
	}
	return nil
}

// answers reports whether the service takes clients and the virtual reader takes cards. It does not connect to the reader's
// port: that would put a card in.
func answers() bool {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return false
	}
	_ = conn.Close()
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) > 3 && strings.HasSuffix(f[1], kernelPort) && f[3] == kernelListen {
			return true
		}
	}
	return false
}
