//! `paydesk memo`

use std::io::{self, IsTerminal as _};

use serde::Serialize;

use super::{
    args::MemoArgs,
    json::{InputLine, Lines},
    output::{Exit, LINE_BYTES, Output, OutputBytes, json_line_of, say},
    slip::refuse,
};
use crate::{
    desk::{Desk, DeskError},
    locale::{Locale, Text},
    payment::{CardNumber, CharClass, Entry, Field, FieldError, Memo, Problem, TransactionId},
};

/// What is given as the text where it is on standard input.
const STANDARD_INPUT: &str = "-";

/// The answer of `paydesk memo --json`.
#[derive(Serialize)]
struct MemoAnswer<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'a str>,
}

/// Gives a transaction a memo, or takes it away.
pub(super) fn run(desk: &mut Desk, output: &mut Output<'_>, args: &MemoArgs) -> Exit {
    match give(desk, output.locale(), args) {
        Ok((id, memo)) if args.json => {
            let memo = memo.as_ref().map(Memo::as_str);
            output.finish(&json_line_of(room(memo), &MemoAnswer { id: id.as_str(), memo }))
        }
        Ok((id, memo)) => output.finish(&as_text(output.locale(), id, memo.as_ref())),
        Err(error) => refuse(output, args.json, &error),
    }
}

fn give(
    desk: &mut Desk,
    locale: &Locale,
    args: &MemoArgs,
) -> Result<(TransactionId, Option<Memo>), DeskError> {
    let id = TransactionId::parse(&args.id()).map_err(|problem| FieldError::new(Field::Id, problem))?;
    let text = args.text();
    let memo = if *text == STANDARD_INPUT { read_memo(locale) } else { Memo::of_caller(&text, None) };
    let memo = memo.map_err(|problem| FieldError::new(Field::Memo, problem))?;
    let transaction = desk.find(id)?.story.transaction;
    desk.record_memo(&transaction, memo.clone())?;
    Ok((id, memo))
}

/// The memo on standard input: one line. No line at all is no memo that is taken away, but a program that said nothing.
fn read_memo(locale: &Locale) -> Result<Option<Memo>, Problem> {
    let is_terminal = io::stdin().is_terminal();
    if is_terminal {
        say(&locale.text(Text::MemoHint));
    }
    let mut lines = Lines::new(io::stdin().lock());
    let mut next = || {
        lines.next().map_err(|error| {
            say(&locale.text(Text::JsonRead { reason: &error.to_string() }));
            Problem::Missing
        })
    };
    match next()? {
        None => Err(Problem::Missing),
        Some(InputLine::TooLong { bytes }) => Err(Problem::Length { found: bytes }),
        Some(InputLine::Bytes(line)) => {
            let text = std::str::from_utf8(&line).ok().ok_or(Problem::WrongType)?;
            let memo = Memo::of_caller(text, None)?;
            if !is_terminal && next()?.is_some() {
                let position = text.chars().count() + 1;
                return Err(Problem::Character { position, found: CharClass::Control });
            }
            Ok(memo)
        }
    }
}

/// The memo of a request with this card, if there is one.
pub(super) fn memo_of(entry: Entry<'_>, card: Option<&CardNumber>) -> Result<Option<Memo>, FieldError> {
    match entry {
        Entry::Blank => Ok(None),
        Entry::Text(text) => Memo::of_caller(text, card),
        Entry::WrongType => Err(Problem::WrongType),
    }
    .map_err(|problem| FieldError::new(Field::Memo, problem))
}

/// Room for an answer to a payment or cancel with this memo, in which JSON may write two bytes for one.
pub(super) fn room(memo: Option<&str>) -> usize {
    LINE_BYTES + memo.map_or(0, |memo| 2 * memo.len() + 16)
}

fn as_text(locale: &Locale, id: TransactionId, memo: Option<&Memo>) -> OutputBytes {
    let id = &id.grouped();
    let text = match memo {
        Some(memo) => locale.text(Text::MemoGiven { id, memo: memo.as_str() }),
        None => locale.text(Text::MemoTaken { id }),
    };
    format!("{text}\n").into_bytes().into()
}
