//! The close of a day: what is in it, which number it gets, and that nothing is in two of them or in none.

use std::{
    cell::Cell,
    sync::{Barrier, Mutex},
};

use paydesk::{
    demo::Demo,
    desk::{Clock as _, Desk, DeskError, Verdict, Verifier, World},
    ledger::LedgerTrouble,
    record::{
        DayReport, DayStart, Fact, FactKind, GrandTotal, ListedClose, Progress, SlipCopy, Sum, TillFigures,
        Totals, VatSum,
    },
    vault::SystemRandom,
};

use crate::shop::{CARD, Shop, form, ledger_trouble, meant, part, pay, rest, sale_with_vat};

/// Closes the day, which must work.
pub fn close(desk: &mut Desk) -> DayReport {
    desk.close(&Progress::default()).expect("closed").expect("not stopped")
}

/// The figures since the last close.
pub fn x(desk: &mut Desk, own: bool) -> DayReport {
    desk.figures_since_close(own, &Progress::default(), &|| false).expect("read").expect("not stopped")
}

/// Why there is nothing to close.
fn refused(desk: &mut Desk) -> DeskError {
    desk.close(&Progress::default()).expect_err("refused")
}

pub fn listed(desk: &mut Desk) -> Vec<ListedClose> {
    desk.closes(..).expect("listed")
}

/// Checks everything, as `paydesk verify` does.
pub fn assert_whole(shop: &Shop) {
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keyring");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
}

/// The facts of the journal about closes, with their numbers, oldest first.
fn facts(shop: &Shop) -> Vec<(i64, Fact)> {
    let raw = shop.raw();
    let mut statement =
        raw.prepare("SELECT seq, kind, body FROM journal WHERE kind IN (20, 21) ORDER BY seq").expect("SQL");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)))
        .expect("rows");
    let fact = |row: rusqlite::Result<(i64, u8, Vec<u8>)>| {
        let (seq, kind, body) = row.expect("a row");
        (seq, Fact::from_body(FactKind::from_repr(kind).expect("a kind"), &body).expect("a fact"))
    };
    rows.map(fact).collect()
}

fn sum(count: u64, amount: u64) -> Sum {
    Sum { count, amount }
}

fn vat_sum(count: u64, amount: u64, vat: u64) -> VatSum {
    VatSum { count, amount, vat }
}

