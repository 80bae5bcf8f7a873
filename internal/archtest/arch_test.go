package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root, module = "../..", "shebao/kiosk"

// room is a package of ours with what its files import.
type room struct {
	name    string
	imports map[string]string // import path: the file that has it
	tests   map[string]string
	doc     bool
}

func rooms(t *testing.T) map[string]*room {
	t.Helper()
	out := map[string]*room{}
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() && p != root {
			if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil { // a module of its own, which the terminal does not carry
				return filepath.SkipDir
			}
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") {
			return nil
		}
		f, err := parser.ParseFile(files, p, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(p))
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		r := out[name]
		if r == nil {
			r = &room{name: name, imports: map[string]string{}, tests: map[string]string{}}
			out[name] = r
		}
		test := strings.HasSuffix(p, "_test.go")
		if f.Doc != nil && !test {
			r.doc = true
		}
		for _, i := range f.Imports {
			to := r.imports
			if test {
				to = r.tests
			}
			to[strings.Trim(i.Path.Value, `"`)] = filepath.Base(p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d rooms were found", len(out))
	}
	return out
}

// in reports whether a package is one of the folders or inside one.
func in(name string, folders ...string) bool {
	for _, f := range folders {
		if name == f || strings.HasPrefix(name, f+"/") {
			return true
		}
	}
	return false
}

// ours is a package of ours by its import path; "" for others.
func ours(imported string) string {
	if rest, ok := strings.CutPrefix(imported, module+"/"); ok {
		return rest
	}
	return ""
}

// broken says why a room may not import a package; "" when it may.
func broken(name, imported string) string {
	to := ours(imported)
	leaf := []string{"internal/clock", "internal/idcard", "internal/hanzi", "internal/words", "internal/tables", "internal/backend", "internal/ime",
		"internal/pinyin", "internal/speech"}
	switch {
	case in(imported, "github.com/ebfe/scard") && name != "devices/card/pcsc":
		return "PC/SC stands in devices/card/pcsc only"
	case in(imported, "github.com/tarm/serial") && name != "devices/printer/line":
		return "the serial line stands in devices/printer/line only"
	case in(imported, "modernc.org/sqlite") && !in(name, "internal/records/sqlite", "internal/journal", "faq/index", "faq/unanswered"):
		return "SQL drivers stand in leaf packages"
	case in(imported, "github.com/jackc/pgx") && !in(name, "internal/records/postgres"):
		return "the central database stands in internal/records/postgres only"
	case in(imported, "github.com/xuri/excelize", "github.com/schollz/progressbar") && !in(name, "internal/records/load", "cmd/kioskctl"):
		return "what only imports need stands where records are imported"
	case in(to, "internal/records/load") && !in(name, "internal/records/load", "cmd/kioskctl"):
		return "records are imported by the operator's tool, never by a terminal"
	case in(imported, "fyne.io/fyne/v2/app") && !in(name, "cmd"):
		return "the window is opened in cmd only"
	case in(imported, "fyne.io/fyne/v2") && !in(name, "ui", "cmd"):
		return "only ui and cmd know the toolkit"
	case in(imported, "github.com/jezek/xgb") && name != "internal/xdrive" && name != "internal/glass":
		return "only internal/xdrive and internal/glass speak to an X server"
	case in(imported, "github.com/go-gl/glfw") && name != "cmd/internal/station":
		return "the events of the window are waited for in cmd/internal/station only"
	case to == "internal/glass" && !in(name, "cmd"):
		return "the window is opened in cmd only"
	case to == "":
		return ""
	case to == "devices/simulate/simprinter" && name == "cmd/kioskctl":
		return "" // slip render shows what a printer makes of the bytes
	case in(to, "devices/simulate") && !in(name, "cmd/kiosk-demo", "cmd/kiosk-bench", "devices/simulate") && !strings.HasSuffix(name, "test"):
		return "simulators are for the demonstration, measurements and tests"
	case in(to, "cmd") && !in(name, "cmd"):
		return "nothing imports a command"
	case in(name, leaf...) && !in(to, leaf...):
		return "leaf rooms import nothing of ours"
	case in(name, "ui"):
		if !in(to, append(leaf, "ui", "faq", "internal/visit", "internal/slip", "internal/records")...) || to != "internal/records" && in(to, "internal/records") || in(to, "faq/index") {
			return "ui draws views and knows no devices, files or databases"
		}
	case in(name, "devices/voice"):
		if !in(to, append(leaf, "devices/voice")...) {
			return "what speaks knows phrases, and nothing of visits and screens"
		}
	case in(name, "devices/card", "devices/printer"):
		if !in(to, append(leaf, "devices/card", "devices/printer", "internal/slip")...) && !strings.HasSuffix(name, "test") {
			return "devices import leaf rooms and, for the printer, the Sheet"
		}
	case name == "internal/visit":
		if !in(to, append(leaf, "internal/records", "internal/slip")...) || to != "internal/records" && in(to, "internal/records") {
			return "the visit is pure"
		}
	case name == "internal/slip":
		if !in(to, append(leaf, "internal/records")...) || to != "internal/records" && in(to, "internal/records") {
			return "slips are pure"
		}
	case name == "internal/attest":
		if !in(to, append(leaf, "internal/keys", "internal/slip")...) {
			return "papers are signed and checked by files and values alone"
		}
	case name == "cmd/slipverify":
		if !in(to, append(leaf, "internal/attest", "internal/slip")...) {
			return "who checks papers needs nothing of a terminal"
		}
	case name == "internal/records", name == "faq", name == "internal/config":
		if !in(to, leaf...) {
			return "types know nothing of those who use them"
		}
	case name == "internal/terminal":
		if in(to, "ui") {
			return "the terminal reaches the screen through a function"
		}
	}
	return ""
}

func TestForbiddenImports(t *testing.T) {
	for _, r := range rooms(t) {
		for imported, file := range r.imports {
			if why := broken(r.name, imported); why != "" {
				t.Errorf("%s: %s imports %s: %s", r.name, file, imported, why)
			}
		}
		for imported, file := range r.tests { // tests may use simulators and generated records, but no window
			if in(imported, "fyne.io/fyne/v2/app") && !in(r.name, "cmd") {
				t.Errorf("%s: %s opens a window in a test", r.name, file)
			}
		}
	}
}

// The rules are wrong if they do not forbid what the house forbids.
func TestTheRulesForbid(t *testing.T) {
	for name, imported := range map[string]string{
		"ui":                 module + "/devices/printer",
		"ui/stage":           "github.com/ebfe/scard",
		"internal/visit":     module + "/internal/records/sqlite",
		"internal/slip":      "fyne.io/fyne/v2",
		"internal/terminal":  module + "/ui",
		"cmd/kiosk":          module + "/devices/simulate/simcard",
		"internal/hanzi":     module + "/internal/slip",
		"devices/printer":    module + "/internal/journal",
		"internal/records":   "modernc.org/sqlite",
		"devices/card":       "github.com/tarm/serial",
		"internal/spool":     module + "/cmd/kiosk",
		"internal/config":    module + "/internal/visit",
		"ui/theme":           "fyne.io/fyne/v2/app",
		"internal/keys":      "github.com/jezek/xgb/xproto",
		"internal/attest":    module + "/internal/journal",
		"cmd/slipverify":     module + "/internal/config",
		"faq":                module + "/internal/visit",
		"devices/voice":      module + "/internal/visit",
		"internal/visit/sub": "fyne.io/fyne/v2/widget",
	} {
		if broken(name, imported) == "" {
			t.Errorf("%s may import %s", name, imported)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, r := range rooms(t) {
		if !r.doc && len(r.imports) > 0 && !r.onlyTests() {
			t.Errorf("%s has no package doc", r.name)
		}
	}
}

func (r *room) onlyTests() bool { return len(r.imports) == 0 }

// sm2Certificates imports testing in a file that is no test (smx509/internal_testenv.go of v0.44.1: stubs that only its own tests
// call). Importing it does nothing: its flags are registered by a test's main only.
const sm2Certificates = "github.com/emmansun/gmsm/smx509"

// xServer carries helps for its own tests in a file that is none; the same holds of it.
const xServer = "github.com/jezek/xgb"

// What the terminal's command is built from holds no simulator and no test help, however it came in.
func TestTheTerminalHoldsNoSimulator(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, module+"/cmd/kiosk").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(deps) < 100 {
		t.Fatalf("only %d dependencies were listed", len(deps))
	}
	for _, d := range deps {
		name, imports, _ := strings.Cut(d, " ")
		if in(ours(name), "devices/simulate", "internal/records/generate", "internal/xdrive", "internal/gallery") {
			t.Errorf("cmd/kiosk is built with %s", name)
		}
		for _, i := range strings.Fields(imports) {
			if i == "testing" && name != sm2Certificates && name != xServer {
				t.Errorf("cmd/kiosk is built with %s, which imports testing", name)
			}
		}
	}
}
