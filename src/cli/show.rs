//! `paydesk show`

use serde::Serialize;

use super::{
    args,
    output::{self, Exit, HandedOverAnswer, Output, OutputBytes, Refusal, imported_from, quotable, say},
    show_text, time,
};
use crate::{
    desk::{Desk, DeskError},
    locale::Text,
    payment::{Field, FieldError, Memo, Problem, TransactionId},
    record::{AsideReason, Record, Repair, SetAside, Step},
    staff::OperatorNumber,
};

/// The answer of `paydesk show --json`.
#[derive(Serialize)]
struct ShowAnswer<'a> {
    id: &'a str,
    kind: &'static str,
    original_id: Option<String>,
    card_number: String,
    expiry: &'a str,
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
    message: &'a str,
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
    let locale = output.locale();
    match find(desk, show) {
        Ok(record) if show.json => output.finish(&show_answer(&record, show.reveal)),
        Ok(record) => output.finish(&show_text::transaction_text(locale, &record, show.reveal)),
        Err(DeskError::SetAside(set_aside)) if show.json => {
            let SetAside { table, reasons } = &set_aside;
            output.finish(&output::json_line(&SetAsideAnswer {
                set_aside: true,
                table: table.name(),
                reasons,
            }))
        }
        Err(error) => {
            let refusal = Refusal::desk(locale, &error);
            if !show.json || refusal.exit == Exit::Trouble {
                say(&locale.desk_error(&error));
            }
            if !show.json && is_no_id(&error) {
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
    let id =
        TransactionId::parse(&show.id.join(" ")).map_err(|problem| FieldError::new(Field::Id, problem))?;
    let record = desk.find(id)?;
    if show.reveal {
        desk.record_reveal(&record.transaction)?;
    }
    Ok(record)
}

fn show_answer(record: &Record, reveal: bool) -> OutputBytes {
    let transaction = &record.transaction;
    let masked;
    let message = if reveal {
        record.bytes.expose_str()
    } else {
        masked = record.bytes.masked();
        &masked
    };
    let (created_at, created_before) = time::of(transaction);
    // A cancel is smaller than a whole transaction.
    output::json_line_of(
        output::ANSWER_BYTES * (1 + record.history.len()),
        &ShowAnswer {
            id: transaction.id.as_str(),
            kind: transaction.kind.word(),
            original_id: transaction.kind.original().map(|id| id.to_string()),
            card_number: transaction.card.to_string(),
            expiry: record.message.expiry.as_str(),
            installments: transaction.installments.months(),
            amount: transaction.amount.get(),
            vat: transaction.vat.get(),
            remaining_amount: transaction.remaining.amount().get(),
            remaining_vat: transaction.remaining.vat().get(),
            created_at,
            created_before,
            till: transaction.till.number(),
            operator: transaction.by.operator,
            approver: transaction.by.approver,
            memo: transaction.memo.as_ref().map(Memo::as_str),
            handed_over: HandedOverAnswer::of(transaction),
            imported_from: imported_from(transaction),
            repairs: transaction.origin.as_ref().map(|origin| origin.repairs.as_slice()),
            message,
            cancels: record.cancels().map(shown_cancel).collect(),
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
