package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
	"shebao/kiosk/internal/clock"
	settings "shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/words"
)

const jiaNumber = "379901199003070011"

// slipDesk is a folder with invented persons and a configuration, and a simulated printer at its line.
func slipDesk(t *testing.T) (config, recordFile string, p *simprinter.Printer) {
	t.Helper()
	dir := t.TempDir()
	recordFile = filepath.Join(dir, "records.db")
	key, err := keys.CreateRecords(recordFile + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := generate.Write(t.Context(), recordFile, key, generate.Options{Seed: 1, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	// Its paper takes no time, so that a slip is printed before it is asked for.
	p, err = simprinter.Start(simprinter.Options{Clock: clock.System{}, Speed: 1e6, Link: filepath.Join(dir, "printer")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	config = filepath.Join(dir, "kiosk.toml")
	text := fmt.Sprintf("[printer]\ndevice = %q\nprofile = \"generic80\"\n[records]\nfile = %q\nkey_file = %q\n[journal]\nfile = %q\nkey_file = %q\n[slips]\nkey_file = %q\n[operator]\nsocket = %q\n",
		filepath.Join(dir, "printer"), recordFile, recordFile+".key", filepath.Join(dir, "kiosk.db"), filepath.Join(dir, "keys"), filepath.Join(dir, "slips.key"),
		filepath.Join(dir, "kiosk.sock"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config, recordFile, p
}

func TestSlipList(t *testing.T) {
	var out bytes.Buffer
	if err := slipList([]string{"-json"}, &out, &out); err != nil {
		t.Fatal(err)
	}
	var rows []slipRow
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(slip.Kinds()) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, r := range rows {
		if r.Kind != slip.Kinds()[i] || r.Title == "" || fmt.Sprint(r.Widths) != "[48 32]" || r.Certificate != r.Kind.Certificate() {
			t.Errorf("%+v", r)
		}
	}
}

// Every personal slip of everybody of the cast is drawn for every paper without a warning of the printer, and says what it is.
func TestSlipRender(t *testing.T) {
	config, file, _ := slipDesk(t)
	w := words.New()
	drawn := map[slip.Kind]int{}
	for i, who := range generate.Cast() {
		for _, k := range slip.Kinds() {
			if !k.Personal() {
				continue
			}
			for _, profile := range []string{[]string{"generic80", "generic58"}[i%2]} { // each opens files and fonts
				var out, errs bytes.Buffer
				picture := filepath.Join(t.TempDir(), "slip.png")
				err := slipRender(t.Context(), []string{string(k), "-person", "-", "-config", config, "-records", file, "-profile", profile, "-json", "-png", picture, "-out", picture + ".bin"},
					strings.NewReader(who.Number+"\n"), &out, &errs)
				if err != nil {
					if strings.Contains(err.Error(), who.Number) || strings.Contains(err.Error(), who.Name) {
						t.Errorf("the error names the person: %v", err)
					}
					continue
				}
				var r rendered
				if err := json.Unmarshal(out.Bytes(), &r); err != nil {
					t.Fatal(err)
				}
				raw, err := os.ReadFile(picture + ".bin")
				if err != nil || len(raw) != r.Bytes || len(r.Warnings) > 0 || len(r.QR) != 1 || r.MM < 50 || r.Ratio > 1.6 {
					t.Errorf("%s of %s: %v, %d bytes written, %+v", k, who.Name, err, len(raw), r)
				}
				if text := strings.Join(r.Lines, "\n"); !strings.Contains(text, w.Say(words.Chinese, "slip."+string(k))) || !strings.Contains(text, "不具有证明效力") {
					t.Errorf("%s of %s says\n%s", k, who.Name, text)
				}
				f, err := os.Open(picture)
				if err != nil {
					t.Fatal(err)
				}
				img, err := png.Decode(f)
				f.Close()
				if err != nil || img.Bounds().Dx() != map[string]int{"generic80": 624, "generic58": 432}[profile] {
					t.Errorf("picture: %v, %v", err, img.Bounds())
				}
				drawn[k]++
			}
		}
	}
	for _, k := range slip.Kinds() {
		if k.Personal() && drawn[k] < 2 {
			t.Errorf("%s was drawn %d times", k, drawn[k])
		}
	}
	var out, errs bytes.Buffer
	if err := slipRender(t.Context(), []string{"loss_guide", "-entry", "service-8", "-config", config}, strings.NewReader(""), &out, &errs); err != nil || !strings.Contains(out.String(), "挂失") {
		t.Errorf("%v %s", err, out.String())
	}
}

// Nobody real is drawn or printed by a command, and no call goes round that.
func TestSlipsOfRealPersonsAreRefused(t *testing.T) {
	config, _, p := slipDesk(t)
	path := filepath.Join(t.TempDir(), "real.db")
	key, err := keys.CreateRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	b, err := sqlite.Create(t.Context(), path, key, records.About{Name: "示例来源", AsOf: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), records.Record{Person: records.Person{Number: jiaNumber, Name: "测试甲", Kind: records.Employee}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func([]string) error{
		"render": func(a []string) error {
			return slipRender(t.Context(), a, strings.NewReader(jiaNumber), &bytes.Buffer{}, &bytes.Buffer{})
		},
		"print": func(a []string) error {
			return slipPrint(t.Context(), a, strings.NewReader(jiaNumber), &bytes.Buffer{}, &bytes.Buffer{})
		},
	} {
		if err := f([]string{"contribution_slip", "-person", "-", "-config", config, "-records", path}); !errors.Is(err, errReal) {
			t.Errorf("%s: %v", name, err)
		}
		if err := f([]string{"contribution_slip", "-person", jiaNumber, "-config", config}); !errors.Is(err, errUsage) {
			t.Errorf("%s with a number in the call: %v", name, err)
		}
	}
	if n := len(p.Slips()); n > 0 {
		t.Errorf("%d slips were printed", n)
	}
}

// A slip is printed the terminal's way: 0 when the printer confirmed, 3 when nothing came out, 4 when nobody knows; and the second
// sheet of a day is marked.
func TestSlipPrint(t *testing.T) {
	print := func(config string) (int, string) {
		var out, errs bytes.Buffer
		err := slipPrint(t.Context(), []string{"contribution_certificate", "-person", "-", "-config", config}, strings.NewReader(jiaNumber), &out, &errs)
		var own exit
		switch {
		case errors.As(err, &own):
			return own.code, out.String()
		case err != nil:
			t.Fatal(err)
		}
		return 0, out.String()
	}
	config, _, p := slipDesk(t)
	if code, out := print(config); code != 0 || !strings.Contains(out, "confirmed") {
		t.Fatalf("%d %s", code, out)
	}
	if code, _ := print(config); code != 0 {
		t.Fatal("the second sheet")
	}
	var slips []simprinter.Slip
	for _, s := range p.Slips() {
		if len(s.Text) > 5 {
			slips = append(slips, s)
		}
	}
	if len(slips) != 2 || strings.Contains(strings.Join(slips[0].Text, "\n"), "补打") || !strings.Contains(strings.Join(slips[1].Text, "\n"), "补打 第1次") {
		t.Fatalf("%d slips", len(slips))
	}
	codeOf := func(s simprinter.Slip) string {
		for _, l := range s.Text {
			if strings.Contains(l, "验证码 ") {
				return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l), "验证码"))
			}
		}
		return ""
	}
	if a, b := codeOf(slips[0]), codeOf(slips[1]); len(a) != 24 || a != b {
		t.Errorf("codes %q and %q", a, b)
	}
	// The register of its papers is signed and believed, and a code alone is found in it.
	c, err := settings.Load(config)
	if err != nil {
		t.Fatal(err)
	}
	key, err := attest.Generate(c.Slips.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request(c.Terminal.ID)
	if err != nil {
		t.Fatal(err)
	}
	agency := attesttest.NewAgency(t, time.Now().AddDate(-1, 0, 0))
	dir := t.TempDir()
	cert := attesttest.Write(t, dir, "terminal.pem", agency.Certify(t, request, time.Now().AddDate(0, -1, 0), time.Now().AddDate(1, 0, 0)))
	trust, err := attest.LoadTrust(cert, attesttest.Write(t, dir, "agency.pem", agency.PEM()))
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if err := slipRegister(t.Context(), []string{"-config", config}, &out, &errs); err != nil {
		t.Fatal(err, errs.String())
	}
	register, err := trust.ReadRegister(&out)
	if err != nil || len(register.Entries) != 1 {
		t.Fatalf("%+v %v", register, err)
	}
	if v := attest.NewVerifier(trust, register).VerifyCode(codeOf(slips[0]), time.Now()); v.Result != attest.Registered {
		t.Errorf("the code alone is %+v", v)
	}
	p.PaperOutAfter(0)
	if code, out := print(config); code != 3 || !strings.Contains(out, "paper_out") {
		t.Errorf("without paper %d %s", code, out)
	}
	config, _, p = slipDesk(t)
	p.AfterBytes(900, func() { p.Confirm(simprinter.None) }) // in the middle of the slip it stops saying how far it is
	if code, out := print(config); code != 4 {
		t.Errorf("a printer that does not confirm: %d %s", code, out)
	}
}
