//! Days, weeks, months and years as people write them, seen from today.

use chrono::{Datelike as _, Days as Count, Months, NaiveDate};

use super::{
    meaning::{Days, Meaning},
    scan::{blank, digits, number, one_of},
    span::{Span, span},
    words::{DayWord, strip_day},
};

/// Years that are understood. Before them there were no tills like this one.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;
/// Eight digits are a day when it is at most this many years before today: all others may be an id or an amount.
const EIGHT_DIGITS_BACK: i32 = 20;
/// Years back in which a day without a year is searched: 29 February may be eight years ago.
const YEARS_BACK: i32 = 8;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Letters of a month's short name.
const SHORT: usize = 3;

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Date {
    Known(Days),
    /// Parts that are not written are found by `resolve`.
    Written {
        year: Option<i32>,
        month: Option<u32>,
        day: Option<u32>,
    },
}

/// Reads all of `text` as days.
pub(super) fn read(text: &str, today: NaiveDate) -> Option<Meaning> {
    let resolve = |date: Date| date.resolve(today);
    let span = span(
        text,
        false,
        |text| date(text, today),
        |first, text| date(text, today).or_else(|| bare_day(first, text)),
    );
    let days = match span? {
        Span::Only(date) => resolve(date)?,
        Span::Between(first, last) => between(first, last, today)?,
        Span::From(date) => Days { first: resolve(date)?.first, last: None },
        Span::To(date) | Span::Tilde(date) => Days { first: None, last: resolve(date)?.last },
        Span::Over(date) | Span::After(date) => {
            Days { first: Some(resolve(date)?.last?.succ_opt()?), last: None }
        }
        Span::Under(date) | Span::Before(date) => {
            Days { first: None, last: Some(resolve(date)?.first?.pred_opt()?) }
        }
        Span::About(_) | Span::Series(_) => return None,
    };
    Some(Meaning::Days(days))
}

/// The day of `11-20..25`.
fn bare_day(first: Date, text: &str) -> Option<(Date, &str)> {
    let has_day = matches!(first, Date::Written { day: Some(_), .. });
    let (day, rest) = number(text, 2).filter(|_| has_day)?;
    Some((Date::Written { year: None, month: None, day: Some(day) }, rest))
}

/// From one date to the other. The second takes the parts that it does not have from the first. If it is still before
/// the first, it is either meant a month or a year later, or the two are swapped: whichever gives the shorter range.
fn between(first: Date, last: Date, today: NaiveDate) -> Option<Days> {
    let from = first.resolve(today)?;
    let to = last.after(first, from.first?).resolve(today)?;
    let gap = |earlier: Days, later: Days| Some((later.first? - earlier.first?).num_days());
    let later = match last {
        Date::Written { year: None, month, .. } if to.first < from.first => {
            let months = if month.is_none() { 1 } else { 12 };
            Days { first: add_months(to.first?, months), last: add_months(to.last?, months) }
        }
        _ => to,
    };
    let to = if gap(from, later) < gap(to, from) { later } else { to };
    Some(Days { first: from.first.min(to.first), last: from.last.max(to.last) })
}

fn add_months(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.checked_add_months(Months::new(months))
}

impl Date {
    /// With the year and month of `first`, which was resolved to `day`, where this has none.
    fn after(self, first: Self, day: NaiveDate) -> Self {
        match (self, first) {
            (Self::Written { year: None, month: None, day: Some(of_month) }, _) => {
                Self::Written { year: Some(day.year()), month: Some(day.month()), day: Some(of_month) }
            }
            (Self::Written { year: None, month, day }, Self::Written { year: Some(year), .. }) => {
                Self::Written { year: Some(year), month, day }
            }
            _ => self,
        }
    }

