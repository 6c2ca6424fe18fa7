//! A ledger with a made-up history, to try Paydesk on and to measure it with.
//!
//! [`History`] says who paid when and how much, from a seed: regulars and strangers, weekdays and seasons, installments for
//! what is dear, cancels within minutes and after days. Of each of its rows a real one is made: an id of its till, the
//! message and the card sealed by the vault, a fingerprint, a balance, an audit entry, and what searches use. The same seed
//! gives the same history up to the same moment; what seals it is random, as always. The cards are nobody's, see `cards`.
//!
//! Sealing is done on one thread and writing on another; what is written is a file beside the ledger, which gets the
//! ledger's name when it is whole, see [`Bulk`].

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

/// How many rows a made-up history may have.
pub const ROWS: RangeInclusive<u64> = 1..=50_000_000;
/// Rows that are handed over at a time, and how often they are handed over before the other side has to take them.
const BATCH_ROWS: usize = 2_048;
const BATCHES_AHEAD: usize = 4;

/// What is to be made.
#[derive(Debug, Clone)]
pub struct Demo {
    /// How many rows, one of [`ROWS`].
    pub rows: u64,
    /// Which history.
    pub seed: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSummary {
    /// When the first row is said to have been written.
    pub first: DateTime<FixedOffset>,
    /// And the last.
    pub last: DateTime<FixedOffset>,
    /// Bytes of the ledger.
    pub bytes: u64,
}

impl Demo {
    /// Makes the ledger of `settings`, and its keyring if there is none, with a history that ends now. `None` when it was
    /// stopped: then there is no ledger. When all rows are written, what is left is done for all of them at once.
    ///
    /// # Errors
    /// [`NotEmpty`](crate::ledger::LedgerTrouble::NotEmpty) when the ledger has transactions; otherwise trouble with ledger
    /// or keys. There is no ledger then either, or the one that was there.
    pub fn make(
        &self,
        settings: &Settings,
        mut world: World,
        progress: &Progress,
    ) -> Result<Option<DemoSummary>, DeskError> {
        // Keys are only made for a ledger that has sealed nothing; one with transactions is told so below.
        let is_new = !settings.ledger.exists() || Ledger::open(&settings.ledger)?.is_empty()?;
        let bulk = |vault: &Vault| {
            Bulk::begin(&settings.ledger, &vault.key_checks(), progress).map_err(DeskError::from)
        };
        let keyring = Keyring::open(&settings.keyring, is_new, &mut world)?;
        let vault = Vault::new(&keyring, Box::new(world.clone()))?;
        let made =
            bulk(&vault).and_then(|bulk| self.fill(bulk, vault, settings.keep_cvc, world.now(), progress));
        // What an interrupted statement says is no trouble.
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
            // Ends when the other thread does, and that one when nobody takes its rows any more.
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

/// Makes real rows of a history and hands them over, until nobody takes them.
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

/// The row of an row, as a till would write it.
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
