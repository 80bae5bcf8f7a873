package records

import "strings"

// Card names a social security card as the register knows it: 卡识别码 and 卡号 together.
type Card struct {
	Identifier string // 卡识别码, 32 hexadecimal digits, upper case
	Number     string // 卡号, 9 characters
}

// Normal is the card in the writing by which it is looked up.
func (c Card) Normal() Card {
	return Card{Identifier: strings.ToUpper(strings.TrimSpace(c.Identifier)), Number: strings.ToUpper(strings.TrimSpace(c.Number))}
}

// CardStatus is what the register says of a card; a closed set.
type CardStatus string

// The states of a card (facts/domain.md §3.7).
const (
	CardUnknown       CardStatus = ""            // a word that this program does not know: treated as not normal
	CardNormal        CardStatus = "normal"      // 正常
	CardReportedLost  CardStatus = "lost"        // 临时挂失
	CardFormallyLost  CardStatus = "formal_lost" // 正式挂失
	CardSealed        CardStatus = "sealed"      // 封存
	CardCancelled     CardStatus = "cancelled"   // 注销
	CardToBeCollected CardStatus = "uncollected" // 待领
)

// CardStatuses lists every state.
func CardStatuses() []CardStatus {
	return []CardStatus{CardUnknown, CardNormal, CardReportedLost, CardFormallyLost, CardSealed, CardCancelled, CardToBeCollected}
}

// Registration is what the register holds of a card.
type Registration struct {
	Holder string // social security number of whom the card was issued to, in normal form
	Status CardStatus
	Since  int // YYYYMMDD since when the status holds, 0 when the register does not say
}

// CardEntry is a card with what the register holds of it.
type CardEntry struct {
	Card
	Registration
}
