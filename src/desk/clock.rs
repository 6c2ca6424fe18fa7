//! The time. Passed in, so that tests can set it.

use chrono::{DateTime, FixedOffset, Local, NaiveDateTime, Offset as _, TimeZone as _, Utc};

use crate::query;

/// A source of the till's local time.
pub trait Clock: Send + Sync {
    /// Now, with the offset of the local time zone, in whole minutes.
    fn now(&self) -> DateTime<FixedOffset>;

    /// The offset of the local time zone at a moment; by default, the one of now.
    fn offset_at(&self, _at: DateTime<Utc>) -> FixedOffset {
        *self.now().offset()
    }
}

/// The operating system's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<FixedOffset> {
        let now = Local::now();
        now.with_timezone(&whole_minutes(now.offset().fix()))
    }

    fn offset_at(&self, at: DateTime<Utc>) -> FixedOffset {
        whole_minutes(Local.offset_from_utc_datetime(&at.naive_utc()).fix())
    }
}

/// As the ledger keeps it: places had offsets with seconds until about 1930.
fn whole_minutes(offset: FixedOffset) -> FixedOffset {
    FixedOffset::east_opt(offset.local_minus_utc() / 60 * 60).unwrap_or(offset)
}

/// The local time `time` as a moment, in milliseconds since 1970 UTC: of a time that comes twice the earlier one.
pub(super) fn moment(clock: &impl Clock, time: NaiveDateTime) -> i64 {
    query::beginning(&|at| clock.offset_at(at), time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_whole_minutes() {
        for (seconds, whole) in [(32_400, 32_400), (30_472, 30_420), (-12_600, -12_600), (-30, 0)] {
            let offset = FixedOffset::east_opt(seconds).expect("offset");
            assert_eq!(whole_minutes(offset).local_minus_utc(), whole);
        }
    }
}
