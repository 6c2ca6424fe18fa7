//! What keys do in the fields of Pay and Cancel.

use std::time::Instant;

use super::{
    App, Screen, Tone,
    cancel::{self, CancelTarget},
    pay::{self, PayScreen},
    reader::is_code_mark,
};
use crate::{
    locale::Text,
    payment::{CharClass, Expiry, card::may_be_longer},
    tui::{
        form::{Form, field::Typed},
        keys::Action,
    },
};

impl App {
    /// Does an action in a form.
    pub(super) fn act_on_form(&mut self, action: Action, at: Instant) {
        match action {
            Action::Next => self.next_field(at),
            Action::Down => self.with_form(|form| form.next()),
            Action::Previous => self.with_form(|form| form.previous()),
            Action::Minus => self.minus(),
            Action::Defaults => self.open_review(None),
            Action::Thousand => {
                let mut typed = Typed::Ignored;
                self.with_form(|form| typed = form.thousand());
                match typed {
                    Typed::Accepted => self.changed(),
                    Typed::Full => self.hint(Text::HintFull),
                    _ => {}
                }
            }
            Action::AsLast => self.fill_from_last(),
            Action::Clear => {
                self.with_form(|form| form.clear());
                self.changed();
            }
            Action::BringBack => {
                self.with_form(|form| form.bring_back());
                if self.screen == Screen::Cancel {
                    self.cancel.brought_back();
                }
                self.changed();
            }
            _ => {}
        }
    }

    /// Enter or Tab: goes to the next field, from the last one to the review. In a required field that is empty it only
    /// shows the hint: an Enter out of habit, after the focus moved on by itself, does no harm.
    pub(super) fn next_field(&mut self, at: Instant) {
        let moved = match self.screen {
            Screen::Pay => {
                let focus = self.pay.form.focus();
                if self.pay.form.focused().is_empty() && !PayScreen::has_default(focus) {
                    let field = pay::FIELDS[focus];
                    let text = self.locale.allowed(field);
                    return self.say(Tone::Hint, format!("{}: {text}", self.locale.field(field)));
                }
                let swiped = self.pay.swiped && !self.pay.form.field(pay::EXPIRY).is_empty();
                if focus == pay::AMOUNT && swiped {
                    self.pay.form.focus_on(pay::EXPIRY);
                }
                self.pay.form.next()
            }
            Screen::Cancel => {
                if self.cancel.form.focus() == cancel::ID && self.cancel.form.focused().is_empty() {
                    if !self.take_suggestion() {
                        return self.hint(Text::HintCancelId);
                    }
                    self.changed();
                }
                self.cancel.form.next()
            }
            Screen::Lookup => true,
        };
        if !moved {
            self.open_review(Some(at));
        }
    }

    /// Changes the form of the screen, whichever it is.
    pub(super) fn with_form(&mut self, change: impl FnOnce(&mut dyn AnyForm)) {
        match self.screen {
            Screen::Pay => {
                change(&mut self.pay.form);
            }
            Screen::Cancel => {
                change(&mut self.cancel.form);
            }
            Screen::Lookup => {}
        }
    }

    /// `-` on the number pad: goes one field back; from an empty form to the other form, so that the number pad is
    /// enough for a payment and a cancel.
    pub(super) fn minus(&mut self) {
        match self.screen {
            Screen::Pay if self.pay.form.is_pristine() => self.show(Screen::Cancel),
            Screen::Cancel if self.cancel.form.is_pristine() => self.show(Screen::Pay),
            _ => self.with_form(|form| form.previous()),
        }
    }

    /// Fills an empty field as in the last transaction; never with a card or CVC. The id waits for Enter: a reader of
    /// Code 39 begins with the same key `*`, and its code replaces the id.
    pub(super) fn fill_from_last(&mut self) {
        let Some(last) = &self.last else { return self.hint(Text::NoLast) };
        let last = &last.transaction;
        match (self.screen, self.pay.form.focus(), self.cancel.form.focus()) {
            (Screen::Pay, ..) if !self.pay.form.focused().is_empty() => self.hint(Text::HintFilled),
            (Screen::Cancel, ..) if !self.cancel.form.focused().is_empty() => self.hint(Text::HintFilled),
            (Screen::Pay, index @ (pay::AMOUNT | pay::INSTALLMENTS | pay::VAT), _) => {
                let text = match index {
                    pay::AMOUNT => last.amount.to_string(),
                    pay::VAT => last.vat.to_string(),
                    _ => last.installments.months().to_string(),
                };
                self.pay.form.field_mut(index).set(&text);
                self.pay.form.next();
            }
            (Screen::Cancel, _, cancel::ID) => {
                let id = last.payment_id();
                self.cancel.take_offered(id);
                self.cancel.form.suggest(id.as_str());
                self.changed();
            }
            _ => self.hint(Text::HintNotFromLast),
        }
    }

