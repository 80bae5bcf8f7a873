package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/doctor"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
)

// seen is what is expected of a card.
type seen struct {
	result       doctor.Result
	generation   string
	algorithm    string
	authenticity string
	pin          string
	left         int  // -1: null
	holder       bool // name and number can be shown
}

// Every kind of card, by whom it is proved.
func TestDoctorCards(t *testing.T) {
	d := sitDown(t)
	d.put(cardservice.Second, module())
	byModule, byBackEnd, byNobody := file(t, bound(module().Terminal())), file(t, asks(backEnd(t))), file(t, "")
	good := seen{doctor.Read, "2.0", "SM4", "genuine_psam", "set", 3, true}
	for _, c := range []struct {
		name   string
		config string
		change func(*simcard.Spec)
		want   func(*seen)
		says   string // part of the sentence for the citizen
	}{
		{"2.0", byModule, func(s *simcard.Spec) {}, func(*seen) {}, "the terminal serves its holder"},
		{"1.0", byModule, func(s *simcard.Spec) { s.Version, s.Algorithm = "1.00", 1 }, func(w *seen) { w.generation, w.algorithm = "1.0", "3DES" }, "serves its holder"},
		{"without a version", byModule, func(s *simcard.Spec) { s.Version, s.Algorithm = "", 0 }, func(w *seen) { w.generation, w.algorithm = "1.0", "3DES" }, "serves its holder"},
		{"3.0", byModule, func(s *simcard.Spec) { s.Version = "3.00" }, func(w *seen) { w.generation = "3.0" }, "serves its holder"},
		{"3.0, contactless", byModule, func(s *simcard.Spec) { s.Version, s.Contactless, s.ShortVerify = "3.00", true, true }, func(w *seen) { w.generation = "3.0" }, "serves its holder"},
		{"2.0 by the back end", byBackEnd, func(s *simcard.Spec) {}, func(w *seen) { w.authenticity = "genuine_hsm" }, "serves its holder"},
		{"3.0 by the back end", byBackEnd, func(s *simcard.Spec) { s.Version = "3.00" }, func(w *seen) { w.generation, w.authenticity = "3.0", "genuine_hsm" }, "serves its holder"},
		{"expired", byModule, func(s *simcard.Spec) { s.Expires = "20200101" }, func(*seen) {}, "it has expired"},
		{"without a PIN", byModule, func(s *simcard.Spec) { s.PIN = "" }, func(w *seen) { w.pin, w.left = "not_set", -1 }, "it has no PIN"},
		{"blank", byModule, func(s *simcard.Spec) { s.Blank = true }, func(w *seen) { w.holder = false }, "it names no holder"},
		{"one try left", byModule, func(s *simcard.Spec) { s.Tries = 1 }, func(w *seen) { w.left = 1 }, "serves its holder"},

		{"2.0 by nobody", byNobody, func(s *simcard.Spec) {}, func(w *seen) { w.result, w.authenticity = doctor.NotAuthenticated, "unverified" }, "Nothing has proved"},
		{"3.0 by nobody", byNobody, func(s *simcard.Spec) { s.Version = "3.00" }, func(w *seen) {
			w.result, w.generation, w.authenticity, w.holder = doctor.NotAuthenticated, "3.0", "unverified", false
		}, "Nothing has proved"},
		{"that has no key", byModule, func(s *simcard.Spec) { s.NoInternalKey = true }, func(w *seen) { w.result, w.authenticity = doctor.NotAuthenticated, "unverified" }, "Nothing has proved"},
		{"that does not open", byModule, func(s *simcard.Spec) { s.Version, s.Keys = "3.00", otherReadKey() }, func(w *seen) {
			w.result, w.generation, w.holder = doctor.NotAuthenticated, "3.0", false
		}, "does not give its holder"},
		{"counterfeit 2.0", byModule, func(s *simcard.Spec) { s.Counterfeit = true }, func(w *seen) {
			w.result, w.authenticity, w.holder = doctor.Counterfeit, "counterfeit", false
		}, "not have the keys of a genuine one"},
		{"counterfeit 3.0", byBackEnd, func(s *simcard.Spec) { s.Version, s.Counterfeit = "3.00", true }, func(w *seen) {
			w.result, w.generation, w.authenticity, w.holder = doctor.Counterfeit, "3.0", "counterfeit", false
		}, "not have the keys of a genuine one"},

		{"of identity", byModule, func(s *simcard.Spec) { s.Kind = simcard.IDCard }, func(w *seen) { *w = seen{result: doctor.NotSocialSecurity, left: -1} }, "no social security card"},
		{"of some kind", byModule, func(s *simcard.Spec) { s.Kind = simcard.OtherCard }, func(w *seen) { *w = seen{result: doctor.NotSocialSecurity, left: -1} }, "no social security card"},
		{"of a bank", byModule, func(s *simcard.Spec) { s.Kind = simcard.BankCard }, func(w *seen) { *w = seen{result: doctor.BankOnly, left: -1} }, "bank card"},
		{"locked", byModule, func(s *simcard.Spec) { s.Locked = true }, func(w *seen) { *w = seen{result: doctor.Locked, left: -1} }, "locked for good"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.t = t
			spec, want := usual(), good
			c.change(&spec)
			c.want(&want)
			chip := simcard.New(spec)
			d.change(cardservice.Reader, chip)
			_, r, raw := examined(t, "-config", c.config)
			discreet(t, spec, "the JSON", raw)
			check(t, r, want)
			if r.Reader != cardservice.Reader || len(r.Readers) != 2 || r.ATR == "" || len(r.APDUs) != len(chip.Commands()) {
				t.Errorf("it says:\n%s", raw)
			}
			_, shown, raw := examined(t, "-config", c.config, "-show-holder")
			checkHolder(t, shown.Holder, spec, want)
			if strings.Contains(raw, `"holder"`) != (want.generation != "") {
				t.Errorf("a holder is shown wrongly:\n%s", raw)
			}

			code, out, errs := call(t, "doctor", "card", "-config", c.config)
			discreet(t, spec, "the text", out+errs)
			if code != want.result.Exit() || !strings.Contains(out, c.says) || errs != "" {
				t.Errorf("%d %s %s", code, out, errs)
			}
			if left := chip.Left(); left != spec.Tries && spec.Tries > 0 || chip.PINs() != 0 || chip.Changes() != 0 {
				t.Errorf("the card has %d tries left and has seen %d PINs", left, chip.PINs())
			}
		})
	}
}

