package main

import (
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shebao/kiosk/faq"
)

// An agency's table is taken row by row; what is wrong with a row is told with its place, the others are taken, and a trial changes
// nothing.
func TestFAQImport(t *testing.T) {
	d := newFAQDesk(t)
	book := d.at("示例问答.xlsx")
	workbookOf(t, book, [][]any{
		{"示例市社保问答汇总"},
		{"序号", "问题", "答案", "相似问法", "分类", "发文机关", "日期"},
		{1, "示例一怎么办？", "1、先去。\n2、再来。", "示例一\n办示例一|办 示例一", "社保卡服务", "示例局", 46023},
		{2, "", "没有问题的答案", "", "card", "示例局", "2026年"},
		{3, "没有答案的问题", "", "", "card", "示例局", "2026年"},
		{4, "分类不对", "答。", "", "没有的", "示例局", "2026年"},
		{5, "示例一怎么办？", "又一个。", "", "card", "示例局", "2026年"},
		{6, "如何办理社会保障卡密码重置？", "别的答案。", "", "card", "示例局", "2026年"},
		{7, "没有机关", "答。", "", "card", "", "2026年"},
		{8, "没有日期", "答。", "", "card", "示例局", ""},
		{" ", "　"},
		{9, "公式", "x", "", "card", "示例局", "2026年"},
		{10, "表格", "| a | b |", "", "card", "示例局", "2026年"},
		{11, strings.Repeat("长", 150), "答。", "", "card", "示例局", "2026年"},
		{12, "示例二怎么办？", "这样办。_x000D_\n就好。", "", "card", "示例局", "2026年1月"},
	}, func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "C12", "1+1") })
	faults := []string{"第4行 问题: 缺少", "第5行 答案: 缺少", "第6行 分类: ", "第7行 问题: 与第3行", "第8行 问题: 库里已有这个问题（service-7）", "第9行 发文机关: 缺少",
		"第10行 日期: 缺少", "第12行 答案: 单元格是公式", "第13行 答案: ", "第14行 问题: ", "第0行 序号: "}
	shipped, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	title := ""
	for _, c := range shipped.Categories {
		if c.ID == "card" {
			title = c.Title
		}
	}
	if title != "社保卡服务" { // the table names it by its title
		workbookTitle(t, book, title)
	}
	out, errs := d.do(1, "import", "-into", d.at("own"), "-dry-run", book)
	holds(t, errs, faults...)
	holds(t, out, "12 rows read = 2 taken + 0 there already + 10 refused; 1 empty", "a trial")
	if _, err := os.Stat(d.at("own")); err == nil {
		t.Fatal("a trial made the folder")
	}
	again, errs := d.do(1, "import", "-into", d.at("own"), book)
	holds(t, errs, faults...)
	holds(t, again, "2 taken")
	l := d.library("own")
	if len(l.Entries) != len(shipped.Entries)+2 {
		t.Errorf("%d entries, %d were shipped", len(l.Entries), len(shipped.Entries))
	}
	found := 0
	for _, e := range l.Entries {
		switch e.Question {
		case "示例一怎么办？":
			found++
			if e.Category != "card" || e.Issuer != "示例局" || e.Issue != "示例问答" || e.Date != "2026年1月1日" || !e.Supplement ||
				strings.Join(e.Similar, "|") != "示例一|办示例一|办 示例一" || len(e.Blocks) != 2 || e.Blocks[1] != (faq.Block{Style: faq.Step, Number: 2, Text: "再来。"}) {
				t.Errorf("%+v", e)
			}
		case "示例二怎么办？":
			found++
			if len(e.Blocks) != 2 || e.Blocks[0].Text != "这样办。" || e.Blocks[1].Text != "就好。" || e.Short != "这样办" {
				t.Errorf("%+v", e)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d of the rows are there", found)
	}
	// The same table again changes nothing.
	before := list(t, d.at("own"))
	out, _ = d.do(1, "import", "-into", d.at("own"), book)
	holds(t, out, "0 taken + 2 there already + 10 refused")
	if list(t, d.at("own")) != before {
		t.Error("the same table again changed the folder")
	}
}

// workbookTitle puts a category's title where the table names it.
func workbookTitle(t *testing.T, path, title string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellValue("Sheet1", "E3", title); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}

// Separated cells are read in the encodings and with the marks that agencies use, and what is missing may be given for all rows.
func TestFAQImportOfSeparatedCells(t *testing.T) {
	const gbk = "\xce\xca\xcc\xe2\t\xb4\xf0\xb0\xb8\n\xca\xbe\xc0\xfd\xce\xca\t\xca\xbe\xc0\xfd\xb4\xf0\n" // 问题 答案 / 示例问 示例答
	for name, text := range map[string]string{"utf8.csv": "\ufeff问题,答案\r\n示例问,\"示例答\"\r\n", "gbk.csv": gbk, "semicolon.csv": "答案;问题\n示例答;示例问\n"} {
		d := newFAQDesk(t)
		out, _ := d.do(0, "import", "-into", d.at("own"), "-category", "card", "-issuer", "示例局", "-date", "2026年", d.write(name, text))
		holds(t, out, "1 rows read = 1 taken")
		ok := false
		for _, e := range d.library("own").Entries {
			ok = ok || e.Question == "示例问" && e.Blocks[0].Text == "示例答" && e.Issuer == "示例局" && e.Date == "2026年"
		}
		if !ok {
			t.Errorf("%s: the row is not there", name)
		}
	}
	d := newFAQDesk(t)
	for want, text := range map[string]string{"问题": "提法,说法\na,b\n", "答案": "问题,说法\na,b\n", "two columns": "问题,问题,答案\na,b,c\n"} {
		_, errs := d.do(1, "import", "-into", d.at("own"), d.write("bad.csv", text))
		holds(t, errs, want)
	}
	_, errs := d.do(1, "import", "-into", d.at("own"), d.write("old.xls", "\xd0\xcf\x11\xe0 old"))
	holds(t, errs, "XLSX")
	_, errs = d.do(1, "import", "-into", d.at("own"), "-category", "card", "-issuer", "局", "-date", "今", d.write("broken.csv", gbk+"\"a\"x\tb\n\xff\xff\tb\n"))
	holds(t, errs, "第3行 整行: ", "第4行 ")
	if _, err := os.Stat(d.at("own")); err != nil {
		t.Error("the good row was not taken")
	}
	d.do(2, "import", "-into", d.at("own"))
}
