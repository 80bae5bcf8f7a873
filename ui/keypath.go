package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
)

// Focused has f told what is to be said at once, in place of what is being said: of the target at which the keys are, of a key that
// came to nothing, and of what has changed in a view that is the same (so many digits typed, another volume, the last seconds). Without
// 语音 that is only what is Always. It is called before a window is shown; f is called on the toolkit's goroutine and does not wait.
func (u *UI) Focused(f func([]speech.Phrase)) { u.told = f }

// Key is a key beside the glass that went down, by its name on an ordinary keyboard: arrows, Enter, Escape or minus for 取消, digits,
// BackSpace, F1 帮助, F2 重复, F3 and F4 quieter and louder, F5 语音. It takes any other one as a sign that somebody is here. It belongs
// to the toolkit's goroutine.
func (u *UI) Key(name fyne.KeyName) {
	u.mu.Lock()
	v, has := u.latest, u.has
	u.mu.Unlock()
	if !has {
		return
	}
	k := u.keys(v)
	switch name {
	case fyne.KeyDown, fyne.KeyRight:
		k.move(false)
	case fyne.KeyUp, fyne.KeyLeft:
		k.move(true)
	case fyne.KeyReturn, fyne.KeyEnter:
		k.enter()
	case fyne.KeyEscape, fyne.KeyMinus:
		k.press("said.no_back", "back", "exit", "close", "aloud_no", "last_close", "stay")
	case fyne.KeyF1:
		k.press("said.no_key", "help", "close", "stay")
	case fyne.KeyF2:
		k.ask(visit.DoRepeat)
	case fyne.KeyF3:
		k.ask(visit.DoQuieter)
	case fyne.KeyF4:
		k.ask(visit.DoLouder)
	case fyne.KeyF5:
		k.ask(visit.DoVoice)
	case fyne.KeyBackspace:
		k.press("said.no_key", "key.rubout")
	case fyne.Key0, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9:
		k.press("said.no_key", "key."+string(name))
	default:
		k.ask(visit.DoHere)
	}
}

// pressedKey is a key that went down on a view.
type pressedKey struct {
	*screen
	u *UI
}

// keys speaks the language of a view.
func (u *UI) keys(v visit.View) pressedKey {
	u.mu.Lock()
	cfg := u.cfg
	u.mu.Unlock()
	s := &screen{cfg: &cfg, v: v, language: words.Chinese}
	if v.Modes.English {
		s.language = words.English
	}
	return pressedKey{s, u}
}

func (k pressedKey) tell(all ...speech.Phrase) {
	k.u.tell(k.v, all)
}

// ask asks the visit for something. F5 under a question that must be answered first only shows that somebody is here.
func (k pressedKey) ask(d visit.Do) { k.cfg.Tap(k.v.Step, visit.Action{Do: d}) }

func (k pressedKey) move(back bool) {
	f, ok := k.u.stage.Step(back)
	if !ok {
		k.tell(k.phrase(k.say("said.none")))
	} else {
		k.tell(k.focused(f)...)
	}
	k.ask(visit.DoHere)
}

// enter presses where the keys are. Over a screen that is the likeliest answer as long as they are nowhere: whoever is asked whether she
// is still here answers with one key.
func (k pressedKey) enter() {
	f, has := k.u.stage.Focus()
	switch {
	case has:
		k.press("said.no_key", f.Target.ID)
	case k.v.Overlay == visit.IdleWarning || k.v.Overlay == visit.LimitWarning:
		k.press("said.no_key", "stay")
	default:
		k.tell(k.phrase(k.say("said.first")))
		k.ask(visit.DoHere)
	}
}

// press presses the first of some targets that is there. It says why the one that is there takes nothing, or with otherwise that there is
// none.
func (k pressedKey) press(otherwise string, ids ...string) {
	t, there, pressed := k.u.stage.Press(ids...)
	switch {
	case pressed:
		return
	case there:
		k.tell(k.phrase(k.say("said.closed")), k.phrase(k.whyNot(t.ID)))
	default:
		k.tell(k.phrase(k.say(otherwise)))
	}
	k.ask(visit.DoHere)
}

