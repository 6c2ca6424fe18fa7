//! The screens. The only user of ratatui, crossterm, vte and tui-input.
//!
//! `ARCHITECTURE.md` draws the threads and the way of a key.
//!
//! The main thread waits for an event, takes all that are queued, then draws once. An idle till draws and runs nothing
//! but the minute of its clock. The screen never waits for the disk: what takes time is a [`protocol::Question`], and
//! its reply is an event like any other.
//!
//! | module | contents |
//! |---|---|
//! | [`app`] | the stack of screens; [`app::App::update`] is the only place where state changes |
//! | [`screen`] | the screens, one file each, and their table |
//! | [`form`] | what is keyed, and the review of it |
//! | [`draw`] | drawing |
//! | [`keys`] | the table of keys |
//! | [`event`] | everything that the screens react to |
//! | [`input`] | from the bytes of the terminal to events |
//! | [`protocol`] | what the screens ask the worker, and what it replies |
//! | [`worker`] | the thread that owns the desk |
//! | `office` | the same at head office: the thread that asks the centre |
//! | [`queue`] | the questions that wait for either |
//! | `shipping` | the thread that ships to the centre |
//! | [`backup`] | the thread that copies the ledger, once a day |
//! | [`hide_card`] | takes card number and CVC out of what the screens get |
//! | [`in_flight`] | the transaction on its way to the ledger, in case the screens end meanwhile |
//! | [`terminal`] | taking the terminal over and giving it back |
//! | [`output`] | from frames to the bytes that the terminal is sent |
//! | [`fault`] | panics that a test orders |
//!
//! # How it ends
//!
//! The terminal is always given back first. Then standard error says why the screens ended, unless the cashier quit,
//! and what became of a transaction in flight. Exit status: 0 when the cashier quit; 128 plus the signal's number after
//! a signal; 2 without a terminal; 3 when ledger or keys cannot be used, when the terminal is gone, and after a panic
//! of any thread.

mod app;
mod backup;
mod draw;
mod event;
mod fault;
mod form;
mod hide_card;
mod in_flight;
mod input;
mod keys;
#[cfg(feature = "central")]
mod office;
mod output;
mod protocol;
mod queue;
mod screen;
#[cfg(feature = "central")]
mod shipping;
mod terminal;
mod worker;

#[cfg(test)]
mod tests;

use std::{
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use self::{
    app::{App, Context, Effect},
    backup::{BackupOrder, Backups, DueCopy},
    event::Event,
    in_flight::InFlight,
    terminal::TerminalGuard,
    worker::Beginning,
};
#[cfg(feature = "central")]
use crate::central::HeadOffice;
#[cfg(unix)]
use crate::cli::ENDING_SIGNALS;
#[cfg(feature = "central")]
use crate::desk::DeskError;
use crate::{
    desk::{BUSY_TIMEOUT, World, pending::Notes, with_wiped_stack},
    locale::{Locale, Text},
    session::Session,
    tui::protocol::{Question, QuestionId, ReplyBody},
};

/// The screen is drawn after this many events at the latest, however many are queued.
const MAX_EVENTS_A_FRAME: usize = 4096;
/// As many keys wait to be handled at most; then the terminal has to keep them. More than any reader or clipboard types at once.
const MAX_KEYS_WAITING: usize = MAX_EVENTS_A_FRAME;
/// How long the end waits for the worker's last reply: longer than the ledger waits for another program.
const MAX_WAIT_FOR_WORKER: Duration = BUSY_TIMEOUT.saturating_add(Duration::from_secs(5));

/// Exit status after wrong usage.
const EXIT_USAGE: u8 = 2;
/// Exit status when ledger, keys or terminal cannot be used.
const EXIT_TROUBLE: u8 = 3;

/// Runs the screens until the cashier quits. Calls `leave_signals` once they watch for signals themselves.
#[must_use]
pub fn run(session: &Session, leave_signals: fn()) -> ExitCode {
    let locale = Locale::new(session.lang);
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        print_error(&locale.text(Text::NoTerminal));
        return EXIT_USAGE.into();
    }
    #[cfg(feature = "central")]
    if let Some(address) = &session.office {
        return run_office(session, address, leave_signals);
    }
    let world = World::system();
    let (beginning, misfit) = match Beginning::open(&session.settings, &world) {
        Ok(opened) => opened,
        Err(error) => {
            print_error(&locale.desk_error(&error));
            return EXIT_TROUBLE.into();
        }
    };
    let mut app = App::new(
        locale,
        session.settings.clone(),
        session.screen,
        session.demo.is_none().then(|| session.config.clone()),
        world,
        Instant::now(),
    );
    app.set_lock_time(session.security);
    app.cx.paper = session.paper.clone();
    app.cx.set_backup(&session.backup);
    app.cx.hand_over = session.hand_over.clone();
    let (notes, left_notes) = Notes::open(&session.settings.ledger, session.settings.till);
    app.till_is_shared(notes.is_till_shared());
    app.show_left_notes(left_notes);
    app.ask_about_ledger(misfit);
    if let Beginning::Open(desk) = &beginning {
        app.say_what_is_unreadable(desk.remembered());
    }
    let order = backup_order(session, &app.cx);
    // A ledger that is asked about is copied once it is accepted, and not shipped in this run.
    let is_asking = matches!(beginning, Beginning::Asking(..));
    // A demonstration has no settings that anybody could rely on, and is copied and shipped nowhere.
    let guarded = (!app.cx.is_demo()).then(|| app.cx.config().guarded());
    let till = Till { copies: order, is_asking };
    let start = |questions, events| {
        worker::start(beginning, notes, guarded, worker::SUMMARY_DELAY, questions, events)
    };
    run_app(app, start, Some(till), &Locale::new(session.lang), leave_signals)
}

