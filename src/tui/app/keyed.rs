//! What a key or a paste does, before it is an action of one screen.

use std::time::Instant;

use crossterm::event::KeyCode;
use tui_input::InputRequest;

use super::{
    App, Effect, QUIT_PAUSE, Screen, Tone, cancel,
    overlay::{FilteredList, Overlay},
    reader::bare_code,
};
use crate::{
    locale::Text,
    payment::swipe::looks_like_swipe,
    tui::{
        event::KeyPress,
        form::field::{FieldStyle, Typed},
        keys::{Action, resolve},
    },
};

impl App {
    /// Handles a key pressed `at`.
    pub(super) fn key(&mut self, key: KeyPress, at: Instant) {
        self.reader.note_key(at);
        self.last_touch = self.now;
        // Before this key, an Enter in the strip may have taken effect.
        self.confirm_if_alone(at);
        if key.code != KeyCode::Enter {
            self.forget_enter();
        }
        if self.lock.is_some() {
            return self.locked_key(key);
        }
        if self.is_hidden {
            // A swipe that began before is dropped to its end.
            self.reader.spoil();
            if !self.reader.is_collecting() || !self.takes_machine_key(key, at) {
                self.hidden_key(key);
            }
            return;
        }
        if self.takes_machine_key(key, at) {
            return;
        }
        let key = if key == KeyPress::LINE_FEED { KeyPress::plain(KeyCode::Enter) } else { key };
        if self.leftover.is_some() {
            return self.leftover_key(key, at);
        }
        let after_advance = std::mem::take(&mut self.advanced);
        if after_advance && self.screen == Screen::Cancel && matches!(key.code, KeyCode::Enter | KeyCode::Tab)
        {
            return;
        }
        let quit_asked = self.quit_asked.take();
        self.notice = None;
        if self.overlay.is_none() && !self.in_review() && self.types_into_focus(key) {
            return;
        }
        match resolve(self.scopes(), key).or_else(|| resolve_quit(key)) {
            Some(Action::Quit) => self.quit(quit_asked),
            Some(Action::Interrupt) => self.interrupt(quit_asked),
            Some(action) => self.act(action, at),
            None if self.overlay.is_none() && self.in_review() => self.close_strip(),
            None => self.edit(key),
        }
    }

    /// A key while the window is too small to show what it would change: only redraw, suspend and quit work.
    fn hidden_key(&mut self, key: KeyPress) {
        let quit_asked = self.quit_asked.take();
        match resolve_quit(key) {
            Some(Action::Redraw) => self.effects.push(Effect::Redraw),
            Some(Action::Suspend) => self.effects.push(Effect::Suspend),
            Some(Action::Quit | Action::Interrupt) => self.quit(quit_asked),
            _ => {}
        }
    }

    /// Types a character that is also a command, if the field in focus can hold it. Returns whether it did.
    fn types_into_focus(&mut self, key: KeyPress) -> bool {
        let Some(c) = key.typed() else { return false };
        let (style, empty, goes_on) = match self.screen {
            Screen::Pay => {
                let (form, field) = (&self.pay.form, self.pay.form.focused());
                let goes_on = match c {
                    // After a field was entered again, `+` opens the review.
                    '+' => field.ends_in_amount() && !form.is_untouched(),
                    _ => field.ends_in_amount(),
                };
                (field.style(), field.is_empty(), goes_on && field.style() == FieldStyle::WonSum)
            }
            Screen::Cancel => {
                let field = self.cancel.form.focused();
                (field.style(), field.is_empty(), false)
            }
            Screen::Lookup => (FieldStyle::Free, self.lookup.query.is_empty(), false),
        };
        let separator =
            c == '-' && !empty && matches!(style, FieldStyle::Card | FieldStyle::Expiry | FieldStyle::Id);
        match c {
            '?' if empty => self.act(Action::Help, self.now),
            _ if style == FieldStyle::Free || separator || (matches!(c, '+' | '*') && goes_on) => {
                self.type_char(c);
            }
            _ => return false,
        }
        true
    }

    /// Opens help.
    pub(super) fn open_help(&mut self) {
        self.overlay = Some(Overlay::Help(FilteredList::new(self.locale.lang())));
    }

