//! Random days with closes against an accountant's arithmetic: several tills, cancels across closes, prints, a clock that jumps,
//! and programs that are killed between.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use paydesk::{
    desk::{Clock as _, Desk, DeskError, Settings},
    payment::{Till, TransactionId},
    record::{DayStart, GrandTotal, Progress, SlipCopy, Sum, Totals, VatSum},
    staff::{PinUse, Role},
};
use proptest::prelude::*;

use crate::{
    close::{assert_whole, close, listed, x},
    people::{number, person, pin, pin_of},
    shop::{CARD, Shop, form, meant, part},
};

const TILLS: usize = 3;

/// What happens at a till.
#[derive(Debug, Clone)]
enum Act {
    Pay {
        amount: u64,
        vat: Option<u64>,
        months: u64,
    },
    Cancel {
        payment: prop::sample::Index,
        amount: u64,
    },
    Reveal(prop::sample::Index),
    /// A PIN of a number that nobody has.
    WrongPin,
    Print {
        slip: prop::sample::Index,
        is_merchant: bool,
        fails: bool,
    },
    /// Minutes.
    Clock(i64),
    Kill,
    /// An X report, from which the next one at that till counts on.
    Look,
    Close,
}

fn act() -> impl Strategy<Value = (usize, Act)> {
    let place = || any::<prop::sample::Index>();
    let pay = (100_u64..90_000, prop::option::of(0_u64..100), 0_u64..4).prop_map(|(amount, vat, months)| {
        Act::Pay { amount, vat, months: if months == 1 { 0 } else { months } }
    });
    let cancel = (place(), 1_u64..60_000).prop_map(|(payment, amount)| Act::Cancel { payment, amount });
    let print = (place(), any::<bool>(), prop::bool::weighted(0.3))
        .prop_map(|(slip, is_merchant, fails)| Act::Print { slip, is_merchant, fails });
    let act = prop_oneof![
        6 => pay,
        4 => cancel,
        1 => place().prop_map(Act::Reveal),
        1 => Just(Act::WrongPin),
        4 => print,
        3 => prop_oneof![4 => 0_i64..900, 1 => -3_000_i64..0, 1 => 900_i64..6_000].prop_map(Act::Clock),
        1 => Just(Act::Kill),
        2 => Just(Act::Look),
        2 => Just(Act::Close),
    ];
    (0..TILLS, act)
}

/// A payment or cancel in the books.
#[derive(Debug, Clone)]
struct Entry {
    id: TransactionId,
    till: usize,
    /// Of a cancel, the place of its payment.
    payment: Option<usize>,
    amount: u64,
    vat: u64,
    months: u64,
    at: DateTime<FixedOffset>,
    /// In which range.
    range: usize,
    seq: i64,
}

/// The books, as an accountant keeps them.
#[derive(Default)]
struct Books {
    entries: Vec<Entry>,
    /// The prints of each copy of a slip that count, with their range; the first is the original.
    prints: BTreeMap<(i64, SlipCopy), Vec<usize>>,
    reveals: Vec<usize>,
    wrong_pins: Vec<usize>,
    /// At each till stands an owner whose number is the till's.
    has_people: bool,
    range: usize,
    /// The number of the first fact of the range.
    from_seq: i64,
}

impl Books {
    fn of(&self, is_cancel: bool) -> impl Iterator<Item = &Entry> + Clone {
        let range = self.range;
        self.entries.iter().filter(move |entry| entry.range == range && entry.payment.is_some() == is_cancel)
    }

    fn of_earlier(&self) -> impl Iterator<Item = &Entry> + Clone {
        let is_earlier = |payment: usize| self.entries[payment].range < self.range;
        self.of(true).filter(move |entry| entry.payment.is_some_and(is_earlier))
    }

    /// All that was taken or given back before a range.
    fn before(&self, is_cancel: bool, range: usize) -> u64 {
        let entries = self.entries.iter().filter(|entry| entry.payment.is_some() == is_cancel);
        entries.filter(|entry| entry.range < range).map(|entry| entry.amount).sum()
    }

    fn reprints(&self) -> u64 {
        let counted = self
            .prints
            .values()
            .map(|prints| prints.iter().skip(1).filter(|range| **range == self.range).count() as u64);
        counted.sum()
    }

    /// Amount and VAT that remain of a payment.
    fn left(&self, payment: usize) -> (u64, u64) {
        let cancels = self.entries.iter().filter(|entry| entry.payment == Some(payment));
        cancels.fold((self.entries[payment].amount, self.entries[payment].vat), |left, cancel| {
            (left.0 - cancel.amount, left.1 - cancel.vat)
        })
    }
}

fn sum<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Sum {
    Sum { count: entries.clone().count() as u64, amount: entries.map(|entry| entry.amount).sum() }
}

fn vat_sum<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> VatSum {
    let Sum { count, amount } = sum(entries.clone());
    VatSum { count, amount, vat: entries.map(|entry| entry.vat).sum() }
}

