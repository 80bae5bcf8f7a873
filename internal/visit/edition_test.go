package visit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type edition struct{}

func (edition) Edition() (string, string) { return "2026-11", "2026-11-28" }

// The version of the content is said on the help and nowhere else.
func TestTheHelpSaysTheEdition(t *testing.T) {
	f := facts()
	f.Edition = edition{}
	home := after(t, Start(f, start), tap(DoStart))
	help := after(t, home, tap(DoHelp))
	if v := Look(help); v.Edition == nil || *v.Edition != (EditionView{"2026-11", "2026-11-28"}) {
		t.Errorf("%+v", v.Edition)
	}
	if v := Look(home); v.Edition != nil {
		t.Errorf("%+v without the help", v.Edition)
	}
	help.Facts.Edition = nil
	if v := Look(help); v.Edition != nil {
		t.Errorf("%+v that nobody knows", v.Edition)
	}
}

// Every entry that this package names is one of NamedEntries.
func TestNamedEntriesAreAll(t *testing.T) {
	packages, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for name, f := range packages["visit"].Files {
		if strings.HasSuffix(name, "_test.go") || name == "edition.go" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
				if id, err := strconv.Unquote(s.Value); err == nil && strings.HasPrefix(id, "service-") {
					found++
					if !slices.Contains(NamedEntries(), id) {
						t.Errorf("%s names %s", name, id)
					}
				}
			}
			return true
		})
	}
	if found < 5 {
		t.Errorf("only %d entries are named", found)
	}
}
