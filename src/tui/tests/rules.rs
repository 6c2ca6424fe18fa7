//! The rules of keying, one after the other, in both languages.

use super::*;
use crate::tui::{
    in_flight::Stage,
    screen::{
        cancel, lookup,
        pay::{self, FIELDS},
    },
};

/// A whole payment up to the installments.
const KEYED: &str = "55.<Enter>54091234567834561230777";
/// The amounts of an empty ledger.
const NOTHING: [u64; 0] = [];

fn in_both_languages(check: impl Fn(Lang)) {
    check(Lang::En);
    check(Lang::Ko);
}

fn till(lang: Lang, keys: &str) -> Cashier {
    let mut cashier = Cashier::new(lang, 80, 24);
    cashier.keys(keys);
    cashier
}

impl Cashier {
    /// A key held down: it comes again after half a second, then thirty times a second.
    fn hold(&mut self, key: KeyPress, times: usize) {
        for time in 0..times {
            self.pass(Duration::from_millis(if time == 1 { 500 } else { 33 }));
            let at = self.clock.get();
            self.turn(vec![Event::Key(key, at)]);
            self.wait_for_replies();
        }
    }

    /// A key this many milliseconds after the last one.
    fn key_after(&mut self, milliseconds: u64, key: &str) {
        self.pass(Duration::from_millis(milliseconds));
        self.burst(key);
        self.stay_alone();
        self.wait_for_replies();
    }

    /// The columns `from` up to `to` of the rows down to `rows`.
    fn part(&self, rows: u16, from: u16, to: u16) -> Vec<String> {
        let buffer = &self.till.surface.twin.shown;
        (0..rows).map(|y| (from..to).map(|x| buffer[(x, y)].symbol()).collect()).collect()
    }
}

// Nothing moves.

#[test]
fn what_is_not_keyed_yet_is_told_apart_from_what_is_wrong() {
    for (keys, english, korean) in [
        ("5", " Missing: Amount, Card number, Expiry, CVC", " 미입력: 결제금액, 카드번호, 유효기간, CVC"),
        ("500<Enter>54091234567834561230", " Missing: CVC", " 미입력: CVC"),
        ("500<Enter>5409<Tab>1230", " Missing: CVC   Fix: Card number", " 미입력: CVC   확인 필요: 카드번호"),
        ("500<Enter>54091234567834561230777<Enter>13<Tab>", " Fix: Installments", " 확인 필요: 할부"),
        (
            "500<Enter>54091234567834561230777",
            " All entered.  Enter or + for the review.",
            " 모두 입력했습니다.  Enter나 +를 눌러 확인하세요.",
        ),
    ] {
        assert_eq!([Lang::En, Lang::Ko].map(|lang| till(lang, keys).row(8)), [english, korean], "{keys}");
    }
}

#[test]
fn labels_and_tabs_stay_where_they_are_whatever_happens() {
    in_both_languages(|lang| {
        // The rows above the one that says what is missing.
        for (width, height, rows) in [(80, 24, 8), (100, 30, 11), (120, 36, 18)] {
            let mut cashier = Cashier::new(lang, width, height);
            let labels = cashier.part(rows, 0, 16);
            for keys in ["5", "<Down>5409", "<Down>13<Down>77<Down>13<Down>9", "+", "ㅂ", "<Esc><Esc>"] {
                cashier.keys(keys);
                assert_eq!(cashier.part(rows, 0, 16), labels, "{keys}");
            }
            for keys in [KEYED, "+", "<Enter>", "<F9>"] {
                cashier.keys(keys);
                assert_eq!(cashier.part(rows, 0, 16), labels, "{keys}");
            }
        }
    });
}

#[test]
fn the_review_moves_nothing_above_it() {
    in_both_languages(|lang| {
        let mut cashier = till(lang, &format!("{KEYED}<Down>"));
        // But for the mark of the focus.
        let above = |cashier: &Cashier| cashier.part(8, 17, 44);
        let form = above(&cashier);
        cashier.keys("+");
        assert!(cashier.says(Text::AskPay));
        assert_eq!(above(&cashier), form);
        cashier.keys("<Esc>");
        assert_eq!(above(&cashier), form);
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("<F3><Enter><Down>");
        let form = above(&cashier);
        cashier.keys("+");
        assert!(cashier.says(Text::AskCancel));
        assert_eq!(above(&cashier), form);
    });
}

