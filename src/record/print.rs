//! Slips on paper: which copy, and how often each was printed.

use serde::{Deserialize, Serialize};

/// A copy of a slip.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SlipCopy {
    /// The customer's.
    Customer,
    /// The merchant's, which the customer signs.
    Merchant,
}

impl SlipCopy {
    /// The word in commands and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// How often each copy of a slip was printed. One that failed does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prints {
    /// The customer's.
    pub customer: u32,
    /// The merchant's.
    pub merchant: u32,
}

impl Prints {
    /// How often this copy was printed: the number of the next one. The original has 0, each reprint its number.
    #[must_use]
    pub fn of(self, copy: SlipCopy) -> u32 {
        match copy {
            SlipCopy::Customer => self.customer,
            SlipCopy::Merchant => self.merchant,
        }
    }
}
