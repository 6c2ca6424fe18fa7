//! The lock of an unattended till.
//!
//! ```text
//!   no key for a while, or "lock now"
//!        │  the card being keyed is wiped, a review that is not in flight is closed
//!        ▼
//!   which method? ──── no passphrase ────► Enter ───────────────────────────────► unlocked
//!        │                                                                       ▲
//!        ├─ a passphrase ► keyed ► Enter ► checked by the worker ── right ───────┤
//!        │                   ▲                     │ wrong                       │
//!        │                   └────── a pause ──────┘                             │
//!        └─ people ► number and PIN keyed ► checked by the worker ── right ──────┘  and signed in
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
    staff::Operator,
    tui::{
        app::{Context, Move, Tone},
        draw::{self, Canvas},
        event::KeyPress,
        form::pin_entry::{PinEntry, PinKeyed},
        keys::{Action, Scope, resolve},
        protocol::{KeyedPassphrase, Question, QuestionId, Reply, ReplyBody, UnlockBy},
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
    /// By number and PIN: who unlocks is signed in.
    Pin,
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
    /// Number and PIN as far as they are keyed.
    pub pin: Option<PinEntry>,
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
        let method = cx.ask(Question::HowToUnlock);
        Self {
            method: UnlockMethod::Unknown(method),
            said: None,
            checking: None,
            passphrase: Zeroizing::new(String::with_capacity(CAPACITY)),
            pin: None,
            wrong: 0,
            swiped_until: None,
            pause_until: None,
            card_gone,
        }
    }

    /// How many characters of the passphrase are keyed; no more of it is shown.
    pub fn keyed(&self) -> usize {
        if self.method == UnlockMethod::Passphrase { self.passphrase.chars().count() } else { 0 }
    }

    /// Whether a passphrase is being checked.
    pub fn is_checking(&self) -> bool {
        self.checking.is_some()
    }

    /// Types a character of the passphrase. It is kept also where Enter alone unlocks: so a swipe is recognised, and
    /// the Enter at its end unlocks nothing.
    fn type_char(&mut self, cx: &mut Context, c: char) {
        if self.pin.is_some() {
            return self.type_pin(cx, c);
        }
        let now = cx.now;
        let is_text = !c.is_control() && self.passphrase.len() + c.len_utf8() <= CAPACITY;
        if self.checking.is_none() && is_text {
            self.passphrase.push(c);
            self.swiped_until = looks_like_swipe(&self.passphrase).then(|| now + SWIPE_SILENCE);
        }
    }

    /// Types a digit of a number or PIN. With the last one the worker is asked.
    fn type_pin(&mut self, cx: &mut Context, c: char) {
        let by_machine = cx.reader.is_machine_speed;
        let Some(entry) = self.pin.as_mut().filter(|_| self.checking.is_none()) else { return };
        match entry.type_char(c, by_machine, cx.now) {
            PinKeyed::More => {}
            PinKeyed::NoDigit => self.say(cx, Tone::Hint, cx.locale.text(Text::PinDigitsOnly)),
            PinKeyed::Machine => self.said = Some((Tone::Hint, cx.locale.text(Text::PinByHand))),
            PinKeyed::Whole(number, pin) => {
                self.said = None;
                self.checking = Some(cx.ask(Question::SignIn(number, pin)));
            }
        }
    }

    /// Wipes what is keyed.
    fn clear(&mut self) {
        self.pin.iter_mut().for_each(|entry| _ = entry.clear());
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
            UnlockMethod::Unknown(_) | UnlockMethod::Passphrase | UnlockMethod::Pin => {}
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

    /// How to unlock. If keyring or ledger cannot be read, by the passphrase: the safe method.
    fn take_method(&mut self, cx: &Context, by: Result<UnlockBy, DeskError>) {
        let keyed = self.pin.take();
        self.method = match by {
            Ok(UnlockBy::Enter) => UnlockMethod::Enter,
            Ok(UnlockBy::Passphrase) => UnlockMethod::Passphrase,
            Ok(UnlockBy::Pin(people)) => {
                self.clear();
                // What is keyed after a wrong PIN goes on, whoever there is by now.
                self.pin = Some(match keyed {
                    Some(keyed) => keyed.with(*people),
                    None => PinEntry::new(*people),
                });
                UnlockMethod::Pin
            }
            Err(error) => {
                self.said = Some((Tone::Bad, cx.locale.desk_error(&error)));
                UnlockMethod::Passphrase
            }
        };
    }

    /// Whether the PIN is right: then that person is signed in.
    fn take_sign_in(&mut self, cx: &mut Context, signed_in: Result<Box<Operator>, DeskError>) {
        self.checking = None;
        match signed_in {
            Ok(operator) => cx.go(Move::SignIn(operator, self.card_gone)),
            Err(error) => {
                let text = cx.locale.desk_error(&error);
                self.say(cx, Tone::Bad, text);
                // Numbers and lengths of PINs may be others by now.
                self.method = UnlockMethod::Unknown(cx.ask(Question::HowToUnlock));
            }
        }
    }

    /// Whether the passphrase is right.
    fn take_checked(&mut self, cx: &mut Context, unlocked: Result<(), DeskError>) {
        self.checking = None;
        match unlocked {
            Ok(()) => cx.go(Move::Unlock(self.card_gone)),
            Err(DeskError::NotSignedIn) => {
                self.method = UnlockMethod::Unknown(cx.ask(Question::HowToUnlock));
            }
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
            (Some(c), ..) => self.type_char(cx, c),
            (_, KeyCode::Backspace, false) => {
                self.passphrase.pop();
                self.pin.iter_mut().for_each(PinEntry::backspace);
            }
            (_, KeyCode::Char('u' | 'w'), true) => self.clear(),
            _ => {}
        }
    }

    /// Types it as a passphrase; a line end in it submits nothing. A PIN is keyed by hand.
    fn paste(&mut self, cx: &mut Context, text: &str) {
        match &mut self.pin {
            Some(entry) => {
                entry.swallow(cx.now);
                self.said = Some((Tone::Hint, cx.locale.text(Text::PinByHand)));
            }
            None => text.chars().for_each(|c| self.type_char(cx, c)),
        }
    }

    fn reply(&mut self, cx: &mut Context, reply: Reply, _is_top: bool) -> Option<Reply> {
        match reply.body {
            ReplyBody::HowToUnlock(by) if self.method == UnlockMethod::Unknown(reply.to) => {
                self.take_method(cx, by);
            }
            ReplyBody::SignedIn(signed_in) if self.checking == Some(reply.to) => {
                self.take_sign_in(cx, signed_in);
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
