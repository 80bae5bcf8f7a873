package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"shebao/kiosk/internal/tables"
)

const tablesUsage = `  kioskctl tables list|show|set|remove|import|export|check [-folder DIR] …
      code tables and parameters: insurance types, cities, hotlines, agencies, outlets, contribution bases, rates, interest.
      list                      every table with its rows: shipped, and your own
      show NAME                 the rows in effect, each with its source
      set NAME COLUMN=VALUE …   writes one row of your own; source=… and source_date=… are asked for each time
      remove NAME KEY=VALUE …   takes a row of your own away; a shipped one with the same key is in effect again
      import NAME FILE.csv      puts a file in the place of your own rows; UTF-8 or GBK
      export NAME [-own]        the rows in effect as CSV, or only your own
      check [FOLDER]            names every problem with file, line and column; exit code 1 when there is one
      An edit is whole or not at all; the file before it stays as NAME.csv.1.
`

// usualTables is where an installed terminal has the operator's tables.
const usualTables = "/var/lib/kiosk/tables"

// editTables runs the commands about code tables.
func editTables(args []string, out, errs io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	f := flag.NewFlagSet("tables "+args[0], flag.ContinueOnError)
	f.SetOutput(errs)
	folder := f.String("folder", usualTables, "folder of the operator's tables")
	own := false
	if args[0] == "export" {
		f.BoolVar(&own, "own", false, "only rows of your own")
	}
	if err := f.Parse(args[1:]); err != nil {
		return errUsage
	}
	rest := f.Args()
	switch {
	case args[0] == "list" && len(rest) == 0:
		return listTables(*folder, out, errs)
	case args[0] == "show" && len(rest) == 1:
		return showTable(*folder, rest[0], out, errs)
	case args[0] == "set" && len(rest) > 1:
		return setRow(*folder, rest[0], rest[1:], out)
	case args[0] == "remove" && len(rest) > 1:
		keys, err := assignments(rest[1:])
		if err != nil {
			return err
		}
		if err := tables.Remove(*folder, rest[0], keys); err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, "removed")
		return err
	case args[0] == "import" && len(rest) == 2:
		return importTable(*folder, rest[0], rest[1], out)
	case args[0] == "export" && len(rest) == 1:
		t, problems := tables.Load(*folder)
		tellProblems(errs, problems)
		raw, err := t.Export(rest[0], own)
		if err != nil {
			return err
		}
		_, err = out.Write(raw)
		return err
	case args[0] == "check" && len(rest) <= 1:
		if len(rest) == 1 {
			*folder = rest[0]
		}
		return checkTables(*folder, out)
	}
	return errUsage
}

// tellProblems prints problems one a line and reports whether there was one.
func tellProblems(w io.Writer, problems []tables.Problem) bool {
	for _, p := range problems {
		fmt.Fprintln(w, p.Error())
	}
	return len(problems) > 0
}

func listTables(folder string, out, errs io.Writer) error {
	t, problems := tables.Load(folder)
	tellProblems(errs, problems)
	for _, name := range tables.Names() {
		sheet, err := t.Sheet(name)
		if err != nil {
			return err
		}
		shipped := 0
		for _, r := range sheet.Rows {
			if r.Shipped {
				shipped++
			}
		}
		if _, err := fmt.Fprintf(out, "%-17s %4d shipped  %4d own\n", name, shipped, len(sheet.Rows)-shipped); err != nil {
			return err
		}
	}
	return nil
}

func showTable(folder, name string, out, errs io.Writer) error {
	t, problems := tables.Load(folder)
	tellProblems(errs, problems)
	sheet, err := t.Sheet(name)
	if err != nil {
		return err
	}
	for _, r := range sheet.Rows {
		if err := printRow(out, sheet.Columns, r.Cells, r.Shipped); err != nil {
			return err
		}
	}
	return nil
}

// printRow leaves out empty cells and says whose row it is.
func printRow(out io.Writer, columns, cells []string, shipped bool) error {
	whose := "own    "
	if shipped {
		whose = "shipped"
	}
	parts := []string{whose}
	for i, c := range cells {
		if c != "" {
			parts = append(parts, columns[i]+"="+c)
		}
	}
	_, err := fmt.Fprintln(out, strings.Join(parts, "  "))
	return err
}

// assignments reads COLUMN=VALUE; a column stands once.
func assignments(args []string) (map[string]string, error) {
	out := map[string]string{}
	for _, a := range args {
		column, value, ok := strings.Cut(a, "=")
		if _, twice := out[column]; !ok || twice {
			return nil, fmt.Errorf("%q: want COLUMN=VALUE, each column once", column)
		}
		out[column] = value
	}
	return out, nil
}

func setRow(folder, name string, args []string, out io.Writer) error {
	fields, err := assignments(args)
	if err != nil {
		return err
	}
	cells, err := tables.Set(folder, name, fields)
	if err != nil {
		return err
	}
	t, _ := tables.Load(folder) // for the names of the columns; this table has just been written whole
	sheet, err := t.Sheet(name)
	if err != nil {
		return err
	}
	return printRow(out, sheet.Columns, cells, false)
}

// maxImport is more than any table takes, so that tables.Import says that the file is too large and not this command.
const maxImport = 16 << 20

func importTable(folder, name, path string, out io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxImport))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	n, err := tables.Import(folder, name, raw)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d rows\n", filepath.Join(folder, name+".csv"), n)
	return err
}

func checkTables(folder string, out io.Writer) error {
	_, problems := tables.Load(folder)
	if tellProblems(out, problems) {
		return fmt.Errorf("%d problems in %s", len(problems), folder)
	}
	_, err := fmt.Fprintf(out, "%s: no problem\n", folder)
	return err
}
