//! The loop of the commands that read standard input: one request, one answer.
//!
//! ```text
//!  wait for a request ─► and all that are there, up to 64 ─► carry them out, under one sync ─► write the answers, in order
//!         ▲                                                                                          │
//!         └──────────────────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! A caller that waits for each answer gets a group of one.

use std::{
    io::{self, IsTerminal as _, Read},
    sync::MutexGuard,
    time::Duration,
};

use super::{
    json::{InputLine, Lines, Request, Requests},
    output::{self, Exit, Output, OutputBytes, Refusal, say},
    signals,
};
use crate::{
    desk::{Desk, DeskError, Group, wipe_stack, with_wiped_stack},
    locale::{Locale, Text},
    payment::message::{Actual, Expected, MessageError},
};

/// A command whose next request does not come within this time is idle. A caller that sends it right after an answer never has to
/// wait for what the command does then.
const IDLE_AFTER: Duration = Duration::from_secs(1);

/// Standard input. Where a read has to wait for long, `while_idle` is called once.
struct Stdin<F> {
    input: io::StdinLock<'static>,
    while_idle: F,
}

impl<F: FnMut()> Read for Stdin<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if cfg!(unix) && !is_ready_within(IDLE_AFTER) {
            let _work = signals::begin();
            (self.while_idle)();
        }
        self.input.read(buffer)
    }
}

/// Most requests that are carried out together. 64 payments hold the ledger for about 3 ms, which another till waits. With more,
/// a payment's share of the sync would hardly become less.
const AT_ONCE: usize = 64;

/// The answer to each request of a group.
pub(super) type Answers = Vec<Result<OutputBytes, Refusal>>;

/// Answers every JSON request on standard input: those that are there are given to `answer` together. `while_idle` is called when
/// none has come for a while, `after_answers` when those of a group are delivered.
pub(super) fn requests<T: Request>(
    output: &mut Output<'_>,
    while_idle: impl FnMut(),
    mut answer: impl FnMut(Vec<Result<T, Refusal>>) -> Answers,
    after_answers: impl FnMut(),
) -> Exit {
    let locale = output.locale();
    hint_on_terminal(locale, Text::HintJson);
    let mut requests = Requests::new(Stdin { input: io::stdin().lock(), while_idle });
    let next = || {
        let mut group = Vec::with_capacity(AT_ONCE);
        let mut next = requests.next();
        while let Some(request) = next {
            group.push(request.map_err(|problem| Refusal::json(locale, &problem)));
            next = if group.len() < AT_ONCE {
                requests.next_there(|| is_ready_within(Duration::ZERO))
            } else {
                None
            };
        }
        if group.is_empty() {
            return None;
        }
        // A signal waits until the requests are answered.
        let work = signals::begin();
        Some((Some(work), answer(group)))
    };
    answer_all(output, T::CHANGES_LEDGER, next, after_answers)
}

