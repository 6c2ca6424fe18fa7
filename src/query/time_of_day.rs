//! Times of day as people write them.

use super::{
    meaning::{DAY, DayTime},
    scan::{blank, number, one_of},
    span::{Span, span},
};

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;

/// The part of the day that an hour is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Afternoon,
    Dawn,
    Early,
    Midday,
    Evening,
    /// It goes on after midnight: 밤 12시 is the end of the day, 밤 1시 an hour later.
    Night,
}

/// Before noon.
pub(super) const MORNING: DayTime = hours(0, 12);
/// From noon on.
pub(super) const AFTERNOON: DayTime = hours(12, 24);
/// 새벽.
pub(super) const DAWN: DayTime = hours(0, 6);
/// 아침.
pub(super) const EARLY: DayTime = hours(6, 11);
/// 점심.
pub(super) const LUNCH: DayTime = hours(11, 14);
/// 정오.
pub(super) const NOON: DayTime = hours(12, 13);
/// 저녁.
pub(super) const EVENING: DayTime = hours(17, 21);
/// 밤.
pub(super) const NIGHT: DayTime = hours(20, 27);
/// 자정: the midnight that ends a day.
pub(super) const MIDNIGHT: DayTime = hours(24, 25);
/// The last hour that means the afternoon when nothing is said: no shop is open at six in the morning, and many are at seven.
const LAST_BEFORE_OPENING: u32 = 6;

const fn hours(from: u32, until: u32) -> DayTime {
    DayTime { from: from * HOUR, until: until * HOUR }
}

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WrittenTime {
    time: DayTime,
    part: Option<Part>,
}

/// Reads all of `text` as a time of day: `18:30` is that minute, `18시` that hour. A range includes both ends, each with
/// its whole minute: `18시..20시` ends after the minute of 20:00. A range whose end is before its beginning goes over
/// midnight. A time from `24:00` on is of the night that ends the day.
pub(super) fn read(text: &str) -> Option<DayTime> {
    let time = match span(text, true, spoken, later)? {
        Span::Only(at) if at.part == Some(Part::Night) => return Some(at.time),
        Span::Only(at) => at.time,
        Span::Between(from, to) if from.time == to.time => from.time,
        Span::Between(from, to) => {
            let night = if to.time.from < from.time.from { DAY } else { 0 };
            DayTime { from: from.time.from, until: to.end() + night }
        }
        Span::From(at) => DayTime { until: DAY, ..at.time },
        Span::To(at) | Span::Tilde(at) => DayTime { from: 0, until: at.end() },
        Span::Over(at) => DayTime { from: at.time.until, until: DAY },
        Span::Under(at) => DayTime { from: 0, until: at.time.from },
        Span::About(at) => at.about(),
        Span::Series(_) => return None,
    };
    (time.from < time.until && time.from < DAY).then_some(time)
}

/// A time as people say it: 6시 is in the afternoon, `06시` and `6:00` are not.
fn spoken(text: &str) -> Option<(WrittenTime, &str)> {
    let is_said = number(text, 2).is_some_and(|(hour, rest)| {
        let said = one_of(blank(rest), &["시", "o'clock"]).is_some();
        said && (1..=LAST_BEFORE_OPENING).contains(&hour) && !text.starts_with('0')
    });
    // Of 6 o'clock am the part is named.
    let literal = time(text, None)?;
    if is_said && literal.0.part.is_none() { time(text, Some(Part::Afternoon)) } else { Some(literal) }
}

/// The end of a range: of the same part of the day as its beginning where that makes it later, as in 오후 6시~8시.
fn later(first: WrittenTime, text: &str) -> Option<(WrittenTime, &str)> {
    let after = |(at, _): &(WrittenTime, &str)| at.time.from > first.time.from;
    time(text, first.part).filter(after).or_else(|| spoken(text).filter(after)).or_else(|| time(text, None))
}

impl WrittenTime {
    /// The end of a range up to this time.
    fn end(self) -> u32 {
        let DayTime { from, until } = self.time;
        until.min(from + MINUTE).min(if from > DAY { until } else { DAY })
    }

    /// Half an hour more on both sides, within the day.
    fn about(self) -> DayTime {
        let DayTime { from, until } = self.time;
        DayTime { from: from.saturating_sub(HOUR / 2), until: (until + HOUR / 2).min(DAY) }
    }
}

