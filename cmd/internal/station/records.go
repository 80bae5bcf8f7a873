package station

import (
	"context"
	"sync"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// recordFile is the record source of a terminal: a file that may be missing or damaged at the start and mended later.
type recordFile struct {
	path string

	mu   sync.Mutex
	file *sqlite.Source
}

func (r *recordFile) open() *sqlite.Source {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file
}

// Ready implements terminal.Source.
func (r *recordFile) Ready() bool { return r.open() != nil }

// Read implements terminal.Source.
func (r *recordFile) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	file := r.open()
	if file == nil {
		return records.Record{}, &records.Error{Failure: records.Damaged, Detail: "the record file could not be opened"}
	}
	return file.Read(ctx, number, w)
}

// Reload implements terminal.Source.
func (r *recordFile) Reload() error {
	if file := r.open(); file != nil {
		_, err := file.Reload()
		return err
	}
	file, err := sqlite.Open(r.path)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.file = file
	r.mu.Unlock()
	return nil
}

func (r *recordFile) close() {
	if file := r.open(); file != nil {
		if err := file.Close(); err != nil {
			fault("the record file could not be closed", err)
		}
	}
}
