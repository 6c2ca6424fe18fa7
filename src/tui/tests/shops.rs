//! The screens of head office: a shop's ledger answers in the place of a centre, as that of shop 12.

use super::*;
use crate::{
    desk::{ClockWatch, Summary},
    record::{
        AtShop, CentreError, Condition, Count, Found, LedgerNumber, OfficeStatus, ShopNumber, ShopSums,
        Totals,
    },
    tui::{
        keys::Action,
        protocol::{LeftOut, Page, Reply, ReplyBody, StaffStatus, Status, UnlockBy},
        screen::{day, lookup, shops::ShopsScreen},
    },
};

/// What a key of head office is tried with, and the key.
pub struct Visit<'a> {
    pub lang: Lang,
    pub press: &'a dyn Fn(&mut Cashier),
}

/// Somebody at head office, on the shops, after `keys`.
fn on_shops(lang: Lang, keys: &str) -> Cashier {
    let mut cashier = head_office(lang, 80, 24);
    cashier.keys("<A-4>").keys(keys);
    cashier
}

fn head_office(lang: Lang, width: u16, height: u16) -> Cashier {
    let home = copy_of_old_shop();
    let desk = Desk::open(settings_in(&home), World::new(StoppedClock, Counter(40))).expect("a desk");
    let (events, inbox) = mpsc::channel();
    let (questions, asked) = mpsc::channel::<(QuestionId, Question)>();
    let worker = std::thread::spawn(move || {
        for (to, question) in asked {
            let Some(body) = answer(&desk, question) else { continue };
            if events.send(Event::Reply(Box::new(Reply { to, body }))).is_err() {
                break;
            }
        }
    });
    let clock = Rc::new(Cell::new(Instant::now()));
    let wall = WallClock(Arc::new(Mutex::new(StoppedClock.now())));
    let app = App::new(
        Locale::new(lang),
        settings_in(&home),
        crate::config::ScreenConfig { theme: crate::config::Theme::Dark, ..Default::default() },
        Some(home.path().join("config.toml")),
        World::new(wall.clone(), Counter(100)),
        clock.get(),
    );
    let app = app.at_head_office(OfficeStatus { shops: 3, held: 1, shipped: 9 });
    Cashier::wired(app, (width, height), Wires { questions, inbox, worker, clock, wall, home })
}

fn at_shop() -> AtShop {
    let number = ShopNumber::new(12).expect("a shop");
    AtShop { ledger: LedgerNumber(3), number, name: "Mapo".to_owned() }
}

/// What head office answers.
fn answer(desk: &Desk, question: Question) -> Option<ReplyBody> {
    Some(match question {
        Question::Status => {
            let staff = StaffStatus { is_known: true, ..StaffStatus::default() };
            let status = Status {
                last: None,
                earlier: Vec::new(),
                today: Summary::default(),
                count: Count::Exactly(20),
                open_since: None,
                clock: ClockWatch::default(),
            };
            ReplyBody::Status(Ok(staff), Ok(status))
        }
        Question::Search(query, from, limit, _) => ReplyBody::Page(Ok(Some(page(desk, &query, from, limit)))),
        Question::Summary(query, _) if has_till(&query, 9) => {
            ReplyBody::Summary(Err(CentreError::TooSlow.into()))
        }
        Question::Shops(_, of) if of.first().is_some_and(|shop| shop.number() == 66) => {
            ReplyBody::Shops(Err(CentreError::Silent.into()))
        }
        Question::Summary(query, days) => {
            ReplyBody::Summary(desk.summary(&of_shop(&query), (days.first, days.last), &|| false))
        }
        Question::FindIn(id, ledger) => {
            assert_eq!(ledger, LedgerNumber(3));
            let mut story = desk.find(id).expect("found").story;
            story.transaction.shop = Some(Box::new(at_shop()));
            story.history.iter_mut().for_each(|step| step.transaction.shop = Some(Box::new(at_shop())));
            ReplyBody::FoundSealed(Ok(Box::new(story)))
        }
        Question::Shops(days, of) => {
            let today = StoppedClock.now().date_naive();
            let scale = if days.only() == Some(today) { 1 } else { 10 };
            ReplyBody::Shops(Ok(Some(shops(scale, &of))))
        }
        Question::HowToUnlock => ReplyBody::HowToUnlock(Ok(UnlockBy::Enter)),
        Question::Unlock(_) => ReplyBody::Unlocked(Ok(())),
        _ => return None,
    })
}

