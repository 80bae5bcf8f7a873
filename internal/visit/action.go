package visit

// Do is what a touch asks for; a closed set.
type Do string

// What a touch can ask for.
const (
	DoStart       Do = "start"        // from 待机 to 首页
	DoInsertCard  Do = "insert_card"  // a personal tile without a card
	DoBack        Do = "back"         // 返回
	DoExit        Do = "exit"         // 退出, 退出并取卡
	DoHelp        Do = "help"         // 帮助
	DoClose       Do = "close"        // close the help or the last-try question
	DoStillHere   Do = "still_here"   // 继续使用
	DoLarge       Do = "large"        // 大字
	DoContrast    Do = "contrast"     // 高对比
	DoLow         Do = "low"          // 低位
	DoVoice       Do = "voice"        // 语音
	DoEnglish     Do = "english"      // English
	DoHere        Do = "here"         // a key that changes nothing of the visit: somebody is here
	DoRepeat      Do = "repeat"       // say again what the screen says
	DoLouder      Do = "louder"       //
	DoQuieter     Do = "quieter"      //
	DoAloud       Do = "aloud"        // personal data through the loudspeaker, too: ask; or only into the headset again
	DoUseAloud    Do = "use_aloud"    // yes, after the warning
	DoSubmitPIN   Do = "submit_pin"   // 确认
	DoUseLastTry  Do = "use_last_try" // the last try after the warning
	DoForgotPIN   Do = "forgot_pin"   // 忘记密码
	DoChangePIN   Do = "change_pin"   // 修改密码
	DoAgree       Do = "agree"        // 同意
	DoQuery       Do = "query"        // 全省社保通查
	DoYearRecord  Do = "year_record"  // 年度个人账户
	DoMore        Do = "more"         // 更多查询
	DoPlaces      Do = "places"       // 其他参保地
	DoCivil       Do = "civil"        // 机关事业单位养老保险权益
	DoAnnuity     Do = "annuity"      // 职业年金账户
	DoResident    Do = "resident"     // 城乡居民账户
	DoBenefits    Do = "benefits"     // Text is a records.BenefitGroup
	DoBenefit     Do = "benefit"      // N is one of the group's benefits, from 0
	DoCertified   Do = "certified"    // 资格认证
	DoParameters  Do = "parameters"   // 缴费基数与费率
	DoPreview     Do = "preview"      // 打印这份记录; Text is the slip kind
	DoPlace       Do = "place"        // Text is a region, "" for all
	DoFamily      Do = "family"       // Text is a records.Family
	DoYear        Do = "year"         // N is a year
	DoMonths      Do = "months"       // N months on the slip
	DoPage        Do = "page"         // N is a page, from 0
	DoIdentity    Do = "identity"     // the eye button
	DoHideAmounts Do = "hide_amounts" // 遮住金额
	DoPrint       Do = "print"        // 打印
	DoPrintGuide  Do = "print_guide"  // 打印 the answer that is shown
	DoSlipWhole   Do = "slip_whole"   // the person says that an unconfirmed slip is whole
	DoSlipMissing Do = "slip_missing" // or that it is not, or did not come
	DoQuestions   Do = "questions"    // 政策问答; Text is a category, "" for all of them
	DoAnswer      Do = "answer"       // Text is an entry
	DoAsk         Do = "ask"          // 问一问
	DoKey         Do = "key"          // Text is a letter, or a digit of nine keys
	DoFigure      Do = "figure"       // Text is a figure that means itself
	DoRubout      Do = "rubout"       // take the last letter or character back
	DoClearQuery  Do = "clear_query"  // 清空
	DoCandidate   Do = "candidate"    // Text is what is meant by the letters
	DoCandidates  Do = "candidates"   // N is a page of candidates, from 0
	DoReading     Do = "reading"      // Text is a reading of the digits of nine keys
	DoKeyboard    Do = "keyboard"     // N is a Keyboard
	DoWrongInfo   Do = "wrong_info"   // 信息有误
	DoCross       Do = "cross"        // 跨省通办; Text is a group of people or GroupEverybody, "" to choose one
	DoItem        Do = "item"         // Text is an item of 跨省通办, by its entry
	DoFunctions   Do = "functions"    // 社保卡的六大功能
	DoBring       Do = "bring"        // 要带什么; Text is a list of materials
	DoChannels    Do = "channels"     // 服务渠道; Text is the entry that they are for, "" for all of them
	DoChannel     Do = "channel"      // Text is a channel
	DoPhones      Do = "phones"       // 城市电话

	DoCardServices Do = "card_services" // 社保卡服务
	DoRate         Do = "rate"          // N is a grade of 好差评, 1 to 5
	DoRetry        Do = "retry"         // read the records again
	DoContinue     Do = "continue"      // 继续查询 after printing
)

// Action is a touch with what it names.
type Action struct {
	Do   Do
	Text string
	N    int
}

// Entries of the policy content that the visit leads to by itself (faq ids).
const (
	EntryPINReset    = "service-7"   // 密码重置
	EntryReplaceCard = "service-6"   // 补换卡
	EntryLoss        = "service-8"   // 临时挂失
	EntryWrongName   = "service-4-2" // 姓名变更
	EntryWrongNumber = "service-4-1" // 身份证号码变更
	EntryProvince    = "service-2"   // 全省通查, and the channels that have it
	EntryCivil       = "service-1-1" // 机关事业单位养老保险权益
	EntryAnnuity     = "service-1-2" // 职业年金权益
	EntryCross       = "service-3"   // 跨省通办
	EntryCertified   = "service-3-8" // 领取养老金人员待遇资格认证
)
