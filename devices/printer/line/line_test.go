package line

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"

	"shebao/kiosk/internal/clock"
)

// open opens a line on a pseudo-terminal, whose other end is given too.
func open(t *testing.T) (*Line, *os.File, string) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(slave.Name(), 115200, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	slave.Close() // from here the line is the only one that has it
	t.Cleanup(func() {
		master.Close()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, master, slave.Name()
}

// All 256 bytes pass unchanged, both ways.
func TestBytes(t *testing.T) {
	l, master, _ := open(t)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if err := l.Write(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	var got []byte
	buf := make([]byte, 512)
	for len(got) < len(all) {
		n, err := master.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, all) {
		t.Errorf("% X", got)
	}
	if _, err := master.Write(all); err != nil {
		t.Fatal(err)
	}
	for got = nil; len(got) < len(all); {
		got = append(got, <-l.Input()...)
	}
	if !bytes.Equal(got, all) {
		t.Errorf("% X", got)
	}
	if l.Unsent() != 0 || l.Baud() != 115200 {
		t.Errorf("unsent %d, baud %d", l.Unsent(), l.Baud())
	}
}

func TestBusy(t *testing.T) {
	l, _, path := open(t)
	if second, err := Open(path, 9600, clock.System{}); !errors.Is(err, ErrBusy) {
		t.Errorf("a second opener gets %v %v", second, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	third, err := Open(path, 9600, clock.System{})
	if err != nil {
		t.Fatal("after closing:", err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestNoSuchDevice(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none"), 9600, clock.System{}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err := Open(plain, 9600, clock.System{}); err == nil {
		l.Close()
		t.Error("a plain file is a line")
	}
	// What could not be opened is not left locked.
	if _, err := Open(plain, 9600, clock.System{}); errors.Is(err, ErrBusy) {
		t.Error(err)
	}
}

// A peer that takes nothing ends a write with an error, not the program; and the line can be closed.
func TestPeerThatDoesNotRead(t *testing.T) {
	l, _, _ := open(t)
	l.stall = 200 * time.Millisecond
	var err error
	for n := 0; err == nil; n++ {
		if n > 1000 {
			t.Fatal("a megabyte went to a peer that does not read")
		}
		err = l.Write(t.Context(), make([]byte, 1024))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Write(ctx, []byte{1}); !errors.Is(err, context.Canceled) {
		t.Errorf("a write that was given up: %v", err)
	}
	if err := l.Drop(); err != nil {
		t.Error(err)
	}
}

// A write that waits ends when the line is closed, and so does a reader.
func TestCloseEndsWhatWaits(t *testing.T) {
	l, _, _ := open(t)
	l.stall = time.Hour
	wrote := make(chan error)
	go func() {
		for {
			if err := l.Write(context.Background(), make([]byte, 1024)); err != nil {
				wrote <- err
				return
			}
		}
	}()
	read := make(chan bool)
	go func() {
		for range l.Input() {
		}
		read <- true
	}()
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-wrote; err == nil {
		t.Error("a write into a closed line")
	}
	<-read
	if err := l.Write(t.Context(), []byte{1}); err == nil {
		t.Error("a write after closing")
	}
	if n := l.Unsent(); n != -1 {
		t.Errorf("unsent %d", n)
	}
	if l.Drop() == nil {
		t.Error("dropped after closing")
	}
}

// A pulled cable ends the input and fails a write.
func TestUnplugged(t *testing.T) {
	l, master, _ := open(t)
	if err := l.Write(t.Context(), []byte("abc")); err != nil {
		t.Fatal(err)
	}
	master.Close()
	for range l.Input() {
	}
	if err := l.Write(t.Context(), []byte{1}); err == nil {
		t.Error("a write into nothing")
	}
}

// More input than waits in the program does not keep it from closing.
func TestCloseWithInputWaiting(t *testing.T) {
	l, master, _ := open(t)
	for range inputs + 50 {
		if _, err := master.Write([]byte{0x12}); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}
