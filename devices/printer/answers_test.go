package printer

import (
	"fmt"
	"strings"
	"testing"
)

// said is what bytes say, in words.
func said(pieces ...string) string {
	var a answers
	var out []string
	for _, p := range pieces {
		for _, x := range a.feed([]byte(p)) {
			switch x.kind {
			case realTime:
				out = append(out, fmt.Sprintf("status %02X", x.b))
			case queued:
				out = append(out, fmt.Sprintf("queued %02X", x.b))
			case processID:
				out = append(out, "id "+x.id)
			case cleared:
				out = append(out, "cleared")
			case poweroff:
				out = append(out, "off")
			case told:
				out = append(out, "text "+x.id)
			case other:
				out = append(out, "other")
			}
		}
	}
	return strings.Join(out, ", ")
}

// The rows of facts/print.md §2.5, and what a line does to them.
func TestAnswers(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"status", "\x12\x1a\x32\x7e", "status 12, status 1A, status 32, status 7E"},
		{"queued", "\x00\x03\x0c\x6f", "queued 00, queued 03, queued 0C, queued 6F"},
		{"id", "\x37\x22AbCd\x00", "id AbCd"},
		{"id of any characters", "\x37\x227\"7%\x00", "id 7\"7%"},
		{"cleared", "\x37\x25\x00", "cleared"},
		{"offline block", "\x37\x23\x40\x41\x00", "other"},
		{"text", "\x5fCHINA GB2312\x00", "text CHINA GB2312"},
		{"text of digits", "\x5f785\x00", "text 785"},
		{"power off", "\x3b\x30\x00", "off"},
		{"ASB", "\x10\x00\x00\x00\x03", "other, queued 03"},
		{"ASB of all bits", "\x1c\x6f\x6f\x6f", "other"},
		{"ASB, then a block", "\x14\x00\x00\x00\x37\x22ABCD\x00", "other, id ABCD"},
		{"ASB, then status", "\x18\x00\x0c\x0f\x12", "other, status 12"},
		{"half an ASB, then a block", "\x18\x00\x37\x22ABCD\x00", "id ABCD"},
		{"half an ASB, then status", "\x18\x00\x12", "status 12"},
		{"half an ASB, then an ASB", "\x18\x00\x18\x00\x00\x00\x03", "other, queued 03"},
		{"FULL STATUS", "\x10\x0f\x25\x0e\x60\x4c\x03", "other, queued 03"},
		{"FULL STATUS like other answers", "\x10\x0f\x12\x00\x37\x00\x12", "other, status 12"},
		{"flow control in a block", "\x37\x13\x22A\x11B\x13CD\x11\x00", "id ABCD"},
		{"flow control in an ASB", "\x10\x13\x00\x11\x00\x13\x00\x03", "other, queued 03"},
		{"half a block, then a block", "\x37\x22AB\x37\x22abcd\x00", "id abcd"},
		{"half a text, then a block", "\x5fTM-\x37\x22abcd\x00", "id abcd"},
		{"half a text, then cleared", "\x5fTM-\x37\x25\x00", "cleared"},
		{"half a block, then status", "\x37\x22AB\x12", "status 12"},
		{"half a block, then an ASB", "\x37\x22AB\x10\x00\x00\x00", "other"},
		{"a lone beginning, then status", "\x37\x12", "status 12"},
		{"a lone beginning, then an id", "\x37\x37\x22abcd\x00", "id abcd"},
		{"no block of this kind", "\x37\x40\x12", "queued 40, status 12"},
		{"a notice that is none", "\x3b\x12\x3b\x3b\x30\x00", "status 12, off"},
		{"an id that is too short", "\x37\x22ABC\x00", "other"},
		{"an id that is too long", "\x37\x22ABCDE\x00", "other"},
		{"noise", "\xff\x80\x9c\x90\xfe\x81\x01", "queued 01"},
		{"no end", "\x5f" + strings.Repeat("7", 200) + "\x37\x22abcd\x00", "id abcd"},
	} {
		if got := said(c.in); got != c.want {
			t.Errorf("%s: % X says %q, want %q", c.name, c.in, got, c.want)
		}
		if got := said(strings.Split(c.in, "")...); got != c.want {
			t.Errorf("%s, byte by byte: %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever has come, a new value takes the next answer; and noise of the high half never says anything.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"\x37\x22ABCD\x00", "\x10\x0f\x01\x02\x03\x04", "\x5fabc", "\x3b\x30\x00", "\x18\x00", "\x13\x37\x11\x25\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var a answers
		got := a.feed(in)
		if len(got) > len(in) {
			t.Fatalf("%d answers in %d bytes", len(got), len(in))
		}
		for _, x := range got {
			switch {
			case x.kind == realTime && x.b&0x93 != 0x12, x.kind == queued && x.b&0x90 != 0:
				t.Fatalf("%02X was taken for kind %d", x.b, x.kind)
			case x.kind == processID && (len(x.id) != 4 || strings.ContainsFunc(x.id, func(r rune) bool { return r < 0x20 || r > 0x7E })):
				t.Fatalf("id %q", x.id)
			}
		}
		// A block that follows is lost at most once: it ends what had begun.
		for range 2 {
			got = append(got, a.feed([]byte("\x37\x22zzzz\x00"))...)
		}
		found := false
		for _, x := range got {
			found = found || x.kind == processID && x.id == "zzzz"
		}
		if !found {
			t.Fatal("half a block swallows ids for ever")
		}
	})
}

// Ids are four letters, all different for a long time, and none of their bytes begins another answer.
func TestProcessIDs(t *testing.T) {
	seen := map[string]bool{}
	for n := range uint32(20000) {
		id := processIDOf(n)
		if len(id) != 4 || seen[id] {
			t.Fatalf("id %d is %q again", n, id)
		}
		seen[id] = true
		for _, b := range []byte(id) {
			if b < 0x20 || b > 0x7E || b&0x10 != 0 {
				t.Fatalf("id %q holds %02X", id, b)
			}
		}
	}
	if processIDOf(0) != processIDOf(processIDs) || processIDOf(1) == processIDOf(processIDs) {
		t.Error("the ids do not come back when all were used")
	}
	// Each run begins elsewhere: an id of an earlier one is not taken for one of this.
	if a, b := New(nil, Profile{}, nil, nil).next, New(nil, Profile{}, nil, nil).next; a == b {
		t.Errorf("two runs begin with %d", a)
	}
}

// A byte without fixed bits is an answer only once, when one is waited for; flow control before it is none.
func TestBareAnswer(t *testing.T) {
	a := answers{want: true}
	got := a.feed([]byte{0x13, 0x37, 0x12, 0x37, 0x25, 0x00})
	if len(got) != 3 || got[0] != (answer{kind: bare, b: 0x37}) || got[1].kind != realTime || got[2].kind != cleared {
		t.Errorf("%+v", got)
	}
}
