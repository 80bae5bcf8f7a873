package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/records/load"
)

// headings are the names that a column of an agency's table goes by.
func headings() map[string]string {
	out := map[string]string{}
	for column, names := range map[string]string{
		questionColumn: "问题 标准问题 标准问 提问", answerColumn: "答案 回答 标准答案 答复", similarColumn: "相似问法 相似问题 相似问 扩展问 近似问法",
		categoryColumn: "分类 类别 业务分类", issuerColumn: "发文机关 发布机关 来源单位 发布单位", dateColumn: "日期 发文日期 发布日期 更新日期", shortColumn: "简述 摘要",
	} {
		for _, n := range strings.Fields(names) {
			out[n] = column
		}
	}
	return out
}

// mostRows is how many rows are read; an agency's table with more is no table of questions.
const mostRows = 20_000

// intake is an agency's table on its way into a folder of content.
type intake struct {
	trial    *trial
	library  *faq.Library
	options  draft  // what a row without such a cell has
	fallback string // category
	tell     func(row int64, column, why string)

	columns map[string]int      // of a column: its place
	asked   map[string]string   // of a question, folded: the entry that has it
	rows    map[string]int64    // of a file that was put: its row
	from    map[string][]string // of a file that was put: the columns of its lines

	read, empty, there, refused int
}

func faqImport(args []string, out, errs io.Writer) (err error) {
	f := faqFlags("import", errs)
	into := f.String("into", "", "folder of content")
	n := &intake{columns: map[string]int{}, asked: map[string]string{}, rows: map[string]int64{}, from: map[string][]string{}}
	f.StringVar(&n.fallback, "category", "", "category of rows without one")
	f.StringVar(&n.options.issuer, "issuer", "", "who says what rows without one say")
	f.StringVar(&n.options.date, "date", "", "when it was said, for rows without one")
	dry := f.Bool("dry-run", false, "check only")
	rest, err := mixed(f, args)
	if err != nil || len(rest) != 1 {
		return errUsage
	}
	if n.trial, err = newTrial(*into); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.trial.end()) }()
	if n.library, err = n.trial.library(); err != nil {
		return err
	}
	n.options.issue = strings.TrimSuffix(filepath.Base(rest[0]), filepath.Ext(rest[0]))
	n.tell = func(row int64, column, why string) {
		fmt.Fprintf(errs, "%s: 第%d行 %s: %s\n", rest[0], row, column, why)
	}
	if err := n.table(rest[0]); err != nil {
		return err
	}
	if err := n.check(); err != nil {
		return err
	}
	taken := len(n.trial.order)
	fmt.Fprintf(out, "%s: %d rows read = %d taken + %d there already + %d refused; %d empty\n", rest[0], n.read, taken, n.there, n.refused, n.empty)
	switch {
	case *dry:
		fmt.Fprintln(out, "nothing was changed: this was a trial")
	case taken > 0:
		if err := n.trial.keep(); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: kioskctl faq build makes the file of it that terminals read\n", *into)
	}
	if n.refused > 0 {
		return errors.New("not every row was taken; above stands which and why")
	}
	return nil
}

// table reads the rows.
func (n *intake) table(name string) error {
	known := headings()
	for _, e := range n.library.Entries {
		n.asked[oneLine(e.Question)] = e.ID
	}
	err := load.Sheet(name, func(c string) bool { return known[c] == questionColumn }, func(cells []string) error {
		for i, c := range cells {
			column := known[c]
			if _, twice := n.columns[column]; twice && column != "" {
				return fmt.Errorf("%s: two columns are called %s", name, column)
			}
			if column != "" {
				n.columns[column] = i
			} else if c != "" {
				n.tell(0, c, "没有这一列的用处，未导入")
			}
		}
		if _, ok := n.columns[answerColumn]; !ok {
			return fmt.Errorf("%s: no column is called %s", name, answerColumn)
		}
		return nil
	}, func(row int64, cells []string, bad map[int]load.Reason, why load.Reason) error {
		if why == "" && strings.Join(cells, "") == "" {
			n.empty++
			return nil
		}
		if n.read++; n.read > mostRows {
			return fmt.Errorf("%s has more than %d rows", name, mostRows)
		}
		if why != "" {
			n.refuse(row, "整行", string(why))
			return nil
		}
		return n.row(row, cells, bad)
	})
	if errors.Is(err, load.ErrNoHeader) {
		return fmt.Errorf("%s: no row among the first has a column 问题: %w", name, err)
	}
	return err
}

