//! Quitting, which asks first where something is keyed; and the lock of an idle till.

use std::time::{Duration, Instant};

use super::{App, DayWork, Effect, Tone};
use crate::{
    config::Security,
    locale::Text,
    tui::{
        keys::{Action, key_name},
        screen::Screen,
    },
};

/// How long after the first one a second Ctrl+C or Ctrl+Q quits.
const QUIT_PAUSE: Duration = Duration::from_secs(2);

/// Whether quitting was asked for.
#[derive(Default)]
pub struct QuitRequest {
    /// When; the next key takes it back.
    asked: Option<Instant>,
    /// A form held something before the first Ctrl+C cleared it.
    has_cleared: bool,
}

impl QuitRequest {
    /// Takes the request: any key but the same once more takes it back.
    pub fn take(&mut self) -> Option<Instant> {
        self.asked.take()
    }

    /// When it is forgotten.
    pub fn deadline(&self) -> Option<Instant> {
        self.asked.map(|asked| asked + QUIT_PAUSE)
    }

    /// Whether it is forgotten now; once.
    pub fn is_forgotten(&mut self, now: Instant) -> bool {
        self.asked.take_if(|asked| now >= *asked + QUIT_PAUSE).is_some()
    }
}

/// When the screens lock by themselves.
pub struct IdleLock {
    /// When the last key or paste came.
    last_touch: Instant,
}

impl IdleLock {
    /// Counts from now on.
    pub fn new(now: Instant) -> Self {
        Self { last_touch: now }
    }

    /// A key or paste came.
    pub fn touch(&mut self, now: Instant) {
        self.last_touch = now;
    }
}

impl App {
    /// Sets after which time the screens lock by themselves.
    pub fn set_lock_time(&mut self, security: Security) {
        self.cx.lock_seconds = security.lock_seconds;
    }

    /// When the screens lock unless a key comes.
    pub(super) fn lock_at(&self) -> Option<Instant> {
        let after = Duration::from_secs(self.cx.lock_seconds.into());
        (!after.is_zero() && !self.cx.is_locked).then(|| self.idle.last_touch + after)
    }

    /// Locks if the time has come.
    pub(super) fn lock_if_due(&mut self) {
        if self.lock_at().is_some_and(|at| self.cx.now >= at) {
            self.lock();
        }
    }

    /// Ctrl+Q: quits; if something is keyed, only the second time.
    pub(super) fn quit(&mut self, asked: Option<Instant>) {
        if self.waits_for_ledger() {
            return;
        }
        match self.keyed_on().filter(|_| !self.is_again(asked)) {
            Some(screens) => self.say_keyed(&screens, Action::Quit),
            None => self.cx.effect(Effect::Quit),
        }
    }

    /// Ctrl+C: the first one works as Esc, a second one within two seconds quits. If something was keyed before the
    /// first, the second asks as Ctrl+Q does, and the third quits.
    pub(super) fn interrupt(&mut self, asked: Option<Instant>) {
        // What asks for an approval is not recorded yet: it is refused.
        if self.top().is_strip() {
            return self.with_top(Screen::interrupt);
        }
        if self.waits_for_ledger() {
            return;
        }
        if self.is_again(asked) {
            if std::mem::take(&mut self.quit.has_cleared) {
                return match self.keyed_on() {
                    Some(screens) => self.say_keyed(&screens, Action::Interrupt),
                    None => self.say_asked(Text::HintQuitForgets),
                };
            }
            return self.cx.effect(Effect::Quit);
        }
        self.quit.has_cleared = self.keyed_on().is_some();
        // A strip closes, and nothing is cleared.
        let clears = self.top().holds_input() && self.top().keyed().is_some();
        self.with_top(Screen::interrupt);
        self.say_asked(match (clears, self.quit.has_cleared) {
            (true, _) => Text::HintQuitCleared,
            (false, true) => Text::HintQuitTwice,
            (false, false) => Text::HintQuitAgain,
        });
    }

    /// Whether something is being recorded, which has to be waited for; says so.
    fn waits_for_ledger(&mut self) -> bool {
        if self.top().is_strip() {
            self.with_top(Screen::interrupt);
        }
        let waits = match self.cx.day_work {
            Some(DayWork::Closing) => Text::DayClosing,
            Some(DayWork::HandingOver) => Text::DayHandingOver,
            None if self.cx.in_flight().is_some() => Text::HintInFlight,
            None => return false,
        };
        self.hint_in_sight(waits);
        true
    }

    /// Says that quitting would forget what is keyed on `screens`, and that the `key` again quits.
    fn say_keyed(&mut self, screens: &str, key: Action) {
        self.say_asked(Text::HintQuitKeyed { screens, key: &key_name(key) });
    }

    /// Quitting is asked for from now on; says so.
    fn say_asked(&mut self, text: Text) {
        self.quit.asked = Some(self.cx.now);
        self.hint_in_sight(text);
    }

    /// Whether quitting was `asked` for a moment ago.
    fn is_again(&self, asked: Option<Instant>) -> bool {
        asked.is_some_and(|asked| self.cx.now < asked + QUIT_PAUSE)
    }

    /// The words on the tabs whose forms hold anything; `None` where none does.
    fn keyed_on(&self) -> Option<String> {
        let tabs: Vec<_> = self.stack.keyed_tabs().map(|tab| self.cx.locale.text(tab)).collect();
        (!tabs.is_empty()).then(|| tabs.join(", "))
    }

    /// Sets a hint where the cashier sees it: on the lock, else as the notice.
    pub(super) fn hint_in_sight(&mut self, text: Text) {
        let text = self.cx.locale.text(text);
        self.with_top(|screen, cx| screen.say(cx, Tone::Hint, text));
    }
}
