// Package doctor looks at the card reader, the card in it and the security module, and says what is wrong in an operator's
// words. It asks the same things of them as the terminal does, in the same way, and changes nothing.
//
// A report holds nothing of the card's holder unless that was asked for: of a command it keeps the header and the status
// word, and the errors of the rooms never hold more.
package doctor
