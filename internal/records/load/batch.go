package load

import (
	"bufio"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"shebao/kiosk/internal/keys"
)

// A batch file is its head, blocks of entries, each sealed by itself, and at the end the sealed header with the places of all
// blocks. Every file has a key of its own, so nonces are counted from nothing; each block is bound to its number and partition, so
// none can be changed, exchanged or left out unnoticed.
const (
	batchMagic = "shebao-kiosk-batch 2\n"
	batchID    = 16
	batchHead  = len(batchMagic) + 1 + batchID // between them the mark of the algorithm

	// sealedBlock is how much of a partition is sealed at once: 256 partitions times this are held while a batch is written.
	sealedBlock = 32 << 10

	batchUse = "import batch" // of the key
)

// mostHeader bounds the sealed header: the places of a million blocks.
const mostHeader = 64 << 20

// markOf is how a file says with which of keys.Algorithms it is sealed. It needs no seal of its own: every algorithm has its own key.
func markOf(a keys.Algorithm) byte { return byte(slices.Index(keys.Algorithms(), a)) }

func algorithmOf(mark byte) (keys.Algorithm, bool) {
	all := keys.Algorithms()
	if int(mark) >= len(all) {
		return "", false
	}
	return all[mark], true
}

var errBatch = errors.New("the batch file is damaged, or was sealed with another key")

// Batch is what is known of a batch.
type Batch struct {
	Number   int       `json:"number"`
	File     string    `json:"file"`     // its random name
	Input    string    `json:"input"`    // base name of what was imported
	Checksum string    `json:"checksum"` // SHA-256 of it
	Mapping  string    `json:"mapping"`
	Version  int       `json:"version"`
	At       time.Time `json:"at"`
	Source   string    `json:"source"`
	AsOf     int       `json:"as_of"` // YYYYMMDD
	Places   []string  `json:"places,omitempty"`
	Rows     Rows      `json:"rows"`
}

// Rows count the rows of an input. Read = Accepted + Refused + Skipped + Totals, and Empty ones are besides.
type Rows struct {
	Read     int64 `json:"read"`
	Accepted int64 `json:"accepted"`
	Refused  int64 `json:"refused"`
	Skipped  int64 `json:"skipped"` // the mapping leaves them out: of insurances that a terminal does not show
	Totals   int64 `json:"totals"`
	Empty    int64 `json:"empty"`
	Stored   int64 `json:"stored"` // rows of our tables that the accepted ones gave: one may give several
}

// extent is where a sealed block lies.
type extent struct {
	Offset int64 `json:"o"`
	Length int   `json:"l"`
	Number int64 `json:"n"`
}

type header struct {
	Batch  Batch
	Blocks [partitions][]extent
}

// batchWriter writes a batch file. Nothing but sealed blocks reaches the disk. Use by one goroutine.
type batchWriter struct {
	file    *os.File
	out     *bufio.Writer
	seal    cipher.AEAD
	id      string
	offset  int64
	number  int64
	parts   [partitions][]byte
	blocks  [partitions][]extent
	scratch []byte
}

// newBatch begins a batch file in a folder, under a name that no list has yet.
func newBatch(folder string, key keys.Records, by keys.Algorithm) (_ *batchWriter, err error) {
	id := make([]byte, batchID)
	rand.Read(id) // it never fails: the program would have ended
	w := &batchWriter{id: hex.EncodeToString(id)}
	if w.seal, err = key.Sealer(by, id, batchUse); err != nil {
		return nil, err
	}
	if w.file, err = os.OpenFile(filepath.Join(folder, w.id), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	w.out = bufio.NewWriterSize(w.file, readAhead)
	w.write(append(append([]byte(batchMagic), markOf(by)), id...))
	return w, nil
}

func (w *batchWriter) write(b []byte) {
	w.out.Write(b) // its error stays and comes with Flush
	w.offset += int64(len(b))
}

// add puts entries into their partitions.
func (w *batchWriter) add(c *checked) {
	for _, e := range c.entries {
		p := &w.parts[e.partition]
		if *p == nil {
			*p = make([]byte, 0, sealedBlock)
		}
		if len(*p)+e.end-e.start > sealedBlock && len(*p) > 0 {
			w.flush(int(e.partition))
		}
		*p = append(*p, c.data[e.start:e.end]...)
	}
}

func (w *batchWriter) flush(p int) {
	w.scratch = w.seal.Seal(w.scratch[:0], nonce(w.number), w.parts[p], bind(w.number, p))
	w.blocks[p] = append(w.blocks[p], extent{w.offset, len(w.scratch), w.number})
	w.write(w.scratch)
	w.number++
	clear(w.parts[p])
	w.parts[p] = w.parts[p][:0]
}

func nonce(n int64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 4, 12), uint64(n)) }

