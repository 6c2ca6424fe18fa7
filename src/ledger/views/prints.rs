//! How often each copy of a slip was printed: its prints, less those that failed.
//!
//! A failure takes back the print before it, in the order of the journal. Where there is none, it changes nothing.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{View, ViewCheck, ViewFact};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        rows::{PrintRow, TableRow as _, corrupt, once, one},
        schema,
        verify::{key, read},
        write::Writer,
    },
    record::{Column, Fact, FactKind, Finding, Prints, Progress, SlipCopy, Table, Wrong, differs},
};

const PRINTED: &str = "INSERT INTO prints (slip, copy, count) VALUES (?1, ?2, 1) \
     ON CONFLICT (slip, copy) DO UPDATE SET count = count + 1";
const FAILED: &str = "UPDATE prints SET count = count - 1 WHERE slip = ?1 AND copy = ?2 AND count > 0";
const FACTS: &str = "SELECT seq, kind, body FROM journal WHERE seq > ?1 AND kind IN (?2, ?3) ORDER BY seq";

/// The view.
pub struct PrintCounts;

impl Ledger {
    /// How often the slip of a transaction was printed. A file of a version that did not print has no prints.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn prints_of(&self, transaction: i64) -> Result<Prints, LedgerError> {
        self.read(|connection| prints_of(connection, transaction))
    }
}

impl Writer<'_> {
    /// How often the slip of a transaction was printed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn prints_of(&self, transaction: i64) -> Result<Prints, LedgerError> {
        self.run(|connection| prints_of(connection, transaction))
    }
}

fn prints_of(connection: &Connection, transaction: i64) -> Result<Prints, LedgerTrouble> {
    let mut prints = Prints::default();
    if !schema::has_table(connection, Table::Prints)? {
        return Ok(prints);
    }
    let sql = once!(format!("SELECT {} FROM prints t WHERE t.slip = ?1", PrintRow::columns("t")));
    let mut statement = connection.prepare_cached(sql)?;
    for row in statement.query_and_then([transaction], PrintRow::read)? {
        let PrintRow { copy, count, .. } = row?;
        match copy {
            SlipCopy::Customer => prints.customer = count,
            SlipCopy::Merchant => prints.merchant = count,
        }
    }
    Ok(prints)
}

impl View for PrintCounts {
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        match *fact.fact {
            Fact::Print { transaction, copy, .. } => {
                one(connection.prepare_cached(PRINTED)?.execute((transaction, copy))?)
            }
            Fact::PrintFailed { transaction, copy } => {
                connection.prepare_cached(FAILED)?.execute((transaction, copy))?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn rebuild(&self, ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        let mut counts = Counts::default();
        // Facts never change: most are read before others have to wait.
        let read = ledger.read(|connection| counts.read_after(connection, 0))?;
        ledger.write(|writer| {
            writer.run(|connection| {
                counts.read_after(connection, read)?;
                connection.execute("DELETE FROM prints", [])?;
                let mut insert = connection.prepare_cached(PrintRow::insert())?;
                counts.rows().try_for_each(|row| row.write(&mut insert))
            })
        })
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        Ok(Box::new(PrintsCheck { connection, counts: Counts::default() }))
    }
}

/// The counts that facts lead to.
#[derive(Default)]
struct Counts(BTreeMap<(i64, SlipCopy), u32>);

impl Counts {
    /// Takes in the next fact.
    fn add(&mut self, fact: &Fact) {
        match *fact {
            Fact::Print { transaction, copy, .. } => *self.0.entry((transaction, copy)).or_default() += 1,
            Fact::PrintFailed { transaction, copy } => {
                self.0.entry((transaction, copy)).and_modify(|count| *count = count.saturating_sub(1));
            }
            _ => {}
        }
    }

    /// Takes in the facts that the journal has after fact `seq`. Returns the number of the last one.
    fn read_after(&mut self, connection: &Connection, seq: i64) -> Result<i64, LedgerTrouble> {
        let mut statement = connection.prepare(FACTS)?;
        let kinds = (FactKind::Print, FactKind::PrintFailed);
        let mut rows = statement.query((seq, kinds.0, kinds.1))?;
        let mut last = seq;
        while let Some(row) = rows.next()? {
            last = key(row);
            let body: Vec<u8> = row.get(2)?;
            let fact = Fact::from_body(row.get(1)?, &body);
            self.add(&fact.ok_or_else(|| corrupt(Table::Journal, last, Column::Body))?);
        }
        Ok(last)
    }

    /// The rows, in their order.
    fn rows(&self) -> impl Iterator<Item = PrintRow> {
        self.0.iter().map(|(&(slip, copy), &count)| PrintRow { slip, copy, count })
    }
}

/// Counts along, and compares at the end of the walk: only then is it known that the facts are right.
struct PrintsCheck<'a> {
    connection: &'a Connection,
    counts: Counts,
}

impl ViewCheck for PrintsCheck<'_> {
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        self.counts.add(fact.fact);
        Ok(())
    }

    /// A count that is missing, too many, or not what the facts lead to.
    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        let mut expected = self.counts.rows();
        if !schema::has_table(self.connection, Table::Prints)? {
            return Ok(expected.next().map(|row| at(row, Wrong::Missing)));
        }
        let kept = format!("SELECT {} FROM prints t ORDER BY t.slip, t.copy", PrintRow::columns("t"));
        let mut kept = self.connection.prepare(&kept)?;
        let mut kept = kept.query([])?;
        for expected in expected.by_ref() {
            let Some(row) = kept.next()? else { return Ok(Some(at(expected, Wrong::Missing))) };
            if let Err(finding) = read(row).and_then(|kept| meet(expected, kept)) {
                return Ok(Some(finding));
            }
        }
        let more = kept.next()?.map(|row| Finding::at(Table::Prints, key(row), Wrong::Unknown));
        Ok(more)
    }
}

/// The next count that is kept has to be this one.
fn meet(expected: PrintRow, kept: PrintRow) -> Result<(), Finding> {
    let place = |row: PrintRow| (row.slip, row.copy);
    if place(expected) < place(kept) {
        return Err(at(expected, Wrong::Missing));
    }
    if place(expected) > place(kept) {
        return Err(at(kept, Wrong::Unknown));
    }
    if expected.count == kept.count {
        return Ok(());
    }
    Err(at(expected, differs(expected.count, kept.count)).column(Column::Count))
}

fn at(row: PrintRow, wrong: Wrong) -> Finding {
    Finding::at(Table::Prints, row.slip, wrong)
}
