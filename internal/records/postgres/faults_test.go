package postgres_test

import (
	"context"
	"errors"
	"net"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/postgres"
	"shebao/kiosk/internal/records/postgres/pgtest"
	"shebao/kiosk/internal/records/recordstest"
)

const (
	number = "379901199003070011"
	name   = "测试甲"
)

var window = records.Window{First: 202201, Last: 202612}

// somebody is a person whose record fills several network packets.
func somebody() recordstest.Content {
	r := records.Record{Person: records.Person{Number: number, Name: name, Kind: records.Employee}}
	for m := window.First; m <= window.Last; m = m.Add(1) {
		for _, i := range []records.Insurance{"110", "210", "410"} {
			r.Contributions = append(r.Contributions, records.Contribution{Month: m, Insurance: i, Region: "370100",
				Employer: "示例单位有限公司", Base: records.Known(520000), Personal: records.Known(41600), Status: records.Paid})
		}
	}
	return recordstest.Content{
		About:   records.About{Name: "示例", AsOf: time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone()), Generated: true},
		Persons: []records.Record{r},
	}
}

// fails reads, and checks why it did not come and that the reason names nobody.
func fails(t *testing.T, s records.Source, want ...records.Failure) error {
	t.Helper()
	r, err := s.Read(patient(t), number, window)
	var e *records.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want one of %v", err, want)
	}
	ok := false
	for _, w := range want {
		ok = ok || e.Failure == w
	}
	if !ok {
		t.Errorf("got %v, want one of %v", err, want)
	}
	for _, secret := range []string{number, name, "41600", "416.00", "test-only"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats %q", secret)
		}
	}
	if !reflect.DeepEqual(r, records.Record{}) {
		t.Error("a failed read gave a record")
	}
	return err
}

func works(t *testing.T, s records.Source) {
	t.Helper()
	r, err := s.Read(patient(t), number, window)
	if err != nil || len(r.Contributions) != 180 {
		t.Fatalf("%d contributions, %v", len(r.Contributions), err)
	}
}

// TestStoppedServer: a server of its own is stopped and started under a source that stays.
func TestStoppedServer(t *testing.T) {
	own, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Close(); err != nil {
			t.Error(err)
		}
	})
	l := pgtest.NewLoader(pgtest.EmptyStays)
	c := somebody()
	l.About(c.About)
	l.Person(1, c.Persons[0])
	if err := own.Create(patient(t), "records", postgres.Schema(), l); err != nil {
		t.Fatal(err)
	}
	s := open(t, postgres.Options{URL: own.URL("records"), PasswordFile: own.PasswordFile})
	local := open(t, postgres.Options{URL: own.SocketURL("records"), PasswordFile: own.PasswordFile})
	for range 2 {
		works(t, s)
		works(t, local)
		if err := own.Stop(); err != nil {
			t.Fatal(err)
		}
		fails(t, s, records.Down)
		fails(t, local, records.Down)
		if err := own.Start(); err != nil {
			t.Fatal(err)
		}
	}
	works(t, s)
	// What was kept is cut by a restart; nobody notices.
	if err := errors.Join(own.Stop(), own.Start()); err != nil {
		t.Fatal(err)
	}
	works(t, s)
}

// TestSilentServer takes connections and never answers.
func TestSilentServer(t *testing.T) {
	silent, err := pgtest.NewProxy("")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s := open(t, postgres.Options{URL: pgtest.URLAt(silent.Address(), "records"), Connect: 50 * time.Millisecond})
	fails(t, s, records.Down)
	// The whole limit ends before the connecting one: it is the time that ran out.
	s = open(t, postgres.Options{URL: pgtest.URLAt(silent.Address(), "records"), Whole: 50 * time.Millisecond})
	if err := fails(t, s, records.Busy); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	// The caller's own end is told as such, whatever it meets.
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	s = open(t, postgres.Options{URL: pgtest.URLAt(silent.Address(), "records")})
	if _, err := s.Read(ctx, number, window); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	// Close ends a read that waits.
	got := make(chan error)
	before := silent.Dialled()
	go func() {
		_, err := s.Read(context.Background(), number, window)
		got <- err
	}()
	for silent.Dialled() == before {
		runtime.Gosched()
	}
	s.Close()
	var e *records.Error
	if err := <-got; !errors.As(err, &e) || e.Failure != records.Busy {
		t.Errorf("%v", err)
	}
}

// TestHostileServer answers what is no protocol: lengths that lie, another protocol, noise. Nothing is waited for or kept.
func TestHostileServer(t *testing.T) {
	for what, says := range map[string]string{
		"a gigabyte":        "R\x3f\xff\xff\xff" + strings.Repeat("a", 1<<16),
		"a negative length": "R\xff\xff\xff\xff",
		"too short":         "R\x00\x00\x00\x00",
		"another protocol":  "HTTP/1.1 400 Bad Request\r\n\r\n",
		"an unknown log-in": "R\x00\x00\x00\x08\x00\x00\x00\x63",
		"nothing":           "",
		"an error with her": "E\x00\x00\x00\x2bSFATAL\x00C測試\x00M" + number + "\x00\x00",
	} {
		t.Run(what, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			var done sync.WaitGroup
			defer done.Wait()
			defer l.Close()
			done.Go(func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					_, _ = conn.Read(make([]byte, 1024)) // the greeting
					_, _ = conn.Write([]byte(says))      // the terminal may have gone
					_ = conn.Close()
				}
			})
			fails(t, open(t, postgres.Options{URL: pgtest.URLAt(l.Addr().String(), "records")}), records.Down, records.Busy)
		})
	}
}

