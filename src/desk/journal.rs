//! Facts other than payments and cancels.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use super::{
    Asked, Clock as _, ClockWatch, Desk, DeskError, Settings, World,
    rights::{allow, identify},
};
use crate::{
    ledger::{Head, LedgerError, Stamp, Writer},
    record::{Count, Fact, Query},
    staff::{Action, Signers},
    vault::Vault,
};

/// Tills of one ledger may differ by this much without anybody having set a clock.
const BACKWARDS: Duration = Duration::minutes(1);
/// Nothing at all for longer than this is worth a note: a long holiday, or a clock that was set.
const FORWARDS: Duration = Duration::days(31);

impl Desk {
    /// Records that transactions are about to be written to a file or another program: how, how many as far as that is
    /// known, and what was asked about. Hand over nothing before this returned.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`]; trouble with the ledger. Nothing may be handed over then.
    pub fn record_export(&mut self, format: &str, query: &Query, rows: Count) -> Result<(), DeskError> {
        let (rows, or_more) = rows.parts();
        let fact = Fact::Export { format: format.to_owned(), rows, or_more, subjects: query.subjects() };
        self.record_by(&Asked::of(Action::Export), |_, _| Ok((fact, ())))
    }

    /// Records what happened by itself, in the name of who is signed in, if anybody is. It must not hold card data.
    ///
    /// # Errors
    /// Trouble with the ledger; [`DeskError::Misfit`] while it is not as it is remembered. What is to be recorded must not happen
    /// then.
    pub fn record(&mut self, fact: &Fact) -> Result<(), DeskError> {
        self.remembered.refuse_misfit()?;
        self.record_at(|_| fact.clone()).map(|_| ())
    }

    /// Records what a person does, in their name, if they may. It may depend on what is in the ledger: nothing is recorded between the
    /// two. Returns what else `what` gives.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`], [`DeskError::NotSignedIn`], [`DeskError::SignedOut`]; trouble with the ledger;
    /// [`DeskError::Misfit`] while it is not as it is remembered. What is to be recorded must not happen then.
    pub(super) fn record_by<T>(
        &mut self,
        asked: &Asked,
        what: impl FnOnce(&Writer<'_>, &Stamp) -> Result<(Fact, T), LedgerError>,
    ) -> Result<T, DeskError> {
        self.remembered.refuse_misfit()?;
        let Self { ledger, vault, world, settings, approval, .. } = self;
        ledger.write(|writer| {
            super::keys::use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            let mut stamp = stamp_now(world, settings);
            let approved = allow(writer, vault, operator.as_ref(), approval, &mut stamp, asked)?;
            note_clock_step(writer, vault, &stamp, None)?;
            let (fact, more) = what(writer, &stamp)?;
            writer.record_fact(vault, &stamp, &fact)?;
            if let Some(approved) = approved {
                approved.record(writer, vault, &stamp, fact.about())?;
            }
            Ok(more)
        })
    }

    /// Records what happened, which may depend on the time. Returns when that was.
    pub(super) fn record_at(&mut self, fact: impl FnOnce(&Stamp) -> Fact) -> Result<Stamp, DeskError> {
        self.record_within(|_, stamp| Ok((fact(stamp), *stamp)))
    }

    /// Records what `what` says, which may depend on what is in the ledger: nothing is recorded between the two. Returns what
    /// else `what` gives.
    pub(super) fn record_within<T>(
        &mut self,
        what: impl FnOnce(&Writer<'_>, &Stamp) -> Result<(Fact, T), LedgerError>,
    ) -> Result<T, DeskError> {
        let Self { ledger, vault, world, settings, .. } = self;
        ledger.write(|writer| {
            super::keys::use_newest_key(writer, vault, world, settings)?;
            let stamp = stamp_now(world, settings);
            note_clock_step(writer, vault, &stamp, None)?;
            let (fact, more) = what(writer, &stamp)?;
            writer.record_fact(vault, &stamp, &fact)?;
            Ok(more)
        })
    }

    /// Begins to watch the clock: the newest entry is read. Where a person `can_be_asked`, every doubt about the clock stops a
    /// transaction until [`accept_clock`](Self::accept_clock); otherwise only one about a clock before the release does. Call
    /// it before anything is recorded.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn watch_clock(&mut self, can_be_asked: bool) -> Result<(), DeskError> {
        if can_be_asked {
            self.clock.ask();
        }
        self.clock.begin(self.ledger.newest_entry_at()?);
        Ok(())
    }

    /// What is known about the clock.
    #[must_use]
    pub fn clock(&self) -> ClockWatch {
        self.clock
    }

    /// Records that a person has said that the clock is right.
    ///
    /// # Errors
    /// Trouble with the ledger; the clock is doubted as before then.
    pub fn accept_clock(&mut self) -> Result<(), DeskError> {
        let stamp = self.record_at(|stamp| Fact::ClockAccepted { at: stamp.at.timestamp_millis() })?;
        self.clock.accepted(stamp.at);
        Ok(())
    }

    /// As [`record`](Self::record), of something that happened to the ledger or the keys as a whole: while nothing was
    /// recorded there is nothing to guard yet, and the keyring may still be another one tomorrow. Says whether it did.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn record_if_begun(&mut self, fact: &Fact) -> Result<bool, DeskError> {
        if self.ledger.is_empty()? {
            return Ok(false);
        }
        self.record(fact).map(|()| true)
    }

    /// The end of the journal: a hash that is kept elsewhere can be looked for in the journal later.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn head(&self) -> Result<Head, DeskError> {
        Ok(self.ledger.head()?)
    }
}

/// Now, at this till, by who is signed in there.
pub(super) fn stamp_now(world: &World, settings: &Settings) -> Stamp {
    Stamp {
        at: world.now(),
        till: settings.till,
        by: Signers { operator: settings.operator, approver: None },
    }
}

/// Records that the clock went back, or far forwards, since the newest fact; or that it is so far behind the newest id of its
/// till, of the time `left_behind`, that ids go back.
pub(super) fn note_clock_step(
    writer: &Writer<'_>,
    vault: &mut Vault,
    stamp: &Stamp,
    left_behind: Option<NaiveDateTime>,
) -> Result<(), LedgerError> {
    let since = |last: &DateTime<Utc>| stamp.at.signed_duration_since(last);
    let stepped = writer.newest_at().filter(|last| !(-BACKWARDS..=FORWARDS).contains(&since(last)));
    let before = match (stepped, left_behind) {
        (Some(last), _) => last.timestamp_millis(),
        // Another till has recorded the step, or the time zone was changed.
        (None, Some(time)) => time.and_utc().timestamp_millis() - offset_of(stamp),
        (None, None) => return Ok(()),
    };
    writer.record_fact(vault, stamp, &Fact::ClockStep { before, after: stamp.at.timestamp_millis() })
}

/// Milliseconds that local time is ahead of UTC.
fn offset_of(stamp: &Stamp) -> i64 {
    i64::from(stamp.at.offset().local_minus_utc()) * 1_000
}