#[test]
fn a_notice_changes_only_its_own_rows() {
    in_both_languages(|lang| {
        for place in ["", "5", "500<Enter>", "<F3>", "<F3><Down>"] {
            for height in [24, 29, 30, 31, 36] {
                let mut cashier = Cashier::in_an_old_shop(lang);
                cashier.resize(80, height);
                cashier.keys(place);
                let before = cashier.screen();
                // No digit; and in an id, no key of a Korean keyboard.
                cashier.keys(if place == "<F3>" { "é" } else { "ㅂ" });
                let after = cashier.screen();
                assert!(cashier.till.app.cx.notice.is_some(), "{place}");
                let foot = usize::from(height) - 3;
                for (row, (before, after)) in before.lines().zip(after.lines()).enumerate() {
                    let is_notice = (foot..foot + 2).contains(&row);
                    assert!(before == after || (is_notice && before.is_empty()), "{place}: {row}\n{after}");
                }
            }
        }
    });
}

// Advance when full; no double advance.

#[test]
fn what_may_be_shorter_waits_for_enter_or_plus() {
    in_both_languages(|lang| {
        for (keys, focus) in [
            ("1000000000", pay::AMOUNT),
            ("500<Enter>123456789012345", pay::CARD),
            ("500<Enter>54091234567834561230777", pay::CVC),
            ("500<Enter>54091234567834561230777<Enter>12", pay::INSTALLMENTS),
            ("500<Enter>54091234567834561230777<Enter><Enter>45", pay::VAT),
        ] {
            let mut cashier = till(lang, keys);
            assert_eq!(cashier.pay_form().0, focus, "{keys}");
            cashier.keys("<Enter>");
            assert_ne!((cashier.pay_form().0, cashier.till.app.in_review()), (focus, false), "{keys}");
        }
        // A number of the longest length moves the focus on.
        for (keys, focus) in [
            ("500<Enter>5409123456783456", pay::EXPIRY),
            ("500<Enter>54091234567834561230", pay::CVC),
            // Some schemes have longer numbers: the focus stays.
            ("500<Enter>6200000000000005", pay::CARD),
            ("500<Enter>5612345678901234", pay::CARD),
            // More than twenty years ahead: year and month may be swapped.
            ("500<Enter>540912345678345602711", pay::EXPIRY),
        ] {
            assert_eq!(till(lang, keys).pay_form().0, focus, "{keys}");
        }
    });
}

#[test]
fn enter_and_tab_on_an_empty_required_field_only_show_its_hint() {
    in_both_languages(|lang| {
        for (index, field) in FIELDS.iter().enumerate().take(pay::INSTALLMENTS) {
            for key in ["<Enter>", "<Tab>", "<Enter><Tab><Enter>"] {
                let mut cashier = till(lang, &"<Down>".repeat(index));
                cashier.keys(key);
                assert_eq!(cashier.pay_form().0, index);
                let locale = &cashier.till.app.cx.locale;
                let hint = format!("· {}: {}", locale.field(*field), locale.allowed(*field));
                assert!(cashier.row(21).contains(&hint), "{hint}\n{}", cashier.screen());
                assert_eq!(cashier.till.surface.bells, 0);
            }
        }
        let mut cashier = till(lang, "<F3><Enter><Tab>");
        assert_eq!(cashier.cancel_form().0, cancel::ID);
        cashier.resize(120, 24);
        assert!(cashier.says(Text::HintCancelId), "{}", cashier.screen());
    });
}

#[test]
fn an_id_that_is_whole_goes_on_and_absorbs_one_enter() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        let id = cashier.ledger()[0].id.to_string();
        cashier.keys("<F3>").keys(&id);
        assert_eq!(cashier.cancel_form().0, cancel::AMOUNT);
        cashier.keys("<Enter>");
        assert_eq!(cashier.cancel_form().0, cancel::AMOUNT);
        cashier.keys("<Enter>");
        assert_eq!(cashier.cancel_form().0, cancel::VAT);
    });
}

// Navigation is never refused.

#[test]
fn one_may_leave_a_wrong_field_in_either_direction() {
    in_both_languages(|lang| {
        let wrong = ["5", "5409", "13", "77", "13", "999"];
        for (index, text) in wrong.iter().enumerate() {
            for (key, by) in [("<Down>", 1), ("<Enter>", 1), ("<Tab>", 1), ("<Up>", -1), ("<S-Tab>", -1)] {
                let mut cashier = till(lang, &"<Down>".repeat(index));
                cashier.keys(text).keys(key);
                let to = index.saturating_add_signed(by);
                // Enter in the last field asks for the review: only that is refused, and the focus goes to the wrong
                // field.
                let enter = matches!(key, "<Enter>" | "<Tab>");
                let expected = if index == pay::VAT && enter { pay::AMOUNT } else { to.min(pay::VAT) };
                assert_eq!(cashier.pay_form().0, expected, "{text}{key}");
                assert_eq!(cashier.pay_form().1[index], *text);
            }
        }
    });
}

