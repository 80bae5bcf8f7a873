package load

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// The shape of a dBase III or FoxPro file: a header of 32 bytes, 32 bytes a field, 0D, then records of one length that begin with
// a mark. The lengths that it states are believed only where they agree with one another and with the file's size.
const (
	dbfHeader      = 32
	dbfFieldSize   = 32
	dbfEndOfFields = 0x0D
	dbfDeleted     = '*'
	dbfEndOfFile   = 0x1A
	// dbfMostFields is the most that FoxPro writes.
	dbfMostFields = 255
	// dbfLongest is the longest record that FoxPro writes.
	dbfLongest = 65500
)

var (
	errNotDBF  = errors.New("the file is no dBase III or FoxPro table")
	errDBFLies = errors.New("the file's header does not agree with its size: it is damaged or cut short")
	errDBFMemo = errors.New("the table has memo, binary or currency fields, which are not read: save it without them")
)

type dbfReader struct {
	in     *bufio.Reader
	count  *counting
	file   io.Closer
	gb     *gb
	fields []dbfField
	record []byte
	left   uint32
	at     int64
	begun  bool
}

type dbfField struct {
	name          []byte
	kind          byte
	offset, width int
}

// newDBF reads the header of a table whose file has size bytes.
func newDBF(f io.ReadCloser, size int64) (*dbfReader, error) {
	r := &dbfReader{count: &counting{r: f}, file: f, gb: newGB()}
	r.in = bufio.NewReaderSize(r.count, int(min(readAhead, size+1)))
	var head [dbfHeader]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return nil, errNotDBF
	}
	switch head[0] {
	case 0x03, 0x30, 0x31, 0x32: // dBase III, Visual FoxPro
	case 0x83, 0x8B, 0xF5:
		return nil, errDBFMemo
	default:
		return nil, errNotDBF
	}
	n := binary.LittleEndian.Uint32(head[4:])
	headerSize := int(binary.LittleEndian.Uint16(head[8:]))
	recordSize := int(binary.LittleEndian.Uint16(head[10:]))
	if headerSize < dbfHeader+dbfFieldSize+1 || recordSize < 2 || recordSize > dbfLongest || int64(headerSize) > size {
		return nil, errDBFLies
	}
	if have := size - int64(headerSize) - int64(n)*int64(recordSize); have < 0 || have > 1 {
		return nil, errDBFLies // beside the mark of the end of the file there is nothing after the last record
	}
	fields := make([]byte, headerSize-dbfHeader)
	if _, err := io.ReadFull(r.in, fields); err != nil {
		return nil, errDBFLies
	}
	offset := 1 // after the mark
	for {
		if len(fields) == 0 {
			return nil, errDBFLies
		}
		if fields[0] == dbfEndOfFields {
			break // what follows in a FoxPro file names its database
		}
		if len(fields) < dbfFieldSize || len(r.fields) == dbfMostFields {
			return nil, errDBFLies
		}
		d := fields[:dbfFieldSize]
		fields = fields[dbfFieldSize:]
		f := dbfField{name: bytes.Clone(d[:11]), kind: d[11], offset: offset, width: int(d[16])}
		if i := bytes.IndexByte(f.name, 0); i >= 0 {
			f.name = f.name[:i]
		}
		switch f.kind {
		case 'C':
			f.width |= int(d[17]) << 8 // as FoxPro writes long texts
		case 'N', 'F', 'D', 'L':
		case '0': // FoxPro's own marks of what is NULL
		default:
			return nil, errDBFMemo
		}
		if offset += f.width; f.width == 0 || offset > recordSize {
			return nil, errDBFLies
		}
		r.fields = append(r.fields, f)
	}
	if len(r.fields) == 0 || offset != recordSize {
		return nil, errDBFLies
	}
	r.record, r.left = make([]byte, recordSize), n
	return r, nil
}

func (r *dbfReader) read() int64  { return r.count.n }
func (r *dbfReader) Close() error { return r.file.Close() }

// next gives the names of the fields as the first row, row 0, and then the records, from 1.
func (r *dbfReader) next(b *block) error {
	first := len(b.ends)
	if !r.begun {
		r.begun = true
		for _, f := range r.fields {
			name, ok := r.gb.decode(f.name)
			if !ok {
				name = nil
			}
			b.text = append(b.text, name...)
			b.ends = append(b.ends, len(b.text))
		}
		b.rows = append(b.rows, rawRow{first: first, last: len(b.ends)})
		return nil
	}
	if r.left == 0 {
		return io.EOF
	}
	if _, err := io.ReadFull(r.in, r.record); err != nil {
		return errDBFLies
	}
	r.left--
	r.at++
	switch r.record[0] {
	case ' ':
	case dbfDeleted:
		b.refuse(r.at, DeletedRow)
		return nil
	default:
		return errDBFLies
	}
	start := len(b.text)
	for _, f := range r.fields {
		raw := bytes.TrimRight(r.record[f.offset:f.offset+f.width], " \x00")
		cell, ok := r.gb.decode(raw)
		if !ok {
			b.text, b.ends = b.text[:start], b.ends[:first]
			b.refuse(r.at, BrokenText)
			return nil
		}
		cell = bytes.TrimLeft(cell, " ")
		if f.kind == 'N' || f.kind == 'F' { // FoxPro computes with doubles, as a sheet does
			b.text = appendNumber(b.text, cell)
		} else {
			b.text = append(b.text, cell...)
		}
		b.ends = append(b.ends, len(b.text))
	}
	b.rows = append(b.rows, rawRow{at: r.at, first: first, last: len(b.ends)})
	return nil
}
