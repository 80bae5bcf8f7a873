-- What happened. No column holds a name, a number or a word of a slip: visit is a random id, person a keyed hash, digest
-- the SHA-256 of what was printed. Times are milliseconds since 1970 in UTC.

CREATE TABLE event (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    visit  TEXT NOT NULL,
    person TEXT NOT NULL,
    code   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- residue is 1 from before the first byte may leave until the printer is known to hold nothing of the job.
CREATE TABLE job (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    visit   TEXT NOT NULL,
    person  TEXT NOT NULL,
    digest  TEXT NOT NULL,
    state   TEXT NOT NULL,
    residue INTEGER NOT NULL CHECK (residue IN (0, 1)),
    reason  TEXT NOT NULL,
    partial INTEGER NOT NULL CHECK (partial IN (0, 1)),
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX job_unsettled ON job (residue) WHERE residue = 1;
CREATE INDEX job_open ON job (state) WHERE state IN ('queued', 'checked', 'sending', 'sent');

CREATE TABLE job_move (
    job   TEXT NOT NULL REFERENCES job,
    seq   INTEGER NOT NULL,
    state TEXT NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
