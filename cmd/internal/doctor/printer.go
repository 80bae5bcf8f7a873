package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shebao/kiosk/devices/printer"
	serial "shebao/kiosk/devices/printer/line"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// PrinterResult says what came of looking at the printer; a closed set.
type PrinterResult string

// The results.
const (
	PrinterSame       PrinterResult = "same"         // the configured profile is the one that is proposed
	PrinterDiffers    PrinterResult = "differs"      // another one is proposed
	PrinterNoLine     PrinterResult = "no_line"      // the device cannot be opened, or is gone
	PrinterSilent     PrinterResult = "silent"       //
	PrinterNotReady   PrinterResult = "not_ready"    // paper, cover, cutter …: no page can be printed
	PrinterNotTried   PrinterResult = "not_tried"    // nobody agreed to the page, so nothing was measured
	PrinterNoProfile  PrinterResult = "no_profile"   // the configured profile is none
	PrinterUnfinished PrinterResult = "not_finished" // the page was begun and stopped
)

// Exit is the exit code of the operator's tool.
func (r PrinterResult) Exit() int {
	switch r {
	case PrinterSame:
		return 0
	case PrinterDiffers:
		return 1
	case PrinterNoLine:
		return 2
	case PrinterSilent:
		return 3
	case PrinterNotReady:
		return 4
	case PrinterNotTried:
		return 5
	}
	return 6
}

// PrinterReport is what was found of the printer. Its JSON is what scripts read, so names and words stay.
type PrinterReport struct {
	Result     PrinterResult `json:"result"`
	Device     string        `json:"device"`
	Baud       int           `json:"baud"`
	AnswersAt  int           `json:"answers_at_baud"` // another speed at which it answers; 0 when it answers at Baud, or at none
	Condition  string        `json:"condition"`       // a printer.Condition
	Told       []string      `json:"told"`            // what it tells of itself
	Configured string        `json:"configured"`      // the profile of the configuration
	Base       string        `json:"base"`            // the profile that fits what it tells best
	Why        string        `json:"why"`             // why that one
	Measured   *Measured     `json:"measured"`        // null without a page
	Proposed   string        `json:"proposed"`        // a profile's name, or "" when none is quite like it and File holds one
	Changes    []Change      `json:"changes"`         // what Proposed or File has otherwise than Base
	Unknown    []string      `json:"unknown"`         // keys of the proposal that nobody knows: the careful choice is made
	File       string        `json:"file"`            // the proposal as the text of a profile's file; "" when a name says it
	Fault      string        `json:"fault"`
}

// Measured is what the page showed.
type Measured struct {
	Completion  string  `json:"completion"` // the word of a profile
	GSr         bool    `json:"gs_r"`
	GSrMS       float64 `json:"gs_r_ms"` // from the last byte to the answer
	ProcessID   bool    `json:"process_id"`
	ProcessIDMS float64 `json:"process_id_ms"`
	Clears      bool    `json:"clears"`
}

// Change is a key of the profile with the reason of its value.
type Change struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Why   string `json:"why"`
}

// PrinterOptions say how to look at the printer.
type PrinterOptions struct {
	Config config.Printer
	Clock  clock.Clock
	Glyphs printer.Glyphs
	// Open opens the line; nil is that of the machine.
	Open func(path string, baud int) (printer.Port, error)
	// Agree is asked before the page is printed.
	Agree func(mm float64) bool
	// See is asked what somebody sees on the page; known is false when nobody says.
	See func(q Question) (yes, known bool)
}

