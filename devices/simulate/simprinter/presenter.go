package simprinter

import "time"

// Fate is where a slip is; a closed set.
type Fate int

// The fates of a slip.
const (
	Fell      Fate = iota // into the tray: there is no presenter
	Held                  // in the presenter, where nobody can reach it
	Waiting               // at the exit
	Taken                 // by a person
	Retracted             // into the bin
	Dropped               // out of the exit, where anybody finds it: it was ejected, or another slip pushed it out
)

func (f Fate) String() string {
	return [...]string{"fell", "held", "waiting", "taken", "retracted", "dropped"}[f]
}

// holder is the presenter.
type holder struct {
	family Presenter
	slip   int // of the printer's slips, the one it holds; -1 none
	exit   bool
	on     bool          // it holds slips
	auto   time.Duration // a slip that waits longer is dealt with; 0 never
	drops  bool          // it is dropped then, not retracted
	turn   int           // counts what comes and goes: timers of an earlier slip do nothing
	stuck  bool
}

func newHolder(f Presenter) holder {
	h := holder{family: f, slip: -1, on: f == Ejector || f == PPU700 || f == VKP80III}
	if f == PPU700 {
		h.auto = autoRetract
	}
	return h
}

// release says where the slip went that was held. Called with mu held.
func (p *Printer) release(f Fate) {
	if p.holder.slip < 0 {
		return
	}
	p.slips[p.holder.slip].Fate = f
	if f == Retracted {
		p.counts.retracted++
	}
	p.holder.slip, p.holder.exit = -1, false
	p.holder.turn++
	p.touch()
}

// hold takes the slip that was cut last. One that is still there is pushed out: it lies where the next person takes it.
func (p *Printer) hold() {
	h := &p.holder
	if !h.on {
		return
	}
	p.release(Dropped)
	h.slip = len(p.slips) - 1
	h.turn++
	p.slips[h.slip].Fate = Held
	if h.family == PPU700 || h.family == EUT400 {
		p.present()
	}
}

// present moves the slip to the exit, where its person takes it, or nobody does.
func (p *Printer) present() {
	h := &p.holder
	if h.slip < 0 || h.exit {
		return
	}
	turn := h.turn
	p.rest(presentTime)
	if h.turn != turn || p.closed {
		return
	}
	h.exit = true
	p.slips[h.slip].Fate = Waiting
	p.touch()
	if p.o.Hand >= 0 {
		p.reach(p.o.Hand)
	}
	if h.auto > 0 {
		p.later(h.auto, func() {
			switch {
			case h.turn != turn || p.off:
			case h.drops:
				p.release(Dropped)
			default:
				p.release(Retracted)
			}
		})
	}
}

// reach has the person take the slip after some time, if she has not left meanwhile.
func (p *Printer) reach(after time.Duration) {
	turn := p.holder.turn
	p.later(after, func() {
		if p.holder.turn == turn && p.o.Hand >= 0 {
			p.release(Taken)
		}
	})
}

// retract takes the slip into the bin. One that is pulled out meanwhile is taken.
func (p *Printer) retract() {
	turn := p.holder.turn
	if p.holder.slip < 0 {
		return
	}
	p.rest(retractTime)
	if p.holder.turn == turn && !p.closed {
		p.release(Retracted)
	}
}

// presenterCommand obeys a command of the presenter's family, and reports whether it is one.
func (p *Printer) presenterCommand(c []byte) bool {
	h := &p.holder
	switch string(c[:2]) {
	case "\x1de":
		if h.family != Ejector {
			return false
		}
		switch c[2] {
		case 0x02:
			p.retract()
		case 0x03, 0x20:
			if h.auto = 0; c[2] == 0x20 {
				h.auto = time.Duration(c[4]) * time.Second
			}
			p.present()
		case 0x05:
			p.release(Dropped)
		case 0x06:
			p.answer([]byte{p.ejector()})
		case 0x12:
			h.on = false
		case 0x14:
			h.on = true
		default:
			p.warnf("GS e %02X", c[2])
		}
	case "\x1dR":
		if h.family != PPU700 {
			return false
		}
		switch c[2] {
		case 0x30:
			p.retract()
		case 0x31:
			h.auto = time.Duration(c[3]) * time.Second
		default:
			p.warnf("GS R %02X", c[2])
		}
	case "\x1c(":
		if h.family != EUT400 || c[2] != 'z' || len(c) != 7 || c[5] > 1 || c[6] > 1 {
			return false
		}
		h.on = c[6] == 0
	case "\x1cP":
		if h.family != VKP80III {
			return false
		}
		if c[4] != 0x45 && c[4] != 0x52 {
			p.warnf("FS P with %02X", c[4])
		}
		h.drops, h.auto = c[4] == 0x45, time.Duration(c[5])*time.Second
		p.present()
	default:
		return false
	}
	return true
}

// presenterLength is the length of a command of the presenter's family at the head of b, of which two bytes are there.
func (p *Printer) presenterLength(b []byte) (n int, known bool) {
	at := func(i int) int {
		if len(b) > i {
			return int(b[i])
		}
		return -1
	}
	switch s := string(b[:2]); {
	case s == "\x1de" && p.o.Presenter == Ejector:
		switch at(2) {
		case 0x03:
			return 4, true
		case 0x20:
			return 5, true
		}
		return 3, true
	case s == "\x1dR" && p.o.Presenter == PPU700:
		if at(2) == 0x31 {
			return 4, true
		}
		return 3, true
	case s == "\x1c(" && p.o.Presenter == EUT400:
		return 5 + max(0, at(3)) + max(0, at(4))<<8, true
	case s == "\x1cP" && p.o.Presenter == VKP80III:
		return 6, true
	}
	return 0, false
}

// Take is the person's hand: it takes what waits at the exit now, and later slips as Options.Hand says, or at once.
func (p *Printer) Take() {
	p.set(func() {
		if p.o.Hand < 0 {
			p.o.Hand = handTime
		}
		if p.holder.exit {
			p.release(Taken)
		}
	})
}

// Leave is a person who goes without her slip: nobody takes the one that waits, nor later ones, until Take.
func (p *Printer) Leave() { p.set(func() { p.o.Hand = -1 }) }

// Retract has the presenter take its slip into the bin, as its own button does.
func (p *Printer) Retract() { p.set(func() { p.release(Retracted) }) }

// JamPresenter and FixPresenter are a fault of the presenter and its mending.
func (p *Printer) JamPresenter() { p.set(func() { p.holder.stuck = true }) }

// FixPresenter mends the presenter.
func (p *Printer) FixPresenter() { p.set(func() { p.holder.stuck = false }) }