/// Carries out a group of requests at the desk, in one transaction of the database. What cannot be carried out has its refusal
/// already. The answers end with one after which nothing more can be carried out, if there is one.
pub(super) fn together<T>(
    desk: &mut Desk,
    locale: &Locale,
    requests: &[Result<T, Refusal>],
    carry_out: impl Fn(&mut Group<'_>, &T) -> Result<Result<OutputBytes, DeskError>, DeskError>,
) -> Answers {
    let refused = |error: &DeskError| {
        // Made on a clean stack, what the refusal takes along in its unused bytes is nothing of a card.
        wipe_stack();
        Refusal::desk(locale, error)
    };
    if requests.iter().all(Result::is_err) {
        return requests.iter().filter_map(|request| Some(Err(request.as_ref().err()?.clone()))).collect();
    }
    let done = desk.together(|group| {
        let mut answers = Answers::with_capacity(requests.len());
        for request in requests {
            let answer = match request {
                Ok(request) => carry_out(group, request)?.map_err(|error| refused(&error)),
                Err(refusal) => Err(refusal.clone()),
            };
            let stops = answer.as_ref().is_err_and(|refusal| refusal.stop.is_some());
            answers.push(answer);
            if stops {
                break;
            }
        }
        Ok(answers)
    });
    let answers = done.unwrap_or_else(|error| {
        let lost = refused(&error);
        requests.iter().map(|request| Err(request.as_ref().err().unwrap_or(&lost).clone())).collect()
    });
    output::say_clock(desk, locale);
    answers
}

/// Answers every message on standard input.
pub(super) fn messages(
    output: &mut Output<'_>,
    mut answer: impl FnMut(&[u8]) -> Result<OutputBytes, Refusal>,
) -> Exit {
    let locale = output.locale();
    hint_on_terminal(locale, Text::HintMessages);
    let mut lines = Lines::new(io::stdin().lock());
    let mut read_any = false;
    let mut ended = false;
    let next = || {
        if ended {
            return None;
        }
        let line = lines.next();
        ended = !matches!(line, Ok(Some(_)));
        let first = !std::mem::replace(&mut read_any, true);
        match line {
            Ok(Some(InputLine::Bytes(message))) => Some(answer(&message)),
            Ok(Some(InputLine::TooLong { bytes })) => Some(Err(wrong_length(locale, bytes))),
            Ok(None) => first.then(|| Err(wrong_length(locale, 0))),
            Err(error) => Some(Err(Refusal::unreadable(locale, &error))),
        }
        .map(|answered| (None, vec![answered]))
    };
    answer_all(output, false, next, || {})
}

/// Delivers answers until there are no more, or until a refusal or a failed write stops the command. With `changes_ledger` lost
/// answers are reported: the transactions are on disk, but the caller does not know.
fn answer_all(
    output: &mut Output<'_>,
    changes_ledger: bool,
    mut next: impl FnMut() -> Option<(Option<MutexGuard<'static, ()>>, Answers)>,
    mut after_answers: impl FnMut(),
) -> Exit {
    let mut exit = Exit::Done;
    let mut done = 0_usize;
    if changes_ledger {
        signals::carried_out(done);
    }
    // Between two requests the command waits, for hours if need be: nothing of the last one may be left.
    while let Some((_work, answers)) = with_wiped_stack(&mut next) {
        done += answers.iter().filter(|answer| answer.is_ok()).count();
        if changes_ledger {
            signals::carried_out(done);
        }
        let stop = answers.iter().find_map(|answer| answer.as_ref().err()?.stop.clone());
        if let Some(why) = &stop {
            say(why);
        }
        let mut left = answers.len();
        for answered in answers {
            let answer = answered.unwrap_or_else(|refusal| {
                exit = exit.max(refusal.exit);
                refusal.answer()
            });
            match output.write(&answer) {
                Ok(()) => left -= 1,
                Err(error) if changes_ledger => return exit.max(output.answers_lost(&error, done, left)),
                Err(error) => return exit.max(output.write_failed(&error)),
            }
        }
        after_answers();
        if stop.is_some() {
            break;
        }
    }
    exit
}

fn wrong_length(locale: &Locale, bytes: usize) -> Refusal {
    Refusal::message(
        locale,
        &MessageError { slot: None, expected: Expected::MessageLength, found: Actual::Bytes(bytes) },
    )
}

/// Prints `text` if standard input is a keyboard: otherwise the command would seem to hang.
fn hint_on_terminal(locale: &Locale, text: Text) {
    if io::stdin().is_terminal() {
        say(&locale.text(text));
    }
}

/// Whether a read of standard input returns within this time, with bytes or because it ended.
#[cfg(unix)]
fn is_ready_within(time: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let time = Timespec::try_from(time).ok();
    poll(&mut [PollFd::new(&io::stdin(), PollFlags::IN)], time.as_ref()).is_ok_and(|ready| ready > 0)
}

/// Elsewhere a group is what one read has brought.
#[cfg(not(unix))]
fn is_ready_within(_: Duration) -> bool {
    false
}
