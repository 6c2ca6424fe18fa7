//! Readers of every kind, at every speed, with a pause at every place: what they type is used whole or refused whole, and
//! nothing refused stays in any field.

use super::*;
use crate::tui::screen::lookup;
use crate::tui::screen::{cancel, pay};

const CARD: &str = "4111111111111111";
const TRACK_1: &str = "%B4111111111111111^DOE/JOHN^30121010000000000?";
const TRACK_2: &str = ";4111111111111111=30121010000000000?";
/// Milliseconds between two keys: a wedge, a slow one, one over a remote desktop.
const SPEEDS: [u64; 6] = [2, 15, 60, 100, 200, 300];
/// Milliseconds of a pause.
const PAUSES: [u64; 3] = [100, 450, 1_900];

/// What a reader types, as keys.
fn typed(text: &str) -> Vec<KeyPress> {
    let key = |c| match c {
        '\r' => KeyPress::plain(KeyCode::Enter),
        '\n' => KeyPress::LINE_FEED,
        '\t' => KeyPress::plain(KeyCode::Tab),
        '\u{2}' => KeyPress::ctrl('b'),
        '\u{3}' => KeyPress::ctrl('c'),
        c => KeyPress::char(c),
    };
    text.chars().map(key).collect()
}

impl Cashier {
    /// Time passes, and the loop does what is due meanwhile.
    fn live(&mut self, milliseconds: u64) {
        let until = self.clock.get() + Duration::from_millis(milliseconds);
        while let Some(due) = self.till.app.deadline().filter(|due| *due <= until) {
            self.clock.set(due.max(self.clock.get()));
            self.turn(vec![Event::Tick]);
            self.wait_for_replies();
        }
        self.clock.set(until);
    }

    /// A reader that types a key every `gap` milliseconds, with one pause.
    fn reads(&mut self, text: &str, gap: u64, pause: Option<(usize, u64)>) {
        self.live(1_000);
        for (index, key) in typed(text).into_iter().enumerate() {
            self.live(pause.filter(|(at, _)| *at == index).map_or(gap, |(_, pause)| pause));
            let at = self.clock.get();
            self.turn(vec![Event::Key(key, at)]);
            self.wait_for_replies();
        }
        self.live(3_000);
    }

    /// The same at every speed, and with a pause at every second place, those that are left over in the other language;
    /// `check` looks at what came of it.
    fn at_every_speed(lang: Lang, before: &str, text: &str, check: impl Fn(&Self, &str)) {
        let steady = SPEEDS.map(|gap| (gap, None));
        let first = if lang == Lang::En { 1 } else { 2 };
        let places = (first..typed(text).len()).step_by(2);
        let paused = places.map(|at| (SPEEDS[at % 3], Some((at, PAUSES[at / 3 % 3]))));
        let mut cashier = Self::in_an_old_shop(lang);
        let rows = cashier.ledger().len();
        for (gap, pause) in steady.into_iter().chain(paused) {
            cashier.keys("<F12>").keys("<F2><Esc><Esc><Esc>");
            cashier.till.app.pay_mut().finish();
            cashier.till.app.cancel_mut().finish();
            cashier.keys(before);
            cashier.reads(text, gap, pause);
            check(&cashier, &format!("{text:?} after {before:?}, {gap} ms a key, pause {pause:?}"));
            assert!(!cashier.till.app.in_review());
        }
        assert_eq!(cashier.ledger().len(), rows);
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Ko,
        Lang::Ko => Lang::En,
    }
}

fn in_both_languages(check: impl Fn(Lang)) {
    check(Lang::En);
    check(Lang::Ko);
}

