// Package keys holds the terminal's own secret: random bytes in one file that only its owner may read, and what is derived
// from them. It knows nothing of databases, cards or screens, and never shows a key.
package keys

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shebao/kiosk/internal/idcard"
)

// secretSize is the length of the random secret: the security of SHA-256's key, with nothing to spare or to save.
const secretSize = 32

// hashSize is how much of a keyed hash is kept: 128 bits tell all persons apart and are half as long in every row.
const hashSize = 16

// header names the file's kind and version.
const header = "shebao-kiosk-keys 1"

// Keys are the terminal's derived keys. They print as nothing of themselves, also as a field of something else: there fmt
// shows the address of a function. Keys that were neither loaded nor created panic when they are used.
type Keys struct{ person, paper, asked func() hash.Hash }

// Format hides the keys from every verb of fmt.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "keys(hidden)") }

// PersonHash is what stands for a person in the terminal's journal: HMAC-SHA256 of the normal form of the identity number,
// cut to 128 bits, in hexadecimal. Without the key file nobody can find out whose it is, not by trying all numbers either.
func (k Keys) PersonHash(number string) string {
	return hex.EncodeToString(sum(k.person(), idcard.Normal(number))[:hashSize])
}

// PaperHash is what stands for what a paper says in the terminal's journal: HMAC-SHA256 of its parts, each ended by a zero byte,
// cut to 128 bits, in hexadecimal. Without the key file nobody can find out by trying what a paper said.
func (k Keys) PaperHash(parts ...string) string {
	return hex.EncodeToString(sum(k.paper(), strings.Join(parts, "\x00")+"\x00")[:hashSize])
}

// AskedHash is what stands for a question that one visit has asked: HMAC-SHA256, cut to 128 bits, in hexadecimal. Without the key
// file nobody can find out by trying what was asked.
func (k Keys) AskedHash(text string) string {
	return hex.EncodeToString(sum(k.asked(), text)[:hashSize])
}

// Load reads a key file. A file that does not exist is fs.ErrNotExist; one that others may read, that is damaged or not a
// key file is an error that says so: keys that somebody else has seen must be replaced, not repaired.
func Load(path string) (Keys, error) {
	secret, err := load(path, header, ownerOnly)
	if err != nil {
		return Keys{}, err
	}
	return derive(secret)
}

// Create makes a key file with a new secret, readable by its owner only, and returns its keys. It never replaces a file:
// one that is there is fs.ErrExist. When it returns nil the file survives a power cut; before that there is either no file
// or the whole one.
func Create(path string) (Keys, error) {
	secret, err := create(path, header)
	if err != nil {
		return Keys{}, err
	}
	return derive(secret)
}

// modeRule is which permissions a key file must not give, and what to say then.
type modeRule struct {
	forbidden fs.FileMode
	want      string
}

var (
	ownerOnly = modeRule{0o077, "0600"}
	// A credential lies in a folder that is the service's alone; systemd gives it 0400, or 0440 where it works with access lists.
	credentialMode = modeRule{0o037, "0400 or 0440"}
)

func load(path, header string, mode modeRule) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("key file %s is not a file", path)
	}
	if info.Mode().Perm()&mode.forbidden != 0 {
		return nil, fmt.Errorf("key file %s has mode %04o: others may read it, want %s", path, info.Mode().Perm(), mode.want)
	}
	content, err := io.ReadAll(io.LimitReader(f, 4096)) // many times its length: more is another file
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	secret, err := decode(content, header)
	if err != nil {
		return nil, fmt.Errorf("key file %s %w", path, err)
	}
	return secret, nil
}

func create(path, header string) ([]byte, error) {
	secret := make([]byte, secretSize)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if err := Write(path, encode(secret, header)); err != nil {
		return nil, err
	}
	return secret, nil
}

// Write makes a file with a secret of any form, readable by its owner only. It never replaces a file: one that is there is
// fs.ErrExist. When it returns nil the file survives a power cut; before that there is either no file or the whole one.
func Write(path string, content []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".keys.*") // mode 0600
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(temp.Name())) }()
	_, err = temp.Write(content)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	// A link, unlike a rename, does not replace what is there.
	if err := os.Link(temp.Name(), path); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}

// encode writes the header, the secret, and a digest by which a flipped bit is noticed: a key that is wrong by a bit would
// otherwise give every person a new hash without a word.
func encode(secret []byte, header string) []byte {
	digest := sha256.Sum256(secret)
	return fmt.Appendf(nil, "%s\n%x\n%x\n", header, secret, digest)
}

func decode(content []byte, header string) ([]byte, error) {
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	if len(lines) != 3 || string(lines[0]) != header {
		return nil, errors.New("is no key file of its kind")
	}
	secret, err := hex.DecodeString(string(lines[1]))
	if err != nil || len(secret) != secretSize {
		return nil, errors.New("is damaged")
	}
	if !bytes.Equal(encode(secret, header), append(bytes.TrimSpace(content), '\n')) {
		return nil, errors.New("is damaged")
	}
	return secret, nil
}

// derive gives each use a key of its own, so that a later use cannot weaken an earlier one.
func derive(secret []byte) (Keys, error) {
	use := func(what string) (func() hash.Hash, error) {
		key, err := hkdf.Key(sha256.New, secret, nil, what, sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("key file: %w", err)
		}
		return func() hash.Hash { return hmac.New(sha256.New, key) }, nil
	}
	person, err := use("person hash")
	if err != nil {
		return Keys{}, err
	}
	paper, err := use("paper hash")
	if err != nil {
		return Keys{}, err
	}
	asked, err := use("asked hash")
	return Keys{person: person, paper: paper, asked: asked}, err
}
