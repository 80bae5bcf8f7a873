// Package terminal runs the effects of a visit against the devices, the records, the spool and the journal.
//
// One loop goroutine owns the visit.State; a removal of the card is taken before anything else. Effects run beside it with
// deadlines, are cancelled with their visit, and report by events. The PIN's digits live here, in one wiped buffer, and
// nowhere else. The room imports every other one but ui, which it reaches through a function.
package terminal