/// Whether a till of this number is asked for.
fn has_till(query: &Query, number: u8) -> bool {
    let till = Till::new(number.into()).map(Condition::Till);
    query.terms.iter().any(|term| term.any.first() == till.as_ref())
}

/// The same query, of the one shop.
fn of_shop(query: &Query) -> Query {
    let is_shop = |condition: &Condition| matches!(condition, Condition::Shop(_));
    Query { terms: query.terms.iter().filter(|term| !term.any.iter().any(is_shop)).cloned().collect() }
}

fn page(desk: &Desk, query: &Query, from: PageFrom, limit: usize) -> Page {
    let mut page = Page { rows: Vec::new(), count: None, emptied_by: None, set_aside: None, left_out: None };
    let conditions = || query.terms.iter().flat_map(|term| &term.any);
    let names_shop = conditions().any(|condition| matches!(condition, Condition::Shop(_)));
    if conditions().any(|condition| matches!(condition, Condition::Memo(_))) && !names_shop {
        return Page { left_out: Some(LeftOut::TooMuch), ..page };
    }
    if has_till(query, 8) {
        return Page { left_out: Some(LeftOut::TooSlow), ..page };
    }
    let query = of_shop(query);
    let mut search = desk.search(&query, &|| false).expect("a search");
    page.rows = search.page(from, limit).expect("read").expect("not stopped");
    page.count = search.count(1_000).expect("counted");
    let shop = |mut found: Found| {
        found.transaction.shop = Some(Box::new(at_shop()));
        found
    };
    page.rows = page.rows.into_iter().map(shop).collect();
    if conditions().any(|condition| matches!(condition, Condition::Amount(_))) {
        page.left_out = Some(LeftOut::Part);
    }
    page
}

/// Three shops: one that sells and was heard of just now, one that is held, and one that never shipped.
fn shops(scale: u64, of: &[ShopNumber]) -> Vec<ShopSums> {
    let now = StoppedClock.now().timestamp_millis();
    let totals = |payments, cancels| Totals {
        payments: payments * scale,
        paid: payments * scale * 55_000,
        paid_vat: payments * scale * 5_000,
        cancels,
        cancelled: cancels * 11_000,
        cancelled_vat: cancels * 1_000,
    };
    let shop = |number, name: &str, totals, contact_at, is_held| ShopSums {
        number: ShopNumber::new(number).expect("a shop"),
        name: name.to_owned(),
        totals,
        contact_at,
        is_held,
    };
    let mut shops = vec![
        shop(7, "성수 라떼 플래그십 스토어 서울숲", totals(3, 0), Some(now - 3_600_000), false),
        shop(12, "Mapo", totals(1_234, 2), Some(now), false),
        shop(99_999, "Busan", totals(0, 0), None, false),
        shop(40, "Held", totals(1, 1), Some(now), true),
    ];
    shops.sort_by_key(|shop| shop.number);
    shops.retain(|shop| of.is_empty() || of.contains(&shop.number));
    shops
}

impl Cashier {
    fn shops(&self) -> &ShopsScreen {
        self.till.app.find().expect("the shops")
    }

    /// Keys of which none waits for the replies to those before.
    fn hurry(&mut self, keys: &str) {
        for key in parse(keys) {
            self.pass(Duration::from_millis(500));
            let at = self.clock.get();
            self.turn(vec![Event::Key(key, at)]);
            self.stay_alone();
        }
        self.wait_for_replies();
    }

    /// The number of the selected shop.
    fn shop(&self) -> u32 {
        let shops = self.shops();
        shops.shops[shops.selected].number.number()
    }
}

/// Asserts that a key of the shops does what its row says.
pub fn prove(action: Action, visit: &Visit<'_>) -> bool {
    let on = |keys: &str| {
        let mut cashier = on_shops(visit.lang, keys);
        (visit.press)(&mut cashier);
        cashier
    };
    match action {
        Action::Up => assert_eq!(on("<Down><Down>").shop(), 12),
        Action::Down => assert_eq!(on("").shop(), 12),
        Action::PageDown | Action::Last => assert_eq!(on("").shop(), 99_999),
        Action::PageUp | Action::First => assert_eq!(on("<Down><Down>").shop(), 7),
        Action::Open => {
            let cashier = on("<Down>");
            assert_eq!(cashier.till.app.screens()[cashier.till.app.shown()].name, lookup::NAME);
            let shop = if visit.lang == Lang::En { "shop 12 2026-11-21" } else { "12호점 2026-11-21" };
            assert_eq!(cashier.till.app.lookup().query.text(), shop);
        }
        Action::Clear => assert_eq!(on("shop 12").shops().query.text(), ""),
        Action::BringBack => assert_eq!(on("shop 12<Esc>").shops().query.text(), "shop 12"),
        _ => return false,
    }
    true
}

