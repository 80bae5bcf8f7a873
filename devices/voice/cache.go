package voice

import "shebao/kiosk/internal/words"

// cacheSamples bounds what is kept of sound that is nobody's: 8 MB, some eighty sentences.
const cacheSamples = 4 << 20

type spokenAs struct {
	text     string
	language words.Language
}

// cache keeps the sound of sentences that are nobody's, so that the usual screens speak at once. What was not said for longest goes
// first.
type cache struct {
	sounds map[spokenAs]Sound
	order  []spokenAs // oldest first
	size   int
}

func (c *cache) get(k spokenAs) (Sound, bool) {
	s, ok := c.sounds[k]
	if ok {
		c.touch(k)
	}
	return s, ok
}

func (c *cache) touch(k spokenAs) {
	for i, o := range c.order {
		if o == k {
			c.order = append(c.order[:i], c.order[i+1:]...)
			break
		}
	}
	c.order = append(c.order, k)
}

func (c *cache) put(k spokenAs, s Sound) {
	if len(s.Samples) > cacheSamples/4 {
		return
	}
	if c.sounds == nil {
		c.sounds = map[spokenAs]Sound{}
	}
	c.size += len(s.Samples) - len(c.sounds[k].Samples)
	c.sounds[k] = s
	c.touch(k)
	for c.size > cacheSamples {
		oldest := c.order[0]
		c.order = c.order[1:]
		c.size -= len(c.sounds[oldest].Samples)
		delete(c.sounds, oldest)
	}
}
