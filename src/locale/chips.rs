//! The meaning taken for each token of a query, in a few words: all chips share one row of the screen.

use chrono::{Datelike as _, NaiveDate};
use unicode_width::UnicodeWidthChar as _;

use super::{Lang, Locale, Text};
use crate::{
    payment::{Installments, id::ID_LEN, money::group_thousands},
    query::{Chip, DayTime, Days, Meaning, Reading, WhichDays},
    record::State,
};

/// Most columns of a text that is not understood.
const UNKNOWN_WIDTH: usize = 20;
/// Where a printed id has blanks.
const ID_BREAKS: [usize; 5] = [6, 12, 15, 17, 19];
/// Seconds of a minute.
const MINUTE: u32 = 60;
/// Seconds of an hour.
const HOUR: u32 = 60 * MINUTE;
/// Seconds of a day.
const DAY: u32 = 24 * 60 * MINUTE;

impl Locale {
    /// The meaning of a token, seen from `today`: `card or id ..456, also 456 KRW`, `11-20부터`. Free of control
    /// characters; without brackets.
    #[must_use]
    pub fn chip(&self, chip: &Chip, today: NaiveDate) -> String {
        let meaning = &self.meaning(&chip.meaning, chip.not, today);
        if chip.not { self.text(Text::ChipNot { meaning }) } else { meaning.clone() }
    }

    /// What of the query `typed` is not understood, and what to do; `None` when all of it is.
    #[must_use]
    pub fn not_understood(&self, typed: &str, reading: &Reading) -> Option<String> {
        let unknown = reading.chips.iter().filter(|chip| !chip.meaning.is_understood());
        let words: Vec<String> =
            unknown.filter_map(|chip| typed.get(chip.span.clone())).map(shortened).collect();
        if words.is_empty() {
            return None;
        }
        let words = &words.join(", ");
        let near = reading.chips.iter().find_map(|chip| chip.meaning.near_word());
        Some(self.text(match near {
            Some(word) => Text::NotUnderstoodSuggest { words, word },
            None => Text::NotUnderstood { words },
        }))
    }

    fn meaning(&self, meaning: &Meaning, not: bool, today: NaiveDate) -> String {
        let text = match meaning {
            Meaning::Digits { digits, card, begins, won } => {
                let meaning = &self.text(match (card, begins) {
                    (true, true) => Text::ChipCardOrIdEither { digits },
                    (true, false) => match digits.get(1..4) {
                        Some(three) => Text::ChipCardOrIdFour { digits, three },
                        None => Text::ChipCardOrId { digits },
                    },
                    (false, true) => Text::ChipIdEither { digits },
                    (false, false) => Text::ChipIdEnds { digits },
                });
                let Some(won) = won else { return meaning.clone() };
                let other = &self.won_text(&grouped(*won));
                return self.text(if not {
                    Text::ChipOr { meaning, other }
                } else {
                    Text::ChipAlso { meaning, other }
                });
            }
            Meaning::CardBegins(digits) => Text::ChipCardBegins { digits },
            Meaning::IdPart(part) => Text::ChipIdEither { digits: part },
            Meaning::Imported => Text::ChipImported,
            Meaning::Rejected => Text::ChipRejected,
            Meaning::Unanswered => Text::ChipUnanswered,
            Meaning::Contradicted => Text::ChipContradicted,
            Meaning::Approval(number) => Text::ChipApproval { number },
            Meaning::IdBegins(digits) => Text::ChipIdBegins { digits: &in_groups(digits, 0) },
            Meaning::IdEnds(digits) => {
                Text::ChipIdEnds { digits: &in_groups(digits, ID_LEN.saturating_sub(digits.len())) }
            }
            Meaning::Id { id, mistyped } => {
                let meaning = &self.text(Text::ChipId { id: &id.grouped() });
                return if *mistyped { self.text(Text::ChipMistyped { meaning }) } else { meaning.clone() };
            }
            Meaning::Amount { low, high } => return self.amounts(*low, *high),
            Meaning::Days(days) => return self.days(*days, today),
            Meaning::Time { time, on } => return self.time_of_day(*time, *on, today),
            Meaning::Payment => Text::KindPayment,
            Meaning::Cancel => Text::KindCancel,
            Meaning::State(State::Untouched) => Text::ChipUntouched,
            Meaning::State(State::Part) => Text::ChipPart,
            Meaning::State(State::Full) => Text::ChipFull,
            Meaning::Cancelled => Text::ChipCancelled,
            Meaning::Installments(months) => return self.installments(*months.start(), *months.end()),
            Meaning::Till(till) => Text::ChipTill { till: &till.to_string() },
            Meaning::Operator(number) => Text::ChipOperator { number: &number.to_string() },
            Meaning::Shop(number) => Text::ChipShop { number: &number.to_string() },
            Meaning::Memo(word) if word.is_empty() => Text::ChipHasMemo,
            Meaning::Memo(word) => Text::ChipMemo { word: &shortened(word) },
            // It is not shown.
            Meaning::Noise => return String::new(),
            Meaning::Misspelled(word) => Text::ChipMisspelled { word },
            Meaning::Unknown(text) => Text::ChipUnknown { text: &shortened(text) },
            Meaning::TooMuch => Text::ChipTooMuch,
        };
        self.text(text)
    }

