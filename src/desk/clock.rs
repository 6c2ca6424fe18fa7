//! The time. Passed in, so that tests can set it.

use chrono::{DateTime, FixedOffset, Local, NaiveDateTime};

use crate::query;

/// A source of the till's local time.
pub trait Clock: Send + Sync {
    /// Now, with the offset of the local time zone.
    fn now(&self) -> DateTime<FixedOffset>;

    /// A local time in milliseconds since 1970 UTC; by default, with the offset of now.
    fn moment(&self, time: NaiveDateTime) -> i64 {
        let offset = i64::from(self.now().offset().local_minus_utc()) * 1_000;
        time.and_utc().timestamp_millis().saturating_sub(offset)
    }
}

/// The operating system's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn moment(&self, time: NaiveDateTime) -> i64 {
        query::local(time)
    }
}
