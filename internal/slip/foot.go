package slip

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// claim is what a slip says of somebody: about what, of which time, and its figures. about is its subject in words.
func (p *page) claim(h Holder, scope, period, about string, totals ...Total) subject {
	return subject{Claim{Kind: p.kind, Name: idcard.MaskName(h.Name), Tail: idcard.Tail(h.Number), Period: period, Scope: scope,
		Totals: totals, Specimen: p.terms.Specimen}, about}
}

// subject is a claim, and what it is about in words.
type subject struct {
	Claim
	about string
}

// foot ends a slip with somebody's records: where they are from, what the paper is worth and until when, who printed it, and its
// code for a phone. It makes the claim whole.
func (p *page) foot(r records.Record, c subject) {
	p.rule()
	p.field(p.say("paper.as_of"), day(r.AsOf()), false)
	p.field(p.say("paper.source"), r.Source.Name, false)
	if r.Source.Local {
		p.note(p.say("paper.local"))
	}
	first := len(p.sheet.Lines) // of what another printing of the same says otherwise
	if p.kind.Certificate() {
		p.add(Line{Cells: []Cell{{Text: p.say("paper.code")}, {Column: labels, Text: p.say("paper.code_later")}}, Slot: CodeSlot})
	}
	p.field(p.say("paper.printed_at"), p.terms.At.In(china()).Format("2006-01-02 15:04"), false)
	last := len(p.sheet.Lines)
	p.field(p.say("paper.terminal"), p.terms.Terminal, false)
	p.field(p.say("paper.phone"), p.terms.Phone, false)
	p.blank()
	p.worth()
	p.blank()
	p.add(Line{QR: p.summary(c), Slot: QRSlot})
	scan := "paper.scan"
	if p.kind.Certificate() && !p.terms.Specimen {
		scan = "paper.scan_verify"
	}
	p.end(p.say(scan))
	c.Content = contentOf(slices.Concat(p.sheet.Lines[:first], p.sheet.Lines[last:]))
	p.sheet.Claim = &c.Claim
}

// worth says what the paper is good for, and for how long.
func (p *page) worth() {
	if !p.kind.Certificate() {
		p.note(p.say("paper.reference_only"))
		return
	}
	var notes []string
	if p.terms.ValidDays > 0 {
		notes = append(notes, p.say("paper.valid_days", p.terms.ValidDays))
	}
	if !p.terms.Specimen {
		notes = append(notes, p.say("paper.no_seal"))
	}
	if p.kind == ContributionCertificate || p.kind == RightsRecord {
		notes = append(notes, p.say("paper.no_basis"))
	}
	notes = append(notes, p.say("paper.agency_decides"), p.say("paper.keep"))
	notes = slices.DeleteFunc(append(notes, p.terms.Notes...), func(n string) bool { return hanzi.Columns(hanzi.Printable(n)) == 0 })
	for i, n := range notes {
		p.hanging(strconv.Itoa(i+1) + ". " + n)
	}
}

// end is what stands under a QR code, and the last line of a specimen.
func (p *page) end(scan string) {
	if scan != "" {
		p.centre(scan, Normal, false)
	}
	if p.terms.Specimen {
		p.centre(p.say("paper.specimen"), Normal, true)
	}
}

// contentOf is the SHA-256 of what lines say, which holds nothing of them. What a phone reads stands on the paper too, and has the
// time in it.
func contentOf(lines []Line) string {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return l.QR != "" })
	raw, err := json.Marshal(lines)
	if err != nil {
		panic("slip: a line that is no JSON: " + err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// summaryLimit is the most bytes of a code: more would need modules too small to be read from thermal paper.
const summaryLimit = 450

// summary is what a phone reads from a slip that was not signed: a sentence, then the figures that stand on the paper. What does not
// fit is left out whole, as half an amount is a wrong one, and never what the paper is worth.
func (p *page) summary(c subject) string {
	worth := p.say("paper.code.reference")
	if p.terms.Specimen {
		worth = p.say("paper.specimen")
	}
	end := []string{p.say("paper.code.terminal", p.terms.Terminal), p.terms.At.In(china()).Format("2006-01-02 15:04"), worth}
	parts := []string{p.say("paper.code.title", p.say("slip."+string(c.Kind))), c.Name, p.say("paper.code.tail", c.Tail), c.about}
	for _, t := range c.Totals {
		parts = append(parts, t.Label+t.Value)
	}
	for {
		s := hanzi.Printable(strings.Join(slices.Concat(parts, end), " "))
		switch {
		case len(s) <= summaryLimit:
			return s
		case len(parts) > 1:
			parts = parts[:len(parts)-1]
		default: // a terminal of an endless name
			end = end[1:]
		}
	}
}

// yuan is an amount with its unit, for a sentence.
func yuan(p *page, m records.Money) string {
	if !m.Known {
		return m.String()
	}
	return p.say("paper.amount", m)
}
