package slip

import (
	"slices"
	"time"

	"shebao/kiosk/internal/records"
)

// Choice is what of the records a slip is about. A kind that has no use for a field ignores it.
type Choice struct {
	Region records.Region // AllRegions for all of them
	Family records.Family
	Months int // the latest so many, 1 to 60; the nearest of these when it is none of them
	Year   int
}

// Draw lays out a slip with somebody's records, not yet sealed. k must be personal.
func Draw(k Kind, t Terms, h Holder, r records.Record, c Choice) Sheet {
	switch k {
	case ContributionSlip:
		return Contributions(t, h, r, c.Region, c.Family, latest(t.At, c.Months))
	case RightsRecord:
		return YearRecord(t, h, r, c.Year)
	case ContributionCertificate:
		return insured(t, h, r, c.Region, latest(t.At, c.Months))
	case BenefitCertificate:
		return benefits(t, h, r)
	case AnnuityStatement:
		return annuity(t, h, r, c.Year)
	}
	panic("slip: nobody's records stand on a " + string(k))
}

// latest are the n months that end with the one of an instant. More than are read of a person would stand there as gaps.
func latest(at time.Time, n int) records.Window {
	w := records.WindowAt(at)
	w.First = w.Last.Add(1 - min(max(n, 1), records.WindowMonths))
	return w
}

// Can reports whether a record has what a personal slip is about. A copy that lies on a terminal certifies nothing.
func Can(k Kind, r records.Record) bool {
	if k.Certificate() && r.Source.Local {
		return false
	}
	switch k {
	case ContributionSlip:
		return true
	case RightsRecord, AnnuityStatement:
		return len(Years(k, r)) > 0
	case ContributionCertificate:
		return len(r.Enrolments) > 0 || len(r.Contributions) > 0 || len(r.ResidentYears) > 0
	case BenefitCertificate:
		return len(r.Benefits) > 0
	}
	return false
}

// Years are the years that a slip of this kind can be about, newest first; none for one that is not about a year.
func Years(k Kind, r records.Record) []int {
	var out []int
	switch k {
	case RightsRecord:
		for _, y := range r.AccountYears {
			out = append(out, y.Year)
		}
		for _, y := range r.ResidentYears {
			out = append(out, y.Year)
		}
	case AnnuityStatement:
		for _, y := range r.Annuity.Years {
			out = append(out, y.Year)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out
}

// Timely reports whether a clock may stand on a certificate: it shows no time before the program was made, and none before the
// newest thing that the record says has happened. It only compares; what a record has in the future, as the next certification,
// does not count.
func Timely(now, built time.Time, r records.Record) bool {
	if now.Before(built) || now.Before(r.AsOf()) || now.Before(r.Source.AsOf) {
		return false
	}
	today := now.In(china())
	date, this := today.Year()*10000+int(today.Month())*100+today.Day(), records.MonthOf(now)
	for _, q := range r.Qualifications {
		if q.DoneOn > date {
			return false
		}
	}
	for _, b := range r.Benefits {
		for _, p := range b.Payments {
			if p.Month > this {
				return false
			}
		}
	}
	for _, k := range []Kind{RightsRecord, AnnuityStatement} {
		if years := Years(k, r); len(years) > 0 && years[0] > today.Year() {
			return false
		}
	}
	return true
}
