//! From local times to moments.

use chrono::{Local, NaiveDateTime, Offset as _, TimeDelta, TimeZone};

/// Turns a local time into milliseconds since 1970 UTC.
pub type Zone<'a> = &'a dyn Fn(NaiveDateTime) -> i64;

/// The time zone of the system.
#[must_use]
pub(crate) fn local(time: NaiveDateTime) -> i64 {
    moment(&Local, time)
}

/// A time that occurs twice is the earlier one. A time that is left out when clocks go forward is read with the offset
/// of the day before.
fn moment<Z: TimeZone>(zone: &Z, time: NaiveDateTime) -> i64 {
    let offset = zone.offset_from_local_datetime(&time).earliest().or_else(|| {
        let before = time.checked_sub_signed(TimeDelta::days(1))?;
        zone.offset_from_local_datetime(&before).latest()
    });
    let seconds = offset.map_or(0, |offset| offset.fix().local_minus_utc());
    time.and_utc().timestamp_millis().saturating_sub(i64::from(seconds) * 1_000)
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, MappedLocalTime, NaiveDate};

    use super::*;

    /// One hour east of UTC, and two in the summer of 2026.
    #[derive(Clone, Copy, Debug)]
    struct Summer;

    impl Summer {
        fn hours(hours: i32) -> FixedOffset {
            FixedOffset::east_opt(hours * 3_600).expect("offset")
        }
    }

    impl TimeZone for Summer {
        type Offset = FixedOffset;

        fn from_offset(_: &FixedOffset) -> Self {
            Self
        }

        fn offset_from_local_date(&self, _: &NaiveDate) -> MappedLocalTime<FixedOffset> {
            MappedLocalTime::None
        }

        fn offset_from_local_datetime(&self, time: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
            let at = |text: &str| text.parse::<NaiveDateTime>().expect("time");
            match *time {
                time if time < at("2026-03-29T02:00:00") => MappedLocalTime::Single(Self::hours(1)),
                time if time < at("2026-03-29T03:00:00") => MappedLocalTime::None,
                time if time < at("2026-10-25T02:00:00") => MappedLocalTime::Single(Self::hours(2)),
                time if time < at("2026-10-25T03:00:00") => {
                    MappedLocalTime::Ambiguous(Self::hours(2), Self::hours(1))
                }
                _ => MappedLocalTime::Single(Self::hours(1)),
            }
        }

        fn offset_from_utc_date(&self, _: &NaiveDate) -> FixedOffset {
            Self::hours(1)
        }

        fn offset_from_utc_datetime(&self, _: &NaiveDateTime) -> FixedOffset {
            Self::hours(1)
        }
    }

    #[test]
    fn every_time_on_the_clock_is_a_moment() {
        for (time, utc) in [
            ("2026-03-29T01:59:59", "2026-03-29T00:59:59"),
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00"),
            ("2026-03-29T03:00:00", "2026-03-29T01:00:00"),
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00"),
            ("2026-10-25T03:00:00", "2026-10-25T02:00:00"),
        ] {
            let utc: NaiveDateTime = utc.parse().expect("time");
            assert_eq!(
                moment(&Summer, time.parse().expect("time")),
                utc.and_utc().timestamp_millis(),
                "{time}"
            );
        }
    }
}
