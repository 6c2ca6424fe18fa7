//! What the journal holds, read in its order.

use chrono::{DateTime, FixedOffset};

use super::{Fact, Transaction};
use crate::{payment::Till, staff::Signers};

/// A fact in its place in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When it was recorded, with the till's offset from UTC at that time.
    pub at: DateTime<FixedOffset>,
    /// By which till.
    pub till: Till,
    /// By whom.
    pub by: Signers,
    /// What happened.
    pub fact: Fact,
    /// The payment or cancel, if it is one.
    pub transaction: Option<Transaction>,
}
