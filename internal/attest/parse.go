package attest

import (
	"errors"
	"strings"
	"unicode/utf8"

	"shebao/kiosk/internal/slip"
)

// inputLimit is the longest text that is looked at: twice a QR text, for line ends and blanks that a program added.
const inputLimit = 2 * Limit

var (
	errText    = errors.New("no statement, or not all of it")
	errVersion = errors.New("a statement of another version")
)

// parsed is a QR text taken apart; nothing of it is proved yet.
type parsed struct {
	statement Statement // totals without labels, no period, no scope: those stand in the sentence
	sentence  string
	unsigned  string // all before the signature
	keyID     string
	signature string
}

// parse takes a QR text apart. What programs do to the ends of lines and of the text is undone; nothing else is.
func parse(text string) (parsed, error) {
	text = strings.Trim(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n\r\t ")
	if len(text) > inputLimit || !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return parsed{}, errText
	}
	lines := strings.Split(text, "\n")
	last := lines[len(lines)-1]
	part := strings.Split(last, between)
	if strings.HasPrefix(part[0], family) && part[0] != version && len(part) > 1 {
		return parsed{}, errVersion
	}
	if len(lines) < 2 || len(lines) > 3 || len(part) != fields || part[0] != version {
		return parsed{}, errText
	}
	p := parsed{sentence: lines[0], keyID: part[9], signature: part[10], unsigned: text[:len(text)-len(part[10])]}
	if len(p.keyID) != keyIDLength || len(p.signature) != signatureLength {
		return parsed{}, errText
	}
	if err := p.statement.read(part); err != nil || p.statement.fault() != nil {
		return parsed{}, errText
	}
	return p, nil
}

// read fills a statement from the fields of its line.
func (s *Statement) read(part []string) error {
	short, specimen := strings.CutSuffix(part[1], specimenMark)
	kind, err := readKind(short)
	name, err2 := unescape(part[2])
	tail, err3 := unescape(part[3])
	issued, err4 := readDay(part[5])
	expires, err5 := readDay(part[6])
	if err := errors.Join(err, err2, err3, err4, err5); err != nil {
		return err
	}
	*s = Statement{Claim: slip.Claim{Kind: kind, Name: name, Tail: tail}, Issued: issued, Expires: expires, Terminal: part[7],
		Code: Code(part[8]), Specimen: specimen}
	if part[4] == "" {
		return nil
	}
	for _, v := range strings.Split(part[4], listed) {
		value, err := unescape(v)
		if err != nil {
			return err
		}
		s.Claim.Totals = append(s.Claim.Totals, slip.Total{Value: value})
	}
	return nil
}
