package doctor

import (
	"context"
	"fmt"
	"slices"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// Options say how to look at a card.
type Options struct {
	Config     config.Config
	Clock      clock.Clock
	Wait       time.Duration // for a card to be put in; 0 looks at what is there
	ShowHolder bool
}

// Card looks at the reader and at the card in it.
func Card(ctx context.Context, o Options) Report {
	r := Report{Readers: []string{}, Makers: []Maker{}, APDUs: []APDU{}}
	o.Config.Card.Ignore = slices.Clone(o.Config.Card.Ignore)
	if o.Config.PSAM.Reader != "" { // as in cmd/kiosk: the module is no citizen's card
		o.Config.Card.Ignore = append(o.Config.Card.Ignore, o.Config.PSAM.Reader)
	}
	reader := pcsc.Options{Reader: o.Config.Card.Reader, Ignore: o.Config.Card.Ignore}
	if o.Wait <= 0 {
		reader.Settle = lying
	}
	slot := &timed{clock: o.Clock, Slot: pcsc.New(o.Clock, reader)}
	e := look(ctx, slot, o.Clock, o.Wait)
	r.Reader = e.Reader
	names, err := pcsc.Readers()
	if err != nil {
		r.Result, r.Fault = NoService, err.Error()
		return r
	}
	r.Readers = append(r.Readers, names...)
	switch e.Kind {
	case card.Inserted:
		r.examine(ctx, slot, o)
	case card.Mute:
		r.Result = Mute
	case card.ReaderEmpty, card.Removed:
		r.Result = NoCard
	case card.NoReader:
		r.Result = NoReader
	default: // NoService, Hung, or not a word
		r.Result, r.Fault = NoService, "the card service answers, but tells nothing of its readers"
	}
	return r
}

// examine reads the card in the slot and has it prove itself, with the questions that the terminal asks before a PIN.
func (r *Report) examine(ctx context.Context, slot *timed, o Options) {
	keys, close := provers(ctx, o.Config, o.Clock, &r.Makers)
	defer close()
	defer func() {
		r.ATR, r.PowerOn, r.APDUs = fmt.Sprintf("%X", slot.atr), slot.powerOn, append(r.APDUs, slot.sent...)
	}()
	s, err := card.Open(ctx, slot, card.Options{Keys: keys})
	if err != nil {
		r.Result, r.Fault = notOpened(err), reason(err)
		return
	}
	defer func() {
		if err := s.Close(); err != nil {
			r.fail(err)
		}
	}()
	id, err := s.Identify(ctx)
	r.Result = resultOf(id, err)
	if err != nil && card.KindOf(err) != card.NeedsKey {
		r.Fault = err.Error()
		return
	}
	if id.Doubt == nil {
		id.Doubt = err
	}
	r.tell(id, o)
	tries, err := s.Tries(ctx)
	if err != nil {
		r.fail(err)
		return
	}
	r.count(tries)
}

// notOpened is the result of a connect that failed.
func notOpened(err error) Result {
	switch {
	case pcsc.HeldByAnother(err):
		return ReaderHeld
	case card.KindOf(err) == card.Gone:
		return NoCard
	}
	return CardFault
}

// resultOf is what came of reading a card.
func resultOf(id card.Identity, err error) Result {
	switch kind := card.KindOf(err); {
	case kind == card.NotSocialSecurity:
		return NotSocialSecurity
	case kind == card.BankOnly:
		return BankOnly
	case kind == card.Locked:
		return Locked
	case err != nil && kind != card.NeedsKey:
		return CardFault
	case id.Authenticity == card.Counterfeit:
		return Counterfeit
	case err != nil || !id.Authenticity.Genuine():
		return NotAuthenticated
	}
	return Read
}

// fail notes what went wrong after the card was read. What is already known to be wrong with it weighs more.
func (r *Report) fail(err error) {
	if r.Result == Read {
		r.Result = CardFault
	}
	if r.Fault == "" {
		r.Fault = err.Error()
	}
}

// tell takes over what was read.
func (r *Report) tell(id card.Identity, o Options) {
	r.Version, r.Generation, r.Algorithm = id.Version, id.Generation.String(), id.Algorithm.String()
	r.Authenticity = id.Authenticity.String()
	if id.Doubt != nil {
		r.Doubt = reason(id.Doubt)
	}
	r.expired = id.ExpiredOn(o.Clock.Now())
	r.nameless = id.HolderReadable && id.Holder.SocialSecurityNumber == ""
	if !o.ShowHolder {
		return
	}
	r.Holder = &Holder{Name: id.Holder.Name, Number: id.Holder.SocialSecurityNumber, CardNumber: id.CardNumber,
		Identifier: id.Identifier, Issued: id.Issued.String(), Expires: id.Expires.String()}
}

// count takes over the state of the PIN.
func (r *Report) count(t card.Tries) {
	switch {
	case !t.Set:
		r.PIN = PINNotSet
		return
	case t.Blocked:
		r.PIN = PINBlocked
	default:
		r.PIN = PINSet
	}
	left := t.Left
	r.TriesLeft = &left
}
