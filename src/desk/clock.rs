//! The time: passed in, so that tests can set it; and whether the clock can be right.

use std::time::SystemTime;

use chrono::{
    DateTime, Duration, FixedOffset, Local, NaiveDate, NaiveDateTime, Offset as _, TimeZone as _, Utc,
};

use crate::query;

/// The day on which this version was made: a clock before it is wrong. Raised with each version, and not read from a clock when
/// the program is built, so that the same source makes the same program.
pub const RELEASED: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 21) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// A clock that is further ahead of the newest entry is doubted: no shop is closed for so long.
const MOST_AHEAD: Duration = Duration::days(400);
/// A clock that is further behind the newest entry is doubted: summer time ends with an hour.
const MOST_BEHIND: Duration = Duration::minutes(60);

/// A source of the till's local time.
pub trait Clock: Send + Sync {
    /// Now, with the offset of the local time zone, in whole minutes.
    fn now(&self) -> DateTime<FixedOffset>;

    /// The offset of the local time zone at a moment; by default, the one of now.
    fn offset_at(&self, _at: DateTime<Utc>) -> FixedOffset {
        *self.now().offset()
    }

    /// A time that goes on evenly, from any beginning, and that nobody can set; `None` where there is no such.
    fn steady(&self) -> Option<std::time::Duration> {
        None
    }
}

/// The operating system's clock and time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<FixedOffset> {
        // `Local::now` panics before 1970.
        let now = match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).ok(),
            Err(before) => i64::try_from(before.duration().as_millis()).ok().map(|before| -before),
        };
        let now = now.and_then(DateTime::from_timestamp_millis).unwrap_or(DateTime::UNIX_EPOCH);
        now.with_timezone(&self.offset_at(now))
    }

    /// Goes on while the machine sleeps where the system knows such a clock: waking up sets nothing.
    fn steady(&self) -> Option<std::time::Duration> {
        #[cfg(target_os = "linux")]
        {
            let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
            std::time::Duration::try_from(now).ok()
        }
        #[cfg(not(target_os = "linux"))]
        {
            static BEGUN: std::sync::LazyLock<std::time::Instant> =
                std::sync::LazyLock::new(std::time::Instant::now);
            Some(BEGUN.elapsed())
        }
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
pub(super) fn millis_of(clock: &impl Clock, time: NaiveDateTime) -> i64 {
    query::beginning(&|at| clock.offset_at(at), time)
}

/// Why the clock is probably wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDoubt {
    /// It shows this, before [`RELEASED`].
    BeforeRelease {
        /// What it shows.
        now: DateTime<FixedOffset>,
    },
    /// It shows this, years after the newest entry, or more than an hour before it.
    FarFromNewest {
        /// What it shows.
        now: DateTime<FixedOffset>,
        /// When the newest entry was recorded.
        newest: DateTime<Utc>,
    },
}

impl ClockDoubt {
    /// What is doubtful about a clock that shows `now`, when the newest entry was recorded at `newest`.
    #[must_use]
    pub fn of(now: DateTime<FixedOffset>, newest: Option<DateTime<Utc>>) -> Option<Self> {
        if now.date_naive() < RELEASED {
            return Some(Self::BeforeRelease { now });
        }
        newest.filter(|newest| is_far(now, *newest)).map(|newest| Self::FarFromNewest { now, newest })
    }
}

fn is_far(now: DateTime<FixedOffset>, newest: DateTime<Utc>) -> bool {
    !(-MOST_BEHIND..=MOST_AHEAD).contains(&now.signed_duration_since(newest))
}

/// What was found about the clock when a transaction was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockNews {
    /// It was doubted, where no person can be asked.
    Doubted(ClockDoubt),
    /// It was set back by more than an hour: the till's ids follow it again.
    SetBack {
        /// What it shows.
        now: NaiveDateTime,
        /// The time of the newest id before.
        before: NaiveDateTime,
    },
}

/// What is known about the clock in this run. A doubt is answered once: by the person who is asked, or, for programs, by the
/// next transaction. Other tills have clocks of their own: what they record meanwhile says nothing about this one.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClockWatch {
    /// The newest entry at the start; from then on, when the clock was last found or said to be right.
    newest: Option<DateTime<Utc>>,
    /// A person has said that a time before the release is right.
    is_accepted: bool,
    /// Every doubt stops a transaction: there is a person to ask.
    asks: bool,
    news: Option<ClockNews>,
}

impl ClockWatch {
    /// What is doubtful about the clock now.
    #[must_use]
    pub fn doubt(&self, now: DateTime<FixedOffset>) -> Option<ClockDoubt> {
        ClockDoubt::of(now, self.newest)
    }

