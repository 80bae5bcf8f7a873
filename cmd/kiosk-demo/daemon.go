package main

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"time"

	"shebao/kiosk/devices/simulate/simcard"
)

// virtualReader is the reader of Debian's vsmartcard-vpcd (facts/card.md §10).
const virtualReader = "Virtual PCD 00 00"

// daemon is the card service, ours or one that was running.
type daemon struct{ cmd *exec.Cmd }

// startDaemon uses the running card service if it has the virtual reader, or starts one. It needs root to start one.
func startDaemon(ctx context.Context) (*daemon, error) {
	if listening() {
		return &daemon{}, nil
	}
	if os.Getuid() != 0 {
		return nil, errors.New("starting the card service needs root")
	}
	path, err := exec.LookPath("pcscd")
	if err != nil {
		return nil, err
	}
	for _, stale := range []string{"/run/pcscd/pcscd.comm", "/run/pcscd/pcscd.pid"} { // what a killed one left stops the next
		if err := os.Remove(stale); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	d := &daemon{cmd: exec.CommandContext(ctx, path, "--foreground")}
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	for range 200 { // it is ready within 15 ms (facts/devices.md A1)
		if listening() {
			return d, nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.stop()
	return nil, errors.New("the card service does not offer the virtual reader")
}

func listening() bool {
	c, err := net.DialTimeout("tcp", simcard.VPCDAddr, time.Second)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

func (d *daemon) stop() {
	if d.cmd != nil {
		_ = d.cmd.Process.Signal(os.Interrupt)
		_ = d.cmd.Wait() // ended by our signal
	}
}
