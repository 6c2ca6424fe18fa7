//! A ledger with a made-up history, to try Paydesk on and to measure it with.
//!
//! [`History`] makes up payments from a seed: when, how much, and with which card. There are regular customers and strangers,
//! weekdays and seasons, installments for large amounts, and cancels after minutes or days. Every row becomes a real one of
//! the ledger, with id, sealed message, fingerprint, fact of the journal and index. The same seed and end give the same
//! history; only the keys and nonces are random. The card numbers belong to no card company, see `cards`.
//!
//! One thread seals while another writes. The rows go into a temporary file, which is renamed to the ledger when it is
//! complete, see [`NewLedger`].

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
    desk::remembered::refuse_misfit,
    ledger::{Ledger, NewLedger, NewTransaction, Stamp, Writer},
    payment::{Message, Remaining, message::MessageBytes},
    record::{Fingerprint, KeepCvc, Progress},
    staff::Signers,
    vault::{Keyring, SealedMessage, Vault},
};

/// The number of rows that a made-up history can have.
pub const ROWS: RangeInclusive<u64> = 1..=50_000_000;
/// Rows that the sealing thread hands to the writing thread at a time.
const CHUNK_ROWS: usize = 2_048;
/// Chunks that may wait to be written; then the sealing thread waits.
const CHUNKS_AHEAD: usize = 4;

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
        // A made-up history must not take the place of a ledger that is gone.
        refuse_misfit(settings)?;
        // New keys only for a ledger without sealed rows. `NewLedger::begin` refuses a ledger with transactions.
        let is_new = !settings.ledger.exists() || Ledger::open(&settings.ledger)?.is_empty()?;
        let keyring = Keyring::open(&settings.keyring, is_new, &mut world)?;
        let vault = || Vault::new(&keyring, Box::new(world.clone()));
        let made = NewLedger::begin(&settings.ledger, &vault()?.key_checks(), progress)
            .map_err(DeskError::from)
            .and_then(|load| {
                self.fill(
                    load,
                    [vault()?, vault()?],
                    settings.keep_cvc != KeepCvc::Never,
                    world.now(),
                    progress,
                )
            });
        match made {
            // What was stopped ends with an error, which is none here.
            Err(_) if progress.stopped() => Ok(None),
            made => made.map(Some),
        }
    }

    fn fill(
        &self,
        mut load: NewLedger,
        [sealing, mut recording]: [Vault; 2],
        keep_cvc: bool,
        now: DateTime<FixedOffset>,
        progress: &Progress,
    ) -> Result<DemoSummary, DeskError> {
        progress.begin(self.rows);
        let (mut first, mut last, mut written) = (now, now, 0);
        let (ahead, rows) = sync_channel(CHUNKS_AHEAD);
        thread::scope(|scope| {
            let history = History::new(self.seed, self.rows, now);
            scope.spawn(move || seal_all(history, self.seed, sealing, keep_cvc, &ahead));
            // Ends when the sealing thread ends; that thread ends when this loop takes no more rows.
            for chunk in rows {
                let chunk: Vec<PreparedRow> = chunk?;
                if let (0, Some(row)) = (written, chunk.first()) {
                    first = row.row.at;
                }
                last = chunk.last().map_or(last, |row| row.row.at);
                written += chunk.len() as u64;
                progress.advance(chunk.len() as u64);
                load.write(|writer| {
                    chunk.into_iter().try_for_each(|row| row.record(writer, &mut recording))
                })?;
                if progress.stopped() {
                    break;
                }
            }
            Ok::<_, DeskError>(())
        })?;
        Ok(DemoSummary { first, last, bytes: load.finish()? })
    }
}

/// Seals the rows of a history and hands them over, until the history or the receiver ends.
fn seal_all(
    mut history: History,
    seed: u64,
    mut vault: Vault,
    keep_cvc: bool,
    ahead: &SyncSender<Result<Vec<PreparedRow>, DeskError>>,
) {
    loop {
        let rows = history.by_ref().take(CHUNK_ROWS);
        let chunk: Result<Vec<_>, _> =
            rows.filter_map(|row| seal_row(row, seed, &mut vault, keep_cvc)).collect();
        let is_last = chunk.as_ref().map_or(true, |chunk| chunk.len() < CHUNK_ROWS);
        if ahead.send(chunk).is_err() || is_last {
            break;
        }
    }
}

/// A row with its message, as a till would record it.
struct PreparedRow {
    row: HistoryRow,
    message: Message,
    bytes: MessageBytes,
    sealed: SealedMessage,
    fingerprint: Fingerprint,
}

impl PreparedRow {
    /// Records it.
    fn record(self, writer: &Writer<'_>, vault: &mut Vault) -> Result<(), DeskError> {
        let Self { row, message, bytes, sealed, fingerprint } = self;
        let stamp = Stamp { at: row.at, till: row.till, by: Signers::default() };
        // Rows of a history are counted from 1; the first fact of the journal is that it was begun.
        let payment = row.payment.map(|payment| payment + 1);
        let (message, bytes) = (&message, &bytes);
        let new =
            NewTransaction { message, bytes, sealed, fingerprint, payment, request_id: None, imported: None };
        // Only the record that is returned has what remains, and here it is dropped.
        writer.record_transaction(vault, &stamp, new, Remaining::NOTHING)?;
        Ok(())
    }
}

/// Seals a row; `None` if there is no such card, which never happens.
fn seal_row(
    row: HistoryRow,
    seed: u64,
    vault: &mut Vault,
    keep_cvc: bool,
) -> Option<Result<PreparedRow, DeskError>> {
    let card = cards::card_on(seed, row.card, row.card_day)?;
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
            card: card.number,
            cvc,
        };
        let bytes = message.encode()?;
        let sealed = vault.seal_message(row.id, &bytes)?;
        Ok(PreparedRow { fingerprint: vault.fingerprint(&message.card), sealed, row, bytes, message })
    };
    Some(seal())
}
