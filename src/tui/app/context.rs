//! What every screen is given: words, settings, look, clock, the reader watch, the notice, and what goes out.

use std::{
    collections::VecDeque,
    path::PathBuf,
    time::{Duration, Instant},
};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Timelike as _, Utc};

use super::{
    moves::Move,
    printing::{LastPrint, PrintAsk},
    reader::ReaderWatch,
};
use crate::{
    config::{
        BackupConfig, Config, ConfigKey, ConfigValue, DayConfig, HandOverConfig, LanguageChoice, NotAllowed,
        PaperConfig, ScreenConfig, Security,
    },
    desk::{Clock as _, ClockDoubt, ClockWatch, DeskError, Right, Settings, Summary, World, right},
    locale::{Lang, Locale, Text},
    payment::{FieldError, RequestId, Till, TransactionId},
    printing::Printout,
    record::{Count, OfficeStatus, Record, Transaction},
    staff::{self, Operator},
    tui::{
        backup::DueCopy,
        form::review::new_request_id,
        in_flight::{InFlight, Stage},
        protocol::{Question, QuestionId, StaffStatus, Status},
    },
};

/// What the main loop has to do after an event.
#[derive(Debug)]
pub enum Effect {
    /// Begin to ship the ledger: it was accepted.
    #[cfg(feature = "central")]
    ShipLedger,
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
    /// Copy the ledger into the folder of copies, if there is one.
    CopyLedger(DueCopy),
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

/// What is known of this till's transactions.
#[derive(Default)]
pub struct TillStatus {
    /// The last transaction of this till.
    pub last: Option<Box<Record>>,
    /// The transaction of this run that was recorded last: the screen marks it as a result.
    pub just_done: Option<TransactionId>,
    /// The ones of this till before it, newest first.
    pub earlier: Vec<Transaction>,
    /// What this till took and cancelled today, once known.
    pub today: Option<Summary>,
    /// How many transactions the ledger holds, once known.
    pub count: Option<Count>,
    /// The business date of the oldest transaction that no close has, where days are closed.
    pub open_since: Option<NaiveDate>,
    /// What is known about the clock.
    pub clock: ClockWatch,
    /// Another program has this till's number on this ledger.
    pub is_till_shared: bool,
}

/// Work on the day that takes a while, and whose end is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayWork {
    /// The day is being closed.
    Closing,
    /// A batch is being handed over.
    HandingOver,
}

/// What every screen is given.
pub struct Context {
    /// The language of the screens.
    pub locale: Locale,
    /// Paths, till and rules.
    pub settings: Settings,
    /// Shop, printer and slips.
    pub paper: PaperConfig,
    /// Theme, characters and bell.
    pub look: ScreenConfig,
    /// When the latest event was handled.
    pub now: Instant,
    /// The notice.
    pub notice: Option<Notice>,
    /// What is known of this till's transactions.
    pub status: TillStatus,
    /// The people of the shop.
    pub staff: StaffStatus,
    /// The last transaction that was sent to the ledger.
    pub flight: Option<InFlight>,
    /// What was sent to the printer last.
    pub print: Option<LastPrint>,
    /// What was to be printed and was not; of slips, those of the last transaction and the one before.
    pub unprinted: Vec<Printout>,
    /// What the notice asks about: the key for slips prints it.
    pub print_ask: Option<PrintAsk>,
    /// What is being done with the day: quitting waits for it.
    pub day_work: Option<DayWork>,
    /// Watches the keys for card and barcode readers.
    pub reader: ReaderWatch,
    /// The lock is on: what happens behind it is silent.
    pub is_locked: bool,
    /// The file at the ledger's path is not the one that was opened.
    pub is_misplaced: bool,
    /// How far the centre is behind; nothing where there is none, or as long as it was not reached.
    #[cfg(feature = "central")]
    pub lag: Option<crate::central::Lag>,
    /// How the centre is, at head office; nothing in a shop.
    pub office: Option<OfficeStatus>,
    /// Copies of the ledger, from the next start on.
    pub backup: BackupConfig,
    /// What is given to the card company.
    pub hand_over: HandOverConfig,
    /// The same, as they are made in this run.
    backup_now: BackupConfig,
    /// A hint that is shown once there is no other notice.
    later: Option<String>,
    /// Seconds without a key after which the screens lock; 0 never.
    pub lock_seconds: u32,
    /// The till from the next start on.
    next_till: Till,
    /// The configuration file, where choices are saved; `None` in a demonstration, which keeps nothing.
    pub config_file: Option<PathBuf>,
    /// The local time at `now`.
    wall_now: NaiveDateTime,
    world: World,
    effects: Vec<Effect>,
    questions: u64,
    moves: VecDeque<Move>,
}

