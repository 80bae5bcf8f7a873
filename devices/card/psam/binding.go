package psam

import (
	"context"
	"fmt"

	"shebao/kiosk/devices/card"
)

// Binding is what a module was installed as.
type Binding struct {
	Reader   string // the reader's whole name; "" is not compared, for modules within the program
	USBPath  string // the reader's place on the bus, as "1-1.4"; "" for a reader that is not on USB
	Terminal string // 终端机编号 in the module, 12 digits
	Area     string // whose keys the module has, six digits, when they are a province's or a city's; not in the module, so not compared
}

// Located is what a transport of a real reader also tells.
type Located interface {
	Reader() string
	USBPath() string
}

// found is the binding of the module behind a transport.
func found(ctx context.Context, l *link) (Binding, error) {
	var b Binding
	if at, ok := l.transport.(Located); ok {
		b.Reader, b.USBPath = at.Reader(), at.USBPath()
	}
	var err error
	b.Terminal, err = l.terminal(ctx)
	return b, err
}

// Describe connects to the module in a slot and tells what to bind it as. For the tool that installs it.
func Describe(ctx context.Context, slot card.Slot) (Binding, error) {
	t, err := slot.Connect(ctx)
	if err != nil {
		return Binding{}, &card.KeyError{Kind: card.NoModule, Detail: "PSAM: connect", Err: err}
	}
	b, err := found(ctx, &link{transport: t})
	if closed := t.Close(); err == nil && closed != nil {
		return b, &card.KeyError{Kind: card.KeysSilent, Detail: "PSAM: power off", Err: closed}
	}
	return b, err
}

// differs says in which part a module is not the one that was installed; "" when it is.
func (b Binding) differs(now Binding) string {
	switch {
	case b.Reader != "" && b.Reader != now.Reader:
		return fmt.Sprintf("it is in reader %q", now.Reader)
	case b.Reader != "" && b.USBPath != now.USBPath:
		return fmt.Sprintf("its reader is at USB path %q", now.USBPath)
	case b.Terminal != now.Terminal:
		return "it has another terminal number"
	}
	return ""
}
