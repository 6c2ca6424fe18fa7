//! Swipes, the list of commands, language, colours, pasting.

use super::*;
use crate::{
    config::{Security, Theme},
    desk::{DeskError, LedgerError, LedgerTrouble},
    tui::protocol::{QuestionId, Reply, ReplyBody},
};

const TRACK_1: &str = "%B4111111111111111^DOE/JOHN^30121010000000000?";
const TRACK_2: &str = ";4111111111111111=30121010000000000?";

fn cashier() -> Cashier {
    Cashier::new(Lang::En, 80, 24)
}

#[test]
fn a_payment_by_swipe_takes_eleven_keys() {
    let mut cashier = cashier();
    let (before, after) = ("55000<Enter>", "777+<Enter>");
    assert_eq!(parse(before).len() + parse(after).len(), 11);
    cashier.keys(before).reader(&format!("{TRACK_1}{TRACK_2}<Enter>"));
    assert!(cashier.row(3).contains("4111 1111 1111 1111"), "{}", cashier.screen());
    assert!(cashier.row(4).contains("12/30"), "{}", cashier.screen());
    assert!(cashier.row(5).contains("CVC ›"), "{}", cashier.screen());
    cashier.keys(after);
    assert_eq!(cashier.ledger()[0].card.to_string(), "411111*******111");
}

#[test]
fn the_number_pad_alone_takes_a_payment_and_cancels_it() {
    let pad =
        |keys: &str| keys.replace("<Enter>", "").chars().all(|c| c.is_ascii_digit() || "+-*.".contains(c));
    let (pay, cancel) = ("55.<Enter>54091234567834561230777+<Enter>", "-+<Enter>");
    assert!(pad(pay) && pad(cancel));
    assert_eq!(parse(cancel).len(), 3);
    let mut cashier = cashier();
    cashier.keys(pay).keys(cancel);
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
    cashier.keys("-");
    assert!(cashier.row(2).contains("Amount ›"), "{}", cashier.screen());
}

#[test]
fn a_swipe_before_the_amount_waits_for_it() {
    let mut cashier = cashier();
    cashier.reader(&format!("{TRACK_2}<Enter>"));
    assert!(cashier.row(2).contains("Amount ›"), "{}", cashier.screen());
    cashier.silence();
    cashier.keys("55.<Enter>777+<Enter>");
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn a_reader_never_answers_the_review_and_nothing_of_a_swipe_is_shown() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>");
    // Three tracks with a line end after each, as some readers send them.
    cashier.reader(&format!("{TRACK_1}<Enter>{TRACK_2}<Enter>+4111111111111111=2212?<Enter><Enter>"));
    assert!(!cashier.screen().contains("Take payment?"), "{}", cashier.screen());
    assert!(!cashier.screen().contains("DOE"));
    cashier.silence();
    cashier.keys("777");
    cashier.reader("+<Enter>");
    assert!(cashier.screen().contains("Take payment?"));
    assert_eq!(cashier.amounts(), [0_u64; 0]);
    cashier.reader(&format!("{TRACK_2}<Enter>"));
    assert_eq!(cashier.amounts(), [0_u64; 0]);
}

#[test]
fn bad_swipes_say_what_to_do() {
    for (text, said) in [
        ("%E?", "The reader could not read the card."),
        (";4111111111111112=3012101?", "The card was misread"),
        (";411111111=3012101?", "The card number has 9 digits"),
        ("%B4111111111111111^DOE/JOHN^3012101?;5555555555554444=3012101?", "do not agree"),
        (";12345?", "No payment card was read."),
        (";4111111111111111=2001101?", "Expired 01/20"),
    ] {
        let mut cashier = cashier();
        cashier.reader(&format!("{text}<Enter>"));
        assert!(cashier.screen().contains(said), "{text}\n{}", cashier.screen());
    }
}

#[test]
fn with_the_korean_keyboard_on_track_two_survives() {
    let mut cashier = Cashier::new(Lang::Ko, 80, 24);
    cashier.reader(&format!("%ㅠ4111111111111111^애ㄷ/ㅓㅐ무^3012101?{TRACK_2}<Enter>"));
    assert!(cashier.row(3).contains("4111 1111 1111 1111"), "{}", cashier.screen());
}

#[test]
fn a_percent_sign_typed_by_hand_does_nothing_bad() {
    let mut cashier = cashier();
    // It may begin a swipe: what follows goes into no field, and a notice says when it was none.
    cashier.keys("5%0;0");
    assert!(cashier.row(2).contains("Amount › 5 "), "{}", cashier.screen());
    cashier.silence();
    assert!(cashier.screen().contains("was not read to its end"), "{}", cashier.screen());
    cashier.keys("00<Enter>");
    assert!(cashier.row(2).contains("500 KRW"), "{}", cashier.screen());
}

