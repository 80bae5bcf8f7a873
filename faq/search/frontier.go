package search

import (
	"cmp"
	"slices"
)

// frontier are the nodes at one place, at most one of each state.
type frontier struct {
	slots [frontierSlots]int32 // node + 1, by a hash of its state
	used  []uint16             // slots, in the order in which they were filled
	least float32              // cost of the cheapest
}

const (
	frontierSlots = 256 // a power of two
	// frontierMost is how many states are kept at a place before the beam is taken from them. So many come together only for
	// letters that may be anything.
	frontierMost = 160
)

// reach adds a node at a place, unless a cheaper one with the same state is there, or one that is so much cheaper that this one is
// hopeless. It gives the node of that state, or none.
func (d *decoder) reach(place int, before int32, n node) int32 {
	n.before = before
	f := d.ends[place]
	switch {
	case f == nil:
		f = &frontier{used: make([]uint16, 0, beam), least: n.cost}
		d.ends[place] = f
	case n.cost > f.least+hopeless:
		return none
	}
	key := n.state()
	slot := key.hash() % frontierSlots
	for f.slots[slot] != 0 && d.nodes[f.slots[slot]-1].state() != key {
		slot = (slot + 1) % frontierSlots
	}
	switch {
	case f.slots[slot] == 0 && len(f.used) == frontierMost:
		return none
	case f.slots[slot] == 0:
		f.used = append(f.used, uint16(slot))
	case d.nodes[f.slots[slot]-1].cost <= n.cost:
		return f.slots[slot] - 1
	}
	d.nodes = append(d.nodes, n)
	f.slots[slot] = int32(len(d.nodes))
	f.least = min(f.least, n.cost)
	return f.slots[slot] - 1
}

// state is what decides how a reading goes on; of the readings that share it only the cheapest is followed.
type state struct{ prev, last, exchanged int32 }

func (s state) hash() uint32 {
	h := uint32(s.prev)*2654435761 ^ uint32(s.last)*2246822519 ^ uint32(s.exchanged)*3266489917
	return h ^ h>>15
}

func (n node) state() state {
	if n.last == none {
		return state{-2 - n.r, none, n.exchanged} // two strangers differ
	}
	return state{n.prev, n.last, n.exchanged}
}

// best are the cheapest nodes at a place.
func (d *decoder) best(place, n int) []int32 {
	f := d.ends[place]
	if f == nil {
		return nil
	}
	all := make([]int32, 0, len(f.used))
	for _, slot := range f.used {
		if i := f.slots[slot] - 1; d.nodes[i].cost <= f.least+hopeless {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b int32) int {
		return cmp.Or(cmp.Compare(d.nodes[a].cost, d.nodes[b].cost), cmp.Compare(a, b))
	})
	return all[:min(n, len(all))]
}
