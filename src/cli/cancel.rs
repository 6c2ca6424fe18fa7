//! `paydesk cancel`

use std::cell::RefCell;

use serde::Serialize;

use super::{
    answer_loop,
    json::JsonCancel,
    memo::{memo_of, room},
    output::{self, Exit, Output, OutputBytes, Refusal, RequestError},
    pay::request_id,
    print::SlipPrinter,
    time,
};
use crate::{
    config::PaperConfig,
    desk::{CancelOptions, Desk},
    locale::Locale,
    payment::{CancelForm, CancelRequest, Memo},
    record::Recorded,
    staff::OperatorNumber,
};

/// The answer to a cancel that was recorded.
#[derive(Serialize)]
struct CancelAnswer<'a> {
    id: &'a str,
    kind: &'static str,
    original_id: String,
    amount: u64,
    vat: u64,
    remaining_amount: u64,
    remaining_vat: u64,
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'a str>,
    message: &'a str,
}

/// Carries out every cancel on standard input.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, paper: &PaperConfig) -> Exit {
    let locale = output.locale();
    let slips = RefCell::new(SlipPrinter::new(locale, paper));
    let desk = RefCell::new(desk);
    let exit = answer_loop::requests(
        output,
        || desk.borrow_mut().while_idle(),
        |cancels: Vec<Result<JsonCancel, Refusal>>| {
            let desk = &mut desk.borrow_mut();
            let requests: Vec<_> = cancels.into_iter().map(|cancel| request(locale, &cancel?)).collect();
            let answers = answer_loop::together(desk, locale, &requests, |group, (request, options)| {
                Ok(group.cancel_with(request, options)?.map(|recorded| {
                    slips.borrow_mut().took(recorded.transaction.id);
                    cancel_answer(&recorded)
                }))
            });
            desk.remember_if_due();
            answers
        },
        || slips.borrow_mut().print_taken(&desk.borrow()),
    );
    exit.max(slips.into_inner().finish(desk.into_inner()))
}

/// Reads a cancel; names everything that is wrong with it.
fn request(locale: &Locale, asked: &JsonCancel) -> Result<(CancelRequest, CancelOptions), Refusal> {
    let form = CancelForm { id: asked.id.entry(), amount: asked.amount.entry(), vat: asked.vat.entry() };
    match (form.parse(), request_id(&asked.request_id, None), memo_of(asked.memo.entry(), None)) {
        (Ok(request), Ok(request_id), Ok(memo)) => Ok((request, CancelOptions { request_id, memo })),
        (request, request_id, memo) => {
            let fields = request.err().into_iter().flatten().chain(request_id.err()).chain(memo.err());
            Err(Refusal::wrong(fields.map(|error| RequestError::field(locale, &error)).collect()))
        }
    }
}

fn cancel_answer(recorded: &Recorded) -> OutputBytes {
    let cancel = &recorded.transaction;
    let memo = cancel.memo.as_ref().map(Memo::as_str);
    let answer = CancelAnswer {
        id: cancel.id.as_str(),
        kind: cancel.kind.word(),
        original_id: cancel.payment_id().to_string(),
        amount: cancel.amount.get(),
        vat: cancel.vat.get(),
        remaining_amount: recorded.remaining.amount().get(),
        remaining_vat: recorded.remaining.vat().get(),
        created_at: time::of(cancel).0,
        operator: cancel.by.operator,
        approver: cancel.by.approver,
        memo,
        // Exact, not masked: the caller hands it to the card company.
        message: recorded.message.expose_str(),
    };
    output::json_line_of(room(memo), &answer)
}
