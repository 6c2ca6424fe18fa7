//! `paydesk pay`

use serde::Serialize;

use super::{
    batch,
    json::{JsonPayment, JsonProblem, Scalar},
    output::{self, Answer, Exit, Item, Output, Refusal},
    time,
};
use crate::{
    desk::{Desk, PayOptions},
    locale::Locale,
    payment::{Entry, Field, FieldError, PaymentForm, Problem, RequestId, Rules},
    record::Recorded,
};

/// A payment that was taken, as programs read it.
#[derive(Serialize)]
struct Paid<'a> {
    id: &'a str,
    kind: &'static str,
    card_number: String,
    installments: u8,
    amount: u64,
    vat: u64,
    created_at: String,
    message: &'a str,
}

/// Takes every payment that is asked for on standard input.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>) -> Exit {
    let locale = output.locale();
    batch::requests(output, |payment| pay(desk, locale, payment))
}

fn pay(desk: &mut Desk, locale: &Locale, payment: &JsonPayment) -> Result<Answer, Refusal> {
    let form = PaymentForm {
        card_number: payment.card_number.entry(),
        expiry: payment.expiry.entry(),
        cvc: payment.cvc.entry(),
        installments: payment.installments.entry(),
        amount: payment.amount.entry().into(),
        vat: payment.vat.entry().into(),
    };
    let (rules, today) = (desk.settings().rules, desk.now().date_naive());
    let request_id = request_id(&payment.request_id);
    let allow_duplicate = allow_duplicate(&payment.allow_duplicate);
    let request = match (form.parse(&rules, today), &request_id, &allow_duplicate) {
        // Where nothing but the expiry is wrong the desk decides: what was taken while the card was good is answered again.
        (Err(errors), Ok(_), Ok(_)) => {
            form.parse(&Rules { accept_expired: true, ..rules }, today).or(Err(errors))
        }
        (request, ..) => request,
    };
    match (request, request_id, allow_duplicate) {
        (Ok(request), Ok(request_id), Ok(allow_duplicate)) => {
            let options = PayOptions { request_id, allow_duplicate };
            let recorded = desk.pay(&request, &options).map_err(|error| Refusal::desk(locale, &error))?;
            Ok(paid(&recorded))
        }
        (request, request_id, allow_duplicate) => {
            let fields = request.err().into_iter().flatten().chain(request_id.err());
            let mut items: Vec<_> = fields.map(|error| Item::field(locale, &error)).collect();
            items.extend(allow_duplicate.err().map(|error| Item::json(locale, &error)));
            Err(Refusal::wrong(items))
        }
    }
}

/// The caller's name of a request.
pub(super) fn request_id(value: &Scalar) -> Result<Option<RequestId>, FieldError> {
    match value.entry() {
        Entry::Blank => Ok(None),
        Entry::Text(text) => RequestId::parse(text).map(Some),
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

fn paid(recorded: &Recorded) -> Answer {
    let payment = &recorded.transaction;
    output::json(&Paid {
        id: payment.id.as_str(),
        kind: payment.kind.word(),
        card_number: payment.card.to_string(),
        installments: payment.installments.months(),
        amount: payment.amount.get(),
        vat: payment.vat.get(),
        created_at: time::rfc3339(payment.created_at),
        // The caller hands it to the card company.
        message: recorded.message.expose_str(),
    })
}
