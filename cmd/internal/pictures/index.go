package pictures

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"html/template"

	"shebao/kiosk/internal/visit"
)

//go:embed index.html
var indexPage string

// writeIndex writes the page to leaf through: everything it needs stands in it or beside it.
func writeIndex(path string, frames []Frame, sheets []Sheet) error {
	page, err := template.New("index").Parse(indexPage)
	if err != nil {
		return err
	}
	all, err := json.Marshal(frames)
	if err != nil {
		return err
	}
	design, err := json.Marshal(sheets)
	if err != nil {
		return err
	}
	var screens []string
	for _, s := range visit.Screens() {
		screens = append(screens, string(s))
	}
	order, err := json.Marshal(screens)
	if err != nil {
		return err
	}
	return write(path, func(w *bufio.Writer) error {
		return page.Execute(w, struct{ Frames, Sheets, Screens template.JS }{template.JS(all), template.JS(design), template.JS(order)})
	})
}
