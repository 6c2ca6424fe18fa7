//! Fields that only a person keys: what a machine types there, as a card that is swiped or a paste, is swallowed to its end.

use std::time::{Duration, Instant};

/// This many keys in a row at machine speed come from a machine. Fewer may come from a slow line that delivers keys together.
const MACHINE_RUN: u32 = 3;
/// What a machine types is over after this time without a key.
const SILENCE: Duration = Duration::from_millis(500);

/// Tells a machine's keys from a person's.
#[derive(Debug, Default)]
pub struct ByHand {
    /// Keys in a row at machine speed.
    run: u32,
    /// What a machine types is swallowed until then, unless more of it comes.
    swallows_until: Option<Instant>,
}

impl ByHand {
    /// Whether a key is a machine's: then it is not taken, and what was keyed in this field is wiped.
    pub fn is_machine(&mut self, at_machine_speed: bool, now: Instant) -> bool {
        self.run = if at_machine_speed { self.run + 1 } else { 0 };
        let is_swallowed = self.swallows_until.is_some_and(|until| now < until);
        let is_machine = is_swallowed || self.run >= MACHINE_RUN;
        self.swallows_until = is_machine.then(|| now + SILENCE);
        is_machine
    }

    /// Text came at once: what follows it is swallowed, too.
    pub fn swallow(&mut self, now: Instant) {
        self.swallows_until = Some(now + SILENCE);
    }
}
