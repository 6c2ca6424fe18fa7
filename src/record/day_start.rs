//! When a shop's day begins. A sale after midnight may still belong to the day before.

use std::{fmt, str::FromStr};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// The latest that a day begins, in minutes after midnight.
const LATEST: u16 = 12 * 60;

/// The time of day at which a business day begins, from `00:00` to `12:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayStart(u16);

impl DayStart {
    /// At midnight, as the calendar has it.
    pub const MIDNIGHT: Self = Self(0);

    /// The business date of a time on the wall of a till: the date of the clock, or the day before if that day has not begun.
    /// `None` before the first date that there is.
    #[must_use]
    pub fn date_of(self, local: NaiveDateTime) -> Option<NaiveDate> {
        Some(local.checked_sub_signed(TimeDelta::minutes(self.0.into()))?.date())
    }

    /// When the business day of this date begins; `None` after the last time that there is.
    #[must_use]
    pub fn begin_of(self, date: NaiveDate) -> Option<NaiveDateTime> {
        date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(self.0.into()))
    }
}

impl fmt::Display for DayStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for DayStart {
    type Err = NoDayStart;

    /// Reads what `Display` writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, NoDayStart> {
        let (hours, minutes) = text.split_once(':').ok_or(NoDayStart)?;
        let part = |digits: &str, most: u16| {
            let is_one = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse().ok().filter(|part: &u16| is_one && *part <= most)
        };
        let minutes = part(hours, 12).zip(part(minutes, 59)).map(|(hours, minutes)| hours * 60 + minutes);
        minutes.filter(|minutes| *minutes <= LATEST).map(Self).ok_or(NoDayStart)
    }
}

/// The text is no time from `00:00` to `12:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time from 00:00 to 12:00")]
pub struct NoDayStart;

impl From<DayStart> for String {
    fn from(start: DayStart) -> Self {
        start.to_string()
    }
}

impl TryFrom<String> for DayStart {
    type Error = NoDayStart;

    fn try_from(text: String) -> Result<Self, NoDayStart> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_until_noon_is_read_as_it_is_written() {
        for text in ["00:00", "00:01", "04:30", "09:59", "12:00"] {
            assert_eq!(text.parse::<DayStart>().map(|start| start.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("00:00".parse(), Ok(DayStart::default()));
        for text in [
            "", "4:30", "04:3", "0430", "12:01", "13:00", "24:00", "04:60", "-1:00", "04:30:00", "+4:30",
            " 04:30", "04：30",
        ] {
            assert_eq!(text.parse::<DayStart>(), Err(NoDayStart), "{text:?}");
        }
    }

    #[test]
    fn what_is_before_the_beginning_belongs_to_the_day_before() {
        for (start, time, date) in [
            ("00:00", "2026-11-21T00:00:00", "2026-11-21"),
            ("00:00", "2026-11-21T23:59:59.999", "2026-11-21"),
            ("04:30", "2026-11-21T04:29:59.999", "2026-11-20"),
            ("04:30", "2026-11-21T04:30:00", "2026-11-21"),
            ("12:00", "2026-11-21T11:59:59", "2026-11-20"),
            ("04:30", "2027-01-01T03:00:00", "2026-12-31"),
        ] {
            let start: DayStart = start.parse().expect("a start");
            let (time, date) = (time.parse().expect("time"), date.parse().expect("date"));
            assert_eq!(start.date_of(time), Some(date), "{start} {time}");
            let begin = start.begin_of(date).expect("a time");
            assert!(begin <= time && time - begin < TimeDelta::days(1), "{start} {time}");
        }
        assert_eq!("12:00".parse::<DayStart>().expect("a start").date_of(NaiveDateTime::MIN), None);
    }
}
