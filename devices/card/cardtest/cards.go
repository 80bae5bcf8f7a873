package cardtest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simcard"
)

// Budgets are the commands that it may take from the insertion to the holder's name, the card's proof included; GET RESPONSE
// and what is repeated after 6Cxx do not count.
const (
	BudgetWhole  = 7  // 1.0 and 2.0, both files read as a whole
	BudgetTags   = 9  // 1.0 and 2.0, by tags
	BudgetClosed = 16 // 3.0
)

// ToName counts the commands of a card's first reading until its holder's name may be told: it has been read, and the card has
// proved itself.
func ToName(commands [][4]byte) int {
	n, entered, wholes, name, proved := 0, 0, 0, 0, 0
	var last [4]byte
	for _, c := range commands {
		again := c == last && c[1] == 0xB2 // with the length that 6Cxx has told
		last = c
		if c[1] == 0xC0 || again {
			continue
		}
		n++
		switch {
		case c[1] == 0xA4 && c[2] == 0x04:
			if entered++; entered == 2 { // the reading is over
				return max(name, proved)
			}
		case c[1] == 0x88, c[1] == 0x82:
			proved = n
		case c[1] == 0xB2 && c[3] == 0x05:
			if wholes++; wholes > 1 { // the first is EF05
				name = n
			}
		case c[1] == 0xB2 && (c[2] == 0x09 || c[2] == 0x4E):
			name = n
		}
	}
	return max(name, proved)
}

// kinds are every kind of card that fields have: generation, side, algorithm, and how its files can be read.
func kinds() map[string]simcard.Spec {
	out := map[string]simcard.Spec{}
	for _, version := range []string{"", "1.00", "2.00", "3.00", "4.00"} {
		for _, alg := range []byte{0, 1, 3} {
			for how, change := range map[string]func(*simcard.Spec){
				"whole":     func(*simcard.Spec) {},
				"tags":      func(s *simcard.Spec) { s.NoWholeFile = true },
				"odd":       func(s *simcard.Spec) { s.WholeFileOdd = true },
				"old":       func(s *simcard.Spec) { s.OldSelect, s.NoWholeFile = true, true },
				"factor":    func(s *simcard.Spec) { s.OwnFactor = true },
				"contact'":  func(s *simcard.Spec) { s.Contactless, s.ShortVerify = true, true },
				"free":      func(s *simcard.Spec) { s.Free = true },
				"shut file": func(s *simcard.Spec) { s.EF06Select6982 = true },
			} {
				spec := Spec()
				spec.Version, spec.Algorithm = version, alg
				change(&spec)
				out[fmt.Sprintf("%s-%d-%s", version, alg, how)] = spec
			}
		}
	}
	return out
}

// cards reads every kind of card to its holder, within the budget.
func cards(t *testing.T, attach Attach, share int) {
	generation := map[byte]card.Generation{'1': card.Gen1, '2': card.Gen2, '3': card.Gen3, '4': card.GenUnknown}
	all := kinds()
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if i%share != 0 {
			continue
		}
		spec := all[name]
		c := simcard.New(spec)
		v := put(t, attach, c, card.Inserted)
		r := visit(t.Context(), v.Slot, PIN)
		if r.err != nil {
			t.Errorf("%s: %v", name, r.err)
			v.leave()
			continue
		}
		want := card.Gen1
		if spec.Version != "" {
			want = generation[spec.Version[0]]
		}
		if r.identity.Generation != want {
			t.Errorf("%s is generation %v", name, r.identity.Generation)
		}
		wanted := spec
		if wanted.Algorithm == 0 { // a card that names none has DES (facts/card.md §1.3)
			wanted.Algorithm = 1
		}
		wantIdentity(t, r.identity, wanted)
		if r.check.Outcome != card.PINRight || !r.same {
			t.Errorf("%s: check %+v, same %v", name, r.check, r.same)
		}
		budget := BudgetClosed
		if want < card.Gen3 && want != card.GenUnknown && !spec.OwnFactor && !spec.OldSelect {
			budget = BudgetTags
			if !spec.NoWholeFile && !spec.WholeFileOdd {
				budget = BudgetWhole
			}
		}
		if n := ToName(c.Commands()); n > budget || n < 6 {
			t.Errorf("%s: %d commands to the name, the budget is %d: %x", name, n, budget, c.Commands())
		}
		v.leave()
	}
}

// names are what stands in fields: foreign letters, a name over both records, one with a character cut by their border,
// private use, and bytes that are no characters.
func names(t *testing.T, attach Attach) {
	long := "\xB2\xE2\xCA\xD4"
	for len(long) < 29 {
		long += "A"
	}
	for _, n := range []struct {
		bytes, want string
		clean       bool
	}{
		{"TEST JIA O'NEIL-SMITH", "TEST JIA O'NEIL-SMITH", true},
		{"\xB2\xE2\xCA\xD4\xA1\xA4\xB0\xA2\xB2\xBC\xB6\xBC\xB0\xA2\xB2\xBC\xB6\xBC\xC8\xC8\xBA\xCF\xC2\xFC\xB0\xA2\xB2\xBC\xB6\xBC\xBC\xD7", "测试·阿布都阿布都热合曼阿布都甲", true},
		{long + "\xBC\xD7BBB", "测试" + long[4:] + "甲BBB", true}, // the character's two bytes in two records
		{"\xB2\xE2\x95\x32\x82\x36\xBC\xD7", "测𠀀甲", true},      // four bytes
		{"\xB2\xE2\xAA\xA1\xBC\xD7", "测□甲", false},             // private use: no two terminals show it alike
		{"\xB2\xE2\xFF\x80\xBC\xD7", "测□□甲", false},
	} {
		spec := Spec()
		spec.NameBytes = []byte(n.bytes)
		v := put(t, attach, simcard.New(spec), card.Inserted)
		r := visit(t.Context(), v.Slot, PIN)
		if r.err != nil || r.identity.Holder.Name != n.want || n.clean != r.identity.Holder.NameClean {
			t.Errorf("%x is %q, clean %v, %v; want %q", n.bytes, r.identity.Holder.Name, r.identity.Holder.NameClean, r.err, n.want)
		}
		v.leave()
	}
}

