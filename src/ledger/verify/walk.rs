//! The walk: the journal from its first fact to its last, with the row and what is sealed of each payment and cancel in step
//! beside it.
//!
//! All three tables are numbered by the journal. Read in their own order they meet row by row; a row that is missing, too
//! many or moved is met at once, and nothing has to be remembered.

use rusqlite::Row as Sql;
use strum::VariantArray as _;

use super::{halt::Halt, reader::LedgerReader};
use crate::{
    ledger::{
        LedgerError,
        error::LedgerTrouble,
        rows::{Cells, ImportedRow, JournalRow, SealedRow, TableRow, TransactionRow, next_of},
        schema,
        views::{ViewCheck, ViewFact},
    },
    payment::TransactionId,
    record::{Column, Fact, FactKind, Finding, Progress, Table, Wrong},
};

/// Facts that are handed over at a time.
const AT_ONCE: usize = 512;

/// What the walk meets, in this order.
pub enum WalkItem {
    /// A fact, with all that belongs to it.
    Fact(Box<Met>),
    /// Something that does not fit; the walk ends here.
    Finding(Finding),
    /// The end: nothing is wrong but what the facts themselves say.
    End,
}

/// A fact of the journal; a payment or cancel with its row and what is sealed of it.
pub struct Met {
    /// The row.
    pub row: JournalRow,
    /// What it says.
    pub fact: Fact,
    /// Its body, if it is a payment or cancel.
    pub body: Option<Body>,
    /// The row of another system that it is of, if it is.
    pub imported: Option<ImportedRow>,
}

impl Met {
    fn as_view_fact(&self) -> ViewFact<'_> {
        let transaction = self.body.as_ref().map(|body| &body.row);
        ViewFact { row: &self.row, fact: &self.fact, transaction }
    }
}

/// The body of a payment or cancel.
pub struct Body {
    /// The row; whether its values fit together is not known yet.
    pub row: TransactionRow,
    /// Id and kind of the row that `payment` names.
    pub original: Option<(TransactionId, FactKind)>,
    /// What is sealed.
    pub sealed: SealedRow,
}

impl LedgerReader {
    /// Walks from the first fact to the last, and gives what it meets to `take` until that says no. Says whether it came to
    /// the end, and nothing was wrong there. The checks of the views go along.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn walk_journal(
        &self,
        views: &mut [Box<dyn ViewCheck + '_>],
        progress: &Progress,
        mut take: impl FnMut(Vec<WalkItem>) -> bool,
    ) -> Result<bool, LedgerError> {
        self.run(|connection| {
            let mut journal = connection.prepare(&select::<JournalRow>())?;
            let mut rows = connection.prepare(&select_transactions())?;
            let mut sealed = connection.prepare(&select::<SealedRow>())?;
            let mut journal = journal.query([])?;
            let mut imported = None;
            if schema::has_table(connection, Table::Imported)? {
                imported = Some(connection.prepare(&select::<ImportedRow>())?);
            }
            let mut beside = BodyTables {
                rows: rows.query([])?,
                sealed: sealed.query([])?,
                imported: imported.as_mut().map(|statement| statement.query([])).transpose()?,
            };
            let mut last = 0;
            loop {
                let mut items = Vec::with_capacity(AT_ONCE);
                while items.len() < AT_ONCE {
                    let item = match next(&mut journal, &mut beside, &mut last) {
                        Ok(item) => item,
                        Err(Halt::Finding(finding)) => WalkItem::Finding(finding),
                        Err(Halt::Trouble(trouble)) => return Err(trouble),
                    };
                    match item {
                        WalkItem::Fact(ref met) => {
                            let fact = met.as_view_fact();
                            views.iter_mut().try_for_each(|view| view.fact(&fact))?;
                            items.push(item);
                        }
                        WalkItem::End => return Ok(take(items)),
                        WalkItem::Finding(_) => {
                            items.push(item);
                            take(items);
                            return Ok(false);
                        }
                    }
                }
                progress.advance(items.len() as u64);
                if !take(items) || progress.stopped() {
                    return Ok(false);
                }
            }
        })
    }
}

fn select<T: TableRow>() -> String {
    format!("SELECT {} FROM {} t ORDER BY t.{}", T::columns("t"), T::TABLE, T::COLUMNS[0])
}

fn select_transactions() -> String {
    format!(
        "SELECT {}, p.id, p.kind FROM transactions t LEFT JOIN transactions p ON p.seq = t.payment ORDER BY t.seq",
        TransactionRow::columns("t")
    )
}

