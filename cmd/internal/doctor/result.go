package doctor

// Result says in a word what came of it; a closed set. Several have one exit code.
type Result string

// The results of looking at a card.
const (
	Read              Result = "read"
	NoService         Result = "no_service"          // the card service does not run, or does not answer
	NoReader          Result = "no_reader"           // none is there, or none that fits the configuration
	NoCard            Result = "no_card"             //
	NotSocialSecurity Result = "not_social_security" //
	BankOnly          Result = "bank_only"           //
	NotAuthenticated  Result = "not_authenticated"   // nothing has proved it, or it did not open to the proof
	Counterfeit       Result = "counterfeit"         //
	ReaderHeld        Result = "reader_held"         // another program has the reader for itself
	Mute              Result = "mute"                // something is in the reader that does not answer
	Locked            Result = "locked"              // the application is locked for good
	CardFault         Result = "card_fault"          //
)

// Results lists the set.
func Results() []Result {
	return []Result{Read, NoService, NoReader, NoCard, NotSocialSecurity, BankOnly, NotAuthenticated, Counterfeit, ReaderHeld,
		Mute, Locked, CardFault}
}

// Exit is the exit code of the operator's tool.
func (r Result) Exit() int {
	switch r {
	case Read:
		return 0
	case NoService, NoReader:
		return 2
	case NoCard:
		return 3
	case NotSocialSecurity, BankOnly:
		return 4
	case NotAuthenticated, Counterfeit:
		return 5
	}
	return 6
}
