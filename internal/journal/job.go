package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
)

// State is how far a print job has come; a closed set. Each is on the disk before the act that it names begins
// (facts/print.md §7.3).
type State string

// The states of a print job.
const (
	Queued    State = "queued"    // accepted; nothing has left
	Checked   State = "checked"   // the printer said that it can print
	Sending   State = "sending"   // the first byte may have left
	Sent      State = "sent"      // the last byte has left, the printer has not confirmed
	Confirmed State = "confirmed" // the printer said that it was printed
	Taken     State = "taken"     // its outlet is empty again
	Retracted State = "retracted" // nobody took it, and it was drawn back into the bin
	Failed    State = "failed"    // not printed, or not whole, and it will not come later
	Unknown   State = "unknown"   // bytes left and nobody knows; never printed again by itself
)

// States lists every state.
func States() []State {
	return []State{Queued, Checked, Sending, Sent, Confirmed, Taken, Retracted, Failed, Unknown}
}

// next are the moves that exist.
var next = map[State][]State{
	Queued:  {Checked, Failed},
	Checked: {Sending, Failed},
	Sending: {Sent, Failed, Unknown},
	Sent:    {Confirmed, Failed, Unknown},
	// Where the printer sees its outlet.
	Confirmed: {Taken, Retracted},
}

// Final reports whether printing of a job in this state is over: what may still come is what became of the paper, and somebody's
// word on one that is Unknown.
func (s State) Final() bool {
	switch s {
	case Queued, Checked, Sending, Sent:
		return false
	}
	return true
}

// Job is a print job. It says what was printed only by digest.
type Job struct {
	ID     string // given by the caller; the same id is the same job
	Kind   string // which slip
	Visit  string
	Person string // keyed hash
	Digest string // SM3 of what is printed, in hexadecimal
	// Document is a keyed hash of what the slip says, "" for one that is nobody's: sheets of one document are copies of each other.
	Document string
	Code     string // of the paper, "" when it has none
	MM       int    // paper that it takes
	Copy     int    // 0 the first sheet of its document, n: 补打 第n次
	State    State
	Residue  bool   // the printer may still hold bytes of it
	Reason   string // the printer's condition when it ended otherwise than confirmed
	Partial  bool   // some of it came out
	Created  time.Time
	Changed  time.Time
}

// optionalCode is a paper's code, or none.
var optionalCode = regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{20})?$`)

// The refusals of PutJob and MoveJob.
var (
	ErrJobExists = errors.New("there is a job of this id")
	ErrMoved     = errors.New("the job is not in the state it is to be moved from")
)

// PutJob writes a new job as Queued. ErrJobExists when there is one of its id, whatever its state: then nothing is changed.
// Durable when it returns nil.
func (j *Journal) PutJob(ctx context.Context, job Job) error {
	if err := check(
		map[string]*regexp.Regexp{"id": token, "kind": token, "visit": token, "person": hash, "digest": hash, "document": hash,
			"code": optionalCode},
		map[string]string{"id": job.ID, "kind": job.Kind, "visit": job.Visit, "person": job.Person, "digest": job.Digest,
			"document": job.Document, "code": job.Code},
	); err != nil {
		return fmt.Errorf("journal: job: %w", err)
	}
	if job.ID == "" {
		return errors.New("journal: job without an id")
	}
	if job.MM < 0 || job.Copy < 0 {
		return errors.New("journal: job of less than no paper")
	}
	return j.write(ctx, func(tx *sql.Tx, now int64) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO job SELECT ?, ?, ?, ?, ?, ?, 0, '', 0, ?, ?, ?, ?, ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM job WHERE id = ?)`,
			job.ID, job.Kind, job.Visit, job.Person, job.Digest, string(Queued), now, now, job.Document, job.Code, job.MM, job.Copy, job.ID)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrJobExists)
		}
		return addMove(ctx, tx, job.ID, Queued, "", now)
	})
}

// End says how a job ended; Reason and Partial are kept with the moves to Failed and Unknown.
type End struct {
	Reason  string // the printer's condition, one word
	Partial bool   // some of it came out
	Empty   bool   // the printer is known to hold nothing of it
	Hanging bool   // with Confirmed: it is printed and hangs from the outlet
}

