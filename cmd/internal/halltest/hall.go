// Package halltest is a whole hall for tests and measurements: an X server, the real card service, a printer on a
// pseudo-terminal, a record file, and the terminal itself as a process of its own, without a hook of any kind in it.
//
// A Shadow runs the same state machine and the same screens beside it, so that a test knows where to touch and what must be
// seen. Only tests and cmd/kiosk-bench import the room.
package halltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/devices/simulate/simpsam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/xdrive"
	"shebao/kiosk/ui/theme/fonts"
)

// Options say what hall it is. The zero value is the usual one.
type Options struct {
	Binary  string // the built command
	Upright bool   // 1080x1920
	// Glass has the hall's own X server and not Xvfb: whoever stands there touches with fingers, and may turn the display.
	Glass bool
	// Configs is what that server has of a terminal's xorg.conf.d; "" is none.
	Configs string
	Profile string // of the printer; "" is generic80
	Printer simprinter.Options
	Persons int // generated persons besides the invented ones of every file
	Proof   Maker
	Rating  bool     // 好差评 is asked for; the shadow must be told, too
	Env     []string // added to the terminal's environment
	// Prepare, when set, is called before the terminal starts: it may spoil files in Dir, or change the configuration.
	Prepare func(h *Hall, toml string) string
}

// Maker is who proves cards in a hall.
type Maker int

// The makers. A module in the second slot is the usual one.
const (
	ByModule Maker = iota
	ByBackEnd
	ByNobody
)

// Patience is how long anything may take on a loaded machine; nothing is measured against it.
const Patience = 45 * time.Second

const (
	// Terminal, Name and Phone stand in the configuration of every hall.
	Terminal, Name, Phone = "SD-0101-0001", "济南市历下区社会保险服务大厅", "12345"
	// Seed of the record file.
	Seed = 1
)

// Hall is a running hall. One goroutine uses it.
type Hall struct {
	Dir     string
	Now     time.Time // when the record file was made
	Screen  image.Rectangle
	Hand    *xdrive.Hand
	Glass   *xdrive.Glass // with Options.Glass
	Printer *simprinter.Printer
	Service *cardservice.Service
	Module  *simpsam.Module // in the second slot, with ByModule
	HSM     *simhsm.Server  // with ByBackEnd

	ctx     context.Context
	server  *xdrive.Server
	options Options
	config  string
	card    *simcard.Plug
	module  *simcard.Plug

	cmd  *exec.Cmd
	done chan error
	log  locked
}

// locked is a buffer that a process writes while a test reads it.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Build builds a command of this module into dir and gives its path.
func Build(ctx context.Context, dir, command string) (string, error) {
	path := filepath.Join(dir, filepath.Base(command))
	out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "shebao/kiosk/"+command).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w: %s", command, err, out)
	}
	return path, nil
}

// Open makes a hall in dir and starts the terminal in it. Close ends everything, also after an error.
func Open(ctx context.Context, dir string, o Options) (h *Hall, err error) {
	h = &Hall{Dir: dir, Now: time.Now(), ctx: ctx, options: o}
	defer func() {
		if err != nil {
			h.Close()
			h = nil
		}
	}()
	if h.Service, err = cardservice.Acquire(ctx); err != nil {
		return h, err
	}
	if err = h.Light(); err != nil {
		return h, err
	}
	p := o.Printer
	p.Clock, p.Link, p.Font, p.Bold = clock.System{}, h.Path("printer"), fonts.Regular(), fonts.Bold()
	if h.Printer, err = simprinter.Start(p); err != nil {
		return h, err
	}
	key, err := keys.RecordsAt(h.Path("records.key"))
	if err != nil {
		return h, err
	}
	if err = generate.Write(ctx, h.Path("records.db"), key, generate.Options{Persons: o.Persons, Seed: Seed, Now: h.Now}); err != nil {
		return h, err
	}
	proof, err := h.prove(o.Proof)
	if err != nil {
		return h, err
	}
	if o.Profile == "" {
		o.Profile = "generic80"
	}
	toml := fmt.Sprintf("[terminal]\nid = %q\nhall = %q\nphone = %q\nrating = %t\n\n[card]\nreader = %q\n\n[printer]\ndevice = %q\nprofile = %q\n\n"+
		"[records]\nfile = %q\nkey_file = %q\n\n[journal]\nfile = %q\nkey_file = %q\n\n[slips]\nkey_file = %q\n\n[operator]\nsocket = %q\n", Terminal, Name, Phone, o.Rating, cardservice.Reader, h.Path("printer"),
		o.Profile, h.Path("records.db"), h.Path("records.key"), h.Path("journal", "kiosk.db"), h.Path("journal", "keys"), h.Path("slips.key"), h.Path("socket")) + proof
	if o.Prepare != nil {
		toml = o.Prepare(h, toml)
	}
	h.config = h.Path("kiosk.toml")
	if err = os.WriteFile(h.config, []byte(toml), 0o600); err != nil {
		return h, err
	}
	return h, h.Start()
}

