//! What keys do, all the way to the ledger.

use super::*;
use crate::payment::Kind;

const CARD: &str = "5409123456783456";
/// A payment of 55,000 up to the review.
const PAYMENT: &str = "55.<Enter>54091234567834561230777+";

fn cashier() -> Cashier {
    Cashier::new(Lang::En, 80, 24)
}

fn paid() -> Cashier {
    let mut cashier = cashier();
    cashier.keys(PAYMENT).keys("<Enter>");
    cashier
}

fn focus_row(cashier: &Cashier) -> String {
    cashier.screen().lines().find(|row| row.contains('›')).unwrap_or_default().to_owned()
}

#[test]
fn a_payment_goes_from_keys_to_the_ledger() {
    let cashier = paid();
    let ledger = cashier.ledger();
    assert_eq!(ledger.len(), 1);
    let row = &ledger[0];
    assert_eq!((row.amount.get(), row.vat.get(), row.kind), (55_000, 5_000, Kind::Payment));
    assert_eq!(row.card.to_string(), "540912*******456");
    let screen = cashier.screen();
    assert!(screen.contains(&format!("✓ Taken: 55,000 KRW, id {}.", row.id.grouped())), "{screen}");
    // The form is empty again, the focus is on the amount, and the message is there, masked.
    assert!(focus_row(&cashier).starts_with("         Amount ›"), "{screen}");
    assert!(screen.contains("540912*******456····001230***·····55000\n   0000005000"), "{screen}");
    assert!(!screen.contains(CARD) && !screen.contains("777"), "{screen}");
}

