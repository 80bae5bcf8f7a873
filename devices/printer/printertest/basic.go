package printertest

import (
	"testing"

	"shebao/kiosk/devices/printer"
)

// Basic is what can be asked of any printer that has paper and is well, also of a real one whose faults nobody can command: it says
// that it is well, prints two persons' slips, each of which comes to the end that its profile promises, and is then known to be
// empty. log is told each call and its answer, which a person compares with the paper.
func Basic(t *testing.T, d Driver, p printer.Profile, log func(call, answer string)) {
	t.Helper()
	ask := func(call string) string {
		t.Helper()
		answer, err := Perform(t.Context(), d, p, call)
		if err != nil {
			t.Fatal(err)
		}
		log(call, answer)
		return answer
	}
	if c := ask("status"); !printer.Condition(c).Usable() {
		t.Fatalf("the printer is %q", c)
	}
	want := string(Setup{Profile: p}.done())
	for _, call := range []string{"print 甲 12", "print 乙 45"} {
		if got := ask(call); got != want {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
		if got := ask("clear"); got != "empty" {
			t.Errorf("after %s it is %s", call, got)
		}
	}
	if c := ask("status"); !printer.Condition(c).Usable() {
		t.Errorf("afterwards the printer is %q", c)
	}
}

// basic is Basic over the simulated printer, of which more is known than what it says.
func basic(t *testing.T, s Setup) {
	r := New(t, s)
	var calls []string
	Basic(t, performer{r}, s.Profile, func(call, answer string) { calls = append(calls, call+": "+answer) })
	wantWhole(t, r, s.sheet("甲", 12))
	wantWhole(t, r, s.sheet("乙", 45))
	wantPure(t, r)
	wantNoWarnings(t, r)
	if len(calls) != 6 {
		t.Errorf("calls %q", calls)
	}
	// A printer that is not well is not called conforming.
	r.Sim.OpenCover()
	if c := r.Status(); c.Usable() {
		t.Errorf("with its cover open it is %q", c)
	}
}
