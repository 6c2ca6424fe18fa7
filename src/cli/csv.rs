//! Lists as CSV, for spreadsheets: RFC 4180, a header, a line end of one byte.
//!
//! Without `--wide`, for a spreadsheet:
//!
//! | column | |
//! |---|---|
//! | `id`, `original_id` | in groups: a spreadsheet would read 20 digits without blanks as a number and lose the last five. Every command accepts an id in groups |
//! | `kind` | `PAYMENT` or `CANCEL` |
//! | `card_number` | masked |
//! | `installments` | months; 0 is a lump sum |
//! | `amount`, `vat` | won; negative on a cancel, so that the column adds up to the net amount |
//! | `remaining_amount`, `remaining_vat` | what remains of the payment; empty on a cancel, so that nothing counts twice |
//! | `created_at` | local time of the till; empty where another system did not say |
//! | `till` | its number |
//!
//! In a shop that has people `operator` and `approver` come after all others: their numbers, empty where there is none.
//!
//! In a shop that hands messages over, `batch`, `answer` (`accepted` or `rejected`), `approval_number`, `issuer` and `acquirer` come behind
//! those; empty where there is none.
//!
//! In a list of head office, `shop` comes last: its number.
//!
//! With `--wide`, for a program: ids and `created_at` as in JSON, everything else as above, and behind it the `memo`. The text of
//! `--wide` has these cells, too.
//!
//! A text that a spreadsheet would run as a formula gets an apostrophe in front. Only memos, ids of other systems and texts of answers can
//! look like one.

use std::borrow::Cow;

use csv::Writer;

use super::time;
use crate::{
    payment::{Kind, Memo, TransactionId, Won},
    record::{AnswerText, Found, Transaction},
    staff::OperatorNumber,
};

/// The names of the columns, as in JSON.
pub(super) const HEADER: [&str; 11] = [
    "id",
    "kind",
    "original_id",
    "card_number",
    "installments",
    "amount",
    "vat",
    "remaining_amount",
    "remaining_vat",
    "created_at",
    "till",
];

/// The name of the column that only `--wide` has, behind all others.
pub(super) const MEMO: &str = "memo";

/// The names of the columns that lists of a shop with people have, behind all others.
pub(super) const SIGNERS: [&str; 2] = ["operator", "approver"];

/// The names of the columns that lists of a shop have that hands over, behind all others.
pub(super) const HANDED_OVER: [&str; 5] = ["batch", "answer", "approval_number", "issuer", "acquirer"];

/// The name of the column that lists of head office have, behind all others.
pub(super) const SHOP: &str = "shop";

/// Which columns a list has beside those of every shop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rooms {
    /// The shop has people.
    pub(super) people: bool,
    /// It hands over.
    pub(super) hands_over: bool,
    /// It is a list of head office.
    pub(super) shops: bool,
}

#[cfg(feature = "central")]
impl Rooms {
    /// Those of a list of head office, whatever single shops have.
    pub(super) const OFFICE: Self = Self { people: true, hands_over: true, shops: true };
}

/// The header line.
pub(super) fn header(wide: bool, rooms: Rooms) -> Vec<u8> {
    let signers = SIGNERS.iter().filter(|_| rooms.people);
    let handed_over = HANDED_OVER.iter().filter(|_| rooms.hands_over);
    let shop = rooms.shops.then_some(&SHOP);
    let names = HEADER.iter().chain(wide.then_some(&MEMO)).chain(signers).chain(handed_over).chain(shop);
    lines(|writer| writer.write_record(names))
}

/// The cells of [`HANDED_OVER`].
pub(super) fn handed_over(row: &Transaction) -> [String; 5] {
    let Some(handed) = &row.handed_over else { return Default::default() };
    let answer = handed.answer.as_ref();
    let text = |text: Option<&AnswerText>| {
        text.map_or_else(String::new, |text| without_formula(text.as_str()).into_owned())
    };
    let number = answer.and_then(|answer| answer.approval_number.as_ref());
    [
        handed.batch.to_string(),
        answer.map_or_else(String::new, |answer| answer.result.as_str().to_owned()),
        number.map_or_else(String::new, |number| without_formula(number.as_str()).into_owned()),
        text(answer.and_then(|answer| answer.issuer.as_ref())),
        text(answer.and_then(|answer| answer.acquirer.as_ref())),
    ]
}

/// The cells of [`SIGNERS`].
pub(super) fn signers(row: &Transaction) -> [String; 2] {
    let number = |who: Option<OperatorNumber>| who.map_or_else(String::new, |who| who.to_string());
    [number(row.by.operator), number(row.by.approver)]
}

/// The cell of [`SHOP`].
pub(super) fn shop(row: &Transaction) -> String {
    row.shop.as_ref().map_or_else(String::new, |shop| shop.number.to_string())
}

/// The lines of a page of transactions.
pub(super) fn page(page: &[Found], wide: bool, rooms: Rooms) -> Vec<u8> {
    let cells = |row: &Transaction| {
        let mut cells = if wide {
            let memo = without_formula(row.memo.as_ref().map_or("", Memo::as_str)).into_owned();
            let cells = cells(
                row,
                |id| without_formula(id.as_str()).into_owned(),
                time::of(row).0.unwrap_or_default(),
            );
            [&cells[..], &[memo]].concat()
        } else {
            cells(
                row,
                |id| without_formula(&id.grouped()).into_owned(),
                row.created_at.map(time::local).unwrap_or_default(),
            )
            .to_vec()
        };
        if rooms.people {
            cells.extend(signers(row));
        }
        if rooms.hands_over {
            cells.extend(handed_over(row));
        }
        if rooms.shops {
            cells.push(shop(row));
        }
        cells
    };
    lines(|writer| page.iter().try_for_each(|found| writer.write_record(cells(&found.transaction))))
}

/// What `write` writes.
pub(super) fn lines(write: impl FnOnce(&mut Writer<Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut writer = Writer::from_writer(Vec::new());
    // Writing records of equal length into memory cannot fail.
    let written = write(&mut writer);
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// The cells of a row, with ids and times as given.
pub(super) fn cells(
    row: &Transaction,
    id: fn(TransactionId) -> String,
    created_at: String,
) -> [String; HEADER.len()] {
    let is_cancel = row.kind != Kind::Payment;
    let signed = |won: Won| if is_cancel && won > Won::ZERO { format!("-{won}") } else { won.to_string() };
    let remaining = |won: Won| if is_cancel { String::new() } else { won.to_string() };
    [
        id(row.id),
        row.kind.word().to_owned(),
        row.kind.original().map(id).unwrap_or_default(),
        row.card.to_string(),
        row.installments.months().to_string(),
        signed(row.amount),
        signed(row.vat),
        remaining(row.remaining.amount()),
        remaining(row.remaining.vat()),
        created_at,
        row.till.number().to_string(),
    ]
}

/// `text`, with an apostrophe in front if a spreadsheet would run it as a formula.
fn without_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_run_as_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(without_formula(text), format!("'{text}"));
        }
        for text in ["", "261121 143207 123 01 00 7", "A=1", "'=1"] {
            assert_eq!(without_formula(text), text);
        }
    }
}
