//! What the time of day changes: the clock, and a new day while a form or a review is open.

use super::*;
use crate::tui::screen::{SCREENS, ScreenRow, pay};

#[test]
fn a_review_that_is_answered_after_the_cards_last_day_is_refused() {
    for (lang, sentence) in [
        (Lang::En, "Expired 11/26. Take another card."),
        (Lang::Ko, "유효기간 지남(11/26). 다른 카드를 받으세요."),
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

impl Cashier {
    /// A minute passes: the clock shows `time`, and the loop wakes at its deadline.
    pub(super) fn minute(&mut self, time: &str) {
        self.wall.set(time);
        let deadline = self.till.app.cx.next_minute().max(self.clock.get());
        self.clock.set(deadline);
        self.turn(vec![Event::Tick]);
        self.wait_for_replies();
    }
}

/// The head of the screen: both of its rows.
fn head(cashier: &Cashier) -> [String; 2] {
    [0, 1].map(|y| cashier.row(y))
}

#[test]
fn the_head_says_who_where_when_and_what_today_amounts_to() {
    for (lang, empty, sums) in [
        (
            Lang::En,
            [
                " Paydesk   F2 Pay   F3 Cancel   F4 Look up   Day       till 01  Sat 11-21 14:32",
                "─────────────────────────────────────────── today at this till: 0 sales  0 KRW ─",
            ],
            [
                "─────────────────────────────────────── today at this till: 1 sale  55,000 KRW ─",
                "─────────────────────────────────────── today at this till: 1 sale  45,000 KRW ─",
            ],
        ),
        (
            Lang::Ko,
            [
                " Paydesk   F2 결제   F3 취소   F4 조회   마감     01번 단말기  11-21 (토) 14:32",
                "────────────────────────────────────────────────────── 오늘 이 단말기 0건  0원 ─",
            ],
            [
                "───────────────────────────────────────────────── 오늘 이 단말기 1건  55,000원 ─",
                "───────────────────────────────────────────────── 오늘 이 단말기 1건  45,000원 ─",
            ],
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        assert_eq!(head(&cashier), empty.map(str::to_owned), "{}", cashier.screen());
        cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
        assert_eq!(cashier.row(1), sums[0]);
        // A cancel is counted in.
        cashier.keys("<F3><Enter>10.+<Enter>");
        assert_eq!(cashier.row(1), sums[1]);
    }
}

#[test]
fn sales_of_other_tills_are_not_counted() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    let settings = Settings { till: Till::new(2).expect("till"), ..settings_in(&cashier.home) };
    let mut other = Desk::open(settings, World::new(StoppedClock, Counter(7))).expect("desk");
    let request = cashier.keys("55.<Enter>54091234567834561230777+").till.app.pay().review.as_ref();
    let request = request.expect("a review").request.clone();
    other.pay(&request, &PayOptions::default()).expect("paid");
    cashier.turn(vec![Event::LedgerChanged]);
    cashier.wait_for_replies();
    assert!(cashier.row(1).contains(" today at this till: 0 sales  0 KRW "), "{}", cashier.screen());
}

#[test]
fn a_long_name_is_shortened_and_the_tabs_stay() {
    let head_of = |lang, shop: &str, width| {
        let mut cashier = Cashier::new(lang, width, 24);
        shop.clone_into(&mut cashier.till.app.cx.paper.shop.name);
        cashier.turn(vec![Event::Resize]);
        cashier.row(0)
    };
    for (lang, shop, width, row) in [
        (
            Lang::Ko,
            "성수 라떼",
            80,
            " 성수 라떼   F2 결제   F3 취소   F4 조회   마감   01번 단말기  11-21 (토) 14:32",
        ),
        (
            Lang::Ko,
            "성수동 사거리 라떼와 구움과자 이호점",
            80,
            " 성수동 …   F2 결제   F3 취소   F4 조회   마감    01번 단말기  11-21 (토) 14:32",
        ),
        (
            Lang::En,
            "The coffee and cake shop at the corner",
            80,
            " The coffee…   F2 Pay   F3 Cancel   F4 Look up   Day   till 01  Sat 11-21 14:32",
        ),
        (
            Lang::En,
            "The coffee and cake shop at the corner",
            101,
            " The coffee and cake shop at the…   F2 Pay   F3 Cancel   F4 Look up   Day   till 01  Sat 11-21 14:32",
        ),
    ] {
        assert_eq!(head_of(lang, shop, width), row);
    }
}

/// A tab that is added to those of the table.
type Tab = (&'static [KeyPress], Text<'static>);

const PEOPLE: Tab = (&[KeyPress::f(12)], Text::TabCancel);
const LONG_NAME: &str = "성수동 사거리 라떼와 구움과자 이호점";

/// The top line of a shop with this name at 80 columns, with more tabs.
fn head_with_more_tabs(lang: Lang, shop: &str, keys: &str, more: &[Tab]) -> String {
    let mut cashier = Cashier::new(lang, 80, 24);
    shop.clone_into(&mut cashier.till.app.cx.paper.shop.name);
    cashier.keys(keys);
    head_of(&mut cashier, more)
}

/// The top line with more tabs.
fn head_of(cashier: &mut Cashier, more: &[Tab]) -> String {
    let mut rows = SCREENS.to_vec();
    rows.extend(more.iter().map(|(keys, tab)| ScreenRow { keys, tab: *tab, ..SCREENS[0] }));
    let app = &cashier.till.app;
    cashier.till.surface.twin.frame(|buffer| draw::draw_with_tabs(app, &rows, buffer).cursor);
    cashier.row(0)
}

#[test]
fn the_day_stays_with_four_tabs_and_with_five() {
    let long = LONG_NAME;
    for (lang, shop, keys, more, row) in [
        (
            Lang::En,
            "",
            "",
            &[][..],
            " Paydesk   F2 Pay   F3 Cancel   F4 Look up   Day       till 01  Sat 11-21 14:32",
        ),
        (
            Lang::En,
            long,
            "",
            &[],
            " 성수동 사…   F2 Pay   F3 Cancel   F4 Look up   Day    till 01  Sat 11-21 14:32",
        ),
        (
            Lang::Ko,
            "",
            "",
            &[],
            " Paydesk   F2 결제   F3 취소   F4 조회   마감     01번 단말기  11-21 (토) 14:32",
        ),
        (
            Lang::Ko,
            long,
            "",
            &[],
            " 성수동 …   F2 결제   F3 취소   F4 조회   마감    01번 단말기  11-21 (토) 14:32",
        ),
        (
            Lang::En,
            "",
            "<F4>",
            &[PEOPLE],
            " Paydesk   F2   F3   F4 Look up   Day   F12            till 01  Sat 11-21 14:32",
        ),
        (
            Lang::En,
            long,
            "<F3>",
            &[PEOPLE],
            " 성수동 사거리 라…   F2   F3 Cancel   F4   Day   F12   till 01  Sat 11-21 14:32",
        ),
        (
            Lang::Ko,
            "",
            "",
            &[PEOPLE],
            " Paydesk   F2 결제   F3 취소   F4 조회   마감   F12 취소   01  11-21 (토) 14:32",
        ),
        (
            Lang::Ko,
            long,
            "<F4>",
            &[PEOPLE],
            " 성수동 사거…   F2   F3   F4 조회   마감   F12    01번 단말기  11-21 (토) 14:32",
        ),
    ] {
        assert_eq!(head_with_more_tabs(lang, shop, keys, more), row);
    }
}

#[test]
fn what_is_wrong_keeps_its_word_with_any_number_of_tabs() {
    for (lang, keys, more, clock, both) in [
        (
            Lang::En,
            "",
            &[][..],
            " 성수동 …   F2 Pay   F3 Cancel   F4 Look up   Day   01  clock? 1970-01-01 09:00",
            " 성수동 …   F2 Pay   F3   F4   Day    ledger?  till 01  clock? 1970-01-01 09:00",
        ),
        (
            Lang::Ko,
            "",
            &[],
            " 성수동 사거…   F2 결제   F3 취소   F4 조회   마감   01  시계? 1970-01-01 09:00",
            " 성수동 사거리 …   F2 결제   F3   F4   마감   장부?  01  시계? 1970-01-01 09:00",
        ),
        (
            Lang::En,
            "<F4>",
            &[PEOPLE],
            " 성수동 …   F2   F3   F4 Look up   Day   F12   till 01  clock? 1970-01-01 09:00",
            " 성수동 …   F2   F3   F4 Look up   Day   F12   ledger?  clock? 1970-01-01 09:00",
        ),
        (
            Lang::Ko,
            "<F4>",
            &[PEOPLE],
            " 성수동 사거리 …   F2   F3   F4 조회   마감   F12    01  시계? 1970-01-01 09:00",
            " 성수동 …   F2   F3   F4 조회   마감   F12    장부?  01  시계? 1970-01-01 09:00",
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        LONG_NAME.clone_into(&mut cashier.till.app.cx.paper.shop.name);
        cashier.keys(keys).wall.set("1970-01-01T09:00:00+09:00");
        assert_eq!(head_of(&mut cashier, more), clock);
        cashier.till.app.cx.is_misplaced = true;
        assert_eq!(head_of(&mut cashier, more), both);
    }
}

#[test]
fn the_clock_goes_by_the_minute_and_changes_nothing_else() {
    let mut cashier = Cashier::new(Lang::En, 120, 40);
    let deadline = cashier.till.app.deadline().expect("the minute");
    // 14:32:07.123.
    assert_eq!(deadline - cashier.clock.get(), Duration::from_millis(52_877));
    let (before, asked) = (cashier.till.surface.twin.shown.clone(), cashier.till.app.cx.asked_so_far());
    cashier.minute("2026-11-21T14:33:00.001+09:00");
    assert_eq!(cashier.till.app.cx.asked_so_far(), asked);
    let after = &cashier.till.surface.twin.shown;
    let changed = before.diff(after);
    assert_eq!(changed.iter().map(|(_, _, cell)| cell.symbol()).collect::<String>(), "3");
    let sent = cashier.till.surface.twin.sent();
    assert!(sent.len() <= 60, "{} bytes: {:?}", sent.len(), String::from_utf8_lossy(&sent));
}

#[test]
fn a_minute_that_begins_while_a_frame_is_drawn_is_not_missed() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.wall.set("2026-11-21T14:32:59.998+09:00");
    cashier.turn(vec![Event::Tick]);
    // The loop asks when to wake up once the frame is drawn.
    cashier.wall.set("2026-11-21T14:33:00.004+09:00");
    let deadline = cashier.till.app.deadline().expect("the minute");
    assert_eq!(deadline - cashier.clock.get(), Duration::from_millis(2));
    cashier.clock.set(deadline);
    cashier.turn(vec![Event::Tick]);
    assert!(cashier.row(0).ends_with("14:33"), "{}", cashier.screen());
}

#[test]
fn behind_a_lock_no_minute_is_waited_for() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("<F10>lock<Enter>");
    assert!(cashier.till.app.cx.is_locked, "{}", cashier.screen());
    assert_eq!(cashier.till.app.deadline(), None);
}

#[test]
fn after_midnight_today_is_the_new_day_in_the_head_and_in_open_queries() {
    for (lang, today, none) in [
        (Lang::En, "today", " today at this till: 0 sales  0 KRW "),
        (Lang::Ko, "오늘", " 오늘 이 단말기 0건  0원 "),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.wall.set("2026-11-21T23:59:30+09:00");
        cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
        cashier.keys("<F4>").keys(today);
        assert_eq!(cashier.till.app.lookup().rows.len(), 1, "{}", cashier.screen());
        cashier.minute("2026-11-22T00:00:00.002+09:00");
        assert!(cashier.row(0).contains("11-22"), "{}", cashier.screen());
        assert_eq!(cashier.till.app.lookup().rows.len(), 0, "{}", cashier.screen());
        cashier.keys("<F2>");
        assert!(cashier.row(1).contains(none), "{}", cashier.screen());
        // The day after that, too, and a query without a day keeps its rows and its selection.
        cashier.keys("<F4><Esc>456<Down>");
        let asked = cashier.till.app.cx.asked_so_far();
        cashier.minute("2026-11-23T00:00:00.002+09:00");
        assert_eq!(cashier.till.app.cx.asked_so_far() - asked, 1, "the status");
        assert_eq!(cashier.till.app.lookup().rows.len(), 1, "{}", cashier.screen());
    }
}

#[test]
fn a_night_behind_the_lock_is_made_up_for_when_it_opens() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("55.<Enter>54091234567834561230777+<Enter><F10>lock<Enter>");
    cashier.wall.set("2026-11-22T08:00:00+09:00");
    let asked = cashier.till.app.cx.asked_so_far();
    cashier.turn(vec![Event::Tick]);
    assert_eq!(cashier.till.app.cx.asked_so_far(), asked);
    cashier.keys("<Enter>");
    assert!(cashier.row(1).contains(" today at this till: 0 sales  0 KRW "), "{}", cashier.screen());
}

