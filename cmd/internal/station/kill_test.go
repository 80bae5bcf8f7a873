package station

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/theme/fonts"
)

// childDir and childFirst tell the test program that it is the child of TestKilledAtAnyMoment: where its files are, and the first
// person that it prints for.
const childDir, childFirst = "STATION_TEST_CHILD", "STATION_TEST_FIRST"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := printForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// printForever prints a certificate for one invented person after the other, each twice, the terminal's own way over the real line,
// and says what became of each.
func printForever(dir string) error {
	first, err := strconv.Atoi(os.Getenv(childFirst))
	if err != nil {
		return err
	}
	ctx, c := context.Background(), clock.System{}
	settings := config.Default()
	settings.Printer.Device, settings.Journal.File, settings.Journal.KeyFile = filepath.Join(dir, "printer"), filepath.Join(dir, "kiosk.db"), filepath.Join(dir, "keys")
	book, secret, err := openBooks(settings.Journal, c)
	if err != nil {
		return err
	}
	glyphs, err := raster.New(fonts.Regular())
	if err != nil {
		return err
	}
	profile, _ := printer.ProfileNamed("generic80")
	d := newDevice(settings.Printer, profile, glyphs, c)
	queue, err := spool.New(ctx, d, book)
	if err != nil {
		return err
	}
	p := &printing{device: d, spool: queue, notes: newNotes(book, secret), issuer: issuer{terminal: terminus, book: book, keys: secret, config: settings.Slips,
		length: func(s slip.Sheet) float64 { return printer.Length(s, profile) }, clock: c}}
	for !p.State(ctx).Usable() { // what the one that was killed left is cleared
	}
	fmt.Println("ready")
	for n := first; ; n++ {
		for range 2 {
			s := killedSlip(n)
			fmt.Println("printing", n)
			outcome, _ := p.Print(ctx, s)
			fmt.Println("became", n, outcome)
			if outcome != visit.SlipConfirmed {
				return fmt.Errorf("slip %d was %s", n, outcome)
			}
		}
	}
}

// killedSlip is the certificate of an invented person, whose name says which.
func killedSlip(n int) terminal.Slip {
	number, name := fmt.Sprintf("37990119900307%04d", n), fmt.Sprintf("测试%04d", n)
	r := records.Record{Person: records.Person{Number: number, Name: name, Kind: records.Employee}, Source: records.About{Name: "示例", AsOf: time.Now().Add(-time.Hour)},
		Enrolments: []records.Enrolment{{Insurance: records.EmployeePension, Region: "370100", Employer: name + "公司", Status: records.Contributing}}}
	for i := range 24 {
		r.Contributions = append(r.Contributions, records.Contribution{Month: records.MonthOf(time.Now()).Add(-i), Insurance: records.EmployeePension, Region: "370100",
			Base: records.Known(520000), Personal: records.Known(records.Fen(10000 + n)), Status: records.Paid})
	}
	sheet := slip.Draw(slip.ContributionCertificate, slip.Terms{Terminal: terminus, Hall: "示例大厅", Phone: "12333", Columns: 48, Specimen: true, At: time.Now()},
		slip.Holder{Name: name, NameClean: true, Number: number}, r, slip.Choice{Months: 24})
	return terminal.Slip{Visit: int64(n), Kind: slip.ContributionCertificate, Person: number, Sheet: sheet, Sent: func() {}, Collected: func(bool) {}}
}

var whose, copyOf = regexp.MustCompile(`测试(\d{4})`), regexp.MustCompile(`补打 第(\d+)次`)

