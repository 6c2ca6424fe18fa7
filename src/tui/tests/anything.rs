//! A cashier at random: keys, pastes, swipes, bursts, windows of any size, replies late or at once; in between whole
//! payments and cancels. After every frame:
//!
//! - Nothing panicked, and no cell holds what a terminal would obey.
//! - Money moves only by an Enter in a strip that was on the screen, one transaction at a time, of the amount that the strip
//!   showed. In the end the ledger holds these transactions and no others, and verifies.
//! - In a shop with people each transaction names who made it, and somebody else who approved it where it is above the limit.
//! - Messages are handed over only by such an Enter, too.
//! - Days are closed only by an Enter in a strip that was on the screen, with the number that it showed.
//! - Each slip on the paper was recorded before, and each that was recorded is on the paper, unless it failed. So is each close, and
//!   each time that one was printed again.
//! - Frames, title and clipboard show only the first six and last three digits of the card, and no CVC. Exceptions are the
//!   field that the card is keyed into, and a reveal, which is recorded and ends after ten seconds. Behind a lock, no digit
//!   of it is shown.
//!
//! `cargo test` runs it for a moment. A million events take six minutes on two processors:
//!
//! ```text
//! PAYDESK_FUZZ_EVENTS=1000000 cargo test --release --lib anything -- --nocapture
//! ```

use super::{storms::SeededDice, *};
use crate::{
    config::{PrinterTo, Security, SlipCopies, SlipPrint},
    desk::{Verdict, Verifier, World},
    printing::Printout,
    record::{FactKind, Progress},
    tui::protocol::ReplyBody,
    tui::screen::{
        cancel,
        day::{self, DayQuestion, DayScreen},
        detail::Reveal,
        memo::MemoScreen,
        pay,
        slip::SlipScreen,
    },
};

/// Of digits that nothing else here is typed with, so that a run of them can only be the card's.
const CARD: &str = "4213432112342413";
const EXPIRY: &str = "1244";
const CVC: &str = "314";
/// Digits in a row that no masked card shows, and nothing else here either: one of them at least is masked.
const MASKED_RUN: usize = 6;
/// Where such digits begin: the first six digits are shown, and the last three.
const HIDDEN: std::ops::RangeInclusive<usize> = 1..=10;
/// Events at one till before another one opens.
const SHIFT: u64 = 5_000;

const KEYS: &str = "005566778899.+-*/?ㅂa<Enter><Enter><Enter><Tab><S-Tab><BS><Del><Left><Right><Up><Down><PgUp>\
                    <PgDn><Home><End><Esc><F1><F2><F2><F3><F3><F4><F5><F6><F7><F8><F8><F9><F10><F12><C-a><C-e><C-u>\
                    <C-w><C-k><C-l><C-z><C-Home><C-End><A-1><A-4><A-p>";

const PASTES: [&str; 8] =
    ["55,000원", "5600\n", "\u{1b}[2J\0", "５６７８", "오늘 취소", "", "99999999999999999999", "-pay till 7"];

const QUERIES: [&str; 8] = ["413", "today", "part", "cancel", ">5000", "2026-11", "99", "-pay"];

/// A random cashier, and what has to be true after it.
struct RandomCashier {
    cashier: Cashier,
    dice: SeededDice,
    /// The screen that was drawn last, if a strip was on it; or one where an Enter was keyed that has to stay alone.
    strip: Option<String>,
    /// What the strip showed of the transaction in flight.
    agreed: String,
    was_in_flight: Option<QuestionId>,
    was_revealed: bool,
    revealed: u64,
    done: Vec<(crate::payment::TransactionId, u64)>,
    events: u64,
    /// Reports that the printer has taken, and how many of them were closes once more.
    reports: usize,
    printed_again: usize,
    /// The number of the close that is on its way, and how many were agreed to.
    closing: Option<DayQuestion>,
    agreed_closes: usize,
    agreed_batches: usize,
    /// In a shop with people, who come and go.
    has_people: bool,
    /// Has quit: nothing more is drawn or asked.
    gone: bool,
}

