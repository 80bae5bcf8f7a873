package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// Fits reports whether the file at path is sealed with a key, without reading it as a whole. A file that is none is an
// *records.Error with Damaged.
func Fits(path string, key keys.Records) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, damaged(path, "cannot be opened", err)
	}
	defer f.Close()
	info, err := checkHeader(f)
	if err != nil {
		return false, damaged(path, "", err)
	}
	t, err := readTrailer(f, info.Size())
	if err != nil {
		return false, damaged(path, "", err)
	}
	return t.fits(key), nil
}

// Reseal puts a file in the place of the one at path that says and holds the same, sealed with another key, and with another
// algorithm when one is given. The old file is verified first. What holds after an error or a power cut is what Builder.Finish says:
// the file is the old one, of the old key, or the new one, of the next. Progress may be nil.
func Reseal(ctx context.Context, path string, old, next keys.Records, a keys.Algorithm, progress func(done, total int64)) (err error) {
	from, err := openSnapshot(path, old)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	if a == "" {
		a = from.inventory.Algorithm
	}
	to, err := CreateWith(ctx, path, next, from.about, Options{Algorithm: a, Meta: from.meta})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Discard()) }()
	if err := from.eachPerson(ctx, func(number string, plain []byte) error {
		if progress != nil && to.persons%1000 == 0 {
			progress(to.persons, from.inventory.Persons)
		}
		return to.putPerson(ctx, number, plain)
	}); err != nil {
		return err
	}
	if err := from.eachCard(ctx, func(e records.CardEntry) error { return to.PutCard(ctx, e) }); err != nil {
		return err
	}
	if to.persons != from.inventory.Persons || to.cards != from.inventory.Cards {
		return damaged(path, fmt.Sprintf("holds %d persons and %d cards where it says %d and %d", to.persons, to.cards, from.inventory.Persons,
			from.inventory.Cards), nil)
	}
	if err := to.Finish(ctx); err != nil {
		return err
	}
	if progress != nil {
		progress(from.inventory.Persons, from.inventory.Persons)
	}
	return nil
}

// eachPerson gives everybody of the file, encoded; the bytes are cleared after each.
func (s *snapshot) eachPerson(ctx context.Context, each func(number string, plain []byte) error) error {
	rows, err := s.conns[0].QueryContext(ctx, `SELECT id, key, sealed FROM person ORDER BY id`)
	if err != nil {
		return s.failure(ctx, err)
	}
	defer rows.Close()
	var plain []byte
	defer func() { clear(plain[:cap(plain)]) }()
	for rows.Next() {
		var id int64
		var key, sealed []byte
		if err := rows.Scan(&id, &key, &sealed); err != nil {
			return s.failure(ctx, err)
		}
		if len(key) != len(lookup{}) {
			return damaged(s.name, "holds a key that is none", nil)
		}
		if plain, err = s.seals.openPerson(plain[:0], id, lookup(key), sealed); err != nil {
			return damaged(s.name, "holds a person that does not open", nil)
		}
		number, err := numberOf(plain)
		if err != nil {
			return damaged(s.name, "holds a person that cannot be read", err)
		}
		if err := each(number, plain); err != nil {
			return err
		}
		clear(plain)
	}
	if err := rows.Err(); err != nil {
		return s.failure(ctx, err)
	}
	return nil
}

func (s *snapshot) eachCard(ctx context.Context, each func(records.CardEntry) error) error {
	rows, err := s.conns[0].QueryContext(ctx, `SELECT key, sealed FROM card`)
	if err != nil {
		return s.failure(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, sealed []byte
		if err := rows.Scan(&key, &sealed); err != nil {
			return s.failure(ctx, err)
		}
		if len(key) != len(lookup{}) {
			return damaged(s.name, "holds a key that is none", nil)
		}
		e, err := s.seals.openCard(lookup(key), sealed)
		if err != nil {
			return damaged(s.name, "holds a card that cannot be read", err)
		}
		if err := each(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return s.failure(ctx, err)
	}
	return nil
}
