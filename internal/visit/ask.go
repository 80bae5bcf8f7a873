package visit

import (
	"slices"

	"shebao/kiosk/internal/ime"
)

// Asker answers what people ask in their own words, and knows what may be meant by the letters they type. It is pure, answers at once,
// and never changes.
type Asker interface {
	// Find is what a question finds. Any string may be given.
	Find(query string) Found
	// Usual are the entries that are asked for most, for whoever has not typed anything.
	Usual() []string
	// Candidates are what letters may stand for, the likeliest first.
	Candidates(letters string) []ime.Candidate
	// Choices are the readings that the first digits of nine keys may stand for.
	Choices(letters string) []string
	// Shown is how letters are shown while they are typed.
	Shown(letters string) string
	// Query is what is searched for.
	Query(c ime.Composition) string
}

// FoundHow is how well a question is answered.
type FoundHow uint8

// The outcomes, the worst first.
const (
	NothingFound FoundHow = iota
	MaybeFound            // 您是不是想问
	AnswerFound
)

// Found is what a question finds.
type Found struct {
	How      FoundHow
	Entries  []string // best first; what is nearest even after NothingFound
	Referral string   // the neighbouring service that is asked about, or ""
}

// hitsShown is how many answers stand before the person: more than three are not compared by anybody who reads slowly.
const hitsShown = 3

// Keyboard is the keys that the person chose; a closed set.
type Keyboard int

// The keyboards; actions name them by these numbers.
const (
	AnyKeys    Keyboard = 0  // whichever fits the glass
	AllKeys    Keyboard = 26 // a key for each letter
	NineKeys   Keyboard = 9  // 九宫格
	FigureKeys Keyboard = 10
)

// Keyboards lists those that can be chosen.
func Keyboards() []Keyboard { return []Keyboard{AllKeys, NineKeys, FigureKeys} }

// Asking is a question while it is asked. It is kept while 问一问 is on the screen or 返回 leads to it.
type Asking struct {
	Text     ime.Composition
	Keyboard Keyboard
	Page     int  // of the candidates, from 0
	Opened   bool // an answer was opened since the question was changed last
}

// AskView is 问一问.
type AskView struct {
	Taken      string // what is settled of the question
	Letters    string // what is typed after that, as it is shown
	Full       bool   // no key is taken any more
	Empty      bool
	Keyboard   Keyboard
	Candidates []string // all; the screen shows a page of them
	Page       int
	Choices    []string // readings for nine keys
	How        FoundHow // of Hits; NothingFound when the question is empty, too
	Hits       []string // entries: at most three, or the usual ones when the question is empty
	Referral   string
}

// canAsk reports whether 问一问 is one tap away.
func (s State) canAsk() bool {
	if s.Facts.Asker == nil {
		return false
	}
	switch s.Here.Screen {
	case Attract, Home, PersonalHome, Questions, CardProblem, InsertCard, OutOfService:
		return true
	}
	return false
}

// asks reports whether there is a question that is asked still: on the screen, or where 返回 leads.
func (s State) asks() bool {
	return s.Here.Screen == Ask || slices.ContainsFunc(s.Trail, func(p Place) bool { return p.Screen == Ask })
}

// found is what the question finds now, as the screen shows it.
func (s State) found() Found {
	if s.Asking.Text.Empty() {
		return Found{Entries: s.Facts.Asker.Usual()}
	}
	f := s.Facts.Asker.Find(s.Facts.Asker.Query(s.Asking.Text))
	if f.How == NothingFound {
		f.Entries = nil
	}
	f.Entries = f.Entries[:min(hitsShown, len(f.Entries))]
	return f
}

