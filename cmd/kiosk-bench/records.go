package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// bareSource is the program beside which the record file is measured.
//
//go:embed bare/bare.c
var bareSource string

const (
	warmVisits = 5000 // so that fifty of them are above p99
	coldVisits = 200  // each opens the file anew and so verifies all of it: at a million persons that takes a second
)

// figures are what one file showed.
type figures struct {
	persons     int
	rows        int64 // contributions
	built       time.Duration
	bytes       int64
	verified    time.Duration // Open, digest included
	warm, cold  times
	reads       float64 // calls of the system a cold visit, on average
	bareBytes   int64
	bareWarm    times
	bareCold    times
	bareMissing error // why there is nothing beside it
}

// recordFiles measures record files of several sizes: how fast one is made, and what one visit's whole reading takes (the card in
// the register, then the person with everything), warm and cold, beside a C program on a plain file of the same data.
func recordFiles(ctx context.Context, dir string, sizes []int, bare bool) (string, error) {
	var all []figures
	for _, n := range sizes {
		fmt.Fprintln(os.Stderr, "kiosk-bench: a record file of", n, "persons")
		f, err := recordFile(ctx, dir, n, bare)
		if err != nil {
			return "", fmt.Errorf("record file of %d persons: %w", n, err)
		}
		all = append(all, f)
	}
	return recordReport(all), nil
}

func recordFile(ctx context.Context, dir string, n int, bare bool) (f figures, err error) {
	dir, err = os.MkdirTemp(dir, "records-")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	f.persons = n
	key, path := keys.NewRecords(), filepath.Join(dir, "records.db")
	from := time.Now()
	if f.rows, err = buildRecords(ctx, path, key, n); err != nil {
		return f, err
	}
	f.built = time.Since(from)
	who := chosen(n)
	from = time.Now()
	s, err := sqlite.OpenOnly(path, key)
	if err != nil {
		return f, err
	}
	f.verified, f.bytes = time.Since(from), s.Inventory().Bytes
	f.warm, err = warmReads(ctx, s, who)
	if err := errors.Join(err, s.Close()); err != nil {
		return f, err
	}
	for _, i := range who[:coldVisits] {
		took, reads, err := coldRead(ctx, path, key, i)
		if err != nil {
			return f, err
		}
		f.cold = append(f.cold, took)
		f.reads += float64(reads) / coldVisits
	}
	if err := os.Remove(path); err != nil {
		return f, err
	}
	f.bareMissing = errors.New("not asked for")
	if bare {
		f.bareMissing = bareFile(ctx, dir, n, who, &f)
	}
	return f, ctx.Err()
}

func buildRecords(ctx context.Context, path string, key keys.Records, n int) (rows int64, err error) {
	b, err := sqlite.Create(ctx, path, key, records.About{Name: "测量", AsOf: recordsAsOf(), Generated: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, b.Discard()) }()
	for i := range n {
		r, c := invented(i)
		rows += int64(len(r.Contributions))
		if err := b.Put(ctx, r); err != nil {
			return 0, err
		}
		if err := b.PutCard(ctx, c); err != nil {
			return 0, err
		}
	}
	return rows, b.Finish(ctx)
}

// chosen are the persons who visit, the same ones for everybody who is measured.
func chosen(n int) []int {
	r := rand.New(rand.NewPCG(1, 1))
	out := make([]int, warmVisits)
	for i := range out {
		out[i] = r.IntN(n)
	}
	return out
}

func warmReads(ctx context.Context, s *sqlite.Source, who []int) (t times, err error) {
	for range 2 { // the first time to warm
		t = t[:0]
		for _, i := range who {
			took, err := readOne(ctx, s, i)
			if err != nil {
				return nil, err
			}
			t = append(t, took)
		}
	}
	return t, nil
}

func coldRead(ctx context.Context, path string, key keys.Records, i int) (took time.Duration, reads int, err error) {
	s, err := sqlite.OpenOnly(path, key)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return 0, 0, err
	}
	chill()
	asking, before, err := readCalls()
	if err != nil {
		return 0, 0, err
	}
	if took, err = readOne(ctx, s, i); err != nil {
		return 0, 0, err
	}
	_, after, err := readCalls()
	return took, after - before - asking, err
}

// chill has the processor's caches hold something else: to verify a large file drives everything out of them, to verify a small one
// does not, and a visit after a pause finds them cold whatever the file is.
func chill() {
	const caches = 64 << 20 // more than a core has, its share of the last level included
	other := make([]byte, caches)
	for i := 0; i < len(other); i += 64 {
		other[i]++
	}
	runtime.KeepAlive(other)
}

