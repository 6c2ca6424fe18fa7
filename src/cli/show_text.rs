//! A transaction as text: its details, its history, and its message slot by slot.

use std::fmt::{self, Write as _};

use super::{
    columns::{Align, left, right, table, widest},
    output::{ANSWER_BYTES, OutputBytes, output_buffer},
    show::Sent,
    time,
};
use crate::{
    locale::{Locale, Text, hand_over::hand_over_rows, import::origin_rows},
    payment::{
        Kind, Remaining, Won,
        message::{SLOTS, Slot},
        money::group_thousands,
    },
    record::{HandOverStep, Step, Story},
};

/// The whole text; without a message, that the shop has it.
pub(super) fn transaction_text(locale: &Locale, story: &Story, sent: Option<Sent<'_>>) -> OutputBytes {
    let mut text = output_buffer(ANSWER_BYTES);
    text.extend_from_slice(details(locale, story, sent).as_bytes());
    push_heading(&mut text, &locale.text(Text::History));
    text.extend_from_slice(history(locale, story).as_bytes());
    if !story.hand_over.is_empty() {
        push_heading(&mut text, &locale.text(Text::HandOverTitle));
        text.extend_from_slice(way(locale, story).as_bytes());
    }
    push_heading(&mut text, &locale.text(Text::ShowMessage));
    let Some(sent) = sent else {
        text.extend_from_slice(format!("{}\n", locale.text(Text::OfficeNoMessage)).as_bytes());
        return text;
    };
    // Reserved before the card number is written: growing would leave a copy of it in freed memory.
    text.reserve(ANSWER_BYTES);
    push_slots(&mut text, locale, &sent.text());
    text
}

/// The way to the card company, a step a line, and what it means that it was rejected.
fn way(locale: &Locale, story: &Story) -> String {
    let step = |step: &HandOverStep| [String::new(), time::short(step.at), locale.hand_over_step(step)];
    let rows: Vec<_> = story.hand_over.iter().map(step).collect();
    let mut text = table([Align::Left; 3], &rows);
    if let Some(means) = story.rejected {
        text.push_str(&locale.rejected_means(means, story.transaction.kind != Kind::Payment));
        text.push('\n');
    }
    text
}

fn push_heading(text: &mut Vec<u8>, heading: &str) {
    text.push(b'\n');
    text.extend_from_slice(heading.as_bytes());
    text.push(b'\n');
}

/// The details, one a line.
fn details(locale: &Locale, story: &Story, sent: Option<Sent<'_>>) -> String {
    let transaction = &story.transaction;
    let label = |text: Text| locale.text(text);
    let mut rows = vec![
        [label(Text::FieldId), transaction.id.grouped()],
        [label(Text::ShowKind), kind_word(locale, transaction.kind)],
    ];
    if let Some(original) = transaction.kind.original() {
        rows.push([label(Text::LabelOriginal), original.grouped()]);
    }
    rows.extend(transaction.shop.as_ref().map(|shop| [label(Text::LabelShop), locale.shop(shop)]));
    rows.extend([
        [label(Text::ShowTime), locale.time(transaction.when(), time::exact)],
        [label(Text::LabelTill), transaction.till.to_string()],
        [label(Text::FieldCardNumber), transaction.card.grouped()],
    ]);
    rows.extend(sent.map(|sent| [label(Text::FieldExpiry), sent.message.expiry.to_string()]));
    rows.extend([
        [label(Text::FieldInstallments), locale.plan(transaction.installments)],
        [label(Text::FieldAmount), locale.won(transaction.amount)],
        [label(Text::FieldVat), locale.won(transaction.vat)],
        [label(Text::ShowRemaining), remaining(locale, transaction.remaining)],
    ]);
    let signers =
        [(Text::SlipOperator, transaction.by.operator), (Text::SlipApprover, transaction.by.approver)];
    let signers = signers.into_iter().filter_map(|(text, who)| Some([label(text), who?.to_string()]));
    rows.extend(signers);
    rows.extend(hand_over_rows(locale, transaction).into_iter().map(|(label, value)| [label, value]));
    rows.extend(origin_rows(locale, transaction).into_iter().map(|(label, value)| [label, value]));
    rows.extend(transaction.memo.as_ref().map(|memo| [label(Text::FieldMemo), memo.as_str().to_owned()]));
    table([Align::Left, Align::Left], &rows)
}