#[test]
fn a_close_has_the_figures_of_what_came_since_the_last_one() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    let first = pay(&mut one, 11_000);
    let months = two.pay(&form(CARD, "60000", "0", "3"), &meant()).expect("paid").transaction;
    let free = one.pay(&sale_with_vat(CARD, 5_000, 0), &meant()).expect("paid").transaction;
    two.cancel(&part(first.id, 1_100), None).expect("cancelled");
    one.record_reveal(&free).expect("recorded");
    for _ in 0..3 {
        one.record_print(first.seq, SlipCopy::Customer).expect("recorded");
    }
    one.record_print_failed(first.seq, SlipCopy::Customer).expect("recorded");
    let before = x(&mut one, false);
    let closed = close(&mut one);
    assert_eq!(
        DayReport { number: Some(1), ..before },
        closed,
        "but for its number, it is the last X report"
    );
    let figures = &closed.figures;
    assert_eq!(
        (closed.from_seq, closed.to_seq, closed.till.number(), closed.at),
        (1, 10, 1, shop.clock.now())
    );
    assert_eq!(figures.payments, vat_sum(3, 76_000, 1_000));
    assert_eq!((figures.cancels, figures.cancels_of_earlier), (vat_sum(1, 1_100, 100), sum(0, 0)));
    assert_eq!((figures.lump_sum, figures.installments), (sum(2, 16_000), sum(1, 60_000)));
    assert_eq!((figures.vat_free, figures.reprints, figures.reveals), (65_000, 1, 1));
    let till = |till, payments, cancels| TillFigures { till, payments, cancels };
    let tills =
        [till(first.till, sum(2, 16_000), sum(0, 0)), till(months.till, sum(1, 60_000), sum(1, 1_100))];
    assert_eq!((&figures.by_till[..], &figures.by_business_date[..]), (&tills[..], &[][..]));
    let last = one.find(first.id).expect("found").story.history[1].transaction.id;
    assert_eq!((figures.first_id, figures.last_id), (Some(first.id), Some(last)));
    let total = |paid_before, paid_after, cancelled_before, cancelled_after| GrandTotal {
        paid_before,
        paid_after,
        cancelled_before,
        cancelled_after,
    };
    assert_eq!(figures.grand_total, total(0, 76_000, 0, 1_100));
    assert_eq!(closed.hash, one.head().map(|_| closed.hash).expect("read"));
    assert_whole(&shop);

    // The next day: cancels of what was closed, and nothing else.
    shop.clock.set("2026-11-22T09:00:00.000+09:00");
    two.cancel(&rest(months.id), None).expect("cancelled");
    let paid = pay(&mut two, 2_200);
    one.cancel(&rest(paid.id), None).expect("cancelled");
    let second = close(&mut two);
    assert_eq!((second.number, second.from_seq, second.to_seq), (Some(2), 12, 14));
    let figures = &second.figures;
    assert_eq!((figures.payments, figures.cancels), (vat_sum(1, 2_200, 200), vat_sum(2, 62_200, 200)));
    assert_eq!((figures.cancels_of_earlier, figures.installments), (sum(1, 60_000), sum(0, 0)));
    assert_eq!((figures.reprints, figures.reveals, figures.vat_free), (0, 0, 0));
    assert_eq!(figures.grand_total, total(76_000, 78_200, 1_100, 63_300));
    assert_eq!(
        figures.first_id.map(|id| two.find(id).expect("found").story.transaction.payment_id()),
        Some(months.id)
    );
    // What was closed is what it was.
    assert_eq!(one.find_close(1).expect("found"), (closed, 0));
    assert_eq!(one.find_close(2).expect("found"), (second, 0));
    assert!(matches!(one.find_close(3), Err(DeskError::NoSuchClose { number: 3 })));
    assert_whole(&shop);
}

#[test]
fn without_a_payment_or_cancel_there_is_nothing_to_close() {
    let shop = Shop::new();
    let mut desk = shop.open();
    assert!(matches!(refused(&mut desk), DeskError::NothingSince));
    assert!(x(&mut desk, false).figures.is_nothing());
    desk.record(&Fact::Start).expect("recorded");
    assert!(matches!(refused(&mut desk), DeskError::NothingSince));
    let paid = pay(&mut desk, 1_000);
    close(&mut desk);
    desk.record(&Fact::Stop).expect("recorded");
    desk.record_reveal(&paid).expect("recorded");
    // Far enough for a step of the clock, which is not recorded either.
    shop.clock.step(-2 * 60 * 60 * 1_000);
    let before = desk.head().expect("read");
    assert!(matches!(refused(&mut desk), DeskError::NothingSince));
    assert_eq!(desk.head().expect("read"), before);
    let report = x(&mut desk, false);
    assert_eq!((report.from_seq, report.to_seq, report.figures.reveals), (5, 6, 1));
    desk.cancel(&part(paid.id, 1), None).expect("cancelled");
    let second = close(&mut desk);
    assert_eq!((second.from_seq, second.to_seq), (5, 8), "with what goes before the close");
    assert_eq!((second.figures.cancels_of_earlier, second.figures.payments.count), (sum(1, 1), 0));
    assert_whole(&shop);
}

