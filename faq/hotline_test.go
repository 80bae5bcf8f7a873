package faq

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// The terminal's code tables ship the same cities and numbers: whoever asks a screen and whoever reads a slip hear the same.
func TestCitiesAreThoseOfTheCodeTables(t *testing.T) {
	shipped := map[string]string{} // division: name and number
	for _, file := range []string{"city.csv", "hotline.csv"} {
		f, err := os.Open("../internal/tables/shipped/" + file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			shipped[r[0]] += r[1]
		}
	}
	for _, c := range library(t).Cities {
		if shipped[c.Code] != c.Name+c.Phone {
			t.Errorf("%s %s %s; the code tables have %s", c.Code, c.Name, c.Phone, shipped[c.Code])
		}
		delete(shipped, c.Code)
	}
	for code, what := range shipped {
		if !strings.HasSuffix(code, "0000") {
			t.Errorf("the code tables have %s %s besides", code, what)
		}
	}
}
