//! What keys do to open a review, and in it.

use std::time::Instant;

use super::{
    App, Screen, Tone,
    cancel::{self, CancelTarget, PendingReview},
    pay::{self, PayScreen},
};
use crate::{
    desk::{Clock as _, PayOptions},
    locale::Text,
    payment::{FieldError, RequestId, TransactionId},
    tui::{
        form::review::{EnterEffect, Review, ReviewState},
        in_flight::{InFlight, Stage},
        protocol::{Question, QuestionId},
    },
};

impl App {
    /// Opens the review, or goes to the first wrong field; `by_enter` is the time of the Enter that asked for it, if
    /// one did.
    pub(super) fn open_review(&mut self, by_enter: Option<Instant>) {
        match self.screen {
            Screen::Pay => self.review_payment(by_enter),
            Screen::Cancel => self.review_cancel(by_enter),
            Screen::Lookup => {}
        }
    }

    /// Opens the review of the payment.
    pub(super) fn review_payment(&mut self, by_enter: Option<Instant>) {
        self.pay.form.leave_all();
        let request = match self.pay.parse(self.settings.rules, self.date()) {
            Ok(request) => request,
            Err(errors) => {
                let index = PayScreen::first_bad(&errors);
                self.pay.form.focus_on(index);
                if let Some(error) = errors.iter().find(|error| error.field == pay::FIELDS[index]) {
                    self.say_error(error);
                }
                return;
            }
        };
        match Review::open(request, by_enter, &mut self.world) {
            Ok(review) => self.pay.review = Some(review),
            Err(error) => self.no_random(&error),
        }
    }

    /// Opens the review of the cancel; while its payment is looked for, as soon as it is found.
    pub(super) fn review_cancel(&mut self, by_enter: Option<Instant>) {
        if self.cancel.form.field(cancel::ID).is_empty() {
            if !self.take_suggestion() {
                return self.hint(Text::HintCancelId);
            }
            self.changed();
        }
        if matches!(self.cancel.target, CancelTarget::Asked(..)) {
            self.cancel.review_when_found = Some(PendingReview { by_enter });
            return;
        }
        self.cancel.form.leave_all();
        match self.cancel.plan() {
            Ok(plan) => match Review::open(plan, by_enter, &mut self.world) {
                Ok(review) => self.cancel.review = Some(review),
                Err(error) => self.no_random(&error),
            },
            Err(error) => {
                self.cancel.form.focus_on(cancel::index_of(error.field).unwrap_or(cancel::ID));
                self.say_error(&error);
            }
        }
    }

    /// Says that the system has no random numbers for a request id.
    pub(super) fn no_random(&mut self, error: &std::io::Error) {
        let text = self.locale.text(Text::SealRandom { reason: &error.to_string() });
        self.say(Tone::Bad, text);
    }

    /// Enter in the strip: the request is carried out once no other key has followed for a moment.
    pub(super) fn confirm(&mut self, at: Instant) {
        // No person presses two keys so fast: it is the end of a paste or of a reader's text. Before the strip was drawn,
        // no key can answer it, so it does not even close it.
        if self.reader.is_machine_speed {
            if self.strip_was_drawn_before(at) {
                self.close_strip();
            }
            return;
        }
        let is_waiting = self.in_flight().is_some();
        let counts = match self.screen {
            Screen::Pay => self.pay.review.as_mut().map(|review| review.enter(at, is_waiting)),
            Screen::Cancel => self.cancel.review.as_mut().map(|review| review.enter(at, is_waiting)),
            Screen::Lookup => None,
        };
        if counts == Some(EnterEffect::Closes) || self.strip_is_closed() {
            self.close_strip();
        }
    }

    /// `+` in the strip: confirms the same card and amount again, and does nothing else.
    pub(super) fn answer_again(&mut self, at: Instant) {
        let is_part_of_a_burst = self.reader.is_machine_speed && self.strip_was_drawn_before(at);
        if self.strip_is_closed() || is_part_of_a_burst {
            self.close_strip();
        } else if self.screen == Screen::Pay {
            self.pay.review.iter_mut().for_each(|review| review.plus(at));
        }
    }

    /// Whether the strip was drawn before a key pressed `at`.
    fn strip_was_drawn_before(&self, at: Instant) -> bool {
        match self.screen {
            Screen::Pay => self.pay.review.as_ref().is_some_and(|review| review.was_drawn_before(at)),
            Screen::Cancel => self.cancel.review.as_ref().is_some_and(|review| review.was_drawn_before(at)),
            Screen::Lookup => false,
        }
    }

    /// The Enter or `+` that waits to take effect does not count: another key came, or the program is being stopped.
    pub(super) fn forget_enter(&mut self) {
        self.pay.review.iter_mut().for_each(Review::forget_enter);
        self.cancel.review.iter_mut().for_each(Review::forget_enter);
    }

    /// Whether only Esc works in the strip that is shown.
    pub fn strip_is_closed(&self) -> bool {
        match self.screen {
            Screen::Pay => self.pay.review.as_ref().is_some_and(Review::is_closed),
            Screen::Cancel => self.cancel.review.as_ref().is_some_and(Review::is_closed),
            Screen::Lookup => false,
        }
    }

