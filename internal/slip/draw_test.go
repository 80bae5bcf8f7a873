package slip_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/slip"
)

// invented collects generated persons.
type invented struct{ all []records.Record }

func (c *invented) Put(_ context.Context, r records.Record) error {
	r.Source = generate.About(at)
	c.all = append(c.all, r)
	return nil
}
func (c *invented) PutCard(context.Context, records.CardEntry) error { return nil }

func everybody(t testing.TB, persons int) []records.Record {
	t.Helper()
	var c invented
	if err := generate.To(t.Context(), &c, generate.Options{Persons: persons, Seed: 7, Now: at}); err != nil {
		t.Fatal(err)
	}
	return c.all
}

func holderOf(r records.Record) slip.Holder {
	return slip.Holder{Name: r.Person.Name, NameClean: true, Number: r.Person.Number}
}

// Every personal slip of the cast and of many generated persons, on both papers: sound, whose it is, never more of the number than
// its end, what a certificate must say, and a claim that does not hold more than the paper.
func TestEverySlipOfManyPersons(t *testing.T) {
	drawn := map[slip.Kind]int{}
	for i, r := range everybody(t, 150) {
		h := holderOf(r)
		places := append([]records.Region{records.AllRegions}, records.Regions(r)...)
		for _, columns := range []int{48, 32} {
			for _, k := range slip.Kinds() {
				if !k.Personal() || !slip.Can(k, r) {
					continue
				}
				years := slip.Years(k, r)
				if len(years) == 0 {
					years = []int{0}
				}
				for _, year := range years {
					s := slip.Draw(k, terms(columns), h, r, slip.Choice{Region: places[drawn[k]%len(places)],
						Family: records.Families()[i%3], Months: 12 + 12*(drawn[k]%5), Year: year})
					drawn[k]++
					sound(t, s, columns)
					honest(t, s)
					says := text(s)
					if birth := h.Number[6:14]; strings.Contains(says, birth) || strings.Contains(code(s), birth) {
						t.Fatalf("%s: more of the number than its end stands on it", k)
					}
					full := k.Certificate()
					if got := strings.Contains(flat(says), flat(h.Name)); got != full && len([]rune(h.Name)) > 1 {
						t.Fatalf("%s: the name in full: %v\n%s", k, got, says)
					}
					if !strings.Contains(flat(says), idcard.Tail(h.Number)) || strings.Contains(code(s), h.Name) && len([]rune(h.Name)) > 1 {
						t.Fatalf("%s: whose is it?\n%s", k, says)
					}
					if strings.Contains(says, "无需盖章") {
						t.Fatalf("%s: a specimen says that it needs no seal", k)
					}
					if c := s.Claim; c == nil || c.Kind != k || c.Name != idcard.MaskName(h.Name) || c.Tail != idcard.Tail(h.Number) ||
						len(c.Content) != 64 || c.Period == "" || len(c.Totals) > 3 {
						t.Fatalf("%s: claim %+v", k, c)
					}
					if hasCode := slots(s, slip.CodeSlot) == 1; hasCode != full || slots(s, slip.QRSlot) != 1 {
						t.Fatalf("%s: %d codes, %d QR", k, slots(s, slip.CodeSlot), slots(s, slip.QRSlot))
					}
				}
			}
		}
	}
	for _, k := range slip.Kinds() {
		if k.Personal() && drawn[k] < 20 {
			t.Errorf("%s was drawn %d times", k, drawn[k])
		}
	}
}

func slots(s slip.Sheet, want slip.Slot) int {
	n := 0
	for _, l := range s.Lines {
		if l.Slot == want {
			n++
		}
	}
	return n
}

func jia(t testing.TB) records.Record {
	t.Helper()
	all := everybody(t, 0)
	i := slices.IndexFunc(all, func(r records.Record) bool { return r.Person.Name == "测试甲" })
	if i < 0 {
		t.Fatal("测试甲 is not of the cast")
	}
	return all[i]
}

