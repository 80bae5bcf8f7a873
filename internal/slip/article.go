package slip

// Guidance is an answer or a guide to be taken home.
type Guidance struct {
	Title    string
	Source   string // who gave it, and when
	Sections []Section
	Link     string // an official address, "" when there is none
}

// Section is a part of a Guidance. Lines say themselves which step they are.
type Section struct {
	Heading string // "" for none
	Lines   []string
}

// Article lays out 办事材料清单, 办事指南 or 挂失指引: nobody's records, so it has no claim and no code. Where the guidance names an
// official address a phone reads that.
func Article(k Kind, t Terms, a Guidance) Sheet {
	p := newPage(k, t)
	p.head(p.say("slip."+string(k)), 0)
	if a.Title != "" {
		p.bold(a.Title)
	}
	for i, s := range a.Sections {
		if i > 0 || a.Title != "" {
			p.blank()
		}
		if s.Heading != "" {
			p.bold(s.Heading)
		}
		for _, l := range s.Lines {
			p.hanging(l)
		}
	}
	p.rule()
	if a.Source != "" {
		p.field(p.say("paper.content_source"), a.Source, false)
	}
	p.field(p.say("paper.phone"), t.Phone, false)
	p.field(p.say("paper.terminal"), t.Terminal, false)
	p.field(p.say("paper.printed_at"), t.At.In(china()).Format("2006-01-02 15:04"), false)
	p.note(p.say("paper.guidance"))
	if a.Link != "" {
		p.blank()
		p.add(Line{QR: a.Link, Slot: QRSlot})
		p.end(p.say("paper.scan_link"))
		return p.sheet
	}
	p.end("")
	return p.sheet
}
