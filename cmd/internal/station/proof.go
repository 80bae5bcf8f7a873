package station

import (
	"context"
	"errors"

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
	var p Proof
	if c.PSAM.Reader != "" {
		p.Module = psam.New(modules, psam.Binding{Reader: c.PSAM.Reader, USBPath: c.PSAM.USBPath, Terminal: c.PSAM.TerminalNumber,
			Area: c.PSAM.Area},
			clock.System{}, fault)
	}
	if c.HSM.URL != "" {
		client, err := hsm.New(hsm.Options{URL: c.HSM.URL, CAFile: c.HSM.CAFile, CertFile: c.HSM.CertFile, KeyFile: c.HSM.KeyFile,
			Terminal: c.Terminal.ID}, clock.System{})
		if err != nil {
			return Proof{}, err
		}
		p.HSM = client
	}
	return p, nil
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
	var makers card.InTurn
	if p.Module != nil {
		makers = append(makers, p.Module)
	}
	if p.HSM != nil {
		makers = append(makers, p.HSM)
	}
	return makers.Authenticate(ctx, q)
}
