/* The same visits on the same data with nothing between: SQLite's C interface on a plain relational file.
 *
 *   bare load FILE           rows from standard input, a table's letter and its values separated by tabs
 *   bare warm|cold FILE      visits from standard input: identifier, card number, identity number; prints the nanoseconds of each
 *
 * warm visits everybody once before it measures; cold drops the file's pages and opens it anew for each visit. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *schema =
    "CREATE TABLE card(identifier TEXT, number TEXT, holder TEXT, status TEXT, since INT, PRIMARY KEY(identifier, number)) WITHOUT ROWID;"
    "CREATE TABLE person(number TEXT PRIMARY KEY, id INT, name TEXT, kind TEXT, state TEXT) WITHOUT ROWID;"
    "CREATE TABLE enrolment(person INT, insurance INT, region INT, employer TEXT, status TEXT, start INT,"
    " PRIMARY KEY(person, insurance, region)) WITHOUT ROWID;"
    "CREATE TABLE contribution(person INT, month INT, insurance INT, region INT, employer INT, base INT, personal INT, unit INT,"
    " status TEXT, PRIMARY KEY(person, month, insurance, region)) WITHOUT ROWID;"
    "CREATE TABLE employer(id INTEGER PRIMARY KEY, name TEXT);"
    "CREATE TABLE account_year(person INT, year INT, insurance INT, opening INT, principal INT, interest_opening INT,"
    " interest_current INT, closing INT, months INT, cumulative INT, PRIMARY KEY(person, year, insurance)) WITHOUT ROWID;"
    "CREATE TABLE benefit(person INT, seq INT, insurance INT, region INT, kind TEXT, start INT, state TEXT, monthly INT,"
    " PRIMARY KEY(person, seq)) WITHOUT ROWID;"
    "CREATE TABLE payment(person INT, benefit INT, month INT, amount INT, bank TEXT, tail TEXT, state TEXT,"
    " PRIMARY KEY(person, benefit, month)) WITHOUT ROWID;";

static const struct { char letter; const char *sql; } inserts[] = {
    {'k', "INSERT INTO card VALUES(?,?,?,?,?)"},
    {'p', "INSERT INTO person VALUES(?,?,?,?,?)"},
    {'e', "INSERT INTO enrolment VALUES(?,?,?,?,?,?)"},
    {'c', "INSERT INTO contribution VALUES(?,?,?,?,?,?,?,?,?)"},
    {'w', "INSERT OR IGNORE INTO employer VALUES(?,?)"},
    {'y', "INSERT INTO account_year VALUES(?,?,?,?,?,?,?,?,?,?)"},
    {'b', "INSERT INTO benefit VALUES(?,?,?,?,?,?,?,?)"},
    {'m', "INSERT INTO payment VALUES(?,?,?,?,?,?,?)"},
};
enum { KINDS = sizeof inserts / sizeof inserts[0] };

/* Those of a visit, in the order in which they are asked. */
static const char *queries[] = {
    "SELECT holder, status, since FROM card WHERE identifier=? AND number=?",
    "SELECT id, name, kind, state FROM person WHERE number=?",
    "SELECT insurance, region, employer, status, start FROM enrolment WHERE person=? ORDER BY insurance, region",
    "SELECT month, insurance, region, name, base, personal, unit, status FROM contribution"
    " LEFT JOIN employer ON employer.id = employer WHERE person=? AND month BETWEEN 190001 AND 999912 ORDER BY month DESC, insurance, region",
    "SELECT year, insurance, opening, principal, interest_opening, interest_current, closing, months, cumulative FROM account_year"
    " WHERE person=? ORDER BY year DESC, insurance",
    "SELECT seq, insurance, region, kind, start, state, monthly FROM benefit WHERE person=? ORDER BY seq",
    "SELECT benefit, month, amount, bank, tail, state FROM payment WHERE person=? AND benefit=0 ORDER BY month DESC LIMIT 12",
};
enum { QUERIES = sizeof queries / sizeof queries[0] };

static void must(int ok, sqlite3 *db, const char *what) {
    if (ok) return;
    fprintf(stderr, "%s: %s\n", what, db ? sqlite3_errmsg(db) : "failed");
    exit(1);
}

static void run(sqlite3 *db, const char *sql) { must(sqlite3_exec(db, sql, 0, 0, 0) == SQLITE_OK, db, sql); }

