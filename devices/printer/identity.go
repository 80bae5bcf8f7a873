package printer

import (
	"context"
	"errors"
)

// Identity is what a printer tells of itself (GS I, facts/print.md §1.5). What it does not tell is -1 or "".
type Identity struct {
	Model, Type, ROM                    int // one byte each
	Firmware, Maker, Name, Serial, Font string
}

// Identify asks the printer what it is. It prints nothing: a line that was begun is forgotten. A printer that tells nothing has
// the zero answers of Identity; the error is that of a line that is gone, or ctx's.
func (p *Printer) Identify(ctx context.Context) (Identity, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := Identity{Model: -1, Type: -1, ROM: -1}
	if err := p.write(ctx, []byte("\x1b@")); err != nil {
		return found, err
	}
	for n, to := range []*int{&found.Model, &found.Type, &found.ROM} {
		b, err := p.askBare(ctx, string([]byte{0x1D, 'I', byte(n + 1)}))
		switch {
		case errors.Is(err, errTimeout):
		case err != nil:
			return found, err
		default:
			*to = int(b)
		}
	}
	for n, to := range []*string{&found.Firmware, &found.Maker, &found.Name, &found.Serial, &found.Font} {
		var err error
		*to, err = p.askText(ctx, string([]byte{0x1D, 'I', byte(n + 65)}))
		if err != nil && !errors.Is(err, errTimeout) {
			return found, err
		}
	}
	return found, nil
}

// askText asks a question that is answered by a text.
func (p *Printer) askText(ctx context.Context, question string) (string, error) {
	if err := p.hear(); err != nil {
		return "", err
	}
	if err := p.write(ctx, []byte(question)); err != nil {
		return "", err
	}
	text := ""
	err := p.await(ctx, textLimit, func(a answer) bool {
		if a.kind == told {
			text = a.id
		}
		return a.kind == told
	})
	return text, err
}
