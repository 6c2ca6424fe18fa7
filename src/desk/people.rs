//! The people of the shop: made, changed, given PINs, let in again.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Desk, DeskError,
    journal::{note_clock_step, stamp_now},
    keys,
    rights::{Asked, allow, identify},
};
use crate::{
    record::{Fact, KnownSettings},
    staff::{
        Action, Operator, OperatorNumber, Pin, PinDigits, PinUse, Role, StaffError, change_of, refuse_change,
    },
};

impl Desk {
    /// Makes a person, with a PIN. The first one is an owner, and needs nobody who is signed in.
    ///
    /// # Errors
    /// [`DeskError::Staff`] with what is wrong with it; [`DeskError::NotAllowed`]; trouble with ledger or keys.
    pub fn add_person(&mut self, new: &Operator, pin: &Pin) -> Result<(), DeskError> {
        self.remembered.refuse_misfit()?;
        let asked = Asked::of(Action::People).number(new.number.number().into());
        self.may(&asked)?;
        if self.people()?.all.iter().any(|known| known.operator.number == new.number) {
            return Err(StaffError::Taken(new.number).into());
        }
        // Before the lock: it takes a tenth of a second.
        let new_pin = self.pin_fact(new.number, new.role, pin)?;
        self.write_about_people(&asked, |people| {
            if people.iter().any(|known| known.number == new.number) {
                return Err(StaffError::Taken(new.number));
            }
            refuse_change(people, new, true)?;
            Ok((vec![Fact::Operator(Box::new(new.clone())), new_pin], ()))
        })
    }

    /// Changes a person: name, limits, whether they may sign in, or, with a new PIN, the role. What `change` leaves alone is as it is
    /// at that moment, whoever has changed it meanwhile. Returns them as they are now.
    ///
    /// # Errors
    /// As for [`add_person`](Self::add_person).
    pub fn change_person(
        &mut self,
        number: OperatorNumber,
        pin: Option<&Pin>,
        change: impl Fn(&mut Operator),
    ) -> Result<Operator, DeskError> {
        self.remembered.refuse_misfit()?;
        let asked = Asked::of(Action::People).number(number.number().into());
        self.may(&asked)?;
        let people: Vec<Operator> = self.people()?.all.into_iter().map(|person| person.operator).collect();
        let role = change_of(&people, number, &change)?.role;
        let new_pin = pin.map(|pin| self.pin_fact(number, role, pin)).transpose()?;
        self.write_about_people(&asked, |people| {
            let changed = change_of(people, number, &change)?;
            if changed.role != role {
                return Err(StaffError::ChangedMeanwhile);
            }
            refuse_change(people, &changed, new_pin.is_some())?;
            let person = (!people.contains(&changed)).then(|| Fact::Operator(Box::new(changed.clone())));
            Ok((person.into_iter().chain(new_pin).collect(), changed))
        })
    }

    /// What is recorded of a PIN that a person chooses.
    fn pin_fact(&mut self, number: OperatorNumber, role: Role, pin: &Pin) -> Result<Fact, DeskError> {
        pin.refuse_easy()?;
        let verifier = Box::new(self.vault.pin_verifier(number, role, pin)?);
        Ok(Fact::Pin { number, digits: pin.digits(), verifier })
    }

    /// Gives a person another PIN. Who is signed in may give themselves one: at a till with the one they had, which is tried first.
    ///
    /// # Errors
    /// [`DeskError::Pin`] for the one they had; [`DeskError::Staff`]; [`DeskError::NotAllowed`]; trouble with ledger or keys.
    pub fn set_pin(
        &mut self,
        number: OperatorNumber,
        present: Option<&Pin>,
        new: &Pin,
    ) -> Result<(), DeskError> {
        if let Some(present) = present.filter(|_| self.settings.operator == Some(number)) {
            self.sign_in(number, present, PinUse::SignIn)?;
        }
        self.remembered.refuse_misfit()?;
        let is_own = self.settings.operator == Some(number);
        let action = if is_own { Action::OwnPin } else { Action::People };
        let asked = Asked::of(action).number(number.number().into());
        self.may(&asked)?;
        let people = self.people()?;
        let person = people.all.iter().find(|person| person.operator.number == number);
        let role = person.ok_or(StaffError::Unknown(number))?.operator.role;
        let new_pin = self.pin_fact(number, role, new)?;
        self.write_about_people(&asked, |people| {
            // The PIN belongs to the role.
            let same = people.iter().any(|known| known.number == number && known.role == role);
            if !same {
                return Err(StaffError::ChangedMeanwhile);
            }
            // Whoever gets another PIN starts anew.
            Ok((vec![new_pin, Fact::Unlocked { number }], ()))
        })
    }

