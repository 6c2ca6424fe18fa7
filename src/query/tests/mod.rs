//! Whole queries: what they are cut into, and what is searched for.

mod any_text;
mod chips;
mod terms;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use super::{Reading, read_query};

/// A Saturday afternoon.
const NOW: &str = "2026-11-21T18:40:00+09:00";

/// Reads a query at [`NOW`], where it is always nine hours later than in Greenwich.
fn read(text: &str) -> Reading {
    let now: DateTime<FixedOffset> = NOW.parse().expect("now");
    read_query(text, now, &korea)
}

fn korea(_: DateTime<Utc>) -> FixedOffset {
    FixedOffset::east_opt(9 * 3_600).expect("offset")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("day")
}

/// The moment of a time in Korea.
fn at(text: &str) -> i64 {
    super::beginning(&korea, text.parse().expect("time"))
}
