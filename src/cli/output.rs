//! What goes out: answers on standard output, sentences on standard error, and the exit status.

use std::{
    borrow::Cow,
    io::{self, StdoutLock, Write as _},
    process::ExitCode,
};

use serde::Serialize;
use zeroize::Zeroizing;

use super::json::JsonProblem;
use crate::{
    desk::DeskError,
    locale::{Locale, Text},
    payment::{Code, FieldError, message::MessageError},
};

/// How a command ended; of several requests the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// All done.
    Done,
    /// Some request was refused, or its answer was lost.
    Refused,
    /// The command line is wrong.
    Usage,
    /// Ledger, keyring, configuration or output cannot be used.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// One answer, whole with its line end. It may hold a card number, so it wipes itself.
pub(super) type OutputBytes = Zeroizing<Vec<u8>>;

/// More than any single transaction takes as JSON: so no card number is left behind in a buffer that was too small.
pub(super) const ANSWER_BYTES: usize = 4096;

/// An empty answer with room for so many bytes.
pub(super) fn output_buffer(room: usize) -> OutputBytes {
    Zeroizing::new(Vec::with_capacity(room))
}

/// `value`, which is no larger than one transaction, as one line of compact JSON.
pub(super) fn json_line(value: &impl Serialize) -> OutputBytes {
    json_line_of(ANSWER_BYTES, value)
}

/// `value` as one line of compact JSON of at most `room` bytes.
pub(super) fn json_line_of(room: usize, value: &impl Serialize) -> OutputBytes {
    let mut line = output_buffer(room);
    push_json_line(&mut line, value);
    line
}

/// Appends `value` as one line of compact JSON.
pub(super) fn push_json_line(lines: &mut Vec<u8>, value: &impl Serialize) {
    // Structs of texts and numbers into memory: there is nothing that could go wrong.
    let written = serde_json::to_writer(&mut *lines, value);
    debug_assert!(written.is_ok(), "{written:?}");
    lines.push(b'\n');
}

/// Standard output, in one language.
pub(super) struct Output<'a> {
    stdout: StdoutLock<'static>,
    locale: &'a Locale,
}

impl<'a> Output<'a> {
    pub(super) fn new(locale: &'a Locale) -> Self {
        Self { stdout: io::stdout().lock(), locale }
    }

    pub(super) fn locale(&self) -> &'a Locale {
        self.locale
    }

    /// Writes `lines` whole and at once. An error means that nobody may have got them: [`Exit::Done`] when the reader is
    /// gone, [`Exit::Trouble`] when it is anything else, which has been said.
    pub(super) fn deliver(&mut self, lines: &[u8]) -> Result<(), Exit> {
        // Whole lines go past the buffer of standard output, which nobody would wipe.
        self.stdout
            .write_all(lines)
            .and_then(|()| self.stdout.flush())
            .map_err(|error| self.write_failed(&error))
    }

    /// As [`deliver`](Self::deliver), for the end of a command: how it ended.
    pub(super) fn finish(&mut self, lines: &[u8]) -> Exit {
        self.deliver(lines).err().unwrap_or(Exit::Done)
    }

    /// A reader that has seen enough is no trouble; anything else is.
    pub(super) fn write_failed(&self, error: &io::Error) -> Exit {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Exit::Done;
        }
        say(&self.locale.text(Text::OutputWrite { reason: &error.to_string() }));
        Exit::Trouble
    }

    /// What stops the whole command: a sentence on standard error, and an error object where programs read.
    pub(super) fn fail(&mut self, in_json: bool, code: Code, message: String) -> Exit {
        say(&message);
        if in_json {
            let item = RequestError { code: code.as_str(), field: None, message, offset: None };
            let _ = self.deliver(&errors_json(&[item]));
        }
        Exit::Trouble
    }
}

/// One sentence on standard error.
pub(super) fn say(message: &str) {
    // Where there is nobody to tell, there is nothing to be done.
    let _ = writeln!(io::stderr().lock(), "paydesk: {}", printable(message));
}

/// `text` without control characters, which could steer a terminal.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) { Cow::Owned(escape(text, |_| false)) } else { Cow::Borrowed(text) }
}

/// As [`safe`], but lines stay lines.
pub(super) fn printable_lines(text: &str) -> String {
    escape(text, |c| c == '\n')
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && !keep(c) { safe.extend(c.escape_default()) } else { safe.push(c) }
    }
    safe
}

