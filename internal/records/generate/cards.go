package generate

import (
	"context"
	"fmt"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// Each member of the cast has cards of its own, so that a register can tell them apart: member i the sequence numbers 100*i+1 to
// 100*i+99. The first ninety are as cards should be; those after them show what a register may say instead.
//
// LostCard is which card of a member the register calls 临时挂失.
const LostCard = 91

const (
	cardsEach    = 100
	normalCards  = 90
	formallyLost = 92
	sealedCard   = 93
	cancelled    = 94
	uncollected  = 95
	othersCard   = 96 // registered to somebody else
	// 97 to 99 are not in the register.
)

// StrangerCards is where the sequence numbers of strangers begin; beyond all of the cast's.
const StrangerCards = 10000

// Sequence is the number of the n-th card, from 1, of the i-th member of the cast, from 0. CardOf makes the card of it.
func Sequence(i, n int) int { return cardsEach*i + n }

// SequenceOf is Sequence for a member of the cast by her number; 0 for somebody else.
func SequenceOf(number string, n int) int {
	for i, p := range cast() {
		if p.Number == number {
			return Sequence(i, n)
		}
	}
	return 0
}

// CardOf is the card with a sequence number, as every simulated one of that number answers.
func CardOf(seq int) records.Card {
	body := fmt.Sprintf("X%07d", seq%10000000)
	return records.Card{Identifier: fmt.Sprintf("370100D156000005%08XFFFFFFFF", seq), Number: body + string(idcard.CardCheck(body))}
}

// issued is since when the cards are as they are.
const issued = 20240102

// registered are the cards of a member of the cast.
func registered(i int, holder, other string) []records.CardEntry {
	special := map[int]records.CardStatus{LostCard: records.CardReportedLost, formallyLost: records.CardFormallyLost,
		sealedCard: records.CardSealed, cancelled: records.CardCancelled, uncollected: records.CardToBeCollected}
	var out []records.CardEntry
	for n := 1; n <= othersCard; n++ {
		e := records.CardEntry{Card: CardOf(Sequence(i, n)), Registration: records.Registration{Holder: holder,
			Status: records.CardNormal, Since: issued}}
		if n > normalCards && n < othersCard {
			e.Status = special[n]
		}
		if n == othersCard {
			e.Holder = other
		}
		out = append(out, e)
	}
	return out
}

// putCards registers the cast's cards, and one of each stranger.
func putCards(ctx context.Context, sink Sink, o Options, number func(i int) string) error {
	people := cast()
	before := people[len(people)-1].Number
	for i, p := range people {
		if !p.InFile { // an impossible number is in no register
			continue
		}
		cards := registered(i, p.Number, before)
		before = p.Number
		for _, e := range cards {
			if err := sink.PutCard(ctx, e); err != nil {
				return err
			}
		}
	}
	for i := range o.Persons {
		e := records.CardEntry{Card: CardOf(StrangerCards + i), Registration: records.Registration{Holder: number(i),
			Status: records.CardNormal, Since: issued}}
		if err := sink.PutCard(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
