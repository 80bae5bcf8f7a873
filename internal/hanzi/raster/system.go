package raster

import (
	"errors"
	"io/fs"
	"os"
)

// SystemFonts are the files of Debian's fonts-hanazono: between them every character of Extensions A to F (facts/print.md §6).
func SystemFonts() []string {
	return []string{"/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"}
}

// System is New with the fonts that are installed for rare characters. One that is not installed is left out: what it has is
// then drawn as boxed code points. The files stay open until Close.
func System(raw []byte) (*Raster, error) { return withFiles(raw, SystemFonts()) }

func withFiles(raw []byte, paths []string) (*Raster, error) {
	r, err := New(raw)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			r.closer = append(r.closer, f)
			err = r.Add(f)
		}
		if err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	return r, nil
}

// Close lets go of the fonts' files. Nothing may be drawn afterwards.
func (r *Raster) Close() error {
	var all error
	for _, c := range r.closer {
		all = errors.Join(all, c.Close())
	}
	r.closer = nil
	return all
}