impl RandomCashier {
    fn new(seed: u64) -> Self {
        let lang = if seed.is_multiple_of(2) { Lang::En } else { Lang::Ko };
        let has_people = dice_of(seed, 3) == 0;
        let home = folder();
        if has_people {
            people::found_with_people(&home);
        }
        let mut cashier = Cashier::with(home, lang, 80, 24, SeededDice(!seed));
        // Some tills lock now and then, in whatever is going on.
        let lock_seconds = if seed.is_multiple_of(3) { 4 } else { 0 };
        cashier.till.app.set_lock_time(Security { lock_seconds, ..Security::default() });
        print_slips(&mut cashier, seed);
        cashier.hands_over();
        Self {
            cashier,
            dice: SeededDice(seed),
            strip: None,
            agreed: String::new(),
            was_in_flight: None,
            was_revealed: false,
            revealed: 0,
            done: Vec::new(),
            events: 0,
            reports: 0,
            printed_again: 0,
            closing: None,
            agreed_closes: 0,
            agreed_batches: 0,
            has_people,
            gone: false,
        }
    }

    fn app(&self) -> &App {
        &self.cashier.till.app
    }

    /// Whether what is typed goes into this field of the payment form.
    fn types_into(&self, field: usize) -> bool {
        let app = self.app();
        let shown = app.name() == pay::NAME && !app.has_overlay() && !app.cx.is_locked && !app.in_review();
        shown && app.pay().form.focus() == field
    }

    fn act(&mut self) {
        self.cashier.pass(Duration::from_millis([0, 3, 50, 150, 400, 3_000][self.dice.below(6)]));
        if self.dice.below(100) == 0 {
            let quit = ["<C-q>", "<C-q><C-q>", "<C-c>", "<C-c><C-c>"][self.dice.below(4)];
            return self.go_on(quit);
        }
        if self.has_people && self.dice.below(12) == 0 {
            return self.somebody_comes();
        }
        match self.dice.below(29) {
            0 => {
                let (width, height) = match self.dice.below(4) {
                    0 => self.dice.window(),
                    1 => (120, 36),
                    _ => (80, 24),
                };
                self.cashier.till.surface.twin.resize(width, height);
                self.give(vec![Event::Resize]);
            }
            1 => {
                let text = PASTES[self.dice.below(PASTES.len())];
                self.give(vec![Event::Paste(text.to_owned().into())]);
            }
            2 | 3 => self.give(vec![Event::Tick]),
            4 => self.wait_for_the_pause(),
            5..=7 => self.answers(),
            8..=10 => self.key_card_data(),
            11 => self.swipe(),
            12 => {
                let keys = (0..self.dice.below(12)).map(|_| self.any_key()).collect();
                self.give(keys);
            }
            13 => self.go_on("5.<Down>"),
            14 => self.go_on("<F2>55.<Enter>"),
            15 => self.go_on("+"),
            16 | 17 => self.pay(),
            18 => self.cancel(),
            19 => self.look_closely(),
            20 => self.close_the_day(),
            21 => {
                let query = QUERIES[self.dice.below(QUERIES.len())];
                self.go_on(&format!("<F4><C-u>{query}"));
                self.answers();
            }
            _ => {
                let key = self.any_key();
                self.give(vec![key]);
            }
        }
    }

    /// Another person comes, or the one who stands there was away: number and PIN, now and then a wrong one; in an approval why, too.
    fn somebody_comes(&mut self) {
        if self.dice.below(3) == 0 {
            self.go_on("<A-0>");
        }
        self.answers();
        let who = [people::OWNER, people::SUPERVISOR, people::CASHIER, people::CASHIER, "219753"];
        let keys = who[self.dice.below(who.len())];
        self.go_on(keys);
        if self.dice.below(2) == 0 {
            self.go_on("2");
        }
        self.answers();
    }

    fn any_key(&mut self) -> Event {
        thread_local!(static PARSED: Vec<KeyPress> = parse(KEYS));
        let key = PARSED.with(|keys| keys[self.dice.below(keys.len())]);
        Event::Key(key, self.cashier.clock.get())
    }

    /// Keys at a person's speed.
    fn go_on(&mut self, keys: &str) {
        for key in parse(keys) {
            self.cashier.pass(Duration::from_millis(200));
            let at = self.cashier.clock.get();
            self.give(vec![Event::Key(key, at)]);
        }
    }

    /// A person who reads the strip, then presses Enter once.
    fn wait_for_the_pause(&mut self) {
        self.cashier.pass(Duration::from_secs(1));
        let at = self.cashier.clock.get();
        self.give(vec![Event::Key(KeyPress::plain(KeyCode::Enter), at)]);
        self.cashier.pass(Duration::from_millis(150));
        self.give(vec![Event::Tick]);
    }