#[test]
fn an_x_report_of_one_till_has_its_own_part() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    let paid = pay(&mut one, 1_000);
    pay(&mut two, 3_000);
    two.cancel(&part(paid.id, 400), None).expect("cancelled");
    two.record_print(paid.seq, SlipCopy::Customer).expect("recorded");
    two.record_print(paid.seq, SlipCopy::Customer).expect("recorded");
    let own = |desk: &mut Desk| {
        let report = x(desk, true);
        assert!(report.is_own && report.number.is_none());
        let figures = report.figures;
        assert_eq!(figures.by_till.len(), 1);
        assert_eq!(figures.grand_total.paid_after, 4_000, "of the whole ledger");
        (figures.payments.amount, figures.cancels.amount, figures.reprints)
    };
    assert_eq!((own(&mut one), own(&mut two)), ((1_000, 0, 0), (3_000, 400, 1)));
    let all = x(&mut one, false).figures;
    assert_eq!((all.payments.amount, all.cancels.amount, all.reprints), (4_000, 400, 1));
    assert_eq!(facts(&shop), [], "an X report is stored nowhere");
}

#[test]
fn business_dates_begin_when_the_shop_says() {
    let at = |starts: &str| {
        let shop = Shop::new();
        let day_starts_at: DayStart = starts.parse().expect("a start");
        let settings = paydesk::desk::Settings { day_starts_at, ..shop.settings() };
        let mut desk = shop.open_with(settings).expect("opened");
        for (time, amount) in [
            ("2026-11-21T14:00:00.000+09:00", 1_000),
            ("2026-11-22T03:59:59.999+09:00", 2_000),
            ("2026-11-22T04:00:00.000+09:00", 4_000),
            ("2026-11-22T11:59:00.000+09:00", 8_000),
        ] {
            shop.clock.set(time);
            pay(&mut desk, amount);
        }
        let dates = close(&mut desk).figures.by_business_date;
        assert_whole(&shop);
        dates.iter().map(|date| (date.date.to_string(), date.payments.amount)).collect::<Vec<_>>()
    };
    let days = |amounts: [u64; 2]| {
        ["2026-11-21", "2026-11-22"].map(str::to_owned).into_iter().zip(amounts).collect::<Vec<_>>()
    };
    assert_eq!(at("00:00"), days([1_000, 14_000]));
    assert_eq!(at("04:00"), days([3_000, 12_000]));
    assert_eq!(at("04:01"), days([7_000, 8_000]));
    assert_eq!(at("12:00"), [], "one date alone");
}

#[test]
fn more_than_a_year_of_business_dates_is_not_told_apart() {
    let shop = Shop::new();
    let mut desk = shop.open();
    for day in 0..367 {
        if day == 366 {
            assert_eq!(x(&mut desk, false).figures.by_business_date.len(), 366);
        }
        pay(&mut desk, 1_000);
        shop.clock.step(24 * 60 * 60 * 1_000);
    }
    let closed = close(&mut desk);
    assert_eq!((closed.figures.by_business_date.len(), closed.figures.payments.count), (0, 367));
    assert_whole(&shop);
}

#[test]
fn of_two_tills_that_close_at_once_each_has_a_number_or_nothing_to_close() {
    for _ in 0..6 {
        let shop = Shop::new();
        pay(&mut shop.open(), 1_000);
        let barrier = Barrier::new(2);
        let numbers: Vec<Option<u32>> = std::thread::scope(|scope| {
            let till = |number| {
                let (shop, barrier) = (&shop, &barrier);
                scope.spawn(move || {
                    let mut desk = shop.open_till(number);
                    barrier.wait();
                    let closed = |desk: &mut Desk| match desk.close(&Progress::default()) {
                        Ok(report) => report.expect("not stopped").number,
                        Err(DeskError::NothingSince) => None,
                        Err(error) => panic!("{error:?}"),
                    };
                    let mut numbers = Vec::new();
                    for amount in 0..12 {
                        pay(&mut desk, 1_000 + amount);
                        numbers.push(closed(&mut desk));
                    }
                    numbers
                })
            };
            let tills = [till(1), till(2)];
            tills.into_iter().flat_map(|till| till.join().expect("done")).collect()
        });
        let mut given: Vec<u32> = numbers.into_iter().flatten().collect();
        given.sort_unstable();
        let count = u32::try_from(given.len()).expect("few");
        assert_eq!(given, (1..=count).collect::<Vec<u32>>(), "consecutive");
        let mut desk = shop.open();
        let mut next = 1;
        for number in 1..=count {
            let (report, _) = desk.find_close(number).expect("found");
            assert_eq!(report.from_seq, next, "{number}");
            next = report.to_seq + 2;
        }
        let all: u64 = listed(&mut desk).iter().map(|close| close.totals.payments).sum();
        assert_eq!(all + x(&mut desk, false).figures.payments.count, 25);
        assert_whole(&shop);
    }
}

