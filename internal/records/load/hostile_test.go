package load_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records/load"
)

// zeros gives n times the same byte.
type zeros struct {
	n int64
	c byte
}

func (z *zeros) Read(b []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	b = b[:min(int64(len(b)), z.n)]
	for i := range b {
		b[i] = z.c
	}
	z.n -= int64(len(b))
	return len(b), nil
}

// changed is a good workbook in which one part is another.
func changed(t testing.TB, part string, content io.Reader, lie bool) string {
	t.Helper()
	good := workbook(t, taxRows(), nil)
	r, err := zip.OpenReader(good)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	path := filepath.Join(t.TempDir(), "bomb.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	found := false
	for _, e := range r.File {
		if e.Name != part {
			if err := w.Copy(e); err != nil {
				t.Fatal(err)
			}
			continue
		}
		found = true
		if !lie {
			w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
			to, err := w.Create(part)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(to, content); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var packed bytes.Buffer
		d, err := flate.NewWriter(&packed, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(d, content); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		to, err := w.CreateRaw(&zip.FileHeader{Name: part, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if !found {
		t.Fatalf("a workbook has no part %s", part)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHostileFiles: each is refused with its row or its reason, and the process stays small.
func TestHostileFiles(t *testing.T) {
	const most = 200 // MiB: the program itself, the working blocks, and what the collector leaves lying
	gigabyte := func(before, after string) string {
		path := filepath.Join(t.TempDir(), "contributions.csv")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(before); err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte(after), 1<<30); err != nil { // a hole: a gigabyte of zeros that takes no room
			t.Fatal(err)
		}
		return path
	}
	row := jia + ",202609,110,370100,,1.00,,,paid\n"
	wide := strings.Repeat(",", 1_000_000) + "\n"
	repeated := func(s string, n int) string { return strings.Repeat(s, n) }
	sheetStart := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	tests := []struct {
		name, mapping, path, want string
		most                      int
	}{
		{"line of a gigabyte", "raw", gigabyte(head+row, "\n"+row), "found 3 " + string(load.TooLongRow) + "\naccepted 2", most},
		{"header of a gigabyte", "raw", gigabyte("", "\n"+row), "refused", most},
		{"quotation mark that is never closed", "raw", write(t, "contributions.csv", head+row+"\""+repeated(row, 100_000)), "refused", most},
		{"a million columns", "raw", write(t, "contributions.csv", head+wide+row), "found 2 " + string(load.TooManyColumns) + "\naccepted 1", most},
		{"header of a million columns", "raw", write(t, "contributions.csv", wide+row), "refused", most},
		{"broken GBK", "raw", write(t, "contributions.csv", head+strings.Replace(row, ",,1", ",\xB2\xE2\xCA\xFF\xFF,1", 1)+row),
			"found 2 " + string(load.BrokenText) + "\naccepted 1", most},
		{"UTF-16", "raw", write(t, "contributions.csv", "\xFF\xFEn\x00u\x00"), "refused", most},
		{"old workbook", "raw", write(t, "contributions.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "refused", most},
		{"no workbook", "tax-client", write(t, "a.xlsx", "PK\x03\x04"+repeated("x", 1000)), "refused", most},
		{"empty", "raw", write(t, "contributions.csv", ""), "refused", most},
		{"bomb of shared strings", "tax-client", changed(t, "xl/sharedStrings.xml", io.MultiReader(strings.NewReader("<sst>"),
			strings.NewReader(repeated("<si><t>x</t></si>", 9_000_000))), false), "refused", most},
		{"bomb in one text", "tax-client", changed(t, "xl/sharedStrings.xml", io.MultiReader(strings.NewReader("<sst><si><t>"),
			&zeros{n: 8 << 20, c: 'x'}), false), "refused", most},
		{"bomb that lies", "tax-client", changed(t, "xl/worksheets/sheet1.xml", io.MultiReader(strings.NewReader(sheetStart),
			&zeros{n: 20 << 20, c: ' '}), true), "refused", most},
		{"bomb of names", "tax-client", changed(t, "xl/workbook.xml", &zeros{n: 8 << 20, c: ' '}, false), "refused", most},
		{"entities", "tax-client", changed(t, "xl/sharedStrings.xml", strings.NewReader(`<!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>`),
			false), "refused", most},
		{"row of a million cells", "tax-client", changed(t, "xl/worksheets/sheet1.xml", strings.NewReader(sheetStart+`<row r="1">`+
			repeated(`<c><v>1</v></c>`, 1_000_000)+`</row></sheetData></worksheet>`), false), "refused", most},
		{"cell far to the right", "tax-client", changed(t, "xl/worksheets/sheet1.xml", strings.NewReader(sheetStart+
			`<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`), false), "refused", most},
		{"string that is not there", "tax-client", changed(t, "xl/worksheets/sheet1.xml", strings.NewReader(sheetStart+
			`<row r="1"><c t="s"><v>999999999</v></c></row></sheetData></worksheet>`), false), "refused", most},
	}
	good := dbfExample()
	lie := func(name string, change func([]byte)) {
		bad := bytes.Clone(good)
		change(bad)
		tests = append(tests, struct {
			name, mapping, path, want string
			most                      int
		}{"DBF: " + name, "dbf-report", write(t, "a.dbf", string(bad)), "refused", most})
	}
	lie("more records than there are", func(b []byte) { binary.LittleEndian.PutUint32(b[4:], 1<<32-1) })
	lie("fewer records than there are", func(b []byte) { binary.LittleEndian.PutUint32(b[4:], 1) })
	lie("header longer than the file", func(b []byte) { binary.LittleEndian.PutUint16(b[8:], 65535) })
	lie("no header", func(b []byte) { binary.LittleEndian.PutUint16(b[8:], 0) })
	lie("header that ends in a field", func(b []byte) { binary.LittleEndian.PutUint16(b[8:], 65) })
	lie("records of no length", func(b []byte) { binary.LittleEndian.PutUint16(b[10:], 0) })
	lie("records of the greatest length", func(b []byte) { binary.LittleEndian.PutUint16(b[10:], 65535) })
	lie("field wider than the record", func(b []byte) { b[32+16] = 255 })
	lie("field of no width", func(b []byte) { b[32+16] = 0 })
	lie("memo field", func(b []byte) { b[32+11] = 'M' })
	lie("mark that is none", func(b []byte) { b[32+8*32+1] = 'X' })
	highest := 0
	for _, test := range tests {
		said, peak := checked(t, test.mapping, test.path)
		if !strings.HasPrefix(said, test.want) || peak > test.most {
			t.Errorf("%s: %d MiB, said %.200q, want %q", test.name, peak, said, test.want)
		}
		highest = max(highest, peak)
	}
	proof.Saw(t, "%d hostile files, each refused with its row or reason; the largest process had %d MiB", len(tests), highest)
}

// FuzzCSV: any bytes are rows or refusals, and every row is accounted for.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{head + jia + ",202609,110,370100,,1.00,,,paid\n", "\xEF\xBB\xBF" + head + "\"a\"\"b\"\n", head + "合计,,,,,1\n",
		head + "\"\n\n\n", head + "\xB2\xE2\xCA\xD4,\r\n,,,,,,,,\n", strings.ReplaceAll(head, ",", "|") + "a|b\n"} {
		f.Add([]byte(s))
	}
	fuzzFile(f, "raw", "contributions.csv")
}

// FuzzDBF: any bytes are a table or none.
func FuzzDBF(f *testing.F) {
	f.Add(dbfExample())
	f.Add(dbf([]string{"AAC002"}, []int{18}, nil))
	fuzzFile(f, "dbf-report", "a.dbf")
}

// FuzzSheet: any XML in the place of a sheet gives rows or a refusal.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>姓名</t></is></c><c r="B2"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>`))
	f.Add([]byte(`<row><c r="B1" t="s"><v>0</v></c><c r="A1"/></row>`))
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, sheet []byte) {
		path := filepath.Join(folder, fmt.Sprintf("%d.xlsx", os.Getpid()))
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		w := zip.NewWriter(file)
		for name, content := range map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet r:id="a"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/sharedStrings.xml":       `<sst><si><t>身份证件号码</t></si></sst>`,
			"xl/worksheets/sheet1.xml":   string(sheet),
		} {
			to, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(to, content); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		checkAny(t, "tax-client", path)
	})
}

// FuzzMapping: any text is a mapping or an error.
func FuzzMapping(f *testing.F) {
	all, err := filepath.Glob("mappings/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range all {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := load.ParseMapping("m.toml", raw); err != nil && !strings.HasPrefix(err.Error(), "m.toml:") {
			t.Errorf("%v names no line", err)
		}
	})
}

func fuzzFile(f *testing.F, mappingName, name string) {
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(folder, fmt.Sprint(os.Getpid()), name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		checkAny(t, mappingName, path)
	})
}

func checkAny(t *testing.T, mappingName, path string) {
	o := options()
	o.Places = nil
	if mappingName == "tax-client" {
		o.Places = append(o.Places, "370100")
	}
	sum, err := load.DryRun(ctx, mapping(t, mappingName), inputs(t, path), o)
	if err != nil {
		if strings.Contains(err.Error(), "fault of the program") {
			t.Error(err)
		}
		return
	}
	if r := sum.Outcomes[0].Rows; r.Read != r.Accepted+r.Refused+r.Skipped+r.Totals {
		t.Errorf("%+v", r)
	}
}
