//! Months of a calendar.

use std::{fmt, str::FromStr};

use chrono::{Datelike as _, Months, NaiveDate, NaiveDateTime, NaiveTime};

/// A month of the years 2000 to 2099, as ids name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// When it begins.
    #[must_use]
    pub fn begins(self) -> NaiveDateTime {
        self.0.and_time(NaiveTime::MIN)
    }

    /// When it ends, and the next one begins.
    #[must_use]
    pub fn ends(self) -> NaiveDateTime {
        self.0.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN)
    }

    /// This month and those after it up to `last`, in order.
    pub fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        let next = |month: &Self| Some(Self(month.ends().date()));
        std::iter::successors(Some(self), next).take_while(move |month| *month <= last)
    }
}

/// The text is none: four digits of the year, a hyphen, two of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no month of the years 2000 to 2099 as YYYY-MM")]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts = text.split_once('-').filter(|(year, month)| digits(year, 4) && digits(month, 2));
        let (year, month) = parts.ok_or(NoMonth)?;
        let year: i32 = year.parse().or(Err(NoMonth))?;
        let first = NaiveDate::from_ymd_opt(year, month.parse().or(Err(NoMonth))?, 1);
        first.filter(|first| (2000..=2099).contains(&first.year())).map(Self).ok_or(NoMonth)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_they_are_written() {
        for text in ["2000-01", "2026-07", "2026-12", "2099-12"] {
            assert_eq!(text.parse::<Month>().map(|month| month.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "",
            "2026",
            "2026-7",
            "2026-00",
            "2026-13",
            "26-07",
            "1999-12",
            "2100-01",
            "2026-07-01",
            "+026-07",
            "2026/07",
            "2026-０7",
        ] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }

    #[test]
    fn they_follow_each_other_over_the_end_of_a_year() {
        let month = |text: &str| text.parse::<Month>().expect("a month");
        let months: Vec<_> =
            month("2099-11").up_to(month("2099-12")).map(|month| month.to_string()).collect();
        assert_eq!(months, ["2099-11", "2099-12"]);
        let months: Vec<_> = month("2026-12").up_to(month("2027-02")).collect();
        assert_eq!(months, [month("2026-12"), month("2027-01"), month("2027-02")]);
        assert_eq!(months[0].ends(), months[1].begins());
        assert_eq!(month("2027-02").up_to(month("2027-01")).count(), 0);
    }
}
