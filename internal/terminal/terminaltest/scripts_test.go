package terminaltest

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

// script is one random sequence of what a person and a broken world do.
type script struct {
	*hall
	r *rand.Rand

	in      *simcard.Card // in the reader, as far as the script knows
	honest  bool          // a genuine card was in the reader at some time
	forged  []*simcard.Card
	did     []string
	typed   int
	running bool
	plugged bool
	held    bool // commands to the card are not answered
}

func (s *script) note(what string) { s.did = append(s.did, what) }

// one of so many.
func (s *script) one(of int) bool { return s.r.IntN(of) == 0 }

// card is some card: mostly a genuine one, of any generation.
func (s *script) card() *simcard.Card {
	spec := genuine([]string{"1.00", "2.00", "3.00"}[s.r.IntN(3)]).Spec()
	spec.NoWholeFile, spec.OwnFactor, spec.Contactless = s.one(4), s.one(8), s.one(5)
	switch s.r.IntN(12) {
	case 0:
		spec.Counterfeit = true
	case 1:
		spec.Kind = simcard.BankCard
	case 2:
		spec.Locked = true
	case 3:
		spec.PIN = ""
	case 4:
		spec = simcard.SpecFor("379901196308150027", "测试乙", 2)
	}
	c := simcard.New(spec)
	if spec.Counterfeit {
		s.forged = append(s.forged, c)
	} else {
		s.honest = true
	}
	if s.one(3) {
		faults := simcard.Faults()
		c.Break(faults[s.r.IntN(len(faults))], s.r.IntN(28))
		s.note("broken card")
	}
	return c
}

// world breaks something, or mends it.
func (s *script) world() {
	commands := []fakepcscd.Command{fakepcscd.Transmit, fakepcscd.Connect, fakepcscd.Begin, fakepcscd.Wait, fakepcscd.ReadersState,
		fakepcscd.EstablishContext, fakepcscd.Disconnect, fakepcscd.Status}
	codes := []uint32{0x80100016, 0x80100069, 0x80100068, 0x8010000C, 0x8010001D, 0x80100013, 0x80100001, 0x80100066, 0x8010000B}
	switch s.r.IntN(12) {
	case 0:
		s.note("kill")
		s.daemon.Kill()
		s.running = false
	case 1:
		s.note("stop")
		s.daemon.Stop()
		s.running = false
	case 2, 3:
		s.start()
	case 4:
		s.note("unplug")
		s.reader.Unplug()
		s.in, s.plugged = nil, false
	case 5:
		s.plug()
	case 6, 7:
		c := commands[s.r.IntN(len(commands))]
		s.note("fail")
		s.daemon.Fail(c, codes[s.r.IntN(len(codes))], 1+s.r.IntN(3))
	case 8:
		s.note("hold")
		s.daemon.Hold(fakepcscd.Transmit)
		s.held = true
	case 9:
		s.daemon.Release(fakepcscd.Transmit)
		s.held = false
	case 10:
		s.note("truncate")
		s.reader.Truncate(1+s.r.IntN(2), s.r.IntN(3))
	case 11:
		s.note("loosen")
		s.reader.Loosen()
	}
}

func (s *script) start() {
	if !s.running {
		s.note("start")
		if err := s.daemon.Start(); err != nil {
			s.t.Fatal(err)
		}
		s.running = true
	}
}

func (s *script) plug() {
	if !s.plugged {
		s.note("plug")
		if err := s.reader.Replug(); err != nil {
			s.t.Fatal(err)
		}
		s.plugged = true
	}
}

// broken reports whether nothing can go on before something is mended.
func (s *script) broken() bool { return !s.running || !s.plugged || s.held }

func (s *script) mend() {
	s.start()
	s.plug()
	s.daemon.Release(fakepcscd.Transmit)
	s.held = false
}

// hand does something with the card.
func (s *script) hand() {
	switch {
	case s.in == nil && s.plugged:
		s.note("insert")
		s.in = s.card()
		s.reader.Insert(s.in)
	case s.in == nil:
	case s.one(3):
		s.note("swap")
		s.in = s.card()
		s.reader.SwapUnseen(s.in)
	case s.one(4):
		s.note("swap seen")
		s.in = s.card()
		s.reader.Insert(s.in)
	default:
		s.note("pull")
		s.reader.Pull()
		s.in = nil
	}
}