// focused is what is said of the target at which the keys are: what stands on it, what it is, and where among the others. On the keys for
// a PIN all of that tells a digit: it is for the headset alone, and the loudspeaker says that it is a key.
func (k pressedKey) focused(f stage.Focus) []speech.Phrase {
	t := f.Target
	var out []speech.Phrase
	if f.Wrapped {
		out = append(out, k.phrase(k.say("said.wrap")))
	}
	place := k.say("said.position", f.N, f.Of)
	if k.pinKey(t.ID) {
		out = append(out, k.phrase(k.say("said.role.key")))
		if k.v.Sound.Aloud { // nobody chooses to have a PIN heard
			return out
		}
		return append(out, k.own(t.Label), k.own(place))
	}
	text := []string{t.Label, t.Badge, t.Note}
	if t.Badge == t.Note {
		text = text[:2]
	}
	if k.ownLabel(t.ID) {
		out = append(out, k.own(k.sentence(text...)))
		text = nil
	} else if chinese := k.phrase(t.Label); k.language == words.English && !chinese.English { // policy content in an English screen
		out = append(out, chinese, k.phrase(t.Note))
		text = nil
	}
	text = append(text, k.kind(t))
	if !t.Enabled {
		text = append(text, k.say("said.closed"), k.whyNot(t.ID))
	}
	return append(out, k.phrase(k.sentence(append(text, place)...)))
}

// kind is what a target is, and whether it is chosen or on.
func (k pressedKey) kind(t stage.Target) string {
	switch t.Role {
	case stage.RoleTile:
		return k.say("said.role.tile")
	case stage.RoleKey:
		return k.say("said.role.key")
	case stage.RoleSwitch:
		if t.Chosen {
			return k.say("said.on")
		}
		return k.say("said.off")
	case stage.RoleChip:
		if t.Chosen {
			return k.say("said.chosen")
		}
		return k.say("said.role.chip")
	}
	return k.say("said.role.button")
}

// pinKey reports whether a target is a key for digits of a PIN.
func (k pressedKey) pinKey(id string) bool {
	return (k.v.Screen == visit.PIN || k.v.Screen == visit.PINChange) && strings.HasPrefix(id, "key.")
}

// ownLabel reports whether what stands on a target is of the person: where and since when she has records, what she is paid, and what she
// types.
func (k pressedKey) ownLabel(id string) bool {
	for _, own := range []string{"place", "benefit.", "year."} {
		if k.v.Screen.Personal() && strings.HasPrefix(id, own) {
			return true
		}
	}
	return strings.HasPrefix(id, "candidate.") || strings.HasPrefix(id, "reading.")
}

// whyNot is why a target takes nothing now.
func (k pressedKey) whyNot(id string) string {
	v := k.v
	checking := v.PIN != nil && v.PIN.Checking || v.Change != nil && v.Change.Checking
	switch {
	case checking:
		return k.say("said.why.checking")
	case id == "submit":
		return k.say("said.why.pin")
	case id == "previous" || id == "candidates.before":
		return k.say("said.why.first_page")
	case id == "next" || id == "candidates.after":
		return k.say("said.why.last_page")
	case v.Slip != nil && id == "print":
		return k.say("printer." + string(v.Slip.Printer))
	case v.Personal != nil && v.Personal.Failure != "":
		return k.say("failure." + string(v.Personal.Failure))
	case v.Personal != nil:
		return k.say("said.why.loading")
	case v.Ask != nil && v.Ask.Full:
		return k.say("ask.full")
	case v.Ask != nil:
		return k.say("said.why.empty")
	case v.Year != nil:
		return k.say("year.none")
	}
	return ""
}
