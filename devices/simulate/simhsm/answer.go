package simhsm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// handle answers one question.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	in, q, err := read(r)
	// The question is counted when it was read: then the server also sees when the client leaves.
	fault, open := s.enter()
	if !open {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	switch {
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var right reply
	if s.o.Terminal != "" && (in.Terminal != s.o.Terminal || r.TLS.PeerCertificates[0].Subject.CommonName != s.o.Terminal) {
		right = reply{Request: in.Request, Error: "refused"}
	} else {
		a, err := s.o.Answer(q)
		right = give(in, a, err)
	}
	s.say(w, r, fault, right)
}

// say gives the right reply, or what the fault makes of it.
func (s *Server) say(w http.ResponseWriter, r *http.Request, fault Fault, right reply) {
	switch fault {
	case Silent:
		<-r.Context().Done() // the client has left, or the server ends
		panic(http.ErrAbortHandler)
	case Cut:
		panic(http.ErrAbortHandler)
	case Slow:
		timer := s.o.Clock.NewTimer(s.o.Delay)
		defer timer.Stop()
		select {
		case <-timer.C():
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	case Stalled:
		body := encode(right)
		head(w, "application/json", len(body))
		_, _ = w.Write(body[:len(body)/2]) // a client that left is seen below
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done() // the client has left, or the server ends
		panic(http.ErrAbortHandler)
	case Unavailable, Forbidden, NoContent:
		w.WriteHeader(map[Fault]int{Unavailable: 503, Forbidden: 403, NoContent: 204}[fault])
		return
	case Redirect:
		http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
		return
	case NotHTTP, BadHeader, Twice:
		s.raw(w, fault, encode(right))
		return
	}
	kind := "application/json"
	if fault == WrongType {
		kind = "text/html"
	}
	body := garble(fault, encode(s.alter(fault, right)))
	head(w, kind, len(body))
	_, _ = w.Write(body) // a client that left does not want it
}

func head(w http.ResponseWriter, kind string, length int) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", fmt.Sprint(length))
}

// alter makes the reply one to another question, or an error. It also keeps the first right reply.
func (s *Server) alter(fault Fault, right reply) reply {
	s.mu.Lock()
	if s.first == nil && right.Error == "" {
		s.first = &right
	}
	first := s.first
	s.mu.Unlock()
	switch fault {
	case WrongRequest:
		right.Request = strings.Repeat("0", 32)
	case OtherInternal:
		right.Internal = other(right.Internal)
	case OtherExternal:
		right.External = other(right.External)
	case Replayed, ReplayedAsThis:
		if first == nil {
			break
		}
		id := right.Request
		right = *first
		if fault == ReplayedAsThis {
			right.Request = id
		}
	case MissingExternal:
		right.External = nil
	case UnaskedExternal:
		right.External = right.Internal
	case ShortHex:
		if right.Internal != nil {
			right.Internal = &answer{right.Internal.Answer[:14], right.Internal.Original}
		}
	case NoKey, NoAlgorithm, KeyLevel, Refused, Busy, UnknownError:
		right = reply{Request: right.Request, Error: string(fault)}
	}
	return right
}

// other is the same answer to another number.
func other(a *answer) *answer {
	if a == nil {
		return nil
	}
	return &answer{a.Answer, strings.Repeat("0", 16)}
}

func encode(r reply) []byte {
	body, _ := json.Marshal(r) // it is made of strings
	return body
}

// garble makes the body one that is not the contract's.
func garble(fault Fault, body []byte) []byte {
	inside := body[:len(body)-1] // without the last bracket
	switch fault {
	case Truncated:
		return body[:len(body)/2]
	case Huge:
		return append(append(bytes.Clone(inside), `,"padding":"`...), strings.Repeat("0", huge)+`"}`...)
	case Trailing:
		return append(bytes.Clone(body), "{}"...)
	case Duplicate:
		// The wrong one first: who takes the last one of a name takes this reply.
		return append([]byte(`{"request":"`+strings.Repeat("0", 32)+`",`), body[1:]...)
	}
	return body
}

// raw writes to the line itself.
func (s *Server) raw(w http.ResponseWriter, fault Fault, body []byte) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	const ok = "HTTP/1.1 200 OK\r\n"
	text := fmt.Sprintf("%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", ok, len(body), body)
	switch fault {
	case NotHTTP:
		text = string(body) + "\r\n\r\n"
	case BadHeader:
		text = ok + string(body) + "\r\n\r\n"
	case Twice: // in one piece: to a client that keeps its connection the second is one that nobody asked for
		text += text
	}
	_, _ = conn.Write([]byte(text)) // a client that left does not want it
}
