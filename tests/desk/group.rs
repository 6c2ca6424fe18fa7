//! Requests that come together: one transaction of the database, each taken or refused by itself.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use chrono::{DateTime, FixedOffset};
use paydesk::{
    desk::{Clock, ClockNews, Desk, DeskError, Group, PayOptions, Verdict, Verifier, World},
    ledger::LedgerTrouble,
    payment::{Field, FieldError, Kind, PaymentRequest, Problem, RequestId, TransactionId},
    record::{FactKind, Progress, Recorded},
    vault::Random,
};
use proptest::prelude::*;
use rusqlite::{Connection, types::Value};

use crate::shop::{
    CARD, OTHER_CARD, Shop, id, ledger_trouble, named, numbers, part, pay, refusal, request_id, rest, sale,
    won,
};

/// The same bytes in the same order, so that two ledgers come out the same.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicU64>);

impl Random for Counter {
    fn fill(&mut self, bytes: &mut [u8]) -> std::io::Result<()> {
        let number = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, number)| *byte = *number);
        Ok(())
    }
}

/// 7 milliseconds later at each look.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> DateTime<FixedOffset> {
        let start = DateTime::parse_from_rfc3339("2026-11-21T14:32:07.123+09:00").expect("test time");
        start + chrono::Duration::milliseconds(self.0.fetch_add(7, Ordering::SeqCst))
    }
}

/// A request of `paydesk pay` or `paydesk cancel`.
#[derive(Debug, Clone)]
enum Asked {
    Pay(PaymentRequest, PayOptions),
    /// A cancel of the payment in this place among those taken before.
    Cancel(usize, Option<u64>, Option<RequestId>),
}

type Done = Result<Recorded, DeskError>;

impl Asked {
    /// Asks for it; `before` are the payments that were taken.
    fn ask(&self, group: &mut Group<'_>, before: &[TransactionId]) -> Result<Done, DeskError> {
        match self {
            Self::Pay(request, options) => group.pay(request, options),
            Self::Cancel(place, amount, name) => {
                let payment = before.get(place % before.len().max(1)).copied();
                let id = payment.unwrap_or_else(|| id("26112114320712301007"));
                let request = amount.map_or(rest(id), |amount| part(id, amount));
                group.cancel(&request, name.as_ref())
            }
        }
    }
}

/// Everything that is in a ledger, table by table.
fn content(raw: &Connection) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for table in ["keys", "journal", "transactions", "sealed", "balances"] {
        let mut statement = raw.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).expect("SQL");
        let columns = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
        rows.extend(statement.query_map([], read).expect("rows").map(|row| row.expect("a row")));
    }
    rows
}

/// What was answered, in words.
fn told(done: Done) -> String {
    match done {
        Ok(recorded) => format!("{:?} {}", numbers(&recorded), recorded.message.expose_str()),
        Err(error) => format!("{error:?}"),
    }
}

/// What a new shop answers to `requests` in groups of these sizes, and what is in its ledger then.
fn in_groups(requests: &[Asked], sizes: &[usize]) -> (Vec<String>, Vec<Vec<Value>>) {
    let shop = Shop::new();
    let world = World::new(Ticking(AtomicI64::new(0)), Counter::default());
    let mut desk = Desk::open(shop.settings(), world).expect("opened");
    let (mut answers, mut taken, mut later) = (Vec::new(), Vec::new(), requests);
    for size in sizes {
        let (now, after) = later.split_at(*size);
        later = after;
        let done = desk.together(|group| {
            for asked in now {
                let done = asked.ask(group, &taken)?;
                let paid = done.as_ref().ok().filter(|recorded| recorded.transaction.kind == Kind::Payment);
                taken.extend(paid.map(|recorded| recorded.transaction.id));
                answers.push(told(done));
            }
            Ok(())
        });
        done.expect("a group");
    }
    drop(desk);
    (answers, content(&shop.raw()))
}

