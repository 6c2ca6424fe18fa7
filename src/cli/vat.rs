//! `paydesk vat`
//!
//! Sums, and nothing of a card or of one transaction: this is no export, and nothing is recorded.

use serde::Serialize;

use super::{
    args::VatArgs,
    columns::{Align, table},
    csv,
    output::{Exit, Output, push_json_line, say},
};
use crate::{
    desk::{Desk, VatMonth, VatSums},
    locale::{Locale, Text},
    payment::money::group_thousands,
    record::{Month, VatSum},
};

/// A month in JSON.
#[derive(Serialize)]
struct MonthAnswer {
    month: String,
    payments: SumAnswer,
    cancels: SumAnswer,
}

#[derive(Serialize)]
struct SumAnswer {
    count: u64,
    amount: u64,
    vat: u64,
    supply: u64,
}

impl From<VatSum> for SumAnswer {
    fn from(sum: VatSum) -> Self {
        Self { count: sum.count, amount: sum.amount, vat: sum.vat, supply: sum.supply() }
    }
}

/// The names of the columns of CSV.
const HEADER: [&str; COLUMNS] = [
    "month",
    "payments",
    "payment_amount",
    "payment_supply",
    "payment_vat",
    "cancels",
    "cancel_amount",
    "cancel_supply",
    "cancel_vat",
];
const COLUMNS: usize = 9;

/// Refuses a first month that is after the last, and says so.
pub(super) fn refuse_order(locale: &Locale, from: Month, to: Month) -> Option<Exit> {
    (from > to).then(|| {
        let (from, to) = (&from.to_string(), &to.to_string());
        say(&locale.text(Text::VatOrder { from, to }));
        Exit::Usage
    })
}

/// Prints what was taken and cancelled, month by month.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, asked: &VatArgs) -> Exit {
    // A signal ends the program: nothing is held that it would leave behind.
    match desk.vat(asked.from, asked.to, &|| false) {
        Ok(months) => {
            let months = months.unwrap_or_default();
            let lines = match asked {
                VatArgs { json: true, .. } => json_lines(&months),
                VatArgs { csv: true, .. } => csv_lines(&months),
                _ => text(output.locale(), &months).into_bytes(),
            };
            output.finish(&lines)
        }
        Err(error) => output.fail_at_desk(asked.json, &error),
    }
}

fn json_lines(months: &[VatMonth]) -> Vec<u8> {
    let mut lines = Vec::new();
    for VatMonth { month, sums } in months {
        let (payments, cancels) = (sums.payments.into(), sums.cancels.into());
        push_json_line(&mut lines, &MonthAnswer { month: month.to_string(), payments, cancels });
    }
    lines
}

fn csv_lines(months: &[VatMonth]) -> Vec<u8> {
    let of = |month: &VatMonth| cells(month.month.to_string(), &month.sums, |number| number.to_string());
    csv::lines(|writer| {
        writer.write_record(HEADER)?;
        months.iter().try_for_each(|month| writer.write_record(of(month)))
    })
}

/// A table with the months, and what all of them add up to.
fn text(locale: &Locale, months: &[VatMonth]) -> String {
    let grouped = |number: u64| group_thousands(&number.to_string());
    let all: VatSums = months.iter().map(|month| month.sums).sum();
    let heads = [
        Text::VatMonth,
        Text::VatPayments,
        Text::FieldAmount,
        Text::SlipSupply,
        Text::FieldVat,
        Text::VatCancels,
        Text::FieldAmount,
        Text::SlipSupply,
        Text::FieldVat,
    ];
    let mut rows = vec![heads.map(|head| locale.text(head))];
    rows.extend(months.iter().map(|month| cells(month.month.to_string(), &month.sums, grouped)));
    rows.push(cells(locale.text(Text::SlipTotal), &all, grouped));
    let mut aligns = [Align::Right; COLUMNS];
    aligns[0] = Align::Left;
    table(aligns, &rows)
}

/// The cells of a row, with its name and its numbers as given.
fn cells(name: String, sums: &VatSums, number: impl Fn(u64) -> String) -> [String; COLUMNS] {
    let of = |sum: &VatSum| [sum.count, sum.amount, sum.supply(), sum.vat].map(&number);
    let ([payments, paid, supply, vat], [cancels, cancelled, supply_back, vat_back]) =
        (of(&sums.payments), of(&sums.cancels));
    [name, payments, paid, supply, vat, cancels, cancelled, supply_back, vat_back]
}
