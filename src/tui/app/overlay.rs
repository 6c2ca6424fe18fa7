//! What is drawn over a screen: help, the list of commands, the details of a transaction.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use tui_input::InputRequest;
use unicode_normalization::UnicodeNormalization as _;

use crate::tui::form::field::{FieldStyle, InputField};
use crate::{
    locale::{Lang, Locale},
    record::Record,
    tui::protocol::QuestionId,
};

/// How long the exact message is shown.
pub const REVEAL_TIME: Duration = Duration::from_secs(10);

/// What is drawn over the screen.
pub enum Overlay {
    /// The keys of the screen beneath.
    Help(FilteredList),
    /// The list of commands.
    Palette(FilteredList),
    /// The details of a transaction.
    Detail(Detail),
}

/// A list that typing filters, in both languages.
pub struct FilteredList {
    /// The filter.
    pub query: InputField,
    /// How far it is scrolled; in the list of commands, the chosen row.
    pub scroll: Scroll,
    /// The language that the screens do not speak: its words match as well.
    pub other: Locale,
}

impl FilteredList {
    /// A list without a filter, for screens in `lang`.
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

    /// Replaces the filter.
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

    /// Whether each word of the filter is in one of these texts of a row.
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
    /// The last line it can be scrolled to. Only drawing knows it, as it depends on the window.
    end: Cell<usize>,
}

impl Default for Scroll {
    fn default() -> Self {
        Self { to: 0, end: Cell::new(usize::MAX) }
    }
}

impl Scroll {
    /// Scrolls by `step` lines from where the text was drawn last.
    pub fn by(&mut self, step: isize) {
        self.to = self.to.min(self.end.get()).saturating_add_signed(step);
    }

    /// How far a text is scrolled that can be scrolled to line `end`.
    pub fn within(&self, end: usize) -> usize {
        self.end.set(end);
        self.to.min(end)
    }
}

/// The details of a transaction.
pub struct Detail {
    /// The transaction, once the worker has answered.
    pub record: Option<Box<Record>>,
    /// The question whose reply brings it.
    pub question: QuestionId,
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// Whether card number and CVC are shown.
    pub reveal: Reveal,
    /// The transaction with its exact message, while that is shown.
    pub exact: Option<Box<Record>>,
}

/// Whether the exact message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// Masked.
    Hidden,
    /// The reveal is being recorded; masked until then.
    Asked(QuestionId),
    /// Exact, until this moment.
    Until(Instant),
}

impl Detail {
    /// Hides the exact message, also one that is asked for.
    pub fn hide_exact(&mut self) {
        self.reveal = Reveal::Hidden;
        self.exact = None;
    }
}

impl Overlay {
    /// When it changes by itself: a reveal ends.
    pub fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Detail(Detail { reveal: Reveal::Until(end), .. }) => Some(*end),
            _ => None,
        }
    }

    /// Ends a reveal whose time is over.
    pub fn tick(&mut self, now: Instant) {
        if let Self::Detail(detail) = self
            && matches!(detail.reveal, Reveal::Until(end) if now >= end)
        {
            detail.hide_exact();
        }
    }

    /// The filtered list of help or commands.
    pub fn list(&mut self) -> Option<&mut FilteredList> {
        match self {
            Self::Help(list) | Self::Palette(list) => Some(list),
            Self::Detail(_) => None,
        }
    }

    /// How far it is scrolled.
    pub fn scroll(&mut self) -> &mut Scroll {
        match self {
            Self::Help(list) | Self::Palette(list) => &mut list.scroll,
            Self::Detail(detail) => &mut detail.scroll,
        }
    }
}
