package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"shebao/kiosk/cmd/internal/station"
	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/faq"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/leaflet"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/theme/fonts"
)

const slipUsage = `  kioskctl slip list [-json]
      lists the slips with their titles and the widths of paper in columns
  kioskctl slip render KIND [-config FILE] [-person -] [-year Y | -months N] [-place CODE] [-insurance FAMILY] [-entry ID]
                            [-records FILE] [-key FILE] [-profile P] [-out FILE.bin] [-png FILE.png] [-json]
      draws a slip without a printer: its bytes for a printer of a profile, what that printer makes of them, and how many bytes that
      is for its content. The number of the person is read from standard input; the record file must be one of invented persons.
      A guide, a list of what to bring or the guide to a lost card is named by -entry, the id of a policy answer.
  kioskctl slip print KIND [the same, without -profile, -out, -png]
      prints it the terminal's way, with code, journal and confirmation, while no terminal runs
      Exit codes: 0 the printer confirmed it, 1 a fault, 2 a wrong call, 3 not printed, 4 unknown: look at the printer
`

// exit is an end with an exit code of its own.
type exit struct {
	code int
	why  string
}

func (e exit) Error() string { return e.why }

// slipRow is a kind of slip in the list.
type slipRow struct {
	Kind        slip.Kind `json:"kind"`
	Title       string    `json:"title"`
	Certificate bool      `json:"certificate"`
	Widths      []int     `json:"widths"`
}

