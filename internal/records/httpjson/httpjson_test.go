package httpjson_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/httpjson"
	"shebao/kiosk/internal/records/postgres/pgtest"
	"shebao/kiosk/internal/records/recordstest"
)

const (
	// patience bounds what a test waits for; it is never reached by one that passes.
	patience = 60 * time.Second
	number   = "379901199003070011"
	name     = "测试甲"
)

var window = records.Window{First: 202201, Last: 202612}

func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	t.Cleanup(stop)
	return ctx
}

func TestConformance(t *testing.T) {
	recordstest.Run(t, func(t *testing.T, c recordstest.Content) records.Source {
		b := newBackEnd(t, c)
		s := b.source(b.options())
		if err := s.Probe(patient(t)); err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func somebody() recordstest.Content {
	return recordstest.Content{
		About: records.About{Name: "示例", AsOf: time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone()), Generated: true},
		Persons: []records.Record{{Person: records.Person{Number: number, Name: name, Kind: records.Employee},
			Contributions: []records.Contribution{{Month: 202606, Insurance: "110", Region: "370100", Base: records.Known(123456),
				Status: records.Paid}}}},
	}
}

// fails reads, and checks why it did not come and that the reason names nobody.
func fails(t *testing.T, s records.Source, want records.Failure) error {
	t.Helper()
	r, err := s.Read(patient(t), number, window)
	var e *records.Error
	if !errors.As(err, &e) || e.Failure != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	for _, secret := range []string{number, name, "1234.56", "https://", "/kiosk"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats %q: %v", secret, err)
		}
	}
	if !reflect.DeepEqual(r, records.Record{}) {
		t.Error("a failed read gave a record")
	}
	return err
}

func works(t *testing.T, s records.Source) {
	t.Helper()
	if r, err := s.Read(patient(t), number, window); err != nil || len(r.Contributions) != 1 {
		t.Fatalf("%v", err)
	}
}

// body answers with a text in which REQUEST is the request's id.
func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q, _ := asked(r)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(strings.ReplaceAll(text, "REQUEST", q.Request))) // the terminal may have gone
	}
}

// changed answers with the right reply after it was changed.
func changed(do func(reply m)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q, _ := asked(r)
		c := somebody()
		out := m{"request": q.Request, "source": source(c.About), "record": record(c.Persons[0])}
		b, _ := json.Marshal(out) // of texts and numbers
		var loose m
		_ = json.Unmarshal(b, &loose)
		do(loose)
		reply(w, loose)
	}
}

func at(of m, path ...string) m {
	for _, p := range path {
		if list, ok := of[p].([]any); ok {
			of = list[0].(m)
			continue
		}
		of = of[p].(m)
	}
	return of
}

