package generate_test

import (
	"context"
	"path/filepath"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
)

// nowhere counts what it is given.
type nowhere struct{ rows int }

func (n *nowhere) Put(_ context.Context, r records.Record) error {
	n.rows += len(r.Contributions)
	return nil
}
func (n *nowhere) PutCard(context.Context, records.CardEntry) error { return nil }

// BenchmarkMake makes persons for nobody; BenchmarkWrite also seals them into a file. Both tell rows a second.
func BenchmarkMake(b *testing.B) {
	var n nowhere
	for b.Loop() {
		if err := generate.To(b.Context(), &n, generate.Options{Persons: 5000, Seed: 1, Now: now, Dense: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n.rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWrite(b *testing.B) {
	path := filepath.Join(b.TempDir(), "records.db")
	for b.Loop() {
		if err := generate.Write(b.Context(), path, key, generate.Options{Persons: 5000, Seed: 1, Now: now, Dense: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(5000*180*b.N)/b.Elapsed().Seconds(), "rows/s")
}