/// A time of day at the start of `text`, and the rest; in the `assumed` part of the day when the text names none.
/// Midnight at the end of a day is `24:00`.
fn time(text: &str, assumed: Option<Part>) -> Option<(WrittenTime, &str)> {
    if let Some(rest) = one_of(text, &["정오", "noon"]) {
        return Some((WrittenTime { time: NOON, part: Some(Part::Midday) }, rest));
    }
    if let Some(rest) = one_of(text, &["자정", "midnight"]) {
        return Some((WrittenTime { time: MIDNIGHT, part: Some(Part::Night) }, rest));
    }
    let before = part(text);
    let (hour, rest) = number(before.map_or(text, |(_, rest)| blank(rest)), 2)?;
    let (finer, rest) = minutes(rest).map_or((None, rest), |(finer, rest)| (Some(finer), rest));
    let behind = if before.is_none() { part(blank(rest)) } else { None };
    let rest = behind.map_or(rest, |(_, rest)| rest);
    let part = before.or(behind).map(|(part, _)| part).or(assumed);
    // A number by itself is no hour, except before a part of the day: 6pm.
    let (within, length) = finer.or_else(|| behind.map(|_| (0, HOUR)))?;
    let from = on_24(hour, part)? * HOUR + within;
    let is_possible = from <= DAY || part == Some(Part::Night);
    is_possible.then_some((WrittenTime { time: DayTime { from, until: from + length }, part }, rest))
}

/// The hour of 24, of a night up to 29. An hour after 12 is taken as written with 오후: 오후 18시. It does not fit 오전.
fn on_24(hour: u32, part: Option<Part>) -> Option<u32> {
    match (part, hour) {
        (Some(Part::Morning | Part::Dawn), 12) => Some(0),
        (Some(Part::Morning | Part::Dawn | Part::Early), 13..) => None,
        (Some(Part::Afternoon), 0..12)
        | (Some(Part::Evening), 1..12)
        | (Some(Part::Midday), 1..6)
        | (Some(Part::Night), 6..12) => Some(hour + 12),
        (Some(Part::Night), 12) => Some(24),
        (Some(Part::Night), 0..6) => Some(hour + 24),
        (_, 0..=24) => Some(hour),
        _ => None,
    }
}

/// What follows an hour: the seconds within it, and how long the time lasts.
fn minutes(text: &str) -> Option<((u32, u32), &str)> {
    if let Some(rest) = text.strip_prefix(':') {
        let (minute, rest) = sixty(rest).filter(|(_, after)| after.len() + 2 == rest.len())?;
        return Some(match rest.strip_prefix(':').and_then(sixty) {
            Some((second, rest)) => ((minute * MINUTE + second, 1), rest),
            None => ((minute * MINUTE, MINUTE), rest),
        });
    }
    let rest = one_of(blank(text), &["시", "h", "o'clock"])?;
    if let Some(rest) = blank(rest).strip_prefix("반") {
        return Some(((HOUR / 2, MINUTE), rest));
    }
    let counted =
        sixty(blank(rest)).and_then(|(minute, rest)| Some((minute, blank(rest).strip_prefix("분")?)));
    // 18h30, as the French write it.
    let minute = counted.or_else(|| sixty(rest).filter(|_| text.starts_with('h')));
    Some(minute.map_or(((0, HOUR), rest), |(minute, rest)| ((minute * MINUTE, MINUTE), rest)))
}

fn sixty(text: &str) -> Option<(u32, &str)> {
    number(text, 2).filter(|(value, _)| *value < 60)
}

