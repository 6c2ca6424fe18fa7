//! What is unusual about a payment is named before money moves, and never refused.

use super::*;
use crate::payment::Won;

/// Everything that can be unusual at once; the check digit of the card is wrong.
const ODD: &str = "40.<Enter>54091234567834561271<Enter>777<Enter>3+";

fn shop(lang: Lang, ask_above: u64, keys: &str) -> Cashier {
    let mut cashier = Cashier::new(lang, 80, 24);
    cashier.till.app.cx.settings.rules.ask_above = Won::new(ask_above).expect("won");
    cashier.keys(keys);
    cashier
}

#[test]
fn the_strip_names_what_is_unusual_in_amber_and_takes_it_all_the_same() {
    for (lang, keys, ask_above, line) in [
        (Lang::En, "55.<Enter>54091234567834561230777+", 0, " ! Check the number"),
        (Lang::Ko, "55.<Enter>54091234567834561230777+", 0, " ! 카드번호를 다시 확인하세요"),
        (
            Lang::En,
            "55.<Enter>541234567890<Enter>1271<Enter>777<Enter>1+",
            0,
            " ! Check the number · Expires in 2071 · 1 month",
        ),
        (
            Lang::Ko,
            "55.<Enter>541234567890<Enter>1271<Enter>777<Enter>1+",
            0,
            " ! 카드번호를 다시 확인하세요 · 2071년까지 유효 · 1개월",
        ),
        (
            Lang::En,
            "40.<Enter>41111111111111111230777<Enter>3+",
            30_000,
            " ! Installments below 50,000 KRW · Above 30,000 KRW",
        ),
        (
            Lang::Ko,
            "40.<Enter>41111111111111111230777<Enter>3+",
            30_000,
            " ! 50,000원 미만 할부 · 30,000원 초과",
        ),
        // With all of them at once the fields are named.
        (Lang::En, ODD, 30_000, " ! Card number · Expiry · Installments · Amount"),
        (Lang::Ko, ODD, 30_000, " ! 카드번호 · 유효기간 · 할부 · 금액"),
    ] {
        let mut cashier = shop(lang, ask_above, keys);
        let screen = cashier.screen();
        let answers = if lang == Lang::En {
            "Enter = pay      Esc = change"
        } else {
            "Enter = 결제      Esc = 수정"
        };
        assert_eq!(cashier.row(10), line, "{screen}");
        assert_eq!([8, 12].map(|y| cashier.row(y)), ["═".repeat(80), "═".repeat(80)], "{screen}");
        assert!(cashier.row(11).contains(answers), "{screen}");
        assert_eq!(cashier.till.surface.twin.shown[(1, 10)].fg, ratatui::style::Color::Yellow);
        cashier.keys("<Enter>");
        assert_eq!(cashier.amounts().len(), 1, "{}", cashier.screen());
    }
}

#[test]
fn what_is_usual_has_the_strip_of_four_rows() {
    for lang in [Lang::En, Lang::Ko] {
        let cashier = shop(lang, 55_000, "55.<Enter>41111111111111111230777<Enter>2+");
        assert_eq!(cashier.row(11), "═".repeat(80), "{}", cashier.screen());
    }
}

#[test]
fn the_note_beside_a_field_says_the_same_once_it_is_left() {
    for (lang, notes) in [
        (
            Lang::En,
            [
                "Above 30,000 KRW",
                "Check the number",
                "Expires in 2071",
                "",
                "Installments below 50,000 KRW",
                "",
            ],
        ),
        (
            Lang::Ko,
            ["30,000원 초과", "카드번호를 다시 확인하세요", "2071년까지 유효", "", "50,000원 미만 할부", ""],
        ),
    ] {
        let cashier = shop(lang, 30_000, ODD);
        for (index, note) in notes.into_iter().enumerate() {
            let row = cashier.row(2 + index);
            let mark = if note.is_empty() { "✓" } else { "!" };
            assert!(row.ends_with(format!("{mark} {note}").trim_end()), "{row}");
            let amber = cashier.till.surface.twin.shown[(44, 2 + u16::try_from(index).expect("a row"))].fg;
            assert_eq!(amber == ratatui::style::Color::Yellow, !note.is_empty(), "{row}");
        }
        // Not while more digits may come.
        let cashier = shop(lang, 30_000, "40.");
        assert_eq!(cashier.till.surface.twin.shown[(44, 2)].fg, ratatui::style::Color::Green);
        let cashier = shop(lang, 0, "40.<Enter>541234567890");
        assert_eq!(cashier.till.surface.twin.shown[(44, 3)].fg, ratatui::style::Color::Green);
        let cashier = shop(lang, 0, "100.<Enter>41111111111111111230777<Enter>1");
        assert_eq!(cashier.till.surface.twin.shown[(44, 6)].fg, ratatui::style::Color::Green);
    }
}

#[test]
fn a_cancel_that_may_be_too_late_for_the_card_company_says_so() {
    for (lang, line) in [
        (Lang::En, " ! More than 90 days after the payment: the card company may refuse it"),
        (Lang::Ko, " ! 결제 후 90일이 지나 카드사가 받지 않을 수 있습니다"),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
        for (now, is_late) in [("2027-02-19T14:00:00+09:00", false), ("2027-02-19T15:00:00+09:00", true)] {
            cashier.wall.set(now);
            cashier.keys("<F3><Esc><Esc><Esc><Enter>+");
            assert!(cashier.till.app.in_review(), "{}", cashier.screen());
            assert_eq!(cashier.row(10) == line, is_late, "{}", cashier.screen());
            cashier.keys("<Esc>");
        }
    }
}
