package simhsm_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simhsm"
)

// patience bounds what a test waits for; it is never reached by one that passes.
const patience = 20 * time.Second

// start gives a server and a plain client with the files that it wrote; devices/card/hsm has the tests of the terminal's own.
func start(t *testing.T) (*simhsm.Server, *http.Client) {
	t.Helper()
	s, err := simhsm.Start(simhsm.Options{Dir: t.TempDir(), Answer: simhsm.Keys(cardkeys.Test())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	pair, err := tls.LoadX509KeyPair(s.CertFile, s.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return s, &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}},
		DisableKeepAlives: true,
	}}
}

// example is the request of docs/hsm.md.
const example = `{
  "request": "7C0E5A4B19D84F6390A2C1E87F3B6D25",
  "terminal": "SD-0000-0000",
  "area": "370199",
  "atr_history": "00814A44468660370100000001",
  "algorithm": "03",
  "card_identifier": "370199D15600000500000001A1B2C3D4",
  "internal": {"factor": "0102030405060708", "original": "1112131415161718"},
  "external": {"factor": "2122232425262728", "original": "3132333435363738"}
}`

func post(t *testing.T, c *http.Client, s *simhsm.Server, method, body, key string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/v1/authenticate", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	response, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	_ = json.Unmarshal(all, &fields) // none with an error's status
	return response.StatusCode, fields
}

// The page's example is answered as the page says, and what is not of the contract is not.
func TestContract(t *testing.T) {
	s, c := start(t)
	const key = "7C0E5A4B19D84F6390A2C1E87F3B6D25"
	status, fields := post(t, c, s, http.MethodPost, example, key)
	internal, _ := fields["internal"].(map[string]any)
	external, _ := fields["external"].(map[string]any)
	if status != http.StatusOK || fields["request"] != key || internal["original"] != "1112131415161718" || external["original"] != "3132333435363738" {
		t.Errorf("%d %v", status, fields)
	}
	page, err := os.ReadFile("../../../docs/hsm.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), example) {
		t.Error("docs/hsm.md has another example")
	}
	for _, part := range []map[string]any{internal, external} {
		if answer, _ := part["answer"].(string); !strings.Contains(string(page), strings.ToUpper(answer)) || len(answer) != 16 {
			t.Errorf("docs/hsm.md does not have %v", part)
		}
	}
	if status, fields = post(t, c, s, http.MethodPost, strings.Replace(example, `"03"`, `"02"`, 1), key); fields["error"] != "no_algorithm" {
		t.Errorf("SSF33: %d %v", status, fields)
	}
	for name, body := range map[string]string{
		"no JSON":        "hello",
		"a second value": example + "{}",
		"another field":  strings.Replace(example, `"area"`, `"place": 1, "area"`, 1),
		"lower case":     strings.Replace(example, "A1B2C3D4", "a1b2c3d4", 1),
		"short number":   strings.Replace(example, "3132333435363738", "31323334353637", 1),
		"algorithm":      strings.Replace(example, `"03"`, `"04"`, 1),
		"too long":       strings.Replace(example, "{", "{"+strings.Repeat(" ", 8<<10), 1),
	} {
		if status, _ := post(t, c, s, http.MethodPost, body, key); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _ := post(t, c, s, http.MethodPost, example, "another"); status != http.StatusBadRequest {
		t.Errorf("another key: %d", status)
	}
	if status, _ := post(t, c, s, http.MethodPut, example, key); status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", status)
	}
}

// The module's own failures are the contract's words.
func TestErrorWords(t *testing.T) {
	for kind, word := range map[card.KeyErrorKind]string{
		card.NoKey: "no_key", card.NoModule: "no_key", card.NoAlgorithm: "no_algorithm", card.KeyLevel: "key_level",
		card.KeysSilent: "busy", card.KeysRefused: "refused", card.KeysClosed: "refused", card.KeysNonsense: "refused",
	} {
		s, err := simhsm.Start(simhsm.Options{Dir: t.TempDir(), Answer: func(card.Question) (card.Answer, error) {
			return card.Answer{Internal: [8]byte{1}}, &card.KeyError{Kind: kind}
		}})
		if err != nil {
			t.Fatal(err)
		}
		_, c := start(t)
		pair, err := tls.LoadX509KeyPair(s.CertFile, s.KeyFile)
		if err != nil {
			t.Fatal(err)
		}
		c.Transport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{pair}} //nolint:gosec // its words are looked at
		_, fields := post(t, c, s, http.MethodPost, example, "7C0E5A4B19D84F6390A2C1E87F3B6D25")
		if fields["error"] != word || fields["internal"] != nil {
			t.Errorf("%s: %v", kind, fields)
		}
		s.Close()
	}
}

// What it writes is its owner's alone, also over older files.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	var keys []string
	for range 2 {
		s, err := simhsm.Start(simhsm.Options{Dir: dir, Answer: simhsm.Keys(cardkeys.Test())})
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		for _, name := range []string{s.CAFile, s.CertFile, s.KeyFile} {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode() != 0o600 {
				t.Errorf("%s has mode %v", name, info.Mode())
			}
			if err := os.Chmod(name, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		key, err := os.ReadFile(s.KeyFile)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, string(key))
	}
	if keys[0] == keys[1] {
		t.Error("two servers have one key")
	}
	for name, o := range map[string]simhsm.Options{
		"no folder": {Dir: dir + "/none", Answer: simhsm.Keys(cardkeys.Test())},
		"no answer": {Dir: dir},
	} {
		if s, err := simhsm.Start(o); err == nil {
			s.Close()
			t.Error(name)
		}
	}
}

// Close ends a question that is not answered; Await ends with who waits.
func TestClose(t *testing.T) {
	for _, f := range []simhsm.Fault{simhsm.Silent, simhsm.Stalled, simhsm.Slow} {
		s, c := start(t)
		s.Set(f)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL+"/v1/authenticate", strings.NewReader(example))
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", "7C0E5A4B19D84F6390A2C1E87F3B6D25")
			response, err := c.Do(r)
			if err != nil {
				return
			}
			if _, err := io.Copy(io.Discard, response.Body); err == nil {
				t.Errorf("%s: a whole answer", f)
			}
			response.Body.Close()
		}()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		if err := s.Await(ctx, 1); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := s.Await(ctx, 2); err == nil {
			t.Error("a second question has come")
		}
		s.Close()
		s.Close()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatalf("%s: the client still waits", f)
		}
	}
}
