package main

import (
	"fmt"
	"strings"
)

// beside is the section that has the terminal and the page side by side, ratios first.
func (b *bench) beside() string {
	var t strings.Builder
	t.WriteString("\n## Beside a page in Chromium's kiosk mode\n\n")
	if b.peerless != "" {
		fmt.Fprintf(&t, "Not measured: %s.\n", b.peerless)
		return t.String()
	}
	fmt.Fprintf(&t, `The page (%s) is made for this: plain HTML, CSS and JavaScript, flat, with the texts, places, sizes and colours of
the terminal's own screens, which are written down while the terminal is measured. It computes nothing of what it shows, and keeps
the elements that two screens share. It is led through the same screens by the same finger in the same run, on an X server of its own,
in %s with %s. Ratios are the terminal's figure to Chromium's: under 1 the terminal is ahead. Of Chromium
all processes count together; so do the terminal's.

`, "`cmd/kiosk-bench/page`", strings.TrimSpace(b.browser), "`--kiosk --disable-gpu --no-sandbox`")
	t.WriteString("| what | ratio | terminal | Chromium |\n|---|---|---|---|\n")
	pair := func(what string, a, c times) {
		if len(a) > 0 && len(c) > 0 {
			fmt.Fprintf(&t, "| %s | %.2f / %.2f × | %s / %s ms (%d) | %s / %s ms (%d) |\n", what, ratio(a, c, .5), ratio(a, c, .99),
				ms(a.at(.5)), ms(a.at(.99)), len(a), ms(c.at(.5)), ms(c.at(.99)), len(c))
		}
	}
	one := func(what string, a, c float64, format string) {
		r := "–"
		if c > 0 {
			r = fmt.Sprintf("%.2f ×", a/c)
		}
		fmt.Fprintf(&t, "| %s | %s | "+format+" | "+format+" |\n", what, r, a, c)
	}
	own, page := b.measures, b.page
	pair("start of the process → first frame, p50 / p99", b.first, page.first)
	pair("start of the process → full frame, p50 / p99", b.full, page.full)
	pair("tap → first changed pixel, all, p50 / p99", b.timed.allFelt, page.timed.allFelt)
	for _, kind := range b.timed.kinds {
		pair("– "+kind, b.timed.felt[kind], page.timed.felt[kind])
	}
	pair("finger up → the new screen wholly there, all, p50 / p99", b.timed.allWhole, page.timed.allWhole)
	for _, kind := range b.timed.kinds {
		pair("– "+kind, b.timed.whole[kind], page.timed.whole[kind])
	}
	one(fmt.Sprintf("processor on 待机 over %s", b.o.idle), own.idle, page.idle, "%.2f %% of a core")
	one("– of the X server meanwhile", own.idleServer, page.idleServer, "%.2f %% of a core")
	one("PSS at the start", float64(own.start.pss), float64(page.start.pss), "%.0f MB")
	one(fmt.Sprintf("PSS after %d visits", max(1, b.o.visits/10)), float64(own.tenth.pss), float64(page.tenth.pss), "%.0f MB")
	one(fmt.Sprintf("PSS after %d visits", b.o.visits), float64(own.end.pss), float64(page.end.pss), "%.0f MB")
	one("disk", float64(own.disk), float64(page.disk), "%.0f MB")
	t.WriteString("\nTouches that wait for the card or the records (确认 of the PIN, 告知) count for the first pixel only: the page has neither. *Disk* is\n" +
		"every file that the processes have in memory and, of Chromium, its folders; fonts that both use count for both.\n")
	return t.String()
}
