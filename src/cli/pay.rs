//! `paydesk pay`

use serde::Serialize;

use super::{
    batch,
    json::{JsonPayment, JsonProblem, Scalar},
    output::{self, Exit, Output, OutputBytes, Refusal, RequestError},
    time,
};
use crate::{
    desk::{Desk, PayOptions, wipe_stack},
    locale::Locale,
    payment::{CardNumber, Entry, Field, FieldError, PaymentForm, Problem, RequestId, Rules},
    record::Recorded,
};

/// The answer to a payment that was recorded.
#[derive(Serialize)]
struct PaymentAnswer<'a> {
    id: &'a str,
    kind: &'static str,
    card_number: String,
    installments: u8,
    amount: u64,
    vat: u64,
    created_at: String,
    message: &'a str,
}

/// Takes every payment on standard input.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>) -> Exit {
    let locale = output.locale();
    batch::requests(output, |payment| pay(desk, locale, payment))
}

fn pay(desk: &mut Desk, locale: &Locale, payment: &JsonPayment) -> Result<OutputBytes, Refusal> {
    let form = PaymentForm {
        card_number: payment.card_number.entry(),
        expiry: payment.expiry.entry(),
        cvc: payment.cvc.entry(),
        installments: payment.installments.entry(),
        amount: payment.amount.entry().into(),
        vat: payment.vat.entry().into(),
    };
    let (rules, today) = (desk.settings().rules, desk.now().date_naive());
    let request = form.parse(&rules, today);
    let card = match form.card_number {
        Entry::Text(digits) => CardNumber::parse(digits).ok(),
        _ => None,
    };
    let request_id = request_id(&payment.request_id, card.as_ref());
    let allow_duplicate = allow_duplicate(&payment.allow_duplicate);
    let request = match request {
        // If only the expiry is over, the desk decides: a repeated request was perhaps taken while the card was good, and
        // is answered again.
        Err(errors) if is_only_expired(&errors) && request_id.is_ok() && allow_duplicate.is_ok() => {
            form.parse(&Rules { accept_expired: true, ..rules }, today)
        }
        request => request,
    };
    match (request, request_id, allow_duplicate) {
        (Ok(request), Ok(request_id), Ok(allow_duplicate)) => {
            let options = PayOptions { request_id, allow_duplicate };
            match desk.pay(&request, &options) {
                Ok(recorded) => Ok(payment_answer(&recorded)),
                Err(error) => {
                    // Made on a clean stack, what the refusal takes along in its unused bytes is nothing of the card.
                    wipe_stack();
                    Err(Refusal::desk(locale, &error))
                }
            }
        }
        (request, request_id, allow_duplicate) => {
            wipe_stack();
            let fields = request.err().into_iter().flatten().chain(request_id.err());
            let mut items: Vec<_> = fields.map(|error| RequestError::field(locale, &error)).collect();
            items.extend(allow_duplicate.err().map(|error| RequestError::json(locale, &error)));
            Err(Refusal::wrong(items))
        }
    }
}

fn is_only_expired(errors: &[FieldError]) -> bool {
    matches!(errors, [FieldError { problem: Problem::Expired { .. }, .. }])
}

/// The `request_id` of a request with this card, if there is one.
pub(super) fn request_id(value: &Scalar, card: Option<&CardNumber>) -> Result<Option<RequestId>, FieldError> {
    match value.entry() {
        Entry::Blank => Ok(None),
        Entry::Text(text) => RequestId::of_caller(text, card).map(Some),
        Entry::WrongType => Err(Problem::WrongType),
    }
    .map_err(|problem| FieldError::new(Field::RequestId, problem))
}

fn allow_duplicate(value: &Scalar) -> Result<bool, JsonProblem> {
    match value {
        Scalar::Bool(allow) => Ok(*allow),
        Scalar::Blank => Ok(false),
        _ => Err(JsonProblem::AllowDuplicate),
    }
}

fn payment_answer(recorded: &Recorded) -> OutputBytes {
    let payment = &recorded.transaction;
    output::json_line(&PaymentAnswer {
        id: payment.id.as_str(),
        kind: payment.kind.word(),
        card_number: payment.card.to_string(),
        installments: payment.installments.months(),
        amount: payment.amount.get(),
        vat: payment.vat.get(),
        created_at: time::rfc3339(payment.created_at),
        // Exact, not masked: the caller hands it to the card company.
        message: recorded.message.expose_str(),
    })
}
