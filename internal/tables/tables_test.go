package tables

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/words"
)

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, clock.Zone()) }

func shippedTables(t *testing.T) *Tables {
	t.Helper()
	all, problems := Load("")
	if problems != nil {
		t.Fatal(problems)
	}
	return all
}

// put writes a file of the operator's by hand, as an editor would.
func put(t *testing.T, folder, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The cities and hotlines of facts/domain.md §3.4.
func TestCities(t *testing.T) {
	all := shippedTables(t)
	cities := strings.Fields("370100济南0531 370200青岛0532 370300淄博0533 370400枣庄0632 370500东营0546 370600烟台0535 370700潍坊0536 " +
		"370800济宁0537 370900泰安0538 371000威海0631 371100日照0633 371300临沂0539 371400德州0534 371500聊城0635 371600滨州0543 371700菏泽0530")
	if len(cities) != 16 || len(all.Cities()) != 16 || len(all.hotlines) != 16 {
		t.Fatalf("%d cities, %d hotlines", len(all.Cities()), len(all.hotlines))
	}
	say := words.New()
	for i, c := range all.Cities() {
		if got := c.Code + c.Name + c.AreaCode; got != cities[i] {
			t.Errorf("%s, want %s", got, cities[i])
		}
		want := "12333"
		if slices.Contains([]string{"济南", "枣庄", "潍坊"}, c.Name) {
			want = "12345"
		}
		if h, ok := all.Hotline(c.Code); !ok || h.Phone != want || h.Source.Confidence != High || !h.Source.Shipped {
			t.Errorf("%s: %+v", c.Name, h)
		}
		if name := say.Say(words.Chinese, "region."+c.Code); name != c.Name {
			t.Errorf("the screens say %s for %s", name, c.Name)
		}
	}
}

// The policy answer says the numbers in the document's words; both must say the same.
func TestTheAnswerAboutPhonesSaysTheSame(t *testing.T) {
	raw, err := os.ReadFile("../../faq/content/channels/020-phones.md")
	if err != nil {
		t.Fatal(err)
	}
	all, lines := shippedTables(t), 0
	_, answer, ok := bytes.Cut(bytes.TrimPrefix(raw, []byte("---\n")), []byte("\n---\n"))
	if !ok {
		t.Fatal("the answer has no head")
	}
	for s := bufio.NewScanner(bytes.NewReader(answer)); s.Scan(); {
		item, ok := strings.CutPrefix(s.Text(), "- ")
		if !ok {
			continue
		}
		lines++
		name, phone, _ := strings.Cut(item, " ")
		c, _ := find(all.cities, func(c City) bool { return c.Name == name })
		if h, _ := all.Hotline(c.Code); h.Phone != phone {
			t.Errorf("the answer says %s", item)
		}
	}
	if lines != 16 {
		t.Errorf("the answer has %d cities", lines)
	}
}

func TestEveryShippedRowHasASource(t *testing.T) {
	all := shippedTables(t)
	for _, l := range layouts() {
		for _, r := range all.rows[l.name] {
			for _, column := range []string{"source", "source_date", "confidence"} {
				if r.cells[slices.Index(l.all(), column)] == "" {
					t.Errorf("%s %s: %s is empty", l.name, r.key, column)
				}
			}
		}
	}
	for name, want := range map[string]int{"agency": 0, "outlet": 0, "channel": 0, "insurance": 14, "base_bound": 1, "interest": 10, "rate": 11, "resident_minimum": 1} {
		if len(all.rows[name]) != want {
			t.Errorf("%s: %d rows, the facts have %d", name, len(all.rows[name]), want)
		}
	}
	if all.Agencies("370100", on(2026, 11, 25)) != nil || all.Outlets("370100", on(2026, 11, 25)) != nil {
		t.Error("an office was invented")
	}
}

func TestFigures(t *testing.T) {
	all := shippedTables(t)
	if b, ok := all.Bound(2025); !ok || b.Low != 450400 || b.High != 2251800 || b.Average != (Amount{750600, true}) || !b.Source.Confidence.Weak() {
		t.Errorf("%+v", b)
	}
	for _, year := range []int{2024, 2026} {
		if _, ok := all.Bound(year); ok {
			t.Errorf("bounds of %d", year)
		}
	}
	if i, ok := all.Interest(2025); !ok || i.Rate != 150 || i.Source.Confidence != Medium {
		t.Errorf("%+v", i)
	}
	if _, ok := all.Interest(2026); ok {
		t.Error("interest before it was published")
	}
	if m, ok := all.ResidentMinimum(2025); !ok || m.Monthly != 18800 || m.Source.Confidence != Low || !m.Source.Confidence.Weak() {
		t.Errorf("%+v", m)
	}
	now := on(2026, 11, 25)
	if r := all.Rate("110", now); len(r) != 3 || r[0].Payer != ByUnit || r[0].Low != 1600 || r[1].Low != 800 ||
		r[1].Account != (Share{800, true}) || r[2].Who != "flexible" || r[2].Low != 2000 {
		t.Errorf("%+v", r)
	}
	// The person pays nothing for work injury: that is said, and not absent.
	if r := all.Rate("410", now); len(r) != 2 || r[0].Low != 20 || r[0].High != 190 || r[1].Payer != ByPerson || r[1].High != 0 || r[1].Account.Known {
		t.Errorf("%+v", r)
	}
	if r := all.Rate("310", now); r != nil {
		t.Errorf("%+v", r)
	}
}

func TestCodes(t *testing.T) {
	all := shippedTables(t)
	if m, ok := all.Map("region", "371200"); !ok || m.Code != "370100" || string(records.Region("371200").Current()) != m.Code {
		t.Errorf("%+v", m)
	}
	if m, ok := all.Map("zhejiang", "50"); !ok || m.Code != "210" {
		t.Errorf("%+v", m)
	}
	// 养老 and 医疗 of the old codes are more than one insurance each.
	for _, code := range []string{"10", "11", "20"} {
		if m, ok := all.Map("zhejiang", code); ok {
			t.Errorf("guessed %+v", m)
		}
	}
	for _, i := range all.insurances {
		if family := records.Insurance(i.Code).Family(); family != "" && string(family) != i.Family {
			t.Errorf("%s: family %s, records say %s", i.Code, i.Family, family)
		}
	}
	ended := func(i Insurance) bool { return i.Code == "510" && i.Source.Validity.To == 20201231 }
	if !slices.ContainsFunc(all.insurances, ended) {
		t.Error("510 has not ended in 2020")
	}
}

const rateHead = "insurance,who,payer,rate,rate_high,account,note,valid_from,valid_to,source,source_date,confidence\n"

func TestValidityAtItsEdges(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, "rate.csv", rateHead+
		"210,all,unit,1,,,,2019-05-01,2022-04,文件甲,2019-04-04,\n"+
		"210,all,unit,0.7,,,,2022-05-01,,文件乙,2022-04-20,\n"+
		"210,all,person,0.5,,,,,,文件丙,2022-04-20,\n")
	all, problems := Load(folder)
	if problems != nil {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		at   time.Time
		unit Percent // 0: none
		all  int
	}{
		{on(2019, 4, 30), 0, 0},
		{time.Date(2019, 5, 1, 0, 0, 0, 0, clock.Zone()), 100, 1},
		{time.Date(2019, 4, 30, 16, 0, 0, 0, time.UTC), 100, 1}, // midnight in China
		{on(2022, 4, 19), 100, 1},
		{on(2022, 4, 20), 100, 2}, // the person's share is known from the date of its source on
		{time.Date(2022, 4, 30, 23, 59, 59, 0, clock.Zone()), 100, 2},
		{on(2022, 5, 1), 70, 2},
		{on(2026, 11, 25), 70, 2}, // the shipped row of the same share does not come between
	} {
		rates := all.Rate("210", c.at)
		if len(rates) != c.all || c.all > 0 && (rates[0].Low != c.unit || rates[0].Source.Shipped) {
			t.Errorf("%s: %+v", c.at, rates)
		}
	}
}

