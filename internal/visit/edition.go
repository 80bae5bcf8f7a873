package visit

// Edition says which policy content the terminal shows; it changes between visits only.
type Edition interface {
	// Edition is the version of the content, and the day on which it was made, as 2026-11-28; "" for what ships with the program.
	Edition() (version, day string)
}

// EditionView is which policy content is shown, on the help.
type EditionView struct{ Version, Day string }

// edition is what the help says of the content; nil when it is not open, or nobody knows.
func (s State) edition() *EditionView {
	if s.Overlay != HelpOverlay || s.Facts.Edition == nil {
		return nil
	}
	version, day := s.Facts.Edition.Edition()
	return &EditionView{version, day}
}

// NamedEntries are the entries to which screens lead by themselves: policy content without one of them is not fit for a terminal.
func NamedEntries() []string {
	return []string{EntryCivil, EntryAnnuity, EntryProvince, EntryCross, EntryCertified, EntryWrongNumber, EntryWrongName, EntryReplaceCard,
		EntryPINReset, EntryLoss}
}
