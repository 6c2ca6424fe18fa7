//! What covers a screen: help, and the details of a transaction.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use tui_input::InputRequest;
use unicode_normalization::UnicodeNormalization as _;

use super::field::{FieldStyle, InputField};
use crate::{
    locale::{Lang, Locale},
    record::Record,
    tui::protocol::QuestionId,
};

/// How long the exact message is shown.
pub const REVEAL_TIME: Duration = Duration::from_secs(10);

/// What covers the screen.
pub enum Overlay {
    /// The keys of the screen beneath.
    Help(FilteredList),
    /// Everything that can be done, to be chosen from.
    Palette(FilteredList),
    /// All about one transaction.
    Detail(Detail),
}

/// A list that is filtered by typing, in either language.
pub struct FilteredList {
    /// What is typed.
    pub query: InputField,
    /// How far it is scrolled; on the palette, which row is chosen.
    pub scroll: Scroll,
    /// The other language, to be searched as well.
    pub other: Locale,
}

impl FilteredList {
    /// The whole list, for a screen that speaks `lang`.
    pub fn new(lang: Lang) -> Self {
        let other = match lang {
            Lang::En => Lang::Ko,
            Lang::Ko => Lang::En,
        };
        Self {
            query: InputField::new(FieldStyle::Free, 40),
            scroll: Scroll::default(),
            other: Locale::new(other),
        }
    }

    /// Types a character into the filter.
    pub fn type_char(&mut self, c: char) {
        self.query.type_char(c);
        self.scroll = Scroll::default();
    }

    /// Puts `text` in the place of the filter.
    pub fn set(&mut self, text: &str) {
        self.query.set(text);
        self.scroll = Scroll::default();
    }

    /// Edits the filter.
    pub fn edit(&mut self, request: InputRequest) {
        if self.query.edit(request) {
            self.scroll = Scroll::default();
        }
    }

    /// Whether a row with these texts matches what is typed: every word of it, in any order.
    pub fn matches(&self, texts: &[&str]) -> bool {
        let texts_lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        let words = self.query.text().nfc().collect::<String>().to_lowercase();
        words.split_whitespace().all(|word| texts_lower.iter().any(|text| text.contains(word)))
    }
}

/// How far a text is scrolled, in lines.
#[derive(Debug, Clone)]
pub struct Scroll {
    to: usize,
    /// How far there is anything to see. Only drawing knows: it depends on the window.
    end: Cell<usize>,
}

impl Default for Scroll {
    fn default() -> Self {
        Self { to: 0, end: Cell::new(usize::MAX) }
    }
}

impl Scroll {
    /// Scrolls by `step` lines, from where the text was last seen.
    pub fn by(&mut self, step: isize) {
        self.to = self.to.min(self.end.get()).saturating_add_signed(step);
    }

    /// Where it stands in a text that can be scrolled as far as `end`.
    pub fn within(&self, end: usize) -> usize {
        self.end.set(end);
        self.to.min(end)
    }
}

/// The details of a transaction.
pub struct Detail {
    /// The transaction, once the worker has answered.
    pub record: Option<Box<Record>>,
    /// The question it comes with.
    pub question: QuestionId,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Whether card number and CVC are shown.
    pub reveal: Reveal,
    /// The same transaction with its exact message, while that is shown.
    pub exact: Option<Box<Record>>,
}

/// Whether the exact message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// Masked.
    Hidden,
    /// The audit log is being written; masked until then.
    Asked(QuestionId),
    /// Exact, until this moment.
    Until(Instant),
}

impl Detail {
    /// Hides what is shown exactly, or about to be.
    pub fn hide_exact(&mut self) {
        self.reveal = Reveal::Hidden;
        self.exact = None;
    }
}

impl Overlay {
    /// When it changes by itself.
    pub fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Detail(Detail { reveal: Reveal::Until(end), .. }) => Some(*end),
            _ => None,
        }
    }

    /// Hides what was shown long enough.
    pub fn tick(&mut self, now: Instant) {
        if let Self::Detail(detail) = self
            && matches!(detail.reveal, Reveal::Until(end) if now >= end)
        {
            detail.hide_exact();
        }
    }

    /// The list that is filtered by typing, where there is one.
    pub fn list(&mut self) -> Option<&mut FilteredList> {
        match self {
            Self::Help(list) | Self::Palette(list) => Some(list),
            Self::Detail(_) => None,
        }
    }

    /// What is scrolled.
    pub fn scroll(&mut self) -> &mut Scroll {
        match self {
            Self::Help(list) | Self::Palette(list) => &mut list.scroll,
            Self::Detail(detail) => &mut detail.scroll,
        }
    }
}
