package load

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// Reason is why a row was refused; the words of the report. None holds anything of the cell.
type Reason string

// The reasons.
const (
	accepted        Reason = ""
	skipped         Reason = "skip" // not refused: the mapping leaves such rows out
	Missing         Reason = "缺少必填内容"
	Scientific      Reason = "被电子表格改成科学计数法，末尾数字已丢失"
	Rounded         Reason = "末三位为000，被电子表格截断，末尾数字已丢失"
	NotEighteen     Reason = "社会保障号码不是18位"
	NoBirthDate     Reason = "出生日期不存在"
	WrongCheckDigit Reason = "社会保障号码校验位不符"
	NotPrintable    Reason = "含不可显示的字符"
	TooLongText     Reason = "文字过长"
	BrokenText      Reason = "文字编码有误"
	FormulaCell     Reason = "单元格是公式，请先转为数值"
	UnknownCode     Reason = "代码不在代码表内"
	NoSuchRegion    Reason = "参保地代码不是37开头的六位数字"
	ElsewhereRegion Reason = "参保地不在本次导入范围内"
	NoSuchMonth     Reason = "年月不存在"
	FutureMonth     Reason = "年月晚于数据截止日期"
	NoSuchDay       Reason = "日期不存在"
	NoSuchYear      Reason = "年度不存在或晚于数据截止日期"
	NotMoney        Reason = "金额不是数字"
	FinerThanFen    Reason = "金额小数超过两位"
	NegativeMoney   Reason = "金额为负"
	TooMuchMoney    Reason = "金额过大"
	NotCount        Reason = "不是整数"
	NotAccount      Reason = "银行账号不是数字"
	NotIdentifier   Reason = "卡识别码不是32位十六进制"
	NotCardNumber   Reason = "卡号不是9位"
	SeveralMonths   Reason = "费款所属期跨多个月"
	PeriodBackwards Reason = "费款所属期止早于起"
	TooLongRow      Reason = "行过长"
	TooManyColumns  Reason = "列数过多"
	MoreThanHeader  Reason = "列数多于表头"
	FewerThanHeader Reason = "列数少于表头"
	WrongQuote      Reason = "引号有误"
	DeletedRow      Reason = "已标记删除"
	TotalsDiffer    Reason = "合计与各行之和不符"
	Superseded      Reason = "同一文件中主键相同、内容不同，以后一行为准"
	OtherName       Reason = "姓名与已导入的不同，以已导入的为准"
	NothingToTake   Reason = "没有可导入的内容"
	LeadingZeroLost Reason = "位数不足，可能丢失前导零"
	NotACalendarDay Reason = "年月或日期格式无法识别"
)

// longestText is how many characters a text may have: the longest of the facts has 100 (单位名称).
const longestText = 200

// mostFen is above any amount of a person, and far below where sums of it would overflow: a hundred million yuan.
const mostFen = 100_000_000_00

