package control

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	if err := os.WriteFile(path, nil, 0o644); err != nil { // what an earlier run left
		t.Fatal(err)
	}
	stop, err := Serve(t.Context(), path, func(_ context.Context, line string) (string, error) {
		if line == "good" {
			return "", nil
		}
		return "", errors.New("no command\n" + line)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := Ask(t.Context(), path, "good"); err != nil {
		t.Error(err)
	}
	if err := Ask(t.Context(), path, "bad"); err == nil || err.Error() != "no command; bad" {
		t.Errorf("got %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if _, err := Serve(t.Context(), path, nil); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("a second server: %v", err)
	}
	stop()
	if err := Ask(t.Context(), path, "good"); err == nil {
		t.Error("answered after the end")
	}
}

// What was asked for comes back in one line, and an error never looks like an answer.
func TestAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	stop, err := Serve(t.Context(), path, func(_ context.Context, line string) (string, error) {
		switch line {
		case "status":
			return "paper=in\ncover=closed", nil
		case "silent":
			return "", nil
		}
		return "ok it is not", errors.New("ok is not what it is")
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	for line, want := range map[string]string{"status": "paper=in; cover=closed", "silent": ""} {
		if got, err := AskFor(t.Context(), path, line); err != nil || got != want {
			t.Errorf("%s: %q, %v", line, got, err)
		}
	}
	if got, err := AskFor(t.Context(), path, "bad"); err == nil || got != "" || err.Error() != "ok is not what it is" {
		t.Errorf("%q, %v", got, err)
	}
}

// A command that hangs ends with the server.
func TestStopWhileACommandRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	began := make(chan struct{})
	stop, err := Serve(t.Context(), path, func(ctx context.Context, _ string) (string, error) {
		close(began)
		<-ctx.Done()
		return "", ctx.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan error, 1)
	go func() { asked <- Ask(context.Background(), path, "wait") }()
	<-began
	stop()
	if err := <-asked; err == nil {
		t.Error("a command that was broken off succeeded")
	}
}
