//! What the worker's answers do. Answers to questions that nobody asks any more are dropped.

use super::{
    App, Screen, Tone,
    cancel::{self, Target, Wanted},
    lookup::Taken,
    overlay::{Overlay, REVEAL_TIME, Reveal},
    pay,
    review::State,
};
use crate::{
    desk::{DeskError, Receipt, Record},
    locale::Text,
    payment::{FieldError, Kind, Problem},
    tui::worker::{Answer, Content, Page, QuestionId, Status},
};

impl App {
    pub(super) fn answer(&mut self, answer: Answer) {
        let to = answer.to;
        match answer.content {
            Content::Status(Ok(status)) => self.take_status(status),
            Content::Status(Err(error)) => self.trouble(&error),
            Content::Done(done) => self.done(to, done),
            Content::Found(found) => self.found(to, found),
            Content::Page(Ok(page)) => self.take_page(to, page),
            Content::Glance(Ok(glance)) => {
                if self.lookup.take_glance(to, glance) {
                    self.ask_glance();
                }
            }
            Content::Page(Err(error)) | Content::Glance(Err(error)) => {
                self.lookup.give_up(to);
                self.trouble(&error);
            }
            Content::Remembered(Ok(())) => {}
            Content::Remembered(Err(error)) => {
                let text = self.locale.config_error(&error);
                self.say(Tone::Bad, text);
            }
            Content::Revealed(revealed) => self.revealed(to, revealed),
            Content::Door(asks) => self.take_door(to, asks),
            Content::Unlocked(unlocked) => self.take_unlocked(to, unlocked),
        }
    }

    fn take_page(&mut self, to: QuestionId, page: Option<Page>) {
        match self.lookup.take_page(to, page) {
            Taken::Stale => return,
            Taken::GaveUp(window) => return self.ask_window(window),
            Taken::More => {}
            Taken::Window => {
                if self.lookup.shown.is_everything() {
                    self.count = self.lookup.count.or(self.count);
                }
                self.ask_glance();
            }
        }
        self.load_more();
        let here = self.screen == Screen::Lookup && self.overlay.is_none() && self.lock.is_none();
        if let Some(action) = self.lookup.then.take().filter(|_| here) {
            self.act_on_lookup(action);
        }
    }

    fn trouble(&mut self, error: &DeskError) {
        let text = self.locale.desk_error(error);
        self.say(Tone::Bad, text);
    }

    fn done(&mut self, to: QuestionId, done: Result<Box<(Receipt, Option<Status>)>, DeskError>) {
        if self.in_flight() != Some(to) {
            return;
        }
        match done {
            Ok(done) => {
                let (receipt, status) = *done;
                self.approved(&receipt, status);
            }
            Err(DeskError::Refused(error)) => self.refused(&error),
            Err(error) if self.pay.card_gone => {
                let text = self.locale.desk_error(&error);
                self.without_card(&text);
            }
            Err(error) => {
                let text = self.locale.desk_error(&error);
                let state = State::Trouble(text.clone());
                match self.flying() {
                    Some(Screen::Pay) => {
                        self.pay.review.iter_mut().for_each(|r| r.ask_again(state.clone(), self.now));
                    }
                    _ => self.cancel.review.iter_mut().for_each(|r| r.ask_again(state.clone(), self.now)),
                }
                self.say(Tone::Bad, text);
            }
        }
    }

    /// A payment was not taken, and its card was wiped meanwhile.
    fn without_card(&mut self, outcome: &str) {
        self.pay.review = None;
        self.pay.card_gone = false;
        self.pay.form.focus_on(pay::CARD);
        let text = self.locale.with(Text::UnlockedInFlight, &[("outcome", outcome.into())]);
        self.say(Tone::Bad, text);
    }

    /// The screen whose request is in flight.
    fn flying(&self) -> Option<Screen> {
        let flying = |state: &State| matches!(state, State::InFlight(_));
        if self.pay.review.as_ref().is_some_and(|review| flying(&review.state)) {
            return Some(Screen::Pay);
        }
        self.cancel.review.as_ref().filter(|review| flying(&review.state)).map(|_| Screen::Cancel)
    }