#[test]
fn a_barcode_finds_its_payment_in_look_up_and_in_cancel() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
    let id = cashier.ledger()[0].id;
    cashier.keys("<F4>").reader(&format!("{id}<Enter>"));
    assert!(cashier.screen().contains("Details"), "{}", cashier.screen());
    cashier.keys("<Esc><F3>").reader(&format!("{id}<Enter>"));
    assert!(cashier.screen().contains("remaining 55,000 KRW"), "{}", cashier.screen());
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn the_list_of_commands_is_found_in_both_languages_and_runs() {
    let mut cashier = cashier();
    cashier.keys("<F10>");
    assert!(cashier.row(4).starts_with(" This screen"), "{}", cashier.screen());
    cashier.keys("조회");
    assert!(cashier.row(5).contains("F4") && cashier.row(5).contains("Look up"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.screen().contains("Find ›"), "{}", cashier.screen());
    cashier.keys("<F10>bring<Enter><F10>nothing at all");
    assert!(cashier.screen().contains("No such command."), "{}", cashier.screen());
    cashier.keys("<Enter><Esc><F10>quit<Enter>");
    assert_eq!(cashier.ended, Some(Ended::Quit));
}

#[test]
fn a_filter_that_finds_nothing_says_so_of_no_transaction() {
    for (keys, said) in
        [("<F1>none such", "맞는 키가 없습니다."), ("<F10>none such", "맞는 명령이 없습니다.")]
    {
        let mut cashier = Cashier::new(Lang::Ko, 80, 24);
        cashier.keys(keys);
        assert!(cashier.screen().contains(said), "{}", cashier.screen());
    }
}

#[test]
fn language_and_colours_are_chosen_and_kept() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>5409");
    cashier.keys("<F10>한국어<Enter>");
    assert!(cashier.screen().contains("카드번호 › 5409"), "{}", cashier.screen());
    cashier.keys("<F10>고대비<Enter>");
    assert_eq!(cashier.till.app.cx.look.theme, Theme::HighContrast);
    let path = cashier.home.path().join("config.toml");
    let kept = crate::config::Config::load(&path, true, &[]).expect("a configuration");
    assert_eq!(kept.language, crate::config::LanguageChoice::Ko);
    assert_eq!(kept.screen.theme, Theme::HighContrast);
}

#[test]
fn a_choice_is_kept_although_quitting_follows_in_the_same_burst() {
    let mut cashier = cashier();
    cashier.keys("<F10>한국어");
    cashier.burst("<Enter><C-q>");
    assert_eq!(cashier.ended, Some(Ended::Quit));
    cashier.wait_for_replies();
    let path = cashier.home.path().join("config.toml");
    let kept = crate::config::Config::load(&path, true, &[]).expect("a configuration");
    assert_eq!(kept.language, crate::config::LanguageChoice::Ko);
}

#[test]
fn help_is_filtered_by_typing() {
    let mut cashier = cashier();
    cashier.keys("<F1>back");
    let screen = cashier.screen();
    assert!(screen.contains("F7") && !screen.contains("F9"), "{screen}");
    cashier.keys("<BS><BS><BS><BS>복사");
    assert!(cashier.screen().contains("copy the id shown"), "{}", cashier.screen());
    // The same word in pieces, as some systems paste it.
    cashier.keys("<C-u>\u{1107}\u{1169}\u{11a8}\u{1109}\u{1161}");
    assert!(cashier.screen().contains("copy the id shown"), "{}", cashier.screen());
    assert!(!cashier.screen().contains("bring back"), "{}", cashier.screen());
}

#[test]
fn the_bell_rings_on_refusal_unless_it_is_off() {
    let mut cashier = cashier();
    cashier.keys("+");
    assert_eq!(cashier.till.surface.bells, 1);
    cashier.till.app.cx.look.bell = false;
    cashier.keys("+");
    assert_eq!(cashier.till.surface.bells, 1);
}

#[test]
fn nothing_depends_on_colour_and_ascii_is_ascii() {
    let mut cashier = cashier();
    cashier.keys("5<Down>5409<Down>13<Down>77<Down>13+");
    let coloured = cashier.screen();
    cashier.till.app.cx.look.theme = Theme::Mono;
    cashier.turn(vec![Event::Resize]);
    assert_eq!(cashier.screen(), coloured);
    cashier.till.app.cx.look.ascii = true;
    cashier.turn(vec![Event::Resize]);
    assert!(cashier.screen().is_ascii(), "{}", cashier.screen());
    assert!(cashier.row(3).contains("! 10 to 16 digits"), "{}", cashier.screen());
    // What is right has no mark that is a key.
    cashier.keys("<Up><Up><Up><Up><Up><Up><Up>55.<Down>");
    assert!(
        cashier.row(2).contains("55,000 KRW                V fifty-five thousand"),
        "{}",
        cashier.screen()
    );
}