#[test]
fn the_shops_say_what_each_took_and_whether_it_was_heard_of() {
    let en = on_shops(Lang::En, "").screen();
    insta_like(
        &en,
        &[
            " Paydesk   F4 Look up   Shops                  head office  Sat 11-21 14:32",
            " 1 ledger is held: paydesk central status",
            "[today 11-21]",
            " Shop  Name  Payments  Net  Cancelled  Contact",
            "    7  ",
            "   12  Mapo                             1,234       67,848,000       -22,000     14:32",
            "   40  Held                                 1           44,000       -11,000      held",
            "99999  Busan                                                 -                    never",
        ],
    );
    let ko = on_shops(Lang::Ko, "어제").screen();
    insta_like(&ko, &["본부", "장부 1개 보류됨", "매장 3곳", "12  Mapo", "12,340", "보류", "없음"]);
    // The whole is the sum of its lines.
    assert!(en.contains("68,057,000"), "{en}");
}

#[track_caller]
fn insta_like(screen: &str, parts: &[&str]) {
    for part in parts {
        let words: Vec<&str> = part.split_whitespace().collect();
        let has = screen.lines().any(|line| {
            let mut rest = line;
            words.iter().all(|word| match rest.split_once(word) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            })
        });
        assert!(has, "{part} is not on\n{screen}");
    }
}

#[test]
fn days_and_shops_are_named_and_nothing_else() {
    let cashier = on_shops(Lang::En, "shop 12 yesterday");
    assert_eq!((cashier.shops().shops.len(), cashier.shop()), (1, 12));
    assert_eq!(cashier.shops().totals().payments, 12_340);
    let cashier = on_shops(Lang::En, "cancel");
    assert!(
        cashier.screen().contains("Only days and shops by number are named here"),
        "{}",
        cashier.screen()
    );
    // What is shown belongs to no such word.
    assert_eq!(cashier.shops().shops.len(), 4);
    let cashier = on_shops(Lang::En, "shop 5");
    assert!(cashier.says(Text::OfficeNoSuchShop));
}

#[test]
fn look_up_at_head_office_names_shops_and_what_it_leaves_out() {
    let mut cashier = head_office(Lang::En, 80, 24);
    assert_eq!(cashier.till.app.screens()[cashier.till.app.shown()].name, lookup::NAME);
    assert!(cashier.screen().contains("12"), "{}", cashier.screen());
    cashier.keys("memo a");
    assert!(cashier.screen().contains("Among all shops this would take too long."), "{}", cashier.screen());
    assert_eq!(cashier.till.surface.bells, 0);
    cashier.keys(" shop 12");
    assert!(!cashier.screen().contains("Among all shops"), "{}", cashier.screen());
    cashier.keys("<C-u>111 30,000");
    assert!(cashier.screen().contains("digits are looked for as the end of a card"), "{}", cashier.screen());
    cashier.keys("<C-u><Enter>");
    let screen = cashier.screen();
    assert!(screen.contains("12  Mapo") && screen.contains("Details"), "{screen}");
    let mut cashier = head_office(Lang::Ko, 120, 50);
    cashier.keys("<Enter>");
    assert!(cashier.says(Text::OfficeNoMessage), "{}", cashier.screen());
}

#[test]
fn what_takes_too_long_is_left_out_and_said_calmly() {
    let mut cashier = head_office(Lang::En, 80, 24);
    cashier.keys("till 8");
    let screen = cashier.screen();
    assert!(screen.contains("The centre took too long to answer."), "{screen}");
    assert_eq!(cashier.till.app.lookup().matches(), None, "what was counted before is not of this");
    cashier.keys("<C-u>till 9");
    let screen = cashier.screen();
    assert!(screen.contains("What all of it adds up to took too long."), "{screen}");
    assert_eq!(cashier.till.surface.bells, 0);
}

