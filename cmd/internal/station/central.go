package station

import (
	"context"

	"shebao/kiosk/cmd/internal/makers"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/terminal"
)

// source is where a terminal's records come from.
type source interface {
	terminal.Source
	close()
}

// openSource is the source of a configuration: the record file, or a central one.
func openSource(c config.Config, t clock.Clock, onlyInvented bool) (source, error) {
	central, rest, err := makers.Central(c, t)
	if err != nil {
		return nil, err
	}
	if central == nil {
		return &recordFile{path: c.Records.File, key: c.Records.KeyFile, onlyInvented: onlyInvented}, nil
	}
	return &centralSource{source: central, rest: rest, onlyInvented: onlyInvented}, nil
}

// centralSource is a back end. It may always be asked: whether it answers is known then, and said to whoever waits for it.
type centralSource struct {
	source       records.Source
	rest         func()
	onlyInvented bool
}

// Ready implements terminal.Source.
func (*centralSource) Ready() bool { return true }

// Register implements terminal.Source.
func (c *centralSource) Register(ctx context.Context, card records.Card) (records.Registration, error) {
	return c.source.Register(ctx, card)
}

// Read implements terminal.Source.
func (c *centralSource) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	r, err := c.source.Read(ctx, number, w)
	if err == nil && c.onlyInvented && !r.Source.Generated {
		return records.Record{}, &records.Error{Failure: records.Damaged, Err: errReal}
	}
	return r, err
}

// Reload implements terminal.Source: what was read of the last person is let go, and a copy beside the centre may have been
// replaced.
func (c *centralSource) Reload() error {
	c.rest()
	copied, ok := c.source.(interface{ Reload() (bool, error) })
	if !ok {
		return nil
	}
	_, err := copied.Reload()
	return err
}

func (c *centralSource) close() {
	if err := c.source.Close(); err != nil {
		fault("the central source could not be closed", err)
	}
}
