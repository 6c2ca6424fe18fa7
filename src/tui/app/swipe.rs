//! A card reader that types: what comes at machine speed after `%` or `;` on the payment screen is a swipe, kept out of
//! the fields and off the screen until its Enter.
//!
//! ```text
//!              % or ;                    Enter
//!   nothing ──────────► collecting ─────────────► swallowing what follows ──► nothing
//!                          │ no key for a moment: typed by hand, forgotten      (a pause)
//!                          └──────────────────────────────────────────────────► nothing
//! ```

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use zeroize::Zeroizing;

use super::{App, Screen, Tone, pay};
use crate::{
    locale::Text,
    payment::swipe::{Swipe, looks_like_swipe, starts},
    tui::event::Key,
};

/// The longest pause between two characters of a reader. Nobody types so fast for long.
const GAP: Duration = Duration::from_millis(80);
/// More than three tracks have; reserved at once, so that no copy is left behind by growing.
const CAPACITY: usize = 1024;

/// What a reader is typing.
pub struct Swiping {
    text: Zeroizing<String>,
    last: Instant,
    /// The swipe is read; what the reader still sends (a third track, more line ends) means nothing.
    done: bool,
}

impl Swiping {
    fn start(c: char, at: Instant) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(CAPACITY));
        text.push(c);
        Self { text, last: at, done: false }
    }

    /// When it counts as ended.
    pub fn deadline(&self) -> Instant {
        self.last + GAP
    }
}

impl App {
    /// Takes the key if a reader typed it.
    pub(super) fn swipes(&mut self, key: Key, at: Instant) -> bool {
        let covered = self.overlay.is_some() || self.aftermath.is_some() || self.in_review();
        let here = self.lock.is_some() || !covered;
        let typed = key.typed();
        match &mut self.swiping {
            Some(swiping)
                if at < swiping.deadline() && (typed.is_some() || key == Key::plain(KeyCode::Enter)) =>
            {
                swiping.last = at;
                match typed {
                    None if !swiping.done => self.swiped(),
                    Some(c) if swiping.done && starts(c) => self.swiping = Some(Swiping::start(c, at)),
                    Some(c) if !swiping.done && swiping.text.len() + 4 <= CAPACITY => swiping.text.push(c),
                    _ => {}
                }
                true
            }
            _ => {
                self.swipe_stopped();
                match typed.filter(|c| here && starts(*c)) {
                    Some(c) => {
                        self.swiping = Some(Swiping::start(c, at));
                        true
                    }
                    None => false,
                }
            }
        }
    }

    /// No key came for a moment: what was collected was typed by hand, or is a reader's last words.
    pub(super) fn swipe_stopped(&mut self) {
        let Some(swiping) = &self.swiping else { return };
        if self.now < swiping.deadline() {
            return;
        }
        let by_hand = !swiping.done;
        // A reader that sends no Enter is still a reader.
        if by_hand && looks_like_swipe(&swiping.text) {
            self.swiped();
        } else if by_hand {
            self.typed_by_hand();
        }
        self.swiping = None;
    }

    /// It was no swipe: what was held back is typed after all.
    fn typed_by_hand(&mut self) {
        let Some(swiping) = &mut self.swiping else { return };
        let text = std::mem::take(&mut swiping.text);
        for c in text.chars() {
            match &mut self.lock {
                Some(lock) => lock.type_char(c),
                None => self.type_char(c),
            }
        }
    }

    /// The swipe is whole: card number and expiry go into the form, everything else of it is wiped.
    fn swiped(&mut self) {
        let Some(swiping) = &mut self.swiping else { return };
        swiping.done = true;
        if !looks_like_swipe(&swiping.text) {
            return self.typed_by_hand();
        }
        let text = std::mem::take(&mut swiping.text);
        if self.lock.is_some() {
            return self.tell(Text::LockSwiped);
        }
        if self.screen != Screen::Pay {
            return self.hint(Text::SwipeElsewhere);
        }
        self.pay.form.keep();
        match Swipe::parse(&text) {
            Ok(swipe) => {
                let form = &mut self.pay.form;
                form.field_mut(pay::CARD).set(swipe.card.expose());
                form.field_mut(pay::EXPIRY).set(swipe.expiry.as_str());
                let amount_first = form.field(pay::AMOUNT).is_empty();
                form.focus_on(if amount_first { pay::AMOUNT } else { pay::CVC });
                self.pay.swiped = true;
                self.hint(Text::SwipeRead);
                let errors = self.pay.parse(self.settings.rules, self.date()).err().unwrap_or_default();
                if let Some(error) = errors.iter().find(|error| error.field == pay::FIELDS[pay::EXPIRY]) {
                    self.pay.form.focus_on(pay::EXPIRY);
                    self.blame(error);
                }
            }
            Err(error) => {
                let text = self.locale.swipe_error(error);
                self.say(Tone::Bad, text);
            }
        }
    }
}
