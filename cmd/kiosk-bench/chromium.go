package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"shebao/kiosk/internal/xdrive"
)

// errNoChromium says what is missing; everything else is measured without it.
var errNoChromium = errors.New("there is no Chromium on this machine; Debian's package chromium has it")

// chromium is the browser in kiosk mode on an X server of its own.
type chromium struct {
	path    string
	profile string
	server  *xdrive.Server
	url     string
	cmd     *exec.Cmd
	ended   chan error
}

// findChromium looks for the browser and starts its X server.
func findChromium(ctx context.Context, dir string, width, height int, url string) (*chromium, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errNoChromium
	}
	server, err := xdrive.Start(ctx, width, height)
	if err != nil {
		return nil, err
	}
	return &chromium{path: path, profile: filepath.Join(dir, "chromium"), server: server, url: url}, nil
}

// start starts the browser on the page.
func (c *chromium) start() error {
	size := "1920,1080"
	c.cmd = exec.Command(c.path, "--kiosk", "--no-sandbox", "--disable-gpu", "--force-device-scale-factor=1", "--window-position=0,0",
		"--window-size="+size, "--user-data-dir="+c.profile, "--no-first-run", "--no-default-browser-check", "--noerrdialogs",
		"--hide-crash-restore-bubble", "--disable-breakpad", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-extensions", "--disable-features=Translate,MediaRouter", "--password-store=basic", c.url)
	c.cmd.Env = append(os.Environ(), "DISPLAY="+c.server.Display)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		return err
	}
	c.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan error) { ended <- cmd.Wait() }(c.cmd, c.ended)
	return nil
}

func (c *chromium) pid() int { return c.cmd.Process.Pid }

// stop ends the browser with all its processes.
func (c *chromium) stop() error {
	if c.cmd == nil {
		return nil
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	var err error
	select {
	case <-c.ended: // by a signal, which is no fault
	case <-time.After(10 * time.Second):
		err = errors.New("the browser does not end")
	}
	_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) // its group: what it has left behind, if anything
	if err != nil {
		<-c.ended
	}
	c.cmd = nil
	return err
}

func (c *chromium) close() error {
	err := c.stop()
	c.server.Stop()
	return err
}

// version is what the browser says of itself.
func (c *chromium) version(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, c.path, "--version").Output()
	if err != nil {
		return fmt.Sprint("Chromium, ", err)
	}
	return string(out)
}
