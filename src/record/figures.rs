//! The figures of a range of the journal: what X and Z reports say of it.
//!
//! There is one counter. Whatever needs figures gives it the facts of the range: a report, a close, and `verify`, which counts
//! again what each close says.

use std::{collections::BTreeMap, ops::AddAssign};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{DayStart, Fact, SlipCopy, Totals};
use crate::{
    payment::{Installments, Till, TransactionId, Won},
    staff::{OperatorNumber, Signers},
};

/// The number of the format of figures. Figures of rooms that are not in use are left out; one that comes later is a field that
/// may be missing.
const FORMAT: u8 = 1;
/// Most business dates that have figures of their own: a year. Figures are one value of the ledger, which may have 64 KiB; a date takes
/// up to 135 bytes, a till as many.
pub(crate) const MOST_DATES: usize = 366;

/// The figures of a range of the journal. Amounts are won, VAT included; cancels are positive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The number of the format.
    pub format: u8,
    /// When business days began.
    pub day_starts_at: DayStart,
    /// Payments.
    pub payments: VatSum,
    /// Cancels.
    pub cancels: VatSum,
    /// Those of the cancels whose payment was recorded before the range.
    pub cancels_of_earlier: Sum,
    /// Payments in a lump sum.
    pub lump_sum: Sum,
    /// Payments in months.
    pub installments: Sum,
    /// Won of payments without VAT.
    pub vat_free: u64,
    /// Slips that were printed again. A copy that the printer did not take is not counted.
    pub reprints: u64,
    /// How often a card number was shown in full.
    pub reveals: u64,
    /// Each till that recorded a payment or cancel, by its number.
    pub by_till: Vec<TillFigures>,
    /// Each business date, oldest first; none where there is only one, or more than a year of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_business_date: Vec<DateFigures>,
    /// Each person who recorded a payment or cancel, by their number; none in a shop that names nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_operator: Vec<OperatorFigures>,
    /// PINs that were keyed and not accepted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refused_pins: u64,
    /// What was done with an approval.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub approvals: u64,
    /// Payments and cancels that were not handed over to the card company, of this range and before; `None` in a shop that hands nothing
    /// over. A count by facts of other ranges, which the counter does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_handed_over: Option<u64>,
    /// The id of the first payment or cancel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_id: Option<TransactionId>,
    /// The id of the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_id: Option<TransactionId>,
    /// What was taken and given back since the ledger was begun.
    pub grand_total: GrandTotal,
}

/// How many, and what they add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// Won.
    pub amount: u64,
}

/// The same with VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatSum {
    /// How many.
    pub count: u64,
    /// Won, VAT included.
    pub amount: u64,
    /// VAT of it.
    pub vat: u64,
}

/// What one till recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TillFigures {
    /// The till.
    pub till: Till,
    /// Its payments.
    pub payments: Sum,
    /// The cancels that it recorded, whichever till took the payment.
    pub cancels: Sum,
}

/// What one person recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorFigures {
    /// The person.
    pub operator: OperatorNumber,
    /// Their payments.
    pub payments: Sum,
    /// The cancels that they recorded, whoever took the payment.
    pub cancels: Sum,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What belongs to one business date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateFigures {
    /// The date.
    #[serde(with = "iso_date")]
    pub date: NaiveDate,
    /// Its payments.
    pub payments: Sum,
    /// Its cancels.
    pub cancels: Sum,
}

/// Won taken and given back since the ledger was begun, at all tills. Never set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrandTotal {
    /// Taken before the range.
    pub paid_before: u64,
    /// Taken up to its end.
    pub paid_after: u64,
    /// Given back before the range.
    pub cancelled_before: u64,
    /// Given back up to its end.
    pub cancelled_after: u64,
}

impl Figures {
    /// Whether there is neither a payment nor a cancel.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.payments.count == 0 && self.cancels.count == 0
    }

    /// Payments and cancels as totals.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals {
            payments: self.payments.count,
            paid: self.payments.amount,
            paid_vat: self.payments.vat,
            cancels: self.cancels.count,
            cancelled: self.cancels.amount,
            cancelled_vat: self.cancels.vat,
        }
    }
}

impl AddAssign for VatSum {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.amount += other.amount;
        self.vat += other.vat;
    }
}

