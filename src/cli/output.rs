//! Answers on standard output, sentences on standard error, and the exit status.

use std::{
    borrow::Cow,
    io::{self, StdoutLock, Write as _},
    process::ExitCode,
};

use serde::Serialize;
use zeroize::Zeroizing;

use super::json::JsonProblem;
use crate::{
    desk::{Desk, DeskError, KeyringError, KeyringTrouble},
    locale::{Locale, Text},
    payment::{Code, FieldError, card_text::hide_all_cards, message::MessageError},
    record::{AnswerText, CentreError, Transaction},
};

/// The exit status of a command. Of several requests the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// All done.
    Done,
    /// A request was refused, or its answer could not be delivered.
    Refused,
    /// The command line is wrong.
    Usage,
    /// Ledger, keyring, configuration or output cannot be used.
    Trouble,
}

impl Exit {
    /// The exit status after an error of the desk. A file that may not be written over is a refusal, whichever command was
    /// to write it.
    pub(super) fn of(error: &DeskError) -> Self {
        match error {
            DeskError::Refused(_)
            | DeskError::Centre(
                CentreError::Several(_) | CentreError::TooMuch | CentreError::NoKey | CentreError::OnlyLooks,
            )
            | DeskError::Message(_)
            | DeskError::Target(_)
            | DeskError::NothingSince
            | DeskError::ClosedMeanwhile { .. }
            | DeskError::NoteLeft { .. }
            | DeskError::NoSuchClose { .. }
            | DeskError::SetAside(_)
            | DeskError::NotAllowed(_)
            | DeskError::Staff(_)
            | DeskError::Keyring(KeyringError { trouble: KeyringTrouble::Exists, .. }) => Self::Refused,
            DeskError::Ledger(_)
            | DeskError::Misfit(_)
            | DeskError::Remember { .. }
            | DeskError::Keyring(_)
            | DeskError::Seal(_)
            | DeskError::NotSignedIn
            | DeskError::SignedOut { .. }
            | DeskError::Pin(_)
            | DeskError::Centre(_)
            | DeskError::Clock(_) => Self::Trouble,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A whole answer with its line ends. It may hold a card number, so the memory is wiped when it is dropped.
pub(super) type OutputBytes = Zeroizing<Vec<u8>>;

/// Capacity of a buffer for one transaction; larger than any takes as JSON. A buffer that grows would leave a copy of the
/// card number in freed memory.
pub(super) const ANSWER_BYTES: usize = 4096;
/// The same for the answer to a payment or cancel. A program that pays without a pause makes thousands, and wiping 4 KiB takes
/// 5,400 instructions.
pub(super) const LINE_BYTES: usize = 1024;

/// An empty buffer with a capacity of `room` bytes.
pub(super) fn output_buffer(room: usize) -> OutputBytes {
    Zeroizing::new(Vec::with_capacity(room))
}

/// `value` as one line of compact JSON: the answer to a payment or cancel, or without card data.
pub(super) fn json_line(value: &impl Serialize) -> OutputBytes {
    json_line_of(LINE_BYTES, value)
}

/// `value` as one line of compact JSON of at most `room` bytes.
pub(super) fn json_line_of(room: usize, value: &impl Serialize) -> OutputBytes {
    let mut line = output_buffer(room);
    push_json_line(&mut line, value);
    line
}

/// Appends `value` as one line of compact JSON.
pub(super) fn push_json_line(lines: &mut Vec<u8>, value: &impl Serialize) {
    // Writing plain structs into memory cannot fail.
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
    /// Locks standard output.
    pub(super) fn new(locale: &'a Locale) -> Self {
        Self { stdout: io::stdout().lock(), locale }
    }

    /// The language of texts and errors.
    pub(super) fn locale(&self) -> &'a Locale {
        self.locale
    }

    /// Writes `lines` and flushes.
    pub(super) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        // Whole lines bypass the buffer of standard output, which is never wiped.
        self.stdout.write_all(lines).and_then(|()| self.stdout.flush())
    }

    /// As [`write`](Self::write). On an error the reader may not have got them: says so on standard error, and returns the
    /// exit status.
    pub(super) fn deliver(&mut self, lines: &[u8]) -> Result<(), Exit> {
        self.write(lines).map_err(|error| self.write_failed(&error))
    }

    /// As [`deliver`](Self::deliver), as the last thing of a command; returns the exit status.
    pub(super) fn finish(&mut self, lines: &[u8]) -> Exit {
        self.deliver(lines).err().unwrap_or(Exit::Done)
    }

    /// The exit status after a failed write, which is said: [`Exit::Refused`] if the reader has closed the pipe.
    pub(super) fn write_failed(&self, error: &io::Error) -> Exit {
        let reason = error.to_string();
        let is_closed = error.kind() == io::ErrorKind::BrokenPipe;
        let text = if is_closed { Text::OutputCut } else { Text::OutputWrite { reason: &reason } };
        say(&self.locale.text(text));
        if is_closed { Exit::Refused } else { Exit::Trouble }
    }

    /// As [`write_failed`](Self::write_failed), when the last `lost` answers to requests cannot be delivered, of which `done`
    /// were carried out in all.
    pub(super) fn answers_lost(&self, error: &io::Error, done: usize, lost: usize) -> Exit {
        let exit = self.write_failed(error);
        let (done, lost) = (done.to_string(), lost.to_string());
        say(&self.locale.text(Text::OutputLost { done: &done, lost: &lost }));
        exit
    }

    /// Reports an error of the desk that stops the whole command, as [`fail`](Self::fail) does.
    pub(super) fn fail_at_desk(&mut self, in_json: bool, error: &DeskError) -> Exit {
        let message = self.locale.desk_error(error);
        self.fail(in_json, error.code(), message).min(Exit::of(error))
    }

    /// Reports what stops the whole command: a sentence on standard error, and an error object if the command prints JSON.
    pub(super) fn fail(&mut self, in_json: bool, code: Code, message: String) -> Exit {
        // Several mistakes are a line each.
        message.lines().for_each(say);
        if in_json {
            let item = RequestError::plain(code, message);
            // The sentence was said already; another one about the answer would hide it.
            let _ = self.write(&errors_json(&[item]));
        }
        Exit::Trouble
    }
}

/// Prints one sentence on standard error.
pub(super) fn say(message: &str) {
    // Without standard error there is no other way to report it.
    let _ = writeln!(io::stderr().lock(), "paydesk: {}", printable(message));
}

/// Prints on standard error what was found about the clock when the last transactions were recorded.
pub(super) fn say_clock(desk: &Desk, locale: &Locale) {
    if let Some(news) = desk.clock().news() {
        say(&locale.clock_news(&news));
    }
}

/// `text` with control characters escaped, because a terminal would obey them.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) { Cow::Owned(escape(text, |_| false)) } else { Cow::Borrowed(text) }
}

