//! What a tax return asks for: supply value and VAT, month by month.

use std::iter::Sum;

use super::{Asked, Desk, DeskError};
use crate::{
    record::{Month, Query, Stop, Totals, VatSum},
    staff::Action,
};

/// What was taken and what was cancelled in a month, by the wall clock of the till that recorded each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatMonth {
    /// The month.
    pub month: Month,
    /// Its payments, and its cancels, of whatever month their payments are.
    pub sums: VatSums,
}

/// Payments and cancels, apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VatSums {
    /// What was taken.
    pub payments: VatSum,
    /// What was given back.
    pub cancels: VatSum,
}

impl From<Totals> for VatSums {
    fn from(totals: Totals) -> Self {
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = totals;
        Self {
            payments: VatSum { count: payments, amount: paid, vat: paid_vat },
            cancels: VatSum { count: cancels, amount: cancelled, vat: cancelled_vat },
        }
    }
}

impl Sum for VatSums {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::default(), |mut all, sums| {
            all.payments += sums.payments;
            all.cancels += sums.cancels;
            all
        })
    }
}

impl Desk {
    /// What was taken and cancelled in each month from `first` to `last`. A month without transactions is there, too. `None` when
    /// stopped.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`]; trouble with the ledger.
    pub fn vat(
        &mut self,
        first: Month,
        last: Month,
        stop: Stop<'_>,
    ) -> Result<Option<Vec<VatMonth>>, DeskError> {
        self.require(&Asked::of(Action::Vat))?;
        let months: Vec<Month> = first.up_to(last).collect();
        let bounds: Vec<_> = months
            .first()
            .map(|first| first.begins())
            .into_iter()
            .chain(months.iter().map(|month| month.ends()))
            .collect();
        let query = Query::default();
        let totals = self.search(&query, stop)?.wall_clock_totals(&bounds)?;
        let of = |(month, totals): (Month, Totals)| VatMonth { month, sums: totals.into() };
        Ok(totals.map(|totals| months.into_iter().zip(totals).map(of).collect()))
    }
}
