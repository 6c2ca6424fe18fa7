//! What covers a screen: help, and the details of a transaction.

use std::time::{Duration, Instant};

use crate::{desk::Record, tui::worker::QuestionId};

/// How long the exact message is shown.
pub const REVEAL_TIME: Duration = Duration::from_secs(10);

/// What covers the screen.
pub enum Overlay {
    /// The keys of the screen beneath.
    Help(Scroll),
    /// All about one transaction.
    Detail(Detail),
}

/// How far a text is scrolled, in lines; the view keeps it inside the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scroll(pub usize);

impl Scroll {
    /// Scrolls by `step` lines.
    pub fn by(&mut self, step: isize) {
        self.0 = self.0.saturating_add_signed(step);
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
            detail.reveal = Reveal::Hidden;
        }
    }

    /// What is scrolled.
    pub fn scroll(&mut self) -> &mut Scroll {
        match self {
            Self::Help(scroll) => scroll,
            Self::Detail(detail) => &mut detail.scroll,
        }
    }
}
