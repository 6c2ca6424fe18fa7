//! The thread that prints: a slow printer holds no till up.

use std::{
    io,
    sync::mpsc::{self, Sender},
    thread,
};

use super::{
    error::{PrinterError, PrinterTrouble},
    send::{DEADLINE, Outcome, send},
};
use crate::config::PrinterTo;

/// What is to be printed, and who is told what became of it.
struct Job {
    to: PrinterTo,
    bytes: Vec<u8>,
    done: Box<dyn FnOnce(Outcome) + Send>,
}

/// Prints one after the other. Its thread begins with the first job, and ends with the program: nothing waits for it.
#[derive(Default)]
pub struct Spool {
    jobs: Option<Sender<Job>>,
    stops_at_failure: bool,
}

impl Spool {
    /// One that sends nothing more once a slip has failed: the rest fails at once. Without that a program which takes a
    /// thousand payments would wait for a dead printer a thousand times.
    #[must_use]
    pub fn that_stops_at_failure() -> Self {
        Self { jobs: None, stops_at_failure: true }
    }

    /// Prints `bytes` after what was given before; `done` is told what became of them.
    ///
    /// # Errors
    /// The system has no thread; nothing is printed then, and `done` is not told.
    pub fn print(
        &mut self,
        to: PrinterTo,
        bytes: Vec<u8>,
        done: impl FnOnce(Outcome) + Send + 'static,
    ) -> io::Result<()> {
        let job = Job { to, bytes, done: Box::new(done) };
        let jobs = match &self.jobs {
            Some(jobs) => jobs,
            None => self.jobs.insert(start(self.stops_at_failure)?),
        };
        jobs.send(job).map_err(|_gone| io::Error::other("printer thread"))
    }
}

fn start(stops_at_failure: bool) -> io::Result<Sender<Job>> {
    let (jobs, waiting) = mpsc::channel::<Job>();
    thread::Builder::new().name("printer".to_owned()).spawn(move || {
        let mut is_stopped = false;
        for Job { to, bytes, done } in waiting {
            let outcome = if is_stopped {
                Outcome::Failed(PrinterError { to, trouble: PrinterTrouble::Skipped })
            } else {
                send(&to, &bytes, DEADLINE)
            };
            is_stopped |= stops_at_failure && matches!(outcome, Outcome::Failed(_));
            done(outcome);
        }
    })?;
    Ok(jobs)
}
