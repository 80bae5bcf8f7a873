package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/index"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/visit"
)

const faqUsage = `  kioskctl faq build [-from FOLDER] [-version V] [-date DAY] [-key KEY] [-config FILE | OUT]
      makes the file of policy content that terminals read, from a folder of content or from what ships with the program, and puts it
      in the place of OUT, or of faq.file, at once. V has 1 to 24 characters, without it the day; KEY signs the release. docs/faq.md
  kioskctl faq check [-config FILE] [FOLDER | FAQFILE]
      names every fault of a folder with file and line, or says what a file holds and who released it; exit code 1 for a fault
  kioskctl faq add -into FOLDER [-category C] FILE.md
  kioskctl faq add -into FOLDER -category C -question Q -answer A [-short S] [-similar "Q|Q"] [-words "W,W"] [-issuer I] [-date D] [-id ID]
      adds an answer to a folder, which begins as a copy of what ships with the program. What would be a fault is not added
  kioskctl faq supersede -into FOLDER -by FILE.md -date DAY ID
      puts the answer of FILE.md in the place of ID; the old one is kept as ID-until-DAY, with the date, and offered no more
  kioskctl faq import -into FOLDER [-category C] [-issuer I] [-date D] [-dry-run] FILE
      adds the questions and answers of an agency's table (XLSX, CSV) whose columns are 问题 答案 相似问法 分类 发文机关 日期.
      Every row that is not taken is named with row and column, and ends with 1
  kioskctl faq search [-explain] [-from FOLDER | -file FAQFILE] QUERY
      finds what the terminal would find
  kioskctl faq eval [-run] [-from FOLDER | -file FAQFILE] QUERIES.jsonl
      measures the search on lines {"id","query","relevant":[ids],"type"}: MRR@10, R@1, R@3, outcomes, of each type, and the time.
      -run prints what was found for each query instead
  kioskctl faq unanswered [-config FILE] [-json]
      lists what at least two visits asked and did not find, also while the terminal runs
  kioskctl faq key [-out PUBLIC] KEY
      prints the id of the key that signs releases, which is made when it is not there; PUBLIC is what faq.key names on the terminals
`

// faqs runs the commands about policy content.
func faqs(ctx context.Context, args []string, out, errs io.Writer) error {
	rest := args[1:]
	switch args[0] {
	case "build":
		return faqBuild(rest, out, errs)
	case "check":
		return faqCheck(rest, out, errs)
	case "add":
		return faqAdd(rest, out, errs)
	case "supersede":
		return faqSupersede(rest, out, errs)
	case "import":
		return faqImport(rest, out, errs)
	case "search":
		return faqSearch(rest, out, errs)
	case "eval":
		return faqEval(ctx, rest, out, errs)
	case "unanswered":
		return faqUnanswered(ctx, rest, out, errs)
	case "key":
		return faqKey(rest, out, errs)
	}
	return errUsage
}

// faqFlags are the flags of a command about policy content.
func faqFlags(name string, errs io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("faq "+name, flag.ContinueOnError)
	f.SetOutput(errs)
	return f
}

// faqSource says which content a command is about.
type faqSource struct{ from, file *string }

func faqSourceFlags(f *flag.FlagSet) faqSource {
	return faqSource{f.String("from", "", "folder of content; without it what ships with the program"), f.String("file", "", "file of policy content")}
}

func (s faqSource) library() (*faq.Library, error) {
	switch {
	case *s.from != "" && *s.file != "":
		return nil, errUsage
	case *s.file != "":
		l, _, err := index.Open(*s.file, nil)
		return l, err
	}
	return folderLibrary(*s.from)
}

