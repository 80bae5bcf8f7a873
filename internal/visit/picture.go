package visit

import "time"

// Picture is what 待机 shows beside its ways in; a closed set. How the card goes in comes every second time: it is what everybody needs.
type Picture uint8

// The pictures.
const (
	PictureCard  Picture = iota // how the card goes in
	PictureSlip                 // what one takes home
	PictureModes                // 大字, 高对比, 低位 and 语音 are there
)

// pictureShown is how long a picture stays: long enough to be read twice, and so long that nothing seems to move (experience.md).
const pictureShown = 10 * time.Second

// picture is the one that is shown now.
func (s State) picture() Picture {
	if s.Here.Screen != Attract {
		return PictureCard
	}
	return [...]Picture{PictureCard, PictureSlip, PictureCard, PictureModes}[s.Now.Unix()/int64(pictureShown/time.Second)%4]
}
