//! Which values a key takes, and why one is not taken.

use std::{fmt, ops::RangeInclusive};

use unicode_width::UnicodeWidthStr as _;

use super::{PrinterTo, value::ConfigValue};
use crate::record::DayStart;

/// The values that a key takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// `true` or `false`.
    Bool,
    /// `true`, `false` or this word.
    BoolOr(&'static str),
    /// A whole number in this range.
    Integer(RangeInclusive<u64>),
    /// One of these words.
    Words(&'static [&'static str]),
    /// Text of at most this many columns, without control characters.
    Text(usize),
    /// A list of texts; a single text counts as one line, an empty one as none.
    Lines {
        /// Most lines.
        lines: usize,
        /// Most columns of each; none has control characters.
        columns: usize,
    },
    /// A way to a printer, as [`PrinterTo`] writes it.
    Printer,
    /// A time from `00:00` to `12:00`, as [`DayStart`] writes it.
    DayStart,
    /// A table of keys, such as `rules`.
    Table,
}

impl Allowed {
    /// Whether they are texts that may look like something else: numbers, or times of day.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Lines { .. } | Self::DayStart)
    }

    /// Ok if `value` is among them, else why not.
    pub(super) fn check(&self, value: &ConfigValue) -> Result<(), NotAllowed> {
        let is_one = match (self, value) {
            (Self::Bool | Self::BoolOr(_), ConfigValue::Bool(_)) => true,
            (Self::BoolOr(word), ConfigValue::Text(text)) => word == text,
            (Self::Integer(range), ConfigValue::Integer(number)) => range.contains(number),
            (Self::Words(words), ConfigValue::Text(text)) => words.contains(&text.as_str()),
            (Self::Text(columns) | Self::Lines { columns, .. }, ConfigValue::Text(text)) => {
                return check_text(text, None, *columns).map_err(NotAllowed::Text);
            }
            (Self::Lines { lines, columns }, ConfigValue::Lines(texts)) => {
                return check_lines(texts, *lines, *columns).map_err(NotAllowed::Text);
            }
            (Self::Printer, ConfigValue::Text(text)) => {
                check_characters(text, None).map_err(NotAllowed::Text)?;
                text.parse::<PrinterTo>().is_ok()
            }
            (Self::DayStart, ConfigValue::Text(text)) => text.parse::<DayStart>().is_ok(),
            _ => false,
        };
        if is_one { Ok(()) } else { Err(NotAllowed::Value) }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("true or false"),
            Self::BoolOr(word) => write!(f, "true, false or {word}"),
            Self::Integer(range) => write!(f, "a whole number from {} to {}", range.start(), range.end()),
            Self::Words(words) => write!(f, "one of {}", words.join(", ")),
            Self::Text(columns) => write!(f, "text of at most {columns} columns"),
            Self::Lines { lines, columns } => {
                write!(f, "at most {lines} lines of text, each of at most {columns} columns")
            }
            Self::Printer => f.write_str("none, file:PATH, tcp:HOST:PORT or command:LINE"),
            Self::DayStart => f.write_str("a time from 00:00 to 12:00"),
            Self::Table => f.write_str("a table"),
        }
    }
}

/// Why a key does not take a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAllowed {
    /// It is of another kind, out of range, or none of the words.
    Value,
    /// It is a text, and this is wrong with it.
    Text(WrongText),
}

/// What is wrong with a text. It quotes no more of it than one control character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongText {
    /// A control character.
    Control {
        /// Its line in a list, from 1.
        line: Option<usize>,
        /// Which.
        character: char,
        /// Where in the text, in characters from 1.
        position: usize,
    },
    /// It is too wide.
    TooWide {
        /// Its line in a list, from 1.
        line: Option<usize>,
        /// Its columns.
        columns: usize,
    },
    /// A list has too many lines.
    TooManyLines {
        /// Their number.
        lines: usize,
    },
}

impl WrongText {
    /// The line of a list that is wrong, from 1; `None` if the whole is.
    #[must_use]
    pub fn line(self) -> Option<usize> {
        match self {
            Self::Control { line, .. } | Self::TooWide { line, .. } => line,
            Self::TooManyLines { .. } => None,
        }
    }
}

impl fmt::Display for WrongText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line() {
            write!(f, "line {line}: ")?;
        }
        match self {
            Self::Control { character, position, .. } => {
                write!(f, "control character {} at position {position}", code_point(*character))
            }
            Self::TooWide { columns, .. } => write!(f, "{columns} columns"),
            Self::TooManyLines { lines } => write!(f, "{lines} lines"),
        }
    }
}

/// `U+0007`.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Ok if `text` has no control character.
fn check_characters(text: &str, line: Option<usize>) -> Result<(), WrongText> {
    match text.chars().zip(1..).find(|(character, _)| character.is_control()) {
        Some((character, position)) => Err(WrongText::Control { line, character, position }),
        None => Ok(()),
    }
}

/// Ok if `text` has no control character and at most `columns` columns.
fn check_text(text: &str, line: Option<usize>, columns: usize) -> Result<(), WrongText> {
    check_characters(text, line)?;
    match text.width() {
        wide if wide > columns => Err(WrongText::TooWide { line, columns: wide }),
        _ => Ok(()),
    }
}

