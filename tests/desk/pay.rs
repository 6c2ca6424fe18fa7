//! Taking payments: results, duplicates, retries, ids.

use paydesk::{
    desk::{DeskError, PayOptions},
    payment::{Duplicate, Kind, Message, Problem, Rules, TransactionId},
    record::{Fact, FactKind, Query},
};

use crate::shop::{
    CARD, OTHER_CARD, Shop, form, meant, named, numbers, part, pay, refusal, request_id, rest, sale,
    sale_with_vat,
};

#[test]
fn a_receipt_is_the_row_and_the_message() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let recorded = desk.pay(&form(CARD, "110000", "10000", "3"), &named("till-1/0001")).expect("paid");
    let row = &recorded.transaction;
    assert_eq!((row.seq, row.kind), (2, Kind::Payment));
    assert_eq!(&row.id.as_str()[..19], "2611211432071230100");
    assert_eq!(row.created_at.expect("a time").to_rfc3339(), "2026-11-21T14:32:07.123+09:00");
    assert_eq!((row.till.number(), row.installments.months()), (1, 3));
    assert_eq!(row.card.to_string(), "123456*******456");
    assert_eq!(row.request_id.as_ref().map(paydesk::payment::RequestId::as_str), Some("till-1/0001"));
    assert_eq!(numbers(&recorded), (110_000, 10_000, 110_000, 10_000));
    assert_eq!(row.remaining, recorded.remaining);

    let message = Message::decode(recorded.message.expose()).expect("a message");
    assert_eq!((message.kind, message.id, message.card.expose()), (Kind::Payment, row.id, CARD));
    assert_eq!(
        &recorded.message.expose_str()[..103],
        format!(" 446PAYMENT   {}1234567890123456    031130777    1100000000010000{:20}", row.id, "")
    );
    assert_eq!(desk.find(row.id).expect("found").story.transaction, *row);
}

/// Asks again after `milliseconds`, with `change` made to the request or the options; `None` is taken, else what is
/// asked about.
fn asked_again(
    milliseconds: i64,
    rules: Rules,
    card: &str,
    amount: u64,
    options: &PayOptions,
) -> Option<Duplicate> {
    let shop = Shop::with_rules(rules);
    let mut desk = shop.open();
    let first = desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("paid").transaction.id;
    shop.clock.step(milliseconds);
    let again = desk.pay(&sale(card, amount), options);
    if again.is_ok() {
        return None;
    }
    let duplicate = duplicate(refusal(again));
    assert_eq!((duplicate.earlier, duplicate.amount.get(), duplicate.cancelled.get()), (first, 1000, 0));
    assert_eq!(duplicate.at.to_rfc3339(), "2026-11-21T14:32:07.123+09:00");
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 1, "nothing was written");
    Some(duplicate)
}

/// What is asked about.
fn duplicate(problem: Problem) -> Duplicate {
    match problem {
        Problem::PossibleDuplicate(duplicate) => duplicate,
        other => panic!("refused for another reason: {other:?}"),
    }
}

#[test]
fn the_same_card_and_amount_again_is_asked_about_for_a_while() {
    let rules = |duplicate_seconds| Rules { duplicate_seconds, ..Rules::default() };
    let plain = PayOptions::default();
    for (milliseconds, seconds, expected) in [
        (0, 300, Some(Some(0))),
        (1_999, 300, Some(Some(1))),
        (299_999, 300, Some(Some(299))),
        (300_000, 300, Some(Some(300))),
        (300_001, 300, None),
        (10_000, 10, Some(Some(10))),
        (10_001, 10, None),
        (0, 0, None),
        // A clock that was set back: the first payment seems to lie in the future.
        (-1, 300, Some(None)),
        (-7_200_000, 300, Some(None)),
    ] {
        let got = asked_again(milliseconds, rules(seconds), CARD, 1000, &plain).map(|asked| asked.seconds);
        assert_eq!(got, expected, "after {milliseconds} ms within {seconds} s");
    }
    assert_eq!(asked_again(0, rules(300), CARD, 1001, &plain), None, "another amount");
    assert_eq!(asked_again(0, rules(300), OTHER_CARD, 1000, &plain), None, "another card that ends the same");
    assert_eq!(asked_again(0, rules(300), CARD, 1000, &meant()), None, "it is meant");
}

#[test]
fn another_vat_or_other_installments_are_still_the_same_amount() {
    let shop = Shop::new();
    let mut desk = shop.open();
    desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("paid");
    for again in [sale_with_vat(CARD, 1000, 0), form(CARD, "1000", "", "12")] {
        let problem = refusal(desk.pay(&again, &PayOptions::default()));
        assert!(matches!(problem, Problem::PossibleDuplicate { .. }), "{problem:?}");
    }
}

#[test]
fn a_cancel_is_no_duplicate_of_its_payment() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = desk.pay(&sale(CARD, 5000), &PayOptions::default()).expect("paid").transaction;
    desk.cancel(&crate::shop::part(first.id, 1000), None).expect("cancelled");
    desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("a cancel of 1,000 was no payment of 1,000");
}