func slipList(args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("slip list", flag.ContinueOnError)
	f.SetOutput(errs)
	asJSON := f.Bool("json", false, "for scripts")
	if err := f.Parse(args); err != nil || f.NArg() != 0 {
		return errUsage
	}
	w := words.New()
	var rows []slipRow
	for _, k := range slip.Kinds() {
		rows = append(rows, slipRow{k, w.Say(words.Chinese, "slip."+string(k)), k.Certificate(), []int{48, 32}})
	}
	if *asJSON {
		return writeJSON(out, rows)
	}
	for _, r := range rows {
		if _, err := fmt.Fprintf(out, "%-26s %s\n", r.Kind, r.Title); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// slipCall is what slip render and slip print are given.
type slipCall struct {
	kind                            slip.Kind
	config                          string
	person, place, insurance, entry string
	year, months                    int
	records, key, profile, bin, pic string
	asJSON                          bool
}

func readSlipCall(name string, args []string, errs io.Writer) (c slipCall, err error) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(errs)
	f.StringVar(&c.config, "config", "", "configuration of the terminal")
	f.StringVar(&c.person, "person", "", `"-": the number is read from standard input, so that it does not stand in the list of processes`)
	f.IntVar(&c.year, "year", 0, "of which year; the newest without it")
	f.IntVar(&c.months, "months", 12, "the latest so many months: 12, 24, 36, 48 or 60")
	f.StringVar(&c.place, "place", "", "insured place by its code; all of them without it")
	f.StringVar(&c.insurance, "insurance", string(records.FamilyPension), "pension, unemployment or work_injury, of a query slip")
	f.StringVar(&c.entry, "entry", "", "id of a policy answer")
	f.StringVar(&c.records, "records", "", "record file, instead of the configuration's")
	f.StringVar(&c.key, "key", "", "its key; FILE.key when -records is given")
	f.BoolVar(&c.asJSON, "json", false, "for scripts")
	if name == "slip render" {
		f.StringVar(&c.profile, "profile", "", "profile of the printer, instead of the configuration's")
		f.StringVar(&c.bin, "out", "", "where to write the bytes")
		f.StringVar(&c.pic, "png", "", "where to write the picture of the paper")
	}
	rest, err := mixed(f, args)
	if err != nil {
		return c, err
	}
	if len(rest) != 1 {
		return c, errUsage
	}
	c.kind = slip.Kind(rest[0])
	known := false
	for _, k := range slip.Kinds() {
		known = known || k == c.kind
	}
	offered := false
	for _, n := range visit.MonthsOffered() {
		offered = offered || n == c.months
	}
	switch {
	case !known:
		fmt.Fprintf(errs, "there is no slip %q; kioskctl slip list tells them\n", rest[0])
	case c.kind.Personal() && c.person != "-":
		fmt.Fprintln(errs, `-person takes "-" only: a number in the command would stand in the list of processes`)
	case !c.kind.Personal() && c.entry == "":
		fmt.Fprintln(errs, "-entry says which policy answer is meant, for example -entry service-8")
	case !offered:
		fmt.Fprintln(errs, "-months: 12, 24, 36, 48 or 60")
	default:
		return c, nil
	}
	return c, errUsage
}

// settings are the configuration, or what kiosk.toml ships with where there is none.
func (c slipCall) settings() (config.Config, error) {
	path := c.config
	if path == "" {
		path = usualConfig
	}
	got, err := config.Load(path)
	if c.config == "" && errors.Is(err, fs.ErrNotExist) {
		return config.Default(), nil
	}
	return got, err
}

// source is what a slip is drawn from: somebody's records, or a policy answer.
type source struct {
	call   slipCall
	config config.Config
	record records.Record
	shelf  *leaflet.Shelf
}

func (c slipCall) open(ctx context.Context, in io.Reader) (source, error) {
	settings, err := c.settings()
	if err != nil {
		return source{}, err
	}
	s := source{call: c, config: settings}
	if !c.kind.Personal() {
		l, err := faq.Builtin()
		if err != nil {
			return s, err
		}
		s.shelf = leaflet.New(l, visit.EntryLoss)
		kind, _, ok := s.shelf.Guidance(c.entry)
		if !ok {
			return s, fmt.Errorf("there is no policy answer %q", c.entry)
		}
		if kind != c.kind {
			return s, fmt.Errorf("policy answer %s is printed as %s", c.entry, kind)
		}
		return s, nil
	}
	s.record, err = c.read(ctx, settings, in)
	if err != nil {
		return s, err
	}
	if !slip.Can(c.kind, s.record) {
		return s, fmt.Errorf("these records have nothing for a %s", c.kind)
	}
	return s, nil
}

// read reads the one person whose number stands on standard input.
func (c slipCall) read(ctx context.Context, settings config.Config, in io.Reader) (records.Record, error) {
	path, keyFile := settings.Records.File, settings.Records.KeyFile
	if c.records != "" {
		path, keyFile = c.records, c.records+".key"
	}
	if c.key != "" {
		keyFile = c.key
	}
	key, err := keys.RecordsFrom(keyFile)
	if err != nil {
		return records.Record{}, err
	}
	file, err := sqlite.OpenOnly(path, key)
	if err != nil {
		return records.Record{}, err
	}
	defer file.Close()
	if !file.About().Generated {
		return records.Record{}, errReal
	}
	lines := bufio.NewScanner(in)
	if !lines.Scan() {
		return records.Record{}, errors.Join(errors.New("no number stands on standard input"), lines.Err())
	}
	return file.Read(ctx, strings.TrimSpace(lines.Text()), records.WindowAt(time.Now()))
}

// draw lays the slip out as the terminal would.
func (s source) draw(columns int, facts visit.SlipFacts) slip.Sheet {
	t := slip.Terms{Terminal: s.config.Terminal.ID, Hall: s.config.Terminal.Hall, Phone: s.config.Terminal.Phone, Columns: columns, At: time.Now(),
		Specimen:  s.call.kind.Personal(), // only invented persons get so far
		Certified: time.Now().Before(facts.Certified), ValidDays: facts.ValidDays, Notes: facts.Notes}
	if !s.call.kind.Personal() {
		_, g, _ := s.shelf.Guidance(s.call.entry)
		return slip.Article(s.call.kind, t, g)
	}
	choice := slip.Choice{Region: records.Region(s.call.place), Family: records.Family(s.call.insurance), Months: s.call.months, Year: s.call.year}
	if years := slip.Years(s.call.kind, s.record); choice.Year == 0 && len(years) > 0 {
		choice.Year = years[0]
	}
	return slip.Draw(s.call.kind, t, slip.Holder{Name: s.record.Person.Name, NameClean: true, Number: s.record.Person.Number}, s.record, choice)
}

// rendered is what slip render says of a slip.
type rendered struct {
	Kind     slip.Kind `json:"kind"`
	Profile  string    `json:"profile"`
	Columns  int       `json:"columns"`
	Bytes    int       `json:"bytes"`
	Content  int       `json:"content"`
	Ratio    float64   `json:"ratio"`
	MM       float64   `json:"mm"`
	Lines    []string  `json:"lines"`
	QR       []string  `json:"qr"`
	Warnings []string  `json:"warnings"`
}

func slipRender(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) error {
	c, err := readSlipCall("slip render", args, errs)
	if err != nil {
		return err
	}
	s, err := c.open(ctx, in)
	if err != nil {
		return err
	}
	if c.profile == "" {
		c.profile = s.config.Printer.Profile
	}
	profile, err := printer.LoadProfile(c.profile)
	if err != nil {
		return err
	}
	glyphs, err := raster.System(fonts.Regular())
	if err != nil {
		return err
	}
	defer glyphs.Close()
	sheet := s.draw(profile.Columns, visit.SlipFacts{ValidDays: s.config.Slips.ValidDays, Notes: s.config.Slips.Notes})
	raw := printer.Encode(sheet, profile, glyphs)
	paper, warnings, err := onPaper(ctx, raw, profile.Columns)
	if err != nil {
		return err
	}
	if c.bin != "" {
		if err := os.WriteFile(c.bin, raw, 0o600); err != nil {
			return err
		}
	}
	if c.pic != "" {
		if err := writePicture(c.pic, paper); err != nil {
			return err
		}
	}
	r := rendered{c.kind, profile.Name, profile.Columns, len(raw), slip.ContentBytes(sheet), 0, printer.Length(sheet, profile), paper.Text, paper.QR, warnings}
	r.Ratio = float64(r.Bytes) / float64(r.Content)
	if c.asJSON {
		return writeJSON(out, r)
	}
	for _, w := range warnings {
		fmt.Fprintln(errs, "the printer did not understand:", w)
	}
	_, err = fmt.Fprintf(out, "%s\n%s, %s, %d columns: %d bytes, %d of content, %.2f times; %.0f mm of paper\n", strings.Join(paper.Text, "\n"), c.kind, profile.Name,
		r.Columns, r.Bytes, r.Content, r.Ratio, r.MM)
	return err
}

// printLimit is how long a simulated printer may take for a slip whose paper takes no time.
const printLimit = 20 * time.Second

// onPaper is what a printer makes of bytes: the simulated one, whose paper takes no time.
func onPaper(ctx context.Context, raw []byte, columns int) (simprinter.Slip, []string, error) {
	p, err := simprinter.Start(simprinter.Options{Clock: clock.System{}, Columns: columns, Speed: 1e12, Buffer: 1 << 20, Font: fonts.Regular(), Bold: fonts.Bold()})
	if err != nil {
		return simprinter.Slip{}, nil, err
	}
	defer p.Close()
	line, err := os.OpenFile(p.Path(), os.O_RDWR, 0)
	if err != nil {
		return simprinter.Slip{}, nil, err
	}
	defer line.Close()
	if _, err := line.Write(raw); err != nil {
		return simprinter.Slip{}, nil, err
	}
	ctx, stop := context.WithTimeout(ctx, printLimit)
	defer stop()
	if err := p.Await(ctx, func() bool { return len(p.Slips()) > 0 }); err != nil {
		return simprinter.Slip{}, nil, fmt.Errorf("no slip was cut: %w; %v", err, p.Warnings())
	}
	return p.Slips()[0], p.Warnings(), nil
}

func writePicture(path string, s simprinter.Slip) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return png.Encode(f, s.Picture())
}

func slipPrint(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) error {
	c, err := readSlipCall("slip print", args, errs)
	if err != nil {
		return err
	}
	s, err := c.open(ctx, in)
	if err != nil {
		return err
	}
	profile, err := printer.LoadProfile(s.config.Printer.Profile)
	if err != nil {
		return err
	}
	outcome, state, err := station.PrintOne(ctx, s.config, func(facts visit.SlipFacts) terminal.Slip {
		return terminal.Slip{Kind: c.kind, Person: s.record.Person.Number, Sheet: s.draw(profile.Columns, facts)}
	})
	if err != nil {
		return err
	}
	if c.asJSON {
		if err := writeJSON(out, map[string]string{"kind": string(c.kind), "outcome": string(outcome), "printer": string(state)}); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintf(out, "%s: %s, printer %s\n", c.kind, outcome, state); err != nil {
		return err
	}
	switch outcome {
	case visit.SlipConfirmed:
		return nil
	case visit.SlipUnknown:
		return exit{4, "the printer did not confirm: look at it, then kioskctl journal resolve"}
	}
	return exit{3, "not printed"}
}
