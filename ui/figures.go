package ui

import (
	"strings"

	"shebao/kiosk/internal/tables"
)

// Say is a sentence of the catalogue in the language of the screen.
type Say func(key string, fill ...any) string

// FromTables are the public figures of the operator's tables, in words. What nobody has said is said to be so, and what is known
// from a weak source only is marked.
func FromTables(groups []tables.Group, say Say) []ParameterGroup {
	word := func(w tables.Word) string {
		fill := make([]any, len(w.Args))
		for i, a := range w.Args {
			fill[i] = a
		}
		return say(w.Key, fill...)
	}
	out := make([]ParameterGroup, 0, len(groups))
	for _, g := range groups {
		if len(g.Rows) == 0 {
			continue
		}
		group := ParameterGroup{Title: word(g.Title)}
		for _, r := range g.Rows {
			labels := make([]string, len(r.Labels))
			for i, l := range r.Labels {
				labels[i] = word(l)
			}
			if r.Name != "" {
				labels = append(labels, r.Name)
			}
			row := ParameterRow{Label: strings.Join(labels, "　"), Value: r.Value, Source: r.Source, Validity: r.Validity}
			if r.Note != "" {
				row.Label += "（" + r.Note + "）"
			}
			switch {
			case r.Absent:
				row.Value = say("tables.absent")
			case r.Weak:
				row.Value += "　" + say("tables.weak")
			}
			group.Rows = append(group.Rows, row)
		}
		out = append(out, group)
	}
	return out
}
