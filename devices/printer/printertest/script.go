package printertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/slip"
)

// try is one slip of a script and what was said of it.
type try struct {
	owner string
	sheet slip.Sheet
	said  printer.Result
}

// Script prints slips of different persons on a printer to which things happen at random, as the terminal does: nobody's slip
// is begun before the printer is known to be empty. The seed decides everything. However it goes:
//   - a slip that was called confirmed is on paper, whole, once;
//   - one that was called not printed is not on paper whole, and, unless it was called partial, has no line on paper;
//   - no slip is on paper whole twice;
//   - no piece of paper holds lines of two persons.
func Script(t *testing.T, s Setup, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	s.Options.NoClear = random.IntN(3) == 0
	s.Options.Speed = 0.4 + random.Float64()
	r := New(t, s)
	var tries []try
	for i := range 3 + random.IntN(4) {
		owner := string([]rune("甲乙丙丁戊己庚")[i])
		one := try{owner: owner, sheet: Sheet(owner, 8+random.IntN(100), s.Profile.Columns)}
		for range random.IntN(3) {
			happen(r, random)
		}
		one.said = r.Print(one.sheet, nil)
		tries = append(tries, one)
		if one.said.Reason == printer.Absent {
			mend(t, r, random)
		}
		if one.said.Outcome == printer.NotPrinted {
			continue // the spool clears here too; that it need not is what is tried
		}
		for k := 0; one.said.Outcome == printer.Unknown && !r.Clear(); k++ {
			mend(t, r, random)
			if k > 20 {
				t.Fatalf("seed %d: %s: mended, and never known to be empty", seed, owner)
			}
		}
	}
	mend(t, r, nil)
	r.Quiet()
	judge(t, r, seed, tries)
}

// happen lets something happen at some time of the next slip.
func happen(r *Rig, random *rand.Rand) {
	part := random.Float64()
	all := []func(){
		func() { r.Sim.PaperOutAfter(0) }, r.Sim.OpenCover, r.Sim.JamCutter, r.Sim.Unplug, r.Sim.PowerCycle,
		func() { r.Sim.Silence(true) }, func() { r.Sim.SetNearEnd(true) },
		func() { r.Sim.Noise([]byte("\x13\x37\x22ABCD\x00\x11\x10\x00\x00\x00\x37\x25\x00")) },
		r.Sim.JamPaper, r.Sim.HeatHead, func() { r.Sim.SetSpeed(60 + 200*part) }, func() { garble(r.Sim, 1+int(200*part)) },
	}
	if holds, _ := r.setup.presents(); holds {
		all = append(all, r.Sim.JamPresenter, r.Sim.Leave, r.Sim.Take, r.Sim.Retract)
	}
	what := all[random.IntN(len(all))]
	if random.IntN(2) == 0 {
		r.Sim.After(random.Float64()*400, what)
		return
	}
	r.Sim.AfterBytes(r.Sim.Progress().Received+random.IntN(3000), what)
}

// mend is what staff do about what is wrong: some of it when they are random, all of it otherwise.
func mend(t *testing.T, r *Rig, random *rand.Rand) {
	t.Helper()
	for _, do := range []func(){r.Sim.LoadPaper, r.Sim.CloseCover, r.Sim.FixCutter, r.Sim.FreePaper, r.Sim.CoolHead,
		r.Sim.FixPresenter, r.Sim.Take, func() { r.Sim.Silence(false) }} {
		if random == nil || random.IntN(3) < 2 {
			do()
		}
	}
	for !r.line.on(r.Sim.Progress()) { // it may be pulled again meanwhile
		if !r.Sim.Progress().Connected {
			if err := r.Sim.Plug(); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.open(); err != nil && r.Sim.Progress().Connected {
			t.Fatal(err)
		}
	}
}

func judge(t *testing.T, r *Rig, seed uint64, tries []try) {
	t.Helper()
	papers := append(r.Sim.Slips(), r.Sim.Unfinished())
	var story []string
	for _, one := range tries {
		story = append(story, fmt.Sprintf("%s %d lines: %s %s partial %v %s", one.owner, len(one.sheet.Lines), one.said.Outcome,
			one.said.Reason, one.said.Partial, one.said.Detail))
	}
	fail := func(format string, a ...any) {
		t.Errorf("seed %d: "+format+"\n%s", append(append([]any{seed}, a...), strings.Join(story, "\n"))...)
	}
	for _, one := range tries {
		whole, lines := 0, 0
		for _, p := range papers {
			if r.setup.holds(p, one.sheet) {
				whole++
			}
			for _, l := range append(p.Text, p.QR...) {
				if strings.Contains(l, one.owner) {
					lines++
				}
			}
		}
		switch said := one.said; {
		case whole > 1:
			fail("%s is whole on paper %d times", one.owner, whole)
		case said.Outcome == printer.Confirmed && whole != 1:
			fail("%s was confirmed and is not on paper", one.owner)
		case said.Outcome == printer.NotPrinted && whole != 0:
			fail("%s was called not printed and is on paper", one.owner)
		case said.Outcome == printer.NotPrinted && !said.Partial && lines != 0:
			fail("%s was called not printed and has %d lines on paper", one.owner, lines)
		}
	}
	for _, p := range papers {
		owner := ""
		for _, one := range tries {
			for _, l := range append(p.Text, p.QR...) {
				if !strings.Contains(l, one.owner) {
					continue
				}
				if owner != "" && owner != one.owner {
					fail("one piece of paper holds lines of %s and %s", owner, one.owner)
				}
				owner = one.owner
			}
		}
	}
}
