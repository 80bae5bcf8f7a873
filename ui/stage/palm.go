package stage

import (
	"slices"
	"time"
)

const (
	// palmOf and palmWithin tell a hand from fingers: so many contacts that began within that time of each other and are all there.
	// Two are two thumbs; three at once are no typist's, whose keys are a tenth of a second apart and over before the third.
	palmOf     = 3
	palmWithin = 250 * time.Millisecond
)

// contact is whatever is on the glass, on a target or not.
type contact struct {
	id    int
	began time.Time // a hand's contacts begin when the last of them has come: one that rolls off the wrist is one hand
}

// palm notes a contact that begins, and reports whether it belongs to a hand. What began with it does then too, and is no touch.
func (s *Stage) palm(id int) bool {
	if s.o.Clock == nil {
		return false
	}
	now := s.o.Clock.Now()
	s.contacts = append(s.contacts, contact{id, now})
	with := 0
	for _, c := range s.contacts {
		if now.Sub(c.began) < palmWithin {
			with++
		}
	}
	if with < palmOf {
		return false
	}
	for i, c := range s.contacts {
		if now.Sub(c.began) < palmWithin {
			s.contacts[i].began = now
			s.lift(c.id)
		}
	}
	return true
}

// gone notes the end of a contact.
func (s *Stage) gone(id int) {
	s.contacts = slices.DeleteFunc(s.contacts, func(c contact) bool { return c.id == id })
}

// Untouched says that nothing is on the glass, as when nobody tells any more of what is. No touch that had begun counts.
func (s *Stage) Untouched() {
	s.contacts = nil
	for len(s.fingers) > 0 {
		s.lift(s.fingers[0].id)
	}
	s.update()
}
