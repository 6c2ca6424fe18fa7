//! Whether each fact could be recorded by whom it names. A ledger in which another program let somebody in for a while, and put its rows
//! back, has facts that this desk never records; a check finds them.
//!
//! Only what the journal alone says is judged: that somebody was named, who could act at that time; that people are made by owners; that
//! PINs are given by owners, oneself, or the way back in after its wait; that no PIN was tried during a wait. What each role may do is the
//! desk's.

use std::collections::BTreeMap;

use super::operators::State;
use crate::{
    ledger::rows::JournalRow,
    record::Fact,
    staff::{LOCK_MINUTES, OperatorNumber, Role, wait_after},
};

/// The people, as the facts up to here say.
#[derive(Default)]
pub(super) struct Judge {
    /// Role, and whether they may act.
    people: BTreeMap<OperatorNumber, (Role, bool)>,
    /// Who has got another PIN by the way back in, right before.
    recovered: Option<OperatorNumber>,
}

impl Judge {
    /// Whether the next fact could be recorded, given what the ones before it lead to.
    pub(super) fn could_be(&self, state: &State, row: &JournalRow, fact: &Fact) -> bool {
        if self.people.is_empty() {
            return row.operator.is_none() && row.approver.is_none();
        }
        let acts = |number: OperatorNumber| self.people.get(&number).is_some_and(|(_, may_act)| *may_act);
        let role = |number: OperatorNumber| self.people.get(&number).map(|(role, _)| *role);
        let by = row.operator.filter(|number| acts(*number));
        let has_approver = row.approver.is_none_or(|number| acts(number) && row.operator != Some(number));
        has_approver
            && match fact {
                // What happens by itself, at the machine, or before anybody has signed in.
                Fact::Begun { .. }
                | Fact::Start
                | Fact::Stop
                | Fact::ClockStep { .. }
                | Fact::ClockAccepted { .. }
                | Fact::VerifyFailed { .. }
                | Fact::Backup { .. }
                | Fact::Restore { .. }
                | Fact::Accepted { .. }
                | Fact::KeyChange(_)
                | Fact::PrintFailed { .. }
                | Fact::SettingsChanged(_)
                | Fact::RecoveryBegun { .. } => true,
                // None is tried of somebody who is disabled: what they key tells nothing.
                Fact::PinAttempt { number, .. } => !acts(*number) || !state.waits(*number, row.at),
                Fact::Operator(_) | Fact::PinDigits { .. } | Fact::TakenOver(_) => {
                    by.and_then(role) == Some(Role::Owner)
                }
                Fact::Pin { number, .. } => match row.operator {
                    // The first person of all, or the way back in without a passphrase.
                    None => {
                        (self.people.len() == 1 && !state.has_pin(*number))
                            || state.is_recovered(*number, row.at)
                    }
                    Some(operator) => operator == *number || by.and_then(role) == Some(Role::Owner),
                },
                Fact::Unlocked { number } => match row.operator {
                    None => self.recovered == Some(*number),
                    Some(operator) => operator == *number || by.and_then(role) >= Some(Role::Supervisor),
                },
                fact if fact.has_original() => by.and_then(role) == Some(Role::Owner),
                _ => by.is_some(),
            }
    }

    /// Takes in the next fact.
    pub(super) fn add(&mut self, fact: &Fact) {
        self.recovered = None;
        match fact {
            Fact::Operator(operator) => {
                self.people.insert(operator.number, (operator.role, !operator.disabled));
            }
            Fact::Pin { number, .. } => self.recovered = Some(*number),
            _ => {}
        }
    }
}

impl State {
    /// Whether no PIN of a person may be tried at a time, in milliseconds since 1970 UTC.
    fn waits(&self, number: OperatorNumber, at: i64) -> bool {
        let until = self.row(number).and_then(|row| {
            let wait = wait_after(row.failures);
            Some(row.waits_from.filter(|_| !wait.is_zero())?.saturating_add(wait.num_milliseconds()))
        });
        until.is_some_and(|until| at < until)
    }

    fn has_pin(&self, number: OperatorNumber) -> bool {
        self.row(number).is_some_and(|row| row.pin.is_some())
    }

    /// Whether the wait of the way back in is over.
    fn is_recovered(&self, number: OperatorNumber, at: i64) -> bool {
        let begun = self.row(number).and_then(|row| row.recovery);
        begun.is_some_and(|begun| at >= begun.saturating_add(LOCK_MINUTES * 60 * 1_000))
    }
}
