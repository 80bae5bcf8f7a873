package keys_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"shebao/kiosk/internal/keys"
)

const number = "37990319850601006X"

func create(t *testing.T) (string, keys.Keys) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kiosk.key")
	k, err := keys.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, k
}

func TestWhatWasCreatedIsLoaded(t *testing.T) {
	path, made := create(t)
	loaded, err := keys.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.PersonHash(number) != made.PersonHash(number) {
		t.Error("the loaded keys differ from the created ones")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left beside the file: %v, %v", entries, err)
	}
}

func TestCreateReplacesNothing(t *testing.T) {
	path, made := create(t)
	if _, err := keys.Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	if loaded, err := keys.Load(path); err != nil || loaded.PersonHash(number) != made.PersonHash(number) {
		t.Errorf("the old keys are gone, %v", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left beside the file: %v, %v", entries, err)
	}
}

func TestPersonHash(t *testing.T) {
	_, one := create(t)
	_, two := create(t)
	hash := one.PersonHash(number)
	if len(hash) != 32 || strings.Trim(hash, "0123456789abcdef") != "" {
		t.Errorf("hash %q", hash)
	}
	if hash != one.PersonHash(" "+strings.ToLower(number)+" ") {
		t.Error("two ways of writing a number are two persons")
	}
	if hash == one.PersonHash("379901199003070011") {
		t.Error("two persons have one hash")
	}
	if hash == two.PersonHash(number) {
		t.Error("two terminals give one hash: it does not depend on the key")
	}
}

func TestKeysAreNotShown(t *testing.T) {
	_, k := create(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(verb, k); got != "keys(hidden)" {
			t.Errorf("%s shows %q", verb, got)
		}
		// Within another value fmt shows an address at most: 32 bytes would have at least as many digits.
		got := fmt.Sprintf(verb, struct{ k keys.Keys }{k})
		if len(strings.Map(digit, got)) > 24 {
			t.Errorf("%s of something with keys shows %q", verb, got)
		}
	}
}

func digit(r rune) rune {
	if unicode.IsDigit(r) {
		return r
	}
	return -1
}

func TestUnusableFiles(t *testing.T) {
	path, _ := create(t)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		content []byte
		mode    os.FileMode
		want    string
	}{
		{"group may read", good, 0o640, "mode 0640"},
		{"others may read", good, 0o604, "mode 0604"},
		{"empty", nil, 0o600, "is no key file of its kind"},
		{"other file", []byte("[printer]\ndevice = \"/dev/ttyS0\"\n\n"), 0o600, "is no key file of its kind"},
		{"cut short", good[:60], 0o600, "is no key file of its kind"},
		{"later version", bytes.Replace(good, []byte("keys 1"), []byte("keys 2"), 1), 0o600, "is no key file of its kind"},
		{"short secret", []byte("shebao-kiosk-keys 1\nabcd\nabcd\n"), 0o600, "is damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := filepath.Join(t.TempDir(), "kiosk.key")
			if err := os.WriteFile(p, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(p, test.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := keys.Load(p); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if _, err := keys.Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	if _, err := keys.Load(t.TempDir()); err == nil {
		t.Error("a folder was loaded")
	}
}

// TestEveryFlippedBitIsNoticed: a key that is wrong by a bit would give every person another hash.
func TestEveryFlippedBitIsNoticed(t *testing.T) {
	path, _ := create(t)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(good) - 1 { // the last line's end may be missing
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := keys.Load(path); err == nil {
				t.Fatalf("bit %d of byte %d may be wrong", bit, i)
			}
		}
	}
}

// What a paper says has one hash on one terminal, another for other parts also when they run together, and another on another
// terminal; and it is not the hash of a person.
func TestPaperHash(t *testing.T) {
	dir := t.TempDir()
	one, err := keys.Create(filepath.Join(dir, "one"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := keys.Create(filepath.Join(dir, "two"))
	if err != nil {
		t.Fatal(err)
	}
	h := one.PaperHash("ab", "c")
	if h != one.PaperHash("ab", "c") || len(h) != 32 {
		t.Errorf("a hash of %q", h)
	}
	for _, other := range []string{one.PaperHash("a", "bc"), one.PaperHash("abc"), one.PaperHash("ab", "c", ""), two.PaperHash("ab", "c"), one.PersonHash("abc")} {
		if other == h {
			t.Error("two papers have one hash")
		}
	}
}

// A question has one hash on one terminal, another on another one, and it is neither that of a person nor that of a paper.
func TestAskedHash(t *testing.T) {
	_, one := create(t)
	_, two := create(t)
	h := one.AskedHash("怎么查")
	if len(h) != 32 || h != one.AskedHash("怎么查") {
		t.Errorf("a hash of %q", h)
	}
	for _, other := range []string{one.AskedHash("怎么查 "), two.AskedHash("怎么查"), one.PersonHash("怎么查"), one.PaperHash("怎么查")} {
		if other == h {
			t.Error("two things have one hash")
		}
	}
}
