package simcard

import "sync"

// Fault is what goes wrong with a command.
type Fault int

// The faults.
const (
	NoFault     Fault = iota
	EndlessMore       // 6100, and again to every GET RESPONSE
	OneByte           // an answer of one byte
	Silent            // no answer until the next Break, or the card is pulled
	Pulled            // the card leaves within the command
	WrongLength       // 6Cxx again and again
	Garbage           // an answer with wrong tags and lengths
	CommFault         // 6F00
	Lost              // the command is obeyed, then the card leaves before it has answered
)

// Faults lists all but NoFault.
func Faults() []Fault {
	return []Fault{EndlessMore, OneByte, Silent, Pulled, WrongLength, Garbage, CommFault, Lost}
}

// Leaves reports whether the chip is gone with the command.
func (f Fault) Leaves() bool { return f == Pulled || f == Lost }

// Breakage is what goes wrong with a chip, command by command. The zero value is a sound chip. Safe for concurrent use.
type Breakage struct {
	mu     sync.Mutex
	fault  Fault
	at     int  // the first command that it strikes; -1 when ins tells
	ins    byte // the instruction that it waits for
	struck bool // it was met since power-on
	count  int  // commands since power-on
	resume chan struct{}
}

// Break makes command number at (0 is the first after power-on, GET RESPONSE counts) go wrong, and all that follow it
// until the next Break. A chip that was Silent resumes.
func (b *Breakage) Break(f Fault, at int) { b.set(f, at, 0) }

// BreakAt makes the first command with the instruction go wrong, counted from power-on, and all that follow it until the
// next Break. A chip that was Silent resumes.
func (b *Breakage) BreakAt(f Fault, ins byte) { b.set(f, -1, ins) }

func (b *Breakage) set(f Fault, at int, ins byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault, b.at, b.ins, b.struck = f, at, ins, false
	if b.resume != nil {
		close(b.resume)
		b.resume = nil
	}
}

// PowerOn begins to count anew.
func (b *Breakage) PowerOn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count, b.struck = 0, false
}

// Pass lets a command through to obey, or not. The results are those of Chip.Answer.
func (b *Breakage) Pass(apdu []byte, obey func() []byte) (reply []byte, fault Fault, resume <-chan struct{}) {
	switch fault, resume = b.meet(apdu); fault {
	case NoFault:
		return obey(), NoFault, nil
	case EndlessMore:
		return []byte{0x61, 0x00}, NoFault, nil
	case OneByte:
		return []byte{0x90}, NoFault, nil
	case WrongLength:
		return []byte{0x6C, 0x10}, NoFault, nil
	case Garbage:
		return []byte{0x6F, 0x7F, 0x01, 0xFF, 0x90, 0x00}, NoFault, nil
	case CommFault:
		return []byte{0x6F, 0x00}, NoFault, nil
	case Lost:
		obey()
	}
	return nil, fault, resume
}

// meet counts the command and tells what strikes it.
func (b *Breakage) meet(apdu []byte) (Fault, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.at < 0 {
		b.struck = b.struck || len(apdu) > 1 && apdu[1] == b.ins
	} else {
		b.struck = b.count >= b.at
	}
	b.count++
	if !b.struck || b.fault == NoFault {
		return NoFault, nil
	}
	if b.resume == nil {
		b.resume = make(chan struct{})
	}
	return b.fault, b.resume
}
