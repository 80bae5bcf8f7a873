package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records/load"
)

// refusals is the list of what was refused: the number of the input, row, column and reason, and nothing of a person.
type refusals struct {
	file  *os.File
	rows  *csv.Writer
	errs  io.Writer
	shown int
}

// newReport begins the report of refusals in a file, or on errs when there is no path.
func newReport(path string, errs io.Writer) (*refusals, error) {
	r := &refusals{errs: errs}
	if path == "" {
		return r, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	r.file, r.rows = f, csv.NewWriter(f)
	if _, err := f.WriteString("\uFEFF"); err != nil { // by which a spreadsheet knows the encoding
		return nil, errors.Join(err, f.Close())
	}
	if err := r.rows.Write([]string{"文件", "行", "列", "原因"}); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

func (r *refusals) found(input int, f load.Finding) error {
	if r.rows != nil {
		return r.rows.Write([]string{strconv.Itoa(input + 1), strconv.FormatInt(f.Row, 10), f.Column, string(f.Reason)})
	}
	switch r.shown++; {
	case r.shown <= shownFindings:
		fmt.Fprintf(r.errs, "\r第%d个文件 第%d行 %s %s\n", input+1, f.Row, f.Column, f.Reason)
	case r.shown == shownFindings+1:
		fmt.Fprintln(r.errs, "\rand more: -report FILE.csv takes all of them")
	}
	return nil
}

func (r *refusals) close() error {
	if r.file == nil {
		return nil
	}
	r.rows.Flush()
	return errors.Join(r.rows.Error(), r.file.Close())
}

// toldEvery is how often a line is written where no bar can be drawn: a log of an hour has 360.
const toldEvery = 10 * time.Second

// progress shows how far an import is: a bar with rate and time left on a terminal, now and then a line elsewhere.
type progress struct {
	out   io.Writer
	clock clock.Clock
	bars  bool

	mu          sync.Mutex
	bar         *progressbar.ProgressBar
	stage       load.Stage
	begun, last time.Time
}

func newProgress(out io.Writer, c clock.Clock) *progress {
	p := &progress{out: out, clock: c}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		p.bars = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// told implements load.Options.Progress.
func (p *progress) told(s load.Stage, done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if s != p.stage {
		p.finish()
		p.stage, p.begun, p.last = s, now, now
		if p.bars {
			p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(string(s)),
				progressbar.OptionShowBytes(s != load.Folding), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
				progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(30))
		}
	}
	if p.bar != nil {
		// A bar that cannot be drawn is no reason to stop an import.
		_ = p.bar.Set64(min(done, total))
		return
	}
	if now.Sub(p.last) < toldEvery || done <= 0 || total <= 0 {
		return
	}
	p.last = now
	took := now.Sub(p.begun)
	left := time.Duration(float64(took) * float64(total-done) / float64(done)).Round(time.Second)
	fmt.Fprintf(p.out, "%s: %d %%, %s left\n", s, done*100/total, max(left, 0))
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
		fmt.Fprintln(p.out)
		p.bar = nil
	}
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finish()
	p.stage = ""
}
