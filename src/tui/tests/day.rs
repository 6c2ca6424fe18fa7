//! The day at a till: what was taken, the close, the closes before, on paper, and what keeps a day from being closed.

use super::*;
use crate::{
    config::PrinterTo,
    desk::{DeskError, pending::Notes},
    payment::{CancelAmount, CancelRequest},
    record::{DayReport, Progress},
    tui::{
        app::PrintState,
        protocol::{DayReply, Reply, ReplyBody},
        screen::day::DayScreen,
        tests::slips::{cuts, paper_in},
    },
};

/// A whole payment of 55,000 won, taken, and one of 12,000 in months.
const SALES: &str =
    "55.<Enter>54091234567834561230777+<Enter>12.<Enter>41111111111111111230777<Enter>3+<Enter>";

/// Another payment.
const SALE: &str = "41.<Enter>54091234567834561230777+<Enter>";

impl Cashier {
    fn day(&self) -> &DayScreen {
        self.till.app.find().expect("the day")
    }

    /// The number of the close that is shown; `None` for the day so far.
    fn close_shown(&self) -> Option<u32> {
        self.day().close.as_ref().map(|(number, _)| *number)
    }

    /// Another till of the shop.
    fn other_till(&self, number: u64) -> Desk {
        let settings = Settings { till: Till::new(number).expect("till"), ..settings_in(&self.home) };
        Desk::open(settings, World::new(self.wall.clone(), Counter(7))).expect("desk")
    }

    /// The closes, newest first.
    fn closes(&self) -> Vec<DayReport> {
        let mut desk = self.other_till(9);
        let closes = desk.closes(..).expect("listed");
        closes.iter().map(|close| desk.find_close(close.number).expect("found").0).collect()
    }

    /// How often the first close was printed again.
    fn reprints(&self) -> u32 {
        self.other_till(9).find_close(1).expect("found").1
    }

    fn said(&self) -> &str {
        self.till.app.cx.notice.as_ref().map_or("", |notice| &notice.text)
    }

    fn news(&mut self) {
        self.turn(vec![Event::LedgerChanged]);
        self.wait_for_replies();
    }
}

/// A till of a shop with a name at which [`SALES`] were taken, one cancelled in part, and another till that took 3,000.
fn shop(lang: Lang, width: u16, height: u16) -> Cashier {
    let mut cashier = Cashier::new(lang, width, height);
    cashier.till.app.cx.paper.shop.name = "성수 라떼".to_owned();
    cashier.keys(SALES).keys("<F3><Enter>2.+<Enter>");
    let mut other = cashier.other_till(2);
    let request = cashier.keys("<F2>3.<Enter>54091234567834561230777+").till.app.pay().review.as_ref();
    let request = request.expect("a review").request.clone();
    other.pay(&request, &PayOptions::default()).expect("paid");
    cashier.keys("<Esc><Esc><Esc>");
    cashier
}

#[test]
fn the_day_so_far_the_question_and_the_close() {
    for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut cashier = shop(lang, width, height);
            cashier.keys("<A-4>");
            insta::assert_snapshot!(format!("day_{name}_{width}"), cashier.screen());
            cashier.keys("+");
            insta::assert_snapshot!(format!("day_asks_{name}_{width}"), cashier.screen());
            assert!(cashier.closes().is_empty());
            cashier.keys("<Enter>");
            insta::assert_snapshot!(format!("day_closed_{name}_{width}"), cashier.screen());
            let closed = &cashier.closes()[0];
            assert_eq!((closed.figures.payments.amount, closed.figures.cancels.amount), (70_000, 2_000));
            // The day so far is empty now.
            cashier.keys("<Esc>");
            insta::assert_snapshot!(format!("day_after_{name}_{width}"), cashier.screen());
        }
    }
}