// What is printed is what was shown, with the code, the days, the QR code, and the mark of a reprint.
func TestSealed(t *testing.T) {
	r := jia(t)
	proof := slip.Proof{Code: "7K2M 9XQ4 T0VB 3HNR C5WD", Issued: at, Expires: at.AddDate(0, 0, 89), QR: "社保参保缴费证明 测*甲", Copy: 2}
	for _, columns := range []int{48, 32} {
		for _, specimen := range []bool{true, false} {
			terms := terms(columns)
			terms.Specimen, terms.Certified, terms.ValidDays = specimen, true, 90
			terms.Notes = []string{"本证明仅用于示例。"}
			for _, k := range []slip.Kind{slip.RightsRecord, slip.ContributionCertificate} {
				s := slip.Draw(k, terms, holderOf(r), r, slip.Choice{Months: 12, Year: slip.Years(slip.RightsRecord, r)[0]})
				before := text(s)
				sealed := s.Sealed(proof)
				sound(t, sealed, columns)
				if text(s) != before {
					t.Fatal("the sheet was changed")
				}
				got := text(sealed)
				for _, want := range []string{proof.Code, "签发日期    2026-11-23", "有效期至    2027-02-20", "补打 第2次", "自签发之日起 90 天内有效", "本证明仅用于示例"} {
					if !strings.Contains(flat(got), flat(want)) || want == proof.Code && !strings.Contains(got, want) {
						t.Errorf("%s, %d columns: no %q in\n%s", k, columns, want, got)
					}
				}
				if strings.Contains(got, "无需盖章") == specimen || strings.Contains(got, "打印时生成") || code(sealed) != proof.QR {
					t.Errorf("%s: %s", k, got)
				}
				lines := strings.Split(strings.TrimLeft(got, " "), "\n")
				first := map[bool]int{false: 0, true: 1}[specimen]
				if !strings.Contains(lines[first], "补打") {
					t.Errorf("%s: the mark of a reprint is not at the head:\n%s", k, got)
				}
				if specimen && strings.Count(got, "不具有证明效力") != 2 {
					t.Errorf("%s: a specimen says so at head and foot:\n%s", k, got)
				}
				if slots(sealed, slip.CodeSlot)+slots(sealed, slip.QRSlot) > 0 {
					t.Errorf("%s: a slot is left", k)
				}
				if !slices.Contains(strings.Split(got, "\n"), strings.Split(before, "\n")[2]) {
					t.Errorf("%s: the title is lost", k)
				}
			}
		}
	}
	// The first sheet has no mark, and a slip without a code none.
	s := slip.Draw(slip.ContributionSlip, terms(48), holderOf(r), r, slip.Choice{Family: records.FamilyPension, Months: 12})
	if got := s.Sealed(slip.Proof{}); text(got) != text(s) || code(got) != code(s) {
		t.Errorf("a query slip was changed:\n%s", text(got))
	}
}

// A certificate is a specimen until an agency has certified the key.
func TestACertificateWithoutACertifiedKeyIsASpecimen(t *testing.T) {
	r := jia(t)
	terms := terms(48)
	terms.Specimen = false
	for _, k := range slip.Kinds() {
		if k.Personal() && slip.Can(k, r) {
			s := slip.Draw(k, terms, holderOf(r), r, slip.Choice{Family: records.FamilyPension, Months: 12, Year: slip.Years(slip.RightsRecord, r)[0]})
			if got := strings.Contains(text(s), "不具有证明效力"); got != k.Certificate() {
				t.Errorf("%s is a specimen: %v", k, got)
			}
		}
	}
}

// What the source itself gets wrong is said, and not mended.
func TestFiguresThatDoNotAddUp(t *testing.T) {
	r := jia(t)
	year := slip.Years(slip.RightsRecord, r)[0]
	draw := func() string {
		return text(slip.Draw(slip.RightsRecord, terms(48), holderOf(r), r, slip.Choice{Year: year}))
	}
	if strings.Contains(draw(), "不符") {
		t.Fatalf("figures that add up are doubted:\n%s", draw())
	}
	r.AccountYears = slices.Clone(r.AccountYears)
	i := slices.IndexFunc(r.AccountYears, func(y records.AccountYear) bool { return y.Year == year })
	r.AccountYears[i].Closing.Fen += 100
	if got := draw(); !strings.Contains(got, "各项相加与合计不符") || !strings.Contains(got, r.AccountYears[i].Closing.String()) {
		t.Errorf("the source's figure stands on it with the word that it does not add up:\n%s", got)
	}
}