// Valid fields are marked at once, errors are shown late.

#[test]
fn an_error_while_typing_only_where_nothing_can_mend_it() {
    in_both_languages(|lang| {
        for (index, keys, hopeless) in [
            (pay::AMOUNT, "5", false),
            (pay::AMOUNT, "1000000001", true),
            (pay::AMOUNT, "999999999+9", true),
            (pay::CARD, "540912345", false),
            (pay::EXPIRY, "1", false),
            (pay::EXPIRY, "13", true),
            (pay::EXPIRY, "00", true),
            (pay::EXPIRY, "123", false),
            (pay::CVC, "77", false),
            (pay::INSTALLMENTS, "13", true),
        ] {
            let mut cashier = till(lang, &"<Down>".repeat(index));
            cashier.keys(keys);
            let row = cashier.row(2 + index);
            assert_eq!(row.contains('✗'), hopeless, "{keys}\n{row}");
            assert!(!row.contains('✓') || hopeless || index == pay::CARD, "{keys}\n{row}");
            // Once the field was left, its error is shown.
            cashier.keys(if index == pay::VAT { "<Up>" } else { "<Down>" });
            assert!(cashier.row(2 + index).contains('✗'), "{keys}\n{}", cashier.screen());
        }
        for (index, keys) in [(pay::AMOUNT, "100"), (pay::CARD, "5409123456"), (pay::INSTALLMENTS, "12")] {
            let mut cashier = till(lang, &"<Down>".repeat(index));
            assert!(cashier.keys(keys).row(2 + index).contains('✓'), "{}", cashier.screen());
        }
    });
}

#[test]
fn a_seventeenth_digit_is_refused_and_said() {
    in_both_languages(|lang| {
        let cashier = till(lang, "500<Enter>5409123456783456<Up><End>9");
        assert_eq!(cashier.pay_form().1[pay::CARD], "5409123456783456");
        assert!(cashier.says(Text::HintFull), "{}", cashier.screen());
    });
}

#[test]
fn the_first_digit_of_a_month_that_can_only_be_the_second_gets_its_zero() {
    in_both_languages(|lang| {
        for digit in '2'..='9' {
            let cashier = till(lang, &format!("<Down><Down>{digit}"));
            assert_eq!(cashier.pay_form().1[pay::EXPIRY], format!("0{digit}"));
        }
        for digit in ['0', '1'] {
            let cashier = till(lang, &format!("<Down><Down>{digit}"));
            assert_eq!(cashier.pay_form().1[pay::EXPIRY], digit.to_string());
        }
    });
}

// Separators mean nothing.

#[test]
fn separators_and_full_width_digits_mean_what_they_look_like_in_forms_only() {
    in_both_languages(|lang| {
        let cashier = till(lang, "5,5 0/0０<Enter>５409-1234 5678/3456");
        assert_eq!(cashier.pay_form().1[..2], ["55000", "5409123456783456"]);
        assert_eq!(till(lang, "<Down><Down>12-3").pay_form().1[pay::EXPIRY], "123");
        let mut shop = Cashier::in_an_old_shop(lang);
        let id = shop.ledger()[0].id.grouped();
        shop.keys("<F3>").keys(&id);
        assert_eq!(shop.cancel_form().1[cancel::ID], id.replace(' ', ""));
        // A query stays as it was typed.
        assert_eq!(shop.keys("<F4>５５").till.app.lookup().query.text(), "５５");
    });
}

#[test]
fn a_paste_with_line_ends_neither_advances_nor_submits() {
    in_both_languages(|lang| {
        for (keys, text, focus) in [
            ("", "55,000\r\n", pay::AMOUNT),
            ("500<Enter>", "5409 1234\n5678 3456\n", pay::CARD),
            ("<Down><Down>", "12/30\n\n", pay::EXPIRY),
        ] {
            let mut cashier = till(lang, keys);
            cashier.paste(text);
            assert_eq!(cashier.pay_form().0, focus, "{text:?}");
        }
        let mut cashier = till(lang, &format!("{KEYED}+"));
        for _ in 0..3 {
            cashier.pass(Duration::from_secs(1));
            cashier.paste("\n\r\n");
        }
        assert!(cashier.says(Text::AskPay));
        assert_eq!(cashier.amounts(), NOTHING);
    });
}