func check(t *testing.T, r doctor.Report, want seen) {
	t.Helper()
	got := seen{r.Result, r.Generation, r.Algorithm, r.Authenticity, r.PIN, -1, want.holder}
	if r.TriesLeft != nil {
		got.left = *r.TriesLeft
	}
	if got != want {
		t.Errorf("it finds %+v, and not %+v", got, want)
	}
	if (r.Doubt != "") != (want.result == doctor.NotAuthenticated) {
		t.Errorf("the doubt is %q", r.Doubt)
	}
	if r.Holder != nil {
		t.Errorf("it shows the holder unasked: %+v", r.Holder)
	}
}

// checkHolder: what is on the card is shown when it was asked for, so far as it could be read.
func checkHolder(t *testing.T, h *doctor.Holder, s simcard.Spec, want seen) {
	t.Helper()
	if want.generation == "" { // the card was not read
		if h != nil {
			t.Errorf("a holder: %+v", h)
		}
		return
	}
	is := doctor.Holder{Identifier: s.Identifier, CardNumber: s.CardNumber, Issued: dashed(s.Issued), Expires: dashed(s.Expires)}
	if s.Blank {
		is.CardNumber = ""
	}
	if want.holder {
		is.Name, is.Number = s.Name, s.Number
	}
	if h == nil || *h != is {
		t.Errorf("it shows %+v, and not %+v", h, is)
	}
}

func dashed(day string) string { return day[:4] + "-" + day[4:6] + "-" + day[6:] }

// otherReadKey are the keys of a genuine card that does not open to this scheme's terminals.
func otherReadKey() *cardkeys.Scheme {
	s := cardkeys.Test()
	s.RKSSSE = s.Other().RKSSSE
	return &s
}