#[test]
fn enter_on_the_shops_waits_for_those_of_the_field() {
    let mut cashier = on_shops(Lang::En, "");
    cashier.hurry("shop 12<Enter>");
    assert_eq!(cashier.till.app.lookup().query.text(), "shop 12 2026-11-21");
    // Of what could not be read nothing is shown, and nothing is opened.
    let mut cashier = on_shops(Lang::En, "");
    cashier.hurry("shop 66<Enter>");
    assert_eq!(cashier.till.app.screens()[cashier.till.app.shown()].name, day::NAME);
    assert!(cashier.shops().shops.is_empty());
    assert!(cashier.screen().contains("The centre does not answer."), "{}", cashier.screen());
}

#[test]
fn what_is_typed_as_fast_as_a_reader_is_a_text_as_any_other() {
    let mut cashier = on_shops(Lang::En, "");
    cashier.burst("shop 12 yesterday");
    cashier.silence();
    cashier.wait_for_replies();
    assert_eq!(cashier.shops().query.text(), "shop 12 yesterday");
    assert_eq!(cashier.shops().totals().payments, 12_340);
}

#[test]
fn the_shops_are_asked_for_again_each_minute() {
    let mut cashier = on_shops(Lang::En, "");
    let before = cashier.till.app.cx.asked_so_far();
    cashier.pass(Duration::from_secs(59));
    cashier.turn(vec![Event::Tick]);
    cashier.wait_for_replies();
    assert_eq!(cashier.till.app.cx.asked_so_far(), before);
    cashier.pass(Duration::from_secs(1));
    cashier.turn(vec![Event::Tick]);
    cashier.wait_for_replies();
    assert_eq!(cashier.till.app.cx.asked_so_far(), before + 1);
}

#[test]
fn head_office_only_looks() {
    for key in ["<F2>", "<F3>", "<F5>", "/", "<F6>", "<A-0>"] {
        let mut cashier = head_office(Lang::En, 80, 24);
        let before = (cashier.till.app.shown(), cashier.till.app.cx.asked_so_far());
        cashier.keys(key);
        assert!(cashier.screen().contains("Head office only looks."), "{key}\n{}", cashier.screen());
        assert_eq!((cashier.till.app.shown(), cashier.till.app.cx.asked_so_far()), before, "{key}");
        assert!(!cashier.till.app.has_overlay(), "{key}");
    }
    // The details have no message, and nothing that reveals one.
    let mut cashier = head_office(Lang::En, 80, 24);
    cashier.keys("<Enter>").keys("<F8>");
    assert!(cashier.screen().contains("Head office only looks."), "{}", cashier.screen());
    // Help and commands offer nothing else.
    let mut cashier = head_office(Lang::En, 120, 60);
    cashier.keys("<F1>");
    for text in [Text::KeyPay, Text::KeyCancel, Text::KeySlip, Text::KeySameCard, Text::KeySignIn] {
        let label = cashier.till.app.cx.locale.text(text);
        assert!(!cashier.screen().contains(&format!("{label}  ")), "{label}\n{}", cashier.screen());
    }
    cashier.keys("<Esc><F10>");
    assert!(!cashier.says(Text::KeyPeople) && cashier.says(Text::TabShops), "{}", cashier.screen());
}

#[test]
fn what_shops_ship_is_seen_without_a_key() {
    let mut cashier = head_office(Lang::En, 80, 24);
    let before = cashier.till.app.cx.asked_so_far();
    cashier.turn(vec![Event::Office(OfficeStatus { shops: 4, held: 0, shipped: 10 })]);
    cashier.wait_for_replies();
    // The status, the rows and their sums.
    assert_eq!(cashier.till.app.cx.asked_so_far() - before, 3);
    assert!(!cashier.screen().contains("is held"), "{}", cashier.screen());
    cashier.keys("<A-4>");
    assert_eq!(cashier.till.app.screens()[cashier.till.app.shown()].name, day::NAME);
    assert!(cashier.screen().contains("4 shops"), "{}", cashier.screen());
    // The lock of an idle screen opens with Enter.
    cashier.keys("<F10>lock<Enter>");
    assert!(cashier.till.app.cx.is_locked);
    cashier.keys("<Enter>");
    assert!(!cashier.till.app.cx.is_locked);
}
