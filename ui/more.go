package ui

import (
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/widgets"
)

// moreQueries is 更多查询: every query of a person.
func (s *screen) moreQueries(r stage.Rect) {
	y := s.title(r, s.say("personal.more"))
	tiles := make([]widgets.Tile, len(s.v.More))
	for i, a := range s.v.More {
		tiles[i] = s.errand(a)
	}
	s.grid(s.under(r, y), tiles, 3, 2)
	s.recordBar(false)
	s.bar.note = s.say("foot.idle", int(s.cfg.Facts.Limits.Idle.Seconds()))
}