#[test]
fn a_ledger_without_a_transaction_says_when_a_day_can_be_closed() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("<A-4>");
        assert!(cashier.says(Text::DayEmptyFirst), "{}", cashier.screen());
        cashier.keys("+");
        assert!(!cashier.till.app.in_review() && cashier.says(Text::CloseNothingSince));
        cashier.keys("<Left>");
        assert!(cashier.says(Text::CloseNone));
    }
}

#[test]
fn arrows_walk_through_the_closes_and_back_to_the_day_so_far() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<A-4>+<Enter><F2>").keys(SALE).keys("<A-4>+<Enter>");
    assert_eq!(cashier.close_shown(), Some(2));
    let second = cashier.screen();
    cashier.keys("<Left>");
    assert_eq!(cashier.close_shown(), Some(1));
    assert!(
        cashier.row(2).starts_with(" Z report 1   2026-11-21 (Sat) 14:32:07   till 01"),
        "{}",
        cashier.row(2)
    );
    cashier.keys("<Left>");
    assert!(cashier.close_shown() == Some(1) && cashier.says(Text::DayFirst));
    cashier.keys("<Right>");
    assert_eq!(cashier.body(2), second.lines().skip(2).take(cashier.body(2).len()).collect::<Vec<_>>());
    cashier.keys("<Right>");
    assert_eq!(cashier.close_shown(), None);
    cashier.keys("<Right>");
    assert!(cashier.says(Text::DayNewest));
    // A key for a close that is shown leads to what would be closed first.
    cashier.keys("<Left>+");
    assert!(
        cashier.close_shown().is_none() && !cashier.till.app.in_review() && cashier.says(Text::DayLookFirst)
    );
    // Another visit begins with the day so far.
    cashier.keys("<Left><F2><A-4>");
    assert_eq!(cashier.close_shown(), None);
    assert_eq!(cashier.closes().len(), 2);
}

#[test]
fn only_who_has_read_the_question_answers_it() {
    let mut cashier = shop(Lang::En, 80, 24);
    // A key that means nothing there, a letter of either keyboard, a scan and a paste close the strip.
    for key in ["7", "q", "ㅂ", "<F4>", "<Left>", "/"] {
        cashier.keys("<A-4>+").keys(key);
        assert!(cashier.says(Text::HintStripClosed) && cashier.says(Text::DayStripClosed), "{key}");
        cashier.keys("<Enter>");
        assert!(cashier.says(Text::HintStripClosed), "{key}");
        cashier.keys("<Esc>");
        assert!(!cashier.till.app.in_review(), "{key}");
    }
    cashier.keys("+");
    cashier.turn(vec![Event::Paste("+".to_owned().into())]);
    assert!(cashier.says(Text::HintStripClosed));
    cashier.keys("<Enter><Esc>");
    // A burst with an Enter in it.
    cashier.burst("+<Enter>");
    cashier.wait_for_replies();
    assert!(!cashier.till.app.in_review());
    // Behind a lock the question is gone.
    cashier.till.app.set_lock_time(crate::config::Security { lock_seconds: 60, ..Default::default() });
    cashier.keys("<A-4>+");
    assert!(cashier.till.app.in_review());
    cashier.pass(Duration::from_secs(61));
    cashier.turn(vec![Event::Tick]);
    assert!(cashier.till.app.cx.is_locked);
    cashier.keys("<Enter>");
    assert!(!cashier.till.app.in_review());
    assert!(cashier.closes().is_empty());
}

#[test]
fn an_enter_that_opened_the_question_does_not_answer_it_while_it_is_held() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<A-4><F10>close the day");
    let label = cashier.till.app.cx.locale.text(Text::KeyCloseDay);
    assert!(cashier.screen().contains(&label), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.till.app.in_review(), "{}", cashier.screen());
    for _ in 0..20 {
        cashier.pass(Duration::from_millis(30));
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
    }
    assert!(cashier.closes().is_empty() && !cashier.day().is_closing());
    cashier.pass(Duration::from_secs(1));
    cashier.keys("<Enter>");
    assert_eq!(cashier.closes().len(), 1);
}

