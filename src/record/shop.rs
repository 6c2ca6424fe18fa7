//! Shops of a chain, as head office knows them.

use std::fmt;

use serde::Serialize;

use super::Totals;

/// The number of a shop at the centre, 1 to 99,999: its owner gave it when the shop was enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ShopNumber(u32);

impl ShopNumber {
    /// The highest.
    pub const MAX: u32 = 99_999;

    /// This number; `None` when no shop has it.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ShopNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a ledger at the centre, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerNumber(pub i32);

/// Where a transaction was recorded, as head office sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtShop {
    /// In which ledger.
    pub ledger: LedgerNumber,
    /// The number of the shop.
    pub number: ShopNumber,
    /// Its name.
    pub name: String,
}

/// What one shop took and gave back on some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopSums {
    /// Its number.
    pub number: ShopNumber,
    /// Its name.
    pub name: String,
    /// What it adds up to, by the clocks on the walls of its tills.
    pub totals: Totals,
    /// When its ledger was heard of last, in milliseconds since 1970 UTC; of several the one that was longest ago. `None`: never.
    pub contact_at: Option<i64>,
    /// An owner has to decide what of it counts.
    pub is_held: bool,
}

/// How the centre is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeStatus {
    /// How many shops are enrolled.
    pub shops: u64,
    /// Of how many ledgers an owner has to decide what counts.
    pub held: u64,
    /// Grows with everything that is shipped.
    pub shipped: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shops_are_numbered_from_1_to_99999() {
        for (number, is_one) in [(0, false), (1, true), (99_999, true), (100_000, false), (u64::MAX, false)] {
            assert_eq!(
                ShopNumber::new(number).map(|shop| u64::from(shop.number())),
                is_one.then_some(number)
            );
        }
    }
}