#[test]
fn keys_for_a_payment_are_counted() {
    // The data itself is 28 keys: 5 + 16 + 4 + 3.
    let with_digits = "55000<Enter>54091234567834561230777+<Enter>";
    let with_thousand = "55.<Enter>54091234567834561230777+<Enter>";
    assert_eq!((parse(with_digits).len(), parse(with_thousand).len()), (31, 29));
    let mut cashier = cashier();
    cashier.keys(with_digits);
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn the_last_payment_is_cancelled_with_three_keys() {
    let mut cashier = paid();
    cashier.keys("<F3>+<Enter>");
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
    assert!(matches!(cashier.ledger()[0].kind, Kind::Cancel { .. }));
    assert!(cashier.screen().contains("✓ Cancelled: 55,000 KRW"), "{}", cashier.screen());
}

#[test]
fn a_part_is_cancelled_and_both_ids_are_found() {
    let mut cashier = paid();
    cashier.keys("<F3><Enter>10.").keys("+<Enter>");
    let rows = cashier.ledger();
    assert_eq!((rows[0].amount.get(), rows[0].vat.get()), (10_000, 909));
    assert_eq!((rows[0].remaining.amount().get(), rows[0].remaining.vat().get()), (45_000, 4_091));
    for row in rows {
        cashier.keys("<F4>").keys(row.id.as_str());
        let screen = cashier.screen();
        assert!(screen.contains(&format!("[id {}]", row.id.grouped())), "{screen}");
        cashier.keys("<Enter>");
        let screen = cashier.screen();
        assert!(screen.contains("Details") && screen.contains(&row.id.grouped()), "{screen}");
        cashier.keys("<Esc><Esc>");
    }
}

#[test]
fn look_up_finds_by_card_and_amount_and_cancels_from_there() {
    let mut cashier = paid();
    cashier.keys("<F4>456");
    assert!(cashier.screen().contains("[card or id ..456, also 456 KRW]"), "{}", cashier.screen());
    assert!(cashier.row(8).contains("55,000"), "{}", cashier.screen());
    cashier.keys("<Esc>55,000");
    assert!(cashier.screen().contains("[55,000 KRW]"), "{}", cashier.screen());
    cashier.keys("<F3>+<Enter>");
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
    cashier.keys("<F4><Esc>nothing like this");
    assert!(cashier.row(3).contains("[? nothing] [? like] [? this]"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.row(4).contains("Not understood: nothing, like, this."), "{}", cashier.screen());
}

#[test]
fn a_held_enter_never_pays() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777");
    // Focus is on installments; Enter goes to VAT, then to the review, then repeats thirty times a second.
    for _ in 0..200 {
        cashier.pass(Duration::from_millis(33));
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
    }
    assert!(cashier.screen().contains("Take payment?"));
    assert_eq!(cashier.amounts(), [0_u64; 0]);
    cashier.keys("<Enter>");
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn what_was_keyed_before_the_strip_was_drawn_does_not_count() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234567834561230777");
    cashier.pass(Duration::from_millis(500));
    cashier.burst("+<Enter><Enter><Enter>");
    cashier.wait_for_replies();
    assert!(cashier.screen().contains("Take payment?"));
    assert_eq!(cashier.amounts(), [0_u64; 0]);
    cashier.keys("<Enter>");
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn pressing_twice_pays_once() {
    let mut cashier = cashier();
    cashier.keys(PAYMENT);
    // Two within a moment are a machine's, and answer nothing.
    cashier.pass(Duration::from_secs(1));
    cashier.burst("<Enter><Enter>");
    cashier.wait_for_replies();
    assert_eq!(cashier.amounts(), [0_u64; 0]);
    cashier.keys("<Esc>+");
    for _ in 0..2 {
        cashier.pass(Duration::from_millis(100));
        cashier.burst("<Enter>");
    }
    cashier.wait_for_replies();
    assert_eq!(cashier.amounts(), [55_000]);
}

#[test]
fn the_same_card_and_amount_is_asked_about_once_and_never_by_accident() {
    let mut cashier = paid();
    cashier.keys(PAYMENT).keys("<Enter>");
    let screen = cashier.screen();
    assert!(
        screen.contains("55,000 KRW was taken from this card 0 s ago (14:32). Take it again?"),
        "{screen}"
    );
    assert_eq!(cashier.amounts(), [55_000]);
    // An Enter that follows at once does not answer the new question, and closes nothing.
    cashier.pass(Duration::from_millis(100));
    cashier.burst("<Enter>");
    cashier.wait_for_replies();
    assert_eq!(cashier.amounts(), [55_000]);
    cashier.keys("+");
    assert_eq!(cashier.amounts(), [55_000, 55_000]);
}

#[test]
fn the_question_keeps_in_sight_what_is_asked_about_all_in_amber() {
    for (lang, rows) in [
        (
            Lang::En,
            [
                " Take payment?    55,000 KRW   lump sum   5409 12** **** *456   12/30",
                " 55,000 KRW was taken from this card 0 s ago (14:32). Take it again?",
                "                  + again   Esc no",
            ],
        ),
        (
            Lang::Ko,
            [
                " 결제할까요?      55,000원   일시불   5409 12** **** *456   12/30",
                " 0초 전(14:32)에 같은 카드로 55,000원을 결제했습니다. 한 번 더 결제할까요?",
                "                  + 한 번 더   Esc 결제 안 함",
            ],
        ),
    ] {
        // In a tall window the amount has large digits.
        for (height, top, large) in [(24, 8, 0), (30, 11, 4), (36, 14, 6)] {
            let mut cashier = Cashier::new(lang, 80, height);
            cashier.keys(PAYMENT).keys("<Enter>").keys(PAYMENT).keys("<Enter>");
            let screen = cashier.screen();
            assert_eq!(cashier.row(top), "═".repeat(80), "{screen}");
            let [question, doubt, answer] = rows;
            if large == 0 {
                assert_eq!(cashier.row(top + 1), question, "{screen}");
            }
            assert_eq!([2, 3].map(|row| cashier.row(top + large + row)), [doubt, answer], "{screen}");
            assert_eq!(cashier.row(top + large + 4), "═".repeat(80), "{screen}");
            // The message stays whole below it.
            assert!(cashier.says(Text::MessageKeyed), "{screen}");
            let buffer = &cashier.till.surface.twin.shown;
            for y in top + 1..=top + large + 2 {
                let cells = (0..80).map(|x| &buffer[(x, u16::try_from(y).expect("a row"))]);
                let mut seen = cells.filter(|cell| cell.symbol() != " ");
                assert!(seen.all(|cell| cell.fg == ratatui::style::Color::Yellow), "{screen}");
            }
        }
    }
}

#[test]
fn the_question_has_room_for_the_largest_amounts() {
    const LARGEST: &str = "1000000000<Enter>5409123456783456123077712+";
    for (lang, whole, part) in [
        (
            Lang::En,
            " 1,000,000,000 KRW was taken from this card 0 s ago (14:32). Take it again?",
            " Taken 0 s ago (14:32): 1,000,000,000 KRW, 777,777,777 KRW cancelled. Again?",
        ),
        (
            Lang::Ko,
            " 0초 전(14:32) 결제 1,000,000,000원. 한 번 더 결제할까요?",
            " 0초 전(14:32) 결제 1,000,000,000원, 취소 777,777,777원. 한 번 더 결제할까요?",
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys(LARGEST).keys("<Enter>").keys(LARGEST).keys("<Enter>");
        assert_eq!(cashier.row(10), whole);
        assert!(cashier.row(9).contains("1,000,000,000") && cashier.row(9).ends_with("12/30"));
        cashier.keys("<Esc><F3><Enter>777777777+<Enter><F2>+<Enter>");
        assert_eq!(cashier.row(10), part, "{}", cashier.screen());
    }
}

#[test]
fn esc_returns_from_the_strip_and_nothing_else_acts_there() {
    let mut cashier = cashier();
    cashier.keys(PAYMENT).keys("1+<F4><F2>x<Up>");
    assert!(cashier.screen().contains("Take payment?"));
    cashier.keys("<Esc>");
    assert!(cashier.screen().contains("5409 1234 5678 3456"));
    assert_eq!(cashier.amounts(), [0_u64; 0]);
}

#[test]
fn fields_advance_when_they_are_full_and_a_habitual_enter_is_absorbed() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>").keys(CARD);
    assert!(focus_row(&cashier).contains("Expiry"));
    cashier.keys("<Enter>");
    assert!(focus_row(&cashier).contains("Expiry"));
    assert!(cashier.screen().contains("Expiry: 4 digits, MMYY"));
    cashier.keys("1230");
    assert!(focus_row(&cashier).contains("CVC"));
    // A code of four digits goes nowhere else.
    cashier.keys("7774");
    assert!(focus_row(&cashier).contains("CVC"));
    assert!(cashier.screen().contains("No more fits here."), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(focus_row(&cashier).contains("Installments"));
}

#[test]
fn a_first_month_digit_of_two_to_nine_becomes_a_month() {
    let mut cashier = cashier();
    cashier.keys("<Down><Down>530");
    assert!(cashier.row(4).contains("05/30"), "{}", cashier.screen());
}

#[test]
fn good_news_comes_early_and_bad_news_late() {
    let mut cashier = cashier();
    cashier.keys("5");
    assert!(!cashier.row(2).contains('✗'), "5 may become 500");
    cashier.keys("<Down>");
    assert!(cashier.row(2).contains("✗ 100 to 1,000,000,000"));
    cashier.keys("<Up><End>00");
    assert!(cashier.row(2).contains('✓'));
    cashier.keys("<Down>");
    assert!(cashier.row(2).contains("✓ five hundred"));
    cashier.keys("<Down>13");
    assert!(cashier.row(4).contains("✗ No such month"), "{}", cashier.screen());
    cashier.keys("<BS><BS>1025");
    assert!(cashier.row(4).contains("✗ Expired 10/25"), "{}", cashier.screen());
}

#[test]
fn the_review_goes_to_the_first_bad_field() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>5409123<Down>+");
    assert!(focus_row(&cashier).contains("Card number"));
    let screen = cashier.screen();
    assert!(screen.contains("✗ Card number has 7 characters. Allowed: 10 to 16 digits."), "{screen}");
    assert_eq!(cashier.till.surface.bells, 1);
}

#[test]
fn amounts_add_up() {
    let mut cashier = cashier();
    cashier.keys("12.+8900");
    assert!(cashier.row(2).contains("12,000+8,900"), "{}", cashier.screen());
    assert!(cashier.row(2).contains("= 20,900 KRW"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.row(2).contains("20,900 KRW"), "{}", cashier.screen());
}

#[test]
fn esc_and_f7_lose_nothing_and_drafts_stay() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>54091234");
    cashier.keys("<Esc><Esc>");
    assert!(!cashier.screen().contains("55,000"));
    cashier.keys("<F7>");
    assert!(cashier.screen().contains("55,000") && cashier.screen().contains("5409 1234"));
    cashier.keys("<F4><F3><F2>");
    assert!(cashier.screen().contains("5409 1234"));
    cashier.resize(60, 12);
    assert!(cashier.screen().contains("Window too small: 60×12. Needed: 80×24."), "{}", cashier.screen());
    assert!(!cashier.screen().contains("5409"));
    cashier.resize(80, 24);
    assert!(cashier.screen().contains("5409 1234"));
}

#[test]
fn a_paste_fills_the_field_and_never_submits() {
    let mut cashier = cashier();
    cashier.keys("55.<Enter>");
    cashier.paste("5409-1234 5678/3456\n\n\r\n");
    assert!(cashier.row(3).contains("5409 1234 5678 3456"), "{}", cashier.screen());
    assert!(focus_row(&cashier).contains("Card number"));
    cashier.keys("<Enter>1230777+");
    cashier.paste("\n\n");
    assert_eq!(cashier.amounts(), [0_u64; 0]);
}

#[test]
fn letters_in_number_fields_are_dropped_and_said() {
    let mut cashier = cashier();
    cashier.keys("5ㅂ");
    assert!(cashier.screen().contains("the Korean keyboard is on"), "{}", cashier.screen());
    cashier.keys("x");
    assert!(cashier.screen().contains("· Digits only."), "{}", cashier.screen());
    cashier.keys("５0");
    assert!(cashier.row(2).contains("Amount › 550 "), "{}", cashier.screen());
}

#[test]
fn a_cancels_id_and_a_mistyped_id_are_named() {
    let mut cashier = paid();
    cashier.keys("<F3>+<Enter>");
    let rows = cashier.ledger();
    cashier.keys("<F3>").keys(rows[0].id.as_str());
    let screen = cashier.screen();
    assert!(screen.contains("✗ This is a cancel"), "{screen}");
    cashier.keys("<Esc>").keys(rows[1].id.as_str());
    assert!(cashier.screen().contains("✗ Cancelled in full already"), "{}", cashier.screen());
    cashier.keys("<Esc>26112114320712301008");
    assert!(cashier.screen().contains("✗ No such id: check it"), "{}", cashier.screen());
}

#[test]
fn a_cancel_that_asks_too_much_says_what_is_possible() {
    let mut cashier = paid();
    cashier.keys("<F3><Enter>55001");
    assert!(cashier.row(5).contains("✗ 1 to 55,000"), "{}", cashier.screen());
    cashier.keys("<BS><BS><BS><BS><BS>54000<Enter>3999");
    cashier.keys("+");
    let screen = cashier.screen();
    assert!(screen.contains("✗ The VAT of this cancel must be between 4,000 and 5,000 won."), "{screen}");
    cashier.keys("<BS><BS><BS><BS>4000+<Enter>");
    assert_eq!(cashier.amounts(), [54_000, 55_000]);
}

#[test]
fn another_till_was_faster() {
    let mut cashier = paid();
    cashier.keys("<F3><Enter>50.+");
    let other =
        Settings { ledger: cashier.home.path().join("ledger.db"), ..cashier.till.app.cx.settings.clone() };
    let mut desk = Desk::open(other, World::new(StoppedClock, Counter(200))).expect("desk");
    let id = cashier.ledger()[0].id;
    let request =
        crate::payment::CancelForm { id: id.as_str().into(), amount: "10000".into(), vat: "".into() };
    desk.cancel(&request.parse().expect("valid"), None).expect("cancelled");
    cashier.keys("<Enter>");
    let screen = cashier.screen();
    assert!(screen.contains("✗ Only 45,000 won of this payment remains."), "{screen}");
    assert!(screen.contains("remaining 45,000 KRW"), "{screen}");
    assert_eq!(cashier.amounts(), [10_000, 55_000]);
}

#[test]
fn the_exact_message_shows_for_ten_seconds() {
    let mut cashier = paid();
    cashier.resize(120, 40);
    cashier.keys("<F5>");
    assert!(!cashier.screen().contains(CARD));
    cashier.keys("<F8>");
    assert!(cashier.screen().contains(CARD), "{}", cashier.screen());
    cashier.pass(Duration::from_secs(10));
    cashier.turn(vec![Event::Tick]);
    assert!(!cashier.screen().contains(CARD));
}

#[test]
fn quitting_asks_when_something_is_keyed() {
    let mut cashier = cashier();
    cashier.keys("5<C-q>");
    assert_eq!(cashier.ended, None);
    assert!(cashier.screen().contains("Something is entered (Pay). Ctrl+Q again quits and forgets it."));
    cashier.keys("<C-q>");
    assert_eq!(cashier.ended, Some(Ended::Quit));
    let mut empty = Cashier::new(Lang::En, 80, 24);
    empty.keys("<C-q>");
    assert_eq!(empty.ended, Some(Ended::Quit));
    let mut empty = Cashier::new(Lang::En, 80, 24);
    empty.keys("<C-c><C-c>");
    assert_eq!(empty.ended, Some(Ended::Quit));
}

#[test]
fn what_ctrl_c_says_is_what_it_does() {
    // What is keyed, and what is said by the first and the second Ctrl+C; the third quits.
    for (keys, first, second) in [
        (
            "55.",
            "Cleared; F7 brings it back. Ctrl+C twice more quits.",
            "Ctrl+C again quits and forgets what was cleared.",
        ),
        (
            "5<Enter>12",
            "Cleared; F7 brings it back. Ctrl+C twice more quits.",
            "Something is entered (Pay). Ctrl+C again quits and forgets it.",
        ),
        (
            PAYMENT,
            "Ctrl+C twice more quits.",
            "Something is entered (Pay). Ctrl+C again quits and forgets it.",
        ),
        (
            "5<F3>1<F4>",
            "Ctrl+C twice more quits.",
            "Something is entered (Pay, Cancel). Ctrl+C again quits and forgets it.",
        ),
    ] {
        let mut cashier = cashier();
        cashier.keys(keys).keys("<C-c>");
        assert!(cashier.screen().contains(&format!(" {first}")), "{keys}\n{}", cashier.screen());
        cashier.keys("<C-c>");
        assert!(cashier.screen().contains(&format!(" {second}")), "{keys}\n{}", cashier.screen());
        assert_eq!(cashier.ended, None);
        cashier.keys("<C-c>");
        assert_eq!(cashier.ended, Some(Ended::Quit));
    }
    // What was cleared is there again.
    let mut cashier = cashier();
    cashier.keys("55.<C-c><F7>");
    assert_eq!(cashier.pay_form().1[0], "55000");
}

#[test]
fn quitting_names_the_screen_on_which_something_is_keyed() {
    let mut cashier = paid();
    cashier.keys("<F3><Enter><F2><C-q>");
    let said = "Something is entered (Cancel). Ctrl+Q again quits and forgets it.";
    assert!(cashier.screen().contains(said), "{}", cashier.screen());
    assert_eq!(cashier.ended, None);
}

#[test]
fn the_caret_is_where_the_next_character_goes() {
    let mut cashier = cashier();
    assert_eq!(cashier.cursor(), (18, 2));
    cashier.keys("55.");
    assert_eq!(cashier.cursor(), (24, 2));
    cashier.keys("<Enter>54091");
    assert_eq!(cashier.cursor(), (24, 3));
}

#[test]
fn help_lists_the_keys_of_the_screen() {
    let mut cashier = cashier();
    cashier.keys("?");
    let screen = cashier.screen();
    assert!(screen.contains("F8  Ctrl+S") && screen.contains("bring back what was cleared"), "{screen}");
    cashier.keys("<Esc><F4><F1>");
    assert!(cashier.screen().contains("What can be typed"), "{}", cashier.screen());
    cashier.keys("cancel this");
    assert!(cashier.screen().contains("F3  "), "{}", cashier.screen());
}

#[test]
fn a_burst_of_keys_is_drawn_once() {
    let mut cashier = cashier();
    let before = cashier.till.surface.frames;
    cashier.burst(&"1".repeat(2_000));
    assert_eq!(cashier.till.surface.frames, before + 1);
}

/// A clock that breaks.
struct BrokenClock;

impl Clock for BrokenClock {
    fn now(&self) -> DateTime<FixedOffset> {
        panic!("the clock is broken");
    }
}

#[test]
fn a_worker_that_panics_says_that_it_is_gone() {
    let home = tempfile::tempdir().expect("folder");
    let settings = Settings::new(home.path().join("ledger.db"), home.path().join("keyring"));
    let desk = Desk::open(settings, World::new(BrokenClock, Counter(0))).expect("desk");
    let (events, inbox) = mpsc::channel();
    let (questions, asked) = mpsc::channel();
    let notes = Notes::open(&home.path().join("ledger.db"), Till::FIRST).0;
    let worker = worker::start(Beginning::Open(Box::new(desk)), notes, None, Duration::ZERO, asked, events)
        .expect("worker");
    questions.send((QuestionId(1), Question::Status)).expect("sent");
    assert!(matches!(inbox.recv(), Ok(Event::WorkerGone)));
    assert!(worker.join().is_err());
}

#[test]
fn a_panic_of_the_screens_is_an_end_like_another() {
    assert!(matches!(panic_as_end(|| panic!("while drawing")), Ok(Ended::Panicked)));
}

#[test]
fn a_dead_worker_ends_the_screens() {
    let mut cashier = cashier();
    cashier.turn(vec![Event::WorkerGone]);
    assert_eq!(cashier.ended, Some(Ended::WorkerGone));
    let mut other = Cashier::new(Lang::En, 80, 24);
    other.turn(vec![Event::Terminate(15)]);
    assert_eq!(other.ended, Some(Ended::Signal(15)));
}

#[test]
fn the_id_shown_is_copied_and_said() {
    let mut cashier = paid();
    let id = cashier.ledger()[0].id;
    cashier.keys("<F9>");
    assert_eq!(cashier.till.surface.copied, [id.to_string()]);
    assert!(cashier.screen().contains(&format!("✓ Copied: {}", id.grouped())), "{}", cashier.screen());
    cashier.keys("<F3>+<Enter><F4><Down><C-y>");
    assert_eq!(cashier.till.surface.copied.last(), Some(&id.to_string()));
}

#[test]
fn the_title_names_the_screen_and_nothing_keyed() {
    let mut cashier = paid();
    assert_eq!(cashier.till.app.title(), "Paydesk - Pay");
    cashier.keys("<F4>456");
    assert_eq!(cashier.till.app.title(), "Paydesk - Look up");
}

#[test]
fn ctrl_z_suspends_also_in_the_strip() {
    let mut cashier = cashier();
    cashier.keys(PAYMENT).keys("<C-z>");
    assert_eq!(cashier.till.surface.suspended, 1);
    assert!(cashier.screen().contains("Take payment?"));
}