// TestFaults: every fault has its failure, and the next question is answered.
func TestFaults(t *testing.T) {
	b := newBackEnd(t, somebody())
	s := b.source(b.options())
	set := func(value any, field string, path ...string) http.HandlerFunc {
		return changed(func(r m) { at(r, path...)[field] = value })
	}
	contribution := []string{"record", "contributions"}
	for what, test := range map[string]struct {
		fault http.HandlerFunc
		want  records.Failure
	}{
		"status 500": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, records.Down},
		"status 503": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, records.Busy},
		"status 429": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, records.Busy},
		"status 403": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, records.Down},
		"status 204": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, records.Down},
		"elsewhere":  {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, b.URL+"/kiosk/v1/record", 307) }, records.Down},
		"cut":        {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, records.Down},
		"a page":     {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, records.Damaged},
		"longer than it says": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "{}")
			panic(http.ErrAbortHandler)
		}, records.Down},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for err := error(nil); err == nil && r.Context().Err() == nil; {
				_, err = w.Write(make([]byte, 64<<10))
			}
		}, records.Damaged},
		"too long":            {body(`{"request":"REQUEST","error":"busy"}` + strings.Repeat(" ", 3<<20)), records.Damaged},
		"nothing":             {body(""), records.Damaged},
		"a list":              {body("[]"), records.Damaged},
		"something behind it": {body(`{"request":"REQUEST","error":"busy"}{}`), records.Damaged},
		"a name twice":        {body(`{"request":"REQUEST","error":"busy","error":"not_found"}`), records.Damaged},
		"not UTF-8":           {body("{\"request\":\"REQUEST\",\"error\":\"busy\xff\"}"), records.Damaged},
		"deep":                {body(`{"request":"REQUEST","x":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`), records.Damaged},
		"another request":     {body(`{"request":"0","error":"not_found"}`), records.Damaged},
		"an unknown error":    {body(`{"request":"REQUEST","error":"测试"}`), records.Damaged},
		"an error of a kind":  {body(`{"request":"REQUEST","error":1}`), records.Damaged},
		"only an envelope":    {body(`{"request":"REQUEST"}`), records.Damaged},
		"error busy":          {body(`{"request":"REQUEST","error":"busy"}`), records.Busy},
		"error refused":       {body(`{"request":"REQUEST","error":"refused"}`), records.Down},
		"error unavailable":   {body(`{"request":"REQUEST","error":"unavailable"}`), records.Down},
		"error not_connected": {body(`{"request":"REQUEST","error":"not_connected"}`), records.NotConnected},
		"error deceased":      {body(`{"request":"REQUEST","error":"deceased"}`), records.Deceased},

		"another person":          {set("37990319850601006X", "number", "record", "person"), records.Damaged},
		"money as a number":       {set(1234.56, "base", contribution...), records.Damaged},
		"one decimal":             {set("1234.5", "base", contribution...), records.Damaged},
		"three decimals":          {set("1234.560", "base", contribution...), records.Damaged},
		"thousands":               {set("1,234.56", "base", contribution...), records.Damaged},
		"exponent":                {set("1e5.00", "base", contribution...), records.Damaged},
		"too much money":          {set("123456789012345.00", "base", contribution...), records.Damaged},
		"a month as text":         {set("202606", "month", contribution...), records.Damaged},
		"a month that is none":    {set(202613, "month", contribution...), records.Damaged},
		"no month":                {set(nil, "month", contribution...), records.Damaged},
		"a month with a fraction": {set(202606.5, "month", contribution...), records.Damaged},
		"an unknown status":       {set("已缴", "status", contribution...), records.Damaged},
		"an unknown place":        {set("济南", "region", contribution...), records.Damaged},
		"a long text":             {set(strings.Repeat("长", 300), "employer", contribution...), records.Damaged},
		"an unknown kind":         {set("robot", "kind", "record", "person"), records.Damaged},
		"no date of the source":   {set(nil, "as_of", "source"), records.Damaged},
		"30 February":             {set(20260230, "as_of", "source"), records.Damaged},
		"places as one text":      {set("370100", "places", "source"), records.Damaged},
		"a list as an object":     {set(m{}, "contributions", "record"), records.Damaged},
		"a list of numbers":       {set([]any{1}, "contributions", "record"), records.Damaged},
		"the whole bank account": {set([]any{m{"insurance": "110", "region": "370100", "payments": []any{m{"month": 202606,
			"bank_tail": "6200000000000011"}}}}, "benefits", "record"), records.Damaged},
	} {
		t.Run(what, func(t *testing.T) {
			before := b.asked.Load()
			b.fault.Store(&test.fault)
			fails(t, s, test.want)
			if n := b.asked.Load() - before; n != 1 {
				t.Errorf("asked %d times", n)
			}
			b.fault.Store(nil)
			works(t, s)
		})
	}
	// What a later back end adds, and null for absent, pass.
	ok := changed(func(r m) { at(r, contribution...)["later"], at(r, contribution...)["unit"] = m{"x": 1}, nil })
	b.fault.Store(&ok)
	works(t, s)
}

