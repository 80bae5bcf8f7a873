// Package psam proves cards with a security module of the scheme (PSAM) in a second slot of PC/SC.
//
// The module is bound to the terminal when it is installed: by its reader, the reader's place on the bus, and the number in
// the module itself. One that appears, goes or changes while the terminal runs is not trusted any more until the terminal is
// started again, so that nobody exchanges it in front of a running one.
//
// The bytes are those of facts/card.md §4.3. Part 9 of the specification was not at hand as a whole: that the key file of an
// algorithm is selected before a key is used, and the length of the random number of 16-byte algorithms, are readings of it
// that no real module has confirmed.
//
// Keys never leave the module. It knows nothing of screens, records or who holds a card.
package psam
