-- Version 2: how often slips were printed.

-- A view: how often each copy of a transaction's slip was printed. A print that failed does not count; it leaves the row.
CREATE TABLE prints (
    slip  INTEGER NOT NULL REFERENCES transactions (seq),
    copy  INTEGER NOT NULL CHECK (copy IN (1, 2)),  -- 1 the customer's, 2 the merchant's
    count INTEGER NOT NULL CHECK (count BETWEEN 0 AND 4294967295),
    PRIMARY KEY (slip, copy)
) STRICT, WITHOUT ROWID;