// readCalls is how often this process has had the system read something, and how many of these an asking itself costs.
func readCalls() (asking, calls int, err error) {
	var all [2]int
	for i := range all {
		raw, err := os.ReadFile("/proc/self/io")
		if err != nil {
			return 0, 0, err
		}
		_, rest, _ := strings.Cut(string(raw), "syscr:")
		if all[i], err = strconv.Atoi(strings.TrimSpace(firstLine([]byte(rest)))); err != nil {
			return 0, 0, err
		}
	}
	return all[1] - all[0], all[1], nil
}

func readOne(ctx context.Context, s *sqlite.Source, i int) (time.Duration, error) {
	number, card := inventedNumber(i), inventedCard(i)
	ctx, stop := context.WithTimeout(ctx, 10*time.Second) // as a visit has one
	defer stop()
	from := time.Now()
	holder, err := s.Register(ctx, card)
	if err != nil {
		return 0, err
	}
	r, err := s.Read(ctx, holder.Holder, records.WindowAt(recordsAsOf()))
	took := time.Since(from)
	if err == nil && (r.Person.Number != number || len(r.Contributions) != 180 || len(r.Benefits) != 1 ||
		len(r.Benefits[0].Payments) != records.PaymentsRead || len(r.AccountYears) != 5) {
		err = errors.New("the reading is not whole")
	}
	return took, err
}

// bareFile measures the C program, or says why it cannot.
func bareFile(ctx context.Context, dir string, n int, who []int, f *figures) error {
	program, source, path := filepath.Join(dir, "bare"), filepath.Join(dir, "bare.c"), filepath.Join(dir, "bare.db")
	if err := os.WriteFile(source, []byte(bareSource), 0o600); err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, "gcc", "-O2", "-o", program, source, "-lsqlite3").CombinedOutput(); err != nil {
		return fmt.Errorf("gcc with libsqlite3-dev: %w: %s", err, firstLine(out))
	}
	load := exec.CommandContext(ctx, program, "load", path)
	load.Stderr = os.Stderr
	in, err := load.StdinPipe()
	if err != nil {
		return err
	}
	if err := load.Start(); err != nil {
		return err
	}
	w := bufio.NewWriterSize(in, 1<<20)
	for i := range n {
		writePlain(w, i)
	}
	if err := errors.Join(w.Flush(), in.Close(), load.Wait()); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	f.bareBytes = info.Size()
	if f.bareWarm, err = bareReads(ctx, program, "warm", path, who); err != nil {
		return err
	}
	f.bareCold, err = bareReads(ctx, program, "cold", path, who[:coldVisits])
	return err
}

func bareReads(ctx context.Context, program, how, path string, who []int) (t times, err error) {
	var in bytes.Buffer
	for _, i := range who {
		card := inventedCard(i)
		fmt.Fprintf(&in, "%s\t%s\t%s\n", card.Identifier, card.Number, inventedNumber(i))
	}
	cmd := exec.CommandContext(ctx, program, how, path)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		ns, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
		if err != nil {
			return nil, err
		}
		t = append(t, time.Duration(ns))
	}
	if len(t) != len(who) {
		return nil, errors.New("the C program did not make every visit")
	}
	return t, nil
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(string(b), "\n")
	return line
}

// recordReport is the section of the document.
func recordReport(all []figures) string {
	var t strings.Builder
	t.WriteString("\n## Record file\n\n" +
		"One visit's whole reading: the card in the register, then the person with enrolments, 60 months of three insurances (180\n" +
		"contributions), five account years and the latest 12 of 24 payments of a benefit, sealed with AES-256-GCM. Warm: " + strconv.Itoa(warmVisits) + " random\n" +
		"persons who were all read once before. Cold: for each of " + strconv.Itoa(coldVisits) + " visits the file is opened anew and its pages are dropped\n" +
		"(`posix_fadvise`, what the host keeps of the disk is not). Beside it `bare/bare.c`: SQLite's C interface on a plain relational\n" +
		"file of the same data, clustered by person. Bounds at 1,000,000 persons: warm p50 0.5 and p99 1.5 ms, cold p99 4 ms, 1.3 × the\n" +
		"same at 10,000; made at 300,000 rows/s.\n\n" +
		"| persons | made, rows/s | file | opened with digest | warm p50 / p99, ms | cold p50 / p99, ms | reads of the disk, cold | bare C: file | bare C: warm | bare C: cold | to bare C, warm p50 / cold p50 |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, f := range all {
		beside := fmt.Sprintf("%s | %s | %s | %.2f / %.2f ×", megabytes(f.bareBytes), fine(f.bareWarm), fine(f.bareCold), ratio(f.warm, f.bareWarm, .5),
			ratio(f.cold, f.bareCold, .5))
		if f.bareMissing != nil {
			beside = fmt.Sprintf("not measured: %v | | |", f.bareMissing)
		}
		fmt.Fprintf(&t, "| %d | %.0f | %s | %.2f s | %s | %s | %.1f | %s |\n", f.persons, float64(f.rows)/f.built.Seconds(), megabytes(f.bytes),
			f.verified.Seconds(), fine(f.warm), fine(f.cold), f.reads, beside)
	}
	first, last := all[0], all[len(all)-1]
	fmt.Fprintf(&t, "\n%d persons to %d: warm p50 %.2f ×, p99 %.2f ×; cold p50 %.2f ×, p99 %.2f ×.\n", last.persons, first.persons,
		ratio(last.warm, first.warm, .5), ratio(last.warm, first.warm, .99), ratio(last.cold, first.cold, .5), ratio(last.cold, first.cold, .99))
	return t.String()
}

