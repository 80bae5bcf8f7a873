package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme/fonts"
)

var who = halltest.Person{Number: "379901199003070011", Name: "测试甲", PIN: "246813"}

func ownCard() *simcard.Card {
	spec := simcard.SpecFor(who.Number, who.Name, generate.SequenceOf(who.Number, 1))
	spec.PIN = who.PIN
	return simcard.New(spec)
}

// starts times the start of the process until the first painted pixel.
func (b *bench) starts() error {
	if err := b.See(); err != nil { // a program that has only begun ends without a word
		return err
	}
	var all times
	corner := image.Rect(0, 0, 32, 32) // of the top bar
	for range b.o.starts {
		if err := b.Hall.Stop(); err != nil {
			return err
		}
		before, err := b.Hall.Hand.Look(corner) // the server's ground, when the window is gone
		if err != nil {
			return err
		}
		from := time.Now()
		if err := b.Hall.Start(); err != nil {
			return err
		}
		at, err := b.Hall.Hand.Change(corner, before, halltest.Patience)
		if err != nil {
			return err
		}
		all = append(all, at.Sub(from))
		if err := b.See(); err != nil {
			return err
		}
	}
	b.row("start of the process → first frame", all.String(), "pixel of the top bar; record file, journal and card service are there")
	return nil
}

// rss reads the memory of the terminal.
func (b *bench) rss(when string) func() error {
	return func() error {
		if err := b.See(); err != nil {
			return err
		}
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", b.Hall.PID()))
		if err != nil {
			return err
		}
		sizes := map[string]int{}
		for line := range strings.Lines(string(raw)) {
			f := strings.Fields(line)
			if len(f) == 3 && f[2] == "kB" {
				sizes[strings.TrimSuffix(f[0], ":")], _ = strconv.Atoi(f[1])
			}
		}
		if sizes["Rss"] == 0 {
			return errors.New("the kernel does not tell the memory of the process")
		}
		b.row("memory "+when, fmt.Sprintf("RSS %d MB, PSS %d MB", sizes["Rss"]/1024, sizes["Pss"]/1024), "/proc/PID/smaps_rollup")
		return nil
	}
}

// middle is a part of a target that its label does not leave white.
func middle(t stage.Target) image.Rectangle {
	return image.Rect(int(t.Rect.X)+4, int(t.Rect.Y)+4, int(t.Rect.Right())-4, int(t.Rect.Bottom())-4)
}

// patch is a small part of a target's ground, which changes under a finger. A large one would keep the X server busy with
// copying pictures while the terminal waits for it.
func patch(t stage.Target) image.Rectangle {
	x, y := int(t.Rect.X)+14, int(t.Rect.Y+t.Rect.H/2)
	return image.Rect(x, y-8, x+16, y+8)
}

// shown waits until a part of the glass looks as it did, and gives when that was seen.
func (b *bench) shown(r image.Rectangle, picture *image.RGBA) (time.Time, error) {
	for end := time.Now().Add(halltest.Patience); ; {
		now, err := b.Hall.Hand.Look(r)
		if err != nil {
			return time.Time{}, err
		}
		at := time.Now()
		if bytes.Equal(now.Pix, picture.Pix) {
			return at, nil
		}
		if at.After(end) {
			return at, fmt.Errorf("%v does not look as before", r)
		}
	}
}

// errands times the card to the PIN, and the consent to the first records.
func (b *bench) errands() error {
	var inserted, read, agreed times
	var key, tile *image.RGBA // what the targets look like when their screens are there
	for i := range b.o.errands + 1 {
		body := image.Rect(40, 140, 1200, 400)
		ground, err := b.Hall.Hand.Look(body)
		if err != nil {
			return err
		}
		from := time.Now()
		if err := b.Hall.Insert(ownCard()); err != nil {
			return err
		}
		event, err := b.Hall.Hand.Change(body, ground, halltest.Patience) // 读卡 is drawn when the event has come
		if err != nil {
			return err
		}
		b.Identified(3)
		five, err := b.Target("key.5")
		if err != nil {
			return err
		}
		if i == 0 { // the first one shows how it looks
			if err := b.See(); err != nil {
				return err
			}
			if key, err = b.Hall.Hand.Look(middle(five)); err != nil {
				return err
			}
		} else {
			at, err := b.shown(middle(five), key)
			if err != nil {
				return err
			}
			inserted, read = append(inserted, at.Sub(from)), append(read, at.Sub(event))
		}
		if err := errors.Join(b.See(), b.prove()); err != nil {
			return err
		}
		from = time.Now()
		if err := b.Touch("agree"); err != nil {
			return err
		}
		if err := b.Read(who); err != nil {
			return err
		}
		query, err := b.Target("tile.query")
		if err != nil {
			return err
		}
		if i == 0 {
			if err := b.See(); err != nil {
				return err
			}
			if tile, err = b.Hall.Hand.Look(middle(query)); err != nil {
				return err
			}
		} else {
			at, err := b.shown(middle(query), tile)
			if err != nil {
				return err
			}
			agreed = append(agreed, at.Sub(from))
		}
		if err := b.See(); err != nil {
			return err
		}
		if err := b.pull(); err != nil {
			return err
		}
	}
	b.row("card event → PIN screen", read.String(), "from the first pixel of 读卡 to the keypad; some 15 commands to the card between")
	b.row("card put in → PIN screen", inserted.String(), "the virtual reader's poll (0 to 400 ms) and 150 ms of settling included")
	b.row("consent → 个人主页 with the first records", agreed.String(), "from the X event to the tile that needs the records")
	return nil
}

