//! The state of the screens, and the only place where it changes: [`App::update`] takes an event and returns the
//! effects to carry out. Drawing only reads.
//!
//! | module | contents |
//! |---|---|
//! | [`pay`], [`cancel`], [`lookup`] | the three screens |
//! | [`overlay`] | help, commands and details, drawn over a screen |
//! | [`palette`], `choose` | the list of commands, and running one |
//! | [`reader`] | card and barcode readers |
//! | [`leftover`] | what an earlier run left on its way to the ledger |
//! | [`lock`] | the locked screen of an unattended till |
//! | `keyed`, `on_form`, `on_review`, `on_list` | what keys do |
//! | `on_reply` | what the worker's replies do |

pub mod cancel;
mod choose;
mod keyed;
pub mod leftover;
pub mod lock;
pub mod lookup;
mod on_form;
mod on_list;
mod on_reply;
mod on_review;
pub mod overlay;
pub mod palette;
pub mod pay;
pub mod reader;

use std::{
    collections::VecDeque,
    path::PathBuf,
    time::{Duration, Instant},
};

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};

use self::{
    cancel::CancelScreen,
    leftover::LeftoverScreen,
    lock::Lock,
    lookup::{LookupScreen, Window},
    overlay::Overlay,
    pay::PayScreen,
    reader::ReaderWatch,
};
use super::{
    event::Event,
    form::review::Review,
    in_flight::InFlight,
    keys::{Action, Scope},
};
use crate::{
    config,
    desk::{Clock as _, Settings, World, pending::Leftover},
    locale::{Locale, Text},
    payment::TransactionId,
    record::{Count, Record, Totals},
    tui::protocol::{Question, QuestionId, Status},
};

/// How long after the first one a second Ctrl+C or Ctrl+Q quits.
const QUIT_PAUSE: Duration = Duration::from_secs(2);

/// One of the three screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Key a payment.
    Pay,
    /// Key a cancel.
    Cancel,
    /// Find a transaction.
    Lookup,
}

/// What the main loop has to do after an event.
#[derive(Debug)]
pub enum Effect {
    /// Ask the worker.
    Ask(QuestionId, Question),
    /// Send the worker something that has no reply.
    Tell(Question),
    /// Draw everything anew.
    Redraw,
    /// Ring the bell.
    Bell,
    /// Copy a text to the clipboard.
    Copy(String),
    /// Stop the program until it is continued.
    Suspend,
    /// Quit.
    Quit,
}

/// The kind of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A hint.
    Hint,
    /// A success.
    Good,
    /// A refusal or an error.
    Bad,
}

/// A sentence at the foot of the screen. The next key removes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its kind.
    pub tone: Tone,
    /// Its text.
    pub text: String,
}

/// All state of the screens.
pub struct App {
    /// The language of the screens.
    pub locale: Locale,
    /// Paths, till and rules.
    pub settings: Settings,
    /// Theme, characters and bell.
    pub look: config::ScreenConfig,
    /// The screen that is shown.
    pub screen: Screen,
    /// The payment screen.
    pub pay: PayScreen,
    /// The cancel screen.
    pub cancel: CancelScreen,
    /// The look-up screen.
    pub lookup: LookupScreen,
    /// What is drawn over the screen.
    pub overlay: Option<Overlay>,
    /// What an earlier run left behind. It is shown before the screens.
    pub leftover: Option<LeftoverScreen>,
    /// The lock. It is shown before everything else.
    pub lock: Option<Lock>,
    /// The last transaction of this till.
    pub last: Option<Box<Record>>,
    /// The transaction of this run that was recorded last: the screen marks it as a result.
    pub just_done: Option<TransactionId>,
    /// The totals of today at this till, once known.
    pub today: Option<Totals>,
    /// How many transactions the ledger holds, once known.
    pub count: Option<Count>,
    /// The last transaction that was sent to the ledger.
    pub flight: Option<InFlight>,
    /// The notice.
    pub notice: Option<Notice>,
    /// When the latest event was handled.
    pub now: Instant,
    /// Leftovers that follow the one that is shown.
    more_leftovers: VecDeque<Leftover>,
    /// The configuration file, where choices are saved.
    config: PathBuf,
    /// Watches the keys for card and barcode readers.
    reader: ReaderWatch,
    world: World,
    /// The day of the totals of today.
    day: NaiveDate,
    effects: Vec<Effect>,
    questions: u64,
    quit_asked: Option<Instant>,
    /// The screens lock after this time without a key; `None` never.
    lock_after: Option<Duration>,
    /// When the last key or paste came.
    last_touch: Instant,
    /// A form held something before the first Ctrl+C cleared it.
    cleared_by_interrupt: bool,
    /// The window is too small to show the screen.
    is_hidden: bool,
    /// The last key completed an id and moved the focus on: an Enter out of habit is ignored.
    advanced: bool,
}

