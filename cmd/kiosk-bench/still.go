package main

import (
	"fmt"
	"time"
)

// swept is how long after the last visit memory is read: what is swept out after a visit has been.
const swept = 10 * time.Second

// keepMemory reads the memory of the terminal.
func (b *bench) keepMemory(when string, at *memory, note string) func() error {
	return func() (err error) {
		if err := b.See(); err != nil {
			return err
		}
		if *at, err = memoryOf(b.Hall.PID()); err == nil {
			b.row("memory "+when, at.String(), note)
		}
		return err
	}
}

// idle measures the processor that is taken when nobody touches the glass: by the terminal and, when there is one, by the page, each on
// its own X server at the same time.
func (b *bench) idle() error {
	if err := b.See(); err != nil {
		return err
	}
	type quiet struct {
		pid   int
		share *float64
		began time.Duration
	}
	all := []quiet{{pid: b.Hall.PID(), share: &b.measures.idle}, {pid: b.Hall.Server().PID(), share: &b.measures.idleServer}}
	if b.peer != nil {
		all = append(all, quiet{pid: b.peer.pid(), share: &b.page.idle}, quiet{pid: b.peer.server.PID(), share: &b.page.idleServer})
	}
	for i, q := range all {
		d, err := busy(q.pid)
		if err != nil {
			return err
		}
		all[i].began = d
	}
	select {
	case <-time.After(b.o.idle):
	case <-b.ctx.Done():
		return b.ctx.Err()
	}
	for _, q := range all {
		d, err := busy(q.pid)
		if err != nil {
			return err
		}
		*q.share = 100 * float64(d-q.began) / float64(b.o.idle)
	}
	b.row("processor on 待机", fmt.Sprintf("%.2f %% of one core", b.measures.idle), fmt.Sprintf("bound 0.5 %%: over %s, the clock's change of minute included", b.o.idle))
	b.row("– of the X server meanwhile", fmt.Sprintf("%.2f %% of one core", b.measures.idleServer), "")
	return nil
}

// visits walks through visits and reads the memory after a tenth of them and after all.
func (b *bench) visits() error {
	tenth := max(1, b.o.visits/10)
	for n := 1; n <= b.o.visits; n++ {
		w := walker{b: b}
		if err := w.visit(); err != nil {
			return fmt.Errorf("visit %d: %w", n, err)
		}
		if n == 1 {
			b.visit = w.steps
		}
		if n == tenth || n == b.o.visits {
			at, note := &b.measures.tenth, "/proc/PID/smaps_rollup, 10 s after the last of them"
			if n == b.o.visits {
				at, note = &b.measures.end, fmt.Sprintf("bound: within 10 MB of after %d", tenth)
			}
			time.Sleep(swept)
			if err := b.keepMemory(fmt.Sprintf("after %d visits", n), at, note)(); err != nil {
				return err
			}
		}
	}
	return nil
}
