package main

import "time"

// The ways of the tour. Persons are numbered as in the panel: 1 an employee, 2 a retired one, 3 a civil servant, 7 a resident.

// mainErrand is what most come for: card, PIN, own record, slip.
func mainErrand() []stop {
	return []stop{
		{do: "insert 1", screen: "pin", said: "插入社保卡：本机核验卡的真伪后请输入密码。"},
		{touch: "pin:123456", screen: "consent", said: "在键盘上输入六位密码，按“确认”：告知查询什么、为什么、留不留。"},
		{touch: "agree", screen: "personal_home", said: "按“同意”：个人主页，最常办的排在最前。"},
		{touch: "tile.query", screen: "query", said: "按“全省社保通查”：全省的参保缴费合在一张表里。"},
		{touch: "print", screen: "preview", said: "按“打印凭条”：先看到要打印的内容。"},
		{touch: "print", screen: "printed", said: "按“打印”：打印机确认之后才请取走凭条。"},
		{touch: "exit", screen: "end", said: "按“退出并取卡”：提醒取卡和凭条，直到卡拔出；也可以评价。"},
		{touch: "rate.5", screen: "end", said: "按一张笑脸：好差评，一次触摸，不评也可以。"},
		{do: "pull", screen: "attract", said: "拔出社保卡：回到待机，不留任何个人信息。"},
	}
}

// inMode is the main errand after a mode was switched on at 待机.
func inMode(id, mode string) []stop {
	return append([]stop{
		{screen: "attract", said: "待机。"},
		{touch: id, screen: "attract", same: true, said: "按“" + mode + "”：从这一屏起一直有效，办完自动还原。"},
	}, mainErrand()...)
}

// everything comes to every screen that a citizen can meet while the terminal works, and to the commonest faults.
func everything() []stop {
	var out []stop
	for _, part := range [][]stop{withoutCard(), cardProblems(), ownRecords(), cardAndPIN(), printed(), others(), late()} {
		out = append(out, part...)
	}
	return out
}

