package terminal

import (
	"context"

	"shebao/kiosk/internal/visit"
)

// Ratings counts the grades of 好差评.
type Ratings interface {
	// Rate counts a grade, from 1 to 5, on today. Durable when it returns nil.
	Rate(ctx context.Context, grade int) error
}

// countRating counts beside the loop: nobody waits for it, and it belongs to no visit.
func (t *Terminal) countRating(ctx context.Context, f visit.CountRating) {
	if t.cfg.Ratings == nil {
		return
	}
	t.own(func() {
		if err := t.cfg.Ratings.Rate(ctx, f.Grade); err != nil && ctx.Err() == nil {
			t.cfg.Fault("a rating could not be counted", err)
		}
	})
}
