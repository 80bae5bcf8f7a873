package station

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
)

// issuer makes of a slip that a visit laid out the one that is printed: within the day's limit, with the number of the copy, and for a
// certificate with its code and what a phone reads.
type issuer struct {
	terminal string
	book     *journal.Journal
	keys     keys.Keys
	config   config.Slips
	signer   *attest.Signer           // nil: this terminal has no key, and its papers no signed code
	length   func(slip.Sheet) float64 // mm of paper
	clock    clock.Clock
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
		if s.Kind.Certificate() {
			if proof, err = i.certify(ctx, job.Person, c, proof, now); err != nil {
				return spool.Slip{}, false, err
			}
			job.Code = strings.ReplaceAll(proof.Code, " ", "")
		}
	}
	job.Sheet = s.Sheet.Sealed(proof)
	job.MM = int(i.length(job.Sheet)) + 1
	return job, false, nil
}

// certify gives a certificate its code and its days, and has its statement signed. One that no agency stands behind is signed as a
// specimen, as it is printed as one.
func (i issuer) certify(ctx context.Context, person string, c *slip.Claim, proof slip.Proof, now time.Time) (slip.Proof, error) {
	// Before the code: what is issued takes the place of earlier papers.
	if !c.Specimen && !i.certified(now) {
		return proof, errors.New("the key for certificates has stopped being certified since the slip was shown")
	}
	p, err := i.book.IssuePaper(ctx, journal.Paper{Code: string(attest.NewCode()), Kind: string(c.Kind), Person: person, Scope: c.Scope,
		Period: c.Period, Content: i.keys.PaperHash(c.Content), Terminal: i.terminal, Issued: now,
		Expires: startOfDay(now).AddDate(0, 0, i.config.ValidDays-1)})
	if err != nil {
		return proof, err
	}
	code := attest.Code(p.Code)
	proof.Code, proof.Issued, proof.Expires = code.String(), p.Issued, p.Expires
	if i.signer == nil {
		return proof, nil
	}
	proof.QR, err = i.signer.QR(attest.Statement{Claim: *c, Issued: p.Issued, Expires: p.Expires, Terminal: i.terminal, Code: code,
		Specimen: c.Specimen}, i.config.Address)
	return proof, err
}

// certified reports whether an agency has certified the key of this terminal for a day.
func (i issuer) certified(now time.Time) bool {
	if i.signer == nil {
		return false
	}
	ok, _ := i.signer.Certified(now)
	return ok
}

// newIssuer makes the issuer of a terminal, and what the visit's certificates say of it. Without a key, or with one that is wrong or not
// certified, the operator is told why and the terminal goes on with specimens.
func newIssuer(c config.Config, book *journal.Journal, secret keys.Keys, p printer.Profile, now clock.Clock) (issuer, visit.SlipFacts) {
	i := issuer{terminal: c.Terminal.ID, book: book, keys: secret, config: c.Slips, clock: now,
		length: func(s slip.Sheet) float64 { return printer.Length(s, p) }}
	facts := visit.SlipFacts{ValidDays: c.Slips.ValidDays, Notes: c.Slips.Notes, Built: clock.Made()}
	signer, err := attest.LoadSigner(c.Terminal.ID, attest.Files{Key: c.Slips.KeyFile, Cert: c.Slips.CertFile})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fault("there is no key for certificates (kioskctl slip key makes one); each is a specimen without a signed code", nil)
		return i, facts
	case err != nil:
		fault("the key for certificates cannot be used; each is a specimen without a signed code", err)
		return i, facts
	}
	i.signer = signer
	certified, why := signer.Certified(now.Now())
	if !certified {
		fault("certificates are specimens: "+why, nil)
		return i, facts
	}
	facts.Certified = signer.Until()
	return i, facts
}

func startOfDay(t time.Time) time.Time {
	t = t.In(clock.Zone())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Zone())
}
