//! `paydesk list`
//!
//! A list that goes to a file or to another program is an export: JSON and CSV always, text unless it goes to a terminal. An
//! export is recorded in the journal before its first row is printed; if that fails, nothing is printed. A ledger on
//! read-only media is listed without a record, and that is said.

use std::io::{self, IsTerminal as _};

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    args,
    columns::{left, right, widest},
    csv,
    json::{InputLine, Lines},
    output::{self, Exit, Output, quotable, say},
    show_text::{kind_word, signed},
    time, wide,
};
use crate::{
    desk::{Asked, Clock as _, Desk, DeskError, ListCursor, SystemClock},
    locale::{Locale, Text},
    payment::{CardNumber, Field, FieldError, Kind, Memo, Problem},
    query::{Reading, read_query, read_query_of_shops},
    record::{Condition, Count, Found, Query, ShopNumber, Term},
    staff::{Action, OperatorNumber},
};

/// Rows read and printed at a time. Memory does not grow with the list.
pub(super) const PAGE: u64 = 512;

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
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_before: Option<String>,
    till: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    shop: Option<ShopNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'a str>,
    #[serde(flatten)]
    handed_over: output::HandedOverAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_from: Option<&'static str>,
}

/// What is asked for: the query, which may name shops at head office, and the card that standard input names.
///
/// # Errors
/// What is wrong with it, for the user.
pub(super) fn asked(
    locale: &Locale,
    list: &args::ListArgs,
    of_shops: bool,
) -> Result<(Query, Option<CardNumber>), String> {
    let typed = Zeroizing::new(list.query.join(" "));
    let now = SystemClock.now();
    let read = if of_shops { read_query_of_shops } else { read_query };
    let reading = read(&typed, now, &|at| SystemClock.offset_at(at));
    if let Some(words) = unknown_words(&typed, &reading) {
        return Err(unknown_sentence(locale, &words, &reading));
    }
    let card = list.card.map(|()| read_card(locale)).transpose()?;
    Ok((reading.query, card))
}

/// The card number on standard input.
fn read_card(locale: &Locale) -> Result<CardNumber, String> {
    if io::stdin().is_terminal() {
        say(&locale.text(Text::ListCardHint));
    }
    let refused = |problem| locale.field_error(&FieldError::new(Field::CardNumber, problem));
    match Lines::new(io::stdin().lock()).next() {
        Ok(Some(InputLine::Bytes(line))) => {
            let text = std::str::from_utf8(&line).ok().ok_or_else(|| refused(Problem::WrongType))?;
            CardNumber::parse(text.trim()).map_err(refused)
        }
        Ok(Some(InputLine::TooLong { bytes })) => Err(refused(Problem::Length { found: bytes })),
        Ok(None) => Err(refused(Problem::Missing)),
        Err(error) => Err(locale.text(Text::JsonRead { reason: &error.to_string() })),
    }
}

