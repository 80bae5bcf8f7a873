// Package postgres reads records from an agency's database that speaks the PostgreSQL wire protocol: PostgreSQL itself, or
// openGauss, KingbaseES and distributed ones in plain SQL (facts/domain.md §5.2). docs/records-postgres.md is the contract.
//
// It knows SQL and the network and nothing of screens, cards or files of records. It writes nothing: every statement is a
// select, inside a read-only transaction. What was asked and answered stands in no error: of a server's error only the five
// characters of its SQLSTATE are kept, because its text may repeat a row.
//
// It uses the driver's lower half, pgconn, and of the protocol unnamed statements with text for values and results:
//
//   - poolers such as PgBouncer hand each transaction to another server, which does not know a statement that was prepared
//     and named on the last one;
//   - text needs no types of the server: a month may be char(6) or an integer, an amount numeric(16,2) or numeric(18,2),
//     and both come exactly, without a float;
//   - no question about the server's version or catalogue is asked, which look-alikes answer differently.
//
// A pool of connections as in pgxpool is not used: it keeps goroutines and retries of its own. Two connections are enough.
package postgres
