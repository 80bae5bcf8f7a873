package sqlite

import "modernc.org/libc"

// The database library's memory is not Go's. Its allocator keeps what is given back, in lists by powers of two up to
// slotLargest and in whole regions of regionStep and more, and does not empty it (modernc.org/memory v1.12.1). How much of
// each is overwritten was found by trial: the package's test searches the process and fails with less.
const (
	slotSmallest = 1 << 4
	slotLargest  = 1 << 14
	slotBytes    = 2 << 20
	slotMost     = 1 << 13 // blocks of one size: the small ones hold a column's text, and there are a few hundred

	regionStep    = 1 << 16
	regionLargest = 1 << 19
	regionsEach   = 4
)

// wipe overwrites the memory that the database library has given back lately. Called after its connections were closed, so
// that what they read of a person is nowhere in the process.
func wipe() {
	tls := libc.NewTLS()
	defer tls.Close()
	for size := slotSmallest; size <= slotLargest; size *= 2 {
		overwrite(tls, size, min(slotMost, slotBytes/size))
	}
	for size := regionStep; size <= regionLargest; size += regionStep {
		overwrite(tls, size, regionsEach)
	}
}

func overwrite(tls *libc.TLS, size, n int) {
	blocks := make([]uintptr, 0, n)
	for range n {
		if p := libc.Xcalloc(tls, 1, libc.Tsize_t(size)); p != 0 {
			blocks = append(blocks, p)
		}
	}
	for _, p := range blocks {
		libc.Xfree(tls, p)
	}
}