    /// Opens the list of commands.
    pub(super) fn open_palette(&mut self) {
        self.overlay = Some(Overlay::Palette(FilteredList::new(self.locale.lang())));
    }

    /// Does an action chosen from the list of commands, as its key would.
    pub(super) fn run_action(&mut self, action: Action, at: Instant) {
        match action {
            Action::Quit => self.quit(None),
            // Enter chose it, so Enter counts in the strip only after a pause.
            Action::Defaults => self.open_review(Some(at)),
            action => self.act(action, at),
        }
    }

    /// Does an action.
    fn act(&mut self, action: Action, at: Instant) {
        // The details of the last transaction can replace those of another.
        if self.overlay.is_some() && action != Action::LastDetail {
            return self.act_on_overlay(action, at);
        }
        match action {
            Action::Copy => self.copy_id(),
            Action::Lock => self.lock_now(),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Help => self.open_help(),
            Action::Palette => self.open_palette(),
            Action::Pay => self.show(Screen::Pay),
            Action::Cancel => self.show(Screen::Cancel),
            Action::LookUp => self.show(Screen::Lookup),
            Action::LastDetail => match &self.last {
                Some(last) => self.open_detail(last.transaction.id),
                None => self.hint(Text::NoLast),
            },
            Action::Redraw => self.effects.push(Effect::Redraw),
            Action::Confirm => self.confirm(at),
            Action::Again => self.answer_again(at),
            Action::Back => self.close_review(),
            _ if self.screen == Screen::Lookup => self.act_on_lookup(action),
            _ => self.act_on_form(action, at),
        }
    }

    /// A key that is no action: types a character, moves the caret, or deletes.
    fn edit(&mut self, key: KeyPress) {
        if let Some(list) = self.overlay.as_mut().and_then(Overlay::list) {
            match (key.typed(), edit_request(key)) {
                (Some(c), _) => list.type_char(c),
                (None, Some(request)) => list.edit(request),
                (None, None) => {}
            }
            return;
        }
        if self.overlay.is_some() || self.in_review() {
            return;
        }
        if let Some(c) = key.typed() {
            return self.type_char(c);
        }
        let Some(request) = edit_request(key) else { return };
        let empty = match self.screen {
            Screen::Pay => self.pay.form.focused().is_empty(),
            Screen::Cancel => self.cancel.form.focused().is_empty(),
            Screen::Lookup => false,
        };
        if empty && request == InputRequest::DeletePrevChar {
            return self.with_form(|form| form.previous());
        }
        let changed = match self.screen {
            Screen::Pay => self.pay.form.edit(request),
            Screen::Cancel => self.cancel.form.edit(request),
            Screen::Lookup => self.lookup.query.edit(request),
        };
        if changed {
            self.changed();
        }
    }

    /// Inserts pasted text into the field in focus, all of it or nothing; a line end in it submits nothing. The track
    /// of a card counts as a swipe.
    pub(super) fn paste(&mut self, text: &str) {
        self.last_touch = self.now;
        self.reader.forget_typed();
        if self.lock.is_some() {
            return self.locked_paste(text);
        }
        if self.leftover.is_some() || self.is_hidden {
            return;
        }
        self.notice = None;
        if looks_like_swipe(text) {
            if self.in_review() && self.screen != Screen::Pay {
                self.close_strip();
            }
            return self.swiped(text);
        }
        if let Some(list) = self.overlay.as_mut().and_then(Overlay::list) {
            list.query.paste(text);
            return;
        }
        if self.overlay.is_some() {
            return;
        }
        if self.in_review() {
            return self.close_strip();
        }
        let money = match self.screen {
            Screen::Pay => self.pay.form.focused().is_money(),
            Screen::Cancel => self.cancel.form.focused().is_money(),
            Screen::Lookup => false,
        };
        match self.paste_into_focus(text) {
            Typed::Refused(_) if money => {
                let text = self.locale.text(Text::HintPastedAmount);
                self.say(Tone::Bad, text);
            }
            Typed::Refused(_) => self.hint(Text::HintDigits),
            Typed::Full => self.say_full(),
            Typed::Accepted | Typed::Ignored => {}
        }
    }

    /// A paste was dropped: says why.
    pub(super) fn paste_failed(&mut self, why: Text) {
        self.last_touch = self.now;
        if self.overlay.is_none() && self.in_review() {
            self.close_strip();
        }
        self.hint_in_sight(why);
    }

