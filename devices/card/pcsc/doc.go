// Package pcsc is the driver of real card readers: it speaks to pcscd through ebfe/scard and is the only importer of it.
//
// One goroutine watches the readers in a context of its own, one goroutine works with the card in another: a call that
// waits holds its context's lock (facts/devices.md A4). Every call into the library goes through guard.go.
package pcsc
