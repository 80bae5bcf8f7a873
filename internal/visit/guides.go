package visit

import "shebao/kiosk/internal/records"

// The guides: what helps whoever has a question or no record, without a card. They are the policy content's own screens; which
// entries, groups, lists and channels there are is its business, so a screen takes any of them by name.

// GroupEverybody stands for all items of 跨省通办, whoever they concern.
const GroupEverybody = "all"

// lists reports whether a screen takes a touch that names something of the content's.
func (s State) lists(a Action) bool {
	if s.Overlay != NoOverlay || a.Text == "" || a.N != 0 {
		return false
	}
	entries := a.Do == DoAnswer || a.Do == DoQuestions
	switch s.Here.Screen {
	case Questions:
		return entries
	case Answer, CrossItem:
		return entries || a.Do == DoBring || a.Do == DoChannels || a.Do == DoChannel
	case CrossProvince:
		return a.Do == DoCross
	case CrossItems:
		return a.Do == DoItem
	case Materials:
		return a.Do == DoBring
	case Channels:
		return a.Do == DoChannel
	case Channel:
		return a.Do == DoAnswer
	}
	return false
}

// Lists reports whether the present screen takes a touch beside its Offers: by the name of something in the policy content, or a key of
// the keyboard.
func Lists(s State, a Action) bool { return s.lists(a) || s.typed(a) }

// offerGuides are the touches of the guides' own screens that name nothing of the content's.
func (s State) offerGuides(out []Action) []Action {
	do := func(all ...Do) {
		for _, d := range all {
			out = append(out, Action{Do: d})
		}
	}
	switch s.Here.Screen {
	case CrossProvince:
		return append(out, Action{Do: DoCross, Text: GroupEverybody}, Action{Do: DoAnswer, Text: EntryCross})
	case CrossItems, Channel:
		do(DoPhones)
		return append(out, s.pages()...)
	case Phones:
		return append(out, s.pages()...)
	case Channels:
		out = append(out, s.pages()...)
		do(DoPhones)
	case CardServices:
		for _, e := range []string{EntryLoss, EntryReplaceCard, EntryPINReset} {
			out = append(out, Action{Do: DoAnswer, Text: e})
		}
		out = append(out, Action{Do: DoQuestions, Text: CategoryCard})
		do(DoWrongInfo, DoFunctions)
		switch {
		case s.canChangePIN():
			do(DoChangePIN)
		case s.Card == NoCard:
			do(DoInsertCard)
		}
	case CardFunctions:
		out = append(out, s.pages()...)
		if a := s.ownRecords(); a.Do != "" {
			out = append(out, a)
		}
	case Materials:
		do(DoPhones)
		if s.guide() != "" {
			do(DoPrintGuide)
		}
	case WrongInfo:
		do(DoPhones)
		out = append(out, Action{Do: DoAnswer, Text: EntryWrongNumber}, Action{Do: DoAnswer, Text: EntryWrongName})
	}
	return out
}

// ownRecords is the way to one's own records from a screen that speaks of them; none for a card that is in but not known.
func (s State) ownRecords() Action {
	switch {
	case s.Record != nil:
		return Action{Do: DoMore}
	case s.Holder == nil && s.Card == NoCard:
		return Action{Do: DoInsertCard}
	}
	return Action{}
}

// readGuide are the touches of the guides; it reports whether one was theirs.
func (m *machine) readGuide(a Action) bool {
	switch a.Do {
	case DoCross:
		if a.Text == "" {
			m.open(Place{Screen: CrossProvince})
		} else {
			m.open(Place{Screen: CrossItems, Of: a.Text})
		}
	case DoItem:
		m.open(Place{Screen: CrossItem, Entry: a.Text})
	case DoCardServices:
		m.open(Place{Screen: CardServices})
	case DoFunctions:
		m.open(Place{Screen: CardFunctions})
	case DoBring:
		if m.Here.Screen == Materials { // another list of the same entry: 返回 leads to the entry
			m.Here.Of = a.Text
		} else {
			m.open(Place{Screen: Materials, Entry: m.Here.Entry, Of: a.Text})
		}
	case DoChannels:
		m.open(Place{Screen: Channels, Entry: a.Text})
	case DoChannel:
		m.open(Place{Screen: Channel, Of: a.Text})
	case DoPhones:
		m.open(Place{Screen: Phones})
	case DoWrongInfo:
		m.open(Place{Screen: WrongInfo})
	default:
		return false
	}
	return true
}

