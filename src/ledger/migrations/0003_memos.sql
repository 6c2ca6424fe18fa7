-- Version 3: what a shop remembers of its transactions.

-- A view: the memo that counts of each transaction that ever had one.
CREATE TABLE memos (
    seq  INTEGER PRIMARY KEY REFERENCES transactions (seq),
    fact INTEGER NOT NULL CHECK (fact > seq),           -- the number of the fact that counts: the last one
    text TEXT    NOT NULL CHECK (length(text) <= 240)   -- empty: none any more
) STRICT;

-- Which transactions have a word in it, in lower case: the beginning of a word finds them.
CREATE TABLE memo_words (
    word TEXT    NOT NULL CHECK (length(word) BETWEEN 1 AND 1000),
    seq  INTEGER NOT NULL REFERENCES transactions (seq),
    PRIMARY KEY (word, seq)
) STRICT, WITHOUT ROWID;
