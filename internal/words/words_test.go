package words

import (
	"testing"
	"testing/fstest"
)

func TestCatalogueIsWhole(t *testing.T) {
	c, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Keys()) < 50 {
		t.Fatalf("only %d sentences", len(c.Keys()))
	}
}

func TestFaultsAreNamed(t *testing.T) {
	for name, line := range map[string]string{
		"two parts":   "a\tb",
		"empty":       "a\t\tb",
		"other holes": "a\t还有 {0} 次\ttries left",
		"twice":       "a\tb\tc\na\tb\tc",
	} {
		_, err := load(fstest.MapFS{"catalogue/x.tsv": {Data: []byte(line)}})
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestSay(t *testing.T) {
	c, err := load(fstest.MapFS{"catalogue/x.tsv": {Data: []byte("left\t还可以再试 {0} 次\t{0} tries left")}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Say(Chinese, "left", 2); got != "还可以再试 2 次" {
		t.Error(got)
	}
	if got := c.Say(English, "left", 2); got != "2 tries left" {
		t.Error(got)
	}
}
