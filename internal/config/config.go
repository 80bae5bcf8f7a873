// Package config reads kiosk.toml, strictly: an unknown key, a value of the wrong type or out of bounds stops the start, and
// every fault is named with file, line and column.
//
// It opens no other file and no device. Times that are not here stand with their reasons beside the code that uses them.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Config is kiosk.toml.
type Config struct {
	Terminal Terminal `toml:"terminal"`
	Screen   Screen   `toml:"screen"`
	Card     Card     `toml:"card"`
	PSAM     PSAM     `toml:"psam"`
	HSM      HSM      `toml:"hsm"`
	Printer  Printer  `toml:"printer"`
	Voice    Voice    `toml:"voice"`
	Slips    Slips    `toml:"slips"`
	Records  Records  `toml:"records"`
	Central  Central  `toml:"central"`
	Tables   Tables   `toml:"tables"`
	FAQ      FAQ      `toml:"faq"`
	Journal  Journal  `toml:"journal"`
	Time     Time     `toml:"time"`
	Operator Operator `toml:"operator"`
}

// Terminal is what the terminal is called and where it stands.
type Terminal struct {
	ID     string `toml:"id"`
	Hall   string `toml:"hall"`
	City   string `toml:"city"`
	Phone  string `toml:"phone"`
	Notice string `toml:"notice"`
	Rating bool   `toml:"rating"`
}

// Screen is the display.
type Screen struct {
	DiagonalInch float64 `toml:"diagonal_inch"`
	ShowCursor   bool    `toml:"show_cursor"`
}

// Card is the reader, and what a card must have proved to be served.
type Card struct {
	Reader       string   `toml:"reader"`
	Ignore       []string `toml:"ignore"`
	Authenticity string   `toml:"authenticity"`
}

// Required is the only authenticity there is: what is personal is shown for a card that a key has proved.
const Required = "required"

// PSAM is the security module that was installed in the terminal. Without a Reader there is none.
type PSAM struct {
	Reader         string `toml:"reader"`
	USBPath        string `toml:"usb_path"`
	TerminalNumber string `toml:"terminal_number"`
	Area           string `toml:"area"`
}

// HSM is the security module of the back end. Without a URL there is none.
type HSM struct {
	URL      string `toml:"url"`
	CAFile   string `toml:"ca_file"`
	CertFile string `toml:"cert_file"`
	KeyFile  string `toml:"key_file"`
}

// Printer is the slip printer.
type Printer struct {
	Device  string `toml:"device"`
	Baud    int    `toml:"baud"`
	Profile string `toml:"profile"`
	// RollMetres is the paper of a new roll; what is left is reckoned from it and only advises.
	RollMetres int `toml:"roll_metres"`
}

// Voice is who speaks, and where it is heard. Outputs without a device are not there.
type Voice struct {
	Engine      string   `toml:"engine"`
	Command     []string `toml:"command"`
	Rate        int      `toml:"rate"`
	Player      []string `toml:"player"`
	Loudspeaker string   `toml:"loudspeaker"`
	Headset     string   `toml:"headset"`
}

// The engines of speech.
const (
	ESpeak   = "espeak-ng"
	Command  = "command"
	NoSpeech = "none"
)

// Slips is what stands on slips, and what lets others check them.
type Slips struct {
	KeyFile   string   `toml:"key_file"`
	CertFile  string   `toml:"cert_file"`
	Address   string   `toml:"address"`
	ValidDays int      `toml:"valid_days"`
	Notes     []string `toml:"notes"`
	PerDay    int      `toml:"per_day"`
}

// Records is where records are read from.
type Records struct {
	File       string `toml:"file"`
	KeyFile    string `toml:"key_file"`
	Algorithm  string `toml:"algorithm"`
	Local      string `toml:"local"`
	MaxAgeDays int    `toml:"max_age_days"`
}

// Central is the back end that has the records. Without a Kind they are in the record file.
type Central struct {
	Kind         string `toml:"kind"`
	URL          string `toml:"url"`
	PasswordFile string `toml:"password_file"`
	CAFile       string `toml:"ca_file"`
	CertFile     string `toml:"cert_file"`
	KeyFile      string `toml:"key_file"`
}

// The kinds of back end.
const (
	Postgres = "postgres"
	HTTP     = "http"
)

// Tables is where the operator's own code tables and parameters are.
type Tables struct {
	Folder string `toml:"folder"`
}

