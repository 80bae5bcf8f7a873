package simprinter

// knowsQuestion reports whether DLE EOT n is a question of this printer's family (facts/print.md §2.1).
func (p *Printer) knowsQuestion(n byte) bool {
	switch {
	case n >= 1 && n <= 4:
		return true
	case n == 5, n == 6:
		return p.o.Presenter == PPU700
	case n == 0x11, n == 0x14:
		return p.o.custom()
	}
	return false
}

// bits puts together a byte from what is so.
type bits byte

func (b *bits) set(on bool, which byte) {
	if on {
		*b |= bits(which)
	}
}

// status is the answer to DLE EOT n (facts/print.md §2.1).
func (p *Printer) status(n byte) []byte {
	b := bits(0x12)
	ppu := p.o.Presenter == PPU700
	switch n {
	case 1:
		b.set(p.offline(), 0x08)
	case 2:
		b.set(p.cover, 0x04)
		b.set(p.out, 0x20)
		b.set(p.jam || p.stuck || p.hot || p.holder.stuck, 0x40)
	case 3:
		b.set(p.stuck || p.holder.stuck, 0x04)
		b.set(p.jam, 0x08)
		b.set(p.hot, 0x40)
	case 4:
		b.set(p.near || p.out, 0x0C)
		b.set(p.out && !ppu, 0x60)
		b.set(p.out && ppu, 0x20)
		b.set(ppu && p.holder.exit, 0x40)
	case 5:
		b.set(p.cover, 0x04)
		b.set(p.hot, 0x08)
	case 6:
		b.set(p.holder.stuck, 0x20)
	case 0x11:
		b.set(p.resting, 0x04)
		b.set(p.out, 0x20)
	case 0x14:
		return p.fullStatus()
	}
	return []byte{byte(b)}
}

// fullStatus is Custom's answer to DLE EOT 14h (facts/print.md §2.3).
func (p *Printer) fullStatus() []byte {
	var paper, user, recoverable, unrecoverable bits
	paper.set(p.out, 0x01)
	paper.set(p.near || p.out, 0x04)
	paper.set(p.holder.exit, 0x20)
	user.set(p.cover, 0x03)
	user.set(p.resting, 0x08)
	recoverable.set(p.hot, 0x01)
	recoverable.set(p.stuck, 0x40)
	unrecoverable.set(p.jam, 0x01)
	unrecoverable.set(p.holder.stuck, 0x80)
	return []byte{0x10, 0x0F, byte(paper), byte(user), byte(recoverable), byte(unrecoverable)}
}

// ejector is the answer to GS e 6 (facts/print.md §1.3).
func (p *Printer) ejector() byte {
	var b bits
	b.set(p.near || p.out, 0x01)
	b.set(!p.out, 0x04)
	b.set(p.holder.exit, 0x08)
	b.set(p.holder.stuck, 0xC0)
	return byte(b)
}

// offline: it takes what comes into its buffer and obeys only what is obeyed at once.
func (p *Printer) offline() bool {
	return p.out || p.cover || p.jam || p.seized || p.stuck || p.hot || p.holder.stuck || p.off
}