impl VatSum {
    /// The amount without VAT.
    #[must_use]
    pub fn supply(&self) -> u64 {
        self.amount.saturating_sub(self.vat)
    }
}

/// A payment or cancel, as figures need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedTransaction {
    /// Its id.
    pub id: TransactionId,
    /// Of a cancel, the number of its payment.
    pub payment: Option<i64>,
    /// When it was, on the wall of its till; `None` where another system did not say.
    pub local: Option<NaiveDateTime>,
    /// Amount.
    pub amount: Won,
    /// VAT of it.
    pub vat: Won,
    /// Months.
    pub installments: Installments,
}

/// Counts the facts of a range.
#[derive(Debug, Clone)]
pub struct FigureCounter {
    from_seq: i64,
    day_starts_at: DayStart,
    only: Option<Till>,
    grand_total: GrandTotal,
    totals: Totals,
    cancels_of_earlier: Sum,
    lump_sum: Sum,
    installments: Sum,
    vat_free: u64,
    reprints: BTreeMap<(i64, SlipCopy), u64>,
    reveals: u64,
    by_till: BTreeMap<Till, Totals>,
    by_operator: BTreeMap<OperatorNumber, Totals>,
    /// Of each number that was keyed, the PINs that were not accepted.
    refused_pins: BTreeMap<OperatorNumber, u64>,
    approvals: u64,
    /// `None` once there are too many.
    by_date: Option<BTreeMap<NaiveDate, Totals>>,
    ids: Option<(TransactionId, TransactionId)>,
}

impl FigureCounter {
    /// Of a range that begins with fact `from_seq`. Of the `grand_total` of the range before it, what is after that range counts.
    #[must_use]
    pub fn new(from_seq: i64, grand_total: GrandTotal, day_starts_at: DayStart) -> Self {
        let GrandTotal { paid_after: paid, cancelled_after: cancelled, .. } = grand_total;
        Self {
            from_seq,
            day_starts_at,
            only: None,
            grand_total: GrandTotal {
                paid_before: paid,
                paid_after: paid,
                cancelled_before: cancelled,
                cancelled_after: cancelled,
            },
            totals: Totals::default(),
            cancels_of_earlier: Sum::default(),
            lump_sum: Sum::default(),
            installments: Sum::default(),
            vat_free: 0,
            reprints: BTreeMap::new(),
            reveals: 0,
            by_till: BTreeMap::new(),
            by_operator: BTreeMap::new(),
            refused_pins: BTreeMap::new(),
            approvals: 0,
            by_date: Some(BTreeMap::new()),
            ids: None,
        }
    }

    /// The same of one till alone; what was taken since the ledger was begun stays that of all.
    #[must_use]
    pub fn only(self, till: Till) -> Self {
        Self { only: Some(till), ..self }
    }

    /// The number of the fact with which the range begins.
    #[must_use]
    pub fn from_seq(&self) -> i64 {
        self.from_seq
    }

    /// When business days begin.
    #[must_use]
    pub fn day_starts_at(&self) -> DayStart {
        self.day_starts_at
    }

    /// Takes in a fact that `till` recorded, and who did it; of a payment or cancel with its row. Those of one kind come in their
    /// order. What another system recorded belongs to days that were closed there, and counts nowhere.
    pub fn add(&mut self, till: Till, by: Signers, fact: &Fact, transaction: Option<&CountedTransaction>) {
        let is_counted = self.only.is_none_or(|only| only == till);
        if fact.origin().is_some() {
            return;
        }
        match (fact, transaction) {
            (_, Some(row)) => {
                self.add_transaction(till, row, is_counted);
                if let Some(operator) = by.operator.filter(|_| is_counted) {
                    let of = self.by_operator.entry(operator).or_default();
                    of.add(row.payment.is_some(), row.amount.get(), row.vat.get());
                }
            }
            (Fact::PinAttempt { number, .. }, _) if is_counted => {
                *self.refused_pins.entry(*number).or_default() += 1;
            }
            // The attempt that it accepts may have been before the range.
            (Fact::PinAccepted { number, .. }, _) if is_counted => {
                self.refused_pins.entry(*number).and_modify(|refused| *refused = refused.saturating_sub(1));
            }
            (Fact::Approved { .. }, _) => self.approvals += u64::from(is_counted),
            (Fact::Reveal { .. }, _) => self.reveals += u64::from(is_counted),
            (&Fact::Print { transaction, copy, reprint }, _) if reprint > 0 && is_counted => {
                *self.reprints.entry((transaction, copy)).or_default() += 1;
            }
            // It takes back the last print of that copy. Where no reprint is left, that was the original, or one before the
            // range.
            (&Fact::PrintFailed { transaction, copy }, _) if is_counted => {
                self.reprints
                    .entry((transaction, copy))
                    .and_modify(|reprints| *reprints = reprints.saturating_sub(1));
            }
            _ => {}
        }
    }

