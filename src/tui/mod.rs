//! The screens. The only user of ratatui, crossterm, vte and tui-input.
//!
//! ```text
//!   input thread ──┐                                  ┌──► worker thread: owns the desk
//!   signal thread ─┼──► events ──► App::update ──► effects
//!   worker ────────┘      (one channel)      │        └──► bell, redraw, quit
//!                                            ▼
//!                                    view::draw (only reads)
//! ```
//!
//! The main thread waits for an event, takes all that are there, then draws once. While nothing happens
//! nothing is drawn and nothing runs, but for the minute of the clock. The screen never waits for the disk: what takes
//! time is a [`protocol::Question`], and its answer is an event like any other.
//!
//! | module | what lives there |
//! |---|---|
//! | [`app`] | all state; [`app::App::update`] is the only place where it changes |
//! | [`view`] | drawing |
//! | [`keys`] | the table of keys |
//! | [`event`] | what happens to the screens |
//! | [`input`] | the bytes of the terminal to events |
//! | [`protocol`] | what the screens ask the worker, and what it answers |
//! | [`worker`] | the thread that owns the desk |
//! | [`hide_card`] | what the screens keep of a transaction: no card |
//! | [`in_flight`] | the transaction on its way to the ledger, should the screens end meanwhile |
//! | [`terminal`] | taking the terminal over and giving it back |
//! | [`fault`] | faults on order, for tests |
//!
//! # How it ends
//!
//! Whatever ends the screens, the terminal is given back first. Then it is said why, when nobody asked for the end, and
//! what became of a transaction that was in flight. Exit status: 0 when the cashier quit; 128 and the signal's number
//! after a signal; 2 without a terminal; 3 when ledger or keys cannot be used, when the terminal is gone, and after a
//! panic of any thread.

mod app;
mod event;
mod fault;
mod hide_card;
mod in_flight;
mod input;
mod keys;
mod protocol;
mod terminal;
mod view;
mod worker;

#[cfg(test)]
mod tests;

use std::{
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use self::{
    app::{App, Effect},
    event::Event,
    in_flight::InFlight,
    terminal::TerminalGuard,
};
use crate::{
    desk::{BUSY_TIMEOUT, Desk, World, pending::Notes},
    locale::{Locale, Text},
    session::Session,
    tui::protocol::{Question, QuestionId},
};

/// At most this many events are taken before the screen is drawn.
const MAX_EVENTS_A_FRAME: usize = 4096;
/// At most this long the last answers of the worker are waited for: longer than the ledger waits for another program.
const MAX_WAIT_FOR_WORKER: Duration = BUSY_TIMEOUT.saturating_add(Duration::from_secs(5));

/// Wrong usage.
const EXIT_USAGE: u8 = 2;
/// Trouble with ledger, keys or the terminal.
const EXIT_TROUBLE: u8 = 3;

/// Runs the screens until the cashier quits.
#[must_use]
pub fn run(session: &Session) -> ExitCode {
    let locale = Locale::new(session.lang);
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        print_error(&locale.text(Text::NoTerminal));
        return EXIT_USAGE.into();
    }
    let world = World::system();
    let desk = match Desk::open(session.settings.clone(), world.clone()) {
        Ok(desk) => desk,
        Err(error) => {
            print_error(&locale.desk_error(&error));
            return EXIT_TROUBLE.into();
        }
    };
    let mut app = App::new(
        locale,
        session.settings.clone(),
        session.screen,
        session.config.clone(),
        world,
        Instant::now(),
    );
    app.set_lock_time(session.security);
    let (notes, leftovers) = Notes::open(&session.settings.ledger, session.settings.till);
    app.show_leftovers(leftovers);
    run_app(app, desk, notes, &Locale::new(session.lang))
}

fn run_app(app: App, desk: Desk, notes: Notes, words: &Locale) -> ExitCode {
    let (events, inbox) = mpsc::channel();
    let (questions, asked) = mpsc::channel();
    let started = worker::start(desk, notes, worker::SUMS_DELAY, asked, events.clone())
        .and_then(|_worker| watch_signals(events.clone()))
        .and_then(|()| read_input(events));
    if let Err(error) = started {
        print_error(&terminal_lost(words, &error));
        return EXIT_TROUBLE.into();
    }
    let (ended, flight) = match TerminalGuard::take() {
        Ok(surface) => {
            let mut main_loop =
                MainLoop { app, questions, surface, time: Box::new(Instant::now), flight: None };
            let ended = panic_as_end(|| main_loop.run(&inbox));
            (ended, main_loop.flight.take())
        }
        Err(error) => {
            drop(questions);
            (Err(error), None)
        }
    };
    // The terminal is ours no more, and the worker has nothing more to expect: it finishes what it has, then ends.
    if let Some(reason) = why_ended(words, &ended) {
        print_error(&reason);
    }
    let worker_is_gone = matches!(ended, Ok(Ended::WorkerGone));
    report_in_flight(words, flight, (!worker_is_gone).then_some(&inbox));
    match ended {
        Ok(Ended::Quit) => ExitCode::SUCCESS,
        Ok(Ended::Signal(number)) => (128 + number).into(),
        Ok(Ended::WorkerGone | Ended::Panicked) | Err(_) => EXIT_TROUBLE.into(),
    }
}

