//! What is said about a clock that is probably wrong.

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::{Locale, Text};
use crate::{
    desk::{ClockDoubt, ClockNews, RELEASED},
    record::When,
};

impl Locale {
    /// Why the clock is probably wrong.
    #[must_use]
    pub fn clock_doubt(&self, doubt: &ClockDoubt) -> String {
        let (now, released, newest) = shown(doubt);
        self.text(match &newest {
            None => Text::ClockBeforeRelease { now: &now, released: &released },
            Some(newest) => Text::ClockFar { now: &now, newest },
        })
    }

    /// The same in fewer words, for one line of the screen.
    #[must_use]
    pub fn clock_doubt_short(&self, doubt: &ClockDoubt) -> String {
        let (now, released, newest) = shown(doubt);
        self.text(match &newest {
            None => Text::ClockBeforeReleaseShort { now: &now, released: &released },
            Some(newest) => Text::ClockFarShort { now: &now, newest },
        })
    }

    /// When a transaction was, a known time as `shown`.
    #[must_use]
    pub fn time(&self, when: When, shown: impl FnOnce(DateTime<FixedOffset>) -> String) -> String {
        match when {
            When::At(at) => shown(at),
            When::Before(before) => {
                self.text(Text::TimeBefore { time: &before.format("%Y-%m-%d").to_string() })
            }
            When::Unknown => self.text(Text::TimeUnknown),
        }
    }

    /// The same in at most 12 columns.
    #[must_use]
    pub fn short_time(&self, when: When, shown: impl FnOnce(DateTime<FixedOffset>) -> String) -> String {
        match when {
            When::At(at) => shown(at),
            When::Before(before) => format!("< {}", before.format("%Y-%m-%d")),
            When::Unknown => self.text(Text::TimeUnknown),
        }
    }

    /// The question at the till, from its longer wording to its shorter.
    #[must_use]
    pub fn ask_clock(&self, doubt: &ClockDoubt) -> [String; 2] {
        [self.clock_doubt(doubt), self.clock_doubt_short(doubt)]
            .map(|doubt| self.text(Text::AskClock { doubt: &doubt }))
    }

    /// What was found when a transaction was recorded.
    #[must_use]
    pub fn clock_news(&self, news: &ClockNews) -> String {
        match news {
            ClockNews::Doubted(doubt) => self.text(Text::ClockTold { doubt: &self.clock_doubt(doubt) }),
            ClockNews::SetBack { now, before } => {
                self.text(Text::ClockSetBack { now: &minute(*now), before: &minute(*before) })
            }
        }
    }
}

/// What the clock shows, the day of the release, and the time of the newest entry where that is the reason.
fn shown(doubt: &ClockDoubt) -> (String, String, Option<String>) {
    let (now, newest) = match doubt {
        ClockDoubt::BeforeRelease { now } => (now, None),
        ClockDoubt::FarFromNewest { now, newest } => (now, Some(newest.with_timezone(now.offset()))),
    };
    let newest = newest.map(|newest| minute(newest.naive_local()));
    (minute(now.naive_local()), RELEASED.to_string(), newest)
}

/// `2026-11-21 14:32`
pub(crate) fn minute(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::locale::Lang;

    fn at(time: &str) -> DateTime<chrono::FixedOffset> {
        DateTime::parse_from_rfc3339(time).expect("time")
    }

    #[test]
    fn a_doubt_names_what_the_clock_shows_and_why_that_is_strange() {
        let early = ClockDoubt::BeforeRelease { now: at("1970-01-01T09:00:00+09:00") };
        let newest = at("2026-11-21T14:32:00+09:00").to_utc();
        let far = ClockDoubt::FarFromNewest { now: at("2099-01-01T09:00:00+09:00"), newest };
        for (lang, doubt, long, short) in [
            (
                Lang::En,
                early,
                "The clock shows 1970-01-01 09:00, before this program was made (2026-11-21). Is the clock right?",
                "Clock: 1970-01-01 09:00, program: 2026-11-21. Is the clock right?",
            ),
            (
                Lang::En,
                far,
                "The clock shows 2099-01-01 09:00, the newest entry is from 2026-11-21 14:32. Is the clock right?",
                "Clock: 2099-01-01 09:00, newest entry: 2026-11-21 14:32. Is the clock right?",
            ),
            (
                Lang::Ko,
                early,
                "시계 1970-01-01 09:00: 이 프로그램이 만들어진 2026-11-21 이전입니다. 시계가 맞습니까?",
                "시계 1970-01-01 09:00, 프로그램 2026-11-21. 시계가 맞습니까?",
            ),
            (
                Lang::Ko,
                far,
                "시계 2099-01-01 09:00, 마지막 기록 2026-11-21 14:32: 차이가 너무 큽니다. 시계가 맞습니까?",
                "시계 2099-01-01 09:00, 마지막 기록 2026-11-21 14:32. 시계가 맞습니까?",
            ),
        ] {
            let asked = Locale::new(lang).ask_clock(&doubt);
            let columns = unicode_width::UnicodeWidthStr::width(short);
            assert_eq!(asked, [long.to_owned(), short.to_owned()]);
            assert!(columns <= 78, "{columns}");
        }
    }

    #[test]
    fn programs_are_told_what_was_recorded() {
        let before = at("2099-01-01T09:00:00+09:00").naive_local();
        let now = at("2026-11-21T14:32:00+09:00").naive_local();
        let news = ClockNews::SetBack { now, before };
        assert_eq!(
            Locale::new(Lang::En).clock_news(&news),
            "The clock shows 2026-11-21 14:32, the newest id of this till is from 2099-01-01 09:00. Ids follow the clock from now on."
        );
        assert_eq!(
            Locale::new(Lang::Ko).clock_news(&news),
            "시계 2026-11-21 14:32, 이 단말기의 마지막 관리번호 2099-01-01 09:00: 이제부터 관리번호는 시계를 따릅니다."
        );
    }
}
