//! What keys do in the fields of a form.

use std::time::Instant;

use tui_input::InputRequest;

use super::{FormKind, FormScreen};
use crate::{
    locale::Text,
    payment::CharClass,
    tui::{
        app::{Arrival, Context, Move},
        event::KeyPress,
        form::field::{FieldStyle, Typed},
        keys::Action,
        screen::edit_request,
    },
};

impl<P: FormKind> FormScreen<P> {
    /// Does an action in the fields.
    pub(super) fn act_in_field(&mut self, cx: &mut Context, action: Action, at: Instant) {
        match action {
            Action::Next => self.next_field(cx, at),
            Action::Down => _ = self.form.next(),
            // So the number pad is enough for a payment and a cancel.
            Action::Minus if self.form.is_pristine() => cx.go(Move::Show(P::OTHER, Arrival::None)),
            Action::Minus | Action::Previous => self.form.previous(),
            Action::Defaults => self.open_review(cx, None),
            Action::Thousand => match self.form.type_thousand() {
                Typed::Accepted => P::changed(self, cx),
                Typed::Full => cx.hint(Text::HintFull),
                Typed::Ignored | Typed::Refused(_) => {}
            },
            Action::AsLast => self.fill_from_last(cx),
            Action::Clear => {
                self.form.clear();
                P::changed(self, cx);
            }
            Action::BringBack => {
                self.form.bring_back();
                P::brought_back(self);
                P::changed(self, cx);
            }
            _ => {}
        }
    }

    /// Enter or Tab: goes to the next field, from the last one to the review. In a required field that is empty it only
    /// shows the hint: an Enter out of habit, after the focus moved on by itself, does no harm.
    fn next_field(&mut self, cx: &mut Context, at: Instant) {
        if P::may_leave(self, cx) && !self.form.next() {
            self.open_review(cx, Some(at));
        }
    }

    /// Fills an empty field as in the last transaction.
    fn fill_from_last(&mut self, cx: &mut Context) {
        let Some(last) = cx.status.last.as_ref().map(|last| last.story.transaction.clone()) else {
            return cx.hint(Text::NoLast);
        };
        if !self.form.focused().is_empty() {
            cx.hint(Text::HintFilled);
        } else if !P::fill_from(self, cx, &last) {
            cx.hint(Text::HintNotFromLast);
        }
    }

    /// Types a character that is also a command, if the field in focus can hold it. Returns whether it did.
    pub(super) fn types_into_focus(&mut self, cx: &mut Context, key: KeyPress) -> bool {
        let Some(c) = key.typed() else { return false };
        let field = self.form.focused();
        let is_empty = field.is_empty();
        let separates = matches!(field.style(), FieldStyle::Card | FieldStyle::Expiry | FieldStyle::Id);
        match c {
            '?' if is_empty => cx.go(Move::Act(Action::Help)),
            '-' if separates && !is_empty => self.type_char(cx, c),
            '/' if !is_empty => self.type_char(cx, c),
            '+' | '*' if P::goes_on(&self.form, c) => self.type_char(cx, c),
            _ => return false,
        }
        true
    }

    /// A key that is no action: types a character, moves the caret, or deletes.
    pub(super) fn edit_field(&mut self, cx: &mut Context, key: KeyPress) {
        if let Some(c) = key.typed() {
            return self.type_char(cx, c);
        }
        let Some(request) = edit_request(key) else { return };
        if self.form.focused().is_empty() && request == InputRequest::DeletePrevChar {
            self.form.previous();
        } else if self.form.edit(request) {
            P::changed(self, cx);
        }
    }

    /// Types a character into the field in focus.
    fn type_char(&mut self, cx: &mut Context, c: char) {
        P::before_typing(self);
        match self.form.type_char(c) {
            Typed::Accepted => P::typed(self, cx),
            unfit => say_unfit(cx, unfit, c),
        }
    }

    /// Inserts text that came at once into the field in focus, all of it or nothing.
    pub(in crate::tui::screen) fn paste_into_focus(&mut self, cx: &mut Context, text: &str) -> Typed {
        P::before_typing(self);
        let typed = self.form.paste(P::pasted(self, text));
        P::changed(self, cx);
        typed
    }
}

/// Says why a character was not taken.
pub fn say_unfit(cx: &mut Context, typed: Typed, c: char) {
    match typed {
        Typed::Accepted | Typed::Ignored => {}
        // With a bell: the character was dropped.
        Typed::Full => cx.refuse(Text::HintFull),
        Typed::Refused(CharClass::Letter) if !c.is_ascii() => cx.hint(Text::HintHangul),
        Typed::Refused(_) => cx.hint(Text::HintDigits),
    }
}
