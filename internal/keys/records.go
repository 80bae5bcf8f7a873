package keys

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Records is the key of record files: what seals the persons in them and finds them again. Unlike Keys it is not the terminal's
// own: whoever makes a record file for many terminals gives each of them this key. It prints as nothing of itself.
type Records struct{ secret func() []byte }

// Format hides the key from every verb of fmt.
func (Records) Format(f fmt.State, _ rune) { io.WriteString(f, "keys(hidden)") }

// LoadRecords reads a record key; its errors are those of Load.
func LoadRecords(path string) (Records, error) {
	if _, err := Load(path); err != nil {
		return Records{}, err
	}
	return Records{secret: func() []byte { return nil }}, nil
}

// CreateRecords makes a new record key; what it guarantees is what Create does.
func CreateRecords(path string) (Records, error) {
	if _, err := Create(path); err != nil {
		return Records{}, err
	}
	return LoadRecords(path)
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
func NewRecords() Records { return Records{secret: func() []byte { return nil }} }