    fn range(&self, from: &str, to: &str) -> String {
        self.text(Text::ChipRange { from, to })
    }

    fn amounts(&self, low: Option<u64>, high: Option<u64>) -> String {
        // In Korean, amounts are counted in 만 where that is exact.
        let in_man =
            self.lang() == Lang::Ko && low.into_iter().chain(high).all(|won| won > 0 && won % 10_000 == 0);
        let short = |won| if in_man { korean(won) } else { grouped(won) };
        match (low, high) {
            (Some(low), Some(high)) if low == high => self.won_text(&grouped(low)),
            (Some(low), Some(high)) => self.range(&short(low), &self.won_text(&short(high))),
            (Some(low), None) => self.text(Text::ChipOrMore { amount: &self.won_text(&short(low)) }),
            (None, high) => {
                self.text(Text::ChipOrLess { amount: &self.won_text(&short(high.unwrap_or_default())) })
            }
        }
    }

    fn days(&self, days: Days, today: NaiveDate) -> String {
        match (days.first, days.last) {
            (Some(first), _) if days == Days::one(first) => self.day(first, today),
            (Some(first), _) if Days::month(first.year(), first.month()) == Some(days) => {
                first.format("%Y-%m").to_string()
            }
            (Some(first), _) if Days::year(first.year()) == Some(days) => {
                self.text(Text::ChipYear { year: &first.year().to_string() })
            }
            (Some(first), Some(last)) => self.range(&date(first, today), &date(last, today)),
            (Some(first), None) => self.text(Text::ChipFrom { from: &date(first, today) }),
            (None, last) => {
                self.text(Text::ChipTo { to: &last.map(|last| date(last, today)).unwrap_or_default() })
            }
        }
    }

    fn day(&self, day: NaiveDate, today: NaiveDate) -> String {
        let shown = date(day, today);
        if day == today {
            return self.text(Text::ChipToday { day: &shown });
        }
        self.text(Text::ChipDay { weekday: &self.weekday(day), day: &shown })
    }

    fn time_of_day(&self, time: DayTime, on: WhichDays, today: NaiveDate) -> String {
        let shown = self.clock(time);
        match on {
            WhichDays::Today => self.text(Text::ChipToday { day: &shown }),
            WhichDays::LastNight => self.text(Text::ChipLastNight { time: &shown }),
            WhichDays::ThatDay => shown,
            WhichDays::EachDay => self.text(Text::ChipTimeDaily { time: &shown }),
            WhichDays::EachDaySince(day) => {
                let day = date(day, today);
                self.text(Text::ChipTimeSince { time: &shown, day: &day })
            }
        }
    }

    /// The first and the last minute, or second.
    fn clock(&self, DayTime { from, until }: DayTime) -> String {
        let in_minutes = from % MINUTE == 0 && until % MINUTE == 0;
        let last = until.saturating_sub(if in_minutes { MINUTE } else { 1 });
        let shown = |time| on_clock(time, in_minutes);
        match (from, until) {
            (DAY.., _) => {
                let next = DayTime { from: from - DAY, until: until - DAY };
                self.text(Text::ChipNextDay { time: &self.clock(next) })
            }
            _ if from == last => shown(from),
            // The whole day, or the hour after midnight.
            (0, HOUR | DAY) => self.range(&shown(from), &shown(last)),
            (_, DAY) => self.text(Text::ChipFrom { from: &shown(from) }),
            (0, ..DAY) => self.text(Text::ChipTo { to: &shown(last) }),
            (_, ..DAY) => self.range(&shown(from), &shown(last)),
            _ => self.range(&shown(from), &self.text(Text::ChipNextDay { time: &shown(last - DAY) })),
        }
    }

