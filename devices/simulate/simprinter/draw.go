package simprinter

// image24 is ESC * 33: 24 dots high, in the line.
func (p *Printer) image24(c []byte) {
	if c[2] != 33 {
		p.warnf("ESC * mode %d", c[2])
		return
	}
	n := int(c[3]) + int(c[4])<<8
	if p.paper.used*12+n > p.paper.width {
		p.warnf("dots are wider than the paper")
		n = p.paper.width - p.paper.used*12
	}
	p.paper.dots(c[5:], n, p.state)
}

// highest is how many rows a band of raster dots may have: 2047 on some (facts/print.md §1.4).
const highest = 2047

// raster is GS v 0: a band of dots, below what was printed.
func (p *Printer) raster(c []byte) {
	mode, wide, high := c[3], int(c[4])+int(c[5])<<8, int(c[6])+int(c[7])<<8
	p.lineStart("GS v 0")
	kx, ky := 1+int(mode&1), 1+int(mode>>1&1)
	switch {
	case c[2] != '0' || mode > 3 && (mode < '0' || mode > '3'):
		p.warnf("GS v % X", c[2:4])
		return
	case high > highest:
		p.warnf("a band of %d rows", high)
	case (wide*8-7)*kx > p.paper.width:
		p.warnf("dots are wider than the paper")
	}
	p.counts.heads += high * ky
	p.move(p.paper.raster(c[8:], wide, high, kx, ky, p.state))
}

// escZ is ESC Z: a QR code, on small clones.
func (p *Printer) escZ(c []byte) {
	if p.o.Code != EscZCode {
		p.warnf("unknown command % X", c[:2])
		return
	}
	if c[2] > 40 || c[4] < 1 || c[4] > 8 {
		p.warnf("ESC Z % X", c[2:5])
	}
	p.state.qrModule, p.state.qrData = max(1, int(c[4])), string(c[7:])
	p.drawCode()
}

// drawCode prints the stored QR code.
func (p *Printer) drawCode() {
	if p.paper.used > 0 {
		p.warnf("a QR code inside a line")
	}
	h, err := p.paper.qr(p.state)
	if err != nil {
		p.warnf("QR: %v", err)
		return
	}
	p.counts.heads += h
	p.move(h)
}

// group is GS ( x: the QR code and the process id.
func (p *Printer) group(c []byte) {
	if len(c) < 5 { // of a printer that does not know it
		p.warnf("unknown command % X", c)
		return
	}
	data := c[5:]
	switch {
	case c[2] == 'H' && len(data) == 6 && data[0] == '0' && data[1] == '0':
		p.lineStart("GS ( H")
		if p.o.Completion == ProcessID {
			p.answer(append(append([]byte{0x37, 0x22}, data[2:6]...), 0x00))
		}
	case c[2] == 'k' && len(data) >= 3 && data[0] == '1':
		switch data[1] {
		case 'A', 'E':
		case 'C':
			p.state.qrModule = int(data[2])
		case 'P':
			p.state.qrData = string(data[3:])
		case 'Q':
			p.drawCode()
		default:
			p.warnf("GS ( k function %02X", data[1])
		}
	default:
		p.warnf("GS ( %c % X", c[2], data[:min(2, len(data))])
	}
}