// prove sets up who proves cards, and gives what the configuration says of it.
func (h *Hall) prove(m Maker) (toml string, err error) {
	switch m {
	case ByModule:
		h.Module = simpsam.New(simpsam.Spec{})
		if h.module, err = simcard.DialVPCD(h.ctx, simcard.VPCDSecond, h.Module); err != nil {
			return "", err
		}
		select { // the terminal trusts only one that lies there when it comes up
		case <-h.module.Powered():
		case <-time.After(Patience):
			return "", errors.New("the card service sees no module")
		}
		return fmt.Sprintf("\n[psam]\nreader = %q\nterminal_number = %q\n", cardservice.Second, h.Module.Terminal()), nil
	case ByBackEnd:
		if err = os.Mkdir(h.Path("hsm"), 0o700); err != nil {
			return "", err
		}
		if h.HSM, err = simhsm.Start(simhsm.Options{Dir: h.Path("hsm"), Answer: simhsm.Keys(cardkeys.Test())}); err != nil {
			return "", err
		}
		return fmt.Sprintf("\n[hsm]\nurl = %q\nca_file = %q\ncert_file = %q\nkey_file = %q\n", h.HSM.URL, h.HSM.CAFile, h.HSM.CertFile,
			h.HSM.KeyFile), nil
	}
	return "", nil
}

// Path is a file of the hall.
func (h *Hall) Path(names ...string) string {
	return filepath.Join(append([]string{h.Dir}, names...)...)
}

// Start starts the terminal: at first, and again after Stop or Kill.
func (h *Hall) Start() error {
	if h.cmd != nil {
		return errors.New("the terminal runs already")
	}
	cmd := exec.Command(h.options.Binary, "-config", h.config)
	cmd.Env = append(append(os.Environ(), "DISPLAY="+h.server.Display), h.options.Env...)
	cmd.Stdout, cmd.Stderr = &h.log, &h.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	h.cmd, h.done = cmd, make(chan error, 1)
	go func() { h.done <- cmd.Wait() }()
	return nil
}

// PID is the terminal's process.
func (h *Hall) PID() int { return h.cmd.Process.Pid }

// Server is the X server of the terminal.
func (h *Hall) Server() *xdrive.Server { return h.server }

// Ended waits until the terminal has ended by itself.
func (h *Hall) Ended() error {
	defer func() { h.cmd = nil }()
	select {
	case err := <-h.done:
		return err
	case <-time.After(Patience):
		_ = h.cmd.Process.Kill()
		<-h.done
		return errors.New("the terminal did not end")
	}
}

// Stop ends the terminal in order, Kill at once. Both return when it is gone.
func (h *Hall) Stop() error { return h.end(syscall.SIGTERM) }

// Kill ends the terminal without its knowing.
func (h *Hall) Kill() error { return h.end(syscall.SIGKILL) }

func (h *Hall) end(signal syscall.Signal) error {
	if h.cmd == nil {
		return nil
	}
	select {
	case err := <-h.done:
		h.cmd = nil
		return fmt.Errorf("the terminal had ended by itself: %v; it said: %s", err, h.log.String())
	default:
	}
	_ = h.cmd.Process.Signal(signal) // it may be gone; Ended tells
	err := h.Ended()
	if signal == syscall.SIGKILL {
		return nil
	}
	return err
}

// Log is what the terminal has said.
func (h *Hall) Log() string { return h.log.String() }

// Insert puts a card into the reader.
func (h *Hall) Insert(c *simcard.Card) error {
	if h.card != nil {
		return errors.New("a card is in the reader")
	}
	plug, err := simcard.DialVPCD(h.ctx, simcard.VPCDAddr, c)
	h.card = plug
	return err
}

// Swap exchanges the card faster than the reader looks.
func (h *Hall) Swap(c *simcard.Card) { h.card.Swap(c) }

// PullModule takes the security module out of its slot.
func (h *Hall) PullModule() { h.module.Pull() }

// Signal sends the terminal a signal.
func (h *Hall) Signal(s os.Signal) error { return h.cmd.Process.Signal(s) }

// Pull takes the card out. It may be called when there is none.
func (h *Hall) Pull() {
	if h.card != nil {
		h.card.Pull()
		h.card = nil
	}
}

// Close ends everything.
func (h *Hall) Close() {
	h.Pull()
	if h.cmd != nil {
		_ = h.end(syscall.SIGTERM) // a test that cares stops it itself
	}
	if h.Printer != nil {
		h.Printer.Close()
	}
	if h.module != nil {
		h.module.Pull()
	}
	if h.HSM != nil {
		h.HSM.Close()
	}
	if h.Hand != nil {
		h.Hand.Close()
	}
	if h.Glass != nil {
		h.Glass.Stop()
	} else if h.server != nil {
		h.server.Stop()
	}
	if h.Service != nil {
		h.Service.Close()
	}
}
