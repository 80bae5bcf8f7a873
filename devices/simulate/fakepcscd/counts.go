package fakepcscd

// Counts is what a service has open.
type Counts struct {
	Clients  int // connections
	Contexts int
	Handles  int // connections to cards
	Waiting  int // clients that wait for an event
}

// Open is what the service has open now.
func (d *Daemon) Open() Counts {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := Counts{Clients: len(d.clients)}
	for c := range d.clients {
		if c.context != 0 {
			n.Contexts++
		}
		if c.waiting {
			n.Waiting++
		}
		n.Handles += len(c.handles)
	}
	return n
}

// Served is how many commands of the kind have come since New.
func (d *Daemon) Served(c Command) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.served[c]
}

// Accepted is how many connections were taken since New, refused ones included.
func (d *Daemon) Accepted() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.accepted
}
