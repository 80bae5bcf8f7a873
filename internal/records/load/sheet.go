package load

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Sheet reads a workbook (XLSX) or a file of separated cells (CSV, in UTF-8 or GB18030) that is no table of records, row by row, with
// what is known of reading those of agencies: what is no text that can be read, a formula, or a row that is too long is told and
// not guessed at. header is the first row's cells that names one of known; rows before it are given to nobody.
//
// each is given the row's place in the file and its cells, trimmed, or why it cannot be read; it may end the reading with an error.
// A cell that holds a formula, an error or true and false is in bad by its column. Without a row that names one of known it is
// ErrNoHeader.
func Sheet(path string, known func(cell string) bool, header func(cells []string) error,
	each func(row int64, cells []string, bad map[int]Reason, why Reason) error) error {
	in, err := FileInput(path)
	if err != nil {
		return err
	}
	readers, err := sheetReaders(in)
	if err != nil {
		return err
	}
	err = ErrNoHeader
	for _, open := range readers {
		if err = readSheet(open, known, header, each); !errors.Is(err, ErrNoHeader) {
			return err
		}
	}
	return err
}

// ErrNoHeader is a sheet without the row of names that is looked for.
var ErrNoHeader = errors.New("no row names the columns that are looked for")

// sheetReaders are the ways in which a file may be read.
func sheetReaders(in Input) ([]func() (reader, error), error) {
	magic := make([]byte, 4)
	f, err := in.Open()
	if err != nil {
		return nil, err
	}
	n, err := io.ReadFull(f, magic)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(magic[:n], []byte("PK\x03\x04")) {
		return []func() (reader, error){func() (reader, error) {
			file, err := os.Open(in.Name)
			if err != nil {
				return nil, err
			}
			r, err := newXLSX(file, in.Size)
			if err != nil {
				return nil, errors.Join(err, file.Close())
			}
			return r, nil
		}}, nil
	}
	if ext := strings.ToLower(filepath.Ext(in.Name)); ext == ".xls" || ext == ".xlsx" {
		return nil, errNotXLSX
	}
	var out []func() (reader, error)
	for _, delimiter := range delimiters() {
		out = append(out, func() (reader, error) {
			f, err := in.Open()
			if err != nil {
				return nil, err
			}
			r, err := newCSV(f, in.Size, Auto, delimiter)
			if err != nil {
				return nil, errors.Join(err, f.Close())
			}
			return r, nil
		})
	}
	return out, nil
}

func readSheet(open func() (reader, error), known func(string) bool, header func([]string) error,
	each func(int64, []string, map[int]Reason, Reason) error) (err error) {
	r, err := open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	named := false
	for searched := 0; named || searched < headerSearch; searched++ {
		var b block
		if err := r.next(&b); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		row := b.rows[0]
		cells, bad := sheetCells(&b, row)
		if !named {
			for _, c := range cells {
				named = named || known(c)
			}
			if named {
				if err := header(cells); err != nil {
					return err
				}
			}
			continue
		}
		if err := each(row.at, cells, bad, row.reason); err != nil {
			return err
		}
	}
	if !named {
		return ErrNoHeader
	}
	return nil
}

func sheetCells(b *block, row rawRow) ([]string, map[int]Reason) {
	if row.reason != accepted {
		return nil, nil
	}
	bad := map[int]Reason{}
	cells := make([]string, row.last-row.first)
	for i := range cells {
		cell := trimmed(b.cell(row, i))
		switch string(cell) {
		case "=":
			bad[i] = FormulaCell
		case "#":
			bad[i] = NotPrintable
		}
		cells[i] = string(cell)
	}
	return cells, bad
}
