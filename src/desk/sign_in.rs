//! Signing in, approving, and the way back in.
//!
//! ```text
//!  number, PIN ► BEGIN IMMEDIATE ► waits? refused, not counted ► the attempt is a fact ► COMMIT
//!              ► Argon2id, nobody waits for it
//!              ► right: BEGIN IMMEDIATE ► still the same person? ► accepted is a fact ► COMMIT
//! ```
//!
//! An attempt counts as wrong from the moment it is on disk: programs that try at once, and one that is killed in between, gain
//! nothing. How long a person waits follows from facts, so it is the same at every till and after every start.
//!
//! A lock-out ends by the clock. Whoever sets the clock forward while a till runs does not end it: the till compares the clock with one
//! that nobody can set, and records the step, from which everybody waits anew. A step that is made while nothing runs is not seen.

use chrono::{DateTime, Duration, FixedOffset, Utc};

use super::{
    Clock as _, Desk, DeskError,
    journal::{note_clock_step, stamp_now},
    keys,
    rights::{Approval, Asked, NotAllowed, identify, may_approve},
};
use crate::{
    ledger::{Person, Stamp},
    record::Fact,
    staff::{
        Action, LOCK_MINUTES, Operator, OperatorNumber, Pin, PinDigits, PinUse, PinVerifier, Reason, Role,
        Signers, StaffError, wait_after,
    },
};

/// A clock that is further ahead of the steady one was set.
const STEP: Duration = Duration::minutes(1);
/// How long an owner who has lost the PIN waits for another one, where no passphrase proves who it is.
const RECOVERY: Duration = Duration::minutes(LOCK_MINUTES);

/// For how long it can be chosen then.
const RECOVERY_LAPSES: Duration = Duration::hours(24);

/// Why a PIN is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinRefused {
    /// Number or PIN is wrong; until when the next one is not tried, where that has to wait.
    Wrong(Option<DateTime<FixedOffset>>),
    /// It was not tried, and does not count: the person waits until then.
    Waits(DateTime<FixedOffset>),
    /// The person, of this role, is locked out until then, or until somebody ends it.
    Locked(Role, DateTime<FixedOffset>),
    /// A program has no screen.
    NoScreen(OperatorNumber),
    /// Nobody approves for themselves.
    Oneself,
    /// Only this role, or a higher one, may approve it.
    TooLow(Role),
    /// An owner who has lost the PIN gets another one at this time.
    Recovery(DateTime<FixedOffset>),
}

/// What signing in needs to know of the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// Everybody, by their numbers.
    pub all: Vec<Person>,
    /// How many digits new PINs have.
    pub digits: PinDigits,
}

impl People {
    /// How many digits the PIN of a number has.
    #[must_use]
    pub fn digits_of(&self, number: OperatorNumber) -> PinDigits {
        let person = self.all.iter().find(|person| person.operator.number == number);
        person.and_then(|person| person.pin.as_ref()).map_or(self.digits, |(digits, _)| *digits)
    }
}

/// What an attempt is checked against.
enum Against {
    Nobody,
    Person(Box<(Operator, PinVerifier)>),
}

