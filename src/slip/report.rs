//! Which rows a report of the day has, X or Z. The words are [`Locale`](crate::locale::Locale)'s.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{
    layout::{Look, PaperRow, Place},
    model::{SlipRow, shop_rows},
};
use crate::{
    config::ShopConfig,
    payment::{Till, TransactionId},
    record::{DayReport, Figures, GrandTotal, JournalHash, Sum},
    staff::OperatorNumber,
};

/// A row of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportRow {
    /// That a close is shown or printed again, and which time it is.
    Reprint(u32),
    /// What paper it is: the close of this number, or an X report.
    Title(Option<u32>),
    /// Something about the shop, as slips have it.
    Shop(SlipRow),
    /// A line across the paper.
    Rule,
    /// When it was closed, on the clock of the till.
    ClosedAt(DateTime<FixedOffset>),
    /// When an X report was made.
    MadeAt(DateTime<FixedOffset>),
    /// Which till made it.
    Till(Till),
    /// The same, of which alone the figures are.
    OwnTill(Till),
    /// Who made it.
    Operator(String),
    /// Who approved that.
    Approver(String),
    /// The first and the last entry of the journal.
    Entries(i64, i64),
    /// How many, and won; of cancels below zero.
    Count(CountLabel, u64, i64),
    /// Won.
    Amount(AmountLabel, i64),
    /// The same of a person, below zero for cancels.
    By(String, bool, u64, i64),
    /// How often.
    Times(CountLabel, u64),
    /// Payments and cancels that were not handed over to the card company.
    NotHandedOver(u64),
    /// The id of the first payment or cancel.
    FirstId(TransactionId),
    /// The id of the last one.
    LastId(TransactionId),
    /// The hash of the last entry.
    Hash(JournalHash),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountLabel {
    /// Payments.
    Payments,
    /// Cancels.
    Cancels,
    /// Those of payments before the range.
    CancelsOfEarlier,
    /// Payments in a lump sum.
    LumpSum,
    /// Payments in months.
    Installments,
    /// Payments of a till.
    PaymentsAt(Till),
    /// Cancels of a till.
    CancelsAt(Till),
    /// Payments of a business date.
    PaymentsOn(NaiveDate),
    /// Cancels of a business date.
    CancelsOn(NaiveDate),
    /// Slips that were printed again.
    Reprints,
    /// Card numbers that were shown in full.
    Reveals,
    /// PINs that were not accepted.
    RefusedPins,
    /// What was approved.
    Approvals,
}

/// Which amount it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountLabel {
    /// Without VAT.
    Supply,
    /// VAT.
    Vat,
    /// What was taken less what was given back.
    Net,
    /// Of payments without VAT.
    VatFree,
    /// Taken since the ledger was begun, up to the range.
    PaidBefore,
    /// The same up to its end.
    PaidAfter,
    /// Given back since the ledger was begun, up to the range.
    CancelledBefore,
    /// The same up to its end.
    CancelledAfter,
    /// Taken less given back since the ledger was begun.
    NetAfter,
}

impl PaperRow for ReportRow {
    fn place(&self) -> Place {
        match self {
            Self::Title(_) => Place::Middle(Look::Tall),
            Self::Shop(row) => row.place(),
            Self::Rule => Place::Rule,
            Self::Amount(AmountLabel::Net, _) => Place::Sides(Look::Tall),
            Self::FirstId(_) | Self::LastId(_) => Place::Number,
            _ => Place::Sides(Look::Plain),
        }
    }
}

/// The rows of a report, from top to bottom. `reprint` is 0 the first time; a report that is printed again has the same rows
/// otherwise.
#[must_use]
pub fn report_rows(report: &DayReport, reprint: u32, shop: &ShopConfig) -> Vec<ReportRow> {
    let figures = &report.figures;
    let mut rows = Vec::new();
    if reprint > 0 {
        rows.push(ReportRow::Reprint(reprint));
    }
    rows.extend([ReportRow::Title(report.number), ReportRow::Rule]);
    let shop: Vec<_> = shop_rows(shop).into_iter().map(ReportRow::Shop).collect();
    if !shop.is_empty() {
        rows.extend(shop);
        rows.push(ReportRow::Rule);
    }
    rows.extend(head(report));
    rows.push(ReportRow::Rule);
    rows.extend(money(figures));
    rows.push(ReportRow::Rule);
    rows.extend(parts(report));
    rows.push(ReportRow::Rule);
    if !report.is_own {
        rows.extend(grand_total(figures.grand_total));
        rows.push(ReportRow::Rule);
    }
    rows.extend(figures.first_id.map(ReportRow::FirstId));
    rows.extend(figures.last_id.map(ReportRow::LastId));
    rows.push(ReportRow::Hash(report.hash));
    rows
}

