//! Several tills at one ledger at the same time.

use std::{
    collections::HashSet,
    sync::{Barrier, mpsc},
    thread,
};

use paydesk::{
    payment::Problem,
    record::{Count, Query},
};

use crate::shop::{CARD, Shop, meant, part, pay, refusal, request_id, rest, sale};

/// Tills at work at once.
const TILLS: u64 = 8;

/// Runs `work` in one thread per till, all started at the same moment; the result of each.
fn at_once<T: Send>(work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let (start, work) = (Barrier::new(usize::try_from(TILLS).expect("few")), &work);
    thread::scope(|scope| {
        let start = &start;
        let threads: Vec<_> = (1..=TILLS)
            .map(|till| {
                scope.spawn(move || {
                    start.wait();
                    work(till)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}

#[test]
fn every_payment_of_every_till_is_in_the_ledger_once() {
    const EACH: u64 = 25;
    let shop = Shop::new();
    drop(shop.open());
    let ids = at_once(|till| {
        // Two threads each share a till: its ids still never meet.
        let mut desk = shop.open_till(till / 2 + 1);
        (0..EACH).map(|number| pay(&mut desk, 1000 + till * EACH + number).id).collect::<Vec<_>>()
    });
    for own in &ids {
        assert!(own.is_sorted_by(|one, next| one < next), "ids of one till grow");
    }
    let all: HashSet<_> = ids.iter().flatten().collect();
    assert_eq!(all.len(), usize::try_from(TILLS * EACH).expect("few"));
    let desk = shop.open();
    assert!(all.iter().all(|id| desk.find(**id).is_ok()));
    assert_eq!(desk.count(&Query::default()).expect("count"), Count::Exactly(TILLS * EACH));
    let tills = (1..=TILLS).map(|till| till / 2 + 1).collect::<HashSet<_>>();
    let today = tills.into_iter().map(|number| shop.open_till(number).today().expect("totals"));
    let sums = today.map(|totals| (totals.payments, totals.paid));
    let sums = sums.fold((0, 0), |sum, till| (sum.0 + till.0, sum.1 + till.1));
    assert_eq!(sums, (TILLS * EACH, (1025..1225).sum::<u64>()));
}

#[test]
fn of_many_full_cancels_at_once_exactly_one_wins() {
    let shop = Shop::new();
    let paid = pay(&mut shop.open(), 10_000).id;
    let results = at_once(|till| shop.open_till(till).cancel(&rest(paid), None));
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 7));
    for result in lost {
        assert_eq!(refusal(result), Problem::AlreadyCancelled);
    }
    let record = shop.open().find(paid).expect("found");
    assert_eq!((record.story.history.len(), record.story.transaction.remaining.amount().get()), (2, 0));
}

#[test]
fn partial_cancels_at_once_never_take_more_than_was_paid() {
    let shop = Shop::new();
    let paid = pay(&mut shop.open(), 10_000).id;
    let taken: u64 = at_once(|till| {
        let mut desk = shop.open_till(till);
        (0..10).filter(|_| desk.cancel(&part(paid, 300), None).is_ok()).count() as u64
    })
    .into_iter()
    .sum();
    assert_eq!(taken, 33, "33 × 300 of 10,000");
    let record = shop.open().find(paid).expect("found");
    assert_eq!((record.story.history.len(), record.story.transaction.remaining.amount().get()), (34, 100));
}

#[test]
fn one_request_sent_by_every_till_is_carried_out_once() {
    let shop = Shop::new();
    drop(shop.open());
    let paid: HashSet<_> = at_once(|till| {
        let options = crate::shop::named("only-once");
        shop.open_till(till).pay(&sale(CARD, 1000), &options).expect("paid or retried").transaction.id
    })
    .into_iter()
    .collect();
    assert_eq!(paid.len(), 1);
    let paid = paid.into_iter().next().expect("one");
    let cancelled: HashSet<_> = at_once(|till| {
        let cancelled =
            shop.open_till(till).cancel(&rest(paid), Some(&request_id("back"))).expect("or retried");
        (cancelled.transaction.id, cancelled.remaining.amount().get())
    })
    .into_iter()
    .collect();
    assert_eq!(cancelled.len(), 1);
}

#[test]
fn the_same_card_at_several_tills_is_taken_once_and_asked_about() {
    let shop = Shop::new();
    drop(shop.open());
    let results =
        at_once(|till| shop.open_till(till).pay(&sale(CARD, 1000), &paydesk::desk::PayOptions::default()));
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for result in lost {
        assert!(matches!(refusal(result), Problem::PossibleDuplicate { .. }));
    }
}

#[test]
fn a_new_ledger_and_its_keyring_are_made_once_however_many_start() {
    for _ in 0..20 {
        let shop = Shop::new();
        let ids = at_once(|till| pay(&mut shop.open_till(till), 1000 + till).id);
        let desk = shop.open();
        for id in ids {
            assert_eq!(desk.find(id).expect("sealed with the one key").message.card.expose(), CARD);
        }
        let files = std::fs::read_dir(shop.folder().join("keys")).expect("folder").count();
        assert_eq!(files, 2, "one keyring, what is remembered of the ledger, and nothing beside them");
    }
}

#[test]
fn a_lock_of_another_program_is_waited_for() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let (locked, is_locked) = mpsc::channel();
    let (asked, is_asked) = mpsc::channel();
    thread::scope(|scope| {
        let shop = &shop;
        scope.spawn(move || {
            let raw = shop.raw();
            raw.execute_batch("BEGIN IMMEDIATE").expect("locked");
            locked.send(()).expect("sent");
            // Held until the others say that they are about to ask for it.
            for _ in 0..2 {
                is_asked.recv().expect("received");
            }
            let mut readable = 0;
            for _ in 0..50 {
                // Readers are not held up meanwhile.
                readable += shop.open().list(&Query::default(), None, 9).expect("readable").len();
            }
            assert_eq!(readable, 50);
            raw.execute_batch("COMMIT").expect("unlocked");
        });
        is_locked.recv().expect("locked");
        let other = asked.clone();
        scope.spawn(move || {
            other.send(()).expect("sent");
            pay(&mut shop.open_till(2), 2000);
        });
        asked.send(()).expect("sent");
        desk.pay(&sale(CARD, 3000), &meant()).expect("waited for, no error");
    });
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 3);
}

#[test]
fn a_lock_on_a_file_that_is_still_empty_is_waited_for() {
    let shop = Shop::new();
    std::fs::create_dir_all(shop.ledger().parent().expect("folder")).expect("folder");
    let (locked, is_locked) = mpsc::channel();
    let (asked, is_asked) = mpsc::channel();
    thread::scope(|scope| {
        let shop = &shop;
        scope.spawn(move || {
            let raw = shop.raw();
            raw.execute_batch("BEGIN EXCLUSIVE").expect("locked");
            locked.send(()).expect("sent");
            is_asked.recv().expect("received");
            thread::yield_now();
            raw.execute_batch("ROLLBACK").expect("unlocked");
        });
        is_locked.recv().expect("locked");
        asked.send(()).expect("sent");
        pay(&mut shop.open(), 1000);
    });
}

#[test]
fn a_reader_sees_whole_transactions_only() {
    let shop = Shop::new();
    let paid = pay(&mut shop.open(), 100_000).id;
    let (done, is_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let shop = &shop;
        scope.spawn(move || {
            let mut desk = shop.open_till(2);
            for _ in 0..100 {
                desk.cancel(&part(paid, 1000), None).expect("cancelled");
            }
            drop(done);
        });
        let desk = shop.open();
        // A history that does not add up to its balance would be an error.
        while is_done.try_recv() == Err(mpsc::TryRecvError::Empty) {
            let record = desk.find(paid).expect("one moment");
            let cancelled = 1000 * (record.story.history.len() as u64 - 1);
            assert_eq!(record.story.history[0].transaction.remaining.amount().get(), 100_000 - cancelled);
        }
    });
}
