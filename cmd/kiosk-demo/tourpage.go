package main

import (
	_ "embed"
	"errors"
	"html/template"
	"os"
	"path/filepath"
)

//go:embed tour.html
var tourPage string

// writeTour writes the page of a tour; its pictures lie beside it.
func writeTour(dir string, chapters []chapter) (err error) {
	page, err := template.New("tour").Funcs(template.FuncMap{"inc": func(i int) int { return i + 1 }}).Parse(tourPage)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "index.html"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return page.Execute(f, chapters)
}