func (s State) lookAsk() *AskView {
	a, f := s.Facts.Asker, s.found()
	v := &AskView{
		Taken: s.Asking.Text.Taken, Letters: a.Shown(s.Asking.Text.Letters), Full: s.Asking.Text.Full(), Empty: s.Asking.Text.Empty(),
		Keyboard: s.Asking.Keyboard, Page: s.Asking.Page, Choices: a.Choices(s.Asking.Text.Letters),
		How: f.How, Hits: f.Entries, Referral: f.Referral,
	}
	for _, c := range a.Candidates(s.Asking.Text.Letters) {
		v.Candidates = append(v.Candidates, c.Text)
	}
	return v
}

// offerAsk are the touches of 问一问 beside the keys.
func (s State) offerAsk(out []Action) []Action {
	out = append(out, Action{Do: DoQuestions})
	if !s.Asking.Text.Empty() {
		out = append(out, Action{Do: DoRubout}, Action{Do: DoClearQuery})
	}
	for _, id := range s.found().Entries {
		out = append(out, Action{Do: DoAnswer, Text: id})
	}
	for _, c := range s.Facts.Asker.Candidates(s.Asking.Text.Letters) {
		out = append(out, Action{Do: DoCandidate, Text: c.Text})
	}
	for _, r := range s.Facts.Asker.Choices(s.Asking.Text.Letters) {
		out = append(out, Action{Do: DoReading, Text: r})
	}
	return out
}

// typed reports whether a touch is one of the keys, which are there whatever was typed, or a category, which the content knows. Which
// keys there are is the keyboard's business; how many pages of candidates is the screen's.
func (s State) typed(a Action) bool {
	if s.Here.Screen != Ask || s.Overlay != NoOverlay {
		return false
	}
	switch a.Do {
	case DoKey:
		return ime.IsKey(a.Text)
	case DoFigure:
		return ime.IsFigure(a.Text)
	case DoKeyboard:
		return slices.Contains(Keyboards(), Keyboard(a.N))
	case DoCandidates:
		return a.N >= 0
	case DoQuestions:
		return true
	}
	return false
}

// tapAsk are the touches of 问一问; false for those that are not its own. An answer is opened as everywhere, but it is remembered that
// one was.
func (m *machine) tapAsk(a Action) bool {
	if a.Do == DoAsk {
		m.begin()
		m.open(Place{Screen: Ask})
		return true
	}
	if m.Here.Screen != Ask {
		return false
	}
	asker, text := m.Facts.Asker, m.Asking.Text
	switch a.Do {
	case DoKey:
		m.compose(text.Key(a.Text))
	case DoFigure:
		m.compose(text.Figure(a.Text, asker.Shown(text.Letters)))
	case DoRubout:
		m.compose(text.Rubout())
	case DoReading:
		m.compose(text.Read(a.Text))
	case DoCandidate:
		all := asker.Candidates(text.Letters)
		if i := slices.IndexFunc(all, func(c ime.Candidate) bool { return c.Text == a.Text }); i >= 0 {
			m.compose(text.Take(all[i]))
		}
	case DoClearQuery:
		if m.found().How == NothingFound { // she gives up on these words; otherwise she only types anew
			m.count()
		}
		m.compose(ime.Composition{})
	case DoKeyboard:
		m.Asking.Keyboard = Keyboard(a.N)
	case DoCandidates:
		m.Asking.Page = a.N
	case DoAnswer:
		m.Asking.Opened = !text.Empty()
		return false
	default:
		return false
	}
	return true
}

func (m *machine) compose(c ime.Composition) {
	if c == m.Asking.Text {
		return
	}
	m.Asking.Text, m.Asking.Page, m.Asking.Opened = c, 0, false
}

// count has a question counted that was not answered: nothing was found, or nothing that was found was opened.
func (m *machine) count() {
	if !m.Asking.Text.Empty() && !m.Asking.Opened {
		m.effect(CountAsked{Text: m.Asking.Text.Taken + m.Facts.Asker.Shown(m.Asking.Text.Letters)})
	}
}

// turnAway forgets the question when the person has left it for good.
func (m *machine) turnAway() {
	m.count()
	m.Asking = Asking{}
}
