//! What keys do to open the review of a form, and in it.

use std::time::Instant;

use super::{FormKind, FormScreen};
use crate::{
    locale::Text,
    tui::{
        app::{Context, Effect},
        form::review::{Review, ReviewState},
        in_flight::Stage,
        protocol::Question,
    },
};

impl<P: FormKind> FormScreen<P> {
    /// Opens the review, or goes to the first wrong field; `by_enter` is the time of the Enter that asked for it, if
    /// one did.
    pub(in crate::tui::screen) fn open_review(&mut self, cx: &mut Context, by_enter: Option<Instant>) {
        if let Some(request) = P::request(self, cx, by_enter)
            && let Some(request_id) = cx.new_request_id()
        {
            self.review = Some(Review::open(request, by_enter));
            self.request_id = Some(request_id);
        }
    }

    /// Enter in the strip: the request is carried out once no other key has followed for a moment.
    pub(super) fn confirm(&mut self, cx: &mut Context, at: Instant) {
        let (by_machine, is_waiting) = (cx.reader.is_machine_speed, cx.in_flight().is_some());
        if let Some(review) = &mut self.review
            && review.is_closed_by_enter(at, by_machine, is_waiting)
        {
            self.close_strip_now(cx);
        }
    }

    /// `+` in the strip: confirms the same card and amount again, or the clock, and does nothing else.
    pub(super) fn answer_again(&mut self, cx: &mut Context, at: Instant) {
        let is_part_of_a_burst = cx.reader.is_machine_speed && self.was_drawn_before(at);
        if self.strip_is_closed() || is_part_of_a_burst {
            self.close_strip_now(cx);
        } else {
            self.review.iter_mut().for_each(|review| review.plus(at));
        }
    }

    /// Whether the strip was drawn before a key pressed `at`.
    fn was_drawn_before(&self, at: Instant) -> bool {
        self.review.as_ref().is_some_and(|review| review.was_drawn_before(at))
    }

    /// A key without a meaning in the strip means that the cashier has not read it: from now on only Esc works, and a
    /// hint says so. Returns whether a strip is shown.
    pub(super) fn close_strip_now(&mut self, cx: &mut Context) -> bool {
        let is_open = self.was_sent() && cx.awaits_outcome();
        match self.review.as_mut().map(|review| review.close(is_open)) {
            Some(true) => cx.hint(Text::HintStripClosed),
            Some(false) if cx.in_flight().is_some() => cx.hint(Text::HintInFlight),
            Some(false) => cx.hint(Text::HintUnknown),
            None => return false,
        }
        true
    }

    /// Carries out the request if an Enter or `+` takes effect by `now`.
    pub(super) fn confirm_if_alone(&mut self, cx: &mut Context, now: Instant) {
        let Some(review) = &mut self.review else { return };
        if !review.stayed_alone(now) {
            return;
        }
        let unknown = cx.flight.as_ref().filter(|flight| flight.stage == Stage::Unknown);
        if let Some(request_id) = unknown.map(|flight| flight.note.request_id.clone()) {
            let question = cx.ask(Question::FindByRequest(request_id));
            cx.flight.iter_mut().for_each(|flight| flight.recall(question));
            cx.notice = None;
        } else {
            if matches!(review.state, ReviewState::AskingClock(_)) {
                // The worker takes it before the transaction. Where it cannot be recorded, the ledger asks again.
                cx.effect(Effect::Tell(Question::AcceptClock));
            }
            let Some(request_id) = self.request_id.clone() else { return };
            let question = P::question(review, request_id);
            review.state = ReviewState::Sent;
            cx.send(question);
        }
    }

    /// Esc in the strip: goes back to the form. Not while the outcome is open: keyed again, it would be another
    /// request, and might be recorded twice.
    pub(super) fn close_review(&mut self, cx: &mut Context) {
        if cx.in_flight().is_some() {
            cx.hint(Text::HintInFlight);
        } else if cx.awaits_outcome() {
            cx.hint(Text::HintUnknown);
        } else {
            let review = self.review.take();
            if review.is_some_and(|review| matches!(review.state, ReviewState::AskingClock(_))) {
                cx.hint(Text::ClockSetIt);
            }
        }
    }

    /// Lets the strip ask something new.
    pub(super) fn ask_again(&mut self, state: ReviewState, now: Instant) {
        if let Some(review) = &mut self.review {
            review.state = state;
            review.ask_again(now);
        }
    }
}