func TestArticle(t *testing.T) {
	g := slip.Guidance{Title: "如何办理社会保障卡临时挂失业务？", Source: "山东省人力资源和社会保障厅 政策问答第一期 2021年4月",
		Sections: []slip.Section{{Lines: []string{"可登陆省政府官方网站（搜索“社保卡挂失”），或通过社保卡服务网点等进行临时挂失。"}},
			{Heading: "步骤", Lines: []string{"1. 登录国家社会保险公共服务平台，填写业务经办所需信息。", "2. 到社保卡服务网点。"}}}}
	for _, columns := range []int{48, 32} {
		for _, k := range slip.Kinds() {
			if k.Personal() {
				continue
			}
			for _, link := range []string{"", "http://si.12333.gov.cn/"} {
				g.Link = link
				terms := terms(columns)
				terms.Specimen = false
				s := slip.Article(k, terms, g)
				got := flat(text(s))
				for _, want := range []string{g.Title, g.Source, "步骤", g.Sections[1].Lines[0], "12333", "以经办机构答复为准"} {
					if !strings.Contains(got, flat(want)) {
						t.Errorf("%s: no %q in\n%s", k, want, text(s))
					}
				}
				if s.Claim != nil || code(s) != link {
					t.Errorf("%s: claim %v, code %q", k, s.Claim, code(s))
				}
				for i, l := range s.Lines {
					for _, c := range l.Cells {
						if end := c.Column + hanzi.Columns(c.Text)*l.Size.Factor(); end > columns {
							t.Errorf("%s line %d: %q ends in column %d", k, i, c.Text, end)
						}
					}
				}
			}
		}
	}
}

// A phone reads whole figures or none, and always what the paper is worth.
func TestSummaries(t *testing.T) {
	for n := range 200 {
		r := paid("370100", 3, records.Known(520000), records.Known(41600))
		r.Benefits = []records.Benefit{{Kind: strings.Repeat("很", n) + "长", Monthly: records.Known(321050)}, {Kind: "失业保险金", Monthly: records.Known(189000)}}
		tm := terms(48)
		if n > 100 {
			tm.Terminal = strings.Repeat("T", n)
		}
		for _, k := range []slip.Kind{slip.BenefitCertificate, slip.ContributionSlip} {
			h := slip.Holder{Name: "测试" + strings.Repeat("甲", n/2), NameClean: true, Number: number}
			got := code(slip.Draw(k, tm, h, r, slip.Choice{Family: records.FamilyPension, Months: 12}))
			if len(got) > 450 || !strings.HasSuffix(got, "演示样张　不具有证明效力") || strings.Contains(got, "3,2") && !strings.Contains(got, "3,210.50元") {
				t.Fatalf("%d bytes: %s", len(got), got)
			}
		}
	}
}

// What is not given has no line, or is --; it is no empty line.
func TestWhatIsNotGiven(t *testing.T) {
	r := jia(t)
	r.Source.Name = ""
	tm := slip.Terms{Columns: 32, At: at, Certified: true, Notes: []string{"", "\x1b", "仅用于示例。"}}
	s := slip.Draw(slip.ContributionCertificate, tm, holderOf(r), r, slip.Choice{Months: 12})
	got := text(s)
	for _, want := range []string{"数据来源  --", "终端编号  --", "咨询电话  --", "5. 仅用于示例。"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if !strings.Contains(strings.Split(got, "\n")[0], "参保缴费证明") {
		t.Errorf("the first line:\n%s", got)
	}
	for i, l := range slip.Article(slip.Guide, tm, slip.Guidance{Title: "示例"}).Lines {
		if len(l.Cells) == 1 && l.Cells[0].Text == "" || strings.Contains(lineText(l), "内容来源") {
			t.Errorf("line %d of a guide without a source: %q", i, lineText(l))
		}
	}
}