/// `Payment` or `Cancel` in the language of `locale`.
pub(super) fn kind_word(locale: &Locale, kind: Kind) -> String {
    let text = match kind {
        Kind::Payment => Text::KindPayment,
        Kind::Cancel { .. } => Text::KindCancel,
    };
    locale.text(text)
}

fn remaining(locale: &Locale, remaining: Remaining) -> String {
    locale.text(Text::ShowRemainingValue {
        amount: &locale.won(remaining.amount()),
        vat: &locale.won(remaining.vat()),
    })
}

/// The payment and its cancels with what remained after each; `>` marks the one that was asked for.
fn history(locale: &Locale, story: &Story) -> String {
    let label = |text: Text| locale.text(text);
    let head = [
        String::new(),
        label(Text::ShowTime),
        label(Text::ShowKind),
        label(Text::FieldAmount),
        label(Text::FieldVat),
        label(Text::ColumnLeft),
        label(Text::ShowRemainingVat),
        label(Text::FieldId),
    ];
    let steps = story.history.iter().map(|step| {
        let mark = if step.transaction.id == story.transaction.id { ">" } else { "" };
        self::step_row(locale, mark, step)
    });
    let rows: Vec<_> = std::iter::once(head).chain(steps).collect();
    let [text, number] = [Align::Left, Align::Right];
    table([text, text, text, number, number, number, number, text], &rows)
}

fn step_row(locale: &Locale, mark: &str, step: &Step) -> [String; 8] {
    let transaction = &step.transaction;
    [
        mark.to_owned(),
        locale.time(transaction.when(), time::short),
        kind_word(locale, transaction.kind),
        signed(transaction.kind, transaction.amount),
        signed(transaction.kind, transaction.vat),
        step.left.amount().grouped(),
        step.left.vat().grouped(),
        transaction.id.grouped(),
    ]
}

/// An amount in groups, negative on a cancel.
pub(super) fn signed(kind: Kind, won: Won) -> String {
    match kind {
        Kind::Cancel { .. } if won > Won::ZERO => group_thousands(&format!("-{won}")),
        _ => won.grouped(),
    }
}

/// Appends the message slot by slot. Written straight into `text`, which is wiped later: the message may hold the card number.
fn push_slots(text: &mut Vec<u8>, locale: &Locale, message: &str) {
    let [slot, offset, width] =
        [Text::ShowSlot, Text::ShowOffset, Text::ShowWidth].map(|text| locale.text(text));
    let names = widest(SLOTS.iter().map(|slot| slot.name.as_str()).chain([slot.as_str()]));
    let (offsets, widths) = (widest(["450", &offset]), widest(["450", &width]));
    let mut line = |slot: &str, offset: &str, width: &str, content: &dyn fmt::Display| {
        let (slot, offset, width) = (left(slot, names), right(offset, offsets), right(width, widths));
        // Writing into memory cannot fail.
        let _ = writeln!(VecWriter(text), "   {slot}  {offset}  {width}  {content}");
    };
    line(&slot, &offset, &width, &locale.text(Text::ShowContent));
    for Slot { name, offset, width, .. } in SLOTS {
        let content = message.get(offset..offset + width).unwrap_or_default();
        line(name.as_str(), &offset.to_string(), &width.to_string(), &VisibleBlanks(content));
    }
}

/// Shows blanks as `·`.
struct VisibleBlanks<'a>(&'a str);

impl fmt::Display for VisibleBlanks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| f.write_char(if c == ' ' { '·' } else { c }))
    }
}

/// Lets `write!` append to a `Vec`, which `fmt` does not.
struct VecWriter<'a>(&'a mut Vec<u8>);

impl fmt::Write for VecWriter<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
