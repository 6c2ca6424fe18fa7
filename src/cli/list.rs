//! `paydesk list`
//!
//! A list that goes to a file or to another program is an export: JSON and CSV always, text unless it goes to a terminal. An
//! export is recorded in the journal before its first row is printed; if that fails, nothing is printed. A ledger on
//! read-only media is listed without a record, and that is said.

use std::io::{self, IsTerminal as _};

use serde::Serialize;

use super::{
    args,
    columns::{left, right, widest},
    csv,
    output::{self, Exit, Output, say},
    show_text::{kind_word, signed},
    time, wide,
};
use crate::{
    desk::{Desk, DeskError, ListCursor},
    locale::{Locale, Text},
    payment::Kind,
    record::{Count, Found, Query},
};

/// Rows read and printed at a time. Memory does not grow with the list.
const PAGE: u64 = 512;

/// A transaction of the list in JSON.
#[derive(Serialize)]
struct ListedTransaction<'a> {
    id: &'a str,
    kind: &'static str,
    original_id: Option<String>,
    card_number: String,
    installments: u8,
    amount: u64,
    vat: u64,
    remaining_amount: u64,
    remaining_vat: u64,
    created_at: String,
    till: u8,
}

/// Lists the transactions that match `query`, newest first.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, list: &args::ListArgs, query: &Query) -> Exit {
    list_pages(desk, output, list, query).unwrap_or_else(|error| {
        let message = output.locale().desk_error(&error);
        output.fail(list.json, error.code(), message)
    })
}

fn list_pages(
    desk: &mut Desk,
    output: &mut Output<'_>,
    list: &args::ListArgs,
    query: &Query,
) -> Result<Exit, DeskError> {
    let locale = output.locale();
    let columns = Columns::new(locale);
    let mut listing = ListCursor::of(query);
    let mut left = if list.limit == 0 { u64::MAX } else { list.limit };
    let mut page = next_page(desk, &mut listing, left)?;
    if let Some(format) = export_format(list).filter(|_| !page.is_empty()) {
        if desk.is_read_only()? {
            // Its owner could copy the file and list the copy, so refusing would guard nothing.
            let path = &desk.settings().ledger.display().to_string();
            say(&locale.text(Text::ListUnrecorded { path }));
        } else {
            // Before the first row is printed: no export without its fact.
            desk.record_export(format, query, row_count(&page, left))?;
        }
    }
    if list.csv
        && let Err(exit) = output.deliver(&csv::header())
    {
        return Ok(exit);
    }
    let mut is_first = true;
    while !page.is_empty() {
        let lines = match list {
            args::ListArgs { json: true, .. } => json_lines(&page),
            args::ListArgs { csv: true, .. } => csv::page(&page, list.wide),
            args::ListArgs { wide: true, .. } => wide::page(&page, is_first),
            _ => columns.text(&page, is_first),
        };
        if let Err(exit) = output.deliver(&lines) {
            return Ok(exit);
        }
        is_first = false;
        left -= page.len() as u64;
        page = next_page(desk, &mut listing, left)?;
    }
    if !is_first || list.json || list.csv {
        return Ok(Exit::Done);
    }
    let nothing = if query.is_everything() { Text::ListEmpty } else { Text::ListNoMatch };
    Ok(output.finish(format!("{}\n", locale.text(nothing)).as_bytes()))
}

fn next_page(desk: &Desk, listing: &mut ListCursor<'_>, left: u64) -> Result<Vec<Found>, DeskError> {
    match left.min(PAGE) {
        0 => Ok(Vec::new()),
        limit => desk.next_page(listing, usize::try_from(limit).unwrap_or(usize::MAX)),
    }
}

/// The format of an export as the journal names it; `None` for a list on a terminal, which is no export.
fn export_format(list: &args::ListArgs) -> Option<&'static str> {
    match list {
        args::ListArgs { json: true, .. } => Some("json"),
        args::ListArgs { csv: true, .. } => Some("csv"),
        _ if io::stdout().is_terminal() => None,
        _ => Some("text"),
    }
}

/// The number of rows of a list, as far as its `first` page shows it.
fn row_count(first: &[Found], limit: u64) -> Count {
    match first.len() as u64 {
        rows if rows == PAGE && rows < limit => Count::AtLeast(rows),
        rows => Count::Exactly(rows),
    }
}

fn json_lines(page: &[Found]) -> Vec<u8> {
    let mut lines = Vec::new();
    for Found { transaction: row, .. } in page {
        let listed = ListedTransaction {
            id: row.id.as_str(),
            kind: row.kind.word(),
            original_id: row.kind.original().map(|id| id.to_string()),
            card_number: row.card.to_string(),
            installments: row.installments.months(),
            amount: row.amount.get(),
            vat: row.vat.get(),
            remaining_amount: row.remaining.amount().get(),
            remaining_vat: row.remaining.vat().get(),
            created_at: time::rfc3339(row.created_at),
            till: row.till.number(),
        };
        output::push_json_line(&mut lines, &listed);
    }
    lines
}

/// The columns of the text. Their widths are fixed, because the rows of later pages are not known yet.
struct Columns<'a> {
    locale: &'a Locale,
    heads: [String; 6],
    widths: [usize; 5],
}

impl<'a> Columns<'a> {
    fn new(locale: &'a Locale) -> Self {
        let heads = [
            Text::ShowTime,
            Text::ShowKind,
            Text::FieldAmount,
            Text::FieldCardNumber,
            Text::ColumnLeft,
            Text::FieldId,
        ];
        let heads = heads.map(|text| locale.text(text));
        let kinds = [Text::KindPayment, Text::KindCancel].map(|text| locale.text(text));
        let [time, kind, amount, card, remaining, _] = &heads;
        let widths = [
            widest([time, "2026-11-21 14:32:07"]),
            widest([kind.as_str()].into_iter().chain(kinds.iter().map(String::as_str))),
            widest([amount, "-1,000,000,000"]),
            widest([card, "1234 56** **** *456"]),
            widest([remaining, "1,000,000,000"]),
        ];
        Self { locale, heads, widths }
    }

    /// The lines of a page, below the headings if it is the first.
    fn text(&self, page: &[Found], with_heads: bool) -> Vec<u8> {
        let mut lines = String::new();
        if with_heads {
            self.line(&mut lines, &self.heads);
        }
        for Found { transaction: row, .. } in page {
            let remaining = match row.kind {
                Kind::Payment => row.remaining.amount().grouped(),
                Kind::Cancel { .. } => "-".to_owned(),
            };
            let cells = [
                time::short(row.created_at),
                kind_word(self.locale, row.kind),
                signed(row.kind, row.amount),
                row.card.grouped(),
                remaining,
                row.id.grouped(),
            ];
            self.line(&mut lines, &cells);
        }
        lines.into_bytes()
    }

    fn line(&self, lines: &mut String, [time, kind, amount, card, remaining, id]: &[String; 6]) {
        let [times, kinds, amounts, cards, remainings] = self.widths;
        let cells = [
            left(time, times),
            left(kind, kinds),
            right(amount, amounts),
            left(card, cards),
            right(remaining, remainings),
            id.clone(),
        ];
        lines.push_str(&cells.join("  "));
        lines.push('\n');
    }
}