// FAQ is where the policy content is. Without a File it is what ships with the program.
type FAQ struct {
	File string `toml:"file"`
	Key  string `toml:"key"`
}

// Journal is where what happened is written down.
type Journal struct {
	File    string `toml:"file"`
	KeyFile string `toml:"key_file"`
}

// Operator is how the operator's tool reaches a running terminal.
type Operator struct {
	Socket string `toml:"socket"`
}

// Time are the times that an operator may tune.
type Time struct {
	Idle       Duration `toml:"idle"`
	Answer     Duration `toml:"answer"`
	Visit      Duration `toml:"visit"`
	LargeTimes int      `toml:"large_times"`
}

// Duration is a time such as "60s" or "10m".
type Duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is no time; write for example \"60s\" or \"10m\"", b)
	}
	*d = Duration(v)
	return nil
}

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Default is what kiosk.toml ships with; a key that the file leaves out has its value from here.
func Default() Config {
	return Config{
		Terminal: Terminal{ID: "SD-0000-0000", Hall: "社会保险服务大厅", Phone: "12333", Rating: true},
		Screen:   Screen{DiagonalInch: 21.5},
		Card:     Card{Ignore: []string{"SAM"}, Authenticity: Required},
		Printer:  Printer{Device: "/dev/ttyS0", Baud: 115200, Profile: "generic80", RollMetres: 80},
		Voice: Voice{Engine: ESpeak, Command: []string{}, Rate: 100, Player: []string{"aplay", "-q", "-D", "{device}", "-"},
			Loudspeaker: "default"},
		Slips:   Slips{KeyFile: "/var/lib/kiosk/slips.key", ValidDays: 90, Notes: []string{}, PerDay: 3},
		Records: Records{File: "/var/lib/kiosk/records.db", KeyFile: "/etc/kiosk/records.key", Algorithm: "AES-256-GCM", MaxAgeDays: 45},
		Tables:  Tables{Folder: "/var/lib/kiosk/tables"},
		Journal: Journal{File: "/var/lib/kiosk/kiosk.db", KeyFile: "/var/lib/kiosk/keys"},
		Time: Time{Idle: Duration(60 * time.Second), Answer: Duration(30 * time.Second), Visit: Duration(10 * time.Minute),
			LargeTimes: 2},
		Operator: Operator{Socket: "/run/kiosk/kiosk.sock"},
	}
}

// Load reads a file. Its errors name all faults, each on a line as FILE:LINE:COLUMN: what is wrong.
func Load(path string) (Config, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	return Parse(path, raw)
}

// Parse reads the text of a file called name.
func Parse(name string, raw []byte) (Config, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")) // editors on Windows write a mark that is no TOML
	c := Default()
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&c); err != nil {
		return Config{}, explain(name, err)
	}
	if faults := c.check(); len(faults) > 0 {
		at := places(raw)
		sort.Slice(faults, func(i, j int) bool { return at[faults[i].key].line < at[faults[j].key].line })
		lines := make([]string, len(faults))
		for i, f := range faults {
			p := at[f.key]
			if p.line == 0 {
				p = place{1, 1}
			}
			lines[i] = fmt.Sprintf("%s:%d:%d: %s: %s", name, p.line, p.column, f.key, f.why)
		}
		return Config{}, errors.New(strings.Join(lines, "\n"))
	}
	return c, nil
}

// explain puts file, line and column before what the decoder found.
func explain(name string, err error) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		lines := make([]string, len(missing.Errors))
		for i, e := range missing.Errors {
			row, column := e.Position()
			lines[i] = fmt.Sprintf("%s:%d:%d: %s: there is no such key", name, row, column, strings.Join(e.Key(), "."))
		}
		return errors.New(strings.Join(lines, "\n"))
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		row, column := wrong.Position()
		key := strings.Join(wrong.Key(), ".")
		if key != "" {
			key += ": "
		}
		return fmt.Errorf("%s:%d:%d: %s%s", name, row, column, key, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return fmt.Errorf("%s:1:1: %w", name, err)
}

type fault struct{ key, why string }

