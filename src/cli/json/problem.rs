//! What can be wrong with a request as JSON, and its words.

use super::lines::LIMIT;
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
            Self::Nothing => locale.text(Text::JsonNothing).into_owned(),
            Self::Empty => locale.text(Text::JsonEmpty).into_owned(),
            Self::TooLong => locale.with(Text::JsonTooLong, &[("limit", LIMIT.to_string().into())]),
            Self::NotUtf8 => locale.text(Text::JsonNotUtf8).into_owned(),
            Self::Syntax { column, .. } => {
                locale.with(Text::JsonSyntax, &[("column", column.to_string().into())])
            }
            Self::NotAnObject => locale.text(Text::JsonNotAnObject).into_owned(),
            Self::UnknownKey { key: Some(key), known } => {
                let words = [("key", key.as_str().into()), ("known", (*known).into())];
                locale.with(Text::JsonUnknownKey, &words)
            }
            Self::UnknownKey { key: None, known } => {
                locale.with(Text::JsonUnknownKeyUnnamed, &[("known", (*known).into())])
            }
            Self::DuplicateKey { key } => {
                locale.with(Text::JsonDuplicateKey, &[("key", key.as_str().into())])
            }
            Self::AllowDuplicate => locale.text(Text::JsonAllowDuplicate).into_owned(),
            Self::Read { reason } => locale.with(Text::JsonRead, &[("reason", reason.as_str().into())]),
        }
    }
}
