package card

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
)

// Generation is the card's, by the version in EF05.
type Generation int

// The generations. A version that is none of the three is GenUnknown and is treated as the newest.
const (
	GenUnknown Generation = iota
	Gen1
	Gen2
	Gen3
)

// String is "1.0", "2.0", "3.0" or "unknown".
func (g Generation) String() string {
	switch g {
	case Gen1:
		return "1.0"
	case Gen2:
		return "2.0"
	case Gen3:
		return "3.0"
	}
	return "unknown"
}

// generationOf compares three characters; a card without version is of the first generation (facts/card.md §2.4).
func generationOf(version string) Generation {
	if version == "" {
		return Gen1
	}
	for _, g := range []Generation{Gen1, Gen2, Gen3} {
		if strings.HasPrefix(version, g.String()) {
			return g
		}
	}
	return GenUnknown
}

// Identity is what the card says about itself and its holder. Only Authenticity says whether to believe it
// (facts/card.md §4.5).
type Identity struct {
	Generation Generation
	Version    string // as on the card: "2.00"; may be empty
	Algorithm  Algorithm
	Identifier string // 卡识别码, 32 hexadecimal digits, upper case
	CardNumber string // 卡号, at most 9 characters; empty on a blank card
	Issued     Date
	Expires    Date // unknown: no end

	Authenticity Authenticity
	Doubt        error // why the card is Unverified, or its holder is not readable; for the operator

	// Holder is the person; empty when HolderReadable is false or the card is blank.
	Holder         Holder
	HolderReadable bool // false: the card gives the holder only to an authenticated terminal, or it is a Counterfeit
}

// Holder is the person to whom the card was issued.
type Holder struct {
	SocialSecurityNumber string // 社会保障号码, 18 characters as a rule; not checked
	Name                 string
	NameClean            bool // false: some bytes were no character and stand as □ in Name
}

// ExpiredOn reports whether the card is over on the day of t in China. Its last day still counts.
func (i Identity) ExpiredOn(t time.Time) bool {
	if !i.Expires.Known {
		return false
	}
	zone := clock.Zone()
	return !t.Before(time.Date(i.Expires.Year, time.Month(i.Expires.Month), i.Expires.Day+1, 0, 0, 0, 0, zone))
}

var errScheme = errors.New("the identifier is not one of the scheme")

// Identify reads the card and has it prove itself: application, EF05, EF06. It may be repeated. A card that could not be
// proved is no error: see Identity.Authenticity. On an error of kind NeedsKey, a card that gives its holder only to an
// authenticated terminal, the Identity holds everything but the holder; on any other error it is empty.
//
// What comes after the name is read last, so that the person is greeted as early as can be.
func (s *Session) Identify(ctx context.Context) (Identity, error) {
	var id Identity
	if err := s.selectSSSE(ctx); err != nil {
		return Identity{}, err
	}
	card, err := s.openFile(ctx, ef05)
	if err != nil {
		return Identity{}, err
	}
	if id.Identifier, err = s.identifier(ctx, card); err != nil {
		return Identity{}, err
	}
	id.Algorithm = s.algorithmOf(id.Identifier)
	holder, err := s.openFile(ctx, ef06)
	closed := KindOf(err) == NeedsKey
	if err != nil && !closed {
		return Identity{}, err
	}
	var proof proof
	if s.keys != nil {
		var broken error
		if proof, broken = s.prove(ctx, id, closed); broken != nil {
			return Identity{}, broken
		}
	}
	id.Authenticity, id.Doubt = proof.found, proof.why
	switch {
	case proof.found == Counterfeit:
		holder, err = nil, nil
	case closed && proof.opened:
		holder, err = s.openFile(ctx, ef06)
	}
	if holder != nil {
		id.Holder, err = s.readHolder(ctx, holder)
		id.HolderReadable = err == nil
	}
	if err != nil && KindOf(err) != NeedsKey {
		return Identity{}, err
	}
	if again := s.readCard(ctx, card, &id); again != nil {
		return Identity{}, again
	}
	s.id, s.no = id.Identifier, id.CardNumber
	return id, err
}

// algorithmOf is the card's algorithm. Cards that name none: Beijing's use SSF33, all others DES (facts/card.md §1.3).
func (s *Session) algorithmOf(identifier string) Algorithm {
	switch {
	case s.named:
		return s.algorithm
	case strings.HasPrefix(identifier, "11"):
		return AlgorithmSSF33
	}
	return AlgorithmDES
}

// readCard reads the rest of EF05, which every card gives freely.
func (s *Session) readCard(ctx context.Context, f *file, id *Identity) error {
	var version, issued, expires, number []byte
	if err := s.readFields(ctx, f, []want{
		{fieldNumber, &number}, {fieldVersion, &version}, {fieldIssued, &issued}, {fieldExpires, &expires},
	}); err != nil {
		return err
	}
	id.CardNumber = cardNumberOf(number)
	id.Version = textOf(version)
	id.Generation = generationOf(id.Version)
	id.Issued, id.Expires = dateOf(issued), dateOf(expires)
	return nil
}

// cardNumberOf reads a 卡号. Old regional ones are longer; the specification says to read nine (facts/card.md §8.2).
func cardNumberOf(raw []byte) string { return textOf(raw[:min(len(raw), 9)]) }

// identifier reads the 卡识别码.
func (s *Session) identifier(ctx context.Context, f *file) (string, error) {
	raw, err := s.readField(ctx, f, fieldIdentifier)
	if err != nil {
		return "", err
	}
	identifier := strings.ToUpper(hex.EncodeToString(raw))
	// City code, scheme, serial, check (facts/card.md §2.5); the check cannot be verified without a key.
	if len(identifier) != 32 || identifier[6:16] != "D156000005" {
		return "", &Error{Kind: Malformed, Step: fieldIdentifier.step, Err: errScheme}
	}
	return identifier, nil
}

// readHolder reads EF06. Sex, nation and birth are not read: nothing here needs them.
func (s *Session) readHolder(ctx context.Context, f *file) (Holder, error) {
	var number, name, more []byte
	if err := s.readFields(ctx, f, []want{{fieldPerson, &number}, {fieldName, &name}, {fieldNameMore, &more}}); err != nil {
		return Holder{}, err
	}
	h := Holder{SocialSecurityNumber: idcard.Normal(textOf(number))}
	h.Name, h.NameClean = nameOf(name, more)
	return h, nil
}

// SameCard reads 卡识别码 and 卡号 again and reports whether they are those of the card that Identify read: a swap within
// a polling reader's period is seen by nothing else (facts/devices.md A3). It is false when Identify has not succeeded.
// To be asked before anything that cannot be undone.
func (s *Session) SameCard(ctx context.Context) (bool, error) {
	s.selected, s.current = false, 0 // a swapped card has nothing selected
	if err := s.selectSSSE(ctx); err != nil {
		return false, err
	}
	f, err := s.openFile(ctx, ef05)
	if err != nil {
		return false, err
	}
	identifier, err := s.identifier(ctx, f)
	if err != nil {
		return false, err
	}
	number, err := s.readField(ctx, f, fieldNumber)
	if err != nil {
		return false, err
	}
	return identifier == s.id && cardNumberOf(number) == s.no, nil
}
