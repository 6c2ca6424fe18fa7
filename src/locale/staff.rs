//! The words about people: roles, what they may do, what is wrong with a PIN.

use chrono::{DateTime, FixedOffset, Local, Utc};

use super::{Locale, Text};
use crate::{
    desk::{NotAllowed, Person, PinRefused},
    payment::money::group_thousands,
    staff::{Action, Reason, Role, StaffError},
};

/// The time of a moment on the wall here.
pub(crate) fn local_time(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%H:%M:%S").to_string()
}

impl Locale {
    /// `cashier`, `담당자`.
    #[must_use]
    pub fn role(&self, role: Role) -> String {
        self.text(Text::StaffRole { role: role.as_str() })
    }

    /// `a cashier`.
    #[must_use]
    pub fn some_role(&self, role: Role) -> String {
        self.text(Text::StaffRoleSome { role: role.as_str() })
    }

    /// What is done: `close the day`.
    #[must_use]
    pub fn action(&self, action: Action) -> String {
        self.text(Text::StaffAction { action: action.as_str() })
    }

    /// Why it was approved: `returned`.
    #[must_use]
    pub fn reason_of_approval(&self, reason: Reason) -> String {
        self.text(Text::StaffReason { reason: reason.as_str() })
    }

    /// What is wrong with a person or a change.
    #[must_use]
    pub fn staff_error(&self, error: StaffError) -> String {
        let text = |text: Text<'_>| self.text(text);
        match error {
            StaffError::Number => text(Text::StaffNumber),
            StaffError::Taken(number) => text(Text::StaffTaken { number: &number.to_string() }),
            StaffError::Prefix { new, other } => {
                text(Text::StaffPrefix { new: &new.to_string(), other: &other.to_string() })
            }
            StaffError::Unknown(number) => text(Text::StaffUnknown { number: &number.to_string() }),
            StaffError::Name => text(Text::StaffName),
            StaffError::PinLength(digits) => {
                text(Text::StaffPinLength { digits: &digits.number().to_string() })
            }
            StaffError::PinRun => text(Text::StaffPinRun),
            StaffError::PinRepeats => text(Text::StaffPinRepeats),
            StaffError::PinsDiffer => text(Text::PinDiffers),
            StaffError::Limit => text(Text::StaffLimit),
            StaffError::Digits => text(Text::StaffDigits),
            StaffError::FirstIsOwner => text(Text::StaffFirstOwner),
            StaffError::LastOwner => text(Text::StaffLastOwner),
            StaffError::RoleNeedsPin => text(Text::StaffRolePin),
            StaffError::ChangedMeanwhile => text(Text::StaffChangedMeanwhile),
            StaffError::NoChange => text(Text::StaffNoChange),
            StaffError::NotWaiting(number) => text(Text::StaffNotWaiting { number: &number.to_string() }),
        }
    }

    /// Why a PIN is not taken.
    #[must_use]
    pub fn pin_refused(&self, refused: PinRefused) -> String {
        let time = |at: DateTime<FixedOffset>| at.format("%H:%M:%S").to_string();
        match refused {
            PinRefused::Wrong(None) => self.text(Text::PinWrong),
            PinRefused::Wrong(Some(until)) => self.text(Text::PinWrongWait { time: &time(until) }),
            PinRefused::Waits(until) => self.text(Text::PinWaits { time: &time(until) }),
            PinRefused::Locked(role, until) => {
                let by = if role <= Role::Cashier { Role::Supervisor } else { Role::Owner };
                self.text(Text::PinLocked { time: &time(until), who: &self.some_role(by) })
            }
            PinRefused::NoScreen(number) => self.text(Text::PinNoScreen { number: &number.to_string() }),
            PinRefused::Oneself => self.text(Text::PinOneself),
            PinRefused::TooLow(role) => self.text(Text::PinTooLow { role: role.as_str() }),
            PinRefused::Recovery(at) => self.text(Text::PinRecovery { time: &time(at) }),
        }
    }

    /// Whether a person may sign in: nothing where they may.
    #[must_use]
    pub fn person_state(&self, person: &Person) -> String {
        match person.waits_until {
            _ if person.operator.disabled => self.text(Text::PeopleDisabled),
            _ if person.pin.is_none() => self.text(Text::PeopleNoPin),
            Some(until) => {
                let (wrong, time) = (&person.failures.to_string(), &local_time(until));
                self.text(Text::PeopleWaits { wrong, time })
            }
            None => self.recovery(person),
        }
    }

    /// From when on an owner who has lost the PIN gets another one; empty where nobody has asked for it.
    #[must_use]
    pub fn recovery(&self, person: &Person) -> String {
        let due = person.recovery_due().map(local_time);
        due.map_or_else(String::new, |time| self.text(Text::PeopleRecovers { time: &time }))
    }

    /// Why somebody may not do something, and who may.
    #[must_use]
    pub fn not_allowed(&self, refused: &NotAllowed) -> String {
        let (who, action) = (&refused.operator.label(), &self.action(refused.asked.action));
        let role = &self.some_role(refused.by);
        match self.limit(refused) {
            Some(limit) => self.text(Text::StaffNotAllowedLimit { who, action, limit: &limit, role }),
            None if !refused.may_be_approved => self.text(Text::StaffNotAllowedNever { who, action, role }),
            None if refused.by == Role::Owner => self.text(Text::StaffNotAllowedOwner { who, action, role }),
            None => self.text(Text::StaffNotAllowed { who, action, role }),
        }
    }

    /// What is asked for, with its amount and the limit that it goes beyond.
    #[must_use]
    pub fn asked(&self, refused: &NotAllowed) -> String {
        let action = refused.asked.action;
        let Some((amount, _)) = refused.asked.amount else { return self.action(action) };
        let (amount, limit) = (&self.won(amount), &self.limit(refused).unwrap_or_default());
        let first = self.text(Text::ApprovalAsked { action: action.as_str(), amount, limit });
        let also =
            refused.asked.also.iter().map(|also| self.text(Text::ApprovalAlso { action: also.as_str() }));
        std::iter::once(first).chain(also).collect::<Vec<_>>().join(" · ")
    }

    /// The limit that it goes beyond.
    #[must_use]
    pub fn limit(&self, refused: &NotAllowed) -> Option<String> {
        let limit = refused.limit()?;
        Some(if refused.asked.action == Action::ManyCancels {
            group_thousands(&limit.to_string())
        } else {
            self.won_sum(i64::try_from(limit).unwrap_or(i64::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use strum::VariantArray as _;

    use super::*;
    use crate::locale::Lang;

    #[test]
    fn every_action_has_words_of_its_own() {
        for lang in [Lang::En, Lang::Ko] {
            let locale = Locale::new(lang);
            let words: HashSet<String> =
                Action::VARIANTS.iter().map(|action| locale.action(*action)).collect();
            assert_eq!(words.len(), Action::VARIANTS.len(), "{words:?}");
        }
    }
}