// Of rows without an end the later one holds from its first day, wherever it stands in the file.
func TestTheLaterRowTakesOver(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, "rate.csv", rateHead+
		"120,all,unit,1,,,,2020,,文件,2020,\n120,all,unit,2,,,,2021,,文件,2020,\n"+
		"120,all,person,2,,,,2021,,文件,2020,\n120,all,person,1,,,,2020,,文件,2020,\n")
	all, problems := Load(folder)
	if problems != nil {
		t.Fatal(problems)
	}
	for at, want := range map[time.Time]Percent{on(2020, 12, 31): 100, on(2021, 1, 1): 200, on(2026, 11, 25): 200} {
		if r := all.Rate("120", at); len(r) != 2 || r[0].Low != want || r[1].Low != want {
			t.Errorf("%s: %+v", at, r)
		}
	}
}

func TestTheOperatorsRowGoesFirst(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, "hotline.csv", "phone,region,source,source_date,valid_from,valid_to,confidence\n0536-8012345、12345,370700,本局,2026-10-01,,,\n")
	all, problems := Load(folder)
	if problems != nil {
		t.Fatal(problems)
	}
	h, ok := all.Hotline("370700")
	if !ok || h.Phone != "0536-8012345、12345" || h.Source.Shipped || h.Source.Text != "本局" || h.Source.Date != 20261001 || h.Source.Confidence.Weak() {
		t.Errorf("%+v", h)
	}
	if h, ok := all.Hotline("370100"); !ok || !h.Source.Shipped || len(all.hotlines) != 16 {
		t.Errorf("%+v", h)
	}
}