/// Why the screens ended, when nobody asked for it.
fn why_ended(words: &Locale, ended: &io::Result<Ended>) -> Option<String> {
    // A thread that panics also looks like a terminal or a worker that is gone.
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

/// Waits for the last answers of the worker, when there is one to wait for, and tells what became of the transaction in
/// flight.
fn report_in_flight(words: &Locale, mut flight: Option<InFlight>, worker: Option<&Receiver<Event>>) {
    if let Some(flight) = &flight {
        print_error(&flight.what(words));
        if worker.is_some() && !flight.has_outcome() {
            print_error(&words.text(Text::EndedWaiting));
        }
    }
    if let Some(inbox) = worker {
        wait_for_worker(inbox, &mut flight);
    }
    if let Some(flight) = flight {
        print_error(&flight.outcome(words));
    }
}

/// Waits until the worker has ended; for a while at most, and no longer than until Ctrl+C.
fn wait_for_worker(inbox: &Receiver<Event>, flight: &mut Option<InFlight>) {
    let until = Instant::now() + MAX_WAIT_FOR_WORKER;
    while let Ok(event) = inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
        match event {
            Event::Reply(reply) => flight.iter_mut().for_each(|flight| flight.note_reply(&reply)),
            Event::WorkerGone => return,
            Event::Terminate(number) if is_from_keyboard(number) => return,
            _ => {}
        }
    }
}

/// Says something on standard error, when somebody may read it.
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

/// A panic on the main thread is an end like another.
fn panic_as_end(run: impl FnOnce() -> io::Result<Ended>) -> io::Result<Ended> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or(Ok(Ended::Panicked))
}

/// Where the screens are drawn: the terminal, or a test's buffer.
trait Surface {
    /// Draws the state. Says whether the window is large enough for it.
    fn draw(&mut self, app: &App) -> io::Result<bool>;
    /// Forgets what was drawn.
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
        self.set_title(&app.title())?;
        let mut is_shown = false;
        self.draw(|frame| {
            is_shown = view::draw(app, frame);
            fault::point("draw");
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
    /// The time, for what depends on how fast keys come.
    time: Box<dyn Fn() -> Instant>,
    /// The transaction that was handed to the worker, until its outcome is on the screen.
    flight: Option<InFlight>,
}

impl<S: Surface> MainLoop<S> {
    fn run(&mut self, inbox: &Receiver<Event>) -> io::Result<Ended> {
        let mut ended = self.handle([])?;
        while ended.is_none() {
            let first = self.wait(inbox);
            ended = self.handle(std::iter::once(first).chain(inbox.try_iter().take(MAX_EVENTS_A_FRAME)))?;
        }
        Ok(ended.unwrap_or(Ended::Quit))
    }

    /// Takes all events that are there, does what follows from them, then draws once.
    fn handle(&mut self, events: impl IntoIterator<Item = Event>) -> io::Result<Option<Ended>> {
        let mut effects = self.app.effects();
        for event in events {
            match event {
                Event::Terminate(number) => return Ok(Some(Ended::Signal(number))),
                Event::WorkerGone => return Ok(Some(Ended::WorkerGone)),
                Event::InputGone(error) => return Err(error),
                event => {
                    if let (Event::Reply(reply), Some(flight)) = (&event, &mut self.flight) {
                        flight.note_reply(reply);
                    }
                    effects.extend(self.app.update(event, (self.time)()));
                }
            }
        }
        let mut later = Vec::new();
        for effect in effects {
            match effect {
                Effect::Ask(id, question) => match InFlight::of(id, &question) {
                    Some(flight) => {
                        self.flight = Some(flight);
                        // A worker that is gone says so itself.
                        drop(self.questions.send((id, question)));
                    }
                    None if matches!(question, Question::FindByRequest(_)) => {
                        self.flight.iter_mut().for_each(|flight| flight.ask_again(id));
                        drop(self.questions.send((id, question)));
                    }
                    // On few processors the worker would take this thread's place before the letter is drawn.
                    None => later.push((id, question)),
                },
                Effect::Tell(question) => drop(self.questions.send((QuestionId::default(), question))),
                Effect::Redraw => self.surface.redraw_all()?,
                Effect::Bell => self.surface.bell()?,
                Effect::Copy(text) => self.surface.copy(&text)?,
                Effect::Suspend => self.surface.suspend()?,
                Effect::Quit => {
                    // What was chosen right before is kept all the same.
                    for question in later {
                        drop(self.questions.send(question));
                    }
                    return Ok(Some(Ended::Quit));
                }
            }
        }
        let drawn = self.surface.draw(&self.app);
        for question in later {
            drop(self.questions.send(question));
        }
        let is_shown = drawn?;
        hide_card::scrub_stack();
        if is_shown {
            self.app.drawn((self.time)());
        } else {
            self.app.hidden();
        }
        if !self.app.awaits_outcome() && self.flight.take().is_some() {
            drop(self.questions.send((QuestionId::default(), Question::OutcomeShown)));
        }
        Ok(None)
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

/// Says that nothing can be keyed any more, should the thread that reads the terminal end before the process.
struct InputGoneOnDrop(Sender<Event>);

impl Drop for InputGoneOnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(Event::InputGone(io::Error::other("input thread")));
    }
}

/// Starts the thread that reads the terminal. It ends with the process.
fn read_input(events: Sender<Event>) -> io::Result<()> {
    let read = move || {
        let _gone = InputGoneOnDrop(events.clone());
        let _ = events.send(Event::InputGone(input::read(&events)));
    };
    thread::Builder::new().name("input".to_owned()).spawn(read).map(drop)
}

/// Whether a signal is one that keys send: somebody is there and does not want to wait.
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
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH])?;
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
