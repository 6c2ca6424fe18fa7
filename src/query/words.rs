//! The words of the query language, in both languages, and how much of one has to be typed.

use std::sync::LazyLock;

use chrono::Weekday;

use super::{hangul, scan::blank};
use crate::record::State;

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordMeaning {
    Payment,
    Cancel,
    State(State),
    /// This many months, from and to.
    Months(u8, u8),
    Day(DayWord),
    Morning,
    Afternoon,
}

/// A word for days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayWord {
    Today,
    Yesterday,
    DayBefore,
    ThisWeek,
    LastWeek,
    ThisMonth,
    LastMonth,
    ThisYear,
    LastYear,
    Weekday(Weekday),
}

/// The words. A blank in one may be left out when it is typed.
const WORDS: [(&str, WordMeaning); 93] = {
    use DayWord as D;
    use State::{Full, Part, Untouched};
    use Weekday as W;
    use WordMeaning::{Afternoon, Cancel, Day, Months, Morning, Payment, State as S};
    [
        ("pay", Payment),
        ("payment", Payment),
        ("payments", Payment),
        ("결제", Payment),
        ("승인", Payment),
        ("cancel", Cancel),
        ("cancels", Cancel),
        ("refund", Cancel),
        ("refunds", Cancel),
        ("취소", Cancel),
        ("환불", Cancel),
        ("결제 취소", Cancel),
        ("승인 취소", Cancel),
        ("part", S(Part)),
        ("partial", S(Part)),
        ("part cancel", S(Part)),
        ("partial cancel", S(Part)),
        ("part refund", S(Part)),
        ("partial refund", S(Part)),
        ("partly cancelled", S(Part)),
        ("부분", S(Part)),
        ("부분 취소", S(Part)),
        ("부분 환불", S(Part)),
        ("full", S(Full)),
        ("full cancel", S(Full)),
        ("full refund", S(Full)),
        ("fully cancelled", S(Full)),
        ("void", S(Full)),
        ("전액 취소", S(Full)),
        ("전액 환불", S(Full)),
        ("전체 취소", S(Full)),
        ("전체 환불", S(Full)),
        ("open", S(Untouched)),
        ("untouched", S(Untouched)),
        ("uncancelled", S(Untouched)),
        ("미취소", S(Untouched)),
        ("lump", Months(0, 0)),
        ("lump sum", Months(0, 0)),
        ("일시불", Months(0, 0)),
        ("instalments", Months(1, 12)),
        ("installments", Months(1, 12)),
        ("할부", Months(1, 12)),
        ("today", Day(D::Today)),
        ("오늘", Day(D::Today)),
        ("yesterday", Day(D::Yesterday)),
        ("어제", Day(D::Yesterday)),
        ("그제", Day(D::DayBefore)),
        ("그저께", Day(D::DayBefore)),
        ("엊그제", Day(D::DayBefore)),
        ("this week", Day(D::ThisWeek)),
        ("이번 주", Day(D::ThisWeek)),
        ("금주", Day(D::ThisWeek)),
        ("last week", Day(D::LastWeek)),
        ("지난 주", Day(D::LastWeek)),
        ("저번 주", Day(D::LastWeek)),
        ("this month", Day(D::ThisMonth)),
        ("이번 달", Day(D::ThisMonth)),
        ("이달", Day(D::ThisMonth)),
        ("last month", Day(D::LastMonth)),
        ("지난 달", Day(D::LastMonth)),
        ("저번 달", Day(D::LastMonth)),
        ("this year", Day(D::ThisYear)),
        ("올해", Day(D::ThisYear)),
        ("last year", Day(D::LastYear)),
        ("작년", Day(D::LastYear)),
        ("지난 해", Day(D::LastYear)),
        ("monday", Day(D::Weekday(W::Mon))),
        ("mon", Day(D::Weekday(W::Mon))),
        ("월요일", Day(D::Weekday(W::Mon))),
        ("tuesday", Day(D::Weekday(W::Tue))),
        ("tue", Day(D::Weekday(W::Tue))),
        ("화요일", Day(D::Weekday(W::Tue))),
        ("wednesday", Day(D::Weekday(W::Wed))),
        ("wed", Day(D::Weekday(W::Wed))),
        ("수요일", Day(D::Weekday(W::Wed))),
        ("thursday", Day(D::Weekday(W::Thu))),
        ("thu", Day(D::Weekday(W::Thu))),
        ("목요일", Day(D::Weekday(W::Thu))),
        ("friday", Day(D::Weekday(W::Fri))),
        ("fri", Day(D::Weekday(W::Fri))),
        ("금요일", Day(D::Weekday(W::Fri))),
        ("saturday", Day(D::Weekday(W::Sat))),
        ("sat", Day(D::Weekday(W::Sat))),
        ("토요일", Day(D::Weekday(W::Sat))),
        ("sunday", Day(D::Weekday(W::Sun))),
        ("sun", Day(D::Weekday(W::Sun))),
        ("일요일", Day(D::Weekday(W::Sun))),
        ("morning", Morning),
        ("오전", Morning),
        ("am", Morning),
        ("afternoon", Afternoon),
        ("오후", Afternoon),
        ("pm", Afternoon),
    ]
};

