package printer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The words of a profile's file.
func completions() map[string]Completion {
	return map[string]Completion{"process-id": ProcessID, "gs-r": GSr, noneWord: Nothing, unknownWord: CompletionUnknown}
}

func clearings() map[string]Clearing {
	return map[string]Clearing{"dle-dc4-8": ClearsByDLE, noneWord: NeverClears, unknownWord: ClearingUnknown}
}

func qrModes() map[string]QRMode {
	return map[string]QRMode{"native": QRNative, "esc-z": QREscZ, "raster": QRRaster, unknownWord: QRUnknown}
}

func fontWords() map[string]Ability {
	return map[string]Ability{"gbk": Yes, "gb2312": No, unknownWord: AbilityUnknown}
}

func headWords() map[string]Ability {
	return map[string]Ability{"hot": No, "hot-or-lifted": Yes, unknownWord: AbilityUnknown}
}

func cuts() map[string]string {
	return map[string]string{"feed-partial": feedPartial, "feed-full": feedFull}
}

func families() map[string]Family {
	return map[string]Family{noneWord: NoPresenter, "custom": CustomFamily, "eu-t400": EUT400Family, "ppu-700": PPU700Family,
		unknownWord: FamilyUnknown}
}

// wordFor is the word of a value.
func wordFor[T comparable](set map[string]T, v T) string {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if set[name] == v {
			return fmt.Sprintf("%q", name)
		}
	}
	return fmt.Sprintf("%q", unknownWord)
}

// Completion's word.
func (c Completion) String() string { return strings.Trim(wordFor(completions(), c), `"`) }

// Values are the profile's keys with their values, as they stand in a file, in its order.
func (p Profile) Values() [][2]string {
	number := func(key string, n int) [2]string {
		if n == 0 {
			return [2]string{key, fmt.Sprintf("%q", unknownWord)}
		}
		return [2]string{key, fmt.Sprint(n)}
	}
	bits := func(key string, b byte) [2]string {
		switch {
		case b != 0:
			return [2]string{key, fmt.Sprintf("0x%02X", b)}
		case p.Knows(key):
			return [2]string{key, fmt.Sprintf("%q", noneWord)}
		}
		return [2]string{key, fmt.Sprintf("%q", unknownWord)}
	}
	ability := func(key string, a Ability) [2]string {
		return [2]string{key, map[Ability]string{Yes: "true", No: "false", AbilityUnknown: fmt.Sprintf("%q", unknownWord)}[a]}
	}
	command := func(key, c string) [2]string {
		if c == "" {
			return bits(key, 0)
		}
		return [2]string{key, fmt.Sprintf("\"% X\"", c)}
	}
	m := p.Presenter
	return [][2]string{
		{"model", fmt.Sprintf("%q", p.Model)}, number("columns", p.Columns), number("dots", p.Dots), number("dpi", p.DPI),
		number("spacing", p.Spacing), number("speed", int(p.Speed)), number("buffer", p.Buffer), {"completion", wordFor(completions(), p.Completion)},
		{"clear", wordFor(clearings(), p.Clearing)}, {"qr", wordFor(qrModes(), p.QR)}, {"font", wordFor(fontWords(), p.GBKFont)},
		ability("gb18030_4byte", p.FourByte), ability("tabs", p.Tabs), ability("position", p.Position), number("widest", p.Widest),
		{"cut", wordFor(cuts(), p.Cut)},
		bits("status.near", p.NearMask), bits("status.end", p.EndMask), bits("status.jam", p.JamBit),
		{"status.head", wordFor(headWords(), p.HeadLifts)}, bits("status.presenter", p.PresenterBit),
		{"presenter.family", wordFor(families(), m.Family)}, command("presenter.setup", m.Setup),
		command("presenter.present", m.Present), command("presenter.eject", m.Eject), command("presenter.retract", m.Retract), command("presenter.ask", m.Ask),
		bits("presenter.waiting", m.Waiting), number("presenter.after", int(m.After.Seconds())),
	}
}

// TOML is the profile as the text of a file, which ParseProfile reads back.
func (p Profile) TOML() string {
	var b strings.Builder
	table := ""
	for _, v := range p.Values() {
		key := v[0]
		if in, name, ok := strings.Cut(key, "."); ok {
			if in != table {
				table = in
				fmt.Fprintf(&b, "\n[%s]\n", table)
			}
			key = name
		}
		fmt.Fprintf(&b, "%s = %s\n", key, v[1])
	}
	return b.String()
}
