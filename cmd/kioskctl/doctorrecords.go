package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// examineRecords looks at the record file and its key. It shows nothing of a person.
func examineRecords(ctx context.Context, args []string, out, errs io.Writer) int {
	f := flag.NewFlagSet("doctor records", flag.ContinueOnError)
	path := f.String("config", usualConfig, "configuration of the terminal")
	if !parsed(f, args, errs) {
		fmt.Fprint(errs, usage)
		return exitUsage
	}
	c, err := terminalConfig(*path, given(f, "config"), errs)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitConfig
	}
	r := lookAtRecords(c.Records.File, c.Records.KeyFile)
	return told(ctx, r.text, r.exit(), out, errs)
}

// recordsReport is what was found, as rows, and what is wrong.
type recordsReport struct {
	rows  [][2]string
	wrong []string // each a sentence for the operator
}

func (r *recordsReport) row(name, format string, args ...any) {
	r.rows = append(r.rows, [2]string{name, fmt.Sprintf(format, args...)})
}

func (r *recordsReport) bad(format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
}

func (r *recordsReport) exit() int {
	if len(r.wrong) > 0 {
		return 1
	}
	return 0
}

// text writes the report for a person.
func (r *recordsReport) text(w io.Writer) error {
	var t strings.Builder
	for _, row := range r.rows {
		fmt.Fprintf(&t, "%-14s %s\n", row[0], hanzi.Printable(row[1]))
	}
	t.WriteString("\n")
	for _, s := range r.wrong {
		fmt.Fprintln(&t, hanzi.Printable(s))
	}
	if len(r.wrong) == 0 {
		t.WriteString("The record file and its key are as they should be.\n")
	}
	_, err := io.WriteString(w, t.String())
	return err
}

func lookAtRecords(path, keyPath string) *recordsReport {
	r := &recordsReport{}
	r.row("record file", "%s", path)
	r.row("key", "%s", keyPath)
	r.placesOf(path, keyPath)
	key, err := keys.RecordsFrom(keyPath)
	if err != nil {
		r.row("fault", "%v", err)
		r.bad("The key cannot be read, so no record can.")
		return r
	}
	s, err := sqlite.OpenOnly(path, key)
	if err != nil {
		r.row("fault", "%v", reasonOf(err))
		r.bad("The record file cannot be used. The terminal goes on with the last good one, when there is one.")
		r.lastGood(path, key)
		return r
	}
	about, has := s.About(), s.Inventory()
	r.row("digest", "right, over %d bytes", has.Bytes)
	r.row("sealed by", "%s", has.Algorithm)
	r.row("source", "%s", about.Name)
	r.row("generated", "%s", map[bool]string{true: "yes: invented persons only", false: "no: real persons"}[about.Generated])
	r.row("as of", "%s", about.AsOf.In(clock.Zone()).Format("2006-01-02"))
	places := "all of the province"
	if len(about.Places) > 0 {
		places = strings.Join(strings.Fields(strings.Trim(fmt.Sprint(about.Places), "[]")), " ")
	}
	r.row("places", "%s", places)
	r.row("persons", "%d", has.Persons)
	r.row("cards", "%d", has.Cards)
	if err := s.Close(); err != nil {
		r.bad("The record file could not be closed: %v.", err)
	}
	r.lastGood(path, key)
	return r
}

// placesOf finds a key that would be stolen together with what it seals.
func (r *recordsReport) placesOf(path, keyPath string) {
	if keys.IsCredential(keyPath) {
		r.row("kept", "the key is a credential of the service")
		return
	}
	file, err := deviceOf(path)
	if err != nil {
		return // told when it is opened
	}
	key, err := deviceOf(keyPath)
	if err != nil {
		return
	}
	if file == key {
		r.row("kept", "the key and the file lie on one disk")
		r.bad("Whoever has the disk has the records: give the key to the service as a credential that is bound to the machine, or put it on another disk (docs/records-file.md).")
		return
	}
	r.row("kept", "the key and the file lie on two disks")
}

// deviceOf is the disk that a file lies on, whatever links lead there.
func deviceOf(path string) (uint64, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(real)
	if err != nil {
		return 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, errors.New("the system does not say which disk a file lies on")
	}
	return stat.Dev, nil
}

// lastGood says whether there is something to fall back to.
func (r *recordsReport) lastGood(path string, key keys.Records) {
	s, err := sqlite.OpenOnly(sqlite.LastGood(path), key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.row("last good one", "none: the terminal has not taken one up yet")
	case err != nil:
		r.row("last good one", "%v", reasonOf(err))
	default:
		r.row("last good one", "as of %s", s.About().AsOf.In(clock.Zone()).Format("2006-01-02"))
		if err := s.Close(); err != nil {
			r.bad("The last good one could not be closed: %v.", err)
		}
	}
}

// reasonOf leaves the class of a failure out: here it is always the file.
func reasonOf(err error) string {
	var e *records.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Err != nil {
		return e.Detail + " " + e.Err.Error()
	}
	return e.Detail
}
