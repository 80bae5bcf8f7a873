package station

import (
	"context"
	"errors"
	"sync"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// recordFile is the record source of a terminal: a file that may be missing or damaged at the start and mended later.
type recordFile struct {
	path, key    string
	onlyInvented bool // files of real persons are refused

	mu   sync.Mutex
	file *sqlite.Source
	told string // the last complaint; only Reload, which is not called twice at once, looks at it
}

func (r *recordFile) open() *sqlite.Source {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file
}

// Ready implements terminal.Source.
func (r *recordFile) Ready() bool { return r.open() != nil }

// Register implements terminal.Source.
func (r *recordFile) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	file := r.open()
	if file == nil {
		return records.Registration{}, &records.Error{Failure: records.Damaged, Detail: "the record file could not be opened"}
	}
	return file.Register(ctx, c)
}

// Read implements terminal.Source.
func (r *recordFile) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	file := r.open()
	if file == nil {
		return records.Record{}, &records.Error{Failure: records.Damaged, Detail: "the record file could not be opened"}
	}
	return file.Read(ctx, number, w)
}

var errReal = errors.New("the record file is not marked as generated: it may hold real persons, whom a demonstration must not show")

// Reload implements terminal.Source.
func (r *recordFile) Reload() error {
	file := r.open()
	if file != nil {
		if _, err := file.Reload(); err != nil {
			return err
		}
		return r.take(file)
	}
	key, err := keys.RecordsFrom(r.key)
	if err != nil {
		return err
	}
	file, err = sqlite.Open(r.path, key)
	if err != nil {
		return err
	}
	return r.take(file)
}

// take makes a file the one that is read, or closes it when its persons may be real and must not be.
func (r *recordFile) take(file *sqlite.Source) error {
	var err error
	if r.onlyInvented && !file.About().Generated {
		err = errors.Join(errReal, file.Close())
		file = nil
	}
	r.mu.Lock()
	r.file = file
	r.mu.Unlock()
	if file != nil {
		r.tell(file)
	}
	return err
}

// tell says, once for each reason, that another file is read than the one that was put there.
func (r *recordFile) tell(file *sqlite.Source) {
	for _, f := range []struct {
		what string
		err  error
	}{{"the record file was refused; the last good one is read", file.Fallback()},
		{"the record file is not kept for the day on which the next one is damaged", file.Unkept()}} {
		if f.err != nil && r.told != f.err.Error() {
			r.told = f.err.Error()
			fault(f.what, f.err)
		}
	}
}

func (r *recordFile) close() {
	if file := r.open(); file != nil {
		if err := file.Close(); err != nil {
			fault("the record file could not be closed", err)
		}
	}
}
