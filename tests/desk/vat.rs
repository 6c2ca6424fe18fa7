//! Supply value and VAT by months: of the clock on the wall of each till, wherever the one that asks is.

use chrono::{DateTime, FixedOffset};
use paydesk::{
    desk::{Clock, Desk, Settings, VatMonth, World},
    payment::Till,
    record::{Month, VatSum},
    vault::SystemRandom,
};

use crate::shop::{CARD, Shop, meant, part, sale_with_vat};

/// A clock that shows this, in this time zone.
struct ClockAt(DateTime<FixedOffset>);

impl Clock for ClockAt {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0
    }
}

/// A till that is opened at this time, in that time zone.
fn till(shop: &Shop, number: u64, time: &str) -> Desk {
    let till = Till::new(number).expect("till");
    let clock = ClockAt(DateTime::parse_from_rfc3339(time).expect("time"));
    Desk::open(Settings { till, ..shop.settings() }, World::new(clock, SystemRandom)).expect("open")
}

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn sums(desk: &mut Desk, first: &str, last: &str) -> Vec<(String, VatSum, VatSum)> {
    let months = desk.vat(month(first), month(last), &|| false).expect("read").expect("not stopped");
    months
        .into_iter()
        .map(|VatMonth { month, sums }| (month.to_string(), sums.payments, sums.cancels))
        .collect()
}

const NOTHING: VatSum = VatSum { count: 0, amount: 0, vat: 0 };

#[test]
fn a_row_is_in_the_month_that_its_till_showed() {
    let shop = Shop::new();
    // One after the other; in UTC, and in the zone of whoever asks, most of them are in the month before or after.
    for (number, time, amount) in [
        (1, "2026-12-01T00:00:00.000+14:00", 1_000),
        (2, "2026-12-01T00:00:00.000+09:00", 2_000),
        (3, "2026-11-30T23:59:59.999-11:00", 4_000),
        (1, "2026-12-31T23:59:59.999+09:00", 8_000),
        (2, "2027-01-01T00:00:00.000+09:00", 16_000),
        (3, "2026-12-31T23:30:00.000-11:00", 32_000),
        (1, "2027-01-31T12:00:00.000+09:00", 64_000),
    ] {
        let mut desk = till(&shop, number, time);
        desk.pay(&sale_with_vat(CARD, amount, amount / 10), &meant()).expect("paid");
        // Indexed or not, the sums are the same.
        if amount == 4_000 {
            desk.rebuild_index(&paydesk::record::Progress::default()).expect("indexed");
        }
    }
    let paid = |count, amount| VatSum { count, amount, vat: amount / 10 };
    let expected = [
        ("2026-11".to_owned(), paid(1, 4_000), NOTHING),
        ("2026-12".to_owned(), paid(4, 43_000), NOTHING),
        ("2027-01".to_owned(), paid(2, 80_000), NOTHING),
        ("2027-02".to_owned(), NOTHING, NOTHING),
    ];
    for zone in ["+09:00", "-11:00", "+00:00"] {
        let mut desk = till(&shop, 9, &format!("2027-03-01T00:00:00.000{zone}"));
        assert_eq!(sums(&mut desk, "2026-11", "2027-02"), expected, "{zone}");
        desk.rebuild_index(&paydesk::record::Progress::default()).expect("indexed");
        assert_eq!(sums(&mut desk, "2026-11", "2027-02"), expected, "{zone}");
        assert_eq!(sums(&mut desk, "2026-12", "2026-12"), expected[1..2], "{zone}");
    }
}

#[test]
fn a_cancel_counts_in_the_month_in_which_it_happens() {
    let shop = Shop::new();
    let mut desk = till(&shop, 1, "2026-12-24T10:00:00.000+09:00");
    let paid = desk.pay(&sale_with_vat(CARD, 110_000, 10_000), &meant()).expect("paid").transaction;
    let mut desk = till(&shop, 1, "2027-01-02T10:00:00.000+09:00");
    desk.cancel(&part(paid.id, 11_000), None).expect("cancelled");
    let (payment, cancel) =
        (VatSum { count: 1, amount: 110_000, vat: 10_000 }, VatSum { count: 1, amount: 11_000, vat: 1_000 });
    assert_eq!(
        sums(&mut desk, "2026-12", "2027-01"),
        [("2026-12".to_owned(), payment, NOTHING), ("2027-01".to_owned(), NOTHING, cancel)]
    );
    assert_eq!((payment.supply(), cancel.supply()), (100_000, 10_000));
}

#[test]
fn a_sum_that_is_stopped_answers_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    desk.pay(&sale_with_vat(CARD, 1_000, 0), &meant()).expect("paid");
    assert_eq!(desk.vat(month("2026-11"), month("2026-11"), &|| true).expect("read"), None);
}