    /// In a window in which something can be done, and out of a strip that was closed. Returns whether a form is there.
    fn at_a_form(&mut self) -> bool {
        self.cashier.till.surface.twin.resize(80, 24);
        self.give(vec![Event::Resize]);
        if self.app().strip_is_closed() {
            self.go_on("<Esc>");
        }
        !self.app().has_overlay() && !self.app().in_review()
    }

    /// A whole payment, up to its strip or beyond.
    fn pay(&mut self) {
        if !self.at_a_form() {
            return;
        }
        let amount = ["5", "56", "7.", "68", "99."][self.dice.below(5)];
        let more = ["5", "6", "7", "8", "9"][self.dice.below(5)];
        self.go_on(&format!("<F2><Esc><Esc><Esc>{amount}{more}6<Enter>"));
        self.key_card_data();
        self.go_on("+");
        self.perhaps_confirm();
    }

    /// A whole cancel of the last payment, or of a part of it.
    fn cancel(&mut self) {
        if !self.at_a_form() {
            return;
        }
        self.go_on("<F3><Esc><Esc><Esc><Enter>");
        self.answers();
        if self.dice.below(3) > 0 {
            self.go_on("<C-u>55");
        }
        self.go_on("+");
        self.perhaps_confirm();
    }

    fn perhaps_confirm(&mut self) {
        if self.dice.below(4) > 0 {
            self.wait_for_the_pause();
            self.answers();
        }
    }

    /// The day, some of its closes, and one more close.
    fn close_the_day(&mut self) {
        if !self.at_a_form() {
            return;
        }
        self.go_on("<A-4>");
        self.answers();
        let keys = ["+", "<Left>", "<Left><Left>/<Right>", "/", "*", "."][self.dice.below(6)];
        self.go_on(keys);
        self.perhaps_confirm();
    }

    /// The last transaction's details, and its message in clear.
    fn look_closely(&mut self) {
        self.go_on("<F5>");
        self.answers();
        self.go_on("<F8>");
        self.answers();
    }

    fn answers(&mut self) {
        while self.cashier.open_questions > 0 && !self.gone {
            let event = self.cashier.inbox.recv().expect("the worker lives");
            self.give(vec![event]);
            if self.dice.below(8) == 0 {
                return;
            }
        }
    }

    /// Card data goes into its own fields alone, keyed or pasted.
    fn key_card_data(&mut self) {
        for (field, text) in [(pay::CARD, CARD), (pay::EXPIRY, EXPIRY), (pay::CVC, CVC)] {
            if self.types_into(field) && self.dice.below(4) == 0 {
                self.give(vec![Event::Paste(text.to_owned().into())]);
            }
            for c in text.chars() {
                if self.types_into(field) {
                    self.cashier.pass(Duration::from_millis(100));
                    let at = self.cashier.clock.get();
                    self.give(vec![Event::Key(KeyPress::char(c), at)]);
                }
            }
        }
    }

    fn swipe(&mut self) {
        if !(0..6).any(|field| self.types_into(field)) {
            return;
        }
        self.cashier.pass(Duration::from_millis(500));
        // Its check digit is wrong: it is refused, and shown nowhere. The other one is taken.
        let card = [CARD, "4213432112342415"][self.dice.below(2)];
        for key in parse(&format!(";{card}=44121010?<Enter>")) {
            self.cashier.pass(Duration::from_millis(2));
            let at = self.cashier.clock.get();
            self.give(vec![Event::Key(key, at)]);
        }
        self.cashier.pass(Duration::from_millis(500));
        self.give(vec![Event::Tick]);
    }

    /// Gives events to the loop, then looks at everything.
    fn give(&mut self, events: Vec<Event>) {
        if self.gone {
            return;
        }
        self.events += 1;
        for event in &events {
            self.count_report(event);
        }
        self.cashier.turn(events);
        if let Some(ended) = self.cashier.ended {
            assert_eq!((ended, self.was_in_flight), (Ended::Quit, None));
            self.gone = true;
            return;
        }
        self.days_closed_only_through_the_strip();
        self.money_moved_only_through_the_strip();
        self.everything_is_in_range();
        self.no_card_is_drawn();
    }

