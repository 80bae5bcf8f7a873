package faq

// checker holds the content together: what one file names in another one must be there.
type checker struct {
	l       *Library
	entries map[string]*Entry
}

func (c *checker) check(heads []head, tables []*table) {
	first := map[string]string{}
	for i := range heads {
		h, e := &heads[i], &c.l.Entries[i]
		if other, twice := first[e.ID]; twice && e.ID != "" {
			h.fault(h.at["id"], "id %s stands in %s too", e.ID, other)
			continue
		}
		first[e.ID] = h.file
		c.entries[e.ID] = e
	}
	for i := range heads {
		c.entry(&heads[i])
	}
	for _, t := range tables {
		c.table(t)
	}
}

func (c *checker) entry(h *head) {
	e := h.entry
	if e.Root != "" {
		switch p := c.entries[e.Root]; {
		case p == nil:
			h.fault(h.at["parent"], "there is no entry %s", e.Root)
		case p.Supplement || p.Root != "":
			h.fault(h.at["parent"], "%s is no entry of the policy document itself", e.Root)
		case e.Root == e.ID:
			h.fault(h.at["parent"], "the entry is its own parent")
		}
	}
	for _, id := range e.Related {
		switch {
		case id == "": // told already
		case id == e.ID:
			h.fault(h.at["related"], "the entry is related to itself")
		case c.entries[id] == nil:
			h.fault(h.at["related"], "there is no entry %s", id)
		}
	}
	for _, id := range e.Bring {
		if _, ok := c.l.MaterialList(id); id != "" && !ok {
			h.fault(h.at["materials"], "there is no list %s in materials.tsv", id)
		}
	}
	for _, id := range e.Via {
		if _, ok := c.l.Channel(id); id != "" && !ok {
			h.fault(h.at["channels"], "there is no channel %s in channels.tsv", id)
		}
	}
}

// table checks the entries that the rows of a table name.
func (c *checker) table(t *table) {
	column := map[string]int{"channels.tsv": 4, "groups.tsv": 2}[t.file]
	if column == 0 {
		return
	}
	for _, r := range t.rows {
		for _, id := range split(r.cells[column]) {
			e := c.entries[id]
			switch {
			case id == "": // told already
			case e == nil:
				t.fault(r.line, "there is no entry %s", id)
			case t.file == "groups.tsv" && e.Item == NoItem:
				t.fault(r.line, "%s is no item of 跨省通办: it has no kind", id)
			}
		}
	}
}