#[test]
fn a_close_goes_to_the_printer_and_its_copies_are_marked() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = shop(lang, 80, 24);
        let paper = paper_in(&mut cashier);
        cashier.keys("<A-4>+");
        assert!(cashier.says(Text::KeyClosePrint), "{}", cashier.screen());
        cashier.keys("<Enter>");
        assert_eq!(cuts(&paper), 1);
        assert!(cashier.reprints() == 0, "the first is no copy");
        // Printed again, it is marked and recorded; held, once, however late it begins to repeat.
        for pause in [2_000, 500, 30, 30, 30, 1_000, 92, 92] {
            cashier.pass(Duration::from_millis(pause));
            let at = cashier.clock.get();
            cashier.turn(vec![Event::Key(KeyPress::char('/'), at)]);
            cashier.wait_for_replies();
        }
        assert_eq!((cuts(&paper), cashier.reprints()), (2, 1));
        assert!(matches!(cashier.till.app.cx.print.as_ref().expect("a print").state, PrintState::Printed));
        let printed = String::from_utf8_lossy(&std::fs::read(&paper).expect("paper")).into_owned();
        if lang == Lang::En {
            assert_eq!(printed.matches("Z report 1").count(), 2);
            assert_eq!(printed.matches("Reprint 1\n").count(), 1);
        }
        // An X report is stored nowhere. Another key shows that none is held.
        cashier.keys("<Esc>/");
        assert_eq!((cuts(&paper), cashier.reprints()), (3, 1));
    }
}

#[test]
fn a_close_that_the_printer_did_not_take_is_no_reprint_the_next_time() {
    let mut cashier = shop(Lang::En, 80, 24);
    // No program listens there.
    cashier.till.app.cx.paper.printer.to = PrinterTo::Tcp { host: "127.0.0.1".to_owned(), port: 1 };
    cashier.keys("<A-4>+<Enter>");
    assert!(cashier.said().starts_with("Z report 1 not printed. / = again. "), "{}", cashier.said());
    let paper = paper_in(&mut cashier);
    // On another screen the key that the notice names prints it; there another key takes the offer away.
    cashier.keys("<F2>");
    assert_eq!(cuts(&paper), 0);
    cashier.keys("<A-4><Left>/");
    assert_eq!(cuts(&paper), 1);
    assert!(cashier.reprints() == 0);
    cashier.pass(Duration::from_secs(2));
    cashier.keys("/");
    assert_eq!((cuts(&paper), cashier.reprints()), (2, 1));
}

#[test]
fn the_key_that_a_notice_names_prints_what_it_is_about() {
    let off = || PrinterTo::Tcp { host: "127.0.0.1".to_owned(), port: 1 };
    // A report, while it is shown.
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.till.app.cx.paper.printer.to = off();
    cashier.keys("<A-4>+<Enter>");
    let paper = paper_in(&mut cashier);
    cashier.keys("/");
    assert_eq!((cuts(&paper), cashier.reprints()), (1, 0));
    // A slip, while the day is shown.
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.till.app.cx.paper.printer.to = off();
    cashier.till.app.cx.paper.slip.print = crate::config::SlipPrint::Always;
    cashier.keys("<F2>77.<Enter>54091234567834561230777+<Enter>");
    let failed = cashier.till.app.cx.print_ask.clone();
    cashier.keys("<A-4>");
    // As it is when the printer's answer comes only now.
    cashier.till.app.cx.print_ask = failed;
    let paper = paper_in(&mut cashier);
    cashier.keys("/");
    let printed = String::from_utf8_lossy(&std::fs::read(&paper).expect("paper")).into_owned();
    assert!(printed.contains("77,000 KRW") && !printed.contains("X report"), "{printed}");
}