/// The next sale of another card, up to its review.
const NEXT: &str = "7000<Enter>41111111111111111230777+";

#[test]
fn a_clock_far_from_the_newest_entry_is_named_and_asked_about_once() {
    for (lang, head, warning, question, answers, bar) in [
        (
            Lang::En,
            "clock? 2028-03-01 10:00",
            "! Clock: 2028-03-01 10:00, newest entry: 2026-11-21 14:32.",
            "Clock: 2028-03-01 10:00, newest entry: 2026-11-21 14:32. Is the clock right?",
            "   + it is right   Esc no",
            " + it is right  Esc no",
        ),
        (
            Lang::Ko,
            "시계? 2028-03-01 10:00",
            "! 시계 2028-03-01 10:00, 마지막 기록 2026-11-21 14:32.",
            "시계 2028-03-01 10:00, 마지막 기록 2026-11-21 14:32. 시계가 맞습니까?",
            "   + 맞음   Esc 틀림",
            " + 맞음  Esc 틀림",
        ),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
        cashier.minute("2028-03-01T10:00:00+09:00");
        assert!(cashier.row(0).ends_with(head), "{}", cashier.screen());
        cashier.keys(NEXT);
        assert!(cashier.screen().contains(warning), "{}", cashier.screen());
        cashier.keys("<Enter>");
        assert!(cashier.screen().contains(question), "{}", cashier.screen());
        assert!(cashier.screen().contains(answers), "{}", cashier.screen());
        assert_eq!(cashier.row(23), bar);
        assert_eq!(cashier.amounts(), [55_000]);
        cashier.keys("+");
        assert_eq!(cashier.amounts(), [7_000, 55_000], "{}", cashier.screen());
        assert!(!cashier.row(0).contains("2028"), "{}", cashier.screen());
        // The next one is not asked about.
        cashier.keys("8000<Enter>41111111111111111230777+<Enter>");
        assert_eq!(cashier.amounts(), [8_000, 7_000, 55_000], "{}", cashier.screen());
    }
}