/// The business date of an entry, where a day starts `starts` minutes after midnight.
fn date(entry: &Entry, starts: i64) -> NaiveDate {
    let minutes = (entry.at.timestamp() + 9 * 3_600).div_euclid(60) - starts;
    let days = u64::try_from(minutes.div_euclid(24 * 60)).expect("after 1970");
    NaiveDate::default() + Days::new(days)
}

/// The report of `desk` has to be what the books say of the range.
fn compare(books: &Books, desk: &mut Desk, starts: i64) {
    let report = x(desk, false);
    let figures = &report.figures;
    let (payments, cancels) = (books.of(false), books.of(true));
    assert_eq!((figures.payments, figures.cancels), (vat_sum(payments.clone()), vat_sum(cancels.clone())));
    assert_eq!(figures.cancels_of_earlier, sum(books.of_earlier()));
    assert_eq!(figures.lump_sum, sum(payments.clone().filter(|entry| entry.months == 0)));
    assert_eq!(figures.installments, sum(payments.clone().filter(|entry| entry.months > 0)));
    assert_eq!(figures.vat_free, sum(payments.clone().filter(|entry| entry.vat == 0)).amount);
    let reveals = books.reveals.iter().filter(|range| **range == books.range).count() as u64;
    assert_eq!((figures.reprints, figures.reveals), (books.reprints(), reveals));
    let all = || payments.clone().chain(cancels.clone());
    let tills: BTreeSet<usize> = all().map(|entry| entry.till).collect();
    let expected: Vec<_> = tills
        .into_iter()
        .map(|till| {
            let at = |entry: &&Entry| entry.till == till;
            let number = Till::new(till as u64 + 1).expect("till");
            (number, sum(payments.clone().filter(at)), sum(cancels.clone().filter(at)))
        })
        .collect();
    let found = figures.by_till.iter().map(|till| (till.till, till.payments, till.cancels));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    let of_people = figures.by_operator.iter();
    let of_people: Vec<_> = of_people.map(|by| (by.operator.number(), by.payments, by.cancels)).collect();
    let of_tills = figures.by_till.iter().map(|till| (till.till.number(), till.payments, till.cancels));
    assert_eq!(of_people, of_tills.filter(|_| books.has_people).collect::<Vec<_>>());
    let wrong_pins = books.wrong_pins.iter().filter(|range| **range == books.range).count() as u64;
    assert_eq!((figures.refused_pins, figures.approvals), (wrong_pins, 0));
    let dates: BTreeSet<NaiveDate> = all().map(|entry| date(entry, starts)).collect();
    let expected: Vec<_> = dates
        .iter()
        .filter(|_| dates.len() > 1)
        .map(|day| {
            let on = |entry: &&Entry| date(entry, starts) == *day;
            (*day, sum(payments.clone().filter(on)), sum(cancels.clone().filter(on)))
        })
        .collect();
    let found = figures.by_business_date.iter().map(|date| (date.date, date.payments, date.cancels));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    let ids: Vec<TransactionId> =
        books.entries.iter().filter(|entry| entry.range == books.range).map(|entry| entry.id).collect();
    assert_eq!((figures.first_id, figures.last_id), (ids.first().copied(), ids.last().copied()));
    let expected = GrandTotal {
        paid_before: books.before(false, books.range),
        paid_after: books.before(false, books.range + 1),
        cancelled_before: books.before(true, books.range),
        cancelled_after: books.before(true, books.range + 1),
    };
    assert_eq!(figures.grand_total, expected);
    assert_eq!(report.from_seq, books.from_seq);
}

/// The sums of all closes and of what came since are those of the ledger.
fn compare_sums(shop: &Shop, desk: &mut Desk) {
    const SQL: &str = "SELECT count(*) FILTER (WHERE kind = 1), coalesce(sum(amount) FILTER (WHERE kind = 1), 0), \
         coalesce(sum(vat) FILTER (WHERE kind = 1), 0), count(*) FILTER (WHERE kind = 2), \
         coalesce(sum(amount) FILTER (WHERE kind = 2), 0), coalesce(sum(vat) FILTER (WHERE kind = 2), 0) \
         FROM transactions";
    let mut total = x(desk, false).figures.totals();
    for close in listed(desk) {
        total += close.totals;
    }
    let ledger = shop.raw().query_row(SQL, [], |row| {
        Ok(Totals {
            payments: row.get(0)?,
            paid: row.get(1)?,
            paid_vat: row.get(2)?,
            cancels: row.get(3)?,
            cancelled: row.get(4)?,
            cancelled_vat: row.get(5)?,
        })
    });
    assert_eq!(total, ledger.expect("summed"));
}

