//! Rows that were taken over from other systems: reading them, and what is kept of them.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, Row};
use zeroize::Zeroizing;

use super::{
    error::{LedgerError, LedgerTrouble},
    open::Ledger,
    rows::{Cells, ImportedRow, TableRow as _, corrupt, next_of, once},
    schema,
    write::Writer,
};
use crate::{
    payment::{Remaining, TransactionId, Won},
    record::{Column, Fact, FactKind, JournalHash, KeyedDigest, Origin, OriginalRow, Table},
    vault::{SealError, Vault},
};

/// A row of another system, as the ledger keeps it.
pub struct Kept {
    /// What is sealed of it.
    pub row: ImportedRow,
    /// The fact that it is of: a payment, a cancel, or that it was set aside.
    pub fact: Fact,
    /// The hash of that fact, which the seal is bound to.
    pub hash: JournalHash,
}

const ANY: &str = "SELECT EXISTS (SELECT 1 FROM imported)";
const OF: &str = "SELECT j.kind, j.body FROM imported i JOIN journal j ON j.seq = i.seq WHERE i.seq = ?1";
const IS_ONE: &str = "SELECT EXISTS (SELECT 1 FROM imported WHERE seq = ?1)";
const WITHIN: &str = "SELECT seq FROM imported WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3";
const ANY_PAYMENT: &str = "SELECT EXISTS (SELECT 1 FROM transactions WHERE seq > ?1 AND kind = 1)";
const OWN_PAYMENT: &str = "SELECT EXISTS (SELECT 1 FROM transactions t WHERE t.seq > ?1 AND t.kind = 1 \
     AND NOT EXISTS (SELECT 1 FROM imported i WHERE i.seq = t.seq))";

const LAST_END: &str = "SELECT seq FROM journal WHERE kind = ?1 ORDER BY seq DESC LIMIT 1";
/// Only a row that was set aside has a name.
const SINCE: &str = "SELECT count(*) - count(name), count(name) FROM imported WHERE seq > ?1";

/// Whether a ledger has rows of other systems: one of an earlier version has none.
pub(super) fn has_imported(connection: &Connection) -> Result<bool, LedgerTrouble> {
    Ok(schema::has_table(connection, Table::Imported)?
        && connection.prepare_cached(ANY)?.query_one([], |row| row.get(0))?)
}

/// Where a transaction comes from, in a ledger that has rows of other systems; `None` when it was recorded here.
pub(super) fn origin_of(connection: &Connection, seq: i64) -> Result<Option<Origin>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(OF)?;
    let mut rows = statement.query([seq])?;
    let Some(row) = next_of(&mut rows, Table::Journal, seq)? else { return Ok(None) };
    let fact = fact(row, seq, 0)?;
    fact.origin().cloned().map(Some).ok_or_else(|| corrupt(Table::Journal, seq, Column::Body))
}

/// Whether a row of another system belongs to this fact, in a ledger that has such rows.
pub(super) fn is_imported(connection: &Connection, seq: i64) -> Result<bool, LedgerTrouble> {
    Ok(connection.prepare_cached(IS_ONE)?.query_one([seq], |row| row.get(0))?)
}

