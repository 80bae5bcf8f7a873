package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/doctor"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/ui/theme/fonts"
)

// printerDesk is a simulated printer on a real pseudo-terminal, and a configuration that names it.
func printerDesk(t *testing.T, o simprinter.Options) (*simprinter.Printer, string) {
	t.Helper()
	o.Clock = clock.System{}
	o.Link = filepath.Join(t.TempDir(), "printer")
	p, err := simprinter.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p, file(t, fmt.Sprintf("[printer]\ndevice = %q\nbaud = 115200\nprofile = \"generic80\"\n", o.Link))
}

// The whole way over a real line: it is asked, the page comes out once and whole, and the profile is proposed. It takes the seconds
// that paper takes, as the doctor waits for the slowest printer there may be.
func TestDoctorPrinter(t *testing.T) {
	t.Parallel()
	// On a loaded machine the line may end before the simulator has put the piece of paper down.
	down := make(chan struct{}, 1)
	p, config := printerDesk(t, simprinter.Options{Font: fonts.Regular(), Bold: fonts.Bold(), OnSlip: func(simprinter.Slip) { down <- struct{}{} }})
	var out, errs bytes.Buffer
	code := examinePrinter(t.Context(), []string{"-json", "-config", config}, strings.NewReader("y\n\n\n\n\n\n\n\n"), &out, &errs)
	select {
	case <-down:
	case <-time.After(time.Minute): // it decides nothing but when to give up
	}
	var r doctor.PrinterReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v\n%s\n%s", err, &out, &errs)
	}
	if code != 0 || r.Result != doctor.PrinterSame || r.Measured == nil || r.Measured.Completion != "process-id" ||
		!r.Measured.Clears || !r.Measured.GSr {
		t.Errorf("%d\n%s\n%s", code, &out, &errs)
	}
	if n := strings.Count(errs.String(), "[y/n"); n != 1+len(doctor.Questions()) {
		t.Errorf("%d questions\n%s", n, &errs)
	}
	slips := p.Slips()
	if len(slips) != 1 {
		t.Fatalf("%d pieces of paper", len(slips))
	}
	text := strings.Join(slips[0].Text, "\n")
	for _, want := range []string{"打印机自检页", "123456789.123456789.123456789.123456789.12345678", "镕喆玥珺昇堃犇",
		"A       B               C   D\nA       B               C   D\nA       B               C   D\n5", "▦▦▦", "自检页完"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(text, "这一行不应出现") {
		t.Error("what was cleared was printed")
	}
	if mm := slips[0].MM; mm < 200 || mm > 400 {
		t.Errorf("the page is %.0f mm long", mm)
	}
	if t.Failed() {
		t.Log(text)
	}
	if path := os.Getenv("KIOSK_PICTURE"); path != "" {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, slips[0].Picture()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDoctorPrinterFindings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options simprinter.Options
		set     func(p *simprinter.Printer)
		code    int
		says    string
	}{
		"paper out":     {simprinter.Options{}, func(p *simprinter.Printer) { p.PaperOutAfter(0) }, 4, "Put paper in"},
		"mute":          {simprinter.Options{Mute: true}, func(*simprinter.Printer) {}, 3, "does not answer"},
		"unplugged":     {simprinter.Options{}, (*simprinter.Printer).Unplug, 2, "cannot be used"},
		"nobody agrees": {simprinter.Options{}, func(*simprinter.Printer) {}, 5, "nothing was measured"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, config := printerDesk(t, c.options)
			c.set(p)
			var out, errs bytes.Buffer
			code := examinePrinter(t.Context(), []string{"-config", config}, strings.NewReader(""), &out, &errs)
			if code != c.code || !strings.Contains(out.String(), c.says) {
				t.Errorf("%d\n%s\n%s", code, &out, &errs)
			}
			if len(p.Slips()) != 0 {
				t.Error("something was printed")
			}
		})
	}
}