// Machine speed is not a person.

#[test]
fn a_reader_fills_a_field_and_its_enter_never_passes_the_review() {
    in_both_languages(|lang| {
        let mut cashier = till(lang, "");
        cashier.reader("55000<Enter>");
        assert_eq!(cashier.pay_form(), (pay::CARD, ["55000", "", "", "", "", ""]));
        cashier.reader("5409123456783456<Enter>");
        assert_eq!(cashier.pay_form().0, pay::EXPIRY);
        cashier.keys("1230777+");
        for text in ["8801234567890<Enter>", "<Enter><Enter>", "1<Enter>"] {
            // The time before the first character does not count.
            cashier.reader(&format!("0{text}"));
            assert!(cashier.says(Text::AskPay), "{text}");
            assert_eq!(cashier.amounts(), NOTHING);
        }
    });
}

// Money in two steps.

#[test]
fn after_plus_or_f8_enter_counts_at_once_and_after_enter_it_waits() {
    in_both_languages(|lang| {
        for opens in ["+", "<F8>", "<C-s>"] {
            let mut cashier = till(lang, &format!("{KEYED}{opens}"));
            cashier.key_after(25, "<Enter>");
            assert_eq!(cashier.amounts(), [55_000], "{opens}");
        }
        let mut cashier = till(lang, &format!("{KEYED}<Enter><Enter>"));
        cashier.key_after(500, "<Enter>");
        assert!(cashier.says(Text::AskPay));
        // Each Enter that comes too early starts the pause anew.
        for _ in 0..5 {
            cashier.key_after(299, "<Enter>");
        }
        assert_eq!(cashier.amounts(), NOTHING);
        cashier.key_after(300, "<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
    });
}

#[test]
fn one_held_enter_from_an_empty_till_never_takes_money() {
    let enter = KeyPress::plain(KeyCode::Enter);
    in_both_languages(|lang| {
        // On an empty payment it does not even leave the amount.
        let mut cashier = till(lang, "");
        cashier.hold(enter, 200);
        assert_eq!(cashier.pay_form().0, pay::AMOUNT);
        assert_eq!(cashier.amounts(), NOTHING);
        // A form brought back by F7, and an empty cancel with its suggestion, get as far as the review.
        cashier.keys(KEYED).keys("<Esc><Esc><Esc><F7>");
        cashier.till.app.pay_mut().form.focus_on(pay::AMOUNT);
        cashier.hold(enter, 200);
        assert!(cashier.says(Text::AskPay), "{}", cashier.screen());
        assert_eq!(cashier.amounts(), NOTHING);
        let mut shop = Cashier::in_an_old_shop(lang);
        shop.keys("<F3>").hold(enter, 200);
        assert!(shop.says(Text::AskCancel), "{}", shop.screen());
        assert_eq!(shop.ledger().len(), 30);
        // Held down in the last field it opens the review, and its first repeat comes after the pause.
        let mut ready = till(lang, KEYED);
        for _ in 0..5 {
            if !ready.says(Text::AskPay) {
                ready.hold(enter, 1);
            }
        }
        assert!(ready.says(Text::AskPay), "{}", ready.screen());
        for milliseconds in std::iter::once(500).chain(std::iter::repeat_n(33, 100)) {
            ready.pass(Duration::from_millis(milliseconds));
            let at = ready.clock.get();
            ready.turn(vec![Event::Tick, Event::Key(enter, at)]);
            ready.wait_for_replies();
        }
        assert!(ready.says(Text::AskPay), "{}", ready.screen());
        assert_eq!(ready.amounts(), NOTHING);
        // After a payment the key is still down: the till is empty again, and stays so.
        cashier.keys("<Enter>").hold(enter, 200);
        assert_eq!(cashier.amounts(), [55_000]);
        assert!(!cashier.till.app.in_review());
    });
}

#[test]
fn in_the_strip_nothing_but_enter_esc_and_the_ways_out_acts() {
    in_both_languages(|lang| {
        let open = till(lang, &format!("{KEYED}+")).screen();
        let keys = "1a.-*?<Up><Down><Tab><S-Tab><BS><Del><Home><F1><F2><F3><F4><F5><F6><F7><F9><F10>\
                    <C-n><C-x><C-f><C-d><C-o><C-g><C-y><C-r><A-1><A-2><A-3><PgUp><PgDn>";
        for key in parse(keys) {
            let mut cashier = till(lang, &format!("{KEYED}+"));
            let press = |cashier: &mut Cashier, key| {
                cashier.pass(Duration::from_millis(500));
                let at = cashier.clock.get();
                cashier.turn(vec![Event::Key(key, at)]);
                cashier.wait_for_replies();
            };
            press(&mut cashier, key);
            // The cashier has not read the strip: a hint says that only Esc works now.
            assert!(cashier.says(Text::HintStripClosed), "{}", key.name());
            cashier.keys("<Enter>+<F8><Enter>");
            assert!(cashier.till.app.in_review() && cashier.says(Text::HintStripClosed), "{}", key.name());
            assert_eq!(cashier.amounts(), NOTHING);
            cashier.keys("<Esc>+");
            assert_eq!(cashier.screen(), open, "{}", key.name());
        }
    });
}

#[test]
fn plus_and_what_is_no_key_leave_the_strip_as_it_is() {
    in_both_languages(|lang| {
        let mut cashier = till(lang, &format!("{KEYED}+"));
        let open = cashier.screen();
        for keys in ["+", "<F8>", "<C-s>", "<C-l>", "<C-z>"] {
            cashier.keys(keys);
            assert_eq!(cashier.screen(), open, "{keys}");
        }
        cashier.resize(120, 36);
        cashier.resize(80, 24);
        assert_eq!(cashier.screen(), open);
        cashier.keys("<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
        // F12 and Ctrl+C are Esc.
        for esc in ["<F12>", "<C-c>"] {
            let mut cashier = till(lang, &format!("{KEYED}+{esc}"));
            assert!(!cashier.till.app.in_review(), "{esc}");
            assert_eq!(cashier.keys("+<Enter>").amounts(), [55_000], "{esc}");
        }
    });
}

#[test]
fn the_next_sale_keyed_into_an_open_question_charges_no_card() {
    in_both_languages(|lang| {
        let sale = format!("{KEYED}+<Enter>");
        for question in [format!("{sale}{KEYED}+<Enter>"), format!("{KEYED}+")] {
            let mut cashier = till(lang, &question);
            let before = cashier.amounts();
            assert!(cashier.till.app.in_review());
            cashier.keys("3000<Enter>41111111111111111230777+<Enter>");
            assert_eq!(cashier.amounts(), before, "{question}");
            assert!(
                cashier.till.app.in_review() && cashier.says(Text::HintStripClosed),
                "{}",
                cashier.screen()
            );
            // The form is as it was; its next review has another request id.
            cashier.keys("<Esc>");
            assert_eq!(cashier.pay_form().1[..4], ["55000", "5409123456783456", "1230", "777"]);
        }
        // An Enter closes the question.
        let mut cashier = till(lang, &format!("{sale}{KEYED}+<Enter>"));
        assert!(cashier.till.app.asks_again());
        cashier.keys("<Enter>");
        assert!(cashier.till.app.strip_is_closed() && cashier.says(Text::HintStripClosed));
        cashier.keys("+<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
        cashier.keys("<Esc>+<Enter>+");
        assert_eq!(cashier.amounts(), [55_000, 55_000]);
    });
}

#[test]
fn a_swipe_in_the_strip_leads_back_to_the_form_with_the_new_card() {
    in_both_languages(|lang| {
        for question in [format!("{KEYED}+"), format!("{KEYED}+<Enter>{KEYED}+<Enter>")] {
            let mut cashier = till(lang, &question);
            let before = cashier.amounts();
            cashier.reader(";4111111111111111=30121010000000000?<Enter>");
            assert!(
                !cashier.till.app.in_review() && cashier.says(Text::SwipeInStrip),
                "{}",
                cashier.screen()
            );
            assert_eq!(cashier.pay_form(), (pay::CVC, ["55000", "4111111111111111", "1230", "", "", ""]));
            assert_eq!(cashier.amounts(), before);
            // One that cannot be read closes it.
            let mut cashier = till(lang, &question);
            cashier.reader(";4111111111111112=30121010000000000?<Enter>").silence();
            cashier.keys("<Enter><Enter>");
            assert_eq!(cashier.amounts(), before);
            assert!(cashier.till.app.strip_is_closed());
        }
        let mut shop = Cashier::in_an_old_shop(lang);
        shop.keys("<F3>+").reader(";4111111111111111=30121010000000000?<Enter>");
        assert!(shop.says(Text::SwipeElsewhere) && shop.till.app.strip_is_closed(), "{}", shop.screen());
    });
}

#[test]
fn a_filled_field_that_is_entered_again_is_replaced_by_what_is_typed() {
    in_both_languages(|lang| {
        for (keys, amount) in [
            ("12000<Enter><Up>13000", "13000"),
            ("12000<Enter><Up>.", ""),
            ("12000<Enter><Up>.<F7>", "12000"),
            ("12000<Enter><Up><Left>5", "120050"),
            ("12000<Enter><Up><BS>5", "12005"),
            ("12000<Enter><Up><Del>5", "120005"),
            ("12000<Enter><Up>ㅂ", "12000"),
            ("12000<Enter><Up>13000<F7>", "12000"),
            ("12000<Enter><Up>*2<Down>", "24000"),
            ("3*4500+500<Enter>", "14000"),
            ("5만5천<Enter>", "55000"),
        ] {
            let cashier = till(lang, keys);
            assert_eq!(cashier.pay_form().1[pay::AMOUNT], amount, "{keys}");
        }
        // `+` opens the review there.
        let cashier = till(lang, &format!("{KEYED}<Up><Up><Up>+"));
        assert!(cashier.says(Text::AskPay));
        let mut shop = Cashier::in_an_old_shop(lang);
        shop.keys("<F3><Enter>1만<Enter><Up>2만<Enter>");
        assert_eq!(shop.cancel_form().1[cancel::AMOUNT], "20000");
    });
}

#[test]
fn keys_do_nothing_while_the_window_is_too_small_to_show_what_they_do() {
    in_both_languages(|lang| {
        let mut cashier = till(lang, "55.<Enter>5409");
        let before = cashier.screen();
        cashier.resize(60, 12);
        cashier.keys("1+.<Esc><Esc><BS><F3><F4>456<Enter><F10><Enter>");
        cashier.paste("1234");
        cashier.reader(";4111111111111111=30121010000000000?<Enter>");
        cashier.silence();
        cashier.resize(80, 24);
        assert_eq!(cashier.screen(), before);
        cashier.resize(60, 12);
        cashier.keys("<C-q><C-q>");
        assert_eq!(cashier.ended, Some(Ended::Quit));
    });
}

// One request id for each reviewed form.

#[test]
fn trying_again_after_a_lost_answer_never_takes_the_money_twice() {
    in_both_languages(|lang| {
        let mut cashier = till(lang, &format!("{KEYED}+"));
        for _ in 0..2 {
            cashier.pass(Duration::from_millis(500));
            cashier.burst("<Enter>");
            cashier.stay_alone();
            cashier.lose_the_reply();
            assert!(cashier.says(Text::ConfirmRecall), "{}", cashier.screen());
        }
        cashier.keys("<Enter>");
        assert_eq!(cashier.amounts(), [55_000]);
        let id = cashier.ledger()[0].id.grouped();
        assert!(cashier.row(21).contains('✓') && cashier.screen().contains(&id), "{}", cashier.screen());

        let mut shop = Cashier::in_an_old_shop(lang);
        shop.keys("<F3>+");
        shop.pass(Duration::from_millis(500));
        shop.burst("<Enter>");
        shop.lose_the_reply();
        shop.keys("<Enter>");
        assert_eq!(shop.amounts()[..2], [30_000, 30_000]);
        assert_eq!(shop.ledger().len(), 31);
    });
}

#[test]
fn every_review_has_a_request_id_of_its_own_and_keeps_it() {
    let mut cashier = till(Lang::En, &format!("{KEYED}+"));
    let id = |cashier: &Cashier| {
        assert!(cashier.till.app.in_review());
        cashier.till.app.pay().request_id.as_ref().expect("a name").as_str().to_owned()
    };
    let first = id(&cashier);
    cashier.pass(Duration::from_millis(500));
    cashier.burst("<Enter>");
    assert_eq!(id(&cashier), first);
    cashier.meet_trouble();
    assert_eq!(id(&cashier), first);
    cashier.keys("<Esc>+");
    assert_ne!(id(&cashier), first);
}

// Nothing keyed is lost.

#[test]
fn f7_brings_back_what_a_swipe_replaced() {
    in_both_languages(|lang| {
        let keyed = ["55000", "5409123456783456", "1130", "", "", ""];
        let mut cashier = till(lang, "55.<Enter>54091234567834561130");
        cashier.reader(";4111111111111111=30121010000000000?<Enter>");
        cashier.silence();
        assert_eq!(cashier.pay_form().1[..3], ["55000", "4111111111111111", "1230"]);
        cashier.keys("<F7>");
        assert_eq!(cashier.pay_form().1, keyed);
        // F7 brings the swiped card back.
        cashier.keys("<F7>");
        assert_eq!(cashier.pay_form().1[pay::CARD], "4111111111111111");
        // A swipe that cannot be read replaces nothing.
        cashier.keys("<F7>").reader(";4111111111111112=3012101?<Enter>");
        cashier.silence();
        assert_eq!(cashier.pay_form().1, keyed);
    });
}

#[test]
fn drafts_outlive_screens_overlays_languages_and_windows() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        cashier.keys("55.<Enter>54091234<F3>2611<F4>456<F2>");
        for keys in [
            "<F1>x<Esc>",
            "<F10>x<Esc>",
            "<F5><Esc>",
            "<F3><F4><F2>",
            "<F4><Esc><F2>",
            "<C-l>",
            "<C-z>",
            "<F10>한국어<Enter><F10>English<Enter>",
        ] {
            cashier.keys(keys);
            assert_eq!(cashier.pay_form(), (pay::CARD, ["55000", "54091234", "", "", "", ""]), "{keys}");
            assert_eq!(cashier.cancel_form(), (cancel::ID, ["2611", "", ""]), "{keys}");
        }
        cashier.keys("<F4><F7>");
        assert_eq!(cashier.till.app.lookup().query.text(), "456");
    });
}

