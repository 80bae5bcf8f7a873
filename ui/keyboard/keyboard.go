// Package keyboard lays out the keys under a question: where each key stands on a glass of any size. It is pure geometry, draws nothing
// and knows no toolkit's window.
package keyboard

import (
	"math"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// Kind is which keys there are.
type Kind uint8

// The keyboards.
const (
	All     Kind = iota // a key for each letter
	Nine                // 九宫格: eight keys for all letters
	Figures             // 0 to 9
)

// Role is what a key is for.
type Role uint8

// The roles.
const (
	Letter    Role = iota // Text is typed: a letter, or the digit of a key of nine
	Figure                // Text is a figure that means itself
	Rubout                // 删除
	ToFigures             // 123
	ToNine                // 九宫格
	ToAll                 // 全键盘
)

// Key is a key and where it stands.
type Key struct {
	Role Role
	Text string
	Rect stage.Rect
}

// Board is a keyboard on a glass.
type Board struct {
	Keys []Key
	// Choices are places for the readings of nine keys; none on other keyboards.
	Choices []stage.Rect
}

const (
	// keyMM and gapMM: a key is 20 mm for old fingers, and 4 mm from the next (experience.md, rule 2).
	keyMM, gapMM = 20, 4

	// keyLeast is the least side of a target on small glass in dp (the same rule).
	keyLeast = 60

	// Rows of every keyboard: figures stand on a keyboard of their own, so that the answers keep their room.
	Rows = 3

	// columns of the keyboards. Nine keys have two columns of readings, three of letters and one beside them.
	columnsAll, columnsNine, columnsFigures = 10, 6, 6

	choiceColumns = 2
)

// Gap is the distance between keys in dp.
func Gap(g theme.Screen) float32 { return float32(math.Ceil(float64(max(12, g.MM(gapMM))))) }

// Side is the least side of a key in dp.
func Side(g theme.Screen) float32 { return float32(math.Ceil(float64(max(keyLeast, g.MM(keyMM))))) }

// Height is the least height of a keyboard in dp.
func Height(g theme.Screen) float32 { return Rows*Side(g) + (Rows-1)*Gap(g) }

// Width is the least width of a keyboard in dp.
func Width(k Kind, g theme.Screen) float32 {
	n := float32(columns(k))
	return n*Side(g) + (n-1)*Gap(g)
}

// Fits reports whether a keyboard has room in a width, in dp, with keys that are large enough.
func Fits(k Kind, g theme.Screen, width float32) bool { return width >= Width(k, g) }

// Chosen is the keyboard that is shown when one was asked for: all letters are shown as nine keys where they do not fit.
func Chosen(k Kind, g theme.Screen, width float32) Kind {
	if k == All && !Fits(All, g, width) {
		return Nine
	}
	return k
}

func columns(k Kind) int {
	switch k {
	case All:
		return columnsAll
	case Nine:
		return columnsNine
	}
	return columnsFigures
}

// Lay fills an area with the keys of a keyboard. The area is at least as wide as Fits asks for, and as high as Height.
func Lay(k Kind, g theme.Screen, area stage.Rect) Board {
	l := layout{area: area, gap: Gap(g), columns: float32(columns(k))}
	switch k {
	case All:
		return l.all()
	case Nine:
		return l.nine(Fits(All, g, area.W))
	}
	return l.figures(Fits(All, g, area.W))
}

type layout struct {
	area         stage.Rect
	gap, columns float32
}

// at is a place on the grid: a column, which may be a half, a row, and how many columns and rows it takes.
func (l layout) at(column float32, row int, wide float32, high int) stage.Rect {
	w := (l.area.W-(l.columns-1)*l.gap)/l.columns + l.gap
	h := (l.area.H-(Rows-1)*l.gap)/Rows + l.gap
	return stage.Rect{X: l.area.X + column*w, Y: l.area.Y + float32(row)*h, W: wide*w - l.gap, H: float32(high)*h - l.gap}
}

// all are the letters as they stand on every keyboard, with what is beside them in the last row.
func (l layout) all() Board {
	var b Board
	row := func(letters string, from float32, row int) {
		for i, c := range letters {
			b.Keys = append(b.Keys, Key{Letter, string(c), l.at(from+float32(i), row, 1, 1)})
		}
	}
	row("qwertyuiop", 0, 0)
	row("asdfghjkl", 0.5, 1)
	row("zxcvbnm", 2, 2)
	b.Keys = append(b.Keys, Key{ToFigures, "", l.at(0, 2, 1, 1)}, Key{ToNine, "", l.at(1, 2, 1, 1)}, Key{Rubout, "", l.at(9, 2, 1, 1)})
	return b
}

// nine are the digits 2 to 9 with their letters, as on a telephone, with the readings before them.
func (l layout) nine(all bool) Board {
	var b Board
	for row := range Rows {
		for column := range choiceColumns {
			b.Choices = append(b.Choices, l.at(float32(column), row, 1, 1))
		}
	}
	b.Keys = append(b.Keys, Key{ToFigures, "", l.at(choiceColumns, 0, 1, 1)})
	for digit := 2; digit <= 9; digit++ {
		b.Keys = append(b.Keys, Key{Letter, string(rune('0' + digit)), l.at(choiceColumns+float32((digit-1)%3), (digit-1)/3, 1, 1)})
	}
	if !all {
		b.Keys = append(b.Keys, Key{Rubout, "", l.at(5, 0, 1, 3)})
		return b
	}
	b.Keys = append(b.Keys, Key{Rubout, "", l.at(5, 0, 1, 2)}, Key{ToAll, "", l.at(5, 2, 1, 1)})
	return b
}

// figures are the figures in the order in which they are counted, with what is beside them in the last column.
func (l layout) figures(all bool) Board {
	var b Board
	for i, c := range "1234567890" {
		b.Keys = append(b.Keys, Key{Figure, string(c), l.at(float32(i%5), i/5, 1, 1)})
	}
	b.Keys = append(b.Keys, Key{Rubout, "", l.at(5, 0, 1, 2)})
	if !all {
		b.Keys = append(b.Keys, Key{ToNine, "", l.at(0, 2, 6, 1)})
		return b
	}
	b.Keys = append(b.Keys, Key{ToAll, "", l.at(0, 2, 3, 1)}, Key{ToNine, "", l.at(3, 2, 3, 1)})
	return b
}
