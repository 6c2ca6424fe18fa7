//! Values of keys: which a key takes, and how they are in TOML.

use std::{fmt, ops::RangeInclusive};

use toml_edit::{Item, Value};
use unicode_width::UnicodeWidthStr as _;

/// The values that a key takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// `true` or `false`.
    Bool,
    /// A whole number in this range.
    Integer(RangeInclusive<u64>),
    /// One of these words.
    Words(&'static [&'static str]),
    /// Text of at most this many columns, without control characters.
    Text(usize),
    /// A table of keys, such as `rules`.
    Table,
}

impl Allowed {
    /// Ok if `value` is among them, else why not.
    pub(super) fn check(&self, value: &ConfigValue) -> Result<(), NotAllowed> {
        let is_one = match (self, value) {
            (Self::Bool, ConfigValue::Bool(_)) => true,
            (Self::Integer(range), ConfigValue::Integer(number)) => range.contains(number),
            (Self::Words(words), ConfigValue::Text(text)) => words.contains(&text.as_str()),
            (Self::Text(columns), ConfigValue::Text(text)) => {
                return check_text(text, *columns).map_err(NotAllowed::Text);
            }
            _ => false,
        };
        if is_one { Ok(()) } else { Err(NotAllowed::Value) }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("true or false"),
            Self::Integer(range) => write!(f, "a whole number from {} to {}", range.start(), range.end()),
            Self::Words(words) => write!(f, "one of {}", words.join(", ")),
            Self::Text(columns) => write!(f, "text of at most {columns} columns"),
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
        /// Which.
        character: char,
        /// Where in the text, in characters from 1.
        position: usize,
    },
    /// It is too wide.
    TooWide {
        /// Its columns.
        columns: usize,
    },
}

impl fmt::Display for WrongText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control { character, position } => {
                write!(f, "control character {} at position {position}", code_point(*character))
            }
            Self::TooWide { columns } => write!(f, "{columns} columns"),
        }
    }
}

/// `U+0007`.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Ok if `text` has no control character and at most `columns` columns.
fn check_text(text: &str, columns: usize) -> Result<(), WrongText> {
    if let Some((index, character)) = text.chars().enumerate().find(|(_, c)| c.is_control()) {
        return Err(WrongText::Control { character, position: index + 1 });
    }
    match text.width() {
        wide if wide > columns => Err(WrongText::TooWide { columns: wide }),
        _ => Ok(()),
    }
}

/// The kind of a value that is not allowed. The error shows the place of the value, not the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum TomlKind {
    /// `true` or `false`.
    Bool,
    /// A whole number, perhaps out of range.
    Integer,
    /// A number with a fraction or an exponent.
    Float,
    /// Text, perhaps not one of the allowed words.
    Text,
    /// A date, a time or both.
    DateTime,
    /// A list, also of tables.
    Array,
    /// A table, also an inline or a dotted one.
    Table,
}

impl TomlKind {
    /// The kind's name, in lower case and with a hyphen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind of `item`.
    pub(super) fn of(item: &Item) -> Self {
        match item {
            Item::Value(Value::Boolean(_)) => Self::Bool,
            Item::Value(Value::Integer(_)) => Self::Integer,
            Item::Value(Value::Float(_)) => Self::Float,
            Item::Value(Value::String(_)) => Self::Text,
            Item::Value(Value::Datetime(_)) => Self::DateTime,
            Item::Value(Value::Array(_)) | Item::ArrayOfTables(_) => Self::Array,
            Item::Value(Value::InlineTable(_)) | Item::Table(_) | Item::None => Self::Table,
        }
    }
}

/// The value of a key. `Display` writes it as TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(u64),
    /// Text, or one of several words.
    Text(String),
}

impl ConfigValue {
    /// The value of `item`; `None` for kinds that no key takes: negative numbers, fractions, dates, lists and tables.
    pub(super) fn of(item: &Item) -> Option<Self> {
        match item.as_value()? {
            Value::Boolean(value) => Some(Self::Bool(*value.value())),
            Value::Integer(value) => u64::try_from(*value.value()).ok().map(Self::Integer),
            Value::String(value) => Some(Self::Text(value.value().clone())),
            _ => None,
        }
    }

    /// The value as TOML.
    pub(super) fn to_toml(&self) -> Value {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => i64::try_from(*value).unwrap_or(i64::MAX).into(),
            Self::Text(value) => value.into(),
        }
    }

    pub(super) fn bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    pub(super) fn integer(&self) -> Option<u64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }
}

impl fmt::Display for ConfigValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Text(value) => Value::from(value).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_allowed_is_admitted() {
        let text = |text: &str| ConfigValue::Text(text.to_owned());
        for (allowed, value, is_allowed) in [
            (Allowed::Bool, ConfigValue::Bool(true), true),
            (Allowed::Bool, ConfigValue::Integer(1), false),
            (Allowed::Bool, text("true"), false),
            (Allowed::Integer(1..=99), ConfigValue::Integer(0), false),
            (Allowed::Integer(1..=99), ConfigValue::Integer(99), true),
            (Allowed::Integer(1..=99), ConfigValue::Integer(100), false),
            (Allowed::Words(&["en", "ko"]), text("ko"), true),
            (Allowed::Words(&["en", "ko"]), text("KO"), false),
            (Allowed::Words(&["en", "ko"]), text(""), false),
            (Allowed::Text(4), text(""), true),
            (Allowed::Text(4), text("한글"), true),
            (Allowed::Text(4), ConfigValue::Bool(true), false),
            (Allowed::Table, text("x"), false),
        ] {
            let expected = if is_allowed { Ok(()) } else { Err(NotAllowed::Value) };
            assert_eq!(allowed.check(&value), expected, "{allowed}: {value}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_text_is_named() {
        let control = |character, position| WrongText::Control { character, position };
        for (text, wrong, line) in [
            ("한글.", WrongText::TooWide { columns: 5 }, "5 columns"),
            ("한\tb", control('\t', 2), "control character U+0009 at position 2"),
            ("\u{1b}[m too wide", control('\u{1b}', 1), "control character U+001B at position 1"),
            ("ab\u{9b}", control('\u{9b}', 3), "control character U+009B at position 3"),
            ("\u{7f}\u{7}", control('\u{7f}', 1), "control character U+007F at position 1"),
        ] {
            let value = ConfigValue::Text(text.to_owned());
            assert_eq!(Allowed::Text(4).check(&value), Err(NotAllowed::Text(wrong)), "{text:?}");
            assert_eq!(wrong.to_string(), line);
        }
    }
}
