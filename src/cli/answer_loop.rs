//! The loop of the commands that read standard input: one request, one answer.

use std::{
    io::{self, IsTerminal as _},
    sync::MutexGuard,
};

use super::{
    json::{InputLine, Lines, Request, Requests},
    output::{Exit, Output, OutputBytes, Refusal, say},
    signals,
};
use crate::{
    desk::with_wiped_stack,
    locale::{Locale, Text},
    payment::message::{Actual, Expected, MessageError},
};

/// Answers every JSON request on standard input.
pub(super) fn requests<T: Request>(
    output: &mut Output<'_>,
    mut answer: impl FnMut(&T) -> Result<OutputBytes, Refusal>,
) -> Exit {
    let locale = output.locale();
    hint_on_terminal(locale, Text::HintJson);
    let mut requests = Requests::new(io::stdin().lock());
    answer_all(output, T::CHANGES_LEDGER, || {
        let request = requests.next()?.map_err(|problem| Refusal::json(locale, &problem));
        // A signal waits until the request is answered.
        let work = signals::begin();
        Some((Some(work), request.and_then(|request| answer(&request))))
    })
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
    answer_all(output, false, || {
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
        .map(|answered| (None, answered))
    })
}

/// Delivers answers until there are no more, or until a refusal or a failed write stops the command. With `changes_ledger` a
/// lost answer is reported: the transaction is on disk, but the caller does not know.
fn answer_all(
    output: &mut Output<'_>,
    changes_ledger: bool,
    mut next: impl FnMut() -> Option<(Option<MutexGuard<'static, ()>>, Result<OutputBytes, Refusal>)>,
) -> Exit {
    let mut exit = Exit::Done;
    let mut done = 0_usize;
    if changes_ledger {
        signals::carried_out(done);
    }
    // Between two requests the command waits, for hours if need be: nothing of the last one may be left.
    while let Some((_work, answered)) = with_wiped_stack(&mut next) {
        let (answer, stop) = match answered {
            Ok(answer) => {
                done += 1;
                if changes_ledger {
                    signals::carried_out(done);
                }
                (answer, None)
            }
            Err(refusal) => {
                exit = exit.max(refusal.exit);
                (refusal.answer(), refusal.stop)
            }
        };
        if let Some(why) = &stop {
            say(why);
        }
        match output.write(&answer) {
            Ok(()) if stop.is_some() => break,
            Ok(()) => {}
            Err(error) if changes_ledger && error.kind() == io::ErrorKind::BrokenPipe => {
                say(&output.locale().text(Text::OutputClosed { done: &done.to_string() }));
                return exit.max(Exit::Refused);
            }
            Err(error) => return exit.max(output.write_failed(&error)),
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
