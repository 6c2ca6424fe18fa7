//! The transaction on its way to the ledger. When the screens end before its outcome was drawn, the outcome is printed.

use crate::{
    locale::{Locale, Text},
    payment::{CancelAmount, MaskedCard, TransactionId, Won},
    tui::protocol::{Question, QuestionId, Reply, ReplyBody},
};

/// A payment or cancel that the worker was given, until its outcome has been drawn.
#[derive(Debug, PartialEq, Eq)]
pub struct InFlight {
    question: QuestionId,
    request_id: String,
    transaction: SentTransaction,
    outcome: Option<Outcome>,
}

/// What was asked of the worker.
#[derive(Debug, PartialEq, Eq)]
enum SentTransaction {
    Payment(Won, MaskedCard),
    Cancel(CancelAmount, TransactionId),
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Done(TransactionId),
    NotDone,
    /// The ledger cannot say.
    Unknown,
}

impl InFlight {
    /// The transaction that `question` asks for, if it moves money.
    pub fn of(id: QuestionId, question: &Question) -> Option<Self> {
        let (transaction, request_id) = match question {
            Question::Pay(request, options) => {
                (SentTransaction::Payment(request.amount, request.card.masked()), options.request_id.as_ref())
            }
            Question::Cancel(request, request_id) => {
                (SentTransaction::Cancel(request.amount, request.id), Some(request_id))
            }
            _ => return None,
        };
        let request_id = request_id.map(|id| id.as_str().to_owned()).unwrap_or_default();
        Some(Self { question: id, request_id, transaction, outcome: None })
    }

    /// Takes the outcome from `reply`, if that is the reply it waits for.
    pub fn note_reply(&mut self, reply: &Reply) {
        if reply.to == self.question {
            self.outcome = Some(match &reply.body {
                ReplyBody::Done(Ok(done)) => Outcome::Done(done.0.transaction.id),
                ReplyBody::Failed(_, Ok(Some(found))) | ReplyBody::FoundByRequest(Ok(Some(found))) => {
                    Outcome::Done(found.0.id)
                }
                ReplyBody::Failed(_, Err(_)) | ReplyBody::FoundByRequest(Err(_)) => Outcome::Unknown,
                _ => Outcome::NotDone,
            });
        }
    }

    /// Waits for the reply to another `question` about it.
    pub fn ask_again(&mut self, question: QuestionId) {
        self.question = question;
        self.outcome = None;
    }

    /// Whether its reply has come.
    pub fn has_outcome(&self) -> bool {
        self.outcome.is_some()
    }

    /// The sentence that says what was on its way.
    pub fn what(&self, words: &Locale) -> String {
        match self.transaction {
            SentTransaction::Payment(amount, card) => {
                words.text(Text::EndedPayment { amount: &words.won(amount), card: &card.grouped() })
            }
            SentTransaction::Cancel(amount, id) => {
                let amount = match amount {
                    CancelAmount::Part(amount) => words.won(amount),
                    CancelAmount::Rest => words.text(Text::TheRest),
                };
                words.text(Text::EndedCancel { amount: &amount, id: &id.grouped() })
            }
        }
    }

    /// The sentence that says what became of it; where that is not known, what to do.
    pub fn outcome(&self, words: &Locale) -> String {
        match self.outcome {
            Some(Outcome::Done(id)) => words.text(Text::EndedInFlightDone { id: &id.grouped() }),
            Some(Outcome::NotDone) => words.text(Text::EndedInFlightNot),
            Some(Outcome::Unknown) | None => {
                words.text(Text::EndedInFlightUnknown { request: self.request_id.as_str() })
            }
        }
    }
}
