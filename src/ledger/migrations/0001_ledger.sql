-- Version 1. Money is whole won; times are milliseconds since 1970 UTC; offsets are minutes east of UTC.

-- By what the keys of the keyring are recognised.
CREATE TABLE keys (
    key_id      INTEGER PRIMARY KEY,
    check_value BLOB NOT NULL CHECK (length(check_value) = 16)
) STRICT;

-- Every fact, in order, each chained to the one before it; see `journal.rs`.
CREATE TABLE journal (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    utc_offset INTEGER NOT NULL CHECK (utc_offset BETWEEN -1439 AND 1439),
    till       INTEGER NOT NULL CHECK (till BETWEEN 1 AND 99),
    operator   INTEGER,                          -- who was signed in; NULL: no people
    approver   INTEGER,
    kind       INTEGER NOT NULL,                 -- `FactKind`
    body       BLOB    NOT NULL,                 -- a format number, then the fields of the fact
    key_id     INTEGER NOT NULL REFERENCES keys (key_id),
    hash       BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The body of a payment or cancel, as far as it is listed and searched. `seq` is its number in the journal.
CREATE TABLE transactions (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    id           TEXT    NOT NULL UNIQUE CHECK (length(id) = 20),
    kind         INTEGER NOT NULL,               -- `FactKind`: 1 payment, 2 cancel
    payment      INTEGER REFERENCES transactions (seq),
    created_at   INTEGER,                        -- NULL: another system's, which did not say
    utc_offset   INTEGER NOT NULL CHECK (utc_offset BETWEEN -1439 AND 1439),
    till         INTEGER NOT NULL CHECK (till BETWEEN 1 AND 99),
    amount       INTEGER NOT NULL,
    vat          INTEGER NOT NULL,
    installments INTEGER NOT NULL CHECK (installments BETWEEN 0 AND 12),
    card_head    TEXT    NOT NULL CHECK (length(card_head) = 6),
    card_tail    TEXT    NOT NULL CHECK (length(card_tail) = iif(card_digits < 15, 3, 4)),
    card_digits  INTEGER NOT NULL CHECK (card_digits BETWEEN 10 AND 16),
    request_id   TEXT,
    CHECK (CASE kind
        WHEN 1 THEN payment IS NULL AND amount BETWEEN 100 AND 1000000000 AND vat >= 0 AND vat < amount
        WHEN 2 THEN payment IS NOT NULL AND payment < seq AND installments = 0
                    AND amount BETWEEN 1 AND 1000000000 AND vat BETWEEN 0 AND amount
        ELSE FALSE END)
) STRICT;

CREATE UNIQUE INDEX transactions_by_request ON transactions (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX transactions_by_payment ON transactions (payment) WHERE payment IS NOT NULL;

-- All of a payment or cancel that was made with a key: its message without the blanks at its end, and the fingerprint of
-- its card. A newer key makes them anew; no hash of the journal covers these bytes.
CREATE TABLE sealed (
    seq         INTEGER PRIMARY KEY REFERENCES transactions (seq),
    key_id      INTEGER NOT NULL REFERENCES keys (key_id),
    message     BLOB    NOT NULL CHECK (length(message) BETWEEN 144 AND 490),
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 16)
) STRICT;

-- A view: what remains of each payment that was cancelled, in full or in part. VAT is part of the amount, so neither can
-- run out before the other allows it.
CREATE TABLE balances (
    payment INTEGER PRIMARY KEY REFERENCES transactions (seq),
    amount  INTEGER NOT NULL CHECK (amount >= 0),
    vat     INTEGER NOT NULL CHECK (vat BETWEEN 0 AND amount)
) STRICT;

-- A view: what searches use, a block of 65,536 numbers of the journal at a time; see `src/ledger/search`. It may lag behind:
-- rows after the last one that `blocks` covers are read one by one.
CREATE TABLE blocks (
    block         INTEGER PRIMARY KEY,
    until         INTEGER NOT NULL CHECK (until BETWEEN 1 AND 65536), -- one more than the position of its last row
    first_at      INTEGER,                       -- the earliest and latest `created_at` of its rows; NULL: all unknown
    last_at       INTEGER,
    payments      INTEGER NOT NULL,
    paid          INTEGER NOT NULL,
    paid_vat      INTEGER NOT NULL,
    cancels       INTEGER NOT NULL,
    cancelled     INTEGER NOT NULL,
    cancelled_vat INTEGER NOT NULL
) STRICT;
-- Which rows of a block have a value: key = block * 2^40 + facet * 2^32 + value.
CREATE TABLE facets (key INTEGER PRIMARY KEY, rows BLOB NOT NULL) STRICT;
-- The amounts of 704 numbers of the journal.
CREATE TABLE amounts (chunk INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT;

-- The second guard: rules that hold whatever a program with a fault, or a person with a database tool, tries. INSERT OR
-- REPLACE deletes without firing a delete trigger, hence the triggers on INSERT.
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
BEGIN
    SELECT RAISE(ABORT, 'facts are numbered without gaps')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal);
    SELECT RAISE(ABORT, 'facts are never recorded with an older key')
    WHERE NEW.key_id < (SELECT key_id FROM journal WHERE seq = NEW.seq - 1);
END;

CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are never changed'); END;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are never deleted'); END;
CREATE TRIGGER transactions_no_replace BEFORE INSERT ON transactions
BEGIN
    SELECT RAISE(ABORT, 'transactions are never replaced')
    WHERE EXISTS (SELECT 1 FROM transactions WHERE seq = NEW.seq)
        OR EXISTS (SELECT 1 FROM transactions WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM transactions WHERE request_id = NEW.request_id);
    SELECT RAISE(ABORT, 'a transaction is a fact of the journal')
    WHERE NEW.kind IS NOT (SELECT kind FROM journal WHERE seq = NEW.seq);
