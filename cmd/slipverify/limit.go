package main

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
)

const (
	// burst and pace are what one address may ask for: a clerk with a stack of papers, then one every two seconds. A code cannot be
	// guessed at any pace; this keeps one address from using up the machine.
	burst = 30
	pace  = 2 * time.Second
	// addressLimit bounds what is remembered: some 1 MB. Past it those are forgotten whose allowance is whole, or all.
	addressLimit = 10_000
)

// limiter counts what each address asks for. It keeps addresses in memory only.
type limiter struct {
	clock clock.Clock
	mu    sync.Mutex
	full  map[netip.Prefix]time.Time // when the allowance will be whole again
}

func newLimiter(c clock.Clock) *limiter {
	return &limiter{clock: c, full: map[netip.Prefix]time.Time{}}
}

// allow takes one from the allowance of an address, when there is one.
func (l *limiter) allow(a netip.Addr) bool {
	if !a.IsValid() {
		return false
	}
	bits := 32
	if a = a.Unmap(); a.Is6() {
		bits = 64 // one customer's network
	}
	network, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	at, known := l.full[network]
	if !known {
		l.forget(now)
	}
	if at.Before(now) {
		at = now
	}
	if at.Add(pace).Sub(now) > burst*pace {
		return false
	}
	l.full[network] = at.Add(pace)
	return true
}

// forget makes room for another address.
func (l *limiter) forget(now time.Time) {
	if len(l.full) < addressLimit {
		return
	}
	for a, at := range l.full {
		if !at.After(now) {
			delete(l.full, a)
		}
	}
	if len(l.full) >= addressLimit { // so many at once are no clerks; to look for room each time would cost more than they may
		clear(l.full)
	}
}

// asker is the address of whoever asks. A proxy is believed only when it was announced, and only from this machine: what it added
// last to its header it saw itself, what stands before that anybody may have written.
func asker(r *http.Request, proxy bool) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	if proxy && peer.Addr().Unmap().IsLoopback() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if a, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			return a
		}
	}
	return peer.Addr()
}
