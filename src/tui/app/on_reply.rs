//! What the worker's replies do. A reply to a question that is no longer open is dropped.

use std::time::Instant;

use super::{
    App, Screen, Tone,
    cancel::{self, CancelTarget, PendingReview},
    lookup::PageEffect,
    overlay::{Overlay, REVEAL_TIME, Reveal},
    pay,
};
use crate::{
    desk::DeskError,
    locale::Text,
    payment::{FieldError, Kind, Problem},
    record::{Record, Recorded, Transaction},
    tui::{
        form::review::{Review, ReviewState},
        protocol::{FoundByRequest, Page, QuestionId, Reply, ReplyBody, Status},
    },
};

impl App {
    /// Handles a reply.
    pub(super) fn take_reply(&mut self, reply: Reply) {
        let Some(reply) = self.take_leftover_outcome(reply) else { return };
        let to = reply.to;
        let sender = self.screen_in_flight(&reply);
        match reply.body {
            ReplyBody::Status(Ok(status)) => self.take_status(status),
            ReplyBody::Status(Err(error)) => self.say_desk_error(&error),
            ReplyBody::Done(done) => self.take_done(sender, done),
            ReplyBody::Failed(error, found) => self.take_outcome(sender, Some(&error), found),
            ReplyBody::FoundByRequest(found) => self.take_outcome(sender, None, found),
            ReplyBody::Found(found) => self.take_found(to, found),
            ReplyBody::Page(Ok(page)) => self.take_page(to, page),
            ReplyBody::Sums(Ok(sums)) => {
                if self.lookup.take_sums(to, sums) {
                    self.ask_sums();
                }
            }
            ReplyBody::Page(Err(error)) | ReplyBody::Sums(Err(error)) => {
                self.lookup.give_up(to);
                self.say_desk_error(&error);
            }
            ReplyBody::SettingSaved(Ok(())) => {}
            ReplyBody::SettingSaved(Err(error)) => {
                let text = self.locale.config_error(&error);
                self.say(Tone::Bad, text);
            }
            ReplyBody::Revealed(revealed) => self.take_revealed(to, revealed),
            ReplyBody::Protected(asks) => self.take_unlock_method(to, asks),
            ReplyBody::Unlocked(unlocked) => self.take_unlocked(to, unlocked),
        }
    }

    /// A page of matches.
    fn take_page(&mut self, to: QuestionId, page: Option<Page>) {
        match self.lookup.take_page(to, page) {
            PageEffect::Stale => return,
            PageEffect::GaveUp(window) => return self.ask_window(window),
            PageEffect::More => {}
            PageEffect::Window => {
                if self.lookup.shown.is_everything() {
                    self.count = self.lookup.count.or(self.count);
                }
                self.ask_sums();
            }
        }
        self.load_more();
        let here = self.screen == Screen::Lookup && self.overlay.is_none() && self.lock.is_none();
        if let Some(action) = self.lookup.after_reply.take().filter(|_| here) {
            self.act_on_lookup(action);
        }
    }

    /// Says an error of the desk, as a notice.
    fn say_desk_error(&mut self, error: &DeskError) {
        let text = self.locale.desk_error(error);
        self.say(Tone::Bad, text);
    }

    /// The outcome of a payment or cancel.
    fn take_done(
        &mut self,
        sender: Option<Screen>,
        done: Result<Box<(Recorded, Option<Status>)>, FieldError>,
    ) {
        let Some(sender) = sender else { return };
        match done {
            Ok(done) => {
                let (recorded, status) = *done;
                self.say_recorded(&recorded, status);
            }
            Err(error) => self.take_refusal(sender, &error),
        }
    }

    /// After a failure: what the ledger has by the request id. `trouble` is the error, unless it was said before.
    fn take_outcome(&mut self, sender: Option<Screen>, trouble: Option<&DeskError>, found: FoundByRequest) {
        let Some(sender) = sender else { return };
        match found {
            Ok(Some(found)) => {
                let (transaction, status) = *found;
                let text = self.locale.text(Text::RecallRecorded {
                    amount: &self.locale.won(transaction.amount),
                    id: &transaction.id.grouped(),
                });
                self.finish(&transaction, status, text);
            }
            Ok(None) => {
                let text = match trouble {
                    Some(error) => self.locale.desk_error(error),
                    None => self.locale.text(Text::RecallNotRecorded),
                };
                if self.pay.card_gone && sender == Screen::Pay {
                    return self.say_card_is_gone(&text);
                }
                self.ask_in_strip(sender, &ReviewState::Sent);
                self.say(Tone::Bad, text);
            }
            Err(_) => {
                // The error is left out: the cashier has to read that it must not be keyed again.
                self.ask_in_strip(sender, &ReviewState::Sent);
                let text = self.locale.text(Text::RecallUnknown);
                self.say(Tone::Bad, text);
            }
        }
    }

    /// Lets the strip whose request is in flight ask something new.
    fn ask_in_strip(&mut self, sender: Screen, state: &ReviewState) {
        fn ask<T>(review: &mut Option<Review<T>>, state: &ReviewState, now: Instant) {
            if let Some(review) = review {
                review.state = state.clone();
                review.ask_again(now);
            }
        }
        match sender {
            Screen::Pay => ask(&mut self.pay.review, state, self.now),
            _ => ask(&mut self.cancel.review, state, self.now),
        }
    }