#[test]
fn an_enter_or_esc_to_the_question_about_the_clock_takes_nothing() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("55.<Enter>54091234567834561230777+");
    cashier.wall.set("1970-01-01T09:00:00+09:00");
    cashier.keys("<Enter>");
    assert!(
        cashier.screen().contains("Clock: 1970-01-01 09:00, program: 2026-11-21. Is the clock right?"),
        "{}",
        cashier.screen()
    );
    assert!(cashier.row(0).ends_with("clock? 1970-01-01 09:00"), "{}", cashier.screen());
    cashier.keys("<Enter>");
    assert!(cashier.till.app.strip_is_closed());
    // A closed strip only leads back.
    assert_eq!(cashier.row(23), " Esc back");
    cashier.keys("<Esc>");
    assert_eq!(cashier.pay_form().1[..2], ["55000", "5409123456783456"]);
    assert!(cashier.row(21).contains("Set the clock of this machine, then review again."));
    assert_eq!(cashier.amounts(), [0; 0]);
    // Asked anew, and answered.
    cashier.keys("+<Enter>+");
    assert_eq!(cashier.amounts(), [55_000], "{}", cashier.screen());
    // In 1970 the expiry is far ahead, and waits for an Enter.
    cashier.keys("7000<Enter>41111111111111111230<Enter>777+<Enter>");
    assert_eq!(cashier.amounts(), [7_000, 55_000], "{}", cashier.screen());
    // It is still strange.
    assert!(cashier.row(0).ends_with("clock? 1970-01-01 09:00"), "{}", cashier.screen());
}

