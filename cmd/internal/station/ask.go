package station

import (
	"shebao/kiosk/internal/ime"
	"shebao/kiosk/internal/visit"
)

// Find implements visit.Asker, by the content that is shown now.
func (o *contents) Find(query string) visit.Found { return o.current().Asker.Find(query) }

// Usual implements visit.Asker.
func (o *contents) Usual() []string { return o.current().Asker.Usual() }

// Candidates implements visit.Asker.
func (o *contents) Candidates(letters string) []ime.Candidate {
	return o.current().Asker.Candidates(letters)
}

// Choices implements visit.Asker.
func (o *contents) Choices(letters string) []string { return o.current().Asker.Choices(letters) }

// Shown implements visit.Asker.
func (o *contents) Shown(letters string) string { return o.current().Asker.Shown(letters) }

// Query implements visit.Asker.
func (o *contents) Query(c ime.Composition) string { return o.current().Asker.Query(c) }
