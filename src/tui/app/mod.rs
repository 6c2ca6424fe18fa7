//! The app: a stack of screens and what they share. [`App::update`] takes an event and returns the effects to carry out;
//! it is the only place where state changes.
//!
//! ```text
//!            lock                   over everything
//!            a ledger that is asked about
//!            what an earlier run left
//!            help or commands: one at a time
//!            details
//!   Pay │ Cancel │ Look up │ Day    one is shown, all keep their state
//! ```
//!
//! The screen on top has the keys. What it needs of the others it asks for as a [`Move`]; what all share is in the
//! [`Context`].
//!
//! | module | contents |
//! |---|---|
//! | `context` | words, settings, clock, notice, effects |
//! | `moves` | the stack of screens, and what a screen asks of it |
//! | `keyed` | what a key or a paste does, before it is the screen's |
//! | `printing` | slips and reports: asked for, on their way, printed or not |
//! | `quit` | quitting, and the lock of an idle till |
//! | [`reader`] | card and barcode readers |

mod context;
mod keyed;
mod moves;
mod printing;
mod quit;
pub mod reader;

use std::{path::PathBuf, time::Instant};

use chrono::NaiveDate;

use self::quit::{IdleLock, QuitRequest};
pub use self::{
    context::{Context, DayWork, Effect, Tone},
    moves::{Arrival, Move, Stack},
    printing::PrintState,
};
use super::{
    event::Event,
    in_flight::InFlight,
    keys::{self, Action, Scope},
    protocol::{Question, Reply, ReplyBody},
    screen::{
        SCREENS, Screen, ScreenRow,
        aftermath::AftermathScreen,
        approval::ApprovalScreen,
        detail::DetailScreen,
        help::HelpScreen,
        lock::Lock,
        memo::MemoScreen,
        palette::PaletteScreen,
        passphrase::PassphraseScreen,
        people::PeopleScreen,
        person::{PersonMode, PersonScreen},
        replaced::ReplacedScreen,
    },
};
use crate::{
    config,
    desk::{Misfit, Remembered, Settings, World, pending::LeftNote},
    locale::{Locale, Text},
    staff::{Operator, OperatorNumber},
};
#[cfg(feature = "central")]
use crate::{record::OfficeStatus, tui::screen::OFFICE_SCREENS};

/// All state of the screens.
pub struct App {
    /// What the screens share.
    pub cx: Context,
    /// The screens.
    stack: Stack,
    /// Whether quitting was asked for.
    quit: QuitRequest,
    /// When the screens lock by themselves.
    idle: IdleLock,
    /// The day of the totals of today, and the business day.
    days: Days,
    /// Who has signed in last, also when they are not any more.
    last_person: Option<OperatorNumber>,
    /// The window is too small to show the screen.
    is_hidden: bool,
}

impl App {
    /// The state at the start: an empty payment form, and the question for the status. Choices are saved in
    /// `config_file`; without one this is a demonstration, which keeps nothing.
    pub fn new(
        locale: Locale,
        settings: Settings,
        look: config::ScreenConfig,
        config_file: Option<PathBuf>,
        world: World,
        now: Instant,
    ) -> Self {
        let mut cx = Context::new(locale, settings, look, config_file, world, now);
        cx.ask(Question::Status);
        let days = days(&cx);
        let (quit, idle) = (QuitRequest::default(), IdleLock::new(now));
        Self { cx, stack: Stack::new(SCREENS), quit, idle, days, last_person: None, is_hidden: false }
    }

    /// The same at head office, which has other tabs, and only looks.
    #[cfg(feature = "central")]
    pub fn at_head_office(mut self, status: OfficeStatus) -> Self {
        self.cx.office = Some(status);
        self.stack = Stack::new(OFFICE_SCREENS);
        self.stack.tab_mut().visit(&mut self.cx, Arrival::None);
        self
    }

