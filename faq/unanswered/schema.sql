-- What people asked and did not find. No row tells who asked or when, but for the day of what only one visit has asked yet.

-- once is what one visit has asked so far: a keyed hash, not the text.
CREATE TABLE once (
    hash TEXT PRIMARY KEY,
    day  INTEGER NOT NULL -- as 20261128
) STRICT, WITHOUT ROWID;

CREATE INDEX once_day ON once (day);

-- question is what at least two visits have asked.
CREATE TABLE question (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE asked (
    question INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    month    INTEGER NOT NULL, -- as 202611
    visits   INTEGER NOT NULL,
    PRIMARY KEY (question, month)
) STRICT, WITHOUT ROWID;
