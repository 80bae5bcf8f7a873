package simcard

import (
	"slices"
	"testing"
)

func TestChangePIN(t *testing.T) {
	c := New(usual())
	want(t, c, "805E010007 123456 FF 654321", "6985")
	enter(t, c)
	want(t, c, "0020000003 111111", "63C2")
	want(t, c, "805E010007 123456 FF 654321", "9000")
	if !c.HasPIN("654321") || c.HasPIN("123456") || c.Left() != 3 {
		t.Errorf("after the change: %d left", c.Left())
	}
	c.Reset()
	enter(t, c)
	want(t, c, "0020000003 123456", "63C2")
	want(t, c, "0020000003 654321", "9000")

	// Odd PINs end with F, which is no separator.
	want(t, c, "805E010007 654321 FF 12345F", "9000")
	want(t, c, "0020000003 12345F", "9000")
	want(t, c, "805E010008 12345F FF 1234567F", "9000")
	if !c.HasPIN("1234567") {
		t.Error("seven digits")
	}
	want(t, c, "805E01000D 1234567F FF 1234567812345678", "9000")
	want(t, c, "805E010011 1234567812345678 FF 8765432187654321", "9000")
	// From a PIN to none, and back.
	want(t, c, "805E010009 8765432187654321 FF", "9000")
	want(t, c, "0020000000", "9000")
	if !c.HasPIN("") {
		t.Error("there is a PIN")
	}
	want(t, c, "805E010003 FF 1234", "9000")
	want(t, c, "0020000000", "63C3")

	if n := c.Changes(); n != 8 {
		t.Errorf("%d changes reached the card", n)
	}
	if n := c.PINs(); n != 4 {
		t.Errorf("%d PINs reached the card", n)
	}
	if s := c.Spec(); s.PIN != "123456" {
		t.Errorf("the spec says %s", s.PIN)
	}
	if i := slices.Index(c.Commands(), [4]byte{0x80, 0x5E, 0x01, 0x00}); i < 0 {
		t.Error("no such header")
	}
}

func TestChangePINRefused(t *testing.T) {
	c := selected(t, usual())
	for _, bad := range []struct{ apdu, answer string }{
		{"805E010006 123456 654321", "6A80"},    // no separator
		{"805E010007 12A456 FF 654321", "6A80"}, // old is not digits
		{"805E010007 123456 FF 65432A", "6A80"}, // new is not digits
		{"805E010007 123456 FF 6F4321", "6A80"}, // F in the middle
		{"805E010007 123456 FF 65FF21", "6A80"}, // two separators
		{"805E010006 123456 FF 654F", "6A80"},   // three digits
		{"805E010005 123456 FF 65", "6A80"},     // two digits
		{"805E010005 12 FF 654321", "6A80"},     // the same before
		{"805E01000D 123456 FF 123456789012345678", "6A80"},
		{"805E010002 FF 12", "6700"},
		{"805E010001 FF", "6700"},
		{"805E0100", "6700"},
		{"805E010012 1234567812345678 FF 876543218765432187", "6700"},
		{"805E010008 123456 FF 654321", "6700"},
		{"805E010007 123456 FF 654321 00", "6700"},
		{"805E000007 123456 FF 654321", "6A86"}, // RELOAD PIN of another scheme
		{"805E010107 123456 FF 654321", "6A86"},
		{"005E010007 123456 FF 654321", "6D00"},
		{"8020000003 123456", "6E00"},
		{"8084000008", "6E00"},
	} {
		want(t, c, bad.apdu, bad.answer)
	}
	if c.Left() != 3 || !c.HasPIN("123456") {
		t.Errorf("a bad form costs a try: %d left", c.Left())
	}
	want(t, c, "0020000003 123456", "9000")
	for _, left := range []string{"63C2", "63C1", "63C0", "6983"} {
		want(t, c, "805E010007 111111 FF 654321", left)
		if c.Opened() {
			t.Error("a wrong old PIN leaves the card open")
		}
	}
	want(t, c, "805E010007 123456 FF 654321", "6983")
	want(t, c, "0020000003 123456", "6983")
	if !c.HasPIN("123456") {
		t.Error("the PIN was changed")
	}

	c = selected(t, with(usual(), func(s *Spec) { s.NoChange = true }))
	want(t, c, "805E010007 123456 FF 654321", "6D00")
	if c.Changes() != 1 || !c.HasPIN("123456") {
		t.Errorf("%d changes reached a card that knows none", c.Changes())
	}
	forged := selected(t, with(usual(), func(s *Spec) { s.Counterfeit = true }))
	want(t, forged, "805E010007 999999 FF 654321", "9000")
}
