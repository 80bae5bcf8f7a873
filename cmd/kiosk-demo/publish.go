package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/xdrive"
	"shebao/kiosk/ui/stage"
)

// publisher writes what can be touched to a file, by rename, after each drawn view. It names targets and screens, never what
// stands on them.
type publisher struct {
	path string

	mu    sync.Mutex
	now   xdrive.Snapshot
	panel []xdrive.Target
}

func newPublisher(path string) *publisher { return &publisher{path: path} }

func (p *publisher) drawn(v visit.View, s *stage.Scene) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = xdrive.Snapshot{View: v.Step, Screen: string(v.Screen), Overlay: string(v.Overlay)}
	for _, t := range s.Targets[s.Covered:] {
		if t.Enabled {
			p.now.Targets = append(p.now.Targets, target(t, 0))
		}
	}
	p.write()
}

// beside adds the panel's targets, which stand offset dp to the right.
func (p *publisher) beside(s *stage.Scene, offset float32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.panel = nil
	for _, t := range s.Targets {
		p.panel = append(p.panel, target(t, offset))
	}
	p.write()
}

func target(t stage.Target, offset float32) xdrive.Target {
	return xdrive.Target{ID: t.ID, X: float64(t.Rect.X + offset), Y: float64(t.Rect.Y), W: float64(t.Rect.W), H: float64(t.Rect.H)}
}

func (p *publisher) write() {
	if p.path == "" {
		return
	}
	s := p.now
	s.Targets = append(append([]xdrive.Target{}, s.Targets...), p.panel...)
	raw, err := json.Marshal(s)
	if err == nil {
		err = os.WriteFile(p.path+".new", raw, 0o600)
	}
	if err == nil {
		err = os.Rename(p.path+".new", p.path)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "kiosk-demo: targets:", err)
	}
}