#[test]
fn while_the_day_is_being_closed_nothing_else_begins() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<A-4>+");
    cashier.pass(Duration::from_secs(1));
    let at = cashier.clock.get();
    cashier.turn(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
    cashier.stay_alone();
    assert!(cashier.day().is_closing() && cashier.says(Text::DayClosing), "{}", cashier.screen());
    // Its reply is not there yet.
    for key in ["<C-q>", "<C-c>", "<C-c>", "<Esc>", "7"] {
        cashier.pass(Duration::from_millis(400));
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(parse(key)[0], at)]);
        assert_eq!(cashier.ended, None, "{key}");
        assert!(
            cashier.day().is_closing() && cashier.said() == "The day is being closed. Wait a moment.",
            "{key}"
        );
    }
    cashier.wait_for_replies();
    assert_eq!((cashier.closes().len(), cashier.close_shown()), (1, Some(1)));
    cashier.keys("<C-q>");
    assert_eq!(cashier.ended, Some(Ended::Quit));
}

#[test]
fn figures_that_take_long_say_how_far_they_are_and_ones_that_cannot_be_read_are_not_used() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<A-4>");
    let figures = cashier.body(2);
    // As the worker answers about a ledger of years.
    let reply = |cashier: &mut Cashier, body: Result<DayReply, DeskError>| {
        cashier.turn(vec![Event::LedgerChanged]);
        let to = QuestionId(cashier.till.app.cx.asked_so_far());
        // The worker answers that question, too.
        cashier.open_questions += 1;
        cashier.turn(vec![Event::Reply(Box::new(Reply { to, body: ReplyBody::Day(body) }))]);
    };
    reply(&mut cashier, Ok(DayReply::GaveWay));
    assert_eq!(cashier.body(2), figures, "nothing moves");
    cashier.wait_for_replies();
    reply(&mut cashier, Ok(DayReply::Counting(3_000_000, 10_000_000)));
    assert!(cashier.says(Text::DayPercent { percent: "30" }), "{}", cashier.screen());
    for key in ["+", "/"] {
        cashier.pass(Duration::from_secs(2));
        let at = cashier.clock.get();
        cashier.turn(vec![Event::Key(parse(key)[0], at)]);
        assert!(!cashier.till.app.in_review() && cashier.says(Text::DayCounting), "{key}");
    }
    cashier.wait_for_replies();
    assert_eq!(cashier.body(2)[..10], figures[..10]);
    reply(&mut cashier, Err(DeskError::NoSuchClose { number: 7 }));
    assert!(cashier.says(Text::DayUnreadable), "{}", cashier.screen());
    assert_eq!(cashier.said(), "There is no close 7.");
    cashier.wait_for_replies();
}

#[test]
fn a_question_that_another_till_has_answered_is_taken_away() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<A-4>+");
    let mut other = cashier.other_till(2);
    other.close(&Progress::default()).expect("closed");
    let id = other.last().expect("read").expect("a payment").id;
    other.cancel(&CancelRequest { id, amount: CancelAmount::Rest, vat: None }, None).expect("cancelled");
    // What would be closed now is another close than that which was read.
    cashier.keys("<Enter>");
    assert_eq!(cashier.said(), "Another till has closed the day first (Z 1). Look at the figures again.");
    assert!(!cashier.till.app.in_review() && cashier.closes().len() == 1);
    cashier.keys("+");
    other.close(&Progress::default()).expect("closed");
    cashier.news();
    assert_eq!(cashier.said(), "Another till has closed the day first (Z 2). Look at the figures again.");
    assert!(!cashier.till.app.in_review());
}

#[test]
fn what_another_till_took_a_moment_ago_can_be_closed() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<A-4>+<Enter><Esc>");
    let mut other = cashier.other_till(2);
    let id = other.last().expect("read").expect("a payment").id;
    other.cancel(&CancelRequest { id, amount: CancelAmount::Rest, vat: None }, None).expect("cancelled");
    // The screen does not know of it yet.
    assert!(cashier.says(Text::DayEmpty), "{}", cashier.screen());
    cashier.keys("+");
    assert!(cashier.till.app.in_review() && cashier.said().is_empty(), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert_eq!(cashier.closes().len(), 2);
}