// The whole JSON, as scripts read it, and the text; times are set to 0.
func TestDoctorGolden(t *testing.T) {
	d := sitDown(t)
	d.put(cardservice.Second, module())
	byModule, byNobody := file(t, bound(module().Terminal())), file(t, "")
	inJSON, inText := regexp.MustCompile(`("ms"|"power_on_ms"): [0-9.]+`), regexp.MustCompile(`(?m) +[0-9]+\.[0-9]{2}( ms|$)`)
	for _, c := range []struct {
		golden, config string
		args           []string
		version        string
	}{
		{"2.0.json", byModule, []string{"-json", "-show-holder"}, "2.00"},
		{"3.0-unverified.json", byNobody, []string{"-json"}, "3.00"},
		{"3.0.txt", byModule, []string{"-show-holder"}, "3.00"},
	} {
		t.Run(c.golden, func(t *testing.T) {
			d.t = t
			spec := usual()
			spec.Version = c.version
			d.change(cardservice.Reader, simcard.New(spec))
			_, out, errs := call(t, append([]string{"doctor", "card", "-config", c.config}, c.args...)...)
			if errs != "" {
				t.Error(errs)
			}
			out = inText.ReplaceAllString(inJSON.ReplaceAllString(out, "$1: 0"), " 0.00$1")
			path := filepath.Join("testdata", c.golden)
			want, err := os.ReadFile(path)
			if err != nil {
				t.Errorf("%v; it is:\n%s", err, out)
			}
			if out != string(want) {
				t.Errorf("%s is not:\n%s", path, out)
			}
		})
	}
}

// A card that goes wrong while it is looked at.
func TestDoctorFaults(t *testing.T) {
	d := sitDown(t)
	d.put(cardservice.Second, module())
	config := file(t, bound(module().Terminal()))

	upside := usual()
	upside.ATR = make([]byte, 40)
	d.put(cardservice.Reader, simcard.New(upside))
	if _, r, raw := examined(t, "-config", config); r.Result != doctor.Mute {
		t.Errorf("upside down:\n%s", raw)
	}
	d.take(cardservice.Reader)

	for _, c := range []struct {
		name   string
		fault  simcard.Fault
		ins    byte
		change func(*simcard.Spec)
		want   doctor.Result
		read   bool // what was read before is shown
	}{
		{"files", simcard.CommFault, 0xB2, func(*simcard.Spec) {}, doctor.CardFault, false},
		{"nonsense", simcard.Garbage, 0xB2, func(*simcard.Spec) {}, doctor.CardFault, false},
		{"one byte", simcard.OneByte, 0xA4, func(*simcard.Spec) {}, doctor.CardFault, false},
		{"proof", simcard.CommFault, 0x88, func(*simcard.Spec) {}, doctor.NotAuthenticated, true},
		{"tries", simcard.CommFault, 0x20, func(*simcard.Spec) {}, doctor.CardFault, true},
		{"tries of a counterfeit", simcard.CommFault, 0x20, func(s *simcard.Spec) { s.Counterfeit = true }, doctor.Counterfeit, true},
		// The last one: after it the reader does not see what is put in at once.
		{"pulled", simcard.Pulled, 0xB2, func(*simcard.Spec) {}, doctor.CardFault, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.t = t
			spec := usual()
			c.change(&spec)
			chip := simcard.New(spec)
			chip.BreakAt(c.fault, c.ins)
			d.change(cardservice.Reader, chip)
			_, r, raw := examined(t, "-config", config)
			discreet(t, spec, "the JSON", raw)
			if r.Result != c.want || (r.Generation != "") != c.read || r.Fault == "" {
				t.Errorf("it says:\n%s", raw)
			}
		})
	}
}

// blocked is a card on which wrong PINs were tried until none was left.
func blocked(spec simcard.Spec) *simcard.Card {
	c := simcard.New(spec)
	c.Reset()
	name := []byte("sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF")
	c.Answer(append([]byte{0x00, 0xA4, 0x04, 0x00, byte(len(name))}, name...))
	for range 3 {
		c.Answer([]byte{0x00, 0x20, 0x00, 0x00, 0x03, 0x99, 0x99, 0x99})
	}
	return c
}

func TestDoctorBlockedPIN(t *testing.T) {
	d := sitDown(t)
	d.put(cardservice.Second, module())
	d.put(cardservice.Reader, blocked(usual()))
	config := file(t, bound(module().Terminal()))
	_, r, raw := examined(t, "-config", config)
	if r.Result != doctor.Read || r.PIN != "blocked" || r.TriesLeft == nil || *r.TriesLeft != 0 {
		t.Errorf("it says:\n%s", raw)
	}
	if _, out, _ := call(t, "doctor", "card", "-config", config); !strings.Contains(out, "its PIN is blocked") {
		t.Error(out)
	}
}
