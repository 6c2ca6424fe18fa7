//! The time. Passed in, so that tests are exact.

use chrono::{DateTime, FixedOffset, Local};

/// A source of the time where the till stands.
pub trait Clock: Send {
    /// Now, with the offset of the local time zone.
    fn now(&self) -> DateTime<FixedOffset>;
}

/// The operating system's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }
}