/// Words that are not found by their initial consonants, which are those of 결제, 어제 and 오후.
const NOT_BY_INITIALS: [&str; 4] = ["그제", "금주", "오전", "올해"];

/// A word of the table, as keys.
struct KnownWord {
    means: WordMeaning,
    /// The keys of its parts.
    parts: Vec<String>,
    /// The keys of all of it, without blanks.
    joined: String,
    /// The keys of its initial consonants, when it is Hangul and found by them.
    initials: String,
    korean: bool,
    /// Fewest keys that mean it: more than those of a shorter word that it begins with. 결제 is not yet 결제 취소.
    least: usize,
}

/// The words by their first key, with which all that is typed of a word begins.
static ENTRIES: LazyLock<[Vec<KnownWord>; 26]> = LazyLock::new(|| {
    let mut entries = [const { Vec::new() }; 26];
    for entry in WORDS.iter().map(entry) {
        if let Some(place) = place(&entry.joined).and_then(|place| entries.get_mut(place)) {
            place.push(entry);
        }
    }
    entries
});

/// The place of the first key in the alphabet.
fn place(keys: &str) -> Option<usize> {
    keys.bytes().next()?.checked_sub(b'a').map(usize::from)
}

fn entries(typed: &str) -> &'static [KnownWord] {
    place(typed).and_then(|place| ENTRIES.get(place)).map(Vec::as_slice).unwrap_or_default()
}

fn entry(&(word, means): &(&str, WordMeaning)) -> KnownWord {
    let korean = !word.is_ascii();
    let parts: Vec<String> = word.split(' ').map(keys).collect();
    let by_initials = korean && !NOT_BY_INITIALS.contains(&word);
    let initials =
        word.chars().filter(|c| by_initials && *c != ' ').filter_map(|c| keys_of(c).chars().next());
    let first = word.split(' ').next().filter(|first| *first != word);
    let is_word = first.is_some_and(|first| WORDS.iter().any(|(other, _)| *other == first));
    let least = parts.first().filter(|_| is_word).map_or(2, |first| first.len() + 1);
    KnownWord { means, joined: parts.concat(), initials: initials.collect(), parts, korean, least }
}

fn keys(word: &str) -> String {
    word.chars().map(keys_of).collect()
}

fn keys_of(c: char) -> String {
    let mut keys = String::new();
    hangul::push_keys(&mut keys, c);
    keys.to_lowercase()
}

/// What a whole word means, given its keys, with a blank between its parts.
pub(super) fn whole(typed: &str) -> Option<WordMeaning> {
    entries(typed).iter().find(|entry| entry.is(typed)).map(|entry| entry.means)
}

/// What the beginning of a word means, its initial consonants, or the word and the first key of the next; `None` when it
/// could be words of different meanings.
pub(super) fn unfinished(typed: &str) -> Option<WordMeaning> {
    let mut found = entries(typed).iter().filter(|entry| entry.may_be(typed)).map(|entry| entry.means);
    let first = found.next()?;
    found.all(|means| means == first).then_some(first)
}

impl KnownWord {
    fn is(&self, typed: &str) -> bool {
        self.joined == typed
            || self.parts.len() > 1 && typed.split(' ').eq(self.parts.iter().map(String::as_str))
    }

    fn may_be(&self, typed: &str) -> bool {
        let Some((head, last)) = typed.rsplit_once(' ') else {
            return typed.len() >= self.least && begins(typed, &self.joined)
                || self.korean && (is_one_more(typed, &self.joined) || typed == self.initials);
        };
        let Some((last_part, parts)) = self.parts.split_last() else { return false };
        head.split(' ').eq(parts.iter().map(String::as_str))
            && (begins(last, last_part) || self.korean && is_one_more(last, last_part))
    }
}

