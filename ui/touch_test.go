package ui

import (
	"slices"
	"testing"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
)

// both are views as they are and in 低位.
func both(all []view) []view {
	out := slices.Clone(all)
	for _, v := range all {
		v.Name += " low"
		v.View.Modes.Low, v.State.Modes.Low = true, true
		out = append(out, v)
	}
	return out
}

// What can be touched on a screen is what the visit takes there, and all that the visit takes can be touched: nothing is a dead
// end and no button is dead.
func TestTargetsAreWhatTheVisitOffers(t *testing.T) {
	u := newUI(t)
	var tapped []visit.Action
	u.cfg.Tap = func(_ int64, a visit.Action) { tapped = append(tapped, a) }
	for _, view := range both(gallery(t)) {
		for glass, size := range glasses() {
			tapped = nil
			s := u.Scene(view.View, size.Width, size.Height)
			for _, target := range live(s) {
				if target.Press == nil {
					t.Errorf("%s %s: %s does nothing", view.Name, glass, target.ID)
					continue
				}
				target.Press()
			}
			for _, a := range tapped {
				// Which questions there are is the content's business: a list takes any.
				if !slices.Contains(visit.Offers(view.State), a) && !visit.Lists(view.State, a) {
					t.Errorf("%s %s: the visit does not take %v", view.Name, glass, a)
				}
			}
			for _, a := range visit.Offers(view.State) {
				// Pages beyond the last are offered because the visit does not know how many there are; the list shows
				// its categories by their names.
				if a.Do == visit.DoPage || a.Do == visit.DoQuestions && view.View.Screen == visit.Questions {
					continue
				}
				// Where there is one benefit there is nothing to choose. Places beyond the first few stand under 其他参保地.
				if view.View.Benefits != nil && len(view.View.Benefits.Benefits) == 1 && a.Do == visit.DoBenefit ||
					view.View.Query != nil && len(view.View.Query.Places) > fewPlaces && a.Do == visit.DoPlace && slices.Contains(tapped, visit.Action{Do: visit.DoPlaces}) {
					continue
				}
				// The way to one's own records stands at the card's third function, on the first page.
				if view.View.Screen == visit.CardFunctions && view.View.FAQ.Page > 0 && a == view.View.FAQ.Own {
					continue
				}
				// Of a city that is not connected there is nothing to print.
				if view.View.Query != nil && view.View.Query.Empty == visit.PlaceNotOpen && a.Do == visit.DoPreview {
					continue
				}
				// The queries that a person's kind does not ask for first stand under 更多查询.
				if view.View.Screen == visit.PersonalHome && slices.Contains(visit.Queries(), a) && slices.Contains(tapped, visit.Action{Do: visit.DoMore}) {
					continue
				}
				// Candidates stand on their pages, and readings beside nine keys.
				if a.Do == visit.DoCandidate || a.Do == visit.DoReading {
					continue
				}
				if !slices.Contains(tapped, a) {
					t.Errorf("%s %s: %v cannot be touched", view.Name, glass, a)
				}
			}
		}
	}
}

func live(s *stage.Scene) []stage.Target {
	var out []stage.Target
	for _, t := range s.Targets[s.Covered:] {
		if t.Enabled {
			out = append(out, t)
		}
	}
	return out
}

// Every screen has 帮助 (under a question the way back from it), 退出 unless nobody is there or paper is coming, and 返回 unless it
// is a first screen. Under a question about time or the last try one can leave or go back.
func TestEveryScreenHasAWayOut(t *testing.T) {
	u := newUI(t)
	noExit := map[visit.Screen]bool{visit.Attract: true, visit.End: true, visit.Printing: true}
	noBack := map[visit.Screen]bool{visit.Attract: true, visit.Home: true, visit.PersonalHome: true, visit.Reading: true, visit.Printing: true,
		visit.Printed: true, visit.PINChangeDone: true, visit.End: true, visit.Recovery: true}
	for _, view := range both(gallery(t)) {
		for glass, size := range glasses() {
			if len(visit.Offers(view.State)) == 0 {
				continue // the card is checking the PIN: nothing can be asked for in these seconds
			}
			has := map[string]bool{}
			for _, target := range live(u.Scene(view.View, size.Width, size.Height)) {
				has[target.ID] = true
			}
			want := []string{}
			switch view.View.Overlay {
			case visit.HelpOverlay:
				want = []string{"close", "mode.large", "mode.contrast", "mode.low", "mode.voice", "mode.english"}
			case visit.IdleWarning, visit.LimitWarning:
				want = []string{"stay", "leave"}
			case visit.LastTry:
				want = []string{"last_close", "last_forgot", "last_use"}
			case visit.AloudWarning:
				want = []string{"aloud_no", "aloud_yes"}
			default:
				want = append(want, "help", "mode.large", "mode.contrast", "mode.low", "mode.voice", "mode.english")
				if !noExit[view.View.Screen] {
					want = append(want, "exit")
				}
				asked := view.View.Change != nil && view.View.Change.Checking // what comes of the digits must be heard
				if !noBack[view.View.Screen] && !asked {
					want = append(want, "back")
				}
			}
			for _, id := range want {
				if !has[id] {
					t.Errorf("%s %s has no %s", view.Name, glass, id)
				}
			}
		}
	}
}

// A personal screen that shows records has 信息有误.
func TestRecordsHaveWrongInfo(t *testing.T) {
	u := newUI(t)
	for _, view := range gallery(t) {
		switch view.View.Screen {
		case visit.PersonalHome, visit.Query, visit.YearRecord, visit.MoreQueries, visit.Places, visit.CivilRights, visit.AnnuityRights, visit.ResidentRight,
			visit.Benefits, visit.Certification, visit.Preview:
			if view.View.Overlay != visit.NoOverlay || view.View.Slip != nil && view.View.Slip.Guest {
				continue
			}
			if !slices.ContainsFunc(live(u.Scene(view.View, 1920, 1080)), func(t stage.Target) bool { return t.ID == "wrong" }) {
				t.Errorf("%s has no 信息有误", view.Name)
			}
		}
	}
}

// A finger changes something of every target, in every mode: people who do not see that they are felt touch again.
func TestEveryFingerIsFelt(t *testing.T) {
	u := newUI(t)
	for look, modes := range looks() {
		for _, view := range gallery(t) {
			for glass, size := range glasses() {
				v := view.View
				v.Modes = modes
				s := u.Scene(v, size.Width, size.Height)
				for _, target := range live(s) {
					felt := slices.ContainsFunc(s.Items, func(i stage.Item) bool {
						return i.Kind == stage.Box && i.Owner == target.Owner && i.Fill != target.Pressed
					})
					if !felt {
						t.Errorf("%s %s %s: %s looks the same under a finger", view.Name, look, glass, target.ID)
					}
				}
			}
		}
	}
}
