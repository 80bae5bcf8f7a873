package generate

import (
	"fmt"
	"math/rand/v2"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// The numbers of strangers: ninety area codes beside those of the cast, 999 sequence numbers, and birthdays, which tell
// apart the persons of up to turns rounds.
const (
	firstArea    = 379910
	areas        = 90
	sequences    = 999
	turns        = 50
	maxPersons   = areas * sequences * turns
	birthdays    = 16000 // days from 1960 to 2003
	oldestMonths = 12 * 30
)

// characters end invented names; a few of them are rare, as in life.
var characters = []rune("一二三四五六七八九十春夏秋冬东南西北天地山水风云松竹梅兰金木火土辛壬癸子丑寅卯辰巳午未申酉戌亥䶮㛃𠮷𫖯")

var trades = [...]string{"商贸", "建材", "食品", "机械", "运输", "纺织", "园林", "软件"}

// stranger is the i-th further person. It depends on seed, i and dense only, and no two have the same number.
func stranger(c calendar, seed uint64, i int, dense bool) records.Record {
	random := rand.New(rand.NewPCG(seed, uint64(i)))
	r := records.Record{}
	if dense {
		r = strangerDense(c, random)
	} else {
		r = strangerOf(c, random)
	}
	r.Person.Number = strangerNumber(random, i, r)
	r.Person.Name = "测试" + string(characters[random.IntN(len(characters))])
	if random.IntN(3) == 0 {
		r.Person.Name += string(characters[random.IntN(len(characters))])
	}
	if !dense && random.IntN(roughOne) == 0 { // last, so that all else is as it would be
		rough(c, random, &r)
	}
	return r
}

// strangerOf is somebody of any kind, in shares that an agency might see.
func strangerOf(c calendar, random *rand.Rand) (r records.Record) {
	switch pick := random.IntN(100); {
	case pick < 58:
		r = strangerEmployee(c, random)
	case pick < 70:
		r = strangerFlexible(c, random)
	case pick < 78:
		civil := job{region: city(random), employer: fmt.Sprintf("示例%02d中学", random.IntN(60)), from: c.first, to: c.last,
			base: stepped(c.last, 7000+100*random.IntN(40), 150), insurances: civilInsurances}
		r = records.Record{Enrolments: civil.enrolments(201410, records.Contributing), Contributions: history(civil)}
		r.AccountYears = civilYears(c, r.Contributions)
		r.Person.Kind = records.CivilServant
		nature := records.FullyFunded
		if random.IntN(4) == 0 {
			nature = records.OtherUnit
		}
		r.Annuity = annuity(c, nature, civil.employer, r.Contributions)
	case pick < 86:
		r = strangerResident(c, random)
	default:
		r = strangerRetiree(c, random)
	}
	return r
}

func city(random *rand.Rand) records.Region {
	all := records.Cities()
	return all[random.IntN(len(all))]
}

func employer(random *rand.Rand) string {
	return fmt.Sprintf("示例%02d%s有限公司", random.IntN(60), trades[random.IntN(len(trades))])
}

func strangerEmployee(c calendar, random *rand.Rand) records.Record {
	start := c.first.Add(-random.IntN(120))
	if random.IntN(5) == 0 {
		start = c.first.Add(random.IntN(40))
	}
	jobs := []job{{region: city(random), employer: employer(random), from: max(start, c.first), to: c.last,
		base: stepped(c.last, 4600+100*random.IntN(150), 200), insurances: employeeInsurances}}
	enrolments := []records.Enrolment{}
	if random.IntN(4) == 0 { // moved to another place; one in two overlaps, the others pause
		from := jobs[0].from.Add(12 + random.IntN(12))
		moved := jobs[0]
		moved.from, moved.region, moved.employer = from, city(random), employer(random)
		jobs[0].to = from.Add(-random.IntN(4))
		if moved.region == jobs[0].region {
			jobs[0].to = min(jobs[0].to, from.Add(-1))
		}
		jobs[0].transferred = random.IntN(3) == 0
		jobs = append(jobs, moved)
	}
	current := &jobs[len(jobs)-1]
	if random.IntN(6) == 0 {
		gap := c.last.Add(-2 - random.IntN(20))
		current.skip = among(gap, gap.Add(-1))
	}
	if random.IntN(8) == 0 {
		current.owed = among(c.last, c.last.Add(-1))
	}
	for n, j := range jobs {
		status, since := records.Terminated, start
		if n == len(jobs)-1 {
			status = records.Contributing
		}
		if n > 0 {
			since = j.from
			if j.region == jobs[0].region { // one enrolment in one place
				enrolments = nil
				since = start
			}
		}
		enrolments = append(enrolments, j.enrolments(since, status)...)
	}
	r := records.Record{Person: records.Person{Kind: records.Employee}, Enrolments: enrolments, Contributions: history(jobs...)}
	before := max(0, c.first.Since(start))
	firstYear := max(start, c.first).Year()
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: firstYear,
		opening:   percent(yuan(3800), pensionPersonal) * records.Fen(before),
		firstYear: firstYear, monthsPaid: before}.years(c, r.Contributions)
	return r
}

