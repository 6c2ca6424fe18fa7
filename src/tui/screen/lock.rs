//! The lock of an unattended till.
//!
//! ```text
//!   no key for a while, or "lock now"
//!        │  the card being keyed is wiped, a review that is not in flight is closed
//!        ▼
//!   which method? ──── no passphrase ────► Enter ───────────────────────────────► unlocked
//!        │                                                                       ▲
//!        └─ a passphrase ► keyed ► Enter ► checked by the worker ── right ───────┘
//!                            ▲                     │ wrong
//!                            └────── a pause ──────┘
//! ```
//!
//! The desk keeps its keys while the screens are locked. The passphrase only proves who is there; the worker checks it
//! against the keyring's file.

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use zeroize::{Zeroize as _, Zeroizing};

use super::Screen;
use crate::{
    desk::{DeskError, KeyringError, KeyringTrouble, pause_after},
    locale::Text,
    payment::swipe::looks_like_swipe,
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        keys::{Action, Scope, resolve},
        protocol::{KeyedPassphrase, Question, QuestionId, Reply, ReplyBody},
    },
};

/// Longest passphrase in bytes. The buffer has this size at once: growing would leave a copy behind.
const CAPACITY: usize = 4096;
/// A swipe is over after this time without a key.
const SWIPE_SILENCE: Duration = Duration::from_millis(500);

/// How to unlock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlockMethod {
    /// The worker is asked whether the keyring has a passphrase.
    Unknown(QuestionId),
    /// By Enter alone.
    Enter,
    /// By the passphrase.
    Passphrase,
}

/// The lock.
pub struct Lock {
    /// How to unlock.
    pub method: UnlockMethod,
    /// The message about the last try, or about quitting.
    pub said: Option<(Tone, String)>,
    /// The open question whether the passphrase is right.
    checking: Option<QuestionId>,
    passphrase: Zeroizing<String>,
    /// How many tries were wrong.
    wrong: u32,
    /// What is keyed is a swipe, which is over then unless another key comes.
    swiped_until: Option<Instant>,
    /// No passphrase is tried until then.
    pause_until: Option<Instant>,
    /// Locking has wiped a card that was keyed.
    card_gone: bool,
}

impl Lock {
    /// A lock whose method is being asked for; whether locking has wiped a card that was keyed.
    pub fn new(cx: &mut Context, card_gone: bool) -> Self {
        let method = cx.ask(Question::IsProtected);
        Self {
            method: UnlockMethod::Unknown(method),
            said: None,
            checking: None,
            passphrase: Zeroizing::new(String::with_capacity(CAPACITY)),
            wrong: 0,
            swiped_until: None,
            pause_until: None,
            card_gone,
        }
    }

    /// How many characters of the passphrase are keyed; no more of it is shown.
    pub fn keyed(&self) -> usize {
        if self.method == UnlockMethod::Enter { 0 } else { self.passphrase.chars().count() }
    }

    /// Whether a passphrase is being checked.
    pub fn is_checking(&self) -> bool {
        self.checking.is_some()
    }

    /// Types a character of the passphrase. It is kept also where Enter alone unlocks: so a swipe is recognised, and
    /// the Enter at its end unlocks nothing.
    fn type_char(&mut self, c: char, now: Instant) {
        let is_text = !c.is_control() && self.passphrase.len() + c.len_utf8() <= CAPACITY;
        if self.checking.is_none() && is_text {
            self.passphrase.push(c);
            self.swiped_until = looks_like_swipe(&self.passphrase).then(|| now + SWIPE_SILENCE);
        }
    }

    /// Wipes what is keyed.
    fn clear(&mut self) {
        self.passphrase.zeroize();
        self.swiped_until = None;
    }

    /// A card was swiped over the lock: wipes it, and says where cards are read.
    fn swiped(&mut self, cx: &Context) {
        self.clear();
        self.said = Some((Tone::Hint, cx.locale.text(Text::LockSwiped)));
    }

    /// Enter: lets the worker check the passphrase.
    fn unlock(&mut self, cx: &mut Context) {
        let is_machine = cx.reader.is_machine_speed;
        match self.method {
            // The Enter at the end of a reader's text unlocks nothing.
            _ if self.swiped_until.is_some() => self.swiped(cx),
            UnlockMethod::Enter if is_machine => self.clear(),
            UnlockMethod::Enter => {
                self.clear();
                self.check(cx);
            }
            UnlockMethod::Passphrase if !self.passphrase.is_empty() => self.check(cx),
            UnlockMethod::Unknown(_) | UnlockMethod::Passphrase => {}
        }
    }