/// Swipes that can be read at any speed.
fn swipes() -> Vec<String> {
    vec![
        format!("{TRACK_1}\r"),
        format!("{TRACK_2}\r"),
        format!("{TRACK_1}{TRACK_2}\r"),
        format!("{TRACK_2}\r\n"),
        format!("{TRACK_2}\t"),
        format!("\u{2}{TRACK_2}\u{3}\r"),
        // No line end at all.
        TRACK_2.to_owned(),
        // Without sentinels, and with the D of chip cards.
        format!("{CARD}=30121010000000000\r"),
        format!("{CARD}D30121010000000000\r"),
        format!(";{CARD}D30121010000000000?\r"),
        // Through the keyboards of other countries.
        format!("ö{CARD}´30121010000000000_\r"),
        format!("%B{CARD}&DOE-JOHN&30121010000000000_ö{CARD}´30121010000000000_\r"),
        format!("ş{CARD}-30121010000000000:\r"),
        format!("Ş{CARD}-30121010000000000:\r"),
        format!("ñ{CARD}¡30121010000000000_\r"),
        // The Korean one, and its full-width mode.
        format!("%ㅠ{CARD}^애ㄷ/ㅓㅐ무^30121010000000000?{TRACK_2}\r"),
        "；４１１１１１１１１１１１１１１１＝３０１２１０１００？\r".to_owned(),
        // Shift stuck, and Shift lost.
        ":$!!!!!!!!!!!!!!!+#)!@!)!))))))))))?\r".to_owned(),
        format!("5b{CARD}6doe/john630121010000000000/;{CARD}=30121010000000000/\r"),
    ]
}

#[test]
fn a_swipe_is_taken_whole_at_any_speed_and_with_any_pause() {
    for (index, text) in swipes().into_iter().enumerate() {
        for (lang, before, amount) in [(Lang::En, "55.<Enter>", "55000"), (Lang::Ko, "", "")] {
            // Each swipe in both forms; in one language, and the next swipe in the other.
            let lang = if index % 2 == 0 { lang } else { other(lang) };
            Cashier::at_every_speed(lang, before, &text, |cashier, what| {
                let focus = if amount.is_empty() { pay::AMOUNT } else { pay::CVC };
                assert_eq!(cashier.pay_form(), (focus, [amount, CARD, "1230", "", "", ""]), "{what}");
            });
        }
    }
}

#[test]
fn a_swipe_that_cannot_be_read_is_refused_whole_at_any_speed() {
    in_both_languages(|lang| {
        for text in [
            // Misread, broken off, without its end, the reader's own error.
            ";4111111111111112=30121010000000000?\r".to_owned(),
            ";41111111".to_owned(),
            format!(";{CARD}=3012"),
            format!("{CARD}=3012101"),
            "%E?;E?\r".to_owned(),
            // Track 1 with Shift lost, French digits, Shift stuck in the middle.
            format!("5b{CARD}6doe/john630121010000000000/\r"),
            "m(&&&&&&&&&&&&&&&=éç&é&à&à§\r".to_owned(),
            format!(";{CARD}+#)!@!)!?\r"),
        ] {
            let before = "55.<Enter>5409123456783456";
            Cashier::at_every_speed(lang, before, &text, |cashier, what| {
                let fields = ["55000", "5409123456783456", "", "", "", ""];
                assert_eq!(cashier.pay_form().1, fields, "{what}\n{}", cashier.screen());
                assert!(
                    cashier.till.app.cx.notice.as_ref().is_some_and(|notice| !notice.text.is_empty()),
                    "{what}"
                );
            });
        }
    });
}

#[test]
fn a_bare_track_behind_an_amount_without_enter_is_refused_or_taken_whole() {
    in_both_languages(|lang| {
        let text = format!("{CARD}=30121010000000000\r");
        Cashier::at_every_speed(lang, "55.", &text, |cashier, what| {
            let fields = cashier.pay_form().1;
            let taken = fields == ["55000", CARD, "1230", "", "", ""];
            assert!(taken || fields == [""; 6], "{what}: {fields:?}\n{}", cashier.screen());
        });
    });
}

#[test]
fn a_swipe_over_help_commands_and_details_is_wiped_and_reported() {
    in_both_languages(|lang| {
        for place in ["<F1>", "<F10>", "<F5>", "<F4><Enter>"] {
            for text in [format!("{TRACK_1}{TRACK_2}\r"), format!("{CARD}=30121010000000000\r")] {
                for gap in SPEEDS {
                    let mut cashier = Cashier::in_an_old_shop(lang);
                    cashier.keys(place);
                    let before = cashier.without_notice();
                    cashier.reads(&text, gap, None);
                    assert_eq!(cashier.without_notice(), before, "{place} {text} {gap}");
                    assert!(cashier.says(Text::SwipeElsewhere), "{place} {text} {gap}\n{}", cashier.screen());
                    assert!(cashier.till.app.pay().form.is_pristine());
                }
            }
        }
    });
}

