//! `paydesk cancel`

use std::cell::RefCell;

use serde::Serialize;

use super::{
    answer_loop,
    json::JsonCancel,
    output::{self, Exit, Output, OutputBytes, Refusal, RequestError},
    pay::request_id,
    print::SlipPrinter,
    time,
};
use crate::{
    config::PaperConfig,
    desk::Desk,
    locale::Locale,
    payment::{CancelForm, CancelRequest, RequestId},
    record::Recorded,
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
    created_at: String,
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
            let answers = answer_loop::together(desk, locale, &requests, |group, (request, request_id)| {
                Ok(group.cancel(request, request_id.as_ref())?.map(|recorded| {
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
fn request(locale: &Locale, asked: &JsonCancel) -> Result<(CancelRequest, Option<RequestId>), Refusal> {
    let form = CancelForm { id: asked.id.entry(), amount: asked.amount.entry(), vat: asked.vat.entry() };
    match (form.parse(), request_id(&asked.request_id, None)) {
        (Ok(request), Ok(request_id)) => Ok((request, request_id)),
        (request, request_id) => {
            let fields = request.err().into_iter().flatten().chain(request_id.err());
            Err(Refusal::wrong(fields.map(|error| RequestError::field(locale, &error)).collect()))
        }
    }
}

fn cancel_answer(recorded: &Recorded) -> OutputBytes {
    let cancel = &recorded.transaction;
    output::json_line(&CancelAnswer {
        id: cancel.id.as_str(),
        kind: cancel.kind.word(),
        original_id: cancel.payment_id().to_string(),
        amount: cancel.amount.get(),
        vat: cancel.vat.get(),
        remaining_amount: recorded.remaining.amount().get(),
        remaining_vat: recorded.remaining.vat().get(),
        created_at: time::rfc3339(cancel.created_at),
        // Exact, not masked: the caller hands it to the card company.
        message: recorded.message.expose_str(),
    })
}