static int load(const char *path) {
    sqlite3 *db;
    sqlite3_stmt *stmt[KINDS];
    must(sqlite3_open(path, &db) == SQLITE_OK, db, "open");
    run(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;");
    run(db, schema);
    for (int i = 0; i < KINDS; i++) must(sqlite3_prepare_v2(db, inserts[i].sql, -1, &stmt[i], 0) == SQLITE_OK, db, inserts[i].sql);
    char *line = 0;
    size_t room = 0;
    ssize_t n;
    long rows = 0;
    run(db, "BEGIN");
    while ((n = getline(&line, &room, stdin)) > 0) {
        line[n - 1] = 0;
        int kind = 0;
        while (kind < KINDS && inserts[kind].letter != line[0]) kind++;
        must(kind < KINDS, 0, "unknown row");
        sqlite3_stmt *s = stmt[kind];
        char *at = line + 1;
        for (int i = 1; *at == '\t'; i++) {
            char *from = ++at;
            at = strchrnul(at, '\t');
            char *end;
            long long v = strtoll(from, &end, 10);
            if (at == from) sqlite3_bind_null(s, i);
            else if (end == at && at - from < 12) sqlite3_bind_int64(s, i, v);
            else sqlite3_bind_text(s, i, from, at - from, SQLITE_TRANSIENT);
        }
        must(sqlite3_step(s) == SQLITE_DONE, db, line);
        sqlite3_reset(s);
        if (++rows % 200000 == 0) run(db, "COMMIT; BEGIN");
    }
    run(db, "COMMIT");
    for (int i = 0; i < KINDS; i++) sqlite3_finalize(stmt[i]);
    must(sqlite3_close(db) == SQLITE_OK, db, "close");
    int fd = open(path, O_RDONLY);
    must(fd >= 0 && fsync(fd) == 0, 0, "sync");
    close(fd);
    return 0;
}

struct reader { sqlite3 *db; sqlite3_stmt *q[QUERIES]; };

static void start(struct reader *r, const char *path) {
    must(sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, 0) == SQLITE_OK, r->db, "open");
    for (int i = 0; i < QUERIES; i++) must(sqlite3_prepare_v2(r->db, queries[i], -1, &r->q[i], 0) == SQLITE_OK, r->db, queries[i]);
}

static void stop(struct reader *r) {
    for (int i = 0; i < QUERIES; i++) sqlite3_finalize(r->q[i]);
    sqlite3_close(r->db);
}

static unsigned long sum; /* so that what is read is used */

/* all reads every column of every row, texts by their bytes, and gives the first row's first column and the number of rows. */
static long all(sqlite3_stmt *s, long *first) {
    long rows = 0;
    while (sqlite3_step(s) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(s); i++) {
            if (sqlite3_column_type(s, i) == SQLITE_TEXT) {
                const unsigned char *t = sqlite3_column_text(s, i);
                int n = sqlite3_column_bytes(s, i);
                for (int k = 0; k < n; k++) sum += t[k];
            } else {
                sum += sqlite3_column_int64(s, i);
            }
        }
        if (rows++ == 0 && first) *first = sqlite3_column_int64(s, 0);
    }
    sqlite3_reset(s);
    return rows;
}

static void visit(struct reader *r, const char *identifier, const char *card, const char *number) {
    long id = 0;
    sqlite3_bind_text(r->q[0], 1, identifier, -1, SQLITE_STATIC);
    sqlite3_bind_text(r->q[0], 2, card, -1, SQLITE_STATIC);
    must(all(r->q[0], 0) == 1, r->db, "card");
    sqlite3_bind_text(r->q[1], 1, number, -1, SQLITE_STATIC);
    must(all(r->q[1], &id) == 1, r->db, "person");
    for (int i = 2; i < QUERIES; i++) {
        sqlite3_bind_int64(r->q[i], 1, id);
        must(all(r->q[i], 0) > 0, r->db, "rows");
    }
}

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    if (!strcmp(argv[1], "load")) return load(argv[2]);
    int cold = !strcmp(argv[1], "cold");
    char name[4096];
    snprintf(name, sizeof name, "file:%s?immutable=1", argv[2]);
    static char who[100000][3][40];
    int n = 0;
    while (n < 100000 && scanf("%39s %39s %39s", who[n][0], who[n][1], who[n][2]) == 3) n++;
    struct reader r;
    if (!cold) {
        start(&r, name);
        for (int i = 0; i < n; i++) visit(&r, who[i][0], who[i][1], who[i][2]);
    }
    int fd = open(argv[2], O_RDONLY);
    for (int i = 0; i < n; i++) {
        if (cold) {
            start(&r, name);
            posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        }
        long long from = now();
        visit(&r, who[i][0], who[i][1], who[i][2]);
        printf("%lld\n", now() - from);
        if (cold) stop(&r);
    }
    fprintf(stderr, "%lu\n", sum);
    return 0;
}