#[test]
fn a_held_enter_in_the_list_of_commands_never_pays() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777<F10>");
    for _ in 0..100 {
        cashier.pass(Duration::from_millis(33));
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
        cashier.wait_for_replies();
    }
    assert!(cashier.screen().contains("Take payment?"), "{}", cashier.screen());
    assert_eq!(cashier.amounts(), [0_u64; 0]);
}

#[test]
fn enter_and_f3_in_look_up_wait_for_the_answer() {
    let mut cashier = cashier();
    cashier
        .keys("55.<Enter>54091234567834561230777+<Enter>")
        .keys("7.<Enter>41111111111111111230777+<Enter>");
    let first = cashier.ledger()[1].id;
    cashier.keys("<F4>");
    // All in one burst, before any answer is there.
    cashier.burst(&format!("{first}<Enter>"));
    cashier.wait_for_replies();
    assert!(cashier.screen().contains(&first.grouped()), "{}", cashier.screen());
    assert!(cashier.screen().contains("55,000 KRW"), "{}", cashier.screen());
    cashier.keys("<Esc><Esc>");
    cashier.burst(&format!("{first}<F3>"));
    cashier.wait_for_replies();
    assert!(cashier.row(2).contains(&first.grouped()), "{}", cashier.screen());
    cashier.keys("<F4><C-u>zzz<Enter>");
    assert!(!cashier.screen().contains("Details"), "{}", cashier.screen());
}

#[test]
fn digits_keyed_right_after_an_id_are_the_amount() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777+<Enter><F3>");
    let id = cashier.ledger()[0].id;
    cashier.burst(&format!("{id}"));
    cashier.keys("3000+");
    assert!(cashier.screen().contains("Cancel?          3,000 KRW"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert_eq!(cashier.amounts(), [3_000, 55_000]);
}

#[test]
fn a_paste_never_becomes_another_amount() {
    let mut cashier = cashier();
    for text in ["1,000.50", "-5000", "1000\n2000"] {
        cashier.paste(text);
        assert!(cashier.screen().contains("The pasted text is not an amount"), "{}", cashier.screen());
        assert!(cashier.till.app.pay().form.is_pristine());
    }
    cashier.paste("55,000원\n");
    assert!(cashier.row(2).contains("Amount › 55,000 "), "{}", cashier.screen());
}

#[test]
fn a_paste_that_does_not_arrive_is_reported_wherever_the_keys_go_and_changes_nothing() {
    let english =
        ["The pasted text is too long. Nothing was entered.", "The paste broke off. Nothing was entered."];
    let korean = [
        "붙여 넣은 글이 너무 깁니다. 아무것도 넣지 않았습니다.",
        "붙여넣기가 중간에 끊겼습니다. 아무것도 넣지 않았습니다.",
    ];
    for (lang, [too_long, broken]) in [(Lang::En, english), (Lang::Ko, korean)] {
        for keys in ["55.", "<F3>12", "<F4>456", "<F10>", "<F10>lock now<Enter>"] {
            let keys = if lang == Lang::Ko { keys.replace("lock now", "잠") } else { keys.to_owned() };
            let mut cashier = Cashier::new(lang, 80, 24);
            cashier.keys(&keys);
            let before = cashier.without_notice();
            for (event, text) in [(Event::PasteTooLong, too_long), (Event::PasteBroken, broken)] {
                cashier.turn(vec![event]);
                let screen = cashier.screen();
                // The lock has it in two lines.
                let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(said.contains(text), "{keys}: {screen}");
                assert!(
                    cashier.till.app.cx.is_locked || cashier.without_notice() == before,
                    "{keys}: {screen}"
                );
            }
        }
        // It closes a strip, as any paste does.
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>54091234567834561230777+");
        cashier.turn(vec![Event::PasteBroken]);
        assert!(
            cashier.till.app.strip_is_closed() && cashier.screen().contains(broken),
            "{}",
            cashier.screen()
        );
    }
}

#[test]
fn a_swipe_on_another_screen_is_wiped_and_said() {
    let mut cashier = cashier();
    cashier.keys("<F1>").reader(&format!("{TRACK_2}<Enter>"));
    let screen = cashier.screen();
    assert!(screen.contains("Cards are read on Pay (F2)") && !screen.contains("4111"), "{screen}");
}

/// The keys of a payment up to its review, kept on Pay beneath what is opened next.
const READY: &str = "55.<Enter>54091234567834561230777";

#[test]
fn help_over_the_details_has_their_keys() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777+<Enter><F5><F1>");
    let screen = cashier.screen();
    for row in ["Details", "exact message for 10 s", "all of the same card", "the one before in its history"]
    {
        assert!(screen.contains(row), "{row}\n{screen}");
    }
    assert!(!screen.contains("Review") && !screen.contains("bring back"), "{screen}");
    assert_eq!(cashier.till.app.title(), "Paydesk - Details");
    // The list of commands takes its place, and closing it leads back.
    cashier.keys("<F10>");
    assert!(cashier.in_palette() && !cashier.in_help(), "{}", cashier.screen());
    cashier.keys("<Esc>");
    assert!(cashier.in_detail() && !cashier.in_palette(), "{}", cashier.screen());
}