#[test]
fn a_swipe_into_cancel_or_look_up_lists_the_transactions_of_the_card() {
    in_both_languages(|lang| {
        for place in ["<F3>", "<F3><Enter>", "<F4>", "<F4>today "] {
            for text in [format!("{TRACK_1}{TRACK_2}\r"), format!("{CARD}=30121010000000000\r")] {
                for gap in SPEEDS {
                    let mut cashier = Cashier::in_an_old_shop(lang);
                    cashier.keys(place);
                    cashier.reads(&text, gap, None);
                    let app = &cashier.till.app;
                    assert_eq!(app.name(), lookup::NAME, "{place} {text} {gap}\n{}", cashier.screen());
                    assert!(app.lookup().query.is_empty() && app.cancel().form.field(0).text() != CARD);
                    let heads = app.lookup().rows.iter().map(|row| row.transaction.card.head());
                    assert_eq!(heads.collect::<Vec<_>>(), ["411111"; 15], "{place} {text} {gap}");
                    assert!(app.pay().form.is_pristine());
                }
            }
        }
    });
}

#[test]
fn a_barcode_in_cancel_finds_its_payment_with_any_marks_around_it() {
    in_both_languages(|lang| {
        let shop = Cashier::in_an_old_shop(lang);
        let [last, id, other] = [0, 4, 7].map(|row| shop.ledger()[row].id.to_string());
        let befores = ["<F3>", "<F3><Enter>5.", &format!("<F3>{other}")];
        let around = [
            ("", "\r"),
            ("", "\r\n"),
            ("", "\t"),
            ("", ""),
            ("*", "*\r"),
            ("]C1", "\r\n"),
            ("\u{2}", "\u{3}\r"),
        ];
        for (index, (head, tail)) in around.into_iter().enumerate() {
            // Two of three places each.
            for before in [befores[index % 3], befores[(index + 1) % 3]] {
                let text = format!("{head}{id}{tail}");
                // A key that is held back for Code 39 may have chosen the last payment for a moment, and with it
                // wiped what was keyed for it.
                Cashier::at_every_speed(lang, before, &text, |cashier, what| {
                    let fields = cashier.cancel_form().1;
                    assert_eq!(fields[cancel::ID], id, "{what}\n{}", cashier.screen());
                    assert_ne!(fields[cancel::ID], last);
                    let amount = fields[cancel::AMOUNT];
                    assert!(
                        amount.is_empty() || (amount == "5000" && before.ends_with("5.")),
                        "{what}: {amount}"
                    );
                });
            }
        }
    });
}

#[test]
fn the_second_of_two_scans_is_not_lost() {
    in_both_languages(|lang| {
        let shop = Cashier::in_an_old_shop(lang);
        let [first, second] = [2, 5].map(|row| shop.ledger()[row].id.to_string());
        for end in ["\r", "\r\n"] {
            for gap in SPEEDS {
                let text = format!("{first}{end}{second}{end}");
                let mut cashier = Cashier::in_an_old_shop(lang);
                cashier.keys("<F3>").reads(&text, gap, None);
                assert_eq!(cashier.cancel_form().1, [second.as_str(), "", ""], "{gap} {end:?}");
                let mut cashier = Cashier::in_an_old_shop(lang);
                cashier.keys("<F4>").reads(&text, gap, None);
                let shown = cashier.till.app.shown_id().map(|id| id.to_string());
                assert_eq!(shown.as_deref(), Some(second.as_str()), "{gap} {end:?}\n{}", cashier.screen());
            }
        }
    });
}

#[test]
fn a_scan_in_look_up_is_a_query_of_its_own_and_what_its_end_opened_stays_open() {
    in_both_languages(|lang| {
        let id = Cashier::in_an_old_shop(lang).ledger()[3].id;
        for (head, tail) in [("", "\r\n"), ("]C1", "\r\n"), ("*", "*\r"), ("\u{2}", "\u{3}\r")] {
            let text = format!("{head}{id}{tail}");
            for gap in [2, 15] {
                for before in ["<F4>", "<F4>456", "<F4>today 54"] {
                    let mut cashier = Cashier::in_an_old_shop(lang);
                    cashier.keys(before).reads(&text, gap, None);
                    assert!(cashier.in_detail(), "{before} {text:?} {gap}\n{}", cashier.screen());
                    assert_eq!(cashier.till.app.shown_id(), Some(id));
                }
            }
            for gap in [100, 300] {
                let mut cashier = Cashier::in_an_old_shop(lang);
                cashier.keys("<F4>").reads(&text, gap, None);
                assert_eq!(cashier.till.app.shown_id(), Some(id), "{text:?} {gap}\n{}", cashier.screen());
            }
        }
    });
}

