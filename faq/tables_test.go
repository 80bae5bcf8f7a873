package faq

import (
	"slices"
	"strings"
	"testing"
)

// The counts of the policy document (facts/policy-points.md, errata 12), in the tables.
func TestTables(t *testing.T) {
	l := library(t)
	at12345 := ""
	for _, c := range l.Cities {
		switch c.Phone {
		case "12345":
			at12345 += c.Name
		case "12333":
		default:
			t.Errorf("%s is called at %s", c.Name, c.Phone)
		}
	}
	if len(l.Cities) != 16 || at12345 != "济南枣庄潍坊" {
		t.Errorf("%d cities, 12345 in %s", len(l.Cities), at12345)
	}
	added := ""
	for _, f := range l.Functions {
		if f.Supplement {
			added += f.Name
		}
	}
	if len(l.Functions) != 6 || added != "就医结算缴费和待遇领取金融支付" {
		t.Errorf("%d functions of the card, added %s", len(l.Functions), added)
	}
	if e := l.Functions[0].Examples; !slices.Equal(e, []string{"就业登记", "失业登记", "参保登记", "工伤认定"}) {
		t.Errorf("examples of the first function: %v", e)
	}
}

// Each list of what to bring is as the document has it.
func TestMaterials(t *testing.T) {
	l := library(t)
	want := map[string][]Material{
		"change":      {{"公安户籍部门的相关证明材料", "原件", 1, "公安户籍部门"}},
		"replace":     {{"有效身份证件", "原件", 0, ""}},
		"reset-own":   {{Name: "身份证"}, {Name: "社保卡"}},
		"reset-agent": {{Name: "参保人的身份证"}, {Name: "参保人的社保卡"}, {Name: "代办人身份证", Form: "原件"}},
	}
	if len(l.Materials) != len(want) {
		t.Errorf("%d lists", len(l.Materials))
	}
	for _, m := range l.Materials {
		if !slices.Equal(m.Items, want[m.ID]) {
			t.Errorf("%s: %+v", m.ID, m.Items)
		}
	}
}

// Everybody whom the items concern finds them, and every item is somebody's.
func TestGroups(t *testing.T) {
	l := library(t)
	names, items := "", map[string]bool{}
	for _, g := range l.Groups {
		names += g.Name + " "
		for _, id := range g.Entries {
			items[id] = true
		}
	}
	if names != "企业职工 城乡居民 机关事业单位人员 退役军人 领取养老金人员 供养亲属 失业人员 " {
		t.Error(names)
	}
	for _, e := range l.Entries {
		if (e.Item != NoItem) != items[e.ID] {
			t.Errorf("%s: kind %q, but in a group: %v", e.ID, e.Item, items[e.ID])
		}
	}
}

// The document's addresses and names of channels, and no other: nothing is invented.
func TestChannels(t *testing.T) {
	l := library(t)
	var names, addresses []string
	for _, c := range l.Channels {
		names = append(names, c.ID)
		if c.Address != "" {
			addresses = append(addresses, c.ID+" "+c.Address)
		}
		if len(c.Steps) == 0 || len(c.Covers) == 0 {
			t.Errorf("%s leads nowhere", c.ID)
		}
	}
	if got := strings.Join(names, " "); got != "aishandong ywtb ccb self-service national province-site hotline agency card-outlet" {
		t.Error(got)
	}
	if !slices.Equal(addresses, []string{"national http://si.12333.gov.cn/"}) {
		t.Error(addresses)
	}
	if c, _ := l.Channel("ywtb"); c.Name != "“山东一网通办”微信小程序" || !slices.Contains(c.Aliases, "“一网通办”微信小程序") {
		t.Errorf("the two names of one channel: %+v", c)
	}
}

// The kind of an item and what its answer says of how it is done are the same, and nothing else has a kind.
func TestKinds(t *testing.T) {
	for _, e := range library(t).Entries {
		item := strings.HasPrefix(e.ID, "service-3-")
		online, joint := strings.Contains(said(e), "无论是否在参保地"), strings.Contains(said(e), "不符合转出条件的除外")
		if (e.Item == Online) != (item && online) || (e.Item == Joint) != (item && joint) {
			t.Errorf("%s: kind %q is not what the answer says", e.ID, e.Item)
		}
		if item && (e.Root != "service-3" || e.Short != e.Item.String()) {
			t.Errorf("%s: part of %q, %s", e.ID, e.Root, e.Short)
		}
	}
}