// folderLibrary reads a folder, or what ships with the program for "". Its faults name the files as they are found from here.
func folderLibrary(folder string) (*faq.Library, error) {
	if folder == "" {
		return faq.Builtin()
	}
	l, err := faq.Load(os.DirFS(folder))
	var faults faq.Faults
	if errors.As(err, &faults) {
		here := make(faq.Faults, len(faults))
		for i, f := range faults {
			here[i] = faq.Fault{File: filepath.Join(folder, f.File), Line: f.Line, Reason: f.Reason}
		}
		return nil, here
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return l, nil
}

func faqBuild(args []string, out, errs io.Writer) error {
	f := faqFlags("build", errs)
	from := f.String("from", "", "folder of content")
	version := f.String("version", "", "how the release is called")
	date := f.String("date", "", "its day")
	key := f.String("key", "", "key that signs")
	path := f.String("config", "", "configuration, whose faq.file is made")
	rest, err := mixed(f, args)
	if err != nil || len(rest) > 1 || (len(rest) == 0) == (*path == "") {
		return errUsage
	}
	to := ""
	if *path != "" {
		c, err := config.Load(*path)
		if err != nil {
			return err
		}
		if to = c.FAQ.File; to == "" {
			return errors.New("faq.file is empty: the terminal shows what ships with the program")
		}
	} else {
		to = rest[0]
	}
	r := index.Release{Version: *version, Made: *date}
	if r.Made == "" {
		r.Made = clock.System{}.Now().In(clock.Zone()).Format("2006-01-02")
	}
	if r.Version == "" {
		r.Version = r.Made
	}
	l, err := folderLibrary(*from)
	if err != nil {
		return err
	}
	if err := fitForTerminals(l); err != nil {
		return err
	}
	var signer index.Signer
	if *key != "" {
		if signer, err = attest.LoadKey(*key); err != nil {
			return err
		}
	}
	if r, err = index.Build(l, to, r, signer); err != nil {
		return err
	}
	fmt.Fprintln(out, to)
	return faqDescribe(out, l, r)
}

// fitForTerminals reports content that a terminal would refuse.
func fitForTerminals(l *faq.Library) error {
	for _, id := range visit.NamedEntries() {
		if e, ok := l.Entry(id); !ok || !e.Listed() {
			return fmt.Errorf("there is no answer %s that holds, to which a screen of the terminal leads", id)
		}
	}
	return nil
}

// faqDescribe says what content there is.
func faqDescribe(out io.Writer, l *faq.Library, r index.Release) error {
	old, similar := 0, 0
	for _, e := range l.Entries {
		similar += len(e.Similar)
		if !e.Listed() {
			old++
		}
	}
	by := "nobody signed it"
	if r.Key != "" {
		by = "signed by key " + r.Key
	}
	switch {
	case r.Made != "":
		fmt.Fprintf(out, "version %s of %s, %s\n", r.Version, r.Made, by)
	case r.Version != "":
		fmt.Fprintf(out, "version %s, which ships with the program\n", r.Version)
	}
	if r.Digest != "" {
		fmt.Fprintf(out, "digest %s\n", r.Digest)
	}
	_, err := fmt.Fprintf(out, "%d answers in %d categories with %d similar questions; %d more hold no longer\n", len(l.Entries)-old, len(l.Categories), similar, old)
	return err
}

func faqCheck(args []string, out, errs io.Writer) error {
	f := faqFlags("check", errs)
	path := f.String("config", "", "configuration, whose faq.file and faq.key are meant")
	rest, err := mixed(f, args)
	if err != nil || len(rest) > 1 {
		return errUsage
	}
	what, by := "", (*attest.Publisher)(nil)
	if *path != "" {
		c, err := config.Load(*path)
		if err != nil {
			return err
		}
		what = c.FAQ.File
		if c.FAQ.Key != "" {
			if by, err = attest.LoadPublisher(c.FAQ.Key); err != nil {
				return err
			}
		}
	}
	if len(rest) == 1 {
		what = rest[0]
	}
	if info, err := os.Stat(what); what != "" && (err != nil || !info.IsDir()) {
		l, r, err := index.Open(what, by)
		if err != nil {
			return err
		}
		return errors.Join(faqDescribe(out, l, r), fitForTerminals(l))
	}
	l, err := folderLibrary(what)
	if err == nil {
		err = fitForTerminals(l)
	}
	if err != nil {
		return err
	}
	release := index.Release{}
	if what == "" {
		release = index.Builtin()
	}
	return faqDescribe(out, l, release)
}

// faqKey prints which key signs releases. One that is there and cannot be used is an error, never a reason for another one.
func faqKey(args []string, out, errs io.Writer) error {
	f := faqFlags("key", errs)
	public := f.String("out", "", "where to write the public half")
	rest, err := mixed(f, args)
	if err != nil || len(rest) != 1 {
		return errUsage
	}
	key, err := attest.LoadKey(rest[0])
	if errors.Is(err, fs.ErrNotExist) {
		key, err = attest.Generate(rest[0])
	}
	if err != nil {
		return err
	}
	if *public != "" {
		content, err := key.PublicPEM()
		if err != nil {
			return err
		}
		if err := os.WriteFile(*public, content, 0o644); err != nil { // it is for others, and can be made again
			return err
		}
	}
	_, err = fmt.Fprintln(out, strings.TrimSpace(key.ID()+"  "+rest[0]+"  "+*public))
	return err
}
