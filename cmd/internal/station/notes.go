package station

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strconv"

	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/visit"
)

// notes writes what the visits note into the journal. A visit is named by a token of this run of the program and its number,
// so that events of one visit are found together and nothing of the person is in the name.
type notes struct {
	book *journal.Journal
	run  string
}

func newNotes(book *journal.Journal) *notes {
	var token [4]byte
	rand.Read(token[:]) // never fails on the systems this runs on: it would end the program
	return &notes{book: book, run: hex.EncodeToString(token[:])}
}

func (n *notes) visit(number int64) string { return n.run + "-" + strconv.FormatInt(number, 10) }

// Note implements terminal.Journal. The visit's notes have the names of the journal's kinds.
func (n *notes) Note(ctx context.Context, number int64, what visit.Noted, code string) error {
	return n.event(ctx, journal.Event{Kind: journal.Kind(what), Visit: n.visit(number), Code: code})
}

func (n *notes) event(ctx context.Context, e journal.Event) error { return n.book.Event(ctx, e) }