/// Ok if there are at most `most` texts, and each is as [`check_text`] wants it.
fn check_lines(texts: &[String], most: usize, columns: usize) -> Result<(), WrongText> {
    if texts.len() > most {
        return Err(WrongText::TooManyLines { lines: texts.len() });
    }
    texts.iter().zip(1..).try_for_each(|(text, line)| check_text(text, Some(line), columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> ConfigValue {
        ConfigValue::Lines(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn only_what_is_allowed_is_admitted() {
        let text = |text: &str| ConfigValue::Text(text.to_owned());
        for (allowed, value, is_allowed) in [
            (Allowed::Bool, ConfigValue::Bool(true), true),
            (Allowed::Bool, ConfigValue::Integer(1), false),
            (Allowed::Bool, text("true"), false),
            (Allowed::BoolOr("maybe"), ConfigValue::Bool(false), true),
            (Allowed::BoolOr("maybe"), text("maybe"), true),
            (Allowed::BoolOr("maybe"), text("true"), false),
            (Allowed::BoolOr("maybe"), ConfigValue::Integer(1), false),
            (Allowed::Integer(1..=99), ConfigValue::Integer(0), false),
            (Allowed::Integer(1..=99), ConfigValue::Integer(99), true),
            (Allowed::Integer(1..=99), ConfigValue::Integer(100), false),
            (Allowed::Words(&["en", "ko"]), text("ko"), true),
            (Allowed::Words(&["en", "ko"]), text("KO"), false),
            (Allowed::Words(&["en", "ko"]), text(""), false),
            (Allowed::Text(4), text(""), true),
            (Allowed::Text(4), text("한글"), true),
            (Allowed::Text(4), ConfigValue::Bool(true), false),
            (Allowed::Lines { lines: 2, columns: 4 }, text(""), true),
            (Allowed::Lines { lines: 2, columns: 4 }, text("한글"), true),
            (Allowed::Lines { lines: 2, columns: 4 }, lines(&[]), true),
            (Allowed::Lines { lines: 2, columns: 4 }, lines(&["한글", "abcd"]), true),
            (Allowed::Lines { lines: 2, columns: 4 }, ConfigValue::Integer(1), false),
            (Allowed::Text(4), lines(&["a"]), false),
            (Allowed::Printer, text("none"), true),
            (Allowed::Printer, text("command:lp -o raw"), true),
            (Allowed::Printer, text(""), false),
            (Allowed::Printer, text("usb"), false),
            (Allowed::Printer, lines(&["none"]), false),
            (Allowed::DayStart, text("00:00"), true),
            (Allowed::DayStart, text("12:00"), true),
            (Allowed::DayStart, text("12:01"), false),
            (Allowed::DayStart, text("4:30"), false),
            (Allowed::DayStart, ConfigValue::Integer(4), false),
            (Allowed::Table, text("x"), false),
        ] {
            let expected = if is_allowed { Ok(()) } else { Err(NotAllowed::Value) };
            assert_eq!(allowed.check(&value), expected, "{allowed}: {value}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_text_is_named() {
        let control = |character, position| WrongText::Control { line: None, character, position };
        for (text, wrong, said) in [
            ("한글.", WrongText::TooWide { line: None, columns: 5 }, "5 columns"),
            ("한\tb", control('\t', 2), "control character U+0009 at position 2"),
            ("\u{1b}[m too wide", control('\u{1b}', 1), "control character U+001B at position 1"),
            ("ab\u{9b}", control('\u{9b}', 3), "control character U+009B at position 3"),
            ("\u{7f}\u{7}", control('\u{7f}', 1), "control character U+007F at position 1"),
        ] {
            let value = ConfigValue::Text(text.to_owned());
            for allowed in [Allowed::Text(4), Allowed::Lines { lines: 2, columns: 4 }] {
                assert_eq!(allowed.check(&value), Err(NotAllowed::Text(wrong)), "{text:?}");
            }
            assert_eq!(wrong.to_string(), said);
        }
        let value = ConfigValue::Text("file:/dev/lp\0".to_owned());
        assert_eq!(Allowed::Printer.check(&value), Err(NotAllowed::Text(control('\0', 13))));
    }

    #[test]
    fn what_is_wrong_with_a_list_is_named_with_its_line() {
        let allowed = Allowed::Lines { lines: 2, columns: 4 };
        for (texts, wrong, said) in [
            (&["a", "b", "c\n"][..], WrongText::TooManyLines { lines: 3 }, "3 lines"),
            (&["한글", "한글."], WrongText::TooWide { line: Some(2), columns: 5 }, "line 2: 5 columns"),
            (
                &["a\n", "b"],
                WrongText::Control { line: Some(1), character: '\n', position: 2 },
                "line 1: control character U+000A at position 2",
            ),
        ] {
            assert_eq!(allowed.check(&lines(texts)), Err(NotAllowed::Text(wrong)), "{texts:?}");
            assert_eq!(wrong.to_string(), said);
        }
    }
}