func withoutCard() []stop {
	return []stop{
		{screen: "attract", said: "待机：大厅名称、时间、怎样插卡，三个大入口。"},
		{touch: "start", screen: "home", said: "按“办理和查询”：首页。不插卡能办的和要插卡的都写明。"},
		{touch: "help", screen: "home", overlay: "help", said: "按“帮助”：这一屏能做什么，打什么电话。"},
		{touch: "close", screen: "home", said: "关闭帮助。"},
		{touch: "query", screen: "insert_card", said: "按“我要查询”：请插卡，图上画着怎样插。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "parameters", screen: "parameters", said: "按“缴费基数与费率”：每个数都有来源。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "ask", screen: "ask", said: "按“问一问”：拼音首字母、全拼或九键都可以。"},
		{touch: "type:guashi", screen: "ask", said: "输入 guashi：候选字和答案随按随出。"},
		{touch: "hit.0", screen: "answer", said: "按第一条：答案，有来源、日期和二维码。"},
		{touch: "back", screen: "ask", said: "返回问一问，输入的还在。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "questions", screen: "questions", said: "按“政策问答”：按类别看问题。"},
		{touch: "category.cross-province", screen: "questions", said: "按“跨省通办”一类。"},
		{touch: "entry.service-3", screen: "answer", said: "按一个问题：大字的答案。"},
		{touch: "back", screen: "questions", said: "返回问题。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "cross", screen: "cross_province", said: "按“跨省通办”：先说我是谁。"},
		{touch: "group.employee", screen: "cross_items", said: "按“在职职工”：和他有关的事项。"},
		{touch: "item.service-3-1", screen: "cross_item", said: "按一个事项：怎样办、在哪里办。"},
		{touch: "back", screen: "cross_items", said: "返回事项。"},
		{touch: "back", screen: "cross_province", said: "返回人员类别。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "card", screen: "card_services", said: "按“社保卡服务”：补换卡、重置密码、临时挂失。"},
		{touch: "functions", screen: "card_functions", said: "按“六大功能”：社保卡能做什么。"},
		{touch: "back", screen: "card_services", said: "返回社保卡服务。"},
		{touch: "reset", screen: "answer", said: "按“密码重置”：本人办还是代人办。"},
		{touch: "bring.reset-agent", screen: "materials", said: "按“代人办”：要带什么，可以打印。"},
		{touch: "back", screen: "answer", said: "返回密码重置。"},
		{touch: "back", screen: "card_services", said: "返回社保卡服务。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "channels", screen: "channels", said: "按“服务渠道与电话”：九个渠道。"},
		{touch: "channel.national", screen: "channel", said: "按“国家平台”：怎样进去，二维码。"},
		{touch: "back", screen: "channels", said: "返回渠道。"},
		{touch: "phones", screen: "phones", said: "按“各市电话”：16 市的电话。"},
		{touch: "back", screen: "channels", said: "返回渠道。"},
		{touch: "back", screen: "home", said: "返回首页。"},
		{touch: "lost", screen: "answer", said: "按“社保卡丢了”：先挂失，再补卡。"},
		{touch: "exit", screen: "attract", said: "按“退出”：回到待机。"},
	}
}

func cardProblems() []stop {
	return []stop{
		{do: "turn", screen: "card_problem", said: "卡插反了：图和话都说怎样插。"},
		{do: "pull", screen: "attract", said: "拔出卡。"},
		{do: "forge", screen: "card_problem", said: "认证不通过的卡：不读取任何内容。"},
		{do: "pull", screen: "attract", said: "拔出卡。"},
		{do: "insert 1", screen: "pin", said: "插入社保卡。"},
		{touch: "pin:000000", screen: "pin", said: "密码输错一次：说还可以输入几次。"},
		{touch: "forgot", screen: "answer", said: "按“忘记密码”：去哪里重置，带什么。"},
		{touch: "back", screen: "pin", said: "返回密码。"},
		{touch: "pin:123456", screen: "consent", said: "输入正确的密码：告知。"},
		{touch: "agree", screen: "personal_home", said: "按“同意”：个人主页。"},
	}
}

func ownRecords() []stop {
	return []stop{
		{touch: "eye", screen: "personal_home", said: "按“显示”：姓名和号码完整显示 10 秒。"},
		{touch: "tile.query", screen: "query", said: "按“全省社保通查”：重复的月、空缺的月都标出。"},
		{touch: "next", screen: "query", said: "按“下一页”：每页至多八个月。"},
		{touch: "family.work_injury", screen: "query", said: "按“工伤”：换一个险种。"},
		{touch: "places", screen: "places", said: "按“其他参保地”：16 市。"},
		{touch: "place.370200", screen: "query", said: "按“青岛”：只看一个市。"},
		{touch: "hide", screen: "query", said: "按“遮住金额”：旁人看不到金额。"},
		{touch: "back", screen: "personal_home", said: "返回个人主页。"},
		{touch: "tile.year", screen: "year_record", said: "按“年度权益记录”：个人账户逐年的收支。"},
		{touch: "back", screen: "personal_home", said: "返回个人主页。"},
		{touch: "tile.more", screen: "more_queries", said: "按“更多查询”：九项查询。"},
		{touch: "tile.certified", screen: "certification", said: "按“资格认证”：没有时说为什么没有。"},
		{touch: "back", screen: "more_queries", said: "返回更多查询。"},
		{touch: "back", screen: "personal_home", said: "返回个人主页。"},
		{touch: "wrong", screen: "wrong_info", said: "按“信息有误”：哪里不对，找谁改。"},
		{touch: "back", screen: "personal_home", said: "返回个人主页。"},
	}
}

func cardAndPIN() []stop {
	return []stop{
		{touch: "tile.card", screen: "card_services", said: "按“社保卡服务”：插着卡时可以修改密码。"},
		{touch: "change_pin", screen: "change_pin", said: "按“修改密码”：先输入现在的密码。"},
		{touch: "pin:123456", screen: "change_pin", said: "输入现在的密码：再想一个新的六位密码。"},
		{touch: "pin:258046", screen: "change_pin", said: "输入新密码：再输入一遍。"},
		{touch: "pin:258046", screen: "pin_changed", said: "新密码已经写入卡中。"},
		{touch: "continue", screen: "personal_home", said: "按“继续办理”：个人主页。"},
	}
}

func printed() []stop {
	return []stop{
		{touch: "tile.print", screen: "preview", said: "按“打印凭条”：预览就是要打印的凭条。"},
		{touch: "months.24", screen: "preview", said: "按“24 个月”：预览随着变。"},
		{touch: "print", screen: "printed", said: "按“打印”：凭条已经送出。"},
		{touch: "exit", screen: "end", said: "退出并取卡：提醒取卡和凭条，也可以评价。"},
		{touch: "rate.5", screen: "end", said: "按一张笑脸：好差评，一次触摸，不评也可以。"},
		{do: "pull", screen: "attract", said: "拔出卡：回到待机。"},
	}
}

func others() []stop {
	return []stop{
		{do: "insert 3", screen: "pin", said: "一位机关工作人员插卡。"},
		{touch: "pin:123456", screen: "consent", said: "输入密码。"},
		{touch: "agree", screen: "personal_home", said: "个人主页：机关养老和职业年金在前。"},
		{touch: "tile.more", screen: "more_queries", said: "更多查询。"},
		{touch: "tile.civil", screen: "civil_rights", said: "机关事业单位养老权益。"},
		{touch: "back", screen: "more_queries", said: "返回。"},
		{touch: "tile.annuity", screen: "annuity", said: "职业年金账户：实账和记账分开。"},
		{touch: "exit", screen: "end", said: "退出并取卡。"},
		{do: "pull", screen: "attract", said: "拔出卡。"},
		{do: "insert 2", screen: "pin", said: "一位退休职工插卡。"},
		{touch: "pin:123456", screen: "consent", said: "输入密码。"},
		{touch: "agree", screen: "personal_home", said: "个人主页：待遇在前。"},
		{touch: "tile.retirement", screen: "benefits", said: "退休待遇：每月发了多少、由哪几部分组成。"},
		{touch: "exit", screen: "end", said: "退出并取卡。"},
		{do: "pull", screen: "attract", said: "拔出卡。"},
		{do: "insert 7", screen: "pin", said: "一位城乡居民插卡。"},
		{touch: "pin:123456", screen: "consent", said: "输入密码。"},
		{touch: "agree", screen: "personal_home", said: "个人主页：居民账户在前。"},
		{touch: "tile.more", screen: "more_queries", said: "更多查询。"},
		{touch: "tile.resident", screen: "resident", said: "城乡居民账户：个人缴费和各级补贴。"},
		{touch: "exit", screen: "end", said: "退出并取卡。"},
		{do: "pull", screen: "attract", said: "拔出卡。"},
	}
}

// late are what comes when nobody does anything, when paper is out, and when a part is missing.
func late() []stop {
	return []stop{
		{touch: "start", screen: "home", said: "首页，然后 60 秒无人操作。"},
		{screen: "home", overlay: "idle_warning", wait: 90 * time.Second, said: "60 秒无人操作：问还要不要继续。"},
		{touch: "stay", screen: "home", said: "按“继续使用”：一切还在。"},
		{touch: "exit", screen: "attract", said: "退出。"},
		{do: "printer paper out", screen: "attract", said: "打印机缺纸：待机就说明，其他照常。"},
		{do: "printer paper in", screen: "attract", said: "装上纸：提示消失。"},
		{do: "module", screen: "attract", same: true, said: "安全模块不在了：要插卡的暂停，其他照常。"},
		{touch: "start", screen: "home", said: "首页。"},
		{touch: "query", screen: "out_of_service", said: "暂停服务：哪一部分不能用，哪些还能办，去哪里办。"},
		{touch: "exit", screen: "attract", said: "退出。"},
	}
}

// allWays are the tour: everything on both glasses, and the main errand in the modes.
func allWays() []route {
	return []route{
		{"large", "主线：大字", false, inMode("mode.large", "大字")},
		{"low", "主线：低位", false, inMode("mode.low", "低位")},
		{"english", "主线：English", false, inMode("mode.english", "English")},
		{"landscape", "全部屏幕：横屏", false, everything()},
		{"portrait", "全部屏幕：竖屏", true, everything()},
	}
}

// shortWays are the main errand on one glass, for tests.
func shortWays() []route {
	return []route{{"main", "主线", false, append([]stop{{screen: "attract", said: "待机。"}}, mainErrand()...)}}
}
