package visit

// Authenticity is what is known of a card's genuineness; a closed set.
type Authenticity string

// What a card proved, and to whom. Anything but a proof is no proof: a card that nobody examined serves nobody.
const (
	Unverified    Authenticity = ""             // nobody could examine it
	GenuineByPSAM Authenticity = "genuine_psam" // it proved itself to the secure module in this terminal
	GenuineByHSM  Authenticity = "genuine_hsm"  // it proved itself to the centre's
	Counterfeit   Authenticity = "counterfeit"  // it was asked and gave a wrong answer
)

// Authenticities lists every value, for tests.
func Authenticities() []Authenticity {
	return []Authenticity{Unverified, GenuineByPSAM, GenuineByHSM, Counterfeit}
}

// Genuine reports whether the card proved itself.
func (a Authenticity) Genuine() bool { return a == GenuineByPSAM || a == GenuineByHSM }

// code is the word in the journal, where nothing examined must not look like nothing written.
func (a Authenticity) code() string {
	if a == Unverified {
		return "unverified"
	}
	return string(a)
}

// authenticate keeps what the card proved. It is noted for every card that was asked for a proof, whether it can be used or not:
// also for one that has expired or has no PIN.
func (m *machine) authenticate(e CardRead) {
	m.Authenticity = e.Authenticity
	asked := e.Authenticity != Unverified
	switch e.Problem {
	case NoProblem, CardUnverified, CardNeedsKey:
		asked = true
	}
	if asked {
		m.note(NoteAuthenticity, m.Authenticity.code())
	}
}

// unproved is the problem of a card that is not known to be genuine.
func (s State) unproved() Problem {
	if s.Authenticity == Counterfeit {
		return CardCounterfeit
	}
	return CardUnverified
}
