//! The temporary database of a plan: what was decided about every row, and what is known of every id. Of a card it has a keyed hash,
//! whose key is gone with the program.
//!
//! It is a file without a name that vanishes with the program, so that a plan may be as large as it likes.

use std::{collections::hash_map::RandomState, hash::BuildHasher as _};

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use strum::VariantArray;
use zeroize::Zeroizing;

use super::ImportError;
use crate::{
    payment::{CardNumber, Remaining, TransactionId, Won},
    record::{AsideReason, OldTable, OriginalRow, Repair},
};

/// Kibibytes of pages that are kept in memory.
const CACHE: i64 = 512;
/// States of an id.
const PAYMENT: u8 = 1;
const SET_ASIDE: u8 = 2;
const CANCEL: u8 = 3;

const TABLES: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
    CREATE TABLE ids (id TEXT PRIMARY KEY, state INTEGER, paid INTEGER, amount INTEGER, vat INTEGER, card INTEGER)
        WITHOUT ROWID;
    CREATE TABLE keys (key BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID;
    CREATE TABLE rows (position INTEGER PRIMARY KEY, source INTEGER, state INTEGER, taken INTEGER, reasons INTEGER, repairs INTEGER,
        read_amount INTEGER, read_vat INTEGER, amount INTEGER, vat INTEGER, nth INTEGER, key TEXT); BEGIN";

/// What a row is to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    /// It does not have it.
    New,
    /// It has it.
    Same,
    /// It has it, and it was another one then.
    Changed,
}

/// What is known of an id.
pub(super) enum IdState {
    /// A payment of which this remains.
    Payment(Remaining),
    /// A payment that is set aside.
    SetAside,
    /// A cancel.
    Cancel,
}

/// What was decided about a row, as far as recording needs it.
pub(super) struct Decided {
    /// Whether the ledger does not have it.
    pub is_new: bool,
    /// Whether it is taken.
    pub is_taken: bool,
    /// Why it is set aside.
    pub reasons: Vec<AsideReason>,
    /// How many rows of the same key come before it.
    pub before: u64,
}

/// A row of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The table.
    pub table: OldTable,
    /// The key, at most 40 characters of it, without card numbers; empty where nothing is to be told of it.
    pub key: String,
    /// Why it is set aside; none when it is taken.
    pub reasons: Vec<AsideReason>,
    /// What was repaired.
    pub repairs: Vec<Repair>,
    /// Amount and VAT as the other system reads them.
    pub before: (u64, u64),
    /// Amount and VAT that are taken.
    pub after: (u64, u64),
}

/// Which rows of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportPart {
    /// Those that are set aside.
    SetAside,
    /// Those that are taken with another amount or VAT than the other system reads.
    Differences,
    /// Those that are not as they were when they were taken over.
    Changed,
}

/// A payment of which something is cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// Its id.
    pub id: String,
    /// What was paid.
    pub paid: u64,
    /// What remains: amount and VAT.
    pub left: (u64, u64),
}

/// The database.
pub(super) struct Scratch {
    connection: Connection,
    hashers: [RandomState; 2],
}

impl Scratch {
    pub(super) fn new() -> rusqlite::Result<Self> {
        let connection = Connection::open("")?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        connection.execute_batch(TABLES)?;
        Ok(Self { connection, hashers: [RandomState::new(), RandomState::new()] })
    }

    /// How many rows of the same key came before this one in its table.
    pub(super) fn count_key(&self, row: &OriginalRow) -> rusqlite::Result<u64> {
        const SQL: &str = "INSERT INTO keys VALUES (?1, 1) ON CONFLICT (key) DO UPDATE SET count = count + 1 RETURNING count";
        let key = serde_json::to_vec(&row.key).map(Zeroizing::new).unwrap_or_default();
        // A key may be anything. Its hash differs in every run.
        let mut hash = [0; 16];
        for (half, hasher) in hash.chunks_mut(8).zip(&self.hashers) {
            half.copy_from_slice(&hasher.hash_one((row.table, key.as_slice())).to_be_bytes());
        }
        let count: u64 = self.connection.prepare_cached(SQL)?.query_row([hash], |row| row.get(0))?;
        Ok(count - 1)
    }

    /// Remembers an id, of which `paid` was paid with this card. One that is known stays as it is.
    pub(super) fn put_id(
        &self,
        id: &TransactionId,
        state: &IdState,
        paid: Won,
        card: Option<&CardNumber>,
    ) -> rusqlite::Result<()> {
        const SQL: &str = "INSERT INTO ids VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING";
        let (state, left) = match state {
            IdState::Payment(left) => (PAYMENT, *left),
            IdState::SetAside => (SET_ASIDE, Remaining::NOTHING),
            IdState::Cancel => (CANCEL, Remaining::NOTHING),
        };
        let left = (left.amount().get(), left.vat().get());
        self.connection.prepare_cached(SQL)?.execute((
            id.as_str(),
            state,
            paid.get(),
            left.0,
            left.1,
            card.map(|card| self.hash_of(card)),
        ))?;
        Ok(())
    }

    /// Whether a payment was made with this card; also where that is not known.
    pub(super) fn is_card_of(&self, id: TransactionId, card: &CardNumber) -> rusqlite::Result<bool> {
        const SQL: &str = "SELECT card IS NULL OR card = ?2 FROM ids WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(SQL)?;
        statement.query_row((id.as_str(), self.hash_of(card)), |row| row.get(0))
    }

