-- Version 1. Money is whole won; times are milliseconds since 1970 UTC.

CREATE TABLE keys (
    key_id      INTEGER PRIMARY KEY,
    check_value BLOB NOT NULL CHECK (length(check_value) = 16)
) STRICT;

CREATE TABLE transactions (
    seq          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE CHECK (length(id) = 20),
    kind         INTEGER NOT NULL,               -- 1 payment, 2 cancel
    payment      INTEGER REFERENCES transactions (seq),
    created_at   INTEGER,                        -- NULL: unknown
    utc_offset   INTEGER NOT NULL,               -- minutes east of UTC, where the till stood
    till         INTEGER NOT NULL CHECK (till BETWEEN 1 AND 99),
    amount       INTEGER NOT NULL,
    vat          INTEGER NOT NULL,
    installments INTEGER NOT NULL CHECK (installments BETWEEN 0 AND 12),
    card_head    TEXT    NOT NULL CHECK (length(card_head) = 6),
    card_tail    TEXT    NOT NULL CHECK (length(card_tail) IN (3, 4)),
    card_digits  INTEGER NOT NULL CHECK (card_digits BETWEEN 10 AND 16),
    fingerprint  BLOB    NOT NULL CHECK (length(fingerprint) = 16),
    request_id   TEXT,
    CHECK (CASE kind
        WHEN 1 THEN payment IS NULL AND amount BETWEEN 100 AND 1000000000 AND vat >= 0 AND vat < amount
        WHEN 2 THEN payment IS NOT NULL AND payment < seq AND installments = 0
                    AND amount BETWEEN 1 AND 1000000000 AND vat BETWEEN 0 AND amount
        ELSE FALSE END)
) STRICT;

CREATE UNIQUE INDEX transactions_by_request ON transactions (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX transactions_by_payment ON transactions (payment) WHERE payment IS NOT NULL;

CREATE TABLE messages (
    seq    INTEGER PRIMARY KEY REFERENCES transactions (seq),
    key_id INTEGER NOT NULL REFERENCES keys (key_id),
    sealed BLOB    NOT NULL CHECK (length(sealed) = 490)
) STRICT;

-- What remains of each payment. VAT is part of the amount, so neither can run out before the other allows it.
CREATE TABLE balances (
    payment INTEGER PRIMARY KEY REFERENCES transactions (seq),
    amount  INTEGER NOT NULL CHECK (amount >= 0),
    vat     INTEGER NOT NULL CHECK (vat BETWEEN 0 AND amount)
) STRICT;

CREATE TABLE audit (
    seq         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    till        INTEGER NOT NULL CHECK (till BETWEEN 1 AND 99),
    event       TEXT    NOT NULL,
    "transaction" INTEGER REFERENCES transactions (seq),
    detail      TEXT,
    key_id      INTEGER NOT NULL REFERENCES keys (key_id),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Where the trail ends: the number and hash of its last entry.
CREATE TABLE audit_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, zeroblob(32));

-- What is derived from `transactions` for searching, a block of 65,536 numbers at a time; see `src/ledger/search`. It may lag
-- behind: rows after the last one that `blocks` covers are read one by one.
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
-- The amounts of 704 numbers.
CREATE TABLE amounts (chunk INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT;

-- Append-only. INSERT OR REPLACE deletes without firing a delete trigger, hence the triggers on INSERT.
CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are never changed'); END;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are never deleted'); END;
CREATE TRIGGER transactions_no_replace BEFORE INSERT ON transactions
WHEN EXISTS (SELECT 1 FROM transactions WHERE seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM transactions WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM transactions WHERE request_id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'transactions are never replaced'); END;
CREATE TRIGGER transactions_no_gap AFTER INSERT ON transactions
WHEN NEW.seq < 1 OR NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM transactions WHERE seq = NEW.seq - 1)
BEGIN SELECT RAISE(ABORT, 'transactions are numbered without gaps'); END;

