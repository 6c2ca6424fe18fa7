//! Checking: whether what is kept is what the rows say. Every block is made again from its rows, by the table that it was
//! built from, and compared byte by byte.
//!
//! A caller walks one snapshot and gives every transaction once, in order; it has found out before that these are right. At
//! most one block is in memory, beside how much of each cancelled payment is left.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
};

use rusqlite::{Connection, OptionalExtension as _, Row, types::ValueRef};

use super::{
    amounts::chunk_of,
    blocks::{claimed, newest, place, seq},
    build::Made,
    facets::{Beside, FULL, Facet, PART, key},
    set,
};
use crate::{
    ledger::{error::LedgerTrouble, rows::TransactionRow},
    record::{Column, Finding, Table, Totals, Wrong, differs},
};

const BLOCK: &str = "SELECT block, until, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, cancelled_vat \
     FROM blocks WHERE block >= ?1 ORDER BY block LIMIT 1";
const COLUMNS: [Column; 10] = [
    Column::Block,
    Column::Until,
    Column::FirstAt,
    Column::LastAt,
    Column::Payments,
    Column::Paid,
    Column::PaidVat,
    Column::Cancels,
    Column::Cancelled,
    Column::CancelledVat,
];
/// NULL in place of a value that is longer than any of ours.
const SETS: &str = "SELECT key, iif(octet_length(rows) <= 65536, rows, NULL) FROM facets WHERE key >= ?1 AND key < ?2 ORDER BY key";
const PACKED: &str = "SELECT chunk, iif(octet_length(packed) <= 65536, packed, NULL) FROM amounts WHERE chunk >= ?1 AND chunk < ?2 ORDER BY chunk";
const AMOUNT: &str = "SELECT amount FROM transactions WHERE seq = ?1";

/// A check in progress.
pub struct Check<'a> {
    connection: &'a Connection,
    /// The last row that the index covers.
    indexed: i64,
    /// The rows of the block that the walk is in.
    made: Option<Made>,
    /// How far everything that is kept was compared.
    compared: Compared,
    /// Of each block, by position, what is left of payments with cancels.
    left: BTreeMap<i64, HashMap<u16, u32>>,
    /// The states that are kept: what they should be is known at the end of the walk only.
    states: BTreeMap<i64, Vec<u8>>,
    /// What was found first.
    finding: Option<Finding>,
}

/// The first block, key and chunk that were not compared yet.
struct Compared {
    block: i64,
    key: i64,
    chunk: i64,
}

impl<'a> Check<'a> {
    /// Begins to check the index of a ledger.
    pub fn begin(connection: &'a Connection) -> Result<Self, LedgerTrouble> {
        let (claimed, newest) = (claimed(connection)?, newest(connection)?);
        Ok(Self {
            connection,
            // An impossible claim is found when the last block is compared.
            indexed: if (0..=newest).contains(&claimed) { claimed } else { newest },
            made: None,
            compared: Compared { block: i64::MIN, key: i64::MIN, chunk: i64::MIN },
            left: BTreeMap::new(),
            states: BTreeMap::new(),
            finding: None,
        })
    }

    /// Whether the answer is known before the end.
    pub fn is_decided(&self) -> bool {
        self.finding.is_some()
    }

    /// The next transaction, and what is beside it.
    pub fn row(&mut self, row: &TransactionRow, beside: Beside) -> Result<(), LedgerTrouble> {
        if row.seq > self.indexed || self.is_decided() {
            return Ok(());
        }
        let block = place(row.seq).0;
        if self.made.as_ref().is_some_and(|made| made.block != block) {
            self.compare()?;
            if self.is_decided() {
                return Ok(());
            }
        }
        self.made.get_or_insert_with(|| Made::of(block)).add(row, beside);
        if let Some(payment) = row.payment {
            self.take(payment, row.amount.get())?;
        }
        Ok(())
    }

    /// The end of the walk; what was found first, if anything is wrong.
    pub fn end(mut self) -> Result<Option<Finding>, LedgerTrouble> {
        if !self.is_decided() {
            self.compare()?;
        }
        if !self.is_decided() {
            self.finding = match self.states() {
                None => self.rest()?,
                found => found,
            };
        }
        Ok(self.finding)
    }