/// At least two keys: one alone could be too many words.
fn begins(typed: &str, word: &str) -> bool {
    typed.len() >= 2 && word.starts_with(typed)
}

/// True if the input method has added the first consonant of the next syllable to the word: 취솟.
fn is_one_more(typed: &str, word: &str) -> bool {
    let mut more = typed.strip_prefix(word).unwrap_or_default().chars();
    more.next().is_some_and(hangul::is_consonant) && more.next().is_none()
}

/// The longest word for days at the start of `text`, and the rest.
pub(super) fn strip_day(text: &str) -> Option<(DayWord, &str)> {
    let rests = WORDS.iter().filter_map(|&(word, means)| match means {
        WordMeaning::Day(day) => Some((day, strip(text, word)?)),
        _ => None,
    });
    rests.min_by_key(|(_, rest)| rest.len())
}

/// The rest behind `word`, typed with or without its blanks.
fn strip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for (index, part) in word.split(' ').enumerate() {
        rest = if index == 0 { rest } else { blank(rest) }.strip_prefix(part)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<WordMeaning> {
        let typed = keys(typed);
        whole(&typed).or_else(|| unfinished(&typed))
    }

    #[test]
    fn every_word_means_what_it_says() {
        for (word, means) in WORDS {
            assert_eq!(read(word), Some(means), "{word}");
            assert_eq!(read(&word.replace(' ', "")), Some(means), "{word}");
            assert_eq!(read(&word.to_uppercase()), Some(means), "{word}");
            let by_keys = keys(word);
            assert_eq!(read(&by_keys), Some(means), "{by_keys}");
            assert_eq!(read(&hangul::typed(&by_keys)), Some(means), "{by_keys}");
        }
    }

    #[test]
    fn words_are_found_while_they_are_typed() {
        use WordMeaning::{Afternoon, Cancel, Day, Months, Payment, State as S};
        let part = Some(S(State::Part));
        let today = Some(Day(DayWord::Today));
        for (typed, means) in [
            ("취솟", Some(Cancel)),
            ("취ㅅ", Some(Cancel)),
            ("취", Some(Cancel)),
            ("츼", None),
            ("ㅊㅅ", Some(Cancel)),
            ("ct", Some(Cancel)),
            ("ㅊ", None),
            ("cnlt", Some(Cancel)),
            ("겨", Some(Payment)),
            ("결제 췻", Some(Cancel)),
            ("결제취", Some(Cancel)),
            ("결젲", Some(Payment)),
            ("전체", Some(S(State::Full))),
            ("ㄱㅈ", Some(Payment)),
            ("ㅅㅇ", Some(Payment)),
            ("ㅂㅂ", part),
            ("부붅", part),
            ("부분 취", part),
            ("ㅂㅂㅊㅅ", part),
            ("오", None),
            ("오느", today),
            ("오늙", today),
            ("ㅇㄴ", today),
            ("ㅇㅈ", Some(Day(DayWord::Yesterday))),
            ("ㅇㅎ", Some(Afternoon)),
            ("이번", None),
            ("이번 ㅈ", None),
            ("이번 주", Some(Day(DayWord::ThisWeek))),
            ("ㅇㅂㅈ", Some(Day(DayWord::ThisWeek))),
            ("ㅎㅂ", None),
            ("일", None),
            ("일시", Some(Months(0, 0))),
            ("월", Some(Day(DayWord::Weekday(Weekday::Mon)))),
            ("can", Some(Cancel)),
            ("ca", Some(Cancel)),
            ("c", None),
            ("re", Some(Cancel)),
            ("pa", None),
            ("par", part),
            ("paym", Some(Payment)),
            ("pays", None),
            ("to", today),
            ("th", None),
            ("this w", None),
            ("this we", Some(Day(DayWord::ThisWeek))),
            ("thur", Some(Day(DayWord::Weekday(Weekday::Thu)))),
            ("kim", None),
            ("", None),
        ] {
            assert_eq!(read(typed), means, "{typed}");
        }
    }

    #[test]
    fn words_for_days_are_taken_off_the_front() {
        for (text, expected) in [
            ("today..", Some((DayWord::Today, ".."))),
            ("monday 5", Some((DayWord::Weekday(Weekday::Mon), " 5"))),
            ("mon..wed", Some((DayWord::Weekday(Weekday::Mon), "..wed"))),
            ("이번주부터", Some((DayWord::ThisWeek, "부터"))),
            ("last month", Some((DayWord::LastMonth, ""))),
            ("결제", None),
        ] {
            assert_eq!(strip_day(text), expected, "{text}");
        }
    }
}
