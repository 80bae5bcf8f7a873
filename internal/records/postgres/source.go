package postgres

import (
	"cmp"
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// Source reads an agency's database. It implements records.Source.
type Source struct {
	config         *pgconn.Config
	clock          clock.Clock
	connect, whole time.Duration

	turns chan struct{} // holds one for each read under way: there is room for connections of them

	questions *backend.Questions

	mu     sync.Mutex
	live   map[net.Conn]struct{} // every socket that is open, so that Close leaves none
	idle   []kept                // connections that nobody uses, the one that was used last at the end
	about  records.About
	probed bool
}

// kept is a connection between two reads.
type kept struct {
	conn  *pgconn.PgConn
	since time.Time
}

var _ records.Source = (*Source)(nil)

// Open checks the options and reads the files. It does not connect: a terminal must start while the database is away. Its
// errors are for the operator and say what to mend.
func Open(o Options) (*Source, error) {
	if o.Clock == nil {
		return nil, errors.New("postgres: a clock is needed")
	}
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	s := &Source{config: config, clock: o.Clock, connect: o.Connect, whole: o.Whole, turns: make(chan struct{}, connections),
		questions: backend.NewQuestions(o.Clock), live: map[net.Conn]struct{}{}, about: records.About{Name: o.Name}}
	if s.connect == 0 {
		s.connect = connectLimit
	}
	if s.whole == 0 {
		s.whole = wholeLimit
	}
	config.DialFunc = s.dial
	return s, nil
}

// About implements records.Source: what the source said of itself at the last read or probe, and before the first only its
// configured name.
func (s *Source) About() records.About {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.about)
}

// Close implements records.Source: reads under way end with Busy, then every connection is closed. A second Close does
// nothing.
func (s *Source) Close() error {
	s.questions.End()
	s.Rest()
	s.mu.Lock()
	for conn := range s.live { // those that say good-bye to a server that does not listen
		_ = conn.Close() // it is given up
	}
	s.mu.Unlock()
	s.questions.Wait()
	s.Rest() // what a read put back meanwhile
	return nil
}

// Rest closes the connections that are kept. Called between visits: their buffers hold what was read of the last person.
func (s *Source) Rest() {
	s.mu.Lock()
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, k := range idle {
		ctx, stop := s.questions.Within(context.Background(), closeLimit)
		_ = k.conn.Close(ctx) // the server notices either way
		stop()
	}
}

// take is the connection that was used last, nil when there is none.
func (s *Source) take() (k kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		k, s.idle = s.idle[n-1], s.idle[:n-1]
	}
	return k
}

// socket is a connection that Close knows of.
type socket struct {
	net.Conn
	forget func()
}

func (c *socket) Close() error {
	c.forget()
	return c.Conn.Close()
}

// dial connects for the driver, also for the question that cancels one, which the driver asks in the background.
func (s *Source) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	limited, stop := s.questions.Within(ctx, s.connect)
	defer stop()
	var d net.Dialer
	conn, err := d.DialContext(limited, network, addr)
	switch {
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		return nil, context.Cause(limited) // the time, or Close
	case err != nil:
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.questions.Ended() {
		_ = conn.Close() // nothing was said on it
		return nil, backend.ErrClosed
	}
	s.live[conn] = struct{}{}
	return &socket{conn, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.live, conn)
	}}, nil
}

// Register implements records.Source.
func (s *Source) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	c = c.Normal()
	var out records.Registration
	err := s.ask(ctx, func(ctx context.Context, conn *pgconn.PgConn) *records.Error {
		if !askable(c.Identifier) || !askable(c.Number) {
			return &records.Error{Failure: records.NotFound}
		}
		n := 0
		failure := run(ctx, conn, []question{{"person_card", findCard, []string{c.Identifier, c.Number}, func(r *row) {
			n++
			out.Holder = idcard.Normal(r.text())
			out.Status = cardStatus(r.text())
			out.Since = r.day()
			if out.Holder == "" {
				r.fail(errAbsent)
			}
		}}})
		return one(failure, n)
	})
	if err != nil {
		return records.Registration{}, err
	}
	return out, nil
}

// cardStatus is what a word means; one that is not known is no normal card.
func cardStatus(word string) records.CardStatus {
	for _, known := range records.CardStatuses() {
		if string(known) == word {
			return known
		}
	}
	return records.CardUnknown
}

