package printer

// Completion is how a printer says that it has printed; a closed set.
type Completion uint8

// The ways of saying so.
const (
	ProcessID Completion = iota // GS ( H echoes an id when the data before it were printed
	GSr                         // GS r 1 is answered in the order of the data
	Nothing                     // it does not say
)

// Profile is what a model of printer can do.
type Profile struct {
	Name       string
	Columns    int // half-width characters a line
	Completion Completion
	CanClear   bool // DLE DC4 8 empties its buffers and says so
	Buffer     int  // bytes of its receive buffer
	NearMask   byte // bits of DLE EOT 4 that all stand when paper is short
	EndMask    byte // and when it has ended
}

// Profiles are the models that this terminal knows.
func Profiles() []Profile {
	// 4 KB and the masks are those of Epson's class and its clones (facts/print.md §2.1, §3).
	base := Profile{Columns: 48, CanClear: true, Buffer: 4096, NearMask: 0x0C, EndMask: 0x60}
	make := func(name string, columns int, c Completion) Profile {
		p := base
		p.Name, p.Columns, p.Completion = name, columns, c
		return p
	}
	return []Profile{
		make("generic80", 48, ProcessID), make("generic80-gsr", 48, GSr), make("generic80-silent", 48, Nothing),
		make("generic58", 32, ProcessID), make("generic58-gsr", 32, GSr),
	}
}

// ProfileNamed finds a profile.
func ProfileNamed(name string) (Profile, bool) {
	for _, p := range Profiles() {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}