    /// The days meant. Parts that are not written are chosen so that the days are the latest that have begun.
    fn resolve(self, today: NaiveDate) -> Option<Days> {
        let years = || (0..=YEARS_BACK).map(|back| today.year() - back);
        let began = |days: &Days| days.first <= Some(today);
        match self {
            Self::Known(days) => Some(days),
            Self::Written { year: Some(year), .. } if !YEARS.contains(&year) => None,
            Self::Written { year: Some(year), month: None, day: None } => Days::year(year),
            Self::Written { year: Some(year), month: Some(month), day: None } => Days::month(year, month),
            Self::Written { year: Some(year), month: Some(month), day: Some(day) } => one(year, month, day),
            Self::Written { year: None, month: Some(month), day: None } => {
                years().filter_map(|year| Days::month(year, month)).find(began)
            }
            Self::Written { year: None, month: Some(month), day: Some(day) } => {
                years().filter_map(|year| one(year, month, day)).find(began)
            }
            Self::Written { year: None, month: None, day: Some(day) } => {
                let months = years().flat_map(|year| (1..=12).rev().map(move |month| (year, month)));
                months.filter_map(|(year, month)| one(year, month, day)).find(began)
            }
            Self::Written { month: None, .. } => None,
        }
    }
}

fn one(year: i32, month: u32, day: u32) -> Option<Days> {
    NaiveDate::from_ymd_opt(year, month, day).map(Days::one)
}

/// A date at the start of `text`, and the rest.
fn date(text: &str, today: NaiveDate) -> Option<(Date, &str)> {
    of_named(text, today)
        .or_else(|| numeric(text))
        .or_else(|| eight_digits(text, today))
        .or_else(|| recent(text, today))
        .or_else(|| ago(text, today))
        .or_else(|| korean(text))
        .or_else(|| named_month(text))
        .or_else(|| weekday(text, today))
        .or_else(|| strip_day(text).and_then(|(word, rest)| Some((Date::Known(word.days(today)?), rest))))
}

/// `2026-11-20`, `26-11-20`, `2026-11`, `11-20`; also with `/` or `.`, and then with one at the end; dots may have a blank
/// behind them.
fn numeric(text: &str) -> Option<(Date, &str)> {
    let (first, rest) = digits(text)?;
    let sign = rest.chars().next().filter(|sign| "-/.".contains(*sign))?;
    let spaced = if rest.starts_with(". ") { ". " } else { rest.get(..1)? };
    let (second, rest) = number(rest.strip_prefix(spaced)?, 2)?;
    let third = rest.strip_prefix(spaced).and_then(|rest| number(rest, 2));
    let (third, rest) = third.map_or((None, rest), |(third, rest)| (Some(third), rest));
    let (year, month, day) = match (first.len(), third) {
        (4, day) => (first.parse().ok(), Some(second), day),
        (2, Some(day)) => (first.parse().ok().map(|year: i32| 2000 + year), Some(second), Some(day)),
        (1 | 2, None) => (None, first.parse().ok(), Some(second)),
        _ => return None,
    };
    let closed = rest.strip_prefix('.').filter(|after| sign == '.' && !after.starts_with('.'));
    Some((Date::Written { year, month, day }, closed.unwrap_or(rest)))
}

/// `20261120`.
fn eight_digits(text: &str, today: NaiveDate) -> Option<(Date, &str)> {
    let (digits, rest) = digits(text).filter(|(digits, _)| digits.len() == 8)?;
    let day = NaiveDate::parse_from_str(digits, "%Y%m%d").ok()?;
    let back = today.year().checked_sub(day.year())?;
    (0..=EIGHT_DIGITS_BACK).contains(&back).then_some((Date::Known(Days::one(day)), rest))
}

