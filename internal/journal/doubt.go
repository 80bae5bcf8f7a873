package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Decider is who says what became of a slip that the printer did not confirm; a closed set.
type Decider string

// Those who may decide.
const (
	ByCitizen  Decider = "citizen"
	ByOperator Decider = "operator"
)

// Resolve ends the doubt about a job that is Unknown: somebody looked. to is Confirmed when it came out whole, Failed when it did
// not. The move says who decided, and the job keeps the printer's reason. A failed one goes on counting as partly on paper, so that
// what is printed next is marked as a reprint: a word may be wrong, and two unmarked sheets cannot be called back. What the printer
// may still hold is not decided by it. ErrMoved when the job is not Unknown: a second word changes nothing. Durable when it returns nil.
func (j *Journal) Resolve(ctx context.Context, id string, to State, by Decider) error {
	if to != Confirmed && to != Failed {
		return fmt.Errorf("journal: from %s to %s: %w", Unknown, to, ErrMoved)
	}
	if by != ByCitizen && by != ByOperator {
		return errors.New("journal: nobody decided")
	}
	return j.write(ctx, func(tx *sql.Tx, now int64) error {
		result, err := tx.ExecContext(ctx, `UPDATE job SET state = ?, partial = ?, changed = ? WHERE id = ? AND state = ?`,
			string(to), to == Failed, now, id, string(Unknown))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrMoved)
		}
		return addMove(ctx, tx, id, to, by, now)
	})
}

// Unresolved are the jobs that nobody has decided about, oldest first.
func (j *Journal) Unresolved(ctx context.Context) ([]Job, error) {
	return j.jobs(ctx, jobColumns+`WHERE state = 'unknown' ORDER BY created, id`)
}
