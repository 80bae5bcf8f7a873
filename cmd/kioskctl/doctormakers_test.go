package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/doctor"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/internal/clock"
)

// Why a good card is not proved, and who was asked.
func TestDoctorMakers(t *testing.T) {
	d := sitDown(t)
	d.put(cardservice.Second, module())
	d.put(cardservice.Reader, simcard.New(usual()))
	server := backEnd(t)
	lost := strings.Replace(asks(server), server.KeyFile, filepath.Join(t.TempDir(), "no.key"), 1)
	terminal := module().Terminal()
	for _, c := range []struct {
		name    string
		config  string
		prepare func(t *testing.T)
		want    string   // the authenticity
		asked   []string // maker and part of its error, "" when it answered
		doubt   string
	}{
		{"both", bound(terminal) + asks(server), nil, "genuine_psam", []string{"psam", ""}, ""},
		{"another module", bound("999999999999"), nil, "unverified", []string{"psam", "another terminal number"}, "another terminal number"},
		{"another module ends the round", bound("999999999999") + asks(server), nil, "unverified", []string{"psam", "another terminal number"}, "another terminal number"},
		{"the terminal holds the module", bound(terminal), hold(cardservice.Second), "unverified", []string{"psam", "another program"}, "the running terminal does"},
		{"the back end is away", asks(server), func(t *testing.T) {
			server.Set(simhsm.Unavailable)
			t.Cleanup(func() { server.Set(simhsm.NoFault) })
		}, "unverified", []string{"hsm", "status 503"}, "status 503"},
		{"the back end's file is lost", lost, nil, "unverified", []string{"hsm", "no.key"}, "no.key"},
		{"none", "", nil, "unverified", nil, "no maker"},
		{"the module is out", bound(terminal) + asks(server), func(*testing.T) { d.take(cardservice.Second) }, "genuine_hsm",
			[]string{"psam", "none in its reader", "hsm", ""}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.t = t
			if c.prepare != nil {
				c.prepare(t)
			}
			config := file(t, c.config)
			code, r, raw := examined(t, "-config", config)
			discreet(t, usual(), "the JSON", raw)
			if r.Authenticity != c.want || (code == 0) != (c.doubt == "") || !strings.Contains(r.Doubt, c.doubt) || len(r.Makers) != len(c.asked)/2 {
				t.Fatalf("%d:\n%s", code, raw)
			}
			for i, m := range r.Makers {
				if part := c.asked[2*i+1]; m.Name != c.asked[2*i] || (m.Error == "") != (part == "") || !strings.Contains(m.Error, part) {
					t.Errorf("it says of %s: %s", m.Name, m.Error)
				}
			}
		})
	}
}

// hold has a reader for itself, as a terminal that runs.
func hold(reader string) func(t *testing.T) {
	return func(t *testing.T) {
		line, err := pcsc.New(clock.System{}, pcsc.Options{Reader: reader}).Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := line.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Nothing to look at, or nobody who lets the doctor look.
func TestDoctorReader(t *testing.T) {
	d := sitDown(t)
	d.await(cardservice.Reader, "reader_empty", "removed")
	config := file(t, "")

	for _, args := range [][]string{{"-config", config}, {"-config", config, "-wait", "20ms"}} {
		if code, r, raw := examined(t, args...); code != 3 || r.Reader != cardservice.Reader || len(r.Readers) != 2 || len(r.APDUs) != 0 {
			t.Errorf("%v, no card: %d\n%s", args, code, raw)
		}
	}
	other := file(t, "")
	rewrite(t, other, cardservice.Reader, "No Such Reader")
	if code, r, raw := examined(t, "-config", other); code != 2 || r.Result != doctor.NoReader || len(r.Readers) != 2 {
		t.Errorf("no such reader: %d\n%s", code, raw)
	}
	if code, out, _ := call(t, "doctor", "card", "-config", other); code != 2 || !strings.Contains(out, "there is no reader for citizens' cards") || !strings.Contains(out, cardservice.Second) {
		t.Errorf("no such reader: %d\n%s", code, out)
	}

	// The module's reader is none for citizens, whatever card.reader is.
	same := file(t, bound("370100000001"))
	rewrite(t, same, "reader = \""+cardservice.Reader+"\"", "reader = \""+cardservice.Second+"\"")
	if code, r, raw := examined(t, "-config", same); code != 2 || r.Result != doctor.NoReader {
		t.Errorf("the module's reader: %d\n%s", code, raw)
	}

	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"doctor", "card", "-config", config, "-wait", "10m"}, io.Discard, io.Discard)
	}()
	interrupt()
	if code := <-ended; code != 130 {
		t.Errorf("interrupted: %d", code)
	}

	waited := make(chan int, 1)
	go func() {
		waited <- run(t.Context(), []string{"doctor", "card", "-config", config, "-wait", "30s"}, io.Discard, io.Discard)
	}()
	d.plug(cardservice.Reader, simcard.New(usual()))
	if code := <-waited; code != 5 {
		t.Errorf("a card came while it waited: %d", code)
	}

	hold(cardservice.Reader)(t)
	code, r, raw := examined(t, "-config", config)
	discreet(t, usual(), "the JSON", raw)
	if code != 6 || r.Result != doctor.ReaderHeld || !strings.Contains(r.Fault, "another program has it for itself") {
		t.Errorf("held: %d\n%s", code, raw)
	}
	if _, out, _ := call(t, "doctor", "card", "-config", config); !strings.Contains(out, "Stop the terminal") {
		t.Errorf("held:\n%s", out)
	}
}

// Without a card service nobody knows of any reader.
func TestDoctorNoService(t *testing.T) {
	d := sitDown(t)
	if err := d.service.Stop(); err != nil {
		t.Fatal(err)
	}
	config := file(t, bound("370100000001"))
	if code, r, raw := examined(t, "-config", config); code != 2 || r.Result != doctor.NoService || len(r.Readers) != 0 || r.Fault == "" {
		t.Errorf("%d\n%s", code, raw)
	}
	if code, out, errs := call(t, "doctor", "card", "-config", config); code != 2 || !strings.Contains(out, "the card service (pcscd) does not run") || errs != "" {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	if code, out, errs := call(t, "doctor", "psam", "-config", config); code != 2 || !strings.Contains(out, "Start pcscd") || errs != "" {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
}