/// `last 7 days`, `최근 7일`, `지난 3일`: today and the days before it, as many in all.
fn recent(text: &str, today: NaiveDate) -> Option<(Date, &str)> {
    const DAYS: [&str; 4] = ["days", "day", "일간", "일"];
    const WEEKS: [&str; 5] = ["weeks", "week", "주간", "주일", "주"];
    const MONTHS: [&str; 4] = ["months", "month", "개월", "달"];
    let rest = blank(one_of(text, &["last", "past", "recent", "최근", "지난"])?);
    // 일주일, 한 달.
    let one = || one_of(rest, &["일", "한"]).map(|rest| (1, rest));
    let (count, rest) = number(rest, 4).or_else(one).filter(|(count, _)| *count > 0)?;
    let rest = blank(rest);
    let back = |days: u64| today.checked_sub_days(Count::new(days - 1));
    let (first, rest) = if let Some(rest) = one_of(rest, &DAYS) {
        (back(count.into())?, rest)
    } else if let Some(rest) = one_of(rest, &WEEKS) {
        (back(7 * u64::from(count))?, rest)
    } else {
        let rest = one_of(rest, &MONTHS)?;
        (today.checked_sub_months(Months::new(count))?.succ_opt()?, rest)
    };
    let days = Days::between(first, today);
    YEARS.contains(&first.year()).then_some((Date::Known(days), rest))
}

/// `3 days ago`, `3일 전`.
fn ago(text: &str, today: NaiveDate) -> Option<(Date, &str)> {
    let (count, rest) = number(text, 5)?;
    let rest = blank(rest);
    let rest = match rest.strip_prefix("일") {
        Some(rest) => blank(rest).strip_prefix("전")?,
        None => one_of(rest, &["days ago", "day ago"])?,
    };
    let day = today.checked_sub_days(Count::new(count.into())).filter(|day| YEARS.contains(&day.year()))?;
    Some((Date::Known(Days::one(day)), rest))
}

/// `2026년 11월 20일` or one or two of the three.
fn korean(text: &str) -> Option<(Date, &str)> {
    let mut rest = text;
    let mut part = |name: &str, most: usize| {
        let (value, after) = number(if rest.len() < text.len() { blank(rest) } else { rest }, most)?;
        rest = blank_before(after, name)?;
        Some(value)
    };
    let year = part("년", 4).and_then(|year| i32::try_from(if year < 100 { year + 2000 } else { year }).ok());
    let month = part("월", 2);
    let day = part("일", 2);
    let known = year.or(month.map(|_| 0)).or(day.map(|_| 0)).is_some();
    known.then_some((Date::Written { year, month, day }, rest))
}

/// `last friday`, `지난 금요일`: the last one before today; `last week friday`, `friday this week`, `지난주 금요일`.
fn weekday(text: &str, today: NaiveDate) -> Option<(Date, &str)> {
    let of_week = |word, week: DayWord| {
        let DayWord::Weekday(weekday) = word else { return None };
        let monday =
            matches!(week, DayWord::ThisWeek | DayWord::LastWeek).then(|| week.days(today))??.first?;
        monday.checked_add_days(Count::new(weekday.num_days_from_monday().into()))
    };
    let (day, rest) = if let Some(rest) = one_of(text, &["last", "지난", "저번"])
        && let Some((DayWord::Weekday(weekday), rest)) = strip_day(blank(rest))
    {
        let back = today.weekday().days_since(weekday);
        (today.checked_sub_days(Count::new(if back == 0 { 7 } else { back.into() })), rest)
    } else {
        let (one, rest) = strip_day(text)?;
        let (other, rest) = strip_day(blank(rest))?;
        (of_week(one, other).or_else(|| of_week(other, one)), rest)
    };
    Some((Date::Known(Days::one(day?)), rest))
}

/// `작년 11월`, `last year nov 20`, `november last year`, `지난달 20일`: a date of the year or the month that is named.
fn of_named(text: &str, today: NaiveDate) -> Option<(Date, &str)> {
    let date = |text| numeric(text).or_else(|| korean(text)).or_else(|| named_month(text));
    let ((word, date), rest) = if let Some((word, rest)) = strip_day(text) {
        let (date, rest) = date(blank(rest))?;
        ((word, date), rest)
    } else {
        let (date, rest) = date(text)?;
        let (word, rest) = strip_day(rest.strip_prefix(' ')?)?;
        ((word, date), rest)
    };
    let Date::Written { year: None, month, day } = date else { return None };
    let named = word.days(today)?.first?;
    let date = match (word, month) {
        (DayWord::ThisYear | DayWord::LastYear, Some(_)) => {
            Date::Written { year: Some(named.year()), month, day }
        }
        (DayWord::ThisMonth | DayWord::LastMonth, None) => {
            Date::Written { year: Some(named.year()), month: Some(named.month()), day }
        }
        _ => return None,
    };
    Some((date, rest))
}

