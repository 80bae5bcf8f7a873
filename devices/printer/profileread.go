package printer

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// profileFile is a profile as it stands in its file. A key that is missing stays nil.
type profileFile struct {
	Model    any `toml:"model"`
	Columns  any `toml:"columns"`
	Dots     any `toml:"dots"`
	DPI      any `toml:"dpi"`
	Spacing  any `toml:"spacing"`
	Speed    any `toml:"speed"`
	Buffer   any `toml:"buffer"`
	Complete any `toml:"completion"`
	Clear    any `toml:"clear"`
	QR       any `toml:"qr"`
	FourByte any `toml:"gb18030_4byte"`
	Font     any `toml:"font"`
	Tabs     any `toml:"tabs"`
	Position any `toml:"position"`
	Widest   any `toml:"widest"`
	Cut      any `toml:"cut"`
	Status   struct {
		Near      any `toml:"near"`
		End       any `toml:"end"`
		Jam       any `toml:"jam"`
		Head      any `toml:"head"`
		Presenter any `toml:"presenter"`
	} `toml:"status"`
	Presenter struct {
		Family  any `toml:"family"`
		Setup   any `toml:"setup"`
		Present any `toml:"present"`
		Eject   any `toml:"eject"`
		Retract any `toml:"retract"`
		Ask     any `toml:"ask"`
		Waiting any `toml:"waiting"`
		After   any `toml:"after"`
	} `toml:"presenter"`
}

const (
	unknownWord = "unknown"
	noneWord    = "none"

	// Bounds of what can be a slip printer of this class: 32 columns are 58 mm, 48 are 80 mm.
	fewestColumns, mostColumns = 32, 48
	// leastBuffer holds a block with its mark and the margin that is kept; a smaller one is served as "unknown" is.
	leastBuffer, mostBuffer = blockSize + markSize + windowMargin, 1 << 20
	slowestKnown, fastest   = 20, 500 // mm/s
	// A slip is not left for shorter than a person needs to reach for it, nor so long that the next one finds it.
	soonestRetract, latestRetract = 10, 120 // s
	longestCommand                = 16      // bytes of a presenter's command
)

// ParseProfile reads the text of a profile's file. Every key must be there; what nobody knows is "unknown". The name of the
// profile is that of the file without ".toml". The error names the file and every key that is wrong, each on a line.
func ParseProfile(file string, raw []byte) (Profile, error) {
	var f profileFile
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")) // editors on Windows write a mark that is no TOML
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&f); err != nil {
		return Profile{}, explainProfile(file, err)
	}
	r := profileReader{file: file}
	p := Profile{Name: strings.TrimSuffix(path.Base(file), ".toml")}
	p.Model = r.text("model", f.Model)
	p.Columns = r.number("columns", f.Columns, fewestColumns, mostColumns, false)
	p.Dots = r.number("dots", f.Dots, p.Columns*12, 1024, true)
	p.DPI = r.oneNumber("dpi", f.DPI, 180, 203)
	p.Spacing = r.number("spacing", f.Spacing, 24, 255, false)
	p.Speed = float64(r.number("speed", f.Speed, slowestKnown, fastest, true))
	p.Buffer = r.number("buffer", f.Buffer, leastBuffer, mostBuffer, true)
	p.Completion = word(&r, "completion", f.Complete, completions())
	p.Clearing = word(&r, "clear", f.Clear, clearings())
	p.QR = word(&r, "qr", f.QR, qrModes())
	p.FourByte = r.ability("gb18030_4byte", f.FourByte)
	p.GBKFont = word(&r, "font", f.Font, fontWords())
	p.Tabs = r.ability("tabs", f.Tabs)
	p.Position = r.ability("position", f.Position)
	p.Widest = r.oneNumber("widest", f.Widest, 2, 8)
	p.Cut = word(&r, "cut", f.Cut, cuts())
	p.NearMask = r.bits("status.near", f.Status.Near)
	p.EndMask = r.bits("status.end", f.Status.End)
	p.JamBit = r.bits("status.jam", f.Status.Jam)
	p.HeadLifts = word(&r, "status.head", f.Status.Head, headWords())
	p.PresenterBit = r.bits("status.presenter", f.Status.Presenter)
	p.Presenter = r.presenter(f)
	p.Unknown = strings.Join(r.unknown, " ")
	if len(r.faults) > 0 {
		return Profile{}, errors.New(strings.Join(r.faults, "\n"))
	}
	return p, nil
}

