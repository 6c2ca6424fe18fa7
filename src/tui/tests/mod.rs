//! Whole flows by keys through the real loop, a real worker and a real ledger, drawn on a buffer.

mod anything;
mod clock;
mod day;
mod finding;
mod flows;
mod hand_over;
mod hostile;
mod imported;
mod keys;
mod large;
mod lists;
mod lock;
mod memos;
mod money;
mod people;
mod readers;
mod replaced;
mod reveal;
mod rules;
mod sale;
mod screens;
mod sent;
mod settings;
#[cfg(feature = "central")]
mod shops;
mod slips;
mod storms;
mod styles;
mod swipes_and_commands;
mod trouble;
mod unusual;
mod words;

use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc, Mutex, OnceLock,
        mpsc::{self, Receiver},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use chrono::{DateTime, FixedOffset};
use crossterm::event::{KeyCode, KeyEvent};

use super::{
    event::KeyPress,
    form::review::{Review, ReviewState},
    output::twin::Twin,
    screen::{
        ScreenName, cancel::CancelScreen, detail::DetailScreen, help::HelpScreen, lookup::LookupScreen,
        palette::PaletteScreen, pay::PayScreen, replaced::ReplacedScreen, slip::SlipScreen,
    },
    *,
};
use crate::{
    desk::{Clock, Desk, Misfit, PayOptions, Random, Settings, World},
    locale::Lang,
    payment::{PaymentForm, Rules, Till, TransactionId},
    record::{PageFrom, Query, Transaction},
    vault::Keyring,
};

/// Half past two on an autumn day in Seoul.
struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-21T14:32:07.123+09:00").expect("time")
    }
}

/// Shows the same time until it is set; its copies are the same clock.
#[derive(Clone)]
struct WallClock(Arc<Mutex<DateTime<FixedOffset>>>);

impl WallClock {
    fn set(&self, time: &str) {
        let time = DateTime::parse_from_rfc3339(time).expect("time");
        *self.0.lock().expect("no panic") = time;
    }
}

impl Clock for WallClock {
    fn now(&self) -> DateTime<FixedOffset> {
        *self.0.lock().expect("no panic")
    }
}

/// Counts up: the same bytes in every run.
struct Counter(u8);

impl Random for Counter {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        for byte in bytes {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}

/// Terminal emulators instead of a terminal.
struct Screens {
    twin: Twin,
    bells: usize,
    copied: Vec<String>,
    suspended: usize,
    redrawn: usize,
    frames: usize,
}

impl Surface for Screens {
    fn draw(&mut self, app: &App) -> io::Result<bool> {
        self.frames += 1;
        let mut is_shown = false;
        self.twin.frame(|buffer| {
            let drawn = draw::draw(app, buffer);
            is_shown = drawn.is_shown;
            drawn.cursor
        });
        Ok(is_shown)
    }

    fn redraw_all(&mut self) -> io::Result<()> {
        self.redrawn += 1;
        self.twin.redraw_all();
        Ok(())
    }

    fn bell(&mut self) -> io::Result<()> {
        self.bells += 1;
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.copied.push(text.to_owned());
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        Ok(())
    }
}

/// What the tests look at.
impl App {
    fn pay(&self) -> &PayScreen {
        self.find().expect("the payment screen")
    }

    fn pay_mut(&mut self) -> &mut PayScreen {
        self.find_mut().expect("the payment screen")
    }

    fn cancel(&self) -> &CancelScreen {
        self.find().expect("the cancel screen")
    }

    fn cancel_mut(&mut self) -> &mut CancelScreen {
        self.find_mut().expect("the cancel screen")
    }

    fn lookup(&self) -> &LookupScreen {
        self.find().expect("the look-up screen")
    }

    /// The name of the tab that is shown.
    fn name(&self) -> ScreenName {
        screen::SCREENS[self.shown()].name
    }

    fn shown_id(&self) -> Option<TransactionId> {
        self.top().shown_id(&self.cx)
    }

    fn strip_is_closed(&self) -> bool {
        let pay = self.pay().review.as_ref().map(Review::is_closed);
        let cancel = self.cancel().review.as_ref().map(Review::is_closed);
        pay.or(cancel).unwrap_or(false)
    }

    fn asks_again(&self) -> bool {
        let review = self.pay().review.as_ref();
        review.is_some_and(|review| matches!(review.state, ReviewState::AskingAgain(_)))
    }

