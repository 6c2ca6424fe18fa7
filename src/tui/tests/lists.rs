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
    cashier.keys("<Down>");
    assert_eq!(cashier.selected_amount(), 1_000, "there it ends");
    assert!(cashier.till.app.lookup().rows.len() < 700, "what is far away is let go");
    let mut up = vec![cashier.selected_amount()];
    for _ in 1..700 {
        cashier.keys("<Up>");
        up.push(cashier.selected_amount());
    }
    up.reverse();
    assert_eq!(up, expected);
}

#[test]
fn both_ends_of_a_long_list_are_one_key_away() {
    let mut cashier = shop(Lang::Ko, 700);
    cashier.keys("<F4><C-End>");
    assert_eq!(cashier.selected_amount(), 1_000);
    cashier.keys("<Up><Up>");
    assert_eq!(cashier.selected_amount(), 1_002);
    cashier.keys("<PgUp>");
    assert_eq!(cashier.selected_amount(), 1_012);
    cashier.keys("<C-Home>");
    assert_eq!(cashier.selected_amount(), 1_699);
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
    assert!(cashier.row(7).contains("1,003"), "{}", cashier.screen());
    assert!(cashier.row(2).contains("4 transactions"), "{}", cashier.screen());
    assert!(cashier.row(4).contains("4 payments 4,006"), "{}", cashier.screen());
}

#[test]
fn what_a_list_adds_up_to_follows_the_query() {
    let mut cashier = shop(Lang::En, 12);
    cashier.keys("<F4>1,005..");
    assert!(cashier.row(2).contains("7 transactions"), "{}", cashier.screen());
    assert!(
        cashier.row(4).contains("net 7,056   7 payments 7,056   0 cancels 0   VAT 642"),
        "{}",
        cashier.screen()
    );
    assert!(cashier.row(5).contains("by hour 09:00") && cashier.row(5).contains('█'), "{}", cashier.screen());
    cashier.keys("<Esc>1,011<F3>+<Enter><F4><Esc>today cancel");
    assert!(
        cashier.row(4).contains("net -1,011   0 payments 0   1 cancel -1,011   VAT -92"),
        "{}",
        cashier.screen()
    );
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