// TestTime: a back end that does not answer, the caller's end, and Close.
func TestTime(t *testing.T) {
	b := newBackEnd(t, somebody())
	silent := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = asked(r) // the end of a connection is noticed only behind the body
		<-r.Context().Done()
	})
	b.fault.Store(&silent)
	o := b.options()
	o.Whole = 100 * time.Millisecond
	if err := fails(t, b.source(o), records.Busy); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	if _, err := b.source(b.options()).Read(ctx, number, window); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	s, got := b.source(b.options()), make(chan error)
	before := b.asked.Load()
	go func() {
		_, err := s.Read(context.Background(), number, window)
		got <- err
	}()
	for b.asked.Load() == before {
		runtime.Gosched()
	}
	s.Close()
	var e *records.Error
	if err := <-got; !errors.As(err, &e) || e.Failure != records.Busy {
		t.Error(err)
	}
	// Nobody there at all, and somebody who takes the connection and says nothing.
	mute, err := pgtest.NewProxy("")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	o = b.options()
	o.URL, o.Connect = "https://"+mute.Address(), 50*time.Millisecond
	if err := fails(t, b.source(o), records.Down); !strings.Contains(err.Error(), "no answer in time") {
		t.Error(err)
	}
	o.URL = "https://127.0.0.1:1"
	fails(t, b.source(o), records.Down)
}

// TestWhoIsBelieved: another authority's back end is not, and a terminal without the right certificate is sent away.
func TestWhoIsBelieved(t *testing.T) {
	b, other := newBackEnd(t, somebody()), newBackEnd(t, somebody())
	o := b.options()
	o.CAFile = other.files.CA
	fails(t, b.source(o), records.Down)
	o = b.options()
	o.CertFile, o.KeyFile = other.files.TerminalCert, other.files.TerminalKey
	fails(t, b.source(o), records.Down)
	o = b.options()
	o.URL = strings.Replace(o.URL, "127.0.0.1", "127.0.0.2", 1)
	fails(t, b.source(o), records.Down)
	if b.asked.Load()+other.asked.Load() != 0 {
		t.Error("a question was sent")
	}
}

func TestOptions(t *testing.T) {
	b := newBackEnd(t, somebody())
	for what, change := range map[string]func(*httpjson.Options){
		"http":        func(o *httpjson.Options) { o.URL = "http://127.0.0.1" },
		"password":    func(o *httpjson.Options) { o.URL = "https://a:hidden@127.0.0.1" },
		"query":       func(o *httpjson.Options) { o.URL += "?a=hidden" },
		"terminal":    func(o *httpjson.Options) { o.Terminal = "a b" },
		"clock":       func(o *httpjson.Options) { o.Clock = nil },
		"authority":   func(o *httpjson.Options) { o.CAFile = b.files.TerminalKey },
		"other key":   func(o *httpjson.Options) { o.KeyFile = b.files.ServerKey },
		"no file":     func(o *httpjson.Options) { o.CertFile = "/nowhere" },
		"open to all": func(o *httpjson.Options) { os.Chmod(o.KeyFile, 0o644) },
	} {
		o := b.options()
		change(&o)
		if _, err := httpjson.Open(o); err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", what, err)
		}
		os.Chmod(b.files.TerminalKey, 0o600)
	}
}

// TestTheExamplesOfTheContract: the replies printed in docs/records-http.md are read as they say.
func TestTheExamplesOfTheContract(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "records-http.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(text, -1)
	b := newBackEnd(t, somebody())
	s := b.source(b.options())
	replies := 0
	for _, e := range examples {
		var v m
		if err := json.Unmarshal(e[1], &v); err != nil {
			t.Fatalf("%v in %s", err, e[1])
		}
		if v["terminal"] != nil { // a request
			continue
		}
		replies++
		fault := body(strings.ReplaceAll(string(e[1]), v["request"].(string), "REQUEST"))
		b.fault.Store(&fault)
		switch {
		case v["card"] != nil:
			if c, err := s.Register(patient(t), records.Card{Identifier: "370100D15600000500AAAAAAAAAAAAAA", Number: "X00000018"}); err != nil ||
				c.Holder != number || c.Status != records.CardNormal {
				t.Errorf("%+v, %v", c, err)
			}
		case v["record"] != nil:
			r, err := s.Read(patient(t), number, records.Window{First: 202112, Last: 202611})
			if err != nil || len(r.Contributions) != 2 || len(r.Benefits) != 1 || len(r.AccountYears) != 1 || r.Annuity.Nature == "" {
				t.Errorf("%+v, %v", r, err)
			}
		case v["error"] != nil:
			fails(t, s, records.Duplicate)
		default:
			if err := s.Probe(patient(t)); err != nil {
				t.Error(err)
			}
		}
	}
	if replies != 4 {
		t.Errorf("%d replies were found", replies)
	}
}
