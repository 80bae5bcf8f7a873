package generate

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"shebao/kiosk/internal/records"
)

// chunk is how many strangers one goroutine makes at a time: enough that handing them over costs nothing, few enough that the
// chunks under way stay small beside what the file needs.
const chunk = 64

// strangers makes the further persons on all processors and hands them over in order. It returns when nothing of it runs any more.
func strangers(ctx context.Context, c calendar, o Options, add func(i int, r records.Record) error) error {
	type piece struct {
		from int
		made chan []records.Record
	}
	workers := runtime.GOMAXPROCS(0)
	group, ctx := errgroup.WithContext(ctx)
	inOrder := make(chan piece, 2*workers)
	work := make(chan piece)
	group.Go(func() error {
		defer close(inOrder)
		defer close(work)
		for from := 0; from < o.Persons; from += chunk {
			p := piece{from, make(chan []records.Record, 1)}
			for _, to := range []chan piece{inOrder, work} {
				select {
				case to <- p:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range workers {
		group.Go(func() error {
			for p := range work {
				made := make([]records.Record, 0, chunk)
				for i := p.from; i < min(p.from+chunk, o.Persons); i++ {
					made = append(made, stranger(c, o.Seed, i, o.Dense))
				}
				p.made <- made
			}
			return nil
		})
	}
	group.Go(func() error {
		for p := range inOrder {
			select {
			case made := <-p.made:
				for k, r := range made {
					if err := add(p.from+k, r); err != nil {
						return err
					}
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}
