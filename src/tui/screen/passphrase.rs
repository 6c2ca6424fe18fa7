//! The passphrase of the keyring in place: what leaves the shop with whole card numbers asks for it again, over the screen on which that was
//! asked for. Nothing of that screen moves.

use std::{ops::Range, time::Instant};

use crossterm::event::KeyCode;
use zeroize::{Zeroize as _, Zeroizing};

use super::Screen;
use crate::{
    desk::{DeskError, HandOverError, KeyringError, KeyringTrouble, pause_after},
    locale::Text,
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        keys::{Action, Scope, resolve},
        protocol::{HandOverOrder, KeyedPassphrase, Question, QuestionId, Reply, ReplyBody},
    },
};

/// Longest passphrase in bytes. The buffer has this size at once: growing would leave a copy behind.
const CAPACITY: usize = 4096;

/// A passphrase that is asked for.
pub struct PassphraseScreen {
    /// What waits for it, and the name of its question.
    waiting: Option<(QuestionId, Box<HandOverOrder>)>,
    passphrase: Zeroizing<String>,
    /// The open question whether it is right.
    checking: Option<QuestionId>,
    /// How many tries were wrong.
    wrong: u32,
    /// None is tried until then.
    pause_until: Option<Instant>,
}

impl PassphraseScreen {
    /// Asks for it, for what waits.
    pub fn new(to: QuestionId, order: Box<HandOverOrder>) -> Self {
        Self {
            waiting: Some((to, order)),
            passphrase: Zeroizing::new(String::with_capacity(CAPACITY)),
            checking: None,
            wrong: 0,
            pause_until: None,
        }
    }

    /// How many characters are keyed; no more of it is shown.
    pub fn keyed(&self) -> usize {
        self.passphrase.chars().count()
    }

    /// Whether it is being checked.
    pub fn is_checking(&self) -> bool {
        self.checking.is_some()
    }

    fn type_char(&mut self, c: char) {
        let is_text = !c.is_control() && self.passphrase.len() + c.len_utf8() <= CAPACITY;
        if self.checking.is_none() && is_text {
            self.passphrase.push(c);
        }
    }

    /// Enter: lets the worker check it.
    fn check(&mut self, cx: &mut Context) {
        let may = self.checking.is_none() && self.pause_until.is_none() && !self.passphrase.is_empty();
        // The Enter at the end of a reader's text hands nothing over.
        if !may || cx.reader.is_machine_speed {
            return;
        }
        let empty = Zeroizing::new(String::with_capacity(CAPACITY));
        let passphrase = std::mem::replace(&mut self.passphrase, empty);
        cx.notice = None;
        self.checking = Some(cx.ask(Question::CheckPassphrase(KeyedPassphrase(passphrase))));
    }

    /// It is right: asks the same question again, under its name. Otherwise says why not.
    fn take_checked(&mut self, cx: &mut Context, checked: Result<(), DeskError>) {
        self.checking = None;
        match checked {
            Ok(()) => {
                if let Some((to, mut order)) = self.waiting.take() {
                    order.is_checked = true;
                    cx.ask_again(to, Question::HandOver(order));
                }
                cx.go(Move::Close);
            }
            Err(DeskError::Keyring(KeyringError { trouble: KeyringTrouble::Passphrase, .. })) => {
                self.wrong += 1;
                let pause = pause_after(self.wrong);
                self.pause_until = Some(cx.now + pause);
                cx.refuse(Text::LockWrong { seconds: &pause.as_secs().to_string() });
            }
            Err(error) => cx.say_desk_error(&error),
        }
    }
}

impl Screen for PassphraseScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Passphrase]
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::PassphraseTitle)
    }

    fn draw(&self, _cx: &Context, _canvas: &mut Canvas<'_>) {}

    fn is_strip(&self) -> bool {
        true
    }

    fn draw_strip(&self, cx: &Context, canvas: &mut Canvas<'_>, rows: Range<u16>) {
        draw::passphrase::draw(cx, canvas, self, rows);
    }

    fn is_secret(&self) -> bool {
        true
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        match action {
            Action::Unlock => self.check(cx),
            Action::Back if self.checking.is_some() => {}
            // What is keyed goes first.
            Action::Back if !self.passphrase.is_empty() => self.passphrase.zeroize(),
            Action::Back => cx.go(Move::GiveUp),
            _ => {}
        }
    }

    fn takes_key(&mut self, _cx: &mut Context, key: KeyPress) -> bool {
        let Some(c) = key.typed() else { return false };
        if resolve(&[Scope::Passphrase], key).is_none() {
            self.type_char(c);
        }
        true
    }

    fn edit(&mut self, _cx: &mut Context, key: KeyPress) {
        match (key.code, key.ctrl) {
            (KeyCode::Backspace, false) => _ = self.passphrase.pop(),
            (KeyCode::Char('u' | 'w'), true) => self.passphrase.zeroize(),
            _ => {}
        }
    }

    fn interrupt(&mut self, cx: &mut Context) {
        if self.checking.is_none() {
            cx.go(Move::GiveUp);
        }
    }

    /// Types it; a line end in it submits nothing.
    fn paste(&mut self, _cx: &mut Context, text: &str) {
        text.chars().for_each(|c| self.type_char(c));
    }

    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        self.pause_until
    }

    /// Ends the pause after a wrong one.
    fn tick(&mut self, cx: &mut Context) {
        if self.pause_until.take_if(|until| cx.now >= *until).is_some() {
            cx.say(Tone::Hint, cx.locale.text(Text::LockAgain));
        }
    }

    fn give_up(&mut self) -> Option<Reply> {
        let (to, _) = self.waiting.take()?;
        let error = HandOverError::Stopped { recorded: None };
        Some(Reply { to, body: ReplyBody::HandedOver(Err(Box::new(error))) })
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::PassphraseChecked(checked) if self.checking == Some(reply.to) => {
                self.take_checked(cx, checked);
                None
            }
            body => Some(Reply { to: reply.to, body }),
        }
    }
}
