package station

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strconv"

	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
)

// notes writes what the visits note into the journal. A visit is named by a token of this run of the program and its number,
// so that events of one visit are found together and nothing of the person is in the name.
type notes struct {
	book *journal.Journal
	keys keys.Keys
	run  string
}

func newNotes(book *journal.Journal, secret keys.Keys) *notes {
	var token [4]byte
	rand.Read(token[:]) // never fails on the systems this runs on: it would end the program
	return &notes{book: book, keys: secret, run: hex.EncodeToString(token[:])}
}

func (n *notes) visit(number int64) string { return n.run + "-" + strconv.FormatInt(number, 10) }

// Note implements terminal.Journal. The visit's notes have the names of the journal's kinds.
func (n *notes) Note(ctx context.Context, number int64, what visit.Noted, code string) error {
	return n.event(ctx, journal.Event{Kind: journal.Kind(what), Visit: n.visit(number), Code: code})
}

// Access implements terminal.Trail. What is written is keyed hashes; the number goes no further.
func (n *notes) Access(ctx context.Context, a terminal.Access) error {
	return n.book.Access(ctx, journal.Access{Visit: n.visit(a.Visit), Person: n.keys.PersonHash(a.Number),
		Card: n.keys.CardHash(a.Card.Identifier, a.Card.Number), Authenticity: string(a.Authenticity), What: a.What})
}

func (n *notes) event(ctx context.Context, e journal.Event) error { return n.book.Event(ctx, e) }
