package fonts

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

func TestTheFontsAreTheOnesThatWereMade(t *testing.T) {
	sums, err := os.ReadFile("SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"NotoSansCJKsc-Regular.otf": Regular(), "NotoSansCJKsc-Bold.otf": Bold()} {
		sum := sha256.Sum256(data)
		if !strings.Contains(string(sums), hex.EncodeToString(sum[:])+"  "+name) {
			t.Errorf("%s is not the file of SHA256SUMS", name)
		}
	}
}

func TestRareCharactersHaveGlyphs(t *testing.T) {
	for name, data := range map[string][]byte{"Regular": Regular(), "Bold": Bold()} {
		f, err := sfnt.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b sfnt.Buffer
		for _, r := range "䶮㛃𠮷𫖯𬭊𬱖测试甲0" {
			if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
				t.Errorf("%s has no glyph for %c %U", name, r, r)
			}
		}
		if family, err := f.Name(&b, sfnt.NameIDFamily); err != nil || !strings.HasPrefix(family, "Noto Sans CJK SC") {
			t.Errorf("%s is %q (%v)", name, family, err)
		}
	}
}
