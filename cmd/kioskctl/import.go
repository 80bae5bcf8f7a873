package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/load"
)

// target says which record file, and which key, a command is about.
type target struct{ config, into, key *string }

func targetFlags(f *flag.FlagSet) target {
	return target{
		config: f.String("config", "", "configuration of the terminal, which names record file and key"),
		into:   f.String("into", "", "record file"),
		key:    f.String("key", "", "key file"),
	}
}

// open gives the path of the record file and its key. A key is made only by who may make it, where none was named and none lies
// beside the file.
func (t target) open(mayMake bool) (string, keys.Records, error) {
	into, where := *t.into, *t.key
	if *t.config != "" {
		c, err := config.Load(*t.config)
		if err != nil {
			return "", keys.Records{}, err
		}
		if into == "" {
			into = c.Records.File
		}
		if where == "" {
			where = c.Records.KeyFile
		}
	}
	if into == "" {
		return "", keys.Records{}, errUsage
	}
	if where == "" && mayMake {
		key, err := keys.RecordsAt(into + ".key")
		return into, key, err
	}
	if where == "" {
		where = into + ".key"
	}
	key, err := keys.RecordsFrom(where)
	return into, key, err
}

// withStore runs a command on the batches of a record file.
func (t target) withStore(mayMake bool, do func(*load.Store) error) (err error) {
	into, key, err := t.open(mayMake)
	if err != nil {
		return err
	}
	s, err := load.OpenStore(into, key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s)
}

// shownFindings is how many findings are shown when there is no report file: what fits on a screen.
const shownFindings = 20

var (
	errGivenUp = errors.New("given up: record file and batches are as before")
	errRefused = errors.New("not every row was taken; the report says which and why")
	errPlaces  = errors.New("-places wants codes of six digits that begin with 37, with commas between them")
	errDay     = errors.New("-as-of wants a day, for example 2026-10-31")
)

func importRecords(ctx context.Context, args []string, out, errs io.Writer) (err error) {
	f := flag.NewFlagSet("records import", flag.ContinueOnError)
	f.SetOutput(errs)
	to := targetFlags(f)
	layout := f.String("mapping", "", "name of a shipped mapping, or a file")
	asOf := f.String("as-of", "", "day up to which the input is complete; the end of last month")
	source := f.String("source", "", "name shown as the source")
	places := f.String("places", "", "insured places that the input is for")
	encoding := f.String("encoding", "", "auto, utf-8 or gb18030")
	reportPath := f.String("report", "", "file for the refused rows")
	strict := f.Bool("strict", false, "one refused row refuses all")
	algorithm := f.String("algorithm", "", "AES-256-GCM or SM4-GCM; without it that of the configuration, or of the record file that is there")
	dry := f.Bool("dry-run", false, "check only")
	preview := f.Int("preview", 0, "show so many rows, masked, and import nothing")
	paths, err := mixed(f, args)
	if err != nil || len(paths) == 0 || *layout == "" {
		return errUsage
	}
	m, err := load.FindMapping(*layout)
	if err != nil {
		return err
	}
	o := load.Options{Now: clock.System{}.Now(), Source: *source, Encoding: load.Encoding(*encoding), Strict: *strict}
	switch o.Encoding {
	case "", load.Auto, load.UTF8, load.GB18030:
	default:
		return errUsage
	}
	if o.Source == "" {
		o.Source = m.Title
	}
	if o.Algorithm, err = algorithmOf(*algorithm, *to.config); err != nil {
		return err
	}
	if o.Places, err = placesOf(*places); err != nil {
		return err
	}
	if o.AsOf, err = dayOf(*asOf, o.Now); err != nil {
		return err
	}
	inputs, err := inputsAt(m, paths, out)
	if err != nil {
		return err
	}
	if *preview > 0 {
		for _, in := range inputs {
			if err := load.Preview(ctx, m, in, o, *preview, func(table string, row int64, values []string) {
				fmt.Fprintf(out, "%s %d: %s\n", table, row, strings.Join(values, " "))
			}); err != nil {
				return fmt.Errorf("%s: %w", in.Name, err)
			}
		}
		return nil
	}
	refused, err := newReport(*reportPath, errs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, refused.close()) }()
	o.Found = refused.found
	p := newProgress(errs, clock.System{})
	o.Progress = p.told
	var sum load.Summary
	if *dry {
		sum, err = load.DryRun(ctx, m, inputs, o)
	} else {
		err = to.withStore(true, func(s *load.Store) (err error) {
			sum, err = s.Import(ctx, m, inputs, o)
			return err
		})
	}
	p.end()
	describe(out, sum)
	if errors.Is(err, context.Canceled) {
		return errGivenUp
	}
	if err != nil {
		return err
	}
	if !sum.Clean() {
		return errRefused
	}
	return nil
}