    /// As money moves only through the strip: its number is that of the close.
    fn days_closed_only_through_the_strip(&mut self) {
        let day = self.app().find::<DayScreen>().expect("the day");
        let asked = day.review.as_ref().filter(|_| day.is_working()).map(|review| review.request);
        if let Some(question) = asked.filter(|_| asked != self.closing) {
            let strip = self.strip.take().expect("a day is closed without a strip that was on the screen");
            let number = match question {
                DayQuestion::Close(number) => {
                    self.agreed_closes += 1;
                    format!(" Z {number}  ")
                }
                DayQuestion::HandOver(number, _) => {
                    self.agreed_batches += 1;
                    self.app().cx.locale.text(Text::DayBatch { number: &number.to_string() })
                }
            };
            assert!(strip.contains(&number), "{question:?} of\n{strip}");
        }
        self.closing = asked;
    }

    fn money_moved_only_through_the_strip(&mut self) {
        let app = &self.cashier.till.app;
        let flying = app.cx.in_flight();
        if flying.is_some() && flying != self.was_in_flight {
            self.agreed = self.strip.take().expect("money moves without a strip that was on the screen");
            assert_eq!(self.was_in_flight, None, "two at once");
        }
        if let Some(id) =
            app.cx.status.just_done.filter(|id| self.done.last().is_none_or(|(last, _)| last != id))
        {
            assert!(self.was_in_flight.is_some() && flying.is_none());
            let moved = &app.cx.status.last.as_ref().expect("the last one").story.transaction;
            assert_eq!(moved.id, id);
            assert!(self.agreed.contains(&moved.amount.grouped()), "{} of\n{}", moved.amount, self.agreed);
            // In the strip, or, where that asks about the same again, in the message below.
            let cards = [moved.card.grouped(), moved.card.short(), moved.card.to_string()];
            assert!(cards.iter().any(|card| self.agreed.contains(card)), "{}\n{}", moved.card, self.agreed);
            self.done.push((id, moved.amount.get()));
        }
        self.was_in_flight = flying;
        let shown = !app.has_overlay() && !app.cx.is_locked;
        let in_review = app.in_review() && shown && flying.is_none();
        if in_review && self.cashier.screen().contains("═══") {
            self.strip = Some(self.cashier.screen());
        } else if !self.cashier.till.app.enter_is_alone() {
            self.strip = None;
        }
    }

    fn everything_is_in_range(&mut self) {
        let app = self.app();
        assert!(app.pay().form.focus() < pay::FIELDS.len());
        assert!(app.cancel().form.focus() <= cancel::VAT);
        let lengths = [40, 16, 4, 3, 2, 10];
        for (index, max) in lengths.into_iter().enumerate() {
            let text = app.pay().form.field(index).text();
            let is_sum = index == pay::AMOUNT;
            let fits = |byte: u8| byte.is_ascii_digit() || b"+*".contains(&byte) && is_sum;
            assert!(text.len() <= max && text.bytes().all(fits), "field {index}: {text}");
        }
        let area = self.cashier.till.surface.twin.shown.area;
        // Elsewhere there is none, and it is hidden.
        let is_only_read = app.find::<DetailScreen>().is_some()
            || app.find::<SlipScreen>().is_some()
            || app.name() == day::NAME && !app.has_overlay() && app.find::<MemoScreen>().is_none();
        let typing = !app.in_review() && !app.cx.is_locked && !is_only_read;
        if typing && area.width >= draw::MIN_WIDTH && area.height >= draw::MIN_HEIGHT {
            let (x, y) = self.cashier.cursor();
            assert!(x < area.width && y < area.height, "{x} {y} in {area:?}");
        }
    }

