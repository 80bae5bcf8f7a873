package attest

import (
	"strings"
	"time"

	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/words"
)

// Result is what a check found; a closed set.
type Result string

// The results. Only Genuine says that a paper's content can be relied on.
const (
	Genuine    Result = "genuine"    // as it was issued, and valid
	Altered    Result = "altered"    // not what its terminal signed
	Expired    Result = "expired"    // as it was issued, but no longer valid; it is no forgery
	Replaced   Result = "replaced"   // as it was issued, but another paper took its place
	NotKnown   Result = "not_known"  // nothing here can say that a terminal of the agency issued it
	Specimen   Result = "specimen"   // it says itself that it proves nothing
	Unreadable Result = "unreadable" // no statement and no code, or not all of it
	Registered Result = "registered" // by its code alone: a paper with it was issued and is valid; its content was not checked
)

// Results lists every result.
func Results() []Result {
	return []Result{Genuine, Altered, Expired, Replaced, NotKnown, Specimen, Unreadable, Registered}
}

// Reason is why, where a result has more than one; a closed set. "" where there is nothing to add.
type Reason string

// The reasons.
const (
	Unlisted      Reason = "unlisted"       // Genuine: no register here covers its day, so it may have been replaced
	OtherTerminal Reason = "other_terminal" // Altered: signed by another terminal than it names
	OtherEntry    Reason = "other_entry"    // Altered: the register has its code with another kind or other days
	UnknownKey    Reason = "unknown_key"    // NotKnown: no certificate here has the key
	NotCertified  Reason = "not_certified"  // NotKnown: the key was not certified on the day of issue
	NoEntry       Reason = "no_entry"       // NotKnown: the register covers its day and has no such code
	NotYet        Reason = "not_yet"        // NotKnown: its day of issue is still to come
	NoRegister    Reason = "no_register"    // NotKnown: there is no register here in which to look for a code
	BadCode       Reason = "bad_code"       // Unreadable: mistyped
	OtherVersion  Reason = "other_version"  // Unreadable: a statement that this program is too old for
)

// Verdict is the answer to one check. What the paper says is filled in only where it is proved (Genuine, Expired, Replaced);
// by a code alone it is kind and days.
type Verdict struct {
	Result   Result `json:"result"`
	Reason   Reason `json:"reason,omitempty"`
	Headline string `json:"headline"` // in Chinese, a few characters
	Advice   string `json:"advice"`   // in Chinese: what the clerk is to do

	Says     string    `json:"says,omitempty"` // the sentence, as the paper's QR code has it
	Kind     slip.Kind `json:"kind,omitempty"`
	Title    string    `json:"title,omitempty"` // the kind in Chinese
	Name     string    `json:"name,omitempty"`  // masked
	Tail     string    `json:"tail,omitempty"`
	Totals   []string  `json:"totals,omitempty"` // in the order of the sentence, which names them
	Issued   string    `json:"issued,omitempty"` // 2026-11-26
	Expires  string    `json:"expires,omitempty"`
	Terminal string    `json:"terminal,omitempty"`
	Code     string    `json:"code,omitempty"` // in groups
}

// Verifier checks papers without a connection to anything. It never changes, and may be used by several goroutines.
type Verifier struct {
	trust     *Trust
	registers []Register
	entries   map[Code][]listedEntry
	words     *words.Catalogue
}

type listedEntry struct {
	Entry
	terminal string
	asOf     time.Time
}

// NewVerifier makes a verifier from whom to believe and what registers there are, which ReadRegister has checked. Of one terminal
// there may be several registers: the last one written that has a code tells its state.
func NewVerifier(t *Trust, registers ...Register) *Verifier {
	v := &Verifier{trust: t, registers: registers, entries: map[Code][]listedEntry{}, words: words.New()}
	for _, r := range registers {
		for _, e := range r.Entries {
			v.entries[e.Code] = append(v.entries[e.Code], listedEntry{e, r.Terminal, r.AsOf})
		}
	}
	return v
}

// Check takes whatever a clerk has: the whole text of a QR code, or a code alone.
func (v *Verifier) Check(input string, now time.Time) Verdict {
	input = strings.TrimSpace(input)
	if !strings.ContainsAny(input, "|\n") && len(input) <= 3*codeInput {
		return v.VerifyCode(input, now)
	}
	return v.Verify(input, now)
}

