//! How many transactions there are, and what they add up to.

/// How many transactions match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly this many.
    Exactly(u64),
    /// At least this many; counting stopped there.
    AtLeast(u64),
}

impl Count {
    /// The number, and whether there may be more.
    #[must_use]
    pub fn parts(self) -> (u64, bool) {
        match self {
            Self::Exactly(number) => (number, false),
            Self::AtLeast(number) => (number, true),
        }
    }
}

/// What was taken and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Number of payments.
    pub payments: u64,
    /// Won taken.
    pub paid: u64,
    /// VAT of it.
    pub paid_vat: u64,
    /// Number of cancels.
    pub cancels: u64,
    /// Won given back.
    pub cancelled: u64,
    /// VAT of it.
    pub cancelled_vat: u64,
}

impl Totals {
    /// Number of transactions.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.payments + self.cancels
    }

    /// What was taken less what was given back, in won. Negative when more was given back.
    #[must_use]
    pub fn net(&self) -> i64 {
        less(self.paid, self.cancelled)
    }

    /// The VAT of [`Totals::net`].
    #[must_use]
    pub fn net_vat(&self) -> i64 {
        less(self.paid_vat, self.cancelled_vat)
    }

    /// These totals without those of `other`; `None` when `other` has more of anything.
    #[must_use]
    pub fn less(&self, other: &Self) -> Option<Self> {
        Some(Self {
            payments: self.payments.checked_sub(other.payments)?,
            paid: self.paid.checked_sub(other.paid)?,
            paid_vat: self.paid_vat.checked_sub(other.paid_vat)?,
            cancels: self.cancels.checked_sub(other.cancels)?,
            cancelled: self.cancelled.checked_sub(other.cancelled)?,
            cancelled_vat: self.cancelled_vat.checked_sub(other.cancelled_vat)?,
        })
    }

    /// Adds a transaction.
    pub fn add(&mut self, cancel: bool, amount: u64, vat: u64) {
        let (count, won, vats) = if cancel {
            (&mut self.cancels, &mut self.cancelled, &mut self.cancelled_vat)
        } else {
            (&mut self.payments, &mut self.paid, &mut self.paid_vat)
        };
        *count += 1;
        *won += amount;
        *vats += vat;
    }
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.payments += other.payments;
        self.paid += other.paid;
        self.paid_vat += other.paid_vat;
        self.cancels += other.cancels;
        self.cancelled += other.cancelled;
        self.cancelled_vat += other.cancelled_vat;
    }
}

fn less(taken: u64, given: u64) -> i64 {
    let won = |value| i64::try_from(value).unwrap_or(i64::MAX);
    won(taken).saturating_sub(won(given))
}
