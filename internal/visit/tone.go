package visit

// Tone is how a view sounds when it comes, for ears that are not on the words; a closed set. Success and failure never sound alike.
type Tone uint8

// The tones.
const (
	NoTone Tone = iota
	Success
	Failure
	Attention // something is to be done, or decided, soon
)

// Tone is how a view sounds when it comes.
func (v View) Tone() Tone {
	switch v.Overlay {
	case IdleWarning, LimitWarning, LastTry:
		return Attention
	}
	switch v.Screen {
	case CardProblem, OutOfService, Recovery:
		return Failure
	case PINChangeDone:
		return Success
	case PIN:
		if v.PIN.Wrong && v.PIN.Length == 0 && !v.PIN.Checking {
			return Failure
		}
	case PINChange:
		if v.Change.Remark != NoRemark && v.Change.Length == 0 && !v.Change.Checking {
			return Failure
		}
	case PersonalHome:
		if v.Personal.Failure != "" {
			return Failure
		}
	case Printed:
		return v.Print.Outcome.tone()
	case End:
		if v.End.TakeCard || v.End.TakeSlip {
			return Attention
		}
	}
	return NoTone
}

func (o PrintOutcome) tone() Tone {
	switch o {
	case SlipConfirmed, SlipTaken, SlipWhole:
		return Success
	case SlipNotPrinted, SlipMissing, SlipLimit, SlipRetracted:
		return Failure
	}
	return Attention // nobody knows what came out
}
