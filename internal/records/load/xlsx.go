package load

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
)

// What a workbook may hold. A sheet has at most 1,048,576 rows; with the widest layout of a month's report that is some 300 MB of
// XML. More is a bomb, or a file to be saved as CSV.
const (
	mostSheet   = 1 << 30   // of the sheet's XML, which is read as a stream and kept nowhere
	mostStrings = 128 << 20 // of the shared strings' XML, whose texts are kept
	mostOther   = 4 << 20   // of each of the two small parts that name the sheets
	mostEntries = 10_000    // files in the archive
	mostToken   = 1 << 20   // of one tag or text, which the decoder keeps whole: a cell has at most 32,767 characters
)

var (
	errNotXLSX     = errors.New("the file is no XLSX workbook")
	errXLSXSize    = errors.New("the workbook is larger unpacked than a workbook of rows can be: it is refused, save it as CSV")
	errXLSXDamaged = errors.New("the workbook is damaged")
	errXLSX1904    = errors.New("the workbook counts its days from 1904: switch that off and look at its dates, or save it as CSV")
	errXLSXSheets  = errors.New("the workbook does not show exactly one sheet: keep the one with the rows")
)

// xlsxReader reads the first sheet that is shown as a stream. The library for workbooks would unpack a large sheet into a temporary
// file in clear and load a sheet whole to tell a formula from a value, so the few parts that matter are read here; tests write them
// with it.
type xlsxReader struct {
	file    *os.File
	sheet   io.ReadCloser
	xml     tokens
	strings shared
	row     int64
	cell    []byte
	// of the file, and of its sheet unpacked
	size     int64
	unpacked uint64
}

// shared are the texts that cells name by number, one after the other.
type shared struct {
	text []byte
	ends []uint32
}

func (s *shared) at(n int) ([]byte, bool) {
	if n < 0 || n >= len(s.ends) {
		return nil, false
	}
	start := uint32(0)
	if n > 0 {
		start = s.ends[n-1]
	}
	return s.text[start:s.ends[n]], true
}

// bounded gives no more than a part may have, and no more for one token than a token may have, whatever the archive says of
// lengths, and an error for what goes on.
type bounded struct {
	io.Reader
	left, token int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 || b.token <= 0 {
		return 0, errXLSXSize
	}
	p = p[:min(int64(len(p)), b.left)]
	n, err := b.Reader.Read(p)
	b.left -= int64(n)
	b.token -= int64(n)
	return n, err
}

// tokens reads XML of a bounded part.
type tokens struct {
	in  *bounded
	xml *xml.Decoder
}

func newTokens(r io.Reader, most int64) tokens {
	in := &bounded{Reader: r, left: most}
	return tokens{in, xml.NewDecoder(in)}
}

func (t tokens) next() (xml.Token, error) {
	t.in.token = mostToken
	return t.xml.RawToken()
}

func newXLSX(f *os.File, size int64) (_ *xlsxReader, err error) {
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return nil, errNotXLSX
	}
	if len(archive.File) > mostEntries {
		return nil, errXLSXSize
	}
	part := func(name string) *zip.File {
		for _, e := range archive.File {
			if strings.EqualFold(strings.TrimPrefix(e.Name, "/"), name) {
				return e
			}
		}
		return nil
	}
	sheet, err := sheetPart(part)
	if err != nil {
		return nil, err
	}
	r := &xlsxReader{file: f, size: size, unpacked: sheet.UncompressedSize64}
	if e := part("xl/sharedStrings.xml"); e != nil {
		if err := r.strings.load(e); err != nil {
			return nil, err
		}
	}
	if sheet.UncompressedSize64 > mostSheet {
		return nil, errXLSXSize
	}
	if r.sheet, err = sheet.Open(); err != nil {
		return nil, errXLSXDamaged
	}
	r.xml = newTokens(r.sheet, mostSheet)
	return r, nil
}

// sheetPart finds the only sheet that is shown.
func sheetPart(part func(string) *zip.File) (*zip.File, error) {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := small(part("xl/workbook.xml"), &book); err != nil {
		return nil, err
	}
	if err := small(part("xl/_rels/workbook.xml.rels"), &links); err != nil {
		return nil, err
	}
	switch book.Properties.Date1904 {
	case "", "0", "false":
	default:
		return nil, errXLSX1904
	}
	shown := ""
	for _, s := range book.Sheets {
		if s.State != "" && s.State != "visible" {
			continue
		}
		if shown != "" {
			return nil, errXLSXSheets
		}
		shown = s.ID
	}
	for _, l := range links.Links {
		if shown != "" && l.ID == shown {
			name := l.Target
			if !strings.HasPrefix(name, "/") {
				name = path.Join("xl", name)
			}
			if e := part(strings.TrimPrefix(name, "/")); e != nil {
				return e, nil
			}
		}
	}
	return nil, errXLSXSheets
}

func small(e *zip.File, to any) error {
	if e == nil {
		return errNotXLSX
	}
	r, err := e.Open()
	if err != nil {
		return errXLSXDamaged
	}
	defer r.Close()
	if err := xml.NewDecoder(&bounded{r, mostOther, mostOther}).Decode(to); err != nil {
		return broken(err)
	}
	return nil
}