impl App {
    /// The state at the start: an empty payment form, and the question for the status.
    pub fn new(
        locale: Locale,
        settings: Settings,
        look: config::ScreenConfig,
        config: PathBuf,
        world: World,
        now: Instant,
    ) -> Self {
        let day = world.now().date_naive();
        let mut app = Self {
            locale,
            settings,
            look,
            config,
            reader: ReaderWatch::default(),
            screen: Screen::Pay,
            pay: PayScreen::new(),
            cancel: CancelScreen::new(),
            lookup: LookupScreen::new(),
            overlay: None,
            leftover: None,
            more_leftovers: VecDeque::new(),
            lock: None,
            last: None,
            just_done: None,
            today: None,
            count: None,
            flight: None,
            notice: None,
            now,
            world,
            day,
            effects: Vec::new(),
            questions: 0,
            quit_asked: None,
            lock_after: None,
            last_touch: now,
            cleared_by_interrupt: false,
            is_hidden: false,
            advanced: false,
        };
        app.ask(Question::Status);
        app
    }

    /// Handles an event; returns the effects, to be carried out in order.
    pub fn update(&mut self, event: Event, now: Instant) -> Vec<Effect> {
        self.now = now;
        // Also without a tick: the time may have passed while the program was stopped.
        self.lock_if_due();
        match event {
            Event::Key(key, at) => self.key(key, at),
            Event::Paste(text) => self.paste(&text),
            Event::PasteTooLong => self.paste_failed(Text::HintPasteTooLong),
            Event::PasteBroken => self.paste_failed(Text::HintPasteBroken),
            Event::Reply(reply) => self.take_reply(*reply),
            Event::Resize => self.effects.push(Effect::Redraw),
            Event::Suspend => {
                self.forget_enter();
                self.effects.push(Effect::Suspend);
            }
            Event::Tick => self.tick(),
            Event::LedgerChanged => self.refresh(),
            Event::Terminate(_) | Event::InputGone(_) | Event::WorkerGone => self.effects.push(Effect::Quit),
        }
        self.follow_the_day();
        self.effects()
    }

    /// Takes the effects that are due; at the start, the first questions.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The screen was drawn in its present state.
    pub fn drawn(&mut self, at: Instant) {
        self.is_hidden = false;
        if self.lock.is_some() {
            return;
        }
        self.leftover_drawn(at);
        if self.overlay.is_some() || self.leftover.is_some() {
            return;
        }
        match self.screen {
            Screen::Pay => self.pay.review.iter_mut().for_each(|review| review.drawn(at)),
            Screen::Cancel => self.cancel.review.iter_mut().for_each(|review| review.drawn(at)),
            Screen::Lookup => {}
        }
    }

    /// The outcome of the transaction in flight may have been drawn. Returns whether it was, for the first time.
    pub fn outcome_drawn(&mut self) -> bool {
        self.flight.as_mut().is_some_and(InFlight::drawn)
    }

    /// Takes the transaction in flight, unless its outcome was drawn.
    pub fn take_flight(&mut self) -> Option<InFlight> {
        self.flight.take().filter(|flight| !flight.is_over())
    }

    /// The screen could not be shown: an Enter confirms nothing that the cashier cannot see.
    pub fn hidden(&mut self) {
        self.is_hidden = self.lock.is_none();
        self.pay.review.iter_mut().for_each(Review::hidden);
        self.cancel.review.iter_mut().for_each(Review::hidden);
    }

