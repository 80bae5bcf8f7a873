package station

import (
	"sync"
	"time"

	"shebao/kiosk/internal/tables"
	"shebao/kiosk/ui"
)

// figures are the public code tables and parameters. The operator's own are read at the start and between visits, never while a
// screen is being drawn; a file that has become bad leaves what was there.
type figures struct {
	folder string

	mu   sync.Mutex
	now  *tables.Tables
	told string
}

func openFigures(folder string) *figures {
	f := &figures{folder: folder}
	now, problems := tables.Load(folder)
	f.take(now, problems)
	return f
}

// shown are the figures that hold at a time, in words.
func (f *figures) shown(at time.Time, say ui.Say) []ui.ParameterGroup {
	f.mu.Lock()
	now := f.now
	f.mu.Unlock()
	return ui.FromTables(now.Shown(at), say)
}

// address is where a channel of the policy content is reached, as the operator has said; "" when nobody has.
func (f *figures) address(channel string, at time.Time) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now.Address(channel, at)
}

// hotline is the number to dial within a city; "" when nobody has said it.
func (f *figures) hotline(city string, at time.Time) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	h, ok := f.now.Hotline(city)
	if !ok || !h.Source.InForce(at) {
		return ""
	}
	return h.Phone
}

// reload takes up what the operator has edited. Called between visits, not twice at once.
func (f *figures) reload() { f.take(f.now.Reload(f.folder)) }

// take makes tables those that are shown, and says, once for each, what is wrong with the operator's files.
func (f *figures) take(now *tables.Tables, problems []tables.Problem) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = now
	all := ""
	for _, p := range problems {
		all += "\n" + p.Error()
	}
	if all != f.told && all != "" {
		fault("a table of the operator was refused:"+all, nil)
	}
	f.told = all
}

// withFigures is a source beside which the figures are read anew between visits.
type withFigures struct {
	source
	figures *figures
}

// Reload implements terminal.Source.
func (w withFigures) Reload() error {
	w.figures.reload()
	return w.source.Reload()
}