    fn installments(&self, from: u8, to: u8) -> String {
        match Installments::new(from.into()) {
            Some(plan) if from == to => self.plan(plan),
            _ => {
                let (from, to) = (from.to_string(), to.to_string());
                self.text(Text::ChipInstallments { from: &from, to: &to })
            }
        }
    }
}

/// `18:30`, `18:30:05`.
fn on_clock(time: u32, in_minutes: bool) -> String {
    let (hour, minute, second) = (time / 3_600, time / MINUTE % 60, time % MINUTE);
    if in_minutes { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
}

/// `11-20`, or `2025-11-20` when that is another year than today's.
fn date(day: NaiveDate, today: NaiveDate) -> String {
    let format = if day.year() == today.year() { "%m-%d" } else { "%Y-%m-%d" };
    day.format(format).to_string()
}

/// Digits of an id from the place `from` on, with blanks as printed.
fn in_groups(digits: &str, from: usize) -> String {
    let mut groups = String::with_capacity(digits.len() + ID_BREAKS.len());
    for (place, digit) in (from..).zip(digits.chars()) {
        if place > from && ID_BREAKS.contains(&place) {
            groups.push(' ');
        }
        groups.push(digit);
    }
    groups
}

fn grouped(won: u64) -> String {
    group_thousands(&won.to_string())
}

/// `5만`, `1억 2,000만`; of whole 만.
fn korean(won: u64) -> String {
    let large = won / 100_000_000;
    let man = won / 10_000 % 10_000;
    match (large, man) {
        (0, man) => format!("{}만", grouped(man)),
        (large, 0) => format!("{}억", grouped(large)),
        (large, man) => format!("{}억 {}만", grouped(large), grouped(man)),
    }
}

/// The text, cut to the width of a chip, with a mark in the place of each control character.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    let mut columns = 0;
    for c in text.chars() {
        let c = if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        columns += c.width().unwrap_or(1);
        if columns > UNKNOWN_WIDTH {
            short.push('…');
            break;
        }
        short.push(c);
    }
    short
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};
    use proptest::prelude::*;

    use super::*;
    use crate::query::read_query;

    /// The chips of a query that is read on a Saturday afternoon, in English and in Korean.
    fn chips(text: &str) -> (String, String) {
        let now: DateTime<FixedOffset> = "2026-11-21T18:40:00+09:00".parse().expect("now");
        let reading = read_query(text, now, &|_| *now.offset());
        let row = |lang| {
            let locale = Locale::new(lang);
            let chips = reading.chips.iter().map(|chip| format!("[{}]", locale.chip(chip, reading.today)));
            chips.collect::<Vec<String>>().join(" ")
        };
        (row(Lang::En), row(Lang::Ko))
    }

    fn assert_chips(table: &[(&str, &str, &str)]) {
        for (text, english, korean) in table {
            assert_eq!(chips(text), ((*english).to_owned(), (*korean).to_owned()), "{text}");
        }
    }

    #[test]
    fn chips_of_digits_state_every_alternative() {
        assert_chips(&[
            ("45", "[card or id ..45]", "[카드·번호 끝 45]"),
            ("456", "[card or id ..456, also 456 KRW]", "[카드·번호 끝 456, 또는 456원]"),
            ("-456", "[not card or id ..456 or 456 KRW]", "[카드·번호 끝 456 또는 456원 아님]"),
            (
                "3456",
                "[card or id ..3456 (short cards ..456), also 3,456 KRW]",
                "[카드·번호 끝 3456(15자리 미만 카드는 456), 또는 3,456원]",
            ),
            (
                "0456",
                "[card or id ..0456 (short cards ..456)]",
                "[카드·번호 끝 0456(15자리 미만 카드는 456)]",
            ),
            (
                "261121",
                "[card 261121.., id begins or ends 261121, also 261,121 KRW]",
                "[카드 261121.., 번호 처음·끝 261121, 또는 261,121원]",
            ),
            ("5409 12", "[card 540912..]", "[카드 540912..]"),
            ("4111-1111-1", "[card 411111..]", "[카드 411111..]"),
            ("261121183501", "[id begins or ends 261121183501]", "[번호 처음·끝 261121183501]"),
            ("261121 1835", "[id 261121 1835..]", "[번호 261121 1835..]"),
            ("003 01 00 2", "[id ..003 01 00 2]", "[번호 끝 003 01 00 2]"),
            ("52 003 01 00 2", "[id ..52 003 01 00 2]", "[번호 끝 52 003 01 00 2]"),
            (
                "26112114320712301000",
                "[id 261121 143207 123 01 00 0]",
                "[관리번호 261121 143207 123 01 00 0]",
            ),
            (
                "26112114320712301007",
                "[id 261121 143207 123 01 00 7 (mistyped?)]",
                "[관리번호 261121 143207 123 01 00 7 (잘못 입력?)]",
            ),
            ("ABCDEFGHIJ0123456789", "[id ABCD EFGH IJ01 2345 6789]", "[관리번호 ABCD EFGH IJ01 2345 6789]"),
        ]);
    }

    #[test]
    fn chips_of_money() {
        assert_chips(&[
            ("55,000", "[55,000 KRW]", "[55,000원]"),
            ("5만", "[50,000 KRW]", "[50,000원]"),
            ("-10,000", "[not 10,000 KRW]", "[10,000원 아님]"),
            ("5만..10만", "[50,000 to 100,000 KRW]", "[5만~10만원]"),
            ("1억2천만..2억", "[120,000,000 to 200,000,000 KRW]", "[1억 2,000만~2억원]"),
            ("1,000~2,000", "[1,000 to 2,000 KRW]", "[1,000~2,000원]"),
            ("~50000", "[45,000 to 55,000 KRW]", "[45,000~55,000원]"),
            (">=5만", "[50,000 KRW or more]", "[5만원 이상]"),
            (">5만", "[50,001 KRW or more]", "[50,001원 이상]"),
            ("<10,000", "[9,999 KRW or less]", "[9,999원 이하]"),
            ("..10만", "[100,000 KRW or less]", "[10만원 이하]"),
        ]);
    }

    #[test]
    fn chips_of_days() {
        assert_chips(&[
            ("오늘", "[today 11-21]", "[오늘 11-21]"),
            ("어제", "[Fri 11-20]", "[11-20 금]"),
            ("22일", "[Thu 10-22]", "[10-22 목]"),
            ("2025-11-19", "[Wed 2025-11-19]", "[2025-11-19 수]"),
            ("12-25", "[Thu 2025-12-25]", "[2025-12-25 목]"),
            ("mon", "[Mon 11-16]", "[11-16 월]"),
            ("화요일", "[Tue 11-17]", "[11-17 화]"),
            ("11-14 sun", "[Sat 11-14] [Sun 11-15]", "[11-14 토] [11-15 일]"),
            ("이번주", "[11-16 to 11-22]", "[11-16~11-22]"),
            ("12-20..01-05", "[2025-12-20 to 01-05]", "[2025-12-20~01-05]"),
            ("11월", "[2026-11]", "[2026-11]"),
            ("작년", "[year 2025]", "[2025년]"),
            ("11-20..", "[from 11-20]", "[11-20부터]"),
            ("..11-20", "[to 11-20]", "[11-20까지]"),
            ("-오늘", "[not today 11-21]", "[오늘 11-21 아님]"),
        ]);
    }

    #[test]
    fn chips_of_times_say_the_days() {
        assert_chips(&[
            ("18:30", "[today 18:30]", "[오늘 18:30]"),
            ("18:30:05", "[today 18:30:05]", "[오늘 18:30:05]"),
            ("18시", "[today 18:00 to 18:59]", "[오늘 18:00~18:59]"),
            ("어제 18:30..19:00", "[Fri 11-20] [18:30 to 19:00]", "[11-20 금] [18:30~19:00]"),
            ("어제 오후", "[Fri 11-20] [from 12:00]", "[11-20 금] [12:00부터]"),
            ("어제 오전", "[Fri 11-20] [to 11:59]", "[11-20 금] [11:59까지]"),
            ("이번주 18시..", "[11-16 to 11-22] [daily from 18:00]", "[11-16~11-22] [매일 18:00부터]"),
            (
                "어제 22:00..02:00",
                "[Fri 11-20] [22:00 to 02:00 next day]",
                "[11-20 금] [22:00~다음 날 02:00]",
            ),
            (
                "..오늘 -18:30",
                "[to 11-21] [not daily 18:30 since 2023-08-10]",
                "[11-21까지] [2023-08-10부터 매일 18:30 아님]",
            ),
            ("어제 밤 12시", "[Fri 11-20] [00:00 to 00:59 next day]", "[11-20 금] [다음 날 00:00~00:59]"),
            ("밤 12시", "[today 00:00 to 00:59]", "[오늘 00:00~00:59]"),
            ("밤 12시쯤", "[last night 23:30 to 01:29 next day]", "[어젯밤 23:30~다음 날 01:29]"),
            ("자정부터", "[today 00:00 to 23:59]", "[오늘 00:00~23:59]"),
            ("어제 밤 12시부터", "[Fri 11-20] [00:00 to 23:59 next day]", "[11-20 금] [다음 날 00:00~23:59]"),
            ("6시", "[today 18:00 to 18:59]", "[오늘 18:00~18:59]"),
            ("어제 밤", "[Fri 11-20] [20:00 to 02:59 next day]", "[11-20 금] [20:00~다음 날 02:59]"),
            ("00:00..23:59", "[today 00:00 to 23:59]", "[오늘 00:00~23:59]"),
        ]);
    }

    #[test]
    fn chips_of_words() {
        assert_chips(&[
            ("취소 456 11-20..", "[cancel] [card or id ..456, also 456 KRW] [from 11-20]", {
                "[취소] [카드·번호 끝 456, 또는 456원] [11-20부터]"
            }),
            ("pay -취소", "[payment] [not cancel]", "[결제] [취소 아님]"),
            (
                "부분 전액취소 미취소",
                "[partly cancelled] [fully cancelled] [not cancelled]",
                "[부분 취소] [전액 취소] [미취소]",
            ),
            ("일시불 3m", "[lump sum] [3 months]", "[일시불] [3개월]"),
            ("할부", "[1 to 12 months]", "[할부 1~12개월]"),
            ("till 2", "[till 02]", "[02번 단말기]"),
            ("cashier 11 -담당 2", "[person 11] [not person 2]", "[담당 11] [담당 2 아님]"),
            ("-memo A-17 메모", "[not memo a-17..] [with a memo]", "[메모 a-17.. 아님] [메모 있음]"),
            ("취소 결제", "[cancelled payments]", "[취소된 결제]"),
            ("결제 취소", "[cancelled payments]", "[취소된 결제]"),
            ("카드 끝 456 취소 건", "[] [] [card or id ..456, also 456 KRW] [cancel] []", {
                "[] [] [카드·번호 끝 456, 또는 456원] [취소] []"
            }),
            ("결재 -canel", "[결제?] [-cancel?]", "[결제?] [-cancel?]"),
            ("the", "[? the]", "[? the]"),
            ("카드", "[? 카드]", "[? 카드]"),
            ("kim -lee", "[? kim] [? -lee]", "[? kim] [? -lee]"),
            ("till 100", "[? till 100]", "[? till 100]"),
        ]);
    }

    #[test]
    fn chips_of_what_is_not_understood_are_short_and_harmless() {
        assert_chips(&[
            ("a\u{1b}[31m\u{7}", "[? a\u{fffd}[31m\u{fffd}]", "[? a\u{fffd}[31m\u{fffd}]"),
            ("가나다라마바사아자차카", "[? 가나다라마바사아자차…]", "[? 가나다라마바사아자차…]"),
            ("abcdefghijklmnopqrst\u{9b}u", "[? abcdefghijklmnopqrst…]", "[? abcdefghijklmnopqrst…]"),
        ]);
        let (english, korean) = chips(&"x ".repeat(65));
        assert!(english.ends_with("[the rest is not read]") && korean.ends_with("[나머지는 읽지 않음]"));
    }

    proptest! {
        #[test]
        fn chips_never_hold_control_characters(text in "([\u{0}-\u{9f}]|\\PC|[0-9]{1,20}| ){0,30}") {
            let (english, korean) = chips(&text);
            prop_assert!(!english.chars().chain(korean.chars()).any(char::is_control), "{english} {korean}");
        }
    }
}