    /// What was found about the clock when the last transactions were recorded together.
    #[must_use]
    pub fn news(&self) -> Option<ClockNews> {
        self.news
    }

    /// From now on a person can be asked.
    pub(super) fn ask(&mut self) {
        self.asks = true;
    }

    /// The newest entry at the start, without those that the program makes by itself.
    pub(super) fn begin(&mut self, newest: Option<DateTime<Utc>>) {
        self.newest = newest;
    }

    /// The doubt about a transaction at `now`; `None` when it was answered. The second value says whether it stops the
    /// transaction.
    pub(super) fn question(&self, now: DateTime<FixedOffset>) -> Option<(ClockDoubt, bool)> {
        match self.doubt(now)? {
            ClockDoubt::BeforeRelease { .. } if self.is_accepted => None,
            doubt @ ClockDoubt::BeforeRelease { .. } => Some((doubt, true)),
            doubt @ ClockDoubt::FarFromNewest { .. } => Some((doubt, self.asks)),
        }
    }

    /// Transactions begin: nothing was found yet.
    pub(super) fn clear_news(&mut self) {
        self.news = None;
    }

    /// A transaction was recorded.
    pub(super) fn took(&mut self, now: DateTime<FixedOffset>, news: Option<ClockNews>) {
        (self.newest, self.news) = (Some(now.to_utc()), news.or(self.news));
    }

    /// A person has said that the time is right.
    pub(super) fn accepted(&mut self, now: DateTime<FixedOffset>) {
        (self.newest, self.news, self.is_accepted) = (Some(now.to_utc()), None, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(time).expect("time")
    }

    #[test]
    fn the_release_is_the_newest_date_of_the_changelog() {
        let changelog = include_str!("../../CHANGELOG.md");
        let dates = changelog.split(|c: char| !(c.is_ascii_digit() || c == '-'));
        let newest = dates.filter_map(|word| word.parse::<NaiveDate>().ok()).max();
        assert_eq!(newest, Some(RELEASED), "raise RELEASED with each version");
    }

    #[test]
    fn a_clock_is_doubted_before_the_release_and_far_from_the_newest_entry() {
        let newest = at("2026-11-21T14:00:00+09:00").to_utc();
        for (now, doubted) in [
            ("2026-11-21T14:00:00+09:00", false),
            ("2026-11-21T13:00:00+09:00", false),
            ("2026-11-21T12:59:59+09:00", true),
            ("2027-12-26T14:00:00+09:00", false),
            ("2027-12-26T14:00:01+09:00", true),
            ("2099-01-01T00:00:00+09:00", true),
        ] {
            let now = at(now);
            let doubt = doubted.then_some(ClockDoubt::FarFromNewest { now, newest });
            assert_eq!(ClockDoubt::of(now, Some(newest)), doubt, "{now}");
            assert_eq!(ClockDoubt::of(now, None), None, "{now}");
        }
        for now in ["2026-11-20T23:59:59+09:00", "1970-01-01T00:00:00+09:00", "1900-01-01T00:00:00+09:00"] {
            let now = at(now);
            assert_eq!(ClockDoubt::of(now, None), Some(ClockDoubt::BeforeRelease { now }));
        }
    }

    #[test]
    fn a_doubt_stays_until_it_is_answered_or_the_clock_is_put_right() {
        let (before, now) = (at("2026-11-21T14:00:00+09:00"), at("2099-01-01T09:00:00+09:00"));
        let doubt = ClockDoubt::FarFromNewest { now, newest: before.to_utc() };
        let mut watch = ClockWatch::default();
        watch.ask();
        watch.begin(Some(before.to_utc()));
        assert_eq!((watch.question(now), watch.doubt(now)), (Some((doubt, true)), Some(doubt)));
        // The clock was put right: nothing to ask.
        assert_eq!(watch.question(before), None);
        watch.accepted(now);
        assert_eq!((watch.question(now), watch.doubt(now)), (None, None));
    }

    #[test]
    fn programs_are_stopped_before_the_release_alone() {
        let (early, late) = (at("1970-01-01T09:00:00+09:00"), at("2099-01-01T09:00:00+09:00"));
        let newest = Some(at("2026-11-21T14:00:00+09:00").to_utc());
        let mut watch = ClockWatch::default();
        watch.begin(newest);
        let stops = |now| watch.question(now).map(|(_, stops)| stops);
        assert_eq!((stops(early), stops(late)), (Some(true), Some(false)));
    }

    #[test]
    fn offsets_are_whole_minutes() {
        for (seconds, whole) in [(32_400, 32_400), (30_472, 30_420), (-12_600, -12_600), (-30, 0)] {
            let offset = FixedOffset::east_opt(seconds).expect("offset");
            assert_eq!(whole_minutes(offset).local_minus_utc(), whole);
        }
    }
}
