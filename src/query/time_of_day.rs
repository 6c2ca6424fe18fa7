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
/// Hours in which no shop is open. From one to six o'clock the afternoon is meant when nothing is said; many shops are open
/// at seven.
const CLOSED: DayTime = hours(1, 7);
/// The hours as people count them in Korean.
const COUNTED: [&str; 12] =
    ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"];

const fn hours(from: u32, until: u32) -> DayTime {
    DayTime { from: from * HOUR, until: until * HOUR }
}

/// How a time is written, and with it which hours it may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With the part of the day: 오후 6시, 6pm, 자정.
    Part(Part),
    /// By the dial of a clock: 6시, 6 o'clock.
    Dial,
    /// Only the number, beside the other end of a range: the 6 of `6 to 8pm`.
    Bare,
    /// Counted to 24: `18시`, `06시`, `6:00`.
    Figures,
}

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WrittenTime {
    /// Seconds since midnight. An hour that is said without its part of the day is 12 at most.
    from: u32,
    /// How long it lasts, in seconds.
    length: u32,
    form: Form,
}

/// Reads all of `text` as a time of day: `18:30` is that minute, `18시` that hour. A range includes both ends, each with
/// its whole minute: `18시..20시` ends after the minute of 20:00. A range whose end is before its beginning goes over
/// midnight. A time from `24:00` on is of the night that ends the day.
pub(super) fn read(text: &str) -> Option<DayTime> {
    let span = span(
        text,
        true,
        |text| time(text).or_else(|| bare_first(text)),
        |_, text| time(text).or_else(|| bare(text)),
    )?;
    let at = match span {
        // 9시~9시 is twelve hours, `=9시` one.
        Span::Between(from, to) if from != to || from.form == Form::Dial && !text.starts_with('=') => {
            return between(from, to);
        }
        Span::Only(at)
        | Span::Between(at, _)
        | Span::From(at)
        | Span::To(at)
        | Span::Over(at)
        | Span::After(at)
        | Span::Under(at)
        | Span::Before(at)
        | Span::About(at)
        | Span::Series(at)
        | Span::Tilde(at) => at,
    };
    // `after 6` is a time, `about 6` an amount.
    let is_time = at.form != Form::Bare || matches!(span, Span::After(_) | Span::Before(_));
    let DayTime { from, until } = is_time.then(|| at.by_itself())?;
    // What begins after midnight goes on to the end of that day.
    let midnight = if from < DAY { DAY } else { 2 * DAY };
    let time = match span {
        Span::Only(_) | Span::Between(..) => DayTime { from, until },
        Span::From(_) => DayTime { from, until: midnight },
        Span::To(_) | Span::Tilde(_) => DayTime { from: 0, until: at.end(from) },
        Span::Over(_) | Span::After(_) => DayTime { from: at.end(from), until: midnight },
        Span::Under(_) | Span::Before(_) => DayTime { from: 0, until: from },
        // Half an hour more on both sides.
        Span::About(_) => DayTime { from: from.saturating_sub(HOUR / 2), until: until + HOUR / 2 },
        Span::Series(_) => return None,
    };
    (time.from < time.until).then_some(time)
}

/// From one time to the next that the other may be. Where the first may be in both halves of the day, the shop is closed
/// as little as possible between the two, and the range is as short as possible: 6시~12시 is 18:00 to 24:00.
fn between(first: WrittenTime, last: WrittenTime) -> Option<DayTime> {
    if last.form == Form::Bare && matches!(first.form, Form::Bare | Form::Figures) {
        return None;
    }
    // After 오후 6:30, 8:30 is on the dial, too.
    let dial_figures =
        matches!(first.form, Form::Part(_)) && last.form == Form::Figures && last.hour_on_dial();
    let on_dial = matches!(last.form, Form::Dial | Form::Bare) || dial_figures;
    let turn = if on_dial { DAY / 2 } else { DAY };
    let ranges = first
        .beginnings()
        .into_iter()
        .flatten()
        .map(|from| DayTime { from, until: from + turn - (from + 2 * DAY - last.from) % turn });
    let range = ranges.min_by_key(|range| (closed_within(*range), range.until - range.from))?;
    Some(DayTime { until: last.end(range.until), ..range })
}