/// At most this many characters of what was typed are quoted in an error.
const MAX_QUOTED_CHARS: usize = 40;

/// What was typed, as an error quotes it: cut short, without control characters and card numbers.
pub(super) fn quotable(typed: &str) -> String {
    // Hidden before it is cut: the rest of a card number would not be seen as one.
    hide_all_cards(typed).chars().filter(|c| !c.is_control()).take(MAX_QUOTED_CHARS).collect()
}

/// As [`printable`], but keeps line feeds.
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

/// One error of a request, as it is printed in JSON.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RequestError {
    code: &'static str,
    field: Option<Cow<'static, str>>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
}

impl RequestError {
    /// What is about no field.
    pub(super) fn plain(code: Code, message: String) -> Self {
        Self { code: code.as_str(), field: None, message, offset: None }
    }

    /// A wrong field of a form.
    pub(super) fn field(locale: &Locale, error: &FieldError) -> Self {
        let (code, field) = (error.code().as_str(), error.field.as_str().into());
        Self { code, field: Some(field), message: locale.field_error(error), offset: None }
    }

    /// A wrong slot of a message.
    pub(super) fn message(locale: &Locale, error: &MessageError) -> Self {
        Self {
            code: error.code().as_str(),
            field: Some(error.field().into()),
            message: locale.message_error(error),
            offset: Some(error.offset()),
        }
    }

    /// A line that is no request.
    pub(super) fn json(locale: &Locale, problem: &JsonProblem) -> Self {
        Self {
            code: Code::JsonInvalid.as_str(),
            field: problem.key().map(Cow::Owned),
            message: problem.sentence(locale),
            offset: None,
        }
    }
}

