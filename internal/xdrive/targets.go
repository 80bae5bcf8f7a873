package xdrive

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Snapshot is what a demonstration says of its screen: which one it is and what can be touched. It holds no personal data.
type Snapshot struct {
	View    int64    `json:"view"`
	Screen  string   `json:"screen"`
	Overlay string   `json:"overlay"`
	Targets []Target `json:"targets"`
}

// Target is a place that can be touched, in pixels of the display.
type Target struct {
	ID string  `json:"id"`
	X  float64 `json:"x"`
	Y  float64 `json:"y"`
	W  float64 `json:"w"`
	H  float64 `json:"h"`
}

// Find is the target with an id.
func (s Snapshot) Find(id string) (Target, bool) {
	for _, t := range s.Targets {
		if t.ID == id {
			return t, true
		}
	}
	return Target{}, false
}

// Read reads a snapshot file; it is replaced by rename, so it is always whole.
func Read(path string) (Snapshot, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Snapshot{}, err
	}
	var s Snapshot
	return s, json.Unmarshal(raw, &s)
}

// lookEvery is how often a file is looked at while something is waited for.
const lookEvery = 10 * time.Millisecond

// Await waits until a snapshot satisfies want.
func Await(path string, limit time.Duration, what string, want func(Snapshot) bool) (Snapshot, error) {
	end := time.Now().Add(limit)
	for {
		s, err := Read(path)
		if err == nil && want(s) {
			return s, nil
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return s, err
		}
		if time.Now().After(end) {
			return s, fmt.Errorf("%s did not come within %s; the screen is %q %s", what, limit, s.Screen, s.Overlay)
		}
		time.Sleep(lookEvery)
	}
}

// Visitor walks through the screens: it touches targets by their ids.
type Visitor struct {
	Hand  *Hand
	File  string        // where the snapshots are published
	Limit time.Duration // for each screen to come

	left int64 // the view that the last touch is to replace; a touch on it would be dropped as late
}

// At waits for a screen.
func (v *Visitor) At(screen string) error {
	_, err := Await(v.File, v.Limit, "screen "+screen, func(s Snapshot) bool { return s.Screen == screen && s.View != v.left })
	return err
}

// Touch waits for a target and touches its middle. A touch on anything but a key leads to another view, which the next call
// waits for.
func (v *Visitor) Touch(id string) error {
	s, err := Await(v.File, v.Limit, "target "+id, func(s Snapshot) bool {
		_, ok := s.Find(id)
		return ok && s.View != v.left
	})
	if err != nil {
		return err
	}
	v.left = 0
	if !strings.HasPrefix(id, "key.") {
		v.left = s.View
	}
	t, _ := s.Find(id)
	return v.Hand.Touch(int(t.X+t.W/2), int(t.Y+t.H/2))
}
