package journal

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
)

// Grades are counted by the day on which they are given, in China; nothing else of them is kept; what is no grade is refused.
func TestRatings(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 11, 28, 15, 59, 59, 0, time.UTC)) // a second before midnight in China
	j, err := Open(filepath.Join(t.TempDir(), "kiosk.db"), c)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	ctx := context.Background()
	rate := func(grade int) {
		t.Helper()
		if err := j.Rate(ctx, grade); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := j.Ratings(ctx); err != nil || len(all) != 0 {
		t.Errorf("a new journal has %v %v", all, err)
	}
	rate(5)
	rate(1)
	rate(5)
	c.Advance(time.Second)
	rate(3)
	for _, grade := range []int{0, 6, -1} {
		if j.Rate(ctx, grade) == nil {
			t.Errorf("grade %d was counted", grade)
		}
	}
	all, err := j.Ratings(ctx)
	want := []Ratings{{Day: "2026-11-29", N: [5]int{0, 0, 1, 0, 0}}, {Day: "2026-11-28", N: [5]int{1, 0, 0, 0, 2}}}
	if err != nil || len(all) != 2 || all[0] != want[0] || all[1] != want[1] {
		t.Errorf("%v %v", all, err)
	}
	var events int
	if err := j.db.QueryRow(`SELECT count(*) FROM event`).Scan(&events); err != nil || events > 0 {
		t.Errorf("%d events tell of it (%v)", events, err)
	}
}
