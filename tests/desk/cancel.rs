//! Cancelling: in full, in part, twice, and what is refused.

use paydesk::{
    payment::{Cvc, Kind, Message, Problem, TransactionId},
    record::{Condition, Query},
};

use crate::shop::{
    CARD, Shop, id, meant, named, numbers, part, part_with_vat, pay, refusal, request_id, rest, sale,
    sale_with_vat, won,
};

#[test]
fn a_cancel_names_its_payment_and_takes_its_card() {
    let shop = Shop::new();
    let mut desk = shop.open_till(3);
    let paid = desk.pay(&crate::shop::form(CARD, "11000", "1000", "6"), &meant()).expect("paid").transaction;
    shop.clock.step(60_000);
    let recorded = shop.open_till(4).cancel(&part_with_vat(paid.id, 1100, 100), None).expect("cancelled");
    let row = &recorded.transaction;
    assert_eq!((paid.seq, row.seq, row.kind), (2, 3, Kind::Cancel { original: paid.id }));
    assert_eq!(row.card, paid.card);
    let same = desk.list(&Condition::SameCard(paid.seq).into(), None, 9).expect("found");
    assert_eq!(same.iter().map(|found| found.transaction.seq).collect::<Vec<_>>(), [3, 2]);
    assert_eq!((row.till.number(), row.installments.months()), (4, 0));
    assert_eq!(numbers(&recorded), (1100, 100, 9900, 900));
    let message = Message::decode(recorded.message.expose()).expect("a message");
    assert_eq!(message.kind, Kind::Cancel { original: paid.id });
    assert_eq!((message.card.expose(), message.cvc.as_ref().map(Cvc::expose)), (CARD, Some("777")));
    assert_eq!(message.expiry.as_str(), "1130");
}

#[test]
fn cancels_follow_the_one_rule() {
    // (amount, VAT) of the payment; then (amount or rest, VAT) and what remains or why not.
    type Wanted = Result<(u64, u64, u64, u64), Problem>;
    type Step = (Option<u64>, Option<u64>, Wanted);
    let cancel_vat = |allowed| Err(Problem::CancelVat { allowed });
    let exceeds = |remaining| Err(Problem::ExceedsRemaining { remaining: won(remaining) });
    let done = || Err(Problem::AlreadyCancelled);
    let table: [((u64, u64), Vec<Step>); 6] = [
        ((1000, 91), vec![(None, None, Ok((1000, 91, 0, 0))), (None, None, done()), (Some(1), None, done())]),
        (
            (11_000, 1000),
            vec![
                (Some(1100), Some(100), Ok((1100, 100, 9900, 900))),
                (Some(9901), None, exceeds(9900)),
                (Some(9900), Some(899), cancel_vat(900..=900)),
                (Some(9000), Some(901), cancel_vat(0..=900)),
                (Some(9000), None, Ok((9000, 818, 900, 82))),
                (None, None, Ok((900, 82, 0, 0))),
            ],
        ),
        // No VAT at all: none is made up.
        ((1000, 0), vec![(Some(500), None, Ok((500, 0, 500, 0))), (Some(1), Some(1), cancel_vat(0..=0))]),
        // Nearly everything is VAT: a cancel has to take enough of it.
        (
            (1000, 999),
            vec![
                (Some(500), Some(0), cancel_vat(499..=500)),
                (Some(500), None, Ok((500, 499, 500, 500))),
                (Some(500), None, Ok((500, 500, 0, 0))),
            ],
        ),
        ((100, 9), vec![(Some(1), None, Ok((1, 0, 99, 9))), (Some(99), None, Ok((99, 9, 0, 0)))]),
        ((1_000_000_000, 90_909_091), vec![(None, None, Ok((1_000_000_000, 90_909_091, 0, 0)))]),
    ];
    let shop = Shop::new();
    let mut desk = shop.open();
    for ((amount, vat), steps) in table {
        let paid = desk.pay(&sale_with_vat(CARD, amount, vat), &meant()).expect("paid").transaction.id;
        for (part, vat, expected) in steps {
            let mut request = part.map_or(rest(paid), |amount| crate::shop::part(paid, amount));
            request.vat = vat.map(won);
            let before = desk.find(paid).expect("found").story.transaction.remaining;
            let done = desk.cancel(&request, None);
            let after = desk.find(paid).expect("found").story.transaction.remaining;
            match expected {
                Ok(expected) => {
                    let recorded = done.expect("cancelled");
                    assert_eq!(numbers(&recorded), expected, "{part:?} {vat:?} of {amount}");
                    assert_eq!(after, recorded.remaining);
                }
                Err(expected) => {
                    assert_eq!(refusal(done), expected, "{part:?} {vat:?} of {amount}");
                    assert_eq!(after, before);
                }
            }
        }
    }
}

#[test]
fn only_a_payment_that_is_there_can_be_cancelled() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000).id;
    let cancelled = desk.cancel(&part(paid, 100), None).expect("cancelled").transaction.id;
    for (wrong, expected) in [
        (cancelled, Problem::IsACancel { original: paid }),
        (TransactionId::next(shop_time(), paydesk::payment::Till::FIRST, None), not_found(false)),
        (id("26112114320712301009"), not_found(true)),
        (id("XXXXXXXXXXXXXXXXXXXX"), not_found(false)),
    ] {
        assert_eq!(refusal(desk.cancel(&rest(wrong), None)), expected, "{wrong}");
    }
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 2);
}

fn not_found(mistyped: bool) -> Problem {
    Problem::NotFound { mistyped }
}

fn shop_time() -> chrono::NaiveDateTime {
    "2026-11-22T00:00:00".parse().expect("time")
}

#[test]
fn a_retried_cancel_returns_the_first_result_with_what_remained_then() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000).id;
    let name = request_id("c1");
    let first = desk.cancel(&part(paid, 300), Some(&name)).expect("cancelled");
    assert_eq!(numbers(&first), (300, 27, 700, 64));
    desk.cancel(&rest(paid), Some(&request_id("c2"))).expect("cancelled");
    let again = desk.cancel(&part(paid, 300), Some(&name)).expect("retried");
    assert_eq!(numbers(&again), (300, 27, 700, 64), "what remained then");
    assert_eq!(again.transaction.id, first.transaction.id);
    assert_eq!(again.message.expose(), first.message.expose());
    let again = desk.cancel(&part_with_vat(paid, 300, 27), Some(&name)).expect("its VAT named is the same");
    assert_eq!(again.transaction.id, first.transaction.id);
    let rest_again = desk.cancel(&rest(paid), Some(&request_id("c2"))).expect("retried");
    assert_eq!(numbers(&rest_again), (700, 64, 0, 0));
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 3);
}

#[test]
fn a_request_id_of_another_cancel_is_refused() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let (paid, other) = (pay(&mut desk, 1000).id, pay(&mut desk, 1000).id);
    let name = request_id("c1");
    let first = desk.cancel(&part(paid, 300), Some(&name)).expect("cancelled").transaction.id;
    let reused = Problem::RequestIdReused { earlier: first };
    for (what, request) in [
        ("amount", part(paid, 301)),
        ("VAT", part_with_vat(paid, 300, 26)),
        ("payment", part(other, 300)),
        // It left something, so it was not a cancel of the rest.
        ("rest", rest(paid)),
    ] {
        assert_eq!(refusal(desk.cancel(&request, Some(&name))), reused, "another {what}");
    }
    let problem = refusal(desk.pay(&sale(CARD, 300), &named("c1")));
    assert_eq!(problem, reused, "a payment");
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 3);
}