/// The rest after `name`, which may follow a blank.
fn blank_before<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    blank(text).strip_prefix(name)
}

/// `november`, `nov 20`, `20 nov`, `nov 2026`, `nov 20 2026`, `20 nov 2026`.
fn named_month(text: &str) -> Option<(Date, &str)> {
    if let Some((day, rest)) = number(text, 2) {
        let (month, rest) = month_name(blank(ordinal(rest)))?;
        let (year, rest) = year_behind(rest);
        return Some((Date::Written { year, month: Some(month), day: Some(day) }, rest));
    }
    let (month, rest) = month_name(text)?;
    let (year, day, rest) = match digits(blank(rest)) {
        Some((digits, after)) if digits.len() <= 2 && !after.starts_with(':') => {
            let (year, after) = year_behind(ordinal(after));
            (year, digits.parse().ok(), after)
        }
        Some((digits, after)) if digits.len() == 4 && digits.starts_with("20") => {
            (digits.parse().ok(), None, after)
        }
        _ => (None, None, rest),
    };
    Some((Date::Written { year, month: Some(month), day }, rest))
}

/// A year of this century behind a day, and the rest.
fn year_behind(text: &str) -> (Option<i32>, &str) {
    let rest = text.strip_prefix(',').unwrap_or(text);
    let year = rest.strip_prefix(' ').and_then(digits);
    match year.filter(|(digits, _)| digits.len() == 4 && digits.starts_with("20")) {
        Some((digits, after)) => (digits.parse().ok(), after),
        None => (None, text),
    }
}

/// The rest behind the end of `20th`.
fn ordinal(text: &str) -> &str {
    let rest = one_of(text, &["st", "nd", "rd", "th"]);
    rest.filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(text)
}

fn month_name(text: &str) -> Option<(u32, &str)> {
    (1..).zip(MONTHS).find_map(|(month, name)| {
        let rest = text.strip_prefix(name).or_else(|| text.strip_prefix(name.get(..SHORT)?))?;
        (!rest.starts_with(char::is_alphabetic)).then_some((month, rest))
    })
}

