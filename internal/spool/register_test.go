package spool

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"shebao/kiosk/internal/journal"
)

// register makes the wishes of a script: two persons, papers of two days whose content changes, and now and then a sheet that was
// made before the last one was printed.
type register struct {
	t       *testing.T
	book    *journal.Journal
	luck    *rand.Rand
	script  uint64
	made    int
	stale   map[string]int // copies of a document as they once were
	codes   map[string]journal.Paper
	subject map[string]string // person and day: the content that was issued last
}

// firstDay is a morning in China.
var firstDay = time.UnixMilli(1795000000000)

func (r *register) wish(id string) Slip {
	if r.stale == nil {
		r.stale, r.codes, r.subject = map[string]int{}, map[string]journal.Paper{}, map[string]string{}
	}
	w := wish(id)
	w.Person = fmt.Sprintf("%031x%d", r.script, r.luck.IntN(2))
	issued := firstDay.AddDate(0, 0, r.luck.IntN(2))
	content := fmt.Sprintf("%032x", r.luck.IntN(2))
	r.made++
	p, err := r.book.IssuePaper(ctx, journal.Paper{Code: fmt.Sprintf("%010d%010d", r.script, r.made), Kind: string(w.Kind), Person: w.Person,
		Period: "2025", Content: content, Terminal: "SD-0101-0001", Issued: issued, Expires: issued.AddDate(0, 0, 89)})
	if err != nil {
		r.t.Fatal(err)
	}
	r.codes[p.Code] = p
	r.subject[w.Person] = content
	w.Code = p.Code
	w.Document = fmt.Sprintf("%s%s%02x", w.Person[24:], content[26:], issued.Day()) + fmt.Sprintf("%08x", r.script)
	if w.Copy, err = r.book.Copies(ctx, w.Document); err != nil {
		r.t.Fatal(err)
	}
	if once, there := r.stale[w.Document]; there && r.luck.IntN(3) == 0 {
		w.Copy = once
	} else {
		r.stale[w.Document] = w.Copy
	}
	return w
}

// check holds the papers of a script against what was asked for and what came out; it returns how many marked copies there were.
func (r *register) check(m *machine) (copies int) {
	standing := map[string]string{}
	onPaper := map[string]int{}
	for id, w := range m.sheets {
		if m.paper[id] == 0 {
			continue
		}
		onPaper[w.Code]++
		if w.Copy > 0 {
			copies++
		}
	}
	for code := range r.codes {
		p, there, err := r.book.Paper(ctx, code)
		if err != nil || !there {
			r.t.Fatalf("paper %s: %v", code, err)
		}
		if p.Copies < onPaper[code] {
			r.t.Errorf("paper %s has %d sheets, and %d are counted", code, onPaper[code], p.Copies)
		}
		if p.Replaced != "" {
			continue
		}
		if other, twice := standing[p.Person]; twice && other != p.Content {
			r.t.Errorf("two contents of one subject stand")
		}
		standing[p.Person] = p.Content
	}
	for person, content := range r.subject {
		if standing[person] != content {
			r.t.Errorf("what was issued last does not stand")
		}
	}
	return copies
}
