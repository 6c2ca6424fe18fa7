//! A whole card number where an id or a query is keyed: it is looked for by its fingerprint, and wiped from the field.
//!
//! The beginning of an id may pass for a card number. So the digits are looked at once no key has come for a while, or at Enter;
//! and what an id of the ledger begins or ends with is no card number.

use std::time::{Duration, Instant};

use crate::{
    desk::{CardFound, DeskError},
    payment::{CardNumber, card::CARD_MAX, card_text::card_among},
    tui::{
        app::Context,
        protocol::{Question, QuestionId},
    },
};

/// Digits that may be a card number are looked at once no key has come for this long: a person who keys an id goes on before.
const SILENCE: Duration = Duration::from_millis(400);

/// Watches a field for a card number.
#[derive(Debug, Default, Clone, Copy)]
pub enum CardWatch {
    /// There is none.
    #[default]
    Idle,
    /// There may be one: it is looked at then.
    Due(Instant),
    /// The ledger is asked; more digits may follow.
    Asked(QuestionId),
    /// The ledger is asked for what is whole: Enter has ended it, or it was swiped.
    AskedForWhole(QuestionId),
    /// The ledger has no such card; more digits may follow, or Enter.
    MayGoOn,
    /// It is the beginning or the end of an id.
    InAnId,
}

impl CardWatch {
    /// The field holds `text` now. Returns whether it may be a card number: then nothing is to be asked with it yet.
    pub fn changed(&mut self, text: &str, now: Instant) -> bool {
        *self = match self {
            // Said once, for the text that was looked at.
            Self::InAnId => Self::Idle,
            _ => card_among(text).map_or(Self::Idle, |_| Self::Due(now + SILENCE)),
        };
        self.is_waiting()
    }

    /// Whether the field holds what may be a card number.
    pub fn is_waiting(&self) -> bool {
        !matches!(self, Self::Idle | Self::InAnId)
    }

    /// When the digits are looked at.
    pub fn deadline(&self) -> Option<Instant> {
        if let Self::Due(at) = self { Some(*at) } else { None }
    }

    /// Asks about the digits, if no key has come for long enough.
    pub fn ask_if_due(&mut self, cx: &mut Context, text: &str) {
        if self.deadline().is_some_and(|due| cx.now >= due) {
            *self = ask_about(cx, text).map_or(Self::Idle, Self::Asked);
        }
    }

    /// Enter asks about the digits: no more follow.
    pub fn ask_now(&mut self, cx: &mut Context, text: &str) {
        *self = match *self {
            Self::Due(_) | Self::MayGoOn => ask_about(cx, text).map_or(Self::Idle, Self::AskedForWhole),
            Self::Asked(question) => Self::AskedForWhole(question),
            same => same,
        };
    }

    /// Asks for a card that was swiped.
    pub fn ask_for(&mut self, cx: &mut Context, card: &CardNumber) {
        *self = Self::AskedForWhole(cx.ask(Question::FindCard(Box::new(card.clone()), false)));
    }

    /// Whether a reply is to its question.
    pub fn owns(&self, reply: QuestionId) -> bool {
        matches!(self, Self::Asked(asked) | Self::AskedForWhole(asked) if *asked == reply)
    }

    /// The reply to its question; `None` when the ledger has no such card and more digits may follow.
    pub fn take(&mut self, found: Result<CardFound, DeskError>) -> Option<Result<CardFound, DeskError>> {
        let asked = std::mem::take(self);
        let may_be_longer = matches!(found, Ok(CardFound::New(card)) if card.digits() < CARD_MAX);
        if may_be_longer && matches!(asked, Self::Asked(_)) {
            *self = Self::MayGoOn;
            return None;
        }
        Some(found)
    }

    /// What is keyed is the beginning or the end of an id: the next [`changed`](Self::changed) takes it as that.
    pub fn is_no_card(&mut self) {
        *self = Self::InAnId;
    }

    /// Nothing is keyed any more.
    pub fn forget(&mut self) {
        *self = Self::Idle;
    }
}

/// Asks the ledger for the card number in `text`.
fn ask_about(cx: &mut Context, text: &str) -> Option<QuestionId> {
    card_among(text).map(|card| cx.ask(Question::FindCard(Box::new(card), true)))
}
