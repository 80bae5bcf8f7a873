package hsm_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/hsm"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/internal/clock"
)

func TestURLs(t *testing.T) {
	o := options(foreign)
	for _, url := range []string{
		"", "hsm.example", "http://hsm.example", "https://", "https://:8443", "https:hsm.example", "ftp://hsm.example",
		"https://hsm.example?", "https://hsm.example/?a=tops3cret", "https://hsm.example#", "https://hsm.example/#tops3cret",
		"https://kiosk:tops3cret@hsm.example", "https://kiosk@hsm.example", "https://tops3cret\x7f", "https://hsm.example:tops3cret",
	} {
		o.URL = url
		c, err := hsm.New(o, clock.System{})
		if err == nil {
			c.Close()
			t.Errorf("%q is taken", url)
		} else if strings.Contains(err.Error(), "tops3cret") {
			t.Error(err)
		}
	}
	for _, url := range []string{"https://hsm.example", "https://hsm.example:8443/", "https://10.1.2.3/cards", "https://[::1]:8443", "HTTPS://hsm.example"} {
		o.URL = url
		c, err := hsm.New(o, clock.System{})
		if err != nil {
			t.Errorf("%q: %v", url, err)
			continue
		}
		c.Close()
	}
}

// A path of the configuration stands before the contract's own.
func TestPath(t *testing.T) {
	h := newHall(t)
	for path, kind := range map[string]card.KeyErrorKind{"": "", "/": "", "/cards": card.KeysRefused} { // 404 there
		o := options(h.server)
		o.URL += path
		c, err := hsm.New(o, h.clock)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Authenticate(t.Context(), question(1, false)); card.KeyErrorOf(err) != kind {
			t.Errorf("%q: %v", path, err)
		}
		c.Close()
	}
}

func TestTerminalIDs(t *testing.T) {
	o := options(foreign)
	for id, good := range map[string]bool{
		"A": true, "SD-0000-0000": true, strings.Repeat("9", 32): true,
		"": false, strings.Repeat("9", 33): false, "SD 1": false, "SD-1\n": false, "SD\"1": false, "终端": false,
	} {
		o.Terminal = id
		c, err := hsm.New(o, clock.System{})
		if (err == nil) != good {
			t.Errorf("%q: %v", id, err)
		}
		if err == nil {
			c.Close()
		}
	}
}

// A file that is not what it should be stops the start and is named.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	s, err := simhsm.Start(simhsm.Options{Dir: dir, Answer: func(card.Question) (card.Answer, error) { return card.Answer{}, nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	read := func(name string) []byte {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	ca, cert, key := read(s.CAFile), read(s.CertFile), read(s.KeyFile)
	file := filepath.Join(t.TempDir(), "file")
	for name, c := range map[string]struct {
		content []byte
		set     func(*hsm.Options)
		good    bool
	}{
		"CA":                        {ca, func(o *hsm.Options) { o.CAFile = file }, true},
		"two CAs and a text":        {append(append([]byte("the agency's\n"), ca...), read(foreign.CAFile)...), func(o *hsm.Options) { o.CAFile = file }, true},
		"CA empty":                  {nil, func(o *hsm.Options) { o.CAFile = file }, false},
		"CA is a text":              {[]byte("hello"), func(o *hsm.Options) { o.CAFile = file }, false},
		"CA cut":                    {ca[:len(ca)/2], func(o *hsm.Options) { o.CAFile = file }, false},
		"second CA cut":             {append(bytes.Clone(ca), ca[:len(ca)/2]...), func(o *hsm.Options) { o.CAFile = file }, false},
		"CA is a terminal's":        {cert, func(o *hsm.Options) { o.CAFile = file }, false},
		"CA with a key":             {append(bytes.Clone(ca), key...), func(o *hsm.Options) { o.CAFile = file }, false},
		"CA too long":               {append(bytes.Clone(ca), make([]byte, 64<<10)...), func(o *hsm.Options) { o.CAFile = file }, false},
		"CA of nonsense":            {[]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), func(o *hsm.Options) { o.CAFile = file }, false},
		"certificate":               {cert, func(o *hsm.Options) { o.CertFile = file }, true},
		"certificate empty":         {nil, func(o *hsm.Options) { o.CertFile = file }, false},
		"certificate is a key":      {key, func(o *hsm.Options) { o.CertFile = file }, false},
		"certificate of another":    {read(foreign.CertFile), func(o *hsm.Options) { o.CertFile = file }, false},
		"key":                       {key, func(o *hsm.Options) { o.KeyFile = file }, true},
		"key empty":                 {nil, func(o *hsm.Options) { o.KeyFile = file }, false},
		"key of another":            {read(foreign.KeyFile), func(o *hsm.Options) { o.KeyFile = file }, false},
		"key is a certificate":      {cert, func(o *hsm.Options) { o.KeyFile = file }, false},
		"certificate and key in it": {append(bytes.Clone(cert), key...), func(o *hsm.Options) { o.CertFile, o.KeyFile = file, file }, true},
	} {
		if err := os.WriteFile(file, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		o := options(s)
		c.set(&o)
		client, err := hsm.New(o, clock.System{})
		if err == nil {
			client.Close()
		}
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "BEGIN")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, set := range []func(*hsm.Options, string){
		func(o *hsm.Options, f string) { o.CAFile = f },
		func(o *hsm.Options, f string) { o.CertFile = f },
		func(o *hsm.Options, f string) { o.KeyFile = f },
	} {
		for _, f := range []string{filepath.Join(dir, "none"), dir} {
			o := options(s)
			set(&o, f)
			if c, err := hsm.New(o, clock.System{}); err == nil || !strings.Contains(err.Error(), f) {
				t.Errorf("%s: %v, %v", f, c, err)
			}
		}
	}
}

// A key that others may read is no secret; a link to it is judged by where it leads.
func TestKeyMode(t *testing.T) {
	s, err := simhsm.Start(simhsm.Options{Dir: t.TempDir(), Answer: func(card.Question) (card.Answer, error) { return card.Answer{}, nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(s.KeyFile, link); err != nil {
		t.Fatal(err)
	}
	for mode, good := range map[os.FileMode]bool{
		0o600: true, 0o400: true, 0o700: true, 0o640: false, 0o604: false, 0o620: false, 0o602: false, 0o610: false, 0o601: false, 0o644: false, 0o666: false,
	} {
		if err := os.Chmod(s.KeyFile, mode); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{s.KeyFile, link} {
			o := options(s)
			o.KeyFile = name
			c, err := hsm.New(o, clock.System{})
			if err == nil {
				c.Close()
			}
			if (err == nil) != good {
				t.Errorf("mode %o: %v", mode, err)
			}
			if err != nil && (!strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "chmod 0600")) {
				t.Error(err)
			}
		}
	}
}

// The files are read at the start only: a terminal whose disk has gone still asks.
func TestFilesAreReadOnce(t *testing.T) {
	h := newHall(t)
	for _, f := range []string{h.server.CAFile, h.server.CertFile, h.server.KeyFile} {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.client.Authenticate(t.Context(), question(1, true)); err != nil {
		t.Error(err)
	}
}
