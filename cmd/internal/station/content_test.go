package station

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/index"
	"shebao/kiosk/faq/unanswered"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/visit"
)

// desk of an operator who releases content for one terminal.
type publisher struct {
	t      *testing.T
	config config.FAQ
	signer index.Signer
}

func newPublisher(t *testing.T) *publisher {
	return &publisher{t: t, config: config.FAQ{File: filepath.Join(t.TempDir(), "faq.db")}}
}

// release puts a file there whose first question is its version.
func (p *publisher) release(version string, change ...func(*faq.Library)) {
	p.t.Helper()
	l, err := faq.Builtin()
	if err != nil {
		p.t.Fatal(err)
	}
	l.Entries[0].Question = version
	for _, f := range change {
		f(l)
	}
	if _, err := index.Build(l, p.config.File, index.Release{Version: version, Made: "2026-11-28"}, p.signer); err != nil {
		p.t.Fatal(err)
	}
}

func (p *publisher) breaks() {
	p.t.Helper()
	if err := os.WriteFile(p.config.File+".bad", []byte("no policy"), 0o644); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Rename(p.config.File+".bad", p.config.File); err != nil {
		p.t.Fatal(err)
	}
}

func (p *publisher) start() *contents {
	p.t.Helper()
	o, err := openContents(p.config, clock.System{})
	if err != nil {
		p.t.Fatal(err)
	}
	return o
}

// shown is the version of a terminal's content; everything of it must be of one release.
func shown(t *testing.T, o *contents) string {
	t.Helper()
	version, _ := o.Edition()
	c := o.current()
	first := c.Library.Entries[0]
	_, g, ok := o.Guidance(first.ID)
	if !ok || g.Title != first.Question || version != c.Release.Version {
		t.Errorf("version %s with leaflet %q and question %q", version, g.Title, first.Question)
	}
	return version
}

func TestContentIsReplacedBetweenVisits(t *testing.T) {
	p := newPublisher(t)
	p.release("一")
	o := p.start()
	if v, day := o.Edition(); v != "一" || day != "2026-11-28" || shown(t, o) != "一" {
		t.Fatalf("%s of %s is shown", v, day)
	}
	if o.reload(); o.turn() != nil {
		t.Error("a file that is as it was is another content")
	}
	p.release("二")
	o.reload()
	if v := shown(t, o); v != "一" {
		t.Errorf("%s is shown while somebody may be reading", v)
	}
	if c := o.turn(); c == nil || c.Release.Version != "二" || shown(t, o) != "二" || o.turn() != nil {
		t.Errorf("%s is shown", shown(t, o))
	}
	p.breaks()
	o.reload()
	if o.turn() != nil || shown(t, o) != "二" || o.told == "" {
		t.Errorf("%s is shown after the file broke, told %q", shown(t, o), o.told)
	}
	// What starts with the broken file shows the last good one, and what starts without that what ships with the program.
	if v := shown(t, p.start()); v != "二" {
		t.Errorf("%s is shown after a start", v)
	}
	if err := os.WriteFile(lastGood(p.config.File), []byte("no policy either"), 0o644); err != nil {
		t.Fatal(err)
	}
	if v := shown(t, p.start()); v != index.Builtin().Version {
		t.Errorf("%s is shown without any good file", v)
	}
	p.release("三")
	if o.reload(); o.turn() == nil || shown(t, o) != "三" || o.told != "" {
		t.Errorf("%s is shown after the file was mended, told %q", shown(t, o), o.told)
	}
	if err := os.Remove(p.config.File); err != nil {
		t.Fatal(err)
	}
	if o.reload(); o.turn() != nil || shown(t, o) != "三" || o.told == "" {
		t.Error("a file that is gone changed something, or was not told")
	}
}