#[test]
fn the_last_of_several_duplicates_is_named() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    shop.clock.step(60_000);
    let second = pay(&mut desk, 1000);
    shop.clock.step(5_000);
    let problem = refusal(desk.pay(&sale(CARD, 1000), &PayOptions::default()));
    let duplicate = duplicate(problem);
    assert_eq!((duplicate.earlier, duplicate.seconds), (second.id, Some(5)));
}

#[test]
fn what_is_cancelled_in_full_is_not_asked_about() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = pay(&mut desk, 1000);
    desk.cancel(&rest(first.id), None).expect("cancelled");
    let second = desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("no question").transaction;
    // Nor is it when parts add up to all of it.
    desk.cancel(&part(second.id, 400), None).expect("cancelled");
    desk.cancel(&part(second.id, 600), None).expect("cancelled");
    desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("no question");
}

#[test]
fn what_is_cancelled_in_part_is_asked_about_and_said() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = pay(&mut desk, 1000);
    desk.cancel(&part(first.id, 400), None).expect("cancelled");
    let duplicate = duplicate(refusal(desk.pay(&sale(CARD, 1000), &PayOptions::default())));
    assert_eq!((duplicate.earlier, duplicate.cancelled.get()), (first.id, 400));
}

#[test]
fn the_one_before_counts_when_the_newest_is_cancelled_in_full() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = pay(&mut desk, 1000);
    shop.clock.step(60_000);
    let second = pay(&mut desk, 1000);
    desk.cancel(&rest(second.id), None).expect("cancelled");
    shop.clock.step(5_000);
    let duplicate = duplicate(refusal(desk.pay(&sale(CARD, 1000), &PayOptions::default())));
    assert_eq!((duplicate.earlier, duplicate.seconds), (first.id, Some(65)));
}

#[test]
fn a_retry_returns_the_first_result_with_what_remained_then() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = desk.pay(&sale(CARD, 1000), &named("a")).expect("paid");
    shop.clock.step(1_000);
    let retried = desk.pay(&sale(CARD, 1000), &named("a")).expect("retried, not asked about");
    assert_eq!(retried.transaction, first.transaction);
    assert_eq!(retried.message.expose(), first.message.expose());

    desk.cancel(&crate::shop::part(first.transaction.id, 400), None).expect("cancelled");
    let late = desk.pay(&sale(CARD, 1000), &named("a")).expect("retried");
    assert_eq!(numbers(&late), (1000, 91, 1000, 91), "what remained then");
    assert_eq!(late.transaction.remaining.amount().get(), 600, "what remains now");
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 2);
}

#[test]
fn every_repeated_answer_is_recorded_before_it_is_given() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = desk.pay(&sale(CARD, 1000), &named("a")).expect("paid").transaction;
    let cancelled = desk.cancel(&part(paid.id, 400), Some(&request_id("b"))).expect("cancelled").transaction;
    desk.pay(&sale(CARD, 1000), &named("a")).expect("repeated");
    desk.cancel(&part(paid.id, 400), Some(&request_id("b"))).expect("repeated");
    // The request of another payment is refused, and settling an unknown outcome opens no message: neither is a fact.
    refusal(desk.pay(&sale(CARD, 1001), &named("a")));
    let raw = shop.raw();
    let sql = "SELECT kind, body FROM journal ORDER BY seq";
    let mut journal = raw.prepare(sql).expect("SQL");
    let rows = journal.query_map([], |row| Ok((row.get::<_, u8>(0)?, row.get::<_, Vec<u8>>(1)?)));
    let facts: Vec<Fact> = rows
        .expect("rows")
        .map(|row| row.expect("a row"))
        .filter_map(|(kind, body)| Fact::from_body(FactKind::from_repr(kind)?, &body))
        .filter(|fact| fact.kind() != FactKind::Begun)
        .collect();
    let repeated = |transaction| Fact::Repeated { transaction };
    assert_eq!(facts, [Fact::PAYMENT, Fact::CANCEL, repeated(paid.seq), repeated(cancelled.seq)]);

    // What cannot be recorded is not answered.
    raw.execute_batch("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'full'); END")
        .expect("a trigger");
    assert!(matches!(desk.pay(&sale(CARD, 1000), &named("a")), Err(DeskError::Ledger(_))));
}

/// The card of every test is good through November 2030.
const LAST_MOMENT: &str = "2030-11-30T23:59:59.999+09:00";

#[test]
fn the_expiry_is_judged_on_the_day_on_which_it_is_recorded() {
    let shop = Shop::new();
    let mut desk = shop.open();
    shop.clock.set(LAST_MOMENT);
    desk.pay(&sale(CARD, 1000), &PayOptions::default()).expect("good through its last day");
    shop.clock.step(1);
    let request = sale(CARD, 2000);
    let problem = refusal(desk.pay(&request, &PayOptions::default()));
    assert_eq!(problem, Problem::Expired { last: request.expiry });
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 1, "nothing was written");
    let shop = Shop::with_rules(Rules { accept_expired: true, ..Rules::default() });
    shop.clock.set("2037-11-21T14:32:07.123+09:00");
    shop.open().pay(&request, &PayOptions::default()).expect("the shop takes it");
}

