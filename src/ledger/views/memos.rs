//! The memo that counts of each transaction, and the words that memos are found by.
//!
//! A transaction that never had a memo has no row, so a payment without one does nothing here. One whose memo was taken away keeps
//! its row, with an empty text. Of each row the number of its fact is kept, so that a check holds the two side by side.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _};

use super::{View, ViewCheck, ViewFact};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        rows::{MemoRow, MemoWordRow, TableRow as _, corrupt, next_of, once, one},
        schema,
        verify::{in_order, key, read},
        write::Writer,
    },
    payment::{Memo, card_text::hide_all_cards},
    record::{Column, Fact, FactKind, Finding, Progress, Table, Wrong, differs},
};

const GIVEN: &str = "INSERT INTO memos (seq, fact, text) VALUES (?1, ?2, ?3) \
     ON CONFLICT (seq) DO UPDATE SET fact = excluded.fact, text = excluded.text";
const FORGET: &str = "DELETE FROM memo_words WHERE word = ?1 AND seq = ?2";
const FACTS: &str = "SELECT seq, kind, body FROM journal WHERE seq > ?1 AND kind = ?2 ORDER BY seq";
const FIRST: &str = "SELECT j.seq FROM journal j JOIN journal t ON t.seq = ?1 \
     WHERE j.seq = ?1 + 1 AND j.kind = ?2 AND j.at = t.at AND j.till = t.till";
const BODY: &str = "SELECT body FROM journal WHERE seq = ?1";
const HAS_WORD: &str = "SELECT EXISTS (SELECT 1 FROM memo_words WHERE word = ?1 AND seq = ?2)";
/// NULL in place of a text that is too long to be read.
const KEPT: &str = "SELECT seq, fact, iif(octet_length(text) <= 65536, text, NULL) FROM memos ORDER BY seq";
const KEPT_WORDS: &str =
    "SELECT seq, iif(octet_length(word) <= 65536, word, NULL) FROM memo_words ORDER BY word, seq";

/// The view.
pub struct Memos;

impl Writer<'_> {
    /// The memo that a transaction was recorded with: its fact is the next one, of the same till and time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn first_memo_of(&self, transaction: i64) -> Result<Option<Memo>, LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(FIRST)?;
            let first = statement.query_one((transaction, FactKind::Memo), |row| row.get(0)).optional()?;
            match first.map_or(Ok(None), |first| memo_in(connection, first).map(Some))? {
                Some((of, memo)) if of == transaction => Ok(memo),
                _ => Ok(None),
            }
        })
    }
}

/// Whether a file has memos: one of an earlier version that is only read has none.
pub fn has_memos(connection: &Connection) -> Result<bool, LedgerTrouble> {
    schema::has_table(connection, Table::Memos)
}

/// The memo that counts of a transaction, in a file that has memos.
pub fn memo_of(connection: &Connection, transaction: i64) -> Result<Option<Memo>, LedgerTrouble> {
    let sql = once!(format!("SELECT {} FROM memos t WHERE t.seq = ?1", MemoRow::columns("t")));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([transaction])?;
    let row = next_of(&mut rows, Table::Memos, transaction)?;
    row.map_or(Ok(None), |row| Ok(MemoRow::read(row)?.text))
}

impl View for Memos {
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        let Fact::Memo { transaction, text } = fact.fact else { return Ok(()) };
        if let Some(before) = memo_of(connection, *transaction)? {
            let mut forget = connection.prepare_cached(FORGET)?;
            before.words().iter().try_for_each(|word| one(forget.execute((word, transaction))?))?;
        }
        let shown = text.as_ref().map_or("", Memo::as_str);
        one(connection.prepare_cached(GIVEN)?.execute((transaction, fact.row.seq, shown))?)?;
        text.as_ref().map_or(Ok(()), |memo| write_words(connection, *transaction, memo))
    }

    fn rebuild(&self, ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        let mut last = LastFacts::default();
        // Facts never change: most are read before others have to wait.
        let read = ledger.read(|connection| last.read_after(connection, 0))?;
        ledger.write(|writer| {
            writer.run(|connection| {
                last.read_after(connection, read)?;
                connection.execute("DELETE FROM memo_words", [])?;
                connection.execute("DELETE FROM memos", [])?;
                last.0.iter().try_for_each(|(seq, fact)| write_again(connection, *seq, *fact))
            })
        })
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        Ok(Box::new(MemosCheck { connection, last: LastFacts::default() }))
    }
}

fn write_words(connection: &Connection, seq: i64, memo: &Memo) -> Result<(), LedgerTrouble> {
    let mut insert = connection.prepare_cached(MemoWordRow::insert())?;
    memo.words().into_iter().try_for_each(|word| MemoWordRow { seq, word }.write(&mut insert))
}

/// Writes the rows of a transaction whose last memo is this fact.
fn write_again(connection: &Connection, seq: i64, fact: i64) -> Result<(), LedgerTrouble> {
    let row = MemoRow { seq, fact, text: memo_in(connection, fact)?.1 };
    row.write(&mut *connection.prepare_cached(MemoRow::insert())?)?;
    row.text.as_ref().map_or(Ok(()), |memo| write_words(connection, seq, memo))
}