/// How many seconds of a time of day the shop is closed.
fn closed_within(time: DayTime) -> u32 {
    let closed = [0, DAY, 2 * DAY].map(|day| {
        let until = time.until.min(day + CLOSED.until);
        until.saturating_sub(time.from.max(day + CLOSED.from))
    });
    closed.iter().sum()
}

impl WrittenTime {
    fn hour_on_dial(self) -> bool {
        (1..=12).contains(&(self.from / HOUR))
    }

    /// True for an hour that is said without its part of the day, and at which no shop is open in the morning.
    fn is_afternoon(self) -> bool {
        matches!(self.form, Form::Dial | Form::Bare) && (CLOSED.from..CLOSED.until).contains(&self.from)
    }

    /// When it may begin, the likelier first.
    fn beginnings(self) -> [Option<u32>; 2] {
        let other_half = self.from + DAY / 2;
        match self.form {
            Form::Dial | Form::Bare if self.is_afternoon() => [Some(other_half), Some(self.from)],
            Form::Bare => [Some(self.from), Some(other_half)],
            Form::Dial if self.from / HOUR == 12 => [Some(self.from), Some(other_half)],
            Form::Dial | Form::Part(_) | Form::Figures => [Some(self.from), None],
        }
    }

    /// The time when it is no end of a range.
    fn by_itself(self) -> DayTime {
        let from = if self.is_afternoon() { self.from + DAY / 2 } else { self.from };
        DayTime { from, until: from + self.length }
    }

    /// The end of a range up to this time, which begins at `from`. `24:00` is the end of the day itself.
    fn end(self, from: u32) -> u32 {
        if self.form == Form::Figures && self.from == DAY { from } else { from + self.length.min(MINUTE) }
    }
}

/// A time of day at the start of `text`, and the rest.
fn time(text: &str) -> Option<(WrittenTime, &str)> {
    let named = |from, part, rest| (WrittenTime { from, length: HOUR, form: Form::Part(part) }, rest);
    if let Some(rest) = one_of(text, &["정오", "noon", "12 noon"]) {
        return Some(named(NOON.from, Part::Midday, rest));
    }
    if let Some(rest) = one_of(text, &["자정", "midnight", "12 midnight"]) {
        return Some(named(MIDNIGHT.from, Part::Night, rest));
    }
    let before = part(text);
    let start = before.map_or(text, |(_, rest)| blank(rest));
    let (hour, rest) = number(start, 2).or_else(|| counted(start))?;
    let is_said = one_of(blank(rest), &["시", "o'clock"]).is_some();
    let (finer, rest) = minutes(rest).map_or((None, rest), |(finer, rest)| (Some(finer), rest));
    let behind = if before.is_none() { part_behind(blank(rest)) } else { None };
    let rest = behind.map_or(rest, |(_, rest)| rest);
    let part = before.or(behind).map(|(part, _)| part);
    // A number by itself is no hour, except beside a part of the day: 6pm, evening 7, 저녁 7~9시.
    let is_english = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_beginning = text.contains('시') && (rest.starts_with(['~', '.', '-']) || rest.starts_with("에서"));
    let is_hour = before.is_some() && (1..=12).contains(&hour) && (is_english || is_beginning);
    let beside_part = behind.is_some() || is_hour;
    let (within, length) = finer.or_else(|| beside_part.then_some((0, HOUR)))?;
    let from = on_24(hour, part)? * HOUR + within;
    let on_dial = is_said && (1..=12).contains(&hour) && !start.starts_with('0');
    let form = match part {
        Some(part) => Form::Part(part),
        None if on_dial => Form::Dial,
        None => Form::Figures,
    };
    let is_possible = from <= DAY || matches!(part, Some(Part::Evening | Part::Night));
    is_possible.then_some((WrittenTime { from, length, form }, rest))
}

/// A number that may be an hour by the dial.
fn bare(text: &str) -> Option<(WrittenTime, &str)> {
    let (hour, rest) =
        number(text, 2).filter(|(hour, _)| (1..=12).contains(hour) && !text.starts_with('0'))?;
    Some((WrittenTime { from: hour * HOUR, length: HOUR, form: Form::Bare }, rest))
}