// check tests every value against its bounds.
func (c Config) check() []fault {
	var out []fault
	bad := func(key, why string) { out = append(out, fault{key, why}) }
	if !regexp.MustCompile(`^[A-Z0-9-]{4,20}$`).MatchString(c.Terminal.ID) {
		bad("terminal.id", "4 to 20 capital letters, digits and hyphens, for example SD-0101-0001")
	}
	if n := len([]rune(c.Terminal.Hall)); n < 2 || n > 24 {
		bad("terminal.hall", "2 to 24 characters: it stands in the top bar and on every slip")
	}
	if c.Terminal.City != "" && !regexp.MustCompile(`^37[0-9]{2}00$`).MatchString(c.Terminal.City) {
		bad("terminal.city", "empty, or the division of a city of the province, for example 370100")
	}
	if !regexp.MustCompile(`^[0-9 -]{3,20}$`).MatchString(c.Terminal.Phone) {
		bad("terminal.phone", "3 to 20 digits, spaces and hyphens")
	}
	if len([]rune(c.Terminal.Notice)) > 60 {
		bad("terminal.notice", "60 characters at most: it is one line of large print")
	}
	if c.Screen.DiagonalInch < 10 || c.Screen.DiagonalInch > 65 {
		bad("screen.diagonal_inch", "10 to 65 inch: sizes of keys in millimetres are computed from it")
	}
	if c.Card.Authenticity != Required {
		bad("card.authenticity", `"required": there is no way to show records for a card that nothing has proved`)
	}
	if c.PSAM.Reader == "" && (c.PSAM.USBPath != "" || c.PSAM.TerminalNumber != "") {
		bad("psam.reader", "the whole name of the module's reader, as kioskctl doctor psam tells it")
	}
	if c.PSAM.Reader != "" && !regexp.MustCompile(`^[0-9]{12}$`).MatchString(c.PSAM.TerminalNumber) {
		bad("psam.terminal_number", "12 digits, as kioskctl doctor psam tells them")
	}
	if c.PSAM.Area != "" && !regexp.MustCompile(`^[0-9]{6}$`).MatchString(c.PSAM.Area) {
		bad("psam.area", "6 digits, for example 370000 or 370100, or empty")
	}
	if c.HSM.URL != "" {
		if u, err := url.Parse(c.HSM.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			bad("hsm.url", "an address that begins with https://, without a user, a query or a fragment")
		}
		for key, path := range map[string]string{"hsm.ca_file": c.HSM.CAFile, "hsm.cert_file": c.HSM.CertFile, "hsm.key_file": c.HSM.KeyFile} {
			if path == "" {
				bad(key, "the path of a file")
			}
		}
	}
	c.checkCentral(bad)
	if c.Printer.Device == "" {
		bad("printer.device", "the device file of the printer's line")
	}
	switch c.Printer.Baud {
	case 9600, 19200, 38400, 57600, 115200:
	default:
		bad("printer.baud", "9600, 19200, 38400, 57600 or 115200")
	}
	if c.Printer.Profile == "" {
		bad("printer.profile", "the name of a printer profile")
	}
	if c.Printer.RollMetres < 5 || c.Printer.RollMetres > 500 {
		bad("printer.roll_metres", "5 to 500: the length of a new roll")
	}
	c.checkVoice(bad)
	c.checkSlips(bad)
	if c.FAQ.Key != "" && c.FAQ.File == "" {
		bad("faq.file", "faq.key says who may release policy content, and no file of it is named")
	}
	for key, path := range map[string]string{"slips.key_file": c.Slips.KeyFile, "records.file": c.Records.File, "records.key_file": c.Records.KeyFile, "tables.folder": c.Tables.Folder, "journal.file": c.Journal.File, "journal.key_file": c.Journal.KeyFile,
		"operator.socket": c.Operator.Socket} {
		if path == "" {
			bad(key, "the path of a file")
		}
	}
	between := func(key string, d Duration, low, high time.Duration) {
		if time.Duration(d) < low || time.Duration(d) > high {
			bad(key, fmt.Sprintf("%s to %s", low, high))
		}
	}
	between("time.idle", c.Time.Idle, 30*time.Second, 5*time.Minute)
	between("time.answer", c.Time.Answer, 20*time.Second, 2*time.Minute)
	between("time.visit", c.Time.Visit, 3*time.Minute, 20*time.Minute)
	if c.Time.LargeTimes < 1 || c.Time.LargeTimes > 4 {
		bad("time.large_times", "1 to 4")
	}
	return out
}

