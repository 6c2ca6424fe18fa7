//! A ledger with a made-up history, to try Paydesk on and to measure it with.
//!
//! [`History`] makes up payments from a seed: when, how much, and with which card. There are regular customers and strangers,
//! weekdays and seasons, installments for large amounts, and cancels after minutes or days. Every row becomes a real one of
//! the ledger, with id, sealed message, fingerprint, balance, audit entry and index. The same seed and end give the same
//! history; only the keys and nonces are random. The card numbers belong to no card company, see `cards`.
//!
//! One thread seals while another writes. The rows go into a temporary file, which is renamed to the ledger when it is
//! complete, see [`Bulk`].

mod amounts;
mod cards;
mod dice;
mod history;
mod hours;

use std::{
    ops::RangeInclusive,
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use chrono::{DateTime, FixedOffset};

use self::history::{History, HistoryRow};
use crate::desk::{Clock as _, DeskError, Settings, World};
use crate::{
    ledger::{Bulk, BulkRow, Head, Ledger, NewTransaction, chain},
    payment::Message,
    record::Progress,
    vault::{Keyring, Vault},
};

/// The number of rows that a made-up history can have.
pub const ROWS: RangeInclusive<u64> = 1..=50_000_000;
/// Rows that the sealing thread hands to the writing thread at a time.
const BATCH_ROWS: usize = 2_048;
/// Batches that may wait to be written; then the sealing thread waits.
const BATCHES_AHEAD: usize = 4;

/// A history to make.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The number of rows, within [`ROWS`].
    pub rows: u64,
    /// The seed; each gives another history.
    pub seed: u64,
}

/// The ledger that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSummary {
    /// The time of the first row.
    pub first: DateTime<FixedOffset>,
    /// The time of the last row.
    pub last: DateTime<FixedOffset>,
    /// Size of the ledger's file.
    pub bytes: u64,
}

impl Demo {
    /// Makes the ledger of `settings` with a history that ends now, and the keyring if there is none. `None` if `progress` was
    /// stopped; then there is no ledger. The progress counts rows; the index and the rename follow after the last one.
    ///
    /// # Errors
    /// [`NotEmpty`](crate::ledger::LedgerTrouble::NotEmpty) if the ledger has transactions; otherwise trouble with ledger
    /// or keys. A ledger that was there is unchanged, and no new one is left behind.
    pub fn make(
        &self,
        settings: &Settings,
        mut world: World,
        progress: &Progress,
    ) -> Result<Option<DemoSummary>, DeskError> {
        // New keys only for a ledger without sealed rows. `Bulk::begin` refuses a ledger with transactions.
        let is_new = !settings.ledger.exists() || Ledger::open(&settings.ledger)?.is_empty()?;
        let bulk = |vault: &Vault| {
            Bulk::begin(&settings.ledger, &vault.key_checks(), progress).map_err(DeskError::from)
        };
        let keyring = Keyring::open(&settings.keyring, is_new, &mut world)?;
        let vault = Vault::new(&keyring, Box::new(world.clone()))?;
        let made =
            bulk(&vault).and_then(|bulk| self.fill(bulk, vault, settings.keep_cvc, world.now(), progress));
        // A stopped statement returns an error, which is none here.
        if progress.stopped() { Ok(None) } else { made.map(Some) }
    }

    fn fill(
        &self,
        mut bulk: Bulk,
        vault: Vault,
        keep_cvc: bool,
        now: DateTime<FixedOffset>,
        progress: &Progress,
    ) -> Result<DemoSummary, DeskError> {
        progress.begin(self.rows);
        let (mut first, mut last, mut written) = (now, now, 0);
        let (ahead, rows) = sync_channel(BATCHES_AHEAD);
        thread::scope(|scope| {
            let history = History::new(self.seed, self.rows, now);
            scope.spawn(move || seal_all(history, self.seed, vault, keep_cvc, &ahead));
            // Ends when the sealing thread ends; that thread ends when this loop takes no more rows.
            for batch in rows {
                let batch: Vec<BulkRow> = batch?;
                if let (0, Some(row)) = (written, batch.first()) {
                    first = row.new.created_at;
                }
                last = batch.last().map_or(last, |row| row.new.created_at);
                bulk.add(&batch)?;
                written += batch.len() as u64;
                progress.advance(batch.len() as u64);
                if progress.stopped() {
                    break;
                }
            }
            Ok::<_, DeskError>(())
        })?;
        Ok(DemoSummary { first, last, bytes: bulk.finish()? })
    }
}

/// Seals the rows of a history and hands them over, until the history or the receiver ends.
fn seal_all(
    mut history: History,
    seed: u64,
    mut vault: Vault,
    keep_cvc: bool,
    ahead: &SyncSender<Result<Vec<BulkRow>, DeskError>>,
) {
    let mut head = Head::NONE;
    loop {
        let rows = history.by_ref().take(BATCH_ROWS);
        let batch: Result<Vec<_>, _> =
            rows.filter_map(|row| seal_row(&row, seed, &mut vault, keep_cvc, &mut head)).collect();
        let is_last = batch.as_ref().map_or(true, |batch| batch.len() < BATCH_ROWS);
        if ahead.send(batch).is_err() || is_last {
            break;
        }
    }
}

/// `row` as a till would write it to the ledger; `None` if there is no such card, which never happens.
fn seal_row(
    row: &HistoryRow,
    seed: u64,
    vault: &mut Vault,
    keep_cvc: bool,
    head: &mut Head,
) -> Option<Result<BulkRow, DeskError>> {
    let card = cards::card_on(seed, row.card, row.card_day)?;
    let new = NewTransaction {
        id: row.id,
        kind: row.kind,
        payment_seq: row.payment,
        created_at: row.at,
        till: row.till,
        amount: row.amount,
        vat: row.vat,
        installments: row.installments,
        card: card.number.masked(),
        fingerprint: vault.fingerprint(&card.number),
        request_id: None,
    };
    let cvc = keep_cvc.then_some(card.cvc);
    let seal = || {
        let message = Message {
            kind: row.kind,
            id: row.id,
            installments: row.installments,
            expiry: card.expiry,
            amount: row.amount,
            vat: row.vat,
            sealed_card: vault.seal_card(row.kind, row.id, &card.number, card.expiry, cvc.as_ref())?,
            card: card.number.clone(),
            cvc: cvc.clone(),
        };
        let bytes = message.encode()?;
        *head = chain(vault, *head, &new, &bytes)?;
        Ok(BulkRow { message: vault.seal_message(row.id, &bytes)?, hash: head.hash, new })
    };
    Some(seal())
}
