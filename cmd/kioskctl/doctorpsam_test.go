package main

import (
	"fmt"
	"strings"
	"testing"

	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/config"
)

func TestDoctorPSAM(t *testing.T) {
	d := sitDown(t)
	d.put(cardservice.Second, module())
	lines := fmt.Sprintf("[psam]\nreader = %q\nusb_path = \"\"\nterminal_number = %q\n", cardservice.Second, module().Terminal())
	broken := module()
	broken.BreakAt(simcard.OneByte, 0xB0)
	mine, other := bound(module().Terminal()), bound("999999999999")
	for _, c := range []struct {
		name    string
		config  string
		args    []string
		prepare func(t *testing.T)
		code    int
		lines   bool
		says    string
	}{
		{"as configured", mine, nil, nil, 0, true, "The configuration says the same."},
		{"another number", other, nil, nil, 1, true, `terminal_number = "999999999999"`},
		{"another USB path", mine + "usb_path = \"1-1.4\"\n", nil, nil, 1, true, `usb_path = "1-1.4"`},
		{"not configured", "", []string{"-reader", cardservice.Second}, nil, 1, true, "The configuration names no module"},
		{"by a part of its name", "", []string{"-reader", "00 01"}, nil, 1, true, "The configuration names no module"},
		{"by a part of two names", "", []string{"-reader", "Virtual"}, nil, 2, false, "several readers"},
		{"by a name that is none", mine, []string{"-reader", "Nowhere"}, nil, 2, false, `no reader is called "Nowhere"`},
		{"no SAM's reader", "", nil, nil, 2, false, `no reader has "SAM" in its name`},
		{"the reader is away", strings.Replace(mine, cardservice.Second, "Gone 00 00", 1), nil, nil, 2, false, `"Gone 00 00" is not there`},
		{"the reader is empty", mine, []string{"-reader", cardservice.Reader}, nil, 3, false, "the reader is empty"},
		{"the terminal runs", mine, nil, hold(cardservice.Second), 6, false, "Stop the terminal"},
		{"it is broken", mine, nil, func(*testing.T) { d.change(cardservice.Second, broken) }, 6, false, "READ BINARY 0016"},
		{"it is a citizen's card", mine, nil, func(*testing.T) { d.change(cardservice.Second, simcard.New(usual())) }, 3, false, "is no PSAM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.t = t
			if c.prepare != nil {
				c.prepare(t)
			}
			code, out, errs := call(t, append([]string{"doctor", "psam", "-config", file(t, c.config)}, c.args...)...)
			discreet(t, usual(), "the text", out+errs)
			if code != c.code || !strings.Contains(out, c.says) || strings.Contains(out, lines) != c.lines || !strings.Contains(out, cardservice.Reader) || errs != "" {
				t.Errorf("%d\n%s%s", code, out, errs)
			}
		})
	}

	// What it prints is what the terminal reads.
	got, err := config.Parse("kiosk.toml", []byte(lines))
	if err != nil || got.PSAM != (config.PSAM{Reader: cardservice.Second, TerminalNumber: module().Terminal()}) {
		t.Errorf("%+v %v", got.PSAM, err)
	}
}