/// The unknown words of a query, if there are any. They are an error here: without them the query matches more rows than
/// the caller asked for.
fn unknown_words(typed: &str, reading: &Reading) -> Option<String> {
    let words = reading.chips.iter().filter(|chip| !chip.meaning.is_understood());
    let words: Vec<String> = words.filter_map(|chip| typed.get(chip.span.clone())).map(quotable).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// What is said about unknown words, with the known words that they are one key away from.
fn unknown_sentence(locale: &Locale, words: &str, reading: &Reading) -> String {
    let sentence = locale.text(Text::ListQuery { words });
    let near: Vec<&str> = reading.chips.iter().filter_map(|chip| chip.meaning.near_word()).collect();
    if near.is_empty() {
        return sentence;
    }
    format!("{} {sentence}", locale.text(Text::ListSuggest { words: &near.join(", ") }))
}

/// Lists the transactions that match `query`, newest first; with a `card`, only those of it.
pub(super) fn run(
    desk: &mut Desk,
    output: &mut Output<'_>,
    list: &args::ListArgs,
    mut query: Query,
    card: Option<CardNumber>,
) -> Exit {
    let of_card = card.map(|card| desk.find_card(&card, false)).transpose();
    let listed = of_card.and_then(|seen| {
        query
            .terms
            .extend(seen.and_then(|seen| seen.card()).map(|(seq, _)| Term::is(Condition::SameCard(seq))));
        list_pages(desk, output, list, &query)
    });
    listed.unwrap_or_else(|error| output.fail_at_desk(list.json, &error))
}

fn list_pages(
    desk: &mut Desk,
    output: &mut Output<'_>,
    list: &args::ListArgs,
    query: &Query,
) -> Result<Exit, DeskError> {
    let locale = output.locale();
    let columns = Columns::new(locale, false);
    let rooms = csv::Rooms { people: desk.has_people()?, hands_over: desk.hands_over()?, shops: false };
    let mut listing = ListCursor::of(query);
    let mut left = if list.limit == 0 { u64::MAX } else { list.limit };
    let mut page = next_page(desk, &mut listing, left)?;
    if let Some(format) = export_format(list).filter(|_| !page.is_empty()) {
        if desk.is_read_only()? {
            desk.require(&Asked::of(Action::Export))?;
            // Its owner could copy the file and list the copy, so refusing would guard nothing.
            let path = &desk.settings().ledger.display().to_string();
            say(&locale.text(Text::ListUnrecorded { path }));
        } else {
            // Before the first row is printed: no export without its fact.
            desk.record_export(format, query, row_count(&page, left))?;
        }
    }
    if list.csv
        && let Err(exit) = output.deliver(&csv::header(list.wide, rooms))
    {
        return Ok(exit);
    }
    let mut is_first = true;
    while !page.is_empty() {
        let lines = page_lines(list, &columns, rooms, (&page, is_first));
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

/// The lines of a page, in the form that was asked for; of the first one with the headings.
pub(super) fn page_lines(
    list: &args::ListArgs,
    columns: &Columns<'_>,
    rooms: csv::Rooms,
    (page, is_first): (&[Found], bool),
) -> Vec<u8> {
    match list {
        args::ListArgs { json: true, .. } => json_lines(page),
        args::ListArgs { csv: true, .. } => csv::page(page, list.wide, rooms),
        args::ListArgs { wide: true, .. } => wide::page(page, is_first, rooms),
        _ => columns.text(page, is_first),
    }
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
        let (created_at, created_before) = time::of(row);
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
            created_at,
            created_before,
            till: row.till.number(),
            shop: row.shop.as_ref().map(|shop| shop.number),
            operator: row.by.operator,
            approver: row.by.approver,
            memo: row.memo.as_ref().map(Memo::as_str),
            handed_over: output::HandedOverAnswer::of(row),
            imported_from: output::imported_from(row),
        };
        output::push_json_line(&mut lines, &listed);
    }
    lines
}

/// The columns of the text. Their widths are fixed, because the rows of later pages are not known yet.
pub(super) struct Columns<'a> {
    locale: &'a Locale,
    heads: [String; 6],
    widths: [usize; 5],
    /// The heading of the column of shops, at head office.
    shop: Option<String>,
}

impl<'a> Columns<'a> {
    /// Those of a list in which all is of one shop, or `of_shops`.
    pub(super) fn new(locale: &'a Locale, of_shops: bool) -> Self {
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
        Self { locale, heads, widths, shop: of_shops.then(|| locale.text(Text::LabelShop)) }
    }

    /// The lines of a page, below the headings if it is the first.
    fn text(&self, page: &[Found], with_heads: bool) -> Vec<u8> {
        let mut lines = String::new();
        if with_heads {
            self.line(&mut lines, &self.heads, self.shop.as_deref());
        }
        for Found { transaction: row, .. } in page {
            let remaining = match row.kind {
                Kind::Payment => row.remaining.amount().grouped(),
                Kind::Cancel { .. } => "-".to_owned(),
            };
            let cells = [
                self.locale.time(row.when(), time::short),
                kind_word(self.locale, row.kind),
                signed(row.kind, row.amount),
                row.card.grouped(),
                remaining,
                row.id.grouped(),
            ];
            let shop = row.shop.as_ref().map(|shop| shop.number.to_string());
            self.line(&mut lines, &cells, shop.as_deref());
        }
        lines.into_bytes()
    }

    fn line(
        &self,
        lines: &mut String,
        [time, kind, amount, card, remaining, id]: &[String; 6],
        shop: Option<&str>,
    ) {
        let [times, kinds, amounts, cards, remainings] = self.widths;
        if let (Some(head), Some(shop)) = (&self.shop, shop) {
            lines.push_str(&right(shop, widest([head.as_str(), "99999"])));
            lines.push_str("  ");
        }
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