// one turns a search with n hits into its failure.
func one(failure *records.Error, n int) *records.Error {
	switch {
	case failure != nil:
		return failure
	case n == 0:
		return &records.Error{Failure: records.NotFound}
	case n > 1:
		return &records.Error{Failure: records.Duplicate}
	}
	return nil
}

// askable reports whether anybody can have such a number: what is typed by a card that is none is not sent.
func askable(number string) bool {
	return number != "" && len(number) <= maxNumber &&
		strings.Trim(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Read implements records.Source. It is two round trips: who has the number, and everything of her, in one transaction.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	number = idcard.Normal(number)
	var out records.Record
	err := s.ask(ctx, func(ctx context.Context, conn *pgconn.PgConn) *records.Error {
		if !askable(number) {
			return &records.Error{Failure: records.NotFound}
		}
		id, failure := find(ctx, conn, number)
		if failure != nil {
			return failure
		}
		d := newReading(number, id)
		var questions []question
		for _, st := range visit() {
			values := []string{strconv.FormatInt(id, 10), strconv.Itoa(int(w.First)), strconv.Itoa(int(w.Last))}
			questions = append(questions, question{st.table, st.text, values[:parameters(st.text)], func(r *row) { st.take(d, r) }})
		}
		if failure := run(ctx, conn, append(questions, question{table: "commit", text: commit})); failure != nil {
			return failure
		}
		s.mu.Lock()
		s.about = copied(d.record.Source)
		s.mu.Unlock()
		out, failure = d.finish()
		return failure
	})
	if err != nil {
		return records.Record{}, err
	}
	return out, nil
}

// find begins the transaction and finds who has a number. Without exactly one person the transaction is ended again.
func find(ctx context.Context, conn *pgconn.PgConn, number string) (int64, *records.Error) {
	var id int64
	n := 0
	failure := run(ctx, conn, []question{
		{table: "transaction", text: begin},
		{"person_number", findPerson, []string{number}, func(r *row) { n++; id = r.number() }},
	})
	if failure == nil && n != 1 {
		failure = run(ctx, conn, []question{{table: "commit", text: commit}})
	}
	return id, one(failure, n)
}

// Probe asks every table of the contract about nobody and says which are missing, forbidden or have other columns: what the
// database can do is found out by doing it. It may be repeated.
func (s *Source) Probe(ctx context.Context) error {
	s.mu.Lock()
	s.probed = false
	s.mu.Unlock()
	return s.ask(ctx, func(context.Context, *pgconn.PgConn) *records.Error { return nil })
}

// probe is done once, on the first connection.
func (s *Source) probe(ctx context.Context, conn *pgconn.PgConn) *records.Error {
	d := newReading("", 0)
	nobody := []string{"-1", "190001", "190001"} // no person_id, and a month that no record has
	questions := []question{
		{"person_number", findPerson, []string{"-"}, func(*row) {}},
		{"person_card", findCard, []string{"-", "-"}, func(*row) {}},
	}
	for _, st := range visit() {
		questions = append(questions, question{st.table, st.text, nobody[:parameters(st.text)], func(r *row) { st.take(d, r) }})
	}
	var missing []string
	for _, q := range questions { // one by one: an error ends what comes with it
		failure := run(ctx, conn, []question{q})
		if failure == nil {
			continue
		}
		if failure.Failure != records.Damaged || conn.IsClosed() {
			return failure
		}
		missing = append(missing, q.table+" ("+failure.Err.Error()+")")
	}
	if missing != nil {
		return &records.Error{Failure: records.Damaged,
			Detail: "database: not as in docs/records-postgres.md: " + strings.Join(missing, ", ")}
	}
	if d.abouts == 0 {
		return damaged("source_about", errAbsent)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probed, s.about = true, copied(d.record.Source)
	return nil
}

// ask does something with a connection, within the deadlines. A connection on which anything failed is not used again.
func (s *Source) ask(ctx context.Context, do func(context.Context, *pgconn.PgConn) *records.Error) error {
	if !s.questions.Enter() {
		return &records.Error{Failure: records.Busy, Err: backend.ErrClosed}
	}
	defer s.questions.Leave()
	ctx, stop := s.questions.Within(ctx, s.whole)
	defer stop()
	if e := ended(ctx, "not asked"); e != nil {
		return e
	}
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	case <-ctx.Done():
		return ended(ctx, "no free connection in time")
	}
	conn, failure := s.use(ctx, s.take(), do)
	if conn != nil {
		s.mu.Lock()
		s.idle = append(s.idle, kept{conn, s.clock.Now()})
		s.mu.Unlock()
	}
	if failure != nil {
		return failure
	}
	return nil
}

// use does it on the connection that was kept, or on a new one. It gives the connection back, nil when there is none left.
func (s *Source) use(ctx context.Context, k kept, do func(context.Context, *pgconn.PgConn) *records.Error) (*pgconn.PgConn, *records.Error) {
	if k.conn != nil && s.clock.Now().Sub(k.since) > idleLimit {
		s.discard(k.conn)
		k.conn = nil
	}
	if k.conn != nil {
		failure := s.on(ctx, k.conn, do)
		if failure == nil || sound(failure) {
			return k.conn, failure
		}
		s.discard(k.conn)
		// A server that was restarted cuts what was kept. Reading changes nothing, so it is done again on a new connection.
		if failure.Failure != records.Down || ctx.Err() != nil {
			return nil, failure
		}
	}
	conn, failure := s.open(ctx)
	if failure != nil {
		return nil, failure
	}
	failure = s.on(ctx, conn, do)
	if failure == nil || sound(failure) {
		return conn, failure
	}
	s.discard(conn)
	return nil, failure
}

// sound reports whether a failure is one of the person and not of the connection.
func sound(f *records.Error) bool {
	switch f.Failure {
	case records.NotFound, records.Duplicate, records.Deceased, records.Checking:
		return true
	}
	return false
}

func (s *Source) on(ctx context.Context, conn *pgconn.PgConn, do func(context.Context, *pgconn.PgConn) *records.Error) *records.Error {
	s.mu.Lock()
	probed := s.probed
	s.mu.Unlock()
	if !probed {
		if failure := s.probe(ctx, conn); failure != nil {
			return failure
		}
	}
	return do(ctx, conn)
}

func (s *Source) open(ctx context.Context) (*pgconn.PgConn, *records.Error) {
	connecting, stop := s.questions.Within(ctx, s.connect)
	defer stop()
	conn, err := pgconn.ConnectConfig(connecting, s.config)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() == nil && connecting.Err() != nil:
		return nil, &records.Error{Failure: records.Down, Detail: "database: connect", Err: backend.ErrTimeout}
	}
	return nil, failed(ctx, "connect", err)
}

