package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"shebao/kiosk/internal/xdrive"
)

// hall is the demonstration on a display of its own, with a hand that touches it. One goroutine uses it.
type hall struct {
	Hand    *xdrive.Hand
	Screen  image.Rectangle // of the terminal, without the panel
	Targets string          // the file that says what can be touched
	Control string          // the socket that the simulators obey

	ended chan error // gives the end of the demonstration; nil before it was started
	stop  func()
	close []func()
}

// openHall starts a display and the demonstration on it. Whether the display is a simulated one or an Xorg with a touchscreen is
// decided here and nowhere else.
func openHall(ctx context.Context, o options) (h *hall, err error) {
	whole := ctx // the display is there longer than what is on it
	ctx, stop := context.WithCancel(ctx)
	h = &hall{stop: stop}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
			h = nil
		}
	}()
	width, height := 1920, 1080
	if o.upright {
		width, height = height, width
	}
	h.Screen = image.Rect(0, 0, width, height)
	if o.panel {
		width += panelWidth
	}
	server, err := xdrive.Start(whole, width, height)
	if err != nil {
		return h, err
	}
	h.close = append(h.close, server.Stop)
	dir, err := os.MkdirTemp("", "kiosk-walk-")
	if err != nil {
		return h, err
	}
	h.close = append(h.close, func() { os.RemoveAll(dir) })
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return h, err
	}
	h.Targets, h.Control = filepath.Join(dir, "targets"), filepath.Join(dir, "control")
	self := o.self
	if self == "" {
		if self, err = os.Executable(); err != nil {
			return h, err
		}
	}
	demo := exec.CommandContext(ctx, self, "-out", o.out, "-targets", h.Targets, "-control", h.Control, "-printer", o.confirm,
		fmt.Sprintf("-panel=%v", o.panel))
	demo.Env = append(os.Environ(), "DISPLAY="+server.Display)
	demo.Stdout, demo.Stderr = os.Stdout, os.Stderr
	demo.Cancel = func() error { return demo.Process.Signal(os.Interrupt) }
	demo.WaitDelay = 10 * time.Second
	if err := demo.Start(); err != nil {
		return h, err
	}
	h.ended = make(chan error, 1)
	go func() { h.ended <- demo.Wait() }()
	if h.Hand, err = xdrive.Connect(server.Display); err != nil {
		return h, err
	}
	h.close = append(h.close, h.Hand.Close)
	return h, h.await(ctx)
}

// await waits until the demonstration shows its first screen, however long: another one may have the card service.
func (h *hall) await(ctx context.Context) error {
	const every = 50 * time.Millisecond
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		if s, err := xdrive.Read(h.Targets); err == nil && s.Screen != "" {
			return nil
		}
		select {
		case <-look.C:
		case fault := <-h.ended:
			h.ended <- fault
			return errors.New("the demonstration did not start")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close ends everything, and gives the fault of a demonstration that had ended by itself.
func (h *hall) Close() (err error) {
	if h.ended != nil {
		select {
		case fault := <-h.ended:
			err = fmt.Errorf("the demonstration ended by itself: %v", fault)
		default:
			h.stop()
			<-h.ended
		}
	}
	h.stop()
	for i := len(h.close) - 1; i >= 0; i-- {
		h.close[i]()
	}
	return err
}