#[test]
fn what_another_till_closes_meanwhile_is_in_its_close_alone() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    let other = Mutex::new(Some(shop.open_till(2)));
    // While the figures are read, the other till pays, closes, and pays again.
    let progress = Progress::default().reporting(move |_, _| {
        if let Some(mut other) = other.lock().expect("no panic").take() {
            pay(&mut other, 2_000);
            assert_eq!(close(&mut other).number, Some(1));
            pay(&mut other, 4_000);
        }
    });
    let closed = desk.close(&progress).expect("closed").expect("not stopped");
    assert_eq!((closed.number, closed.from_seq, closed.to_seq), (Some(2), 5, 5));
    assert_eq!(closed.figures.payments.amount, 4_000);
    assert_eq!(desk.find_close(1).expect("found").0.figures.payments.amount, 3_000);
    assert_whole(&shop);
    // What only came meanwhile is in this one.
    pay(&mut desk, 8_000);
    let other = Mutex::new(Some(shop.open_till(2)));
    let progress = Progress::default().reporting(move |_, _| {
        if let Some(mut other) = other.lock().expect("no panic").take() {
            pay(&mut other, 16_000);
        }
    });
    let closed = desk.close(&progress).expect("closed").expect("not stopped");
    assert_eq!((closed.from_seq, closed.to_seq, closed.figures.payments.amount), (7, 8, 24_000));
    assert_whole(&shop);
}

#[test]
fn a_close_that_is_stopped_closes_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    let stopped = Progress::new(std::sync::Arc::new(true.into()));
    assert_eq!(desk.close(&stopped).expect("stopped"), None);
    assert_eq!(desk.figures_since_close(false, &stopped, &|| false).expect("stopped"), None);
    assert_eq!(desk.figures_since_close(false, &Progress::default(), &|| true).expect("stopped"), None);
    assert_eq!((listed(&mut desk).len(), close(&mut desk).number), (0, Some(1)));
}

#[test]
fn a_count_that_gives_way_goes_on_where_it_was() {
    let shop = Shop::new();
    let world = World::new(shop.clock.clone(), SystemRandom);
    let demo = Demo { rows: 30_000, seed: 1 };
    demo.make(&shop.settings(), world, &Progress::default()).expect("made").expect("not stopped");
    let all = x(&mut shop.open(), false);
    let mut desk = shop.open();
    let mut rounds = 0;
    let report = loop {
        // Each round has time for one piece, then a payment comes.
        let asked = Cell::new(0);
        let gives_way = || asked.replace(asked.get() + 1) > 0;
        let progress = Progress::default();
        if let Some(report) = desk.figures_since_close(false, &progress, &gives_way).expect("read") {
            break report;
        }
        rounds += 1;
        let (done, total) = progress.reached();
        assert_eq!((done, total), (rounds * 8_192, u64::try_from(all.to_seq).expect("a number")));
    };
    assert_eq!((rounds, report), (3, all));
}

