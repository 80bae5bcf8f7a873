// Package leaflet turns an answer of the policy content into what a slip says of it. It leaves nothing out and adds nothing: the
// text is the content's, block by block, with the lists of what to bring. It knows no visit, no screen and no printer.
package leaflet

import (
	"regexp"
	"strconv"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/slip"
)

// Shelf is the whole content, to be taken home entry by entry. It never changes after New and may be shared by goroutines.
type Shelf struct{ leaflets map[string]leaflet }

// leaflet is an entry as a slip says it.
type leaflet struct {
	kind     slip.Kind
	guidance slip.Guidance
}

// New makes a shelf, with every leaflet on it: a screen asks for one at each event. loss is the entry that says what to do about a
// lost card.
func New(l *faq.Library, loss string) *Shelf {
	s := &Shelf{leaflets: map[string]leaflet{}}
	for _, e := range l.Entries {
		if !e.Listed() { // what does not hold any more is not taken home
			continue
		}
		kind := slip.Guide
		switch {
		case e.ID == loss:
			kind = slip.LossGuide
		case len(e.Bring) > 0:
			kind = slip.MaterialList
		}
		blocks := l.Answer(e)
		s.leaflets[e.ID] = leaflet{kind, slip.Guidance{Title: e.Question, Source: source(e), Sections: sections(blocks), Link: link(blocks)}}
	}
	return s
}

// Guidance is an entry as a slip says it; false when there is no such entry. What it gives is not to be written to.
func (s *Shelf) Guidance(entry string) (slip.Kind, slip.Guidance, bool) {
	l, ok := s.leaflets[entry]
	return l.kind, l.guidance, ok
}

func source(e faq.Entry) string {
	if e.Supplement {
		return "补充自公开资料"
	}
	return strings.Join([]string{e.Issuer, e.Issue, e.Date}, " ")
}

// sections are the blocks under their headings; those before the first heading stand under none.
func sections(blocks []faq.Block) []slip.Section {
	var out []slip.Section
	for _, b := range blocks {
		if b.Style == faq.Heading {
			out = append(out, slip.Section{Heading: b.Text})
			continue
		}
		if len(out) == 0 {
			out = append(out, slip.Section{})
		}
		last := &out[len(out)-1]
		switch b.Style {
		case faq.Step:
			last.Lines = append(last.Lines, strconv.Itoa(b.Number)+". "+b.Text)
		case faq.Item:
			last.Lines = append(last.Lines, "· "+b.Text)
		case faq.Remark:
			last.Lines = append(last.Lines, "注意："+b.Text)
		default:
			last.Lines = append(last.Lines, b.Text)
		}
	}
	return out
}

// link is the first address that the entry names.
func link(blocks []faq.Block) string {
	address := regexp.MustCompile(`https?://[A-Za-z0-9./_-]+`)
	for _, b := range blocks {
		if a := address.FindString(b.Text); a != "" {
			return a
		}
	}
	return ""
}
