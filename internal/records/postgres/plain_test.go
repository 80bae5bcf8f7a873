package postgres

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// forbidden are what look-alikes of PostgreSQL lack or do otherwise (facts/domain.md §5.2), and what writes or guesses.
func forbidden() map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for what, expression := range map[string]string{
		"JSON":                     `json|->|#>`,
		"ON CONFLICT, MERGE":       `\bon\s+(conflict|duplicate)|\bmerge\b`,
		"arrays":                   `\barray\b|\bany\s*\(|\[|\]|unnest`,
		"an empty text":            `''`,
		"quoted names":             `"`,
		"back quotes":              "`",
		"casts of PostgreSQL only": `::`,
		"the server's version":     `version|pg_|information_schema|current_setting|\bshow\b`,
		"RETURNING":                `\breturning\b`,
		"what writes":              `\b(insert|update|delete|truncate|drop|alter|grant|call|execute|prepare|copy|lock)\b|for\s+(update|share)`,
		"LIMIT, FETCH, OFFSET":     `\b(limit|fetch|offset|rownum|top)\b`,
		"LATERAL, FILTER":          `\blateral\b|\bfilter\b|\bdistinct\s+on\b`,
		"another text's spelling":  `\bilike\b|~|\be'|\$\$`,
		"serials":                  `\b(serial|bigserial|identity|nextval|uuid|bytea|text|boolean|timestamptz)\b`,
		"comments":                 `--|/\*`,
		"every column":             `\*`,
	} {
		out[what] = regexp.MustCompile(expression)
	}
	return out
}

// offends is what of the forbidden a statement has.
func offends(text string) []string {
	var out []string
	for what, expression := range forbidden() {
		if expression.MatchString(strings.ToLower(text)) {
			out = append(out, what)
		}
	}
	if strings.ContainsFunc(text, unicode.IsUpper) {
		out = append(out, "upper case")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r > 126 }) {
		out = append(out, "other than ASCII")
	}
	return out
}

// TestPlainSQL holds every statement of the package, and the DDL, to the plain core.
func TestPlainSQL(t *testing.T) {
	known := map[string]bool{begin: true, commit: true, findPerson: true, findCard: true}
	for _, s := range visit() {
		known[s.text] = true
		if !strings.Contains(s.text, s.table) {
			t.Errorf("%s stands for a statement about another table", s.table)
		}
		if n := strings.Count(s.text, "$1"); n > 1 || parameters(s.text) != strings.Count(s.text, "$") {
			t.Errorf("%s: wrong number of values", s.table)
		}
		if parameters(s.text) > 0 && !strings.Contains(s.text, "where person_id = $1") {
			t.Errorf("%s is not asked for one person", s.table)
		}
	}
	for text := range known {
		for _, what := range offends(text) {
			t.Errorf("%s in: %s", what, text)
		}
	}
	var ddl []string
	for line := range strings.Lines(schema) {
		if !strings.HasPrefix(line, "--") {
			ddl = append(ddl, line)
		}
	}
	for _, what := range offends(strings.Join(ddl, "")) {
		t.Errorf("%s in schema.sql", what)
	}
	// No statement stands anywhere else in the package.
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	sql := regexp.MustCompile(`(?is)^\s*(select|insert|update|delete|with|start|begin|commit|rollback|set|create|drop|alter|values)\s.*|^commit$`)
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text := strings.Trim(literal.Value, "`\"")
			if sql.MatchString(text) && text != "commit" || text == "commit" && literal.Value[0] == '`' {
				found++
				if !known[text] {
					t.Errorf("%s has a statement that is not looked at: %s", file, text)
				}
			}
			return true
		})
	}
	if found != len(known) {
		t.Errorf("%d statements were found in the source, %d are known", found, len(known))
	}
}

// The rules are wrong if they let through what look-alikes lack.
func TestTheRulesRefuse(t *testing.T) {
	for _, text := range []string{
		"select json_agg(a) from b", "select a->>1 from b", "insert into a values (1) on conflict do nothing",
		"select a from b where a = any($1)", "select a from b where a = ''", `select "a" from b`, "select A from b",
		"select version()", "insert into a values (1) returning a", "select a::text from b", "select a from b limit 1",
		"select * from b", "select a from b where a ilike $1", "select array[1]", "select a from pg_class",
		"select distinct on (a) a from b", "select 姓名 from b", "select a from b for update",
	} {
		if len(offends(text)) == 0 {
			t.Errorf("let through: %s", text)
		}
	}
}
