package faq

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of an entry's head.
const (
	maxQuestion = 100 // characters; three lines of a list in large print
	maxShort    = 24  // characters; one line of a list
	maxSimilar  = 60  // other ways to ask
	maxWords    = 60
	maxIDs      = 20 // related entries, materials, channels
)

var (
	idForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
	regionForm = regexp.MustCompile(`^[1-9][0-9]{5}$`)
)

// head is an entry's front matter while it is read: where each key stands, for what can only be checked with the whole content.
type head struct {
	*text
	entry Entry
	at    map[string]int // line of each key
}

// parse reads one file: a head between lines of ---, then the answer. What is wrong is in the text of the head.
func parse(file string, raw []byte) head {
	t, ok := open(file, raw)
	h := head{text: t, at: map[string]int{}}
	if !ok {
		return h
	}
	if t.lines[0] != "---" {
		t.fault(0, "the file must begin with a line of ---")
		return h
	}
	end := 1
	for end < len(t.lines) && t.lines[end] != "---" {
		end++
	}
	if end == len(t.lines) {
		t.fault(end-1, "the head does not end with a line of ---")
		return h
	}
	for i := 1; i < end; {
		i = h.key(i, end)
	}
	h.required()
	h.entry.Blocks = body(t, end+1)
	return h
}

// key reads the key at line i, with its list when it has one, and says where the next one stands.
func (h *head) key(i, end int) int {
	key, value, ok := strings.Cut(h.lines[i], ":")
	value = strings.TrimSpace(value)
	next := i + 1
	var list []string
	for ; next < end && strings.HasPrefix(h.lines[next], "- "); next++ {
		list = append(list, strings.TrimSpace(h.lines[next][2:]))
	}
	known := false
	for _, k := range strings.Fields(keys) {
		known = known || k == key
	}
	first, twice := h.at[key]
	switch {
	case !ok || key != strings.TrimSpace(key):
		h.fault(i, "want “key: value”")
	case !known:
		h.fault(i, "unknown key %q", key)
	case twice:
		h.fault(i, "%s stands in line %d already", key, first+1)
	case key == "similar" && (value != "" || len(list) == 0):
		h.fault(i, "similar is a list: one line with “- ” for each question")
	case key != "similar" && len(list) > 0:
		h.fault(i+1, "%s is no list of lines", key)
	case key != "similar" && value == "":
		h.fault(i, "%s has no value", key)
	default:
		h.at[key] = i
		h.set(i, key, value, list)
	}
	return next
}

// keys are all that may stand in a head.
const keys = "id parent head question short similar words region issuer issue date valid superseded related materials channels " +
	"kind source"

func (h *head) set(i int, key, value string, list []string) {
	e := &h.entry
	switch key {
	case "id":
		e.ID = h.id(i, value)
	case "parent":
		e.Root = h.id(i, value)
	case "head":
		e.Parent = h.short(i, key, value, maxQuestion)
	case "question":
		e.Question = h.short(i, key, value, maxQuestion)
	case "short":
		e.Short = h.short(i, key, value, maxShort)
	case "similar":
		e.Similar = h.distinct(i+1, 1, list, maxSimilar)
		for k, q := range list {
			h.short(i+1+k, key, q, maxQuestion)
		}
	case "words":
		e.Words = h.distinct(i, 0, split(value), maxWords)
	case "region":
		if e.Region = value; !regionForm.MatchString(value) {
			h.fault(i, "region is a division of six digits, as 370000")
		}
	case "issuer":
		e.Issuer = h.short(i, key, value, maxQuestion)
	case "issue":
		e.Issue = h.short(i, key, value, maxQuestion)
	case "date":
		e.Date = h.short(i, key, value, maxQuestion)
	case "valid":
		e.Valid = h.day(i, key, value)
	case "superseded":
		e.Superseded = h.day(i, key, value)
	case "related":
		e.Related = h.distinct(i, 0, split(value), maxIDs)
	case "materials":
		e.Bring = h.distinct(i, 0, split(value), maxIDs)
	case "channels":
		e.Via = h.distinct(i, 0, split(value), maxIDs)
	case "kind":
		e.Item = map[string]ItemKind{"online": Online, "joint": Joint}[value]
		if e.Item == NoItem {
			h.fault(i, "kind is online or joint")
		}
	case "source":
		e.Supplement = value == "supplement"
		if value != "supplement" && value != "policy" {
			h.fault(i, "source is policy or supplement")
		}
	}
}

// required holds a head to what every entry says. A key that stands there and is wrong was told already.
func (h *head) required() {
	want := []string{"id", "question", "short"}
	if !h.entry.Supplement {
		want = append(want, "issuer", "issue", "date") // an entry of the policy document names where it is from
	}
	for _, key := range want {
		if _, ok := h.at[key]; !ok {
			h.fault(0, "%s is missing", key)
		}
	}
}

func (h *head) id(i int, value string) string {
	if !idForm.MatchString(value) {
		h.fault(i, "an id has 1 to 64 small letters, digits, - and _; this is %q", value)
	}
	return value
}

func (h *head) short(i int, key, value string, most int) string {
	if n := utf8.RuneCountInString(value); n == 0 || n > most {
		h.fault(i, "%s has %d characters; 1 to %d", key, n, most)
	}
	return value
}

func (h *head) day(i int, key, value string) string {
	for _, form := range []string{"2006-01", "2006-01-02"} {
		if _, err := time.Parse(form, value); err == nil {
			return value
		}
	}
	h.fault(i, "%s is a month or a day, as 2021-04 or 2021-04-30", key)
	return value
}

// distinct holds a list to its bound and to naming nothing twice. Its things stand in line i and every step lines after it.
func (h *head) distinct(i, step int, list []string, most int) []string {
	if len(list) > most {
		h.fault(i, "%d are listed; at most %d", len(list), most)
	}
	seen := map[string]bool{}
	for k, s := range list {
		if s == "" {
			h.fault(i+k*step, "the list has an empty place")
		}
		if seen[s] {
			h.fault(i+k*step, "%q is listed twice", s)
		}
		seen[s] = true
	}
	return list
}

// split takes a list with commas apart, of either width: whoever types Chinese gets the wide one.
func split(s string) []string {
	list := strings.Split(strings.ReplaceAll(s, "，", ","), ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}
