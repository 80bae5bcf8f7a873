package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/visit"
)

// One touch at the end of a visit is counted, and the operator is told how often each grade was given on a day, of the running terminal.
func TestRating(t *testing.T) {
	g := open(t, halltest.Options{Rating: true})
	g.State.Facts.Rating = true
	g.see()
	g.home(jia)
	g.pull()
	if g.State.Rating != visit.RatingAsked {
		t.Fatal("nothing is asked")
	}
	g.see()
	g.do("rate.4")
	g.see()
	ctl := filepath.Join(t.TempDir(), "kioskctl")
	if out, err := exec.Command("go", "build", "-o", ctl, "shebao/kiosk/cmd/kioskctl").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for end := time.Now().Add(halltest.Patience); ; {
		out, err := exec.Command(ctl, "journal", "ratings", "-config", g.Hall.Path("kiosk.toml"), "-json").Output()
		if err != nil {
			t.Fatal(err)
		}
		var days []struct {
			Day   string
			Given []int
		}
		if err := json.Unmarshal(out, &days); err != nil {
			t.Fatal(err)
		}
		if len(days) == 1 && days[0].Given[3] == 1 && days[0].Day == time.Now().In(clock.Zone()).Format("2006-01-02") {
			break
		}
		if time.Now().After(end) { // it is counted beside the loop
			t.Fatalf("the operator is told %s", out)
		}
	}
	g.must(g.Hall.Stop())
}
