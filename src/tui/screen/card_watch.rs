//! A whole card number where an id or a query is keyed: it is looked for by its fingerprint, and wiped from the field.
//!
//! The beginning of an id may pass for a card number. So the digits are looked at once no key has come for a while, or at Enter;
//! and what an id of the ledger begins or ends with is no card number.

use std::time::{Duration, Instant};

use crate::{
    desk::{CardSeen, DeskError},
    payment::{CardNumber, card::CARD_MAX, card_text::card_among},
    tui::{
        app::Context,
        protocol::{Question, QuestionId},
    },
};

/// Digits that may be a card number are looked at once no key has come for this long: a person who keys an id goes on before.
const SILENCE: Duration = Duration::from_millis(400);

/// What the ledger has of a card.
type Found = Result<Option<CardSeen>, DeskError>;

/// Watches a field for a card number.
#[derive(Default)]
pub struct CardWatch {
    /// When the digits are looked at.
    due: Option<Instant>,
    /// The open question for them, and whether Enter has asked it.
    asked: Option<(QuestionId, bool)>,
    /// They were looked at, and the ledger has no such card; more digits may follow.
    may_go_on: bool,
    /// What is keyed is known to be no card number.
    is_known: bool,
}

impl CardWatch {
    /// The field holds `text` now. Returns whether it may be a card number: then nothing is to be asked with it yet.
    pub fn changed(&mut self, text: &str, now: Instant) -> bool {
        if std::mem::take(&mut self.is_known) {
            return false;
        }
        (self.asked, self.may_go_on) = (None, false);
        self.due = card_among(text).map(|_| now + SILENCE);
        self.due.is_some()
    }

    /// Whether the field holds what may be a card number.
    pub fn is_waiting(&self) -> bool {
        self.due.is_some() || self.asked.is_some() || self.may_go_on
    }

    /// When the digits are looked at.
    pub fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Asks about the digits, if no key has come for long enough.
    pub fn ask_if_due(&mut self, cx: &mut Context, text: &str) {
        if self.due.is_some_and(|due| cx.now >= due) {
            self.ask(cx, text, false);
        }
    }

    /// Enter asks about the digits, whether or not more could follow.
    pub fn ask_now(&mut self, cx: &mut Context, text: &str) {
        self.ask(cx, text, true);
    }

    fn ask(&mut self, cx: &mut Context, text: &str, is_whole: bool) {
        let is_open = self.due.take().is_some() | std::mem::take(&mut self.may_go_on);
        if let Some(card) = card_among(text).filter(|_| is_open) {
            self.asked = Some((cx.ask(Question::FindCard(Box::new(card), true)), is_whole));
        }
    }

    /// Asks for a card that was swiped.
    pub fn ask_for(&mut self, cx: &mut Context, card: &CardNumber) {
        self.due = None;
        self.asked = Some((cx.ask(Question::FindCard(Box::new(card.clone()), false)), true));
    }

    /// Whether a reply is to its question.
    pub fn owns(&self, reply: QuestionId) -> bool {
        self.asked.is_some_and(|(asked, _)| asked == reply)
    }

    /// The reply to its question; `None` when the ledger has no such card and more digits may follow.
    pub fn take(&mut self, found: Found) -> Option<Found> {
        let is_whole = self.asked.take().is_some_and(|(_, is_whole)| is_whole);
        let is_new = matches!(&found, Ok(Some(seen)) if seen.seq == 0 && seen.card.digits() < CARD_MAX);
        self.may_go_on = is_new && !is_whole;
        Some(found).filter(|_| !self.may_go_on)
    }

    /// What is keyed is the beginning or the end of an id: the next [`changed`](Self::changed) takes it as that.
    pub fn is_no_card(&mut self) {
        self.is_known = true;
    }

    /// Nothing is keyed any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}
