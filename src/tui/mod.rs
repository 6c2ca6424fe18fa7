//! The screens. The only user of ratatui, crossterm and tui-input.
//!
//! ```text
//!   input thread ──┐                                  ┌──► worker thread: owns the desk
//!   signal thread ─┼──► events ──► App::update ──► effects
//!   worker ────────┘      (one channel)      │        └──► bell, redraw, quit
//!                                            ▼
//!                                    view::draw (only reads)
//! ```
//!
//! The main thread waits for an event, takes all that are there, then draws once. Nothing is drawn and nothing runs
//! while nothing happens. The screen never waits for the disk: what takes time is a [`worker::Question`], and its answer
//! is an event like any other.
//!
//! | module | what lives there |
//! |---|---|
//! | [`app`] | all state; [`app::App::update`] is the only place where it changes |
//! | [`view`] | drawing |
//! | [`keys`] | the table of keys |
//! | [`event`], [`rejoin`] | raw input to our own events |
//! | [`worker`] | the thread that owns the desk |
//! | [`terminal`] | taking the terminal over and giving it back |

mod app;
mod event;
mod keys;
mod rejoin;
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
    time::Instant,
};

use self::{
    app::{App, Effect, InFlight},
    event::Event,
    terminal::Guard,
    worker::{Content, Question, QuestionId},
};
use crate::{
    cli::Session,
    desk::{Desk, SystemClock},
    locale::{Locale, Text},
    vault::SystemRandom,
};

/// At most this many events are taken before the screen is drawn.
const BURST: usize = 4096;

/// Wrong usage.
const EXIT_USAGE: u8 = 2;
/// Trouble with ledger, keys or the terminal.
const EXIT_TROUBLE: u8 = 3;

/// Runs the screens until the cashier quits.
#[must_use]
pub fn run(session: &Session) -> ExitCode {
    let locale = Locale::new(session.lang);
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        complain(&locale.text(Text::NoTerminal));
        return EXIT_USAGE.into();
    }
    let desk = match Desk::open(session.settings.clone(), Box::new(SystemClock), Box::new(SystemRandom)) {
        Ok(desk) => desk,
        Err(error) => {
            complain(&locale.desk_error(&error));
            return EXIT_TROUBLE.into();
        }
    };
    let clock = Box::new(SystemClock);
    let app = App::new(
        locale,
        session.settings.clone(),
        session.screen,
        session.config.clone(),
        clock,
        Box::new(SystemRandom),
        Instant::now(),
    );
    run_app(app, desk, &Locale::new(session.lang))
}

fn run_app(app: App, desk: Desk, words: &Locale) -> ExitCode {
    let (events, inbox) = mpsc::channel();
    let (questions, asked) = mpsc::channel();
    let started = worker::start(desk, asked, events.clone()).and_then(|worker| {
        watch_signals(events.clone())?;
        read_input(events)?;
        Ok(worker)
    });
    let worker = match started {
        Ok(worker) => worker,
        Err(error) => return lost(words, &error),
    };
    let (ended, in_flight) = panic_as_end(|| {
        let surface = Guard::take()?;
        let mut till = Till { app, questions, surface, time: Box::new(Instant::now) };
        let ended = till.run(&inbox);
        ended.map(|ended| (ended, till.app.in_flight()))
    });
    // The terminal is ours no more. The worker finishes what it has, then ends.
    let _ = worker.join();
    if let Some(flight) = in_flight {
        complain(&outcome(words, &flight, &inbox));
    }
    match ended {
        Ok(Ended::Quit) => ExitCode::SUCCESS,
        Ok(Ended::Signal(number)) => (128 + number).into(),
        Ok(Ended::WorkerGone) => {
            complain(&words.text(Text::EndedWorker));
            EXIT_TROUBLE.into()
        }
        Ok(Ended::Panicked) => {
            let place = terminal::panicked_at().unwrap_or_default();
            complain(&words.with(Text::EndedPanic, &[("place", place.into())]));
            EXIT_TROUBLE.into()
        }
        Err(error) => lost(words, &error),
    }
}

fn lost(words: &Locale, error: &io::Error) -> ExitCode {
    complain(&words.with(Text::EndedTerminal, &[("reason", error.to_string().into())]));
    EXIT_TROUBLE.into()
}

/// Says something on standard error, when somebody may read it.
fn complain(text: &str) {
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

/// A panic on the main thread is an end like another: the guard has given the terminal back by then.
fn panic_as_end(
    run: impl FnOnce() -> io::Result<(Ended, Option<InFlight>)>,
) -> (io::Result<Ended>, Option<InFlight>) {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        Ok(Ok((ended, in_flight))) => (Ok(ended), in_flight),
        Ok(Err(error)) => (Err(error), None),
        Err(_panic) => (Ok(Ended::Panicked), None),
    }
}

