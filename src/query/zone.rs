//! From local times to moments.

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, Utc};

use crate::record::utc_of;

/// The offset of local time at a moment.
pub type Zone<'a> = &'a dyn Fn(DateTime<Utc>) -> FixedOffset;

/// A day in milliseconds: no place is further from UTC.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// When the local time was in `local`, in milliseconds since 1970 UTC; the ranges are in order and do not touch. The hour
/// that comes twice when clocks go back is there twice; what is left out when they go forward is not there.
pub(super) fn moments(zone: Zone<'_>, local: Range<NaiveDateTime>) -> Vec<Range<i64>> {
    let [from, until] = [local.start, local.end].map(|time| time.and_utc().timestamp_millis());
    let [before, after] = [from - DAY, until + DAY].map(|at| offset(zone, at));
    let change = if before == after { until + DAY } else { change(zone, from - DAY..until + DAY) };
    let mut found: Vec<Range<i64>> = Vec::new();
    for range in [from - before..(until - before).min(change), (from - after).max(change)..until - after] {
        match found.last_mut() {
            _ if range.is_empty() => {}
            Some(last) if last.end == range.start => last.end = range.end,
            _ => found.push(range),
        }
    }
    found
}

/// The first moment from the local `time` on: of a time that comes twice the earlier; of one that is left out the moment at
/// which clocks go forward, by a whole day at most.
pub(crate) fn beginning(zone: Zone<'_>, time: NaiveDateTime) -> i64 {
    let days = time..time.checked_add_signed(TimeDelta::days(2)).unwrap_or(time);
    moments(zone, days).first().map_or_else(|| time.and_utc().timestamp_millis(), |first| first.start)
}

/// The moment within `within` at which clocks are changed: its ends have different offsets.
fn change(zone: Zone<'_>, within: Range<i64>) -> i64 {
    let before = offset(zone, within.start);
    let Range { mut start, mut end } = within;
    while end - start > 1 {
        let middle = start + (end - start) / 2;
        if offset(zone, middle) == before { start = middle } else { end = middle }
    }
    end
}

/// The offset at a moment, in milliseconds.
fn offset(zone: Zone<'_>, at: i64) -> i64 {
    let seconds = zone(utc_of(at).unwrap_or_default()).local_minus_utc();
    i64::from(seconds) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One hour east of UTC, and two in the summer of 2026.
    fn summer(at: DateTime<Utc>) -> FixedOffset {
        let is_summer = (utc("2026-03-29T01:00")..utc("2026-10-25T01:00")).contains(&at.timestamp_millis());
        FixedOffset::east_opt(if is_summer { 7_200 } else { 3_600 }).expect("offset")
    }

    fn local(time: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M").expect("time")
    }

    fn utc(time: &str) -> i64 {
        local(time).and_utc().timestamp_millis()
    }

    #[test]
    fn every_time_on_the_clock_is_a_moment() {
        for (time, begins) in [
            ("2026-03-29T01:59", "2026-03-29T00:59"),
            // Left out: the moment at which it is.
            ("2026-03-29T02:30", "2026-03-29T01:00"),
            ("2026-03-29T03:00", "2026-03-29T01:00"),
            ("2026-10-25T02:30", "2026-10-25T00:30"),
            ("2026-10-25T03:00", "2026-10-25T02:00"),
        ] {
            assert_eq!(beginning(&summer, local(time)), utc(begins), "{time}");
        }
    }

    #[test]
    fn what_comes_twice_is_found_twice_and_what_is_left_out_is_not() {
        for (from, until, found) in [
            ("2026-11-01T10:00", "2026-11-01T11:00", &[("2026-11-01T09:00", "2026-11-01T10:00")][..]),
            (
                "2026-10-25T02:30",
                "2026-10-25T02:46",
                &[("2026-10-25T00:30", "2026-10-25T00:46"), ("2026-10-25T01:30", "2026-10-25T01:46")],
            ),
            // Into the hour, through it, and out of it.
            (
                "2026-10-25T01:30",
                "2026-10-25T02:15",
                &[("2026-10-24T23:30", "2026-10-25T00:15"), ("2026-10-25T01:00", "2026-10-25T01:15")],
            ),
            ("2026-10-25T01:30", "2026-10-25T03:30", &[("2026-10-24T23:30", "2026-10-25T02:30")]),
            (
                "2026-10-25T02:45",
                "2026-10-25T03:30",
                &[("2026-10-25T00:45", "2026-10-25T01:00"), ("2026-10-25T01:45", "2026-10-25T02:30")],
            ),
            ("2026-03-29T02:00", "2026-03-29T03:00", &[]),
            ("2026-03-29T01:30", "2026-03-29T02:30", &[("2026-03-29T00:30", "2026-03-29T01:00")]),
            ("2026-03-29T02:30", "2026-03-29T03:30", &[("2026-03-29T01:00", "2026-03-29T01:30")]),
            ("2026-03-29T00:00", "2026-03-30T00:00", &[("2026-03-28T23:00", "2026-03-29T22:00")]),
            ("2026-10-25T00:00", "2026-10-26T00:00", &[("2026-10-24T22:00", "2026-10-25T23:00")]),
        ] {
            let found: Vec<_> = found.iter().map(|(from, until)| utc(from)..utc(until)).collect();
            assert_eq!(moments(&summer, local(from)..local(until)), found, "{from} {until}");
        }
    }

    #[test]
    fn offsets_need_not_be_whole_hours() {
        for (minutes, begins) in [(345, "2026-10-24T18:15"), (-210, "2026-10-25T03:30")] {
            let zone = |_| FixedOffset::east_opt(minutes * 60).expect("offset");
            assert_eq!(beginning(&zone, local("2026-10-25T00:00")), utc(begins), "{minutes}");
        }
    }

    /// Samoa left out 30 December 2011.
    #[test]
    fn a_day_that_is_left_out_has_no_moment() {
        let samoa = |at: DateTime<Utc>| {
            let is_west = at.timestamp_millis() < utc("2011-12-30T10:00");
            FixedOffset::east_opt(if is_west { -36_000 } else { 50_400 }).expect("offset")
        };
        for (day, begins) in
            [("29", "2011-12-29T10:00"), ("30", "2011-12-30T10:00"), ("31", "2011-12-30T10:00")]
        {
            assert_eq!(beginning(&samoa, local(&format!("2011-12-{day}T00:00"))), utc(begins), "{day}");
        }
    }

    #[test]
    fn the_edge_of_time_is_no_trouble() {
        for time in [NaiveDateTime::MIN, NaiveDateTime::MAX, DateTime::UNIX_EPOCH.naive_utc()] {
            let _ = beginning(&summer, time);
        }
    }
}
