-- 好差评: how often each grade was given on a day. Nothing says by whom, in which visit or when on that day.
CREATE TABLE rating (
    day   TEXT NOT NULL,    -- 2026-11-28, in China
    grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 5),
    n     INTEGER NOT NULL,
    PRIMARY KEY (day, grade)
) STRICT, WITHOUT ROWID;
