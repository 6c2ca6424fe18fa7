//! The state of the screens, and the only place where it changes: [`App::update`] takes an event and returns what is to
//! be done about it. Drawing only reads.
//!
//! | module | what lives there |
//! |---|---|
//! | [`field`], [`form`] | what is keyed |
//! | [`pay`], [`cancel`], [`lookup`] | the three screens |
//! | [`review`] | the second step of everything that moves money |
//! | [`overlay`] | help and details, which cover a screen |
//! | [`palette`], `choose` | the list of all commands, and what they choose |
//! | [`reader`] | what card and barcode readers type |
//! | [`leftover`] | what an earlier run left on its way to the ledger |
//! | [`lock`] | what stands before everything when nobody is there |
//! | [`preview`] | the message of the form, as far as it is known |
//! | `keyed`, `on_form`, `on_review`, `on_list` | what keys do |
//! | `on_reply` | what the worker's replies do |

pub mod cancel;
mod choose;
pub mod field;
pub mod form;
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
pub mod preview;
pub mod reader;
pub mod review;

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

/// How long a second Ctrl+C or Ctrl+Q counts as the word to quit.
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

/// What is to be done after an event.
#[derive(Debug)]
pub enum Effect {
    /// Ask the worker.
    Ask(QuestionId, Question),
    /// Tell the worker something that has no answer.
    Tell(Question),
    /// Draw everything anew.
    Redraw,
    /// Ring the bell: something was refused.
    Bell,
    /// Put a text into the clipboard.
    Copy(String),
    /// Stop until the program is continued.
    Suspend,
    /// End.
    Quit,
}

/// The weight of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A hint.
    Hint,
    /// It worked.
    Good,
    /// It was refused, or something is wrong.
    Bad,
}

/// A sentence at the foot of the screen, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// All state of the screens.
pub struct App {
    /// The words.
    pub locale: Locale,
    /// Files, till and rules.
    pub settings: Settings,
    /// How the screens look and sound.
    pub look: config::Screen,
    /// The screen that is shown.
    pub screen: Screen,
    /// The payment screen.
    pub pay: PayScreen,
    /// The cancel screen.
    pub cancel: CancelScreen,
    /// The look-up screen.
    pub lookup: LookupScreen,
    /// What covers the screen.
    pub overlay: Option<Overlay>,
    /// What an earlier run left behind, and comes before the screens.
    pub leftover: Option<LeftoverScreen>,
    /// What stands before all of it.
    pub lock: Option<Lock>,
    /// The last transaction of this till.
    pub last: Option<Box<Record>>,
    /// Whether `last` was written since the start: then it is a result, not a memory.
    pub just_done: Option<TransactionId>,
    /// The totals of today at this till, once known.
    pub today: Option<Totals>,
    /// How many transactions there are, once known.
    pub count: Option<Count>,
    /// The sentence at the foot.
    pub notice: Option<Notice>,
    /// When the event that is being handled, or was last, happened.
    pub now: Instant,
    /// What was left behind besides.
    more_leftovers: VecDeque<Leftover>,
    /// Where what is chosen is kept.
    config: PathBuf,
    /// What types without a hand.
    reader: ReaderWatch,
    world: World,
    /// The day that "today" was last asked about.
    day: NaiveDate,
    effects: Vec<Effect>,
    questions: u64,
    quit_asked: Option<Instant>,
    /// After so long without a key, the screens lock.
    lock_after: Option<Duration>,
    /// When somebody was there last.
    last_touch: Instant,
    /// Something was keyed before the Ctrl+C that may be followed by another.
    cleared_by_interrupt: bool,
    /// The window is too small to show the screen.
    is_hidden: bool,
    /// The last key went on to the next field by itself, and may be followed by a habitual Enter.
    advanced: bool,
}

