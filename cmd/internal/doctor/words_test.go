package doctor

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/config"
)

// Every result has its documented exit code, and sentences of its own.
func TestEveryResult(t *testing.T) {
	codes := map[Result]int{Read: 0, NoService: 2, NoReader: 2, NoCard: 3, NotSocialSecurity: 4, BankOnly: 4, NotAuthenticated: 5,
		Counterfeit: 5, ReaderHeld: 6, Mute: 6, Locked: 6, CardFault: 6}
	said := map[string]Result{}
	for _, r := range Results() {
		if code, known := codes[r]; !known || code != r.Exit() {
			t.Errorf("%s ends with %d", r, r.Exit())
		}
		m := meaningOf(Report{Result: r})
		if before, twice := said[m.citizen]; twice || m.citizen == "" || m.staff == "" {
			t.Errorf("%s says %+v, as %s", r, m, before)
		}
		said[m.citizen] = r
	}
	if len(said) != len(codes) {
		t.Errorf("%d results", len(said))
	}
}

// What a reader calls itself, or a card, is no command for the operator's screen.
func TestTextHoldsNoCommands(t *testing.T) {
	hostile := "evil\x1b[2J\u202e\nfoot"
	var out bytes.Buffer
	r := Report{Result: Read, Readers: []string{hostile}, Reader: hostile, Fault: hostile, Doubt: hostile, Generation: "1.0", Version: hostile,
		Makers: []Maker{{Name: "hsm", Error: hostile}}, Holder: &Holder{Name: hostile}}
	if err := r.Text(&out); err != nil {
		t.Fatal(err)
	}
	m := ModuleReport{Result: ModuleDiffers, Readers: []string{hostile}, Reader: hostile, Fault: hostile, Found: config.PSAM{Reader: hostile},
		Says: []string{"reader = " + quoted(hostile)}}
	if err := m.Text(&out); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\u202e") || strings.Contains(out.String(), "\nfoot") {
		t.Errorf("%q", &out)
	}
}

// A module's lines are read back by the terminal as they were found, whatever a reader is called.
func TestQuoted(t *testing.T) {
	for _, name := range []string{"ACS ACR38U-SAM 00 00", `a "quoted" \ name`, "读卡器 SAM 01", "tab\tbell\adelete\x7fback\u202e"} {
		c, err := config.Parse("kiosk.toml", []byte("[psam]\nreader = "+quoted(name)+"\nterminal_number = \"370100000001\"\n"))
		if err != nil || c.PSAM.Reader != name {
			t.Errorf("%q comes back as %q: %v", name, c.PSAM.Reader, err)
		}
	}
}

func TestChoose(t *testing.T) {
	names := []string{"ACR 00 00", "ACR SAM 00 00", "ACR SAM 00 00 01", "Other 00 00"}
	one := []string{"ACR 00 00", "ACR SAM 00 01"}
	for _, c := range []struct {
		names                   []string
		asked, configured, want string
	}{
		{one, "", "", "ACR SAM 00 01"},
		{names, "", "", ""},
		{names, "", "ACR SAM 00 00", "ACR SAM 00 00"},
		{names, "", "ACR SAM", ""}, // the configuration holds a whole name
		{one, "", "ACR SAM 00 00", ""},
		{names, "ACR SAM 00 00", "", "ACR SAM 00 00"}, // a whole name, though it is also a part of another one
		{names, "Other", "ACR SAM 00 00", "Other 00 00"},
		{names, "ACR", "", ""},
		{names, "none", "ACR SAM 00 00", ""},
		{nil, "", "", ""},
	} {
		name, why := choose(c.names, c.asked, c.configured)
		if name != c.want || (why == "") != (c.want != "") || !slices.Contains(append(c.names, ""), name) {
			t.Errorf("%+v: %q %q", c, name, why)
		}
	}
}
