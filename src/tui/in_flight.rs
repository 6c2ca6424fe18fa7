//! The transaction in flight: a payment or cancel from the moment it is sent until its outcome was drawn. There is at
//! most one, because a strip whose outcome is open leads nowhere else.
//!
//! ```text
//!                 Enter in the strip
//!                         │  a note of it is written and synced beside the ledger
//!                         ▼
//!     ┌─────────────── Writing ──────────────┐
//!     │ taken            │ refused           │ failed: the ledger is asked by the request id
//!     │                  │                   ├──────────────┐
//!     │                  │      has nothing  │    cannot say│
//!     │                  ▼ ◄─────────────────┘              ▼
//!     │             NotRecorded ◄── has nothing ───┐     Unknown ◄─────┐
//!     │                  │                         │        │ Enter    │ cannot say
//!     │    Enter: Writing│                         │        ▼          │
//!     │      once more   │                         └──── Recalling ────┘
//!     ▼                  │                                  │ has it
//!  Recorded ◄──────────────────────────────────────────────┘
//!     │                  │
//!     └────── drawn ─────┘  the note is blanked
//! ```
//!
//! When the screens end before that, what became of it is printed. When the program or the machine stops, the note
//! stays, and the next start shows it: it begins at *Recalling*.

use chrono::{DateTime, FixedOffset};

use crate::{
    desk::pending::{Intent, Note},
    locale::{Locale, Text},
    payment::{CancelAmount, MaskedCard, TransactionId},
    tui::protocol::{Question, QuestionId, Reply, ReplyBody},
};

/// A payment or cancel that the worker was given.
#[derive(Debug, PartialEq, Eq)]
pub struct InFlight {
    /// What is noted of it.
    pub note: Note,
    /// How far it is.
    pub stage: Stage,
    /// The card of a payment that was sent in this run.
    card: Option<MaskedCard>,
    /// Its outcome was drawn.
    is_drawn: bool,
}

/// How far a transaction is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The ledger writes; the reply to this question says what became of it.
    Writing(QuestionId),
    /// The ledger is asked whether it has it.
    Recalling(QuestionId),
    /// It was recorded under this id.
    Recorded(TransactionId),
    /// It was not recorded.
    NotRecorded,
    /// The ledger cannot say.
    Unknown,
}

impl Stage {
    /// The open question about it.
    pub fn question(self) -> Option<QuestionId> {
        match self {
            Self::Writing(question) | Self::Recalling(question) => Some(question),
            Self::Recorded(_) | Self::NotRecorded | Self::Unknown => None,
        }
    }

    /// Whether it is not known yet what became of it.
    pub fn is_open(self) -> bool {
        self.question().is_some() || self == Self::Unknown
    }
}

/// The note of a question that moves money, sent `at`; `None` for any other.
pub fn note_of(question: &Question, at: DateTime<FixedOffset>) -> Option<Note> {
    let (what, request_id) = match question {
        Question::Pay(request, options) => (Intent::Payment(request.amount), options.request_id.as_ref()?),
        Question::Cancel(request, request_id) => (Intent::Cancel(request.amount, request.id), request_id),
        _ => return None,
    };
    Some(Note { request_id: request_id.clone(), what, at })
}

impl InFlight {
    /// The transaction that `question` asks for, sent `at`; `None` if it moves no money.
    pub fn sent(id: QuestionId, question: &Question, at: DateTime<FixedOffset>) -> Option<Self> {
        let card = match question {
            Question::Pay(request, _) => Some(request.card.masked()),
            _ => None,
        };
        let note = note_of(question, at)?;
        Some(Self { note, stage: Stage::Writing(id), card, is_drawn: false })
    }

    /// What an earlier run left behind, while the ledger is asked for it by this question.
    pub fn left_behind(note: Note, question: QuestionId) -> Self {
        Self { note, stage: Stage::Recalling(question), card: None, is_drawn: false }
    }

    /// Asks the ledger by this question whether it has it.
    pub fn recall(&mut self, question: QuestionId) {
        self.stage = Stage::Recalling(question);
        self.is_drawn = false;
    }

    /// Takes the outcome from `reply`. Returns whether it is the reply that this one waits for.
    pub fn take_reply(&mut self, reply: &Reply) -> bool {
        let is_awaited = self.stage.question() == Some(reply.to);
        if is_awaited {
            self.stage = match &reply.body {
                ReplyBody::Decided(Ok(done)) => Stage::Recorded(done.0.transaction.id),
                ReplyBody::Failed(_, Ok(Some(found))) | ReplyBody::FoundByRequest(Ok(Some(found))) => {
                    Stage::Recorded(found.0.id)
                }
                ReplyBody::Failed(_, Err(_)) | ReplyBody::FoundByRequest(Err(_)) => Stage::Unknown,
                _ => Stage::NotRecorded,
            };
        }
        is_awaited
    }

    /// The state was drawn. Returns whether its outcome was on the screen for the first time.
    pub fn drawn(&mut self) -> bool {
        !self.stage.is_open() && !std::mem::replace(&mut self.is_drawn, true)
    }

    /// Whether its outcome was drawn: there is nothing more to say about it.
    pub fn is_over(&self) -> bool {
        self.is_drawn
    }

    /// The sentence that says what was on its way, for a program that ends.
    pub fn what(&self, words: &Locale) -> String {
        match (self.note.what, self.card) {
            (Intent::Payment(amount), card) => {
                let card = card.map(|card| card.grouped()).unwrap_or_default();
                words.text(Text::EndedPayment { amount: &words.won(amount), card: &card })
            }
            (Intent::Cancel(amount, id), _) => {
                let amount = &cancelled(words, amount);
                words.text(Text::EndedCancel { amount, id: &id.grouped() })
            }
        }
    }

    /// The sentence that says what an earlier run left behind.
    pub fn what_was_left(&self, words: &Locale) -> String {
        let time = &self.note.at.format("%m-%d %H:%M").to_string();
        match self.note.what {
            Intent::Payment(amount) => {
                words.text(Text::AftermathPayment { time, amount: &words.won(amount) })
            }
            Intent::Cancel(amount, id) => {
                let amount = &cancelled(words, amount);
                words.text(Text::AftermathCancel { time, amount, id: &id.grouped() })
            }
        }
    }

    /// The sentence that says what became of it; where that is not known, what to do.
    pub fn outcome(&self, words: &Locale) -> String {
        match self.stage {
            Stage::Recorded(id) => words.text(Text::EndedInFlightDone { id: &id.grouped() }),
            Stage::NotRecorded => words.text(Text::EndedInFlightNot),
            Stage::Writing(_) | Stage::Recalling(_) | Stage::Unknown => {
                words.text(Text::EndedInFlightUnknown { request: self.note.request_id.as_str() })
            }
        }
    }

    /// Whether its reply has come.
    pub fn has_outcome(&self) -> bool {
        self.stage.question().is_none()
    }
}

/// The amount of a cancel in words.
fn cancelled(words: &Locale, amount: CancelAmount) -> String {
    match amount {
        CancelAmount::Part(amount) => words.won(amount),
        CancelAmount::Rest => words.text(Text::AllThatRemains),
    }
}
