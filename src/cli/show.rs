//! `paydesk show`

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    args,
    output::{self, Exit, HandedOverAnswer, Output, OutputBytes, Refusal, imported_from, quotable, say},
    show_text, time,
};
use crate::{
    desk::{Desk, DeskError},
    locale::Text,
    payment::{Field, FieldError, Memo, Message, Problem, TransactionId, message::MessageBytes},
    record::{AsideReason, Record, Repair, SetAside, ShopNumber, Step, Story},
    staff::OperatorNumber,
};

/// The answer of `paydesk show --json`.
#[derive(Serialize)]
struct ShowAnswer<'a> {
    id: &'a str,
    kind: &'static str,
    original_id: Option<String>,
    card_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry: Option<&'a str>,
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
    handed_over: HandedOverAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported_from: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs: Option<&'a [Repair]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    cancels: Vec<ShownCancel<'a>>,
}

/// A cancel of the transaction, with what remained after it.
#[derive(Serialize)]
struct ShownCancel<'a> {
    id: &'a str,
    kind: &'static str,
    original_id: Option<String>,
    amount: u64,
    vat: u64,
    remaining_amount: u64,
    remaining_vat: u64,
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'a str>,
    #[serde(flatten)]
    handed_over: HandedOverAnswer,
}

/// The answer about a row of another system that was set aside.
#[derive(Serialize)]
struct SetAsideAnswer<'a> {
    set_aside: bool,
    table: &'static str,
    reasons: &'a [AsideReason],
}

/// Shows one transaction.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, show: &args::ShowArgs) -> Exit {
    let found = find(desk, show);
    match &found {
        Ok(Record { story, bytes, message }) => {
            finish(output, show, Ok((story, Some(Sent { message, bytes, reveal: show.reveal }))))
        }
        Err(error) => finish(output, show, Err(error)),
    }
}

/// The message of a transaction that is shown.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    /// Read.
    pub(super) message: &'a Message,
    bytes: &'a MessageBytes,
    /// Whether with card number and CVC.
    reveal: bool,
}

impl Sent<'_> {
    /// As it is shown.
    pub(super) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(if self.reveal { self.bytes.expose_str().to_owned() } else { self.bytes.masked() })
    }
}

/// Prints what was found, or why there is nothing. Head office has no messages.
pub(super) fn finish(
    output: &mut Output<'_>,
    show: &args::ShowArgs,
    found: Result<(&Story, Option<Sent<'_>>), &DeskError>,
) -> Exit {
    let locale = output.locale();
    match found {
        Ok((story, sent)) if show.json => output.finish(&show_answer(story, sent)),
        Ok((story, sent)) => output.finish(&show_text::transaction_text(locale, story, sent)),
        Err(DeskError::SetAside(set_aside)) if show.json => {
            let SetAside { table, reasons } = set_aside;
            output.finish(&output::json_line(&SetAsideAnswer {
                set_aside: true,
                table: table.name(),
                reasons,
            }))
        }
        Err(error) => {
            let refusal = Refusal::desk(locale, error);
            if !show.json || refusal.exit == Exit::Trouble {
                say(&locale.desk_error(error));
            }
            if !show.json && is_no_id(error) {
                let words = &as_query(&show.id);
                say(&locale.text(Text::ShowLookUp { words }));
            }
            let delivered = if show.json { output.finish(&refusal.answer()) } else { Exit::Done };
            refusal.exit.max(delivered)
        }
    }
}

/// Whether what was given is no id at all: then it may be a query.
fn is_no_id(error: &DeskError) -> bool {
    matches!(error, DeskError::Refused(FieldError { field: Field::Id, problem }) if matches!(problem, Problem::Length { .. } | Problem::Character { .. }))
}

/// The words as arguments of `paydesk list`, without card numbers.
fn as_query(words: &[String]) -> String {
    let words = quotable(&words.join(" "));
    if words.starts_with('-') { format!("-- {words}") } else { words }
}

fn find(desk: &mut Desk, show: &args::ShowArgs) -> Result<Record, DeskError> {
    let record = desk.find(id(show)?)?;
    if show.reveal {
        desk.record_reveal(&record.story.transaction)?;
    }
    Ok(record)
}

/// The id that is asked for.
pub(super) fn id(show: &args::ShowArgs) -> Result<TransactionId, FieldError> {
    TransactionId::parse(&show.id.join(" ")).map_err(|problem| FieldError::new(Field::Id, problem))
}

fn show_answer(story: &Story, sent: Option<Sent<'_>>) -> OutputBytes {
    let transaction = &story.transaction;
    let message = sent.map(|sent| sent.text());
    let (created_at, created_before) = time::of(transaction);
    // A cancel is smaller than a whole transaction.
    output::json_line_of(
        output::ANSWER_BYTES * (1 + story.history.len()),
        &ShowAnswer {
            id: transaction.id.as_str(),
            kind: transaction.kind.word(),
            original_id: transaction.kind.original().map(|id| id.to_string()),
            card_number: transaction.card.to_string(),
            expiry: sent.map(|sent| sent.message.expiry.as_str()),
            installments: transaction.installments.months(),
            amount: transaction.amount.get(),
            vat: transaction.vat.get(),
            remaining_amount: transaction.remaining.amount().get(),
            remaining_vat: transaction.remaining.vat().get(),
            created_at,
            created_before,
            till: transaction.till.number(),
            shop: transaction.shop.as_ref().map(|shop| shop.number),
            operator: transaction.by.operator,
            approver: transaction.by.approver,
            memo: transaction.memo.as_ref().map(Memo::as_str),
            handed_over: HandedOverAnswer::of(transaction),
            imported_from: imported_from(transaction),
            repairs: transaction.origin.as_ref().map(|origin| origin.repairs.as_slice()),
            message: message.as_ref().map(|message| message.as_str()),
            cancels: story.cancels().map(shown_cancel).collect(),
        },
    )
}

fn shown_cancel(step: &Step) -> ShownCancel<'_> {
    let cancel = &step.transaction;
    let (created_at, created_before) = time::of(cancel);
    ShownCancel {
        id: cancel.id.as_str(),
        kind: cancel.kind.word(),
        original_id: cancel.kind.original().map(|id| id.to_string()),
        amount: cancel.amount.get(),
        vat: cancel.vat.get(),
        remaining_amount: step.left.amount().get(),
        remaining_vat: step.left.vat().get(),
        created_at,
        created_before,
        operator: cancel.by.operator,
        approver: cancel.by.approver,
        memo: cancel.memo.as_ref().map(Memo::as_str),
        handed_over: HandedOverAnswer::of(cancel),
    }
}
