//! What can be wrong with a request as JSON, and its words.

use super::lines::MAX_LINE_BYTES;
use crate::{
    locale::{Locale, Text},
    payment::Field,
};

/// Why a text is not a request. Never what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum JsonProblem {
    /// There was no input at all.
    Nothing,
    /// A line without anything.
    Empty,
    /// A line longer than 64 KiB.
    TooLong,
    /// Not UTF-8.
    NotUtf8,
    /// Not JSON.
    Syntax {
        /// Which character it stops making sense at, from 1.
        column: usize,
        /// Whether it only ended too early.
        ended: bool,
    },
    /// JSON, but not an object.
    NotAnObject,
    /// A key that is not known here.
    UnknownKey {
        /// The key, where it may be repeated.
        key: Option<String>,
        /// The keys that are.
        known: &'static str,
    },
    /// A key that was there before, maybe under another of its names.
    DuplicateKey {
        /// The second name.
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
    /// The key that it is about.
    pub(in crate::cli) fn key(&self) -> Option<String> {
        match self {
            Self::UnknownKey { key, .. } => key.clone(),
            Self::DuplicateKey { key } => Some(key.clone()),
            Self::AllowDuplicate => Some(Field::AllowDuplicate.as_str().to_owned()),
            _ => None,
        }
    }

    /// The sentence.
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