fn asked() -> impl Strategy<Value = Asked> {
    let name =
        || prop_oneof![2 => Just(None), 3 => (0..6_u8).prop_map(|n| Some(request_id(&format!("r{n}"))))];
    let card = prop_oneof![Just(CARD), Just(OTHER_CARD)];
    let pay =
        (card, 1_u64..4, name(), any::<bool>()).prop_map(|(card, thousands, request_id, allow_duplicate)| {
            let options = PayOptions { request_id, allow_duplicate, ..PayOptions::default() };
            Asked::Pay(sale(card, thousands * 1_000), options)
        });
    let amount = prop_oneof![Just(None), (1_u64..1_500).prop_map(Some)];
    let cancel =
        (0..8_usize, amount, name()).prop_map(|(place, amount, name)| Asked::Cancel(place, amount, name));
    prop_oneof![3 => pay, 2 => cancel]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn a_group_answers_and_records_as_one_request_after_the_other(
        requests in prop::collection::vec(asked(), 1..40),
        sizes in prop::collection::vec(1..16_usize, 40),
    ) {
        let mut left = requests.len();
        let mut group = |size: usize| {
            let now = size.min(left);
            left -= now;
            now
        };
        let sizes: Vec<usize> = sizes.into_iter().map(&mut group).collect();
        let (answers, ledger) = in_groups(&requests, &vec![1; requests.len()]);
        let (together, same_ledger) = in_groups(&requests, &sizes);
        prop_assert_eq!(together, answers);
        prop_assert_eq!(same_ledger, ledger);
    }
}

/// The kinds of all facts, in order.
fn kinds(shop: &Shop) -> Vec<i64> {
    let raw = shop.raw();
    let mut statement = raw.prepare("SELECT kind FROM journal ORDER BY seq").expect("SQL");
    statement.query_map([], |row| row.get(0)).expect("rows").map(|kind| kind.expect("a kind")).collect()
}

#[test]
fn a_request_of_a_group_sees_those_before_it_and_harms_none() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let (paid, duplicate, again, reused, cancelled, too_much, other) = desk
        .together(|group| {
            let paid = group.pay(&sale(CARD, 11_000), &named("a"))?.expect("paid");
            let id = paid.transaction.id;
            let duplicate = group.pay(&sale(CARD, 11_000), &named("b"))?;
            let again = group.pay(&sale(CARD, 11_000), &named("a"))?.expect("the first result");
            let reused = group.pay(&sale(CARD, 12_000), &named("a"))?;
            let cancelled = group.cancel(&part(id, 1_000), Some(&request_id("c")))?.expect("cancelled");
            let too_much = group.cancel(&part(id, 10_001), None)?;
            let other = group.pay(&sale(OTHER_CARD, 11_000), &named("b"))?.expect("paid");
            Ok((paid, duplicate, again, reused, cancelled, too_much, other))
        })
        .expect("a group");
    let ids = [&paid, &cancelled, &other].map(|recorded| recorded.transaction.id.to_string());
    assert_eq!(ids, ["26112114320712301000", "26112114320712301013", "26112114320712301021"]);
    assert!(
        matches!(refusal(duplicate), Problem::PossibleDuplicate(first) if first.earlier == paid.transaction.id)
    );
    assert_eq!((again.transaction.id, numbers(&again)), (paid.transaction.id, numbers(&paid)));
    assert_eq!(refusal(reused), Problem::RequestIdReused { earlier: paid.transaction.id });
    assert_eq!(numbers(&cancelled), (1_000, 91, 10_000, 909));
    assert_eq!(refusal(too_much), Problem::ExceedsRemaining { remaining: won(10_000) });
    let [begun, payment, repeated, cancel] =
        [FactKind::Begun, FactKind::Payment, FactKind::Repeated, FactKind::Cancel].map(|kind| kind as i64);
    assert_eq!(kinds(&shop), [begun, payment, repeated, cancel, payment]);
}

