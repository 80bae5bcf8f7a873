package station

import (
	"sync"
	"time"

	"shebao/kiosk/internal/tables"
	"shebao/kiosk/ui"
)

// figures are the public code tables and parameters. The operator's own are looked at again when they are shown, so that an edit
// needs no new start; a file that has become bad leaves what was there.
type figures struct {
	folder string

	mu    sync.Mutex
	now   *tables.Tables
	until time.Time
	told  string
}

// lookAgain is how long what was read is shown: an edit is on the glass with the next person, and turning pages reads nothing.
const lookAgain = 30 * time.Second

func (f *figures) shown(at time.Time, say ui.Say) []ui.ParameterGroup {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now == nil || !at.Before(f.until) {
		var problems []tables.Problem
		if f.now == nil {
			f.now, problems = tables.Load(f.folder)
		} else {
			f.now, problems = f.now.Reload(f.folder)
		}
		f.until = at.Add(lookAgain)
		f.tell(problems)
	}
	return ui.FromTables(f.now.Shown(at), say)
}

// tell says, once for each, what is wrong with the operator's files.
func (f *figures) tell(problems []tables.Problem) {
	all := ""
	for _, p := range problems {
		all += "\n" + p.Error()
	}
	if all != f.told && all != "" {
		fault("a table of the operator was refused:"+all, nil)
	}
	f.told = all
}
