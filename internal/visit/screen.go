package visit

// Screen is what the person sees; a closed set.
type Screen string

// The screens of experience.md that this program has.
const (
	Attract       Screen = "attract"        // 待机
	Home          Screen = "home"           // 首页
	InsertCard    Screen = "insert_card"    // 请插卡
	Reading       Screen = "reading"        // 读卡
	CardProblem   Screen = "card_problem"   // 读卡: this card cannot be used, and what to do
	PIN           Screen = "pin"            // 密码
	PINChange     Screen = "change_pin"     // 修改密码
	PINChangeDone Screen = "pin_changed"    // 修改密码: it was changed
	Consent       Screen = "consent"        // 告知
	PersonalHome  Screen = "personal_home"  // 个人主页
	Query         Screen = "query"          // 全省社保通查
	YearRecord    Screen = "year_record"    // 年度个人账户
	MoreQueries   Screen = "more_queries"   // every query of a person, beside those that her kind asks for first
	Places        Screen = "places"         // 参保地: the 16 cities, to look at another one
	CivilRights   Screen = "civil_rights"   // 机关事业单位养老保险权益
	AnnuityRights Screen = "annuity"        // 职业年金账户
	ResidentRight Screen = "resident"       // 城乡居民账户
	Benefits      Screen = "benefits"       // 退休待遇, 职业年金待遇, 失业和工伤待遇
	Certification Screen = "certification"  // 资格认证
	Parameters    Screen = "parameters"     // 缴费基数与费率, of the province; not personal
	Preview       Screen = "preview"        // 打印: the slip before it is printed
	Printing      Screen = "printing"       // 打印: 正在打印
	Printed       Screen = "printed"        // 打印: taken, failed or unknown
	Questions     Screen = "questions"      // 政策问答: categories and questions
	Answer        Screen = "answer"         // 政策问答: one answer
	Ask           Screen = "ask"            // 问一问: a question in one's own words
	CrossProvince Screen = "cross_province" // 跨省通办: 我是谁
	CrossItems    Screen = "cross_items"    // 跨省通办: the items that concern such people
	CrossItem     Screen = "cross_item"     // 跨省通办: one item, how and where
	CardServices  Screen = "card_services"  // 社保卡服务
	CardFunctions Screen = "card_functions" // 社保卡的六大功能
	Materials     Screen = "materials"      // 要带什么: the lists of an entry
	Channels      Screen = "channels"       // 服务渠道
	Channel       Screen = "channel"        // one channel
	Phones        Screen = "phones"         // 城市电话
	WrongInfo     Screen = "wrong_info"     // 信息有误: what is wrong
	End           Screen = "end"            // 结束: card and slip are to be taken
	OutOfService  Screen = "out_of_service"
	Recovery      Screen = "recovery" // a fault of the program itself; the visit is over
)

// Screens lists every screen, for tests and galleries.
func Screens() []Screen {
	return []Screen{Attract, Home, InsertCard, Reading, CardProblem, PIN, PINChange, PINChangeDone, Consent, PersonalHome,
		Query, YearRecord, MoreQueries, Places, CivilRights, AnnuityRights, ResidentRight, Benefits, Certification, Parameters, Preview, Printing, Printed, Questions, Answer,
		CrossProvince, CrossItems, CrossItem, CardServices, CardFunctions, Materials, Channels, Channel, Phones, WrongInfo, Ask, End, OutOfService, Recovery}
}

// Personal reports whether the screen may show something of the person.
func (s Screen) Personal() bool {
	switch s {
	case Consent, PersonalHome, Query, YearRecord, MoreQueries, Places, CivilRights, AnnuityRights, ResidentRight, Benefits,
		Certification, Preview, Printing, Printed:
		return true
	}
	return false
}

// Overlay is what lies over a screen.
type Overlay string

// The overlays.
const (
	NoOverlay    Overlay = ""
	HelpOverlay  Overlay = "help"
	IdleWarning  Overlay = "idle_warning"  // still here?
	LimitWarning Overlay = "limit_warning" // the visit ends soon, whatever is touched
	LastTry      Overlay = "last_try"      // the last PIN try is about to be used
	AloudWarning Overlay = "aloud"         // personal data is about to be said through the loudspeaker
)

// Modes are how the person wants to see the screens. They hold for a visit.
type Modes struct {
	Large    bool // 大字
	Contrast bool // 高对比
	Low      bool // 低位: what can be touched stands in the lower half of the glass
	Voice    bool // 语音: what a sighted person sees is said
	English  bool
}

// Problem is why a card cannot be used; each has its own sentence, picture and way on.
type Problem string

// The problems of a card.
const (
	NoProblem         Problem = ""
	CardMute          Problem = "mute"               // upside down or dirty: no answer at all
	NotSocialSecurity Problem = "not_social"         // another kind of card
	BankCard          Problem = "bank"               // a bank card without social security
	CardLocked        Problem = "locked"             // permanently locked
	CardExpired       Problem = "expired"            //
	CardUnreadable    Problem = "unreadable"         // answers came but make no sense, or the link failed
	CardNeedsKey      Problem = "needs_key"          // third generation: gives its holder only to a key
	CardUnverified    Problem = "unverified"         // this terminal cannot prove now that the card is genuine
	CardCounterfeit   Problem = "counterfeit"        // the card did not prove itself
	CardStuck         Problem = "stuck"              // no answer within the deadline
	PINBlocked        Problem = "pin_blocked"        // no tries left
	NoPINSet          Problem = "no_pin"             // the card has no PIN, so nobody can be known by it
	PINUnknown        Problem = "pin_unknown"        // the answer to a PIN was lost; the tries were read again
	PINChangeRefused  Problem = "pin_change_refused" // the card took no new PIN; the present one stays
	PINChangeUnknown  Problem = "pin_change_unknown" // the answer to a new PIN was lost; the tries were read again, or could not be
	NoHolder          Problem = "no_holder"          // a card that names nobody
	ReaderLost        Problem = "reader_lost"        // the reader went away in the middle
	VisitInterrupted  Problem = "interrupted"        // something else took the card

	// What the card register says of it; a card whose problem is one of these opens no record.
	CardReportedLost Problem = "reg_lost"        // 临时挂失
	CardFormallyLost Problem = "reg_formal_lost" // 正式挂失
	CardSealed       Problem = "reg_sealed"      // 封存
	CardCancelled    Problem = "reg_cancelled"   // 注销
	CardUncollected  Problem = "reg_uncollected" // 待领
	CardUnregistered Problem = "reg_unknown"     // not in the register, or in a state that this program does not know
	CardOtherHolder  Problem = "reg_holder"      // registered to somebody else than the card names
)

// Problems lists every problem, for tests and galleries.
func Problems() []Problem {
	return []Problem{CardMute, NotSocialSecurity, BankCard, CardLocked, CardExpired, CardUnreadable, CardNeedsKey,
		CardUnverified, CardCounterfeit, CardStuck, PINBlocked, NoPINSet, PINUnknown, PINChangeRefused, PINChangeUnknown, NoHolder, ReaderLost, VisitInterrupted,
		CardReportedLost, CardFormallyLost, CardSealed, CardCancelled, CardUncollected, CardUnregistered, CardOtherHolder}
}