    fn has_overlay(&self) -> bool {
        self.find::<HelpScreen>().is_some()
            || self.find::<PaletteScreen>().is_some()
            || self.find::<DetailScreen>().is_some()
            || self.find::<SlipScreen>().is_some()
    }
}

/// What screens are connected with.
struct Wires {
    questions: Sender<(QuestionId, Question)>,
    inbox: Receiver<Event>,
    worker: JoinHandle<()>,
    clock: Rc<Cell<Instant>>,
    wall: WallClock,
    home: tempfile::TempDir,
}

/// A cashier at a till.
struct Cashier {
    till: MainLoop<Screens>,
    inbox: Receiver<Event>,
    worker: Option<JoinHandle<()>>,
    clock: Rc<Cell<Instant>>,
    wall: WallClock,
    open_questions: usize,
    ended: Option<Ended>,
    home: tempfile::TempDir,
}

impl Cashier {
    fn new(lang: Lang, width: u16, height: u16) -> Self {
        Self::at(tempfile::tempdir().expect("folder"), lang, width, height)
    }

    /// At a shop that has taken payments before: [`OLD_PAYMENTS`] of them, by two cards in turn.
    fn in_an_old_shop(lang: Lang) -> Self {
        Self::at(copy_of_old_shop(), lang, 80, 24)
    }

    fn at(home: tempfile::TempDir, lang: Lang, width: u16, height: u16) -> Self {
        Self::with(home, lang, width, height, Counter(100))
    }

    /// With its own random bytes for request ids: the counter's repeat after 16 of them.
    fn with(
        home: tempfile::TempDir,
        lang: Lang,
        width: u16,
        height: u16,
        random: impl Random + 'static,
    ) -> Self {
        let settings = settings_in(&home);
        let wall = WallClock(Arc::new(Mutex::new(StoppedClock.now())));
        // The keyring has random bytes of its own: so the sealed texts on the screens do not depend on how many it needs.
        if !settings.keyring.exists() {
            Keyring::open(&settings.keyring, true, &mut Counter(0)).expect("keyring");
        }
        let world = World::new(wall.clone(), Counter(40));
        let (beginning, misfit) = Beginning::open(&settings, &world).expect("desk");
        let (events, inbox) = mpsc::channel();
        let (questions, asked) = mpsc::channel();
        let (notes, left_notes) = Notes::open(&settings.ledger, settings.till);
        let worker = worker::start(beginning, notes, None, Duration::ZERO, asked, events).expect("worker");
        let clock = Rc::new(Cell::new(Instant::now()));
        // A path that is the same in every run, for the screens.
        let shown = Settings { ledger: "/shop/ledger.db".into(), ..settings };
        let mut app = App::new(
            Locale::new(lang),
            shown,
            crate::config::ScreenConfig { theme: crate::config::Theme::Dark, ..Default::default() },
            Some(home.path().join("config.toml")),
            World::new(wall.clone(), random),
            clock.get(),
        );
        app.show_left_notes(left_notes);
        app.ask_about_ledger(misfit.map(|misfit| Misfit { path: "/shop/ledger.db".into(), ..misfit }));
        let wires = Wires { questions, inbox, worker, clock, wall, home };
        Self::wired(app, (width, height), wires)
    }

    /// At screens that are wired up, once what they ask first is answered.
    fn wired(app: App, (width, height): (u16, u16), wires: Wires) -> Self {
        let Wires { questions, inbox, worker, clock, wall, home } = wires;
        let time = Rc::clone(&clock);
        let open_questions = usize::try_from(app.cx.asked_so_far()).expect("few");
        let surface = Screens {
            twin: Twin::new(width, height),
            bells: 0,
            copied: Vec::new(),
            suspended: 0,
            redrawn: 0,
            frames: 0,
        };
        let (_room, waiting_keys) = mpsc::sync_channel(0);
        let time = Box::new(move || time.get());
        let till = MainLoop {
            app,
            questions,
            surface,
            time,
            waiting_keys,
            copies: None,
            #[cfg(feature = "central")]
            shipping: None,
        };
        let worker = Some(worker);
        let mut cashier = Self { till, inbox, worker, clock, wall, open_questions, ended: None, home };
        cashier.turn(Vec::new());
        cashier.wait_for_replies();
        cashier
    }

    fn pass(&mut self, time: Duration) {
        self.clock.set(self.clock.get() + time);
    }

    /// Gives events to the loop as one burst, and counts open questions.
    fn turn(&mut self, events: Vec<Event>) {
        let answered = events.iter().filter(|event| matches!(event, Event::Reply(_))).count();
        let before = self.till.app.cx.asked_so_far();
        if let Some(ended) = self.till.handle(events).expect("drawn") {
            self.ended = Some(ended);
        }
        let asked = self.till.app.cx.asked_so_far() - before;
        self.open_questions = self.open_questions + usize::try_from(asked).expect("few") - answered;
    }

