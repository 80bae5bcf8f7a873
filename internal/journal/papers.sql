-- Papers that others may check, and what of each slip is needed for reprints, daily limits and the paper that is left. document and
-- content are keyed hashes of what a slip says; mm is the paper that it takes.
ALTER TABLE job ADD COLUMN document TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN mm INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN copy INTEGER NOT NULL DEFAULT 0;

CREATE INDEX job_document ON job (document) WHERE document <> '';
CREATE INDEX job_code ON job (code) WHERE code <> '';
CREATE INDEX job_person ON job (person, kind, created);

-- decider is who said what became of a job that was unknown: 'operator' or 'citizen'; '' for every move of the printer's own.
ALTER TABLE job_move ADD COLUMN decider TEXT NOT NULL DEFAULT '';

-- replaced is the code of the paper that took the place of this one, '' while it stands.
CREATE TABLE paper (
    code     TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    person   TEXT NOT NULL,
    scope    TEXT NOT NULL,
    period   TEXT NOT NULL,
    content  TEXT NOT NULL,
    terminal TEXT NOT NULL,
    issued   INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    replaced TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_of ON paper (person, kind, scope, period);