/// The number before the sign of a range: `6 to 8pm`, `6~8시`, `6-8pm`. `5-6 pm` may be a date.
fn bare_first(text: &str) -> Option<(WrittenTime, &str)> {
    bare(text).filter(|(_, rest)| !rest.starts_with('-') || !text.contains(' '))
}

/// The hour of 열두시, and the rest from 시 on.
fn counted(text: &str) -> Option<(u32, &str)> {
    let mut rests = (1..).zip(COUNTED).filter_map(|(hour, word)| Some((hour, text.strip_prefix(word)?)));
    rests.find(|(_, rest)| blank(rest).starts_with('시'))
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
        (Some(Part::Evening | Part::Night), 12) => Some(24),
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
    word(Part::Morning, &["오전", "am", "a.m.", "morning"])
        .or_else(|| word(Part::Afternoon, &["오후", "pm", "p.m.", "afternoon"]))
        .or_else(|| word(Part::Dawn, &["새벽"]))
        .or_else(|| word(Part::Early, &["아침"]))
        .or_else(|| word(Part::Midday, &["점심", "낮"]))
        .or_else(|| word(Part::Evening, &["저녁", "evening"]))
        .or_else(|| word(Part::Night, &["밤", "night"]))
}

/// The part of the day behind an hour: pm, in the evening, at night.
fn part_behind(text: &str) -> Option<(Part, &str)> {
    part(one_of(text, &["in the ", "at "]).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts when times begin and when they are over, in hours and minutes.
    fn assert_times(times: &[(&str, &str, &str)]) {
        let seconds = |time: &str| {
            let (hour, minute) = time.split_once(':').expect("hh:mm");
            hour.parse::<u32>().expect("hour") * HOUR + minute.parse::<u32>().expect("minute") * MINUTE
        };
        for (text, from, until) in times {
            assert_eq!(read(text), Some(DayTime { from: seconds(from), until: seconds(until) }), "{text}");
        }
    }

    #[test]
    fn times_are_written_in_many_ways() {
        assert_times(&[
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
            ("18시~자정", "18:00", "24:01"),
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
            ("23:50쯤", "23:20", "24:21"),
            ("오후 6시부터 오후 8시까지", "18:00", "20:01"),
            ("정오부터", "12:00", "24:00"),
            ("정오쯤", "11:30", "13:30"),
            ("from noon", "12:00", "24:00"),
            ("12 noon", "12:00", "13:00"),
            ("evening 7", "19:00", "20:00"),
            ("7 in the evening", "19:00", "20:00"),
            ("7 o'clock in the evening", "19:00", "20:00"),
            ("6 o'clock in the morning", "6:00", "7:00"),
            ("11 at night", "23:00", "24:00"),
            ("after 6pm", "18:01", "24:00"),
            ("after 6", "18:01", "24:00"),
            ("before 11", "0:00", "11:00"),
            ("before 6pm", "0:00", "18:00"),
            ("before noon", "0:00", "12:00"),
            ("두시", "14:00", "15:00"),
            ("세시 반", "15:30", "15:31"),
        ]);
        assert_eq!(read("18:30:05"), Some(DayTime { from: 66_605, until: 66_606 }));
    }

    /// The shop is closed as little as possible, and the range is short.
    #[test]
    fn ranges_by_the_dial_are_those_that_a_shop_means() {
        assert_times(&[
            ("6시~12시", "18:00", "24:01"),
            ("6시부터 12시까지", "18:00", "24:01"),
            ("1시~12시", "13:00", "24:01"),
            ("6시~1시", "18:00", "25:01"),
            ("6시~2시", "18:00", "26:01"),
            ("6시~5시", "6:00", "17:01"),
            ("6시~6시", "6:00", "18:01"),
            ("=6시", "18:00", "19:00"),
            ("9시~9시", "9:00", "21:01"),
            ("7시~12시", "7:00", "12:01"),
            ("12시~1시", "12:00", "13:01"),
            ("12시~6시", "12:00", "18:01"),
            ("12시~12시", "12:00", "24:01"),
            ("12시~새벽 2시", "24:00", "26:01"),
            ("6시~정오", "6:00", "12:01"),
            ("6시~18시", "6:00", "18:01"),
            ("6시~20시", "18:00", "20:01"),
            ("18시~12시", "18:00", "24:01"),
            ("18시~6시", "18:00", "30:01"),
            ("6시반~8시", "18:30", "20:01"),
            ("06시~12시", "6:00", "12:01"),
            ("6:00~12:00", "6:00", "12:01"),
            ("오전 6시~12시", "6:00", "12:01"),
            ("오후 6시~12시", "18:00", "24:01"),
            ("저녁 6시~12시", "18:00", "24:01"),
            ("오전 9시~1시", "9:00", "13:01"),
            ("오전 12시~1시", "0:00", "1:01"),
            ("6~8시", "18:00", "20:01"),
            ("9~18시", "9:00", "18:01"),
            ("6 to 8pm", "18:00", "20:01"),
            ("6 to 8 pm", "18:00", "20:01"),
            ("6-8pm", "18:00", "20:01"),
            ("11 to 1pm", "11:00", "13:01"),
            ("10 to 12am", "22:00", "24:01"),
            ("12 to 2am", "24:00", "26:01"),
            ("1 to 3am", "1:00", "3:01"),
            ("between 9 and 11am", "9:00", "11:01"),
            ("6pm to 12", "18:00", "24:01"),
            ("10am to 2", "10:00", "14:01"),
            ("10pm-2", "22:00", "26:01"),
            ("noon to 2", "12:00", "14:01"),
            ("noon..2pm", "12:00", "14:01"),
            ("저녁 7~9시", "19:00", "21:01"),
            ("오후 3에서 5시", "15:00", "17:01"),
        ]);
    }

    #[test]
    fn midnight_ends_the_day() {
        assert_times(&[
            ("밤 12시~1시", "24:00", "25:01"),
            ("밤 11시~12시", "23:00", "24:01"),
            ("밤 11시~새벽 1시", "23:00", "25:01"),
            ("저녁 8시~밤 12시", "20:00", "24:01"),
            ("밤 12시부터", "24:00", "48:00"),
            ("밤 1시부터", "25:00", "48:00"),
            ("밤 12시 이후", "24:00", "48:00"),
            ("밤 12시까지", "0:00", "24:01"),
            ("밤 1시까지", "0:00", "25:01"),
            ("밤 12시쯤", "23:30", "25:30"),
            ("밤 12시 반부터", "24:30", "48:00"),
            ("자정~2시", "24:00", "26:01"),
            ("자정부터", "24:00", "48:00"),
            ("자정까지", "0:00", "24:01"),
            ("자정쯤", "23:30", "25:30"),
            ("자정~02:00", "24:00", "26:01"),
            ("저녁 12시", "24:00", "25:00"),
            ("저녁 12시~1시", "24:00", "25:01"),
            ("24시", "24:00", "25:00"),
            ("24:00", "24:00", "24:01"),
            ("24시~2시", "24:00", "26:01"),
            ("23시~0시", "23:00", "24:01"),
            ("midnight to 2", "24:00", "26:01"),
            ("midnight to 2am", "24:00", "26:01"),
            ("midnight..2", "24:00", "26:01"),
            ("from midnight", "24:00", "48:00"),
            ("since midnight", "24:00", "48:00"),
            ("until midnight", "0:00", "24:01"),
            ("around midnight", "23:30", "25:30"),
            ("11pm to midnight", "23:00", "24:01"),
            ("11pm to 12am", "23:00", "24:01"),
            ("12 midnight", "24:00", "25:00"),
            ("evening 12", "24:00", "25:00"),
            ("밤 열한시~열두시", "23:00", "24:01"),
            ("밤 10-12시", "22:00", "24:01"),
        ]);
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "18",
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
            "6",
            "6 to 8",
            "about 6",
            "after 18",
            "until 6",
            "18:30-7",
            "5-6 pm",
            "11-20 pm",
            "저녁 7",
            "저녁 7~9",
            "오후 11-12",
            "evening 45",
            "두 번",
            ">23:59",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