#[test]
fn closes_are_listed_newest_first_and_add_up() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let mut dates = Vec::new();
    for amount in [1_000, 2_000, 4_000] {
        shop.clock.step(24 * 60 * 60 * 1_000);
        dates.push(shop.clock.now().date_naive());
        pay(&mut desk, amount);
        close(&mut desk);
    }
    let of = |closes: Vec<ListedClose>| closes.iter().map(|close| close.number).collect::<Vec<u32>>();
    assert_eq!(of(listed(&mut desk)), [3, 2, 1]);
    let within = desk.closes(dates[0]..dates[2]).expect("listed");
    let mut total = Totals::default();
    for close in &within {
        total += close.totals;
    }
    assert_eq!((total.payments, total.paid, total.net()), (2, 3_000, 3_000));
    assert_eq!(of(within), [2, 1], "the end is not within");
    assert_eq!(of(desk.closes(dates[1]..dates[1]).expect("listed")), [0; 0]);
}

#[test]
fn a_close_that_is_shown_again_has_the_next_number_at_whichever_till() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    pay(&mut one, 1_000);
    close(&mut one);
    pay(&mut one, 2_000);
    close(&mut two);
    let mut shown =
        |number| [&mut one, &mut two].map(|desk| desk.record_close_print(number).expect("recorded").1);
    assert_eq!((shown(1), shown(1), shown(2)), ([1, 2], [3, 4], [1, 2]));
    assert!(matches!(one.record_close_print(3), Err(DeskError::NoSuchClose { number: 3 })));
    assert_eq!(listed(&mut one).iter().map(|close| close.reprints).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(two.find_close(1).expect("found").1, 4);
    let printed = |number, reprint| Fact::ClosePrinted { number, reprint };
    let kept: Vec<Fact> = facts(&shop).into_iter().map(|(_, fact)| fact).skip(2).collect();
    assert_eq!(
        kept,
        [printed(1, 1), printed(1, 2), printed(1, 3), printed(1, 4), printed(2, 1), printed(2, 2)]
    );
    assert_whole(&shop);
    // From the journal again.
    shop.raw().execute_batch("DELETE FROM closes").expect("spoilt");
    one.rebuild_index(&Progress::default()).expect("made again");
    assert_eq!(listed(&mut one).iter().map(|close| close.reprints).collect::<Vec<_>>(), [2, 4]);
    assert_whole(&shop);
}

#[test]
fn closes_go_on_under_a_new_key() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    pay(&mut one, 1_000);
    close(&mut one);
    two.rotate_key(&Progress::default()).expect("rotated");
    pay(&mut two, 2_000);
    assert_eq!(close(&mut one).number, Some(2));
    let first = one.find_close(1).expect("found").0;
    assert_eq!((first.figures.payments.amount, first.to_seq), (1_000, 2));
    assert_whole(&shop);
}

#[test]
fn a_list_that_lacks_a_close_lets_nothing_be_closed_twice() {
    for (sql, spot) in [
        ("DELETE FROM closes WHERE number = 2", "closes row 2 seq"),
        ("DELETE FROM closes", "closes row 1 seq"),
        ("DROP TRIGGER closes_no_update; UPDATE closes SET seq = 3 WHERE number = 2", "closes row 2 number"),
        (
            "DROP TRIGGER closes_no_update; UPDATE closes SET paid = 7000 WHERE number = 2",
            "closes row 2 paid",
        ),
    ] {
        let shop = Shop::new();
        let mut desk = shop.open();
        for amount in [1_000, 2_000, 4_000] {
            if amount > 1_000 {
                close(&mut desk);
            }
            pay(&mut desk, amount);
        }
        let text: String = shop
            .raw()
            .query_row("SELECT sql FROM sqlite_schema WHERE name = 'closes_no_update'", [], |row| row.get(0))
            .expect("a trigger");
        let restore = if sql.starts_with("DROP") { format!("{sql}; {text}") } else { sql.to_owned() };
        shop.raw().execute_batch(&restore).expect(sql);
        let mut desk = shop.open();
        match ledger_trouble(refused(&mut desk)) {
            LedgerTrouble::Corrupt(found) => assert_eq!(found.to_string(), spot, "{sql}"),
            other => panic!("{sql}: {other:?}"),
        }
        desk.rebuild_index(&Progress::default()).expect("made again");
        assert_eq!(close(&mut desk).number, Some(3), "{sql}");
        assert_whole(&shop);
    }
}
