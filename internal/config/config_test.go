package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

const shipped = "../../kiosk.toml"

func TestTheShippedFileSaysTheDefaults(t *testing.T) {
	c, err := Load(shipped)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, Default()) {
		t.Errorf("kiosk.toml says %+v, the program's own values are %+v", c, Default())
	}
}

func TestEveryKeyIsInTheShippedFileWithAComment(t *testing.T) {
	raw, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	table, seen := "", map[string]bool{}
	for i, l := range lines {
		if m := regexp.MustCompile(`^\[(\w+)\]`).FindStringSubmatch(l); m != nil {
			table = m[1]
		}
		if m := regexp.MustCompile(`^(\w+) = `).FindStringSubmatch(l); m != nil {
			seen[table+"."+m[1]] = true
			if !strings.HasPrefix(lines[i-1], "# ") {
				t.Errorf("line %d: %s has no comment", i+1, m[1])
			}
		}
	}
	want := 0
	typ := reflect.TypeFor[Config]()
	for i := range typ.NumField() {
		f := typ.Field(i)
		for j := range f.Type.NumField() {
			key := f.Tag.Get("toml") + "." + f.Type.Field(j).Tag.Get("toml")
			want++
			if !seen[key] {
				t.Errorf("%s is not in kiosk.toml", key)
			}
		}
	}
	if len(seen) != want {
		t.Errorf("%d keys in the file, %d in the program", len(seen), want)
	}
}

func TestFaultsNameLineAndColumn(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"city":           {"[terminal]\ncity = \"济南\"\n", "k.toml:2:1: terminal.city: empty, or the division of a city"},
		"slip address":   {"[slips]\naddress = \"http://a.example\"\n", "k.toml:2:1: slips.address: an address that begins with https://"},
		"slip days":      {"[slips]\nvalid_days = 0\n", "k.toml:2:1: slips.valid_days: 1 to 366"},
		"slips a day":    {"[slips]\nper_day = 21\n", "k.toml:2:1: slips.per_day: 1 to 20"},
		"slip notes":     {"[slips]\nnotes = [\"\"]\n", "k.toml:2:1: slips.notes: 1 to 80 characters each"},
		"roll":           {"[printer]\nroll_metres = 1\n", "k.toml:2:1: printer.roll_metres: 5 to 500"},
		"unknown key":    {"[printer]\nbaud = 9600\nbuad = 9600\n", "k.toml:3:1: printer.buad: there is no such key"},
		"unknown table":  {"[printers]\nbaud = 9600\n", "k.toml:1:2: printers"},
		"wrong type":     {"[printer]\nbaud = \"fast\"\n", "k.toml:2:8: printer.baud"},
		"no time":        {"[time]\nidle = \"soon\"\n", "k.toml:2:8: "},
		"out of bounds":  {"\n[printer]\n  baud = 1200\n", "k.toml:3:3: printer.baud: 9600, 19200"},
		"dotted":         {"time.idle = \"1s\"\n", "k.toml:1:1: time.idle: 30s to 5m0s"},
		"unproved cards": {"[card]\nauthenticity = \"optional\"\n", "k.toml:2:1: card.authenticity: \"required\""},
		"unbound PSAM":   {"[psam]\nreader = \"A 00 00\"\n", "psam.terminal_number: 12 digits"},
		"PSAM unnamed":   {"[psam]\nterminal_number = \"370100000001\"\n", "psam.reader: the whole name"},
		"plain HSM":      {"[hsm]\nurl = \"http://a\"\n", "k.toml:2:1: hsm.url: an address that begins with https://"},
		"HSM alone":      {"[hsm]\nurl = \"https://a\"\nca_file=\"a\"\ncert_file=\"b\"\n", "hsm.key_file: the path of a file"},
		"central what":   {"[central]\nkind = \"oracle\"\n", "k.toml:2:1: central.kind: postgres, http, or empty"},
		"open database":  {"[central]\nkind = \"postgres\"\nurl = \"postgres://u:p@db/records\"\n", "central.url: postgres://USER@HOST:PORT/DATABASE"},
		"no user":        {"[central]\nkind = \"postgres\"\nurl = \"postgres://db:5432/records\"\n", "central.url: postgres://USER@HOST"},
		"plain central":  {"[central]\nkind = \"http\"\nurl = \"http://a\"\n", "central.url: an address that begins with https://"},
		"weak seal":      {"[records]\nalgorithm = \"DES\"\n", "records.algorithm: AES-256-GCM or SM4-GCM"},
		"lonely copy":    {"[records]\nlocal = \"a.db\"\n", "records.local: a copy beside a central source"},
		"old copy":       {"[records]\nmax_age_days = 0\n", "records.max_age_days: 1 to 366"},
		"who speaks":     {"[voice]\nengine = \"festival\"\n", "k.toml:2:1: voice.engine: espeak-ng, command or none"},
		"no command":     {"[voice]\nengine = \"command\"\n", "voice.command: the program that speaks"},
		"too fast":       {"[voice]\nrate = 300\n", "k.toml:2:1: voice.rate: 50 to 200"},
		"no player":      {"[voice]\nplayer = []\n", "k.toml:2:1: voice.player: the program that plays"},
		"one device":     {"[voice]\nheadset = \"default\"\n", "k.toml:2:1: voice.headset: another device than"},
		"syntax":         {"[printer\n", "k.toml:1:"},
		"two faults":     {"[terminal]\nid = \"x\"\nphone = \"\"\n", "k.toml:2:1: terminal.id: 4 to 20 capital letters, digits and hyphens, for example SD-0101-0001\nk.toml:3:1: terminal.phone"},
	} {
		_, err := Parse("k.toml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := Parse("k.toml", []byte("\xEF\xBB\xBF[terminal]\nid = \"SD-0101-0001\"\n")); err != nil {
		t.Errorf("a mark at the beginning: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("[printer]\nbaud = 1200\n"))
	f.Add([]byte("time.idle = \"1s\"\na = [[1]]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Parse("k.toml", b); err != nil && !strings.HasPrefix(err.Error(), "k.toml:") {
			t.Errorf("an error without its place: %v", err)
		}
	})
}
