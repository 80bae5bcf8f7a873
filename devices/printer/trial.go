package printer

import (
	"context"
	"errors"
	"time"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

const (
	// textLimit is how long a text of 80 characters takes at 9,600 baud, and as much again.
	textLimit = 200 * time.Millisecond
	// proofLines are fed before a mark of a trial: bytes that take no time on the line, and ProofMM of paper that do. soonest is
	// how soon the fastest printer has moved them: an answer before that says that the mark was read, not that anything was
	// printed.
	proofLines = 10
	ProofMM    = proofLines * lineDots / float64(dotsPerMM)
	soonest    = time.Duration(ProofMM / fastest * float64(time.Second))
)

// Part is a piece of a test page: a line as slips have them, or bytes of a command that is tried, which leave everything set as it
// was and end with a line's end.
type Part struct {
	Line slip.Line
	Dots bool // the line's code is sent as dots, whatever the profile says
	Raw  string
	MM   float64 // of Raw
}

// TestPage is what a trial prints, in its order. Lost is the line that clearing takes back: it comes to paper where the printer
// does not clear.
type TestPage struct {
	Columns                    int
	First, Second, Third, Last []Part
	Lost                       string
}

// Answered is how a printer answered a mark.
type Answered struct {
	Came  bool
	After time.Duration // from the last byte's leaving to the answer; the paper behind it takes Least or longer
	Least time.Duration
}

// Early reports whether the answer came before the paper can have moved: it says nothing of what was printed.
func (a Answered) Early() bool { return a.Came && a.After < a.Least }

// Trial is what a printer did with a test page.
type Trial struct {
	Reason    Condition // why it was not begun, or not brought to its end; Unasked when all of it was sent
	Begun     bool
	GSr       Answered
	ProcessID Answered
	Cleared   bool // it said that it forgot
}

// Try prints a test page and measures how the printer says that it has printed, and whether it clears. It is for a page that
// belongs to nobody: to firmware that does not know a command it is text, and comes to paper. The printer's profile says only how
// the page is set; it is given one block after the other, with the time that each takes. The page is cut at its end.
func (p *Printer) Try(ctx context.Context, page TestPage) Trial {
	p.mu.Lock()
	defer p.mu.Unlock()
	var t Trial
	if state := p.status(ctx); !state.Usable() {
		t.Reason = state
		return t
	}
	known := p.profile
	defer func() { p.profile = known }()
	p.profile.Completion, p.profile.Buffer = Nothing, 0
	t.Begun, p.uncut = true, true
	j := job{p: p, ctx: ctx}
	w := writer{profile: p.profile, columns: page.Columns, glyphs: p.glyphs}
	err := j.parts(&w, append([]Part{{Raw: p.profile.begin()}}, page.First...))
	if err == nil {
		t.GSr, err = j.proof("\x1dr\x01", func(a answer) bool { return a.kind == queued })
	}
	if err == nil {
		err = j.parts(&w, page.Second)
	}
	if err == nil {
		const id = "Test"
		t.ProcessID, err = j.proof("\x1d(H\x06\x0000"+id, func(a answer) bool { return a.kind == processID && a.id == id })
	}
	if err == nil { // where the mark was taken for text, it ends here
		err = j.parts(&w, append([]Part{{Raw: "\n", MM: lineDots / p.profile.perMM()}}, page.Third...))
	}
	if err == nil {
		t.Cleared, err = j.forgets(page.Lost)
	}
	if err == nil {
		w.pen = pen{}
		err = j.parts(&w, append([]Part{{Raw: "\n" + p.profile.begin(), MM: lineDots / p.profile.perMM()}}, page.Last...))
	}
	if err == nil {
		err = j.parts(&w, []Part{{Raw: p.profile.end(), MM: cutMM}})
	}
	switch {
	case err == nil:
		p.uncut, p.adrift, p.held = false, false, 0
	case errors.Is(err, errGone):
		t.Reason = Absent
	default:
		t.Reason = j.trouble()
	}
	return t
}

// parts sends pieces of the page, each with the time that it takes.
func (j *job) parts(w *writer, parts []Part) error {
	var blocks []block
	for _, one := range parts {
		if one.Raw != "" {
			blocks = append(blocks, block{[]byte(one.Raw), one.MM})
			continue
		}
		qr := w.profile.QR
		if one.Dots {
			w.profile.QR = QRRaster
		}
		blocks = append(blocks, w.line(one.Line)...)
		w.profile.QR = qr
	}
	for _, b := range blocks {
		if err := j.give(j.ctx, b); err != nil {
			return err
		}
		if err := j.leave(); err != nil {
			return err
		}
		if err := j.idle(j.p.profile.paperTime(b.mm)); err != nil {
			return err
		}
	}
	return nil
}

// proof feeds paper and sends a mark behind it, and measures when the answer comes.
func (j *job) proof(mark string, want func(answer) bool) (Answered, error) {
	p := j.p
	if err := p.hear(); err != nil { // an answer to nothing is none to this
		return Answered{}, err
	}
	if err := p.write(j.ctx, []byte("\x1bd"+string([]byte{proofLines})+mark)); err != nil {
		return Answered{}, err
	}
	if err := j.leave(); err != nil {
		return Answered{}, err
	}
	start := p.clock.Now()
	err := p.await(j.ctx, p.profile.paperTime(ProofMM)+markSlack, want)
	switch {
	case errors.Is(err, errTimeout):
		return Answered{Least: soonest}, nil
	case err != nil:
		return Answered{}, err
	}
	return Answered{Came: true, After: p.clock.Now().Sub(start), Least: soonest}, nil
}

// forgets sends a line without its end, has it cleared, and reports whether the printer said so.
func (j *job) forgets(text string) (bool, error) {
	p := j.p
	var b []byte
	for _, r := range text {
		if code, ok := hanzi.PrinterCode(r, p.profile.font()); ok {
			b = append(b, code...)
		}
	}
	if err := p.write(j.ctx, b); err != nil {
		return false, err
	}
	if err := j.leave(); err != nil {
		return false, err
	}
	known := p.profile.Clearing
	p.profile.Clearing = ClearsByDLE
	defer func() { p.profile.Clearing = known }()
	cleared := p.empty(j.ctx)
	if err := p.hear(); err != nil {
		return false, err
	}
	return cleared, nil
}
