package station

import (
	"os"
	"syscall"
)

// Environment starts the program again with the toolkit's settings of a terminal, unless it already has them. The toolkit
// reads them before main does, so they cannot be set later; a service file could, but then a terminal started in another
// way would keep a person's texts in its caches for a minute.
func Environment() {
	settings := map[string]string{
		"FYNE_SCALE":                 "1", // one dp is one pixel: the layout computes millimetres itself
		"FYNE_DISABLE_DPI_DETECTION": "1",
		"FYNE_CACHE":                 "4s",            // how long drawn texts are kept; terminal.forgetAfter counts on it
		"GOGC":                       "50",            // half the memory for a little more collecting
		"GOMEMLIMIT":                 "200MiB",        // measured to hold over a thousand visits
		"GODEBUG":                    "clobberfree=1", // what the collector frees is overwritten: no name stays in dead memory
	}
	changed := false
	for key, value := range settings {
		if os.Getenv(key) == "" {
			os.Setenv(key, value)
			changed = true
		}
	}
	if !changed {
		return
	}
	self, err := os.Executable()
	if err != nil {
		fault("the settings of the window toolkit could not be applied", err)
		return
	}
	// Exec does not return; when it fails the program goes on with the toolkit's own settings.
	fault("the settings of the window toolkit could not be applied", syscall.Exec(self, os.Args, os.Environ()))
}
