package fakepcscd_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"testing"

	"shebao/kiosk/devices/simulate/fakepcscd"
)

// ask sends one message and reads an answer of so many bytes; nil is a broken connection.
func ask(t *testing.T, c net.Conn, command fakepcscd.Command, answer int, words ...uint32) []byte {
	t.Helper()
	m := binary.NativeEndian.AppendUint32(nil, uint32(4*len(words)))
	m = binary.NativeEndian.AppendUint32(m, uint32(command))
	for _, w := range words {
		m = binary.NativeEndian.AppendUint32(m, w)
	}
	if _, err := c.Write(m); err != nil {
		return nil
	}
	out := make([]byte, answer)
	if _, err := io.ReadFull(c, out); err != nil {
		return nil
	}
	return out
}

func words(w ...uint32) (b []byte) {
	for _, v := range w {
		b = binary.NativeEndian.AppendUint32(b, v)
	}
	return b
}

// TestVersions: 4.4, which Debian's library speaks, and 4.5 with its count of readers that came and went, which newer ones do.
// Anything else is told what the service speaks, or shown out.
func TestVersions(t *testing.T) {
	d := fakepcscd.New(filepath.Join(t.TempDir(), "comm"))
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	defer d.Kill()
	dial := func() net.Conn {
		c, err := net.Dial("unix", d.Socket())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	for _, v := range []struct{ minor, answer, result uint32 }{
		{4, 4, fakepcscd.Success}, {5, 5, fakepcscd.Success}, {3, 4, fakepcscd.ServiceStopped}, {6, 4, fakepcscd.ServiceStopped},
	} {
		if got := ask(t, dial(), fakepcscd.Version, 12, 4, v.minor, 0); !bytes.Equal(got, words(4, v.answer, v.result)) {
			t.Errorf("4.%d is answered with %x", v.minor, got)
		}
	}
	r, err := d.Plug("Reader 00 00")
	if err != nil {
		t.Fatal(err)
	}
	r.Unplug()
	if got := ask(t, dial(), fakepcscd.ReaderEvents, 8); !bytes.Equal(got, words(2, fakepcscd.Success)) {
		t.Errorf("a reader that came and went: %x", got)
	}
	for name, got := range map[string][]byte{
		"no command":     ask(t, dial(), 0x99, 1),
		"a wrong length": ask(t, dial(), fakepcscd.Version, 1, 4),
		"a rogue":        ask(t, dial(), fakepcscd.Status, 8, 7, 0),
	} {
		if got != nil {
			t.Errorf("%s is answered with %x", name, got)
		}
	}
}

// TestSixteenReaders: the table is full with them.
func TestSixteenReaders(t *testing.T) {
	d := fakepcscd.New("not used")
	for range 16 {
		if _, err := d.Plug("Reader 00 00"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Plug("Reader 00 00"); err == nil {
		t.Error("a seventeenth reader was plugged in")
	}
}
