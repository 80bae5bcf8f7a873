package station

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/index"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/asking"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/leaflet"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

// lookAgain is how often a file of policy content is looked at, to find that it was replaced.
const lookAgain = 10 * time.Second

// Content is the policy content of a terminal with all that is made of it. It never changes and may be shared by goroutines.
type Content struct {
	Library *faq.Library
	Asker   *asking.Asker
	Shelf   *leaflet.Shelf
	Release index.Release
}

// NewContent makes a library what a terminal shows, searches and prints. One without an entry to which a screen leads is an error.
func NewContent(l *faq.Library, r index.Release) (*Content, error) {
	for _, id := range visit.NamedEntries() {
		if e, ok := l.Entry(id); !ok || !e.Listed() {
			return nil, fmt.Errorf("the policy content has no answer %s, to which a screen leads", id)
		}
	}
	return &Content{Library: l, Asker: asking.New(l, search.New(l)), Shelf: leaflet.New(l, visit.EntryLoss), Release: r}, nil
}

// contents is the policy content that is shown now, and the one that is to be shown from the next visit on. A file that cannot be used
// changes nothing; at the start the last good one is taken in its place, and without that what ships with the program.
type contents struct {
	config config.FAQ
	clock  clock.Clock

	// of whoever reads files: the start, then watch
	seen fs.FileInfo // the file that was judged last
	told string

	mu        sync.Mutex
	now, next *Content
}

func openContents(c config.FAQ, t clock.Clock) (*contents, error) {
	o := &contents{config: c, clock: t}
	if c.File != "" {
		if o.reload(); o.next != nil {
			o.turn()
			return o, nil
		}
		good, err := o.open(lastGood(c.File))
		if err == nil {
			fault("the last good policy content is shown, version "+good.Release.Version, nil)
			o.now = good
			return o, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			fault("the last good policy content was refused", err)
		}
		fault("the policy content that ships with the program is shown", nil)
	}
	l, err := faq.Builtin()
	if err != nil {
		return nil, err
	}
	o.now, err = NewContent(l, index.Builtin())
	return o, err
}

// lastGood is where the file is kept that was last found to be good.
func lastGood(file string) string { return file + ".last-good" }

// open reads a file, and refuses one that is not signed by whom the configuration names.
func (o *contents) open(file string) (*Content, error) {
	var by *attest.Publisher
	if o.config.Key != "" {
		var err error
		if by, err = attest.LoadPublisher(o.config.Key); err != nil {
			return nil, err
		}
	}
	l, r, err := index.Open(file, by)
	if err != nil {
		return nil, err
	}
	return NewContent(l, r)
}

// reload reads the file when it was replaced. What is good waits for turn; what is not is told once.
func (o *contents) reload() {
	info, err := os.Stat(o.config.File)
	if err != nil {
		o.seen = nil
		o.tell("the file of policy content cannot be read", err)
		return
	}
	if o.seen != nil && os.SameFile(info, o.seen) && info.ModTime().Equal(o.seen.ModTime()) && info.Size() == o.seen.Size() {
		return
	}
	o.seen = info
	c, err := o.open(o.config.File)
	if err != nil {
		o.tell("the file of policy content was refused", err)
		return
	}
	o.told = ""
	o.mu.Lock()
	o.next = c
	o.mu.Unlock()
	if err := keepGood(o.config.File); err != nil {
		o.tell("the policy content is not kept for the day on which the next file is broken", err)
	}
}

func (o *contents) tell(what string, err error) {
	if said := what + err.Error(); said != o.told {
		o.told = said
		fault(what, err)
	}
}

// keepGood copies the file that was found to be good. It may have been replaced since: what is read from the copy one day is judged
// then as any file is.
func keepGood(file string) (err error) {
	from, err := os.Open(file)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(lastGood(file)+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return errors.Join(err, os.Remove(to.Name()))
	}
	return os.Rename(to.Name(), lastGood(file))
}

// watch reads the file whenever it was replaced, until ctx is done.
func (o *contents) watch(ctx context.Context) {
	if o.config.File == "" {
		return
	}
	for {
		timer := o.clock.NewTimer(lookAgain)
		select {
		case <-timer.C():
			o.reload()
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// turn makes the content that waits the one that is shown; nil when none waits. Between visits only: this is the one place where
// library, search and leaflets change, and they change together.
func (o *contents) turn() *Content {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.next == nil {
		return nil
	}
	o.now, o.next = o.next, nil
	return o.now
}

// current is the content that is shown.
func (o *contents) current() *Content {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

// Guidance implements visit.Guides.
func (o *contents) Guidance(entry string) (slip.Kind, slip.Guidance, bool) {
	return o.current().Shelf.Guidance(entry)
}

// Edition implements visit.Edition.
func (o *contents) Edition() (version, day string) {
	r := o.current().Release
	return r.Version, r.Made
}