// TestKilledAtAnyMoment kills the program that prints, again and again, when some number of bytes has come to the printer. What it
// had been told is true: a slip that was said to be confirmed is whole on paper and confirmed in the journal. No piece of paper holds
// anything of two persons, and of each person there is at most one sheet that is not marked as a reprint, whole or in part.
func TestKilledAtAnyMoment(t *testing.T) {
	kills := proof.Count(20, 200)
	dir := t.TempDir()
	if _, err := keys.Create(filepath.Join(dir, "keys")); err != nil {
		t.Fatal(err)
	}
	// Twenty times as fast as a real one, so that a kill costs a second.
	var death trigger
	p, err := simprinter.Start(simprinter.Options{Clock: clock.System{}, Speed: 20, Link: filepath.Join(dir, "printer"), Heard: death.heard})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	luck := rand.New(rand.NewPCG(20261128, 1))
	next := 1
	confirmed := map[int]int{}
	for range kills {
		command := exec.CommandContext(t.Context(), os.Args[0])
		command.Env = append(os.Environ(), childDir+"="+dir, childFirst+"="+strconv.Itoa(next))
		command.Stderr = os.Stderr
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			words := strings.Fields(lines.Text())
			switch words[0] {
			case "ready":
				death.after(luck.IntN(9000), func() { command.Process.Kill() })
			case "printing":
				n, _ := strconv.Atoi(words[1])
				next = n + 1
			case "became":
				n, _ := strconv.Atoi(words[1])
				if words[2] != string(visit.SlipConfirmed) {
					t.Fatalf("slip %d was %s", n, words[2])
				}
				confirmed[n]++
			}
		}
		if err := command.Wait(); err == nil || command.ProcessState.ExitCode() != -1 {
			t.Fatalf("the printing program ended by itself: %v", err)
		}
	}
	judgeKills(t, dir, p, confirmed, kills, next-1)
}

// trigger does something when so many bytes have come.
type trigger struct {
	mu   sync.Mutex
	left int
	do   func()
}

func (g *trigger) after(n int, do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left, g.do = n, do
}

func (g *trigger) heard(_ time.Time, b []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left -= len(b); g.do != nil && g.left <= 0 {
		g.do()
		g.do = nil
	}
}

func judgeKills(t *testing.T, dir string, p *simprinter.Printer, confirmed map[int]int, kills, persons int) {
	t.Helper()
	whole, unmarked := map[int]int{}, map[int]int{}
	for _, s := range append(p.Slips(), p.Unfinished()) {
		text := strings.Join(s.Text, "\n")
		owners := map[string]bool{}
		for _, m := range whose.FindAllStringSubmatch(text, -1) {
			owners[m[1]] = true
		}
		if len(owners) > 1 {
			t.Errorf("two persons on one piece of paper:\n%s", text)
		}
		for o := range owners {
			n, _ := strconv.Atoi(o)
			if copyOf.FindString(text) == "" {
				unmarked[n]++
			}
			if strings.Contains(text, "手机扫码") && s.Complete {
				whole[n]++
			}
		}
	}
	book, err := journal.Open(filepath.Join(dir, "kiosk.db"), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	secret, err := keys.Load(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for n := 1; n <= persons; n++ {
		if unmarked[n] > 1 {
			t.Errorf("%d sheets of person %d that are not marked", unmarked[n], n)
		}
		if whole[n] < confirmed[n] {
			t.Errorf("%d sheets of person %d were confirmed, %d are whole on paper", confirmed[n], n, whole[n])
		}
		had, err := book.Printed(t.Context(), secret.PersonHash(fmt.Sprintf("37990119900307%04d", n)), string(slip.ContributionCertificate), time.Time{})
		if err != nil || had < confirmed[n] {
			t.Errorf("the journal knows of %d sheets of person %d, %d were confirmed: %v", had, n, confirmed[n], err)
		}
		total += confirmed[n]
	}
	open, err := book.Unresolved(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	proof.Saw(t, "%d kills while printing, %d slips confirmed, %d of which nobody knows, %d persons; none unmarked twice, none on another's paper", kills, total, len(open), persons)
	if total < kills/2 || len(open) == 0 {
		t.Errorf("the kills do not reach printing: %d confirmed, %d unknown", total, len(open))
	}
}