fn head(report: &DayReport) -> Vec<ReportRow> {
    let time = if report.number.is_some() { ReportRow::ClosedAt } else { ReportRow::MadeAt };
    let till = if report.is_own { ReportRow::OwnTill } else { ReportRow::Till };
    let mut rows = vec![time(report.at), till(report.till)];
    rows.extend(report.by.operator.map(|operator| ReportRow::Operator(who(report, operator))));
    rows.extend(report.by.approver.map(|approver| ReportRow::Approver(who(report, approver))));
    rows.push(ReportRow::Entries(report.from_seq, report.to_seq));
    rows
}

/// A person's number, and the name as it is now.
fn who(report: &DayReport, operator: OperatorNumber) -> String {
    let name = report.names.get(&operator).map(|name| format!(" {}", name.as_str()));
    format!("{operator}{}", name.unwrap_or_default())
}

/// What was taken, what was given back, and the difference.
fn money(figures: &Figures) -> Vec<ReportRow> {
    let Figures { payments, cancels, cancels_of_earlier, .. } = figures;
    let totals = figures.totals();
    let mut rows = vec![
        count(CountLabel::Payments, Sum { count: payments.count, amount: payments.amount }, 1),
        ReportRow::Amount(AmountLabel::Supply, won(payments.supply())),
        ReportRow::Amount(AmountLabel::Vat, won(payments.vat)),
        count(CountLabel::Cancels, Sum { count: cancels.count, amount: cancels.amount }, -1),
        ReportRow::Amount(AmountLabel::Supply, -won(cancels.supply())),
        ReportRow::Amount(AmountLabel::Vat, -won(cancels.vat)),
    ];
    if cancels_of_earlier.count > 0 {
        rows.push(count(CountLabel::CancelsOfEarlier, *cancels_of_earlier, -1));
    }
    rows.extend([
        ReportRow::Rule,
        ReportRow::Amount(AmountLabel::Net, totals.net()),
        ReportRow::Amount(AmountLabel::Supply, totals.net() - totals.net_vat()),
        ReportRow::Amount(AmountLabel::Vat, totals.net_vat()),
    ]);
    rows
}

/// How payments were made, at which tills, on which days; what is seldom, only where it was.
fn parts(report: &DayReport) -> Vec<ReportRow> {
    let figures = &report.figures;
    let mut rows = vec![
        count(CountLabel::LumpSum, figures.lump_sum, 1),
        count(CountLabel::Installments, figures.installments, 1),
    ];
    if figures.vat_free > 0 {
        rows.push(ReportRow::Amount(AmountLabel::VatFree, won(figures.vat_free)));
    }
    // Where there is one till alone, the totals are its figures.
    for part in figures.by_till.iter().filter(|_| figures.by_till.len() > 1) {
        rows.extend(pair(
            (CountLabel::PaymentsAt(part.till), part.payments),
            (CountLabel::CancelsAt(part.till), part.cancels),
        ));
    }
    for part in &figures.by_operator {
        let by = |is_cancel, sum: Sum| {
            let sign = if is_cancel { -1 } else { 1 };
            ReportRow::By(who(report, part.operator), is_cancel, sum.count, sign * won(sum.amount))
        };
        let both = [(false, part.payments), (true, part.cancels)];
        rows.extend(
            both.into_iter().filter(|(_, sum)| sum.count > 0).map(|(is_cancel, sum)| by(is_cancel, sum)),
        );
    }
    for part in &figures.by_business_date {
        rows.extend(pair(
            (CountLabel::PaymentsOn(part.date), part.payments),
            (CountLabel::CancelsOn(part.date), part.cancels),
        ));
    }
    for (label, times) in [
        (CountLabel::Reprints, figures.reprints),
        (CountLabel::Reveals, figures.reveals),
        (CountLabel::RefusedPins, figures.refused_pins),
        (CountLabel::Approvals, figures.approvals),
    ] {
        if times > 0 {
            rows.push(ReportRow::Times(label, times));
        }
    }
    rows.extend(figures.not_handed_over.map(ReportRow::NotHandedOver));
    rows
}

/// Payments and cancels of a part; which of them there are.
fn pair(payments: (CountLabel, Sum), cancels: (CountLabel, Sum)) -> impl Iterator<Item = ReportRow> {
    let rows = [(payments, 1), (cancels, -1)];
    rows.into_iter().filter(|((_, sum), _)| sum.count > 0).map(|((label, sum), sign)| count(label, sum, sign))
}

fn grand_total(total: GrandTotal) -> [ReportRow; 5] {
    let GrandTotal { paid_before, paid_after, cancelled_before, cancelled_after } = total;
    [
        ReportRow::Amount(AmountLabel::PaidBefore, won(paid_before)),
        ReportRow::Amount(AmountLabel::PaidAfter, won(paid_after)),
        ReportRow::Amount(AmountLabel::CancelledBefore, -won(cancelled_before)),
        ReportRow::Amount(AmountLabel::CancelledAfter, -won(cancelled_after)),
        ReportRow::Amount(AmountLabel::NetAfter, won(paid_after).saturating_sub(won(cancelled_after))),
    ]
}

fn count(label: CountLabel, sum: Sum, sign: i64) -> ReportRow {
    ReportRow::Count(label, sum.count, sign * won(sum.amount))
}

fn won(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
