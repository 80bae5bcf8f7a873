package search

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/pinyin"
)

// fillers are turns of speech: they say that something is asked and not what. They are part of the vocabulary, as people type
// them in letters too, and count little.
func fillers() []string {
	return strings.Fields(`
		怎么 怎么办 怎么弄 怎么样 怎样 如何 咋 咋办 咋弄 咋整 什么 什么样 啥 哪里 哪儿 哪 在哪 去哪 到哪 上哪 几 多少 多久 是否 能不能 可不可以 可以 能 行不行
		行吗 好吗 吗 呢 吧 啊 呀 嘛 的 了 着 过 我 我的 我想 我要 想 要 你 你好 您 他 请问 请 一下 一个 有没有 有 没有 是 是不是 不 就 都 也 还 和 跟 与 及
		俺 俺们 咱 咱们 你们 人家 大家 现在 眼下 先 赶紧 到底 以前 里头 里面 里 上 走 哪个 谁 找谁 么 干么 啥时候 什么时候 咋样 咋操作 操作 该 刚 刚才 昨天 今天 半夜
		回来 发现 行不 不行 中不中 成不 能行 会 会不会 要不要 得不得 弄 整 办 另外 那份 那笔 自己 本人 一直 已经 还是 或者 但是 因为 所以 如果 这样 那么 可是 说 来 去 时候 时 地方 跑 跑到 跑去 必须 可否 麻烦 想知道 看
		需要 应该 为什么 干什么 做什么 告诉 帮 帮我 给 给我 把 被 让 用 对 在 这 那 这个 那个 了解 知道 问 问题 事 事情 怎么回事 呗 不了 得`)
}

// lexicon finds turns of speech and concepts in a text.
type lexicon struct {
	fillers  map[rune][]phrase // by the first character, longest first
	concepts map[rune][]phrase
}

// phrase is a turn of speech, or a word for a concept.
type phrase struct {
	runes   []rune
	concept uint32
}

func newLexicon(terms []faq.Term, table *pinyin.Table) *lexicon {
	l := &lexicon{fillers: map[rune][]phrase{}, concepts: map[rune][]phrase{}}
	for _, f := range fillers() {
		put(l.fillers, phrase{runes: []rune(f)})
	}
	for i, t := range terms {
		for _, s := range append([]string{t.Canonical}, t.Surfaces...) {
			put(l.concepts, phrase{[]rune(text(fold(s, table))), uint32(i)})
		}
	}
	for _, all := range l.fillers {
		slices.SortFunc(all, func(a, b phrase) int { return len(b.runes) - len(a.runes) })
	}
	return l
}

func put(m map[rune][]phrase, p phrase) {
	if len(p.runes) > 0 {
		m[p.runes[0]] = append(m[p.runes[0]], p)
	}
}

// at reports whether a phrase stands in a text at some place.
func (p phrase) at(units []unit, i int) bool {
	if i+len(p.runes) > len(units) {
		return false
	}
	for j, r := range p.runes {
		if units[i+j].r != r {
			return false
		}
	}
	return true
}

// idle marks the units that belong to turns of speech.
func (l *lexicon) idle(units []unit) []bool {
	out := make([]bool, len(units))
	for i := 0; i < len(units); i++ {
		for _, p := range l.fillers[units[i].r] {
			if p.at(units, i) {
				for range len(p.runes) {
					out[i] = true
					i++
				}
				i--
				break
			}
		}
	}
	return out
}

// terms are what a question is found by, each once, with what it counts in it.
func (l *lexicon) terms(units []unit) []counted {
	out := l.gather(make([]counted, 0, 4*len(units)), units, false)
	slices.SortFunc(out, func(a, b counted) int { // the heaviest of each first, which is the one that stays
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(b.weight, a.weight))
	})
	return slices.CompactFunc(out, func(a, b counted) bool { return a.key == b.key })
}

// gather appends the terms of a text, those that stand in it twice twice. Three characters in a row are looked at in questions only:
// what an answer has in common with a question beyond pairs is chance.
func (l *lexicon) gather(out []counted, units []unit, answer bool) []counted {
	idle := l.idle(units)
	share := func(from, to int) float32 {
		for _, i := range idle[from:to] {
			if !i {
				return 1
			}
		}
		return weightFiller
	}
	for i, u := range units {
		for _, p := range l.concepts[u.r] {
			if p.at(units, i) {
				out = append(out, counted{conceptBit | uint64(p.concept), weightConcept})
			}
		}
		if u.kind != han {
			if i == 0 || u.gap || units[i-1].kind == han {
				end := i + 1
				for end < len(units) && units[end].kind != han && !units[end].gap {
					end++
				}
				out = append(out, counted{wordKey(text(units[i:end])), weightWord})
			}
			continue
		}
		out = append(out, counted{key1(u.r), weightOne * share(i, i+1)})
		if i == 0 || u.gap || units[i-1].kind != han {
			continue
		}
		out = append(out, counted{key2(units[i-1].r, u.r), weightTwo * share(i-1, i+1)})
		if !answer && i > 1 && !units[i-1].gap && units[i-2].kind == han {
			out = append(out, counted{key3(units[i-2].r, units[i-1].r, u.r), weightThree * share(i-2, i+1)})
		}
	}
	return out
}

// wordKey names a word in letters or digits.
func wordKey(word string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(word)) // a hash takes everything
	return wordBit | h.Sum64()>>2
}
