// Command gen writes the tables of package pinyin from their sources:
//
//	go run ./internal/pinyin/gen -dict pinyin_simp.dict.yaml -traditional TSCharacters.txt -out internal/pinyin
//
// pinyin_simp.dict.yaml is that of rime-pinyin-simp, TSCharacters.txt that of OpenCC; both are under the Apache License 2.0.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	// rare: a reading that is used less than once in so many times is left out. With 50 单 keeps dan and loses chan and shan, 参
	// keeps shen beside can, 重 both of its readings.
	rare = 50
	// most readings of a character that are kept; with more of them, words sound like too many others (facts/faq.md §5).
	most = 3
)

func main() {
	dict := flag.String("dict", "", "pinyin_simp.dict.yaml")
	traditional := flag.String("traditional", "", "TSCharacters.txt")
	out := flag.String("out", "", "the folder of the package")
	flag.Parse()
	if err := run(*dict, *traditional, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dict, traditional, out string) error {
	return errors.Join(readings(dict, filepath.Join(out, "readings.txt")), simplified(traditional, filepath.Join(out, "traditional.txt")))
}

// lines calls f with the fields of every line that has tabs.
func lines(name string, f func(fields []string) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	s := bufio.NewScanner(file)
	for s.Scan() {
		if fields := strings.Split(s.Text(), "\t"); len(fields) > 1 {
			if err := f(fields); err != nil {
				return err
			}
		}
	}
	return s.Err()
}

// plain reports whether a character has a two-byte code of GB 2312, which has all that a keyboard needs.
func plain(r rune) bool {
	b, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
	return err == nil && len(b) == 2 && b[0] >= 0xB0 && b[0] <= 0xF7 && b[1] >= 0xA1
}

// readings writes the characters of each syllable, the commonest first, each with the place of the syllable among its readings
// and how often it is read so.
func readings(from, to string) error {
	weights := map[rune]map[string]int{}
	err := lines(from, func(f []string) error {
		if len(f) != 3 || utf8.RuneCountInString(f[0]) != 1 {
			return nil
		}
		r, _ := utf8.DecodeRuneInString(f[0])
		w, err := strconv.Atoi(f[2])
		if err != nil {
			return err
		}
		if plain(r) {
			if weights[r] == nil {
				weights[r] = map[string]int{}
			}
			weights[r][f[1]] = max(weights[r][f[1]], w)
		}
		return nil
	})
	if err != nil {
		return err
	}
	type reading struct {
		r      rune
		weight int
		place  int
	}
	of := map[string][]reading{}
	for r, syllables := range weights {
		var all []string
		for s := range syllables {
			all = append(all, s)
		}
		sort.Slice(all, func(i, j int) bool {
			if a, b := syllables[all[i]], syllables[all[j]]; a != b {
				return a > b
			}
			return all[i] < all[j]
		})
		for i, s := range all {
			if i < most && syllables[s]*rare >= syllables[all[0]] {
				of[s] = append(of[s], reading{r, syllables[s], i})
			}
		}
	}
	var names []string
	for s := range of {
		names = append(names, s)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, s := range names {
		all := of[s]
		sort.Slice(all, func(i, j int) bool {
			if all[i].weight != all[j].weight {
				return all[i].weight > all[j].weight
			}
			return all[i].r < all[j].r
		})
		b.WriteString(s + "\t")
		for _, c := range all {
			b.WriteRune(c.r)
			if c.place > 0 {
				fmt.Fprint(&b, c.place+1)
			}
		}
		b.WriteByte('\n')
	}
	return os.WriteFile(to, []byte(b.String()), 0o644)
}

// simplified writes the traditional characters whose simplified form has a two-byte code, each followed by that form.
func simplified(from, to string) error {
	var b strings.Builder
	n := 0
	err := lines(from, func(f []string) error {
		t, _ := utf8.DecodeRuneInString(f[0])
		s, _ := utf8.DecodeRuneInString(f[1])
		if t == s || !plain(s) || plain(t) || t > 0xFFFF {
			return nil
		}
		b.WriteRune(t)
		b.WriteRune(s)
		if n++; n%32 == 0 {
			b.WriteByte('\n')
		}
		return nil
	})
	if err != nil {
		return err
	}
	return os.WriteFile(to, []byte(strings.TrimSpace(b.String())+"\n"), 0o644)
}
