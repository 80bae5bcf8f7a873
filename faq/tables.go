package faq

// The tables of the policy document: what it says of cities, channels, items, functions and materials, as data beside the entries.
// They are read with the entries, from the .tsv files of the content folder.

// City is a city of the province and the number to call there.
type City struct {
	Code  string // of the administrative division, as 370100
	Name  string // 济南
	Phone string // 12333, or 12345 where the document says so; dialled in the city itself
}

// Channel is a way to the services that the document names.
type Channel struct {
	ID      string
	Name    string   // as the document calls it
	Aliases []string // its other names
	Steps   []string // how to go on there, with the document's names of menus
	Covers  []string // ids of entries that can be done there
	Address string   // as the document gives it, or ""
}

// ItemKind is how an item of 跨省通办 is handled.
type ItemKind uint8

// The kinds. An entry that is no such item has NoItem.
const (
	NoItem ItemKind = iota
	Online          // 全程网办
	Joint           // 多地连办
)

// String is the document's word.
func (k ItemKind) String() string {
	switch k {
	case Online:
		return "全程网办"
	case Joint:
		return "多地连办"
	}
	return ""
}

// Group are people whom some items of 跨省通办 concern: the answers to 我是谁.
type Group struct {
	ID, Name string
	Entries  []string // ids of the items' entries, in the document's order
}

// Function is one of the six functions of the card.
type Function struct {
	Number     int // 1 to 6
	Name, Text string
	Examples   []string
	Supplement bool // not from the document
}

// Material is a paper to bring.
type Material struct {
	Name   string
	Form   string // 原件, or ""
	Copies int    // 0: the document does not say
	Issuer string // who gives it out, or ""
}

// MaterialList is what somebody brings for one errand.
type MaterialList struct {
	ID, Title string
	Items     []Material
}

// Term is a word that people use for another one of the content: either finds the entries of both.
type Term struct {
	Canonical string
	Surfaces  []string
}

// Referral is a neighbouring service that the content does not hold: where a question about it is answered.
type Referral struct {
	ID       string
	Name     string   // 公积金
	Patterns []string // words that speak of it
	Text     string   // where to ask
}
