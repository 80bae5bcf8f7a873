package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/doctor"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/devices/simulate/simpsam"
	"shebao/kiosk/internal/clock"
)

// patience bounds what a test waits for; it is never reached by one that passes.
const patience = 30 * time.Second

// desk is the real card service with its two readers, and who can prove cards there. One goroutine uses it.
type desk struct {
	t       *testing.T
	service *cardservice.Service
	plugs   map[string]*simcard.Plug // by address
}

func sitDown(t *testing.T) *desk {
	t.Helper()
	s, err := cardservice.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, service: s, plugs: map[string]*simcard.Plug{}}
	t.Cleanup(func() {
		for _, p := range d.plugs {
			p.Pull()
		}
		s.Close()
	})
	return d
}

// await waits until a reader tells one of the kinds. It has ended when the doctor begins: the library bears one wait at a time.
func (d *desk) await(reader string, kinds ...card.EventKind) {
	d.t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	seen := false
	slot := pcsc.New(clock.System{}, pcsc.Options{Reader: reader, Settle: time.Millisecond})
	_ = slot.Watch(ctx, func(e card.Event) {
		if slices.Contains(kinds, e.Kind) {
			seen = true
			stop()
		}
	})
	if !seen {
		d.t.Fatalf("%s never told %v", reader, kinds)
	}
}

// put puts a chip into a reader and waits until it is seen there.
func (d *desk) put(reader string, c simcard.Chip) {
	d.t.Helper()
	d.take(reader)
	d.plug(reader, c)
	d.await(reader, card.Inserted, card.Mute)
}

func (d *desk) plug(reader string, c simcard.Chip) {
	d.t.Helper()
	p, err := simcard.DialVPCD(context.Background(), address(reader), c)
	if err != nil {
		d.t.Fatal(err)
	}
	d.plugs[reader] = p
}

// change exchanges the chip in a reader for another, which takes no time: the doctor powers it on anew.
func (d *desk) change(reader string, c simcard.Chip) {
	d.t.Helper()
	p := d.plugs[reader]
	if p == nil {
		d.put(reader, c)
		return
	}
	p.Swap(c)
}

// take takes out what is in a reader and waits until that is seen.
func (d *desk) take(reader string) {
	d.t.Helper()
	if p := d.plugs[reader]; p != nil {
		p.Pull()
		delete(d.plugs, reader)
	}
	d.await(reader, card.ReaderEmpty, card.Removed)
}

func address(reader string) string {
	if reader == cardservice.Second {
		return simcard.VPCDSecond
	}
	return simcard.VPCDAddr
}

// file writes a configuration that reads cards in the first slot.
func file(t *testing.T, more string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kiosk.toml")
	if err := os.WriteFile(path, fmt.Appendf(nil, "[card]\nreader = %q\n%s", cardservice.Reader, more), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// bound is the configuration of a module in the second slot.
func bound(terminal string) string {
	return fmt.Sprintf("[psam]\nreader = %q\nterminal_number = %q\n", cardservice.Second, terminal)
}

func module() *simpsam.Module { return simpsam.New(simpsam.Spec{}) }

func backEnd(t *testing.T) *simhsm.Server {
	t.Helper()
	s, err := simhsm.Start(simhsm.Options{Dir: t.TempDir(), Answer: simhsm.Keys(cardkeys.Test())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// asks is the configuration of a back end.
func asks(s *simhsm.Server) string {
	return fmt.Sprintf("[hsm]\nurl = %q\nca_file = %q\ncert_file = %q\nkey_file = %q\n", s.URL, s.CAFile, s.CertFile, s.KeyFile)
}

// The person on all these cards is invented.
const (
	number = "379901199003070011"
	person = "测试甲"
)

func usual() simcard.Spec { return simcard.SpecFor(number, person, 4711) }

// personal is everything that nobody may see unasked, in the forms in which it could slip out.
func personal(s simcard.Spec) []string {
	out := []string{s.Number, s.Number[6:14], s.Name, s.CardNumber, s.Identifier, s.Issued, s.Expires}
	for _, day := range []string{s.Issued, s.Expires} {
		out = append(out, day[:4]+"-"+day[4:6]+"-"+day[6:])
	}
	for _, text := range []string{s.Number, s.Name, s.CardNumber} {
		out = append(out, fmt.Sprintf("%x", text))
	}
	return append(out, "b2e2cad4bcd7", s.PIN) // the name in GB18030
}

// discreet fails when a text holds anything of what is on a card.
func discreet(t *testing.T, s simcard.Spec, what, text string) {
	t.Helper()
	for _, p := range personal(s) {
		if p != "" && strings.Contains(strings.ToLower(text), strings.ToLower(p)) {
			t.Errorf("%s holds %q:\n%s", what, p, text)
		}
	}
}

// examined runs doctor card for a script, and gives what it said.
func examined(t *testing.T, args ...string) (code int, r doctor.Report, raw string) {
	t.Helper()
	code, out, errs := call(t, append([]string{"doctor", "card", "--json"}, args...)...)
	if errs != "" {
		t.Errorf("it complains: %s", errs)
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if code != r.Result.Exit() {
		t.Errorf("the exit code is %d, and the result %s", code, r.Result)
	}
	return code, r, out
}
