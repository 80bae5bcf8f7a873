package terminal

import (
	"context"

	"shebao/kiosk/internal/visit"
)

// Asked counts what people asked and did not find. It keeps nothing personal: cleaning the text, and refusing it, is its own work.
type Asked interface {
	// Count counts a text for a visit, once however often that visit asks it. A text that must not be kept is no error.
	Count(ctx context.Context, visit int64, text string) error
}

// countAsked counts beside the loop: nobody waits for it. The text is in no fault. It is of the visit before the event: the card that
// ends somebody's visit may begin the next one, and what only she has asked must not seem to be asked by two.
func (t *Terminal) countAsked(ctx context.Context, f visit.CountAsked) {
	if t.cfg.Asked == nil {
		return
	}
	number := t.was
	t.own(func() {
		if err := t.cfg.Asked.Count(ctx, number, f.Text); err != nil && ctx.Err() == nil {
			t.cfg.Fault("what was asked could not be counted", err)
		}
	})
}
