package tables

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// ErrBusy is an edit while another one is at work.
var ErrBusy = errors.New("somebody else is editing the tables; try again")

// Refused is an edit that would have left a file with problems; the file is as it was.
type Refused struct{ Problems []Problem }

func (r Refused) Error() string {
	var lines []string
	for _, p := range r.Problems {
		lines = append(lines, p.Error())
	}
	return strings.Join(lines, "\n")
}

// Set writes one row of the operator's file in a folder, which is made where it is not there, in the place of the row with the
// same key. fields names columns; those that are left out are empty: a figure taken over from the row before would stand under
// a source that never said it. It gives the row as it was written, in the order of the columns.
//
// Set, Remove and Import replace the file by rename: when one returns nil the new file is on the disk and the old one is
// NAME.csv.1; before that, also after a power cut, the file is the old or the new one whole. Their errors are ErrBusy, Refused
// and those of the disk. All may be repeated.
func Set(folder, name string, fields map[string]string) ([]string, error) {
	l, ok := layoutOf(name)
	if !ok {
		return nil, unknown(name)
	}
	cells := make([]string, len(l.all()))
	for column, value := range fields {
		at := slices.Index(l.all(), column)
		if at < 0 {
			return nil, fmt.Errorf("table %s has no column %q; its columns are %s", name, column, strings.Join(l.all(), ", "))
		}
		cells[at] = strings.TrimSpace(value)
	}
	for _, needed := range []string{"source", "source_date"} {
		if fields[needed] == "" {
			return nil, fmt.Errorf("%s is missing: say where the figure is from (source=…) and when that was said (source_date=YYYY-MM-DD)", needed)
		}
	}
	err := edit(folder, l, func(own []row) ([]row, error) {
		r := row{key: l.key(cells), cells: cells}
		if i := slices.IndexFunc(own, func(o row) bool { return o.key == r.key }); i >= 0 {
			own[i] = r
			return own, nil
		}
		return append(own, r), nil
	})
	return cells, err
}

// Remove takes one row out of the operator's file; the shipped one with the same key, if there is one, is in effect again.
// A row that is not the operator's is fs.ErrNotExist.
func Remove(folder, name string, keys map[string]string) error {
	l, ok := layoutOf(name)
	if !ok {
		return unknown(name)
	}
	cells := make([]string, len(l.all()))
	for column, value := range keys {
		if !slices.Contains(l.keys, column) {
			return fmt.Errorf("%q is no key of table %s; its keys are %s", column, name, strings.Join(l.keys, ", "))
		}
		cells[slices.Index(l.all(), column)] = strings.TrimSpace(value)
	}
	return edit(folder, l, func(own []row) ([]row, error) {
		i := slices.IndexFunc(own, func(o row) bool { return o.key == l.key(cells) })
		if i < 0 {
			return nil, fmt.Errorf("no row of your own with this key (%s): %w", strings.Join(l.keys, ", "), fs.ErrNotExist)
		}
		return slices.Delete(own, i, i+1), nil
	})
}

// Import replaces the operator's file by another one: UTF-8 or GB18030, with a byte order mark or none. It gives the number of
// its rows. A file that is already there and has problems is kept as NAME.csv.refused.
func Import(folder, name string, raw []byte) (int, error) {
	l, ok := layoutOf(name)
	if !ok {
		return 0, unknown(name)
	}
	rows, problems := parse(l, raw, false)
	if problems != nil {
		return 0, Refused{problems}
	}
	return len(rows), edit(folder, l, nil, rows...)
}

// edit changes the operator's rows of a table under the lock of the folder; without change it writes rows in their place.
func edit(folder string, l layout, change func(own []row) ([]row, error), rows ...row) (err error) {
	// The tables are public; the terminal's user reads what another user may have written.
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	lock, err := os.OpenFile(filepath.Join(folder, ".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }() // closing gives the lock back, and so does a death
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return ErrBusy
		}
		return err
	}
	name := l.name + ".csv"
	own, faults := readOwn(l, folder, name)
	if change != nil {
		if faults != nil { // a row put beside bad ones would be lost with them
			return Refused{faults}
		}
		if rows, err = change(own); err != nil {
			return err
		}
	}
	raw, err := format(l, rows)
	if err != nil {
		return err
	}
	if _, problems := parse(l, raw, false); problems != nil {
		return Refused{problems}
	}
	history := name + ".1"
	if faults != nil {
		history = name + ".refused"
	}
	return replace(folder, name, history, raw)
}

// replace puts content in the place of a file and leaves the old one under the name of history. The file is there at every
// moment: the old one is linked, not moved.
func replace(folder, name, history string, content []byte) (err error) {
	temp, old := filepath.Join(folder, "."+name+".new"), filepath.Join(folder, "."+name+".old")
	for _, left := range []string{temp, old} { // of an edit that was killed; the lock is ours
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	path := filepath.Join(folder, name)
	err = os.Link(path, old)
	if err == nil {
		err = os.Rename(old, filepath.Join(folder, history))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // the first edit has nothing to keep
		return errors.Join(err, os.Remove(temp))
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
