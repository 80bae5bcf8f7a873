package generate

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"shebao/kiosk/internal/records"
)

// rawTables are the files of the raw rows with their columns (docs/records-show.md).
var rawTables = []struct{ name, columns string }{
	{"about", "name,as_of,generated"},
	{"persons", "number,name,kind,state"},
	{"enrolments", "number,insurance,region,employer,status,start"},
	{"contributions", "number,month,insurance,region,employer,base,personal,unit,status"},
	{"account_years", "number,year,insurance,opening,principal,interest_opening,interest_current,closing,months,cumulative_months"},
	{"annuities", "number,nature,unit,start"},
	{"annuity_years", "number,year,base,unit_real,unit_book,personal,interest_book,yield_real,transferred_in,paid_out,closing_unit_real,closing_unit_book,closing_personal,closing"},
	{"resident_years", "number,year,personal,province,city,county,collective,landless,government,interest,balance,agency,credited_on"},
	{"benefits", "number,benefit,insurance,region,kind,start,state,monthly"},
	{"payments", "number,benefit,month,seq,amount,bank,bank_tail,state"},
	{"payment_items", "number,benefit,month,seq,item,name,amount"},
	{"qualifications", "number,insurance,result,way,done_on,due_on"},
	{"cards", "identifier,card_number,holder,status,since"},
}

// raw writes what is made as plain CSV: UTF-8, a header line, amounts in yuan with two decimals, an absent value as an empty field.
// Only invented persons are ever written so.
type raw struct {
	files map[string]*rawFile
	all   []*rawFile
}

type rawFile struct {
	file   *os.File
	buffer *bufio.Writer
	csv    *csv.Writer
}

func newRaw(folder string, about records.About) (*raw, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	r := &raw{files: map[string]*rawFile{}}
	for _, t := range rawTables {
		f, err := os.OpenFile(filepath.Join(folder, t.name+".csv"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return nil, errors.Join(err, r.close())
		}
		b := bufio.NewWriterSize(f, 1<<16) // rows come by the million
		out := &rawFile{f, b, csv.NewWriter(b)}
		r.files[t.name] = out
		r.all = append(r.all, out)
		if err := out.csv.Write(strings.Split(t.columns, ",")); err != nil {
			return nil, errors.Join(err, r.close())
		}
	}
	generated := "no"
	if about.Generated {
		generated = "yes"
	}
	if err := r.row("about", about.Name, about.AsOf.Format("20060102"), generated); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func (r *raw) close() error {
	var errs []error
	for _, f := range r.all {
		f.csv.Flush()
		errs = append(errs, f.csv.Error(), f.buffer.Flush(), f.file.Close())
	}
	r.all = nil
	return errors.Join(errs...)
}

func (r *raw) row(table string, cells ...string) error {
	if err := r.files[table].csv.Write(cells); err != nil {
		return fmt.Errorf("raw rows of %s: %w", table, err)
	}
	return nil
}

// yuanOf is an amount as agencies deliver it: 6480.00, or nothing.
func yuanOf(m records.Money) string {
	if !m.Known {
		return ""
	}
	return m.Fen.Decimal()
}

// or is a number that may be absent.
func or[T ~int](n T) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

// Put implements Sink.
func (r *raw) Put(_ context.Context, x records.Record) error {
	n := x.Person.Number
	var errs []error
	row := func(table string, cells ...string) {
		if err := r.row(table, append([]string{n}, cells...)...); err != nil {
			errs = append(errs, err)
		}
	}
	row("persons", x.Person.Name, string(x.Person.Kind), string(x.Person.State))
	for _, e := range x.Enrolments {
		row("enrolments", string(e.Insurance), string(e.Region), e.Employer, string(e.Status), or(e.Start))
	}
	for _, c := range x.Contributions {
		row("contributions", or(c.Month), string(c.Insurance), string(c.Region), c.Employer, yuanOf(c.Base), yuanOf(c.Personal), yuanOf(c.Unit), string(c.Status))
	}
	for _, y := range x.AccountYears {
		row("account_years", strconv.Itoa(y.Year), string(y.Insurance), yuanOf(y.Opening), yuanOf(y.Principal), yuanOf(y.InterestOpening),
			yuanOf(y.InterestCurrent), yuanOf(y.Closing), strconv.Itoa(y.Months), strconv.Itoa(y.CumulativeMonths))
	}
	if x.Annuity.Nature != "" || len(x.Annuity.Years) > 0 {
		row("annuities", string(x.Annuity.Nature), x.Annuity.Unit, or(x.Annuity.Start))
	}
	for _, y := range x.Annuity.Years {
		row("annuity_years", strconv.Itoa(y.Year), yuanOf(y.Base), yuanOf(y.UnitReal), yuanOf(y.UnitBook), yuanOf(y.Personal), yuanOf(y.InterestBook),
			yuanOf(y.YieldReal), yuanOf(y.TransferredIn), yuanOf(y.PaidOut), yuanOf(y.ClosingUnitReal), yuanOf(y.ClosingUnitBook), yuanOf(y.ClosingPersonal), yuanOf(y.Closing))
	}
	for _, y := range x.ResidentYears {
		row("resident_years", strconv.Itoa(y.Year), yuanOf(y.Personal), yuanOf(y.Province), yuanOf(y.City), yuanOf(y.County), yuanOf(y.Collective),
			yuanOf(y.Landless), yuanOf(y.Government), yuanOf(y.Interest), yuanOf(y.Balance), y.Agency, or(y.CreditedOn))
	}
	for i, b := range x.Benefits {
		at := strconv.Itoa(i + 1)
		row("benefits", at, string(b.Insurance), string(b.Region), b.Kind, or(b.Start), string(b.State), yuanOf(b.Monthly))
		seen := map[records.Month]int{}
		for _, p := range b.Payments {
			seen[p.Month]++
			seq := strconv.Itoa(seen[p.Month])
			row("payments", at, or(p.Month), seq, yuanOf(p.Amount), p.Bank, p.BankTail, string(p.State))
			for k, item := range p.Items {
				row("payment_items", at, or(p.Month), seq, strconv.Itoa(k+1), item.Name, yuanOf(item.Amount))
			}
		}
	}
	for _, q := range x.Qualifications {
		row("qualifications", string(q.Insurance), q.Result, q.Way, or(q.DoneOn), or(q.DueOn))
	}
	return errors.Join(errs...)
}

// PutCard implements Sink.
func (r *raw) PutCard(_ context.Context, e records.CardEntry) error {
	return r.row("cards", e.Identifier, e.Number, e.Holder, string(e.Status), or(e.Since))
}

// both writes to two sinks.
type both [2]Sink

// Put implements Sink.
func (b both) Put(ctx context.Context, r records.Record) error {
	return errors.Join(b[0].Put(ctx, r), b[1].Put(ctx, r))
}

// PutCard implements Sink.
func (b both) PutCard(ctx context.Context, e records.CardEntry) error {
	return errors.Join(b[0].PutCard(ctx, e), b[1].PutCard(ctx, e))
}
