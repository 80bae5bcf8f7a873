package main

import (
	"fmt"
	"slices"
	"time"
)

// times are durations of the same thing.
type times []time.Duration

// at is the value below which a share of the times lies.
func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	s := slices.Clone(t)
	slices.Sort(s)
	return s[min(len(s)-1, int(share*float64(len(s))))]
}

// String is p50, p90, p99 and the largest.
func (t times) String() string {
	return fmt.Sprintf("p50 %s, p90 %s, p99 %s, max %s ms (%d)", ms(t.at(.5)), ms(t.at(.9)), ms(t.at(.99)), ms(t.at(1)), len(t))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond)) }