    /// The next moment at which the screen changes by itself.
    pub fn deadline(&self) -> Option<Instant> {
        let quit = self.quit_asked.map(|asked| asked + QUIT_PAUSE);
        let swipe = self.reader.deadline();
        if let Some(lock) = &self.lock {
            return [lock.deadline(), quit, swipe].into_iter().flatten().min();
        }
        let searching = self.lookup.slow_at().filter(|at| *at > self.now && self.screen == Screen::Lookup);
        let reveal = self.overlay.as_ref().and_then(Overlay::deadline);
        let own = [searching, reveal, quit, swipe, self.alone_until(), self.lock_at()];
        own.into_iter().flatten().chain([self.next_minute()]).min()
    }

    /// When the clock in the header shows the next minute.
    pub fn next_minute(&self) -> Instant {
        let time = self.wall_time();
        let gone = Duration::new(time.second().into(), time.nanosecond() % 1_000_000_000);
        self.now + Duration::from_secs(60).saturating_sub(gone)
    }

    /// When the Enter or `+` in the strip takes effect, unless a key comes before.
    fn alone_until(&self) -> Option<Instant> {
        match self.screen {
            Screen::Pay => self.pay.review.as_ref().and_then(Review::deadline),
            Screen::Cancel => self.cancel.review.as_ref().and_then(Review::deadline),
            Screen::Lookup => None,
        }
    }

    /// Whether an Enter or `+` in the strip waits to take effect.
    #[cfg(test)]
    pub fn enter_is_alone(&self) -> bool {
        self.alone_until().is_some()
    }

