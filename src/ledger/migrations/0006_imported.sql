-- Version 6: what was taken over from other systems.

-- A row of another system as it was there, sealed: of a payment or cancel that was taken, or of a fact that a row was set aside. The
-- seal is bound to the hash of the fact. `digest` is a keyed hash of the whole row. One that was taken is found by its id; `name` is a
-- keyed hash of table and key, by which one that was set aside is found. A newer key makes all of it anew; no hash of the journal covers
-- these bytes.
CREATE TABLE imported (
    seq      INTEGER PRIMARY KEY REFERENCES journal (seq),
    key_id   INTEGER NOT NULL REFERENCES keys (key_id),
    original BLOB    NOT NULL CHECK (length(original) BETWEEN 40 AND 65536),
    digest   BLOB    NOT NULL CHECK (length(digest) = 16),
    name     BLOB             CHECK (length(name) = 16)
) STRICT;

CREATE UNIQUE INDEX imported_by_name ON imported (name) WHERE name IS NOT NULL;

CREATE TRIGGER imported_no_update BEFORE UPDATE ON imported
WHEN NEW.seq <> OLD.seq OR NEW.key_id <= OLD.key_id OR NEW.key_id <> (SELECT max(key_id) FROM keys)
    OR NEW.original = OLD.original OR NEW.digest = OLD.digest OR (NEW.name IS NULL) <> (OLD.name IS NULL)
    OR coalesce(NEW.name = OLD.name, FALSE)
BEGIN SELECT RAISE(ABORT, 'what is sealed is never changed'); END;
CREATE TRIGGER imported_no_delete BEFORE DELETE ON imported
BEGIN SELECT RAISE(ABORT, 'what is sealed is never deleted'); END;
CREATE TRIGGER imported_no_replace BEFORE INSERT ON imported
BEGIN
    SELECT RAISE(ABORT, 'what is sealed is never replaced')
    WHERE EXISTS (SELECT 1 FROM imported WHERE seq = NEW.seq)
        OR EXISTS (SELECT 1 FROM imported WHERE name = NEW.name);
    SELECT RAISE(ABORT, 'a row of another system is a fact of the journal')
    WHERE coalesce((SELECT kind FROM journal WHERE seq = NEW.seq), 0) NOT IN (1, 2, 31);
END;
