package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/emmansun/gmsm/sm4"

	"shebao/kiosk/internal/idcard"
)

// recordsHeader names a file with a record key, so that neither it nor the terminal's own secret is taken for the other.
const recordsHeader = "shebao-kiosk-records-key 1"

// credential is how a path says that the key is a credential of the service, which systemd decrypts for it and binds to the
// machine (systemd.exec(5), LoadCredentialEncrypted=); credentialsFolder is the variable that says where those lie.
const (
	credential        = "credential:"
	credentialsFolder = "CREDENTIALS_DIRECTORY"
)

// nextKey is what follows the name of a key file that takes this one's place as soon as its record file is there.
const nextKey = ".next"

// Algorithm is what seals; a closed set. A record file names its own, so that reading one needs no configuration.
type Algorithm string

// The algorithms. SM4 is the one that the rules for commercial cryptography name.
const (
	AES256GCM Algorithm = "AES-256-GCM"
	SM4GCM    Algorithm = "SM4-GCM"
)

// Algorithms lists every algorithm, the usual one first.
func Algorithms() []Algorithm { return []Algorithm{AES256GCM, SM4GCM} }

// Records is the key of record files: what seals the persons in them and finds them again. Unlike Keys it is not the terminal's
// own: whoever makes a record file for many terminals gives each of them this key. It prints as nothing of itself. One that was
// neither loaded nor made panics when it is used. It may be used by several goroutines.
type Records struct {
	secret func() []byte
	from   string // the path that it was read from, "" for a key that is stored nowhere
}

// Format hides the key from every verb of fmt.
func (Records) Format(f fmt.State, _ rune) { io.WriteString(f, "keys(hidden)") }

// LoadRecords reads the record key at path; its errors are those of Load.
func LoadRecords(path string) (Records, error) { return loadRecords(path, ownerOnly) }

// RecordsFrom reads the record key that a configuration names: the path of a file, or "credential:NAME" for the service's
// credential of that name.
func RecordsFrom(where string) (Records, error) {
	name, ok := strings.CutPrefix(where, credential)
	if !ok {
		return LoadRecords(where)
	}
	folder := os.Getenv(credentialsFolder)
	if folder == "" || name != filepath.Base(name) {
		return Records{}, fmt.Errorf("key file: %s is no credential of this service: %w", where, fs.ErrNotExist)
	}
	k, err := loadRecords(filepath.Join(folder, name), credentialMode)
	k.from = where
	return k, err
}

// IsCredential reports whether a configuration names a credential of the service, not a file.
func IsCredential(where string) bool { return strings.HasPrefix(where, credential) }

// CreateRecords makes a new record key; what it guarantees is what Create does.
func CreateRecords(path string) (Records, error) {
	secret, err := create(path, recordsHeader)
	if err != nil {
		return Records{}, err
	}
	return recordsOf(secret, path), nil
}

// RecordsAt reads the record key at path, and makes one where there is none.
func RecordsAt(path string) (Records, error) {
	k, err := LoadRecords(path)
	if errors.Is(err, fs.ErrNotExist) {
		return CreateRecords(path)
	}
	return k, err
}

// NewRecords makes a key that is stored nowhere, for a file that does not outlive the program.
func NewRecords() Records {
	secret := make([]byte, secretSize)
	rand.Read(secret) // it never fails: the program would have ended
	return recordsOf(secret, "")
}

// NextPath is where the key is made that is to take the place of the one at path.
func NextPath(path string) string { return path + nextKey }

// Successors are the keys that may have taken the place of k since it was read: the one that is at its path now, and the one
// that lies ready beside it. A key that is not there, or cannot be read, is not among them.
func (k Records) Successors() []Records {
	if k.from == "" {
		return nil
	}
	var out []Records
	for _, where := range []string{k.from, NextPath(k.from)} {
		if next, err := RecordsFrom(where); err == nil {
			out = append(out, next)
		}
	}
	return out
}

// Replaced reports whether another key lies where k was read from: what is sealed with k now could not be read by those who look
// there.
func (k Records) Replaced() bool {
	if k.from == "" {
		return false
	}
	now, err := RecordsFrom(k.from)
	return err == nil && now.Check(nil) != k.Check(nil)
}

// Lookup finds a person: HMAC-SHA256 of the normal form of the identity number, cut to 128 bits.
func (k Records) Lookup(number string) [hashSize]byte { return k.Lookups().Person(number) }

// CardLookup finds a card in the register by its 卡识别码 and 卡号, both in their normal writing.
func (k Records) CardLookup(identifier, number string) [hashSize]byte {
	return k.Lookups().Card(identifier, number)
}

// Lookups is a finder that keeps what Records derives anew for each call: for whoever looks up a million. Not for several
// goroutines.
type Lookups struct{ person, card hash.Hash }

// Lookups makes a finder.
func (k Records) Lookups() *Lookups {
	return &Lookups{person: hmac.New(sha256.New, k.derive("person lookup", nil, sha256.Size)),
		card: hmac.New(sha256.New, k.derive("card lookup", nil, sha256.Size))}
}

// Person is what Records.Lookup gives.
func (l *Lookups) Person(number string) [hashSize]byte { return cut(l.person, idcard.Normal(number)) }

// Card is what Records.CardLookup gives.
func (l *Lookups) Card(identifier, number string) [hashSize]byte {
	return cut(l.card, identifier+"\x00"+number)
}

func cut(mac hash.Hash, text string) (out [hashSize]byte) {
	copy(out[:], sum(mac, text))
	return out
}

// Sealer is what seals one use's content of one file. Every file and every use have a key of their own, so that the caller may
// count its nonces from nothing in each. An algorithm that is not one of Algorithms is an error.
func (k Records) Sealer(a Algorithm, file []byte, use string) (cipher.AEAD, error) {
	info := "seal " + string(a) + " " + use
	switch a {
	case AES256GCM:
		block, err := aes.NewCipher(k.derive(info, file, 32))
		if err != nil {
			return nil, err
		}
		return cipher.NewGCM(block)
	case SM4GCM:
		block, err := sm4.NewCipher(k.derive(info, file, sm4.BlockSize))
		if err != nil {
			return nil, err
		}
		return cipher.NewGCM(block)
	}
	return nil, fmt.Errorf("algorithm %q is not known", a)
}

// Digest begins the authenticated digest of one file: HMAC-SHA256 with a key of its own.
func (k Records) Digest(file []byte) hash.Hash {
	return hmac.New(sha256.New, k.derive("file digest", file, sha256.Size))
}

// Check tells whether a file was sealed with this key: it is stored in the file and gives nothing of the key away.
func (k Records) Check(file []byte) (out [hashSize]byte) {
	copy(out[:], k.derive("key check", file, hashSize))
	return out
}

// derive gives each use a key of its own. The salt is a file's random name, nil for what is the same in all files.
func (k Records) derive(use string, salt []byte, size int) []byte {
	key, err := hkdf.Key(sha256.New, k.secret(), salt, use, size)
	if err != nil {
		panic("keys: " + err.Error()) // only for a size that HKDF does not have
	}
	return key
}

func loadRecords(path string, mode modeRule) (Records, error) {
	secret, err := load(path, recordsHeader, mode)
	if err != nil {
		return Records{}, err
	}
	return recordsOf(secret, path), nil
}

func recordsOf(secret []byte, from string) Records {
	return Records{secret: func() []byte { return secret }, from: from}
}
