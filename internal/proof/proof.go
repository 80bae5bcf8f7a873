// Package proof gives tests their counts: small ones in CI, those that the issues name in `make proof`, which writes down
// what it saw. Same code, one number changed.
//
// It is for tests only and imports nothing of ours.
package proof

import (
	"fmt"
	"os"
	"testing"
)

const (
	// modeEnv is "long" in `make proof`.
	modeEnv = "KIOSK_PROOF"
	// fileEnv names the file that what was seen is appended to.
	fileEnv = "KIOSK_PROOF_FILE"
)

// Count is how many cases a test runs: small, or long in `make proof`.
func Count(small, long int) int {
	if os.Getenv(modeEnv) == "long" {
		return long
	}
	return small
}

// Saw logs what a test saw, with its figures; `make proof` writes it down. It is called when the test has not failed.
func Saw(tb testing.TB, format string, args ...any) {
	tb.Helper()
	line := fmt.Sprintf(format, args...)
	tb.Log(line)
	path := os.Getenv(fileEnv)
	if tb.Failed() || path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	// One write a line: tests of several packages append to the same file.
	if _, err := fmt.Fprintf(f, "- %s: %s\n", tb.Name(), line); err != nil {
		tb.Fatal(err)
	}
}