#[test]
fn what_is_keyed_and_cleared_is_never_on_disk() {
    let mut cashier = till(Lang::En, &format!("{KEYED}<Esc><Esc><F7>"));
    cashier.keys("<F10>한국어<Enter><F10>English<Enter><Esc><Esc>").keys("<C-q>");
    for file in std::fs::read_dir(cashier.home.path()).expect("files") {
        let bytes = std::fs::read(file.expect("file").path()).expect("bytes");
        for digits in ["5409123456783456", "54091234", "55000"] {
            assert!(!bytes.windows(digits.len()).any(|part| part == digits.as_bytes()), "{digits}");
        }
    }
}

// Every result says what to do next.

#[test]
fn a_taken_payment_shows_id_and_message_and_an_empty_form() {
    in_both_languages(|lang| {
        let cashier = till(lang, &format!("{KEYED}+<Enter>"));
        let done = &cashier.ledger()[0];
        let locale = &cashier.till.app.cx.locale;
        let said = format!(
            "✓ {}",
            locale.text(Text::DonePayment { amount: &locale.won(done.amount), id: &done.id.grouped() })
        );
        assert!(cashier.screen().contains(&said), "{said}\n{}", cashier.screen());
        assert!(cashier.says(Text::MessageLast) && cashier.says(Text::ResultTaken));
        assert_eq!(cashier.pay_form(), (pay::AMOUNT, [""; 6]));
        assert_eq!(cashier.till.surface.bells, 0);
    });
}

