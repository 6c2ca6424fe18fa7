//! What the replies about the transaction in flight do on the screen that has sent it.

use super::{FormKind, FormScreen};
use crate::{
    desk::{ClockNews, DeskError},
    locale::Text,
    payment::{FieldError, Kind, Problem},
    record::{Recorded, Transaction},
    tui::{
        app::{Context, Tone},
        form::review::ReviewState,
        protocol::{FoundByRequest, Question, ReplyBody, Status},
    },
};

impl<P: FormKind> FormScreen<P> {
    /// Handles the reply that the transaction in flight waited for.
    pub(super) fn take_outcome(&mut self, cx: &mut Context, body: ReplyBody) {
        match body {
            ReplyBody::Decided(Ok(done)) => {
                let (recorded, status) = *done;
                self.say_recorded(cx, &recorded, status);
            }
            ReplyBody::Decided(Err(error)) => self.take_refusal(cx, &error),
            ReplyBody::ClockDoubted(doubt) => {
                let text = cx.locale.desk_error(&DeskError::Clock(doubt));
                if !self.says_card_is_gone(cx, &text) {
                    self.ask_anew(cx, ReviewState::AskingClock(doubt));
                }
            }
            ReplyBody::Refused(error) => {
                let text = cx.locale.desk_error(&error);
                if !self.says_card_is_gone(cx, &text) {
                    self.review = None;
                    cx.say(Tone::Bad, text);
                }
                if matches!(error, DeskError::NotSignedIn | DeskError::SignedOut { .. }) {
                    cx.ask(Question::Status);
                }
            }
            ReplyBody::Failed(error, found) => self.take_found(cx, Some(&error), found),
            ReplyBody::FoundByRequest(found) => self.take_found(cx, None, found),
            _ => {}
        }
    }

    /// What the ledger has by the request id, after a failure. `trouble` is the error, unless it was said before.
    fn take_found(&mut self, cx: &mut Context, trouble: Option<&DeskError>, found: FoundByRequest) {
        match found {
            Ok(Some(found)) => {
                let (transaction, status) = *found;
                let text = cx.locale.text(Text::RecallRecorded {
                    amount: &cx.locale.won(transaction.amount),
                    id: &transaction.id.grouped(),
                });
                self.take_recorded(cx, &transaction, status, text);
            }
            Ok(None) => {
                let text = match trouble {
                    Some(error) => cx.locale.desk_error(error),
                    None => cx.locale.text(Text::RecallNotRecorded),
                };
                if self.says_card_is_gone(cx, &text) {
                    return;
                }
                self.ask_again(ReviewState::Sent, cx.now);
                cx.say(Tone::Bad, text);
            }
            Err(_) => {
                // The error is left out: the cashier has to read that it must not be keyed again.
                self.ask_again(ReviewState::Sent, cx.now);
                cx.refuse(Text::RecallUnknown);
            }
        }
    }

    /// If it was not recorded, and the lock has wiped its card: says that it has to be keyed again.
    fn says_card_is_gone(&mut self, cx: &mut Context, outcome: &str) -> bool {
        let is_gone = P::lost_its_card(self);
        if is_gone {
            self.review = None;
            let text = cx.locale.text(Text::UnlockedInFlight { outcome });
            cx.say(Tone::Bad, text);
        }
        is_gone
    }

    /// Says what was recorded, and clears the form.
    fn say_recorded(&mut self, cx: &mut Context, recorded: &Recorded, status: Option<Status>) {
        let done = &recorded.transaction;
        let (amount, id) = (&cx.locale.won(done.amount), &done.id.grouped());
        let text = match done.kind {
            Kind::Payment => Text::DonePayment { amount, id },
            Kind::Cancel { .. } => {
                Text::DoneCancel { amount, id, left: &cx.locale.won(recorded.remaining.amount()) }
            }
        };
        let text = cx.locale.text(text);
        self.take_recorded(cx, done, status, text);
    }

    /// Clears the form of what was recorded, and says it.
    fn take_recorded(&mut self, cx: &mut Context, done: &Transaction, status: Option<Status>, text: String) {
        self.finish();
        if P::READS_CARDS {
            cx.reader.forget_typed();
        }
        cx.status.just_done = Some(done.id);
        let news = status.as_ref().and_then(|status| status.clock.news());
        if let Some(status) = status {
            cx.take_status(status);
        }
        let text = match news {
            // What is doubted was asked about.
            Some(ClockNews::SetBack { .. }) => cx.locale.text(Text::DoneSetBack { done: &text }),
            Some(ClockNews::Doubted(_)) | None => text,
        };
        cx.say(Tone::Good, text);
        cx.slip_after(done.id);
    }

    /// Asks what only `+` answers. Behind a lock it is silent: the question is there after unlocking.
    fn ask_anew(&mut self, cx: &mut Context, state: ReviewState) {
        self.ask_again(state, cx.now);
        if !cx.is_locked {
            cx.bell();
        }
    }

    /// Asks about a possible duplicate; otherwise says why it was refused, and goes to the field that can change that.
    fn take_refusal(&mut self, cx: &mut Context, error: &FieldError) {
        let text = cx.locale.field_error(error);
        if self.says_card_is_gone(cx, &text) {
            return;
        }
        if let Problem::PossibleDuplicate(duplicate) = &error.problem {
            self.ask_anew(cx, ReviewState::AskingAgain(duplicate.clone()));
        } else {
            self.review = None;
            P::refused(self, cx, error);
            cx.say(Tone::Bad, text);
        }
    }
}
