package station

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
)

// issuer makes of a slip that a visit laid out the one that is printed: within the day's limit, with the number of the copy, and for a
// certificate with its code and what a phone reads.
type issuer struct {
	book   *journal.Journal
	keys   keys.Keys
	config config.Slips
	length func(slip.Sheet) float64 // mm of paper
	clock  clock.Clock
}

// issue gives the job of a slip. refused: the person has had as many of this kind today as there may be. What it writes, the code of a
// paper, is on the disk when it returns; a paper that was issued and then not printed keeps its code for the next try.
func (i issuer) issue(ctx context.Context, s terminal.Slip) (job spool.Slip, refused bool, err error) {
	var id [16]byte
	rand.Read(id[:])
	job = spool.Slip{ID: hex.EncodeToString(id[:]), Kind: s.Kind}
	proof := slip.Proof{}
	if c := s.Sheet.Claim; c != nil {
		now := i.clock.Now()
		job.Person = i.keys.PersonHash(s.Person)
		had, err := i.book.Printed(ctx, job.Person, string(s.Kind), startOfDay(now))
		if err != nil || had >= i.config.PerDay {
			return spool.Slip{}, err == nil, err
		}
		job.Document = i.keys.PaperHash(job.Person, string(c.Kind), c.Scope, c.Period, c.Content, now.In(clock.Zone()).Format("20060102"))
		if proof.Copy, err = i.book.Copies(ctx, job.Document); err != nil {
			return spool.Slip{}, false, err
		}
		job.Copy = proof.Copy
	}
	job.Sheet = s.Sheet.Sealed(proof)
	job.MM = int(i.length(job.Sheet)) + 1
	return job, false, nil
}

func startOfDay(t time.Time) time.Time {
	t = t.In(clock.Zone())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Zone())
}