#[test]
fn a_scan_goes_to_no_command_no_filter_and_no_field_that_it_does_not_fit() {
    in_both_languages(|lang| {
        for (place, text) in [
            ("<F10>", "8801234567890\r"),
            ("<F10>qu", "8801234567890\r"),
            ("<F1>", "8801234567890\r\n"),
            ("", "8801234567890\r"),
            ("55.<Enter>", "26112114320712301007\r"),
            ("55.<Enter>5409123456783456", "8801234567890\r"),
            ("55.<Enter>54091234567834561230", "8801234567890\r\n"),
            ("", "12000+8900\r"),
            ("", "3*4500+\r"),
            ("5", "*1234567*\r"),
            ("<F3><Enter>", "8801234567890\r"),
        ] {
            for pause in [None, Some((7, 100)), Some((7, 1_500)), Some((11, 400)), Some((12, 400))] {
                let mut cashier = Cashier::in_an_old_shop(lang);
                cashier.keys(place);
                let before = cashier.without_notice();
                cashier.reads(text, 2, pause);
                assert_eq!(cashier.without_notice(), before, "{place} {text:?} {pause:?}");
                // An Enter that comes late is a person's, and says what it has to say.
                let late = pause.is_some_and(|(at, _)| at >= typed(text).len() - 2);
                assert!(late || cashier.says(Text::ScanRefused), "{place} {text:?}\n{}", cashier.screen());
                assert_eq!(cashier.ended, None);
            }
        }
    });
}

#[test]
fn a_scan_in_the_strip_closes_it() {
    in_both_languages(|lang| {
        for text in ["8801234567890\r", "26112114320712301007\r\n", "*ABC123*\r", "\r\n", "\r\r"] {
            for gap in SPEEDS.into_iter().filter(|gap| *gap < 20 || text.len() > 2) {
                let mut cashier = Cashier::new(lang, 80, 24);
                cashier.keys("55.<Enter>54091234567834561230777+").reads(text, gap, None);
                assert!(cashier.till.app.strip_is_closed(), "{text:?} {gap}\n{}", cashier.screen());
                assert_eq!(cashier.amounts(), [0_u64; 0]);
            }
        }
    });
}

#[test]
fn two_hands_and_a_slow_line_are_no_machine() {
    in_both_languages(|lang| {
        // Up to five keys that arrive together are a person's.
        let mut cashier = Cashier::new(lang, 80, 24);
        for keys in ["55.", "<Enter>", "5409", "1234", "5678", "3456", "1230", "777", "+"] {
            cashier.pass(Duration::from_millis(60));
            cashier.burst(keys);
        }
        cashier.wait_for_replies();
        assert!(cashier.says(Text::AskPay), "{}", cashier.screen());
        // A number that a program types at once is one thing: it fills its field, and Enter leaves the field.
        let mut cashier = Cashier::new(lang, 80, 24);
        for keys in ["1000000<Enter>", "5409123456783456", "1230", "777<Enter>"] {
            cashier.reads(&keys.replace("<Enter>", "\r"), 0, None);
        }
        assert_eq!(cashier.pay_form().1[..4], ["1000000", "5409123456783456", "1230", "777"]);
        assert_eq!(cashier.pay_form().0, pay::INSTALLMENTS);
    });
}

#[test]
fn a_code_that_begins_with_plus_does_not_answer_the_question() {
    in_both_languages(|lang| {
        for gap in [2, 15] {
            let sale = "55.<Enter>54091234567834561230777+<Enter>";
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys(sale).keys(sale);
            assert!(cashier.till.app.asks_again());
            cashier.reads("+A123BJC5D6E71\r", gap, None);
            assert_eq!(cashier.amounts(), [55_000], "{gap}");
            assert!(cashier.till.app.strip_is_closed(), "{}", cashier.screen());
        }
    });
}

