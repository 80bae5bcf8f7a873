package journal_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/proof"
)

// childPath names the journal that the test program writes when it is started as the child of TestKill.
const childPath = "JOURNAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		if err := child(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child writes events and jobs without end and says after each which one was acknowledged.
func child(path string) error {
	j, err := journal.Open(path, clock.System{})
	if err != nil {
		return err
	}
	all, err := j.Events(ctx, 1)
	if err != nil {
		return err
	}
	next := 1
	if len(all) == 1 {
		if next, err = strconv.Atoi(all[0].Code); err != nil {
			return err
		}
		next++
	}
	for ; ; next++ {
		if err := j.Event(ctx, journal.Event{Kind: journal.VisitBegan, Code: strconv.Itoa(next)}); err != nil {
			return err
		}
		fmt.Println("event", next)
		p, err := j.IssuePaper(ctx, paperOf(next))
		if err != nil {
			return err
		}
		fmt.Println("paper", p.Code, next)
		id := fmt.Sprintf("%d-%d", next, os.Getpid())
		if err := j.PutJob(ctx, journal.Job{ID: id}); err != nil {
			return err
		}
		fmt.Println("job", id, journal.Queued)
		from := journal.Queued
		for _, to := range []journal.State{journal.Checked, journal.Sending, journal.Sent, journal.Confirmed} {
			if err := j.MoveJob(ctx, id, from, to, journal.End{}); err != nil {
				return err
			}
			fmt.Println("job", id, to)
			from = to
		}
	}
}

// TestKill kills a writing process again and again at an unforeseen moment: all that it acknowledged is there, what it did
// not is there whole or not at all, and the next one goes on.
func TestKill(t *testing.T) {
	kills := proof.Count(40, 1000)
	path := filepath.Join(t.TempDir(), "kiosk.db")
	random := rand.New(rand.NewPCG(3, 4))
	acknowledged := 0
	for range kills {
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), childPath+"="+path)
		command.Stderr = os.Stderr
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		lastEvent, states, papers := 0, map[string]journal.State{}, map[string]string{}
		lines := bufio.NewScanner(out)
		for left := 1 + random.IntN(120); lines.Scan(); {
			words := strings.Fields(lines.Text())
			acknowledged++
			switch words[0] {
			case "event":
				if lastEvent, err = strconv.Atoi(words[1]); err != nil {
					t.Fatal(err)
				}
			case "paper":
				papers[words[1]] = words[2]
			case "job":
				states[words[1]] = journal.State(words[2])
			}
			if left--; left == 0 { // and go on reading what was said before the death
				if err := command.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := command.Wait(); err == nil || command.ProcessState.ExitCode() != -1 {
			t.Fatalf("the writer ended by itself: %v", err)
		}
		verify(t, path, lastEvent, states)
		verifyPapers(t, path, papers)
		if t.Failed() {
			return
		}
	}
	proof.Saw(t, "%d kills, %d acknowledged writes, none lost", kills, acknowledged)
}

// paperOf is the paper of a round: five persons, each with another content every third round.
func paperOf(round int) journal.Paper {
	return journal.Paper{Code: codeOf(round), Kind: "rights_record", Person: fmt.Sprintf("%032x", round%5), Period: "2025",
		Content: fmt.Sprintf("%032x", round/15), Terminal: "SD-0101-0001", Issued: start, Expires: start.AddDate(0, 0, 90)}
}

func codeOf(n int) string { return fmt.Sprintf("%020d", n) }

// verifyPapers: every paper that was acknowledged is there, and of one subject at most one content stands.
func verifyPapers(t *testing.T, path string, acknowledged map[string]string) {
	t.Helper()
	j, err := journal.Open(path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	all, err := j.Papers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	codes, standing := map[string]bool{}, map[string]string{}
	for _, p := range all {
		codes[p.Code] = true
		if p.Replaced != "" {
			continue
		}
		if other, twice := standing[p.Person]; twice && other != p.Content {
			t.Errorf("two contents of one subject stand")
		}
		standing[p.Person] = p.Content
	}
	for code := range acknowledged {
		if !codes[code] {
			t.Errorf("paper %s was acknowledged and is lost", code)
		}
	}
}

func verify(t *testing.T, path string, lastEvent int, states map[string]journal.State) {
	t.Helper()
	j, err := journal.Open(path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if j.SetAside() != "" {
		t.Error("the journal was damaged")
	}
	all, err := j.Events(ctx, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < lastEvent || len(all) > lastEvent+1 {
		t.Errorf("%d events, %d were acknowledged", len(all), lastEvent)
	}
	for i, e := range all {
		if e.Code != strconv.Itoa(len(all)-i) {
			t.Errorf("event %d of %d is %s", len(all)-i, len(all), e.Code)
		}
	}
	order := []journal.State{journal.Queued, journal.Checked, journal.Sending, journal.Sent, journal.Confirmed}
	for id, state := range states {
		job, there, err := j.Job(ctx, id)
		if err != nil || !there {
			t.Fatalf("job %s is lost: %v", id, err)
		}
		moves, err := j.Moves(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(moves) == 0 || moves[len(moves)-1].State != job.State {
			t.Errorf("job %s is %s, its moves are %v", id, job.State, moves)
		}
		for i, m := range moves {
			if m.State != order[i] {
				t.Errorf("job %s moved to %s as its move %d", id, m.State, i)
			}
		}
		reached, said := len(moves), 0
		for i, s := range order {
			if s == state {
				said = i + 1
			}
		}
		if reached < said || reached > said+1 {
			t.Errorf("job %s: %s was acknowledged, %s is there", id, state, job.State)
		}
	}
}
