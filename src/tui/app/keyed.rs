//! What a key or a paste does, before it is an action of the screen on top.

use std::time::Instant;

use crossterm::event::KeyCode;

use super::{App, Effect};
use crate::{
    locale::Text,
    payment::swipe::looks_like_swipe,
    tui::{
        event::KeyPress,
        keys::{Action, Scope, resolve},
        screen::Screen,
    },
};

impl App {
    /// Handles a key pressed `at`.
    pub(super) fn key(&mut self, key: KeyPress, at: Instant) {
        self.cx.reader.note_key(at);
        self.idle.touch(self.cx.now);
        self.decide_enter(key, at);
        if !self.cx.is_locked {
            if self.is_hidden {
                return self.key_while_hidden(key, at);
            }
            if !self.top().is_secret() && self.takes_machine_key(key, at) {
                return;
            }
        }
        let key = if key == KeyPress::LINE_FEED { KeyPress::plain(KeyCode::Enter) } else { key };
        if self.stack.top_mut().drops(key) {
            return;
        }
        let quit_asked = self.quit.take();
        let action = resolve(self.top().scopes(), key).or_else(|| resolve_quit(key));
        // Behind a lock the notice stays: it is read after unlocking.
        if !self.cx.is_locked || quit_asked.is_some() {
            self.with_top(Screen::unsay);
            // What it asked about is answered by its key alone.
            self.cx.print_ask = self.cx.print_ask.take().filter(|_| action == Some(Action::Slip));
        }
        if self.with_top(|screen, cx| screen.takes_key(cx, key)) {
            return;
        }
        match action {
            Some(Action::Quit) => self.quit(quit_asked),
            Some(Action::Interrupt) => self.interrupt(quit_asked),
            Some(action) => self.act(action, at),
            None => self.with_top(|screen, cx| screen.edit(cx, key)),
        }
    }

    /// Before this key, an Enter in the strip may have taken effect; if not, this key may take it back.
    fn decide_enter(&mut self, key: KeyPress, at: Instant) {
        let screen = if self.cx.is_locked { self.stack.beneath_mut() } else { self.stack.top_mut() };
        screen.release_enter(&mut self.cx, at);
        if key.code != KeyCode::Enter {
            self.stack.all_mut().for_each(|(_, screen)| screen.forget_enter());
        }
    }

    /// A key while the window is too small to show what it would change: only redraw, suspend and quit work.
    fn key_while_hidden(&mut self, key: KeyPress, at: Instant) {
        // A swipe that began before is dropped to its end.
        self.cx.reader.spoil();
        if self.cx.reader.is_collecting() && self.takes_machine_key(key, at) {
            return;
        }
        let quit_asked = self.quit.take();
        match resolve_quit(key) {
            Some(Action::Redraw) => self.cx.effect(Effect::Redraw),
            Some(Action::Suspend) => self.cx.effect(Effect::Suspend),
            Some(Action::Quit | Action::Interrupt) => self.quit(quit_asked),
            _ => {}
        }
    }

    /// Inserts pasted text into the field in focus, all of it or nothing; a line end in it submits nothing. The track
    /// of a card counts as a swipe.
    pub(super) fn paste(&mut self, text: &str) {
        self.idle.touch(self.cx.now);
        self.cx.reader.forget_typed();
        if self.cx.is_locked {
            return self.with_top(|screen, cx| screen.paste(cx, text));
        }
        if self.is_hidden || !self.top().takes_input() {
            return;
        }
        self.cx.notice = None;
        self.cx.print_ask = None;
        if looks_like_swipe(text) {
            if !self.top().reads_cards() {
                self.with_top(Screen::close_strip);
            }
            return self.swiped(text);
        }
        self.with_top(|screen, cx| screen.paste(cx, text));
    }

    /// A paste was dropped: says why.
    pub(super) fn paste_failed(&mut self, why: Text) {
        self.idle.touch(self.cx.now);
        self.with_top(Screen::close_strip);
        self.hint_in_sight(why);
    }
}

/// The actions that work everywhere, also on the lock: quit, interrupt, redraw, suspend.
fn resolve_quit(key: KeyPress) -> Option<Action> {
    resolve(&[Scope::Everywhere], key).filter(|action| {
        matches!(action, Action::Quit | Action::Interrupt | Action::Redraw | Action::Suspend)
    })
}