    /// Waits until the worker has answered everything.
    fn wait_for_replies(&mut self) {
        while self.open_questions > 0 && !self.is_asked_about_ledger() {
            let answer = self.inbox.recv().expect("the worker lives");
            self.turn(vec![answer]);
        }
    }

    /// Whether the screen asks about the ledger: questions about it have no answer until it is accepted.
    fn is_asked_about_ledger(&self) -> bool {
        let screen = self.till.app.find::<ReplacedScreen>();
        screen.is_some_and(|screen| !screen.is_accepting())
    }

    /// Keys that come at once.
    fn burst(&mut self, keys: &str) {
        let at = self.clock.get();
        let events: Vec<Event> = parse(keys).into_iter().map(|key| Event::Key(key, at)).collect();
        let one = events.len() == 1;
        self.turn(events);
        if one {
            // No other key follows.
            self.stay_alone();
        }
    }

    /// Keys at a person's speed: half a second each, every answer there before the next.
    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in parse(keys) {
            self.pass(Duration::from_millis(500));
            let at = self.clock.get();
            self.turn(vec![Event::Key(key, at)]);
            self.wait_for_replies();
            self.stay_alone();
            self.wait_for_replies();
        }
        self
    }

    /// Lets an Enter in the strip take effect, as the loop does when no other key comes.
    fn stay_alone(&mut self) {
        if self.till.app.enter_is_alone() {
            self.pass(Duration::from_millis(120));
            self.turn(vec![Event::Tick]);
        }
    }

    /// A key as the terminal sends it, half a second after the last.
    fn raw(&mut self, raw: KeyEvent) {
        self.pass(Duration::from_millis(500));
        let key = KeyPress::reported(raw.code, raw.modifiers);
        self.turn(vec![Event::Key(key, self.clock.get())]);
        self.stay_alone();
        self.wait_for_replies();
    }

    /// A reader: characters 2 ms apart, each its own event.
    fn reader(&mut self, text: &str) -> &mut Self {
        self.pass(Duration::from_millis(500));
        for key in parse(text) {
            self.pass(Duration::from_millis(2));
            let at = self.clock.get();
            self.turn(vec![Event::Key(key, at)]);
        }
        self.wait_for_replies();
        self
    }

    /// Lets all deadlines of the app pass, except the clock's minute, which always has a next one.
    fn silence(&mut self) {
        let minute = self.till.app.cx.next_minute();
        while let Some(deadline) = self.till.app.deadline().filter(|deadline| *deadline < minute) {
            self.clock.set(deadline);
            self.turn(vec![Event::Tick]);
        }
    }

    fn paste(&mut self, text: &str) {
        self.turn(vec![Event::Paste(text.to_owned().into())]);
        self.wait_for_replies();
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.till.surface.twin.resize(width, height);
        self.turn(vec![Event::Resize]);
    }

    /// What is on the screen, a line a row, wide characters once, blanks at the end cut off.
    fn screen(&self) -> String {
        let buffer = &self.till.surface.twin.shown;
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    row.push_str(symbol);
                }
                skip = if skip > 0 { skip - 1 } else { usize::from(is_wide(symbol)) };
            }
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }

    fn row(&self, y: usize) -> String {
        self.screen().lines().nth(y).unwrap_or_default().to_owned()
    }

    fn cursor(&mut self) -> (u16, u16) {
        let position = self.till.surface.twin.cursor().expect("a cursor");
        (position.x, position.y)
    }

    /// Focus and texts of the payment form.
    fn pay_form(&self) -> (usize, [&str; 6]) {
        let form = &self.till.app.pay().form;
        (form.focus(), std::array::from_fn(|index| form.field(index).text()))
    }

    /// Focus and texts of the cancel form.
    fn cancel_form(&self) -> (usize, [&str; 3]) {
        let form = &self.till.app.cancel().form;
        (form.focus(), std::array::from_fn(|index| form.field(index).text()))
    }

    fn says(&self, text: Text) -> bool {
        self.screen().contains(&self.till.app.cx.locale.text(text))
    }

    fn in_detail(&self) -> bool {
        self.till.app.find::<DetailScreen>().is_some() && self.says(Text::MessageTitle)
    }

    fn in_help(&self) -> bool {
        self.till.app.find::<HelpScreen>().is_some() && self.says(Text::TypeToFilter)
    }

    fn in_palette(&self) -> bool {
        self.till.app.find::<PaletteScreen>().is_some() && self.says(Text::TypeToFilter)
    }

    fn has_overlay(&self) -> bool {
        self.till.app.has_overlay()
    }

    /// All but the notice: that may say more.
    fn without_notice(&self) -> Vec<String> {
        let screen = self.screen();
        let rows = screen.lines().count();
        screen.lines().take(rows - 3).map(str::to_owned).collect()
    }

    /// The lines from row `top` to the notice, without the marks of scrolling.
    fn body(&self, top: usize) -> Vec<String> {
        let screen = self.screen();
        let rows = screen.lines().count();
        let line = |line: &str| line.trim_end_matches(['↑', '↓']).trim_end().to_owned();
        screen.lines().take(rows - 3).skip(top).map(line).collect()
    }

    /// The transactions in the ledger, newest first.
    fn ledger(&self) -> Vec<Transaction> {
        let path = self.home.path().join("ledger.db");
        let ledger = crate::ledger::Ledger::open(&path).expect("ledger");
        let everything = Query::default();
        let mut search = ledger.search(&everything, &|| false).expect("search");
        let rows = search.page(PageFrom::Start, 100).expect("page").expect("rows");
        rows.into_iter().map(|found| found.transaction).collect()
    }

    fn amounts(&self) -> Vec<u64> {
        self.ledger().iter().map(|row| row.amount.get()).collect()
    }
}

