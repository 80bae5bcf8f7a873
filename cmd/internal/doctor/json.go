package doctor

import (
	"encoding/json"
	"io"
)

// JSON writes the report for a script.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // names of readers stay as they are
	e.SetIndent("", "  ")
	return e.Encode(r)
}
