// Package pgtest runs Debian's PostgreSQL for tests, fills it with records, and stands between a program and it with faults.
//
// It is for tests only. Every server has its own directory, port and password, writes nothing outside its directory, and ends
// with the test that owns it, or with the process.
package pgtest