func ratio(a, b times, share float64) float64 {
	if b.at(share) == 0 {
		return 0
	}
	return float64(a.at(share)) / float64(b.at(share))
}

func fine(t times) string {
	f := func(share float64) string {
		return strconv.FormatFloat(float64(t.at(share))/float64(time.Millisecond), 'f', 3, 64)
	}
	return f(.5) + " / " + f(.99)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// sizesOf reads the sizes of a flag.
func sizesOf(list string) (sizes []int, err error) {
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 || n > inventedMost {
			return nil, fmt.Errorf("persons: %q is no number from 1 to %d", s, inventedMost)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// writePlain writes a person as rows of the plain file.
func writePlain(w io.Writer, i int) {
	r, c := invented(i)
	money := func(m records.Money) string {
		if !m.Known {
			return ""
		}
		return strconv.FormatInt(int64(m.Fen), 10)
	}
	fmt.Fprintf(w, "k\t%s\t%s\t%s\t%s\t%d\n", c.Identifier, c.Number, c.Holder, c.Status, c.Since)
	fmt.Fprintf(w, "p\t%s\t%d\t%s\t%s\t%s\n", r.Person.Number, i, r.Person.Name, r.Person.Kind, r.Person.State)
	for _, e := range r.Enrolments {
		fmt.Fprintf(w, "e\t%d\t%s\t%s\t%s\t%s\t%d\n", i, e.Insurance, e.Region, e.Employer, e.Status, e.Start)
	}
	line := []byte(nil)
	for j := len(r.Contributions) - 1; j >= 0; j-- { // in the order of the key, as it is quickest to load
		c := r.Contributions[j]
		line = append(line[:0], "c\t"...)
		line = append(strconv.AppendInt(line, int64(i), 10), '\t')
		line = append(strconv.AppendInt(line, int64(c.Month), 10), '\t')
		line = append(append(line, c.Insurance...), '\t')
		line = append(append(line, c.Region...), '\t')
		line = append(strconv.AppendInt(line, int64(employerOf(i)), 10), '\t')
		line = append(append(line, money(c.Base)...), '\t')
		line = append(append(line, money(c.Personal)...), '\t')
		line = append(append(line, money(c.Unit)...), '\t')
		line = append(append(line, c.Status...), '\n')
		w.Write(line)
	}
	if i < inventedEmployers {
		fmt.Fprintf(w, "w\t%d\t%s\n", i, employerName(i))
	}
	for _, y := range r.AccountYears {
		fmt.Fprintf(w, "y\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\n", i, y.Year, y.Insurance, money(y.Opening), money(y.Principal),
			money(y.InterestOpening), money(y.InterestCurrent), money(y.Closing), y.Months, y.CumulativeMonths)
	}
	for j, b := range r.Benefits {
		fmt.Fprintf(w, "b\t%d\t%d\t%s\t%s\t%s\t%d\t%s\t%s\n", i, j, b.Insurance, b.Region, b.Kind, b.Start, b.State, money(b.Monthly))
		for _, p := range b.Payments {
			fmt.Fprintf(w, "m\t%d\t%d\t%d\t%s\t%s\t%s\t%s\n", i, j, p.Month, money(p.Amount), p.Bank, p.BankTail, p.State)
		}
	}
}

// recordsAsOf is the day of the measured files' data: fixed, so that two runs read the same.
func recordsAsOf() time.Time { return time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone()) }