/// What runs beside the screens of a till.
struct Till {
    /// What is copied, where copies are made.
    copies: Option<BackupOrder>,
    /// The ledger is asked about.
    is_asking: bool,
}

/// Runs the screens of head office.
#[cfg(feature = "central")]
fn run_office(session: &Session, address: &crate::central::Address, leave_signals: fn()) -> ExitCode {
    let locale = Locale::new(session.lang);
    let world = World::system();
    let opened = HeadOffice::open(address.clone(), world.clone()).map_err(DeskError::from);
    let opened = opened.and_then(|office| office.status().map(|status| (office, status)));
    let (office, status) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            print_error(&locale.desk_error(&error));
            return EXIT_TROUBLE.into();
        }
    };
    let config = Some(session.config.clone());
    let mut app = App::new(locale, session.settings.clone(), session.screen, config, world, Instant::now())
        .at_head_office(status);
    app.set_lock_time(session.security);
    app.cx.paper = session.paper.clone();
    let start = |questions, events| office::start(office, worker::SUMMARY_DELAY, questions, events);
    run_app(app, start, None, &Locale::new(session.lang), leave_signals)
}

/// What is copied into the folder for copies; nothing without one, and nothing of a demonstration.
fn backup_order(session: &Session, cx: &Context) -> Option<BackupOrder> {
    let is_wanted = !session.backup.to.is_empty() && session.demo.is_none();
    is_wanted.then(|| BackupOrder {
        settings: session.settings.clone(),
        config: session.config.clone(),
        folder: session.backup.to.clone().into(),
        world: cx.world().clone(),
    })
}

