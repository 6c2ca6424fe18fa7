//! Requests in, answers out, one by one: what the commands that read standard input have in common.

use std::io::{self, IsTerminal as _};

use super::{
    json::{Line, Lines, Request, Requests},
    output::{Answer, Exit, Output, Refusal, say},
};
use crate::{
    locale::{Locale, Text},
    payment::message::{Actual, Expected, MessageError},
};

/// Answers every JSON request on standard input.
pub(super) fn requests<T: Request>(
    output: &mut Output<'_>,
    mut answer: impl FnMut(&T) -> Result<Answer, Refusal>,
) -> Exit {
    let locale = output.locale();
    hint(locale, Text::HintJson);
    let mut requests = Requests::new(io::stdin().lock());
    run(output, T::CARRIES_OUT, || {
        let request = requests.next()?.map_err(|problem| Refusal::json(locale, &problem));
        Some(request.and_then(|request| answer(&request)))
    })
}

/// Answers every message on standard input.
pub(super) fn messages(
    output: &mut Output<'_>,
    mut answer: impl FnMut(&[u8]) -> Result<Answer, Refusal>,
) -> Exit {
    let locale = output.locale();
    hint(locale, Text::HintMessages);
    let mut lines = Lines::new(io::stdin().lock());
    let mut read_any = false;
    let mut ended = false;
    run(output, false, || {
        if ended {
            return None;
        }
        let line = lines.next();
        ended = !matches!(line, Ok(Some(_)));
        let first = !std::mem::replace(&mut read_any, true);
        match line {
            Ok(Some(Line::Bytes(message))) => Some(answer(&message)),
            Ok(Some(Line::TooLong { bytes })) => Some(Err(not_a_message(locale, bytes))),
            Ok(None) => first.then(|| Err(not_a_message(locale, 0))),
            Err(error) => Some(Err(Refusal::unreadable(locale, &error))),
        }
    })
}

/// Delivers answers until there are no more, or until there is no use in going on. When each answer tells what was
/// `carried_out`, none may be lost without a word.
fn run(
    output: &mut Output<'_>,
    carried_out: bool,
    mut next: impl FnMut() -> Option<Result<Answer, Refusal>>,
) -> Exit {
    let mut exit = Exit::Done;
    let mut done = 0_usize;
    while let Some(answered) = next() {
        let (answer, stop) = match answered {
            Ok(answer) => {
                done += 1;
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
        match output.deliver(&answer) {
            Ok(()) if stop.is_some() => break,
            Ok(()) => {}
            Err(Exit::Done) if carried_out => {
                say(&output.locale().text(Text::OutputClosed { done: &done.to_string() }));
                return exit.max(Exit::Refused);
            }
            Err(undelivered) => return exit.max(undelivered),
        }
    }
    exit
}

fn not_a_message(locale: &Locale, bytes: usize) -> Refusal {
    Refusal::message(
        locale,
        &MessageError { slot: None, expected: Expected::MessageLength, found: Actual::Bytes(bytes) },
    )
}

/// Tells who sits at the keyboard that something is waited for.
fn hint(locale: &Locale, text: Text) {
    if io::stdin().is_terminal() {
        say(&locale.text(text));
    }
}
