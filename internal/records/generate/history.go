package generate

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// yuan is an amount in whole yuan.
func yuan(n int) records.Fen { return records.Fen(n) * 100 }

// percent is a share of an amount in hundredths of a percent, rounded half up to the fen.
func percent(of records.Fen, hundredths int) records.Fen {
	return (of*records.Fen(hundredths) + 5000) / 10000
}

// The shares of contributions in hundredths of a percent (facts/domain.md §3.3).
const (
	pensionPersonal  = 800
	pensionUnit      = 1600
	flexiblePersonal = 2000
	annuityPersonal  = 400
	annuityUnit      = 800
	unemployPersonal = 30
	unemployUnit     = 70
	injuryUnit       = 40
)

// job is a run of contributions of one person with one employer in one place.
type job struct {
	region      records.Region
	employer    string
	from, to    records.Month
	base        func(records.Month) records.Fen
	insurances  []records.Insurance
	flexible    bool                     // pays the whole pension share herself
	transferred bool                     // the months were carried over from another province
	skip, owed  func(records.Month) bool // months without a record; months not paid
}

var (
	employeeInsurances = []records.Insurance{records.EmployeePension, records.Unemployment, records.WorkInjury}
	civilInsurances    = []records.Insurance{records.CivilPension, records.OccupationalAnnuity, records.WorkInjury}
)

func among(months ...records.Month) func(records.Month) bool {
	return func(m records.Month) bool { return slices.Contains(months, m) }
}

// contributions are the months of a job, newest first.
func (j job) contributions() []records.Contribution {
	var out []records.Contribution
	for m := j.to; m >= j.from; m = m.Add(-1) {
		if j.skip != nil && j.skip(m) && !j.owes(m) {
			continue
		}
		for _, i := range j.insurances {
			out = append(out, j.contribution(m, i))
		}
	}
	return out
}

func (j job) owes(m records.Month) bool { return j.owed != nil && j.owed(m) }

func (j job) contribution(m records.Month, i records.Insurance) records.Contribution {
	base := j.base(m)
	c := records.Contribution{Month: m, Insurance: i, Region: j.region, Employer: j.employer, Base: records.Known(base),
		Status: records.Paid}
	switch {
	case j.owes(m):
		c.Status = records.Owed
	case j.transferred:
		c.Status = records.TransferredIn
	}
	share := func(personal, unit int) {
		c.Personal, c.Unit = records.Known(percent(base, personal)), records.Known(percent(base, unit))
	}
	switch i {
	case records.EmployeePension, records.CivilPension:
		share(pensionPersonal, pensionUnit)
		if j.flexible {
			c.Personal, c.Unit = records.Known(percent(base, flexiblePersonal)), records.Money{}
		}
	case records.OccupationalAnnuity:
		share(annuityPersonal, annuityUnit)
	case records.Unemployment:
		share(unemployPersonal, unemployUnit)
	case records.WorkInjury: // the person pays nothing, which is not an amount
		c.Unit = records.Known(percent(base, injuryUnit))
	}
	return c
}

// enrolments are what a job leaves in the register.
func (j job) enrolments(start records.Month, status records.EnrolmentStatus) []records.Enrolment {
	var out []records.Enrolment
	for _, i := range j.insurances {
		out = append(out, records.Enrolment{Insurance: i, Region: j.region, Employer: j.employer, Status: status, Start: start})
	}
	return out
}

// history joins the months of several jobs, newest first.
func history(jobs ...job) []records.Contribution {
	var out []records.Contribution
	for _, j := range jobs {
		out = append(out, j.contributions()...)
	}
	slices.SortStableFunc(out, func(a, b records.Contribution) int { return int(b.Month - a.Month) })
	return out
}

// stepped is a base that the employer raises every January.
func stepped(last records.Month, now, raise int) func(records.Month) records.Fen {
	return func(m records.Month) records.Fen { return yuan(now - raise*(last.Year()-m.Year())) }
}

func steady(base int) func(records.Month) records.Fen {
	return func(records.Month) records.Fen { return yuan(base) }
}