#[test]
fn a_refusal_says_the_numbers_and_goes_to_the_field_that_mends_it() {
    in_both_languages(|lang| {
        for (keys, focus, number) in [
            ("<F3><Enter>30001+", cancel::AMOUNT, "30,000"),
            ("<F3><Enter>29000<Enter>1+", cancel::VAT, "1,727"),
        ] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(keys);
            assert!(!cashier.till.app.in_review(), "{keys}");
            assert_eq!(cashier.cancel_form().0, focus, "{keys}");
            let notice = cashier.row(21);
            assert!(notice.contains('✗') && notice.contains(number), "{keys}\n{}", cashier.screen());
            assert_eq!(cashier.till.surface.bells, 1);
        }
        let cashier = till(lang, "99<F8>");
        assert_eq!(cashier.pay_form().0, pay::AMOUNT);
        assert!(cashier.row(21).contains("100") && cashier.row(21).contains("1,000,000,000"));
        assert_eq!(cashier.till.surface.bells, 1);
    });
}

#[test]
fn trouble_says_what_to_do_and_keeps_the_review() {
    in_both_languages(|lang| {
        let mut cashier = till(lang, &format!("{KEYED}+"));
        cashier.pass(Duration::from_millis(500));
        cashier.burst("<Enter>");
        cashier.meet_trouble();
        assert!(cashier.till.app.in_review());
        assert_eq!(cashier.stage(), Some(Stage::NotRecorded));
        assert!(cashier.row(21).contains('✗') && cashier.says(Text::ConfirmRetry), "{}", cashier.screen());
        assert_eq!(cashier.till.surface.bells, 1);
        cashier.keys("<Esc>");
        assert_eq!(cashier.pay_form().1[..2], ["55000", "5409123456783456"]);
    });
}

