//! The words of the query language, in both languages, and how much of one has to be typed.

use std::sync::LazyLock;

use chrono::Weekday;

use super::{
    hangul,
    meaning::DayTime,
    scan::blank,
    time_of_day::{AFTERNOON, DAWN, EARLY, EVENING, LUNCH, MIDNIGHT, MORNING, NIGHT, NOON},
};
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
    /// It was at this time of day.
    Time(DayTime),
    /// A payment of which some or all is cancelled.
    Cancelled,
    /// Another system recorded it.
    Imported,
    /// The card company has rejected it.
    Rejected,
    /// It was handed over, and the card company has not answered.
    Unanswered,
    /// The card company has answered it twice, and not the same.
    Contradicted,
    /// It has a memo; with a word behind it, a word of the memo begins so.
    Memo,
    /// Nothing beside the other words.
    Noise,
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
const WORDS: &[(&str, WordMeaning)] = {
    use DayWord as D;
    use State::{Full, Part, Untouched};
    use Weekday as W;
    use WordMeaning::{
        Cancel, Cancelled, Contradicted, Day, Imported, Memo, Months, Noise, Payment, Rejected, State as S,
        Time, Unanswered,
    };
    &[
        ("pay", Payment),
        ("payment", Payment),
        ("payments", Payment),
        ("결제", Payment),
        ("승인", Payment),
        ("결제건", Payment),
        ("결제내역", Payment),
        ("cancel", Cancel),
        ("cancels", Cancel),
        ("refund", Cancel),
        ("refunds", Cancel),
        ("취소", Cancel),
        ("환불", Cancel),
        // With a blank between, these are two words: payments that were cancelled.
        ("결제취소", Cancel),
        ("승인취소", Cancel),
        ("취소건", Cancel),
        ("취소내역", Cancel),
        ("cancelled", Cancelled),
        ("canceled", Cancelled),
        ("취소된", Cancelled),
        ("취소된 결제", Cancelled),
        ("cancelled payment", Cancelled),
        ("cancelled payments", Cancelled),
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
        ("전액", S(Full)),
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
        ("morning", Time(MORNING)),
        ("this morning", Time(MORNING)),
        ("오전", Time(MORNING)),
        ("am", Time(MORNING)),
        ("afternoon", Time(AFTERNOON)),
        ("this afternoon", Time(AFTERNOON)),
        ("오후", Time(AFTERNOON)),
        ("pm", Time(AFTERNOON)),
        ("dawn", Time(DAWN)),
        ("새벽", Time(DAWN)),
        ("아침", Time(EARLY)),
        ("lunch", Time(LUNCH)),
        ("점심", Time(LUNCH)),
        ("noon", Time(NOON)),
        ("정오", Time(NOON)),
        ("evening", Time(EVENING)),
        ("this evening", Time(EVENING)),
        ("저녁", Time(EVENING)),
        ("night", Time(NIGHT)),
        ("밤", Time(NIGHT)),
        ("midnight", Time(MIDNIGHT)),
        ("자정", Time(MIDNIGHT)),
        ("imported", Imported),
        ("taken over", Imported),
        ("이관", Imported),
        ("이관된", Imported),
        ("이관 거래", Imported),
        ("rejected", Rejected),
        ("거절", Rejected),
        ("거절된", Rejected),
        ("거절 거래", Rejected),
        ("unanswered", Unanswered),
        ("미응답", Unanswered),
        ("응답 없음", Unanswered),
        ("contradicted", Contradicted),
        ("응답 불일치", Contradicted),
        ("불일치", Contradicted),
        ("memo", Memo),
        ("메모", Memo),
        ("card", Noise),
        ("cards", Noise),
        ("number", Noise),
        ("id", Noise),
        ("end", Noise),
        ("ends", Noise),
        ("ending", Noise),
        ("transaction", Noise),
        ("transactions", Noise),
        ("amount", Noise),
        ("in", Noise),
        ("with", Noise),
        ("on", Noise),
        ("at", Noise),
        ("the", Noise),
        ("of", Noise),
        ("and", Noise),
        ("카드", Noise),
        ("카드번호", Noise),
        ("번호", Noise),
        ("관리번호", Noise),
        ("거래", Noise),
        ("내역", Noise),
        ("건", Noise),
        ("금액", Noise),
        ("끝", Noise),
        ("끝자리", Noise),
        ("뒷자리", Noise),
    ]
};

/// Words that are not found by their initial consonants, which are those of 결제, 그저께, 어제, 오후 and 작년, or a single one.
const NOT_BY_INITIALS: [&str; 8] = ["거절", "결제건", "그제", "금주", "밤", "오전", "올해", "저녁"];
/// Words whose beginning is another word, and how many of their keys count: 새 is `to`, `after` and `no` are English, `re` may be a refund.
const LATER: [(&str, usize); 4] = [("새벽", 3), ("afternoon", 6), ("noon", 3), ("rejected", 3)];
/// Fewest keys of a word in which a slip of a key is looked for: of shorter ones too many are one key away.
const SLIP_KEYS: usize = 4;

