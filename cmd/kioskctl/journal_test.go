package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
)

// bookkeeper is a terminal's configuration with a journal that has a slip of which nobody knows, a paper and a roll.
type bookkeeper struct{ config, journal, socket string }

const whose = "0000000000000000000000000000000a"

func keptBook(t *testing.T) bookkeeper {
	t.Helper()
	folder, err := os.MkdirTemp("", "hall") // a socket's name is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	h := bookkeeper{filepath.Join(folder, "kiosk.toml"), filepath.Join(folder, "kiosk.db"), filepath.Join(folder, "s")}
	text := fmt.Appendf(nil, "[journal]\nfile = %q\nkey_file = %q\n[operator]\nsocket = %q\n[printer]\nroll_metres = 50\n",
		h.journal, filepath.Join(folder, "keys"), h.socket)
	if err := os.WriteFile(h.config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// fill writes what the tests look for.
func fill(t *testing.T, j *journal.Journal) {
	t.Helper()
	ctx := context.Background()
	at := time.Now()
	if _, err := j.IssuePaper(ctx, journal.Paper{Code: "0123456789ABCDEFGHJK", Kind: "rights_record", Person: whose, Period: "2025",
		Content: whose, Terminal: "SD-0101-0001", Issued: at, Expires: at.AddDate(0, 0, 89)}); err != nil {
		t.Fatal(err)
	}
	if err := j.PutJob(ctx, journal.Job{ID: "slip-1", Kind: "rights_record", Person: whose, Document: whose, Code: "0123456789ABCDEFGHJK",
		MM: 5000}); err != nil {
		t.Fatal(err)
	}
	from := journal.Queued
	for _, to := range []journal.State{journal.Checked, journal.Sending, journal.Unknown} {
		if err := j.MoveJob(ctx, "slip-1", from, to, journal.End{}); err != nil {
			t.Fatal(err)
		}
		from = to
	}
}

func (h bookkeeper) open(t *testing.T) *journal.Journal {
	t.Helper()
	j, err := journal.Open(h.journal, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// asked goes through the four commands.
func (h bookkeeper) asked(t *testing.T) {
	t.Helper()
	says := func(want string, args ...string) {
		t.Helper()
		code, out, errs := call(t, append(args[:2:2], append([]string{"-config", h.config}, args[2:]...)...)...)
		if code != 0 || !strings.Contains(out, want) || errs != "" {
			t.Errorf("%v: %d %q %s", args, code, out, errs)
		}
		if strings.Contains(out, whose) {
			t.Errorf("%v tells whose it is", args)
		}
	}
	says("slip-1", "journal", "resolve", "-list")
	says("slip-1  rights_record", "journal", "resolve")
	says("0123456789ABCDEFGHJK  rights_record  valid", "journal", "papers")
	says("1 slips, 5.0 m of 50 m (10 %) since the journal began", "printer", "paper")
	says("slip-1 is failed", "journal", "resolve", "slip-1", "failed")
	says("of every slip it is known", "journal", "resolve")
	says("a new roll of 80 m", "printer", "refilled", "-metres", "80")
	says("0 slips, 0.0 m of 80 m (0 %) since 20", "printer", "paper")
	says("a new roll of 50 m", "printer", "refilled")
	var roll rollReport
	_, out, _ := call(t, "printer", "paper", "-config", h.config, "-json")
	if err := json.Unmarshal([]byte(out), &roll); err != nil || roll.Metres != 50 {
		t.Errorf("the roll is %+v", roll)
	}
	var papers []ledger.Paper
	_, out, _ = call(t, "journal", "papers", "-config", h.config, "-json")
	if err := json.Unmarshal([]byte(out), &papers); err != nil || len(papers) != 1 {
		t.Errorf("the papers are %+v", papers)
	}
	for _, id := range []string{"slip-1", "slip-2"} {
		code, _, errs := call(t, "journal", "resolve", "-config", h.config, id, "confirmed")
		if code != 1 || !strings.Contains(errs, "nothing was changed") {
			t.Errorf("%s again: %d %s", id, code, errs)
		}
	}
}

func TestTheJournalWhileNoTerminalRuns(t *testing.T) {
	h := keptBook(t)
	if code, _, errs := call(t, "journal", "papers", "-config", h.config); code != 1 || !strings.Contains(errs, "no such file") {
		t.Errorf("without a journal: %d %s", code, errs)
	}
	if _, err := os.Stat(h.journal); err == nil {
		t.Error("a journal was begun")
	}
	j := h.open(t)
	fill(t, j)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	h.asked(t)
}

func TestTheJournalWhileTheTerminalRuns(t *testing.T) {
	h := keptBook(t)
	j := h.open(t)
	defer j.Close()
	fill(t, j)
	code, _, errs := call(t, "journal", "resolve", "-config", h.config, "slip-1", "failed")
	if code != 1 || !strings.Contains(errs, "has it open") {
		t.Errorf("held by a program without a socket: %d %s", code, errs)
	}
	stop, err := control.Serve(context.Background(), h.socket, func(ctx context.Context, line string) (string, error) {
		if answer, known, err := ledger.Obey(ctx, j, clock.System{}, line); known {
			return answer, err
		}
		return "", errors.New("the terminal knows no such command")
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	h.asked(t)
}

func TestWrongCallsOfTheJournal(t *testing.T) {
	for _, args := range [][]string{{"journal"}, {"journal", "eat"}, {"journal", "resolve", "one"}, {"journal", "resolve", "one", "taken"},
		{"journal", "resolve", "one two", "failed"}, {"journal", "resolve", "-list", "one", "failed"}, {"journal", "papers", "x"},
		{"printer", "paper", "x"}, {"printer", "refilled", "80"}, {"printer", "refilled", "-metres", "0"}} {
		if code, _, errs := call(t, args...); code != 2 || !strings.Contains(errs, "kioskctl journal resolve") {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}
