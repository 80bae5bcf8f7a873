package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	shown "shebao/kiosk/internal/gallery"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
)

// Every target of every screen can be reached by keys, has a name of its own to be told by, and is pressed when it takes something.
func TestEveryTargetByKeys(t *testing.T) {
	base := newUI(t)
	for _, view := range voiced(t) {
		for _, modes := range []visit.Modes{{Voice: true}, {Voice: true, Large: true, English: true}, {Voice: true, Low: true}} {
			v := view.View
			v.Modes = modes
			u := base
			name := fmt.Sprintf("%s %+v", view.Name, modes)
			scene := u.Scene(v, 1920, 1080)
			pressed := map[string]int{}
			for i := range scene.Targets {
				id := scene.Targets[i].ID
				scene.Targets[i].Press = func() { pressed[id]++ }
			}
			u.stage.Unfocus()
			u.stage.Present(*scene)
			u.latest, u.has = v, true
			var said []speech.Phrase
			u.Focused(func(all []speech.Phrase) { said = all })
			reached := map[string]bool{}
			for range scene.Targets[scene.Covered:] {
				said = nil
				u.Key(fyne.KeyDown)
				f, ok := u.stage.Focus()
				if !ok || f.Target.Label == "" || heard(said, false) == "" || !strings.Contains(heard(said, true), f.Target.Label) {
					t.Fatalf("%s: at %q is said %q", name, f.Target.ID, heard(said, true))
				}
				reached[f.Target.ID] = true
				u.Key(fyne.KeyEnter)
				if want := f.Target.Enabled; want != (pressed[f.Target.ID] == 1) || !want && len(heard(said, false)) < len("现在不能按")+5 {
					t.Errorf("%s: %q takes something %t, and was pressed %d times; said is %q", name, f.Target.ID, want, pressed[f.Target.ID], heard(said, true))
				}
			}
			for _, target := range scene.Targets[scene.Covered:] {
				if !reached[target.ID] {
					t.Errorf("%s: %q is not reached", name, target.ID)
				}
			}
			for _, target := range scene.Targets[:scene.Covered] {
				if pressed[target.ID] > 0 && !reached[target.ID] {
					t.Errorf("%s: %q lies under a question and was pressed", name, target.ID)
				}
			}
		}
	}
}

// hands are keys that press into a terminal of state machine and screens alone; they hear what is said.
type hands struct {
	t     *testing.T
	u     *UI
	s     visit.State
	typed string
	heard []speech.Phrase // since the last key
	all   []speech.Phrase
	done  []visit.Effect
}

func (h *hands) Digit(d byte) {
	h.typed += fmt.Sprint(d)
	h.on(visit.PINLength{N: len(h.typed)})
}
func (h *hands) Rubout() {
	h.typed = h.typed[:max(0, len(h.typed)-1)]
	h.on(visit.PINLength{N: len(h.typed)})
}
func (h *hands) Clear() { h.typed = ""; h.on(visit.PINLength{}) }

func (h *hands) tell(all []speech.Phrase) {
	h.heard, h.all = append(h.heard, all...), append(h.all, all...)
}

// on has something happen, as the terminal's loop does.
func (h *hands) on(e visit.Event) {
	before := h.s.Step
	s, effects := visit.Next(h.s, e)
	h.s, h.done = s, append(h.done, effects...)
	v := visit.Look(s)
	h.u.Show(v)
	if s.Step != before {
		h.tell(h.u.Speech(v))
	}
}

func newHands(t *testing.T) *hands {
	h := &hands{t: t, s: visit.Start(facts(), now)}
	base := newUI(t)
	cfg := base.cfg
	cfg.Words, cfg.Keypad, cfg.Do = words.New(), h, func(f func()) { f() }
	cfg.Tap = func(step int64, a visit.Action) { h.on(visit.Tap{Step: step, Action: a}) }
	h.u = New(cfg)
	h.u.Focused(h.tell)
	h.u.stage.Resize(fyne.NewSize(1920, 1080))
	h.on(visit.PrinterChanged{Printer: visit.PrinterReady})
	return h
}

func (h *hands) key(names ...fyne.KeyName) {
	for _, n := range names {
		h.heard = nil
		h.u.Key(n)
	}
}

// find goes on until a word is heard, and presses what it stands on.
func (h *hands) find(word string) {
	h.t.Helper()
	for range 60 {
		h.key(fyne.KeyDown)
		if strings.Contains(heard(h.heard, true), word) {
			h.key(fyne.KeyReturn)
			return
		}
	}
	h.t.Fatalf("%s: %q is not heard", h.s.Here.Screen, word)
}

func (h *hands) hears(word string) {
	h.t.Helper()
	if !strings.Contains(heard(h.heard, true), word) {
		h.t.Fatalf("%s: %q is not heard; heard is %q", h.s.Here.Screen, word, heard(h.heard, true))
	}
}