// TestSlowServer: another session holds a table, so that the answer does not come in time.
func TestSlowServer(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	s := open(t, postgres.Options{URL: shared(t).URL(db), Whole: time.Second})
	works(t, s)
	other, err := shared(t).Connect(patient(t), db)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(patient(t))
	if _, err := other.Exec(patient(t), "begin; lock table contribution in access exclusive mode").ReadAll(); err != nil {
		t.Fatal(err)
	}
	if err := fails(t, s, records.Busy); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if _, err := other.Exec(patient(t), "rollback").ReadAll(); err != nil {
		t.Fatal(err)
	}
	works(t, s)
}

// TestOfOneState: what another session commits while a visit is being read is seen in no part of it.
func TestOfOneState(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	s := open(t, postgres.Options{URL: shared(t).URL(db)})
	works(t, s)
	other, err := shared(t).Connect(patient(t), db)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(patient(t))
	do := func(sql string) string {
		t.Helper()
		results, err := other.Exec(patient(t), sql).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if last := results[len(results)-1]; len(last.Rows) > 0 {
			return string(last.Rows[0][0])
		}
		return ""
	}
	do("begin; lock table enrolment in access exclusive mode")
	got := make(chan records.Record)
	go func() {
		r, err := s.Read(context.Background(), number, window)
		if err != nil {
			t.Error(err)
		}
		got <- r
	}()
	for deadline := time.Now().Add(patience); do("select count(*) from pg_locks where not granted and relation = 'enrolment'::regclass") == "0"; {
		if time.Now().After(deadline) {
			t.Fatal("the visit did not come to the lock")
		}
	}
	do(`insert into qualification values (1, '110', '通过', '刷脸', 20250612, null);
		update source_about set name = 'later'; commit`)
	if r := <-got; len(r.Qualifications) != 0 || r.Source.Name != "示例" || len(r.Contributions) != 180 {
		t.Errorf("of another state: %+v, %+v", r.Qualifications, r.Source)
	}
	if r, err := s.Read(patient(t), number, window); err != nil || len(r.Qualifications) != 1 || s.About().Name != "later" {
		t.Errorf("the next visit is of an old state: %+v, %v", r.Qualifications, err)
	}
}

// TestCutInEveryPlace cuts the connection after every so many bytes of the answer, log-in included, and then no more.
func TestCutInEveryPlace(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	proxy, err := pgtest.NewProxy(shared(t).Address())
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	for after := int64(1); after < 20_000; after += 1 + after/3 {
		s := open(t, postgres.Options{URL: pgtest.URLAt(proxy.Address(), db)})
		proxy.CutAfter(after)
		fails(t, s, records.Down)
		proxy.CutAfter(0)
		works(t, s)
		s.Close()
	}
}

// TestRoundTrips: a visit is two round trips on a kept connection.
func TestRoundTrips(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	proxy, err := pgtest.NewProxy(shared(t).Address())
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	s := open(t, postgres.Options{URL: pgtest.URLAt(proxy.Address(), db)})
	works(t, s)
	before := proxy.Turns()
	works(t, s)
	if n := proxy.Turns() - before; n != 2 {
		t.Errorf("%d round trips", n)
	}
	if proxy.Dialled() != 1 {
		t.Errorf("%d connections", proxy.Dialled())
	}
	s.Rest()
	works(t, s)
	if proxy.Dialled() != 2 {
		t.Error("a connection outlived the rest between visits")
	}
}

