package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shebao/kiosk/faq"
)

// trial is a copy of a folder of content on which a change is tried before it is made: what would be a fault never gets there.
type trial struct {
	folder string // the operator's, which may not be there yet
	copy   string
	files  map[string][]byte // that are changed, by their path in the folder, with slashes
	order  []string
}

// newTrial copies a folder, or what ships with the program when there is none. A folder that has faults already is refused.
func newTrial(folder string) (_ *trial, err error) {
	if folder == "" {
		return nil, errUsage
	}
	t := &trial{folder: folder, files: map[string][]byte{}}
	if t.copy, err = os.MkdirTemp("", "kioskctl-faq-*"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, t.end())
		}
	}()
	from, err := t.source()
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(t.copy, from); err != nil {
		return nil, err
	}
	if _, err := faq.Load(from); err != nil {
		return nil, fmt.Errorf("%s has faults; kioskctl faq check names them: %w", folder, err)
	}
	return t, nil
}

func (t *trial) source() (fs.FS, error) {
	if _, err := os.Stat(t.folder); errors.Is(err, fs.ErrNotExist) {
		return faq.Files()
	}
	return os.DirFS(t.folder), nil
}

func (t *trial) end() error { return os.RemoveAll(t.copy) }

// put changes a file of the copy.
func (t *trial) put(name string, content []byte) error {
	if _, again := t.files[name]; !again {
		t.order = append(t.order, name)
	}
	t.files[name] = content
	return os.WriteFile(filepath.Join(t.copy, filepath.FromSlash(name)), content, 0o644)
}

// drop takes a file that was put, and was not there before, out of the copy.
func (t *trial) drop(name string) error {
	delete(t.files, name)
	t.order = slices.DeleteFunc(t.order, func(n string) bool { return n == name })
	return os.Remove(filepath.Join(t.copy, filepath.FromSlash(name)))
}

// has reports whether the copy has a file.
func (t *trial) has(name string) bool {
	_, err := os.Stat(filepath.Join(t.copy, filepath.FromSlash(name)))
	return err == nil
}

func (t *trial) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(t.copy, filepath.FromSlash(name)))
}

// library is the content with the changes.
func (t *trial) library() (*faq.Library, error) { return faq.Load(os.DirFS(t.copy)) }

// keep makes the changes in the operator's folder, each file whole or not at all, in the order in which they were put.
func (t *trial) keep() error {
	if _, err := os.Stat(t.folder); errors.Is(err, fs.ErrNotExist) {
		if err := t.begin(); err != nil {
			return err
		}
	}
	for _, name := range t.order {
		if err := replaceFile(filepath.Join(t.folder, filepath.FromSlash(name)), t.files[name]); err != nil {
			return err
		}
	}
	return nil
}

// begin makes the operator's folder with what ships with the program.
func (t *trial) begin() error {
	shipped, err := faq.Files()
	if err != nil {
		return err
	}
	part := filepath.Clean(t.folder) + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(part), 0o755); err != nil {
		return err
	}
	if err := os.CopyFS(part, shipped); err != nil {
		return err
	}
	return os.Rename(part, t.folder)
}

// replaceFile writes a file whole or not at all, so that it survives a power cut.
func replaceFile(path string, content []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(content)
	if err := errors.Join(err, temp.Chmod(0o644), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// named finds the file of an entry.
func (t *trial) named(id string) (string, error) {
	names, err := fs.Glob(os.DirFS(t.copy), "*/*.md")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		content, err := t.read(name)
		if err != nil {
			return "", err
		}
		if headValue(content, "id") == id {
			return name, nil
		}
	}
	return "", fmt.Errorf("there is no entry %s in %s", id, t.folder)
}

// headLines are the lines of a file of content; end is the line of --- that ends its head, 0 when there is none.
func headLines(content []byte) (lines []string, end int) {
	lines = strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(content), "\uFEFF"), "\r\n", "\n"), "\n")
	if lines[0] != "---" {
		return lines, 0
	}
	return lines, slices.Index(lines[1:], "---") + 1
}

// headValue is what a file's head says for a key, "" when it says nothing.
func headValue(content []byte, key string) string {
	lines, end := headLines(content)
	for i := 1; i < end; i++ {
		if k, v, ok := strings.Cut(lines[i], ":"); ok && k == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