func (r *profileReader) presenter(f profileFile) Presenter {
	var p Presenter
	p.Family = word(r, "presenter.family", f.Presenter.Family, families())
	p.Setup = r.command("presenter.setup", f.Presenter.Setup)
	p.Present = r.command("presenter.present", f.Presenter.Present)
	p.Eject = r.command("presenter.eject", f.Presenter.Eject)
	p.Retract = r.command("presenter.retract", f.Presenter.Retract)
	p.Ask = r.command("presenter.ask", f.Presenter.Ask)
	p.Waiting = r.bits("presenter.waiting", f.Presenter.Waiting)
	p.After = time.Duration(r.number("presenter.after", f.Presenter.After, soonestRetract, latestRetract, false)) * time.Second
	if p.Family == NoPresenter || p.Family == FamilyUnknown {
		if p.Setup+p.Present+p.Eject+p.Retract+p.Ask != "" || p.Waiting != 0 {
			r.bad("presenter.family", "commands are given for a presenter that is not there, or not known")
		}
	}
	return p
}

// explainProfile puts file and key before what the decoder found.
func explainProfile(file string, err error) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		var lines []string
		for _, e := range missing.Errors {
			row, column := e.Position()
			lines = append(lines, fmt.Sprintf("%s:%d:%d: %s: there is no such key", file, row, column, strings.Join(e.Key(), ".")))
		}
		return errors.New(strings.Join(lines, "\n"))
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		row, column := wrong.Position()
		why := strings.TrimPrefix(wrong.Error(), "toml: ")
		return fmt.Errorf("%s:%d:%d: %s: %s", file, row, column, strings.Join(wrong.Key(), "."), why)
	}
	return fmt.Errorf("%s:1:1: %w", file, err)
}

// profileReader collects what is wrong with a file, and what it does not know.
type profileReader struct {
	file    string
	faults  []string
	unknown []string
}

func (r *profileReader) bad(key, format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf("%s: %s: %s", r.file, key, fmt.Sprintf(format, args...)))
}

// given reports whether a key has a value that must be looked at; not when it is missing or "unknown".
func (r *profileReader) given(key string, v any, mayBeUnknown bool) bool {
	switch {
	case v == nil:
		r.bad(key, "is missing; what nobody knows is %q", unknownWord)
		return false
	case v == unknownWord && mayBeUnknown:
		r.unknown = append(r.unknown, key)
		return false
	}
	return true
}

func (r *profileReader) text(key string, v any) string {
	if !r.given(key, v, false) {
		return ""
	}
	s, ok := v.(string)
	if n := len([]rune(s)); !ok || n < 2 || n > 60 || strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7F }) {
		r.bad(key, "a name of 2 to 60 characters")
	}
	return s
}

func (r *profileReader) number(key string, v any, low, high int, mayBeUnknown bool) int {
	if !r.given(key, v, mayBeUnknown) {
		return 0
	}
	n, ok := v.(int64)
	if !ok || n < int64(low) || n > int64(high) {
		or := ""
		if mayBeUnknown {
			or = fmt.Sprintf(", or %q", unknownWord)
		}
		r.bad(key, "a number from %d to %d%s", low, high, or)
		return 0
	}
	return int(n)
}

func (r *profileReader) oneNumber(key string, v any, a, b int) int {
	if !r.given(key, v, false) {
		return 0
	}
	if n, ok := v.(int64); ok && (n == int64(a) || n == int64(b)) {
		return int(n)
	}
	r.bad(key, "%d or %d", a, b)
	return 0
}

// bits is a mask of bits; "none" and "unknown" are 0.
func (r *profileReader) bits(key string, v any) byte {
	if !r.given(key, v, true) || v == noneWord {
		return 0
	}
	n, ok := v.(int64)
	if !ok || n < 1 || n > 0xFF {
		r.bad(key, "bits from 0x01 to 0xFF, %q or %q", noneWord, unknownWord)
		return 0
	}
	return byte(n)
}

func (r *profileReader) ability(key string, v any) Ability {
	if !r.given(key, v, true) {
		return AbilityUnknown
	}
	can, ok := v.(bool)
	switch {
	case !ok:
		r.bad(key, "true, false or %q", unknownWord)
		return AbilityUnknown
	case can:
		return Yes
	}
	return No
}

// command is bytes in hexadecimal; "none" and "unknown" are "". A real-time command would be obeyed before what stands before it.
func (r *profileReader) command(key string, v any) string {
	if !r.given(key, v, true) || v == noneWord {
		return ""
	}
	s, _ := v.(string)
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil || len(b) < 2 || len(b) > longestCommand || b[0] != 0x1B && b[0] != 0x1C && b[0] != 0x1D {
		r.bad(key, "2 to %d bytes in hexadecimal that begin with 1B, 1C or 1D, %q or %q", longestCommand, noneWord, unknownWord)
		return ""
	}
	return string(b)
}

// word is one of a closed set. "unknown" is noted as such where the set has it.
func word[T any](r *profileReader, key string, v any, set map[string]T) T {
	var zero T
	careful, has := set[unknownWord]
	if !r.given(key, v, has) {
		if v == unknownWord {
			return careful
		}
		return zero
	}
	s, _ := v.(string)
	t, ok := set[s]
	if !ok {
		r.bad(key, "one of %s", strings.Join(slices.Sorted(maps.Keys(set)), ", "))
	}
	return t
}
