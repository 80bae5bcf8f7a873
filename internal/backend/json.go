package backend

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Object is a JSON object: texts, json.Number, bool, nil, Object and []any by name.
type Object map[string]any

// Decode reads one JSON object with nothing behind it, which nests no deeper than depth. encoding/json alone would take the last of
// two fields of a name, and one whose name differs in its case; whoever stands between could have another program read the first.
func Decode(body []byte, depth int) (Object, bool) {
	if !utf8.Valid(body) || !json.Valid(body) { // Valid refuses what stands behind the value
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber() // a number of a thousand digits stays text
	v, ok := value(d, depth)
	o, isObject := v.(Object)
	return o, ok && isObject
}

// value reads the next value; false when it nests deeper than depth or names a field twice.
func value(d *json.Decoder, depth int) (any, bool) {
	token, err := d.Token()
	if err != nil {
		return nil, false
	}
	open, compound := token.(json.Delim)
	if !compound {
		return token, true
	}
	if depth == 0 {
		return nil, false
	}
	fields, elements := Object{}, []any{}
	for d.More() {
		var name string
		if open == '{' {
			if token, err = d.Token(); err != nil {
				return nil, false
			}
			name, _ = token.(string)
			if _, twice := fields[name]; twice {
				return nil, false
			}
		}
		v, ok := value(d, depth-1)
		if !ok {
			return nil, false
		}
		if open == '{' {
			fields[name] = v
		} else {
			elements = append(elements, v)
		}
	}
	if _, err := d.Token(); err != nil { // the closing bracket
		return nil, false
	}
	if open == '{' {
		return fields, true
	}
	return elements, true
}
