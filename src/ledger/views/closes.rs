//! The closes as they are listed, and how often each was shown or printed again.
//!
//! The check counts the figures of each close again along the walk: what it says of its range has to be what is in it.

use rusqlite::{Connection, OptionalExtension as _};
use serde_json::Value;

use super::{View, ViewCheck, ViewFact, facts_after};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        rows::{CloseRow, JournalRow, TableRow as _, TransactionRow, one},
        schema,
        verify::{in_order, key, read},
    },
    record::{
        Close, DayStart, Fact, FactKind, FigureCounter, Figures, Finding, GrandTotal, Part, Progress, Table,
        Wrong, differs,
    },
    staff::Signers,
};

const PRINTED: &str = "UPDATE closes SET reprints = reprints + 1 WHERE number = ?1";
const BODY: &str = "SELECT j.body FROM closes c JOIN journal j ON j.seq = c.seq WHERE c.number = ?1";

/// The view.
pub struct Closes;

impl View for Closes {
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        match fact.fact {
            Fact::Close(close) => {
                CloseRow::of(fact.row, close).write(&mut *connection.prepare_cached(CloseRow::insert())?)
            }
            Fact::ClosePrinted { number, .. } => {
                one(connection.prepare_cached(PRINTED)?.execute([number])?)
            }
            _ => Ok(()),
        }
    }

    fn rebuild(&self, ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        let mut rows = Rows::default();
        // Facts never change: most are read before others have to wait.
        let last = ledger.read(|connection| rows.read_after(connection, 0))?;
        ledger.write(|writer| {
            writer.run(|connection| {
                rows.read_after(connection, last)?;
                connection.execute("DELETE FROM closes", [])?;
                let mut insert = connection.prepare_cached(CloseRow::insert())?;
                rows.0.iter().try_for_each(|row| row.write(&mut insert))
            })
        })
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        let has_table = schema::has_table(connection, Table::Closes)?;
        let mut check = ClosesCheck {
            connection,
            has_table,
            rows: Rows::default(),
            counter: FigureCounter::new(1, GrandTotal::default(), DayStart::MIDNIGHT),
            not_handed_over: None,
            finding: None,
        };
        check.begin_range(1, GrandTotal::default())?;
        Ok(Box::new(check))
    }
}

/// The rows that facts lead to.
#[derive(Default)]
struct Rows(Vec<CloseRow>);