    /// Whether the strip that is shown asks a question that only `+` answers.
    pub fn asks_again(&self) -> bool {
        let review = self.pay.review.as_ref().filter(|_| self.screen == Screen::Pay);
        review.is_some_and(|review| matches!(review.state, ReviewState::AskingAgain(_)))
    }

    /// A key without a meaning in the strip means that the cashier has not read it: from now on only Esc works, and a
    /// hint says so.
    pub(super) fn close_strip(&mut self) {
        let is_open = self.awaits_outcome();
        let closed = match self.screen {
            Screen::Pay => self.pay.review.as_mut().map(|review| review.close(is_open)),
            Screen::Cancel => self.cancel.review.as_mut().map(|review| review.close(is_open)),
            Screen::Lookup => None,
        };
        match closed {
            Some(true) => self.hint(Text::HintStripClosed),
            Some(false) if self.in_flight().is_some() => self.hint(Text::HintInFlight),
            Some(false) => self.hint(Text::HintUnknown),
            None => {}
        }
    }

    /// Carries out the request if an Enter or `+` takes effect by now.
    pub(super) fn confirm_if_alone(&mut self, now: Instant) {
        let counts = match self.screen {
            _ if self.overlay.is_some() => false,
            Screen::Pay => self.pay.review.as_mut().is_some_and(|review| review.stayed_alone(now)),
            Screen::Cancel => self.cancel.review.as_mut().is_some_and(|review| review.stayed_alone(now)),
            Screen::Lookup => false,
        };
        if counts {
            self.carry_out();
        }
    }

    /// Sends the request to the worker; if its outcome is unknown, asks for that instead.
    fn carry_out(&mut self) {
        if let Some(request_id) = self.unknown() {
            let question = self.ask(Question::FindByRequest(request_id));
            self.flight.iter_mut().for_each(|flight| flight.recall(question));
            self.notice = None;
            return;
        }
        let question = match self.screen {
            Screen::Pay => {
                let Some(review) = self.pay.review.as_mut() else { return };
                let options = PayOptions {
                    request_id: Some(review.request_id.clone()),
                    allow_duplicate: matches!(review.state, ReviewState::AskingAgain(_))
                        || review.allows_duplicate,
                };
                review.allows_duplicate = options.allow_duplicate;
                review.state = ReviewState::Sent;
                Question::Pay(Box::new(review.request.clone()), options)
            }
            Screen::Cancel => {
                let Some(review) = self.cancel.review.as_mut() else { return };
                review.state = ReviewState::Sent;
                Question::Cancel(review.request.request, review.request_id.clone())
            }
            Screen::Lookup => return,
        };
        self.send(question);
    }

    /// Sends a question that moves money.
    fn send(&mut self, question: Question) {
        let next = QuestionId(self.questions + 1);
        self.flight = InFlight::sent(next, &question, self.world.now());
        self.ask(question);
    }

    /// The request id of what was sent, if its outcome is unknown.
    fn unknown(&self) -> Option<RequestId> {
        let flight = self.flight.as_ref().filter(|flight| flight.stage == Stage::Unknown);
        flight.map(|flight| flight.note.request_id.clone())
    }

    /// Esc in the strip: goes back to the form. Not while the outcome is open: keyed again, it would be another
    /// request, and might be recorded twice.
    pub(super) fn close_review(&mut self) {
        if self.in_flight().is_some() {
            return self.hint(Text::HintInFlight);
        }
        if self.unknown().is_some() {
            return self.hint(Text::HintUnknown);
        }
        match self.screen {
            Screen::Pay => self.pay.review = None,
            Screen::Cancel => self.cancel.review = None,
            Screen::Lookup => {}
        }
    }

    /// Says what is wrong with a field, as a notice.
    pub(super) fn say_error(&mut self, error: &FieldError) {
        let text = self.locale.field_error(error);
        self.say(Tone::Bad, text);
    }

    /// Keys the id that the screen offers; `false` when it offers none.
    pub(super) fn take_suggestion(&mut self) -> bool {
        let Some(id) = self.suggestion().map(|record| record.transaction.payment_id()) else { return false };
        self.cancel.take_offered(id);
        true
    }

    /// Asks for the payment whose id is keyed, if it is another one than before.
    pub(super) fn find_target(&mut self) {
        let id = self.cancel.id();
        let known = match &self.cancel.target {
            CancelTarget::Asked(_, id) => Some(*id),
            CancelTarget::Found(record) => Some(record.transaction.id),
            CancelTarget::None | CancelTarget::Refused(_) => None,
        };
        match id {
            Some(id) if known == Some(id) => {}
            Some(id) => {
                let question = self.ask(Question::Find(id));
                self.cancel.target = CancelTarget::Asked(question, id);
            }
            None => {
                self.cancel.target = CancelTarget::None;
                self.cancel.review_when_found = None;
            }
        }
    }

    /// Goes to Cancel with the id of this payment.
    pub(super) fn cancel_payment(&mut self, id: TransactionId) {
        self.show(Screen::Cancel);
        if self.cancel.id() == Some(id) {
            return;
        }
        self.cancel.form.clear();
        self.cancel.form.clear();
        self.cancel.form.field_mut(cancel::ID).set(id.as_str());
        self.cancel.form.focus_on(cancel::AMOUNT);
        self.find_target();
    }
}
