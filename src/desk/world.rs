//! Time and randomness, the two things that a test has to set, passed in together.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, FixedOffset, Utc};

use super::{Clock, SystemClock};
use crate::vault::{Random, SystemRandom};

/// A clock and a source of random bytes. Clones share both.
#[derive(Clone)]
pub struct World {
    clock: Arc<dyn Clock>,
    random: Arc<Mutex<dyn Random>>,
}

impl World {
    /// A world of this clock and this source.
    #[must_use]
    pub fn new(clock: impl Clock + 'static, random: impl Random + 'static) -> Self {
        Self { clock: Arc::new(clock), random: Arc::new(Mutex::new(random)) }
    }

    /// That of the operating system.
    #[must_use]
    pub fn system() -> Self {
        Self::new(SystemClock, SystemRandom)
    }
}

impl Clock for World {
    fn now(&self) -> DateTime<FixedOffset> {
        self.clock.now()
    }

    fn offset_at(&self, at: DateTime<Utc>) -> FixedOffset {
        self.clock.offset_at(at)
    }

    fn steady(&self) -> Option<Duration> {
        self.clock.steady()
    }
}

impl Random for World {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        // A source that panicked has given nothing: it can be asked again.
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes)
    }
}
