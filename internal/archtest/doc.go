// Package archtest holds the house to its plan: who may import whom, and that every package says what it is for.
package archtest