#[test]
fn a_first_result_is_repeated_when_the_card_is_over_and_nothing_is_taken() {
    let shop = Shop::new();
    let mut desk = shop.open();
    shop.clock.set(LAST_MOMENT);
    let first = desk.pay(&sale(CARD, 1000), &named("a")).expect("paid");
    shop.clock.step(1);
    let repeated = desk.pay(&sale(CARD, 1000), &named("a")).expect("the first result");
    assert_eq!(repeated.transaction, first.transaction);
    assert_eq!(repeated.message.expose(), first.message.expose());
    let problem = refusal(desk.pay(&sale(CARD, 1001), &named("a")));
    assert_eq!(problem, Problem::RequestIdReused { earlier: first.transaction.id });
    assert!(matches!(refusal(desk.pay(&sale(CARD, 1000), &named("b"))), Problem::Expired { .. }));
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 1);
}

#[test]
fn a_request_id_names_one_request_only() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let request = form(CARD, "1000", "91", "2");
    let first = desk.pay(&request, &named("a")).expect("paid").transaction.id;
    let mut other_expiry = request.clone();
    other_expiry.expiry = paydesk::payment::Expiry::parse("1230").expect("expiry");
    let mut other_cvc = request.clone();
    other_cvc.cvc = paydesk::payment::Cvc::parse("778").expect("CVC");
    for (what, other) in [
        ("card", form(OTHER_CARD, "1000", "91", "2")),
        ("amount", form(CARD, "1001", "91", "2")),
        ("VAT", form(CARD, "1000", "90", "2")),
        ("installments", form(CARD, "1000", "91", "3")),
        ("expiry", other_expiry),
        ("CVC", other_cvc),
    ] {
        let options = PayOptions { allow_duplicate: true, ..named("a") };
        let problem = refusal(desk.pay(&other, &options));
        assert_eq!(problem, Problem::RequestIdReused { earlier: first }, "another {what}");
    }
    let cancelled = refusal(desk.cancel(&crate::shop::rest(first), Some(&crate::shop::request_id("a"))));
    assert_eq!(cancelled, Problem::RequestIdReused { earlier: first });
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 1);
}

#[test]
fn ids_grow_within_a_millisecond_and_with_a_clock_set_back_by_less_than_an_hour() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let mut ids: Vec<TransactionId> = (0..150).map(|_| pay(&mut desk, 1000).id).collect();
    assert_eq!(&ids[99].as_str()[..19], "2611211432071230199", "the hundredth of the millisecond");
    assert_eq!(&ids[100].as_str()[..19], "2611211432071240100", "then the next millisecond");
    shop.clock.step(-1_800_000);
    ids.extend((0..50).map(|_| pay(&mut desk, 1000).id));
    assert_eq!(&ids[199].as_str()[..19], "2611211432071240199");
    assert!(ids.is_sorted_by(|one, next| one < next));
    assert!(ids.iter().all(TransactionId::check_digit_ok));
    // The time of the row is the clock's all the same.
    let last = desk.find(ids[199]).expect("found").story.transaction;
    assert_eq!(last.created_at.expect("a time").to_rfc3339(), "2026-11-21T14:02:07.123+09:00");
}

#[test]
fn tills_at_one_ledger_have_ids_of_their_own() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open_till(1), shop.open_till(42));
    let ids = [pay(&mut one, 1000), pay(&mut two, 1000), pay(&mut one, 1000)].map(|row| row.id);
    let heads = ids.map(|id| id.as_str()[13..19].to_owned());
    assert_eq!(heads, ["230100", "234200", "230101"]);
    assert_eq!(one.last().expect("last").map(|row| row.id), Some(ids[2]));
    assert_eq!(two.last().expect("last").map(|row| row.id), Some(ids[1]));
    assert_eq!(shop.open_till(7).last().expect("last"), None);
}

#[test]
fn an_id_that_is_taken_is_passed_over() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let now = chrono::NaiveDateTime::parse_from_str("2026-11-21 14:32:08.000", "%F %T%.f").expect("time");
    let till = paydesk::payment::Till::FIRST;
    let next = TransactionId::next(now, till, None);
    pay(&mut desk, 1000);
    // Another till's row with the id that this till would give next.
    shop.raw()
        .execute_batch(&format!(
            "INSERT INTO journal SELECT 3, at, utc_offset, 2, operator, approver, kind, body, key_id, hash FROM journal \
             WHERE seq = 2; \
             INSERT INTO transactions SELECT 3, '{next}', kind, payment, created_at, utc_offset, 2, amount, vat, \
             installments, card_head, card_tail, card_digits, request_id FROM transactions WHERE seq = 2"
        ))
        .expect("imported");
    shop.clock.set("2026-11-21T14:32:08.000+09:00");
    assert_eq!(pay(&mut desk, 1000).id, next.following(now, till));
}
