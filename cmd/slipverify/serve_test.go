package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
)

func newTestPage(t *testing.T, s shop, registers ...string) *page {
	t.Helper()
	v, err := sources{certs: s.path("certs"), ca: s.path("ca.pem"), registers: registers}.load()
	if err != nil {
		t.Fatal(err)
	}
	return newPage(v, newLimiter(s.clock), false, s.clock)
}

func post(p http.Handler, text string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(url.Values{"text": {text}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func get(p http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func TestPageAnswers(t *testing.T) {
	s := newShop(t)
	st := s.statement()
	p := newTestPage(t, s, s.register(t, "a.register", entry(st)))
	text := s.qr(t, st)
	// A form sends lines with CR LF.
	body := post(p, strings.ReplaceAll(text, "\n", "\r\n")).Body.String()
	for _, want := range []string{"真实有效", "测*甲 尾号0014 2025.12-2026.11 月待遇3210.50", "2026-11-26", "2027-02-23", id, st.Code.String(),
		`class="answer genuine"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	altered := post(p, strings.Replace(text, "3210.50", "9210.50", 1)).Body.String()
	if !strings.Contains(altered, "内容不符") || strings.Contains(altered, "9210.50") || strings.Contains(altered, "测*甲") {
		t.Error("an altered paper's content is shown")
	}
	byCode := get(p, "/?c="+string(st.Code)).Body.String()
	if !strings.Contains(byCode, "验证码有登记") || strings.Contains(byCode, "测*甲") || strings.Contains(byCode, id) {
		t.Errorf("by code: %s", byCode)
	}
	if w := get(p, "/"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="answer`) {
		t.Errorf("the empty page: %d", w.Code)
	}
	if w := get(p, "/x"); w.Code != http.StatusNotFound {
		t.Errorf("another path: %d", w.Code)
	}
	hostile := post(p, `<script>alert(1)</script>|"'`).Body.String()
	if strings.Contains(hostile, "alert") {
		t.Error("what was sent comes back")
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodPut, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("PUT: %d", w.Code)
	}
	if w := post(p, strings.Repeat("测", bodyLimit)); w.Code != http.StatusBadRequest {
		t.Errorf("a long body: %d", w.Code)
	}
}

// The page is whole, holds nothing from elsewhere and no script, and says so to the browser.
func TestPageIsSelfContained(t *testing.T) {
	s := newShop(t)
	p := newTestPage(t, s)
	for _, w := range []*httptest.ResponseRecorder{get(p, "/"), post(p, s.qr(t, s.statement())), post(p, "x"), get(p, "/none")} {
		body := w.Body.String()
		for _, bad := range []string{"<script", "src=", "http:", "https:", "url(", "@import", "ZgotmplZ", "onclick"} {
			if strings.Contains(body, bad) {
				t.Errorf("the page holds %s", bad)
			}
		}
		if !strings.Contains(body, "<style>"+pageCSS+"</style>") {
			t.Error("the style is not that of the policy")
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || !strings.Contains(policy, "form-action 'self'") {
			t.Errorf("policy %q", policy)
		}
		for _, h := range []string{"X-Content-Type-Options", "Referrer-Policy", "Cache-Control"} {
			if w.Header().Get(h) == "" {
				t.Errorf("no %s", h)
			}
		}
		wellFormed(t, body)
	}
}

// wellFormed reads the page as XML: every element that HTML wants closed is.
func wellFormed(t *testing.T, body string) {
	t.Helper()
	body = regexp.MustCompile(`<(meta|input)([^>]*)>`).ReplaceAllString(body, "<$1$2/>")
	body = regexp.MustCompile(` (required|autofocus)`).ReplaceAllString(body, ` $1=""`)
	body = strings.TrimPrefix(body, "<!DOCTYPE html>")
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%v in\n%s", err, body)
			return
		}
	}
}

func TestOneAddressCannotAskWithoutEnd(t *testing.T) {
	s := newShop(t)
	p := newTestPage(t, s)
	for i := range burst {
		if w := post(p, "x"); w.Code != http.StatusOK {
			t.Fatalf("the %dth: %d", i, w.Code)
		}
	}
	w := post(p, "x")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "稍等") {
		t.Errorf("past the burst: %d", w.Code)
	}
	if w := get(p, "/?c=x"); w.Code != http.StatusTooManyRequests {
		t.Errorf("by address: %d", w.Code)
	}
	if w := get(p, "/"); w.Code != http.StatusOK {
		t.Error("the empty page is limited too")
	}
	s.clock.Advance(pace)
	if w := post(p, "x"); w.Code != http.StatusOK {
		t.Errorf("a moment later: %d", w.Code)
	}
	if w := post(p, "x"); w.Code != http.StatusTooManyRequests {
		t.Errorf("and at once again: %d", w.Code)
	}
}

func TestLimiter(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
	l := newLimiter(c)
	one, same, other := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2"),
		netip.MustParseAddr("2001:db8:0:1::1")
	for range burst {
		l.allow(one)
	}
	if l.allow(same) || !l.allow(other) || l.allow(netip.Addr{}) {
		t.Error("networks are not told apart")
	}
	if l.allow(netip.MustParseAddr("::ffff:10.0.0.1")); !l.allow(netip.MustParseAddr("10.0.0.1")) || len(l.full) != 3 {
		t.Errorf("%d networks", len(l.full))
	}
	for i := range 3 * addressLimit {
		l.allow(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	if len(l.full) > addressLimit {
		t.Errorf("%d addresses are remembered", len(l.full))
	}
	l = newLimiter(c)
	for i := range addressLimit {
		l.allow(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	c.Advance(pace)
	l.allow(one)
	if len(l.full) != 1 {
		t.Errorf("%d addresses are remembered whose allowance is whole", len(l.full))
	}
}

func TestWhoAsks(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("X-Forwarded-For", "1.1.1.1, 2.2.2.2")
	for _, c := range []struct {
		remote string
		proxy  bool
		want   string
	}{{"127.0.0.1:5", true, "2.2.2.2"}, {"127.0.0.1:5", false, "127.0.0.1"}, {"9.9.9.9:5", true, "9.9.9.9"},
		{"[::1]:5", true, "2.2.2.2"}} {
		r.RemoteAddr = c.remote
		if got := asker(r, c.proxy); got.String() != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// lines is what the command writes; a channel has each line.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
	ch  chan string
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Write(b)
	l.ch <- string(b)
	return len(b), nil
}

// The command itself: over a connection, read anew, ended, and with nothing of a paper in what it writes.
func TestServe(t *testing.T) {
	s := newShop(t)
	st := s.statement()
	text := s.qr(t, st)
	file := s.register(t, "a.register", entry(st))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out := &lines{ch: make(chan string, 9)}
	done := make(chan error, 1)
	go func() {
		done <- serve(ctx, []string{"-certs", s.path("certs"), "-ca", s.path("ca.pem"), "-register", file, "-listen",
			"127.0.0.1:0"}, out, s.clock)
	}()
	address := strings.TrimSpace(strings.TrimPrefix(<-out.ch, "listening on "))
	ask := func(want string) {
		t.Helper()
		r, err := http.PostForm(address, url.Values{"text": {text}})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%v, %s is not in\n%s", err, want, body)
		}
	}
	ask("真实有效")
	replaced := entry(st)
	replaced.ReplacedBy = s.statement().Code
	s.register(t, "a.register", replaced)
	hang := func() string {
		t.Helper()
		if err := syscall.Kill(syscall.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		return <-out.ch
	}
	if got := hang(); !strings.Contains(got, "were read anew") {
		t.Error(got)
	}
	ask("已被代替")
	write(t, s.path("a.register"))
	if got := hang(); !strings.Contains(got, "the old ones stay") {
		t.Error(got)
	}
	ask("已被代替")
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if said := out.all.String(); strings.Contains(said, "测") || strings.Contains(said, string(st.Code)) {
		t.Errorf("the log holds something of a paper: %s", said)
	}
}
