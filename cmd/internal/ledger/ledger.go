// Package ledger is what an operator asks of the journal: slips of which nobody knows what became, papers with codes, and the roll.
//
// A question is one line, its answer one line of JSON. While the terminal runs it alone has the journal open and answers over its
// socket; otherwise kioskctl opens the file and answers itself, with the same words. Nothing of a person leaves the room: no hash,
// no visit, no content of a paper.
package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
)

// The questions, as they begin.
const (
	Unresolved = "journal unresolved" // answered with []Job
	Resolve    = "journal resolve"    // ID and confirmed or failed; answered with nothing
	Papers     = "journal papers"     // answered with []Paper
	Refilled   = "printer refilled"   // the metres of the new roll, when they are not the configuration's; answered with nothing
	Used       = "printer paper"      // answered with Roll
	Grades     = "journal ratings"    // answered with []Rating
)

// Journal is what the ledger needs of the journal.
type Journal interface {
	Unresolved(ctx context.Context) ([]journal.Job, error)
	Resolve(ctx context.Context, id string, to journal.State, by journal.Decider) error
	Papers(ctx context.Context) ([]journal.Paper, error)
	Refilled(ctx context.Context) error
	RefilledWith(ctx context.Context, metres int) error
	Roll(ctx context.Context) (metres int, err error)
	Ratings(ctx context.Context) ([]journal.Ratings, error)
	PaperUsed(ctx context.Context) (slips int, mm float64, since time.Time, err error)
}

// Job is a slip of which nobody knows what became.
type Job struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`   // "" for one that a damaged journal may have known
	Time   string `json:"time"`   // when it was begun, to the second, in China
	Reason string `json:"reason"` // the printer's condition, "" when it said none
}

// Paper is a certificate that was given a code.
type Paper struct {
	Code     string `json:"code"`
	Kind     string `json:"kind"`
	State    State  `json:"state"`
	Issued   string `json:"issued"`   // a day, as 2026-11-28
	Expires  string `json:"expires"`  // the last day on which it is valid
	Replaced string `json:"replaced"` // the code of the paper that took its place, or ""
	Sheets   int    `json:"sheets"`   // that are or may be on paper
	Digest   string `json:"digest"`   // SM3 of what was printed last, "" when nothing was
}

// Rating is how often each grade of 好差评 was given on a day.
type Rating struct {
	Day   string                 `json:"day"`   // as 2026-11-28
	Given [journal.BestGrade]int `json:"given"` // 非常不满意 first, 非常满意 last
}

// State is how a paper stands on a day; a closed set.
type State string

// The states of a paper. One that was replaced stays so, also when it has expired.
const (
	Valid    State = "valid"
	Expired  State = "expired"
	Replaced State = "replaced" // another content took its place
)

// Roll is the paper that was used, as it is reckoned. The printer's sensor decides, this only advises.
type Roll struct {
	Slips  int     `json:"slips"`
	MM     float64 `json:"mm"`
	Since  string  `json:"since"`  // when the roll was put in, to the second, in China; "" when nobody has said so yet
	Metres int     `json:"metres"` // what was said of its length, 0 when it is the configuration's
}

// rollLimit is the longest roll that a printer of a terminal takes, in metres; as in kiosk.toml.
const rollLimit = 500

// Obey answers a question. known is false for a line that is none of the ledger's. What it changes is durable when err is nil. An
// error is a sentence for the operator.
func Obey(ctx context.Context, book Journal, c clock.Clock, line string) (answer string, known bool, err error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return "", false, nil
	}
	rest := words[2:]
	switch question := words[0] + " " + words[1]; {
	case question == Unresolved && len(rest) == 0:
		answer, err = unresolved(ctx, book)
	case question == Resolve && len(rest) == 2:
		err = resolve(ctx, book, rest[0], rest[1])
	case question == Papers && len(rest) == 0:
		answer, err = papers(ctx, book, c.Now())
	case question == Grades && len(rest) == 0:
		answer, err = ratings(ctx, book)
	case question == Refilled && len(rest) == 0:
		err = book.Refilled(ctx)
	case question == Refilled && len(rest) == 1:
		metres, wrong := strconv.Atoi(rest[0])
		if wrong != nil || metres < 1 || metres > rollLimit {
			return "", true, fmt.Errorf("a roll has 1 to %d metres", rollLimit)
		}
		err = book.RefilledWith(ctx, metres)
	case question == Used && len(rest) == 0:
		answer, err = used(ctx, book)
	default:
		return "", false, nil
	}
	return answer, true, err
}

func unresolved(ctx context.Context, book Journal) (string, error) {
	jobs, err := book.Unresolved(ctx)
	if err != nil {
		return "", err
	}
	out := make([]Job, 0, len(jobs))
	for _, j := range jobs {
		out = append(out, Job{ID: j.ID, Kind: j.Kind, Time: second(j.Created), Reason: j.Reason})
	}
	return text(out)
}

func resolve(ctx context.Context, book Journal, id, word string) error {
	to := journal.State(word)
	if to != journal.Confirmed && to != journal.Failed {
		return fmt.Errorf("a slip is confirmed, when it came out whole, or failed")
	}
	err := book.Resolve(ctx, id, to, journal.ByOperator)
	if errors.Is(err, journal.ErrMoved) {
		return fmt.Errorf("of this slip it is known what became, or there is none of this id: nothing was changed")
	}
	return err
}

func papers(ctx context.Context, book Journal, now time.Time) (string, error) {
	all, err := book.Papers(ctx)
	if err != nil {
		return "", err
	}
	out := make([]Paper, 0, len(all))
	for _, p := range all {
		out = append(out, Paper{Code: p.Code, Kind: p.Kind, State: standing(p, now), Issued: day(p.Issued), Expires: day(p.Expires),
			Replaced: p.Replaced, Sheets: p.Copies, Digest: p.Digest})
	}
	return text(out)
}

// standing is how a paper stands: it is valid on the whole of its last day.
func standing(p journal.Paper, now time.Time) State {
	switch {
	case p.Replaced != "":
		return Replaced
	case day(now) > day(p.Expires):
		return Expired
	}
	return Valid
}

func ratings(ctx context.Context, book Journal) (string, error) {
	all, err := book.Ratings(ctx)
	if err != nil {
		return "", err
	}
	out := make([]Rating, len(all))
	for i, r := range all {
		out[i] = Rating{r.Day, r.N}
	}
	return text(out)
}

func used(ctx context.Context, book Journal) (string, error) {
	slips, mm, since, err := book.PaperUsed(ctx)
	if err != nil {
		return "", err
	}
	metres, err := book.Roll(ctx)
	if err != nil {
		return "", err
	}
	r := Roll{Slips: slips, MM: mm, Metres: metres}
	if !since.IsZero() {
		r.Since = second(since)
	}
	return text(r)
}

func text(what any) (string, error) {
	b, err := json.Marshal(what)
	return string(b), err
}

func day(t time.Time) string    { return t.In(clock.Zone()).Format("2006-01-02") }
func second(t time.Time) string { return t.In(clock.Zone()).Format("2006-01-02 15:04:05") }
