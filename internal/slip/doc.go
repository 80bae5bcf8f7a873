// Package slip decides what a slip says and where each word of it stands.
//
// A document (a query slip, a yearly rights record) is laid out into a Sheet, for 48 or for 32 columns. The Sheet is what
// the printer encodes and what the preview draws.
// The room knows nothing of printers, screens, files or databases. It never draws a seal and never computes an
// entitlement. Fields and notes: facts/domain.md §2; widths: facts/print.md §4.
package slip