#[test]
fn a_group_that_is_given_up_leaves_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = pay(&mut desk, 1_000);
    let before = content(&shop.raw());
    let mut lost = None;
    let given_up = desk.together(|group| {
        lost = Some(group.pay(&sale(CARD, 2_000), &named("a"))?.expect("paid").transaction.id);
        group.cancel(&rest(first.id), None)?.expect("cancelled");
        Err::<(), _>(FieldError::new(Field::Amount, Problem::Missing).into())
    });
    assert!(matches!(given_up, Err(DeskError::Refused(_))));
    assert_eq!(content(&shop.raw()), before);
    // No duplicate of it, the same id again, its name is free, and nothing is cancelled.
    let paid = desk.pay(&sale(CARD, 2_000), &named("a")).expect("paid");
    assert_eq!(Some(paid.transaction.id), lost);
    assert_eq!(desk.find(first.id).expect("found").story.transaction.remaining.amount(), won(1_000));
}

#[test]
fn what_is_known_of_the_clock_goes_back_with_what_is_given_up() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1_000);
    shop.clock.set("2028-03-01T10:00:00+09:00");
    let now = shop.clock.now();
    let mut desk = shop.open();
    desk.watch_clock(false).expect("watched");
    let doubt = desk.clock().doubt(now).expect("years later");
    let given_up = desk.together(|group| {
        group.pay(&sale(CARD, 2_000), &named("a"))?.expect("paid");
        Err::<(), _>(FieldError::new(Field::Amount, Problem::Missing).into())
    });
    assert!(given_up.is_err());
    assert_eq!((desk.clock().doubt(now), desk.clock().news()), (Some(doubt), None));
    // The first one answers the doubt. It is news of the group, whatever comes after it.
    desk.together(|group| {
        group.pay(&sale(CARD, 2_000), &named("a"))?.expect("paid");
        group.pay(&sale(CARD, 3_000), &named("b"))?.expect("paid");
        group.pay(&sale(CARD, 4_000), &named("b"))?.expect_err("another request");
        Ok(())
    })
    .expect("a group");
    assert_eq!((desk.clock().doubt(now), desk.clock().news()), (None, Some(ClockNews::Doubted(doubt))));
}

#[test]
fn what_fails_after_it_was_written_leaves_nothing_of_it_in_the_group() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    // What is sealed of fact 4 is there already, of whatever transaction: a payment of this number fails at its last row.
    let raw = shop.raw();
    raw.execute_batch(
        "PRAGMA foreign_keys = OFF; INSERT INTO sealed SELECT 4, key_id, message, fingerprint FROM sealed WHERE seq = 2",
    )
    .expect("in the way");
    let (first, failed, again, last) = desk
        .together(|group| {
            let first = group.pay(&sale(CARD, 3_000), &named("a"))?.expect("paid");
            let failed = group.pay(&sale(CARD, 4_000), &named("b"))?;
            // The fact of its own that this is takes number 4.
            let again = group.pay(&sale(CARD, 3_000), &named("a"))?.expect("the first result");
            let last = group.pay(&sale(CARD, 4_000), &named("b"))?.expect("paid");
            Ok((first, failed, again, last))
        })
        .expect("a group");
    assert!(matches!(ledger_trouble(failed.expect_err("in the way")), LedgerTrouble::Sqlite(_)));
    assert_eq!(again.transaction.id, first.transaction.id);
    let seqs = [&first, &last].map(|recorded| recorded.transaction.seq);
    assert_eq!(seqs, [3, 5]);
    let ids = [&first, &last].map(|recorded| recorded.transaction.id.to_string());
    assert_eq!(
        ids,
        ["26112114320712301013", "26112114320712301021"],
        "the id of the one that failed is free"
    );
    let trigger = "SELECT sql FROM sqlite_schema WHERE name = 'sealed_no_delete'";
    let trigger: String = raw.query_one(trigger, [], |row| row.get(0)).expect("a trigger");
    let away = "DROP TRIGGER sealed_no_delete; DELETE FROM sealed WHERE seq = 4";
    raw.execute_batch(&format!("{away}; {trigger}")).expect("away");
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keys");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
}
