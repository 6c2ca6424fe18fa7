//! The desk: the use cases. Take a payment, cancel it, find it, list what there is. Screens and commands both call it.
//!
//! Brings together the rules ([`payment`](crate::payment)), the keys ([`vault`](crate::vault)), the
//! [`ledger`](crate::ledger) and a clock. `ARCHITECTURE.md` draws the life of a payment, with what can stop it at each step;
//! its steps are in `pay` and `recording`. A cancel goes the same way, with the one cancel rule
//! ([`Remaining::cancel`](crate::payment::Remaining::cancel)) in the place of the search for a duplicate.

mod answers;
pub mod backup;
pub mod backup_folder;
mod blank;
mod cancel;
mod clock;
mod close;
mod day;
mod error;
mod find;
mod hand_over;
mod journal;
pub mod keys;
mod list;
mod memo;
mod pay;
pub(crate) mod pending;
mod people;
mod print;
mod recording;
pub(crate) mod remembered;
mod rights;
mod sign_in;
mod summary;
mod tail;
mod take_over;
pub mod target;
mod upkeep;
mod vat;
mod verify;
mod world;

use std::path::PathBuf;

// Screens and commands do not name ledger and vault: what they have to name of ledger and vault is named here.
pub use crate::ledger::Person;
pub(crate) use crate::{
    ledger::{
        BUSY_TIMEOUT, LedgerError, LedgerTrouble, ListCursor,
        copy::beside,
        unfinished,
        verify::{LedgerReader, sqlite_version},
    },
    vault::{KeyringError, KeyringTrouble, Random, pause_after, wipe_stack, with_wiped_stack},
};
pub use answers::{AnswersError, AnswersOfBatch, WrongAnswer};
pub use cancel::CancelOptions;
pub use clock::{Clock, ClockDoubt, ClockNews, ClockWatch, RELEASED, SystemClock};
pub use day::DaySoFar;
pub use error::DeskError;
pub use hand_over::{HandOverError, HandOverOf, HandOverTo, HandedOverFile, Sender};
pub(crate) use list::COUNT_LIMIT;
pub use list::CardFound;
pub use pay::PayOptions;
pub use recording::Group;
pub(crate) use remembered::Remembered;
pub use remembered::{Misfit, MisfitKind};
pub use rights::{Acting, Asked, NotAllowed, RIGHTS, Right, right, who_may};
pub use sign_in::{People, PinRefused};
#[cfg(feature = "central")]
pub(crate) use summary::Spread;
pub use summary::{Chart, ChartColumn, Summary, Unit};
pub use tail::JournalCursor;
pub use take_over::{Becomes, Known, KnownRow, KnownRows, NewRow, TakenRow};
pub use upkeep::{LastCheck, LastUpkeep};
pub use vat::{VatMonth, VatSums};
pub use verify::{Verdict, Verifier, Whole};
pub use world::World;

use self::{close::Counted, remembered::Purpose, rights::Approval};
use crate::{
    ledger::{KeyFit, Ledger},
    payment::{Rules, Till},
    record::{DayStart, KeepCvc},
    staff::OperatorNumber,
    vault::{Keyring, Vault},
};

/// The desk's files, what the shop has set, and who acts.
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
    /// How long the ledger keeps the CVC.
    pub keep_cvc: KeepCvc,
    /// When a business day begins.
    pub day_starts_at: DayStart,
    /// Who is signed in. Only [`Desk::sign_in`] proves it.
    pub operator: Option<OperatorNumber>,
}

impl Settings {
    /// These files at till 1 of a shop that has set nothing.
    #[must_use]
    pub fn new(ledger: impl Into<PathBuf>, keyring: impl Into<PathBuf>) -> Self {
        Self {
            ledger: ledger.into(),
            keyring: keyring.into(),
            till: Till::FIRST,
            rules: Rules::default(),
            keep_cvc: KeepCvc::Always,
            day_starts_at: DayStart::MIDNIGHT,
            operator: None,
        }
    }
}

/// An open till: ledger, keys, clock and settings.
pub struct Desk {
    ledger: Ledger,
    vault: Vault,
    world: World,
    settings: Settings,
    remembered: Remembered,
    clock: ClockWatch,
    /// What was counted since the last close.
    counted: Option<Counted>,
    /// What was approved and not used yet.
    approval: Option<Approval>,
    /// A clock that nobody can set, and what the other one showed then.
    steady: Option<(std::time::Duration, chrono::DateTime<chrono::FixedOffset>)>,
}

impl Desk {
    /// Opens ledger and keyring; creates both on the first start. Never creates a keyring for a ledger that has
    /// transactions.
    ///
    /// # Errors
    /// What is wrong with either file; [`DeskError::Misfit`] when the ledger is not as it is remembered. It may be
    /// [accepted](Self::accept) then.
    pub fn open(settings: Settings, world: World) -> Result<Self, DeskError> {
        Self::open_for(Purpose::Record, settings, world)
    }

