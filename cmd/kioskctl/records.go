package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/report"
	"shebao/kiosk/internal/records/sqlite"
)

// mixed parses flags that stand before, between or after what is not a flag, which it returns.
func mixed(f *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			return nil, errUsage
		}
		if f.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
}

// recordFile is a record file with where its key is.
type recordFile struct{ path, key string }

// fileFlags name a record file: by itself, with its key beside it unless another is named, or as the configuration does.
type fileFlags struct{ config, key *string }

func addFileFlags(f *flag.FlagSet) fileFlags {
	return fileFlags{f.String("config", "", "configuration that names the record file and its key"),
		f.String("key", "", "key of the record file; beside it, FILE.key, unless the configuration says otherwise")}
}

// deskFile is the record file where neither the call nor a configuration of this machine names one: in the present folder.
const deskFile = "records.db"

// file is what the flags and at most one argument name.
func (x fileFlags) file(rest []string) (recordFile, error) {
	if len(rest) > 1 {
		return recordFile{}, errUsage
	}
	var r recordFile
	if len(rest) == 1 {
		r = recordFile{rest[0], rest[0] + ".key"}
	}
	if *x.config != "" || len(rest) == 0 {
		path := *x.config
		if path == "" {
			path = usualConfig
		}
		c, err := config.Load(path)
		switch {
		case err == nil:
			r.key = c.Records.KeyFile
			if len(rest) == 0 {
				r.path = c.Records.File
			}
		case *x.config == "" && errors.Is(err, fs.ErrNotExist): // a desk without a terminal
			r = recordFile{deskFile, deskFile + ".key"}
		default:
			return recordFile{}, err
		}
	}
	if *x.key != "" {
		r.key = *x.key
	}
	return r, nil
}

func generateRecords(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("records generate", flag.ContinueOnError)
	f.SetOutput(errs)
	persons := f.Int("persons", 0, "persons besides the invented ones of every file")
	seed := f.Uint64("seed", 1, "the same seed makes the same persons")
	dense := f.Bool("dense", false, "each has every month of the window in all three insurances, for measurements")
	raw := f.String("csv", "", "folder for the raw rows as plain CSV")
	at := f.String("at", "", "as if it were this day, YYYY-MM-DD")
	algorithm := f.String("algorithm", "", "AES-256-GCM or SM4-GCM; without it that of the configuration")
	where := addFileFlags(f)
	rest, err := mixed(f, args)
	if err != nil {
		return err
	}
	file, err := where.file(rest)
	if err != nil {
		return err
	}
	now, err := day(*at)
	if err != nil {
		return err
	}
	sealedWith, err := algorithmOf(*algorithm, *where.config)
	if err != nil {
		return err
	}
	if err := replaceable(file); err != nil {
		return err
	}
	key, err := keys.RecordsAt(file.key)
	if err != nil {
		return err
	}
	start := time.Now()
	err = generate.Write(ctx, file.path, key, generate.Options{Persons: *persons, Seed: *seed, Now: now, Dense: *dense, CSV: *raw, Algorithm: sealedWith,
		Progress: func(done, total int) {
			if total > 10_000 {
				fmt.Fprintf(errs, "\r%d of %d persons", done, total)
				if done == total {
					fmt.Fprintln(errs)
				}
			}
		}})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d persons besides the %d of every file, seed %d, %.1f s; marked as generated\n",
		file.path, *persons, invented(), *seed, time.Since(start).Seconds())
	return nil
}

// algorithmOf is with what a new record file is sealed: as the flag says, or the configuration, or as is usual.
func algorithmOf(flag, path string) (keys.Algorithm, error) {
	if flag == "" && path != "" {
		c, err := config.Load(path)
		if err != nil {
			return "", err
		}
		flag = c.Records.Algorithm
	}
	if flag != "" && !slices.Contains(keys.Algorithms(), keys.Algorithm(flag)) {
		return "", fmt.Errorf("%q seals nothing; write AES-256-GCM or SM4-GCM", flag)
	}
	return keys.Algorithm(flag), nil
}

