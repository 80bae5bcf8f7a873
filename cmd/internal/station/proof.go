package station

import (
	"context"
	"errors"

	"shebao/kiosk/cmd/internal/makers"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/hsm"
	"shebao/kiosk/devices/card/psam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// Proof is what proves cards: a module in the terminal, then the back end's. With neither, nothing personal is served.
type Proof struct {
	Module *psam.Module // nil: there is none
	HSM    *hsm.Client  // nil: there is none
}

// NewProof makes what a configuration names. modules is the slot in which the PSAM is; nil when none is configured.
func NewProof(c config.Config, modules card.Slot) (Proof, error) {
	client, err := makers.HSM(c, clock.System{})
	if err != nil {
		return Proof{}, err
	}
	return Proof{Module: makers.Module(c.PSAM, modules, clock.System{}, fault), HSM: client}, nil
}

// watch looks after the module until ctx is done.
func (p Proof) watch(ctx context.Context) {
	if p.Module == nil {
		return
	}
	if err := p.Module.Watch(ctx); err != nil && !errors.Is(err, context.Canceled) {
		fault("the security module is no longer watched", err)
	}
}

func (p Proof) close() {
	if p.HSM != nil {
		p.HSM.Close()
	}
}

// Ready implements terminal.Keys. A module that is not there yet leaves the back end to be asked; one that was changed closes
// the terminal for personal things, whoever else could prove a card.
func (p Proof) Ready() bool {
	if p.Module == nil {
		return p.HSM != nil
	}
	switch p.Module.State() {
	case psam.Shut:
		return false
	case psam.Absent:
		return p.HSM != nil
	}
	return true
}

// Authenticate implements card.Authenticator: the module first, then the back end.
func (p Proof) Authenticate(ctx context.Context, q card.Question) (card.Answer, error) {
	var all card.InTurn
	if p.Module != nil {
		all = append(all, p.Module)
	}
	if p.HSM != nil {
		all = append(all, p.HSM)
	}
	return all.Authenticate(ctx, q)
}
