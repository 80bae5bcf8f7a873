package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"shebao/kiosk/faq/search"
)

// longestQueryLine bounds a line of queries: the hostile ones have ten thousand characters.
const longestQueryLine = 1 << 20

// faqQuery is a line of queries. Without anything relevant it asks for what the content does not answer.
type faqQuery struct {
	ID       string   `json:"id"`
	Query    string   `json:"query"`
	Relevant []string `json:"relevant"`
	Type     string   `json:"type"`
}

// faqRun is what was found for one.
type faqRun struct {
	ID      string    `json:"id"`
	Outcome string    `json:"outcome"`
	Hits    []string  `json:"hits"` // roots, best first, whatever the outcome
	Scores  []float64 `json:"scores"`
	MS      float64   `json:"ms"`
}

// faqEval measures the search on queries, one by one and as they stand in the file.
func faqEval(ctx context.Context, args []string, out, errs io.Writer) error {
	f := faqFlags("eval", errs)
	source := faqSourceFlags(f)
	run := f.Bool("run", false, "print what was found")
	rest, err := mixed(f, args)
	if err != nil || len(rest) != 1 {
		return errUsage
	}
	queries, err := readQueries(rest[0])
	if err != nil {
		return err
	}
	l, err := source.library()
	if err != nil {
		return err
	}
	engine := search.New(l)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	var all []faqRun
	for _, q := range queries {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		began := time.Now()
		found := engine.Search(q.Query)
		took := time.Since(began)
		r := faqRun{ID: q.ID, Outcome: found.Outcome.String(), Hits: []string{}, Scores: []float64{}, MS: float64(took.Microseconds()) / 1000}
		for _, h := range found.Hits {
			r.Hits, r.Scores = append(r.Hits, h.Root), append(r.Scores, h.Score)
		}
		if *run {
			if err := lines.Encode(r); err != nil {
				return err
			}
		}
		all = append(all, r)
	}
	if *run {
		return nil
	}
	return faqReport(out, queries, all)
}

// readQueries reads a file of queries; its faults name the line.
func readQueries(path string) (_ []faqQuery, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var out []faqQuery
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, longestQueryLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var q faqQuery
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		out = append(out, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no query", path)
	}
	return out, nil
}

// faqSum are the sums over queries of one type.
type faqSum struct {
	queries, answerable int
	rr                  float64
	first, three        int
	outcomes            map[string]int
}

func (s *faqSum) add(q faqQuery, r faqRun) {
	s.queries++
	s.outcomes[r.Outcome]++
	if len(q.Relevant) == 0 {
		return
	}
	s.answerable++
	for i, h := range r.Hits[:min(len(r.Hits), search.Limit)] {
		if !slices.Contains(q.Relevant, h) {
			continue
		}
		s.rr += 1 / float64(i+1)
		if i == 0 {
			s.first++
		}
		if i < 3 {
			s.three++
		}
		return
	}
}

// faqReport prints the measures: of what is answerable how well it is ranked, and of everything what became of it.
func faqReport(out io.Writer, queries []faqQuery, runs []faqRun) error {
	kinds := map[string]*faqSum{}
	answerable, other := &faqSum{outcomes: map[string]int{}}, &faqSum{outcomes: map[string]int{}}
	times := make([]float64, 0, len(runs))
	for i, q := range queries {
		kind := cmp.Or(q.Type, "-")
		if kinds[kind] == nil {
			kinds[kind] = &faqSum{outcomes: map[string]int{}}
		}
		kinds[kind].add(q, runs[i])
		if len(q.Relevant) > 0 {
			answerable.add(q, runs[i])
		} else {
			other.add(q, runs[i])
		}
		times = append(times, runs[i].MS)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "TYPE\tN\tMRR@10\tR@1\tR@3\tANSWER\tMAYBE\tNONE\tNONE OR MAYBE\t")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		kinds[kind].line(t, kind)
	}
	if answerable.queries > 0 {
		answerable.line(t, "all answerable")
	}
	if other.queries > 0 {
		other.line(t, "all others")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	slices.Sort(times)
	_, err := fmt.Fprintf(out, "p50 %.3f ms, p99 %.3f ms, worst %.3f ms over %d queries\n", percentile(times, 50), percentile(times, 99), times[len(times)-1], len(times))
	return err
}

func (s *faqSum) line(t io.Writer, name string) {
	share := func(n, of int) string {
		if of == 0 {
			return "-"
		}
		return fmt.Sprintf("%.3f", float64(n)/float64(of))
	}
	rr := "-"
	if s.answerable > 0 {
		rr = fmt.Sprintf("%.3f", s.rr/float64(s.answerable))
	}
	none, maybe := s.outcomes[search.None.String()], s.outcomes[search.Maybe.String()]
	fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", name, s.queries, rr, share(s.first, s.answerable), share(s.three, s.answerable),
		share(s.outcomes[search.Answer.String()], s.queries), share(maybe, s.queries), share(none, s.queries), share(none+maybe, s.queries))
}

// percentile is that of sorted values, by the nearest rank.
func percentile(sorted []float64, p int) float64 {
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}