#[test]
fn commands_over_the_details_act_on_them_and_not_on_the_form_beneath() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777+<Enter>").keys(READY).keys("<F5><F10>review");
    assert!(cashier.says(Text::NoSuchCommand), "{}", cashier.screen());
    cashier.keys("<Enter><Esc>");
    assert!(cashier.in_detail() && !cashier.till.app.in_review(), "{}", cashier.screen());
    cashier.keys("<F10>exact<Enter>");
    assert!(cashier.screen().contains("5409123456783456   CVC 777"), "{}", cashier.screen());
    cashier.keys("<F10>close<Enter>");
    assert!(!cashier.has_overlay() && !cashier.till.app.in_review(), "{}", cashier.screen());
    assert_eq!(cashier.pay_form().1[..4], ["55000", "5409123456783456", "1230", "777"]);
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn the_exact_message_is_hidden_in_time_under_help() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777+<Enter><F5><F8><F1>");
    cashier.silence();
    cashier.keys("<Esc>");
    assert!(cashier.in_detail() && !cashier.screen().contains("5409123456783456"), "{}", cashier.screen());
}

#[test]
fn details_that_are_not_found_close_with_what_is_over_them() {
    for locked in [false, true] {
        let mut cashier = cashier();
        cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
        cashier.burst("<F5><F1>");
        let asked = QuestionId(cashier.till.app.cx.asked_so_far());
        if locked {
            cashier.till.app.set_lock_time(Security { lock_seconds: 60, ..Security::default() });
            cashier.pass(Duration::from_secs(61));
            cashier.turn(vec![Event::Tick]);
        }
        let full =
            DeskError::from(LedgerError { path: "/shop/ledger.db".into(), trouble: LedgerTrouble::Full });
        cashier.open_questions += 1;
        cashier.turn(vec![Event::Reply(Box::new(Reply { to: asked, body: ReplyBody::Found(Err(full)) }))]);
        assert!(!cashier.has_overlay(), "{}", cashier.screen());
        assert_eq!(cashier.till.app.cx.is_locked, locked);
        cashier.wait_for_replies();
    }
}

#[test]
fn tab_drops_the_last_word_of_a_query() {
    let mut cashier = cashier();
    cashier.keys("<F4>55,000 won<Tab>");
    // Both words are one token.
    assert!(cashier.row(2).contains("Find › digits of card or id"), "{}", cashier.screen());
    cashier.keys("till 2 456 today<Tab>");
    assert!(cashier.row(2).contains("Find › till 2 456  "), "{}", cashier.screen());
    cashier.keys("<Tab>");
    assert!(cashier.row(2).contains("Find › till 2  "), "{}", cashier.screen());
}

#[test]
fn f6_lists_all_of_the_same_card() {
    let mut cashier = cashier();
    cashier
        .keys("55.<Enter>54091234567834561230777+<Enter>")
        .keys("7.<Enter>41111111111111111230777+<Enter>");
    cashier.keys("<F3>+<Enter><F4><F6>");
    let screen = cashier.screen();
    assert!(screen.contains("[same card: 4111 11** **** *111]") && !screen.contains("55,000"), "{screen}");
    assert_eq!(cashier.till.app.lookup().rows.len(), 2);
    cashier.keys("<Enter><F6>");
    assert_eq!(cashier.till.app.lookup().rows.len(), 2);
    cashier.keys("<Esc>");
    assert_eq!(cashier.till.app.lookup().rows.len(), 3);
}

#[test]
fn the_exact_card_is_seen_without_scrolling() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777+<Enter><F5><F8>");
    assert!(cashier.screen().contains("5409123456783456   CVC 777"), "{}", cashier.screen());
    cashier.silence();
    assert!(!cashier.screen().contains("5409123456783456"), "{}", cashier.screen());
}
