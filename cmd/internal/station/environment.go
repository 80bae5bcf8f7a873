package station

import (
	"os"
	"syscall"
)

// noCore keeps the process's memory out of files, whatever ends it. The limit is what a core file is bound by; the filter says
// which memory goes into a core that is piped to a program, which the limit does not bind (man 5 core): none.
func noCore() {
	none := syscall.Rlimit{}
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &none); err != nil {
		fault("core files could not be switched off", err)
	}
	if err := os.WriteFile("/proc/self/coredump_filter", []byte("0"), 0); err != nil {
		fault("memory could not be kept out of cores", err)
	}
}

// Environment starts the program again with the toolkit's settings of a terminal, unless it already has them. The toolkit
// reads them before main does, so they cannot be set later; a service file could, but then a terminal started in another
// way would keep a person's texts in its caches for a minute.
func Environment() {
	noCore()
	// What somebody has set himself holds, but for these: they could have the runtime write down what nobody may read.
	always := map[string]string{
		"GODEBUG":     "clobberfree=1", // what the collector frees is overwritten: no name stays in dead memory
		"GOTRACEBACK": "single",        // a crash names functions and addresses, and never leaves a core
	}
	settings := map[string]string{
		"FYNE_SCALE":                 "1", // one dp is one pixel: the layout computes millimetres itself
		"FYNE_DISABLE_DPI_DETECTION": "1",
		"GOGC":                       "50",     // half the memory for a little more collecting
		"GOMEMLIMIT":                 "200MiB", // measured to hold over a thousand visits
	}
	changed := false
	for key, value := range always {
		if os.Getenv(key) != value {
			os.Setenv(key, value)
			changed = true
		}
	}
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
