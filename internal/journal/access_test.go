package journal_test

import (
	"testing"

	"shebao/kiosk/internal/journal"
)

func TestAccessTrail(t *testing.T) {
	j := fresh(t)
	for _, person := range []string{"0a", "0b", "0a"} {
		if err := j.Access(ctx, journal.Access{Visit: "v-1", Person: person, Card: "0c", Authenticity: "genuine_hsm", What: "records"}); err != nil {
			t.Fatal(err)
		}
	}
	all, err := j.Accesses(ctx, "", 10)
	if err != nil || len(all) != 3 || all[0].ID <= all[1].ID || all[0].At.IsZero() {
		t.Fatalf("%+v %v", all, err)
	}
	hers, err := j.Accesses(ctx, "0a", 10)
	if err != nil || len(hers) != 2 || hers[0].Person != "0a" || hers[0].Card != "0c" || hers[0].Authenticity != "genuine_hsm" || hers[0].What != "records" {
		t.Errorf("%+v %v", hers, err)
	}
}

// A number, a name, or nobody at all does not get into the trail.
func TestAccessTrailTakesHashesOnly(t *testing.T) {
	j := fresh(t)
	good := journal.Access{Visit: "v", Person: "0a", Card: "0c", Authenticity: "genuine_psam", What: "records"}
	for name, a := range map[string]journal.Access{
		"number":     {Visit: "v", Person: "37990319850601006X", Card: good.Card, What: "records"},
		"name":       {Visit: "v", Person: good.Person, Card: "测试甲", What: "records"},
		"no person":  {Visit: "v", Card: good.Card, What: "records"},
		"no card":    {Visit: "v", Person: good.Person, What: "records"},
		"words":      {Visit: "v", Person: good.Person, Card: good.Card, What: "records of somebody"},
		"visit text": {Visit: "测试", Person: good.Person, Card: good.Card, What: "records"},
	} {
		if err := j.Access(ctx, a); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if all, err := j.Accesses(ctx, "", 10); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.Access(ctx, good); err == nil {
		t.Error("a closed journal took an access")
	}
}
