-- Version 4: the closes of days.

-- A view: the closes as they are listed, and how often each was shown or printed again. All figures of a close are in its
-- fact. Amounts are whole won.
CREATE TABLE closes (
    number        INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 4294967295),
    seq           INTEGER NOT NULL REFERENCES journal (seq),
    at            INTEGER NOT NULL,
    utc_offset    INTEGER NOT NULL CHECK (utc_offset BETWEEN -1439 AND 1439),
    till          INTEGER NOT NULL CHECK (till BETWEEN 1 AND 99),
    payments      INTEGER NOT NULL CHECK (payments >= 0),
    paid          INTEGER NOT NULL CHECK (paid >= 0),
    paid_vat      INTEGER NOT NULL CHECK (paid_vat BETWEEN 0 AND paid),
    cancels       INTEGER NOT NULL CHECK (cancels >= 0),
    cancelled     INTEGER NOT NULL CHECK (cancelled >= 0),
    cancelled_vat INTEGER NOT NULL CHECK (cancelled_vat BETWEEN 0 AND cancelled),
    reprints      INTEGER NOT NULL CHECK (reprints BETWEEN 0 AND 4294967295)
) STRICT;

CREATE TRIGGER closes_in_order BEFORE INSERT ON closes
BEGIN
    SELECT RAISE(ABORT, 'closes are numbered without gaps')
    WHERE NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM closes);
    SELECT RAISE(ABORT, 'a close is a fact of the journal')
    WHERE (SELECT kind FROM journal WHERE seq = NEW.seq) IS NOT 20;
    SELECT RAISE(ABORT, 'a close comes after the close before it')
    WHERE NEW.seq <= (SELECT seq FROM closes WHERE number = NEW.number - 1);
END;
CREATE TRIGGER closes_no_update BEFORE UPDATE ON closes
WHEN NEW.number <> OLD.number OR NEW.seq <> OLD.seq OR NEW.at <> OLD.at OR NEW.utc_offset <> OLD.utc_offset
    OR NEW.till <> OLD.till OR NEW.payments <> OLD.payments OR NEW.paid <> OLD.paid OR NEW.paid_vat <> OLD.paid_vat
    OR NEW.cancels <> OLD.cancels OR NEW.cancelled <> OLD.cancelled OR NEW.cancelled_vat <> OLD.cancelled_vat
    OR NEW.reprints < OLD.reprints
BEGIN SELECT RAISE(ABORT, 'closes are never changed'); END;