fn part(text: &str) -> Option<(Part, &str)> {
    let word = |part, words: &[&str]| one_of(text, words).map(|rest| (part, rest));
    word(Part::Morning, &["오전", "am", "a.m."])
        .or_else(|| word(Part::Afternoon, &["오후", "pm", "p.m."]))
        .or_else(|| word(Part::Dawn, &["새벽"]))
        .or_else(|| word(Part::Early, &["아침"]))
        .or_else(|| word(Part::Midday, &["점심", "낮"]))
        .or_else(|| word(Part::Evening, &["저녁"]))
        .or_else(|| word(Part::Night, &["밤"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_many_ways() {
        for (text, from, until) in [
            ("18:30", "18:30", "18:31"),
            ("9:05", "9:05", "9:06"),
            ("18시", "18:00", "19:00"),
            ("18h", "18:00", "19:00"),
            ("18h30", "18:30", "18:31"),
            ("6pm", "18:00", "19:00"),
            ("6 pm", "18:00", "19:00"),
            ("6:30pm", "18:30", "18:31"),
            ("12am", "0:00", "1:00"),
            ("12pm", "12:00", "13:00"),
            ("오후 6시", "18:00", "19:00"),
            ("오후6시반", "18:30", "18:31"),
            ("오후 6:30", "18:30", "18:31"),
            ("오후 18시", "18:00", "19:00"),
            ("오전 12시", "0:00", "1:00"),
            // At six in the morning no shop is open.
            ("6시", "18:00", "19:00"),
            ("6 o'clock", "18:00", "19:00"),
            ("1시", "13:00", "14:00"),
            ("6시반", "18:30", "18:31"),
            ("6시 반", "18:30", "18:31"),
            ("6시 30분", "18:30", "18:31"),
            ("6시5분", "18:05", "18:06"),
            ("6시쯤", "17:30", "19:30"),
            ("6시부터", "18:00", "24:00"),
            ("3시~5시", "15:00", "17:01"),
            ("6시~8시", "18:00", "20:01"),
            ("9시~6시", "9:00", "18:01"),
            ("10시에서 2시", "10:00", "14:01"),
            ("22시~2시", "22:00", "26:01"),
            ("7시", "7:00", "8:00"),
            ("7시~9시", "7:00", "9:01"),
            ("06시", "6:00", "7:00"),
            ("6:00", "6:00", "6:01"),
            ("6am", "6:00", "7:00"),
            ("오전 6시", "6:00", "7:00"),
            ("새벽 2시", "2:00", "3:00"),
            ("새벽 12시", "0:00", "1:00"),
            ("아침 8시", "8:00", "9:00"),
            ("점심 12시", "12:00", "13:00"),
            ("낮 1시", "13:00", "14:00"),
            ("저녁 7시", "19:00", "20:00"),
            ("밤 9시", "21:00", "22:00"),
            ("밤 12시", "24:00", "25:00"),
            ("밤 1시", "25:00", "26:00"),
            ("밤 12시 반", "24:30", "24:31"),
            ("밤 10시~2시", "22:00", "26:01"),
            ("18시~자정", "18:00", "24:00"),
            ("정오~2시", "12:00", "14:01"),
            ("0시", "0:00", "1:00"),
            ("18:30..", "18:30", "24:00"),
            ("18시부터", "18:00", "24:00"),
            ("..19:00", "0:00", "19:01"),
            ("..20시", "0:00", "20:01"),
            ("..24:00", "0:00", "24:00"),
            ("~19:00", "0:00", "19:01"),
            (">18:30", "18:31", "24:00"),
            (">=18시", "18:00", "24:00"),
            ("<18:30", "0:00", "18:30"),
            ("18:30..19:00", "18:30", "19:01"),
            ("18:30-19:00", "18:30", "19:01"),
            ("18시~20시", "18:00", "20:01"),
            ("18시~24시", "18:00", "24:00"),
            ("오후 6시~8시", "18:00", "20:01"),
            ("오후 6:30 ~ 8:30", "18:30", "20:31"),
            ("오전 10시~11시", "10:00", "11:01"),
            ("오후 10시~2시", "22:00", "26:01"),
            ("오전 10시~오후 2시", "10:00", "14:01"),
            ("18시~18시", "18:00", "19:00"),
            ("22:00..02:00", "22:00", "26:01"),
            ("약 18:30", "18:00", "19:01"),
            ("오후 3시쯤", "14:30", "16:30"),
            ("23:50쯤", "23:20", "24:00"),
            ("오후 6시부터 오후 8시까지", "18:00", "20:01"),
        ] {
            let seconds = |time: &str| {
                let (hour, minute) = time.split_once(':').expect("hh:mm");
                hour.parse::<u32>().expect("hour") * HOUR + minute.parse::<u32>().expect("minute") * MINUTE
            };
            assert_eq!(read(text), Some(DayTime { from: seconds(from), until: seconds(until) }), "{text}");
        }
        assert_eq!(read("18:30:05"), Some(DayTime { from: 66_605, until: 66_606 }));
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "18",
            "24:00",
            "24:01",
            "..24:01",
            "25:00",
            "18:60",
            "18:3",
            "18:300",
            "13am",
            "오전 18시",
            "새벽 14시",
            "아침 14시",
            "오후",
            "6시 456",
            "18:30:60",
            "<0:00",
            "시",
            "6 30분",
            "99시",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
