//! Long lists: windows that move both ways, rows of other tills, what a list adds up to.

use super::*;
use crate::{
    desk::{LedgerTrouble, PayOptions},
    payment::PaymentForm,
    query::Days,
    tui::{
        app::Context,
        draw::Canvas,
        keys::Scope,
        protocol::{Reply, ReplyBody},
        screen::Screen,
    },
};

/// A till in a shop with this many payments, of 1,000 won, 1,001 won and so on, one second apart.
fn shop(lang: Lang, payments: u64) -> Cashier {
    let home = tempfile::tempdir().expect("folder");
    write(&home, 0..payments);
    Cashier::at(home, lang, 80, 24)
}

/// Another till writes payments.
fn write(home: &tempfile::TempDir, numbers: std::ops::Range<u64>) {
    let settings = Settings { till: Till::new(2).expect("till"), ..settings_in(home) };
    let mut desk = Desk::open(settings, World::new(StoppedClock, Counter(7))).expect("desk");
    for number in numbers {
        let amount = (1_000 + number).to_string();
        let form = PaymentForm {
            card_number: "5409123456783456".into(),
            expiry: "1230".into(),
            cvc: "777".into(),
            installments: "0".into(),
            amount: amount.as_str().into(),
            vat: "".into(),
        };
        let request = form.parse(&Rules::default(), StoppedClock.now().date_naive()).expect("valid");
        desk.pay(&request, &PayOptions { allow_duplicate: true, ..PayOptions::default() }).expect("paid");
    }
}

impl Cashier {
    /// The amount of the selected row. Asserts that the row is on the screen.
    fn selected_amount(&self) -> u64 {
        self.till.app.lookup().selected_row().expect("a selected row").amount.get()
    }

    /// The place of the selected row in the list, as the screen shows it.
    fn position(&self) -> String {
        let row = self.row(2);
        let (before, count) = row.split_once(" / ").expect("a position");
        format!("{} / {count}", before.rsplit(' ').next().expect("a number"))
    }

