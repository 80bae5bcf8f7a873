package card

import "errors"

var errTLV = errors.New("a length that does not fit")

// Algorithm is the card's cipher family (facts/card.md §1.3).
type Algorithm int

// The algorithms. AlgorithmUnknown is a code that the scheme does not name.
const (
	AlgorithmUnknown Algorithm = 0
	AlgorithmDES     Algorithm = 1
	AlgorithmSSF33   Algorithm = 2
	AlgorithmSM4     Algorithm = 3
)

// String names the algorithm.
func (a Algorithm) String() string {
	switch a {
	case AlgorithmDES:
		return "3DES"
	case AlgorithmSSF33:
		return "SSF33"
	case AlgorithmSM4:
		return "SM4"
	}
	return "unknown"
}

// algorithmTag finds 6F/A5/9F0C/86 in an FCI; false when the card does not name its algorithm.
func algorithmTag(fci []byte) (byte, bool) {
	value := fci
	for _, tag := range []int{0x6F, 0xA5, 0x9F0C, 0x86} {
		var ok bool
		if value, ok = find(value, tag); !ok {
			return 0, false
		}
	}
	if len(value) != 1 {
		return 0, false
	}
	return value[0], true
}

// find gives the value of the first element with the tag among the BER-TLV elements that b is made of.
func find(b []byte, tag int) ([]byte, bool) {
	for len(b) > 0 {
		if b[0] == 0x00 || b[0] == 0xFF { // padding between elements, ISO 7816-4
			b = b[1:]
			continue
		}
		got, value, rest, err := element(b)
		if err != nil {
			return nil, false
		}
		if got == tag {
			return value, true
		}
		b = rest
	}
	return nil, false
}

// element takes one BER-TLV element with a tag of one or two bytes and a length of one to three.
func element(b []byte) (tag int, value, rest []byte, err error) {
	if len(b) < 2 {
		return 0, nil, nil, errTLV
	}
	tag, b = int(b[0]), b[1:]
	if tag&0x1F == 0x1F {
		if b[0]&0x80 != 0 {
			return 0, nil, nil, errTLV
		}
		tag, b = tag<<8|int(b[0]), b[1:]
	}
	if len(b) == 0 {
		return 0, nil, nil, errTLV
	}
	n, b := int(b[0]), b[1:]
	switch {
	case n < 0x80:
	case n == 0x81 && len(b) >= 1:
		n, b = int(b[0]), b[1:]
	case n == 0x82 && len(b) >= 2:
		n, b = int(b[0])<<8|int(b[1]), b[2:]
	default:
		return 0, nil, nil, errTLV
	}
	if n > len(b) {
		return 0, nil, nil, errTLV
	}
	return tag, b[:n], b[n:], nil
}

// record takes the value out of a record TAG LEN VALUE (facts/card.md §2.2). Bytes after the value are ignored: some
// cards answer with the whole fixed-length record.
func record(b []byte, tag byte) ([]byte, bool) {
	if len(b) < 2 || b[0] != tag || int(b[1]) > len(b)-2 {
		return nil, false
	}
	return b[2 : 2+int(b[1])], true
}

// records takes apart a whole file, records TAG LEN VALUE one after the other. Of a tag that comes twice the first counts,
// as it does for a card that is asked by tag. false when the bytes are not records to their end.
func records(b []byte) (map[byte][]byte, bool) {
	values := map[byte][]byte{}
	for len(b) > 0 {
		value, ok := record(b, b[0])
		if !ok {
			return nil, false
		}
		if _, twice := values[b[0]]; !twice {
			values[b[0]] = value
		}
		b = b[2+len(value):]
	}
	return values, true
}