// Printer asks the printer what it is, prints the page when that is agreed to, measures, and proposes a profile. The terminal must
// not run: the line belongs to one program at a time.
func Printer(ctx context.Context, o PrinterOptions) PrinterReport {
	r := PrinterReport{Device: o.Config.Device, Baud: o.Config.Baud, Configured: o.Config.Profile,
		Told: []string{}, Changes: []Change{}, Unknown: []string{}}
	if o.Open == nil {
		o.Open = func(path string, baud int) (printer.Port, error) { return serial.Open(path, baud, o.Clock) }
	}
	configured, err := printer.LoadProfile(o.Config.Profile)
	if err != nil {
		r.Result, r.Fault = PrinterNoProfile, err.Error()
		return r
	}
	port, err := o.Open(o.Config.Device, o.Config.Baud)
	if err != nil {
		r.Result, r.Fault = PrinterNoLine, err.Error()
		if errors.Is(err, serial.ErrBusy) {
			r.Fault += " (the running terminal has it)"
		}
		return r
	}
	d := printer.New(port, configured, o.Glyphs, o.Clock)
	state := d.Status(ctx)
	base := configured
	if state != printer.Silent && state != printer.Absent {
		told, err := d.Identify(ctx)
		if err != nil {
			r.Fault = err.Error()
		}
		base, r.Why = fitting(told, configured)
		r.tell(told)
	}
	_ = d.Close() // opened anew, with the profile that fits
	r.Base, r.Condition = base.Name, string(state)
	switch {
	case state == printer.Silent:
		r.Result, r.AnswersAt = PrinterSilent, otherSpeed(ctx, o)
		return r
	case state == printer.Absent:
		r.Result = PrinterNoLine
		return r
	case !state.Usable():
		r.Result = PrinterNotReady
		return r
	}
	r.try(ctx, o, base, configured)
	return r
}

// speeds are those of facts/print.md §3, the likeliest first.
func speeds() []int { return []int{115200, 9600, 38400, 19200, 57600} }

// otherSpeed finds a speed at which the printer answers; 0 when there is none.
func otherSpeed(ctx context.Context, o PrinterOptions) int {
	for _, baud := range speeds() {
		if baud == o.Config.Baud || ctx.Err() != nil {
			continue
		}
		port, err := o.Open(o.Config.Device, baud)
		if err != nil {
			return 0
		}
		d := printer.New(port, printer.Profile{}, o.Glyphs, o.Clock)
		state := d.Status(ctx)
		_ = d.Close()
		if state != printer.Silent && state != printer.Absent && state != printer.Unasked {
			return baud
		}
	}
	return 0
}

func (r *PrinterReport) tell(told printer.Identity) {
	for _, one := range []struct {
		name  string
		value int
	}{{"model number", told.Model}, {"type", told.Type}, {"ROM", told.ROM}} {
		if one.value >= 0 {
			r.Told = append(r.Told, fmt.Sprintf("%s %02X", one.name, one.value))
		}
	}
	for _, one := range [][2]string{{"firmware", told.Firmware}, {"maker", told.Maker}, {"model", told.Name},
		{"serial number", told.Serial}, {"font", told.Font}} {
		if one[1] != "" {
			r.Told = append(r.Told, one[0]+" "+one[1])
		}
	}
}

// fitting is the profile of the model that a printer calls itself, or the configured one.
func fitting(told printer.Identity, configured printer.Profile) (printer.Profile, string) {
	name := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(told.Name))
	for _, one := range [][2]string{
		{"TMT82", "epson-tm-t82"}, {"TMT88IV", "epson-tm-t88"}, {"TMT88VI", "epson-tm-t88"}, {"TMT88V", "epson-tm-t88"},
		{"EUT400", "epson-eu-t400"},
		{"R880NP", "snbc-btp-r880np"}, {"BTT080", "snbc-bt-t080"}, {"T080", "snbc-bt-t080"},
		{"PPU700", "citizen-ppu-700"}, {"VKP80III", ""}, {"VKP80", "custom-vkp80"},
	} {
		if strings.Contains(name, one[0]) {
			if p, ok := printer.ProfileNamed(one[1]); ok {
				return p, "it calls itself " + told.Name
			}
			break // a model of which it is known that no profile fits
		}
	}
	if told.Name == "" {
		return configured, "it does not tell its model, so the configured one is taken"
	}
	return configured, "there is no profile of " + told.Name + ", so the configured one is taken"
}