// Empty states explain.

#[test]
fn where_there_is_nothing_yet_it_is_said_what_there_is_to_do() {
    in_both_languages(|lang| {
        for keys in ["", "<F3>", "<F4>"] {
            let cashier = till(lang, keys);
            assert!(cashier.says(Text::FirstStart), "{keys}\n{}", cashier.screen());
            assert!(
                cashier.screen().contains("/shop/ledger.db") && cashier.screen().contains("F2"),
                "{keys}"
            );
        }
        for keys in ["<F5>", "<F9>", "*", "<F3>*", "<F4><F9>"] {
            assert!(till(lang, keys).says(Text::NoLast), "{keys}");
        }
        for keys in ["<Enter>", "<F3>", "<F6>"] {
            let mut cashier = till(lang, "<F4>");
            cashier.keys(keys);
            assert_eq!(cashier.ended, None);
        }
    });
}

#[test]
fn a_search_without_a_match_says_how_to_go_on() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::in_an_old_shop(lang);
        // The token that left no match is named, and Enter drops it.
        cashier.keys("<F4>pay 999,999,999 till 1");
        assert!(cashier.row(7).contains("999,999,999"), "{}", cashier.screen());
        assert!(cashier.says(Text::NothingLeftNext), "{}", cashier.screen());
        cashier.keys("<Enter>");
        assert!(cashier.row(2).contains("pay till 1"), "{}", cashier.screen());
        assert!(!cashier.says(Text::NothingLeftNext), "{}", cashier.screen());
    });
}