// TestWhatTheServerRefuses: each is told by its code, without the server's words.
func TestWhatTheServerRefuses(t *testing.T) {
	for what, test := range map[string]struct {
		sql  string
		want records.Failure
		says string
	}{
		"a view is missing":           {"drop table payment_item", records.Damaged, "payment_item (SQLSTATE 42P01)"},
		"a column is missing":         {"alter table person drop column state", records.Damaged, "person (SQLSTATE 42703)"},
		"nothing about the source":    {"delete from source_about", records.Damaged, "source_about"},
		"two about the source":        {"insert into source_about select name, as_of, generated from source_about", records.Damaged, "source_about"},
		"the person is missing":       {"delete from person", records.Damaged, "person"},
		"an unknown kind":             {"update person set kind = 'kiosk'", records.Damaged, "person: a code"},
		"an unknown state":            {"update person set state = '9'", records.Damaged, "person: a code"},
		"an unknown pay status":       {"update contribution set status = '已缴'", records.Damaged, "contribution: a code"},
		"an unknown region":           {"update contribution set region = '济南'", records.Damaged, "contribution: a code"},
		"a month that does not exist": {"update contribution set month = '202213' where month = '202212'", records.Damaged, "contribution: a month"},
		"a part of a fen":             {"alter table contribution alter base type numeric(16,3); update contribution set base = 1.005", records.Damaged, "contribution: an amount"},
		"not a number":                {"alter table contribution alter base type double precision; update contribution set base = 'NaN'", records.Damaged, "contribution: an amount"},
		"a view that forgot its person": {`alter table contribution rename to c; create view contribution as select c.person_id, month, insurance,
			region, g as seq, employer, base, personal_amount, unit_amount, status from c, generate_series(1, 60) g`, records.Damaged, "contribution: more rows"},
		"an error of the view": {`alter table enrolment rename to e; create view enrolment as select person_id, insurance, region, employer,
			status, cast(employer as char(6)) as start_month from e where cast('测试甲' || insurance as integer) > 0; insert into e values (1, '110', '370100', '测试甲', '1', null)`,
			records.Damaged, "enrolment: SQLSTATE 22P02"},
		"the whole bank account": {`alter table benefit_payment alter bank_tail type varchar(30);
			insert into benefit values (1, 1, '110', '370100', '基本养老金', null, '1', null);
			insert into benefit_payment values (1, 1, '202601', 0, 1, '示例银行', '6200000000000011', '1')`, records.Damaged, "benefit_payment: more of a bank account"},
		"a payment without a benefit": {"insert into benefit_payment values (1, 7, '202601', 0, 1, '示例银行', '0011', '1')", records.Damaged, "benefit_payment: a row without"},
	} {
		t.Run(what, func(t *testing.T) {
			db := database(t, somebody(), pgtest.EmptyStays)
			if err := shared(t).Execute(patient(t), db, test.sql); err != nil {
				t.Fatal(err)
			}
			s := open(t, postgres.Options{URL: shared(t).URL(db)})
			if err := fails(t, s, test.want); !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v does not say %q", err, test.says)
			}
		})
	}
}

// TestMonthsAndAmountsOfOtherTypes: agencies keep months as integers and amounts wider; both are read alike.
func TestMonthsAndAmountsOfOtherTypes(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	if err := shared(t).Execute(patient(t), db, `alter table contribution alter month type integer using cast(month as integer),
		alter base type numeric(20,4), alter region type varchar(12)`); err != nil {
		t.Fatal(err)
	}
	s := open(t, postgres.Options{URL: shared(t).URL(db)})
	works(t, s)
	r, err := s.Read(patient(t), number, window)
	if err != nil || r.Contributions[0].Month != 202612 || r.Contributions[0].Base != records.Known(520000) {
		t.Errorf("%v, %+v", err, r.Contributions[:1])
	}
}

// TestWhoMayNotLogIn: a wrong password, a database that is not there, too many connections.
func TestWhoMayNotLogIn(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	wrong := write(t, "wrong\n", 0o600)
	if err := fails(t, open(t, postgres.Options{URL: shared(t).URL(db), PasswordFile: wrong}), records.Down); !strings.Contains(err.Error(), "SQLSTATE 28P01") {
		t.Error(err)
	}
	if err := fails(t, open(t, postgres.Options{URL: strings.TrimSuffix(shared(t).URL(db), "postgres") + "nowhere"}), records.Down); !strings.Contains(err.Error(), "SQLSTATE 3D000") {
		t.Error(err)
	}
	if err := shared(t).Execute(patient(t), "kiosk", "alter role "+db+" connection limit 0"); err != nil {
		t.Fatal(err)
	}
	s := open(t, postgres.Options{URL: shared(t).URL(db)})
	if err := fails(t, s, records.Busy); !strings.Contains(err.Error(), "SQLSTATE 53300") {
		t.Error(err)
	}
	if err := shared(t).Execute(patient(t), "kiosk", "alter role "+db+" connection limit -1"); err != nil {
		t.Fatal(err)
	}
	works(t, s)
}

// TestNothingIsLeft: after all that can go wrong, and Close, no goroutine of a source runs.
func TestNothingIsLeft(t *testing.T) {
	db := database(t, somebody(), pgtest.EmptyStays)
	proxy, err := pgtest.NewProxy(shared(t).Address())
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine() // with the proxy's own listener
	for i := range 20 {
		s := open(t, postgres.Options{URL: pgtest.URLAt(proxy.Address(), db), Whole: 5 * time.Second})
		proxy.CutAfter(int64(i) * 400)
		ctx, stop := context.WithTimeout(context.Background(), time.Duration(i)*time.Millisecond)
		_, _ = s.Read(ctx, number, window) // however it ends
		stop()
		s.Close()
	}
	proxy.Close()
	for deadline := time.Now().Add(patience); runtime.NumGoroutine() >= before; runtime.Gosched() {
		if time.Now().After(deadline) {
			buffer := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, before %d:\n%s", runtime.NumGoroutine(), before, buffer[:runtime.Stack(buffer, true)])
		}
	}
}