    /// The hash of a card, which differs in every run and is gone with it.
    fn hash_of(&self, card: &CardNumber) -> i64 {
        self.hashers[0].hash_one(card.expose()).cast_signed()
    }

    /// Remembers what remains of a payment.
    pub(super) fn put_left(&self, id: TransactionId, left: Remaining) -> rusqlite::Result<()> {
        const SQL: &str = "UPDATE ids SET amount = ?2, vat = ?3 WHERE id = ?1";
        let left = (left.amount().get(), left.vat().get());
        self.connection.prepare_cached(SQL)?.execute((id.as_str(), left.0, left.1))?;
        Ok(())
    }

    /// What is known of an id.
    pub(super) fn id(&self, id: TransactionId) -> rusqlite::Result<Option<IdState>> {
        const SQL: &str = "SELECT state, amount, vat FROM ids WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(SQL)?;
        let found = statement.query_row([id.as_str()], |row| {
            let left = Won::new(row.get(1)?).zip(Won::new(row.get(2)?));
            let left = left.and_then(|(amount, vat)| Remaining::new(amount, vat));
            Ok(match row.get(0)? {
                CANCEL => IdState::Cancel,
                SET_ASIDE => IdState::SetAside,
                _ => IdState::Payment(left.unwrap_or(Remaining::NOTHING)),
            })
        });
        found.optional()
    }

    /// Notes what was decided about the row at `position`. Its key is kept only where `of` has one.
    pub(super) fn note(
        &self,
        position: u64,
        (state, is_taken, before): (RowState, bool, u64),
        of: &ReportRow,
    ) -> rusqlite::Result<()> {
        const SQL: &str = "INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let clamp = |won: u64| i64::try_from(won).unwrap_or(i64::MAX);
        self.connection.prepare_cached(SQL)?.execute(params![
            position,
            of.table as u8,
            state as u8,
            is_taken,
            bits(&of.reasons),
            bits(&of.repairs),
            clamp(of.before.0),
            clamp(of.before.1),
            clamp(of.after.0),
            clamp(of.after.1),
            before,
            Some(&of.key).filter(|key| !key.is_empty()),
        ])?;
        Ok(())
    }

    /// What was decided about the row at `position`.
    pub(super) fn decided(&self, position: u64) -> rusqlite::Result<Decided> {
        const SQL: &str = "SELECT state, taken, reasons, nth FROM rows WHERE position = ?1";
        self.connection.prepare_cached(SQL)?.query_row([position], |row| {
            Ok(Decided {
                is_new: row.get::<_, u8>(0)? == RowState::New as u8,
                is_taken: row.get(1)?,
                reasons: of_bits(row.get(2)?),
                before: row.get(3)?,
            })
        })
    }

    /// What remains of all payments: amount and VAT.
    pub(super) fn left(&self) -> rusqlite::Result<(u64, u64)> {
        const SQL: &str = "SELECT coalesce(sum(amount), 0), coalesce(sum(vat), 0) FROM ids WHERE state = ?1";
        self.connection.query_row(SQL, [PAYMENT], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Gives the rows of a part of the report to `take`, in their order.
    pub(super) fn report<E: From<ImportError>>(
        &self,
        part: ReportPart,
        mut take: impl FnMut(ReportRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let which = match part {
            ReportPart::SetAside => "taken = 0".to_owned(),
            ReportPart::Differences => "taken = 1 AND (read_amount <> amount OR read_vat <> vat)".to_owned(),
            ReportPart::Changed => format!("state = {}", RowState::Changed as u8),
        };
        let sql = format!(
            "SELECT source, key, reasons, repairs, read_amount, read_vat, amount, vat FROM rows WHERE {which} ORDER BY position"
        );
        self.each(&sql, report_row, &mut take)
    }

    /// Gives every payment of which something is cancelled to `take`, by its id.
    pub(super) fn left_over<E: From<ImportError>>(
        &self,
        mut take: impl FnMut(LeftOver) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT id, paid, amount, vat FROM ids WHERE state = {PAYMENT} AND amount < paid ORDER BY id"
        );
        let read = |row: &Row<'_>| {
            Ok(LeftOver { id: row.get(0)?, paid: row.get(1)?, left: (row.get(2)?, row.get(3)?) })
        };
        self.each(&sql, read, &mut take)
    }

    fn each<T, E: From<ImportError>>(
        &self,
        sql: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        take: &mut dyn FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |error| E::from(ImportError::Scratch(error));
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(read(row).map_err(failed)?)?;
        }
        Ok(())
    }
}

fn report_row(row: &Row<'_>) -> rusqlite::Result<ReportRow> {
    let source: usize = row.get(0)?;
    Ok(ReportRow {
        table: OldTable::VARIANTS.get(source).copied().unwrap_or(OldTable::Payment),
        key: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
        reasons: of_bits(row.get(2)?),
        repairs: of_bits(row.get(3)?),
        before: (row.get(4)?, row.get(5)?),
        after: (row.get(6)?, row.get(7)?),
    })
}

/// A list as bits, one a variant.
fn bits<T: VariantArray + PartialEq>(list: &[T]) -> u32 {
    let places = list.iter().filter_map(|one| T::VARIANTS.iter().position(|variant| variant == one));
    places.fold(0, |bits, place| bits | 1 << place)
}

/// The list that bits are.
fn of_bits<T: VariantArray + Copy>(bits: u32) -> Vec<T> {
    let variants = T::VARIANTS.iter().enumerate();
    variants.filter(|(place, _)| bits >> place & 1 == 1).map(|(_, variant)| *variant).collect()
}
