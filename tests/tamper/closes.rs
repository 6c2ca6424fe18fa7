//! Closes that do not say what came before them: a program with a fault has the keys, and hash and form are right.

use paydesk::{
    desk::Verdict,
    record::{Close, DayReport, Fact, Figures, Progress, Remedy},
};

use crate::{
    copies::{Original, check, close, part, spot},
    shop::{Shop, pay},
};

/// The close that is right for what came since the last one.
fn right(report: DayReport) -> Close {
    Close { number: 2, from_seq: report.from_seq, to_seq: report.to_seq, figures: report.figures }
}

/// What is found when this close is recorded after payments on two days at two tills, and one close.
fn found(spoil: impl FnOnce(&mut Close)) -> Option<(String, &'static str)> {
    let shop = Shop::new();
    let (mut desk, mut other) = (shop.open(), shop.open_till(2));
    let first = pay(&mut desk, 1_000);
    close(&mut desk);
    shop.clock.set("2026-11-22T09:00:00.000+09:00");
    let paid = pay(&mut other, 2_000);
    shop.clock.step(24 * 60 * 60 * 1_000);
    for (id, amount) in [(first.id, 300), (paid.id, 200)] {
        desk.cancel(&crate::shop::part(id, amount), None).expect("cancelled");
    }
    let report = desk.figures_since_close(false, &Progress::default(), &|| false).expect("read");
    let mut close = right(report.expect("not stopped"));
    spoil(&mut close);
    desk.record(&Fact::Close(Box::new(close))).expect("recorded");
    drop((desk, other));
    match check(&shop.settings(), None).expect("checked") {
        Verdict::Whole(_) => None,
        Verdict::Broken(finding) => {
            assert_eq!(spot(&finding), ("journal", Some(7)), "{finding:?}");
            assert_eq!(finding.remedy(), Remedy::Restore);
            Some((part(&finding), finding.code()))
        }
        Verdict::Stopped => panic!("stopped"),
    }
}

#[test]
fn a_close_that_says_what_came_before_it_is_right() {
    assert_eq!(found(|_| {}), None);
}

#[test]
fn a_range_with_a_gap_or_an_overlap_is_found() {
    for (from, to, name) in [(4, 6, "from_seq"), (2, 6, "from_seq"), (1, 6, "from_seq"), (3, 5, "to_seq")] {
        let finding = found(|close| {
            // The range that is right begins after the close before.
            assert_eq!((close.from_seq, close.to_seq), (4, 6));
            (close.from_seq, close.to_seq) = if name == "from_seq" { (from + 1, to) } else { (4, to) };
        });
        assert_eq!(finding, Some((name.to_owned(), "differs")), "{from} to {to}");
    }
}

#[test]
fn each_figure_is_counted_again() {
    type Spoil = fn(&mut Figures);
    let cases: &[(Spoil, &str)] = &[
        (|figures| figures.format = 2, "figures.format"),
        (|figures| figures.payments.count += 1, "figures.payments.count"),
        (|figures| figures.payments.amount -= 1, "figures.payments.amount"),
        (|figures| figures.payments.vat += 1, "figures.payments.vat"),
        (|figures| figures.cancels.amount += 1, "figures.cancels.amount"),
        (|figures| figures.cancels_of_earlier.count += 1, "figures.cancels_of_earlier.count"),
        (|figures| figures.lump_sum.amount += 1, "figures.lump_sum.amount"),
        (|figures| figures.installments.count += 1, "figures.installments.count"),
        (|figures| figures.vat_free += 1, "figures.vat_free"),
        (|figures| figures.reprints += 1, "figures.reprints"),
        (|figures| figures.reveals += 1, "figures.reveals"),
        (|figures| figures.by_till.truncate(1), "figures.by_till"),
        (|figures| figures.by_till[1].payments.amount += 1, "figures.by_till.1.payments.amount"),
        (|figures| figures.by_business_date.clear(), "figures.by_business_date"),
        (
            |figures| figures.by_business_date[0].cancels.count += 1,
            "figures.by_business_date.0.cancels.count",
        ),
        (
            |figures| figures.day_starts_at = "12:00".parse().expect("a start"),
            "figures.by_business_date.0.date",
        ),
        (|figures| figures.first_id = None, "figures.first_id"),
        (|figures| figures.last_id = figures.first_id, "figures.last_id"),
        (|figures| figures.grand_total.paid_before += 1, "figures.grand_total.paid_before"),
        (|figures| figures.grand_total.cancelled_after = u64::MAX, "figures.grand_total.cancelled_after"),
    ];
    for (spoil, name) in cases {
        assert_eq!(found(|close| spoil(&mut close.figures)), Some(((*name).to_owned(), "differs")), "{name}");
    }
}

#[test]
fn a_close_that_was_never_shown_so_often_is_found() {
    for (number, reprint, expected) in [(1, 1, None), (1, 2, Some(("reprint", "differs")))] {
        let shop = Shop::new();
        let mut desk = shop.open();
        pay(&mut desk, 1_000);
        close(&mut desk);
        desk.record(&Fact::ClosePrinted { number, reprint }).expect("recorded");
        drop(desk);
        let found = match check(&shop.settings(), None).expect("checked") {
            Verdict::Broken(finding) => Some((finding.spot.to_string(), finding.code())),
            _ => None,
        };
        let expected = expected.map(|(name, code)| (format!("journal row 4 {name}"), code));
        assert_eq!(found, expected, "{reprint}");
    }
}

#[test]
fn a_close_in_a_ledger_without_its_table_is_not_looked_for_elsewhere() {
    let original = Original::small();
    let finding = original.tampered("UPDATE closes SET seq = seq + 1");
    assert_eq!((finding.spot.to_string().as_str(), finding.code()), ("closes row 1 seq", "differs"));
}