/// What became of a request that was in flight when the screens ended.
fn outcome(words: &Locale, flight: &InFlight, inbox: &Receiver<Event>) -> String {
    let answer = inbox.try_iter().find_map(|event| match event {
        Event::Answer(answer) if answer.to == flight.question => Some(answer.content),
        _ => None,
    });
    match answer {
        Some(Content::Done(Ok(done))) => {
            let id = done.0.transaction.id.grouped();
            words.with(Text::EndedInFlightDone, &[("id", id.into())])
        }
        Some(_) => words.text(Text::EndedInFlightNot).into_owned(),
        None => {
            let request = flight.request_id.clone();
            words.with(Text::EndedInFlightUnknown, &[("request", request.into())])
        }
    }
}

/// Where the screens are drawn: the terminal, or a test's buffer.
trait Surface {
    /// Draws the state.
    fn draw(&mut self, app: &App) -> io::Result<()>;
    /// Forgets what was drawn.
    fn redraw_all(&mut self) -> io::Result<()>;
    /// Rings the bell.
    fn bell(&mut self) -> io::Result<()>;
    /// Puts a text into the clipboard.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Stops until the program is continued.
    fn suspend(&mut self) -> io::Result<()>;
}

impl Surface for Guard {
    fn draw(&mut self, app: &App) -> io::Result<()> {
        self.set_title(&app.title())?;
        self.draw(|frame| view::draw(app, frame))
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
struct Till<S> {
    app: App,
    questions: Sender<(QuestionId, Question)>,
    surface: S,
    /// The time, for what depends on how fast keys come.
    time: Box<dyn Fn() -> Instant>,
}

impl<S: Surface> Till<S> {
    fn run(&mut self, inbox: &Receiver<Event>) -> io::Result<Ended> {
        let mut ended = self.turn([])?;
        while ended.is_none() {
            let first = self.wait(inbox);
            ended = self.turn(std::iter::once(first).chain(inbox.try_iter().take(BURST)))?;
        }
        Ok(ended.unwrap_or(Ended::Quit))
    }

    /// Takes all events that are there, does what follows from them, then draws once.
    fn turn(&mut self, events: impl IntoIterator<Item = Event>) -> io::Result<Option<Ended>> {
        let mut effects = self.app.effects();
        for event in events {
            match event {
                Event::Terminate(number) => return Ok(Some(Ended::Signal(number))),
                Event::WorkerGone => return Ok(Some(Ended::WorkerGone)),
                Event::InputGone(error) => return Err(error),
                event => effects.extend(self.app.update(event, (self.time)())),
            }
        }
        for effect in effects {
            match effect {
                // A worker that is gone says so itself.
                Effect::Ask(id, question) => drop(self.questions.send((id, question))),
                Effect::Redraw => self.surface.redraw_all()?,
                Effect::Bell => self.surface.bell()?,
                Effect::Copy(text) => self.surface.copy(&text)?,
                Effect::Suspend => self.surface.suspend()?,
                Effect::Quit => return Ok(Some(Ended::Quit)),
            }
        }
        self.surface.draw(&self.app)?;
        self.app.drawn((self.time)());
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
struct SayInputGone(Sender<Event>);

impl Drop for SayInputGone {
    fn drop(&mut self) {
        let _ = self.0.send(Event::InputGone(io::Error::other("input thread")));
    }
}

/// Starts the thread that reads the terminal. It ends with the process.
fn read_input(events: Sender<Event>) -> io::Result<()> {
    let read = move || {
        let _gone = SayInputGone(events.clone());
        let patience = rejoin::patience();
        loop {
            let raw = match rejoin::read(&mut rejoin::Tty, patience) {
                Ok(raw) => raw,
                Err(error) => {
                    let _ = events.send(Event::InputGone(error));
                    return;
                }
            };
            let at = Instant::now();
            for event in raw.into_iter().filter_map(|raw| event::from_raw(raw, at)) {
                if events.send(event).is_err() {
                    return;
                }
            }
        }
    };
    thread::Builder::new().name("input".to_owned()).spawn(read).map(drop)
}

/// Starts the thread that turns signals into events.
#[cfg(unix)]
fn watch_signals(events: Sender<Event>) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT])?;
    let watch = move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGTSTP => Event::Suspend,
                SIGCONT => Event::Resize,
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