#[test]
fn a_cancel_asks_about_the_clock_too_and_says_that_ids_follow_it() {
    let mut cashier = Cashier::new(Lang::En, 80, 24);
    cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
    cashier.wall.set("2026-11-21T12:00:00+09:00");
    cashier.keys("<F3><Enter>10.+<Enter>");
    assert!(
        cashier
            .screen()
            .contains("Clock: 2026-11-21 12:00, newest entry: 2026-11-21 14:32. Is the clock right?"),
        "{}",
        cashier.screen()
    );
    cashier.keys("+");
    assert_eq!(cashier.amounts(), [10_000, 55_000], "{}", cashier.screen());
    assert!(cashier.ledger()[0].id.as_str().starts_with("261121120000000"));
    assert_eq!(
        [21, 22].map(|y| cashier.row(y)),
        [
            " ✓ Cancelled: 10,000 KRW, id 261121 120000 000 01 00 2. Remaining: 45,000 KRW.",
            "   The clock was set back: ids follow it.",
        ]
    );
}

#[test]
fn a_payment_after_the_clock_was_set_back_is_one_sentence_in_korean() {
    let mut cashier = Cashier::new(Lang::Ko, 80, 24);
    cashier.keys("55.<Enter>54091234567834561230777+<Enter>");
    cashier.wall.set("2026-11-21T12:00:00+09:00");
    cashier.keys("7000<Enter>41111111111111111230777+<Enter>+");
    assert_eq!(
        [21, 22].map(|y| cashier.row(y)),
        [
            " ✓ 결제 완료: 7,000원, 관리번호 261121 120000 000 01 00 2 (시계가 뒤로 맞춰져",
            "   관리번호는 시계를 따릅니다)",
        ]
    );
}

#[test]
fn a_clock_that_is_not_right_has_to_be_set_first() {
    for (lang, hint) in [
        (Lang::En, "Set the clock of this machine, then review again."),
        (Lang::Ko, "이 기기의 시계를 맞춘 뒤 다시 확인하세요."),
    ] {
        let mut cashier = Cashier::new(lang, 80, 24);
        cashier.keys("55.<Enter>54091234567834561230777+");
        cashier.wall.set("1970-01-01T09:00:00+09:00");
        cashier.keys("<Enter><Esc>");
        assert!(!cashier.till.app.in_review());
        assert!(cashier.row(21).contains(hint), "{}", cashier.screen());
        // No other question is followed by it.
        cashier.keys("+<Esc>");
        assert!(!cashier.screen().contains(hint), "{}", cashier.screen());
        assert_eq!(cashier.amounts(), [0; 0]);
    }
}