#[test]
fn the_beginning_of_a_business_day_is_typed_as_people_write_it() {
    for (lang, allowed) in [(Lang::En, "as 04:00."), (Lang::Ko, "(예: 04:00)")] {
        let mut cashier = Cashier::new(lang, 80, 24);
        for (typed, saved) in
            [("04:30", "04:30"), ("5:00", "05:00"), ("0615", "06:15"), ("０７：００", "07:00")]
        {
            cashier.keys(&format!("<F10>day.starts_at<Enter><C-u>{typed}"));
            assert!(cashier.screen().contains(allowed), "{}", cashier.screen());
            cashier.keys("<Enter>");
            assert!(cashier.said().ends_with(&format!(": {saved}")), "{}", cashier.said());
            assert!(cashier.screen().contains(saved), "{}", cashier.screen());
            assert_eq!(cashier.till.app.cx.settings.day_starts_at.to_string(), saved);
            cashier.keys("<Esc><Esc>");
        }
        for wrong in ["13:00", "4", "noon", ""] {
            cashier.keys(&format!("<F10>day.starts_at<Enter><C-u>{wrong}<Enter>"));
            assert!(!cashier.said().is_empty() && !cashier.said().contains("따옴표"), "{wrong}");
            assert_eq!(cashier.till.app.cx.settings.day_starts_at.to_string(), "07:00");
            cashier.keys("<Esc><Esc><Esc>");
        }
    }
}

#[test]
fn the_hours_of_the_day_follow_the_business_day() {
    let mut cashier = shop(Lang::En, 80, 24);
    cashier.keys("<F10>day.starts_at<Enter><C-u>04:30<Enter><Esc><Esc><A-4>");
    let taken = |cashier: &Cashier| {
        let hours = &cashier.day().now.as_ref().expect("read").hours.columns;
        (hours[0].from.to_string(), hours.iter().map(|hour| hour.totals.payments).sum::<u64>())
    };
    assert_eq!(taken(&cashier), ("2026-11-21 04:30:00".to_owned(), 3));
    for (time, expected) in [
        ("2026-11-22T00:00:00+09:00", ("2026-11-21 04:30:00".to_owned(), 3)),
        ("2026-11-22T04:30:00+09:00", ("2026-11-22 04:30:00".to_owned(), 0)),
    ] {
        cashier.minute(time);
        cashier.wait_for_replies();
        assert_eq!(taken(&cashier), expected, "{time}");
    }
}

#[test]
fn without_a_printer_a_close_is_only_shown_and_the_key_says_why() {
    let mut cashier = shop(Lang::Ko, 80, 24);
    cashier.keys("<A-4>+<Enter>");
    assert_eq!(cashier.closes().len(), 1);
    cashier.keys("/");
    assert_eq!(cashier.said(), cashier.till.app.cx.locale.text(Text::PrinterNowhere));
    assert_eq!(cashier.reprints(), 0);
}

#[test]
fn what_another_till_takes_is_seen_and_what_it_closes_too() {
    let mut cashier = shop(Lang::En, 120, 36);
    cashier.keys("<A-4>");
    let paid = |cashier: &Cashier| cashier.day().report().map(|report| report.figures.payments.amount);
    assert_eq!(paid(&cashier), Some(70_000));
    let mut other = cashier.other_till(2);
    let id = other.last().expect("read").expect("a payment").id;
    other.cancel(&CancelRequest { id, amount: CancelAmount::Rest, vat: None }, None).expect("cancelled");
    cashier.news();
    let cancelled = cashier.day().report().map(|report| report.figures.cancels.amount);
    assert_eq!(cancelled, Some(5_000));
    // It closes while the question is open here: there is nothing left to close.
    cashier.keys("+");
    other.close(&Progress::default()).expect("closed");
    cashier.keys("<Enter>");
    assert!(!cashier.till.app.in_review(), "{}", cashier.screen());
    assert_eq!((cashier.closes().len(), paid(&cashier)), (1, Some(0)));
}

