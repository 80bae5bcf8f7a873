package backend

import "errors"

// Kind is why a question has no answer; a closed set.
type Kind uint8

// The kinds of failure.
const (
	Ended     Kind = iota // its time is over, its caller is gone, or the line was closed
	Unreached             // the back end could not be reached, or the connection broke
	Status                // it answered with another status than 200: Code
	Nonsense              // it answered something that is no JSON text, or too much
)

// What is wrong with a reply before it is read. None of them repeats it.
var (
	ErrType = errors.New("it is not application/json")
	ErrLong = errors.New("it is too long")
)

// Failure is a question without an answer. It names the step and holds nothing of the question.
type Failure struct {
	Kind Kind
	Step string // connect, TLS, request, reply, or the status
	Code int    // of Status
	Err  error  // in words of Cause
}

func (f *Failure) Error() string {
	if f.Err == nil {
		return f.Step
	}
	return f.Step + ": " + f.Err.Error()
}

func (f *Failure) Unwrap() error { return f.Err }
