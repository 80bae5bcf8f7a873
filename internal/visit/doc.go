// Package visit is one citizen's visit as a pure state machine.
//
// Next takes a State and an Event and gives the State that follows and the Effects that somebody else must run; Look turns
// a State into the View that the screen draws. Neither reads a clock, touches a device or starts a goroutine: events carry
// their time. Every rule of privacy and of time-outs stands here, and its tests prove them for every reachable state.
//
// PIN digits never come here: the visit learns how many there are and that they were submitted.
// The room may import the types of records and slips and the leaf rooms; it must not know Fyne, PC/SC, serial lines or SQL.
package visit
