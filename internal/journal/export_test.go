package journal

import (
	"context"
	"errors"
)

// SchemaBeforePapers is what a journal looked like before papers had codes.
func SchemaBeforePapers() string { return schema + accessTrail }

// Plan is how SQLite looks for what a query of copies and one of papers want.
func (j *Journal) Plan(ctx context.Context) (steps []string, err error) {
	for _, q := range []string{`SELECT count(*) FROM job WHERE document = ? AND document <> '' AND ` + onPaper, paperColumns + `WHERE code = ?`} {
		rows, err := j.db.QueryContext(ctx, `EXPLAIN QUERY PLAN `+q, "x")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				return nil, err
			}
			steps = append(steps, step)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// Version is that of a journal that this program has taken over.
func Version() int { return len(migrations) }
