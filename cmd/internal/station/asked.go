package station

import (
	"context"
	"path/filepath"

	"shebao/kiosk/faq/unanswered"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
)

// asked counts what people asked and did not find, in a file beside the journal. Without the file nothing is counted, and the
// terminal serves as it would with it.
type asked struct{ store *unanswered.Store }

func openAsked(c config.Journal, secret keys.Keys, t clock.Clock) *asked {
	store, err := unanswered.Open(filepath.Join(filepath.Dir(c.File), unanswered.FileName), secret.AskedHash, t)
	if err != nil {
		fault("what is asked and not found is not counted", err)
		return &asked{}
	}
	return &asked{store}
}

// Count implements terminal.Asked.
func (a *asked) Count(ctx context.Context, visit int64, text string) error {
	if a.store == nil {
		return nil
	}
	return a.store.Count(ctx, visit, text)
}

// List implements ledger.Questions.
func (a *asked) List(ctx context.Context) ([]unanswered.Question, error) {
	if a.store == nil {
		return []unanswered.Question{}, nil
	}
	return a.store.List(ctx)
}

func (a *asked) close() {
	if a.store != nil {
		closing("the questions", a.store.Close)
	}
}