// broken keeps what bounded says, and says no more of the rest: an XML error may quote a cell.
func broken(err error) error {
	if errors.Is(err, errXLSXSize) {
		return errXLSXSize
	}
	return errXLSXDamaged
}

// load keeps the texts of the shared strings. Phonetic marks beside a text are not part of it.
func (s *shared) load(e *zip.File) error {
	if e.UncompressedSize64 > mostStrings {
		return errXLSXSize
	}
	f, err := e.Open()
	if err != nil {
		return errXLSXDamaged
	}
	defer f.Close()
	d := newTokens(f, mostStrings)
	inText, phonetic := false, 0
	for {
		t, err := d.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText = phonetic == 0
			case "rPh":
				phonetic++
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "rPh":
				phonetic--
			case "si":
				s.ends = append(s.ends, uint32(len(s.text))) // at most mostStrings
			}
		case xml.CharData:
			if inText {
				s.text = append(s.text, t...)
			}
		}
	}
}

// read is the part of the file that the read part of the sheet stands for, by what the archive says of its size.
func (r *xlsxReader) read() int64 {
	return min(r.size, int64(float64(mostSheet-r.xml.in.left)/float64(max(r.unpacked, 1))*float64(r.size)))
}

func (r *xlsxReader) Close() error { return errors.Join(r.sheet.Close(), r.file.Close()) }

// next gives the next row of the sheet that has cells. A cell with a formula becomes "=", which no column takes.
func (r *xlsxReader) next(b *block) error {
	for {
		t, err := r.xml.next()
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return broken(err)
		}
		if s, ok := t.(xml.StartElement); ok && s.Name.Local == "row" {
			r.row++
			for _, a := range s.Attr {
				if a.Name.Local == "r" {
					n, ok := atoi(a.Value)
					if !ok || int64(n) < r.row {
						return errXLSXDamaged
					}
					r.row = int64(n)
				}
			}
			return r.cells(b)
		}
	}
}

func atoi(s string) (int, bool) {
	if len(s) == 0 || len(s) > 9 || !digits([]byte(s)) {
		return 0, false
	}
	return int(number([]byte(s))), true
}

// columnOf is the column of a cell's name, B7: 1; -1 for none.
func columnOf(s string) int {
	n := 0
	for i := range len(s) {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		if n = n*26 + int(c-'a') + 1; n > 1<<20 {
			return -1
		}
	}
	return n - 1
}

// exactBelow is up to where a spreadsheet keeps every digit of a number: it keeps fifteen.
const exactBelow = 1e15

// appendNumber writes the number of a cell as it stands in the sheet. An identity number or an account that was typed as a number has
// lost its last digits, however many are written there and whatever its check digit says by chance: it is written so that no column
// takes it.
func appendNumber(to, cell []byte) []byte {
	if len(cell) >= len("1e15") {
		if f, err := strconv.ParseFloat(string(cell), 64); err == nil && (f >= exactBelow || f <= -exactBelow) {
			return strconv.AppendFloat(to, f, 'E', 14, 64)
		}
	}
	return append(to, cell...)
}

// cells reads the cells of a row up to its end.
func (r *xlsxReader) cells(b *block) error {
	first, start := len(b.ends), len(b.text)
	kind, inValue, formula, phonetic := "", false, false, 0
	column, wide, inCell := -1, false, false
	for {
		t, err := r.xml.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errXLSXDamaged
			}
			return broken(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "c":
				column++
				kind, formula, inCell, r.cell = "", false, true, r.cell[:0]
				for _, a := range t.Attr {
					switch a.Name.Local {
					case "r":
						if column = columnOf(a.Value); column < len(b.ends)-first && !wide {
							return errXLSXDamaged
						}
					case "t":
						kind = a.Value
					}
				}
			case "f":
				formula = inCell
			case "v":
				inValue = inCell
			case "t":
				inValue = inCell && phonetic == 0
			case "rPh":
				phonetic++
			}
		case xml.CharData:
			if inValue {
				if r.cell = append(r.cell, t...); len(r.cell) > mostToken {
					return errXLSXDamaged
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v", "t":
				inValue = false
			case "rPh":
				phonetic--
			case "c":
				inCell = false
				if column >= mostColumns {
					wide = true
					continue
				}
				for len(b.ends)-first < column { // cells that are empty are not written
					b.ends = append(b.ends, len(b.text))
				}
				switch {
				case formula:
					b.text = append(b.text, '=')
				case kind == "s":
					n, ok := atoi(string(r.cell))
					text, there := r.strings.at(n)
					if !ok || !there {
						return errXLSXDamaged
					}
					b.text = append(b.text, text...)
				case kind == "e", kind == "b":
					b.text = append(b.text, "#"...) // an error or true and false, which nothing takes
				case kind == "" || kind == "n":
					b.text = appendNumber(b.text, r.cell)
				default:
					b.text = append(b.text, r.cell...)
				}
				b.ends = append(b.ends, len(b.text))
			case "row":
				if wide {
					b.text, b.ends = b.text[:start], b.ends[:first]
					b.refuse(r.row, TooManyColumns)
					return nil
				}
				b.rows = append(b.rows, rawRow{at: r.row, first: first, last: len(b.ends)})
				return nil
			}
		}
	}
}
