package doctor

import (
	"context"
	"fmt"
	"io"
	"strings"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/card/psam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// ModuleResult says what came of looking at the security module; a closed set.
type ModuleResult string

// The results.
const (
	ModuleSame      ModuleResult = "same"         // it is the one that the configuration names
	ModuleDiffers   ModuleResult = "differs"      // it is another one, or none is configured
	ModuleNoService ModuleResult = "no_service"   //
	ModuleNoReader  ModuleResult = "no_reader"    // no reader, or not known which
	ModuleNone      ModuleResult = "no_module"    // the reader is empty, or what is in it is no PSAM
	ModuleFault     ModuleResult = "module_fault" //
)

// Exit is the exit code of the operator's tool.
func (r ModuleResult) Exit() int {
	switch r {
	case ModuleSame:
		return 0
	case ModuleDiffers:
		return 1
	case ModuleNoService, ModuleNoReader:
		return 2
	case ModuleNone:
		return 3
	}
	return 6
}

// ModuleReport is what was found of the security module.
type ModuleReport struct {
	Result  ModuleResult
	Readers []string
	Reader  string // the one that was looked into; "" when there is none
	Found   config.PSAM
	Says    []string // which of the three values the configuration has otherwise, with what it says
	Fault   string   // what went wrong
	Todo    string
}

// Module looks at the security module in the reader with the name, or with "" in the one that the configuration names, or in
// the only one that is called a SAM's.
func Module(ctx context.Context, c config.PSAM, reader string, t clock.Clock) ModuleReport {
	var r ModuleReport
	var err error
	if r.Readers, err = pcsc.Readers(); err != nil {
		r.Result, r.Fault, r.Todo = ModuleNoService, err.Error(), "Start pcscd, or see why it does not run or does not answer this user."
		return r
	}
	if r.Reader, r.Fault = choose(r.Readers, reader, c.Reader); r.Reader == "" {
		r.Result, r.Todo = ModuleNoReader, "Name one of the readers above with -reader."
		if len(r.Readers) == 0 {
			r.Todo = "Plug the reader in."
		}
		return r
	}
	r.examine(ctx, only(t, r.Reader, r.Readers), c, t)
	return r
}

// choose is the whole name of the reader to look into; "" and why when it is not known.
func choose(names []string, asked, configured string) (name, why string) {
	part, why := asked, "no reader is called %q"
	switch {
	case asked != "":
	case configured != "":
		part, why = configured, "the configured reader %q is not there"
	default:
		part, why = "SAM", "no reader has %q in its name"
	}
	var fit []string
	for _, n := range names {
		if n == part {
			return n, ""
		}
		if strings.Contains(n, part) && (asked != "" || configured == "") {
			fit = append(fit, n)
		}
	}
	switch len(fit) {
	case 1:
		return fit[0], ""
	case 0:
		return "", fmt.Sprintf(why, part)
	}
	return "", fmt.Sprintf("several readers have %q in their names", part)
}

// only is a slot on the reader with exactly this name: a name may stand within another one.
func only(t clock.Clock, name string, names []string) *pcsc.Slot {
	o := pcsc.Options{Reader: name, Settle: lying}
	for _, n := range names {
		if n != name && strings.Contains(n, name) {
			o.Ignore = append(o.Ignore, n)
		}
	}
	return pcsc.New(t, o)
}

func (r *ModuleReport) examine(ctx context.Context, slot *pcsc.Slot, c config.PSAM, t clock.Clock) {
	switch e := look(ctx, slot, t, 0); e.Kind {
	case card.Inserted, card.Mute:
	case card.ReaderEmpty, card.Removed:
		r.Result, r.Fault, r.Todo = ModuleNone, "the reader is empty", "Put the module in, and start pcscd anew if it is not seen."
		return
	default:
		r.Result, r.Fault, r.Todo = ModuleFault, "the reader does not tell what is in it", "Plug the reader in again."
		return
	}
	found, err := psam.Describe(ctx, slot)
	switch {
	case err == nil:
		r.compare(found, c)
		return
	case pcsc.HeldByAnother(err):
		r.Result, r.Todo = ModuleFault, "Stop the terminal, then ask again."
	case card.KindOf(err) == card.Gone, card.KeyErrorOf(err) == card.NoModule && card.KindOf(err) == "":
		r.Result, r.Todo = ModuleNone, "What is in the reader is no PSAM, or it was taken out: put the module in, or name its reader with -reader."
	default:
		r.Result, r.Todo = ModuleFault, "Put the module in again. When it stays so, it or its reader is broken."
	}
	r.Fault = reason(err)
}

// compare says what of the module the configuration has otherwise.
func (r *ModuleReport) compare(found psam.Binding, c config.PSAM) {
	r.Found = config.PSAM{Reader: found.Reader, USBPath: found.USBPath, TerminalNumber: found.Terminal}
	for i, is := range values(r.Found) {
		if was := values(c)[i]; was[1] != is[1] {
			r.Says = append(r.Says, was[0]+" = "+quoted(was[1]))
		}
	}
	switch {
	case len(r.Says) == 0:
		r.Result, r.Todo = ModuleSame, "The configuration says the same. Nothing needs to be done."
	case c.Reader == "":
		r.Result, r.Todo = ModuleDiffers, "The configuration names no module: put these three lines under [psam] in kiosk.toml, and its area when its keys are a province's or a city's."
		r.Says = nil
	default:
		r.Result, r.Todo = ModuleDiffers, "The terminal does not use this module. If it is the one that belongs here, put the three lines under [psam] in kiosk.toml."
	}
}

// values are the keys of kiosk.toml with their values, in its order.
func values(c config.PSAM) [3][2]string {
	return [3][2]string{{"reader", c.Reader}, {"usb_path", c.USBPath}, {"terminal_number", c.TerminalNumber}}
}

// Text writes the report for a person; the lines for kiosk.toml stand alone, to be copied.
func (r ModuleReport) Text(w io.Writer) error {
	var p page
	p.list("readers", r.Readers)
	p.optional("reader", r.Reader)
	p.optional("fault", r.Fault)
	if r.Result == ModuleSame || r.Result == ModuleDiffers {
		p.WriteString("\n[psam]\n")
		for _, v := range values(r.Found) {
			fmt.Fprintf(&p, "%s = %s\n", v[0], quoted(v[1]))
		}
		p.WriteString("\n")
		name := "configured"
		for _, s := range r.Says {
			p.row(name, "%s", s)
			name = ""
		}
	}
	fmt.Fprintln(&p, r.Todo)
	return p.to(w)
}
