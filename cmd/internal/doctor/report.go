package doctor

// Report is what was found of a card. Its JSON is what scripts read, so names and words stay.
type Report struct {
	Result       Result   `json:"result"`
	Readers      []string `json:"readers"`        // all that the card service has
	Reader       string   `json:"reader"`         // the one for citizens' cards; "" when there is none
	ATR          string   `json:"atr"`            // hexadecimal
	Version      string   `json:"version"`        // as on the card: "3.00"; old cards may have none
	Generation   string   `json:"generation"`     // "1.0", "2.0", "3.0" or "unknown"; "" when the card was not read
	Algorithm    string   `json:"algorithm"`      // "3DES", "SSF33", "SM4" or "unknown"; "" when the card was not read
	Authenticity string   `json:"authenticity"`   // a card.Authenticity; "" when the card was not read
	Doubt        string   `json:"doubt"`          // why it is not proved to be genuine, or does not give its holder
	Makers       []Maker  `json:"makers"`         // who was asked for a proof, in turn
	PIN          string   `json:"pin"`            // PINSet, PINNotSet or PINBlocked; "" when it is not known
	TriesLeft    *int     `json:"pin_tries_left"` // null when it is not known, and without a PIN
	Fault        string   `json:"fault"`          // what went wrong, for whoever mends it
	PowerOn      float64  `json:"power_on_ms"`    // 0 when the card was not reached
	APDUs        []APDU   `json:"apdus"`
	Holder       *Holder  `json:"holder,omitempty"` // only when it was asked for

	expired  bool // on the day of the report
	nameless bool // it gives its holder, and there is none on it
}

// The states of a PIN.
const (
	PINSet     = "set"
	PINNotSet  = "not_set"
	PINBlocked = "blocked"
)

// APDU is one command as it went over the line: never its data, nor those of the answer.
type APDU struct {
	Command string  `json:"command"` // CLA INS P1 P2, hexadecimal
	Step    string  `json:"step"`    // what the instruction is called
	SW      string  `json:"sw"`      // "" when no whole answer came
	MS      float64 `json:"ms"`
}

// Maker is one who has the scheme's keys, and what came of asking it.
type Maker struct {
	Name  string  `json:"maker"` // "psam" or "hsm"
	MS    float64 `json:"ms"`
	Error string  `json:"error"` // "" when it answered
}

// Holder is what is personal on a card. What could not be read is empty.
type Holder struct {
	Name       string `json:"name"`
	Number     string `json:"social_security_number"`
	CardNumber string `json:"card_number"`
	Identifier string `json:"card_identifier"`
	Issued     string `json:"issued"`
	Expires    string `json:"expires"`
}
