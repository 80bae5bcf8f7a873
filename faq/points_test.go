package faq

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// points.tsv names for each of the 105 points of facts/policy-points.md where it is seen: an entry (its id), a screen (its name in
// ui's gallery), a slip (its kind), data (a file of the content folder), or none with the reason; and what is read there.
// Those of screens and slips are opened by ui's test of the same name.
func TestPoints(t *testing.T) {
	l := library(t)
	raw, err := os.ReadFile("points.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	if lines[0] != "number\tkind\twhere\ttext" || len(lines) != 106 {
		t.Fatalf("%q and %d points", lines[0], len(lines)-1)
	}
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 4 || cells[0] != strconv.Itoa(i+1) || plain(cells[3]) == "" {
			t.Fatalf("points.tsv:%d: %q", i+2, line)
		}
		where, text := cells[2], cells[3]
		switch cells[1] {
		case "entry":
			e, ok := l.Entry(where)
			seen := plain(e.Issuer + e.Issue + e.Date + e.Parent + e.Question)
			for _, b := range l.Answer(e) {
				seen += plain(b.Text)
			}
			if !ok || !e.Listed() || !strings.Contains(seen, plain(text)) {
				t.Errorf("point %s: entry %s does not say %q", cells[0], where, text)
			}
		case "data":
			file, err := content.ReadFile("content/" + where)
			if err != nil || !strings.Contains(string(file), text) {
				t.Errorf("point %s: %s does not hold %q (%v)", cells[0], where, text, err)
			}
		case "screen", "slip", "none":
		default:
			t.Errorf("point %s is %s", cells[0], cells[1])
		}
	}
}