func TestWithoutAFileTheProgramsOwnIsShown(t *testing.T) {
	o, err := openContents(config.FAQ{}, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	l, _ := faq.Builtin()
	if v, day := o.Edition(); v != "内置 2021-04" || day != "" || len(o.current().Library.Entries) != len(l.Entries) {
		t.Errorf("%s %s", v, day)
	}
}

// Where the configuration names who may release, nobody else's content is shown; nor is one that lacks an answer to which a screen leads.
func TestNotEveryFileIsShown(t *testing.T) {
	p := newPublisher(t)
	dir := t.TempDir()
	key, err := attest.Generate(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := key.PublicPEM()
	if err != nil {
		t.Fatal(err)
	}
	p.config.Key = filepath.Join(dir, "public")
	if err := os.WriteFile(p.config.Key, public, 0o644); err != nil {
		t.Fatal(err)
	}
	p.release("没签")
	o := p.start()
	if v := shown(t, o); v != index.Builtin().Version || !strings.Contains(o.told, index.ErrUnsigned.Error()) {
		t.Errorf("%s is shown, told %q", v, o.told)
	}
	if p.signer, err = attest.Generate(filepath.Join(dir, "other")); err != nil {
		t.Fatal(err)
	}
	p.release("别人签")
	if o.reload(); o.turn() != nil || !strings.Contains(o.told, index.ErrForged.Error()) {
		t.Errorf("%s is shown, told %q", shown(t, o), o.told)
	}
	p.signer = key
	p.release("签了")
	if o.reload(); o.turn() == nil || shown(t, o) != "签了" {
		t.Errorf("%s is shown, told %q", shown(t, o), o.told)
	}
	for name, change := range map[string]func(*faq.Library){
		"withdrawn": func(l *faq.Library) {
			for i := range l.Entries {
				if l.Entries[i].ID == visit.EntryLoss {
					l.Entries[i].Superseded = "2026-11-01"
				}
			}
		},
		"renamed": func(l *faq.Library) {
			for i := range l.Entries {
				if l.Entries[i].ID == visit.EntryLoss {
					l.Entries[i].ID = "loss"
				}
				l.Entries[i].Related = slices.DeleteFunc(slices.Clone(l.Entries[i].Related), func(id string) bool { return id == visit.EntryLoss })
				if l.Entries[i].Root == visit.EntryLoss {
					l.Entries[i].Root = ""
				}
			}
		},
	} {
		p.release(name, change)
		if o.reload(); o.turn() != nil || !strings.Contains(o.told, visit.EntryLoss) {
			t.Errorf("%s is shown, told %q", name, o.told)
		}
	}
	// The key of the configuration that cannot be read leaves what is shown.
	p.release("再签")
	if err := os.WriteFile(p.config.Key, []byte("no key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if o.reload(); o.turn() != nil || shown(t, o) != "签了" {
		t.Errorf("%s is shown without a key", shown(t, o))
	}
}

// Whoever reads while the content is replaced reads one release or the other.
func TestReadersSeeOneRelease(t *testing.T) {
	p := newPublisher(t)
	p.release("甲")
	o := p.start()
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				c := o.current()
				if _, g, _ := c.Shelf.Guidance(c.Library.Entries[0].ID); g.Title != c.Release.Version {
					t.Errorf("leaflet %s of release %s", g.Title, c.Release.Version)
					return
				}
			}
		})
	}
	for _, v := range []string{"乙", "丙", "丁"} {
		p.release(v)
		o.reload()
		o.turn()
	}
	close(done)
	readers.Wait()
}

// A file that was replaced is found without anybody's visit.
func TestWatchFindsAReplacedFile(t *testing.T) {
	p := newPublisher(t)
	p.release("一")
	fake := clock.NewFake(time.Date(2026, 11, 28, 10, 0, 0, 0, clock.Zone()))
	o, err := openContents(p.config, fake)
	if err != nil {
		t.Fatal(err)
	}
	var watching sync.WaitGroup
	watching.Go(func() { o.watch(t.Context()) })
	p.release("二")
	waits := func() {
		for fake.Waiting() == 0 {
			runtime.Gosched()
		}
	}
	waits()
	fake.Advance(lookAgain)
	waits() // again: the first look is over
	if c := o.turn(); c == nil || c.Release.Version != "二" {
		t.Errorf("%+v waits", c)
	}
}

// Counting is beside serving: a file that cannot be used is told and nothing more.
func TestAskedIsBesideServing(t *testing.T) {
	dir := t.TempDir()
	secret, err := keys.Create(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	c := config.Journal{File: filepath.Join(dir, "kiosk.db")}
	a := openAsked(c, secret, clock.System{})
	second := openAsked(c, secret, clock.System{}) // the file is in use
	for n := range int64(2) {
		if err := errors.Join(a.Count(t.Context(), n, "落户"), second.Count(t.Context(), n, "落户")); err != nil {
			t.Fatal(err)
		}
	}
	all, err := a.List(t.Context())
	none, err2 := second.List(t.Context())
	if err != nil || err2 != nil || len(all) != 1 || len(none) != 0 {
		t.Errorf("%v %v %v %v", all, none, err, err2)
	}
	second.close()
	a.close()
	if _, err := os.Stat(filepath.Join(dir, unanswered.FileName)); err != nil {
		t.Error(err)
	}
}