impl Context {
    /// The context at the start.
    pub fn new(
        locale: Locale,
        settings: Settings,
        look: ScreenConfig,
        config_file: Option<PathBuf>,
        world: World,
        now: Instant,
    ) -> Self {
        let next_till = settings.till;
        Self {
            locale,
            settings,
            paper: PaperConfig::default(),
            look,
            now,
            notice: None,
            status: TillStatus::default(),
            staff: StaffStatus::default(),
            flight: None,
            print: None,
            unprinted: Vec::new(),
            print_ask: None,
            day_work: None,
            reader: ReaderWatch::default(),
            is_locked: false,
            is_misplaced: false,
            #[cfg(feature = "central")]
            lag: None,
            office: None,
            backup: BackupConfig::default(),
            hand_over: HandOverConfig::default(),
            backup_now: BackupConfig::default(),
            later: None,
            lock_seconds: 0,
            next_till,
            config_file,
            wall_now: world.now().naive_local(),
            world,
            effects: Vec::new(),
            questions: 0,
            moves: VecDeque::new(),
        }
    }

    /// Clock and random bytes.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The time at the till.
    pub fn time(&self) -> DateTime<FixedOffset> {
        self.world.now()
    }

    /// The offset of the till's local time at a moment.
    pub fn offset_at(&self, at: DateTime<Utc>) -> FixedOffset {
        self.world.offset_at(at)
    }

    /// What is doubtful about the clock of the till.
    pub fn clock_doubt(&self) -> Option<ClockDoubt> {
        self.status.clock.doubt(self.time())
    }

    /// The local time of the till.
    pub fn wall_time(&self) -> NaiveDateTime {
        self.time().naive_local()
    }

    /// The local date of the till.
    pub fn date(&self) -> NaiveDate {
        self.wall_time().date()
    }

    /// An event is handled at this moment.
    pub fn wake(&mut self, now: Instant) {
        (self.now, self.wall_now) = (now, self.wall_time());
    }

    /// When the clock in the header shows the next minute. Seen from the event that was handled last: the minute may have begun
    /// while its frame was drawn.
    pub fn next_minute(&self) -> Instant {
        let time = self.wall_now;
        let gone = Duration::new(time.second().into(), time.nanosecond() % 1_000_000_000);
        self.now + Duration::from_secs(60).saturating_sub(gone)
    }

    /// What Cancel offers without an id: the last transaction of this till, while something of its payment remains.
    pub fn suggestion(&self) -> Option<&Record> {
        self.status.last.as_deref().filter(|last| !last.story.transaction.remaining.is_nothing())
    }

    /// The last transaction of this till.
    pub fn last_id(&self) -> Option<TransactionId> {
        self.status.last.as_ref().map(|last| last.story.transaction.id)
    }

    /// A name for a request that is reviewed: a retry under the same one is never recorded twice. Without random bytes for it, it
    /// says so.
    pub fn new_request_id(&mut self) -> Option<RequestId> {
        match new_request_id(&mut self.world) {
            Ok(id) => Some(id),
            Err(error) => {
                let text = self.locale.text(Text::SealRandom { reason: &error.to_string() });
                self.say(Tone::Bad, text);
                None
            }
        }
    }

    // The transaction in flight.

    /// How far the transaction in flight is.
    pub fn stage(&self) -> Option<Stage> {
        self.flight.as_ref().map(|flight| flight.stage)
    }

    /// The open question that records a transaction, or asks whether it was recorded.
    pub fn in_flight(&self) -> Option<QuestionId> {
        self.stage().and_then(Stage::question)
    }

    /// Whether the outcome of a transaction is not known yet.
    pub fn awaits_outcome(&self) -> bool {
        self.stage().is_some_and(Stage::is_open)
    }

    /// Sends a question that moves money.
    pub fn send(&mut self, question: Question) {
        self.flight = InFlight::sent(self.next_question(), &question, self.time());
        self.ask(question);
    }

    // What goes out.

    /// Asks the worker.
    pub fn ask(&mut self, question: Question) -> QuestionId {
        let id = self.next_question();
        self.questions = id.0;
        self.effect(Effect::Ask(id, question));
        id
    }

    /// Asks the worker a question again that it gave back, under the name that it had.
    pub fn ask_again(&mut self, id: QuestionId, question: Question) {
        // A number is passed over: numbers count what was asked.
        self.questions += 1;
        self.effect(Effect::Ask(id, question));
    }

    /// The name of the next question.
    fn next_question(&self) -> QuestionId {
        QuestionId(self.questions + 1)
    }

    /// How many questions were asked since the start.
    #[cfg(test)]
    pub fn asked_so_far(&self) -> u64 {
        self.questions
    }

    /// Lets the main loop do this.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Takes the effects that are due.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Moves on the stack of screens, once the screen has handled what it was given.
    pub fn go(&mut self, step: Move) {
        self.moves.push_back(step);
    }

    /// Takes the next move.
    pub fn next_move(&mut self) -> Option<Move> {
        self.moves.pop_front()
    }

    // What is said.

