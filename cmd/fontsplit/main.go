// Command fontsplit takes one face out of a font collection and writes it as a font of its own.
//
// The toolkit reads no collections, and Debian's fonts-noto-cjk ships only those. The fonts under ui/theme/fonts were made by
//
//	fontsplit -family "Noto Sans CJK SC" -o ui/theme/fonts/NotoSansCJKsc-Regular.otf /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
//	fontsplit -family "Noto Sans CJK SC" -o ui/theme/fonts/NotoSansCJKsc-Bold.otf /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc
//
// The tables are copied byte by byte; only their directory and the checksums are new.
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"sort"
	"unicode/utf16"
)

func main() {
	family := flag.String("family", "Noto Sans CJK SC", "family name of the face")
	out := flag.String("o", "", "file to write")
	flag.Parse()
	if flag.NArg() != 1 || *out == "" {
		fmt.Fprintln(os.Stderr, "usage: fontsplit -family NAME -o FILE.otf COLLECTION.ttc")
		os.Exit(2)
	}
	if err := run(*family, flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "fontsplit:", err)
		os.Exit(1)
	}
}

func run(family, in, out string) error {
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	font, err := split(raw, family)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, font, 0o644)
}

var errShort = errors.New("the file ends too early")

// table is one table of a face, in the collection's bytes.
type table struct {
	tag  string
	data []byte
}

// split finds the face of a family and lays its tables out as a font.
func split(raw []byte, family string) ([]byte, error) {
	if len(raw) < 12 || string(raw[:4]) != "ttcf" {
		return nil, errors.New("not a font collection")
	}
	count := int(binary.BigEndian.Uint32(raw[8:]))
	if count < 1 || len(raw) < 12+4*count {
		return nil, errShort
	}
	var names []string
	for i := range count {
		at := int(binary.BigEndian.Uint32(raw[12+4*i:]))
		version, tables, err := directory(raw, at)
		if err != nil {
			return nil, err
		}
		name := familyOf(tables)
		if name == family {
			return assemble(version, tables), nil
		}
		names = append(names, name)
	}
	return nil, fmt.Errorf("no face of family %q; there are %q", family, names)
}

func directory(raw []byte, at int) (version uint32, tables []table, err error) {
	if at < 0 || at+12 > len(raw) {
		return 0, nil, errShort
	}
	version = binary.BigEndian.Uint32(raw[at:])
	n := int(binary.BigEndian.Uint16(raw[at+4:]))
	for i := range n {
		e := at + 12 + 16*i
		if e+16 > len(raw) {
			return 0, nil, errShort
		}
		offset, length := int(binary.BigEndian.Uint32(raw[e+8:])), int(binary.BigEndian.Uint32(raw[e+12:]))
		if offset+length > len(raw) {
			return 0, nil, errShort
		}
		tables = append(tables, table{tag: string(raw[e : e+4]), data: raw[offset : offset+length]})
	}
	return version, tables, nil
}

// familyOf is name 1 (family) of the Windows platform in English; "" when there is none.
func familyOf(tables []table) string {
	for _, t := range tables {
		if t.tag != "name" || len(t.data) < 6 {
			continue
		}
		n, text := int(binary.BigEndian.Uint16(t.data[2:])), int(binary.BigEndian.Uint16(t.data[4:]))
		for i := range n {
			e := 6 + 12*i
			if e+12 > len(t.data) {
				return ""
			}
			field := func(k int) int { return int(binary.BigEndian.Uint16(t.data[e+2*k:])) }
			if field(0) != 3 || field(2) != 0x409 || field(3) != 1 {
				continue
			}
			from, to := text+field(5), text+field(5)+field(4)
			if to > len(t.data) {
				return ""
			}
			var units []uint16
			for b := t.data[from:to]; len(b) >= 2; b = b[2:] {
				units = append(units, binary.BigEndian.Uint16(b))
			}
			return string(utf16.Decode(units))
		}
	}
	return ""
}

// assemble writes the tables in tag order, each on four bytes, with fresh checksums.
func assemble(version uint32, tables []table) []byte {
	sort.Slice(tables, func(i, j int) bool { return tables[i].tag < tables[j].tag })
	n := len(tables)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := make([]byte, 12+16*n)
	binary.BigEndian.PutUint32(out, version)
	binary.BigEndian.PutUint16(out[4:], uint16(n))
	binary.BigEndian.PutUint16(out[6:], uint16(power*16))
	binary.BigEndian.PutUint16(out[8:], uint16(log))
	binary.BigEndian.PutUint16(out[10:], uint16((n-power)*16))
	head := -1
	for i, t := range tables {
		at := len(out)
		data := append([]byte(nil), t.data...)
		if t.tag == "head" && len(data) >= 12 {
			clear(data[8:12]) // the checksum of the whole font; it counts as zero while the sums are made
			head = at
		}
		out = append(out, data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		e := out[12+16*i:]
		copy(e, t.tag)
		binary.BigEndian.PutUint32(e[4:], checksum(data))
		binary.BigEndian.PutUint32(e[8:], uint32(at))
		binary.BigEndian.PutUint32(e[12:], uint32(len(t.data)))
	}
	if head >= 0 {
		const whole = 0xB1B0AFBA // OpenType: what all words of a font with its adjustment add up to
		binary.BigEndian.PutUint32(out[head+8:], whole-checksum(out))
	}
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}