    /// Inserts text that came at once into the field in focus, all of it or nothing.
    pub(super) fn paste_into_focus(&mut self, text: &str) -> Typed {
        self.begin_money();
        let typed = match self.screen {
            Screen::Pay => self.pay.form.paste(text),
            Screen::Cancel if self.cancel.form.focus() == cancel::ID => {
                self.cancel.form.paste(bare_code(text))
            }
            Screen::Cancel => self.cancel.form.paste(text),
            Screen::Lookup => self.lookup.query.paste(text),
        };
        self.changed();
        typed
    }

    /// What is keyed has changed: asks for what depends on it.
    pub(super) fn changed(&mut self) {
        match self.screen {
            Screen::Pay => {}
            Screen::Cancel => {
                let offered = self.suggestion().map(|last| last.transaction.payment_id());
                self.cancel.changed(offered);
                self.find_target();
            }
            Screen::Lookup => self.search(),
        }
    }

    /// Ctrl+Q: quits; if something is keyed, only the second time.
    pub(super) fn quit(&mut self, asked: Option<Instant>) {
        if self.in_flight().is_some() {
            return self.hint_in_sight(Text::HintInFlight);
        }
        let asked = asked.is_some_and(|asked| self.now < asked + QUIT_PAUSE);
        if asked || !self.is_anything_keyed() {
            self.effects.push(Effect::Quit);
        } else {
            self.quit_asked = Some(self.now);
            self.hint_in_sight(Text::HintQuitKeyed);
        }
    }

    /// Whether a form holds anything.
    fn is_anything_keyed(&self) -> bool {
        !self.pay.form.is_pristine() || !self.cancel.form.is_pristine()
    }

    /// Ctrl+C: the first one works as Esc, a second one within two seconds quits. If something was keyed before the
    /// first, the second asks as Ctrl+Q does, and the third quits.
    pub(super) fn interrupt(&mut self, asked: Option<Instant>) {
        if self.in_flight().is_some() {
            return self.hint_in_sight(Text::HintInFlight);
        }
        if asked.is_some_and(|asked| self.now < asked + QUIT_PAUSE) {
            if std::mem::take(&mut self.cleared_by_interrupt) {
                self.quit_asked = Some(self.now);
                return self.hint_in_sight(Text::HintQuitKeyed);
            }
            return self.effects.push(Effect::Quit);
        }
        self.cleared_by_interrupt = self.is_anything_keyed();
        match (&self.overlay, self.in_review()) {
            _ if self.lock.is_some() || self.leftover.is_some() => {}
            (None, false) => self.act(Action::Clear, self.now),
            _ => self.act(Action::Back, self.now),
        }
        self.quit_asked = Some(self.now);
        self.hint_in_sight(Text::HintQuitAgain);
    }
}

/// The actions that work everywhere, also on the lock: quit, interrupt, redraw, suspend.
pub(super) fn resolve_quit(key: KeyPress) -> Option<Action> {
    resolve(&[crate::tui::keys::Scope::Everywhere], key).filter(|action| {
        matches!(action, Action::Quit | Action::Interrupt | Action::Redraw | Action::Suspend)
    })
}

/// The edit of tui-input that a key stands for.
fn edit_request(key: KeyPress) -> Option<InputRequest> {
    use InputRequest as R;
    Some(match (key.code, key.ctrl) {
        (KeyCode::Left, false) | (KeyCode::Char('b'), true) => R::GoToPrevChar,
        (KeyCode::Right, false) => R::GoToNextChar,
        (KeyCode::Home, false) | (KeyCode::Char('a'), true) => R::GoToStart,
        (KeyCode::End, false) | (KeyCode::Char('e'), true) => R::GoToEnd,
        (KeyCode::Left, true) => R::GoToPrevWord,
        (KeyCode::Right, true) => R::GoToNextWord,
        (KeyCode::Backspace, false) => R::DeletePrevChar,
        (KeyCode::Delete, false) => R::DeleteNextChar,
        (KeyCode::Char('w'), true) => R::DeletePrevWord,
        (KeyCode::Char('u'), true) => R::DeleteLine,
        (KeyCode::Char('k'), true) => R::DeleteTillEnd,
        _ => return None,
    })
}
