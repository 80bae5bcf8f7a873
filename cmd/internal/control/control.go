// Package control is the line between an operator's command and a running program: a Unix socket of mode 0600, a command a
// line, answered by "ok", by "ok" and what was asked for, or by "error" and what is wrong. The terminal, the demonstration and
// kioskctl share it.
package control

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// PrinterEmptied is staff's word to the terminal that the printer holds nothing of an earlier slip.
const PrinterEmptied = "printer emptied"

// Demonstration is where a demonstration that was told nothing else takes commands for its simulators: in the user's own folder
// for such things, or in the folder for temporary files under a name of the user's.
func Demonstration() string {
	if own := os.Getenv("XDG_RUNTIME_DIR"); own != "" {
		return filepath.Join(own, "kiosk-demo")
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("kiosk-demo-%d", os.Getuid()))
}

// askLimit is how long Ask waits: clearing a printer takes seconds.
const askLimit = 30 * time.Second

// Serve takes commands at path until stop is called or ctx is done. A socket that an earlier run left behind is replaced; one
// that somebody serves is an error. obey is called from several goroutines; what it gives is the answer, "" for most.
func Serve(ctx context.Context, path string, obey func(ctx context.Context, line string) (string, error)) (stop func(), err error) {
	if c, err := net.Dial("unix", path); err == nil {
		c.Close()
		return nil, fmt.Errorf("control: %s is served by another program", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("control: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	var l net.ListenConfig
	listener, err := l.Listen(ctx, "unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("control: %w", err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { talk(ctx, c, obey) })
		}
	})
	return func() {
		listener.Close()
		cancel()
		running.Wait()
	}, nil
}

// talk serves one connection.
func talk(ctx context.Context, c net.Conn, obey func(context.Context, string) (string, error)) {
	end := context.AfterFunc(ctx, func() { c.Close() })
	defer end()
	defer c.Close()
	for lines := bufio.NewScanner(c); lines.Scan(); {
		said, err := obey(ctx, lines.Text())
		answer := strings.TrimSpace("ok " + said)
		if err != nil {
			answer = "error " + err.Error()
		}
		fmt.Fprintln(c, strings.ReplaceAll(answer, "\n", "; "))
	}
}

// Ask gives a command to whoever serves path and returns its error.
func Ask(ctx context.Context, path, line string) error {
	_, err := AskFor(ctx, path, line)
	return err
}

// AskFor gives a command to whoever serves path and returns its answer, "" for most, or its error.
func AskFor(ctx context.Context, path, line string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return "", fmt.Errorf("control: %w", err)
	}
	defer c.Close()
	end := context.AfterFunc(ctx, func() { c.Close() })
	defer end()
	if _, err := fmt.Fprintln(c, line); err != nil {
		return "", fmt.Errorf("control: %w", err)
	}
	answer, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("control: no answer: %w", err)
	}
	answer = strings.TrimSuffix(answer, "\n")
	if said, ok := strings.CutPrefix(answer+" ", "ok "); ok {
		return strings.TrimSpace(said), nil
	}
	return "", errors.New(strings.TrimPrefix(answer, "error "))
}
