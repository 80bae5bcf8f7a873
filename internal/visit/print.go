package visit

import (
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// preview lays the slip out and shows it; from the preview itself it changes the kind.
func (m *machine) preview(kind slip.Kind) {
	if r := m.Choice.Region; r != records.AllRegions && !m.Record.Source.Has(r) {
		m.Choice.Region = records.AllRegions // nothing is known of that place, so a slip cannot say that there is nothing
	}
	m.Slip = &Slip{Kind: kind}
	m.layOut()
	switch m.Here.Screen {
	case Preview:
		m.Here.Page = 0
	case Printed:
		m.show(Place{Screen: Preview})
		m.Trail = []Place{{Screen: PersonalHome}}
	default:
		m.open(Place{Screen: Preview})
	}
	m.Outcome, m.Reason = "", ""
}

// relay lays the slip of the preview out again after a choice was changed.
func (m *machine) relay() {
	if m.Here.Screen == Preview {
		m.Here.Page = 0
		m.layOut()
	}
}

func (m *machine) layOut() {
	terms := slip.Terms{
		Terminal: m.Facts.Terminal, Hall: m.Facts.Hall, Phone: m.Facts.Phone, Columns: m.Facts.Columns,
		// Records of invented persons give no paper that could be taken for somebody's, whatever program printed it.
		Specimen: m.Facts.Specimen || m.Record.Source.Generated, At: m.Now,
	}
	holder := slip.Holder{Name: m.Holder.Name, NameClean: m.Holder.NameClean, Number: m.Holder.Number}
	var sheet slip.Sheet
	switch m.Slip.Kind {
	case slip.ContributionSlip:
		w := records.WindowAt(m.Now)
		w.First = w.Last.Add(-(m.Choice.Months - 1))
		sheet = slip.Contributions(terms, holder, *m.Record, m.Choice.Region, m.Choice.Family, w)
	case slip.RightsRecord:
		sheet = slip.YearRecord(terms, holder, *m.Record, m.Choice.Year)
	}
	m.Slip = &Slip{Kind: m.Slip.Kind, Sheet: sheet}
}

func (m *machine) print() {
	m.Spooling, m.SlipSent = true, false
	m.Outcome, m.Reason = "", ""
	m.show(Place{Screen: Printing})
	m.Waiting = m.Now.Add(printBound)
	m.effect(PrintSlip{Visit: m.Visit, Kind: m.Slip.Kind, Sheet: m.Slip.Sheet})
}

// printDone takes the printer's word. For a visit that has ended it says only whether there is paper to be taken.
func (m *machine) printDone(e PrintDone) {
	m.Spooling = false
	m.effect(Note{Visit: e.Visit, What: NotePrint, Code: string(e.Outcome)})
	switch {
	case m.mine(e.Visit) && (m.Here.Screen == Printing || m.Here.Screen == Printed):
		m.Waiting = time.Time{}
		m.Outcome, m.Reason = e.Outcome, e.Reason
		m.HasSlip = e.Outcome != SlipNotPrinted
		m.show(Place{Screen: Printed})
		m.touched()
	case m.Here.Screen == End:
		m.Outcome, m.Reason = e.Outcome, e.Reason
		m.HasSlip = e.Outcome != SlipNotPrinted
		m.ScreenFrom = m.Now
		if !m.HasSlip {
			m.rest()
		}
	case m.Here.Screen == OutOfService: // the reader or the keys went away meanwhile; the paper is told of when she has read why
		m.Outcome, m.Reason = e.Outcome, e.Reason
		m.HasSlip = e.Outcome != SlipNotPrinted
	}
}