/// Which of the facts after fact `after` up to fact `until` have a row of another system; at most the first `limit`.
pub(super) fn imported_within(
    connection: &Connection,
    after: i64,
    until: i64,
    limit: usize,
) -> Result<HashSet<i64>, LedgerTrouble> {
    if !has_imported(connection)? {
        return Ok(HashSet::new());
    }
    let mut statement = connection.prepare_cached(WITHIN)?;
    let limit = i64::try_from(limit).unwrap_or(-1);
    let rows = statement.query_map((after, until, limit), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The fact whose kind and body are the columns from `from` on.
fn fact(row: &Row<'_>, seq: i64, from: usize) -> Result<Fact, LedgerTrouble> {
    let damaged = |column| corrupt(Table::Journal, seq, column);
    let kind: FactKind = row.get(from).or(Err(damaged(Column::Kind)))?;
    let body: Vec<u8> = row.get(from + 1).or(Err(damaged(Column::Body)))?;
    Fact::from_body(kind, &body).ok_or_else(|| damaged(Column::Body))
}

/// `SELECT …` of what is kept of rows of other systems.
fn select(tail: &str) -> String {
    format!(
        "SELECT {}, j.kind, j.body, j.hash FROM imported i JOIN journal j ON j.seq = i.seq {tail}",
        ImportedRow::columns("i")
    )
}

fn kept(row: &Row<'_>) -> Result<Kept, LedgerTrouble> {
    let imported = ImportedRow::from_cells(&Cells::at::<ImportedRow>(row, 0));
    let seq = row.get_ref(0)?.as_i64().unwrap_or(0);
    let imported = imported.map_err(|column| corrupt(Table::Imported, seq, column))?;
    let next = ImportedRow::COLUMNS.len();
    let hash = row.get(next + 2).or(Err(corrupt(Table::Journal, seq, Column::Hash)))?;
    Ok(Kept { fact: fact(row, seq, next)?, row: imported, hash })
}

fn many(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Kept>, LedgerTrouble> {
    if !has_imported(connection)? {
        return Ok(Vec::new());
    }
    connection.prepare_cached(sql)?.query_and_then(parameters, kept)?.collect()
}

/// A row of another system that was taken, with its payment or cancel as far as money goes.
pub struct KeptTransaction {
    /// What is kept of the row.
    pub kept: Kept,
    /// The amount.
    pub amount: Won,
    /// VAT.
    pub vat: Won,
    /// What remains of a payment; of a cancel nothing.
    pub left: Remaining,
}

impl Ledger {
    /// The row of another system that became the transaction with this id, in a ledger that has such rows.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn imported_as(&self, id: TransactionId) -> Result<Option<KeptTransaction>, LedgerError> {
        let sql = once!(format!(
            "SELECT {}, j.kind, j.body, j.hash, t.seq, t.amount, t.vat, coalesce(b.amount, t.amount), coalesce(b.vat, t.vat) \
             FROM transactions t JOIN imported i ON i.seq = t.seq JOIN journal j ON j.seq = t.seq \
             LEFT JOIN balances b ON b.payment = t.seq WHERE t.id = ?1",
            ImportedRow::columns("i")
        ));
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let kept = kept(row)?;
            let next = ImportedRow::COLUMNS.len() + 4;
            let damaged = |table, column| corrupt(table, kept.row.seq, column);
            let won =
                |place: usize, table, column| row.get::<_, Won>(next + place).or(Err(damaged(table, column)));
            let amount = won(0, Table::Transactions, Column::Amount)?;
            let vat = won(1, Table::Transactions, Column::Vat)?;
            let left = (won(2, Table::Balances, Column::Amount)?, won(3, Table::Balances, Column::Vat)?);
            let left = Remaining::new(left.0, left.1).ok_or_else(|| damaged(Table::Balances, Column::Vat))?;
            let left = if matches!(kept.fact, Fact::Cancel { .. }) { Remaining::NOTHING } else { left };
            Ok(Some(KeptTransaction { kept, amount, vat, left }))
        })
    }

    /// Whether it has rows of other systems.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_imported(&self) -> Result<bool, LedgerError> {
        self.read(has_imported)
    }

    /// Whether a row of another system was set aside.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_set_aside(&self) -> Result<bool, LedgerError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM imported WHERE name IS NOT NULL)";
        self.read(|connection| {
            Ok(has_imported(connection)?
                && connection.prepare_cached(SQL)?.query_one([], |row| row.get(0))?)
        })
    }

    /// The row of another system that was set aside and has this name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn imported_named(&self, name: KeyedDigest) -> Result<Option<Kept>, LedgerError> {
        let sql = once!(select("WHERE i.name = ?1"));
        self.read(|connection| Ok(many(connection, sql, [name])?.pop()))
    }

    /// The row of another system that a fact is of.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn imported(&self, seq: i64) -> Result<Option<Kept>, LedgerError> {
        let sql = once!(select("WHERE i.seq = ?1"));
        self.read(|connection| Ok(many(connection, sql, [seq])?.pop()))
    }

    /// The rows that were set aside after fact `after`, in order, `limit` at most.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn set_aside(&self, after: i64, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        let sql = once!(select("WHERE i.seq > ?1 AND j.kind = ?2 ORDER BY i.seq LIMIT ?3"));
        self.read(|connection| many(connection, sql, (after, FactKind::SetAside, limit)))
    }

    /// The rows of other systems after fact `after` that were sealed with an older key than `key_id`, `limit` at most.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outdated_imported(&self, after: i64, key_id: u32, limit: u32) -> Result<Vec<Kept>, LedgerError> {
        let sql = once!(select("WHERE i.seq > ?1 AND i.key_id < ?2 ORDER BY i.seq LIMIT ?3"));
        self.read(|connection| many(connection, sql, (after, key_id, limit)))
    }

    /// How many rows of other systems were taken and set aside since a take-over came to its end.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn imported_since_end(&self) -> Result<(u64, u64), LedgerError> {
        self.read(|connection| {
            let kind = [FactKind::TakenOver];
            let end: Option<i64> =
                connection.prepare_cached(LAST_END)?.query_one(kind, |row| row.get(0)).optional()?;
            let counts = connection
                .prepare_cached(SINCE)?
                .query_one([end.unwrap_or(0)], |row| Ok((row.get(0)?, row.get(1)?)));
            Ok(counts?)
        })
    }

    /// Whether a payment that was taken here comes after fact `after`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_own_payment(&self, after: i64) -> Result<bool, LedgerError> {
        self.read(|connection| own_payment(connection, after))
    }
}

