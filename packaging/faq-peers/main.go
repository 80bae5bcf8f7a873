// Command faq-peers measures the search of the policy content beside bleve (analyzer cjk) and SQLite's FTS5 (tokenizer trigram, LIKE
// below three characters), over the same entries and the same questions, in one run:
//
//	go run . [-eval faq/search/testdata/dev.jsonl] [-n 5500]
//
// It is a module of its own, so that the terminal does not carry its peers. The rows it prints stand in docs/benchmarks.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/search"
)

// engine is one of the peers: it gives the ids of what it found, best first.
type engine struct {
	name  string
	build func(*faq.Library) (find func(query string) []string, end func(), err error)
}

func engines() []engine {
	return []engine{{"this search", ours}, {"bleve, cjk", bleveCJK}, {"FTS5 trigram", trigram}}
}

func ours(l *faq.Library) (func(string) []string, func(), error) {
	e := search.New(l)
	return func(q string) []string {
		var ids []string
		for _, h := range e.Search(q).Hits {
			ids = append(ids, h.Root)
		}
		return ids
	}, func() {}, nil
}

func main() {
	file := flag.String("eval", "../../faq/search/testdata/dev.jsonl", "questions about the shipped content, a JSON object a line")
	n := flag.Int("n", 5500, "made entries")
	only := flag.String("only", "", "measure the start and memory of one engine over so many made entries (0: the shipped content), and nothing else: NAME,ENTRIES")
	flag.Parse()
	if err := run(*file, *n, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string, n int, only string) error {
	if only != "" {
		return start(only)
	}
	shipped, err := faq.Builtin()
	if err != nil {
		return err
	}
	questions, err := read(file)
	if err != nil {
		return err
	}
	made, about := corpus(n, 2000)
	fmt.Println("| entries | search | MRR | first | among three | nothing found | p50 | p99 | start | memory |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
	for _, set := range []struct {
		name      string
		library   *faq.Library
		questions []asked
		entries   int
	}{{"the shipped content", shipped, questions, 0}, {fmt.Sprintf("%d made ones", n), made, about, n}} {
		for _, e := range engines() {
			if err := measure(set.name, e, set.library, set.questions, set.entries); err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
		}
	}
	return nil
}

// read takes the questions that have an answer.
func read(file string) ([]asked, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []asked
	s := bufio.NewScanner(f)
	for s.Scan() {
		var q struct {
			Query    string
			Relevant []string
		}
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			return nil, err
		}
		if len(q.Relevant) > 0 {
			out = append(out, asked{q.Query, strings.Join(q.Relevant, " "), ""})
		}
	}
	return out, s.Err()
}

func measure(set string, e engine, l *faq.Library, questions []asked, entries int) error {
	find, end, err := e.build(l)
	if err != nil {
		return err
	}
	defer end()
	root := map[string]string{}
	for _, entry := range l.Entries {
		root[entry.ID] = entry.ID
		if entry.Root != "" {
			root[entry.ID] = entry.Root
		}
	}
	var reciprocal float64
	var first, third, nothing int
	var times []time.Duration
	for _, q := range questions {
		began := time.Now()
		ids := find(q.query)
		times = append(times, time.Since(began))
		if len(ids) == 0 {
			nothing++
		}
		var roots []string
		for _, id := range ids {
			if !slices.Contains(roots, root[id]) {
				roots = append(roots, root[id])
			}
		}
		rank := slices.IndexFunc(roots, func(id string) bool { return slices.Contains(strings.Fields(q.id), id) }) + 1
		if rank == 1 {
			first++
		}
		if rank > 0 && rank <= 3 {
			third++
		}
		if rank > 0 {
			reciprocal += 1 / float64(rank)
		}
	}
	slices.Sort(times)
	all := float64(len(questions))
	took, more, err := alone(e.name, entries)
	if err != nil {
		return err
	}
	fmt.Printf("| %s, %d questions | %s | %.3f | %.3f | %.3f | %d | %.2f ms | %.2f ms | %s ms | +%s MB |\n", set, len(questions), e.name, reciprocal/all,
		float64(first)/all, float64(third)/all, nothing, ms(times[len(times)/2]), ms(times[len(times)*99/100]), took, more)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// alone starts an engine in a process of its own, five times, and gives the median of the time until it can be asked, in ms, and
// of what the process grew by, in MB.
func alone(name string, entries int) (took, more string, err error) {
	exe, err := os.Executable()
	if err != nil {
		return "", "", err
	}
	var times, sizes []float64
	for range 5 {
		out, err := exec.Command(exe, "-only", name+","+strconv.Itoa(entries)).Output()
		if err != nil {
			return "", "", err
		}
		var t, s float64
		if _, err := fmt.Sscan(string(out), &t, &s); err != nil {
			return "", "", err
		}
		times, sizes = append(times, t), append(sizes, s)
	}
	slices.Sort(times)
	slices.Sort(sizes)
	return fmt.Sprintf("%.1f", times[2]), fmt.Sprintf("%.1f", sizes[2]), nil
}

func start(only string) error {
	i := strings.LastIndexByte(only, ',')
	entries, err := strconv.Atoi(only[i+1:])
	if err != nil {
		return err
	}
	l, err := faq.Builtin()
	if err != nil {
		return err
	}
	if entries > 0 {
		l, _ = corpus(entries, 0)
	}
	k := slices.IndexFunc(engines(), func(e engine) bool { return e.name == only[:i] })
	runtime.GC()
	before := resident()
	began := time.Now()
	find, end, err := engines()[k].build(l)
	if err != nil {
		return err
	}
	took := time.Since(began)
	find("社保卡")
	runtime.GC()
	fmt.Printf("%.2f %.2f\n", ms(took), float64(resident()-before)/1e6)
	end()
	runtime.KeepAlive(l)
	return nil
}

// resident is the memory that the process holds, in bytes.
func resident() int {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(raw))[1])
	return pages * os.Getpagesize()
}