    /// Approved: id and message below, an empty form, focus on its first field.
    fn approved(&mut self, receipt: &Receipt, status: Option<Status>) {
        let done = &receipt.transaction;
        let text = match done.kind {
            Kind::Payment => Text::DonePayment,
            Kind::Cancel { .. } => Text::DoneCancel,
        };
        let values = [
            ("amount", self.locale.won(done.amount).into()),
            ("id", done.id.grouped().into()),
            ("left", self.locale.won(receipt.remaining.amount()).into()),
        ];
        let text = self.locale.with(text, &values);
        match done.kind {
            Kind::Payment => self.pay.finish(),
            Kind::Cancel { .. } => self.cancel.finish(),
        }
        self.just_done = Some(done.id);
        if let Some(status) = status {
            self.take_status(status);
        }
        self.say(Tone::Good, text);
    }

    /// Refused: the reason with the numbers, focus on the field that can mend it.
    fn refused(&mut self, error: &FieldError) {
        match (self.flying(), &error.problem) {
            (Some(Screen::Pay), _) if self.pay.card_gone => {
                let text = self.locale.field_error(error);
                self.without_card(&text);
            }
            (Some(Screen::Pay), Problem::PossibleDuplicate { earlier, seconds }) => {
                let state = State::AskingAgain { earlier: *earlier, seconds: *seconds };
                self.pay.review.iter_mut().for_each(|review| review.ask_again(state.clone(), self.now));
                self.effects.push(super::Effect::Bell);
            }
            (Some(Screen::Pay), _) => {
                self.pay.review = None;
                self.pay.form.focus_on(pay::index_of(error.field).unwrap_or(pay::AMOUNT));
                self.blame(error);
            }
            _ => {
                self.cancel.review = None;
                self.cancel.form.focus_on(cancel::index_of(error.field).unwrap_or(cancel::AMOUNT));
                // What remains has changed since it was looked at: look again.
                self.cancel.target = Target::None;
                self.find_target();
                self.blame(error);
            }
        }
    }

    fn found(&mut self, to: QuestionId, found: Result<Box<Record>, DeskError>) {
        let asked_by_cancel = matches!(self.cancel.target, Target::Asked(question, _) if question == to);
        if asked_by_cancel {
            self.found_target(found);
        } else if let Some(Overlay::Detail(detail)) = &mut self.overlay
            && detail.question == to
        {
            match found {
                Ok(record) => detail.record = Some(record),
                Err(error) => {
                    self.overlay = None;
                    self.trouble(&error);
                }
            }
        }
    }

    fn found_target(&mut self, found: Result<Box<Record>, DeskError>) {
        let review = std::mem::take(&mut self.cancel.review_when_found);
        match found {
            Ok(record) => self.cancel.found(record),
            Err(DeskError::Refused(error)) => self.cancel.target = Target::Refused(error),
            Err(error) => {
                self.cancel.target = Target::None;
                return self.trouble(&error);
            }
        }
        if let Target::Refused(error) = &self.cancel.target {
            let error = error.clone();
            self.cancel.form.focus_on(cancel::ID);
            return self.blame(&error);
        }
        if self.cancel.form.focus() == cancel::ID {
            self.cancel.form.focus_on(cancel::AMOUNT);
        }
        let id = self.cancel.record().map(|record| record.transaction.id);
        if id.is_some_and(|id| self.cancel.drop_money_of_another(id)) {
            // No review of what was not keyed for this payment.
            return self.hint(Text::HintMoneyOfAnother);
        }
        if let Some(Wanted { by_enter }) = review
            && self.screen == Screen::Cancel
            && self.overlay.is_none()
            && self.lock.is_none()
        {
            self.review_cancel(by_enter);
        }
    }

    fn revealed(&mut self, to: QuestionId, revealed: Result<Box<Record>, DeskError>) {
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
                    self.trouble(&error);
                }
            }
        }
    }
}
