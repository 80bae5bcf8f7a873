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

// Identity is what the card says about itself and its holder. Without key authentication it is a claim, not a proof
// (facts/card.md §4.5).
type Identity struct {
	Generation Generation
	Version    string // as on the card: "2.00"; may be empty
	Algorithm  Algorithm
	Identifier string // 卡识别码, 32 hexadecimal digits, upper case
	CardNumber string // 卡号, at most 9 characters; empty on a blank card
	Issued     Date
	Expires    Date // unknown: no end
	// Holder is the person; empty when HolderReadable is false or the card is blank.
	Holder         Holder
	HolderReadable bool // false: the card gives the holder only to an authenticated terminal
}

// Holder is the person to whom the card was issued.
type Holder struct {
	SocialSecurityNumber string // 社会保障号码, 18 characters as a rule; not checked
	Name                 string
	NameClean            bool // false: some bytes were no character and stand as □ in Name
	Sex                  Sex
	Birth                Date
}

// ExpiredOn reports whether the card is over on the day of t in China. Its last day still counts.
func (i Identity) ExpiredOn(t time.Time) bool {
	if !i.Expires.Known {
		return false
	}
	zone := clock.Zone()
	return !t.Before(time.Date(i.Expires.Year, time.Month(i.Expires.Month), i.Expires.Day+1, 0, 0, 0, 0, zone))
}

// The records that are read (facts/card.md §2.2).
var (
	fieldIdentifier = field{0x01, 0x10, "EF05/01"}
	fieldVersion    = field{0x03, 0x04, "EF05/03"}
	fieldIssued     = field{0x05, 0x04, "EF05/05"}
	fieldExpires    = field{0x06, 0x04, "EF05/06"}
	fieldCardNumber = field{0x07, 0x09, "EF05/07"}
	fieldNumber     = field{0x08, 0x12, "EF06/08"}
	fieldName       = field{0x09, 0x1E, "EF06/09"}
	fieldNameMore   = field{0x4E, 0x14, "EF06/4E"}
	fieldSex        = field{0x0A, 0x01, "EF06/0A"}
	fieldBirth      = field{0x0D, 0x04, "EF06/0D"}
)

var errScheme = errors.New("the identifier is not one of the scheme")

// Identify reads the card: application, EF05, EF06. It may be repeated. On an error of kind NeedsKey the Identity holds
// everything but the holder; on any other error it is empty.
func (s *Session) Identify(ctx context.Context) (Identity, error) {
	var id Identity
	if err := s.selectSSSE(ctx); err != nil {
		return Identity{}, err
	}
	if err := s.readCard(ctx, &id); err != nil {
		return Identity{}, err
	}
	s.id, s.no = id.Identifier, id.CardNumber
	switch holder, err := s.readHolder(ctx); {
	case KindOf(err) == NeedsKey:
		return id, err
	case err != nil:
		return Identity{}, err
	default:
		id.Holder, id.HolderReadable = holder, true
		return id, nil
	}
}

// readCard reads EF05, which every card gives freely.
func (s *Session) readCard(ctx context.Context, id *Identity) error {
	var err error
	if id.Identifier, id.CardNumber, err = s.readKeys(ctx); err != nil {
		return err
	}
	var version, issued, expires []byte
	if version, err = s.readField(ctx, fieldVersion); err != nil {
		return err
	}
	if issued, err = s.readField(ctx, fieldIssued); err != nil {
		return err
	}
	if expires, err = s.readField(ctx, fieldExpires); err != nil {
		return err
	}
	id.Version = textOf(version)
	id.Generation = generationOf(id.Version)
	id.Issued, id.Expires = dateOf(issued), dateOf(expires)
	id.Algorithm = s.algorithm
	if !s.named {
		// Cards that name none: Beijing's use SSF33, all others DES (facts/card.md §1.3).
		id.Algorithm = AlgorithmDES
		if strings.HasPrefix(id.Identifier, "11") {
			id.Algorithm = AlgorithmSSF33
		}
	}
	return nil
}

// readKeys selects EF05 and reads what tells one card from another: 卡识别码 and 卡号.
func (s *Session) readKeys(ctx context.Context) (identifier, number string, err error) {
	status, err := s.selectEF(ctx, 0x05, "SELECT EF05")
	if err != nil {
		return "", "", err
	}
	if status != swOK {
		return "", "", refused(status, "SELECT EF05")
	}
	raw, err := s.readField(ctx, fieldIdentifier)
	if err != nil {
		return "", "", err
	}
	identifier = strings.ToUpper(hex.EncodeToString(raw))
	// City code, scheme, serial, check (facts/card.md §2.5); the check cannot be verified without a key.
	if len(identifier) != 32 || identifier[6:16] != "D156000005" {
		return "", "", &Error{Kind: Malformed, Step: fieldIdentifier.step, Err: errScheme}
	}
	raw, err = s.readField(ctx, fieldCardNumber)
	if err != nil {
		return "", "", err
	}
	// Old regional numbers are longer; the specification says to read nine (facts/card.md §8.2).
	return identifier, textOf(raw[:min(len(raw), 9)]), nil
}

// readHolder reads EF06.
func (s *Session) readHolder(ctx context.Context) (Holder, error) {
	status, err := s.selectEF(ctx, 0x06, "SELECT EF06")
	if err != nil {
		return Holder{}, err
	}
	if status != swOK {
		return Holder{}, refused(status, "SELECT EF06")
	}
	var number, name, more, sex, birth []byte
	for _, want := range []struct {
		field field
		into  *[]byte
	}{{fieldNumber, &number}, {fieldName, &name}, {fieldNameMore, &more}, {fieldSex, &sex}, {fieldBirth, &birth}} {
		if *want.into, err = s.readField(ctx, want.field); err != nil {
			return Holder{}, err
		}
	}
	h := Holder{SocialSecurityNumber: idcard.Normal(textOf(number))}
	h.Name, h.NameClean = nameOf(name, more)
	h.Sex = sexOf(sex, h.SocialSecurityNumber)
	h.Birth = birthOf(birth, h.SocialSecurityNumber)
	return h, nil
}

// SameCard reads 卡识别码 and 卡号 again and reports whether they are those of the card that Identify read: a swap within
// a polling reader's period is seen by nothing else (facts/devices.md A3). It is false when Identify has not succeeded.
// To be asked before anything that cannot be undone.
func (s *Session) SameCard(ctx context.Context) (bool, error) {
	s.selected = false // a swapped card has nothing selected
	if err := s.selectSSSE(ctx); err != nil {
		return false, err
	}
	id, no, err := s.readKeys(ctx)
	if err != nil {
		return false, err
	}
	return id == s.id && no == s.no, nil
}
