package ledger

import (
	"context"

	"shebao/kiosk/faq/unanswered"
)

// Unanswered asks for what people asked and did not find; answered with []unanswered.Question.
const Unanswered = "faq unanswered"

// Questions is what the ledger needs of what was asked.
type Questions interface {
	List(ctx context.Context) ([]unanswered.Question, error)
}

// ObeyAsked answers the question about what was asked. known is false for another line. asked is nil when nothing is counted.
func ObeyAsked(ctx context.Context, asked Questions, line string) (answer string, known bool, err error) {
	if line != Unanswered {
		return "", false, nil
	}
	if asked == nil {
		return "[]", true, nil
	}
	all, err := asked.List(ctx)
	if err != nil {
		return "", true, err
	}
	answer, err = text(all)
	return answer, true, err
}
