-- A record file. Every table is clustered by person, so that one person's read touches neighbouring pages only
-- (facts/devices.md C3). Amounts are fen, months YYYYMM, days YYYYMMDD; NULL is absent, which is not zero.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE employer (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

-- lookup finds a person: what lookupKey makes of a number. The number itself is never read back.
CREATE TABLE person (
    lookup BLOB PRIMARY KEY,
    id     INTEGER NOT NULL,
    name   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    as_of  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
    person    INTEGER NOT NULL,
    insurance INTEGER NOT NULL,
    region    INTEGER NOT NULL,
    employer  INTEGER REFERENCES employer,
    status    TEXT NOT NULL,
    start     INTEGER,
    PRIMARY KEY (person, insurance, region)
) STRICT, WITHOUT ROWID;

-- seq tells apart several contributions of one month, insurance and place.
CREATE TABLE contribution (
    person    INTEGER NOT NULL,
    month     INTEGER NOT NULL,
    insurance INTEGER NOT NULL,
    region    INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    employer  INTEGER REFERENCES employer,
    base      INTEGER,
    personal  INTEGER,
    unit      INTEGER,
    status    TEXT NOT NULL,
    PRIMARY KEY (person, month, insurance, region, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_year (
    person            INTEGER NOT NULL,
    year              INTEGER NOT NULL,
    insurance         INTEGER NOT NULL,
    opening           INTEGER,
    principal         INTEGER,
    interest_opening  INTEGER,
    interest_current  INTEGER,
    closing           INTEGER,
    months            INTEGER NOT NULL,
    cumulative_months INTEGER NOT NULL,
    PRIMARY KEY (person, year, insurance)
) STRICT, WITHOUT ROWID;

CREATE TABLE benefit (
    person    INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    insurance INTEGER NOT NULL,
    region    INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    start     INTEGER,
    state     TEXT NOT NULL,
    monthly   INTEGER,
    PRIMARY KEY (person, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment (
    person    INTEGER NOT NULL,
    benefit   INTEGER NOT NULL,
    month     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    amount    INTEGER,
    bank      TEXT NOT NULL,
    bank_tail TEXT NOT NULL,
    state     TEXT NOT NULL,
    PRIMARY KEY (person, benefit, month, seq)
) STRICT, WITHOUT ROWID;
