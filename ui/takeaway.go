package ui

import (
	"image"
	"image/color"
	"math"
	"regexp"
	"strings"
	"unicode/utf8"

	"rsc.io/qr"

	"shebao/kiosk/faq"
	"shebao/kiosk/ui/stage"
)

// mostTakeaway is how many bytes an answer to take along has at most: a code of more has modules too small for an old telephone
// before a dirty glass.
const mostTakeaway = 300

// takeaway is an answer as it goes into the code that a telephone reads: its title, the first step, where it goes on; then what is
// to be brought and where the answer is from, as far as they fit. It has at most mostTakeaway bytes and nothing of anybody.
func takeaway(say Say, l *faq.Library, e faq.Entry) string {
	const longTitle = 150 // bytes; what is longer leaves no room for the rest
	title := e.Question
	if len(title) > longTitle {
		title = shortened(title, longTitle)
	}
	must := []string{title, say("takeaway.step", firstStep(e)), whereTo(say, l, e)}
	if over := size(must) - mostTakeaway; over > 0 {
		first := firstStep(e)
		must[1] = say("takeaway.step", shortened(first, len(first)-over))
	}
	more := []string{}
	if bring := bringing(l, e); bring != "" {
		more = append(more, say("takeaway.bring", bring))
	}
	if e.Supplement {
		more = append(more, say("faq.supplement"))
	} else {
		more = append(more, say("takeaway.source", e.Issue, e.Date))
	}
	for _, m := range append(more, say("faq.counts")) {
		if with := append(must[:len(must):len(must)], m); size(with) <= mostTakeaway {
			must = with
		}
	}
	return strings.Join(must, "\n")
}

// size is how many bytes lines have, with the breaks between them.
func size(lines []string) int { return len(strings.Join(lines, "\n")) }

// shortened is the beginning of a text in at most so many bytes, with the mark that there was more.
func shortened(text string, most int) string {
	const mark = "…"
	most -= len(mark)
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:max(0, most)] + mark
}

// firstStep is what is to be done first: the first step of the answer, or what it is about in short.
func firstStep(e faq.Entry) string {
	for _, b := range e.Blocks {
		if b.Style == faq.Step {
			return b.Text
		}
	}
	return e.Short
}

// whereTo is the address that the answer names, else the place that it is done at, else where to ask.
func whereTo(say Say, l *faq.Library, e faq.Entry) string {
	if a := addressOf(l, e); a != "" {
		return say("takeaway.address", a)
	}
	for _, id := range e.Via {
		if c, ok := l.Channel(id); ok {
			return say("takeaway.place", c.Name)
		}
	}
	return say("takeaway.phone")
}

// addressOf is the first address that the answer or one of its channels names, "" when none does.
func addressOf(l *faq.Library, e faq.Entry) string {
	address := regexp.MustCompile(`https?://[A-Za-z0-9./_-]+`)
	for _, b := range e.Blocks {
		if a := address.FindString(b.Text); a != "" {
			return a
		}
	}
	for _, id := range e.Via {
		if c, ok := l.Channel(id); ok && c.Address != "" {
			return c.Address
		}
	}
	return ""
}

// bringing are the papers of the first list of the answer, "" when the document names none.
func bringing(l *faq.Library, e faq.Entry) string {
	if len(e.Bring) == 0 {
		return ""
	}
	list, _ := l.MaterialList(e.Bring[0])
	var names []string
	for _, m := range list.Items {
		names = append(names, m.Name+m.Form)
	}
	return strings.Join(names, "、")
}

// codeWide is how wide a code is at least, in dots: a short one is drawn with larger modules, which are read from further away.
const codeWide = 231

// encoded is the code of a text, and how many dots a module of it has on this glass: a whole number, and at least 0.5 mm, which
// telephones read from an arm's length. nil for a text that is too long for a code.
func (s *screen) encoded(text string) (code *qr.Code, module int) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, 0
	}
	return code, max(int(math.Ceil(float64(s.Glass.MM(0.5)))), codeWide/(code.Size+2*quietZone))
}

// codeSide is how large the code of a text is, quiet zone included.
func (s *screen) codeSide(text string) float32 {
	code, module := s.encoded(text)
	if code == nil {
		return 0
	}
	return float32((code.Size + 2*quietZone) * module)
}

// code draws the code of a text in the middle of the top of a rectangle, dot by dot, and gives the y below it.
func (s *screen) code(r stage.Rect, text string) float32 {
	code, module := s.encoded(text)
	if code == nil {
		return r.Y
	}
	picture := codeImage(code, module)
	side := float32(picture.Bounds().Dx())
	x, y := float32(int(r.X+(r.W-side)/2)), float32(int(r.Y))
	s.Add(stage.Item{Kind: stage.Picture, Rect: stage.Rect{X: x, Y: y, W: side, H: side}, Image: picture})
	return y + side
}

const quietZone = 4 // modules around a QR code that must stay white

// codeImage is a QR code with its quiet zone, so many dots a module.
func codeImage(code *qr.Code, module int) image.Image {
	side := (code.Size + 2*quietZone) * module
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			ink := color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
			if code.Black(x/module-quietZone, y/module-quietZone) {
				ink = color.NRGBA{A: 0xFF}
			}
			out.SetNRGBA(x, y, ink)
		}
	}
	return out
}