    /// The scopes of keys that act now; the first one that has a key decides.
    pub fn scopes(&self) -> &'static [Scope] {
        if self.lock.is_some() {
            return &[Scope::Lock];
        }
        if self.leftover.is_some() {
            return &[Scope::Leftover];
        }
        match (&self.overlay, self.screen) {
            (Some(Overlay::Help(_)), _) => &[Scope::Help],
            (Some(Overlay::Palette(_)), _) => &[Scope::Palette],
            (Some(Overlay::Detail(_)), _) => &[Scope::Detail, Scope::Everywhere],
            (None, _) if self.in_review() => &[Scope::Review],
            (None, Screen::Pay | Screen::Cancel) => &[Scope::Form, Scope::Everywhere],
            (None, Screen::Lookup) => &[Scope::Lookup, Scope::Everywhere],
        }
    }

    /// Whether the screen shows a review.
    pub fn in_review(&self) -> bool {
        match self.screen {
            Screen::Pay => self.pay.review.is_some(),
            Screen::Cancel => self.cancel.review.is_some(),
            Screen::Lookup => false,
        }
    }

    /// The open question that records a transaction, or asks whether it was recorded.
    pub fn in_flight(&self) -> Option<QuestionId> {
        self.flight.as_ref().and_then(|flight| flight.stage.question())
    }

    /// Whether the outcome of a transaction is not known yet.
    pub fn awaits_outcome(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.stage.is_open())
    }

    /// Whether an action of the strip does anything now. Nothing is confirmed while a transaction is in flight, and
    /// there is no way back until its outcome is known.
    pub fn does_something(&self, action: Action) -> bool {
        match action {
            Action::Confirm => self.in_flight().is_none() && !self.strip_is_closed() && !self.asks_again(),
            Action::Again => self.asks_again() && !self.strip_is_closed(),
            Action::Back => self.overlay.is_some() || !self.awaits_outcome(),
            _ => true,
        }
    }

    /// The local time of the till.
    pub fn wall_time(&self) -> NaiveDateTime {
        self.world.now().naive_local()
    }

    /// The local date of the till.
    pub fn date(&self) -> NaiveDate {
        self.wall_time().date()
    }

    /// What Cancel offers without an id: the last transaction of this till, while something of its payment remains.
    pub fn suggestion(&self) -> Option<&Record> {
        self.last.as_deref().filter(|last| !last.transaction.remaining.is_nothing())
    }

    /// The window's title, without anything that is keyed.
    pub fn title(&self) -> String {
        let screen = match self.screen {
            _ if self.lock.is_some() => Text::Locked,
            Screen::Pay => Text::TabPay,
            Screen::Cancel => Text::TabCancel,
            Screen::Lookup => Text::TabLookup,
        };
        format!("Paydesk - {}", self.locale.text(screen))
    }

    /// The id to copy: of the details, of the selected row, else of the last transaction.
    pub fn shown_id(&self) -> Option<TransactionId> {
        match (&self.overlay, self.screen) {
            (Some(Overlay::Detail(detail)), _) => detail.record.as_ref().map(|record| record.transaction.id),
            (_, Screen::Lookup) => self.lookup.selected_row().map(|row| row.id),
            _ => self.last.as_ref().map(|last| last.transaction.id),
        }
    }

    /// The path of the ledger.
    pub fn ledger_path(&self) -> &PathBuf {
        &self.settings.ledger
    }

    /// How many questions were asked since the start.
    #[cfg(test)]
    pub fn asked_so_far(&self) -> u64 {
        self.questions
    }

    /// Asks the worker.
    fn ask(&mut self, question: Question) -> QuestionId {
        self.questions += 1;
        let id = QuestionId(self.questions);
        self.effects.push(Effect::Ask(id, question));
        id
    }

    /// Sets the notice, with the bell for a bad one.
    fn say(&mut self, tone: Tone, text: impl Into<String>) {
        // Behind a lock it is silent: the notice is there after unlocking.
        if tone == Tone::Bad && self.look.bell && self.lock.is_none() {
            self.effects.push(Effect::Bell);
        }
        self.notice = Some(Notice { tone, text: text.into() });
    }

    /// Sets a hint as the notice.
    fn hint(&mut self, text: Text) {
        let text = self.locale.text(text);
        self.say(Tone::Hint, text);
    }

    /// Takes the last transaction and the totals.
    fn take_status(&mut self, status: Status) {
        self.last = status.last;
        self.today = Some(status.today);
        self.count = Some(status.count);
    }

    /// The deadline has come: whatever is due happens.
    fn tick(&mut self) {
        self.reader_silent_until(self.now);
        if self.lock.is_some() {
            return self.tick_lock();
        }
        self.confirm_if_alone(self.now);
        if self.quit_asked.is_some_and(|asked| self.now >= asked + QUIT_PAUSE) {
            self.quit_asked = None;
            self.notice = None;
        }
        if let Some(overlay) = &mut self.overlay {
            overlay.tick(self.now);
        }
    }

    /// Goes to a screen. What is keyed in the others stays.
    fn show(&mut self, screen: Screen) {
        self.screen = screen;
        self.overlay = None;
        if screen == Screen::Lookup {
            self.search();
        }
    }

    /// Reads the query, and asks for its matches.
    fn search(&mut self) {
        self.read_query();
        self.ask_window(Window::New);
    }

    /// Reads the query, and does not ask yet.
    fn read_query(&mut self) {
        self.lookup.shown = self.lookup.read_query(self.world.now(), &|time| self.world.moment(time));
    }

    /// When the date has changed, asks anew for what depends on today. The minute's tick brings it; behind a lock it
    /// waits.
    fn follow_the_day(&mut self) {
        let today = self.date();
        if self.lock.is_some() || today == self.day {
            return;
        }
        self.day = today;
        self.ask(Question::Status);
        if self.screen == Screen::Lookup {
            let before = self.lookup.shown.clone();
            self.read_query();
            // A query without a day keeps its rows and its selection.
            if self.lookup.shown != before {
                self.ask_window(Window::New);
            }
        }
    }

    /// Asks for a window of the matches.
    fn ask_window(&mut self, window: Window) {
        let query = self.lookup.shown.clone();
        let (from, limit) = self.lookup.page_of(window);
        let count = matches!(window, Window::New | Window::Again);
        let question = self.ask(Question::Search(query.clone(), from, limit, count));
        self.lookup.ask(question, query, window, self.now);
    }

    /// Asks for the totals of all matches.
    fn ask_sums(&mut self) {
        let question = self.ask(Question::Sums(self.lookup.shown.clone(), self.lookup.days()));
        self.lookup.ask_sums(question);
    }

    /// Another till has written to the ledger: asks anew for what is shown.
    fn refresh(&mut self) {
        self.ask(Question::Status);
        if self.screen == Screen::Lookup && self.lookup.can_refresh() {
            self.ask_window(Window::Again);
        }
    }
}