// headerPartition is what the header is bound to instead of a partition.
const headerPartition = partitions

func bind(n int64, p int) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint64(nil, uint64(n)), uint16(p))
}

// finish writes what is left and the header, and brings the file to the disk.
func (w *batchWriter) finish(b *Batch) error {
	for p := range w.parts {
		if len(w.parts[p]) > 0 {
			w.flush(p)
		}
	}
	b.File = w.id
	plain, err := json.Marshal(header{*b, w.blocks})
	if err != nil {
		return err
	}
	sealed := w.seal.Seal(nil, nonce(w.number), plain, bind(w.number, headerPartition))
	w.write(sealed)
	w.write(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(w.number)), uint64(len(sealed))))
	return errors.Join(w.out.Flush(), w.file.Sync(), w.file.Close())
}

// discard removes the file.
func (w *batchWriter) discard() error {
	w.file.Close() // it may be closed already, and goes away either way
	return os.Remove(w.file.Name())
}

// batchFile is a batch file that is read.
type batchFile struct {
	file   *os.File
	seal   cipher.AEAD
	header header
	sealed []byte // the block that is read
}

func openBatch(folder, id string, key keys.Records) (_ *batchFile, err error) {
	f, err := os.Open(filepath.Join(folder, filepath.Base(id)))
	if err != nil {
		return nil, err
	}
	b := &batchFile{file: f}
	defer func() {
		if err != nil {
			err = fmt.Errorf("batch %s: %w", id, errors.Join(err, f.Close()))
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	head := make([]byte, batchHead)
	if _, err := f.ReadAt(head, 0); err != nil || string(head[:len(batchMagic)]) != batchMagic {
		return nil, errBatch
	}
	name := head[len(batchMagic)+1:]
	by, ok := algorithmOf(head[len(batchMagic)])
	if !ok || hex.EncodeToString(name) != id { // one batch under the name of another
		return nil, errBatch
	}
	if b.seal, err = key.Sealer(by, name, batchUse); err != nil {
		return nil, err
	}
	var end [16]byte
	if info.Size() < int64(batchHead+len(end)) {
		return nil, errBatch
	}
	if _, err := f.ReadAt(end[:], info.Size()-int64(len(end))); err != nil {
		return nil, errBatch
	}
	n, length := int64(binary.BigEndian.Uint64(end[:])), int64(binary.BigEndian.Uint64(end[8:]))
	if length < 0 || length > mostHeader || length > info.Size()-int64(batchHead+len(end)) {
		return nil, errBatch
	}
	sealed := make([]byte, length)
	if _, err := f.ReadAt(sealed, info.Size()-int64(len(end))-length); err != nil {
		return nil, errBatch
	}
	plain, err := b.seal.Open(sealed[:0], nonce(n), sealed, bind(n, headerPartition))
	if err != nil {
		return nil, errBatch
	}
	if err := json.Unmarshal(plain, &b.header); err != nil {
		return nil, errBatch
	}
	return b, nil
}

// size is how many bytes a partition has, with the seals.
func (b *batchFile) size(p int) (n int64) {
	for _, e := range b.header.Blocks[p] {
		n += int64(e.Length)
	}
	return n
}

// partition appends the entries of a partition to to.
func (b *batchFile) partition(ctx context.Context, p int, to []byte) ([]byte, error) {
	for i := range b.header.Blocks[p] {
		var err error
		if to, err = b.block(ctx, p, i, to); err != nil {
			return to, err
		}
	}
	return to, nil
}

// block appends the entries of one block of a partition to to.
func (b *batchFile) block(ctx context.Context, p, i int, to []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return to, err
	}
	e := b.header.Blocks[p][i]
	b.sealed = slices.Grow(b.sealed[:0], e.Length)[:e.Length]
	if _, err := b.file.ReadAt(b.sealed, e.Offset); errors.Is(err, io.EOF) {
		return to, errBatch
	} else if err != nil {
		return to, err
	}
	out, err := b.seal.Open(to, nonce(e.Number), b.sealed, bind(e.Number, p))
	if err != nil {
		return to, errBatch
	}
	return out, nil
}

func (b *batchFile) close() error { return b.file.Close() }