    /// Sets the notice, with the bell for a bad one.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        // Behind a lock it is silent: the notice is there after unlocking.
        if tone == Tone::Bad && !self.is_locked {
            self.bell();
        }
        self.say_calmly(tone, text.into());
    }

    /// Sets the notice without the bell.
    pub fn say_calmly(&mut self, tone: Tone, text: String) {
        self.notice = Some(Notice { tone, text });
        self.print_ask = None;
    }

    /// Sets a hint as the notice, without the bell, once there is no other: it is about nothing that the cashier does.
    pub fn say_later(&mut self, text: String) {
        self.later = Some(text);
    }

    /// Shows the hint that waits, if it can be shown now.
    pub fn show_later(&mut self) {
        if self.notice.is_none()
            && !self.is_locked
            && !self.awaits_outcome()
            && let Some(text) = self.later.take()
        {
            self.say_calmly(Tone::Hint, text);
        }
    }

    /// Rings the bell, unless it is off.
    pub fn bell(&mut self) {
        if self.look.bell {
            self.effect(Effect::Bell);
        }
    }

    /// Sets a hint as the notice.
    pub fn hint(&mut self, text: Text) {
        let text = self.locale.text(text);
        self.say(Tone::Hint, text);
    }

    /// Sets a refusal as the notice.
    pub fn refuse(&mut self, text: Text) {
        let text = self.locale.text(text);
        self.say(Tone::Bad, text);
    }

    /// Says what is wrong with a field.
    pub fn say_error(&mut self, error: &FieldError) {
        let text = self.locale.field_error(error);
        self.say(Tone::Bad, text);
    }

    /// Says an error of the desk.
    pub fn say_desk_error(&mut self, error: &DeskError) {
        let text = self.locale.desk_error(error);
        self.say(Tone::Bad, text);
    }

    // What is taken over.

    /// Takes the last transaction and the totals.
    pub fn take_status(&mut self, status: Status) {
        self.status.last = status.last;
        self.status.earlier = status.earlier;
        self.status.today = Some(status.today);
        self.status.count = Some(status.count);
        self.status.open_since = status.open_since;
        self.status.clock = status.clock;
    }

    // What is configured.

    /// Whether this is a demonstration, which keeps nothing.
    pub fn is_demo(&self) -> bool {
        self.config_file.is_none()
    }

    /// Takes the folder of copies over at the start.
    pub fn set_backup(&mut self, backup: &BackupConfig) {
        (self.backup, self.backup_now) = (backup.clone(), backup.clone());
    }

    /// Whether another folder for copies was chosen than the one of this run.
    pub fn has_new_backup(&self) -> bool {
        self.backup != self.backup_now
    }

    /// The configuration in force; of the till, the number from the next start on.
    pub fn config(&self) -> Config {
        Config {
            language: match self.locale.lang() {
                Lang::En => LanguageChoice::En,
                Lang::Ko => LanguageChoice::Ko,
            },
            till: self.next_till,
            screen: self.look,
            rules: self.settings.rules,
            paper: self.paper.clone(),
            backup: self.backup.clone(),
            hand_over: self.hand_over.clone(),
            day: DayConfig { starts_at: self.settings.day_starts_at },
            security: Security { keep_cvc: self.settings.keep_cvc, lock_seconds: self.lock_seconds },
        }
    }

    /// Whether who is signed in may not change a key of the configuration.
    pub fn is_guarded(&self, key: &ConfigKey) -> bool {
        let may = |operator: &Operator| right(staff::Action::Settings, operator.role) == Right::Allowed;
        let StaffStatus { is_known, has_people, .. } = self.staff;
        (has_people || !is_known) && key.is_guarded() && !self.staff.operator.as_ref().is_some_and(may)
    }

    /// Gives a key of the configuration a value from now on, and saves it for the next start.
    ///
    /// # Errors
    /// The value is not allowed, and nothing changes.
    pub fn choose(&mut self, key: &'static ConfigKey, value: &ConfigValue) -> Result<(), NotAllowed> {
        let mut config = self.config();
        key.set(&mut config, value)?;
        self.locale = match config.language {
            LanguageChoice::En => Locale::new(Lang::En),
            LanguageChoice::Ko => Locale::new(Lang::Ko),
            LanguageChoice::Auto => Locale::new(Lang::of_system()),
        };
        self.look = config.screen;
        self.paper = config.paper;
        self.backup = config.backup;
        self.hand_over = config.hand_over;
        self.lock_seconds = config.security.lock_seconds;
        self.next_till = config.till;
        let (rules, starts_at) = (config.rules, config.day.starts_at);
        let before = (self.settings.rules, self.settings.day_starts_at);
        if before != (rules, starts_at) {
            (self.settings.rules, self.settings.day_starts_at) = (rules, starts_at);
            self.effect(Effect::Tell(Question::UseSettings(rules, starts_at)));
        }
        if before.1 != starts_at {
            // Figures of the day, and of which day something is not closed.
            self.go(Move::ReadAnew);
        }
        if self.staff.has_people && key.is_guarded() {
            self.effect(Effect::Tell(Question::NoteSettings(self.config().guarded())));
        }
        if let Some(file) = &self.config_file {
            self.ask(Question::SaveSetting(file.clone(), key, value.clone()));
        }
        Ok(())
    }
}
