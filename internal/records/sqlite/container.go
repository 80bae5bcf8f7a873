package sqlite

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"shebao/kiosk/internal/keys"
)

// A record file is a database of SQLite with a trailer behind its last page, which SQLite does not look at:
//
//	magic   16 bytes
//	file    16 bytes, the random name of this one file: every key that seals in it is derived with it
//	check   16 bytes, by which the key is known to be the file's
//	digest  32 bytes, HMAC-SHA256 over the database and what stands before it in the trailer
//
// So it is one file, replaced by one rename, and every byte of it is under the digest.
const (
	magic       = "kiosk records 2\n"
	fileSize    = 16 // 128 random bits: no two files have one name
	checkSize   = 16
	digestSize  = 32
	trailerSize = len(magic) + fileSize + checkSize + digestSize
)

// chunk is how much is read at once for the digest; between two of them a caller that gives up is heard.
const chunk = 1 << 20

var errOtherKey = errors.New("is sealed with another key than the one that was given, or its end is damaged")

// contentError is a file whose content is not what its digest says.
type contentError struct{ file fs.FileInfo }

func (*contentError) Error() string { return "is damaged: its content is not what its digest says" }

// writeTrailer ends a file whose database is complete.
func writeTrailer(ctx context.Context, f *os.File, key keys.Records, file []byte) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	check := key.Check(file)
	t := append(append([]byte(magic), file...), check[:]...)
	digest, err := digestOf(ctx, f, size, key, t)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(append(t, digest...), size)
	return err
}

// trailer is what stands behind the database.
type trailer []byte

func readTrailer(f io.ReaderAt, size int64) (trailer, error) {
	t := make(trailer, trailerSize)
	if _, err := f.ReadAt(t, size-int64(trailerSize)); err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if string(t[:len(magic)]) != magic {
		return nil, errors.New("does not end as a record file does: it is cut, has grown, or is of another version")
	}
	return t, nil
}

func (t trailer) file() []byte   { return t[len(magic) : len(magic)+fileSize] }
func (t trailer) begin() []byte  { return t[:trailerSize-digestSize] } // what is under the digest
func (t trailer) digest() []byte { return t[trailerSize-digestSize:] }

// fits reports whether a key is the file's.
func (t trailer) fits(key keys.Records) bool {
	check := key.Check(t.file())
	return hmac.Equal(check[:], t[len(magic)+fileSize:trailerSize-digestSize])
}

// verify reads the whole file and gives its name. What is wrong with it is an error that completes "the file …".
func verify(ctx context.Context, f *os.File, info fs.FileInfo, key keys.Records) (file []byte, err error) {
	t, err := readTrailer(f, info.Size())
	if err != nil {
		return nil, err
	}
	if !t.fits(key) {
		return nil, errOtherKey
	}
	found, err := digestOf(ctx, f, info.Size()-int64(trailerSize), key, t.begin())
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if !hmac.Equal(found, t.digest()) {
		return nil, &contentError{info}
	}
	return t.file(), nil
}

// digestOf is the digest of the first size bytes of a file and the beginning of its trailer.
func digestOf(ctx context.Context, f io.ReaderAt, size int64, key keys.Records, trailer []byte) ([]byte, error) {
	mac := key.Digest(trailer[len(magic) : len(magic)+fileSize])
	buf := make([]byte, chunk)
	for at := int64(0); at < size; at += chunk {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := buf[:min(chunk, size-at)]
		if _, err := f.ReadAt(part, at); err != nil {
			return nil, err
		}
		mac.Write(part)
	}
	mac.Write(trailer)
	return mac.Sum(nil), nil
}

// headerSize is the length of the database header of the SQLite file format.
const headerSize = 100

// checkHeader finds what is no record file before it is read as a whole, and says so in the operator's words.
func checkHeader(f *os.File) (fs.FileInfo, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot be examined: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is not a file")
	}
	head := make([]byte, headerSize)
	if _, err := f.ReadAt(head, 0); err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return nil, errors.New("is no database")
	}
	if head[18] != 1 || head[19] != 1 {
		return nil, errors.New("is in write-ahead mode: it is a live database, not a record file")
	}
	pageSize := int64(head[16])<<8 | int64(head[17])
	if pageSize == 1 {
		pageSize = 65536
	}
	pages := int64(head[28])<<24 | int64(head[29])<<16 | int64(head[30])<<8 | int64(head[31])
	if want := pageSize*pages + int64(trailerSize); info.Size() != want {
		return nil, fmt.Errorf("has %d bytes where its header says %d: it is no record file, or is cut or has grown", info.Size(), want)
	}
	return info, nil
}
