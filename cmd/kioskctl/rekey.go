package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/load"
	"shebao/kiosk/internal/records/sqlite"
)

// rekey seals a record file with a new key. With a configuration, the new key takes the place of the old one; what is done in which
// order, and what is usable in between, stands in docs/records-file.md.
func rekey(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("records rekey", flag.ContinueOnError)
	f.SetOutput(errs)
	configured := f.String("config", "", "configuration of the terminal")
	key := f.String("key", "", "the file's key")
	newKey := f.String("new-key", "", "the key that it gets; made when it is not there")
	algorithm := f.String("algorithm", "", "AES-256-GCM or SM4-GCM; without it that of the file")
	if err := f.Parse(args); err != nil || f.NArg() > 1 || (f.NArg() == 1) != (*key != "" && *newKey != "") || (f.NArg() == 1 && *configured != "") {
		return errUsage
	}
	o := rekeying{algorithm: keys.Algorithm(*algorithm), start: time.Now(), out: out, errs: errs}
	if f.NArg() == 1 {
		return o.between(ctx, f.Arg(0), *key, *newKey)
	}
	if *configured == "" {
		*configured = usualConfig
	}
	c, err := config.Load(*configured)
	if err != nil {
		return err
	}
	return o.inPlace(ctx, c.Records.File, c.Records.KeyFile)
}

type rekeying struct {
	algorithm keys.Algorithm
	start     time.Time
	out, errs io.Writer
}

// between seals the file with another key and leaves both keys where they are.
func (o rekeying) between(ctx context.Context, path, keyPath, newPath string) error {
	old, err := keys.RecordsFrom(keyPath)
	if err != nil {
		return err
	}
	next, err := keys.RecordsAt(newPath)
	if err != nil {
		return err
	}
	if err := o.reseal(ctx, path, old, next); err != nil {
		return err
	}
	s, err := sqlite.OpenOnly(path, next)
	if err != nil {
		return err
	}
	return errors.Join(o.tell(path, s), s.Close())
}

// inPlace seals the file with a new key, which then takes the place of the old one. After a run that was interrupted, or a power
// cut, it goes on where that ended.
func (o rekeying) inPlace(ctx context.Context, path, keyPath string) error {
	if keys.IsCredential(keyPath) {
		return errors.New("the key is a credential of the service, which this program cannot replace: use -key and -new-key (docs/records-file.md)")
	}
	if load.HasStore(path) {
		return errors.New("the record file is made from batches: give it its new key where they are, by -key and -new-key (docs/records-import.md)")
	}
	old, err := keys.LoadRecords(keyPath)
	if err != nil {
		return err
	}
	next, err := keys.RecordsAt(keys.NextPath(keyPath)) // that of an interrupted run, when there was one
	if err != nil {
		return err
	}
	if err := o.reseal(ctx, path, old, next); err != nil {
		return err
	}
	if err := os.Rename(keys.NextPath(keyPath), keyPath); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(keyPath))
	if err != nil {
		return err
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return err
	}
	// Verified anew, and kept as the last good one: that of before has a key that is gone.
	s, err := sqlite.Open(path, next)
	if err != nil {
		return err
	}
	return errors.Join(o.tell(path, s), s.Fallback(), s.Unkept(), s.Close())
}

// reseal puts the file in place that is sealed with the next key, unless it is there already.
func (o rekeying) reseal(ctx context.Context, path string, old, next keys.Records) error {
	if load.HasStore(path) {
		return o.resealBatches(ctx, path, old, next)
	}
	done, err := sqlite.Fits(path, next)
	if err != nil || done {
		return err
	}
	err = sqlite.Reseal(ctx, path, old, next, o.algorithm, func(done, total int64) {
		if total > 10_000 {
			fmt.Fprintf(o.errs, "\r%d of %d persons", done, total)
		}
	})
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w; run it as the user to whom the file belongs", err)
	}
	return err
}

// resealBatches seals the batches that the file is made from, and makes the file anew from them. After a run that was broken off it
// goes on where that ended.
func (o rekeying) resealBatches(ctx context.Context, path string, old, next keys.Records) (err error) {
	by := load.Options{Now: o.start, Algorithm: o.algorithm}
	store, err := load.OpenStore(path, old)
	if err == nil {
		defer func() { err = errors.Join(err, store.Close()) }()
		return store.Rekey(ctx, next, by)
	}
	later, why := load.OpenStore(path, next)
	if why != nil {
		return err
	}
	defer func() { err = errors.Join(err, later.Close()) }()
	if by.Algorithm == "" { // the file may still be under the old key, which the store does not have
		if s, why := sqlite.OpenOnly(path, old); why == nil {
			by.Algorithm = s.Inventory().Algorithm
			if err := s.Close(); err != nil {
				return err
			}
		}
	}
	_, err = later.Repair(ctx, by)
	return err
}

func (o rekeying) tell(path string, s *sqlite.Source) error {
	i := s.Inventory()
	_, err := fmt.Fprintf(o.out, "%s: %d persons and %d cards, sealed with the new key by %s, %.1f s\n", path, i.Persons, i.Cards, i.Algorithm,
		time.Since(o.start).Seconds())
	return err
}
