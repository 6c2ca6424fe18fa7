//! What is keyed for one payment never cancels another.

use super::*;

/// The fields of the cancel form.
fn keyed(cashier: &Cashier) -> [&str; 3] {
    std::array::from_fn(|index| cashier.till.app.cancel().form.field(index).text())
}

/// An old shop, its two newest payments (30,000 and 29,000), and 10,000 with VAT 900 keyed for the first of them.
fn keyed_for_one(lang: Lang) -> (Cashier, String, String) {
    let mut cashier = Cashier::in_an_old_shop(lang);
    let [one, other] = [0, 1].map(|row| cashier.ledger()[row].id.to_string());
    cashier.keys("<F3>").keys(&one).keys("10.<Enter>900");
    assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
    (cashier, one, other)
}

fn says_so(cashier: &Cashier) -> bool {
    cashier.screen().contains(&cashier.till.app.cx.locale.text(Text::HintMoneyOfAnother))
}

#[test]
fn another_payment_starts_without_the_amount_and_f7_brings_the_first_one_back() {
    for lang in [Lang::En, Lang::Ko] {
        let (mut cashier, one, other) = keyed_for_one(lang);
        cashier.keys("<Up><Up><C-u>").keys(&other);
        assert_eq!(keyed(&cashier), [other.as_str(), "", ""]);
        assert!(says_so(&cashier), "{}", cashier.screen());
        cashier.keys("<F7>");
        assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
        assert!(!says_so(&cashier), "{}", cashier.screen());
        // And the other one comes around again.
        cashier.keys("<F7>");
        assert_eq!(keyed(&cashier), [other.as_str(), "", ""]);
        cashier.keys("+<Enter>");
        assert_eq!(cashier.amounts()[..2], [29_000, 30_000]);
    }
}

#[test]
fn the_same_id_keyed_again_keeps_the_amount() {
    for lang in [Lang::En, Lang::Ko] {
        let (mut cashier, one, _) = keyed_for_one(lang);
        let (_, end) = one.split_at(18);
        cashier.keys("<Up><Up><BS><BS>").keys(end);
        assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
        cashier.keys("<Up><C-u>").keys(&one);
        assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
        // Also after an id that names nothing.
        cashier.keys("<Up><C-u>26112114320712301008<C-u>").keys(&one);
        assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
        assert!(!says_so(&cashier), "{}", cashier.screen());
        cashier.keys("+<Enter>");
        assert_eq!((cashier.amounts()[0], cashier.ledger()[0].vat.get()), (10_000, 900));
    }
}

#[test]
fn a_burst_never_reviews_an_amount_of_another_payment() {
    let (mut cashier, one, other) = keyed_for_one(Lang::En);
    cashier.reader(&other).silence();
    cashier.wait_for_replies();
    assert_eq!(keyed(&cashier), [other.as_str(), "", ""]);
    cashier.keys("<Up>");
    cashier.reader(&format!("{one}+<Enter>"));
    assert_eq!(keyed(&cashier), [other.as_str(), "", ""], "an id and more is none");
    cashier.keys("<F7>");
    cashier.reader(&other).silence();
    cashier.wait_for_replies();
    assert!(says_so(&cashier) && !cashier.till.app.in_review(), "{}", cashier.screen());
    // Digits right after the id are the new amount, not the end of the old one.
    cashier.keys("<F7>");
    assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
    cashier.reader(&other).silence();
    cashier.wait_for_replies();
    cashier.keys("3000+");
    assert_eq!(keyed(&cashier), [other.as_str(), "3000", ""]);
    assert!(cashier.screen().contains("Cancel?          3,000 KRW"), "{}", cashier.screen());
}

#[test]
fn an_amount_keyed_before_any_id_is_for_the_payment_that_follows() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    let [id, other] = [0, 1].map(|row| cashier.ledger()[row].id.to_string());
    cashier.keys("<F3><Down>10.<Up>").keys(&id);
    assert_eq!(keyed(&cashier), [id.as_str(), "10000", ""]);
    // Cleared and keyed anew, it belongs to no payment.
    cashier.keys("<Esc><Esc><Down>7.<Up>").keys(&other);
    assert_eq!(keyed(&cashier)[1..], ["7000", ""]);
}

#[test]
fn a_payment_chosen_in_look_up_starts_without_the_amount() {
    let (mut cashier, one, other) = keyed_for_one(Lang::Ko);
    cashier.keys("<F4><Down><F3>");
    assert_eq!(keyed(&cashier), [other.as_str(), "", ""]);
    cashier.keys("<F7>");
    assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
    // The same one keeps it.
    cashier.keys("<F4><Up><F3>");
    assert_eq!(keyed(&cashier), [one.as_str(), "10000", "900"]);
}

#[test]
fn the_suggested_payment_takes_no_amount_of_another() {
    let mut cashier = Cashier::in_an_old_shop(Lang::En);
    let [last, other] = [0, 1].map(|row| cashier.ledger()[row].id.to_string());
    for key in ["<Enter>", "*"] {
        cashier.keys("<F3>").keys(&other).keys("5.<Up><C-u>").keys(key);
        assert_eq!(keyed(&cashier), [last.as_str(), "", ""], "{key}");
        cashier.keys("<Esc><Esc><Esc>");
    }
    // `+` neither: it does not go on to the review.
    cashier.keys(&other).keys("5.<Up><C-u>+");
    assert_eq!(keyed(&cashier), [last.as_str(), "", ""]);
    assert!(says_so(&cashier) && !cashier.till.app.in_review(), "{}", cashier.screen());
}

#[test]
fn an_amount_keyed_for_the_payment_that_was_offered_is_not_for_the_one_offered_next() {
    for (lang, take) in [(Lang::En, "+"), (Lang::Ko, "<Up><Enter>"), (Lang::En, "<Up>*")] {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F3><Down>10.<F2>55.<Enter>54091234567834561230777+<Enter>");
        let last = cashier.ledger()[0].id.to_string();
        cashier.keys("<F3>").keys(take);
        assert_eq!(keyed(&cashier), [last.as_str(), "", ""], "{take}");
        assert!(says_so(&cashier) && !cashier.till.app.in_review(), "{take}\n{}", cashier.screen());
        // While the same one is offered, the amount is for it.
        let mut cashier = Cashier::in_an_old_shop(lang);
        let last = cashier.ledger()[0].id.to_string();
        cashier.keys("<F3><Down>10.<F2><F3>").keys(take);
        assert_eq!(keyed(&cashier), [last.as_str(), "10000", ""], "{take}");
    }
}