#[test]
fn a_till_that_was_stopped_on_the_way_has_to_be_started_first() {
    let mut cashier = shop(Lang::En, 80, 24);
    let name = "ledger.db-till02-1.in-flight";
    let note = r#"{"paydesk_in_flight":1,"request_id":"r","amount":1000,"cancels":null,"at":"2026-11-21T14:32:07+09:00"}"#;
    let ledger = settings_in(&cashier.home).ledger;
    std::fs::write(ledger.with_file_name(name), note).expect("written");
    cashier.keys("<A-4>");
    assert!(cashier.says(Text::DayNoteLeft { till: "02" }), "{}", cashier.screen());
    cashier.keys("+");
    assert!(
        cashier.says(Text::CloseNoteLeft { till: "02" }) || cashier.said().starts_with("Till 02 was stopped")
    );
    assert!(!cashier.till.app.in_review());
    // It has said so, and the day is closed.
    let settings = Settings { till: Till::new(2).expect("till"), ..settings_in(&cashier.home) };
    let (mut notes, left) = Notes::open(&settings.ledger, settings.till);
    for note in left {
        notes.discard(note.file);
    }
    drop(notes);
    cashier.news();
    cashier.keys("+<Enter>");
    assert_eq!(cashier.closes().len(), 1);
}

#[test]
fn a_forgotten_close_is_a_calm_word_where_days_are_closed() {
    for (lang, word) in [(Lang::En, " 11-21 not closed "), (Lang::Ko, " 11-21 미마감 ")] {
        let mut cashier = shop(lang, 80, 24);
        let says = |cashier: &Cashier| cashier.row(1).contains(word);
        // A shop that has never closed a day is not reminded of it.
        cashier.minute("2026-11-22T09:00:00+09:00");
        cashier.wait_for_replies();
        assert!(!says(&cashier));
        cashier.minute("2026-11-21T15:00:00+09:00");
        cashier.keys("<A-4>+<Enter><F2>").keys(SALE);
        assert!(!says(&cashier), "the day is not over");
        cashier.minute("2026-11-22T00:00:00+09:00");
        cashier.wait_for_replies();
        assert!(says(&cashier), "{}", cashier.screen());
        // A shop that sells past midnight has another day.
        cashier.keys("<F10>day.starts_at<Enter><C-u>04:30<Enter><Esc><Esc>");
        assert!(!says(&cashier), "{}", cashier.screen());
        cashier.minute("2026-11-22T04:30:00+09:00");
        cashier.wait_for_replies();
        assert!(says(&cashier), "{}", cashier.screen());
        cashier.keys("<A-4>+<Enter>");
        assert!(!says(&cashier), "{}", cashier.screen());
        assert_eq!(cashier.closes()[0].figures.day_starts_at.to_string(), "04:30");
    }
}

#[test]
fn a_day_of_many_tills_and_dates_keeps_its_chart_and_says_what_is_left_out() {
    let mut cashier = shop(Lang::Ko, 80, 24);
    let request = cashier.keys("<F2>1.<Enter>54091234567834561230777+").till.app.pay().review.as_ref();
    let request = request.expect("a review").request.clone();
    cashier.keys("<Esc><Esc><Esc>");
    for till in 3..=20 {
        let mut other = cashier.other_till(till);
        cashier.wall.set(&format!("2026-11-{:02}T{:02}:00:00+09:00", 21 + till / 3, 10 + till % 3));
        other.pay(&request, &PayOptions::default()).expect("paid");
    }
    cashier.keys("<A-4>");
    insta::assert_snapshot!("day_of_many_tills_ko_80", cashier.screen());
    cashier.resize(120, 36);
    insta::assert_snapshot!("day_of_many_tills_ko_120", cashier.screen());
}
