package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme/fonts"
)

var who = halltest.Person{Number: "379901199003070011", Name: "测试甲", PIN: "246813"}

func ownCard() *simcard.Card {
	spec := simcard.SpecFor(who.Number, who.Name, generate.SequenceOf(who.Number, 1))
	spec.PIN = who.PIN
	return simcard.New(spec)
}

// middle is a part of a target that its label does not leave white.
func middle(t stage.Target) image.Rectangle {
	return image.Rect(int(t.Rect.X)+4, int(t.Rect.Y)+4, int(t.Rect.Right())-4, int(t.Rect.Bottom())-4)
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