// No letter is a command.

#[test]
fn no_letter_is_a_command_anywhere() {
    let letters: Vec<char> = ('a'..='z')
        .chain('A'..='Z')
        .chain('ㄱ'..='ㅎ')
        .chain('ㅏ'..='ㅣ')
        .chain(['가', '힣', '취', '소', ' ', '!', '@', '#', '$', '&', '(', ')', '=', '_', '~', '<', '>', '"'])
        .collect();
    in_both_languages(|lang| {
        for place in ["", "5", "<F3>", "<F3><Enter>", "<F4>", "<F4>4", "<F5>", "<F1>", "<F10>"] {
            let mut cashier = Cashier::in_an_old_shop(lang);
            cashier.keys(place);
            let at = |cashier: &Cashier| {
                let app = &cashier.till.app;
                (app.name(), app.top().scopes(), app.in_review())
            };
            let (before, focus) = (at(&cashier), (cashier.pay_form().0, cashier.cancel_form().0));
            for letter in &letters {
                cashier.pass(Duration::from_millis(500));
                let key = Event::Key(KeyPress::char(*letter), cashier.clock.get());
                cashier.turn(vec![key]);
                cashier.wait_for_replies();
                assert_eq!(at(&cashier), before, "{place}{letter}");
                assert_eq!((cashier.pay_form().0, cashier.cancel_form().0), focus, "{place}{letter}");
            }
            assert_eq!(cashier.ended, None);
            let surface = &cashier.till.surface;
            assert_eq!((surface.suspended, surface.copied.len()), (0, 0), "{place}");
            assert_eq!(cashier.ledger().len(), 30);
        }
    });
}

// What makes the till pleasant.

#[test]
fn the_cursor_is_at_the_caret_wherever_text_is_typed() {
    in_both_languages(|lang| {
        for place in ["<F4>", "<F1>", "<F10>"] {
            let mut cashier = till(lang, place);
            let (start, row) = cashier.cursor();
            for (keys, column) in [("취", 2), ("소", 4), ("a", 5), ("<Left>", 4), ("<Left>", 2), ("<C-u>", 0)]
            {
                cashier.keys(keys);
                assert_eq!(cashier.cursor(), (start + column, row), "{place} {keys}");
            }
        }
        let mut cashier = till(lang, "<F3>26112");
        // Ids are shown in groups of six.
        assert_eq!(cashier.cursor(), (18 + 5, 2));
        assert_eq!(cashier.keys("114").cursor(), (18 + 9, 2));
    });
}

#[test]
fn the_title_names_each_screen_in_its_language() {
    for (lang, titles) in [
        (Lang::En, ["Paydesk - Pay", "Paydesk - Cancel", "Paydesk - Look up"]),
        (Lang::Ko, ["Paydesk - 결제", "Paydesk - 취소", "Paydesk - 조회"]),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (key, title) in ["<F2>", "<F3>", "<F4>"].into_iter().zip(titles) {
            cashier.keys(key);
            assert_eq!(cashier.till.app.title(), title);
        }
        assert_eq!(cashier.till.app.name(), lookup::NAME);
    }
}