// Where a channel is reached is what the operator has said, while it holds; an address that no telephone opens is refused.
func TestAddressesOfChannels(t *testing.T) {
	const head = "id,address,valid_from,valid_to,source,source_date,confidence\n"
	folder := t.TempDir()
	put(t, folder, "channel.csv", head+"aishandong,https://a.example.gov.cn/app,,2026-10-31,本局,2026-10,\n")
	all, problems := Load(folder)
	if problems != nil {
		t.Fatal(problems)
	}
	for at, want := range map[time.Time]string{on(2026, 10, 2): "https://a.example.gov.cn/app", on(2026, 11, 1): "", on(2026, 9, 30): ""} {
		if got := all.Address("aishandong", at); got != want {
			t.Errorf("%s: %q", at, got)
		}
	}
	if got := all.Address("ywtb", on(2026, 10, 2)); got != "" {
		t.Errorf("nobody said %q", got)
	}
	for _, bad := range []string{"", "a.example.gov.cn", "ftp://a.example", "http://", "https://u:p@a.example", "https://a.example/山东",
		"javascript:alert(1)", "https://a.example/a b", "https://a.example/" + strings.Repeat("a", 120)} {
		put(t, folder, "channel.csv", head+"ywtb,"+bad+",,,本局,2026-10,\n")
		if all, problems := Load(folder); len(problems) != 1 || all.Address("ywtb", on(2026, 10, 2)) != "" {
			t.Errorf("%q: %v", bad, problems)
		}
	}
}

func TestAgenciesOfACityAndItsCounties(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, "agency.csv", "code,name,region,county,address,phone,hours,valid_from,valid_to,source,source_date,confidence\n"+
		"1,示例甲经办处,370202,示例区,示例路1号,,,,2026-10-31,示例,2026-01,\n2,示例乙经办处,370200,,示例路2号,0532-0000000,,,,示例,2026-01,\n3,示例丙经办处,370300,,示例路3号,,,,,示例,2026-01,\n")
	all, problems := Load(folder)
	if problems != nil {
		t.Fatal(problems)
	}
	if a := all.Agencies("370200", on(2026, 10, 31)); len(a) != 2 || a[0].Code != "1" {
		t.Errorf("%+v", a)
	}
	if a := all.Agencies("370200", on(2026, 11, 1)); len(a) != 1 || a[0].Code != "2" {
		t.Errorf("a closed office: %+v", a)
	}
}

