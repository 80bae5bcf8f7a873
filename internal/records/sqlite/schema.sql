-- A record file. One person is one sealed blob, so that a visit reads one leaf of a tree clustered in the order of building, and
-- what the database keeps of it in its pages tells nobody anything (docs/records-file.md).

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id     INTEGER PRIMARY KEY,
    key    BLOB NOT NULL, -- as in lookup: whoever reads all persons needs no look back
    sealed BLOB NOT NULL
) STRICT;

-- lookup finds a person by the keyed hash of the number. Two rows of one key are two records of one number.
CREATE TABLE lookup (
    key    BLOB NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (key, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE card (
    key    BLOB PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
