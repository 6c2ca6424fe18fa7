//! What can be wrong with a request as JSON, and its sentences.

use super::lines::MAX_LINE_BYTES;
use crate::{
    locale::{Locale, Text},
    payment::Field,
};

/// Why a text is not a request. Holds no value of it, because that may be a card number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum JsonProblem {
    /// There was no input at all.
    Nothing,
    /// An empty line.
    Empty,
    /// A line longer than 64 KiB.
    TooLong,
    /// Not UTF-8.
    NotUtf8,
    /// Not JSON.
    Syntax {
        /// The first wrong character of the line, from 1.
        column: usize,
        /// True if the text is only incomplete.
        ended: bool,
    },
    /// JSON, but not an object.
    NotAnObject,
    /// An unknown key.
    UnknownKey {
        /// The key; `None` if it cannot be quoted, because it may be a value.
        key: Option<String>,
        /// The known keys.
        known: &'static str,
    },
    /// A key that occurs twice, perhaps under an alias.
    DuplicateKey {
        /// The name at its second place.
        key: String,
    },
    /// `allow_duplicate` is neither true nor false.
    AllowDuplicate,
    /// The input cannot be read.
    Read {
        /// The operating system's reason.
        reason: String,
    },
}

impl JsonProblem {
    /// The key that is wrong, if it is one.
    pub(in crate::cli) fn key(&self) -> Option<String> {
        match self {
            Self::UnknownKey { key, .. } => key.clone(),
            Self::DuplicateKey { key } => Some(key.clone()),
            Self::AllowDuplicate => Some(Field::AllowDuplicate.as_str().to_owned()),
            _ => None,
        }
    }

    /// The problem as a sentence for people.
    pub(in crate::cli) fn sentence(&self, locale: &Locale) -> String {
        match self {
            Self::Nothing => locale.text(Text::JsonNothing),
            Self::Empty => locale.text(Text::JsonEmpty),
            Self::TooLong => locale.text(Text::JsonTooLong { limit: &MAX_LINE_BYTES.to_string() }),
            Self::NotUtf8 => locale.text(Text::JsonNotUtf8),
            Self::Syntax { column, .. } => locale.text(Text::JsonSyntax { column: &column.to_string() }),
            Self::NotAnObject => locale.text(Text::JsonNotAnObject),
            Self::UnknownKey { key: Some(key), known } => locale.text(Text::JsonUnknownKey { key, known }),
            Self::UnknownKey { key: None, known } => locale.text(Text::JsonUnknownKeyUnnamed { known }),
            Self::DuplicateKey { key } => locale.text(Text::JsonDuplicateKey { key }),
            Self::AllowDuplicate => locale.text(Text::JsonAllowDuplicate),
            Self::Read { reason } => locale.text(Text::JsonRead { reason }),
        }
    }
}