// discard cuts a connection. When its question was interrupted the driver still tells the server so, in the background;
// Close waits for that.
func (s *Source) discard(conn *pgconn.PgConn) {
	if !conn.IsClosed() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // good-bye is not waited for
		_ = conn.Close(ctx)
	}
	s.questions.Go(func() { <-conn.CleanupDone() })
}

// question is a statement with its values, as text, and what takes the rows of its answer.
type question struct {
	table  string
	text   string
	values []string
	take   func(*row)
}

// run sends all questions at once and takes their answers: one round trip.
func run(ctx context.Context, conn *pgconn.PgConn, questions []question) *records.Error {
	batch := &pgconn.Batch{}
	for _, q := range questions {
		values := make([][]byte, len(q.values))
		for i, v := range q.values {
			values[i] = []byte(v)
		}
		batch.ExecParams(q.text, values, nil, nil, nil)
	}
	answers := conn.ExecBatch(ctx, batch)
	at := 0 // the question whose answer comes next
	var broke error
	var wrong *records.Error
	for at < len(questions) && answers.NextResult() {
		q, n := questions[at], 0
		result := answers.ResultReader()
		for result.NextRow() {
			r := &row{columns: result.Values()}
			if n++; n > maxRows {
				r.fail(errRows)
			} else {
				q.take(r)
				if r.at != len(r.columns) {
					r.fail(errColumns)
				}
			}
			if r.err != nil && wrong == nil {
				wrong = damaged(q.table, r.err)
			}
		}
		if _, broke = result.Close(); broke != nil {
			break
		}
		at++
	}
	err := answers.Close()
	if err == nil && at < len(questions) { // less was answered than asked
		err = cmp.Or(broke, backend.ErrBroken)
	}
	if err != nil {
		return failed(ctx, questions[min(at, len(questions)-1)].table, err)
	}
	return wrong
}