// try prints the page and proposes a profile.
func (r *PrinterReport) try(ctx context.Context, o PrinterOptions, base, configured printer.Profile) {
	page := testPage(base)
	if !o.Agree(pageMM) {
		r.Result = PrinterNotTried
		return
	}
	port, err := o.Open(o.Config.Device, o.Config.Baud)
	if err != nil {
		r.Result, r.Fault = PrinterNoLine, err.Error()
		return
	}
	d := printer.New(port, base, o.Glyphs, o.Clock)
	defer func() { _ = d.Close() }() // all that is wanted of it is known
	t := d.Try(ctx, page)
	if t.Reason != printer.Unasked {
		r.Condition, r.Result = string(t.Reason), PrinterNotReady
		if t.Begun {
			r.Result = PrinterUnfinished
		}
		return
	}
	p := r.measure(t, base)
	for _, q := range Questions() {
		if yes, known := o.See(q); known {
			before := p
			key := q.take(&p, yes)
			said := map[bool]string{true: "yes", false: "no"}[yes]
			r.change(before, p, key, fmt.Sprintf("question %d about the page was answered with %s", q.Number, said))
		}
	}
	r.propose(p, configured)
}

// pageMM is about how long the page is: for whoever agrees to it.
const pageMM = 350

// measure puts what was measured into a profile.
func (r *PrinterReport) measure(t printer.Trial, p printer.Profile) printer.Profile {
	m := &Measured{GSr: t.GSr.Came, GSrMS: ms(t.GSr.After), ProcessID: t.ProcessID.Came, ProcessIDMS: ms(t.ProcessID.After),
		Clears: t.Cleared}
	r.Measured = m
	before, why := p, ""
	switch {
	case t.ProcessID.Came && !t.ProcessID.Early():
		p.Completion, why = printer.ProcessID, fmt.Sprintf("GS ( H was answered %.0f ms after the last byte", m.ProcessIDMS)
	case t.GSr.Came && !t.GSr.Early():
		p.Completion = printer.GSr
		why = fmt.Sprintf("GS r was answered %.0f ms after the last byte, GS ( H was not, or too soon", m.GSrMS)
	case t.GSr.Came || t.ProcessID.Came:
		p.Completion = printer.CompletionUnknown
		why = fmt.Sprintf("it answers sooner than paper can move %.0f mm: that it has read, not that it has printed", printer.ProofMM)
	default:
		p.Completion, why = printer.Nothing, "neither GS ( H nor GS r was answered"
	}
	m.Completion = p.Completion.String()
	r.change(before, p, "completion", why)
	before = p
	p.Clearing, why = printer.NeverClears, "DLE DC4 8 was not answered; see whether line 12 is on the page"
	if t.Cleared {
		p.Clearing, why = printer.ClearsByDLE, "DLE DC4 8 was answered with 37 25 00; line 12 must not be on the page"
	}
	r.change(before, p, "clear", why)
	return p
}

// change notes a key whose value became another one.
func (r *PrinterReport) change(before, after printer.Profile, key, why string) {
	was, is := valueOf(before, key), valueOf(after, key)
	r.Changes = slices.DeleteFunc(r.Changes, func(c Change) bool { return c.Key == key && was != is })
	if was != is {
		r.Changes = append(r.Changes, Change{key, is, why})
	}
}

func valueOf(p printer.Profile, key string) string {
	for _, v := range p.Values() {
		if v[0] == key {
			return v[1]
		}
	}
	return ""
}

// propose names the profile that is like p, or writes one.
func (r *PrinterReport) propose(p, configured printer.Profile) {
	for _, v := range p.Values() {
		if v[1] == `"unknown"` {
			r.Unknown = append(r.Unknown, v[0])
		}
	}
	r.Result = PrinterDiffers
	if alike(p, configured) {
		r.Result, r.Proposed = PrinterSame, configured.Name
		return
	}
	for _, one := range printer.Profiles() {
		if alike(p, one) {
			r.Proposed = one.Name
			return
		}
	}
	p.Model = "measured here; " + r.Base
	r.File = p.TOML()
}

// alike reports whether two profiles differ in their names only.
func alike(a, b printer.Profile) bool {
	return slices.Equal(a.Values()[1:], b.Values()[1:])
}
