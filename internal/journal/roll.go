package journal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Refilled writes that a new roll was put in, of the length that the configuration says. Durable when it returns nil; repeated, the
// last one counts.
func (j *Journal) Refilled(ctx context.Context) error {
	return j.Event(ctx, Event{Kind: PrinterRefilled})
}

// RefilledWith is Refilled for a roll of another length, in metres.
func (j *Journal) RefilledWith(ctx context.Context, metres int) error {
	if metres <= 0 {
		return errors.New("journal: a roll without a length")
	}
	return j.Event(ctx, Event{Kind: PrinterRefilled, Code: strconv.Itoa(metres) + "m"})
}

// Roll is the length in metres that was said of the present roll; 0 when it is that of the configuration.
func (j *Journal) Roll(ctx context.Context) (metres int, err error) {
	var code string
	if err := j.db.QueryRowContext(ctx, `SELECT coalesce((SELECT code FROM event WHERE kind = ? ORDER BY id DESC LIMIT 1), '')`,
		string(PrinterRefilled)).Scan(&code); err != nil {
		return 0, fmt.Errorf("journal: %w", err)
	}
	if code == "" {
		return 0, nil
	}
	if metres, err = strconv.Atoi(strings.TrimSuffix(code, "m")); err != nil {
		return 0, fmt.Errorf("journal: the length of the roll: %w", err)
	}
	return metres, nil
}

// PaperUsed is what was printed since the last refill, or since the journal began: slips of which a byte may have left, and their
// paper in mm. It is reckoned and only advises; the printer's sensor decides.
func (j *Journal) PaperUsed(ctx context.Context) (slips int, mm float64, since time.Time, err error) {
	var from int64
	if err := j.db.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM event WHERE kind = ?`,
		string(PrinterRefilled)).Scan(&from); err != nil {
		return 0, 0, time.Time{}, fmt.Errorf("journal: %w", err)
	}
	if from > 0 {
		since = time.UnixMilli(from)
	}
	err = j.db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(mm), 0) FROM job
		WHERE EXISTS (SELECT 1 FROM job_move WHERE job_move.job = job.id AND job_move.state = 'sending'
			AND job_move.at >= ?)`, from).Scan(&slips, &mm)
	if err != nil {
		return 0, 0, time.Time{}, fmt.Errorf("journal: %w", err)
	}
	return slips, mm, since, nil
}