// VerifyCode answers what the registers say of a code: kind, days and state. A code can be copied onto a false paper, so it never
// makes one Genuine.
func (v *Verifier) VerifyCode(input string, now time.Time) Verdict {
	code, err := ParseCode(input)
	if err != nil {
		return v.verdict(Unreadable, BadCode)
	}
	if len(v.registers) == 0 {
		return v.verdict(NotKnown, NoRegister)
	}
	e, ok := v.entry(code, "")
	if !ok {
		return v.verdict(NotKnown, NoEntry)
	}
	out := v.verdict(Registered, "")
	switch {
	case e.ReplacedBy != "":
		out = v.verdict(Replaced, "")
	case past(e.Expires, now):
		out = v.verdict(Expired, "")
	}
	out.Kind, out.Title, out.Issued, out.Expires, out.Code = e.Kind, v.title(e.Kind), show(e.Issued), show(e.Expires), code.String()
	return out
}

// Verify checks the text of a QR code. The time is that of the check; days are China's, and a paper is valid until the end of its
// last one.
func (v *Verifier) Verify(text string, now time.Time) Verdict {
	p, err := parse(text)
	switch err {
	case nil:
	case errVersion:
		return v.verdict(Unreadable, OtherVersion)
	default:
		return v.verdict(Unreadable, "")
	}
	result, reason := v.judge(p, now)
	out := v.verdict(result, reason)
	switch result {
	case Genuine, Expired, Replaced:
		out.show(p, v.title(p.statement.Claim.Kind))
	}
	return out
}

func (v *Verifier) judge(p parsed, now time.Time) (Result, Reason) {
	st := p.statement
	certs := v.trust.terminals[p.keyID]
	genuine, own, held := false, false, false
	for _, c := range certs { // mostly one; more when a key was certified again
		if signed(c.public, p.unsigned, p.signature) {
			genuine = true
			own = own || c.name == st.Terminal
			held = held || c.name == st.Terminal && v.trust.valid(c, st.Issued)
		}
	}
	switch {
	case len(certs) == 0 && st.Specimen:
		return Specimen, ""
	case len(certs) == 0:
		return NotKnown, UnknownKey
	case !genuine:
		return Altered, ""
	case st.Specimen:
		return Specimen, ""
	case !own:
		return Altered, OtherTerminal
	case !held:
		return NotKnown, NotCertified
	// A day's grace: the clock of whoever checks may be wrong by hours, and he must not refuse a paper for it.
	case dayOf(st.Issued).After(dayOf(now).AddDate(0, 0, 1)):
		return NotKnown, NotYet
	}
	e, found := v.entry(st.Code, st.Terminal)
	switch {
	case found && (e.Kind != st.Claim.Kind || !e.Issued.Equal(st.Issued) || !e.Expires.Equal(st.Expires)):
		return Altered, OtherEntry
	case found && e.ReplacedBy != "":
		return Replaced, ""
	case !found && v.covers(st.Terminal, st.Issued):
		return NotKnown, NoEntry
	case past(st.Expires, now):
		return Expired, ""
	case !found:
		return Genuine, Unlisted
	}
	return Genuine, ""
}

// entry is what the last written register says of a code; terminal "" for any.
func (v *Verifier) entry(c Code, terminal string) (listedEntry, bool) {
	var out listedEntry
	found := false
	for _, e := range v.entries[c] {
		if (terminal == "" || e.terminal == terminal) && (!found || e.asOf.After(out.asOf)) {
			out, found = e, true
		}
	}
	return out, found
}

// covers reports whether a register of the terminal has all papers of the day. The day on which one was written is not covered.
func (v *Verifier) covers(terminal string, day time.Time) bool {
	for _, r := range v.registers {
		if r.Terminal == terminal && !day.Before(dayOf(r.From)) && day.Before(dayOf(r.AsOf)) {
			return true
		}
	}
	return false
}

func past(lastDay, now time.Time) bool { return !now.Before(dayOf(lastDay).AddDate(0, 0, 1)) }

func show(day time.Time) string { return dayOf(day).Format("2006-01-02") }

func (v *Verifier) title(k slip.Kind) string {
	return v.words.Say(words.Chinese, "attest.kind."+string(k))
}

func (v *Verifier) verdict(r Result, why Reason) Verdict {
	advice := "attest.do." + string(r)
	if why != "" {
		advice += "." + string(why)
	}
	return Verdict{Result: r, Reason: why, Headline: v.words.Say(words.Chinese, "attest.result."+string(r)),
		Advice: v.words.Say(words.Chinese, advice)}
}

func (out *Verdict) show(p parsed, title string) {
	c := p.statement.Claim
	out.Says, out.Kind, out.Title, out.Name, out.Tail = p.sentence, c.Kind, title, c.Name, c.Tail
	for _, t := range c.Totals {
		out.Totals = append(out.Totals, t.Value)
	}
	out.Issued, out.Expires = show(p.statement.Issued), show(p.statement.Expires)
	out.Terminal, out.Code = p.statement.Terminal, p.statement.Code.String()
}