impl Rows {
    /// Takes in the next fact.
    fn add(&mut self, row: &JournalRow, fact: &Fact) {
        match fact {
            Fact::Close(close) => self.0.push(CloseRow::of(row, close)),
            Fact::ClosePrinted { number, .. } => {
                if let Some(close) = self.0.iter_mut().find(|close| close.number == *number) {
                    close.reprints = close.reprints.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    /// Takes in the facts that the journal has after fact `seq`. Returns the number of the last one.
    fn read_after(&mut self, connection: &Connection, seq: i64) -> Result<i64, LedgerTrouble> {
        let kinds = [FactKind::Close, FactKind::ClosePrinted];
        facts_after(connection, seq, &kinds, |row, fact| self.add(row, fact))
    }
}

/// Counts along, and compares at the end of the walk: only then is it known that the facts are right.
struct ClosesCheck<'a> {
    connection: &'a Connection,
    has_table: bool,
    rows: Rows,
    counter: FigureCounter,
    /// Payments and cancels that no batch has; `None` before the first batch.
    not_handed_over: Option<u64>,
    /// The first fact that does not say what came before it.
    finding: Option<Finding>,
}

impl ClosesCheck<'_> {
    /// Begins to count what comes from fact `from_seq` on. When the days of a range began is in its close, which comes after
    /// it: the table says where that is.
    fn begin_range(&mut self, from_seq: i64, before: GrandTotal) -> Result<(), LedgerTrouble> {
        let next = if self.has_table { close_of(self.connection, self.next_number())? } else { None };
        let day_starts_at = next.map_or(DayStart::MIDNIGHT, |close| close.figures.day_starts_at);
        self.counter = FigureCounter::new(from_seq, before, day_starts_at);
        Ok(())
    }

    fn next_number(&self) -> u32 {
        u32::try_from(self.rows.0.len() + 1).unwrap_or(u32::MAX)
    }

    /// Compares the next close with what was counted, and begins the range after it.
    fn close(&mut self, row: &JournalRow, found: &Close) -> Result<(), LedgerTrouble> {
        let mut figures = Figures { not_handed_over: self.not_handed_over, ..self.counter.figures() };
        let counted = figures.grand_total;
        if found.figures.day_starts_at != figures.day_starts_at {
            // The table has led to another fact, which is found at the end.
            figures.day_starts_at = found.figures.day_starts_at;
            figures.by_business_date.clone_from(&found.figures.by_business_date);
        }
        let (from_seq, to_seq) = (self.counter.from_seq(), row.seq - 1);
        let expected = Close { number: self.next_number(), from_seq, to_seq, figures };
        if let Some((name, wrong)) = difference(&expected, found) {
            self.found(Finding::at(Table::Journal, row.seq, wrong).part(Part::Name(name.into())));
        }
        self.rows.0.push(CloseRow::of(row, found));
        self.begin_range(row.seq + 1, counted)
    }

    /// A close was shown again: there is one of that number, and the count goes on.
    fn printed(&mut self, seq: i64, number: u32, reprint: u32) {
        let wrong = match self.rows.0.iter_mut().find(|row| row.number == number) {
            None => Some(("number", Wrong::Unknown)),
            Some(row) => {
                row.reprints = row.reprints.saturating_add(1);
                (row.reprints != reprint).then(|| ("reprint", differs(row.reprints, reprint)))
            }
        };
        if let Some((name, wrong)) = wrong {
            self.found(Finding::at(Table::Journal, seq, wrong).part(Part::Name(name.into())));
        }
    }

    fn found(&mut self, finding: Finding) {
        self.finding.get_or_insert(finding);
    }
}

impl ViewCheck for ClosesCheck<'_> {
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        match fact.fact {
            Fact::Close(close) => self.close(fact.row, close)?,
            Fact::ClosePrinted { number, reprint } => self.printed(fact.row.seq, *number, *reprint),
            other => {
                let counted = fact.transaction.map(TransactionRow::counted);
                let till = fact.transaction.map_or(fact.row.till, |row| row.till);
                let by = Signers { operator: fact.row.operator, approver: fact.row.approver };
                self.counter.add(till, by, other, counted.as_ref());
                match other {
                    Fact::HandOver(batch) if batch.resubmits().is_none() => {
                        self.not_handed_over = Some(batch.left);
                    }
                    own if own.kind().is_transaction() && own.origin().is_none() => {
                        self.not_handed_over = self.not_handed_over.map(|count| count + 1);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A close that does not say what came before it; a row that is missing, too many, or not what the facts lead to.
    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        if self.finding.is_some() {
            return Ok(self.finding);
        }
        let at = |number: u32, wrong| Finding::at(Table::Closes, number.into(), wrong);
        let mut expected = self.rows.0.iter();
        if !self.has_table {
            return Ok(expected.next().map(|row| at(row.number, Wrong::Missing)));
        }
        let kept = format!("SELECT {} FROM closes t ORDER BY t.number", CloseRow::columns("t"));
        let mut kept = self.connection.prepare(&kept)?;
        let mut kept = kept.query([])?;
        for expected in expected {
            let Some(row) = kept.next()? else { return Ok(Some(at(expected.number, Wrong::Missing))) };
            let met = in_order(Table::Closes, expected.number.into(), key(row)).and_then(|()| read(row));
            if let Err(finding) = met.and_then(|kept| meet(expected, &kept)) {
                return Ok(Some(finding));
            }
        }
        Ok(kept.next()?.map(|row| Finding::at(Table::Closes, key(row), Wrong::Unknown)))
    }
}

/// The close of this number, as the table says; `None` where it does not lead to one.
fn close_of(connection: &Connection, number: u32) -> Result<Option<Close>, LedgerTrouble> {
    let body: Option<Vec<u8>> =
        connection.prepare_cached(BODY)?.query_one([number], |row| row.get(0)).optional()?;
    Ok(match body.and_then(|body| Fact::from_body(FactKind::Close, &body)) {
        Some(Fact::Close(close)) => Some(*close),
        _ => None,
    })
}

/// The next row that is kept has to be this one.
fn meet(expected: &CloseRow, kept: &CloseRow) -> Result<(), Finding> {
    let values = expected.values().into_iter().zip(kept.values());
    match values.into_iter().find(|((_, expected), (_, kept))| expected != kept) {
        Some(((column, value), (_, kept))) => {
            let at = Finding::at(Table::Closes, expected.number.into(), differs(value, kept));
            Err(at.column(column))
        }
        None => Ok(()),
    }
}

/// The first field in which a close is not the expected one.
fn difference(expected: &Close, found: &Close) -> Option<(String, Wrong)> {
    if expected == found {
        return None;
    }
    let [expected, found] = [expected, found].map(|close| serde_json::to_value(close).unwrap_or_default());
    Some(first_difference("", &expected, &found).unwrap_or(("body".to_owned(), Wrong::Unreadable)))
}

fn first_difference(path: &str, expected: &Value, found: &Value) -> Option<(String, Wrong)> {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let differ = || (path.to_owned(), differs(text(expected), text(found)));
    match (expected, found) {
        _ if expected == found => None,
        (Value::Object(expected), Value::Object(found)) => {
            let names = expected.keys().chain(found.keys());
            let of = |fields: &serde_json::Map<String, Value>, name: &str| {
                fields.get(name).cloned().unwrap_or(Value::Null)
            };
            names
                .into_iter()
                .find_map(|name| first_difference(&below(name), &of(expected, name), &of(found, name)))
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            pairs.into_iter().find_map(|(index, (expected, found))| {
                first_difference(&below(&index.to_string()), expected, found)
            })
        }
        _ => Some(differ()),
    }
}

/// A value as findings show it: a text without its quotes, of a list how long it is, nothing where there is none.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.len().to_string(),
        other => other.to_string(),
    }
}