/// The answer to a refused request.
pub(super) fn errors_json(items: &[RequestError]) -> OutputBytes {
    #[derive(Serialize)]
    struct Errors<'a> {
        error: Option<&'a RequestError>,
        errors: &'a [RequestError],
    }
    json_line(&Errors { error: items.first(), errors: items })
}

/// Why a request has no result.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    items: Vec<RequestError>,
    /// The exit status that follows from it.
    pub(super) exit: Exit,
    /// Set if no further request can be carried out: the sentence for standard error.
    pub(super) stop: Option<String>,
}

impl Refusal {
    /// The request is wrong; `items` has one error for every wrong field.
    pub(super) fn wrong(items: Vec<RequestError>) -> Self {
        Self { items, exit: Exit::Refused, stop: None }
    }

    /// The line is no request.
    pub(super) fn json(locale: &Locale, problem: &JsonProblem) -> Self {
        Self::wrong(vec![RequestError::json(locale, problem)])
    }

    /// The fields do not fit into a message, or the line is no message.
    pub(super) fn message(locale: &Locale, error: &MessageError) -> Self {
        Self::wrong(vec![RequestError::message(locale, error)])
    }

    /// Standard input cannot be read while messages are expected.
    pub(super) fn unreadable(locale: &Locale, error: &io::Error) -> Self {
        let message = locale.text(Text::JsonRead { reason: &error.to_string() });
        let code = Code::MessageInvalid.as_str();
        Self::wrong(vec![RequestError { code, field: Some("message".into()), message, offset: Some(0) }])
    }

    /// The desk refused the request, or failed.
    pub(super) fn desk(locale: &Locale, error: &DeskError) -> Self {
        match error {
            DeskError::Refused(error) => Self::wrong(vec![RequestError::field(locale, error)]),
            DeskError::Message(error) => Self::message(locale, error),
            DeskError::NothingSince
            | DeskError::ClosedMeanwhile { .. }
            | DeskError::NoteLeft { .. }
            | DeskError::NoSuchClose { .. }
            | DeskError::SetAside(_)
            | DeskError::NotAllowed(_)
            | DeskError::Staff(_) => {
                Self::wrong(vec![RequestError::plain(error.code(), locale.desk_error(error))])
            }
            DeskError::Ledger(_)
            | DeskError::Misfit(_)
            | DeskError::Remember { .. }
            | DeskError::Keyring(_)
            | DeskError::Target(_)
            | DeskError::Seal(_)
            | DeskError::NotSignedIn
            | DeskError::SignedOut { .. }
            | DeskError::Pin(_)
            | DeskError::Centre(_)
            | DeskError::Clock(_) => {
                let message = locale.desk_error(error);
                let stop = (!error.may_pass()).then(|| message.clone());
                let item = RequestError::plain(error.code(), message);
                Self { items: vec![item], exit: Exit::of(error), stop }
            }
        }
    }

    /// The answer as JSON.
    pub(super) fn answer(&self) -> OutputBytes {
        errors_json(&self.items)
    }
}

/// What became of a transaction at the card company; nothing of it where it was not handed over.
#[derive(Serialize, Default)]
pub(super) struct HandedOverAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acquirer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contradicted: Option<bool>,
}

impl HandedOverAnswer {
    pub(super) fn of(transaction: &Transaction) -> Self {
        let Some(handed) = &transaction.handed_over else { return Self::default() };
        let text = |text: &Option<AnswerText>| text.as_ref().map(|text| text.as_str().to_owned());
        let answer = handed.answer.as_ref();
        Self {
            batch: Some(handed.batch),
            answer: answer.map(|answer| answer.result.as_str()),
            answer_code: answer.and_then(|answer| text(&answer.code)),
            answer_text: answer.and_then(|answer| text(&answer.text)),
            approval_number: answer.and_then(|answer| Some(answer.approval_number.as_ref()?.to_string())),
            issuer: answer.and_then(|answer| text(&answer.issuer)),
            acquirer: answer.and_then(|answer| text(&answer.acquirer)),
            contradicted: handed.is_contradicted.then_some(true),
        }
    }
}

/// The system that a transaction was taken over from; `None` when it was recorded here.
pub(super) fn imported_from(transaction: &Transaction) -> Option<&'static str> {
    transaction.origin.as_ref().map(|origin| origin.table.system().into())
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
