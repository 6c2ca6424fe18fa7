-- Version 7: what is handed over to the card company, and what it answers.

-- A view: the batches as they are listed. All of a batch is in its fact.
CREATE TABLE batches (
    number   INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 999999),
    seq      INTEGER NOT NULL REFERENCES journal (seq),
    id       TEXT    NOT NULL UNIQUE CHECK (length(id) = 20),
    records  INTEGER NOT NULL CHECK (records > 0),
    accepted INTEGER NOT NULL CHECK (accepted >= 0),    -- by the answers that count
    rejected INTEGER NOT NULL CHECK (rejected >= 0 AND accepted + rejected <= records)
) STRICT;

-- A view: from which facts of the journal to which a batch has all payments and cancels that were recorded here. One that takes what was
-- rejected before has none.
CREATE TABLE batch_ranges (
    from_seq INTEGER PRIMARY KEY CHECK (from_seq > 0),
    to_seq   INTEGER NOT NULL CHECK (to_seq >= from_seq),
    batch    INTEGER NOT NULL REFERENCES batches (number)
) STRICT;

-- A view: the answers to each payment and cancel, by batch and fact. One that was handed over again and is not answered yet has a row
-- whose fact is 0.
CREATE TABLE answers (
    seq             INTEGER NOT NULL REFERENCES transactions (seq),
    batch           INTEGER NOT NULL REFERENCES batches (number),
    fact            INTEGER NOT NULL CHECK (fact = 0 OR fact > seq),
    result          INTEGER NOT NULL CHECK (result BETWEEN 0 AND 2),    -- 0 none yet, 1 accepted, 2 rejected
    -- The result; or 3 rejected and handed over again, 4 contradicted by the last one, 5 followed by another one.
    state           INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    approval_number TEXT             CHECK (length(approval_number) BETWEEN 1 AND 20),
    PRIMARY KEY (seq, batch, fact),
    CHECK ((fact = 0) = (result = 0) AND (result = state OR result > 0 AND state > 2))
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_by_approval ON answers (approval_number) WHERE approval_number IS NOT NULL;
-- What is left to do: waiting after it was handed over again, rejected, or overruled.
CREATE INDEX answers_to_do ON answers (state, seq) WHERE state IN (0, 2, 4);

-- A view: the payments and cancels that were accepted and whose CVC is not kept any more.
CREATE TABLE blanked (
    seq     INTEGER PRIMARY KEY REFERENCES transactions (seq),
    fact    INTEGER NOT NULL CHECK (fact > seq),
    had_cvc INTEGER NOT NULL CHECK (had_cvc IN (0, 1))    -- 0: it had none before either
) STRICT;

CREATE TRIGGER batches_in_order BEFORE INSERT ON batches
BEGIN
    SELECT RAISE(ABORT, 'batches are numbered without gaps')
    WHERE NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM batches);
    SELECT RAISE(ABORT, 'a batch is a fact of the journal')
    WHERE (SELECT kind FROM journal WHERE seq = NEW.seq) IS NOT 33;
END;
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches
WHEN NEW.number <> OLD.number OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.records <> OLD.records
BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batch_ranges_no_update BEFORE UPDATE ON batch_ranges
BEGIN SELECT RAISE(ABORT, 'batches are never changed'); END;
CREATE TRIGGER batch_ranges_apart BEFORE INSERT ON batch_ranges
BEGIN
    SELECT RAISE(ABORT, 'a payment or cancel is in one batch')
    WHERE EXISTS (SELECT 1 FROM batch_ranges WHERE from_seq <= NEW.to_seq AND to_seq >= NEW.from_seq);
END;
CREATE TRIGGER blanked_is_a_fact BEFORE INSERT ON blanked
BEGIN
    SELECT RAISE(ABORT, 'what is blanked is a fact of the journal')
    WHERE (SELECT kind FROM journal WHERE seq = NEW.fact) IS NOT 36;
END;

-- What is sealed may be made anew with a newer key, as before; and once it is a fact that the CVC is not kept, without it.
DROP TRIGGER sealed_no_update;
CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed
WHEN NEW.seq <> OLD.seq OR NEW.key_id <> (SELECT max(key_id) FROM keys) OR NEW.message = OLD.message
    OR NOT (NEW.key_id > OLD.key_id AND NEW.fingerprint <> OLD.fingerprint
        OR NEW.key_id = OLD.key_id AND NEW.fingerprint = OLD.fingerprint
            AND EXISTS (SELECT 1 FROM blanked WHERE seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'what is sealed is never changed'); END;