    /// A cancel takes from its payment.
    fn take(&mut self, payment: i64, amount: u64) -> Result<(), LedgerTrouble> {
        let (block, position) = place(payment);
        let of_block = self.left.entry(block).or_default();
        let position = u16::try_from(position).unwrap_or(u16::MAX);
        let paid = if let Some(left) = of_block.get(&position) {
            u64::from(*left)
        } else {
            let mut statement = self.connection.prepare_cached(AMOUNT)?;
            statement.query_one([payment], |row| row.get(0)).optional()?.unwrap_or(0)
        };
        let left = u32::try_from(paid.saturating_sub(amount)).unwrap_or(u32::MAX);
        of_block.insert(position, left);
        Ok(())
    }

    /// Compares what is kept of the block that the walk has passed, and of none before it.
    fn compare(&mut self) -> Result<(), LedgerTrouble> {
        let Some(made) = self.made.take() else { return Ok(()) };
        self.finding = match self.block(&made)? {
            None => match self.sets(&made)? {
                None => self.amounts(&made)?,
                found => found,
            },
            found => found,
        };
        let next = made.block + 1;
        self.compared =
            Compared { block: next, key: key(next, Facet::Kind, 0), chunk: chunk_of(seq(next, 0)) };
        Ok(())
    }

    /// The row of `blocks`.
    fn block(&self, made: &Made) -> Result<Option<Finding>, LedgerTrouble> {
        let at = |row, wrong| Some(Finding::at(Table::Blocks, row, wrong));
        let mut statement = self.connection.prepare_cached(BLOCK)?;
        let mut rows = statement.query([self.compared.block])?;
        let Some(row) = rows.next()? else { return Ok(at(made.block, Wrong::Missing)) };
        let number = row.get_ref(0)?.as_i64().unwrap_or(0);
        match number.cmp(&made.block) {
            Ordering::Greater => return Ok(at(made.block, Wrong::Missing)),
            Ordering::Less => return Ok(at(number, Wrong::Unknown)),
            Ordering::Equal => {}
        }
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = made.totals;
        let number = |number: u64| Some(i64::try_from(number).unwrap_or(i64::MAX));
        let (first_at, last_at) = made.times.unzip();
        let expected = [
            Some(made.block),
            number(made.until() as u64),
            first_at,
            last_at,
            number(payments),
            number(paid),
            number(paid_vat),
            number(cancels),
            number(cancelled),
            number(cancelled_vat),
        ];
        Ok(differing(row, made.block, expected))
    }

    /// The rows of `facets`, but for the states of payments.
    fn sets(&mut self, made: &Made) -> Result<Option<Finding>, LedgerTrouble> {
        let connection = self.connection;
        let mut statement = connection.prepare_cached(SETS)?;
        let kept = statement.query((self.compared.key, key(made.block + 1, Facet::Kind, 0)))?;
        let mut kept = Kept { table: Table::Facets, rows: kept, next: None };
        let states = [PART, FULL].map(|value| key(made.block, Facet::State, value));
        let mut finding = None;
        made.each_set(|key, positions| {
            while finding.is_none() && kept.key()?.is_some_and(|kept| kept < key && states.contains(&kept)) {
                self.states.extend(kept.take()?);
            }
            if finding.is_none() {
                finding = kept.meet(key, &set::write(positions))?;
            }
            Ok(())
        })?;
        if finding.is_none() { kept.more() } else { Ok(finding) }
    }

    /// The rows of `amounts`.
    fn amounts(&self, made: &Made) -> Result<Option<Finding>, LedgerTrouble> {
        let mut statement = self.connection.prepare_cached(PACKED)?;
        let kept = statement.query((self.compared.chunk, chunk_of(seq(made.block + 1, 0))))?;
        let mut kept = Kept { table: Table::Amounts, rows: kept, next: None };
        for (chunk, packed) in &made.amounts {
            let finding = kept.meet(*chunk, &packed.write())?;
            if finding.is_some() {
                return Ok(finding);
            }
        }
        kept.more()
    }

