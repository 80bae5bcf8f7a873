package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"shebao/kiosk/faq"
)

// The made content: questions about the services of a public office, put together of what is asked about, what is wanted and for whom.
// It is made up of words and holds no fact. Look-alikes are many on purpose: each entry has some sixty neighbours that differ in
// one part only.
var (
	things = strings.Fields(`养老保险 工伤保险 失业保险 职业年金 企业年金 居民养老 社会保障卡 电子社保卡 临时社保卡 参保关系 缴费基数 缴费年限 视同缴费年限 个人账户 退休手续
		提前退休 病退手续 退休待遇 丧葬补助金 抚恤金 供养亲属待遇 工伤认定 劳动能力鉴定 伤残津贴 停工留薪期 失业登记 失业保险金 稳岗返还 技能补贴 就业困难认定
		创业担保贷款 一次性创业补贴 社保补贴 公益性岗位 见习补贴 职业培训 技能等级证书 职称评审 继续教育 人事档案 档案转递 劳动合同 集体合同 劳务派遣 试用期
		加班工资 最低工资 年休假 女职工产假 未成年工 劳动仲裁 工资支付 农民工工资保证金 欠薪投诉 劳动监察 单位参保登记 单位注销登记 人员增减 工资申报 滞纳金
		欠费补缴 退费申请 关系转移 跨省转移 军人转移 待遇资格认证 重复领取 死亡申报 账户继承 一次性待遇 参保证明 权益记录单 缴费凭证 对账单 税务申报
		灵活就业参保 新业态人员参保 港澳台人员参保 外国人参保 被征地农民保障 村干部参保 学生参保 退役士兵补缴 转业干部保险 民办教师补贴 乡村医生补助`)
	wants = strings.Fields(`怎么办理 需要什么材料 多长时间办完 在哪里办理 可以网上办吗 收费吗 办理条件是什么 怎么查询进度 怎么撤销 信息填错怎么改 可以代办吗 有时间限制吗
		结果怎么领取 不符合条件怎么办 办理流程是什么 政策依据是什么 找哪个部门 可以委托单位办吗 材料丢了怎么补 需要本人到场吗 表格在哪里下载 电话是多少 能不能加急
		对结果不服怎么办 异地能办吗 多久到账 需要缴多少 有效期多久 暂停以后怎么恢复 和以前有什么不同`)
	whose = strings.Fields(`个人 单位 职工 农民工 退休人员 灵活就业人员 高校毕业生 外地户籍人员 退役军人 残疾人`)

	// other are other words for the same, for the questions that are asked.
	other = map[string][]string{
		"怎么办理": {"咋办", "如何申请", "办理方法"}, "需要什么材料": {"要带什么", "准备哪些资料"}, "多长时间办完": {"几天能办好", "多久办结"}, "在哪里办理": {"去哪儿办", "到什么地方办"},
		"可以网上办吗": {"能在网上办不", "线上可以办吗"}, "收费吗": {"要不要钱", "要交费吗"}, "办理条件是什么": {"什么人可以办", "有什么条件"}, "怎么查询进度": {"办到哪一步怎么查", "进度在哪看"},
		"怎么撤销": {"想撤回申请"}, "信息填错怎么改": {"写错了能改吗"}, "可以代办吗": {"别人能替我办吗", "家人帮着办行吗"}, "有时间限制吗": {"有没有期限"}, "结果怎么领取": {"办好以后怎么拿"},
		"办理流程是什么": {"步骤有哪些"}, "找哪个部门": {"归谁管"}, "电话是多少": {"打什么电话"}, "异地能办吗": {"在外地可以办吗"}, "多久到账": {"几天打钱", "什么时候发到手"},
		"需要缴多少": {"要交多少钱"}, "有效期多久": {"多久过期"}, "表格在哪里下载": {"表去哪下"}, "需要本人到场吗": {"必须自己去吗"}, "对结果不服怎么办": {"不同意结果怎么办"},
	}
)

// asked is a question and the id of what answers it.
type asked struct{ query, id, kind string }

// corpus makes n entries, and questions about some of them in other words.
func corpus(n, questions int) (*faq.Library, []asked) {
	r := rand.New(rand.NewPCG(5500, 1))
	l := &faq.Library{Categories: []faq.Category{{ID: "made", Title: "made"}}}
	seen := map[string]bool{}
	var parts [][3]string
	for len(l.Entries) < n {
		p := [3]string{whose[r.IntN(len(whose))], things[r.IntN(len(things))], wants[r.IntN(len(wants))]}
		q := p[0] + p[1] + p[2]
		if seen[q] {
			continue
		}
		seen[q] = true
		parts = append(parts, p)
		l.Entries = append(l.Entries, faq.Entry{ID: fmt.Sprintf("made-%d", len(l.Entries)), Category: "made", Question: q + "？", Short: p[1],
			Blocks: []faq.Block{{Text: "关于" + p[1] + "的办理，" + p[0] + "请向经办机构询问。"}}})
	}
	var qs []asked
	for len(qs) < questions {
		i := r.IntN(n)
		p := parts[i]
		want, kind := p[2], "same words, other order"
		if o := other[want]; len(o) > 0 && r.IntN(2) == 0 {
			want, kind = o[r.IntN(len(o))], "other words"
		}
		q := p[1] + want + "，我是" + p[0]
		if kind == "other words" || r.IntN(2) == 0 {
			q = "我是" + p[0] + "，请问" + p[1] + want
		}
		qs = append(qs, asked{q, l.Entries[i].ID, kind})
	}
	return l, qs
}