/// A word of the table, as keys.
struct KnownWord {
    word: &'static str,
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

fn entry(&(word, means): &(&'static str, WordMeaning)) -> KnownWord {
    // Noise is found whole only: half of it may be a word that means something.
    let is_noise = means == WordMeaning::Noise;
    let korean = !word.is_ascii() && !is_noise;
    let parts: Vec<String> = word.split(' ').map(keys).collect();
    let by_initials = korean && !NOT_BY_INITIALS.contains(&word);
    let initials =
        word.chars().filter(|c| by_initials && *c != ' ').filter_map(|c| keys_of(c).chars().next());
    let joined = parts.concat();
    let begun = WORDS.iter().map(|(other, _)| keys(&other.replace(' ', "")));
    let begun = begun.filter(|other| other.len() < joined.len() && joined.starts_with(other.as_str()));
    let later = LATER.iter().filter(|(later, _)| *later == word).map(|(_, keys)| *keys);
    // The input method may have added a consonant to the shorter word.
    let more = if korean { 2 } else { 1 };
    let least = begun.map(|other| other.len() + more).chain(later).max();
    let least = if is_noise { usize::MAX } else { least.unwrap_or(2) };
    KnownWord { word, means, joined, initials: initials.collect(), parts, korean, least }
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

/// The word that these keys, with a blank between words, are one slip of a key away from; `None` when it could be words of
/// different meanings.
pub(super) fn misspelled(typed: &str) -> Option<&'static str> {
    let joined = typed.replace(' ', "");
    if joined.len() < SLIP_KEYS || !joined.bytes().all(|key| key.is_ascii_lowercase()) {
        return None;
    }
    let parts = typed.split(' ').count();
    let near = |entry: &&KnownWord| {
        let long_enough = entry.joined.len() >= SLIP_KEYS && entry.means != WordMeaning::Noise;
        let as_many = parts == 1 || parts == entry.parts.len();
        long_enough && as_many && is_one_slip(joined.as_bytes(), entry.joined.as_bytes())
    };
    let mut found = ENTRIES.iter().flatten().filter(near);
    let first = found.next()?;
    found.all(|other| other.means == first.means).then_some(first.word)
}

/// True if one key is left out, put in, exchanged for another or for its neighbour.
fn is_one_slip(typed: &[u8], word: &[u8]) -> bool {
    let same = typed.iter().zip(word).take_while(|(one, other)| one == other).count();
    let (typed, word) = (typed.get(same..).unwrap_or_default(), word.get(same..).unwrap_or_default());
    match (typed, word) {
        ([_, typed @ ..], [_, word @ ..]) if typed == word => true,
        ([a, b, typed @ ..], [c, d, word @ ..]) if (a, b) == (d, c) => typed == word,
        ([_, typed @ ..], _) if typed == word => true,
        (_, [_, word @ ..]) => typed == word,
        _ => false,
    }
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
        for &(word, means) in WORDS {
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
        use WordMeaning::{Cancel, Cancelled, Day, Months, Noise, Payment, State as S, Time};
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
            ("결제 췻", None),
            ("결제취", Some(Cancel)),
            ("취소된", Some(Cancelled)),
            ("취솓", Some(Cancel)),
            ("결젳", Some(Payment)),
            ("새", today),
            ("새벼", Some(Time(DAWN))),
            ("ㄱㅈㄱ", Some(Day(DayWord::DayBefore))),
            ("ㅈㄴ", Some(Day(DayWord::LastYear))),
            ("cancell", Some(Cancelled)),
            ("cancel", Some(Cancel)),
            ("전액", Some(S(State::Full))),
            ("전액 취", Some(S(State::Full))),
            ("카드", Some(Noise)),
            ("카", None),
            ("ends", Some(Noise)),
            ("밤", Some(Time(NIGHT))),
            ("ㅂ", None),
            ("lun", Some(Time(LUNCH))),
            ("after", None),
            ("aftern", Some(Time(AFTERNOON))),
            ("no", None),
            ("this aft", Some(Time(AFTERNOON))),
            ("정ㅇ", Some(Time(NOON))),
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
            ("ㅇㅎ", Some(Time(AFTERNOON))),
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
    fn a_slip_of_a_key_suggests_a_word() {
        for (typed, word) in [
            ("결재", Some("결제")),
            ("오눌", Some("오늘")),
            ("취수", Some("취소")),
            ("치소", Some("취소")),
            ("이번 쥬", Some("이번 주")),
            ("이번쥬", Some("이번 주")),
            ("canel", Some("cancel")),
            ("cancle", Some("cancel")),
            ("canxel", Some("cancel")),
            ("yesteday", Some("yesterday")),
            ("yessterday", Some("yesterday")),
            ("last weak", Some("last week")),
            ("ㅊ무디", Some("cancel")),
            // As near to Monday as to Sunday, not near to a word that counts, and too short.
            ("sonday", None),
            ("cerd", None),
            ("kim", None),
            ("pey", None),
            ("canl", None),
            ("cancel1", None),
            ("", None),
        ] {
            assert_eq!(misspelled(&keys(typed)), word, "{typed}");
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
