// Package simpsam is a PSAM, the security module in the terminal, with the keys of tests: it has the scheme's root keys, or a
// province's or a city's, and computes with them what proves a card (facts/card.md §4.3). It sits in an in-process slot or
// behind a real pcscd in the second slot of the virtual reader, simcard.VPCDSecond.
//
// What it was made from is a description, and no real module was there to check it with. Above all it is our own reading of
// S1 part 9 that the terminal says which algorithm it means by selecting the key file, 0011, 0012 or 0013, before DELIVERY
// SESSION KEY, that this command then takes a random number of one block of the algorithm, and which status word is given
// for which mistake.
//
// Only demonstration programs and tests import it.
package simpsam
