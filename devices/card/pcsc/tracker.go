package pcsc

import "shebao/kiosk/devices/card"

// sight is what was found at one moment.
type sight struct {
	kind    card.EventKind // NoService, NoReader, ReaderEmpty, Inserted or Mute
	reader  string
	counter uint32
}

// tracker turns what is seen into events.
type tracker struct {
	emit func(card.Event)
	last sight // kind is "" before the first look
}

// hung tells that nothing that is seen counts any more. The next look is a first one.
func (t *tracker) hung() {
	t.last = sight{kind: card.Hung}
	t.emit(card.Event{Kind: card.Hung})
}

// tell tells what was found, when that is news.
func (t *tracker) tell(l sight) {
	if t.last == l {
		return
	}
	before := t.last
	t.last = l
	if l.reader == "" {
		t.emit(card.Event{Kind: l.kind})
		return
	}
	if before.kind == card.Inserted || before.kind == card.Mute {
		t.emit(card.Event{Kind: card.Removed, Reader: before.reader})
	}
	first := before.reader != l.reader
	switch {
	case l.kind != card.ReaderEmpty:
		t.emit(card.Event{Kind: l.kind, Reader: l.reader, AtStart: first})
	case first:
		t.emit(card.Event{Kind: l.kind, Reader: l.reader})
	}
}