    /// Gives what is keyed to the worker. During a check or a pause it is kept for the next Enter.
    fn check(&mut self, cx: &mut Context) {
        if self.checking.is_some() || self.pause_until.is_some() {
            return;
        }
        let empty = Zeroizing::new(String::with_capacity(CAPACITY));
        let passphrase = std::mem::replace(&mut self.passphrase, empty);
        self.said = None;
        self.checking = Some(cx.ask(Question::Unlock(KeyedPassphrase(passphrase))));
    }

    /// How to unlock. If the keyring cannot be read, by the passphrase: the safe method.
    fn take_method(&mut self, cx: &Context, asks: Result<bool, KeyringError>) {
        self.method = if matches!(asks, Ok(false)) { UnlockMethod::Enter } else { UnlockMethod::Passphrase };
        if let Err(error) = asks {
            self.said = Some((Tone::Bad, cx.locale.keyring_error(&error)));
        }
    }

    /// Whether the passphrase is right.
    fn take_checked(&mut self, cx: &mut Context, unlocked: Result<(), DeskError>) {
        self.checking = None;
        match unlocked {
            Ok(()) => cx.go(Move::Unlock(self.card_gone)),
            Err(DeskError::Keyring(KeyringError { trouble: KeyringTrouble::Passphrase, .. })) => {
                // Another program may have protected the keyring since the lock came.
                self.method = UnlockMethod::Passphrase;
                self.wrong += 1;
                let pause = pause_after(self.wrong);
                self.pause_until = Some(cx.now + pause);
                let text = cx.locale.text(Text::LockWrong { seconds: &pause.as_secs().to_string() });
                self.say(cx, Tone::Bad, text);
            }
            Err(error) => {
                let text = cx.locale.desk_error(&error);
                self.say(cx, Tone::Bad, text);
            }
        }
    }
}

impl Screen for Lock {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Lock]
    }

    fn title(&self) -> Option<Text<'static>> {
        Some(Text::Locked)
    }

    fn is_alone(&self) -> bool {
        true
    }

    fn draw(&self, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::lock::draw(cx, canvas, self);
    }

    fn act(&mut self, cx: &mut Context, action: Action, _at: Instant) {
        match action {
            Action::Unlock => self.unlock(cx),
            Action::Clear => self.clear(),
            _ => {}
        }
    }

    fn takes_key(&mut self, _cx: &mut Context, key: KeyPress) -> bool {
        if resolve(&[Scope::Everywhere], key) == Some(Action::Interrupt) {
            self.clear();
        }
        false
    }

    fn edit(&mut self, cx: &mut Context, key: KeyPress) {
        match (key.typed(), key.code, key.ctrl) {
            (Some(c), ..) => self.type_char(c, cx.now),
            (_, KeyCode::Backspace, false) => {
                self.passphrase.pop();
            }
            (_, KeyCode::Char('u' | 'w'), true) => self.clear(),
            _ => {}
        }
    }

    /// Types it as a passphrase; a line end in it submits nothing.
    fn paste(&mut self, cx: &mut Context, text: &str) {
        text.chars().for_each(|c| self.type_char(c, cx.now));
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::Protected(asks) if self.method == UnlockMethod::Unknown(reply.to) => {
                self.take_method(cx, asks);
            }
            ReplyBody::Unlocked(unlocked) if self.checking == Some(reply.to) => {
                self.take_checked(cx, unlocked);
            }
            body => return Some(Reply { to: reply.to, body }),
        }
        None
    }

    fn deadline(&self, _cx: &Context) -> Option<Instant> {
        [self.pause_until, self.swiped_until].into_iter().flatten().min()
    }

    /// Ends a swipe and the pause after a wrong passphrase.
    fn tick(&mut self, cx: &mut Context) {
        if self.swiped_until.is_some_and(|until| cx.now >= until) {
            self.swiped(cx);
        }
        if self.pause_until.take_if(|until| cx.now >= *until).is_some() {
            self.said = Some((Tone::Hint, cx.locale.text(Text::LockAgain)));
        }
    }

    fn say(&mut self, cx: &mut Context, tone: Tone, text: String) {
        if tone == Tone::Bad {
            cx.bell();
        }
        self.said = Some((tone, text));
    }

    fn unsay(&mut self, _cx: &mut Context) {
        self.said = None;
    }
}
