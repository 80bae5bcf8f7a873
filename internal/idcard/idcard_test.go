package idcard

import "testing"

func TestValid(t *testing.T) {
	for number, want := range map[string]bool{
		"11010519491231002X": true, // the worked example of GB 11643
		"11010519491231002x": true,
		"379901199003070011": true,
		"379904199502290077": false, // 29 February of a year without one
		"379901199003070012": false, // wrong check digit
		"37990119900307001":  false,
		"":                   false,
		"3799011990030700１１": false,
	} {
		if got := Valid(number); got != want {
			t.Errorf("Valid(%q) = %v", number, got)
		}
	}
}

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{
		"测试甲": "测*甲", "测试": "测*", "测": "*", "": "", "测试𬭊": "测*𬭊", "测试样例甲": "测***甲", " 测试甲 ": "测*甲",
	} {
		if got := MaskName(name); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTail(t *testing.T) {
	if Tail("37990319850601006x") != "006X" || Tail("123") != "" {
		t.Error("tail of a number is its last four characters, of a stump nothing")
	}
}

// The worked examples of facts/card.md §8.2.
func TestCardCheck(t *testing.T) {
	for body, want := range map[string]byte{"D2143569": 'X', "X0000001": '9', "T0000001": 'X', "A0000001": '1'} {
		if got := CardCheck(body); got != want {
			t.Errorf("%s: %c", body, got)
		}
	}
}
