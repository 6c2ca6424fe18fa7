-- Version 5: the people who sign in.

-- A view: where the journal says what counts of each person, and the wrong PINs since the last right one. Name, role, limits and what
-- a PIN is checked against are in the facts themselves. Other rows are nobody: the fact of row 0 says how many digits new PINs have,
-- those of 101 to 199 which settings were in force last at tills 1 to 99.
CREATE TABLE operators (
    number     INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 199),
    fact       INTEGER NOT NULL REFERENCES journal (seq),   -- the last one that says who this is
    pin        INTEGER REFERENCES journal (seq),            -- the last PIN; NULL: none yet
    failures   INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 4294967295),
    waits_from INTEGER,                          -- milliseconds since 1970 UTC: the last wrong PIN, or the step of the clock after it
    recovery   INTEGER                           -- the same: when an owner asked for another PIN; NULL: not since the last one
) STRICT;

-- Whether the shop has people is asked for each payment, and that nothing later is known of a person as often: of the journal itself, so
-- that a row that another program has removed or pointed back lets nobody in.
CREATE INDEX journal_people ON journal (seq) WHERE kind IN (22, 23);