    /// A payment was not recorded, and the lock has wiped its card: says that it has to be keyed again.
    fn say_card_is_gone(&mut self, outcome: &str) {
        self.pay.review = None;
        self.pay.card_gone = false;
        self.pay.form.focus_on(pay::CARD);
        let text = self.locale.text(Text::UnlockedInFlight { outcome });
        self.say(Tone::Bad, text);
    }

    /// Takes the outcome of the transaction in flight from `reply`; returns the screen that has sent it, if it is that.
    fn screen_in_flight(&mut self, reply: &Reply) -> Option<Screen> {
        if !self.flight.as_mut().is_some_and(|flight| flight.take_reply(reply)) {
            return None;
        }
        let was_sent = |state: &ReviewState| *state == ReviewState::Sent;
        let by_pay = self.pay.review.as_ref().is_some_and(|review| was_sent(&review.state));
        Some(if by_pay { Screen::Pay } else { Screen::Cancel })
    }

    /// Says what was recorded, and clears the form.
    fn say_recorded(&mut self, recorded: &Recorded, status: Option<Status>) {
        let done = &recorded.transaction;
        let (amount, id) = (&self.locale.won(done.amount), &done.id.grouped());
        let text = match done.kind {
            Kind::Payment => Text::DonePayment { amount, id },
            Kind::Cancel { .. } => {
                Text::DoneCancel { amount, id, left: &self.locale.won(recorded.remaining.amount()) }
            }
        };
        let text = self.locale.text(text);
        self.finish(done, status, text);
    }

    /// Clears the form of what was recorded, and says it.
    fn finish(&mut self, done: &Transaction, status: Option<Status>, text: String) {
        match done.kind {
            Kind::Payment => {
                self.pay.finish();
                self.reader.forget_typed();
            }
            Kind::Cancel { .. } => self.cancel.finish(),
        }
        self.just_done = Some(done.id);
        if let Some(status) = status {
            self.take_status(status);
        }
        self.say(Tone::Good, text);
    }

    /// Says why it was refused, and moves the focus to the field that can change that.
    fn take_refusal(&mut self, sender: Screen, error: &FieldError) {
        match (sender, &error.problem) {
            (Screen::Pay, _) if self.pay.card_gone => {
                let text = self.locale.field_error(error);
                self.say_card_is_gone(&text);
            }
            (Screen::Pay, Problem::PossibleDuplicate(duplicate)) => {
                self.ask_in_strip(sender, &ReviewState::AskingAgain(duplicate.clone()));
                self.effects.push(super::Effect::Bell);
            }
            (Screen::Pay, _) => {
                self.pay.review = None;
                self.pay.form.focus_on(pay::index_of(error.field).unwrap_or(pay::AMOUNT));
                self.say_error(error);
            }
            _ => {
                self.cancel.review = None;
                self.cancel.form.focus_on(cancel::index_of(error.field).unwrap_or(cancel::AMOUNT));
                // The payment has changed since it was found: it is looked up again.
                self.cancel.target = CancelTarget::None;
                self.find_target();
                self.say_error(error);
            }
        }
    }

    /// A transaction that Cancel or the details have asked for.
    fn take_found(&mut self, to: QuestionId, found: Result<Box<Record>, DeskError>) {
        let asked_by_cancel =
            matches!(self.cancel.target, CancelTarget::Asked(question, _) if question == to);
        if asked_by_cancel {
            self.take_target(found);
        } else if let Some(Overlay::Detail(detail)) = &mut self.overlay
            && detail.question == to
        {
            match found {
                Ok(record) => detail.record = Some(record),
                Err(error) => {
                    self.overlay = None;
                    self.say_desk_error(&error);
                }
            }
        }
    }

    /// The payment of the id in Cancel; opens the review that waits for it.
    fn take_target(&mut self, found: Result<Box<Record>, DeskError>) {
        let review = std::mem::take(&mut self.cancel.review_when_found);
        match found {
            Ok(record) => self.cancel.set_target(record),
            Err(DeskError::Refused(error)) => self.cancel.target = CancelTarget::Refused(error),
            Err(error) => {
                self.cancel.target = CancelTarget::None;
                return self.say_desk_error(&error);
            }
        }
        if let CancelTarget::Refused(error) = &self.cancel.target {
            let error = error.clone();
            self.cancel.form.focus_on(cancel::ID);
            return self.say_error(&error);
        }
        if self.cancel.form.focus() == cancel::ID && !self.cancel.form.is_untouched() {
            self.cancel.form.focus_on(cancel::AMOUNT);
        }
        let id = self.cancel.record().map(|record| record.transaction.id);
        if id.is_some_and(|id| self.cancel.drop_money_of_another(id)) {
            // The amount was keyed for another payment: nothing to review.
            return self.hint(Text::HintMoneyOfAnother);
        }
        if let Some(PendingReview { by_enter }) = review
            && self.screen == Screen::Cancel
            && self.overlay.is_none()
            && self.lock.is_none()
        {
            self.review_cancel(by_enter);
        }
    }

    /// The exact message: it is shown for [`REVEAL_TIME`].
    fn take_revealed(&mut self, to: QuestionId, revealed: Result<Box<Record>, DeskError>) {
        if let Some(Overlay::Detail(detail)) = &mut self.overlay
            && detail.reveal == Reveal::Asked(to)
        {
            match revealed {
                Ok(exact) => {
                    detail.exact = Some(exact);
                    detail.reveal = Reveal::Until(self.now + REVEAL_TIME);
                    self.hint(Text::Revealed);
                }
                Err(error) => {
                    detail.reveal = Reveal::Hidden;
                    self.say_desk_error(&error);
                }
            }
        }
    }
}
