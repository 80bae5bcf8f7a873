package main

import (
	"fmt"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/xdrive"
)

// blind is somebody who hears the headset and has the keys beside the glass under her fingers.
type blind struct {
	guest
	ear *halltest.Ear
}

func (b blind) hears(words ...string) string {
	b.t.Helper()
	said, err := b.ear.Until(words...)
	b.must(err)
	return said
}

func (b blind) press(keys ...xdrive.Keysym) {
	b.t.Helper()
	for _, k := range keys {
		b.ear.Now()
		b.must(b.Hall.Hand.Key(k))
	}
}

// find goes on with a key until a word is heard, and presses Enter there. It knows that she has heard all of a target by its place among
// the others.
func (b blind) find(way xdrive.Keysym, word string) {
	b.t.Helper()
	for range 50 {
		b.press(way)
		if strings.Contains(b.hears("项，共"), word) {
			b.press(xdrive.KeyReturn)
			return
		}
	}
	b.t.Fatalf("%q is nowhere", word)
}

// The main errand by somebody who cannot see: by what is said, from 语音 to the slip in the hand and the card out. Nothing looks at the
// screen.
func TestMainErrandWithEyesClosed(t *testing.T) {
	g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string { return h.Spoken(toml) }})
	loud := g.Hall.Loudspeaker()
	b := blind{g, g.Hall.Headset()}
	g.see() // the terminal has come up
	b.press(xdrive.KeyF5)
	b.hears("按上下键选择")
	b.must(g.Hall.Insert(cardOf(jia)))
	b.hears("请输入社保卡密码")
	b.hears("不会念出来")
	for i, digit := range jia.PIN {
		key := xdrive.Keysym(digit)
		if i%2 == 1 { // as well on a keypad
			key = xdrive.KeypadDigit0 + xdrive.Keysym(digit-'0')
		}
		b.press(key)
		b.hears(fmt.Sprintf("已输入 %s 位", []string{"一", "两", "三", "四", "五", "六"}[i]))
	}
	b.find(xdrive.KeyDown, "确认，")
	b.hears("查看前")
	b.find(xdrive.KeyDown, "同意并查看")
	b.hears("测某甲，您好")
	b.hears("按帮助键")
	b.find(xdrive.KeyDown, "全省社保通查")
	b.hears("个人合计")
	b.hears("元")
	b.press(xdrive.KeypadMinus)
	b.hears("测某甲，您好")
	b.find(xdrive.KeyRight, "打印凭条")
	b.hears("凭条上写着")
	b.hears("示例")
	b.find(xdrive.KeyDown, "打印，按钮")
	b.hears("请取走凭条")
	g.slips(1)
	b.press(xdrive.KeyF2)
	b.hears("请取走凭条")
	b.find(xdrive.KeyUp, "退出并取卡")
	b.hears("请取走您的社保卡")
	g.Hall.Pull()
	g.must(g.Hall.Stop())
	for name, said := range map[string]string{"headset": b.ear.All(), "loudspeaker": loud.All()} {
		if strings.Contains(said, "二四") || strings.Contains(said, jia.PIN) {
			t.Errorf("the %s says the PIN", name)
		}
	}
	for _, line := range strings.Split(loud.All(), "\n") {
		if strings.ContainsAny(line, "零一二三四五六七八九") && len(line) <= len("零") {
			t.Errorf("the hall hears what key she is at: %q", line)
		}
	}
	for _, own := range []string{"测某甲", "测试甲", "元", "济南", "示例科技"} {
		if said := loud.All(); strings.Contains(strings.ReplaceAll(said, "济南市历下区社会保险服务大厅", ""), own) {
			t.Errorf("the hall hears %q", own)
		}
	}
	for _, known := range []string{"请取走您的社保卡", "请输入社保卡密码", "按钮"} {
		if !strings.Contains(loud.All(), known) {
			t.Errorf("the loudspeaker does not say %q", known)
		}
	}
}
