package journal

import (
	"context"
	"fmt"

	"shebao/kiosk/internal/clock"
)

// Grades of 好差评, from 非常不满意 to 非常满意 (facts/domain.md §4).
const (
	WorstGrade = 1
	BestGrade  = 5
)

// Ratings are the grades of a day: how often each was given, the worst first.
type Ratings struct {
	Day string // 2026-11-28, in China
	N   [BestGrade]int
}

// Rate counts a grade on today. Only the day and the grade are kept, so that nobody can be told from it. Durable when it returns nil.
func (j *Journal) Rate(ctx context.Context, grade int) error {
	if grade < WorstGrade || grade > BestGrade {
		return fmt.Errorf("journal: there is no grade %d", grade)
	}
	_, err := j.db.ExecContext(ctx, `INSERT INTO rating (day, grade, n) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1`,
		j.clock.Now().In(clock.Zone()).Format("2006-01-02"), grade)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// Ratings are the grades of every day on which one was given, the newest day first.
func (j *Journal) Ratings(ctx context.Context) ([]Ratings, error) {
	rows, err := j.db.QueryContext(ctx, `SELECT day, grade, n FROM rating ORDER BY day DESC, grade`)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer rows.Close()
	var out []Ratings
	for rows.Next() {
		var day string
		var grade, n int
		if err := rows.Scan(&day, &grade, &n); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		if len(out) == 0 || out[len(out)-1].Day != day {
			out = append(out, Ratings{Day: day})
		}
		out[len(out)-1].N[grade-WorstGrade] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return out, nil
}
