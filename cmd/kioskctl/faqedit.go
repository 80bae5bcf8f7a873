package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"shebao/kiosk/faq"
)

// idForm is what the content takes for an id.
var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// faqAdd adds one answer to a folder: a file, or what the flags say.
func faqAdd(args []string, out, errs io.Writer) (err error) {
	f := faqFlags("add", errs)
	into := f.String("into", "", "folder of content")
	category := f.String("category", "", "id of the category")
	var d draft
	f.StringVar(&d.id, "id", "", "id of the entry; without it one is made of the question")
	f.StringVar(&d.question, "question", "", "")
	f.StringVar(&d.answer, "answer", "", "")
	f.StringVar(&d.short, "short", "", "what it is about, for a list")
	f.StringVar(&d.issuer, "issuer", "", "who says so")
	f.StringVar(&d.issue, "issue", "", "in what")
	f.StringVar(&d.date, "date", "", "when")
	similar := f.String("similar", "", "other ways to ask, with | between")
	words := f.String("words", "", "words, with commas between")
	rest, err := mixed(f, args)
	if err != nil || len(rest) > 1 || (len(rest) == 1) != (d.question == "" && d.answer == "") || len(rest) == 0 && *category == "" {
		return errUsage
	}
	t, err := newTrial(*into)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.end()) }()
	var content []byte
	if len(rest) == 1 {
		if content, err = os.ReadFile(rest[0]); err != nil {
			return err
		}
		d.id = headValue(content, "id")
	} else {
		d.question, d.short = oneLine(d.question), oneLine(d.short)
		d.similar, d.words = several(*similar, "|"), several(*words, ",，")
		d.answer = strings.ReplaceAll(d.answer, `\n`, "\n")
		if d.short == "" {
			d.short = shortOf(d.answer)
		}
		if d.id == "" {
			d.id = idOf(d.question)
		}
		content, _ = d.file()
	}
	if *category == "" {
		return fmt.Errorf("-category says where %s belongs", rest[0])
	}
	l, err := t.library()
	if err != nil {
		return err
	}
	if _, there := l.Entry(d.id); there {
		return fmt.Errorf("there is an entry %s already; kioskctl faq supersede puts another answer in its place", d.id)
	}
	if !slices.ContainsFunc(l.Categories, func(c faq.Category) bool { return c.ID == *category }) {
		return fmt.Errorf("there is no category %q in categories.txt", *category)
	}
	if !idForm.MatchString(d.id) { // it names a file, so it is looked at before the content's own rules are
		return fmt.Errorf("an id has 1 to 64 small letters, digits, - and _; this is %q", d.id)
	}
	name := path.Join(*category, d.id+".md")
	if t.has(name) {
		return fmt.Errorf("there is a file %s already", name)
	}
	if err := t.put(name, content); err != nil {
		return err
	}
	if _, err := t.library(); err != nil {
		return fmt.Errorf("nothing was added: %w", err)
	}
	if err := t.keep(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is %s\n", d.id, path.Join(*into, name))
	return err
}

// faqSupersede puts a new answer in the place of an old one. The new one takes the id, as other entries, screens and the document's
// points name it; the old one is kept under a name with its last day.
func faqSupersede(args []string, out, errs io.Writer) (err error) {
	f := faqFlags("supersede", errs)
	into := f.String("into", "", "folder of content")
	by := f.String("by", "", "file with the new answer")
	date := f.String("date", "", "since when the old one does not hold any more")
	rest, err := mixed(f, args)
	if err != nil || len(rest) != 1 || *by == "" {
		return errUsage
	}
	if _, err := time.Parse(time.DateOnly, *date); err != nil {
		return errors.New("-date wants a day, for example 2026-12-01")
	}
	id := rest[0]
	content, err := os.ReadFile(*by)
	if err != nil {
		return err
	}
	if own := headValue(content, "id"); own != id {
		return fmt.Errorf("%s has the id %q: the new answer has the old one's, %s, so that whatever leads there leads to it", *by, own, id)
	}
	t, err := newTrial(*into)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.end()) }()
	name, err := t.named(id)
	if err != nil {
		return err
	}
	old, err := t.read(name)
	if err != nil {
		return err
	}
	if since := headValue(old, "superseded"); since != "" {
		return fmt.Errorf("%s holds no longer since %s", id, since)
	}
	kept := id + "-until-" + strings.ReplaceAll(*date, "-", "")
	lines, end := headLines(old)
	for i := 1; i < end; i++ {
		if key, _, ok := strings.Cut(lines[i], ":"); ok && key == "id" {
			lines[i] = "id: " + kept
		}
	}
	lines = slices.Insert(lines, end, "superseded: "+*date)
	keptName := path.Join(path.Dir(name), kept+".md")
	if t.has(keptName) {
		return fmt.Errorf("%s was superseded on that day already", id)
	}
	// The old answer under its new name first: after a power cut between the two it is there twice, and never not at all.
	if err := t.put(keptName, []byte(strings.Join(lines, "\n"))); err != nil {
		return err
	}
	if err := t.put(name, content); err != nil {
		return err
	}
	if _, err := t.library(); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := t.keep(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is %s; the old answer is kept as %s\n", id, path.Join(*into, name), path.Join(*into, keptName))
	return err
}