// finger does what a person would do on the screen that is there, or touches something at random.
func (s *script) finger() {
	v, _ := s.now()
	tap := func(a visit.Action) { s.term.Tap(v.Step, a) }
	do := func(d visit.Do) { tap(visit.Action{Do: d}) }
	if s.one(10) {
		all := []visit.Do{visit.DoStart, visit.DoInsertCard, visit.DoBack, visit.DoExit, visit.DoHelp, visit.DoClose, visit.DoForgotPIN, visit.DoRetry, visit.DoLarge}
		do(all[s.r.IntN(len(all))])
		return
	}
	digits := func(text string) {
		for _, d := range text {
			s.term.Digit(byte(d - '0'))
		}
		s.typed++
		s.until("digits", func() bool {
			now, _ := s.now()
			return now.Screen != v.Screen || now.PIN != nil && now.PIN.Length == len(text) || now.Change != nil && now.Change.Length == len(text) ||
				now.Step != v.Step
		})
		now, _ := s.now()
		s.term.Tap(now.Step, visit.Action{Do: visit.DoSubmitPIN})
	}
	switch v.Screen {
	case visit.Attract, visit.End, visit.CardProblem, visit.OutOfService:
		if s.in != nil && (v.Screen != visit.Attract || s.one(30)) { // taken out, to be put in again
			s.reader.Pull()
			s.in = nil
		}
	case visit.PIN:
		if v.Overlay == visit.LastTry {
			do(visit.DoUseLastTry)
			return
		}
		if v.PIN.Checking || v.PIN.Length > 0 {
			s.term.Clear()
			return
		}
		digits(pin)
	case visit.Consent:
		do(visit.DoAgree)
	case visit.PersonalHome:
		if s.one(3) {
			do(visit.DoCardServices)
			return
		}
		tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	case visit.Preview:
		do(visit.DoPrint)
	case visit.Printed, visit.PINChangeDone:
		do(visit.DoContinue)
	case visit.CardServices:
		do(visit.DoChangePIN)
	case visit.PINChange:
		switch {
		case v.Change.Checking || v.Change.Length > 0:
			s.term.Clear()
		case v.Change.Field == visit.CurrentPIN:
			digits(pin)
		default:
			digits(fresh)
		}
	}
}

// heal mends everything and takes the card out.
func (s *script) heal() {
	s.start()
	for _, c := range []fakepcscd.Command{fakepcscd.Transmit, fakepcscd.Connect, fakepcscd.Begin, fakepcscd.Wait, fakepcscd.ReadersState,
		fakepcscd.EstablishContext, fakepcscd.Disconnect, fakepcscd.Status} {
		s.daemon.Fail(c, 0, 0)
		s.daemon.Release(c)
	}
	s.plug()
	s.reader.Mangle(0, nil)
	if s.in != nil {
		s.in.Break(simcard.NoFault, 0)
	}
	s.reader.Pull()
}

// TestRandomFaults: whatever happens to card, reader and service, in whatever order, the visit ends in a state that is known: when
// all is well again and the card is out, the terminal rests, nobody is named, and the next person is served and printed for. No
// forgery was sent a PIN as long as no event hid that it was put in, and nothing of it was ever shown.
func TestRandomFaults(t *testing.T) {
	n := proof.Count(40, 1000)
	began := time.Now()
	reached := map[visit.Screen]int{}
	prints, steps := 0, 0
	for seed := range n {
		s := &script{hall: open(t), r: rand.New(rand.NewPCG(uint64(seed), 3)), running: true, plugged: true}
		s.at("the reader", func(v visit.View) bool { return v.Screen == visit.Attract })
		for range 30 + s.r.IntN(40) {
			steps++
			switch k := s.r.IntN(20); {
			case k == 0:
				s.world()
			case k < 8 && s.broken():
				s.mend()
			case s.in == nil && s.plugged && k < 12, k == 1:
				s.hand()
			default:
				s.finger()
			}
			reached[s.soon().Screen]++
		}
		if s.personal && !s.honest {
			t.Fatalf("script %d: somebody was named and no genuine card was ever there: %s", seed, strings.Join(s.did, ", "))
		}
		s.heal()
		s.rests()
		s.serves(seed)
		prints += s.printed
		s.close()
		if strings.Contains(s.log.String(), "panic") {
			t.Fatalf("script %d: %s\n%s", seed, strings.Join(s.did, ", "), s.log.String())
		}
		if t.Failed() {
			t.Fatalf("script %d: %s", seed, strings.Join(s.did, ", "))
		}
	}
	t.Log(reached)
	for _, want := range []visit.Screen{visit.PIN, visit.PersonalHome, visit.CardProblem, visit.OutOfService, visit.Printed, visit.PINChange} {
		if reached[want] == 0 {
			t.Errorf("no script came to %s: %v", want, reached)
		}
	}
	proof.Saw(t, "%d random scripts, %d steps, through the scripted card service in %.0f s: each ended in rest, and the next person was served and printed for; %d slips in all",
		n, steps, time.Since(began).Seconds(), prints)
}