    /// No frame holds a card beyond what is masked, but for its own field and a reveal.
    fn no_card_is_drawn(&mut self) {
        let app = &self.cashier.till.app;
        assert!(!app.title().chars().any(|c| c.is_ascii_digit()));
        assert!(self.cashier.till.surface.copied.iter().all(|copied| !copied.contains("421343")));
        let revealed = match app.find::<DetailScreen>().map(|detail| detail.reveal) {
            Some(Reveal::Until(end)) => Some(end),
            _ => None,
        };
        self.revealed += u64::from(revealed.is_some() && !self.was_revealed);
        self.was_revealed = revealed.is_some();
        assert!(!app.cx.is_locked || app.pay().form.field(pay::CARD).is_empty());
        if let Some(end) = revealed.filter(|_| !app.cx.is_locked) {
            assert!(end <= self.cashier.clock.get() + Duration::from_secs(10), "it never ends");
            return;
        }
        let rows = self.cashier.screen();
        // The rows of the fields; the first ones with their labels.
        let row_of = |label: Text| {
            let label = app.cx.locale.text(label);
            rows.lines().position(|row| row.trim_start().starts_with(&label))
        };
        let [field, cvc] = [Text::LabelCard, Text::LabelCvc].map(row_of);
        let keyed = app.name() == pay::NAME && !app.has_overlay() && !app.cx.is_locked;
        for (y, row) in rows.lines().enumerate() {
            assert!(!row.contains(char::is_control), "{y}: {row:?}");
            // Left of the pane, the field shows dots.
            assert!(
                !(keyed && Some(y) == cvc && row.chars().take(60).collect::<String>().contains(CVC)),
                "{rows}"
            );
            // The pane on the right, with the message, shares the row of the field.
            let row = if keyed && Some(y) == field {
                row.replacen(&**app.pay().form.field(pay::CARD).shown().0, "", 1)
            } else {
                row.to_owned()
            };
            assert!(!card_parts().iter().any(|digits| row.contains(digits)), "{y}: {rows}");
        }
    }

    /// Slips are counted by the journal, reports by what became of them: an X report is stored nowhere, and a close that is printed
    /// the first time is only recorded as a close.
    fn everything_printed_was_recorded(&self, raw: &rusqlite::Connection) {
        let count = |sql: &str| -> usize {
            let count: i64 = raw.query_row(sql, [], |row| row.get(0)).expect("counted");
            usize::try_from(count).expect("not below zero")
        };
        let slips =
            count("SELECT coalesce(sum(iif(kind = 17, 1, -1)), 0) FROM journal WHERE kind IN (17, 18)");
        let again = count("SELECT count(*) FROM journal WHERE kind = 21");
        assert!(again >= self.printed_again, "{again} recorded, {} printed", self.printed_again);
        let paper = self.cashier.home.path().join("paper");
        assert_eq!(slips::cuts(&paper), slips + self.reports);
    }

    /// What the printer has taken of reports.
    fn count_report(&mut self, event: &Event) {
        let Event::Reply(reply) = event else { return };
        let ReplyBody::Printed(done) = &reply.body else { return };
        if !done.result.is_failed() && !matches!(done.what, Printout::Slip { .. }) {
            self.reports += 1;
            self.printed_again += usize::from(matches!(done.what, Printout::CloseAgain(_)));
        }
    }

    /// What has no reply is done once the next question has one.
    fn wait_for_failed_prints(&mut self) {
        if !self.gone {
            self.cashier.till.app.cx.ask(Question::Status);
            self.cashier.open_questions += 1;
            self.give(vec![Event::Tick]);
            self.wait_for_all();
        }
    }

    fn wait_for_all(&mut self) {
        while self.cashier.open_questions > 0 && !self.gone {
            let event = self.cashier.inbox.recv().expect("the worker lives");
            self.give(vec![event]);
        }
    }

