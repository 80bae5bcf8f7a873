package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/devices/simulate/simpsam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/ui/theme/fonts"
)

// workbench is the simulated devices and what can be done to them. Its commands may be given by any goroutine.
type workbench struct {
	slot    card.Slot
	modules card.Slot   // where the simulated security module is
	psam    config.PSAM // what it is bound as
	how     string      // which way the cards take, in words
	printer *simprinter.Printer
	people  []generate.Invented

	ctx     context.Context
	service *cardservice.Service
	module  *simcard.Plug
	local   *simcard.Slot // when there is no service

	mu     sync.Mutex
	plug   *simcard.Plug
	in     int // number of the person whose card is in, from 1
	onSlip func(image.Image)
}

// setOnSlip has f told of each slip that is cut. f must not wait for the printer.
func (b *workbench) setOnSlip(f func(image.Image)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.onSlip = f
}

// cut keeps a slip as a picture, and shows it.
func (b *workbench) cut(path string, s simprinter.Slip) {
	if err := savePNG(path, s); err != nil {
		fmt.Fprintln(os.Stderr, "kiosk-demo:", err)
	}
	b.mu.Lock()
	show := b.onSlip
	b.mu.Unlock()
	if show != nil {
		show(s.Picture())
	}
}

// confirmation is the profile and the simulator's habit for a way of confirming.
func confirmation(name string) (profile string, mode simprinter.Completion, err error) {
	switch name {
	case "id":
		return "generic80", simprinter.ProcessID, nil
	case "gsr":
		return "generic80-gsr", simprinter.GSr, nil
	case "silent":
		return "generic80-silent", simprinter.None, nil
	}
	return "", 0, fmt.Errorf("a printer confirms by id, gsr or silent, not %q", name)
}

func newWorkbench(ctx context.Context, link string, mode simprinter.Completion, out string) (*workbench, error) {
	b := &workbench{ctx: ctx, people: generate.Cast()}
	slips := 0
	printer, err := simprinter.Start(simprinter.Options{
		Clock: clock.System{}, Columns: 48, Completion: mode, Link: link, Font: fonts.Regular(), Bold: fonts.Bold(), Speed: 1,
		OnSlip: func(s simprinter.Slip) {
			slips++
			b.cut(filepath.Join(out, fmt.Sprintf("slip-%02d.png", slips)), s)
		},
	})
	if err != nil {
		return nil, err
	}
	b.printer = printer
	module := simpsam.New(simpsam.Spec{})
	b.psam.TerminalNumber = module.Terminal()
	if b.service, err = cardservice.Acquire(ctx); err == nil {
		b.slot = pcsc.New(clock.System{}, pcsc.Options{Reader: cardservice.Reader})
		b.modules = pcsc.New(clock.System{}, pcsc.Options{Reader: cardservice.Second})
		b.psam.Reader = cardservice.Second
		b.how = "behind a real pcscd"
		return b, b.install(module)
	}
	b.local = simcard.NewSlot()
	inside := simcard.NewSlot()
	inside.Insert(module)
	b.slot, b.modules, b.psam.Reader = b.local, inside, simcard.ReaderName
	b.how = fmt.Sprintf("simulated within the program (%v)", err)
	return b, nil
}

// install puts the module into the second slot and waits until the reader has seen it: the terminal trusts only one that was
// there when it came up.
func (b *workbench) install(m *simpsam.Module) error {
	var err error
	if b.module, err = simcard.DialVPCD(b.ctx, simcard.VPCDSecond, m); err != nil {
		return err
	}
	select {
	case <-b.module.Powered():
		return nil
	case <-b.ctx.Done():
		return b.ctx.Err()
	}
}

func savePNG(path string, s simprinter.Slip) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return png.Encode(f, s.Picture())
}

func (b *workbench) close() {
	b.pull()
	if b.module != nil {
		b.module.Pull()
	}
	b.printer.Close()
	if b.service != nil {
		b.service.Close()
	}
}

// way is how a card is put in.
type way int

const (
	upright way = iota
	turned      // upside down
	forged      // a counterfeit of it: right files, every PIN is right, wrong key
	lost        // another card of hers, which the register calls 临时挂失
)

// cardOf is the sequence number of a card of a member of the cast.
func cardOf(i int, how way) int {
	if how == lost {
		return generate.Sequence(i, generate.LostCard)
	}
	return generate.Sequence(i, 1)
}

// insert puts the card of person n in, from 1.
func (b *workbench) insert(n int, how way) error {
	if n < 1 || n > len(b.people) {
		return fmt.Errorf("there are persons 1 to %d", len(b.people))
	}
	b.pull()
	b.mu.Lock()
	defer b.mu.Unlock()
	spec := simcard.SpecFor(b.people[n-1].Number, b.people[n-1].Name, cardOf(n-1, how))
	if n%2 == 0 { // every other one is of the third generation
		spec.Version = "3.00"
	}
	spec.Counterfeit = how == forged
	if how == turned {
		spec.ATR = make([]byte, 40) // longer than an answer to reset may be: the reader takes it for no answer
	}
	b.in = n
	if b.local != nil {
		if how == turned {
			b.local.InsertMute()
			return nil
		}
		b.local.Insert(simcard.New(spec))
		return nil
	}
	plug, err := simcard.DialVPCD(b.ctx, simcard.VPCDAddr, simcard.New(spec))
	b.plug = plug
	return err
}

func (b *workbench) pull() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.in = 0
	if b.local != nil {
		b.local.Remove()
	}
	if b.plug != nil {
		b.plug.Pull()
		b.plug = nil
	}
}

// again puts the card that is in the reader, or the first one, in another way.
func (b *workbench) again(how way) error {
	b.mu.Lock()
	n := max(b.in, 1)
	b.mu.Unlock()
	return b.insert(n, how)
}

// command obeys one line of the control socket or one button of the panel, and gives the answer of those that have one. What
// begins with printer is for the simulated printer.
func (b *workbench) command(line string) (answer string, err error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch word {
	case "printer":
		return b.printer.Obey(rest)
	case "insert":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return "", errors.New("insert which person?")
		}
		return "", b.insert(n, upright)
	case "turn":
		return "", b.again(turned)
	case "forge":
		return "", b.again(forged)
	case "lost":
		return "", b.again(lost)
	case "pull":
		b.pull()
		return "", nil
	case "module": // the security module is taken out: the terminal shows 暂停服务 to whoever wants what needs a card
		if b.module == nil {
			return "", errors.New("there is no module to take out")
		}
		b.module.Pull()
		return "", nil
	}
	return "", fmt.Errorf("no command %q", word)
}
