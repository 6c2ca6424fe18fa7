//! Times of day as people write them.

use super::{
    meaning::{DAY, DayTime},
    scan::{blank, number, one_of},
    span::{Span, span},
};

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
/// Noon.
const NOON: u32 = 12;

/// The half of the day that an hour is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// Before noon.
pub(super) const MORNING: DayTime = DayTime { from: 0, until: NOON * HOUR };
/// From noon on.
pub(super) const AFTERNOON: DayTime = DayTime { from: NOON * HOUR, until: DAY };

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WrittenTime {
    time: DayTime,
    half: Option<Half>,
}

/// Reads all of `text` as a time of day: `18:30` is that minute, `18시` that hour. A range includes both ends, each with
/// its whole minute: `18시..20시` ends after the minute of 20:00. A range whose end is before its beginning goes over
/// midnight.
pub(super) fn read(text: &str) -> Option<DayTime> {
    let time = match span(text, true, |text| time(text, None), later)? {
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

/// The end of a range: of the same half of the day as its beginning where that makes it later, as in 오후 6시~8시.
fn later(first: WrittenTime, text: &str) -> Option<(WrittenTime, &str)> {
    let after = |(at, _): &(WrittenTime, &str)| at.time.from > first.time.from;
    time(text, first.half).filter(after).or_else(|| time(text, None))
}

impl WrittenTime {
    /// The end of a range up to this time.
    fn end(self) -> u32 {
        let DayTime { from, until } = self.time;
        until.min(from + MINUTE).min(DAY.max(from))
    }

    /// Half an hour more on both sides, within the day.
    fn about(self) -> DayTime {
        let DayTime { from, until } = self.time;
        DayTime { from: from.saturating_sub(HOUR / 2), until: (until + HOUR / 2).min(DAY) }
    }
}

/// A time of day at the start of `text`, and the rest; in the `assumed` half of the day when the text names none.
/// Midnight at the end of a day is `24:00`.
fn time(text: &str, assumed: Option<Half>) -> Option<(WrittenTime, &str)> {
    let before = half(text);
    let (hour, rest) = number(before.map_or(text, |(_, rest)| blank(rest)), 2)?;
    let (finer, rest) = minutes(rest).map_or((None, rest), |(finer, rest)| (Some(finer), rest));
    let behind = if before.is_none() { half(blank(rest)) } else { None };
    let rest = behind.map_or(rest, |(_, rest)| rest);
    let half = before.or(behind).map(|(half, _)| half).or(assumed);
    // A number by itself is no hour, except before a half of the day: 6pm.
    let (within, length) = finer.or_else(|| behind.map(|_| (0, HOUR)))?;
    let from = on_24(hour, half)? * HOUR + within;
    (from <= DAY).then_some((WrittenTime { time: DayTime { from, until: from + length }, half }, rest))
}

/// The hour of 24. An hour after 12 is taken as written with 오후: 오후 18시. It does not fit 오전.
fn on_24(hour: u32, half: Option<Half>) -> Option<u32> {
    match (hour, half) {
        (12, Some(Half::Morning)) => Some(0),
        (0..NOON, Some(Half::Afternoon)) => Some(hour + NOON),
        (13.., Some(Half::Morning)) => None,
        (0..=24, _) => Some(hour),
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

fn half(text: &str) -> Option<(Half, &str)> {
    let word = |half, words: &[&str]| one_of(text, words).map(|rest| (half, rest));
    word(Half::Morning, &["오전", "아침", "새벽", "am", "a.m."])
        .or_else(|| word(Half::Afternoon, &["오후", "저녁", "밤", "pm", "p.m."]))
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
            ("6시반", "6:30", "6:31"),
            ("6시 반", "6:30", "6:31"),
            ("6시 30분", "6:30", "6:31"),
            ("6시5분", "6:05", "6:06"),
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
