package load

import (
	"context"
	"errors"
	"os"

	"shebao/kiosk/internal/keys"
)

// Rekey seals all batches and the list with another key and folds the record file with it. When it returns nil everything is under
// the new key, also after a power cut; on an error before the list was replaced everything is under the old one. A kill between list
// and record file leaves a record file of the old key beside batches of the new: the next command with the new key folds again.
func (s *Store) Rekey(ctx context.Context, to keys.Records, o Options) (err error) {
	if _, err := s.Folded(); err != nil {
		return err
	}
	fresh := &Store{path: s.path, folder: s.folder, key: to, lock: s.lock, list: list{Next: s.list.Next}, sealed: s.sealed}
	fresh.takeBack = func() error {
		err := s.put(s.list, s.algorithm(o)) // under the old key
		if err == nil {
			fresh.list.Batches = nil
		}
		return err
	}
	next := list{Next: s.list.Next}
	var written []*batchWriter
	defer func() {
		if err != nil && len(fresh.list.Batches) == 0 {
			for _, w := range written {
				err = errors.Join(err, w.discard())
			}
		}
	}()
	for _, b := range s.list.Batches {
		w, err := newBatch(s.folder, to, s.algorithm(o))
		if err != nil {
			return err
		}
		written = append(written, w)
		if err := s.copyInto(ctx, w, b); err != nil {
			return err
		}
		if err := w.finish(&b); err != nil {
			return err
		}
		next.Batches = append(next.Batches, b)
	}
	if _, err := fresh.commit(ctx, next, 0, o, nil); err != nil {
		return err
	}
	s.key, s.list = to, next
	return s.sweep()
}

// copyInto unseals the partitions of a batch and seals them anew.
func (s *Store) copyInto(ctx context.Context, w *batchWriter, b Batch) (err error) {
	from, err := openBatch(s.folder, b.File, s.key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	var plain []byte
	for p := range partitions {
		for i := range from.header.Blocks[p] {
			if plain, err = from.block(ctx, p, i, plain[:0]); err != nil {
				return err
			}
			w.parts[p] = append(w.parts[p], plain...)
			w.flush(p)
		}
	}
	clear(plain)
	return nil
}

// HasStore reports whether the record file at path is made from batches.
func HasStore(path string) bool {
	info, err := os.Stat(path + storeSuffix)
	return err == nil && info.IsDir()
}
