//! The desk: the use cases. Take a payment, cancel it, find it, list what there is. Screens and commands both call it.
//!
//! Brings together the rules ([`payment`](crate::payment)), the keys ([`vault`](crate::vault)), the
//! [`ledger`](crate::ledger) and a clock. The life of a payment, with what can stop it at each arrow:
//!
//! ```text
//!  PaymentRequest                      valid by itself: card, expiry, CVC, installments, amount, VAT
//!       │
//!       │  BEGIN IMMEDIATE ─────────── Ledger: locked, full, read-only, damaged
//!       │  still the ledger's keys? ── Keyring: another program made it its own while it was empty
//!       │  this request id before? ─── yes: its first result; for another request: Refused(RequestIdReused)
//!       │  over by now? ────────────── Refused(Expired)
//!       │  same card and amount? ───── Refused(PossibleDuplicate), unless the caller says it is meant
//!       │  next id of this till
//!       │  seal card ► message ► seal  Seal: no random bytes
//!       │  (what is sealed for the ledger has no CVC if none is to be kept)
//!       │  the fact and its row ────── Ledger: a CHECK or a trigger refuses
//!       │  COMMIT ──────────────────── Ledger: nothing of it happened, but for the exceptions of `DeskError`
//!       ▼
//!  Recorded                            on disk, whole and once
//! ```
//!
//! A cancel goes the same way, with the one cancel rule ([`Remaining::cancel`](crate::payment::Remaining::cancel)) in
//! the place of the search for a duplicate.

pub mod backup;
mod cancel;
mod clock;
mod error;
mod find;
mod journal;
pub mod keys;
mod list;
mod pay;
pub(crate) mod pending;
mod recording;
mod summary;
mod verify;
mod world;

use std::path::PathBuf;

// Screens and commands do not name ledger and vault: what they have to name of ledger and vault is named here.
pub(crate) use crate::{
    ledger::{
        BUSY_TIMEOUT, LedgerError, LedgerTrouble, Listing,
        copy::beside,
        verify::{Reader, sqlite_version},
    },
    vault::{KeyringError, KeyringTrouble, Random, pause_after, wipe_stack, with_wiped_stack},
};
pub use clock::{Clock, SystemClock};
pub use error::DeskError;
pub(crate) use list::COUNT_LIMIT;
pub use pay::PayOptions;
pub(crate) use summary::{Chart, ChartColumn, Summary, Unit};
pub use verify::{Verdict, Verifier, Whole};
pub use world::World;

use crate::{
    ledger::{KeyFit, Ledger},
    payment::{Rules, Till},
    vault::{Keyring, Vault},
};

/// The desk's files, and what the shop has set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The ledger's file.
    pub ledger: PathBuf,
    /// The keyring's file.
    pub keyring: PathBuf,
    /// Which till this is.
    pub till: Till,
    /// The shop's rules.
    pub rules: Rules,
    /// The shop's name; empty where it has none.
    pub shop: String,
    /// Whether the ledger keeps the CVC. If not, it is in the message of a new payment and nowhere else.
    pub keep_cvc: bool,
}

/// An open till: ledger, keys, clock and settings.
pub struct Desk {
    ledger: Ledger,
    vault: Vault,
    world: World,
    settings: Settings,
}

impl Desk {
    /// Opens ledger and keyring; creates both on the first start. Never creates a keyring for a ledger that has
    /// transactions.
    ///
    /// # Errors
    /// What is wrong with either file.
    pub fn open(settings: Settings, mut world: World) -> Result<Self, DeskError> {
        let mut ledger = Ledger::open(&settings.ledger)?;
        let keyring = Keyring::open(&settings.keyring, ledger.is_empty()?, &mut world)?;
        let vault = Vault::new(&keyring, Box::new(world.clone()))?;
        match ledger.fit_keys(&vault.key_checks())? {
            KeyFit::Fits => Ok(Self { ledger, vault, world, settings }),
            KeyFit::Wrong { key_id } => Err(wrong_key(&settings, key_id)),
        }
    }

    /// As [`open`](Self::open), but creates neither file.
    ///
    /// # Errors
    /// What is wrong with either file, or that one is missing.
    pub fn open_existing(settings: Settings, world: World) -> Result<Self, DeskError> {
        Reader::open(&settings.ledger)?;
        Self::open(settings, world)
    }

    /// The desk's files, and what the shop has set.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The time at this till.
    #[must_use]
    pub fn now(&self) -> chrono::DateTime<chrono::FixedOffset> {
        self.world.now()
    }
}

/// The keyring is not the one of the ledger.
fn wrong_key(settings: &Settings, key_id: u32) -> DeskError {
    let trouble = KeyringTrouble::Wrong { key_id };
    KeyringError { path: settings.keyring.clone(), trouble }.into()
}
