// Package guard stands before a record source that is reached over a network: it bounds every read, tries again what may be
// tried again, and leaves a back end alone that does not answer.
//
// It knows the contract of records.Source and the clock; no network, database or screen.
//
// The breaker is our own. github.com/sony/gobreaker/v2 was looked at: it reads the machine's clock, so that neither its
// waiting nor a property of it could be tested without sleeping, and its open time is fixed, where a back end that is down for
// an hour should be asked once a minute and one that restarts once a second. What is needed of it is sixty lines.
package guard