// forgeries have the right files and take every PIN. What they do not have is the key.
func forgeries(t *testing.T, attach Attach, share int) {
	recording := simcard.New(Spec()).Record(card.Challenge{Factor: [8]byte{1}, Original: [8]byte{2}})
	other := cardkeys.Test().Other()
	all := map[string]struct {
		change func(*simcard.Spec)
		want   card.Authenticity
	}{
		"counterfeit":       {func(s *simcard.Spec) { s.Counterfeit = true }, card.Counterfeit},
		"another scheme's":  {func(s *simcard.Spec) { s.Keys = &other }, card.Counterfeit},
		"replay":            {func(s *simcard.Spec) { s.Replay = recording }, card.Counterfeit},
		"replay, own words": {func(s *simcard.Spec) { s.Replay, s.OwnFactor = recording, true }, card.Counterfeit},
		"no key":            {func(s *simcard.Spec) { s.NoInternalKey = true }, card.Unverified},
		"no history":        {func(s *simcard.Spec) { s.ATR = []byte{0x3B, 0x00} }, card.Unverified},
	}
	n := 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f := all[name]
		for _, version := range []string{"1.00", "2.00", "3.00"} {
			if n++; n%min(share, 5) != 0 {
				continue
			}
			spec := Spec()
			spec.Version = version
			f.change(&spec)
			c := simcard.New(spec)
			v := put(t, attach, c, card.Inserted)
			s, err := card.Open(t.Context(), v.Slot, Options())
			if err != nil {
				t.Fatal(err)
			}
			id, err := s.Identify(t.Context())
			closed := version == "3.00" && f.want == card.Unverified
			if id.Authenticity != f.want || err != nil && !closed || closed && card.KindOf(err) != card.NeedsKey {
				t.Errorf("%s %s is %v: %v", name, version, id.Authenticity, err)
			}
			if f.want == card.Counterfeit && (id.HolderReadable || id.Holder != (card.Holder{})) {
				t.Errorf("%s %s: its holder is told", name, version)
			}
			for _, head := range c.Commands() {
				if head[1] == 0x82 {
					t.Errorf("%s %s was sent the terminal's proof", name, version)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			v.leave()
		}
	}
}

// changes of PIN: the card is asked for its tries first, and is sent a change once.
func changes(t *testing.T, attach Attach) {
	c := simcard.New(Spec())
	v := put(t, attach, c, card.Inserted)
	defer v.leave()
	s, err := card.Open(t.Context(), v.Slot, Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, step := range []struct {
		old, new string
		want     card.Change
		has      string
	}{
		{"654321", "802751", card.Change{Outcome: card.ChangeWrong, Left: 2}, PIN},
		{PIN, "802751", card.Change{Outcome: card.ChangeDone}, "802751"},
		{PIN, "123456", card.Change{Outcome: card.ChangeWrong, Left: 2}, "802751"},
		{"802751", "12345", card.Change{Outcome: card.ChangeDone}, "12345"},
		{"12345", "123456789012", card.Change{Outcome: card.ChangeDone}, "123456789012"},
		{"1111", "2222", card.Change{Outcome: card.ChangeWrong, Left: 2}, "123456789012"},
		{"1111", "2222", card.Change{Outcome: card.ChangeWrong, Left: 1}, "123456789012"},
		{"1111", "2222", card.Change{Outcome: card.ChangeBlocked}, "123456789012"},
		{"123456789012", "2222", card.Change{Outcome: card.ChangeBlocked}, "123456789012"},
	} {
		got, err := s.ChangePIN(t.Context(), []byte(step.old), []byte(step.new))
		if err != nil || got != step.want || !c.HasPIN(step.has) {
			t.Errorf("change %d: %+v, %v; want %+v", i, got, err, step.want)
		}
	}
	if n := c.Changes(); n != 8 {
		t.Errorf("%d changes reached the card, want 8: none to a blocked one", n)
	}
}

// swaps within the reader's blindness: only reading the card again shows them.
func swaps(t *testing.T, attach Attach) {
	first := simcard.New(Spec())
	v := put(t, attach, first, card.Inserted)
	defer v.leave()
	s, err := card.Open(t.Context(), v.Slot, Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	spec := Spec()
	spec.NoWholeFile = true
	for _, step := range []struct {
		card *simcard.Card
		same bool
	}{
		{simcard.New(simcard.SpecFor("379901196308150027", "测试乙", 2)), false},
		{first, true},
		{simcard.New(spec), true}, // the same numbers, of a card that reads by tag
	} {
		v.Swap(step.card)
		if same, err := s.SameCard(t.Context()); err != nil || same != step.same {
			t.Errorf("same %v, %v; want %v", same, err, step.same)
		}
	}
}
