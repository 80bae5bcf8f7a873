package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	"shebao/kiosk/internal/clock"
)

// Paper is a certificate that was given a code. It says nothing of its holder: person and content are keyed hashes, scope and
// period what every paper of its kind may be about.
type Paper struct {
	Code     string
	Kind     string
	Person   string // keyed hash
	Scope    string // insured place and insurance, "" for kinds that have one only
	Period   string
	Content  string // keyed hash of all that it says
	Terminal string
	Issued   time.Time
	Expires  time.Time // the last day on which it is valid
	Replaced string    // code of the one that took its place, "" while it stands
	Digest   string    // SM3 of what was printed last, in hexadecimal; "" when nothing was
	Copies   int       // sheets of it that are or may be on paper
}

var (
	codeShape   = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{20}$`)
	scopeShape  = regexp.MustCompile(`^[0-9a-z_:]{0,40}$`)
	periodShape = regexp.MustCompile(`^[0-9.—-]{0,24}$`)
)

// IssuePaper gives a paper its code. The same content for the same person, kind, scope and period on the same day in China is the
// same paper: what was issued first is returned and p's code is not used. Another content takes the place of all earlier papers of
// the same person, kind, scope and period, which are then replaced; the same content on another day leaves them as they are. A
// paper that was replaced never comes back. It is on the disk when IssuePaper returns nil; after an error it may be, and a repeated
// call then returns it.
func (j *Journal) IssuePaper(ctx context.Context, p Paper) (Paper, error) {
	if err := check(
		map[string]*regexp.Regexp{"code": codeShape, "kind": token, "person": hash, "scope": scopeShape, "period": periodShape,
			"content": hash, "terminal": terminalShape},
		map[string]string{"code": p.Code, "kind": p.Kind, "person": p.Person, "scope": p.Scope, "period": p.Period,
			"content": p.Content, "terminal": p.Terminal},
	); err != nil {
		return Paper{}, fmt.Errorf("journal: paper: %w", err)
	}
	if p.Person == "" || p.Content == "" {
		return Paper{}, errors.New("journal: a paper of nobody")
	}
	err := j.write(ctx, func(tx *sql.Tx, now int64) error {
		morning := startOfDay(p.Issued)
		same, err := papersOf(ctx, tx, paperColumns+`WHERE person = ? AND kind = ? AND scope = ? AND period = ? AND content = ?
			AND replaced = '' AND issued >= ? AND issued < ? ORDER BY issued LIMIT 1`, p.Person, p.Kind, p.Scope, p.Period, p.Content,
			morning.UnixMilli(), morning.AddDate(0, 0, 1).UnixMilli())
		if err != nil {
			return err
		}
		if len(same) > 0 {
			p = same[0]
			return nil
		}
		// Also those that have expired: a clock that is set back must not make two contents stand.
		if _, err := tx.ExecContext(ctx, `UPDATE paper SET replaced = ? WHERE person = ? AND kind = ? AND scope = ? AND period = ?
			AND content <> ? AND replaced = ''`, p.Code, p.Person, p.Kind, p.Scope, p.Period, p.Content); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO paper (code, kind, person, scope, period, content, terminal, issued, expires, replaced)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')`, p.Code, p.Kind, p.Person, p.Scope, p.Period, p.Content, p.Terminal,
			p.Issued.UnixMilli(), p.Expires.UnixMilli())
		return err
	})
	if err != nil {
		return Paper{}, err
	}
	return p, nil
}

// startOfDay is the midnight in China that a day begins with.
func startOfDay(t time.Time) time.Time {
	t = t.In(clock.Zone())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Zone())
}

// terminalShape is that of a terminal's number.
var terminalShape = regexp.MustCompile(`^[A-Z0-9-]{4,20}$`)

// onPaper are the jobs of which something is or may be on paper.
const onPaper = `(state IN ('sending', 'sent', 'confirmed', 'taken', 'retracted', 'unknown') OR state = 'failed' AND partial = 1)`

const paperColumns = `SELECT code, kind, person, scope, period, content, terminal, issued, expires, replaced,
	(SELECT count(*) FROM job WHERE job.code = paper.code AND job.code <> '' AND ` + onPaper + `),
	coalesce((SELECT digest FROM job WHERE job.code = paper.code AND job.code <> '' AND ` + onPaper + `
		ORDER BY created DESC, copy DESC LIMIT 1), '') FROM paper `

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func papersOf(ctx context.Context, q querier, query string, args ...any) ([]Paper, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Paper
	for rows.Next() {
		var p Paper
		var issued, expires int64
		if err := rows.Scan(&p.Code, &p.Kind, &p.Person, &p.Scope, &p.Period, &p.Content, &p.Terminal, &issued, &expires, &p.Replaced,
			&p.Copies, &p.Digest); err != nil {
			return nil, err
		}
		p.Issued, p.Expires = time.UnixMilli(issued), time.UnixMilli(expires)
		out = append(out, p)
	}
	return out, rows.Err()
}

// Papers are all papers that were ever given a code, oldest first. None is ever removed: a code that is asked for in ten years was
// issued, or was not.
func (j *Journal) Papers(ctx context.Context) ([]Paper, error) {
	out, err := papersOf(ctx, j.db, paperColumns+`ORDER BY issued, code`)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return out, nil
}

// Paper is the paper of a code; false when there is none.
func (j *Journal) Paper(ctx context.Context, code string) (Paper, bool, error) {
	out, err := papersOf(ctx, j.db, paperColumns+`WHERE code = ?`, code)
	if err != nil || len(out) == 0 {
		if err != nil {
			err = fmt.Errorf("journal: %w", err)
		}
		return Paper{}, false, err
	}
	return out[0], true, nil
}

// Copies is how many sheets of a document are or may be on paper: one more is a reprint of that number. Of a document that is
// nobody's ("") none is counted.
func (j *Journal) Copies(ctx context.Context, document string) (int, error) {
	// The second condition is what lets SQLite take the partial index.
	return j.count(ctx, `SELECT count(*) FROM job WHERE document = ? AND document <> '' AND `+onPaper, document)
}

// Printed is how many slips of a kind a person has had since a time, those that may be on paper included.
func (j *Journal) Printed(ctx context.Context, person, kind string, from time.Time) (int, error) {
	return j.count(ctx, `SELECT count(*) FROM job WHERE person = ? AND kind = ? AND created >= ? AND `+onPaper, person, kind,
		from.UnixMilli())
}

func (j *Journal) count(ctx context.Context, query string, args ...any) (n int, err error) {
	if err := j.db.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("journal: %w", err)
	}
	return n, nil
}