// MoveJob moves a job from one state to the next. ErrMoved when it is not in from, or there is no such move: then nothing
// is changed, so a repeated call moves once. Durable when it returns nil. From Sending on the printer counts as holding
// the job, until Confirmed, an End that says Empty, or ClearJobs; a job that is Confirmed and Hanging until Taken or Retracted.
func (j *Journal) MoveJob(ctx context.Context, id string, from, to State, end End) error {
	if !slices.Contains(next[from], to) {
		return fmt.Errorf("journal: from %s to %s: %w", from, to, ErrMoved)
	}
	if !token.MatchString(end.Reason) {
		end.Reason = "other" // how a job ended must not be lost for a reason that is no word
	}
	return j.write(ctx, func(tx *sql.Tx, now int64) error {
		residue := `residue`
		switch {
		case to == Sending:
			residue = `1`
		case to == Taken, to == Retracted, to == Confirmed && !end.Hanging, to.Final() && end.Empty:
			residue = `0`
		}
		result, err := tx.ExecContext(ctx, `UPDATE job SET state = ?, reason = ?, partial = ?, changed = ?, residue = `+residue+
			` WHERE id = ? AND state = ?`, string(to), end.Reason, end.Partial, now, id, string(from))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrMoved)
		}
		return addMove(ctx, tx, id, to, "", now)
	})
}

func addMove(ctx context.Context, tx *sql.Tx, id string, to State, by Decider, now int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO job_move (job, seq, state, at, decider)
		SELECT ?, count(*), ?, ?, ? FROM job_move WHERE job = ?`, id, string(to), now, string(by), id)
	return err
}

// ClearJobs writes that the printer is known to hold nothing of any job that has ended, with an event when that is news.
// Durable when it returns nil; it may be repeated.
func (j *Journal) ClearJobs(ctx context.Context) error {
	return j.write(ctx, func(tx *sql.Tx, now int64) error {
		result, err := tx.ExecContext(ctx, `UPDATE job SET residue = 0, changed = ? WHERE residue = 1 AND state NOT IN (?, ?, ?, ?)`,
			now, string(Queued), string(Checked), string(Sending), string(Sent))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return insertEvent(ctx, tx, now, Event{Kind: PrinterCleared})
	})
}

const jobColumns = `SELECT id, kind, visit, person, digest, state, residue, reason, partial, created, changed, document, code, mm,
	copy FROM job `

// OpenJobs are the jobs that have not ended, oldest first: after a crash, those that it interrupted.
func (j *Journal) OpenJobs(ctx context.Context) ([]Job, error) {
	return j.jobs(ctx, jobColumns+`WHERE state IN ('queued', 'checked', 'sending', 'sent') ORDER BY created, id`)
}

// Residue are the jobs of which the printer may still hold bytes, oldest first.
func (j *Journal) Residue(ctx context.Context) ([]Job, error) {
	return j.jobs(ctx, jobColumns+`WHERE residue = 1 ORDER BY created, id`)
}

// Job is the job of an id; false when there is none.
func (j *Journal) Job(ctx context.Context, id string) (Job, bool, error) {
	jobs, err := j.jobs(ctx, jobColumns+`WHERE id = ?`, id)
	if err != nil || len(jobs) == 0 {
		return Job{}, false, err
	}
	return jobs[0], true, nil
}

func (j *Journal) jobs(ctx context.Context, query string, args ...any) ([]Job, error) {
	rows, err := j.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		var job Job
		var created, changed int64
		if err := rows.Scan(&job.ID, &job.Kind, &job.Visit, &job.Person, &job.Digest, &job.State, &job.Residue, &job.Reason,
			&job.Partial, &created, &changed, &job.Document, &job.Code, &job.MM, &job.Copy); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		job.Created, job.Changed = time.UnixMilli(created), time.UnixMilli(changed)
		out = append(out, job)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return out, nil
}

// Move is one state that a job has had.
type Move struct {
	State State
	At    time.Time
	By    Decider // who said so, "" when the printer did
}

// Moves are the states of a job in their order.
func (j *Journal) Moves(ctx context.Context, id string) ([]Move, error) {
	rows, err := j.db.QueryContext(ctx, `SELECT state, at, decider FROM job_move WHERE job = ? ORDER BY seq`, id)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer rows.Close()
	var out []Move
	for rows.Next() {
		var m Move
		var at int64
		if err := rows.Scan(&m.State, &at, &m.By); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		m.At = time.UnixMilli(at)
		out = append(out, m)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return out, nil
}
