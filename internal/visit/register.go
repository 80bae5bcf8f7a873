package visit

import "shebao/kiosk/internal/records"

// Admit is why a card may not open records, by what the register says of it; NoProblem when it may. A state that this program
// does not know is no permission.
func Admit(r records.Registration, holder string) Problem {
	switch r.Status {
	case records.CardReportedLost:
		return CardReportedLost
	case records.CardFormallyLost:
		return CardFormallyLost
	case records.CardSealed:
		return CardSealed
	case records.CardCancelled:
		return CardCancelled
	case records.CardToBeCollected:
		return CardUncollected
	case records.CardNormal:
		if r.Holder == "" || r.Holder != holder {
			return CardOtherHolder
		}
		return NoProblem
	}
	return CardUnregistered
}
