//! `paydesk pay`

use std::cell::RefCell;

use serde::Serialize;

use super::{
    answer_loop::{self, Answers},
    json::{JsonPayment, JsonProblem, Scalar},
    memo::{memo_of, room},
    output::{self, Exit, Output, OutputBytes, Refusal, RequestError},
    print::SlipPrinter,
    time,
};
use crate::{
    config::PaperConfig,
    desk::{Desk, PayOptions, wipe_stack},
    locale::Locale,
    payment::{
        CardNumber, Entry, Field, FieldError, Memo, PaymentForm, PaymentRequest, Problem, RequestId, Rules,
        TransactionId,
    },
    record::Recorded,
    staff::OperatorNumber,
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
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<OperatorNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'a str>,
    message: &'a str,
}

/// Takes every payment on standard input.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, paper: &PaperConfig) -> Exit {
    let locale = output.locale();
    let slips = RefCell::new(SlipPrinter::new(locale, paper));
    let desk = RefCell::new(desk);
    let exit = answer_loop::requests(
        output,
        || desk.borrow_mut().while_idle(),
        |payments| {
            let desk = &mut desk.borrow_mut();
            let answers = pay(desk, locale, payments, |id| slips.borrow_mut().took(id));
            desk.remember_if_due();
            answers
        },
        || slips.borrow_mut().print_taken(&desk.borrow()),
    );
    exit.max(slips.into_inner().finish(desk.into_inner()))
}

/// A payment that follows every rule that needs no ledger. Its card is in a box: a list that is moved leaves copies.
type Request = (Box<PaymentRequest>, PayOptions);

fn pay(
    desk: &mut Desk,
    locale: &Locale,
    payments: Vec<Result<JsonPayment, Refusal>>,
    took: impl Fn(TransactionId),
) -> Answers {
    let requests: Vec<_> = payments.into_iter().map(|payment| request(desk, locale, &payment?)).collect();
    answer_loop::together(desk, locale, &requests, |group, (request, options)| {
        Ok(group.pay(request, options)?.map(|recorded| {
            took(recorded.transaction.id);
            payment_answer(&recorded)
        }))
    })
}

/// Reads a payment; names everything that is wrong with it.
fn request(desk: &Desk, locale: &Locale, payment: &JsonPayment) -> Result<Request, Refusal> {
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
    let memo = memo_of(payment.memo.entry(), card.as_ref());
    let others_fit = request_id.is_ok() && allow_duplicate.is_ok() && memo.is_ok();
    let request = match request {
        // If only the expiry is over, the desk decides: a repeated request was perhaps taken while the card was good, and
        // is answered again.
        Err(errors) if is_only_expired(&errors) && others_fit => {
            form.parse(&Rules { accept_expired: true, ..rules }, today)
        }
        request => request,
    };
    match (request, request_id, allow_duplicate, memo) {
        (Ok(request), Ok(request_id), Ok(allow_duplicate), Ok(memo)) => {
            Ok((Box::new(request), PayOptions { request_id, allow_duplicate, memo }))
        }
        (request, request_id, allow_duplicate, memo) => {
            wipe_stack();
            let fields = request.err().into_iter().flatten().chain(request_id.err());
            let mut items: Vec<_> = fields.map(|error| RequestError::field(locale, &error)).collect();
            items.extend(allow_duplicate.err().map(|error| RequestError::json(locale, &error)));
            items.extend(memo.err().map(|error| RequestError::field(locale, &error)));
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
    let memo = payment.memo.as_ref().map(Memo::as_str);
    let answer = PaymentAnswer {
        id: payment.id.as_str(),
        kind: payment.kind.word(),
        card_number: payment.card.to_string(),
        installments: payment.installments.months(),
        amount: payment.amount.get(),
        vat: payment.vat.get(),
        created_at: time::of(payment).0,
        operator: payment.by.operator,
        approver: payment.by.approver,
        memo,
        // Exact, not masked: the caller hands it to the card company.
        message: recorded.message.expose_str(),
    };
    output::json_line_of(room(memo), &answer)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};
    use serde_json::Value;

    use super::*;
    use crate::{
        cli::json::Requests,
        desk::{Clock, ClockNews, Random, Settings, World},
        locale::Lang,
    };

    const SALE: &str = r#"{"card_number":"1234567890123456","expiry":"1130","cvc":"777","installments":0,"amount":1000,"allow_duplicate":true}"#;

    struct At(&'static str);

    impl Clock for At {
        fn now(&self) -> DateTime<FixedOffset> {
            DateTime::parse_from_rfc3339(self.0).expect("time")
        }
    }

    struct Sevens;

    impl Random for Sevens {
        fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
            bytes.fill(7);
            Ok(())
        }
    }

    /// The desk of the shop in `folder` at this time.
    fn desk(folder: &std::path::Path, time: &'static str) -> Desk {
        let settings = Settings::new(folder.join("ledger.db"), folder.join("keyring"));
        Desk::open(settings, World::new(At(time), Sevens)).expect("opened")
    }

    fn paid(desk: &mut Desk) -> Result<OutputBytes, Refusal> {
        let sale = Requests::new(SALE.as_bytes()).next::<JsonPayment>().expect("a line").expect("a request");
        pay(desk, &Locale::new(Lang::En), vec![Ok(sale)], |_| {}).pop().expect("an answer")
    }

    #[test]
    fn an_answer_never_grows_out_of_its_buffer() {
        const ROOM: usize = output::LINE_BYTES;
        let folder = tempfile::tempdir().expect("folder");
        let answer = paid(&mut desk(folder.path(), "2026-11-21T14:32:00+09:00")).expect("paid");
        // More than a larger amount, and what the answer to a cancel has in addition.
        let more = 200;
        assert!(answer.capacity() == ROOM && answer.len() + more < ROOM, "{}", answer.len());
    }

    #[test]
    fn a_clock_before_the_release_stops_the_command() {
        let folder = tempfile::tempdir().expect("folder");
        let refusal = paid(&mut desk(folder.path(), "1970-01-01T09:00:00+09:00")).expect_err("refused");
        let sentence = "The clock shows 1970-01-01 09:00, before this program was made (2026-11-21). Nothing was recorded. Set the clock.";
        assert_eq!((refusal.exit, refusal.stop.as_deref()), (Exit::Trouble, Some(sentence)));
        let answer: Value = serde_json::from_slice(&refusal.answer()).expect("JSON");
        let expected = serde_json::json!({ "code": "clock", "field": null, "message": sentence });
        assert_eq!(answer.get("error"), Some(&expected));
    }

    #[test]
    fn a_later_doubt_is_told_and_taken() {
        let folder = tempfile::tempdir().expect("folder");
        paid(&mut desk(folder.path(), "2026-11-21T14:32:00+09:00")).expect("paid");
        let mut later = desk(folder.path(), "2028-03-01T10:00:00+09:00");
        later.watch_clock(false).expect("watched");
        paid(&mut later).expect("paid");
        let news = later.clock().news().map(|news: ClockNews| Locale::new(Lang::En).clock_news(&news));
        assert_eq!(
            news.as_deref(),
            Some(
                "The clock shows 2028-03-01 10:00, the newest entry is from 2026-11-21 14:32. It was recorded at this time. If the clock is wrong, set it."
            )
        );
        paid(&mut later).expect("paid");
        assert_eq!(later.clock().news(), None);
    }
}
