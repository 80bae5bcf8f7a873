package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// Access is one line of the access trail: somebody's records are about to be read. It holds keyed hashes, never a number or a
// name: with the terminal's key and a person's number an auditor finds who looked at her records, and nobody else finds anything.
type Access struct {
	Visit        string
	Person       string // keyed hash of the holder's number
	Card         string // keyed hash of the card
	Authenticity string // what the card had proved, and to whom
	What         string // what is read: one word
}

// StoredAccess is a line of the trail in the journal.
type StoredAccess struct {
	ID int64
	At time.Time
	Access
}

// errNobody: a trail that does not say whose records were read, or with which card, is none.
var errNobody = errors.New("access without a person or a card")

// Access writes a line of the trail. When it returns nil the line survives kill -9 and a power cut, and the records may be read;
// after an error they may not.
func (j *Journal) Access(ctx context.Context, a Access) error {
	if a.Person == "" || a.Card == "" {
		return fmt.Errorf("journal: %w", errNobody)
	}
	if err := check(map[string]*regexp.Regexp{"visit": token, "person": hash, "card": hash, "authenticity": token, "what": token},
		map[string]string{"visit": a.Visit, "person": a.Person, "card": a.Card, "authenticity": a.Authenticity, "what": a.What}); err != nil {
		return fmt.Errorf("journal: access: %w", err)
	}
	return j.write(ctx, func(tx *sql.Tx, now int64) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO access (at, visit, person, card, authenticity, what) VALUES (?, ?, ?, ?, ?, ?)`,
			now, a.Visit, a.Person, a.Card, a.Authenticity, a.What)
		return err
	})
}

// Accesses are the newest lines of the trail, newest first, at most limit; of one person when her hash is given.
func (j *Journal) Accesses(ctx context.Context, person string, limit int) ([]StoredAccess, error) {
	rows, err := j.db.QueryContext(ctx, `SELECT id, at, visit, person, card, authenticity, what FROM access
		WHERE ? = '' OR person = ? ORDER BY id DESC LIMIT ?`, person, person, limit)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer rows.Close()
	var out []StoredAccess
	for rows.Next() {
		var s StoredAccess
		var at int64
		if err := rows.Scan(&s.ID, &at, &s.Visit, &s.Person, &s.Card, &s.Authenticity, &s.What); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		s.At = time.UnixMilli(at)
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return out, nil
}