// Each fault is named with its line, its place in that line, and a reason.
func TestFaultsAreNamed(t *testing.T) {
	good := "110,all,unit,16,,,,,,来源,2026-01-01,\n"
	for _, c := range []struct{ name, file, content, want string }{
		{"a letter", "rate", rateHead + good + "110,all,person,l6,,,,,,来源,2026-01-01,\n", "rate.csv:3: column 4 (rate): is no percentage"},
		{"another order", "hotline", "phone,region,valid_from,valid_to,source,source_date,confidence\nabc,370100,,,来源,2026-01-01,\n", "hotline.csv:2: column 1 (phone)"},
		{"no source", "rate", rateHead + "110,all,unit,16,,,,,,,2026-01-01,\n", "rate.csv:2: column 10 (source): is empty"},
		{"no date", "rate", rateHead + "110,all,unit,16,,,,,,来源,,\n", "column 11 (source_date): is empty"},
		{"a date that is none", "rate", rateHead + "110,all,unit,16,,,,2025-02-29,,来源,2026-01-01,\n", "column 8 (valid_from): is no date"},
		{"Excel's date", "rate", rateHead + "110,all,unit,16,,,,2025/1/1,,来源,2026-01-01,\n", "column 8 (valid_from): is no date"},
		{"ends before", "rate", rateHead + "110,all,unit,16,,,,2025-01-01,2024,来源,2026-01-01,\n", "column 9 (valid_to): is before"},
		{"twice", "rate", rateHead + good + good, "rate.csv:3: column 1 (insurance): has the same insurance, who, payer, valid_from as line 2"},
		{"a cell too few", "rate", rateHead + "110,all,unit,16\n", "rate.csv:2: has 4 cells, the header has 12"},
		{"a quotation mark", "rate", rateHead + good + "110,all,\"unit,16\n", "rate.csv:"},
		{"formula", "insurance", "code,name,family,valid_from,valid_to,source,source_date,confidence\n110,=HYPERLINK(),pension,,,来源,2026-01-01,\n", "column 2 (name): begins like a formula"},
		{"a line in a cell", "insurance", "code,name,family,valid_from,valid_to,source,source_date,confidence\n110,\"甲\n乙\",pension,,,来源,2026-01-01,\n", "insurance.csv:2: column 2 (name): holds a character"},
		{"the zero is lost", "city", "code,name,area_code,valid_from,valid_to,source,source_date,confidence\n370100,济南,531,,,来源,2026-01-01,\n", "column 3 (area_code): is no area code"},
		{"low above high", "base_bound", "year,low,high,average,valid_from,valid_to,source,source_date,confidence\n2026,5000,4000,,,,来源,2026-01-01,\n", "column 3 (high): is lower than low"},
		{"thousands", "base_bound", "year,low,high,average,valid_from,valid_to,source,source_date,confidence\n2026,\"5,000\",40000,,,,来源,2026-01-01,\n", "column 2 (low): is no amount"},
		{"unknown column", "rate", "insurance,wer\n", "rate.csv:1: column 2 (header): is no column"},
		{"column missing", "resident_minimum", "year,monthly,valid_from,valid_to,source,source_date\n", "resident_minimum.csv:1: the header lacks confidence"},
		{"empty", "rate", "", "rate.csv:1: has no header"},
		{"no text", "rate", rateHead + "110,all,unit,16,,,\xff\xfe,,,来源,2026-01-01,\n", "rate.csv:2: is neither UTF-8 nor GB18030"},
		{"no text at the end", "rate", rateHead + "110,all,unit,16,,,,,,\xbc\xd7,2026-01-01,\xff\n", "rate.csv:2: is neither UTF-8 nor GB18030"},
		{"a letter in it", "city", "code,name,area_code,valid_from,valid_to,source,source_date,confidence\n370100,济南,0x31,,,来源,2026-01-01,\n", "column 3 (area_code): is no area code"},
		{"too large", "rate", rateHead + strings.Repeat("x", maxBytes), "rate.csv: has more than 8388608 bytes"},
		{"no such table", "rates", rateHead, "rates.csv: is no table"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			put(t, folder, c.file+".csv", c.content)
			all, problems := Load(folder)
			if len(problems) == 0 || !strings.HasPrefix(problems[0].Error(), c.want) && !strings.Contains(problems[0].Error(), c.want) {
				t.Fatalf("%v", problems)
			}
			if c.file != "rates" && problems[0].Kept != "the shipped values are used" {
				t.Errorf("kept: %q", problems[0].Kept)
			}
			if r := all.Rate("110", on(2026, 11, 25)); len(r) != 3 || !r[0].Source.Shipped {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestManyFaultsAreCutShort(t *testing.T) {
	_, problems := parse(layouts()[7], []byte(rateHead+strings.Repeat("x\n", 1000)), false)
	if len(problems) != maxProblems {
		t.Errorf("%d", len(problems))
	}
	_, problems = parse(layouts()[2], []byte("code,name,area_code,valid_from,valid_to,source,source_date,confidence\n"+
		strings.Repeat("370100,济南,0531,,,来源,2026-01-01,\n", maxRows+1)), false)
	if len(problems) == 0 || len(problems) > maxProblems {
		t.Errorf("%d", len(problems))
	}
}

// A bad file leaves in use what was in use; after a new start the generation before it, and else what ships.
func TestTheLastGoodOneStays(t *testing.T) {
	folder := t.TempDir()
	set := func(high string) {
		t.Helper()
		if _, err := Set(folder, "base_bound", map[string]string{"year": "2026", "low": "4000", "high": high, "source": "来源", "source_date": "2026-07-01"}); err != nil {
			t.Fatal(err)
		}
	}
	high := func(all *Tables) int64 {
		b, _ := all.Bound(2026)
		return b.High
	}
	set("20000")
	set("21000")
	running, problems := Load(folder)
	if problems != nil || high(running) != 2100000 {
		t.Fatal(problems)
	}
	put(t, folder, "base_bound.csv", "spoilt")
	again, problems := running.Reload(folder)
	if high(again) != 2100000 || len(problems) != 1 || problems[0].Kept != "the values before are still used" {
		t.Errorf("%d %v", high(again), problems)
	}
	started, problems := Load(folder)
	if high(started) != 2000000 || len(problems) != 1 || problems[0].Kept != "the generation before is used" {
		t.Errorf("%d %v", high(started), problems)
	}
	// One row cannot be put beside bad ones; a whole file can, and the bad one is not lost.
	if _, err := Set(folder, "base_bound", map[string]string{"year": "2026", "low": "1", "high": "2", "source": "来源", "source_date": "2026"}); !errors.As(err, &Refused{}) {
		t.Error(err)
	}
	raw, err := running.Export("base_bound", true)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := Import(folder, "base_bound", raw); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if spoilt, err := os.ReadFile(filepath.Join(folder, "base_bound.csv.refused")); string(spoilt) != "spoilt" || err != nil {
		t.Error(string(spoilt), err)
	}
	if all, problems := Load(folder); high(all) != 2100000 || problems != nil {
		t.Error(problems)
	}
}

func TestAFileThatIsNone(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "rate.csv"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, problems := Load(folder); len(problems) != 1 || !strings.Contains(problems[0].Error(), "is no file") {
		t.Error(problems)
	}
	put(t, folder, "plain", "")
	if all, problems := Load(filepath.Join(folder, "plain")); len(problems) == 0 || len(all.Cities()) != 16 {
		t.Error(problems)
	}
	if _, problems := Load(filepath.Join(folder, "nowhere")); problems != nil {
		t.Error(problems)
	}
}

func TestSetAndRemove(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	fields := map[string]string{"insurance": "110", "who": "employee", "payer": "unit", "rate": "15", "source": "来源", "source_date": "2026-07-01"}
	for _, missing := range []string{"source", "source_date"} {
		less := map[string]string{}
		for k, v := range fields {
			if k != missing {
				less[k] = v
			}
		}
		if _, err := Set(folder, "rate", less); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("without %s: %v", missing, err)
		}
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a refused edit made the folder")
	}
	if _, err := Set(folder, "rate", fields); err != nil {
		t.Fatal(err)
	}
	now := on(2026, 11, 25)
	unit := func() Rate {
		all, problems := Load(folder)
		if problems != nil {
			t.Fatal(problems)
		}
		return all.Rate("110", now)[0]
	}
	if r := unit(); r.Low != 1500 || r.High != 1500 || r.Source.Shipped {
		t.Errorf("%+v", r)
	}
	fields["rate"] = "150"
	if _, err := Set(folder, "rate", fields); !errors.As(err, &Refused{}) || unit().Low != 1500 {
		t.Error(err)
	}
	for _, bad := range [][2]string{{"rates", "rate"}, {"rate", "rat"}} {
		if _, err := Set(folder, bad[0], map[string]string{bad[1]: "1", "source": "x", "source_date": "2026"}); err == nil {
			t.Error(bad)
		}
	}
	key := map[string]string{"insurance": "110", "who": "employee", "payer": "unit"}
	if err := Remove(folder, "rate", key); err != nil || unit().Low != 1600 {
		t.Error(err)
	}
	if err := Remove(folder, "rate", key); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestTwoEditors(t *testing.T) {
	folder := t.TempDir()
	l, _ := layoutOf("interest")
	fields := map[string]string{"year": "2026", "rate": "1", "source": "来源", "source_date": "2027"}
	err := edit(folder, l, func(own []row) ([]row, error) {
		if _, err := Set(folder, "interest", fields); !errors.Is(err, ErrBusy) {
			t.Errorf("a second editor: %v", err)
		}
		return own, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Set(folder, "interest", fields); err != nil {
		t.Error(err)
	}
}

// Whoever reads while others edit finds a whole file at every moment.
func TestTheFileIsThereAtEveryMoment(t *testing.T) {
	folder := t.TempDir()
	set := func() error {
		_, err := Set(folder, "interest", map[string]string{"year": "2026", "rate": "1", "source": "来源", "source_date": "2027"})
		return err
	}
	if err := set(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		for range 200 {
			if err := set(); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	l, _ := layoutOf("interest")
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
		if own, problems := readOwn(l, folder, "interest.csv"); len(own) != 1 || problems != nil {
			<-done
			t.Fatalf("%d rows, %v", len(own), problems)
		}
	}
}

// Excel in China writes GBK, others UTF-8 with a byte order mark and CR LF.
func TestEncodings(t *testing.T) {
	plain := "code,name,region,county,address,phone,hours,valid_from,valid_to,source,source_date,confidence\r\n" +
		"A1,示例经办处,370100,示例区,\"示例路1号, 二层\",,周一至周五,,,示例来源,2026-01-01,\r\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"utf-8": plain, "bom": "\uFEFF" + plain, "gbk": gbk} {
		folder := t.TempDir()
		if n, err := Import(folder, "agency", []byte(content)); n != 1 || err != nil {
			t.Fatalf("%s: %d %v", name, n, err)
		}
		all, problems := Load(folder)
		if a := all.Agencies("370100", on(2026, 11, 25)); problems != nil || len(a) != 1 || a[0].Name != "示例经办处" || a[0].Address != "示例路1号, 二层" {
			t.Errorf("%s: %v %+v", name, problems, a)
		}
	}
}

func TestShown(t *testing.T) {
	groups := shippedTables(t).Shown(on(2026, 11, 25))
	if len(groups) != 7 || len(groups[5].Rows)+len(groups[6].Rows) != 0 { // agencies and outlets are the operator's
		t.Fatalf("%d groups", len(groups))
	}
	for _, g := range groups {
		for _, r := range g.Rows {
			if len(r.Labels) == 0 || r.Absent != (r.Value == "") || r.Absent != (r.Source == "") {
				t.Errorf("%s: %+v", g.Title.Key, r)
			}
		}
	}
	// This year's bounds are not known: that is said, and last year's stand under their own year.
	b := groups[0].Rows
	if len(b) != 4 || !b[0].Absent || b[0].Labels[0].Args[0] != "2026" || b[1].Labels[0].Args[0] != "2025" || b[1].Value != "4,504.00" || !b[1].Weak {
		t.Errorf("%+v", b)
	}
	if r := groups[1].Rows; len(r) != 12 || r[len(r)-2].Value != "0.2% – 1.9%" || r[len(r)-1].Value != "0%" || r[0].Weak {
		t.Errorf("%d %+v", len(r), r)
	}
	if r := groups[2].Rows; len(r) != interestYears || !r[0].Absent || r[1].Value != "1.5%" {
		t.Errorf("%+v", r)
	}
	if r := groups[4].Rows; len(r) != 16 || r[0].Value != "12345" || r[1].Value != "12333" {
		t.Errorf("%+v", r)
	}
}

func FuzzParse(f *testing.F) {
	for i, l := range layouts() {
		raw, err := shipped.ReadFile("shipped/" + l.name + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), raw)
	}
	f.Add(uint8(7), []byte(rateHead+"110,all,unit,1.55,,,,2025,2026-02,来源,2026-01-01,\n"))
	f.Add(uint8(3), []byte("\xEF\xBB\xBFregion,phone\r\n\xca\xbe,\"\n"))
	f.Fuzz(func(t *testing.T, which uint8, raw []byte) {
		l := layouts()[int(which)%len(layouts())]
		rows, problems := parse(l, raw, false)
		if rows != nil && problems != nil || len(problems) > maxProblems+len(l.all()) {
			t.Fatalf("%d rows, %d problems", len(rows), len(problems))
		}
		for _, p := range problems {
			if p.Reason == "" || p.File == "" {
				t.Fatalf("%+v", p)
			}
		}
		if problems != nil {
			return
		}
		out, err := format(l, rows)
		if err != nil {
			t.Fatal(err)
		}
		again, problems := parse(l, out, false)
		if problems != nil || !slices.EqualFunc(rows, again, func(a, b row) bool { return a.key == b.key && slices.Equal(a.cells, b.cells) }) {
			t.Fatalf("what was taken is not taken again: %v\n%q\n%q", problems, raw, out)
		}
	})
}

// Whoever draws the screen finds each word in the catalogue or in the list that docs/tables.md has for it.
func TestTheWordsOfTheScreenAreListed(t *testing.T) {
	listed, err := os.ReadFile("../../docs/tables.md")
	if err != nil {
		t.Fatal(err)
	}
	say := words.New()
	check := func(w Word) {
		if !say.Has(w.Key) && !bytes.Contains(listed, []byte("| "+w.Key+" |")) {
			t.Errorf("%s is said nowhere", w.Key)
		}
	}
	for _, g := range shippedTables(t).Shown(on(2026, 11, 25)) {
		check(g.Title)
		for _, r := range g.Rows {
			for _, w := range r.Labels {
				check(w)
			}
		}
	}
}

// What an operator gives of agencies and outlets is on the public screen, those of the province first; what has closed is not.
func TestOfficesAreShown(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, "agency.csv", "code,name,region,county,address,phone,hours,valid_from,valid_to,source,source_date,confidence\n"+
		"B,示例市经办处,370200,示例区,示例路1号,0532-1,周一至周五,,,示例来源,2026-01-01,\n"+
		"A,示例省经办处,370000,,示例路2号,,,,,示例来源,2026-01-01,\n"+
		"C,已撤销,370200,,示例路4号,,,2020-01-01,2021-01-01,示例来源,2026-01-01,\n")
	put(t, folder, "outlet.csv", "code,name,bank,region,county,address,phone,hours,cards,instant,valid_from,valid_to,source,source_date,confidence\n"+
		"O,示例网点,示例银行,370281,示例市,示例路3号,0532-2,,,,,,示例来源,2026-01-01,\n")
	all, problems := Load(folder)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	rows := map[string][]Row{}
	for _, g := range all.Shown(on(2026, 11, 25)) {
		rows[g.Title.Key] = g.Rows
	}
	agencies, outlets := rows["tables.agency"], rows["tables.outlet"]
	if len(agencies) != 2 || agencies[0].Name != "示例省经办处" || agencies[0].Value != "" || agencies[1].Value != "0532-1" ||
		agencies[1].Labels[0].Key != "region.370200" || agencies[1].Note != "示例区，示例路1号，周一至周五" || agencies[1].Source != "示例来源" {
		t.Errorf("%+v", agencies)
	}
	if len(outlets) != 1 || outlets[0].Name != "示例网点" || outlets[0].Labels[0].Key != "region.370200" || outlets[0].Note != "示例银行，示例市，示例路3号" {
		t.Errorf("%+v", outlets)
	}
}