impl App {
    /// The state at the start: an empty payment form, and a question to the worker how things stand.
    pub fn new(
        locale: Locale,
        settings: Settings,
        look: config::Screen,
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

    /// Takes an event. What is returned has to be done, in order.
    pub fn update(&mut self, event: Event, now: Instant) -> Vec<Effect> {
        self.now = now;
        // Also when the time has passed unseen, as while the program was suspended.
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

    /// What has to be done now, at the start.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The screen as it is now has been drawn.
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

    /// The window was too small to draw the screen: what asks for the second step cannot be seen.
    pub fn hidden(&mut self) {
        self.is_hidden = self.lock.is_none();
        self.pay.review.iter_mut().for_each(review::Review::hidden);
        self.cancel.review.iter_mut().for_each(review::Review::hidden);
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

    /// When the clock in the header shows another minute, seen from the last event.
    pub fn next_minute(&self) -> Instant {
        let time = self.wall_time();
        let gone = Duration::new(time.second().into(), time.nanosecond() % 1_000_000_000);
        self.now + Duration::from_secs(60).saturating_sub(gone)
    }

    /// When an Enter counts that has to stay alone.
    fn alone_until(&self) -> Option<Instant> {
        match self.screen {
            Screen::Pay => self.pay.review.as_ref().and_then(review::Review::deadline),
            Screen::Cancel => self.cancel.review.as_ref().and_then(review::Review::deadline),
            Screen::Lookup => None,
        }
    }

    /// Whether an Enter has to stay alone to count.
    #[cfg(test)]
    pub fn enter_is_alone(&self) -> bool {
        self.alone_until().is_some()
    }

    /// Where keys mean something now, nearest first.
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

    /// Whether the screen that is shown asks for the second step.
    pub fn in_review(&self) -> bool {
        match self.screen {
            Screen::Pay => self.pay.review.is_some(),
            Screen::Cancel => self.cancel.review.is_some(),
            Screen::Lookup => false,
        }
    }

    /// The question to the ledger whose transaction is being written, or asked for after trouble, if there is one.
    pub fn in_flight(&self) -> Option<QuestionId> {
        let pay = self.pay.review.as_ref().and_then(review::Review::in_flight);
        pay.or_else(|| self.cancel.review.as_ref().and_then(review::Review::in_flight))
    }

    /// Whether a transaction was handed to the ledger, and nobody knows yet what became of it.
    pub fn awaits_outcome(&self) -> bool {
        self.pay.review.as_ref().is_some_and(review::Review::awaits_outcome)
            || self.cancel.review.as_ref().is_some_and(review::Review::awaits_outcome)
    }

    /// Whether an action of the strip does something now: none does while money is on its way, and there is no way back
    /// while nobody knows what became of it.
    pub fn does_something(&self, action: Action) -> bool {
        match action {
            Action::Confirm => self.in_flight().is_none() && !self.strip_is_closed() && !self.asks_again(),
            Action::Again => self.asks_again() && !self.strip_is_closed(),
            Action::Back => self.overlay.is_some() || !self.awaits_outcome(),
            _ => true,
        }
    }

    /// The time where the till stands, as the clock on the wall shows it.
    pub fn wall_time(&self) -> NaiveDateTime {
        self.world.now().naive_local()
    }

    /// Today, where the till stands.
    pub fn date(&self) -> NaiveDate {
        self.wall_time().date()
    }

    /// The payment that a cancel is offered for when no id is keyed: the last one of this till, while something of it
    /// remains.
    pub fn suggestion(&self) -> Option<&Record> {
        self.last.as_deref().filter(|last| !last.transaction.remaining.is_nothing())
    }

    /// The window's title: nothing of what is keyed.
    pub fn title(&self) -> String {
        let screen = match self.screen {
            _ if self.lock.is_some() => Text::Locked,
            Screen::Pay => Text::TabPay,
            Screen::Cancel => Text::TabCancel,
            Screen::Lookup => Text::TabLookup,
        };
        format!("Paydesk - {}", self.locale.text(screen))
    }

    /// The id that is shown: of the details, the selected row, or the last transaction.
    pub fn shown_id(&self) -> Option<TransactionId> {
        match (&self.overlay, self.screen) {
            (Some(Overlay::Detail(detail)), _) => detail.record.as_ref().map(|record| record.transaction.id),
            (_, Screen::Lookup) => self.lookup.selected_row().map(|row| row.id),
            _ => self.last.as_ref().map(|last| last.transaction.id),
        }
    }

    /// Where the ledger is.
    pub fn ledger_path(&self) -> &PathBuf {
        &self.settings.ledger
    }

    /// How many questions were asked since the start.
    #[cfg(test)]
    pub fn asked_so_far(&self) -> u64 {
        self.questions
    }

    fn ask(&mut self, question: Question) -> QuestionId {
        self.questions += 1;
        let id = QuestionId(self.questions);
        self.effects.push(Effect::Ask(id, question));
        id
    }

    fn say(&mut self, tone: Tone, text: impl Into<String>) {
        // What comes while nobody is there is told when somebody is.
        if tone == Tone::Bad && self.look.bell && self.lock.is_none() {
            self.effects.push(Effect::Bell);
        }
        self.notice = Some(Notice { tone, text: text.into() });
    }

    fn hint(&mut self, text: Text) {
        let text = self.locale.text(text);
        self.say(Tone::Hint, text);
    }

    fn take_status(&mut self, status: Status) {
        self.last = status.last;
        self.today = Some(status.today);
        self.count = Some(status.count);
    }

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

    /// Goes to a screen. Drafts stay where they are.
    fn show(&mut self, screen: Screen) {
        self.screen = screen;
        self.overlay = None;
        if screen == Screen::Lookup {
            self.search();
        }
    }

    /// Asks for what the query says.
    fn search(&mut self) {
        self.read_query();
        self.ask_window(Window::New);
    }

    fn read_query(&mut self) {
        self.lookup.shown = self.lookup.read_query(self.world.now(), &|time| self.world.moment(time));
    }

    /// Another day has begun: "today" is that one. Behind a lock it waits; the minute's tick brings it otherwise.
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
            // A query that means the same keeps its rows, and with them the selection.
            if self.lookup.shown != before {
                self.ask_window(Window::New);
            }
        }
    }

    /// Asks for a window of what the query means.
    fn ask_window(&mut self, window: Window) {
        let query = self.lookup.shown.clone();
        let (from, limit) = self.lookup.page_of(window);
        let count = matches!(window, Window::New | Window::Again);
        let question = self.ask(Question::Search(query.clone(), from, limit, count));
        self.lookup.ask(question, query, window, self.now);
    }

    /// Asks for what all that the query means adds up to.
    fn ask_sums(&mut self) {
        let question = self.ask(Question::Sums(self.lookup.shown.clone(), self.lookup.days()));
        self.lookup.ask_sums(question);
    }

    /// Another till wrote something: what is shown may have changed.
    fn refresh(&mut self) {
        self.ask(Question::Status);
        if self.screen == Screen::Lookup && self.lookup.can_refresh() {
            self.ask_window(Window::Again);
        }
    }
}
