//! When a ledger was checked and copied the last time, kept with what is [`remembered`] of it. The journal does not
//! have it: a check changes nothing in the ledger that it checks.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::{Clock as _, Desk, Settings, Verifier, World, remembered};
use crate::record::utc_of;

/// When a ledger was checked and copied, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Upkeep {
    /// The last check of everything in it: by `verify`, or of a copy right after it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checked_at: Option<i64>,
    /// Something did not fit then.
    #[serde(default, skip_serializing_if = "is_false")]
    is_broken: bool,
    /// The last copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copied_at: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Upkeep {
    /// Whether nothing is known.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The last check of everything in a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastCheck {
    /// When it was, as the clock of this till has it.
    pub at: DateTime<FixedOffset>,
    /// Whether everything fitted.
    pub is_whole: bool,
}

/// What is known of checks and copies of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastUpkeep {
    /// The last check; `None` where it was never checked.
    pub check: Option<LastCheck>,
    /// When the last copy was made, which was checked; `None` where it was never copied.
    pub copied_at: Option<DateTime<FixedOffset>>,
}

impl Verifier {
    /// Remembers that the ledger was checked just now, and whether everything fitted. Where nothing is remembered of the ledger, or
    /// that cannot be written, this is not either.
    pub fn remember_check(&self, is_whole: bool) {
        let now = self.world.now().timestamp_millis();
        remembered::change_upkeep(&self.settings, |upkeep| {
            (upkeep.checked_at, upkeep.is_broken) = (Some(now), !is_whole);
        });
    }
}

/// Remembers that a copy was made just now, in which everything fitted.
pub(super) fn remember_copy(settings: &Settings, world: &World) {
    let now = Some(world.now().timestamp_millis());
    remembered::change_upkeep(settings, |upkeep| {
        *upkeep = Upkeep { checked_at: now, is_broken: false, copied_at: now };
    });
}

impl Desk {
    /// What is known of checks and copies of the ledger.
    #[must_use]
    pub fn last_upkeep(&self) -> LastUpkeep {
        let Upkeep { checked_at, is_broken, copied_at } = remembered::upkeep_of(&self.settings);
        let time = |at: i64| utc_of(at).map(|at| at.with_timezone(&self.world.offset_at(at)));
        let check = checked_at.and_then(time).map(|at| LastCheck { at, is_whole: !is_broken });
        LastUpkeep { check, copied_at: copied_at.and_then(time) }
    }
}
