// Package fakepcscd is a card service within the test: it speaks the protocol of pcsc-lite on a Unix socket of its own, so
// that the real driver on the real libpcsclite can be put through what no real service does on demand. Readers come and go,
// cards are simcard.Chips, and faults are scripted (facts/devices.md A3 and A7, facts/card.md §9.2).
//
// libpcsclite takes the socket's path from SocketEnv, once in a process, before its first call.
package fakepcscd