    /// The ledger holds all that was confirmed, and nothing else.
    fn close(mut self) -> usize {
        // Wait for the outcome of what is in flight.
        self.wait_for_all();
        self.wait_for_failed_prints();
        let ledger =
            crate::ledger::Ledger::open(&self.cashier.home.path().join("ledger.db")).expect("ledger");
        let everything = Query::default();
        let mut search = ledger.search(&everything, &|| false).expect("search");
        let rows = search.page(PageFrom::Start, 1_000_000).expect("page").expect("rows");
        for transaction in rows.iter().map(|found| &found.transaction) {
            let crate::staff::Signers { operator, approver } = transaction.by;
            assert_eq!(operator.is_some(), self.has_people, "{transaction:?}");
            assert!(approver.is_none() || approver != operator, "{transaction:?}");
            let is_large = operator.is_some_and(|by| people::is_above_limit(by, transaction));
            assert!(!is_large || approver.is_some(), "{transaction:?}");
        }
        let row = |found: crate::record::Found| (found.transaction.id, found.transaction.amount.get());
        let mut rows: Vec<_> = rows.into_iter().map(row).collect();
        rows.reverse();
        assert_eq!(rows, self.done);
        drop(search);
        let raw = rusqlite::Connection::open(ledger.path()).expect("ledger");
        let recorded: u64 = raw
            .query_row("SELECT count(*) FROM journal WHERE kind = ?1", [FactKind::Reveal as u8], |row| {
                row.get(0)
            })
            .expect("counted");
        // One that was asked for may have been closed before it was shown.
        assert!(recorded >= self.revealed, "{} reveals, {recorded} recorded", self.revealed);
        if !self.gone {
            self.everything_printed_was_recorded(&raw);
        }
        let facts = |kind: FactKind| -> usize {
            let count: i64 = raw
                .query_row("SELECT count(*) FROM journal WHERE kind = ?1", [kind as u8], |row| row.get(0))
                .expect("counted");
            usize::try_from(count).expect("few")
        };
        // One that was agreed to may have been refused.
        assert!(facts(FactKind::Close) <= self.agreed_closes);
        assert!(facts(FactKind::HandOver) <= self.agreed_batches);
        let verifier = Verifier::open(settings_in(&self.cashier.home), World::new(StoppedClock, Counter(9)))
            .expect("opened");
        let verdict = verifier.check(None, &Progress::default()).expect("checked");
        assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
        rows.len()
    }
}

/// Some tills ask about slips, some print them all, some have a printer that is off.
fn print_slips(cashier: &mut Cashier, seed: u64) {
    let paper = slips::paper_in(cashier);
    let config = &mut cashier.till.app.cx.paper;
    config.shop = slips::a_shop();
    config.slip.print = [SlipPrint::Ask, SlipPrint::Always, SlipPrint::Never][dice_of(seed, 3)];
    config.slip.copies = [SlipCopies::Both, SlipCopies::Customer][dice_of(seed, 2)];
    if seed.is_multiple_of(5) {
        config.printer.to = PrinterTo::File(paper.join("no/such/folder"));
    }
}

fn dice_of(seed: u64, sides: u64) -> usize {
    usize::try_from(seed / 7 % sides).unwrap_or(0)
}

/// Parts of the card as they could be drawn: in a row, in fours; and expiry and CVC side by side.
fn card_parts() -> &'static [String] {
    static TELLING_PARTS: OnceLock<Vec<String>> = OnceLock::new();
    TELLING_PARTS.get_or_init(|| {
        let part = |from: usize, fours: bool| {
            let digits = CARD.chars().enumerate().skip(from).take(MASKED_RUN);
            digits.fold(String::new(), |mut part, (index, digit)| {
                if fours && index % 4 == 0 && index > from {
                    part.push(' ');
                }
                part.push(digit);
                part
            })
        };
        let parts = HIDDEN.flat_map(|from| [part(from, false), part(from, true)]);
        parts.chain([format!("{EXPIRY}{CVC}")]).collect()
    })
}

impl Random for SeededDice {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        for byte in bytes {
            *byte = u8::try_from(self.below(256)).unwrap_or(0);
        }
        Ok(())
    }
}

/// A folder in memory where there is such a place: it is not the disk that is tried here.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("folder")
}

#[test]
fn whatever_is_done_money_moves_only_through_the_strip_and_no_card_is_drawn() {
    let wanted = std::env::var("PAYDESK_FUZZ_EVENTS").ok().map(|text| text.parse().expect("a number"));
    let (start, wanted) = (Instant::now(), wanted.unwrap_or(1_500_u64));
    let (mut events, mut rows, mut seed) = (0, 0, 1);
    while events < wanted {
        let mut clerk = RandomCashier::new(seed * 0x9e37_79b9);
        let until = SHIFT.min(wanted / 2);
        let shift = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            while clerk.events < until && !clerk.gone {
                clerk.act();
            }
            (clerk.events, clerk.close())
        }));
        let (done, taken) = shift.unwrap_or_else(|panic| {
            eprintln!("the shift of seed {seed} fails");
            std::panic::resume_unwind(panic)
        });
        (events, rows, seed) = (events + done, rows + taken, seed + 1);
    }
    assert!(rows as u64 >= wanted / 300, "{rows} transactions in {events} events");
    eprintln!("{events} events, {rows} transactions in {:.1?}", start.elapsed());
}