    /// An amount or VAT keyed while the ledger looks for a payment belongs to that payment: clears that of another one.
    pub(super) fn begin_money(&mut self) {
        if let (Screen::Cancel, CancelTarget::Asked(_, id)) = (self.screen, &self.cancel.target)
            && self.cancel.form.focus() != cancel::ID
        {
            let id = *id;
            self.cancel.drop_money_of_another(id);
        }
    }

    /// Types a character into the field in focus.
    pub(super) fn type_char(&mut self, c: char) {
        if c == '*' && self.screen == Screen::Lookup {
            // No query contains it; readers of Code 39 send it before and after a code.
            return;
        }
        self.begin_money();
        let typed = match self.screen {
            Screen::Pay => self.pay.form.type_char(c),
            Screen::Cancel => self.cancel.form.type_char(c),
            Screen::Lookup => self.lookup.query.type_char(c),
        };
        match typed {
            Typed::Accepted => {
                self.drop_code_mark();
                self.changed();
                self.advance_when_full();
            }
            Typed::Ignored => {}
            Typed::Full => self.say_full(),
            Typed::Refused(CharClass::Letter) if !c.is_ascii() => self.hint(Text::HintHangul),
            Typed::Refused(_) => self.hint(Text::HintDigits),
        }
    }

    /// Removes the mark that readers put before a code to say which kind it is: it is not part of an id.
    fn drop_code_mark(&mut self) {
        let field = match self.screen {
            Screen::Cancel if self.cancel.form.focus() == cancel::ID => {
                self.cancel.form.field_mut(cancel::ID)
            }
            Screen::Lookup => &mut self.lookup.query,
            _ => return,
        };
        if is_code_mark(field.text()) {
            field.clear();
        }
    }

    /// Says with a bell that the field is full: the character was dropped.
    pub(super) fn say_full(&mut self) {
        let text = self.locale.text(Text::HintFull);
        self.say(Tone::Bad, text);
    }

    /// Moves the focus on after a valid card number of sixteen digits, a valid expiry or a whole id. A number that may be
    /// longer, and an expiry that looks mistyped, wait for Enter.
    pub(super) fn advance_when_full(&mut self) {
        if self.screen == Screen::Cancel
            && self.cancel.form.focus() == cancel::ID
            && self.cancel.id().is_some()
        {
            self.cancel.form.next();
            self.advanced = true;
        }
        if self.screen != Screen::Pay || !self.pay.form.focused().is_full() {
            return;
        }
        let focus = self.pay.form.focus();
        let text = self.pay.form.focused().text();
        let waits = match focus {
            pay::CARD => may_be_longer(text),
            pay::EXPIRY => Expiry::parse(text).is_ok_and(|expiry| expiry.is_far_ahead(self.date())),
            _ => return,
        };
        let errors = self.pay.parse(self.settings.rules, self.date()).err().unwrap_or_default();
        match errors.into_iter().find(|error| error.field == pay::FIELDS[focus]) {
            None if waits => {}
            None => {
                self.pay.form.next();
            }
            Some(error) => self.say_error(&error),
        }
    }
}

/// A form with any number of fields; see [`Form`].
pub(super) trait AnyForm {
    fn next(&mut self);
    fn previous(&mut self);
    fn thousand(&mut self) -> Typed;
    fn clear(&mut self);
    fn bring_back(&mut self);
}

impl<const N: usize> AnyForm for Form<N> {
    fn next(&mut self) {
        Self::next(self);
    }
    fn previous(&mut self) {
        Self::previous(self);
    }
    fn thousand(&mut self) -> Typed {
        Self::type_thousand(self)
    }
    fn clear(&mut self) {
        Self::clear(self);
    }
    fn bring_back(&mut self) {
        Self::bring_back(self);
    }
}
