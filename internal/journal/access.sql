-- The access trail: who was about to be read, before the first record was.
CREATE TABLE access (
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    visit        TEXT NOT NULL,
    person       TEXT NOT NULL,
    card         TEXT NOT NULL,
    authenticity TEXT NOT NULL,
    what         TEXT NOT NULL
) STRICT;

CREATE INDEX access_person ON access (person, at);
