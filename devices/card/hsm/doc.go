// Package hsm asks the security module (加密机) of the agency's back end whether a card is genuine, and for what opens a card
// that gives its holder only to an authenticated terminal. It implements card.Authenticator; docs/hsm.md is the contract with
// the back end.
//
// It knows HTTPS and nothing of cards, readers and screens. It holds no key of the scheme and computes nothing: it carries a
// question there and the answer back, and makes sure that the answer is to this question. What is asked and answered stands
// in no error and no log.
package hsm