    fn add_transaction(&mut self, till: Till, row: &CountedTransaction, is_counted: bool) {
        let is_cancel = row.payment.is_some();
        let (amount, vat) = (row.amount.get(), row.vat.get());
        let GrandTotal { paid_after, cancelled_after, .. } = &mut self.grand_total;
        let total = if is_cancel { cancelled_after } else { paid_after };
        // What a close before says is not proven here, and may be anything in a ledger that was changed.
        *total = total.saturating_add(amount);
        if !is_counted {
            return;
        }
        self.totals.add(is_cancel, amount, vat);
        self.by_till.entry(till).or_default().add(is_cancel, amount, vat);
        self.add_to_date(row, is_cancel);
        let part = match row.payment {
            Some(payment) if payment < self.from_seq => Some(&mut self.cancels_of_earlier),
            Some(_) => None,
            None if row.installments == Installments::LUMP_SUM => Some(&mut self.lump_sum),
            None => Some(&mut self.installments),
        };
        if let Some(part) = part {
            part.count += 1;
            part.amount += amount;
        }
        if !is_cancel && vat == 0 {
            self.vat_free += amount;
        }
        self.ids = Some((self.ids.map_or(row.id, |(first, _)| first), row.id));
    }

    fn add_to_date(&mut self, row: &CountedTransaction, is_cancel: bool) {
        let date = row.local.and_then(|local| self.day_starts_at.date_of(local));
        let Some((date, dates)) = date.zip(self.by_date.as_mut()) else { return };
        dates.entry(date).or_default().add(is_cancel, row.amount.get(), row.vat.get());
        if dates.len() > MOST_DATES {
            self.by_date = None;
        }
    }

    /// The figures of what was taken in.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let totals = &self.totals;
        let dates =
            self.by_date.iter().flatten().filter(|_| self.by_date.as_ref().is_some_and(|all| all.len() > 1));
        Figures {
            format: FORMAT,
            day_starts_at: self.day_starts_at,
            payments: VatSum { count: totals.payments, amount: totals.paid, vat: totals.paid_vat },
            cancels: VatSum { count: totals.cancels, amount: totals.cancelled, vat: totals.cancelled_vat },
            cancels_of_earlier: self.cancels_of_earlier,
            lump_sum: self.lump_sum,
            installments: self.installments,
            vat_free: self.vat_free,
            reprints: self.reprints.values().sum(),
            reveals: self.reveals,
            by_till: self
                .by_till
                .iter()
                .map(|(&till, totals)| {
                    let (payments, cancels) = sums(totals);
                    TillFigures { till, payments, cancels }
                })
                .collect(),
            by_operator: self
                .by_operator
                .iter()
                .map(|(&operator, totals)| {
                    let (payments, cancels) = sums(totals);
                    OperatorFigures { operator, payments, cancels }
                })
                .collect(),
            refused_pins: self.refused_pins.values().sum(),
            approvals: self.approvals,
            not_handed_over: None,
            by_business_date: dates
                .map(|(&date, totals)| {
                    let (payments, cancels) = sums(totals);
                    DateFigures { date, payments, cancels }
                })
                .collect(),
            first_id: self.ids.map(|(first, _)| first),
            last_id: self.ids.map(|(_, last)| last),
            grand_total: self.grand_total,
        }
    }
}

/// Payments and cancels of `totals`, without VAT.
fn sums(totals: &Totals) -> (Sum, Sum) {
    (
        Sum { count: totals.payments, amount: totals.paid },
        Sum { count: totals.cancels, amount: totals.cancelled },
    )
}

/// A date as `2026-11-21`.
mod iso_date {
    use chrono::NaiveDate;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
    pub(super) fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