fn run_app(
    app: App,
    start: impl FnOnce(Receiver<(QuestionId, Question)>, Sender<Event>) -> io::Result<JoinHandle<()>>,
    till: Option<Till>,
    words: &Locale,
    leave_signals: fn(),
) -> ExitCode {
    let (events, inbox) = mpsc::channel();
    let (questions, asked) = mpsc::channel();
    let (room, waiting_keys) = mpsc::sync_channel(MAX_KEYS_WAITING);
    let for_backups = events.clone();
    #[cfg(feature = "central")]
    let for_shipping = events.clone();
    let started = start(asked, events.clone())
        .and_then(|_worker| watch_signals(events.clone()))
        .map(|()| leave_signals())
        .and_then(|()| read_input(events, room));
    if let Err(error) = started {
        print_error(&terminal_lost(words, &error));
        return EXIT_TROUBLE.into();
    }
    // Without a thread there is no copy of today, and the shop goes on.
    let is_asking = till.as_ref().is_some_and(|till| till.is_asking);
    #[cfg(feature = "central")]
    let ships = till.is_some() && !app.cx.is_demo();
    let order = till.and_then(|till| till.copies);
    let backups = order.and_then(|order| Backups::start(order, for_backups).ok());
    if let (Some(backups), false) = (&backups, is_asking) {
        backups.make(DueCopy::OfToday);
    }
    #[cfg(feature = "central")]
    let shipping = ships
        .then(|| shipping::Shipping::start(&app.cx.settings, app.cx.world().clone(), for_shipping))
        .flatten();
    #[cfg(feature = "central")]
    if let (Some(shipping), false) = (&shipping, is_asking) {
        shipping.begin();
    }
    let (ended, flight) = match TerminalGuard::take() {
        Ok(surface) => {
            let time = Box::new(Instant::now);
            let copies = backups.as_ref().map(Backups::orders);
            let mut main_loop = MainLoop {
                app,
                questions,
                surface,
                time,
                waiting_keys,
                copies,
                #[cfg(feature = "central")]
                shipping,
            };
            let ended = panic_as_end(|| main_loop.run(&inbox));
            (ended, main_loop.app.take_flight())
        }
        Err(error) => {
            drop(questions);
            (Err(error), None)
        }
    };
    // The terminal is given back, and the channel of questions is closed: the worker finishes what it has, then ends.
    if let Some(reason) = why_ended(words, &ended) {
        print_error(&reason);
    }
    let worker_is_gone = matches!(ended, Ok(Ended::WorkerGone));
    report_in_flight(words, flight, (!worker_is_gone).then_some(&inbox));
    if let Some(backups) = backups {
        backups.end();
    }
    match ended {
        Ok(Ended::Quit) => ExitCode::SUCCESS,
        Ok(Ended::Signal(number)) => (128 + number).into(),
        Ok(Ended::WorkerGone | Ended::Panicked) | Err(_) => EXIT_TROUBLE.into(),
    }
}

/// The sentence that says why the screens ended; `None` after quitting and after a signal.
fn why_ended(words: &Locale, ended: &io::Result<Ended>) -> Option<String> {
    // A panic of the input thread looks like a lost terminal, one of the worker like a worker that is gone.
    let panicked_at = terminal::panicked_at();
    match (ended, panicked_at) {
        (Ok(Ended::Quit | Ended::Signal(_)), None) => None,
        (Err(error), None) => Some(terminal_lost(words, error)),
        (_, place) => {
            let place = place.unwrap_or_else(|| "?".to_owned());
            Some(words.text(Text::EndedPanic { place: &place }))
        }
    }
}

fn terminal_lost(words: &Locale, error: &io::Error) -> String {
    words.text(Text::EndedTerminal { reason: &error.to_string() })
}

/// Waits for the worker, if there still is one, and prints what became of the transaction in flight.
fn report_in_flight(words: &Locale, mut flight: Option<InFlight>, worker: Option<&Receiver<Event>>) {
    if let Some(flight) = &flight {
        print_error(&flight.what(words));
        if worker.is_some() && !flight.has_outcome() {
            print_error(&words.text(Text::EndedWaiting));
        }
    }
    if let Some(inbox) = worker {
        wait_for_worker(words, inbox, &mut flight);
    }
    if let Some(flight) = flight {
        print_error(&flight.outcome(words));
    }
}

/// Waits until the worker has ended, [`MAX_WAIT_FOR_WORKER`] has passed, or Ctrl+C comes. A day that is closed meanwhile, and what
/// is handed over, are said.
fn wait_for_worker(words: &Locale, inbox: &Receiver<Event>, flight: &mut Option<InFlight>) {
    let until = Instant::now() + MAX_WAIT_FOR_WORKER;
    while let Ok(event) = inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
        match event {
            Event::Reply(reply) => {
                match &reply.body {
                    ReplyBody::Closed(Ok(report)) => print_error(&words.day_closed(report)),
                    ReplyBody::HandedOver(Ok(Some(made))) => {
                        print_error(&words.batch_head(&made.trailer, made.batch.resubmits(), &made.file));
                    }
                    ReplyBody::HandedOver(Err(error)) => print_error(&words.hand_over_error(error)),
                    _ => {}
                }
                if let Some(flight) = flight {
                    flight.take_reply(&reply);
                }
            }
            Event::WorkerGone => return,
            Event::Terminate(number) if is_from_keyboard(number) => return,
            _ => {}
        }
    }
}

