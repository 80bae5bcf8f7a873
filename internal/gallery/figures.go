package gallery

import (
	"fmt"
)

// Figure is one figure of 缴费基数与费率 with where it is from and when it holds; these two may be empty.
type Figure struct{ Label, Value, Source, Validity string }

// Group is a group of figures.
type Group struct {
	Title string
	Rows  []Figure
}

// Figures are such as a province has; those that are shipped come after them.
func Figures() []Group {
	average := Group{Title: "缴费基数"}
	for _, year := range []int{2025, 2024, 2023} {
		average.Rows = append(average.Rows, Figure{fmt.Sprintf("%d 年缴费基数上下限", year), "4,504.00 — 22,518.00 元/月",
			"山东省人力资源和社会保障厅等部门关于公布全省全口径城镇单位就业人员平均工资的通知", fmt.Sprintf("%d年1月 — %d年12月", year, year)})
	}
	rates := Group{Title: "费率"}
	for _, name := range []string{"企业职工基本养老保险　单位", "企业职工基本养老保险　个人", "机关事业单位养老保险　单位", "机关事业单位养老保险　个人", "职业年金　单位", "职业年金　个人",
		"失业保险　单位", "失业保险　个人"} {
		rates.Rows = append(rates.Rows, Figure{name, "16 %", "示例来源", "2019年5月起"})
	}
	rates.Rows = append(rates.Rows, Figure{Label: "工伤保险　单位（按行业差别费率和浮动费率确定）", Value: "0.2 % — 1.9 %，按行业分为八类，每年按使用情况浮动"})
	phones := Group{Title: "咨询电话"}
	for i := range 16 {
		phones.Rows = append(phones.Rows, Figure{Label: fmt.Sprintf("示例市 %d", i+1), Value: "053X-12333", Source: "示例来源"})
	}
	return []Group{average, rates, phones}
}