// trimmed is a cell without what surrounds it: spaces of any width, the tab and the apostrophe that keep spreadsheets from
// reading a number.
func trimmed(b []byte) []byte {
	b = bytes.TrimFunc(b, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' || r == 0 })
	if len(b) > 1 && b[0] == '\'' {
		b = b[1:]
	}
	return b
}

// narrow writes full-width digits, letters and marks as ASCII. It returns b itself when there are none.
func narrow(b, scratch []byte) []byte {
	ascii := true
	for _, c := range b {
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return b
	}
	out := scratch[:0]
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFF00 - 0x20
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// absent reports whether a cell says that there is nothing: agencies print "--" for it (facts/domain.md §2.2).
func absent(b []byte) bool {
	return len(b) == 0 || bytes.Equal(b, []byte("--")) || bytes.Equal(b, []byte("-")) || bytes.Equal(b, []byte("—"))
}

// scientific reports whether a spreadsheet wrote a long number as 3.79901E+17.
func scientific(b []byte) bool {
	i := bytes.IndexAny(b, "Ee")
	if i < 1 || i+1 >= len(b) {
		return false
	}
	for j, c := range b {
		switch {
		case c >= '0' && c <= '9', c == '.', j == i, j == i+1 && (c == '+' || c == '-'):
		default:
			return false
		}
	}
	return true
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

func number(b []byte) int64 {
	n := int64(0)
	for _, c := range b {
		n = n*10 + int64(c-'0')
	}
	return n
}

// parseIdentity gives the 17 digits of a social security number as a number; its check character follows from them.
func parseIdentity(b []byte) (uint64, Reason) {
	switch {
	case len(b) == 0:
		return 0, Missing
	case scientific(b):
		return 0, Scientific
	case len(b) != 18 || !digits(b[:17]):
		return 0, NotEighteen
	}
	var normal [18]byte
	copy(normal[:], b)
	if normal[17] == 'x' {
		normal[17] = 'X'
	}
	birth := int(number(normal[6:14]))
	if !validDay(birth) || birth < 1880_01_01 {
		return 0, NoBirthDate
	}
	if normal[17] != idcard.Check(normal[:17]) {
		if bytes.HasSuffix(b, []byte("000")) {
			return 0, Rounded
		}
		return 0, WrongCheckDigit
	}
	return uint64(number(normal[:17])), accepted
}

// identityText is the number that parseIdentity was given.
func identityText(n uint64) string {
	var out [18]byte
	for i := 16; i >= 0; i-- {
		out[i] = byte('0' + n%10)
		n /= 10
	}
	out[17] = idcard.Check(out[:17])
	return string(out[:])
}

func validDay(n int) bool {
	y, m, d := n/10000, n/100%100, n%100
	if y < 1800 || y > 2999 || m < 1 || m > 12 || d < 1 {
		return false
	}
	return d <= 28 || d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// serialFirst and serialLast bound what is taken for a spreadsheet's day number: 1954 to 2091. Five digits are neither a month
// nor a day, so nothing else can be meant.
const (
	serialFirst = 20000
	serialLast  = 69999
)

// serialDay is the day of a spreadsheet's day number, in the 1900 system that counts a 29 February 1900.
func serialDay(n int) int {
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}

// calendarNumber reads a date in any of its writings as YYYYMMDD or YYYYMM, told apart by the size.
func calendarNumber(b []byte) (int, bool) {
	if i := bytes.IndexByte(b, '.'); i == 5 || i == 6 || i == 8 { // a number's decimals, or the time of a day number
		if digits(b[:i]) && (i == 5 && digits(b[i+1:]) || len(bytes.Trim(b[i+1:], "0")) == 0) {
			b = b[:i]
		}
	}
	if digits(b) {
		switch n := int(number(b)); {
		case len(b) == 6 || len(b) == 8:
			return n, true
		case len(b) == 5 && n >= serialFirst && n <= serialLast:
			return serialDay(n), true
		}
		return 0, false
	}
	if i := bytes.IndexAny(b, " T"); i == 10 || i == 8 || i == 9 { // with a time of day
		b = b[:i]
	}
	var parts [3]int
	at, seen, n := 0, 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		if r >= '0' && r <= '9' {
			n = n*10 + int(r-'0')
			if seen++; seen > 4 {
				return 0, false
			}
			if len(b) > 0 {
				continue
			}
		} else if r != '-' && r != '/' && r != '.' && r != '年' && r != '月' && r != '日' {
			return 0, false
		}
		if seen == 0 || at == 3 {
			return 0, false
		}
		parts[at], n, seen = n, 0, 0
		at++
	}
	switch at {
	case 2:
		if parts[0] > 999 && parts[1] < 100 {
			return parts[0]*100 + parts[1], true
		}
	case 3:
		if parts[0] > 999 && parts[1] < 100 && parts[2] < 100 {
			return parts[0]*10000 + parts[1]*100 + parts[2], true
		}
	}
	return 0, false
}

func parseMonth(b []byte, last records.Month) (int, Reason) {
	n, ok := calendarNumber(b)
	if !ok {
		return 0, NotACalendarDay
	}
	if n > 9999_99 {
		if !validDay(n) {
			return 0, NoSuchMonth
		}
		n /= 100
	}
	switch m := records.Month(n); {
	case !m.Valid():
		return 0, NoSuchMonth
	case m > last:
		return 0, FutureMonth
	}
	return n, accepted
}

func parseDay(b []byte) (int, Reason) {
	n, ok := calendarNumber(b)
	if !ok {
		return 0, NotACalendarDay
	}
	if !validDay(n) {
		return 0, NoSuchDay
	}
	return n, accepted
}

// parseMoney reads yuan as fen. Thousands commas are taken when they stand where they belong. A spreadsheet keeps 416.03 as the
// nearest double; when the input is one, what is nearer to a fen than double's error of such an amount is that fen.
func parseMoney(b []byte, fromDouble bool) (int64, Reason) {
	return parseAmount(b, fromDouble, mostFen/100)
}

// parseAmount is parseMoney for amounts of at most so many yuan.
func parseAmount(b []byte, fromDouble bool, most int64) (int64, Reason) {
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		b = b[1:]
	}
	wholePart, decimals := b, []byte(nil)
	if i := bytes.IndexByte(b, '.'); i >= 0 {
		wholePart, decimals = b[:i], b[i+1:]
		if !digits(decimals) && (len(decimals) > 0 || i == 0) {
			if scientific(b) {
				return 0, Scientific
			}
			return 0, NotMoney
		}
	}
	n, run := int64(0), 0
	comma := bytes.IndexByte(wholePart, ',') >= 0
	for i, c := range wholePart {
		switch {
		case c == ',' && comma && i > 0 && (len(wholePart)-i)%4 == 0:
			run = 0
			continue
		case c < '0' || c > '9':
			if scientific(b) {
				return 0, Scientific
			}
			return 0, NotMoney
		}
		if run++; comma && run > 3 {
			return 0, NotMoney
		}
		if n = n*10 + int64(c-'0'); n > most {
			return 0, TooMuchMoney
		}
	}
	if len(wholePart) == 0 && len(decimals) == 0 {
		return 0, NotMoney
	}
	n *= 100
	for i, c := range decimals {
		switch d := int64(c - '0'); i {
		case 0:
			n += d * 10
		case 1:
			n += d
		default:
			if d == 0 {
				continue
			}
			if fen, ok := nearestFen(b); ok && fromDouble {
				n = fen
				return sign(n, negative), accepted
			}
			return 0, FinerThanFen
		}
	}
	return sign(n, negative), accepted
}

func sign(n int64, negative bool) int64 {
	if negative {
		return -n
	}
	return n
}

// nearestFen is the fen that a double was meant to be: within a millionth of one.
func nearestFen(b []byte) (int64, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || f > mostFen/100 {
		return 0, false
	}
	n := int64(f*100 + 0.5)
	off := f*100 - float64(n)
	return n, off < 1e-6 && off > -1e-6
}

// parseTail takes the last four digits of a bank account: the rest goes nowhere. A tail that lost its leading zeros has four
// digits all the same.
func parseTail(b []byte) ([]byte, Reason) {
	if scientific(b) && bytes.IndexByte(b, '.') >= 0 {
		return nil, Scientific
	}
	b = bytes.TrimLeft(b, "*")
	switch {
	case !digits(b):
		return nil, NotAccount
	case len(b) >= 4:
		return b[len(b)-4:], accepted
	}
	return append([]byte("0000")[:4-len(b)], b...), accepted
}

// printable reports whether a text can be shown: nothing that controls, nothing that draws nothing, nothing broken.
func printable(b []byte) bool {
	ascii := true
	for _, c := range b {
		if c < 0x20 || c == 0x7F {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if ascii {
		return true
	}
	if !utf8.Valid(b) {
		return false
	}
	for _, r := range string(b) {
		if r < 0x3000 || r > 0x9FFF { // the common characters need no look
			if hanzi.Printable(string(r)) == "" {
				return false
			}
		}
	}
	return true
}

// nameForm is a name as it is kept: its dot is · (facts/devices.md E), whichever of the dots an input has, and characters that were
// spaced out (王　伟) stand together, so that one person's name is one. Spaces in names of other scripts are part of them.
func nameForm(b []byte) []byte {
	spaced, dotted, han := false, false, true
	for _, r := range string(b) {
		switch {
		case unicode.IsSpace(r):
			spaced = true
		case strings.ContainsRune(dots, r):
			dotted = true
		case r == '·':
		default:
			han = han && unicode.Is(unicode.Han, r)
		}
	}
	if !dotted && !(spaced && han) {
		return b
	}
	return []byte(strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(dots, r):
			return '·'
		case han && unicode.IsSpace(r):
			return -1
		}
		return r
	}, string(b)))
}

// dots are what inputs write for the dot between the parts of a name.
const dots = "•・‧∙⋅･"

func appendInt(to []byte, n int64) []byte { return strconv.AppendInt(to, n, 10) }

// appendYuan writes fen as yuan.
func appendYuan(to []byte, fen int64) []byte {
	if fen < 0 {
		to, fen = append(to, '-'), -fen
	}
	to = append(strconv.AppendInt(to, fen/100, 10), '.')
	return append(to, byte('0'+fen%100/10), byte('0'+fen%10))
}

// appendUint, appendText and appendMoney are the stored forms of values: varints; text after its length; fen in zigzag plus one,
// so that 0 is absent.
func appendUint(to []byte, n uint64) []byte { return binary.AppendUvarint(to, n) }

func appendText(to, s []byte) []byte { return append(binary.AppendUvarint(to, uint64(len(s))), s...) }

func appendMoney(to []byte, fen int64) []byte {
	return binary.AppendUvarint(to, uint64(fen<<1)^uint64(fen>>63)+1)
}

// stored reads what those wrote. The first fault stays.
type stored struct {
	b   []byte
	bad bool
}

func (s *stored) uint() uint64 {
	n, size := binary.Uvarint(s.b)
	if size <= 0 {
		s.bad, s.b = true, nil
		return 0
	}
	s.b = s.b[size:]
	return n
}

func (s *stored) bytes() []byte {
	n := s.uint()
	if n > uint64(len(s.b)) {
		s.bad, s.b = true, nil
		return nil
	}
	out := s.b[:n]
	s.b = s.b[n:]
	return out
}

func (s *stored) text() string { return string(s.bytes()) }

func (s *stored) money() records.Money {
	n := s.uint()
	if n == 0 {
		return records.Money{}
	}
	n--
	return records.Known(records.Fen(int64(n>>1) ^ -int64(n&1)))
}

func (s *stored) int() int { return int(s.uint()) }

// digitsOf is a code of digits that was stored as a number; absent is "".
func digitsOf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// masked is a value as a preview shows it.
func masked(f field, s *stored) string {
	switch f.kind {
	case identity:
		return "**************" + idcard.Tail(identityText(s.uint()))
	case name:
		return idcard.MaskName(s.text())
	case money, signed:
		return s.money().String()
	case text, word:
		return s.text()
	case tail:
		return s.text()
	case identifier, cardNumber:
		t := s.text()
		return "****" + t[max(0, len(t)-4):]
	}
	return digitsOf(s.int())
}
