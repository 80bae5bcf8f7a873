package pinyin

// NineKey is the key of a letter a to z on nine keys (ITU-T E.161), 2 to 9, and any other byte itself.
func NineKey(c byte) byte {
	if c < 'a' || c > 'z' {
		return c
	}
	return "22233344455566677778889999"[c-'a']
}