func (n *intake) refuse(row int64, column, why string) {
	n.refused++
	n.tell(row, column, why)
}

// row makes a file of a row, or says why not.
func (n *intake) row(row int64, cells []string, bad map[int]load.Reason) error {
	for _, column := range []string{questionColumn, answerColumn, similarColumn, categoryColumn, issuerColumn, dateColumn, shortColumn} {
		if i, ok := n.columns[column]; ok {
			if why, is := bad[i]; is {
				n.refuse(row, column, string(why))
				return nil
			}
		}
	}
	cell := func(column string) string {
		if i, ok := n.columns[column]; ok && i < len(cells) {
			// How workbooks write the end of a line that was typed in a cell.
			return strings.ReplaceAll(strings.ReplaceAll(cells[i], "_x000D_", "\n"), "\u000b", "\n")
		}
		return ""
	}
	d := draft{question: oneLine(cell(questionColumn)), answer: cell(answerColumn), short: oneLine(cell(shortColumn)),
		issuer: oneLine(cell(issuerColumn)), issue: n.options.issue, date: oneLine(cell(dateColumn)), similar: several(cell(similarColumn), "\n|｜;；")}
	if d.issuer == "" {
		d.issuer = n.options.issuer
	}
	if d.date == "" {
		d.date = n.options.date
	} else {
		d.date = cellDate(d.date)
	}
	category, ok := n.category(oneLine(cell(categoryColumn)))
	switch {
	case d.question == "":
		n.refuse(row, questionColumn, string(load.Missing))
		return nil
	case len(answerLines(d.answer)) == 0:
		n.refuse(row, answerColumn, string(load.Missing))
		return nil
	case !ok:
		n.refuse(row, categoryColumn, "没有这个分类；用 -category 指定，或写 categories.txt 里的名称")
		return nil
	case d.issuer == "":
		n.refuse(row, issuerColumn, string(load.Missing)+"；用 -issuer 指定")
		return nil
	case d.date == "":
		n.refuse(row, dateColumn, string(load.Missing)+"；用 -date 指定")
		return nil
	}
	if d.short == "" {
		d.short = shortOf(d.answer)
	}
	d.similar = slices.DeleteFunc(d.similar, func(s string) bool { return s == d.question })
	d.id = idOf(d.question)
	content, from := d.file()
	name := path.Join(category, d.id+".md")
	if n.trial.has(name) {
		if there, err := n.trial.read(name); err == nil && bytes.Equal(there, content) && n.rows[name] == 0 {
			n.there++
			return nil
		}
	}
	if other, there := n.asked[d.question]; there {
		why := "库里已有这个问题（" + other + "）；换答案请用 kioskctl faq supersede"
		if at := n.rows[path.Join(category, other+".md")]; at > 0 {
			why = "与第" + strconv.FormatInt(at, 10) + "行是同一个问题"
		}
		n.refuse(row, questionColumn, why)
		return nil
	}
	n.asked[d.question] = d.id
	n.rows[name], n.from[name] = row, from
	return n.trial.put(name, content)
}

// category finds a category by title or id; the one for rows without any is the default.
func (n *intake) category(text string) (string, bool) {
	if text == "" {
		text = n.fallback
	}
	for _, c := range n.library.Categories {
		if text != "" && (text == c.ID || text == c.Title) {
			return c.ID, true
		}
	}
	return "", false
}

// cellDate is a day as it is shown. A workbook may give the number of a day.
func cellDate(text string) string {
	if days, err := strconv.Atoi(text); err == nil && days > 30_000 && days < 80_000 && utf8.RuneCountInString(text) == 5 {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format("2006年1月2日")
	}
	return text
}

// check has the content's own rules look at what was put, and takes out what they refuse, with its row and column.
func (n *intake) check() error {
	for {
		_, err := n.trial.library()
		var faults faq.Faults
		if !errors.As(err, &faults) {
			return err
		}
		out := map[string]bool{}
		for _, f := range faults {
			from := n.from[f.File]
			if from == nil {
				return err
			}
			column := answerColumn
			if f.Line >= 1 && f.Line <= len(from) {
				column = from[f.Line-1]
			}
			if out[f.File] {
				n.tell(n.rows[f.File], column, f.Reason)
				continue
			}
			out[f.File] = true
			n.refuse(n.rows[f.File], column, f.Reason)
		}
		for name := range out {
			if err := n.trial.drop(name); err != nil {
				return err
			}
		}
	}
}
