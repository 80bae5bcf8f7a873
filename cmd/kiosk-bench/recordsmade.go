package main

import (
	"fmt"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

// The persons of the measured files are made from their number alone, as cheaply as can be, so that making them is not what is
// measured: all have everything that a visit reads.
const (
	inventedMost      = 2_000_000 // ten places, two hundred birthdays of each of a thousand persons
	inventedEmployers = 5000      // fewer than persons, as it is; the smallest file has them all
	inventedDays      = 20_000    // birthdays, from 1945
)

// inventedNumber is an identity number of a region that was never assigned, with its check character.
func inventedNumber(i int) string {
	born := time.Date(1945, 1, 1, 0, 0, 0, 0, clock.Zone()).AddDate(0, 0, i/10%inventedDays)
	digits := fmt.Sprintf("3799%02d%s%03d", i%10+1, born.Format("20060102"), i/10/inventedDays)
	sum, weight := 0, 1 // ISO 7064 MOD 11-2, from the right: 2, 4, 8 … modulo 11
	for k := len(digits) - 1; k >= 0; k-- {
		weight = weight * 2 % 11
		sum += int(digits[k]-'0') * weight
	}
	return digits + string("10X98765432"[sum%11])
}

func inventedCard(i int) records.Card {
	return records.Card{Identifier: fmt.Sprintf("370100D156000005%016X", uint64(i)*0x9E3779B97F4A7C15), Number: fmt.Sprintf("X%08d", i)}
}

func employerOf(i int) int { return i * 7919 % inventedEmployers }

func employerName(n int) string { return fmt.Sprintf("示例第%d有限公司", n) }

func invented(i int) (records.Record, records.CardEntry) {
	k := records.Known
	number, region, employer := inventedNumber(i), records.Region(fmt.Sprintf("370%d00", i%9+1)), employerName(employerOf(i))
	r := records.Record{Person: records.Person{Number: number, Name: fmt.Sprintf("测试%c%c", rune(0x4E00+i%5000), rune(0x4E00+i/5000)), Kind: records.Employee},
		Contributions: make([]records.Contribution, 0, 180)}
	insurances := []records.Insurance{records.EmployeePension, records.Unemployment, records.WorkInjury}
	for _, insurance := range insurances {
		r.Enrolments = append(r.Enrolments, records.Enrolment{Insurance: insurance, Region: region, Employer: employer,
			Status: records.Contributing, Start: 201207})
	}
	w := records.WindowAt(recordsAsOf())
	for m := w.Last; m >= w.First; m = m.Add(-1) {
		// The base changes in July, and there is a month now and then that differs, as real ones have.
		base := records.Fen(450_000 + i%300*1000 + (m.Add(-6).Year()-2020)*25_000)
		if (i+int(m))%17 == 0 {
			base += records.Fen(int(m) % 7 * 1111)
		}
		for _, insurance := range insurances {
			c := records.Contribution{Month: m, Insurance: insurance, Region: region, Employer: employer, Base: k(base), Status: records.Paid}
			switch insurance {
			case records.EmployeePension:
				c.Personal, c.Unit = k(base*8/100), k(base*16/100)
			case records.Unemployment:
				c.Personal, c.Unit = k(base*3/1000), k(base*7/1000)
			case records.WorkInjury:
				c.Unit = k(base * 4 / 1000)
			}
			r.Contributions = append(r.Contributions, c)
		}
	}
	opening := records.Fen(4_000_000 + i%977*1000)
	for y := 2022; y <= 2026; y++ {
		in := records.Fen(450_000 + i%300*1000)
		year := records.AccountYear{Year: y, Insurance: records.EmployeePension, Opening: k(opening), Principal: k(in), InterestOpening: k(opening * 3 / 100),
			InterestCurrent: k(in / 100), Months: 12, CumulativeMonths: 126 + 12*(y-2022)}
		opening = opening + in + opening*3/100 + in/100
		year.Closing = k(opening)
		r.AccountYears = append(r.AccountYears, year)
	}
	benefit := records.Benefit{Insurance: records.Unemployment, Region: region, Kind: "失业保险金", Start: 202101, State: records.BenefitEnded, Monthly: k(198_000)}
	for m := records.Month(202212); m >= 202101; m = m.Add(-1) {
		benefit.Payments = append(benefit.Payments, records.Payment{Month: m, Amount: k(198_000), Bank: "示例银行", BankTail: fmt.Sprintf("%04d", i%10000),
			State: records.BenefitPaid})
	}
	r.Benefits = []records.Benefit{benefit}
	return r, records.CardEntry{Card: inventedCard(i), Registration: records.Registration{Holder: number, Status: records.CardNormal, Since: 20240229}}
}
