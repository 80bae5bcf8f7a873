package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"
	"sync/atomic"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/words"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// page is the one page there is: a form, and above it the answer to what was sent. Nothing that is sent is kept or written
// anywhere.
type page struct {
	verifier atomic.Pointer[attest.Verifier]
	limiter  *limiter
	proxy    bool
	clock    clock.Clock
	words    *words.Catalogue
	html     *template.Template
	policy   string
}

func newPage(v *attest.Verifier, l *limiter, proxy bool, c clock.Clock) *page {
	p := &page{limiter: l, proxy: proxy, clock: c, words: words.New()}
	p.verifier.Store(v)
	say := func(key string) string { return p.words.Say(words.Chinese, "attest.page."+key) }
	p.html = template.Must(template.New("page").Funcs(template.FuncMap{"say": say}).Parse(pageHTML))
	sum := sha256.Sum256([]byte(pageCSS))
	// No script, no picture, nothing from elsewhere, in nobody's frame; the form goes here only.
	p.policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return p
}

// answer is what the page shows above its form.
type answer struct {
	Style   template.CSS
	Verdict *attest.Verdict
	Rows    []row
	Notice  string // instead of a verdict
}

// codeParameter is where an address in a QR code may have the code of its paper: https://host/?c={code}.
const codeParameter = "c"

// ServeHTTP implements http.Handler.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", p.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	switch {
	case r.URL.Path != "/":
		p.write(w, http.StatusNotFound, answer{Notice: "attest.page.not_found"})
	case r.Method == http.MethodPost:
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		if err := r.ParseForm(); err != nil {
			p.write(w, http.StatusBadRequest, answer{Notice: "attest.page.too_long"})
			return
		}
		p.check(w, r, r.PostForm.Get("text"))
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD, POST")
		p.write(w, http.StatusMethodNotAllowed, answer{Notice: "attest.page.not_found"})
	case r.URL.Query().Get(codeParameter) != "":
		p.check(w, r, r.URL.Query().Get(codeParameter))
	default:
		p.write(w, http.StatusOK, answer{})
	}
}

func (p *page) check(w http.ResponseWriter, r *http.Request, text string) {
	if !p.limiter.allow(asker(r, p.proxy)) {
		w.Header().Set("Retry-After", strconv.Itoa(int(pace.Seconds())))
		p.write(w, http.StatusTooManyRequests, answer{Notice: "attest.page.too_many"})
		return
	}
	v := p.verifier.Load().Check(text, p.clock.Now())
	p.write(w, http.StatusOK, answer{Verdict: &v, Rows: rows(v, p.words)})
}

func (p *page) write(w http.ResponseWriter, status int, a answer) {
	a.Style = template.CSS(pageCSS)
	if a.Notice != "" {
		a.Notice = p.words.Say(words.Chinese, a.Notice)
	}
	var out bytes.Buffer
	if err := p.html.Execute(&out, a); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	w.Write(out.Bytes())
}
