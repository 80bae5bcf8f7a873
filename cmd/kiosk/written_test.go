package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"shebao/kiosk/devices/simulate/simcard"
)

// quit has the runtime end the program and write down where each goroutine was.
const quit = syscall.SIGQUIT

// limits looks at what could end up in a core.
func (g guest) limits() {
	g.t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", g.Hall.PID()))
	g.must(err)
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); strings.HasPrefix(line, "Max core file size") && (f[4] != "0" || f[5] != "0") {
			g.t.Errorf("core files: %s", line)
		}
	}
	raw, err = os.ReadFile(fmt.Sprintf("/proc/%d/coredump_filter", g.Hall.PID()))
	g.must(err)
	if strings.Trim(string(raw), "0\n") != "" {
		g.t.Errorf("memory that goes into a core: %s", raw)
	}
}

// searchWritten looks through the terminal's log and every file of the hall, but for the records themselves.
func (g guest) searchWritten(spec simcard.Spec, pins ...string) {
	g.t.Helper()
	raw, err := hex.DecodeString(spec.Identifier)
	g.must(err)
	secret := map[string][]byte{
		"identity number": []byte(spec.Number), "card number": []byte(spec.CardNumber), "identifier": raw,
		"identifier in words": []byte(strings.ToLower(spec.Identifier)),
	}
	for form, trace := range traces(spec.Name) {
		secret["name as "+form] = trace
	}
	for i, pin := range pins {
		secret[fmt.Sprintf("PIN %d", i)] = []byte(pin) // also what BCD looks like when it is written in hexadecimal
	}
	for what, head := range map[string]string{"VERIFY": "0020000003", "CHANGE PIN": "805e0100", "INTERNAL AUTHENTICATE": "0088000010", "SELECT": "00a404000f"} {
		secret[what+" in hexadecimal"] = []byte(head)
		spaced := ""
		for i := 0; i < len(head); i += 2 {
			spaced += head[i:i+2] + " "
		}
		secret[what+" in spaced hexadecimal"] = []byte(strings.TrimSpace(spaced))
	}
	look := func(where string, text []byte) {
		low := bytes.ToLower(text)
		for what, s := range secret {
			if bytes.Contains(text, s) || bytes.Contains(low, bytes.ToLower(s)) {
				g.t.Errorf("%s holds the %s", where, what)
			}
		}
	}
	// Addresses are long rows of digits, in which six of them stand by chance now and then.
	look("the log", regexp.MustCompile(`0x[0-9a-f]{8,}`).ReplaceAll([]byte(g.Hall.Log()), []byte("address")))
	files := 0
	g.must(filepath.WalkDir(g.Hall.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), "records.db") {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		look(d.Name(), text)
		return err
	}))
	if files < 3 {
		g.t.Errorf("only %d files were searched", files)
	}
}
