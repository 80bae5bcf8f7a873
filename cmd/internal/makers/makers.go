// Package makers makes what proves cards, and the central source of records, of a configuration, for the terminal and for the
// operator's tool alike. It knows no screen, so that the tool needs none.
package makers

import (
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/hsm"
	"shebao/kiosk/devices/card/psam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// Module is the PSAM in its slot, bound as the configuration says; nil when it names none. tell hears of what closes it.
func Module(c config.PSAM, slot card.Slot, t clock.Clock, tell func(what string, err error)) *psam.Module {
	if c.Reader == "" {
		return nil
	}
	return psam.New(slot, psam.Binding{Reader: c.Reader, USBPath: c.USBPath, Terminal: c.TerminalNumber, Area: c.Area}, t, tell)
}

// HSM is the back end's; nil when the configuration names none. Errors are those of hsm.New: its files are read here.
func HSM(c config.Config, t clock.Clock) (*hsm.Client, error) {
	if c.HSM.URL == "" {
		return nil, nil
	}
	return hsm.New(hsm.Options{URL: c.HSM.URL, CAFile: c.HSM.CAFile, CertFile: c.HSM.CertFile, KeyFile: c.HSM.KeyFile,
		Terminal: c.Terminal.ID}, t)
}