    /// The states of payments, of all blocks.
    fn states(&mut self) -> Option<Finding> {
        for (block, payments) in &self.left {
            let (mut part, mut whole) = (Vec::new(), Vec::new());
            for (position, left) in payments {
                (if *left == 0 { &mut whole } else { &mut part }).push(*position);
            }
            for (value, mut positions) in [(PART, part), (FULL, whole)] {
                positions.sort_unstable();
                let key = key(*block, Facet::State, value);
                let wrong = match self.states.remove(&key) {
                    None if positions.is_empty() => None,
                    None => Some(Wrong::Missing),
                    Some(_) if positions.is_empty() => Some(Wrong::Unknown),
                    Some(kept) => (kept != set::write(&positions)).then_some(Wrong::Altered),
                };
                if let Some(wrong) = wrong {
                    return Some(Finding::at(Table::Facets, key, wrong));
                }
            }
        }
        self.states.keys().next().map(|key| Finding::at(Table::Facets, *key, Wrong::Unknown))
    }

    /// After the last block nothing may be kept.
    fn rest(&self) -> Result<Option<Finding>, LedgerTrouble> {
        if self.indexed == 0 {
            // Left by an index that is being dropped in parts, to be made anew: no search reads it.
            return Ok(None);
        }
        let Compared { block, key, chunk } = self.compared;
        for (table, sql, first) in [
            (Table::Blocks, "SELECT block FROM blocks WHERE block >= ?1 ORDER BY block LIMIT 1", block),
            (Table::Facets, "SELECT key FROM facets WHERE key >= ?1 ORDER BY key LIMIT 1", key),
            (Table::Amounts, "SELECT chunk FROM amounts WHERE chunk >= ?1 ORDER BY chunk LIMIT 1", chunk),
        ] {
            let mut statement = self.connection.prepare_cached(sql)?;
            if let Some(row) = statement.query([first])?.next()? {
                return Ok(Some(Finding::at(table, row.get(0)?, Wrong::Unknown)));
            }
        }
        Ok(None)
    }
}

/// The first column of a row of `blocks` that is not as expected.
fn differing(row: &Row<'_>, block: i64, expected: [Option<i64>; 10]) -> Option<Finding> {
    let shown = |value: Option<i64>| value.map_or_else(|| "NULL".to_owned(), |value| value.to_string());
    COLUMNS.into_iter().zip(expected).enumerate().find_map(|(index, (column, expected))| {
        let kept = match row.get_ref(index) {
            Ok(ValueRef::Null) => Ok(None),
            Ok(ValueRef::Integer(kept)) => Ok(Some(kept)),
            _ => Err(Wrong::Unreadable),
        };
        let wrong = match kept {
            Ok(kept) if kept == expected => return None,
            Ok(kept) => differs(shown(expected), shown(kept)),
            Err(wrong) => wrong,
        };
        Some(Finding::at(Table::Blocks, block, wrong).column(column))
    })
}

/// What is kept in a table, read in the order of its keys.
struct Kept<'a> {
    table: Table,
    rows: rusqlite::Rows<'a>,
    /// Read, but not compared yet.
    next: Option<(i64, Vec<u8>)>,
}

impl Kept<'_> {
    /// The key of the next row.
    fn key(&mut self) -> Result<Option<i64>, LedgerTrouble> {
        if self.next.is_none()
            && let Some(row) = self.rows.next()?
        {
            let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
            self.next = Some((row.get(0)?, bytes.to_vec()));
        }
        Ok(self.next.as_ref().map(|(key, _)| *key))
    }

    /// The next row.
    fn take(&mut self) -> Result<Option<(i64, Vec<u8>)>, LedgerTrouble> {
        self.key()?;
        Ok(self.next.take())
    }

    /// The next row has to be this one.
    fn meet(&mut self, key: i64, expected: &[u8]) -> Result<Option<Finding>, LedgerTrouble> {
        let table = self.table;
        let at = |row, wrong| Ok(Some(Finding::at(table, row, wrong)));
        match self.take()? {
            Some((kept, _)) if kept < key => at(kept, Wrong::Unknown),
            Some((kept, bytes)) if kept == key && bytes == expected => Ok(None),
            Some((kept, _)) if kept == key => at(key, Wrong::Altered),
            _ => at(key, Wrong::Missing),
        }
    }

    /// No further row may be kept.
    fn more(&mut self) -> Result<Option<Finding>, LedgerTrouble> {
        Ok(self.key()?.map(|key| Finding::at(self.table, key, Wrong::Unknown)))
    }
}