/// How many payments an old shop has taken: of 1,000 won, of 2,000 and so on.
const OLD_PAYMENTS: u64 = 30;

fn settings_in(home: &tempfile::TempDir) -> Settings {
    Settings::new(home.path().join("ledger.db"), home.path().join("keyring"))
}

/// A folder with a ledger of [`OLD_PAYMENTS`].
fn copy_of_old_shop() -> tempfile::TempDir {
    static SHOP: OnceLock<tempfile::TempDir> = OnceLock::new();
    let shop = SHOP.get_or_init(|| {
        let home = tempfile::tempdir().expect("folder");
        take_payments(&home, 1..=OLD_PAYMENTS);
        home
    });
    copy_of(shop)
}

fn copy_of(shop: &tempfile::TempDir) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("folder");
    copy_into(shop, &home);
    home
}

fn copy_into(shop: &tempfile::TempDir, home: &tempfile::TempDir) {
    for file in std::fs::read_dir(shop.path()).expect("files") {
        let file = file.expect("file");
        std::fs::copy(file.path(), home.path().join(file.file_name())).expect("copied");
    }
}

/// Takes a payment of each of these amounts, in thousands of won, by two cards in turn.
fn take_payments(home: &tempfile::TempDir, thousands: std::ops::RangeInclusive<u64>) {
    let mut desk = Desk::open(settings_in(home), World::new(StoppedClock, Counter(7))).expect("desk");
    for number in thousands {
        let card = if number % 2 == 0 { "5409123456783456" } else { "4111111111111111" };
        let amount = (number * 1_000).to_string();
        let payment = PaymentForm {
            card_number: card.into(),
            expiry: "1230".into(),
            cvc: "777".into(),
            installments: "0".into(),
            amount: amount.as_str().into(),
            vat: "".into(),
        };
        let payment = payment.parse(&Rules::default(), StoppedClock.now().date_naive()).expect("valid");
        desk.pay(&payment, &PayOptions::default()).expect("paid");
    }
}

impl Drop for Cashier {
    fn drop(&mut self) {
        let (closed, _) = mpsc::channel();
        self.till.questions = closed;
        if let Some(worker) = self.worker.take() {
            worker.join().expect("the worker ended well");
        }
    }
}

fn is_wide(symbol: &str) -> bool {
    unicode_width::UnicodeWidthStr::width(symbol) > 1
}

/// `12<Enter><C-q>` as keys.
fn parse(keys: &str) -> Vec<KeyPress> {
    let mut parsed = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|named| named.split_once('>'));
        if let Some((name, after)) = named {
            parsed.push(named_key(name));
            rest = after;
        } else {
            parsed.push(KeyPress::char(c));
            rest = rest.strip_prefix(c).unwrap_or_default();
        }
    }
    parsed
}

fn named_key(name: &str) -> KeyPress {
    if let Some(rest) = name.strip_prefix("C-") {
        return match rest.chars().next() {
            Some(letter) if rest.len() == letter.len_utf8() => KeyPress::ctrl(letter),
            _ => KeyPress { ctrl: true, ..named_key(rest) },
        };
    }
    if let Some(letter) = name.strip_prefix("A-").and_then(|rest| rest.chars().next()) {
        return KeyPress::alt(letter);
    }
    if let Some(number) = name.strip_prefix('F').and_then(|rest| rest.parse().ok()) {
        return KeyPress::f(number);
    }
    KeyPress::plain(match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "BS" => KeyCode::Backspace,
        "Del" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        other => panic!("no key {other}"),
    })
}