func (b *bench) pull() error {
	b.Hall.Pull()
	b.On(visit.CardOut{When: visit.When{At: time.Now()}})
	return b.See()
}

// tap touches a target and times the first pixel of it that changes.
func (b *bench) tap(id string) (time.Duration, error) {
	t, err := b.Target(id)
	if err != nil {
		return 0, err
	}
	r := patch(t)
	before, err := b.Hall.Hand.Look(r)
	if err != nil {
		return 0, err
	}
	if err := b.Hall.Hand.Move(int(t.Rect.X+t.Rect.W/2), int(t.Rect.Y+t.Rect.H/2)); err != nil {
		return 0, err
	}
	from := time.Now()
	if err := b.Hall.Hand.Down(); err != nil {
		return 0, err
	}
	at, err := b.Hall.Hand.Change(r, before, halltest.Patience)
	if err != nil {
		return 0, err
	}
	if err := b.Hall.Hand.Up(); err != nil {
		return 0, err
	}
	t.Press()
	return at.Sub(from), b.See()
}

// letter is the time from a finger on a key of 问一问 to another question on the glass.
func (b *bench) letter(id string) (time.Duration, error) {
	key, err := b.Target(id)
	if err != nil {
		return 0, err
	}
	after, err := b.Target("clear") // it stands after the question
	if err != nil {
		return 0, err
	}
	const inset, name = 20, 280 // the screen's name stands before it
	y := int(after.Rect.Y) + inset
	line := image.Rect(name, y, int(after.Rect.X)-inset, y+int(after.Rect.H)-2*inset)
	before, err := b.Hall.Hand.Look(line)
	if err != nil {
		return 0, err
	}
	if err := b.Hall.Hand.Move(int(key.Rect.X+key.Rect.W/2), int(key.Rect.Y+key.Rect.H/2)); err != nil {
		return 0, err
	}
	from := time.Now()
	if err := errors.Join(b.Hall.Hand.Down(), b.Hall.Hand.Up()); err != nil {
		return 0, err
	}
	at, err := b.Hall.Hand.Change(line, before, halltest.Patience)
	if err != nil {
		return 0, err
	}
	key.Press()
	return at.Sub(from), b.See()
}

// taps times taps without a card and on the screens of a visit: keys, chips, pages, tiles, and one after a pause.
func (b *bench) taps() error {
	kinds := map[string]times{}
	all, typed := times{}, times{}
	take := func(kind string, ids ...string) error {
		for _, id := range ids {
			d, err := b.tap(id)
			if err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			kinds[kind], all = append(kinds[kind], d), append(all, d)
		}
		return nil
	}
	for len(all) < b.o.taps {
		if err := errors.Join(
			take("button of the bar", "ask"),
			take("key of 问一问", "key.s", "key.h", "key.e", "key.b", "key.a", "key.o", "key.k", "key.a", "key.d", "key.i", "key.u"),
		); err != nil {
			return err
		}
		for _, k := range "lezenmeban" {
			d, err := b.letter("key." + string(k))
			if err != nil {
				return err
			}
			typed = append(typed, d)
		}
		if err := take("button of the bar", "back"); err != nil {
			return err
		}
		if err := b.insert(); err != nil {
			return err
		}
		if err := take("key of the PIN pad", "key.1", "key.2", "key.3", "key.4", "key.5", "key.6", "key.7", "key.8", "key.clear"); err != nil {
			return err
		}
		if err := errors.Join(b.prove(), b.agree()); err != nil {
			return err
		}
		if err := errors.Join(
			take("tile of 个人主页", "tile.query"),
			take("page of months", "next", "next", "previous", "previous"),
			take("chip of a place or an insurance", "place.370100", "place.370200", "place.all", "family.unemployment", "family.pension"),
			take("button of the bar", "back"),
			take("tile of 个人主页", "tile.year"),
			take("button of the bar", "back"),
			take("tile of 个人主页", "tile.questions"),
			take("page of questions", "next", "previous", "back"),
		); err != nil {
			return err
		}
		if len(kinds["after a pause of 6 s"]) < 10 { // the toolkit lets go of pictures that are not painted for 4 s
			time.Sleep(6 * time.Second)
			if err := take("after a pause of 6 s", "tile.query", "back"); err != nil {
				return err
			}
		}
		if err := b.pull(); err != nil {
			return err
		}
	}
	b.row("tap → first changed pixel, all", all.String(), "from the X event of the finger going down to a changed pixel of the target")
	for _, kind := range []string{"key of the PIN pad", "key of 问一问", "chip of a place or an insurance", "page of months", "page of questions", "button of the bar",
		"tile of 个人主页", "after a pause of 6 s"} {
		b.row("– "+kind, kinds[kind].String(), "")
	}
	b.row("key of 问一问 → the letter in the question", typed.String(), "from the X event of the finger going down; it goes up at once, and what is found is shown with the letter")
	return nil
}

