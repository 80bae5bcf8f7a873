package station

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// file writes a record file without anybody in it, of invented or of real persons.
func file(t *testing.T, path string, invented bool) {
	t.Helper()
	key, err := keys.RecordsAt(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	b, err := sqlite.Create(t.Context(), path, key, records.About{Name: "测试来源", AsOf: time.Now(), Generated: invented})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A demonstration opens invented persons only, at the start and when the file is replaced; a terminal opens both.
func TestOnlyInventedPersons(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	demo, terminal := &recordFile{path: path, key: path + ".key", onlyInvented: true}, &recordFile{path: path, key: path + ".key"}
	t.Cleanup(demo.close)
	t.Cleanup(terminal.close)
	for i, invented := range []bool{false, true, false, true} {
		file(t, path, invented)
		err := demo.Reload()
		if invented && err != nil || !invented && !errors.Is(err, errReal) || demo.Ready() != invented {
			t.Errorf("file %d, invented %v: the demonstration is ready %v, %v", i, invented, demo.Ready(), err)
		}
		if err := terminal.Reload(); err != nil || !terminal.Ready() {
			t.Errorf("file %d, invented %v: the terminal is ready %v, %v", i, invented, terminal.Ready(), err)
		}
	}
}