    /// The rows of its tabs.
    pub fn screens(&self) -> &'static [ScreenRow] {
        self.stack.rows()
    }

    /// Shows what an earlier run left behind, before everything else.
    pub fn show_left_notes(&mut self, left_notes: Vec<LeftNote>) {
        if let Some(screen) = AftermathScreen::new(&mut self.cx, left_notes.into()) {
            self.stack.cover(Box::new(screen));
        }
    }

    /// Asks about a ledger that is not as it is remembered, before everything else.
    pub fn ask_about_ledger(&mut self, misfit: Option<Misfit>) {
        if let Some(misfit) = misfit {
            self.stack.cover(Box::new(ReplacedScreen::new(misfit)));
        }
    }

    /// Says that what is remembered of the ledger cannot be read.
    pub fn say_what_is_unreadable(&mut self, remembered: &Remembered) {
        if let Some((file, reason)) = remembered.trouble() {
            let text = self.cx.locale.unreadable(file, reason);
            self.cx.say(Tone::Hint, text);
        }
    }

    /// Says that another program has this till's number on this ledger, or no more.
    pub fn till_is_shared(&mut self, is_shared: bool) {
        self.cx.status.is_till_shared = is_shared;
        if is_shared {
            let till = &self.cx.settings.till.to_string();
            self.cx.refuse(Text::TillShared { till });
        }
    }

    /// Handles an event; returns the effects, to be carried out in order.
    pub fn update(&mut self, event: Event, now: Instant) -> Vec<Effect> {
        self.cx.wake(now);
        // Also without a tick: the time may have passed while the program was stopped.
        self.lock_if_due();
        match event {
            Event::Key(key, at) => self.key(key, at),
            Event::Paste(text) => self.paste(&text),
            Event::PasteTooLong => self.paste_failed(Text::HintPasteTooLong),
            Event::PasteBroken => self.paste_failed(Text::HintPasteBroken),
            Event::Reply(reply) => self.take_reply(*reply),
            Event::Resize => self.cx.effect(Effect::Redraw),
            Event::Suspend => {
                self.stack.all_mut().for_each(|(_, screen)| screen.forget_enter());
                self.cx.effect(Effect::Suspend);
            }
            Event::Tick => self.tick(),
            Event::LedgerMisplaced => self.ledger_is_misplaced(),
            Event::LedgerBack => self.ledger_is_back(),
            Event::TillShared(is_shared) => self.till_is_shared(is_shared),
            Event::Backup(news) => {
                let text = self.cx.locale.backup_news(&news.folder, news.failed.as_ref(), news.old_since);
                self.cx.say_later(text);
            }
            #[cfg(feature = "central")]
            Event::Shipping(lag) => self.cx.lag = lag,
            #[cfg(feature = "central")]
            Event::Office(status) => {
                self.cx.office = Some(status);
                self.read_ledger_anew();
            }
            Event::LedgerChanged => self.read_ledger_anew(),
            Event::Terminate(_) | Event::InputGone(_) | Event::WorkerGone => self.cx.effect(Effect::Quit),
        }
        self.follow_the_day();
        self.cx.show_later();
        self.effects()
    }

    /// Takes the effects that are due; at the start, the first questions.
    pub fn effects(&mut self) -> Vec<Effect> {
        self.cx.take_effects()
    }

    // What the main loop asks.

    /// The screen was drawn in its present state.
    pub fn drawn(&mut self, at: Instant) {
        self.is_hidden = false;
        self.stack.top_mut().drawn(at);
    }

    /// The screen could not be shown: an Enter confirms nothing that the cashier cannot see.
    pub fn hidden(&mut self) {
        self.is_hidden = !self.cx.is_locked;
        self.stack.all_mut().for_each(|(_, screen)| screen.hidden());
    }

    /// The outcome of the transaction in flight may have been drawn. Returns whether it was, for the first time.
    pub fn outcome_drawn(&mut self) -> bool {
        self.cx.flight.as_mut().is_some_and(InFlight::drawn)
    }

    /// Takes the transaction in flight, unless its outcome was drawn.
    pub fn take_flight(&mut self) -> Option<InFlight> {
        self.cx.flight.take().filter(|flight| !flight.is_over())
    }

    /// The next moment at which the screen changes by itself.
    pub fn deadline(&self) -> Option<Instant> {
        let both = [self.quit.deadline(), self.cx.reader.deadline()].into_iter().flatten();
        // Only the screen that a tick goes to: what is due on another one waits until that is on top again.
        let screen = self.stack.subject().deadline(&self.cx);
        if self.cx.is_locked {
            return screen.into_iter().chain(both).min();
        }
        let idle = self.lock_at().into_iter().chain([self.cx.next_minute()]);
        screen.into_iter().chain(both).chain(idle).min()
    }

    // What drawing reads.

    /// The screen that has the keys.
    pub fn top(&self) -> &dyn Screen {
        self.stack.top()
    }

    /// The screen that is drawn beneath the strip on top, if that is one.
    pub fn beneath_strip(&self) -> Option<&dyn Screen> {
        self.stack.beneath_strip()
    }

    /// The screen of the tab that is shown.
    pub fn tab(&self) -> &dyn Screen {
        self.stack.tab()
    }

    /// The index of the tab that is shown.
    pub fn shown(&self) -> usize {
        self.stack.shown()
    }

    /// The window's title, without anything that is keyed.
    pub fn title(&self) -> String {
        format!("Paydesk - {}", self.cx.locale.text(self.subject_title()))
    }

    /// The words for the screen on top; for help and commands, those of the screen that they are about.
    fn subject_title(&self) -> Text<'static> {
        self.stack.subject().title().unwrap_or(self.screens()[self.shown()].tab)
    }

    // What the screens ask for.

    /// Lets the screen on top handle something, then makes the moves that it asks for.
    fn with_top<T>(&mut self, handle: impl FnOnce(&mut dyn Screen, &mut Context) -> T) -> T {
        let result = handle(self.stack.top_mut(), &mut self.cx);
        self.make_moves();
        result
    }

    /// Makes the moves that the screens ask for.
    fn make_moves(&mut self) {
        while let Some(step) = self.cx.next_move() {
            match step {
                Move::Show(name, arrival) => self.stack.show(name, arrival, &mut self.cx),
                Move::Open(screen) => self.stack.open(screen),
                Move::Cover(screen) => self.stack.cover(screen),
                Move::Close if self.cx.is_locked => self.stack.close_beneath(),
                Move::Close => self.stack.close(),
                Move::Uncover => self.stack.uncover(),
                Move::ReadAnew => self.read_ledger_anew(),
                Move::Act(action) => self.act(action, self.cx.now),
                Move::Run(action, at) => self.run(action, at),
                Move::GiveUp => self.give_up(),
                Move::Unlock(card_gone) => self.unlock(card_gone),
                Move::SignIn(operator, card_gone) => self.sign_in(*operator, card_gone),
            }
        }
    }

    /// Does an action for a key pressed `at`.
    fn act(&mut self, action: Action, at: Instant) {
        if self.is_for_shops(action) {
            return self.cx.hint(Text::OfficeOnlyLooks);
        }
        if !self.acts_everywhere(action) {
            self.with_top(|screen, cx| screen.act(cx, action, at));
        }
    }

    /// Whether head office leaves an action to the shops.
    fn is_for_shops(&self, action: Action) -> bool {
        !keys::is_offered(&self.cx, action) && self.cx.office.is_some()
    }

    /// Does an action chosen from the list of commands, as its key would.
    fn run(&mut self, action: Action, at: Instant) {
        if self.is_for_shops(action) {
            self.cx.hint(Text::OfficeOnlyLooks);
        } else if action == Action::Quit {
            self.quit(None);
        } else if action == Action::Slip {
            self.slip(true);
        } else if !self.acts_everywhere(action) {
            self.with_top(|screen, cx| screen.run(cx, action, at));
        }
    }

    /// Does an action that is the same on every screen. Returns whether it is one.
    fn acts_everywhere(&mut self, action: Action) -> bool {
        match action {
            Action::Copy => self.copy_id(),
            Action::Slip => self.slip(false),
            Action::Memo => self.memo(),
            Action::Lock => self.lock(),
            Action::SignIn if self.cx.staff.has_people => self.lock(),
            Action::SignIn if self.cx.staff.is_known => {}
            Action::SignIn => _ = self.cx.ask(Question::Status),
            Action::People => {
                let people = PeopleScreen::new(&mut self.cx);
                self.stack.open(Box::new(people));
            }
            Action::OwnPin => self.own_pin(),
            Action::Suspend => self.cx.effect(Effect::Suspend),
            Action::Redraw => self.cx.effect(Effect::Redraw),
            Action::Show(name) => self.stack.show(name, Arrival::None, &mut self.cx),
            Action::Help => {
                let help = HelpScreen::new(&self.cx, self.stack.subject(), self.subject_title());
                self.stack.open_list(Box::new(help));
            }
            Action::Palette => {
                let commands = PaletteScreen::new(&self.cx, self.stack.subject().scopes());
                self.stack.open_list(Box::new(commands));
            }
            Action::LastDetail => match self.cx.last_id() {
                Some(id) => {
                    let details = DetailScreen::new(&mut self.cx, id, None);
                    self.stack.open(Box::new(details));
                }
                None => self.cx.hint(Text::NoLast),
            },
            _ => return false,
        }
        true
    }

    /// Closes a strip on top without an answer.
    fn give_up(&mut self) {
        if let Some(reply) = self.stack.top_mut().give_up() {
            self.stack.close();
            self.take_reply(reply);
        }
    }

    /// Opens another PIN for who is signed in.
    fn own_pin(&mut self) {
        if let Some(operator) = &self.cx.staff.operator {
            let mode = PersonMode::OwnPin(operator.number);
            self.stack.open(Box::new(PersonScreen::new(mode, self.cx.staff.pin_digits)));
        }
    }

    /// Opens the memo of the transaction that is shown, where it is not open already.
    fn memo(&mut self) {
        match self.top().shown_id(&self.cx) {
            Some(_) if self.top().scopes().contains(&Scope::Memo) => {}
            Some(id) => {
                let memo = MemoScreen::new(&mut self.cx, id);
                self.stack.cover(Box::new(memo));
            }
            None if self.cx.last_id().is_some() => self.cx.hint(Text::NothingShown),
            None => self.cx.hint(Text::NoLast),
        }
    }

    /// Copies the id that is shown, without blanks, and says it.
    fn copy_id(&mut self) {
        let Some(id) = self.top().shown_id(&self.cx) else {
            let is_first = self.cx.last_id().is_none();
            return self.cx.hint(if is_first { Text::NoLast } else { Text::NothingToCopy });
        };
        self.cx.effect(Effect::Copy(id.to_string()));
        let text = self.cx.locale.text(Text::Copied { id: &id.grouped() });
        self.cx.say(Tone::Good, text);
    }

    /// Locks. Every copy of a card that is keyed is wiped; everything else stays.
    fn lock(&mut self) {
        // What is answered on the way locks nothing again.
        self.cx.is_locked = true;
        // It would wait with a card behind the lock.
        self.give_up();
        self.cx.reader.forget();
        let mut card_gone = false;
        for (_, screen) in self.stack.all_mut() {
            card_gone |= screen.lock(&self.cx);
        }
        self.cx.notice = None;
        self.quit = QuitRequest::default();
        let lock = Lock::new(&mut self.cx, card_gone);
        self.stack.cover(Box::new(lock));
    }

    /// Signs a person in. What another one has opened is closed, and what that one asked to be printed is forgotten.
    fn sign_in(&mut self, operator: Operator, card_gone: bool) {
        let number = operator.number;
        self.cx.staff.operator = Some(operator);
        // The first one goes on with what is open: it was made by the same hands.
        if self.last_person.replace(number).is_some_and(|last| last != number) {
            self.stack.uncover();
            self.stack.all_mut().for_each(|(_, screen)| screen.forget_person());
            self.cx.forget_reports();
        }
        (self.cx.staff.is_known, self.cx.staff.has_people) = (true, true);
        self.unlock(card_gone);
        self.cx.ask(Question::Status);
    }

    /// Unlocks.
    fn unlock(&mut self, card_gone: bool) {
        self.stack.close();
        self.cx.is_locked = false;
        self.idle.touch(self.cx.now);
        self.quit = QuitRequest::default();
        // While the outcome is open, it is not known whether the card has to be keyed again.
        if card_gone && self.cx.notice.is_none() && !self.cx.awaits_outcome() {
            self.cx.hint(Text::UnlockedCard);
        }
        self.stack.tab_mut().reread(&mut self.cx);
    }

    // What happens by itself.

    /// Another file took the place of the ledger's while nothing was asked of it. The top line goes on saying so.
    fn ledger_is_misplaced(&mut self) {
        self.cx.is_misplaced = true;
        let text = self.cx.locale.misplaced(&self.cx.settings.ledger);
        self.cx.say(Tone::Bad, text);
    }

    /// The right file is at its place again.
    fn ledger_is_back(&mut self) {
        self.cx.is_misplaced = false;
        let text = self.cx.locale.text(Text::ReplacedFits);
        self.cx.say(Tone::Good, text);
        self.read_ledger_anew();
    }

    /// Asks for what is shown of the ledger.
    fn read_ledger_anew(&mut self) {
        self.cx.ask(Question::Status);
        self.stack.tab_mut().refresh(&mut self.cx);
        if self.stack.is_covered() {
            self.stack.subject_mut().refresh(&mut self.cx);
        }
    }

    /// Handles a reply: the screen that has asked takes it. One to a question that is no longer open is dropped.
    fn take_reply(&mut self, reply: Reply) {
        let cx = &mut self.cx;
        cx.is_misplaced |= reply.body.says_misplaced();
        match reply.body {
            ReplyBody::Status(staff, status) => {
                match (staff, status) {
                    (Ok(staff), Ok(status)) => {
                        cx.staff = staff;
                        cx.take_status(status);
                    }
                    // Who stands there does not depend on what else can be read.
                    (Ok(staff), Err(error)) => {
                        cx.staff = staff;
                        cx.say_desk_error(&error);
                    }
                    (Err(error), _) => cx.say_desk_error(&error),
                }
            }
            ReplyBody::NeedsApproval(refused, question) => {
                let screen = ApprovalScreen::new(cx, reply.to, refused, question);
                if cx.is_locked {
                    // Nobody stands there who could approve it.
                    let mut screen = screen;
                    if let Some(reply) = screen.give_up() {
                        return self.take_reply(reply);
                    }
                } else {
                    cx.bell();
                    self.stack.cover(Box::new(screen));
                }
            }
            ReplyBody::NeedsPassphrase(order) => {
                let mut screen = PassphraseScreen::new(reply.to, order);
                if cx.is_locked {
                    // Nobody stands there who could key it.
                    if let Some(reply) = screen.give_up() {
                        return self.take_reply(reply);
                    }
                } else {
                    cx.bell();
                    self.stack.cover(Box::new(screen));
                }
            }
            ReplyBody::Printed(done) => cx.take_print(*done),
            ReplyBody::SettingSaved(Ok(())) => {}
            ReplyBody::SettingSaved(Err(error)) => {
                let text = cx.locale.config_error(&error);
                cx.say(Tone::Bad, text);
            }
            body => {
                let reply = Reply { to: reply.to, body };
                self.stack
                    .all_mut()
                    .try_fold(reply, |reply, (is_top, screen)| screen.reply(cx, reply, is_top));
            }
        }
        self.make_moves();
        self.sign_in_if_needed();
    }

    /// Locks where somebody has to sign in first: in a shop with people nobody is signed in, or not any more.
    fn sign_in_if_needed(&mut self) {
        if self.cx.staff.has_people && self.cx.staff.operator.is_none() && !self.cx.is_locked {
            self.lock();
        }
    }

    /// The deadline has come: whatever is due happens.
    fn tick(&mut self) {
        self.reader_silent_until(self.cx.now);
        if self.quit.is_forgotten(self.cx.now) {
            self.with_top(Screen::unsay);
        }
        // Help over the details does not keep the exact message open.
        self.stack.subject_mut().tick(&mut self.cx);
        self.make_moves();
    }

    /// When the date or the business date has changed, asks anew for what depends on today. The minute's tick brings it; behind a
    /// lock it waits.
    fn follow_the_day(&mut self) {
        let today = days(&self.cx);
        if self.cx.is_locked || today == self.days {
            return;
        }
        self.days = today;
        self.cx.ask(Question::Status);
        self.stack.tab_mut().reread(&mut self.cx);
    }
}

/// A date, and a business date.
type Days = (NaiveDate, Option<NaiveDate>);

fn days(cx: &Context) -> Days {
    (cx.date(), cx.settings.day_starts_at.date_of(cx.wall_time()))
}

/// What tests look at.
#[cfg(test)]
impl App {
    /// A screen of this type, wherever it is.
    pub fn find<S: Screen>(&self) -> Option<&S> {
        self.stack.find()
    }

    /// As [`find`](Self::find), to change it.
    pub fn find_mut<S: Screen>(&mut self) -> Option<&mut S> {
        self.stack.find_mut()
    }

    /// Adds a screen after those of the table.
    pub fn add_screen(&mut self, screen: impl Screen) {
        self.stack.add(Box::new(screen));
    }

    /// Whether an Enter or `+` in the strip waits to take effect.
    pub fn enter_is_alone(&self) -> bool {
        self.in_review() && self.tab().deadline(&self.cx).is_some()
    }

    /// Whether the tab shows a review.
    pub fn in_review(&self) -> bool {
        self.tab().scopes().contains(&super::keys::Scope::Review)
    }
}