-- A message may be sealed again with a newer key, the newest there is, and only by all of it at once. That it is the same
-- message inside is nothing SQLite can see: the audit trail, whose hashes cover it as it is unsealed, does. As soon as every
-- row is sealed with the newest key, nothing may be changed.
CREATE TRIGGER messages_no_update BEFORE UPDATE ON messages
WHEN NEW.seq <> OLD.seq OR NEW.key_id <= OLD.key_id OR NEW.key_id <> (SELECT max(key_id) FROM keys)
    OR NEW.sealed = OLD.sealed
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;
CREATE TRIGGER messages_no_delete BEFORE DELETE ON messages
BEGIN SELECT RAISE(ABORT, 'messages are never deleted'); END;
CREATE TRIGGER messages_no_replace BEFORE INSERT ON messages
WHEN EXISTS (SELECT 1 FROM messages WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'messages are never replaced'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END;

CREATE TRIGGER audit_no_gap AFTER INSERT ON audit
WHEN NEW.seq <> (SELECT seq FROM audit_head) + 1
BEGIN SELECT RAISE(ABORT, 'audit entries are numbered without gaps'); END;
CREATE TRIGGER audit_head_forwards BEFORE UPDATE ON audit_head
WHEN NEW.one <> 1 OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the end of the trail only moves to the next entry'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the end of the trail is never deleted'); END;
CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the trail has one end'); END;

CREATE TRIGGER balances_no_delete BEFORE DELETE ON balances
BEGIN SELECT RAISE(ABORT, 'balances are never deleted'); END;
CREATE TRIGGER balances_no_replace BEFORE INSERT ON balances
WHEN EXISTS (SELECT 1 FROM balances WHERE payment = NEW.payment)
BEGIN SELECT RAISE(ABORT, 'balances are never replaced'); END;
CREATE TRIGGER balances_only_with_payment BEFORE INSERT ON balances
WHEN NOT EXISTS (SELECT 1 FROM transactions
    WHERE seq = NEW.payment AND kind = 1 AND amount = NEW.amount AND vat = NEW.vat)
BEGIN SELECT RAISE(ABORT, 'a balance opens with its payment'); END;
CREATE TRIGGER balances_only_down BEFORE UPDATE ON balances
WHEN NEW.payment <> OLD.payment OR NEW.amount > OLD.amount OR NEW.vat > OLD.vat
BEGIN SELECT RAISE(ABORT, 'what remains never grows'); END;

-- A key may be forgotten as long as nothing is sealed with it.
CREATE TRIGGER keys_no_update BEFORE UPDATE ON keys
BEGIN SELECT RAISE(ABORT, 'keys are never changed'); END;
CREATE TRIGGER keys_no_delete BEFORE DELETE ON keys
WHEN EXISTS (SELECT 1 FROM transactions)
BEGIN SELECT RAISE(ABORT, 'keys are never deleted'); END;
CREATE TRIGGER keys_no_replace BEFORE INSERT ON keys
WHEN EXISTS (SELECT 1 FROM keys WHERE key_id = NEW.key_id)
BEGIN SELECT RAISE(ABORT, 'keys are never replaced'); END;

-- A payment opens its balance, a cancel takes from it. The question comes first, because the CHECKs of `balances` alone
-- would give way to an INSERT OR IGNORE and an INSERT OR FAIL: SQLite hands those down to the UPDATE of the trigger.
CREATE TRIGGER transactions_open_balance AFTER INSERT ON transactions WHEN NEW.kind = 1
BEGIN INSERT INTO balances (payment, amount, vat) VALUES (NEW.seq, NEW.amount, NEW.vat); END;
CREATE TRIGGER transactions_take_balance AFTER INSERT ON transactions WHEN NEW.kind = 2
BEGIN
    SELECT RAISE(ABORT, 'a cancel names a payment')
    WHERE NOT EXISTS (SELECT 1 FROM balances WHERE payment = NEW.payment);
    SELECT RAISE(ABORT, 'a cancel takes no more than remains')
    FROM balances WHERE payment = NEW.payment
        AND (NEW.amount > amount OR NEW.vat > vat OR vat - NEW.vat > amount - NEW.amount);
    UPDATE balances SET amount = amount - NEW.amount, vat = vat - NEW.vat WHERE payment = NEW.payment;
END;
