package pcsc

import (
	"os"
	"path/filepath"
	"testing"
)

func TestUSBPath(t *testing.T) {
	dir := t.TempDir()
	for name, numbers := range map[string][2]string{"1-1": {"1\n", "2\n"}, "1-1.4": {"1\n", "12\n"}, "2-1": {"2\n", "12\n"}, "usb1": {"1\n", "1\n"}} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		for i, file := range []string{"busnum", "devnum"} {
			if err := os.WriteFile(filepath.Join(dir, name, file), []byte(numbers[i]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "1-1:1.0"), 0o700); err != nil { // an interface has no numbers
		t.Fatal(err)
	}
	for channel, want := range map[string]string{
		"\x0C\x01\x20\x00": "1-1.4", "\x0C\x02\x20\x00": "2-1", "\x02\x01\x20\x00": "1-1", "\x63\x01\x20\x00": "",
		"\x0C\x01\x10\x00": "", "\x0C\x01\x20": "", "": "",
	} {
		if got := usbPath([]byte(channel), dir); got != want {
			t.Errorf("%x is %q, want %q", channel, got, want)
		}
	}
	if got := usbPath([]byte("\x0C\x01\x20\x00"), filepath.Join(dir, "none")); got != "" {
		t.Errorf("without a list: %q", got)
	}
}