// rests waits until the terminal is at rest after the card was taken out. A card of the script may have come and gone without the
// terminal having told of it yet, and would then be told of while the next person is served. So something that no script puts in,
// a thing that does not answer, goes in and out: when that was told of, everything before it was.
func (s *script) rests() {
	s.t.Helper()
	for told := false; !told; {
		s.reader.InsertMute()
		s.at("the thing that does not answer", func(v visit.View) bool {
			told = v.Problem != nil && v.Problem.Problem == visit.CardMute
			return told || v.Card
		})
		s.reader.Pull()
		s.at("rest", func(v visit.View) bool { return !v.Card && v.Person == nil && v.Parts.Reader })
	}
}

// serves has the next person served, from her card to her slip.
func (s *script) serves(seed int) {
	s.t.Helper()
	before := s.printed
	s.in = nil
	s.insertsUntilAsked()
	for _, d := range pin {
		s.term.Digit(byte(d - '0'))
	}
	s.at("digits", func(v visit.View) bool { return v.PIN != nil && v.PIN.Length == len(pin) })
	v, _ := s.now()
	s.term.Tap(v.Step, visit.Action{Do: visit.DoSubmitPIN})
	s.at("告知", func(v visit.View) bool { return v.Screen == visit.Consent })
	s.tapNow(visit.Action{Do: visit.DoAgree})
	s.at("records", func(v visit.View) bool { return v.Personal != nil && !v.Personal.Loading })
	s.tapNow(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	s.at("the preview", func(v visit.View) bool { return v.Slip != nil && v.Slip.Ready })
	s.tapNow(visit.Action{Do: visit.DoPrint})
	s.at("the slip", func(v visit.View) bool { return v.Print != nil && v.Print.Outcome == visit.SlipConfirmed })
	s.reader.Pull()
	s.at("the end", func(v visit.View) bool { return v.Person == nil && !v.Card })
	if s.printed != before+1 {
		s.t.Errorf("script %d: %d slips were printed for the next person", seed, s.printed-before)
	}
}

// insertsUntilAsked puts a card in, up to the PIN. Time passes ten times as fast here, so a loaded machine can be too slow for a
// card that is well: who is told that her card does not answer takes it out and puts it in again.
func (s *script) insertsUntilAsked() {
	s.t.Helper()
	asked := func(v visit.View) bool { return v.Screen == visit.PIN && v.PIN.Length == 0 && !v.PIN.Checking }
	slow := func(v visit.View) bool { return v.Problem != nil && v.Problem.Problem == visit.CardStuck }
	for try := 1; ; try++ {
		s.reader.Insert(genuine("3.00"))
		if try == 4 {
			slow = func(visit.View) bool { return false }
		}
		s.at("the PIN of the next person", func(v visit.View) bool { return asked(v) || slow(v) })
		if v, _ := s.now(); asked(v) {
			return
		}
		s.reader.Pull()
		s.at("the reader to be empty", func(v visit.View) bool { return !v.Card })
	}
}

func (h *hall) tapNow(a visit.Action) {
	v, _ := h.now()
	h.term.Tap(v.Step, a)
}