/// Lets one thing happen, in the ledger and in the books.
fn happens(books: &mut Books, shop: &Shop, desk: &mut Desk, till: usize, act: &Act) {
    let payments: Vec<usize> =
        (0..books.entries.len()).filter(|place| books.entries[*place].payment.is_none()).collect();
    match act {
        Act::Pay { amount, vat, months } => {
            let vat = vat.map(|percent| (amount * percent / 100).to_string()).unwrap_or_default();
            let request = form(CARD, &amount.to_string(), &vat, &months.to_string());
            let paid = desk.pay(&request, &meant()).expect("paid").transaction;
            let (amount, vat, at) = (paid.amount.get(), paid.vat.get(), shop.clock.now());
            let (id, seq, range) = (paid.id, paid.seq, books.range);
            books.entries.push(Entry {
                id,
                till,
                payment: None,
                amount,
                vat,
                months: *months,
                at,
                range,
                seq,
            });
        }
        Act::Cancel { payment, amount } if !payments.is_empty() => {
            let payment = *payment.get(&payments);
            let amount = (*amount).min(books.left(payment).0);
            if amount == 0 {
                return;
            }
            let cancel = desk.cancel(&part(books.entries[payment].id, amount), None).expect("cancelled");
            let row = cancel.transaction;
            let (vat, at, range) = (row.vat.get(), shop.clock.now(), books.range);
            let payment = Some(payment);
            books.entries.push(Entry {
                id: row.id,
                till,
                payment,
                amount,
                vat,
                months: 0,
                at,
                range,
                seq: row.seq,
            });
        }
        Act::Reveal(index) if !books.entries.is_empty() => {
            let id = index.get(&books.entries).id;
            let row = desk.find(id).expect("found").story.transaction;
            desk.record_reveal(&row).expect("recorded");
            books.reveals.push(books.range);
        }
        Act::Print { slip, is_merchant, fails } if !books.entries.is_empty() => {
            let slip = slip.get(&books.entries).seq;
            let copy = if *is_merchant { SlipCopy::Merchant } else { SlipCopy::Customer };
            let prints = books.prints.entry((slip, copy)).or_default();
            if *fails {
                desk.record_print_failed(slip, copy).expect("recorded");
                prints.pop();
            } else {
                let number = desk.record_print(slip, copy).expect("recorded");
                assert_eq!(number as usize, prints.len());
                prints.push(books.range);
            }
        }
        Act::WrongPin if books.has_people => {
            desk.sign_in(number(77), &pin("9753"), PinUse::Command).expect_err("nobody");
            books.wrong_pins.push(books.range);
        }
        Act::Clock(minutes) => shop.clock.step(minutes * 60 * 1_000),
        _ => {}
    }
}

/// A shop with an owner for each till, before the first sale.
fn of_owners() -> Shop {
    static SHOP: OnceLock<Shop> = OnceLock::new();
    let shop = SHOP.get_or_init(|| {
        let shop = Shop::new();
        for of in 1..=TILLS as u64 {
            let operator = (of > 1).then(|| number(1));
            let mut desk = shop.open_with(Settings { operator, ..shop.settings() }).expect("opened");
            desk.add_person(&person(of, Role::Owner), &pin_of(of)).expect("made");
        }
        shop
    });
    shop.copied()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn every_close_agrees_with_the_books(
        starts in 0_i64..=720,
        has_people in any::<bool>(),
        acts in prop::collection::vec(act(), 1..60),
    ) {
        let shop = if has_people { of_owners() } else { Shop::new() };
        shop.clock.set("2027-03-01T12:00:00.000+09:00");
        let day_starts_at: DayStart = format!("{:02}:{:02}", starts / 60, starts % 60).parse().expect("a start");
        let open = |till: usize| {
            let operator = has_people.then(|| number(till as u64 + 1));
            let till = Till::new(till as u64 + 1).expect("till");
            shop.open_with(Settings { till, day_starts_at, operator, ..shop.settings() }).expect("opened")
        };
        let mut desks: Vec<Desk> = (0..TILLS).map(open).collect();
        let mut books = Books { from_seq: 1, has_people, ..Books::default() };
        for (till, act) in acts {
            shop.clock.step(7);
            match act {
                Act::Kill => desks[till] = open(till),
                Act::Look => compare(&books, &mut desks[till], starts),
                Act::Close => {
                    compare(&books, &mut desks[(till + 1) % TILLS], starts);
                    let report = x(&mut desks[till], false);
                    if report.figures.is_nothing() {
                        let refused = desks[till].close(&Progress::default());
                        prop_assert!(matches!(refused, Err(DeskError::NothingSince)), "{refused:?}");
                        continue;
                    }
                    let closed = close(&mut desks[till]);
                    books.range += 1;
                    prop_assert_eq!(closed.number.map(|number| number as usize), Some(books.range));
                    prop_assert_eq!((&closed.figures, closed.from_seq), (&report.figures, report.from_seq));
                    // A step of the clock may be recorded right before it.
                    prop_assert!((report.to_seq..=report.to_seq + 1).contains(&closed.to_seq));
                    books.from_seq = closed.to_seq + 2;
                    prop_assert_eq!(&desks[0].find_close(closed.number.unwrap_or(0)).expect("found").0, &closed);
                    assert_whole(&shop);
                }
                act => happens(&mut books, &shop, &mut desks[till], till, &act),
            }
        }
        compare(&books, &mut desks[0], starts);
        compare_sums(&shop, &mut desks[1]);
        assert_whole(&shop);
        // The list again from the journal, and the same.
        let before = listed(&mut desks[2]);
        desks[0].rebuild_index(&Progress::default()).expect("made again");
        prop_assert_eq!(listed(&mut desks[2]), before);
    }
}