    /// As [`open`](Self::open), to look things up. A ledger that is not as it is remembered can be read all the same, and also
    /// one that cannot be written, as on read-only media; then its keyring must be there, and nothing can be recorded.
    ///
    /// # Errors
    /// As for [`open`](Self::open); [`DeskError::Misfit`] only when the ledger is gone.
    pub fn open_to_read(settings: Settings, world: World) -> Result<Self, DeskError> {
        match Self::open_for(Purpose::Read, settings.clone(), world.clone()) {
            Err(DeskError::Ledger(error)) if may_be_read(&error.trouble) => {
                // What cannot be read either is better told by why it cannot be written.
                Self::look_at(settings, world).map_err(|second| match second {
                    DeskError::Ledger(_) => error.into(),
                    second => second,
                })
            }
            opened => opened,
        }
    }

    fn look_at(settings: Settings, mut world: World) -> Result<Self, DeskError> {
        let ledger = Ledger::open_to_read(&settings.ledger)?;
        let remembered = Remembered::compare(&settings, Some(&ledger), Purpose::Read)?;
        let keyring = Keyring::open(&settings.keyring, false, &mut world)?;
        let vault = Vault::new(&keyring, Box::new(world.clone()))?;
        match ledger.foreign_key(&vault.key_checks())? {
            None => Ok(Self::of(ledger, vault, world, settings, remembered)),
            Some(key_id) => Err(wrong_key(&settings, key_id)),
        }
    }

    /// Whether nothing may be recorded, because the ledger is not as it is remembered or cannot be written; see
    /// [`open_to_read`](Self::open_to_read).
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn is_read_only(&self) -> Result<bool, DeskError> {
        Ok(self.remembered.misfit().is_some() || self.ledger.is_read_only()?)
    }

    /// As [`open`](Self::open), but creates neither file.
    ///
    /// # Errors
    /// What is wrong with either file, or that one is missing.
    pub fn open_existing(settings: Settings, world: World) -> Result<Self, DeskError> {
        remembered::refuse_gone(&settings)?;
        LedgerReader::open(&settings.ledger)?;
        Self::open(settings, world)
    }

    fn open_for(purpose: Purpose, settings: Settings, mut world: World) -> Result<Self, DeskError> {
        if purpose != Purpose::Accept {
            remembered::refuse_gone(&settings)?;
        }
        let mut ledger = Ledger::open(&settings.ledger)?;
        let remembered = Remembered::compare(&settings, Some(&ledger), purpose)?;
        if purpose == Purpose::Record {
            // Before the keys are compared, which may write them into an empty ledger.
            remembered.refuse_misfit()?;
        }
        let keyring = Keyring::open(&settings.keyring, ledger.is_empty()?, &mut world)?;
        let mut vault = Vault::new(&keyring, Box::new(world.clone()))?;
        if let KeyFit::Wrong { key_id } = ledger.fit_keys(&vault.key_checks())? {
            // A key may have been made in between: both are read again before it is called wrong.
            let now = keys::reread_keys(&settings, &world)?;
            if now.key_checks() == vault.key_checks() || ledger.fit_keys(&now.key_checks())? != KeyFit::Fits {
                return Err(wrong_key(&settings, key_id));
            }
            vault = now;
        }
        Ok(Self::of(ledger, vault, world, settings, remembered))
    }

    /// A desk of what was opened.
    fn of(ledger: Ledger, vault: Vault, world: World, settings: Settings, remembered: Remembered) -> Self {
        let clock = ClockWatch::default();
        let steady = world.steady().map(|steady| (steady, world.now()));
        Self { ledger, vault, world, settings, remembered, clock, counted: None, approval: None, steady }
    }

    /// What a program that goes on does once it has been idle for a while, so that no payment has to: remembers how far the
    /// journal goes, if that is [due](Self::remember_if_due), and takes the log over into the file, if it has grown.
    pub fn while_idle(&mut self) {
        self.remember_if_due();
        // It is noted the next time where that fails.
        let _ = self.note_set_clock();
        // When that fails nothing is lost: a payment does it once the log is full, and SQLite keeps the log until then.
        let _ = self.ledger.take_over_log();
    }

    /// The desk's files, and what the shop has set.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What it was opened with: another thread opens a desk of its own on the same ledger with it.
    #[must_use]
    pub(crate) fn opened_with(&self) -> (Settings, World) {
        (self.settings.clone(), self.world.clone())
    }

    /// Records by these rules, with business days that begin then, from now on.
    pub fn use_settings(&mut self, rules: Rules, day_starts_at: DayStart) {
        (self.settings.rules, self.settings.day_starts_at) = (rules, day_starts_at);
    }

    /// The time at this till.
    #[must_use]
    pub fn now(&self) -> chrono::DateTime<chrono::FixedOffset> {
        self.world.now()
    }
}

/// Whether a ledger that does not open for writing can perhaps be read. On a full disk one of an earlier version cannot be
/// brought up to date.
fn may_be_read(trouble: &LedgerTrouble) -> bool {
    trouble.is_about_writing() || matches!(trouble, LedgerTrouble::Full)
}

/// The keyring is not the one of the ledger.
fn wrong_key(settings: &Settings, key_id: u32) -> DeskError {
    let trouble = KeyringTrouble::Wrong { key_id };
    KeyringError { path: settings.keyring.clone(), trouble }.into()
}