/// Prints to standard error. A failure is ignored: there is no other place to report it.
fn print_error(text: &str) {
    let _ = writeln!(io::stderr(), "paydesk: {text}");
}

/// Why the screens ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Quit,
    Signal(u8),
    WorkerGone,
    Panicked,
}

/// Turns a panic of the main thread into [`Ended::Panicked`], so that the terminal is given back and the worker is
/// awaited as at any other end.
fn panic_as_end(run: impl FnOnce() -> io::Result<Ended>) -> io::Result<Ended> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or(Ok(Ended::Panicked))
}

/// Where the screens are drawn: the terminal, or a test's buffer.
trait Surface {
    /// Draws the state. Returns whether the cashier can see it; see [`draw::draw`].
    fn draw(&mut self, app: &App) -> io::Result<bool>;
    /// Draws the next frame whole, not only what has changed.
    fn redraw_all(&mut self) -> io::Result<()>;
    /// Rings the bell.
    fn bell(&mut self) -> io::Result<()>;
    /// Puts a text into the clipboard.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Stops until the program is continued.
    fn suspend(&mut self) -> io::Result<()>;
}

impl Surface for TerminalGuard {
    fn draw(&mut self, app: &App) -> io::Result<bool> {
        self.set_title(&app.title());
        let mut is_shown = false;
        self.draw(|buffer| {
            let drawn = draw::draw(app, buffer);
            fault::point("draw");
            is_shown = drawn.is_shown;
            drawn.cursor
        })?;
        Ok(is_shown)
    }

    fn redraw_all(&mut self) -> io::Result<()> {
        self.redraw_all()
    }

    fn bell(&mut self) -> io::Result<()> {
        self.bell()
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.copy(text)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.suspend()
    }
}

/// The main loop.
struct MainLoop<S> {
    app: App,
    questions: Sender<(QuestionId, Question)>,
    surface: S,
    /// The clock by which the speed of keys is measured.
    time: Box<dyn Fn() -> Instant>,
    /// One for each event of the keyboard that waits; taking it makes room for another.
    waiting_keys: Receiver<()>,
    /// Where a copy of the ledger is ordered; `None` where none is made.
    copies: Option<Sender<DueCopy>>,
    #[cfg(feature = "central")]
    shipping: Option<shipping::Shipping>,
}

impl<S: Surface> MainLoop<S> {
    fn run(&mut self, inbox: &Receiver<Event>) -> io::Result<Ended> {
        let mut ended = self.handle([])?;
        while ended.is_none() {
            let first = self.wait(inbox);
            let events = std::iter::once(first).chain(inbox.try_iter().take(MAX_EVENTS_A_FRAME));
            ended = with_wiped_stack(|| self.handle(events))?;
        }
        Ok(ended.unwrap_or(Ended::Quit))
    }

    /// Lets the app handle `events`, carries out the effects, then draws once.
    fn handle(&mut self, events: impl IntoIterator<Item = Event>) -> io::Result<Option<Ended>> {
        let mut effects = self.app.effects();
        for event in events {
            if event.is_typed() {
                // Of events that a test makes, none waits.
                let _ = self.waiting_keys.try_recv();
            }
            match event {
                Event::Terminate(number) => return Ok(Some(Ended::Signal(number))),
                Event::WorkerGone => return Ok(Some(Ended::WorkerGone)),
                Event::InputGone(error) => return Err(error),
                event => effects.extend(self.app.update(event, (self.time)())),
            }
        }
        let mut later = Vec::new();
        let ended = self.carry_out(effects, &mut later)?;
        // After quitting there is no frame; but a language or theme may have been chosen just now.
        let drawn = if ended.is_none() { self.surface.draw(&self.app) } else { Ok(false) };
        for question in later {
            drop(self.questions.send(question));
        }
        if ended.is_none() {
            self.after_drawing(drawn?);
        }
        Ok(ended)
    }

