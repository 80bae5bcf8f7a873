package printer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/slip"
)

// The models of the plan are there, each says in a comment where each of its values is from, and what it does not know.
func TestProfiles(t *testing.T) {
	want := []string{"citizen-ppu-700", "custom-vkp80", "epson-eu-t400", "epson-tm-t82", "epson-tm-t88", "generic58-gsr", "generic58",
		"generic80-gsr", "generic80-silent", "generic80", "snbc-bt-t080", "snbc-btp-r880np"}
	var names []string
	for _, p := range Profiles() {
		names = append(names, p.Name)
		if got, ok := ProfileNamed(p.Name); !ok || got != p {
			t.Errorf("%q is %+v", p.Name, got)
		}
		raw, err := os.ReadFile(filepath.Join("profiles", p.Name+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(raw), "\n")
		unknown := 0
		for i, l := range lines {
			if strings.Contains(l, " = ") && !strings.HasPrefix(l, "#") && !strings.HasPrefix(l, "model") && !strings.HasPrefix(l, "end ") &&
				!strings.HasPrefix(l, "dots") && !strings.HasPrefix(lines[i-1], "# ") {
				t.Errorf("%s: %q has no source", p.Name, l)
			}
			if strings.HasSuffix(l, `= "unknown"`) {
				unknown++
			}
		}
		if n := len(strings.Fields(p.Unknown)); n != unknown {
			t.Errorf("%s: %d keys are unknown, %d are told: %s", p.Name, unknown, n, p.Unknown)
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	for _, name := range []string{"none", "", "../profiles/generic80", "generic80.toml"} {
		if _, ok := ProfileNamed(name); ok {
			t.Errorf("there is a profile %q", name)
		}
	}
}

// What stands in a file is what is read.
func TestProfileOfAFile(t *testing.T) {
	p := named("citizen-ppu-700")
	if p.EndMask != 0x20 || p.NearMask != 0x0C || p.PresenterBit != 0x04 || p.Completion != GSr || p.Clearing != ClearsByDLE || p.QR != QRUnknown ||
		p.Presenter.Family != PPU700Family || p.Presenter.Retract != "\x1dR0" || p.Presenter.Setup != "\x1dR1\x5a" || p.Presenter.Waiting != 0x40 ||
		p.Buffer != 0 || p.Speed != 0 || !p.Knows("clear") || p.Knows("buffer") || p.Cut != "\x1dVB\x00" {
		t.Errorf("%+v", p)
	}
	p = named("custom-vkp80")
	if p.Cut != "\x1dVA\x00" || p.Presenter.Ask != "\x1de\x06" || p.Presenter.Present != "\x1de\x03\x0c" || p.Completion != CompletionUnknown || p.NearMask != 0 {
		t.Errorf("%+v", p)
	}
	// An operator's own file, by its path.
	raw, err := os.ReadFile("profiles/generic58.toml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ours.toml")
	if err := os.WriteFile(path, []byte("\xEF\xBB\xBF"+string(raw)), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err = LoadProfile(path)
	if want := named("generic58"); err != nil || p.Name != "ours" || p.Columns != want.Columns {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := LoadProfile("nobody"); err == nil || !strings.Contains(err.Error(), "generic80-gsr") {
		t.Errorf("%v", err)
	}
	if _, err := LoadProfile(path + "x"); err == nil {
		t.Error("a file that is not there is a profile")
	}
}

// A profile with a fault is none, and the fault is told with file and key.
func TestProfileFaults(t *testing.T) {
	raw, err := os.ReadFile("profiles/citizen-ppu-700.toml")
	if err != nil {
		t.Fatal(err)
	}
	good := string(raw)
	for _, c := range []struct{ from, to, says string }{
		{"columns = 48", "columns = 48\ncolumn = 48", ":8:1: column: there is no such key"},
		{"[status]", "[statuses]", "statuses"},
		{"columns = 48\n", "", "p.toml: columns: is missing"},
		{"near = 0x0C\n", "", "p.toml: status.near: is missing"},
		{"columns = 48", "columns = 49", "p.toml: columns: a number from 32 to 48"},
		{"columns = 48", `columns = "unknown"`, "p.toml: columns: a number"},
		{"dots = 576", "dots = 500", "p.toml: dots: a number from 576 to 1024"},
		{"dpi = 203", "dpi = 200", "p.toml: dpi: 180 or 203"},
		{"spacing = 30", "spacing = 16", "p.toml: spacing: a number from 24"},
		{`speed = "unknown"`, "speed = 5", "p.toml: speed: a number from 20 to 500"},
		{`buffer = "unknown"`, "buffer = 512", "p.toml: buffer: a number from 1035"},
		{`completion = "gs-r"`, `completion = "always"`, "p.toml: completion: one of gs-r, none, process-id, unknown"},
		{`cut = "feed-partial"`, `cut = "unknown"`, "p.toml: cut: one of feed-full, feed-partial"},
		{"position = true", "position = 1", "p.toml: position: true, false"},
		{"widest = 8", "widest = 4", "p.toml: widest: 2 or 8"},
		{"end = 0x20", "end = 0x120", "p.toml: status.end: bits from 0x01 to 0xFF"},
		{`retract = "1D 52 30"`, `retract = "10 14 08"`, "p.toml: presenter.retract: 2 to 16 bytes"},
		{`retract = "1D 52 30"`, `retract = "1D 5"`, "p.toml: presenter.retract: 2 to 16 bytes"},
		{`family = "ppu-700"`, `family = "none"`, "p.toml: presenter.family: commands are given"},
		{"after = 45", "after = 3", "p.toml: presenter.after: a number from 10 to 120"},
		{"columns = 48", "columns = ", "p.toml:7:"},
		{"columns = 48\n", "columns = 48\ncolumns = 32\n", "p.toml:8:"},
	} {
		text := strings.Replace(good, c.from, c.to, 1)
		if text == good {
			t.Fatalf("%q is not in the file", c.from)
		}
		if p, err := ParseProfile("p.toml", []byte(text)); err == nil || !strings.Contains(err.Error(), c.says) || p != (Profile{}) {
			t.Errorf("%q: %v, want %s", c.to, err, c.says)
		}
	}
	if _, err := ParseProfile("p.toml", []byte(strings.NewReplacer("columns = 48", "columns = 1", "after = 45", "after = 1").Replace(good))); err == nil ||
		strings.Count(err.Error(), "\n") < 1 {
		t.Errorf("not both faults are told: %v", err)
	}
}

// Any text is a profile that can be printed by, or an error that names its file.
func FuzzProfile(f *testing.F) {
	for _, p := range Profiles() {
		raw, err := os.ReadFile(filepath.Join("profiles", p.Name+".toml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("columns = 48\n[status]\nnear = 0x0C"))
	f.Add([]byte("model = [[1]]\npresenter = 1"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := ParseProfile("p.toml", raw)
		if err != nil {
			for _, l := range strings.Split(err.Error(), "\n") {
				if p != (Profile{}) || !strings.HasPrefix(l, "p.toml:") {
					t.Fatalf("%+v %q", p, l)
				}
			}
			return
		}
		sheet := slip.Sheet{Columns: p.Columns, Lines: []slip.Line{{Rule: true}, {Cells: []slip.Cell{{Text: "甲"}, {Column: 20, Text: "1"}}}, {QR: "码"}}}
		for _, b := range encode(sheet, p, plain{}) {
			if len(b.bytes) > blockSize || b.mm <= 0 {
				t.Fatalf("a block of %d bytes, %v mm", len(b.bytes), b.mm)
			}
		}
		if mm := Length(sheet, p); mm <= 0 || mm > 200 || p.paperTime(mm) <= 0 {
			t.Fatalf("%v mm", mm)
		}
	})
}

// A profile that is written is read back as the same.
func TestProfileIsReadBack(t *testing.T) {
	for _, p := range Profiles() {
		back, err := ParseProfile(p.Name+".toml", []byte(p.TOML()))
		if err != nil || back != p {
			t.Errorf("%s\n%v\n%+v\n%+v", p.TOML(), err, back, p)
		}
	}
}
