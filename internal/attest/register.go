package attest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/slip"
)

// Register is which papers a terminal issued, for whoever checks them away from it. It says nothing of anybody: codes, kinds and
// days only.
type Register struct {
	Terminal string
	From     time.Time // the day from which on it has every paper
	AsOf     time.Time // the minute in which it was written; papers of this day may be missing
	Entries  []Entry
}

// Entry is one paper.
type Entry struct {
	Code            Code
	Kind            slip.Kind
	Issued, Expires time.Time // days
	ReplacedBy      Code      // the code of the paper that took its place, "" while it is valid
}

const (
	registerVersion = "SBR1"
	registerSigned  = "SIGN"
	registerMinute  = "200601021504"
	stateValid      = "valid"
	stateReplaced   = "replaced"
	// registerLimit is the longest register that is read: an entry has at most 71 bytes, and the busiest terminal prints 500 papers
	// a day; ten years of them are 130 MB.
	registerLimit = 256 << 20
)

// ErrRegister is a register that is not what its terminal signed, or none at all. Nothing of it is believed.
var ErrRegister = errors.New("the register is damaged or forged")

// WriteRegister writes a register and signs it. The form is docs/slip-check.md: a line with version, terminal, days and number of
// entries, a line for each, sorted by code, and a line with the signature over all lines before it.
func (s *Signer) WriteRegister(w io.Writer, r Register) error {
	if r.Terminal != s.terminal {
		return fmt.Errorf("a register of terminal %q is not signed by %s", r.Terminal, s.terminal)
	}
	text, err := r.text()
	if err != nil {
		return err
	}
	text += registerSigned + between + s.key.ID() + between
	signature, err := s.key.sign(text)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text+signature+"\n")
	return err
}

func (r Register) text() (string, error) {
	entries := slices.Clone(r.Entries)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
	var out strings.Builder
	minute := r.AsOf.In(clock.Zone()).Format(registerMinute)
	head := []string{registerVersion, r.Terminal, writeDay(r.From), minute, strconv.Itoa(len(entries))}
	out.WriteString(strings.Join(head, between) + "\n")
	for i, e := range entries {
		kind, known := writeKind(e.Kind)
		switch {
		case !e.Code.Valid() || e.ReplacedBy != "" && !e.ReplacedBy.Valid():
			return "", fmt.Errorf("register: %w", ErrNoCode)
		case !known:
			return "", fmt.Errorf("register: %w", ErrNoCertificate)
		case i > 0 && e.Code == entries[i-1].Code:
			return "", errors.New("register: a code stands in it twice")
		}
		state := stateValid
		if e.ReplacedBy != "" {
			state = stateReplaced
		}
		part := []string{string(e.Code), kind, writeDay(e.Issued), writeDay(e.Expires), state, string(e.ReplacedBy)}
		out.WriteString(strings.Join(part, between) + "\n")
	}
	return out.String(), nil
}

// ReadRegister reads a register and checks that the terminal that it names signed it, with a key that was certified when it was
// written. Anything else is ErrRegister, or the reader's own error.
func (t *Trust) ReadRegister(from io.Reader) (Register, error) {
	content, err := io.ReadAll(io.LimitReader(from, registerLimit+1))
	if err != nil {
		return Register{}, err
	}
	text := string(content)
	at := strings.LastIndex(text, "\n"+registerSigned+between)
	if at < 0 || len(content) > registerLimit {
		return Register{}, fmt.Errorf("%w: it has no signature", ErrRegister)
	}
	body := text[:at+1]
	last := strings.Split(strings.TrimSuffix(text[at+1:], "\n"), between)
	if len(last) != 3 {
		return Register{}, fmt.Errorf("%w: its signature is not whole", ErrRegister)
	}
	r, err := parseRegister(body)
	if err != nil {
		return Register{}, err
	}
	found := false
	for _, c := range t.terminals[last[1]] {
		if c.name != r.Terminal || !t.valid(c, r.AsOf) {
			continue
		}
		if !signed(c.public, body+registerSigned+between+last[1]+between, last[2]) {
			return Register{}, fmt.Errorf("%w: its signature is not that of terminal %s", ErrRegister, r.Terminal)
		}
		found = true
		break
	}
	if !found {
		return Register{}, fmt.Errorf("%w: no certificate of terminal %s has the key that signed it and was valid then",
			ErrRegister, r.Terminal)
	}
	return r, nil
}

// parseRegister reads what text writes and nothing else.
func parseRegister(body string) (Register, error) {
	bad := func(line int) (Register, error) { return Register{}, fmt.Errorf("%w: line %d", ErrRegister, line) }
	lines := bufio.NewScanner(strings.NewReader(body))
	if !lines.Scan() {
		return bad(1)
	}
	head := strings.Split(lines.Text(), between)
	if len(head) != 5 || head[0] != registerVersion || !terminalName(head[1]) {
		return bad(1)
	}
	from, err := readDay(head[2])
	asOf, err2 := time.ParseInLocation(registerMinute, head[3], clock.Zone())
	count, err3 := strconv.Atoi(head[4])
	if errors.Join(err, err2, err3) != nil {
		return bad(1)
	}
	r := Register{Terminal: head[1], From: from, AsOf: asOf}
	for n := 2; lines.Scan(); n++ {
		e, err := parseEntry(lines.Text())
		if err != nil {
			return bad(n)
		}
		r.Entries = append(r.Entries, e)
	}
	if again, err := r.text(); lines.Err() != nil || err != nil || again != body || len(r.Entries) != count {
		return Register{}, fmt.Errorf("%w: it is not in its normal form", ErrRegister)
	}
	return r, nil
}

func parseEntry(line string) (Entry, error) {
	part := strings.Split(line, between)
	if len(part) != 6 || (part[4] != stateValid && part[4] != stateReplaced) {
		return Entry{}, errField
	}
	kind, err := readKind(part[1])
	issued, err2 := readDay(part[2])
	expires, err3 := readDay(part[3])
	return Entry{Code: Code(part[0]), Kind: kind, Issued: issued, Expires: expires, ReplacedBy: Code(part[5])},
		errors.Join(err, err2, err3)
}
