package ui

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

// Every point of the policy document that faq/points.tsv finds on a screen or on a slip is read there.
func TestPoints(t *testing.T) {
	u := newUI(t)
	drawn := map[string]string{}
	for _, v := range append(gallery(t), eachSlip(t)...) {
		drawn[v.Name] = letters(texts(u.Scene(v.View, 1920, 1080)))
	}
	raw, err := os.ReadFile("../faq/points.tsv")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, line := range strings.Split(string(raw), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != 4 || cells[1] != "screen" && cells[1] != "slip" {
			continue
		}
		name := cells[2]
		if cells[1] == "slip" {
			name = "slip " + name
		}
		looked++
		if said, ok := drawn[name]; !ok || !strings.Contains(said, letters(cells[3])) {
			t.Errorf("point %s: %s (drawn: %v) does not say %q", cells[0], name, ok, cells[3])
		}
	}
	if looked < 30 {
		t.Errorf("only %d points were looked for on screens", looked)
	}
}

// eachSlip is the preview of every kind of slip, of somebody whom it is for.
func eachSlip(t *testing.T) []view {
	b := begin(t)
	var out []view
	for _, k := range slip.Kinds() {
		var at errand
		switch k {
		case slip.Guide, slip.MaterialList, slip.LossGuide:
			entry := map[slip.Kind]string{slip.Guide: "service-3", slip.MaterialList: visit.EntryWrongNumber,
				slip.LossGuide: visit.EntryLoss}[k]
			at = b.Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoAnswer, Text: entry}).Do(visit.DoPrintGuide)
		default:
			at = b.Home(full(records.CivilRetiree)).Open(visit.Action{Do: visit.DoQuery})
			first := slices.IndexFunc(visit.Offers(at.State), func(a visit.Action) bool { return a.Do == visit.DoPreview })
			at = at.Tap(visit.Offers(at.State)[first])
			if visit.Look(at.State).Slip.Kind != k {
				at = at.Tap(visit.Action{Do: visit.DoPreview, Text: string(k)})
			}
		}
		if drawn := visit.Look(at.State).Slip.Kind; drawn != k {
			t.Errorf("the preview of %s is a %s", k, drawn)
		}
		out = append(out, at.View("slip "+string(k)))
	}
	return out
}

// letters are a text without spaces and marks, so that a phrase is found however it was broken into lines.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
