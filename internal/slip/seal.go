package slip

import "slices"

// Sealed is the slip as it is printed: with its code, its days and its QR code in their slots, and, when it is not the first sheet,
// with 补打 第n次 as its first line (under the specimen's). The sheet itself is not changed.
func (s Sheet) Sealed(proof Proof) Sheet {
	out := Sheet{Columns: s.Columns, Claim: s.Claim}
	p := &page{words: catalogue(), sheet: Sheet{Columns: s.Columns}}
	lines := s.Lines
	if proof.Copy > 0 {
		if specimen := p.say("paper.specimen"); len(lines) > 0 && len(lines[0].Cells) == 1 && lines[0].Cells[0].Text == specimen {
			p.add(lines[0])
			lines = lines[1:]
		}
		p.centre(p.say("paper.copy", proof.Copy), Normal, true)
	}
	for _, l := range lines {
		switch l.Slot {
		case CodeSlot:
			if proof.Code != "" {
				p.code(proof)
			}
		case QRSlot:
			if proof.QR != "" {
				l.QR = proof.QR
			}
			l.Slot = NoSlot
			p.add(l)
		default:
			p.add(l)
		}
	}
	out.Lines = slices.Clone(p.sheet.Lines)
	return out
}

// code writes the code of a certificate and its days. Where the code does not fit beside its label it stands under it, whole: it
// is read aloud and typed.
func (p *page) code(proof Proof) {
	label := p.say("paper.code")
	if labels+len(proof.Code) <= p.sheet.Columns {
		p.add(Line{Cells: []Cell{{Text: label}, {Column: labels, Text: proof.Code}}, Bold: true})
	} else {
		p.add(Line{Cells: []Cell{{Text: label}}})
		p.centre(proof.Code, Normal, true)
	}
	p.field(p.say("paper.issued"), day(proof.Issued), false)
	p.field(p.say("paper.expires"), day(proof.Expires), false)
}