#[test]
fn a_track_whose_number_could_be_two_is_refused() {
    in_both_languages(|lang| {
        // Both the whole number and its last fourteen digits pass the check.
        for at in [1, 2, 3] {
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys("55.<Enter>").reads("4242424242424242=30121010000000000\r", 2, Some((at, 100)));
            let card = cashier.pay_form().1[pay::CARD];
            assert!(card.is_empty() || card == "4242424242424242", "{at}: {card}");
        }
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>").reads("4242424242424242=30121010000000000\r", 2, Some((2, 100)));
        assert_eq!(cashier.pay_form().1, ["55000", "", "", "", "", ""]);
        let said = cashier.till.app.cx.notice.as_ref().map(|notice| notice.text.as_str());
        assert_eq!(said, Some(&*cashier.till.app.cx.locale.text(Text::SwipeAgain)));
    });
}

#[test]
fn digits_that_a_slow_line_delivers_in_pieces_stay_in_order() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (pause, keys) in [(500, "123456"), (60, "7"), (60, "89")] {
            cashier.live(pause);
            cashier.burst(keys);
        }
        cashier.live(3_000);
        assert_eq!(cashier.pay_form().1[pay::AMOUNT], "123456789");
        // What was ended by Enter is over.
        let mut cashier = Cashier::new(lang, 80, 24);
        for (pause, keys) in [(500, "123456"), (60, "<Enter>"), (60, "54"), (60, "09")] {
            cashier.live(pause);
            cashier.burst(keys);
        }
        cashier.live(3_000);
        assert_eq!(cashier.pay_form(), (pay::CARD, ["123456", "5409", "", "", "", ""]));
    });
}

#[test]
fn a_swipe_that_begins_while_the_ledger_writes_is_read_whole_for_the_next_sale() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>54091234567834561230777+");
        cashier.live(500);
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
        cashier.stay_alone();
        assert!(cashier.till.app.cx.in_flight().is_some());
        for (index, key) in typed(&format!("{TRACK_2}\r")).into_iter().enumerate() {
            cashier.pass(Duration::from_millis(2));
            let at = cashier.clock.get();
            cashier.turn(vec![Event::Key(key, at)]);
            if index == 4 {
                cashier.wait_for_replies();
            }
        }
        assert_eq!(cashier.amounts(), [55_000]);
        assert_eq!(cashier.pay_form().1, ["", CARD, "1230", "", "", ""]);
    });
}

#[test]
fn a_short_scan_of_code_39_multiplies_nothing() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.").reads("*12*\r", 2, None);
        assert_eq!(cashier.pay_form(), (pay::AMOUNT, ["55000", "", "", "", "", ""]));
        assert!(cashier.says(Text::ScanRefused), "{}", cashier.screen());
        // Two keys that roll over are a person's.
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.live(500);
        cashier.burst("3*");
        cashier.keys("4500<Enter>");
        assert_eq!(cashier.pay_form().1[pay::AMOUNT], "13500");
    });
}

#[test]
fn a_refused_swipe_is_not_brought_back() {
    in_both_languages(|lang| {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>54091234567834561230<Up><Up>");
        cashier.reads("4111111111111111110=30121010000000000\r", 100, None);
        let fields = ["55000", "5409123456783456", "1230", "", "", ""];
        assert_eq!(cashier.pay_form().1, fields, "{}", cashier.screen());
        for _ in 0..4 {
            cashier.keys("<F7>");
            assert!(!cashier.pay_form().1[pay::CARD].starts_with('4'), "{:?}", cashier.pay_form().1);
        }
    });
}

#[test]
fn a_card_that_a_program_types_and_its_expiry_are_no_id() {
    in_both_languages(|lang| {
        // One in ten of these has the check digit of an id.
        for (year, month) in (27..=36).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            let expiry = format!("{month:02}{year}");
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys("55.<Enter>");
            cashier.live(500);
            cashier.burst(CARD);
            for c in expiry.chars() {
                cashier.live(60);
                cashier.burst(&c.to_string());
            }
            cashier.wait_for_replies();
            assert_eq!(cashier.pay_form(), (pay::CVC, ["55000", CARD, expiry.as_str(), "", "", ""]));
        }
    });
}
