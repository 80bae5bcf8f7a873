package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"shebao/kiosk/devices/printer"
)

// JSON writes the report for a script.
func (r PrinterReport) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// Text writes the report for a person; the text of a profile's file stands alone, to be copied.
func (r PrinterReport) Text(w io.Writer) error {
	var p page
	p.row("device", "%s at %d baud", r.Device, r.Baud)
	p.optional("condition", r.Condition)
	if len(r.Told) > 0 {
		p.list("tells", r.Told)
	}
	p.optional("configured", r.Configured)
	if r.Base != "" && r.Why != "" {
		p.row("like", "%s: %s", r.Base, r.Why)
	}
	if m := r.Measured; m != nil {
		p.row("GS r", "%s", answered(m.GSr, m.GSrMS))
		p.row("GS ( H", "%s", answered(m.ProcessID, m.ProcessIDMS))
		p.row("DLE DC4 8", "%s", map[bool]string{true: "answered: it clears", false: "not answered"}[m.Clears])
	}
	name := "changes"
	for _, c := range r.Changes {
		p.row(name, "%s = %s: %s", c.Key, c.Value, c.Why)
		name = ""
	}
	if len(r.Unknown) > 0 {
		p.row("unknown", "%s", strings.Join(r.Unknown, ", "))
	}
	p.optional("fault", r.Fault)
	if r.File != "" {
		fmt.Fprintf(&p, "\n%s", r.File)
	}
	fmt.Fprintf(&p, "\n%s\n", r.todo())
	return p.to(w)
}

func answered(came bool, ms float64) string {
	if !came {
		return "not answered"
	}
	return fmt.Sprintf("answered %.0f ms after the last byte", ms)
}

// todo is what the result means and what to do about it.
func (r PrinterReport) todo() string {
	switch r.Result {
	case PrinterSame:
		return "The configuration has the profile of this printer. Nothing needs to be done."
	case PrinterDiffers:
		if r.Proposed != "" {
			return fmt.Sprintf("Put profile = %q under [printer] in kiosk.toml.", r.Proposed)
		}
		return "No profile of the program is quite like this printer. Write the lines above into a file, for example " +
			"/etc/kiosk/printer.toml, and put its path as profile under [printer] in kiosk.toml."
	case PrinterNoLine:
		return "The printer's line cannot be used. See whether the cable is in and printer.device is right, and stop the terminal " +
			"while the doctor looks."
	case PrinterSilent:
		if r.AnswersAt != 0 {
			return fmt.Sprintf("It does not answer at %d baud, but at %d: put baud = %d under [printer] in kiosk.toml, or set the "+
				"printer's switches.", r.Baud, r.AnswersAt, r.AnswersAt)
		}
		return "The printer does not answer at any speed. See whether it is on and its cable is in; when it prints all the same, it is " +
			"one that never answers: profile generic80-silent."
	case PrinterNotReady:
		return notReady(printer.Condition(r.Condition))
	case PrinterNotTried:
		return "Nothing was printed, so nothing was measured. Ask again with -yes, or say yes."
	case PrinterNoProfile:
		return "Put the name of a profile, or the path of a profile's file, under [printer] in kiosk.toml."
	}
	return "The page was begun and not brought to its end. Take it out, mend what the condition says, and ask again."
}

// notReady is what staff do about a condition.
func notReady(c printer.Condition) string {
	switch c {
	case printer.PaperOut:
		return "Put paper in, then ask again."
	case printer.CoverOpen:
		return "Close the cover, then ask again."
	case printer.CutterError:
		return "The cutter has a fault: switch the printer off, free the cutter, switch it on, then ask again."
	case printer.Jam:
		return "Paper is jammed: take it out, then ask again."
	case printer.Presenting:
		return "The presenter has a fault: take out what is jammed in it, then ask again."
	case printer.HeadHot:
		return "The head is too hot: wait two minutes, then ask again."
	case printer.HeadLifted:
		return "The head is lifted, or too hot: press it down, wait two minutes, then ask again."
	}
	return "The printer has a fault that it does not name: switch it off and on, then ask again."
}