/// What comes next.
fn next(
    journal: &mut rusqlite::Rows<'_>,
    beside: &mut BodyTables<'_>,
    last: &mut i64,
) -> Result<WalkItem, Halt<LedgerTrouble>> {
    let Some(row) = next_of(journal, Table::Journal, *last + 1)? else {
        return Ok(beside.rest()?.map_or(WalkItem::End, WalkItem::Finding));
    };
    *last += 1;
    in_order(Table::Journal, *last, key(row))?;
    let row: JournalRow = read(row)?;
    let fact = fact_of(&row)?;
    let body = if row.kind.is_transaction() { Some(beside.of(row.seq)?) } else { None };
    let imported = if fact.has_original() { Some(beside.original_of(row.seq)?) } else { None };
    Ok(WalkItem::Fact(Box::new(Met { row, fact, body, imported })))
}

/// What a fact says. Its body fits one kind alone, so a kind that was changed does not fit the body.
fn fact_of(row: &JournalRow) -> Result<Fact, Finding> {
    let unreadable = |column| Finding::at(Table::Journal, row.seq, Wrong::Unreadable).column(column);
    let of = |kind: FactKind| Fact::from_body(kind, &row.body);
    match of(row.kind) {
        Some(_) if (row.seq == 1) != (row.kind == FactKind::Begun) => Err(unreadable(Column::Kind)),
        Some(fact) => Ok(fact),
        None if FactKind::VARIANTS.iter().any(|kind| of(*kind).is_some()) => Err(unreadable(Column::Kind)),
        None => Err(unreadable(Column::Body)),
    }
}

/// Takes the values of a row; one that Paydesk never writes is a finding. Whether they fit together is asked later, when more
/// is known about which of them is wrong.
pub fn read<T: TableRow>(row: &Sql<'_>) -> Result<T, Finding> {
    let cells = Cells::at::<T>(row, 0);
    T::from_cells(&cells)
        .map_err(|column| Finding::at(T::TABLE, cells.key(), Wrong::Unreadable).column(column))
}

/// Whether the row that was met is the one that comes next.
pub fn in_order(table: Table, expected: i64, found: i64) -> Result<(), Finding> {
    match found {
        _ if found == expected => Ok(()),
        _ if found > expected => Err(Finding::at(table, expected, Wrong::Missing)),
        _ => Err(Finding::at(table, found, Wrong::Unknown)),
    }
}

/// The tables beside the journal, in its order.
struct BodyTables<'a> {
    rows: rusqlite::Rows<'a>,
    sealed: rusqlite::Rows<'a>,
    /// `None` in a ledger of an earlier version.
    imported: Option<rusqlite::Rows<'a>>,
}

impl BodyTables<'_> {
    /// The next transaction, which has to be `seq`, and what is sealed of it.
    fn of(&mut self, seq: i64) -> Result<Body, Halt<LedgerTrouble>> {
        let missing = |table| Finding::at(table, seq, Wrong::Missing);
        let row =
            next_of(&mut self.rows, Table::Transactions, seq)?.ok_or_else(|| missing(Table::Transactions))?;
        in_order(Table::Transactions, seq, key(row))?;
        let next = TransactionRow::COLUMNS.len();
        let original = row.get(next).and_then(|id| Ok((id, row.get(next + 1)?))).ok();
        let row: TransactionRow = read(row)?;
        let named = |finding: Finding| {
            if finding.spot.row == Some(seq) { finding.id(row.id.as_str()) } else { finding }
        };
        let sealed =
            next_of(&mut self.sealed, Table::Sealed, seq)?.ok_or_else(|| named(missing(Table::Sealed)))?;
        in_order(Table::Sealed, seq, key(sealed)).map_err(named)?;
        let sealed = read(sealed).map_err(named)?;
        Ok(Body { row, original, sealed })
    }

    /// The next row of another system, which has to be that of fact `seq`.
    fn original_of(&mut self, seq: i64) -> Result<ImportedRow, Halt<LedgerTrouble>> {
        let missing = || Finding::at(Table::Imported, seq, Wrong::Missing);
        let rows = self.imported.as_mut().ok_or_else(missing)?;
        let row = next_of(rows, Table::Imported, seq)?.ok_or_else(missing)?;
        in_order(Table::Imported, seq, key(row))?;
        Ok(read(row)?)
    }

    /// What is left when the journal is at its end: nothing may be.
    fn rest(&mut self) -> Result<Option<Finding>, LedgerTrouble> {
        let tables = [(Table::Transactions, &mut self.rows), (Table::Sealed, &mut self.sealed)];
        let imported = self.imported.as_mut().map(|rows| (Table::Imported, rows));
        for (table, rows) in tables.into_iter().chain(imported) {
            if let Some(row) = rows.next()? {
                return Ok(Some(Finding::at(table, key(row), Wrong::Unknown)));
            }
        }
        Ok(None)
    }
}

/// The key of a row, its first column; 0 when it is no number.
pub fn key(row: &Sql<'_>) -> i64 {
    row.get_ref(0).ok().and_then(|key| key.as_i64().ok()).unwrap_or(0)
}