    /// The sums, with one blank between words.
    fn sums(&self) -> String {
        let rows = [self.row(4), self.row(5)].join(" ");
        rows.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until the worker has reported what other tills wrote.
    fn receive_changes(&mut self) {
        let event = self.inbox.recv().expect("the worker lives");
        assert!(matches!(event, Event::LedgerChanged));
        self.turn(vec![event]);
        self.wait_for_replies();
    }
}

#[test]
fn a_long_list_is_walked_to_its_end_and_back_without_a_gap() {
    let mut cashier = shop(Lang::En, 700);
    cashier.keys("<F4>");
    assert!(cashier.row(2).contains("700 transactions"), "{}", cashier.screen());
    let expected: Vec<u64> = (1_000..1_700).rev().collect();
    let mut down = vec![cashier.selected_amount()];
    for _ in 1..700 {
        cashier.keys("<Down>");
        down.push(cashier.selected_amount());
    }
    assert_eq!(down, expected);
    assert_eq!(cashier.position(), "700 / 700 transactions");
    cashier.keys("<Down>");
    assert_eq!(cashier.selected_amount(), 1_000, "there it ends");
    assert!(cashier.till.app.lookup().rows.len() < 700, "what is far away is let go");
    let mut up = vec![cashier.selected_amount()];
    for above in 1..700 {
        cashier.keys("<Up>");
        assert_eq!(cashier.position(), format!("{} / 700 transactions", 700 - above));
        up.push(cashier.selected_amount());
    }
    up.reverse();
    assert_eq!(up, expected);
}

#[test]
fn a_key_that_was_meant_for_the_row_before_does_nothing() {
    for (key, lang) in [("<F3>", Lang::En), ("<Enter>", Lang::Ko), ("<F6>", Lang::En)] {
        let mut cashier = shop(lang, 3);
        cashier.keys("<F4>");
        assert_eq!(cashier.selected_amount(), 1_002);
        write(&cashier.home, 3..4);
        cashier.receive_changes();
        assert_eq!(cashier.selected_amount(), 1_003, "the newest is selected");
        cashier.burst(key);
        assert!(cashier.says(Text::FindJustMoved) && !cashier.has_overlay(), "{}", cashier.screen());
        assert_eq!(cashier.till.app.name(), crate::tui::screen::lookup::NAME);
        // Half a second later it was seen.
        cashier.keys(key);
        assert!(!cashier.says(Text::FindJustMoved), "{}", cashier.screen());
    }
}

#[test]
fn both_ends_of_a_long_list_are_one_key_away() {
    let mut cashier = shop(Lang::Ko, 700);
    cashier.keys("<F4><C-End>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_000, "700 / 700건".to_owned()));
    cashier.keys("<Up><Up>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_002, "698 / 700건".to_owned()));
    cashier.keys("<PgUp>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_012, "688 / 700건".to_owned()));
    for _ in 0..68 {
        cashier.keys("<PgUp>");
    }
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_692, "8 / 700건".to_owned()));
    cashier.keys("<C-Home>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_699, "1 / 700건".to_owned()));
}

#[test]
fn a_new_query_starts_at_its_newest_row() {
    for lang in [Lang::En, Lang::Ko] {
        let mut cashier = shop(lang, 30);
        // All the way to the range, `1,010` alone selects a row that is in the middle of the range.
        cashier.keys("<F4>1,010");
        assert_eq!(cashier.selected_amount(), 1_010);
        cashier.keys("..1,020");
        assert_eq!(cashier.selected_amount(), 1_020);
        assert!(cashier.position().starts_with("1 / 11"), "{}", cashier.screen());
        cashier.keys("<F3>");
        let keyed = cashier.cancel_form().1[0].to_owned();
        assert_eq!(keyed, cashier.ledger()[9].id.to_string(), "F3 takes the row that is selected");
    }
}

#[test]
fn a_selection_that_a_hand_moved_follows_its_record() {
    let mut cashier = shop(Lang::Ko, 30);
    cashier.keys("<F4>1,010..1,020<Down><Down>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_018, "3 / 11건".to_owned()));
    cashier.keys("<Esc>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_018, "12 / 30건".to_owned()));
    // A list without it begins at its newest row, and the hand has to choose anew.
    cashier.keys("1,001..1,005<Esc>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_029, "1 / 30건".to_owned()));
    // Back at the first row, there is no choice any more.
    cashier.keys("<Down><Down><C-Home>..1,010<Esc>");
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_029, "1 / 30건".to_owned()));
}

#[test]
fn rows_of_other_tills_take_the_place_of_a_row_that_no_hand_chose() {
    let mut cashier = shop(Lang::En, 3);
    cashier.keys("<F4>");
    write(&cashier.home, 3..4);
    cashier.receive_changes();
    assert_eq!((cashier.selected_amount(), cashier.position()), (1_003, "1 / 4 transactions".to_owned()));
}

#[test]
fn rows_of_other_tills_appear_and_the_selection_stays_with_its_record() {
    let mut cashier = shop(Lang::En, 3);
    cashier.keys("<F4><Down>");
    assert_eq!(cashier.selected_amount(), 1_001);
    write(&cashier.home, 3..4);
    cashier.receive_changes();
    assert_eq!(cashier.selected_amount(), 1_001);
    assert_eq!(cashier.till.app.lookup().selected, 2);
    assert!(cashier.row(8).contains("1,003"), "{}", cashier.screen());
    assert!(cashier.row(2).contains("4 transactions"), "{}", cashier.screen());
    assert_eq!(cashier.sums(), "net 4,006 VAT 364 4 payments 4,006 0 cancels 0");
}

#[test]
fn what_a_list_adds_up_to_follows_the_query() {
    let mut cashier = shop(Lang::En, 12);
    cashier.keys("<F4>1,005..");
    assert!(cashier.row(2).contains("7 transactions"), "{}", cashier.screen());
    assert_eq!(cashier.sums(), "sum 7,056 VAT 642 7 payments 7,056 0 cancels 0");
    assert!(cashier.row(6).contains("by hour 09:00") && cashier.row(6).contains('█'), "{}", cashier.screen());
    cashier.keys("<Esc>1,011<F3>+<Enter><F4><Esc>today cancel");
    assert_eq!(cashier.sums(), "sum -1,011 VAT -92 0 payments 0 1 cancel -1,011");
    cashier.keys("<Esc>today");
    assert_eq!(cashier.sums(), "net 11,055 VAT 1,005 12 payments 12,066 1 cancel -1,011");
}

#[test]
fn a_sum_is_called_net_only_where_the_cancels_are_in_it() {
    for (lang, net, sum) in [(Lang::En, "net", "sum"), (Lang::Ko, "순매출", "합계")] {
        let mut cashier = shop(lang, 3);
        // Of 1,002, 500 are cancelled.
        cashier.keys("<F4>1,002<F3>500+<Enter><F4><Esc>");
        assert!(cashier.sums().starts_with(&format!("{net} 2,503 ")), "{}", cashier.screen());
        for (query, is_net) in [
            ("today", true),
            ("till 2", true),
            ("part", false),
            ("pay", false),
            ("cancel", false),
            ("lump", false),
            ("1,002", false),
            ("today -part", false),
        ] {
            cashier.keys("<Esc>").keys(query);
            let sums = cashier.sums();
            assert!(sums.starts_with(if is_net { net } else { sum }), "{query}: {sums}");
        }
        cashier.keys("<Esc><F6>");
        assert!(cashier.sums().starts_with(&format!("{net} 2,503 ")), "one card: {}", cashier.screen());
    }
}

#[test]
fn sums_have_the_same_places_at_all_widths() {
    let mut cashier = shop(Lang::Ko, 12);
    cashier.keys("<F4>");
    let places = |cashier: &Cashier| -> Vec<(usize, usize)> {
        let labels = ["순매출", "부가세", "결제", "취소"].iter();
        let find = |label: &&str| {
            (4..6).filter_map(|y| Some((y, column(&cashier.row(y), label)?))).find(|(_, x)| *x < 80)
        };
        labels.filter_map(find).collect()
    };
    let narrow = places(&cashier);
    assert_eq!(narrow, [(4, 3), (4, 45), (5, 3), (5, 45)]);
    for width in [99, 100, 109, 110, 139, 140, 200] {
        cashier.resize(width, 24);
        assert_eq!(places(&cashier), narrow, "{}", cashier.screen());
        cashier.keys("1,003..");
        assert_eq!(column(&cashier.row(4), "9,063"), Some(37), "{}", cashier.screen());
        cashier.keys("<Esc>");
    }
}

/// The column of the screen where `text` starts in a row.
fn column(row: &str, text: &str) -> Option<usize> {
    row.split_once(text).map(|(before, _)| unicode_width::UnicodeWidthStr::width(before))
}

#[test]
fn the_list_tells_cancels_and_what_was_cancelled_without_colour() {
    for (lang, all, gone, cancel) in
        [(Lang::En, "all", "cancelled", "← cancel"), (Lang::Ko, "전액", "취소됨", "← 취소")]
    {
        let mut cashier = shop(lang, 3);
        cashier.keys("<F4>1,001<F3>+<Enter><F4><Esc>1,002<F3>500+<Enter><F4><Esc>");
        let row = |cashier: &Cashier, y: usize| cashier.row(y).trim_end().to_owned();
        // Newest first: both cancels, then the payments of 1,002, 1,001 and 1,000.
        assert!(row(&cashier, 8).contains(cancel) && row(&cashier, 8).contains("  -500  "));
        assert!(row(&cashier, 9).contains(cancel) && row(&cashier, 9).contains("  -1,001  "));
        let [part, full, whole] = [10, 11, 12].map(|y| row(&cashier, y));
        assert!(part.contains("  1,002   ") && part.contains("  502  "), "{part}");
        assert!(full.contains("  1,001   ") && full.contains(gone), "{full}");
        assert!(whole.contains("  1,000   ") && whole.contains(all), "{whole}");
        // What is gone is struck out, and selected like any other row.
        let struck = |cashier: &Cashier, y: u16| {
            let buffer = &cashier.till.surface.twin.shown;
            (0..80)
                .filter(|x| buffer[(*x, y)].modifier.contains(ratatui::style::Modifier::CROSSED_OUT))
                .count()
        };
        assert_eq!([8, 9, 10, 11, 12].map(|y| struck(&cashier, y)), [0, 0, 0, "1,001".len(), 0]);
        cashier.keys("<Down><Down><Down>");
        assert_eq!((cashier.selected_amount(), struck(&cashier, 11)), (1_001, 0));
    }
}

#[test]
fn the_list_shows_a_date_only_where_it_changes() {
    let mut cashier = shop(Lang::En, 3);
    cashier.wall.set("2027-01-02T09:00:00+09:00");
    cashier.keys("<F2>2.<Enter>54091234567834561230777+<Enter><F4>");
    let days = [8, 9, 10, 11].map(|y| cashier.row(y).chars().skip(3).take(9).collect::<String>());
    assert_eq!(days, ["01-02 Sat", "26-11-21 ", "         ", "         "], "{}", cashier.screen());
    // The first row that is shown has its date.
    let mut cashier = shop(Lang::Ko, 30);
    cashier.keys("<F4><C-End>");
    assert!(cashier.row(8).starts_with("   11-21 토  14:32"), "{}", cashier.screen());
}

#[test]
fn a_wide_list_shows_months_vat_and_till() {
    for (lang, titles) in [(Lang::En, ["Months", "VAT", "Till"]), (Lang::Ko, ["할부", "부가세", "단말기"])]
    {
        for (width, wide) in [(80, false), (99, false), (100, true), (120, false), (140, true)] {
            let mut cashier = Cashier::at(tempfile::tempdir().expect("folder"), lang, width, 24);
            cashier.keys("110.<Enter>54091234567834561230777<Down>3+<Enter><F4>");
            let list: usize = if width < 110 { width } else { width - 40 }.max(80).into();
            let screen = cashier.screen();
            let clipped = |y: usize| {
                screen.lines().nth(y).unwrap_or_default().chars().take(list - 2).collect::<String>()
            };
            let head = clipped(7);
            for title in titles {
                assert_eq!(head.contains(title), wide, "{width} {title}: {head}");
            }
            let row: Vec<String> = clipped(8).split_whitespace().map(str::to_owned).collect();
            let months = row.iter().position(|word| word == "3");
            assert_eq!(months.is_some(), wide, "{width}: {row:?}");
            if let Some(months) = months {
                assert_eq!(
                    row[months..months + 5],
                    ["3", "110,000", "10,000", "540912…456", "01"],
                    "{width}"
                );
            }
        }
    }
}

/// A screen after Look up that asks what Look up asks.
struct Asker {
    open: Vec<QuestionId>,
    taken: Vec<&'static str>,
}

impl Screen for Asker {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&self, _cx: &Context, _canvas: &mut Canvas<'_>) {}

    fn reply(&mut self, _cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        if !self.open.contains(&reply.to) {
            return Some(reply);
        }
        self.open.retain(|id| *id != reply.to);
        self.taken.push(match reply.body {
            ReplyBody::Page(Ok(Some(page))) if page.rows.len() == 2 => "two rows",
            ReplyBody::Summary(Ok(Some(sums))) if sums.totals.count() == 3 => "the sum of three",
            ReplyBody::Page(Err(_)) => "a failed page",
            ReplyBody::Summary(Err(_)) => "a failed sum",
            _ => "something else",
        });
        None
    }
}

#[test]
fn a_reply_goes_to_the_screen_that_has_asked() {
    let mut cashier = shop(Lang::En, 3);
    cashier.keys("<F4>");
    let before = cashier.screen();
    cashier.till.app.add_screen(Asker { open: Vec::new(), taken: Vec::new() });
    let everything = Query::default;
    for question in [
        Question::Search(everything(), PageFrom::Start, 2, false),
        Question::Summary(everything(), Days::default()),
    ] {
        let app = &mut cashier.till.app;
        let asked = app.cx.ask(question);
        app.find_mut::<Asker>().expect("the asker").open.push(asked);
        cashier.open_questions += 1;
        cashier.turn(Vec::new());
        cashier.wait_for_replies();
    }

    // Failures belong to their screen, too.
    let failed = |to, body| Event::Reply(Box::new(Reply { to: QuestionId(to), body }));
    let full = || crate::desk::LedgerError { path: "/shop/ledger.db".into(), trouble: LedgerTrouble::Full };
    let asker = cashier.till.app.find_mut::<Asker>().expect("the asker");
    asker.open = vec![QuestionId(1_000), QuestionId(1_001)];
    cashier.open_questions += 3;
    cashier.turn(vec![
        failed(1_000, ReplyBody::Page(Err(full().into()))),
        failed(1_001, ReplyBody::Summary(Err(full().into()))),
        // Of a question that no screen waits for any more.
        failed(1_002, ReplyBody::Summary(Err(full().into()))),
    ]);
    let taken = &cashier.till.app.find::<Asker>().expect("the asker").taken;
    assert_eq!(taken[..], ["two rows", "the sum of three", "a failed page", "a failed sum"]);
    assert_eq!(cashier.screen(), before, "nothing of it is Look up's");
}
