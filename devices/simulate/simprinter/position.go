package simprinter

// position is ESC $: the next character stands so many dots from the left. What lies between stays white.
func (p *paper) position(dots int, s settings) {
	for p.used*12 < dots && p.used < p.columns {
		if s.high = 1; (p.used+s.wide)*12 > dots {
			s.wide = 1
		}
		p.put(" ", 1, s)
	}
}

// tab is HT: to the next stop. It reports whether there is one; without one a printer stays where it is.
func (p *paper) tab(s settings) bool {
	next := (p.used/8 + 1) * 8
	if s.stops != "" {
		next = 0
		for _, stop := range []byte(s.stops) {
			if int(stop) > p.used {
				next = int(stop)
				break
			}
		}
	}
	if next == 0 || next >= p.columns {
		return false
	}
	p.position(next*12, s)
	return true
}