// inputsAt gives the files that arguments name: of a folder those that the mapping has a table for, and says which are left out.
func inputsAt(m load.Mapping, paths []string, out io.Writer) (inputs []load.Input, err error) {
	for _, path := range paths {
		files := []string{path}
		if entries, err := os.ReadDir(path); err == nil {
			files = nil
			for _, e := range entries {
				if e.IsDir() || !m.Takes(e.Name()) {
					fmt.Fprintf(out, "%s: left out, the mapping has no table for it\n", filepath.Join(path, e.Name()))
					continue
				}
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		for _, file := range files {
			in, err := load.FileInput(file)
			if err != nil {
				return nil, err
			}
			inputs = append(inputs, in)
		}
	}
	if len(inputs) == 0 {
		return nil, errors.New("there is no file to import")
	}
	return inputs, nil
}

// placesOf reads a list of region codes.
func placesOf(text string) ([]records.Region, error) {
	if text == "" {
		return nil, nil
	}
	var out []records.Region
	for _, code := range strings.Split(text, ",") {
		if !regexp.MustCompile(`^37\d{4}$`).MatchString(code) {
			return nil, errPlaces
		}
		out = append(out, records.Region(code))
	}
	return out, nil
}

// dayOf reads a day, or takes the last one of the month before now.
func dayOf(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return load.LastDay(now), nil
	}
	for _, layout := range []string{"2006-01-02", "20060102"} {
		if day, err := time.ParseInLocation(layout, text, clock.Zone()); err == nil {
			if day.After(now) {
				break
			}
			return day, nil
		}
	}
	return time.Time{}, errDay
}

// describe says what became of every row.
func describe(out io.Writer, sum load.Summary) {
	change := 0
	for _, o := range sum.Outcomes {
		if o.Before > 0 {
			fmt.Fprintf(out, "%s: imported before as batch %d, nothing to do\n", o.Input, o.Before)
			continue
		}
		r := o.Rows
		fmt.Fprintf(out, "%s: %d rows read = %d taken + %d refused + %d of other insurances + %d of totals; %d empty\n", o.Input, r.Read,
			r.Accepted, r.Refused, r.Skipped, r.Totals, r.Empty)
		if r.Totals > 0 && o.TotalsOK {
			fmt.Fprintln(out, "  the totals are the sums of the rows before them")
		} else if r.Totals > 0 {
			fmt.Fprintln(out, "  a total is NOT the sum of the rows before it")
		}
		if len(o.Ignored) > 0 {
			fmt.Fprintf(out, "  columns that were not taken: %s\n", strings.Join(o.Ignored, ", "))
		}
		if o.Batch > 0 && change < len(sum.Changes) {
			c := sum.Changes[change]
			change++
			fmt.Fprintf(out, "  batch %d: %d rows stored = %d new + %d changed + %d as before + %d twice in the file + %d replaced by a later row\n",
				o.Batch, r.Stored, c.Added, c.Changed, c.Unchanged, c.Duplicates, c.Superseded)
			if c.OtherNames > 0 {
				fmt.Fprintf(out, "  and %d with another name than the one that is known, which stays: look whether the number is right\n", c.OtherNames)
			}
		}
	}
	if len(sum.Changes) > 0 {
		describeFold(out, sum.Folded)
	}
}

func describeFold(out io.Writer, f load.Folded) {
	fmt.Fprintf(out, "record file: %d persons, %d cards\n", f.Persons, f.Cards)
	if f.Waiting > 0 {
		fmt.Fprintf(out, "  %d numbers have rows but no name yet: they wait in the batches\n", f.Waiting)
	}
	if f.Twice > 0 {
		fmt.Fprintf(out, "  %d numbers have several names: the terminal sends them to the counter\n", f.Twice)
	}
	if f.Orphans > 0 {
		fmt.Fprintf(out, "  %d payments or parts of payments belong to nothing yet: they wait in the batches\n", f.Orphans)
	}
}

func listBatches(args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("records batches", flag.ContinueOnError)
	f.SetOutput(errs)
	to := targetFlags(f)
	if rest, err := mixed(f, args); err != nil || len(rest) != 0 {
		return errUsage
	}
	return to.withStore(false, func(s *load.Store) error {
		for _, b := range s.Batches() {
			fmt.Fprintf(out, "%d\t%s\t%s\t%s %d\t%d rows\tas of %d\t%s\tsha256 %.16s\n", b.Number, b.At.In(clock.Zone()).Format("2006-01-02 15:04"),
				b.Input, b.Mapping, b.Version, b.Rows.Accepted, b.AsOf, b.Source, b.Checksum)
		}
		if ok, err := s.Folded(); err != nil {
			return err
		} else if !ok && len(s.Batches()) > 0 {
			fmt.Fprintln(out, "the record file is not what the batches make: an import was broken off. The next import or undoing makes it anew")
		}
		return nil
	})
}

func undoBatch(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("records undo", flag.ContinueOnError)
	f.SetOutput(errs)
	to := targetFlags(f)
	rest, err := mixed(f, args)
	if err != nil || len(rest) != 1 {
		return errUsage
	}
	n, err := strconv.Atoi(rest[0])
	if err != nil {
		return errUsage
	}
	return to.withStore(false, func(s *load.Store) error {
		p := newProgress(errs, clock.System{})
		sum, err := s.Undo(ctx, n, load.Options{Progress: p.told})
		p.end()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "batch %d is undone\n", n)
		describeFold(out, sum.Folded)
		return nil
	})
}

func listMappings(args []string, out io.Writer) error {
	if len(args) != 0 {
		return errUsage
	}
	all, err := load.Mappings()
	if err != nil {
		return err
	}
	for _, m := range all {
		fmt.Fprintf(out, "%s\t%s\n", m.Name, m.Title)
	}
	return nil
}
