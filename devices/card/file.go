package card

import "context"

// file is one of the two files that are read (facts/card.md §2.2). What a whole reading gave is kept in it for one
// Identify.
type file struct {
	id     byte   // EF05 or EF06
	step   string // "SELECT EF05"
	whole  int    // bytes of the whole file, TAG LEN VALUE each
	first  field  // the record that every one has; whether it can be read tells whether the file can
	also   byte   // a tag that a whole reading must have besides
	values map[byte][]byte
}

// field is one record of a file: its tag and the length of its value.
type field struct {
	tag  byte
	size int
	step string
}

var (
	fieldIdentifier = field{0x01, 0x10, "EF05/01"}
	fieldVersion    = field{0x03, 0x04, "EF05/03"}
	fieldIssued     = field{0x05, 0x04, "EF05/05"}
	fieldExpires    = field{0x06, 0x04, "EF05/06"}
	fieldNumber     = field{0x07, 0x09, "EF05/07"} // 卡号
	fieldPerson     = field{0x08, 0x12, "EF06/08"} // 社会保障号码
	fieldName       = field{0x09, 0x1E, "EF06/09"}
	fieldNameMore   = field{0x4E, 0x14, "EF06/4E"}
)

var (
	ef05 = file{id: 0x05, step: "SELECT EF05", whole: 0x40, first: fieldIdentifier, also: 0x07}
	ef06 = file{id: 0x06, step: "SELECT EF06", whole: 0x5B, first: fieldPerson, also: 0x09}
)

// openFile selects a file and reads all of it in one answer where the card does that, else its first record. An error of
// kind NeedsKey is a file that opens only to an authenticated terminal.
func (s *Session) openFile(ctx context.Context, f file) (*file, error) {
	f.values = map[byte][]byte{}
	if err := s.makeCurrent(ctx, &f); err != nil {
		return nil, err
	}
	if !s.byTag {
		switch whole, err := s.readWhole(ctx, &f); {
		case err != nil:
			return nil, err
		case whole:
			return &f, nil
		}
		s.byTag = true // it will not for the other file either
	}
	value, err := s.readRecord(ctx, f.first)
	if err != nil {
		return nil, err
	}
	f.values[f.first.tag] = value
	return &f, nil
}

// makeCurrent selects a file that is not selected. Fielded cards know P1=02 of the specification or P1=00 of common use
// (facts/card.md §1.2).
func (s *Session) makeCurrent(ctx context.Context, f *file) error {
	if s.current == f.id {
		return nil
	}
	s.current = 0
	var status sw
	for _, p1 := range []byte{0x02, 0x00} {
		var err error
		_, status, err = s.exchange(ctx, f.step, command{ins: 0xA4, p1: p1, data: []byte{0xEF, f.id}})
		if err != nil {
			return err
		}
		if status != swWrongP1P2 && status != swNotFound && status != swNotSupported {
			break
		}
	}
	if status != swOK {
		return refused(status, f.step)
	}
	s.current = f.id
	return nil
}

// readWhole reads all records of the current file at once (READ RECORD, P2=05). Only some cards do that (facts/card.md
// §2.3), so anything but a whole file of records is no error but a no; a file that is closed is told as such.
func (s *Session) readWhole(ctx context.Context, f *file) (bool, error) {
	answer, status, err := s.exchange(ctx, f.step+", all", command{ins: 0xB2, p1: 0x01, p2: 0x05, le: f.whole})
	switch {
	case err != nil:
		return false, err
	case status == swSecurity:
		return false, refused(status, f.step+", all")
	case status != swOK:
		return false, nil
	}
	values, ok := records(answer)
	if !ok || values[f.first.tag] == nil || values[f.also] == nil {
		return false, nil
	}
	f.values = values
	return true, nil
}

// want is a record and where its value goes.
type want struct {
	field field
	into  *[]byte
}

func (s *Session) readFields(ctx context.Context, f *file, all []want) error {
	for _, w := range all {
		value, err := s.readField(ctx, f, w.field)
		if err != nil {
			return err
		}
		*w.into = value
	}
	return nil
}

// readField gives one record of a file that was opened, and asks the card only for what it has not given; nil when the card
// does not have it.
func (s *Session) readField(ctx context.Context, f *file, one field) ([]byte, error) {
	if value, ok := f.values[one.tag]; ok {
		return value, nil
	}
	if len(f.values) > 1 { // all of it is here: a first-generation card has no 4E
		return nil, nil
	}
	if err := s.makeCurrent(ctx, f); err != nil {
		return nil, err
	}
	return s.readRecord(ctx, one)
}

// readRecord reads one record of the current file by its tag; nil when the card does not have it.
func (s *Session) readRecord(ctx context.Context, f field) ([]byte, error) {
	answer, status, err := s.exchange(ctx, f.step, command{ins: 0xB2, p1: f.tag, le: f.size + 2})
	switch {
	case err != nil:
		return nil, err
	case status == swRecordMissing:
		return nil, nil
	case status != swOK:
		return nil, refused(status, f.step)
	}
	value, ok := record(answer, f.tag)
	if !ok {
		return nil, &Error{Kind: Malformed, SW: uint16(status), Step: f.step, Err: errTLV}
	}
	return value, nil
}
