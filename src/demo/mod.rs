//! A ledger with a made-up history, to try Paydesk on and to measure it with.
//!
//! [`History`] says who paid when and how much, from a seed: regulars and strangers, weekdays and seasons, installments for
//! what is dear, cancels within minutes and after days. Of each of its rows a real one is made: an id of its till, the
//! message and the card sealed by the vault, a fingerprint, a fact of the journal, and what searches use. The same seed
//! gives the same history up to the same moment; what seals it is random, as always. The cards are nobody's, see `cards`.
//!
//! Sealing is done on one thread and writing on another; what is written is a file beside the ledger, which gets the
//! ledger's name when it is whole, see [`Load`].

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

use self::history::{Event, History};
use crate::desk::{Clock as _, DeskError, Settings, World};
use crate::{
    ledger::{Ledger, Load, NewTransaction, Stamp, Writer},
    payment::{Message, Remaining, message::MessageBytes},
    record::{Fingerprint, Progress},
    vault::{Keyring, SealedMessage, Vault},
};

/// How many rows a made-up history may have.
pub const ROWS: RangeInclusive<u64> = 1..=50_000_000;
/// Rows that are handed over at a time, and how often they are handed over before the other side has to take them.
const BATCH: usize = 2_048;
const AHEAD: usize = 4;

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
pub struct Made {
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
    ) -> Result<Option<Made>, DeskError> {
        // Keys are only made for a ledger that has sealed nothing; one with transactions is told so below.
        let is_new = !settings.ledger.exists() || Ledger::open(&settings.ledger)?.is_empty()?;
        let keyring = Keyring::open(&settings.keyring, is_new, &mut world)?;
        let vault = || Vault::new(&keyring, Box::new(world.clone()));
        let made = Load::begin(&settings.ledger, &vault()?.key_checks(), progress)
            .map_err(DeskError::from)
            .and_then(|load| self.fill(load, [vault()?, vault()?], settings.keep_cvc, world.now(), progress));
        // What an interrupted statement says is no trouble.
        if progress.stopped() { Ok(None) } else { made.map(Some) }
    }

    fn fill(
        &self,
        mut load: Load,
        [sealing, mut recording]: [Vault; 2],
        keep_cvc: bool,
        now: DateTime<FixedOffset>,
        progress: &Progress,
    ) -> Result<Made, DeskError> {
        progress.begin(self.rows);
        let (mut first, mut last, mut written) = (now, now, 0);
        let (ahead, rows) = sync_channel(AHEAD);
        thread::scope(|scope| {
            let history = History::new(self.seed, self.rows, now);
            scope.spawn(move || seal_all(history, self.seed, sealing, keep_cvc, &ahead));
            // Ends when the other thread does, and that one when its rows are taken no more.
            for batch in rows {
                let batch: Vec<Sealed> = batch?;
                if let (0, Some(row)) = (written, batch.first()) {
                    first = row.event.at;
                }
                last = batch.last().map_or(last, |row| row.event.at);
                written += batch.len() as u64;
                progress.advance(batch.len() as u64);
                load.write(|writer| batch.into_iter().try_for_each(|row| row.record(writer, &mut recording)))?;
                if progress.stopped() {
                    break;
                }
            }
            Ok::<_, DeskError>(())
        })?;
        Ok(Made { first, last, bytes: load.finish()? })
    }
}

/// Seals the events of a history and hands them over, until they are taken no more.
fn seal_all(
    mut history: History,
    seed: u64,
    mut vault: Vault,
    keep_cvc: bool,
    ahead: &SyncSender<Result<Vec<Sealed>, DeskError>>,
) {
    loop {
        let events = history.by_ref().take(BATCH);
        let batch: Result<Vec<_>, _> =
            events.filter_map(|event| sealed(event, seed, &mut vault, keep_cvc)).collect();
        let is_last = batch.as_ref().map_or(true, |batch| batch.len() < BATCH);
        if ahead.send(batch).is_err() || is_last {
            break;
        }
    }
}

/// An event with its message, as a till would record it.
struct Sealed {
    event: Event,
    message: Message,
    bytes: MessageBytes,
    sealed: SealedMessage,
    fingerprint: Fingerprint,
}

impl Sealed {
    /// Records it.
    fn record(self, writer: &Writer<'_>, vault: &mut Vault) -> Result<(), DeskError> {
        let Self { event, message, bytes, sealed, fingerprint } = self;
        let stamp = Stamp { at: event.at, till: event.till };
        // Events are counted from 1; the first fact of the journal is that it was begun.
        let payment = event.payment.map(|payment| payment + 1);
        let new = NewTransaction { message: &message, bytes: &bytes, sealed, fingerprint, payment, request_id: None };
        // What remains is of no interest to a history.
        writer.take(vault, &stamp, new, Remaining::NOTHING)?;
        Ok(())
    }
}

fn sealed(event: Event, seed: u64, vault: &mut Vault, keep_cvc: bool) -> Option<Result<Sealed, DeskError>> {
    let card = cards::card(seed, event.card, event.card_day)?;
    let cvc = keep_cvc.then_some(card.cvc);
    let seal = || {
        let message = Message {
            kind: event.kind,
            id: event.id,
            installments: event.installments,
            expiry: card.expiry,
            amount: event.amount,
            vat: event.vat,
            sealed_card: vault.seal_card(event.kind, event.id, &card.number, card.expiry, cvc.as_ref())?,
            card: card.number,
            cvc,
        };
        let bytes = message.encode()?;
        let sealed = vault.seal_message(event.id, &bytes)?;
        Ok(Sealed { fingerprint: vault.fingerprint(&message.card), sealed, event, bytes, message })
    };
    Some(seal())
}
