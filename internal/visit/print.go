package visit

import (
	"slices"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// preview lays the slip out and shows it; from the preview itself it changes the kind.
func (m *machine) preview(kind slip.Kind) {
	if r := m.Choice.Region; r != records.AllRegions && !m.Record.Source.Has(r) {
		m.Choice.Region = records.AllRegions // nothing is known of that place, so a slip cannot say that there is nothing
	}
	if years := slip.Years(kind, *m.Record); len(years) > 0 && !slices.Contains(years, m.Choice.Year) {
		m.Choice.Year = years[0]
	}
	m.Slip = &Slip{Kind: kind}
	m.layOut()
	m.showPreview(Place{Screen: PersonalHome})
}

// previewGuide is the preview of an answer.
func (m *machine) previewGuide() {
	m.Slip = &Slip{Entry: m.Here.Entry}
	m.layOut()
	m.showPreview(m.Here)
}

// showPreview shows the slip that is laid out. After a slip was printed 返回 leads to from.
func (m *machine) showPreview(from Place) {
	switch m.Here.Screen {
	case Preview:
		m.Here.Page = 0
	case Printed:
		m.show(Place{Screen: Preview})
		m.Trail = []Place{from}
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
		Terminal: m.Facts.Terminal, Hall: m.Facts.Hall, Phone: m.Facts.Phone, Columns: m.Facts.Columns, Specimen: m.Facts.Specimen, At: m.Now,
		Certified: m.Now.Before(m.Facts.Slips.Certified), ValidDays: m.Facts.Slips.ValidDays, Notes: m.Facts.Slips.Notes,
	}
	if entry := m.Slip.Entry; entry != "" {
		kind, guidance, _ := m.Facts.Guides.Guidance(entry)
		m.Slip = &Slip{Kind: kind, Entry: entry, Sheet: slip.Article(kind, terms, guidance)}
		return
	}
	// Records of invented persons give no paper that could be taken for somebody's, whatever program printed it.
	terms.Specimen = terms.Specimen || m.Record.Source.Generated
	holder := slip.Holder{Name: m.Holder.Name, NameClean: m.Holder.NameClean, Number: m.Holder.Number}
	for _, r := range holder.Name {
		// A character that no font has is printed as its number, with the word that the ID document decides.
		holder.NameClean = holder.NameClean && (m.Facts.Fonts == nil || m.Facts.Fonts.Drawable(r))
	}
	c := slip.Choice{Region: m.Choice.Region, Family: m.Choice.Family, Months: m.Choice.Months, Year: m.Choice.Year}
	m.Slip = &Slip{Kind: m.Slip.Kind, Sheet: slip.Draw(m.Slip.Kind, terms, holder, *m.Record, c)}
}

// tapSlip are the touches of a slip, which is somebody's or a guide.
func (m *machine) tapSlip(a Action) {
	switch a.Do {
	case DoPrintGuide:
		m.previewGuide()
	case DoPrint:
		m.print()
	case DoSlipWhole:
		m.resolve(true)
	case DoSlipMissing:
		m.resolve(false)
	case DoContinue:
		from := Place{Screen: PersonalHome}
		if m.Slip != nil && m.Slip.Entry != "" {
			from = Place{Screen: Answer, Entry: m.Slip.Entry}
		}
		m.Slip = nil
		m.show(from)
		if from.Screen == Answer {
			home := Place{Screen: Home}
			if m.Holder != nil {
				home.Screen = PersonalHome
			}
			m.Trail = []Place{home, {Screen: Questions}}
		}
	}
}

// resolve takes the person's word on a slip that the printer did not confirm.
func (m *machine) resolve(whole bool) {
	m.Outcome, m.Reason = SlipMissing, ""
	if whole {
		m.Outcome = SlipWhole
	}
	m.HasSlip = whole
	m.effect(ResolveSlip{Visit: m.Visit, Whole: whole})
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
		m.HasSlip = e.Outcome.onPaper()
		m.show(Place{Screen: Printed})
		m.touched()
	case m.Here.Screen == End:
		m.Outcome, m.Reason = e.Outcome, e.Reason
		m.HasSlip = e.Outcome.onPaper()
		m.ScreenFrom = m.Now
		if !m.HasSlip {
			m.rest()
		}
	case m.Here.Screen == OutOfService: // the reader or the keys went away meanwhile; the paper is told of when she has read why
		m.Outcome, m.Reason = e.Outcome, e.Reason
		m.HasSlip = e.Outcome.onPaper()
	}
}

// onPaper reports whether something may hang from the printer that is to be taken.
func (o PrintOutcome) onPaper() bool {
	switch o {
	case SlipConfirmed, SlipPartial, SlipUnknown, SlipWhole:
		return true
	}
	return false
}

// collected takes the printer's word on what became of a confirmed slip.
func (m *machine) collected(e SlipCollected) {
	outcome := SlipRetracted
	if e.Taken {
		outcome = SlipTaken
	}
	switch {
	case m.mine(e.Visit) && m.Here.Screen == Printed && m.Outcome == SlipConfirmed:
		m.Outcome, m.HasSlip = outcome, false
		m.touched() // she was at the outlet, which the glass does not see
	case m.mine(e.Visit) && !m.Spooling: // she went on; what there was to be said is said
		m.HasSlip = false
	case m.Here.Screen == End && !m.Spooling:
		m.HasSlip = false
		m.rest()
	}
}
