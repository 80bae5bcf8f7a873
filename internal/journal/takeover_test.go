package journal_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/proof"
)

// oldJobs is how many jobs an old journal has: enough that taking it over, with its indexes, is long enough to be hit.
const oldJobs = 4000

// takingOver is about how long taking one over lasts: kills are spread over it.
const takingOver = 30 * time.Millisecond

// oldJournal makes a journal of the version before papers had codes.
func oldJournal(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{`PRAGMA journal_mode = WAL`, journal.SchemaBeforePapers(),
		fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO job SELECT 'job-' || i, 'rights_record', 'v', printf('%%032x', i), '', 'unknown', 1, 'silent', 0, i, i FROM n`, oldJobs),
		`INSERT INTO job_move SELECT id, 0, 'queued', created FROM job`,
		`PRAGMA application_id = 1802071923`, `PRAGMA user_version = 2`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%.30s: %v", q, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// takeOver opens the journals 0, 1, 2 … of a folder, without end as far as it is concerned.
func takeOver(folder string) error {
	for n := 0; ; n++ {
		fmt.Println("opening", n)
		j, err := journal.OpenOnly(filepath.Join(folder, strconv.Itoa(n)), clock.System{})
		if err != nil {
			return err
		}
		fmt.Println("opened", n)
		if err := j.Close(); err != nil {
			return err
		}
	}
}

// TestKilledWhileItTakesOver kills a process while it brings old journals to the new version: each is then of the old version or of
// the new one, whole, and the next start takes it over.
func TestKilledWhileItTakesOver(t *testing.T) {
	kills := proof.Count(12, 200)
	const files = 14
	template := filepath.Join(t.TempDir(), "old")
	oldJournal(t, template)
	content, err := os.ReadFile(template)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 8))
	hit := map[int]int{}
	for range kills {
		folder := t.TempDir()
		for n := range files {
			if err := os.WriteFile(filepath.Join(folder, strconv.Itoa(n)), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), migratePath+"="+folder)
		command.Stderr = os.Stderr
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		opening, opened := -1, -1
		lines := bufio.NewScanner(out)
		// The last files stay out of reach, so that the process does not run out of them before the kill arrives.
		for target, moment := random.IntN(files-8), time.Duration(random.IntN(int(takingOver))); lines.Scan(); {
			words := strings.Fields(lines.Text())
			n, err := strconv.Atoi(words[1])
			if err != nil {
				t.Fatal(err)
			}
			if words[0] == "opened" {
				opened = n
				continue
			}
			if opening = n; n == target {
				<-clock.System{}.NewTimer(moment).C()
				if err := command.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := command.Wait(); err == nil || command.ProcessState.ExitCode() != -1 {
			t.Fatalf("it ended by itself: %v", err)
		}
		for n := range opening + 1 {
			version := whole(t, filepath.Join(folder, strconv.Itoa(n)))
			if n <= opened && version != journal.Version() {
				t.Errorf("it was opened and has version %d", version)
			}
			if n > opened {
				hit[version]++
			}
		}
		if t.Failed() {
			return
		}
	}
	proof.Saw(t, "%d kills while an old journal is taken over: %d were still of the old version, %d of the new one, all whole", kills, hit[2],
		hit[journal.Version()])
}

// whole gives the version of the journal that a kill left, and then takes it over and looks for its rows.
func whole(t *testing.T, path string) (version int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	columns := 0
	if err := db.QueryRow(`SELECT user_version, (SELECT count(*) FROM pragma_table_info('job')) FROM pragma_user_version`).
		Scan(&version, &columns); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if want := map[int]int{2: 11, journal.Version(): 15}[version]; columns != want {
		t.Errorf("a journal of version %d has %d columns of jobs", version, columns)
	}
	j, err := journal.Open(path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	jobs, err := j.Unresolved(ctx)
	if err != nil || len(jobs) != oldJobs || j.SetAside() != "" {
		t.Errorf("%d jobs of %d, set aside %q, %v", len(jobs), oldJobs, j.SetAside(), err)
	}
	issue(t, j, paper(1, "a", start))
	return version
}
