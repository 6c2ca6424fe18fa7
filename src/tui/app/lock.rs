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

use super::{App, Effect, QUIT_PAUSE, Tone, overlay::Overlay};
use crate::{
    config::Security,
    desk::{KeyringError, KeyringTrouble, pause_after},
    locale::Text,
    payment::swipe::looks_like_swipe,
    tui::{
        event::KeyPress,
        form::review::ReviewState,
        hide_card,
        keys::{Action, Scope, resolve},
        protocol::{KeyedPassphrase, Question, QuestionId},
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
    /// A lock whose method is being asked for.
    fn new(method: QuestionId, card_gone: bool) -> Self {
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

    /// When the lock changes by itself.
    pub fn deadline(&self) -> Option<Instant> {
        [self.pause_until, self.swiped_until].into_iter().flatten().min()
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
}

impl App {
    /// Sets after which time the screens lock by themselves.
    pub fn set_lock_time(&mut self, security: Security) {
        self.lock_after =
            (security.lock_seconds > 0).then(|| Duration::from_secs(security.lock_seconds.into()));
    }

    /// When the screens lock unless a key comes.
    pub(super) fn lock_at(&self) -> Option<Instant> {
        self.lock_after.filter(|_| self.lock.is_none()).map(|after| self.last_touch + after)
    }

    /// Locks if the time has come.
    pub(super) fn lock_if_due(&mut self) {
        if self.lock_at().is_some_and(|at| self.now >= at) {
            self.lock_now();
        }
    }

    /// Locks. Every copy of a card that is keyed is wiped; everything else stays.
    pub(super) fn lock_now(&mut self) {
        self.reader.forget();
        let card_gone = self.pay.forget_card();
        let is_open = self.awaits_outcome();
        match &mut self.pay.review {
            // Its outcome is still shown after unlocking, and that needs no card.
            Some(review) if review.state == ReviewState::Sent && is_open => {
                hide_card::in_request(&mut review.request);
                self.pay.card_gone = true;
            }
            review => *review = None,
        }
        if !is_open {
            self.cancel.review = None;
        }
        self.cancel.review_when_found = None;
        self.lookup.after_reply = None;
        if let Some(Overlay::Detail(detail)) = &mut self.overlay {
            detail.hide_exact();
        }
        self.notice = None;
        self.quit_asked = None;
        self.advanced = false;
        let method = self.ask(Question::IsProtected(self.settings.keyring.clone()));
        self.lock = Some(Lock::new(method, card_gone));
    }

    /// A key while the screens are locked.
    pub(super) fn locked_key(&mut self, key: KeyPress) {
        let quit_asked = self.quit_asked.take();
        let machine_speed = self.reader.is_machine_speed;
        let key = if key == KeyPress::LINE_FEED { KeyPress::plain(KeyCode::Enter) } else { key };
        let Some(lock) = &mut self.lock else { return };
        if quit_asked.is_some() {
            lock.said = None;
        }
        let action = resolve(&[Scope::Lock], key).or_else(|| super::keyed::resolve_quit(key));
        match action {
            // The Enter at the end of a reader's text unlocks nothing.
            Some(Action::Unlock) if lock.swiped_until.is_some() => self.swiped_over_lock(),
            Some(Action::Unlock) if machine_speed && lock.method == UnlockMethod::Enter => lock.clear(),
            Some(Action::Unlock) => self.try_to_unlock(),
            Some(Action::Clear) => lock.clear(),
            Some(Action::Redraw) => self.effects.push(Effect::Redraw),
            Some(Action::Suspend) => self.effects.push(Effect::Suspend),
            Some(Action::Quit) => self.quit(quit_asked),
            Some(Action::Interrupt) => {
                lock.clear();
                self.interrupt(quit_asked);
            }
            _ => match (key.typed(), key.code, key.ctrl) {
                (Some(c), ..) => lock.type_char(c, self.now),
                (_, KeyCode::Backspace, false) => {
                    lock.passphrase.pop();
                }
                (_, KeyCode::Char('u' | 'w'), true) => lock.clear(),
                _ => {}
            },
        }
    }

    /// Types pasted text as a passphrase; a line end in it submits nothing.
    pub(super) fn locked_paste(&mut self, text: &str) {
        if let Some(lock) = &mut self.lock {
            text.chars().for_each(|c| lock.type_char(c, self.now));
        }
    }

    /// A card was swiped over the lock: wipes it, and says where cards are read.
    fn swiped_over_lock(&mut self) {
        self.lock.iter_mut().for_each(Lock::clear);
        self.hint_in_sight(Text::LockSwiped);
    }

    /// Enter: lets the worker check the passphrase.
    fn try_to_unlock(&mut self) {
        let keyring = self.settings.keyring.clone();
        let Some(lock) = &mut self.lock else { return };
        let passphrase = match lock.method {
            UnlockMethod::Enter => {
                lock.clear();
                Zeroizing::default()
            }
            UnlockMethod::Passphrase if !lock.passphrase.is_empty() => {
                std::mem::replace(&mut lock.passphrase, Zeroizing::new(String::with_capacity(CAPACITY)))
            }
            UnlockMethod::Unknown(_) | UnlockMethod::Passphrase => return,
        };
        if lock.checking.is_some() || lock.pause_until.is_some() {
            // It is kept for the next Enter.
            lock.passphrase = passphrase;
            return;
        }
        lock.said = None;
        let question = self.ask(Question::Unlock(keyring, KeyedPassphrase(passphrase)));
        if let Some(lock) = &mut self.lock {
            lock.checking = Some(question);
        }
    }

    /// How to unlock. If the keyring cannot be read, by the passphrase: the safe method.
    pub(super) fn take_unlock_method(&mut self, to: QuestionId, asks: Result<bool, KeyringError>) {
        let Some(lock) = self.lock.as_mut().filter(|lock| lock.method == UnlockMethod::Unknown(to)) else {
            return;
        };
        lock.method = if matches!(asks, Ok(false)) { UnlockMethod::Enter } else { UnlockMethod::Passphrase };
        if let Err(error) = asks {
            lock.said = Some((Tone::Bad, self.locale.keyring_error(&error)));
        }
    }

    /// Whether the passphrase is right.
    pub(super) fn take_unlocked(&mut self, to: QuestionId, unlocked: Result<(), KeyringError>) {
        let Some(lock) = self.lock.as_mut().filter(|lock| lock.checking == Some(to)) else { return };
        lock.checking = None;
        match unlocked {
            Ok(()) => self.leave_lock(),
            Err(KeyringError { trouble: KeyringTrouble::Passphrase, .. }) => {
                // Another program may have protected the keyring since the lock came.
                lock.method = UnlockMethod::Passphrase;
                lock.wrong += 1;
                let pause = pause_after(lock.wrong);
                lock.pause_until = Some(self.now + pause);
                let text = self.locale.text(Text::LockWrong { seconds: &pause.as_secs().to_string() });
                self.say_on_lock(Tone::Bad, text);
            }
            Err(error) => {
                let text = self.locale.keyring_error(&error);
                self.say_on_lock(Tone::Bad, text);
            }
        }
    }

    /// Unlocks.
    fn leave_lock(&mut self) {
        let Some(lock) = self.lock.take() else { return };
        self.last_touch = self.now;
        self.quit_asked = None;
        // While the outcome is open, it is not known whether the card has to be keyed again.
        if lock.card_gone && self.notice.is_none() && !self.awaits_outcome() {
            self.hint(Text::UnlockedCard);
        }
    }

    /// Ends the pause after a wrong passphrase, a swipe, and the request to quit, when their time has come.
    pub(super) fn tick_lock(&mut self) {
        let quit_forgotten = self.quit_asked.is_some_and(|asked| self.now >= asked + QUIT_PAUSE);
        if self.lock.as_ref().and_then(|lock| lock.swiped_until).is_some_and(|until| self.now >= until) {
            self.swiped_over_lock();
        }
        let Some(lock) = &mut self.lock else { return };
        if quit_forgotten {
            lock.said = None;
            self.quit_asked = None;
        }
        if lock.pause_until.is_some_and(|until| self.now >= until) {
            lock.pause_until = None;
            let text = self.locale.text(Text::LockAgain);
            lock.said = Some((Tone::Hint, text));
        }
    }

    /// Sets the message of the lock, with the bell for a bad one.
    pub(super) fn say_on_lock(&mut self, tone: Tone, text: String) {
        if tone == Tone::Bad && self.look.bell {
            self.effects.push(Effect::Bell);
        }
        if let Some(lock) = &mut self.lock {
            lock.said = Some((tone, text));
        }
    }

    /// Sets a hint where the cashier sees it: on the lock, else as the notice.
    pub(super) fn hint_in_sight(&mut self, text: Text) {
        if self.lock.is_none() {
            return self.hint(text);
        }
        let text = self.locale.text(text);
        self.say_on_lock(Tone::Hint, text);
    }
}
