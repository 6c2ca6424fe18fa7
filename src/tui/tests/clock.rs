//! What the clock on the wall changes: days turn over, also while a form or a review is open.

use super::*;
use crate::tui::app::pay;

#[test]
fn a_review_that_is_answered_after_the_cards_last_day_is_refused() {
    for (lang, sentence) in [
        (Lang::En, "The card was good through 11/26. Take another card."),
        (Lang::Ko, "11/26까지 쓸 수 있던 카드입니다. 다른 카드를 받으세요."),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.wall.set("2026-11-30T23:59:58+09:00");
        cashier.keys("55.<Enter>54091234567834561126777+");
        assert!(cashier.says(Text::AskPay));
        cashier.wall.set("2026-12-01T00:00:01+09:00");
        cashier.keys("<Enter>");
        assert!(!cashier.till.app.in_review());
        assert_eq!(cashier.pay_form().0, pay::EXPIRY);
        assert!(cashier.row(21).contains(sentence), "{}", cashier.screen());
        assert_eq!(cashier.amounts(), [0; 0]);
    }
}