impl DayWord {
    /// The days meant, seen from `today`.
    pub(super) fn days(self, today: NaiveDate) -> Option<Days> {
        let back = |days| today.checked_sub_days(Count::new(days));
        let month = |day: NaiveDate| Days::month(day.year(), day.month());
        match self {
            Self::Today => Some(Days::one(today)),
            Self::Yesterday => back(1).map(Days::one),
            Self::DayBefore => back(2).map(Days::one),
            Self::ThisWeek => Some(Days::week(today)),
            Self::LastWeek => back(7).map(Days::week),
            Self::ThisMonth => month(today),
            Self::LastMonth => month(today.checked_sub_months(Months::new(1))?),
            Self::ThisYear => Days::year(today.year()),
            Self::LastYear => Days::year(today.year().checked_sub(1)?),
            Self::Weekday(weekday) => back(today.weekday().days_since(weekday).into()).map(Days::one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days as `first..last`; an open end is empty.
    fn shown(text: &str, today: &str) -> Option<String> {
        let Meaning::Days(days) = read(text, today.parse().expect("today"))? else { return None };
        let end = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Some(
            days.only()
                .map_or_else(|| format!("{}..{}", end(days.first), end(days.last)), |day| day.to_string()),
        )
    }

    #[test]
    fn dates_are_written_in_many_ways() {
        for (text, days) in [
            ("2026-11-20", "2026-11-20"),
            ("2026/11/20", "2026-11-20"),
            ("2026.11.20", "2026-11-20"),
            ("2026.11.20.", "2026-11-20"),
            ("26-11-20", "2026-11-20"),
            ("2026. 11. 20.", "2026-11-20"),
            ("2026. 11. 20", "2026-11-20"),
            ("11. 20.", "2026-11-20"),
            ("2026. 11.", "2026-11-01..2026-11-30"),
            ("20261120", "2026-11-20"),
            ("20061120", "2006-11-20"),
            ("nov 20 2026", "2026-11-20"),
            ("november 20, 2025", "2025-11-20"),
            ("nov 20th 2025", "2025-11-20"),
            ("20 nov 2025", "2025-11-20"),
            ("20th nov", "2026-11-20"),
            ("last 7 days", "2026-11-15..2026-11-21"),
            ("past 1 day", "2026-11-21"),
            ("last 2 weeks", "2026-11-08..2026-11-21"),
            ("last 3 months", "2026-08-22..2026-11-21"),
            ("최근 7일", "2026-11-15..2026-11-21"),
            ("최근7일간", "2026-11-15..2026-11-21"),
            ("지난 3일", "2026-11-19..2026-11-21"),
            ("최근 2주", "2026-11-08..2026-11-21"),
            ("최근 일주일", "2026-11-15..2026-11-21"),
            ("최근 한 달", "2026-10-22..2026-11-21"),
            ("최근 3개월", "2026-08-22..2026-11-21"),
            ("2026-11", "2026-11-01..2026-11-30"),
            ("2024-2", "2024-02-01..2024-02-29"),
            ("11-20", "2026-11-20"),
            ("11/20", "2026-11-20"),
            ("11.20", "2026-11-20"),
            ("11.20.", "2026-11-20"),
            ("1-2", "2026-01-02"),
            ("11-21", "2026-11-21"),
            ("11-22", "2025-11-22"),
            ("02-29", "2024-02-29"),
            ("2026년", "2026-01-01..2026-12-31"),
            ("26년", "2026-01-01..2026-12-31"),
            ("2026년 11월", "2026-11-01..2026-11-30"),
            ("2026년 11월 20일", "2026-11-20"),
            ("2026년11월20일", "2026-11-20"),
            ("11월", "2026-11-01..2026-11-30"),
            ("12월", "2025-12-01..2025-12-31"),
            ("11월20일", "2026-11-20"),
            ("11월 20일", "2026-11-20"),
            ("20일", "2026-11-20"),
            ("22일", "2026-10-22"),
            ("31일", "2026-10-31"),
            ("nov", "2026-11-01..2026-11-30"),
            ("november 20", "2026-11-20"),
            ("20 nov", "2026-11-20"),
            ("nov 2025", "2025-11-01..2025-11-30"),
            ("3일전", "2026-11-18"),
            ("3일 전", "2026-11-18"),
            ("3 days ago", "2026-11-18"),
            ("1 day ago", "2026-11-20"),
            ("오늘", "2026-11-21"),
            ("yesterday", "2026-11-20"),
            ("그저께", "2026-11-19"),
            ("이번주", "2026-11-16..2026-11-22"),
            ("last week", "2026-11-09..2026-11-15"),
            ("이번달", "2026-11-01..2026-11-30"),
            ("지난달", "2026-10-01..2026-10-31"),
            ("지난달 20일", "2026-10-20"),
            ("after nov 20", "2026-11-21.."),
            ("before monday", "..2026-11-15"),
            ("작년 11월", "2025-11-01..2025-11-30"),
            ("작년 11월 20일", "2025-11-20"),
            ("last year nov 20", "2025-11-20"),
            ("november last year", "2025-11-01..2025-11-30"),
            ("작년 11월부터 12월까지", "2025-11-01..2025-12-31"),
            ("this year", "2026-01-01..2026-12-31"),
            ("작년", "2025-01-01..2025-12-31"),
            ("토요일", "2026-11-21"),
            ("sunday", "2026-11-15"),
            ("mon", "2026-11-16"),
            ("last friday", "2026-11-20"),
            ("last sat", "2026-11-14"),
            ("지난 금요일", "2026-11-20"),
            ("저번 토요일", "2026-11-14"),
            ("last week friday", "2026-11-13"),
            ("friday last week", "2026-11-13"),
            ("this week mon", "2026-11-16"),
            ("지난주 금요일", "2026-11-13"),
            ("지난 주 일요일", "2026-11-15"),
            ("이번주 수요일", "2026-11-18"),
        ] {
            // A Saturday.
            assert_eq!(shown(text, "2026-11-21").as_deref(), Some(days), "{text}");
        }
    }

    #[test]
    fn ranges_of_days() {
        for (text, days) in [
            ("11-20..", "2026-11-20.."),
            ("11-20부터", "2026-11-20.."),
            ("since 11-20", "2026-11-20.."),
            ("11월부터", "2026-11-01.."),
            ("..11-20", "..2026-11-20"),
            ("~11-20", "..2026-11-20"),
            ("11월까지", "..2026-11-30"),
            ("2026-11..", "2026-11-01.."),
            (">11-20", "2026-11-21.."),
            ("<11월", "..2026-10-31"),
            ("11-01..11-20", "2026-11-01..2026-11-20"),
            ("20261101..20261120", "2026-11-01..2026-11-20"),
            ("11월 1일에서 5일", "2026-11-01..2026-11-05"),
            ("from nov 1 to nov 20", "2026-11-01..2026-11-20"),
            ("11/1~11/20", "2026-11-01..2026-11-20"),
            ("11.01..11.20", "2026-11-01..2026-11-20"),
            ("11-20 ~ 11-01", "2026-11-01..2026-11-20"),
            ("11-01..today", "2026-11-01..2026-11-21"),
            ("어제~오늘", "2026-11-20..2026-11-21"),
            ("mon..wed", "2026-11-16..2026-11-18"),
            ("last week tue..fri", "2026-11-10..2026-11-20"),
            ("지난주 금요일부터", "2026-11-13.."),
            ("since last friday", "2026-11-20.."),
            ("10월~11월", "2026-10-01..2026-11-30"),
            ("11월 1일~20일", "2026-11-01..2026-11-20"),
            ("11월 20일~25일", "2026-11-20..2026-11-25"),
            ("11-20..25", "2026-11-20..2026-11-25"),
            ("20일~5일", "2026-11-05..2026-11-20"),
            ("28일~2일", "2026-10-28..2026-11-02"),
            ("12-20..01-05", "2025-12-20..2026-01-05"),
            ("11-20..12-05", "2026-11-20..2026-12-05"),
            ("11-20..11-15", "2026-11-15..2026-11-20"),
            ("2025-12-20..01-05", "2025-12-20..2026-01-05"),
            ("2025-03-01..03-10", "2025-03-01..2025-03-10"),
            ("2026-03-10..2026-03-01", "2026-03-01..2026-03-10"),
        ] {
            assert_eq!(shown(text, "2026-11-21").as_deref(), Some(days), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "13-45",
            "02-30",
            "0-5",
            "13월",
            "11월 31일",
            "32일",
            "2026-13",
            "1969-12-31",
            "4111-11",
            "20051120",
            "20271120",
            "20261320",
            "261121",
            "11.12. 5",
            "last 0 days",
            "최근 3",
            "최근 99999일",
            "2026",
            "11",
            "2026년 20일",
            "11-20-2026",
            "123-4",
            "2026-11-20-1",
            "99999일 전",
            "약 11-20",
            "11-20..456",
            "novel",
            "nov 456",
            "취소",
            "last",
            "지난",
            "last today",
            "monday tuesday",
            "monday last month",
            "지난달 11-20",
            "작년 20일",
        ] {
            assert_eq!(shown(text, "2026-11-21"), None, "{text}");
        }
    }

    #[test]
    fn the_edge_of_time_is_no_trouble() {
        for today in [NaiveDate::MIN, NaiveDate::MAX] {
            for text in [
                "오늘",
                "이번주",
                "지난달",
                "작년",
                "02-29",
                "3일 전",
                ">오늘",
                "<오늘",
                "12-20..01-05",
                "31일",
                "last friday",
                "지난주 금요일",
            ] {
                let _ = read(text, today);
            }
        }
    }
}
