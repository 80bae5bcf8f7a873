// Package terminaltest puts the whole terminal but its window through random faults of cards, readers and the card service: the
// loop, the visit and the real driver on the real libpcsclite, behind a card service that is scripted. It has a test binary of
// its own because libpcsclite takes the service's address once in a process.
package terminaltest