// replaceable says why invented persons must not take the place of what is at the file's path: on a terminal it may be real persons'
// records, and only what is readable and marked as generated is surely not.
func replaceable(file recordFile) error {
	if _, err := os.Lstat(file.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	key, err := keys.RecordsFrom(file.key)
	if err != nil {
		return fmt.Errorf("%s is there and is not replaced, as it cannot be told whether it is of invented persons: %w", file.path, err)
	}
	s, err := sqlite.OpenOnly(file.path, key)
	if err != nil {
		return fmt.Errorf("%s is there and is not replaced, as it cannot be told whether it is of invented persons: %w", file.path, err)
	}
	defer s.Close()
	if !s.About().Generated {
		return fmt.Errorf("%s is not marked as generated, so it is not replaced by invented persons; name another file", file.path)
	}
	return nil
}

// invented is how many members of the cast are in every file.
func invented() int {
	n := 0
	for _, p := range generate.Cast() {
		if p.InFile {
			n++
		}
	}
	return n
}

// day is the given day, or now.
func day(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, clock.Zone())
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no day; write for example 2026-11-23", s)
	}
	return t.Add(12 * time.Hour), nil // in the middle of the day, whatever zone looks at it
}

// errReal: what show prints is for scripts that check sums, and nobody real is to be printed by one.
var errReal = errors.New("the record file is not marked as generated: it may hold real persons, and their records are shown to nobody but themselves, at a terminal")

// showRecords prints what the screens show of persons whose numbers come on standard input, one on a line.
func showRecords(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) error {
	f := flag.NewFlagSet("records show", flag.ContinueOnError)
	f.SetOutput(errs)
	person := f.String("person", "", `"-": numbers are read from standard input, so that none stands in the list of processes`)
	asJSON := f.Bool("json", false, "one JSON document a line, for scripts")
	at := f.String("at", "", "as if it were this day, YYYY-MM-DD")
	where := addFileFlags(f)
	rest, err := mixed(f, args)
	if err != nil {
		return err
	}
	if *person != "-" {
		fmt.Fprintln(errs, `records show: -person takes "-" only: a number in the command would stand in the list of processes`)
		return errUsage
	}
	file, err := where.file(rest)
	if err != nil {
		return err
	}
	now, err := day(*at)
	if err != nil {
		return err
	}
	key, err := keys.RecordsFrom(file.key)
	if err != nil {
		return err
	}
	s, err := sqlite.OpenOnly(file.path, key)
	if err != nil {
		return err
	}
	defer s.Close()
	if !s.About().Generated {
		return errReal
	}
	return show(ctx, s, records.WindowAt(now), in, out, *asJSON)
}

// failed is the line of a person of whom there is nothing to show.
type failed struct {
	Number  string          `json:"number"`
	Failure records.Failure `json:"failure"`
}

func show(ctx context.Context, s records.Source, w records.Window, in io.Reader, out io.Writer, asJSON bool) error {
	buffered := bufio.NewWriter(out)
	documents := json.NewEncoder(buffered)
	documents.SetEscapeHTML(false)
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		number := strings.TrimSpace(lines.Text())
		if number == "" {
			continue
		}
		r, err := s.Read(ctx, number, w)
		var e *records.Error
		switch {
		case errors.As(err, &e) && e.Failure != records.Busy && e.Failure != records.Damaged:
			none := failed{idcard.Normal(number), e.Failure}
			if asJSON {
				err = documents.Encode(none)
			} else {
				_, err = fmt.Fprintf(buffered, "%s: %s\n\n", none.Number, none.Failure)
			}
		case err != nil:
		case asJSON:
			err = documents.Encode(report.Of(r, w))
		default:
			err = writeText(buffered, report.Of(r, w))
		}
		if err != nil {
			return errors.Join(err, buffered.Flush())
		}
	}
	return errors.Join(lines.Err(), buffered.Flush())
}
