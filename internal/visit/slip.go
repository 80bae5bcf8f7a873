package visit

import (
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// certifiable reports whether the clock may stand on a certificate.
func (s State) certifiable() bool {
	return s.Record != nil && slip.Timely(s.Now, s.Facts.Slips.Built, *s.Record)
}

// kinds are the slips that can be printed for this person.
func (s State) kinds() []slip.Kind {
	var out []slip.Kind
	for _, k := range slip.Kinds() {
		if s.may(k) {
			out = append(out, k)
		}
	}
	return out
}

// may reports whether a slip of this kind can be printed for this person.
func (s State) may(k slip.Kind) bool {
	return s.Record != nil && k.Personal() && slip.Can(k, *s.Record) && (!k.Certificate() || s.certifiable())
}

// kindOf is the slip of a screen: what may be printed of what it shows, "" when nothing may.
func (s State) kindOf() slip.Kind {
	kind := slip.Kind("")
	switch s.Here.Screen {
	case Query:
		kind = slip.ContributionSlip
	case YearRecord:
		kind = slip.RightsRecord
	case AnnuityRights:
		kind = slip.AnnuityStatement
	case Benefits:
		kind = slip.BenefitCertificate
	}
	if !s.may(kind) {
		return ""
	}
	return kind
}

// guide is the entry that is shown and can be printed, "" when there is none.
func (s State) guide() string {
	if s.Here.Screen != Answer && s.Here.Screen != CrossItem && s.Here.Screen != Materials || s.Facts.Guides == nil {
		return ""
	}
	if _, _, ok := s.Facts.Guides.Guidance(s.Here.Entry); !ok {
		return ""
	}
	return s.Here.Entry
}

// slipPlaces are the places that a slip may be about; none when it has no choice of them.
func (s State) slipPlaces() []records.Region {
	if s.Record == nil || s.Slip == nil || s.Slip.Kind != slip.ContributionSlip && s.Slip.Kind != slip.ContributionCertificate {
		return nil
	}
	all := records.Regions(*s.Record)
	if len(all) < 2 {
		return nil
	}
	return append([]records.Region{records.AllRegions}, all...)
}

// offerPreview are the touches of the preview.
func (s State) offerPreview(out []Action) []Action {
	out = append(out, s.pages()...)
	if s.printable() {
		out = append(out, Action{Do: DoPrint})
	}
	if !s.Slip.Kind.Personal() {
		return out
	}
	out = append(out, Action{Do: DoWrongInfo})
	for _, k := range s.kinds() {
		out = append(out, Action{Do: DoPreview, Text: string(k)})
	}
	for _, r := range s.slipPlaces() {
		out = append(out, Action{Do: DoPlace, Text: string(r)})
	}
	switch s.Slip.Kind {
	case slip.ContributionSlip, slip.ContributionCertificate:
		for _, n := range MonthsOffered() {
			out = append(out, Action{Do: DoMonths, N: n})
		}
	case slip.RightsRecord, slip.AnnuityStatement:
		for _, y := range slip.Years(s.Slip.Kind, *s.Record) {
			out = append(out, Action{Do: DoYear, N: y})
		}
	}
	return out
}

// offerPrinted are the touches of what became of a slip.
func (s State) offerPrinted(out []Action) []Action {
	if s.asksAboutSlip() {
		return append(out, Action{Do: DoSlipWhole}, Action{Do: DoSlipMissing})
	}
	out = append(out, Action{Do: DoContinue})
	if s.Slip.Kind.Personal() {
		out = append(out, Action{Do: DoWrongInfo}, Action{Do: DoPreview, Text: string(s.Slip.Kind)})
	}
	return out
}

// asksAboutSlip reports whether the person is asked what came out: the printer has not confirmed, and is done.
func (s State) asksAboutSlip() bool { return s.Outcome == SlipUnknown && !s.Spooling }

func (s State) lookSlip(v *View) {
	guest := !s.Slip.Kind.Personal()
	switch s.Here.Screen {
	case Preview:
		v.Slip = &SlipView{Kind: s.Slip.Kind, Sheet: s.Slip.Sheet, Months: s.Choice.Months, Year: s.Choice.Year, Page: s.Here.Page,
			Places: s.slipPlaces(), Region: s.Choice.Region, Guest: guest, Ready: s.printable(), Printer: s.Paper}
		if !guest {
			v.Slip.Kinds, v.Slip.Years, v.Slip.Clock = s.kinds(), slip.Years(s.Slip.Kind, *s.Record), !s.certifiable()
		}
		if s.Spooling {
			v.Slip.Printer = PrinterClearing
		}
	case Printing:
		v.Print = &PrintView{Kind: s.Slip.Kind, Sheet: s.Slip.Sheet, Sent: s.SlipSent, Guest: guest}
	case Printed:
		v.Print = &PrintView{Kind: s.Slip.Kind, Sheet: s.Slip.Sheet, Outcome: s.Outcome, Reason: s.Reason, Guest: guest, Ask: s.asksAboutSlip()}
	}
}
