package ui

import (
	"shebao/kiosk/ui/stage"
)

// moreQueries is 更多查询: every query of a person.
func (s *screen) moreQueries(r stage.Rect) {
	y := s.title(r, s.say("personal.more"))
	tiles := make([]tile, len(s.v.More))
	for i, a := range s.v.More {
		tiles[i] = s.errand(a)
	}
	s.grid(below(r, y), tiles, 3, 2)
	s.recordBar(false)
	s.bar.note = s.say("foot.idle", int(s.cfg.Facts.Limits.Idle.Seconds()))
}

// besides divides a rectangle into a part for the main thing and one beside it on lying glass, or under it on upright glass. The
// second one has the share of the width, or the height, that is asked for.
func (s *screen) besides(r stage.Rect, share, height float32) (main, side stage.Rect) {
	const gap = 28
	main, side = r, r
	if s.glass.Portrait() {
		side.H = min(height, r.H*0.6)
		main.H = r.H - side.H - gap
		side.Y = main.Bottom() + gap
		return main, side
	}
	side.W = r.W * share
	main.W = r.W - side.W - gap
	side.X = main.Right() + gap
	return main, side
}
