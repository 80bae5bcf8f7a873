package doctor

import (
	"fmt"
	"io"
	"strings"

	"shebao/kiosk/internal/hanzi"
)

// page is written for a person. What comes from a reader or a card is shown without marks that a screen would obey.
type page struct{ strings.Builder }

// row is a name and what it is; a name that is empty goes on with the row before.
func (p *page) row(name, format string, args ...any) {
	fmt.Fprintf(p, "%-14s %s\n", name, hanzi.Printable(fmt.Sprintf(format, args...)))
}

// optional is a row that is left out when there is nothing in it.
func (p *page) optional(name, value string) {
	if value != "" {
		p.row(name, "%s", value)
	}
}

// list is one row for each; none is told as such.
func (p *page) list(name string, values []string) {
	if len(values) == 0 {
		values = []string{"none"}
	}
	for _, v := range values {
		p.row(name, "%s", v)
		name = ""
	}
}

func (p *page) to(w io.Writer) error {
	_, err := io.WriteString(w, p.String())
	return err
}

// Text writes the report for a person.
func (r Report) Text(w io.Writer) error {
	var p page
	p.list("readers", r.Readers)
	p.optional("reader", r.Reader)
	p.optional("ATR", r.ATR)
	if r.Generation != "" {
		version := r.Version
		if version == "" {
			version = "none"
		}
		p.row("generation", "%s (version on the card: %s)", r.Generation, version)
	}
	p.optional("algorithm", r.Algorithm)
	p.optional("authenticity", r.Authenticity)
	p.optional("doubt", r.Doubt)
	name := "asked"
	for _, m := range r.Makers {
		said := m.Error
		if said == "" {
			said = "answered"
		}
		p.row(name, "%-4s %8.2f ms  %s", m.Name, m.MS, said)
		name = ""
	}
	p.optional("PIN", r.pin())
	p.optional("fault", r.Fault)
	r.holder(&p)
	r.commands(&p)
	m := meaningOf(r)
	fmt.Fprintf(&p, "\n%s\n%s\n", m.citizen, m.staff)
	return p.to(w)
}

// pin is the state of the PIN in words; "" when it is not known.
func (r Report) pin() string {
	switch {
	case r.PIN == PINNotSet:
		return "the card has none"
	case r.PIN == PINBlocked:
		return "blocked, no try is left"
	case r.TriesLeft == nil:
		return ""
	case *r.TriesLeft == 1:
		return "set, 1 try left"
	}
	return fmt.Sprintf("set, %d tries left", *r.TriesLeft)
}

func (r Report) holder(p *page) {
	if r.Holder == nil {
		return
	}
	p.WriteString("\nthe holder and the card, as asked for:\n")
	for _, one := range [][2]string{{"name", r.Holder.Name}, {"number", r.Holder.Number}, {"card number", r.Holder.CardNumber},
		{"identifier", r.Holder.Identifier}, {"issued", r.Holder.Issued}, {"expires", r.Holder.Expires}} {
		if one[1] == "" {
			one[1] = "-"
		}
		p.row(one[0], "%s", one[1])
	}
}

func (r Report) commands(p *page) {
	if len(r.APDUs) == 0 {
		return
	}
	fmt.Fprintf(p, "\n%-10s %-23s %-4s %10s\n", "command", "", "SW", "ms")
	total := r.PowerOn
	fmt.Fprintf(p, "%-10s %-23s %-4s %10.2f\n", "", "power on", "", r.PowerOn)
	for _, a := range r.APDUs {
		sw := a.SW
		if sw == "" {
			sw = "-"
		}
		fmt.Fprintf(p, "%-10s %-23s %-4s %10.2f\n", a.Command, a.Step, sw, a.MS)
		total += a.MS
	}
	fmt.Fprintf(p, "%-10s %-23s %-4s %10.2f\n", "total", fmt.Sprintf("%d commands", len(r.APDUs)), "", total)
}
