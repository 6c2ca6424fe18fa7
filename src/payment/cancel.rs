//! The one cancel rule: what remains of a payment, and what of it may be cancelled.

use super::{
    error::{Field, FieldError, Problem},
    money::Won,
    request::CancelAmount,
};

/// What of a payment is not cancelled yet. VAT is part of the amount, so it never exceeds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    amount: Won,
    vat: Won,
}

/// What one cancel takes, and what it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelPlan {
    /// The amount to cancel, at least 1.
    pub amount: Won,
    /// The VAT in it.
    pub vat: Won,
    /// What remains afterwards.
    pub left: Remaining,
}

impl Remaining {
    /// Everything is cancelled.
    pub const NOTHING: Self = Self { amount: Won::ZERO, vat: Won::ZERO };

    /// `amount` with `vat` in it; `None` when the VAT is more than the amount.
    #[must_use]
    pub fn new(amount: Won, vat: Won) -> Option<Self> {
        (vat <= amount).then_some(Self { amount, vat })
    }

    /// What remains of the amount.
    #[must_use]
    pub fn amount(self) -> Won {
        self.amount
    }

    /// What remains of the VAT.
    #[must_use]
    pub fn vat(self) -> Won {
        self.vat
    }

    /// True if everything is cancelled.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self.amount == Won::ZERO
    }

    /// The smallest and the largest VAT of a cancel of `amount`. At least the VAT that would not fit into the amount
    /// that is left; at most what remains of it, and `amount`. `amount` must not exceed what remains.
    #[must_use]
    pub(crate) fn vat_bounds(self, amount: Won) -> (Won, Won) {
        let left = self.amount.saturating_sub(amount);
        (self.vat.saturating_sub(left), self.vat.min(amount))
    }

    /// The VAT of a cancel of `amount` when none is named: an eleventh, clamped to [`vat_bounds`](Self::vat_bounds).
    #[must_use]
    pub(crate) fn automatic_vat(self, amount: Won) -> Won {
        let (lo, hi) = self.vat_bounds(amount);
        amount.included_vat().clamp(lo, hi)
    }

    /// Plans a cancel of `amount` with `vat` (`None`: automatic).
    ///
    /// # Errors
    /// [`Problem::AlreadyCancelled`], [`Problem::OutOfRange`], [`Problem::ExceedsRemaining`] or [`Problem::CancelVat`],
    /// each with what is allowed instead.
    pub fn cancel(self, amount: CancelAmount, vat: Option<Won>) -> Result<CancelPlan, FieldError> {
        if self.is_nothing() {
            return Err(FieldError::new(Field::Id, Problem::AlreadyCancelled));
        }
        let amount = match amount {
            CancelAmount::Rest => self.amount,
            CancelAmount::Part(Won::ZERO) => {
                let allowed = 1..=self.amount.get();
                return Err(FieldError::new(Field::Amount, Problem::OutOfRange { allowed }));
            }
            CancelAmount::Part(part) if part <= self.amount => part,
            CancelAmount::Part(_) => {
                let remaining = self.amount;
                return Err(FieldError::new(Field::Amount, Problem::ExceedsRemaining { remaining }));
            }
        };
        let (lo, hi) = self.vat_bounds(amount);
        let vat = match vat {
            None => self.automatic_vat(amount),
            Some(vat) if (lo..=hi).contains(&vat) => vat,
            Some(_) => {
                let allowed = lo.get()..=hi.get();
                return Err(FieldError::new(Field::Vat, Problem::CancelVat { allowed }));
            }
        };
        Ok(CancelPlan {
            amount,
            vat,
            left: Self { amount: self.amount.saturating_sub(amount), vat: self.vat.saturating_sub(vat) },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn won(value: u64) -> Won {
        Won::new(value).expect("test value in range")
    }

    fn remaining(amount: u64, vat: u64) -> Remaining {
        Remaining::new(won(amount), won(vat)).expect("VAT within the amount")
    }

    /// Plans and says `(amount, vat, left amount, left VAT)`.
    fn plan(of: Remaining, amount: Option<u64>, vat: Option<u64>) -> Result<(u64, u64, u64, u64), Problem> {
        let amount = amount.map_or(CancelAmount::Rest, |a| CancelAmount::Part(won(a)));
        of.cancel(amount, vat.map(won))
            .map(|p| (p.amount.get(), p.vat.get(), p.left.amount.get(), p.left.vat.get()))
            .map_err(|error| error.problem)
    }

    #[test]
    fn parts_then_the_rest() {
        let all = remaining(11_000, 1_000);
        assert_eq!(plan(all, Some(1_100), Some(100)), Ok((1_100, 100, 9_900, 900)));
        assert_eq!(plan(remaining(9_900, 900), Some(3_300), None), Ok((3_300, 300, 6_600, 600)));
        assert_eq!(plan(remaining(6_600, 600), None, None), Ok((6_600, 600, 0, 0)));
        assert_eq!(plan(remaining(0, 0), None, None), Err(Problem::AlreadyCancelled));
        assert_eq!(plan(remaining(0, 0), Some(1), None), Err(Problem::AlreadyCancelled));
    }

    #[test]
    fn refusals_say_what_is_possible() {
        let left = remaining(20_000, 1_818);
        assert_eq!(plan(left, Some(20_001), None), Err(Problem::ExceedsRemaining { remaining: won(20_000) }));
        assert_eq!(plan(left, Some(0), None), Err(Problem::OutOfRange { allowed: 1..=20_000 }));
        assert_eq!(plan(left, Some(10_000), Some(1_819)), Err(Problem::CancelVat { allowed: 0..=1_818 }));
        assert_eq!(plan(left, Some(20_000), Some(1_817)), Err(Problem::CancelVat { allowed: 1_818..=1_818 }));
        assert_eq!(plan(left, Some(19_000), Some(817)), Err(Problem::CancelVat { allowed: 818..=1_818 }));
        assert_eq!(plan(left, Some(500), Some(501)), Err(Problem::CancelVat { allowed: 0..=500 }));
    }

    #[test]
    fn automatic_vat_is_clamped_to_what_is_possible() {
        // All VAT gone: nothing is left to take.
        assert_eq!(plan(remaining(5_000, 0), Some(1_000), None), Ok((1_000, 0, 4_000, 0)));
        // Almost all of the rest is VAT: an eleventh would strand some of it.
        assert_eq!(plan(remaining(1_000, 999), Some(1_000), None), Ok((1_000, 999, 0, 0)));
        assert_eq!(plan(remaining(1_000, 900), Some(500), None), Ok((500, 400, 500, 500)));
    }

    proptest! {
        /// Whatever is cancelled, in whatever steps: automatic VAT never fails, nothing is stranded, and the closing
        /// cancel takes exactly what remains.
        #[test]
        fn no_sequence_strands_anything(
            amount in 100_u64..=1_000_000_000,
            vat_share in 0_u64..1_000,
            steps in prop::collection::vec((1_u64..=1_000, any::<Option<u16>>()), 0..12),
        ) {
            let vat = (amount - 1) * vat_share / 1_000;
            let mut left = remaining(amount, vat);
            let (mut model_amount, mut model_vat) = (amount, vat);
            for (share, choice) in steps {
                if left.is_nothing() {
                    break;
                }
                let part = won((left.amount().get() * share / 1_000).max(1));
                let (lo, hi) = left.vat_bounds(part);
                prop_assert!(lo <= hi);
                let vat = choice.map(|c| won(lo.get() + (hi.get() - lo.get()) * u64::from(c) / 65_535));
                let plan = left.cancel(CancelAmount::Part(part), vat);
                prop_assert!(plan.is_ok(), "{plan:?}");
                let plan = plan.expect("checked");
                model_amount -= plan.amount.get();
                model_vat -= plan.vat.get();
                prop_assert_eq!((plan.left.amount().get(), plan.left.vat().get()), (model_amount, model_vat));
                prop_assert!(model_vat <= model_amount);
                left = plan.left;
            }
            if !left.is_nothing() {
                let last = left.cancel(CancelAmount::Rest, None).expect("the rest can always be cancelled");
                prop_assert_eq!((last.amount.get(), last.vat.get()), (model_amount, model_vat));
                prop_assert_eq!((last.left.amount(), last.left.vat()), (Won::ZERO, Won::ZERO));
            }
        }
    }
}