func strangerFlexible(c calendar, random *rand.Rand) records.Record {
	every := 3 + random.IntN(9)
	flexible := job{region: city(random), from: c.first.Add(random.IntN(30)), to: c.last,
		base: stepped(c.last, 4504+100*random.IntN(10), 150), flexible: true,
		insurances: []records.Insurance{records.EmployeePension},
		skip:       func(m records.Month) bool { return (m.Year()*12+m.Of())%every == 0 }}
	r := records.Record{Person: records.Person{Kind: records.Flexible},
		Enrolments: flexible.enrolments(flexible.from, records.Contributing), Contributions: history(flexible)}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: flexible.from.Year(),
		firstYear: flexible.from.Year()}.years(c, r.Contributions)
	return r
}

// strangerDense has every month of the window in all three insurances, for measurements.
func strangerDense(c calendar, random *rand.Rand) records.Record {
	j := job{region: city(random), employer: employer(random), from: c.last.Add(1 - records.WindowMonths), to: c.last,
		base: stepped(c.last, 4600+100*random.IntN(150), 200), insurances: employeeInsurances}
	r := records.Record{Person: records.Person{Kind: records.Employee}, Enrolments: j.enrolments(j.from, records.Contributing), Contributions: history(j)}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: j.from.Year(), firstYear: j.from.Year()}.years(c, r.Contributions)
	return r
}

// strangerResident is insured as a resident; who is old enough is paid.
func strangerResident(c calendar, random *rand.Rand) records.Record {
	from := 2010 + random.IntN(8)
	r := records.Record{Person: records.Person{Kind: records.Resident}}
	region, agency := city(random), fmt.Sprintf("示例%02d县社会保险事业中心", random.IntN(60))
	status, to := records.Contributing, c.last.Year()
	if random.IntN(3) == 0 {
		status, to = records.Terminated, c.last.Year()-3
		r.Benefits = []records.Benefit{pension(c, benefit{insurance: records.ResidentPension, region: region, kind: "城乡居民养老金",
			start: records.Month((to+1)*100 + 1), monthly: records.Fen(18800 + 100*random.IntN(200)), bank: "示例农村商业银行", tail: fmt.Sprintf("%04d", random.IntN(10000))})}
		r.Qualifications = []records.Qualification{certified(c, records.ResidentPension)}
	}
	r.Enrolments = []records.Enrolment{{Insurance: records.ResidentPension, Region: region, Status: status, Start: records.Month(from*100 + 7)}}
	x := residency{from: from, to: to, yearly: yuan(100 * (1 + random.IntN(9))), agency: agency, poor: random.IntN(5) == 0}
	if random.IntN(4) == 0 {
		x.landless = from + random.IntN(to-from+1)
	}
	r.ResidentYears = x.years(c.last.Year())
	return r
}

func strangerRetiree(c calendar, random *rand.Rand) records.Record {
	region := city(random)
	retired := c.last.Add(-1 - random.IntN(48))
	worked := job{region: region, employer: employer(random), from: c.first, to: retired.Add(-1),
		base: stepped(c.last, 5000+100*random.IntN(60), 200), insurances: employeeInsurances}
	return records.Record{
		Person:        records.Person{Kind: records.Retiree},
		Enrolments:    worked.enrolments(retired.Add(-oldestMonths), records.Terminated),
		Contributions: history(worked),
		Benefits: []records.Benefit{pension(c, benefit{insurance: records.EmployeePension, region: region, kind: "基本养老金",
			start: retired, monthly: records.Fen(200000 + random.IntN(400000)), bank: "示例银行",
			tail: fmt.Sprintf("%04d", random.IntN(10000))})},
	}
}

// strangerNumber is an identity number with a right check character. Area and sequence are those of i; where they come
// round again, the birthday's remainder by turns differs.
func strangerNumber(random *rand.Rand, i int, r records.Record) string {
	block, turn := i%(areas*sequences), i/(areas*sequences)
	from, span := 0, birthdays
	if len(r.Benefits) > 0 { // born early enough to be paid a pension; both are whole turns
		from, span = -2000, 3000
	}
	day := from + random.IntN(span/turns)*turns + turn
	born := time.Date(1960, 1, 1, 0, 0, 0, 0, clock.Zone()).AddDate(0, 0, day)
	digits := fmt.Sprintf("%06d%s%03d", firstArea+block%areas, born.Format("20060102"), block/areas+1)
	return digits + string(idcard.Check(digits))
}
