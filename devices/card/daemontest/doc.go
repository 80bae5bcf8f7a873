// Package daemontest puts the driver devices/card/pcsc through what no real card service does on demand: the fake one of
// devices/simulate/fakepcscd under the real libpcsclite. It has a test binary of its own because the library takes the
// service's address once in a process.
package daemontest
