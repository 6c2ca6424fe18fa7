//! The check of the centre, where this ledger is enrolled at one: whether it is reached, and how far it is behind.

use std::time::Duration;

use super::{Check, CheckState};
use crate::{
    central::{Enrolment, Lag, Standing, look},
    desk::{Settings, World},
    locale::{Locale, Text},
};

/// How long the centre is waited for: a helper looks at the answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The check; `None` where nothing is enrolled. That the centre is not reached is no fault of the till.
pub(super) fn check(locale: &Locale, settings: &Settings) -> Option<Check> {
    let check = |state, value: String| Check::new("centre", Text::DoctorCentre, state, value);
    let enrolment = match Enrolment::read(&settings.keyring) {
        Ok(enrolment) => enrolment?,
        Err(error) => return Some(check(CheckState::Wrong, locale.enrolment_error(&error))),
    };
    let (shop, role) = (&enrolment.shop.to_string(), &enrolment.role);
    Some(match look(&settings.ledger, &enrolment, &World::system(), PATIENCE) {
        Ok(Lag { standing: Standing::Held | Standing::Refused, .. }) => {
            let held = check(CheckState::Wrong, locale.text(Text::DoctorCentreHeld { shop, role }));
            held.wrong(locale.text(Text::DoctorDoCentreHeld))
        }
        Ok(Lag { standing: Standing::Differs, .. }) => {
            let differs = check(CheckState::Note, locale.text(Text::DoctorCentreDiffers { shop, role }));
            differs.note(locale.text(Text::DoctorDoCentreDiffers))
        }
        Ok(Lag { waiting, skew, .. }) => {
            let waiting = waiting.unwrap_or(0);
            let (entries, seconds) =
                (&locale.entries(u64::try_from(waiting).unwrap_or(0)), &format!("{:+}", skew / 1_000));
            let text = locale.text(Text::DoctorCentreIs { shop, role, entries, skew: seconds });
            check(CheckState::Fine, text).data("waiting", waiting).data("skew_ms", skew)
        }
        Err(error) => check(CheckState::Note, locale.ship_error(&error)),
    })
}
