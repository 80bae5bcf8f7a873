package main

import (
	"errors"
	"fmt"
	"image"
	"time"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
)

// step is one of a walk through the terminal's screens: a touch, or what the terminal does by itself when target is "".
type step struct {
	kind   string
	target string
	rect   image.Rectangle
	to     stage.Scene // what is to be seen then
	alike  bool        // it looks as before
	slow   bool        // the card or the records are waited for
}

// walker goes through screens and writes down what it does, so that somebody else can be led the same way.
type walker struct {
	b     *bench
	eye   *eye     // nil: nothing is timed
	timed *touches // with an eye
	steps []step

	last step // and when it was
	at   time.Time
}

// apart is how long after a touch another one is made at the same place: sooner than 400 ms, and on another view, the terminal takes both
// for one.
const apart = 450 * time.Millisecond

// take touches targets one after the other.
func (w *walker) take(kind string, ids ...string) error {
	for _, id := range ids {
		if err := w.touch(kind, id, false, func() error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// touch touches a target; then tells the shadow what follows of itself.
func (w *walker) touch(kind, id string, slow bool, then func() error) error {
	t, err := w.b.Target(id)
	if err != nil {
		return err
	}
	r := image.Rect(int(t.Rect.X), int(t.Rect.Y), int(t.Rect.Right()), int(t.Rect.Bottom()))
	s := step{kind: kind, target: id, rect: r, slow: slow}
	if r.Overlaps(w.last.rect) {
		time.Sleep(time.Until(w.at.Add(apart)))
	}
	w.last = s
	if w.eye == nil {
		middle := r.Min.Add(r.Max).Div(2)
		err = w.b.Hall.Hand.Touch(middle.X, middle.Y)
	} else {
		var done touch
		done, err = w.eye.touch(r)
		s.alike = !done.changed
		w.timed.add(kind, done, slow)
	}
	if err != nil {
		return fmt.Errorf("%s on %s: %w", id, w.b.State.Here.Screen, err)
	}
	w.at = time.Now()
	t.Press()
	if err := errors.Join(then(), w.b.See()); err != nil {
		return fmt.Errorf("after %s: %w", id, err)
	}
	s.to = *w.b.Scene()
	w.steps = append(w.steps, s)
	return nil
}

// happen is something that no touch leads to.
func (w *walker) happen(what func() error) error {
	if err := what(); err != nil {
		return err
	}
	w.steps = append(w.steps, step{to: *w.b.Scene()})
	return nil
}

// The kinds of what is touched.
const (
	attractTap = "待机"
	homeTap    = "tile of 首页"
	letterKey  = "key of 问一问"
	foundTap   = "what 问一问 found"
	barTap     = "返回 and 退出"
	questionIn = "政策问答: category, page, question"
	otherTap   = "社保卡服务, 跨省通办, 渠道, 电话"
	modeTap    = "大字, 高对比, 低位, English"
	helpTap    = "帮助"
	pinKey     = "key of the PIN pad"
	pinTap     = "确认 of the PIN"
	agreeTap   = "告知"
	tileTap    = "tile of 个人主页"
	chipTap    = "chip of a place or an insurance"
	monthsTap  = "page of months"
	hideTap    = "隐藏 and the eye"
	yearTap    = "year of 年度个人账户"
	previewTap = "打印: months and kind on the preview"
	pauseTap   = "after a pause of 6 s"
)

// round is a walk over all kinds of screens, without a card and with one. It begins and ends on 待机.
func (w *walker) round(pause bool) error {
	for _, part := range []func() error{w.public, w.asking, func() error { return w.personal(pause) }} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// public is what needs no card.
func (w *walker) public() error {
	return inOrder(
		func() error {
			return w.take(modeTap, "mode.large", "mode.large", "mode.contrast", "mode.contrast", "mode.low", "mode.low", "mode.english", "mode.english")
		},
		func() error { return w.take(helpTap, "help", "close") },
		func() error { return w.take(attractTap, "start") },
		func() error { return w.take(modeTap, "mode.large", "mode.contrast", "mode.contrast", "mode.large") },
		func() error { return w.there(homeTap, "province", "query", "print", "lost") },
		func() error { return w.take(homeTap, "questions") },
		func() error {
			return w.take(questionIn, "next", "previous", "category.records", "category.card", "category.all", "entry.service-1-1")
		},
		func() error { return w.take(barTap, "back", "back") },
		func() error { return w.take(homeTap, "channels") },
		func() error { return w.there(otherTap, "phones", "channel.ccb") },
		func() error { return w.take(barTap, "back") },
		func() error { return w.take(homeTap, "cross") },
		func() error { return w.take(otherTap, "group.employee", "item.service-3-1") },
		func() error { return w.take(barTap, "back", "back", "back") },
		func() error { return w.take(homeTap, "card") },
		func() error { return w.there(otherTap, "functions", "loss") },
		func() error { return w.take(barTap, "exit") },
		func() error { return w.there(attractTap, "questions", "lost") },
	)
}

// asking types a question on both keyboards.
func (w *walker) asking() error {
	return inOrder(
		func() error { return w.take(attractTap, "ask") },
		func() error { return w.take(letterKey, keysOf("shebaokadiulezenmeban")...) },
		func() error { return w.take(foundTap, "hit.0") },
		func() error { return w.take(barTap, "back") },
		func() error {
			return w.take(letterKey, "key.rubout", "key.rubout", "clear", "key.nine", "key.7", "key.4", "key.3")
		},
		func() error { return w.take(foundTap, "candidates.after", "candidate.0") },
		func() error { return w.take(letterKey, "clear", "key.all") },
		func() error { return w.take(barTap, "back") },
	)
}

// personal is a visit with a card.
func (w *walker) personal(pause bool) error {
	return inOrder(
		func() error { return w.happen(w.b.insert) },
		func() error { return w.take(pinKey, keysOf("12345")...) },
		func() error { return w.take(pinKey, "key.rubout", "key.clear") },
		func() error { return w.take(pinKey, keysOf(who.PIN)...) },
		func() error {
			return w.touch(pinTap, "submit", true, func() error { w.b.Proved(who); return nil })
		},
		func() error { return w.touch(agreeTap, "agree", true, func() error { return w.b.Read(who) }) },
		func() error { return w.take(tileTap, "tile.query") },
		func() error { return w.take(monthsTap, "next", "next", "previous", "previous") },
		func() error {
			return w.take(chipTap, "place.370100", "place.370200", "place.all", "family.unemployment", "family.pension", "places", "place.370100", "place.all")
		},
		func() error { return w.take(hideTap, "hide", "hide", "eye", "eye") },
		func() error { return w.take(barTap, "back") },
		func() error { return w.take(tileTap, "tile.year") },
		func() error { return w.take(yearTap, "year.2025", "year.2024", "year.2023") },
		func() error { return w.take(barTap, "back") },
		func() error {
			return w.there(tileTap, "tile.short_term", "tile.retirement", "tile.more", "tile.card", "tile.cross")
		},
		func() error { return w.take(tileTap, "tile.print") },
		func() error {
			return w.take(previewTap, "months.24", "months.36", "months.12", "next", "previous", "kind.rights_record", "kind.contribution_slip")
		},
		func() error { return w.take(barTap, "back") },
		func() error {
			if !pause {
				return nil
			}
			time.Sleep(6 * time.Second) // the toolkit lets go of pictures that are not painted for 4 s
			return w.take(pauseTap, "tile.query", "back")
		},
		func() error { return w.happen(w.b.pull) },
	)
}

// there touches each of some targets and goes back each time.
func (w *walker) there(kind string, ids ...string) error {
	for _, id := range ids {
		if err := w.take(kind, id); err != nil {
			return err
		}
		if err := w.take(barTap, "back"); err != nil {
			return err
		}
	}
	return nil
}

// visit is the shortest visit that shows records.
func (w *walker) visit() error {
	return inOrder(
		func() error { return w.happen(w.b.insert) },
		func() error { return w.take(pinKey, keysOf(who.PIN)...) },
		func() error {
			return w.touch(pinTap, "submit", true, func() error { w.b.Proved(who); return nil })
		},
		func() error { return w.touch(agreeTap, "agree", true, func() error { return w.b.Read(who) }) },
		func() error { return w.take(tileTap, "tile.query") },
		func() error { return w.take(monthsTap, "next") },
		func() error { return w.happen(w.b.pull) },
	)
}

// keysOf are the keys that type something.
func keysOf(typed string) []string {
	var ids []string
	for _, k := range typed {
		ids = append(ids, "key."+string(k))
	}
	return ids
}

// inOrder does one thing after the other, up to the first that fails.
func inOrder(all ...func() error) error {
	for _, do := range all {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// taps times touches over all kinds of screens.
func (b *bench) taps() error {
	e, err := open(b.Hall.Server().Display)
	if err != nil {
		return err
	}
	defer e.close()
	w := walker{b: b, eye: e, timed: newTouches()}
	for n := 0; len(w.timed.allFelt) < b.o.taps; n++ {
		if err := w.round(n < 5); err != nil {
			return err
		}
		if n == 0 {
			b.round = w.steps
		}
	}
	b.timed = w.timed
	b.row("tap → first changed pixel, all", w.timed.allFelt.String(),
		"bound p50 20, p99 40 ms: from the X event of the finger going down to a changed pixel of the target")
	for _, kind := range w.timed.kinds {
		b.row("– "+kind, w.timed.felt[kind].String(), "")
	}
	b.row("finger up → the new screen wholly there, all", w.timed.allWhole.String(),
		fmt.Sprintf("the last change that is seen in every %dth row of pixels; the finger goes up when it is felt", grid))
	for _, kind := range w.timed.kinds {
		if all := w.timed.whole[kind]; len(all) > 0 {
			b.row("– "+kind, all.String(), "")
		}
	}
	return nil
}

// pull takes the card out.
func (b *bench) pull() error {
	b.Hall.Pull()
	b.On(visit.CardOut{When: visit.When{At: time.Now()}})
	return b.See()
}