// The main errand by keys alone, by what is said.
func TestMainErrandByKeys(t *testing.T) {
	h := newHands(t)
	jia := people(t)["测试甲"]
	h.key(fyne.KeyF5)
	h.hears("请插入社会保障卡")
	h.on(visit.CardIn{})
	h.hears("正在读卡")
	h.on(shown.Genuine(h.s.Visit, 3))
	h.hears("请输入社保卡密码")
	h.key(fyne.Key2, fyne.Key4, fyne.Key6, fyne.Key8, fyne.Key1, fyne.Key9, fyne.KeyBackspace, fyne.Key3)
	h.hears("已输入 6 位")
	h.find("确认")
	h.on(visit.PINChecked{Visit: h.s.Visit, Right: true, Left: 3, Holder: visit.Holder{Name: jia.Person.Name, NameClean: true, Number: jia.Person.Number}})
	h.hears("查看前，请您知道")
	h.find("同意并查看")
	h.on(visit.RecordsRead{Visit: h.s.Visit, Record: jia})
	h.hears("测*甲，您好")
	h.find("全省社保通查")
	h.hears("个人合计")
	h.key(fyne.KeyEscape)
	h.find("打印凭条")
	h.hears("凭条上写着")
	h.key(fyne.KeyUp, fyne.KeyUp) // from the end, where what stands on every screen is
	h.find("打印，按钮")
	h.hears("正在打印")
	h.on(visit.PrintDone{Visit: h.s.Visit, Outcome: visit.SlipConfirmed})
	h.hears("请取走凭条")
	h.find("退出并取卡")
	h.hears("请取走您的社保卡")
	h.on(visit.CardOut{})
	if h.typed != "246813" {
		t.Errorf("the keypad has %q", h.typed)
	}
	for _, p := range h.all {
		if digits := strings.Contains(p.Text, "2468") || strings.Contains(p.Text, "8 键"); digits {
			t.Errorf("of the PIN is said %q", p.Text)
		}
	}
	printed := slices.ContainsFunc(h.done, func(e visit.Effect) bool { _, is := e.(visit.PrintSlip); return is })
	if f, has := h.u.stage.Focus(); !printed || has || h.s.Modes.Voice {
		t.Errorf("printed %t; the next person finds the keys at %q and 语音 %t", printed, f.Target.ID, h.s.Modes.Voice)
	}
}

// Keys for a PIN are told to the headset only, whatever the person chose, and typing tells nothing of them.
func TestKeysOfAPINAreNotHeard(t *testing.T) {
	h := newHands(t)
	h.key(fyne.KeyF5)
	h.on(visit.CardIn{})
	h.on(shown.Genuine(h.s.Visit, 3))
	keys := 0
	for _, aloud := range []bool{false, true} {
		v := visit.Look(h.s)
		v.Sound.Aloud = aloud
		for range 20 {
			f, _ := h.u.stage.Step(false)
			loud := heard(h.u.keys(v).focused(f), aloud) // with the loudspeaker chosen what is private is heard there
			if f.Target.Role != stage.RoleKey {
				continue
			}
			if keys++; loud != "键" && loud != "已经转了一圈\n键" {
				t.Errorf("everybody hears %q of %q", loud, f.Target.ID)
			}
		}
	}
	if keys < 20 {
		t.Errorf("only %d keys", keys)
	}
	h.key(fyne.Key5)
	if got := heard(h.heard, true); got != "已输入 1 位" {
		t.Errorf("a digit is said: %q", got)
	}
	h.key(fyne.KeyF1)
	h.key(fyne.Key5)
	if h.typed != "5" {
		t.Error("a digit was typed under a question")
	}
}

// Keys that have nothing to do say so, and are a sign that somebody is here.
func TestKeysThatComeToNothing(t *testing.T) {
	h := newHands(t)
	h.key(fyne.KeyDown) // begins the visit, and stays where it is
	if _, has := h.u.stage.Focus(); !has || !h.s.Active {
		t.Error("the first key came to nothing")
	}
	h.u.stage.Unfocus()
	h.key(fyne.KeyF5)
	for _, c := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyEscape, "这里不能返回"}, {fyne.Key7, "这里没有这个键"}, {fyne.KeyEnter, "请先按上下键选择"}, {fyne.KeyF4, "音量 4"}} {
		h.key(c.key)
		h.hears(c.want)
	}
	h.on(visit.CardIn{})
	h.on(shown.Genuine(h.s.Visit, 3))
	h.find("确认，")
	h.hears("密码还没有输完")
	s := h.s.Sound.Repeats
	h.key(fyne.KeyF2)
	if h.s.Sound.Repeats != s+1 {
		t.Error("it was not asked to say it again")
	}
	h.on(visit.Tick{When: visit.When{At: now.Add(130e9)}})
	h.hears("您还在吗")
	h.key(fyne.KeyReturn)
	if h.s.Overlay != visit.NoOverlay || !h.s.Active {
		t.Errorf("one key did not answer: %q", h.s.Overlay)
	}
	// Without 语音 nobody hears of keys.
	h.key(fyne.KeyF5)
	h.key(fyne.KeyDown)
	if len(h.heard) > 0 {
		t.Errorf("heard without 语音: %q", heard(h.heard, true))
	}
}