// slips counts the bytes of slips.
func (b *bench) slips() error {
	glyphs, err := raster.System(fonts.Regular())
	if err != nil {
		return err
	}
	r, err := b.Record(who)
	if err != nil {
		return err
	}
	now := time.Now().In(clock.Zone())
	for _, profile := range []string{"generic80", "generic58", "epson-tm-t82"} {
		model, ok := printer.ProfileNamed(profile)
		if !ok {
			return fmt.Errorf("there is no profile %q", profile)
		}
		columns, bound := model.Columns, "bound 1.50 × (print.md §5.1)"
		if model.Tabs == printer.Yes {
			bound = "bound 1.30 × with tabs (print.md §5.1)"
		}
		terms := slip.Terms{Terminal: halltest.Terminal, Hall: halltest.Name, Phone: halltest.Phone, Columns: columns, Specimen: true, At: now}
		for _, months := range []int{12, 60} {
			w := records.WindowAt(now)
			w.First = w.Last.Add(1 - months)
			sheet := slip.Contributions(terms, slip.Holder{Name: who.Name, NameClean: true, Number: who.Number}, r, records.AllRegions, records.FamilyPension, w)
			n, content := len(printer.Encode(sheet, model, glyphs)), slip.ContentBytes(sheet)
			b.row(fmt.Sprintf("bytes of the slip of %d months, %s", months, profile),
				fmt.Sprintf("%.2f × content (%d of %d bytes)", float64(n)/float64(content), n, content), bound)
		}
	}
	return nil
}

// idle measures the processor that the terminal takes when nobody touches it.
func (b *bench) idle() error {
	if err := b.See(); err != nil {
		return err
	}
	ticks := func() (int, error) {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.Hall.PID()))
		if err != nil {
			return 0, err
		}
		_, rest, _ := strings.Cut(string(raw), ") ")
		f := strings.Fields(rest)
		user, err1 := strconv.Atoi(f[11])
		system, err2 := strconv.Atoi(f[12])
		return user + system, errors.Join(err1, err2)
	}
	before, err := ticks()
	if err != nil {
		return err
	}
	time.Sleep(b.o.idle)
	after, err := ticks()
	if err != nil {
		return err
	}
	const hertz = 100 // USER_HZ of Linux on every machine this runs on
	share := float64(after-before) / hertz / b.o.idle.Seconds() * 100
	b.row("processor on 待机", fmt.Sprintf("%.2f %% of one core", share), fmt.Sprintf("over %s, the clock's change of minute included", b.o.idle))
	return nil
}

// visits walks through visits.
func (b *bench) visits() error {
	for range b.o.visits {
		for _, step := range []func() error{b.insert, b.prove, b.agree, func() error { return b.Do("tile.query", "next") }, b.pull} {
			if err := step(); err != nil {
				return err
			}
		}
	}
	time.Sleep(20 * time.Second) // what is swept out after a visit has been
	return nil
}

// insert puts the card in, up to the PIN.
func (b *bench) insert() error {
	if err := b.Hall.Insert(ownCard()); err != nil {
		return err
	}
	b.Identified(3)
	return b.See()
}

// prove types the PIN, up to 告知.
func (b *bench) prove() error {
	if err := b.Type(who.PIN); err != nil {
		return err
	}
	b.Proved(who)
	return b.See()
}

// agree agrees, up to 个人主页 with the records there.
func (b *bench) agree() error {
	if err := b.Touch("agree"); err != nil {
		return err
	}
	if err := b.Read(who); err != nil {
		return err
	}
	return b.See()
}
