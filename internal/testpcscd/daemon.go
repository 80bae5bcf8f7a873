// Package testpcscd starts the real card service, pcscd with the virtual reader of vsmartcard-vpcd, for tests.
//
// There is one service on a machine: whoever starts it holds a lock, and test programs that run side by side wait for
// each other. A machine without the service fails the test; nothing is skipped.
package testpcscd

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	socket = "/run/pcscd/pcscd.comm"
	// Port is where the virtual reader's first slot listens (facts/card.md §10).
	Port = "127.0.0.1:35963"
	// Reader is the name of that slot.
	Reader = "Virtual PCD 00 00"
	// kernelPort and kernelListen are the same port and a listening socket in /proc/net/tcp.
	kernelPort, kernelListen = ":8C7B", "0A"
	// readyLimit: the service is ready within 15 ms (facts/devices.md A1); a loaded machine is given far more.
	readyLimit = 20 * time.Second
	// readyPoll is how often the socket is looked for.
	readyPoll = 5 * time.Millisecond
)

const notOurs = "a card service that this test did not start is running; stop pcscd and run the test again"

// Daemon is the running service.
type Daemon struct {
	tb      testing.TB
	foreign bool      // it was running before us and stays
	cmd     *exec.Cmd // nil: foreign, or ended
	out     bytes.Buffer
}

// Start waits for its turn, starts the service, or uses one that runs already, and returns when the virtual reader takes
// cards. The service is stopped when the test ends, unless it was not ours.
func Start(tb testing.TB) *Daemon {
	tb.Helper()
	lock(tb)
	d := &Daemon{tb: tb}
	if answers() {
		d.foreign = true
		return d
	}
	tb.Cleanup(d.Kill)
	d.Restart()
	return d
}

// lock holds the machine's one turn until the test ends.
func lock(tb testing.TB) {
	tb.Helper()
	f, err := os.OpenFile(filepath.Join(os.TempDir(), "shebao-kiosk-testpcscd.lock"), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		tb.Fatalf("lock for the card service: %v", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		tb.Fatalf("lock for the card service: %v", err)
	}
	tb.Cleanup(func() { _ = f.Close() }) // closing gives the lock away; nothing is written to the file
}

// Kill ends the service at once, without its knowing, and returns when it is gone. It may be called again.
func (d *Daemon) Kill() { d.end(syscall.SIGKILL) }

// Stop ends the service in order.
func (d *Daemon) Stop() { d.end(syscall.SIGTERM) }

func (d *Daemon) end(signal syscall.Signal) {
	d.tb.Helper()
	if d.foreign {
		d.tb.Fatal(notOurs)
	}
	if d.cmd == nil {
		return
	}
	_ = d.cmd.Process.Signal(signal) // it may have ended by itself; Wait tells
	_ = d.cmd.Wait()                 // ended by a signal, as it should
	d.cmd = nil
}

// Restart starts the service after Kill or Stop. A service that was not started by this test cannot be restarted.
func (d *Daemon) Restart() {
	d.tb.Helper()
	if d.cmd != nil {
		d.tb.Fatal("the card service runs already")
	}
	if answers() {
		d.tb.Fatal(notOurs)
	}
	path, err := exec.LookPath("pcscd")
	if err != nil {
		path = "/usr/sbin/pcscd" // not in everybody's path
		if _, err = os.Stat(path); err != nil {
			d.tb.Fatal("pcscd is missing: install the Debian packages pcscd and vsmartcard-vpcd")
		}
	}
	// What a killed service leaves behind keeps the next one from starting (facts/devices.md A6).
	for _, stale := range []string{socket, "/run/pcscd/pcscd.pid"} {
		if err := os.Remove(stale); err != nil && !errors.Is(err, os.ErrNotExist) {
			d.tb.Fatalf("stale file of the card service: %v", err)
		}
	}
	args := []string{"--foreground"}
	help, _ := exec.Command(path, "--help").CombinedOutput() // some versions end with 1 after the help
	if strings.Contains(string(help), "disable-polkit") {
		args = append(args, "--disable-polkit")
	}
	d.out.Reset()
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &d.out, &d.out
	// A test program that is killed takes its service along.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		d.tb.Fatalf("pcscd does not start: %v", err)
	}
	d.cmd = cmd
	for limit := time.Now().Add(readyLimit); !answers(); time.Sleep(readyPoll) {
		if time.Now().After(limit) {
			d.Kill()
			d.tb.Fatalf("pcscd did not come up with the virtual reader; is the Debian package vsmartcard-vpcd installed? It said: %s", &d.out)
		}
	}
}

// answers reports whether the service takes clients and the virtual reader takes cards. It does not connect to the
// reader's port: that would put a card in.
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
