// Package xdrive starts an X server without a screen and uses it as a person would: it presses, looks, and waits.
//
// There are two kinds of server: Xvfb, touched by way of its XTEST extension, for what needs a picture and a pointer; and the
// Xorg of a hall, with a touchscreen that takes real touches over a socket, for what a finger does.
//
// The demonstration's headless walk, the benchmarks and tests of the real window use it; the terminal does not. It knows
// nothing of the program it drives but the list of targets that the demonstration publishes.
package xdrive

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Server is a running X server.
type Server struct {
	Display string // for DISPLAY
	cmd     *exec.Cmd
	done    chan struct{}
}

// startLimit is how long a server may take; Xvfb needs a tenth of a second, Xorg half a second.
const startLimit = 15 * time.Second

// Start starts an X server of the given size on a display of its own choosing. It is ready when Start returns, and gone
// after Stop or when ctx is done. A missing Xvfb is an error that names its package.
func Start(ctx context.Context, width, height int) (*Server, error) {
	return launch(ctx, "Xvfb", "xvfb", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nocursor")
}

// launch starts a server and waits until it has said its display.
func launch(ctx context.Context, program, pack string, args ...string) (*Server, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, fmt.Errorf("there is no %s; Debian's package %s has it", program, pack)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &Server{done: make(chan struct{})}
	s.cmd = exec.CommandContext(ctx, path, append([]string{"-displayfd", "3", "-nolisten", "tcp", "-noreset"}, args...)...)
	s.cmd.ExtraFiles = []*os.File{w}
	err = s.cmd.Start()
	w.Close()
	if err != nil {
		return nil, fmt.Errorf("%s does not start: %w", program, err)
	}
	go func() {
		defer close(s.done)
		_ = s.cmd.Wait() // it is ended by a signal, which is no fault
	}()
	if err := r.SetReadDeadline(time.Now().Add(startLimit)); err != nil {
		s.Stop()
		return nil, err
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		s.Stop()
		return nil, errors.Join(fmt.Errorf("%s did not say its display", program), err)
	}
	s.Display = ":" + strings.TrimSpace(line)
	return s, nil
}

// PID is the server's process.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Stop ends the server and waits for it.
func (s *Server) Stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	select {
	case <-s.done:
	case <-time.After(5 * time.Second): // it hangs: nothing of it is worth waiting for
		s.Kill()
	}
}

// Kill ends the server as a fault of it would, without a word to its clients, and waits for it.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}
