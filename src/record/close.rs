//! The close of a day: a range of the journal that is over, with its figures.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::{Figures, JournalHash, Totals};
use crate::{
    payment::Till,
    staff::{OperatorName, OperatorNumber, Signers},
};

/// A close (Z): the facts from `from_seq` to `to_seq`, right before the fact that it is itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// Its number: 1, 2, … without gaps.
    pub number: u32,
    /// The number of the first fact: the one after the close before, or 1.
    pub from_seq: i64,
    /// The number of the last fact.
    pub to_seq: i64,
    /// What happened in it.
    pub figures: Figures,
}

/// A report of the day: a close (Z), or what came since the last one (X).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayReport {
    /// The number of the close; `None` of an X report, which is kept nowhere.
    pub number: Option<u32>,
    /// When it was closed, on the clock of its till; of an X report, when that was made.
    pub at: DateTime<FixedOffset>,
    /// Which till made it.
    pub till: Till,
    /// Who made it, and who approved that.
    pub by: Signers,
    /// The names of those who are in it, as they are now.
    pub names: std::collections::BTreeMap<OperatorNumber, OperatorName>,
    /// Whether it is of that till alone.
    pub is_own: bool,
    /// The number of the first fact.
    pub from_seq: i64,
    /// The number of the last one: one less than the first where there is none.
    pub to_seq: i64,
    /// What happened.
    pub figures: Figures,
    /// The hash of the last fact, which covers all before it.
    pub hash: JournalHash,
}

/// A close as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedClose {
    /// Its number.
    pub number: u32,
    /// When it was closed, on the clock of its till.
    pub at: DateTime<FixedOffset>,
    /// Which till closed.
    pub till: Till,
    /// Payments and cancels of its range. Those of several closes add up to those of a month or a year.
    pub totals: Totals,
    /// How often it was shown or printed again.
    pub reprints: u32,
}