fn own_payment(connection: &Connection, after: i64) -> Result<bool, LedgerTrouble> {
    let sql = if schema::has_table(connection, Table::Imported)? { OWN_PAYMENT } else { ANY_PAYMENT };
    Ok(connection.prepare_cached(sql)?.query_one([after], |row| row.get(0))?)
}

impl Writer<'_> {
    /// As [`Ledger::has_own_payment`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_own_payment(&self, after: i64) -> Result<bool, LedgerError> {
        self.run(|connection| own_payment(connection, after))
    }

    /// Puts `new` in the place of what was sealed with an older key. Says whether it did; not when it is no longer as it was
    /// read.
    ///
    /// # Errors
    /// When the ledger refuses or cannot be written.
    pub fn reseal_imported(&self, old: &ImportedRow, new: &ImportedRow) -> Result<bool, LedgerError> {
        const SQL: &str = "UPDATE imported SET key_id = ?2, original = ?3, digest = ?4, name = ?5 \
             WHERE seq = ?1 AND key_id = ?6 AND original = ?7";
        self.run(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            let to = (new.seq, new.key_id, &new.original, new.digest, new.name, old.key_id, &old.original);
            Ok(statement.execute(to)? == 1)
        })
    }
}

/// The keyed hash of table and key of a row of another system, made with key `key_id`: by this one that was set aside is found.
///
/// # Errors
/// [`SealError::UnknownKey`].
pub fn name_of(vault: &Vault, key_id: u32, row: &OriginalRow) -> Result<KeyedDigest, SealError> {
    let key = serde_json::to_vec(&row.key).map(Zeroizing::new).unwrap_or_default();
    vault.digest(key_id, &[b"name", row.table.name().as_bytes(), &key, &row.before.to_be_bytes()])
}

/// The keyed hash of all of a row of another system, of which these are the bytes, made with key `key_id`.
///
/// # Errors
/// [`SealError::UnknownKey`].
pub fn digest_of(vault: &Vault, key_id: u32, bytes: &[u8]) -> Result<KeyedDigest, SealError> {
    vault.digest(key_id, &[b"row", bytes])
}
