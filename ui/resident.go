package ui

import (
	"fmt"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
)

// residentRight is 城乡居民账户: who paid what into it, year by year, and the sums of all years.
func (s *screen) residentRight(r stage.Rect) {
	v := s.v.Resident
	y := s.recordTitle(r, s.say("resident.title"), "")
	s.recordBar(true)
	footH := s.recordFoot(r)
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	if v.Empty != "" {
		s.empty(area, "resident", v.Empty)
		return
	}
	const gap = 20
	parts := s.residentParts(v.Sum)
	all := s.residentColumns(v.Years, v.Sum)
	whole := s.fitTable(all, area.W-2*tablePad).fits
	if len(v.Enrolments) > 0 && (whole || s.Glass.Portrait() && !s.Large) { // else the years need the room
		about := append(s.enrolment(v.Enrolments), entry{label: s.say("resident.years"), value: fmt.Sprint(len(v.Years))})
		if on := s.date(v.Years[0].CreditedOn); on != "" {
			about = append(about, entry{label: s.say("resident.credited"), value: on})
		}
		if agency := v.Years[0].Agency; agency != "" {
			about = append(about, entry{label: s.say("resident.agency"), value: agency, loose: true})
		}
		area = below(area, s.strip(area, about)+gap)
	}
	table := area
	if !whole { // the parts that the table leaves out have their sums beside or under it
		var sums stage.Rect
		share := float32(0.36)
		if s.Large {
			share = 0.46
		}
		table, sums = s.besides(area, share, s.entriesHeight(len(parts), true))
		s.entries(sums, s.say("resident.parts"), parts)
	}
	per, pages := s.rowsFor(table.H, len(v.Years), 1)
	page := min(v.Page, pages-1)
	first, end := page*per, min(len(v.Years), page*per+per)
	for i := range all {
		all[i].cells = all[i].cells[first:end]
	}
	if pages == 1 { // the sums stand right under the years
		per = len(v.Years)
	}
	s.table(table, all, per, nil)
	s.pager(page, pages)
}

// residentParts are the parts of the account, of one year or of all.
func (s *screen) residentParts(y records.ResidentYear) []entry {
	return []entry{
		{label: s.say("resident.personal"), value: s.amount(y.Personal)},
		{label: s.say("resident.province"), value: s.amount(y.Province)},
		{label: s.say("resident.city"), value: s.amount(y.City)},
		{label: s.say("resident.county"), value: s.amount(y.County)},
		{label: s.say("resident.collective"), value: s.amount(y.Collective)},
		{label: s.say("resident.landless"), value: s.amount(y.Landless)},
		{label: s.say("resident.government"), value: s.amount(y.Government)},
		{label: s.say("resident.interest"), value: s.amount(y.Interest)},
	}
}

// residentColumns are all columns that a year has. The parts that are left out first are those that few accounts have.
func (s *screen) residentColumns(years []records.ResidentYear, sum records.ResidentYear) []column {
	all := []column{{head: s.say("resident.year"), sum: s.say("resident.sum")}}
	for i, p := range s.residentParts(sum) {
		rank := []int{0, 2, 2, 2, 3, 3, 3, 1}[i]
		all = append(all, column{head: p.label, sum: p.value, align: stage.Right, rank: rank})
	}
	all = append(all, column{head: s.say("resident.balance"), sum: s.amount(sum.Balance), align: stage.Right})
	for _, y := range years {
		all[0].cells = append(all[0].cells, s.say("year", y.Year))
		for i, p := range s.residentParts(y) {
			all[i+1].cells = append(all[i+1].cells, p.value)
		}
		last := len(all) - 1
		all[last].cells = append(all[last].cells, s.amount(y.Balance))
	}
	return all
}