// Guide is what helps with a problem of a card. Every problem has one: an entry, or where to ask.
func (p Problem) Guide() Action {
	switch p {
	case PINBlocked, NoPINSet, PINUnknown, PINChangeRefused, PINChangeUnknown:
		return Action{Do: DoAnswer, Text: EntryPINReset}
	case CardMute, CardUnreadable, CardStuck, CardLocked, CardExpired, NoHolder, CardFormallyLost, CardCancelled:
		return Action{Do: DoAnswer, Text: EntryReplaceCard}
	case CardReportedLost:
		return Action{Do: DoAnswer, Text: EntryLoss}
	case CardOtherHolder:
		return Action{Do: DoWrongInfo}
	case NotSocialSecurity, BankCard: // she may have no card of the right kind with her, or not any more
		return Action{Do: DoCardServices}
	case CardNeedsKey, CardUnverified, ReaderLost, VisitInterrupted: // nothing is wrong with the card: there are other ways to her records
		return Action{Do: DoChannels, Text: EntryProvince}
	}
	return Action{Do: DoPhones} // only an outlet or the agency can tell
}

// failureGuide is what helps when no record came.
func failureGuide(f records.Failure) Action {
	switch f {
	case "":
		return Action{}
	case records.NotFound:
		return Action{Do: DoAnswer, Text: EntryProvince}
	case records.Duplicate: // two records with one number: one of them is wrong
		return Action{Do: DoWrongInfo}
	case records.Checking, records.Deceased:
		return Action{Do: DoPhones}
	}
	return Action{Do: DoChannels, Text: EntryProvince} // the same records by another way
}

// emptyGuide is what helps when a query shows nothing: how else it can be made, and who has such a record at all.
func (s State) emptyGuide(e Empty) Action {
	entry := EntryProvince
	switch {
	case e == NotEmpty:
		return Action{}
	case e == PlaceNotOpen:
		return Action{Do: DoChannels, Text: EntryProvince}
	case s.Here.Screen == CivilRights:
		entry = EntryCivil
	case s.Here.Screen == AnnuityRights, s.Here.Screen == Benefits && s.Choice.Group == records.GroupAnnuity:
		entry = EntryAnnuity
	case s.Here.Screen == Certification:
		entry = EntryCertified
	}
	return Action{Do: DoAnswer, Text: entry}
}

// lead is the guide of a personal screen that cannot show what was asked for; none where it can.
func (s State) lead() Action {
	if !s.Here.Screen.Personal() || s.Holder == nil {
		return Action{}
	}
	var v View
	s.lookPersonal(&v)
	return v.Lead
}

// leadOf is the guide that a personal view leads to.
func (s State) leadOf(v *View) Action {
	switch {
	case v.Personal != nil:
		return failureGuide(v.Personal.Failure)
	case v.Query != nil:
		return s.emptyGuide(v.Query.Empty)
	case v.Civil != nil:
		return s.emptyGuide(v.Civil.Empty)
	case v.Annuity != nil:
		return s.emptyGuide(v.Annuity.Empty)
	case v.Resident != nil:
		return s.emptyGuide(v.Resident.Empty)
	case v.Benefits != nil:
		return s.emptyGuide(v.Benefits.Empty)
	case v.Certification != nil:
		return s.emptyGuide(v.Certification.Empty)
	case v.Year != nil && v.Year.Account == nil:
		return Action{Do: DoAnswer, Text: EntryProvince}
	}
	return Action{}
}
