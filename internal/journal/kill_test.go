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

// childPath names the journal that the test program writes when it is started as the child of TestKill, migratePath the folder
// whose journals it takes over as the child of TestKilledWhileItTakesOver.
const childPath, migratePath = "JOURNAL_TEST_CHILD", "JOURNAL_TEST_MIGRATE"

func TestMain(m *testing.M) {
	for variable, does := range map[string]func(string) error{childPath: child, migratePath: takeOver} {
		if path := os.Getenv(variable); path != "" {
			if err := does(path); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
		}
	}
	os.Exit(m.Run())
}

// roundsOfADocument is how many rounds print one document, so that there are reprints within one process and across kills.
const roundsOfADocument = 7

func documentOf(round int) string { return fmt.Sprintf("%032x", round/roundsOfADocument) }

// endings are the ways of a job from Sending on, one a round.
var endings = [][]journal.State{
	{journal.Sent, journal.Confirmed},
	{journal.Sent, journal.Confirmed, journal.Taken},
	{journal.Sent, journal.Confirmed, journal.Retracted},
	{journal.Sent, journal.Unknown},
	{journal.Sent, journal.Unknown, journal.Confirmed},
	{journal.Sent, journal.Unknown, journal.Failed},
}

// way is all that the job of a round goes through.
func way(round int) []journal.State {
	return append([]journal.State{journal.Queued, journal.Checked, journal.Sending}, endings[round%len(endings)]...)
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
		copies, err := j.Copies(ctx, documentOf(next))
		if err != nil {
			return err
		}
		if err := j.PutJob(ctx, journal.Job{ID: id, Document: documentOf(next), Code: p.Code, Copy: copies}); err != nil {
			return err
		}
		fmt.Println("job", id, 1)
		states := way(next)
		for i, to := range states[1:] {
			if from := states[i]; from == journal.Unknown {
				err = j.Resolve(ctx, id, to, journal.ByOperator)
			} else {
				err = j.MoveJob(ctx, id, from, to, journal.End{Hanging: to == journal.Confirmed})
			}
			if err != nil {
				return err
			}
			fmt.Println("job", id, i+2)
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
	marks := map[string]map[int]string{} // of a document: which job is which copy
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
		lastEvent, reached, papers := 0, map[string]int{}, map[string]string{}
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
				if reached[words[1]], err = strconv.Atoi(words[2]); err != nil {
					t.Fatal(err)
				}
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
		verify(t, path, lastEvent, reached)
		verifyPapers(t, path, papers)
		verifyCopies(t, path, reached, marks)
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

// verify: lastEvent was acknowledged, and as many moves of each job as reached says.
func verify(t *testing.T, path string, lastEvent int, reached map[string]int) {
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
	for id, said := range reached {
		job, there, err := j.Job(ctx, id)
		if err != nil || !there {
			t.Fatalf("job %s is lost: %v", id, err)
		}
		moves, err := j.Moves(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(moves) < said || len(moves) > said+1 || moves[len(moves)-1].State != job.State {
			t.Errorf("job %s is %s, %d moves were acknowledged and there are %v", id, job.State, said, moves)
		}
		var round int
		if _, err := fmt.Sscanf(id, "%d-", &round); err != nil {
			t.Fatal(err)
		}
		for i, m := range moves {
			if m.State != way(round)[i] || (m.By == journal.ByOperator) != (i > 0 && moves[i-1].State == journal.Unknown) {
				t.Errorf("job %s: its move %d is %+v", id, i, m)
			}
		}
		// As New of the spool does before anything is printed again.
		if job.State == journal.Sending || job.State == journal.Sent {
			if err := j.MoveJob(ctx, id, job.State, journal.Unknown, journal.End{}); err != nil {
				t.Fatal(err)
			}
		}
		if !job.State.Final() {
			continue
		}
		if !holds(job, moves) {
			t.Errorf("job %s is %s with residue %v", id, job.State, job.Residue)
		}
	}
}

// holds reports whether a job says of the printer what its moves allow: it is empty of what was taken, drawn back or never sent, and
// of nothing else.
func holds(job journal.Job, moves []journal.Move) bool {
	empty := job.State == journal.Taken || job.State == journal.Retracted || len(moves) < 4
	return job.Residue == !empty
}

// verifyCopies: of the sheets of one document that are or may be on paper no two have one number.
func verifyCopies(t *testing.T, path string, reached map[string]int, marks map[string]map[int]string) {
	t.Helper()
	j, err := journal.Open(path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for id := range reached {
		job, there, err := j.Job(ctx, id)
		if err != nil || !there {
			t.Fatalf("job %s is lost: %v", id, err)
		}
		switch job.State {
		case journal.Queued, journal.Checked:
			continue
		}
		if marks[job.Document] == nil {
			marks[job.Document] = map[int]string{}
		}
		if other, twice := marks[job.Document][job.Copy]; twice && other != id {
			t.Errorf("jobs %s and %s of one document are both its copy %d", other, id, job.Copy)
		}
		marks[job.Document][job.Copy] = id
	}
	for document, numbers := range marks {
		if copies, err := j.Copies(ctx, document); err != nil || copies < len(numbers) {
			t.Errorf("a document has %d sheets and %d are counted, %v", len(numbers), copies, err)
		}
	}
}