    /// Carries out effects, up to one that ends the screens. What can wait for the frame is added to `later`.
    fn carry_out(
        &mut self,
        effects: Vec<Effect>,
        later: &mut Vec<(QuestionId, Question)>,
    ) -> io::Result<Option<Ended>> {
        for effect in effects {
            match effect {
                // Sending fails only without a worker, and its end is an event of its own.
                Effect::Ask(id, question) if question.is_about_flight() => {
                    drop(self.questions.send((id, question)));
                }
                // Sent after drawing: on few processors the worker would run before the letter is drawn.
                Effect::Ask(id, question) => later.push((id, question)),
                Effect::Tell(question) => drop(self.questions.send((QuestionId::default(), question))),
                Effect::Redraw => self.surface.redraw_all()?,
                Effect::Bell => self.surface.bell()?,
                Effect::Copy(text) => self.surface.copy(&text)?,
                // It fails once the thread has ended.
                #[cfg(feature = "central")]
                Effect::ShipLedger => _ = self.shipping.as_ref().map(shipping::Shipping::begin),
                Effect::CopyLedger(due) => _ = self.copies.as_ref().map(|copies| copies.send(due)),
                Effect::Suspend => self.surface.suspend()?,
                Effect::Quit => return Ok(Some(Ended::Quit)),
            }
        }
        Ok(None)
    }

    /// A frame was drawn; whether the cashier can see the screen in it.
    fn after_drawing(&mut self, is_shown: bool) {
        if is_shown {
            self.app.drawn((self.time)());
        } else {
            self.app.hidden();
        }
        if self.app.outcome_drawn() {
            drop(self.questions.send((QuestionId::default(), Question::OutcomeShown)));
        }
    }

    fn wait(&self, inbox: &Receiver<Event>) -> Event {
        let event = match self.app.deadline() {
            Some(at) => inbox.recv_timeout(at.saturating_duration_since((self.time)())),
            None => inbox.recv().map_err(|_gone| RecvTimeoutError::Disconnected),
        };
        event.unwrap_or_else(|error| match error {
            RecvTimeoutError::Timeout => Event::Tick,
            RecvTimeoutError::Disconnected => Event::WorkerGone,
        })
    }
}

/// Sends [`Event::InputGone`] when it is dropped: also a panic of the input thread ends the screens.
struct InputGoneOnDrop(Sender<Event>);

impl Drop for InputGoneOnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(Event::InputGone(io::Error::other("input thread")));
    }
}

/// Starts the thread that reads the terminal. It ends with the process.
fn read_input(events: Sender<Event>, room: SyncSender<()>) -> io::Result<()> {
    let read = move || {
        let _gone = InputGoneOnDrop(events.clone());
        let _ = events.send(Event::InputGone(input::read(&events, &room)));
    };
    thread::Builder::new().name("input".to_owned()).spawn(read).map(drop)
}

/// Whether a signal comes from a key, as Ctrl+C does: then the cashier does not want to wait.
#[cfg(unix)]
fn is_from_keyboard(signal: u8) -> bool {
    use signal_hook::consts::{SIGINT, SIGQUIT};
    [SIGINT, SIGQUIT].contains(&signal.into())
}

#[cfg(not(unix))]
fn is_from_keyboard(_signal: u8) -> bool {
    true
}

/// Starts the thread that turns signals into events.
#[cfg(unix)]
fn watch_signals(events: Sender<Event>) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGCONT, SIGTSTP, SIGWINCH},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGTSTP, SIGCONT, SIGWINCH].iter().chain(&ENDING_SIGNALS))?;
    let watch = move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGTSTP => Event::Suspend,
                SIGCONT | SIGWINCH => Event::Resize,
                signal => Event::Terminate(u8::try_from(signal).unwrap_or(0)),
            };
            if events.send(event).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(watch).map(drop)
}

#[cfg(not(unix))]
fn watch_signals(_events: Sender<Event>) -> io::Result<()> {
    Ok(())
}
