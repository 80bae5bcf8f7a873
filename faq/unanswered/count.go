package unanswered

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"shebao/kiosk/internal/clock"
)

// Count counts a question for a visit, once however often that visit asks it. What must not be kept is left out, which is no error.
// When it returns nil what it did is on the disk. Visits are told apart by their number as long as the Store is open.
func (s *Store) Count(ctx context.Context, visit int64, query string) error {
	text, ok := Clean(query)
	if !ok {
		return nil
	}
	hash := s.hash(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, asked := s.recent[hash]; asked && last == visit {
		return nil
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	defer tx.Rollback() // does nothing after Commit
	now := s.clock.Now().In(clock.Zone())
	if err := forget(ctx, tx, now); err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	if err := count(ctx, tx, now, hash, text); err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	for h, v := range s.recent {
		if v < visit-recentVisits {
			delete(s.recent, h)
		}
	}
	s.recent[hash] = visit
	return nil
}

// forget drops what has waited too long and what is older than anybody looks at.
func forget(ctx context.Context, tx *sql.Tx, now time.Time) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM once WHERE day < ?`, dayOf(now.AddDate(0, 0, -onceDays))); err != nil {
		return err
	}
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	if _, err := tx.ExecContext(ctx, `DELETE FROM asked WHERE month < ?`, monthOf(first.AddDate(0, 1-keptMonths, 0))); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM question WHERE id NOT IN (SELECT question FROM asked)`)
	return err
}

func count(ctx context.Context, tx *sql.Tx, now time.Time, hash, text string) error {
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM question WHERE text = ?`, text).Scan(&id)
	if err == nil {
		return add(ctx, tx, id, monthOf(now))
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var day int
	err = tx.QueryRowContext(ctx, `SELECT day FROM once WHERE hash = ?`, hash).Scan(&day)
	if errors.Is(err, sql.ErrNoRows) {
		_, err := tx.ExecContext(ctx, `INSERT INTO once (hash, day) SELECT ?, ? WHERE (SELECT count(*) FROM once) < ?`, hash, dayOf(now), mostOnce)
		return err
	}
	if err != nil {
		return err
	}
	// The second who asks: now it is no one person's.
	made, err := tx.ExecContext(ctx, `INSERT INTO question (text) SELECT ? WHERE (SELECT count(*) FROM question) < ?`, text, mostQuestions)
	if err != nil {
		return err
	}
	if n, err := made.RowsAffected(); err != nil || n == 0 {
		return err
	}
	if id, err = made.LastInsertId(); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM once WHERE hash = ?`, hash); err != nil {
		return err
	}
	return errors.Join(add(ctx, tx, id, day/100), add(ctx, tx, id, monthOf(now)))
}

func add(ctx context.Context, tx *sql.Tx, question int64, month int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO asked (question, month, visits) VALUES (?, ?, 1)
		ON CONFLICT (question, month) DO UPDATE SET visits = visits + 1`, question, month)
	return err
}

func dayOf(t time.Time) int   { return t.Year()*10000 + int(t.Month())*100 + t.Day() }
func monthOf(t time.Time) int { return t.Year()*100 + int(t.Month()) }

// Question is what at least two visits asked.
type Question struct {
	Text   string  `json:"text"`
	Visits int     `json:"visits"`
	Months []Month `json:"months"` // newest first
}

// Month is how many visits asked it in a month.
type Month struct {
	Month  string `json:"month"` // as 2026-11
	Visits int    `json:"visits"`
}

// List is what was asked and not found, what most visits asked first.
func (s *Store) List(ctx context.Context) (_ []Question, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT q.text, a.month, a.visits, sum(a.visits) OVER (PARTITION BY q.id) AS total
		FROM question q JOIN asked a ON a.question = q.id ORDER BY total DESC, q.text, a.month DESC`)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out := []Question{}
	for rows.Next() {
		var text string
		var month, visits, total int
		if err := rows.Scan(&text, &month, &visits, &total); err != nil {
			return nil, fmt.Errorf("questions: %w", err)
		}
		if len(out) == 0 || out[len(out)-1].Text != text {
			out = append(out, Question{Text: text, Visits: total})
		}
		last := &out[len(out)-1]
		last.Months = append(last.Months, Month{fmt.Sprintf("%04d-%02d", month/100, month%100), visits})
	}
	return out, rows.Err()
}