    /// New PINs have this many digits from now on. Those that there are stay as they are until they are given anew.
    ///
    /// # Errors
    /// [`DeskError::Staff`] when it is so already; [`DeskError::NotAllowed`]; trouble with ledger or keys.
    pub fn set_pin_digits(&mut self, digits: PinDigits) -> Result<(), DeskError> {
        self.remembered.refuse_misfit()?;
        let asked = Asked::of(Action::People);
        self.may(&asked)?;
        if self.people()?.digits == digits {
            return Err(StaffError::NoChange.into());
        }
        self.write_about_people(&asked, |_| Ok((vec![Fact::PinDigits { digits }], ())))
    }

    /// Ends the wait of a person after wrong PINs: a supervisor that of a cashier, an owner anybody's.
    ///
    /// # Errors
    /// [`DeskError::Staff`] when the person does not wait; [`DeskError::NotAllowed`]; trouble with ledger or keys.
    pub fn unlock_person(&mut self, number: OperatorNumber) -> Result<(), DeskError> {
        self.remembered.refuse_misfit()?;
        let people = self.people()?.all;
        let person = people.into_iter().find(|person| person.operator.number == number);
        let person = person.ok_or(StaffError::Unknown(number))?;
        let action = match person.operator.role {
            Role::Cashier | Role::Program => Action::UnlockCashier,
            Role::Supervisor | Role::Owner => Action::Unlock,
        };
        let asked = Asked::of(action).number(number.number().into());
        self.may(&asked)?;
        if person.waits_until.is_none() {
            return Err(StaffError::NotWaiting(number).into());
        }
        self.write_about_people(&asked, |_| Ok((vec![Fact::Unlocked { number }], ())))
    }

    /// Notes the settings that only an owner may change, as they are in force at this till from now on. Returns the names of those that
    /// are others than the ones noted before; nothing is noted in a shop without people, and where nothing has changed.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn note_settings(&mut self, settings: BTreeMap<String, String>) -> Result<Vec<String>, DeskError> {
        if !self.ledger.has_people()? {
            return Ok(Vec::new());
        }
        let noted = self.ledger.known_settings(&self.vault)?;
        let noted = noted.into_iter().find(|known| known.till == self.settings.till);
        if noted.as_ref().is_some_and(|known| known.settings.settings == settings) {
            return Ok(Vec::new());
        }
        let (known, mut changed) = match noted {
            // What a close has named is not named again.
            Some(known) if known.seq > self.ledger.last_close()?.seq => {
                (known.settings.settings, known.settings.changed)
            }
            Some(known) => (known.settings.settings, Vec::new()),
            None => (settings.clone(), Vec::new()),
        };
        let others = settings.iter().filter(|(key, value)| known.get(*key) != Some(value));
        let new: Vec<String> = others.map(|(key, _)| key.clone()).collect();
        changed.extend(new.iter().cloned());
        changed.sort_unstable();
        changed.dedup();
        self.record(&Fact::SettingsChanged(Box::new(KnownSettings { settings, changed })))?;
        Ok(new)
    }

    /// The settings that were changed after fact `seq` at any till, as far as only an owner may change them.
    pub(super) fn settings_changed_since(&self, seq: i64) -> Result<Vec<String>, DeskError> {
        let noted = self.ledger.known_settings(&self.vault)?.into_iter();
        let since = noted.filter(|known| known.seq > seq).flat_map(|known| known.settings.changed);
        Ok(since.collect::<BTreeSet<_>>().into_iter().collect())
    }

    /// Records what `facts` says of the people that there are, if who is signed in may. While there are none, nobody has to be.
    /// Returns what else `facts` gives.
    fn write_about_people<T>(
        &mut self,
        asked: &Asked,
        facts: impl FnOnce(&[Operator]) -> Result<(Vec<Fact>, T), StaffError>,
    ) -> Result<T, DeskError> {
        let Self { ledger, vault, world, settings, approval, .. } = self;
        ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let mut stamp = stamp_now(world, settings);
            let operator = identify(writer, vault, settings)?;
            allow(writer, vault, operator.as_ref(), approval, &mut stamp, asked)?;
            note_clock_step(writer, vault, &stamp, None)?;
            let people = writer.people(vault)?;
            let people: Vec<Operator> = people.into_iter().map(|person| person.operator).collect();
            let (facts, more) = facts(&people)?;
            for fact in facts {
                writer.record_fact(vault, &stamp, &fact)?;
            }
            Ok(more)
        })
    }
}