END;
CREATE TRIGGER transactions_cancel_what_remains BEFORE INSERT ON transactions WHEN NEW.kind = 2
BEGIN
    SELECT RAISE(ABORT, 'a cancel names a payment')
    WHERE NOT EXISTS (SELECT 1 FROM transactions WHERE seq = NEW.payment AND kind = 1);
    SELECT RAISE(ABORT, 'a cancel takes no more than remains')
    FROM (SELECT p.amount - coalesce(sum(c.amount), 0) AS amount, p.vat - coalesce(sum(c.vat), 0) AS vat
        FROM transactions p LEFT JOIN transactions c ON c.payment = p.seq WHERE p.seq = NEW.payment) AS remaining
    WHERE NEW.amount > remaining.amount OR NEW.vat > remaining.vat
        OR remaining.vat - NEW.vat > remaining.amount - NEW.amount;
END;

-- What was made with a key may be made anew, only with the newest key. SQLite cannot see whether the message inside is the
-- same: the hashes of the journal cover the opened message.
CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed
WHEN NEW.seq <> OLD.seq OR NEW.key_id <= OLD.key_id OR NEW.key_id <> (SELECT max(key_id) FROM keys)
    OR NEW.message = OLD.message OR NEW.fingerprint = OLD.fingerprint
BEGIN SELECT RAISE(ABORT, 'what is sealed is never changed'); END;
CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed
BEGIN SELECT RAISE(ABORT, 'what is sealed is never deleted'); END;
CREATE TRIGGER sealed_no_replace BEFORE INSERT ON sealed
WHEN EXISTS (SELECT 1 FROM sealed WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'what is sealed is never replaced'); END;

-- A key may be forgotten as long as nothing was recorded with it.
CREATE TRIGGER keys_no_update BEFORE UPDATE ON keys
BEGIN SELECT RAISE(ABORT, 'keys are never changed'); END;
CREATE TRIGGER keys_no_delete BEFORE DELETE ON keys
WHEN EXISTS (SELECT 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'keys are never deleted'); END;
CREATE TRIGGER keys_no_replace BEFORE INSERT ON keys
WHEN EXISTS (SELECT 1 FROM keys WHERE key_id = NEW.key_id)
BEGIN SELECT RAISE(ABORT, 'keys are never replaced'); END;