/// One error of a request, as programs read it.
#[derive(Debug, Serialize)]
pub(super) struct RequestError {
    code: &'static str,
    field: Option<Cow<'static, str>>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
}

impl RequestError {
    pub(super) fn field(locale: &Locale, error: &FieldError) -> Self {
        let (code, field) = (error.code().as_str(), error.field.as_str().into());
        Self { code, field: Some(field), message: locale.field_error(error), offset: None }
    }

    pub(super) fn message(locale: &Locale, error: &MessageError) -> Self {
        Self {
            code: error.code().as_str(),
            field: Some(error.field().into()),
            message: locale.message_error(error),
            offset: Some(error.offset()),
        }
    }

    pub(super) fn json(locale: &Locale, problem: &JsonProblem) -> Self {
        Self {
            code: Code::JsonInvalid.as_str(),
            field: problem.key().map(Cow::Owned),
            message: problem.sentence(locale),
            offset: None,
        }
    }
}

/// The answer to a request that was not carried out.
fn errors_json(items: &[RequestError]) -> OutputBytes {
    #[derive(Serialize)]
    struct Errors<'a> {
        error: Option<&'a RequestError>,
        errors: &'a [RequestError],
    }
    json_line(&Errors { error: items.first(), errors: items })
}

/// Why a request has no result.
#[derive(Debug)]
pub(super) struct Refusal {
    items: Vec<RequestError>,
    /// What it means for the exit status.
    pub(super) exit: Exit,
    /// What to say when no further request is to be taken.
    pub(super) stop: Option<String>,
}

impl Refusal {
    /// The request is wrong; `items` is every wrong field.
    pub(super) fn wrong(items: Vec<RequestError>) -> Self {
        Self { items, exit: Exit::Refused, stop: None }
    }

    /// The request is not one that can be read.
    pub(super) fn json(locale: &Locale, problem: &JsonProblem) -> Self {
        Self::wrong(vec![RequestError::json(locale, problem)])
    }

    /// The message does not fit, or is not one.
    pub(super) fn message(locale: &Locale, error: &MessageError) -> Self {
        Self::wrong(vec![RequestError::message(locale, error)])
    }

    /// Standard input cannot be read, where messages were expected.
    pub(super) fn unreadable(locale: &Locale, error: &io::Error) -> Self {
        let message = locale.text(Text::JsonRead { reason: &error.to_string() });
        let code = Code::MessageInvalid.as_str();
        Self::wrong(vec![RequestError { code, field: Some("message".into()), message, offset: Some(0) }])
    }

    /// The desk says no.
    pub(super) fn desk(locale: &Locale, error: &DeskError) -> Self {
        match error {
            DeskError::Refused(error) => Self::wrong(vec![RequestError::field(locale, error)]),
            DeskError::Message(error) => Self::message(locale, error),
            DeskError::Ledger(_) | DeskError::Keyring(_) | DeskError::Seal(_) => {
                let message = locale.desk_error(error);
                let stop = (!error.may_pass()).then(|| message.clone());
                let item = RequestError { code: error.code().as_str(), field: None, message, offset: None };
                Self { items: vec![item], exit: Exit::Trouble, stop }
            }
        }
    }

    /// The answer.
    pub(super) fn answer(&self) -> OutputBytes {
        errors_json(&self.items)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{
        desk::{LedgerError, LedgerTrouble},
        locale::Lang,
    };

    #[test]
    fn trouble_that_may_pass_does_not_end_a_batch() {
        let locale = Locale::new(Lang::En);
        for (trouble, ends) in [
            (LedgerTrouble::Locked, false),
            (LedgerTrouble::Full, false),
            (LedgerTrouble::ReadOnly, true),
            (LedgerTrouble::NotADatabase, true),
        ] {
            let error = DeskError::Ledger(LedgerError { path: PathBuf::from("l.db"), trouble });
            let refusal = Refusal::desk(&locale, &error);
            assert_eq!((refusal.exit, refusal.stop.is_some()), (Exit::Trouble, ends), "{error}");
        }
    }

    #[test]
    fn what_is_said_cannot_steer_a_terminal() {
        assert_eq!(printable("한글 \u{1b}[2J\r\n"), "한글 \\u{1b}[2J\\r\\n");
        assert_eq!(printable_lines("a\u{9b}\nb"), "a\\u{9b}\nb");
    }
}