impl Desk {
    /// Whether the shop has people.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn has_people(&self) -> Result<bool, DeskError> {
        Ok(self.ledger.has_people()?)
    }

    /// The people of the shop.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn people(&self) -> Result<People, DeskError> {
        let _snapshot = self.ledger.snapshot()?;
        let mut all = self.ledger.people(&self.vault)?;
        // A wait that is over is none.
        let now = self.time().with_timezone(&Utc);
        for person in &mut all {
            person.waits_until.take_if(|until| now >= *until);
        }
        Ok(People { all, digits: self.ledger.pin_digits(&self.vault)? })
    }

    /// Signs a person in: what is recorded from now on is in their name. Takes a tenth of a second.
    ///
    /// # Errors
    /// [`DeskError::Pin`]; trouble with ledger or keys. Whoever was signed in before still is.
    pub fn sign_in(
        &mut self,
        number: OperatorNumber,
        pin: &Pin,
        purpose: PinUse,
    ) -> Result<Operator, DeskError> {
        let operator = self.attempt(number, pin, purpose)?;
        self.act_for(Some(number));
        Ok(operator)
    }

    /// Nobody is signed in any more.
    pub fn sign_out(&mut self) {
        self.act_for(None);
    }

    /// Approves what was refused for want of an approval: the next time that just this is asked for, it is allowed, once, and within a
    /// minute. Who is signed in stays.
    ///
    /// # Errors
    /// [`DeskError::Pin`]; trouble with ledger or keys.
    pub fn approve(
        &mut self,
        refused: &NotAllowed,
        number: OperatorNumber,
        pin: &Pin,
        reason: Reason,
    ) -> Result<(), DeskError> {
        self.approval = None;
        if Some(number) == self.settings.operator {
            return Err(DeskError::Pin(PinRefused::Oneself));
        }
        let people = self.people()?;
        let known = people.all.iter().map(|person| &person.operator).find(|known| known.number == number);
        if known.is_some_and(|known| !known.disabled && !may_approve(known, refused.by)) {
            return Err(DeskError::Pin(PinRefused::TooLow(refused.by)));
        }
        self.attempt(number, pin, PinUse::Approval)?;
        let asked: Asked = refused.asked.clone();
        self.approval = Some(Approval { asked, approver: number, reason, at: self.time() });
        Ok(())
    }

    /// Counts an attempt, then checks it.
    fn attempt(&mut self, number: OperatorNumber, pin: &Pin, purpose: PinUse) -> Result<Operator, DeskError> {
        self.remembered.refuse_misfit()?;
        self.note_set_clock()?;
        let against = self.count_attempt(number, purpose)?;
        let operator = match against {
            Against::Nobody => {
                self.vault.pin_of_nobody(number, pin)?;
                return Err(DeskError::Pin(PinRefused::Wrong(None)));
            }
            Against::Person(known) => {
                let (operator, verifier) = *known;
                if !self.vault.pin_fits(number, operator.role, pin, &verifier)? {
                    return Err(DeskError::Pin(PinRefused::Wrong(self.waits_until(number)?)));
                }
                if operator.role == Role::Program && purpose != PinUse::Command {
                    return Err(DeskError::Pin(PinRefused::NoScreen(number)));
                }
                // A new key makes what PINs are checked against anew, as each person signs in.
                let is_outdated = verifier.key_id != self.vault.active_check().key_id;
                let renewed = if is_outdated {
                    Some(self.vault.pin_verifier(number, operator.role, pin)?)
                } else {
                    None
                };
                self.accept_pin((&operator, &verifier), renewed, pin.digits(), purpose)?;
                operator
            }
        };
        Ok(operator)
    }

    /// The attempt is on disk before anything is tried.
    fn count_attempt(&mut self, number: OperatorNumber, purpose: PinUse) -> Result<Against, DeskError> {
        let Self { ledger, vault, world, settings, .. } = self;
        ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let stamp = stamp_now(world, settings);
            note_clock_step(writer, vault, &stamp, None)?;
            let person = writer.person(vault, number)?.filter(|person| !person.operator.disabled);
            if let Some(person) = &person {
                refuse_waiting(person, stamp.at)?;
            }
            writer.record_fact(vault, &stamp, &Fact::PinAttempt { number, purpose })?;
            let known = person.and_then(|person| Some((person.operator, person.pin?.1)));
            Ok::<_, DeskError>(known.map_or(Against::Nobody, |known| Against::Person(Box::new(known))))
        })
    }

    /// The PIN was right. Somebody may have changed the person meanwhile.
    fn accept_pin(
        &mut self,
        (operator, tried): (&Operator, &PinVerifier),
        renewed: Option<PinVerifier>,
        digits: PinDigits,
        purpose: PinUse,
    ) -> Result<(), DeskError> {
        let number = operator.number;
        let Self { ledger, vault, world, settings, .. } = self;
        ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let mut stamp = stamp_now(world, settings);
            let own = Signers { operator: Some(number), approver: None };
            if purpose == PinUse::Approval {
                // Whoever asks may have been disabled meanwhile.
                identify(writer, vault, settings)?;
            } else {
                stamp.by = own;
            }
            note_clock_step(writer, vault, &stamp, None)?;
            let is_same = |person: &Person| {
                person.operator == *operator && person.pin.as_ref().is_some_and(|(_, pin)| pin == tried)
            };
            writer.person(vault, number)?.filter(is_same).ok_or(DeskError::SignedOut { number })?;
            writer.record_fact(vault, &stamp, &Fact::PinAccepted { number, purpose })?;
            if let Some(verifier) = renewed {
                let fact = Fact::Pin { number, digits, verifier: Box::new(verifier) };
                // In the name of who has just proven to have it.
                writer.record_fact(vault, &Stamp { by: own, ..stamp }, &fact)?;
            }
            Ok(())
        })
    }

    /// Until when a person waits, if they do.
    fn waits_until(&self, number: OperatorNumber) -> Result<Option<DateTime<FixedOffset>>, DeskError> {
        let people = self.ledger.people(&self.vault)?;
        let person = people.into_iter().find(|person| person.operator.number == number);
        let until = person.and_then(|person| person.waits_until);
        Ok(until.map(|until| until.with_timezone(self.time().offset())))
    }

    /// Records that the clock was set forward while this program was running, where somebody waits by it.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(super) fn note_set_clock(&mut self) -> Result<(), DeskError> {
        let (Some(steady), now) = (self.world.steady(), self.world.now()) else { return Ok(()) };
        let Some((then, at)) = self.steady else {
            self.steady = Some((steady, now));
            return Ok(());
        };
        let passed = Duration::from_std(steady.saturating_sub(then)).unwrap_or(Duration::zero());
        let expected = at + passed;
        let ahead = now.signed_duration_since(expected);
        // Small steps forward add up: only one that is recorded, or one back, begins the comparison anew.
        if (Duration::zero()..=STEP).contains(&ahead) {
            return Ok(());
        }
        if ahead > STEP && self.ledger.has_people()? {
            let (before, after) = (expected.timestamp_millis(), now.timestamp_millis());
            self.record_at(|_| Fact::ClockStep { before, after })?;
        }
        self.steady = Some((steady, now));
        Ok(())
    }

    /// Gives an owner who has lost the PIN another one. Where a passphrase protects the keyring, who knows it may; where none does,
    /// the first call begins a wait of half an hour, which everybody can see, and a call after it gives the PIN.
    ///
    /// # Errors
    /// [`DeskError::Pin`] with [`PinRefused::Recovery`] while it waits; [`DeskError::Staff`]; trouble with ledger or keys.
    pub fn recover(
        &mut self,
        number: OperatorNumber,
        pin: &Pin,
        passphrase_is_known: bool,
    ) -> Result<Operator, DeskError> {
        self.remembered.refuse_misfit()?;
        self.note_set_clock()?;
        let people = self.people()?;
        let person = people.all.into_iter().find(|person| person.operator.number == number);
        let person = person.ok_or(StaffError::Unknown(number))?;
        if person.operator.disabled {
            return Err(DeskError::SignedOut { number });
        }
        if person.operator.role != Role::Owner {
            let refused = NotAllowed {
                asked: Asked::of(Action::People),
                operator: person.operator,
                by: Role::Owner,
                may_be_approved: false,
            };
            return Err(DeskError::NotAllowed(Box::new(refused)));
        }
        let now = self.time();
        let due = person.recovery.map(|begun| (begun + RECOVERY).with_timezone(now.offset()));
        match due.filter(|due| now < *due + RECOVERY_LAPSES) {
            _ if passphrase_is_known => {}
            Some(due) if now >= due => {}
            Some(due) => return Err(DeskError::Pin(PinRefused::Recovery(due))),
            None => {
                self.record(&Fact::RecoveryBegun { number })?;
                return Err(DeskError::Pin(PinRefused::Recovery(now + RECOVERY)));
            }
        }
        pin.refuse_easy()?;
        let verifier = Box::new(self.vault.pin_verifier(number, Role::Owner, pin)?);
        let digits = pin.digits();
        let Self { ledger, vault, world, settings, .. } = self;
        ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let mut stamp = stamp_now(world, settings);
            // Without a passphrase nobody has proven who it is.
            stamp.by.operator = Some(number).filter(|_| passphrase_is_known);
            note_clock_step(writer, vault, &stamp, None)?;
            let is_same = |now: &Person| now.operator == person.operator && now.recovery == person.recovery;
            let is_due = passphrase_is_known || due.is_some_and(|due| stamp.at >= due);
            if !is_due || !writer.person(vault, number)?.is_some_and(|now| is_same(&now)) {
                return Err(DeskError::from(StaffError::ChangedMeanwhile));
            }
            writer.record_fact(vault, &stamp, &Fact::Pin { number, digits, verifier })?;
            writer.record_fact(vault, &stamp, &Fact::Unlocked { number })?;
            Ok(())
        })?;
        Ok(person.operator)
    }
}

/// Refuses a person who waits: the PIN is not tried.
fn refuse_waiting(person: &Person, now: DateTime<FixedOffset>) -> Result<(), DeskError> {
    let Some(until) = person.waits_until.filter(|until| now.with_timezone(&Utc) < *until) else {
        return Ok(());
    };
    let until = until.with_timezone(now.offset());
    let is_locked = wait_after(person.failures) >= RECOVERY;
    let role = person.operator.role;
    Err(DeskError::Pin(if is_locked { PinRefused::Locked(role, until) } else { PinRefused::Waits(until) }))
}