/// What a fact says: of which transaction, and the memo.
fn memo_in(connection: &Connection, fact: i64) -> Result<(i64, Option<Memo>), LedgerTrouble> {
    let mut statement = connection.prepare_cached(BODY)?;
    let mut rows = statement.query([fact])?;
    let row = next_of(&mut rows, Table::Journal, fact)?;
    let body: Option<Vec<u8>> = row.map(|row| row.get(0)).transpose()?;
    match body.and_then(|body| Fact::from_body(FactKind::Memo, &body)) {
        Some(Fact::Memo { transaction, text }) => Ok((transaction, text)),
        _ => Err(corrupt(Table::Journal, fact, Column::Body)),
    }
}

/// The number of the last memo of each transaction that ever had one.
#[derive(Default)]
struct LastFacts(BTreeMap<i64, i64>);

impl LastFacts {
    /// Takes in the facts that the journal has after fact `seq`. Returns the number of the last one.
    fn read_after(&mut self, connection: &Connection, seq: i64) -> Result<i64, LedgerTrouble> {
        let mut statement = connection.prepare(FACTS)?;
        let mut rows = statement.query((seq, FactKind::Memo))?;
        let mut last = seq;
        while let Some(row) = rows.next()? {
            last = key(row);
            let body: Vec<u8> = row.get(2)?;
            match Fact::from_body(row.get(1)?, &body) {
                Some(Fact::Memo { transaction, .. }) => self.0.insert(transaction, last),
                _ => return Err(corrupt(Table::Journal, last, Column::Body)),
            };
        }
        Ok(last)
    }
}

/// Notes along which fact counts, and compares at the end of the walk: only then is it known that the facts are right.
struct MemosCheck<'a> {
    connection: &'a Connection,
    last: LastFacts,
}

impl ViewCheck for MemosCheck<'_> {
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        if let Fact::Memo { transaction, .. } = fact.fact {
            self.last.0.insert(*transaction, fact.row.seq);
        }
        Ok(())
    }

    /// A memo or a word that is missing, too many, or not what the facts say.
    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        if !schema::has_table(self.connection, Table::Memos)? {
            let first = self.last.0.keys().next();
            return Ok(first.map(|seq| Finding::at(Table::Memos, *seq, Wrong::Missing)));
        }
        let mut words = 0;
        let mut kept = self.connection.prepare(KEPT)?;
        let mut kept = kept.query([])?;
        for (&seq, &fact) in &self.last.0 {
            let expected = MemoRow { seq, fact, text: memo_in(self.connection, fact)?.1 };
            let row = kept.next()?;
            if let Err(finding) = row.map_or(Err(missing(seq)), |row| meet(&expected, &read(row)?)) {
                return Ok(Some(finding));
            }
            let own = expected.text.map(|memo| memo.words()).unwrap_or_default();
            if !has_words(self.connection, seq, &own)? {
                return Ok(Some(Finding::at(Table::MemoWords, seq, Wrong::Missing)));
            }
            words += own.len();
        }
        if let Some(row) = kept.next()? {
            return Ok(Some(Finding::at(Table::Memos, key(row), Wrong::Unknown)));
        }
        unknown_word(self.connection, words)
    }
}

fn missing(seq: i64) -> Finding {
    Finding::at(Table::Memos, seq, Wrong::Missing)
}

/// The next memo that is kept has to be this one.
fn meet(expected: &MemoRow, kept: &MemoRow) -> Result<(), Finding> {
    in_order(Table::Memos, expected.seq, kept.seq)?;
    let at = |column, wrong| Err(Finding::at(Table::Memos, expected.seq, wrong).column(column));
    if expected.fact != kept.fact {
        return at(Column::Fact, differs(expected.fact, kept.fact));
    }
    if expected.text == kept.text {
        return Ok(());
    }
    // What was put there by another program may be a card number.
    let [expected, kept] =
        [expected, kept].map(|row| hide_all_cards(row.text.as_ref().map_or("", Memo::as_str)));
    at(Column::Text, differs(expected, kept))
}

fn has_words(connection: &Connection, seq: i64, words: &BTreeSet<String>) -> Result<bool, LedgerTrouble> {
    let mut has = connection.prepare_cached(HAS_WORD)?;
    for word in words {
        if !has.query_one((word, seq), |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A word that is in no memo, where there are more than `expected`, which are all there.
fn unknown_word(connection: &Connection, expected: usize) -> Result<Option<Finding>, LedgerTrouble> {
    let count: usize = connection.query_one("SELECT count(*) FROM memo_words", [], |row| row.get(0))?;
    if count == expected {
        return Ok(None);
    }
    let mut kept = connection.prepare(KEPT_WORDS)?;
    let mut kept = kept.query([])?;
    while let Some(row) = kept.next()? {
        let MemoWordRow { seq, word } = match read(row) {
            Ok(kept) => kept,
            Err(finding) => return Ok(Some(finding)),
        };
        let memo = memo_of(connection, seq)?;
        if !memo.is_some_and(|memo| memo.words().contains(&word)) {
            return Ok(Some(Finding::at(Table::MemoWords, seq, Wrong::Unknown)));
        }
    }
    Ok(None)
}
