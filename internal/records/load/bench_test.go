package load_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shebao/kiosk/internal/records/load"
)

// contributionFile writes rows of n persons, 60 months of three insurances each, in no order.
func contributionFile(t testing.TB, folder string, n int) (persons, contributions string, rows int) {
	t.Helper()
	numbers := make([]string, n)
	persons = filepath.Join(folder, "persons.csv")
	f, err := os.Create(persons)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "number,name,kind,state")
	for i := range numbers {
		numbers[i] = numberOf(i)
		fmt.Fprintf(w, "%s,测试%d,employee,\n", numbers[i], i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	contributions = filepath.Join(folder, "contributions.csv")
	if f, err = os.Create(contributions); err != nil {
		t.Fatal(err)
	}
	w = bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "number,month,insurance,region,employer,base,personal,unit,status")
	random := rand.New(rand.NewPCG(1, 2))
	rows = n * 180
	for _, i := range random.Perm(rows) {
		month := 202111 + i/3%60/12*100 + i/3%60%12
		if month%100 > 12 {
			month += 88
		}
		insurance := [3]string{"110", "210", "410"}[i%3]
		base := 450400 + i%1000*100
		fmt.Fprintf(w, "%s,%d,%s,3701%02d,示例%d号有限公司,%d.00,%d.%02d,%d.%02d,paid\n", numbers[i/180], month, insurance, 0, i/180%500, base/100,
			base*8/100/100, base*8/100%100, base*16/100/100, base*16/100%100)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return persons, contributions, rows
}

// numberOf is an invented number, born on a day of 1980 to 1999.
func numberOf(i int) string {
	day := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/999%7000)
	text := fmt.Sprintf("3799%02d%s%03d", 1+i/6_993_000%99, day.Format("20060102"), i%999+1)
	sum := 0
	for j, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(text[j]-'0') * weight
	}
	return text + string("10X98765432"[sum%11])
}

// BenchmarkImport imports 1.8 million rows in no order: checked, sealed, folded and built. The stages say where the time goes.
func BenchmarkImport(b *testing.B) {
	persons, contributions, rows := contributionFile(b, b.TempDir(), 10_000)
	m := mapping(b, "raw")
	for b.Loop() {
		p := newPlace(b)
		stage, since := load.Stage(""), time.Now()
		took := map[load.Stage]time.Duration{}
		o := options()
		o.Progress = func(s load.Stage, _, _ int64) {
			n := time.Now()
			took[stage] += n.Sub(since)
			stage, since = s, n
		}
		start := time.Now()
		p.store(b, func(s *load.Store) {
			sum, err := s.Import(ctx, m, inputs(b, persons, contributions), o)
			if err != nil || !sum.Clean() || sum.Folded.Persons != 10_000 {
				b.Fatalf("%v %+v", err, sum)
			}
		})
		took[stage] += time.Since(since)
		b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
		for _, s := range []load.Stage{load.Summing, load.Reading, load.Folding} {
			b.ReportMetric(took[s].Seconds(), string(s)+"-s")
		}
	}
}

var _ = io.EOF
