package doctor

import "shebao/kiosk/devices/card"

// meaning is what a result means for the citizen, and what to do about it.
type meaning struct{ citizen, staff string }

func meaningOf(r Report) meaning {
	switch r.Result {
	case Read:
		return r.readable()
	case NoService:
		return meaning{"No card can be read: the card service (pcscd) does not run, or does not answer this user.",
			"Start pcscd, or see why it does not run; root can tell whether it is the user who is refused."}
	case NoReader:
		return meaning{"No card can be read: there is no reader for citizens' cards.",
			"Plug the reader in. If it is listed above, compare its name with card.reader, card.ignore and psam.reader in the configuration."}
	case NoCard:
		return meaning{"No card is in the reader.",
			"Put one in, chip first and chip up, or have the doctor wait for it: -wait 30s."}
	case NotSocialSecurity:
		return meaning{"This is no social security card: its holder is told so and gets it back.",
			"Take a social security card."}
	case BankOnly:
		return meaning{"This is a bank card without social security: its holder is told so and gets it back.",
			"Take a social security card."}
	case NotAuthenticated:
		if card.Authenticity(r.Authenticity).Genuine() {
			return meaning{"This card is genuine, but does not give its holder to this terminal, so its holder sees guides and nothing personal.",
				"The doubt says why. When it is the same with every card of version 3.0, the PSAM or the back end has not the right key " +
					"to read them; when it is this card alone, send its holder to the counter."}
		}
		return meaning{"Nothing has proved that this card is genuine, so its holder sees guides and nothing personal.",
			"The doubt says why. When it is the same with every card, look at the PSAM (kioskctl doctor psam) and at the line to the " +
				"back end; when it is this card alone, send its holder to the counter."}
	case Counterfeit:
		return meaning{"This card does not have the keys of a genuine one, so its holder sees nothing personal.",
			"Send the holder to the counter. When a card that is surely genuine is called the same, the PSAM or the back end has the " +
				"keys of another scheme."}
	case ReaderHeld:
		return meaning{"Another program has the reader for itself, as the running terminal does while a card is in it; the card was not looked at.",
			"Stop the terminal, then ask again."}
	case Mute:
		return meaning{"Something is in the reader that does not answer: its holder is asked to put it in again.",
			"Put it in chip first and chip up, and wipe the chip. When other cards answer, this one is broken."}
	case Locked:
		return meaning{"The social security part of this card is locked for good: the terminal cannot serve it.",
			"Send the holder to the counter for a new card."}
	}
	return meaning{"The card could not be read to its end: its holder is asked to put it in again.",
		"Wipe the chip and put it in again. When other cards can be read, this one is broken; when none can, it is the reader or its cable."}
}

// readable: the terminal has further reasons to turn a good card away.
func (r Report) readable() meaning {
	const counter = "Send the holder to the counter."
	switch {
	case r.expired:
		return meaning{"The card is genuine and was read, but it has expired: the terminal turns it away.", counter}
	case r.nameless:
		return meaning{"The card is genuine and was read, but it names no holder: the terminal turns it away.", counter}
	case r.PIN == PINNotSet:
		return meaning{"The card is genuine and was read, but it has no PIN: the terminal turns it away.", counter}
	case r.PIN == PINBlocked:
		return meaning{"The card is genuine and was read, but its PIN is blocked: the terminal turns it away.", counter}
	}
	return meaning{"The card is genuine and was read: the terminal serves its holder.", "Nothing needs to be done."}
}