// checkVoice tests who speaks.
func (c Config) checkVoice(bad func(key, why string)) {
	switch c.Voice.Engine {
	case ESpeak, NoSpeech:
	case Command:
		if len(c.Voice.Command) == 0 {
			bad("voice.command", "the program that speaks, and its arguments")
		}
	default:
		bad("voice.engine", "espeak-ng, command or none")
	}
	if c.Voice.Rate < 50 || c.Voice.Rate > 200 {
		bad("voice.rate", "50 to 200 per cent")
	}
	if len(c.Voice.Player) == 0 && c.Voice.Loudspeaker+c.Voice.Headset != "" {
		bad("voice.player", "the program that plays, and its arguments")
	}
	// Through one device what is personal would be heard by the hall.
	if c.Voice.Headset != "" && c.Voice.Headset == c.Voice.Loudspeaker {
		bad("voice.headset", "another device than voice.loudspeaker: what is personal is said there")
	}
}

// checkSlips tests what stands on slips.
func (c Config) checkSlips(bad func(key, why string)) {
	// Longer than a year no agency has a paper valid, and one that ends on its day helps nobody.
	if c.Slips.ValidDays < 1 || c.Slips.ValidDays > 366 {
		bad("slips.valid_days", "1 to 366")
	}
	if c.Slips.PerDay < 1 || c.Slips.PerDay > 20 {
		bad("slips.per_day", "1 to 20 slips of a kind for one person in a day")
	}
	if a := c.Slips.Address; a != "" {
		if u, err := url.Parse(strings.ReplaceAll(a, "{code}", "0")); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(a) > 60 {
			bad("slips.address", "an address that begins with https://, of 60 characters at most: a longer one makes the QR code too dense for paper")
		}
	}
	if len(c.Slips.Notes) > 4 {
		bad("slips.notes", "4 at most: a slip is read, not filed")
	}
	for _, n := range c.Slips.Notes {
		if k := len([]rune(n)); k < 1 || k > 80 {
			bad("slips.notes", "1 to 80 characters each")
			break
		}
	}
}

// checkCentral tests the back end of the records and the copy beside it.
func (c Config) checkCentral(bad func(key, why string)) {
	// A copy that is a year old is no help, and one that may not be a day old is never one.
	if c.Records.MaxAgeDays < 1 || c.Records.MaxAgeDays > 366 {
		bad("records.max_age_days", "1 to 366")
	}
	switch c.Records.Algorithm {
	case "AES-256-GCM", "SM4-GCM":
	default:
		bad("records.algorithm", "AES-256-GCM or SM4-GCM")
	}
	must := map[string]string{}
	switch c.Central.Kind {
	case "":
		if c.Central.URL != "" {
			bad("central.url", "central.kind must say what is there: postgres or http")
		}
		if c.Records.Local != "" {
			bad("records.local", "a copy beside a central source; without one the records are in records.file")
		}
	case Postgres:
		if u, err := url.Parse(c.Central.URL); err != nil || u.Scheme != "postgres" || u.User.Username() == "" || len(u.Path) < 2 || hasPassword(u) {
			bad("central.url", "postgres://USER@HOST:PORT/DATABASE, without a password")
		}
	case HTTP:
		if u, err := url.Parse(c.Central.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			bad("central.url", "an address that begins with https://, without a user, a query or a fragment")
		}
		must["central.ca_file"], must["central.cert_file"], must["central.key_file"] = c.Central.CAFile, c.Central.CertFile, c.Central.KeyFile
	default:
		bad("central.kind", "postgres, http, or empty when the records are in records.file")
	}
	for key, value := range must {
		if value == "" {
			bad(key, "is needed by a source of this kind")
		}
	}
}

func hasPassword(u *url.URL) bool {
	_, given := u.User.Password()
	return given
}

type place struct{ line, column int }

// places finds where each key of a text stands, so that a fault of a value can name its place.
func places(raw []byte) map[string]place {
	out := map[string]place{}
	p := unstable.Parser{}
	p.Reset(raw)
	table := ""
	name := func(e *unstable.Node) (string, place) {
		var parts []string
		at := place{}
		for it := e.Key(); it.Next(); {
			n := it.Node()
			parts = append(parts, string(n.Data))
			if at.line == 0 && n.Raw.Length > 0 {
				s := p.Shape(n.Raw)
				at = place{s.Start.Line, s.Start.Column}
			}
		}
		return strings.Join(parts, "."), at
	}
	for p.NextExpression() {
		e := p.Expression()
		key, at := name(e)
		switch e.Kind {
		case unstable.Table:
			table = key + "."
		case unstable.KeyValue:
			out[table+key] = at
		}
	}
	return out
}
